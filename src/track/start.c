// SPDX-License-Identifier: Apache-2.0
// How tracks begin: two plots of a radar that no track claims, not further apart than a target flies,
// are a tentative track. How likely the pair is follows from what flies how fast: a mixture of kinds
// (drones and helicopters, aircraft and cruise missiles, fast ones; high up: what is ballistic), whose
// best one also is the prior of the velocity.
#include <math.h>

#include "base/math.h"
#include "track/impl.h"

#define LN_START_AGAINST 9.903487552536127 // pairs with odds above 20000 against are not begun
#define CLAIMED          0.3 // a plot that a track has with more than this begins none

// A kind of target: share, spread of velocity across and along the vertical, heights where it flies.
typedef struct {
    double share, speed_h_mps, speed_v_mps, low_m, high_m;
} Kind;

static const Kind kinds[] = {
    {0.25, 40.0, 6.0, -1e9, 20e3},    // drones, helicopters, light aircraft
    {0.72, 180.0, 20.0, -1e9, 25e3},  // aircraft, cruise missiles
    {0.03, 700.0, 200.0, -1e9, 30e3}, // supersonic
    {0.02, 1500.0, 1500.0, PVS_BALLISTIC_FROM_M, 20e3},
    {0.50, 1500.0, 1500.0, 20e3, 1e9} // ballistic, and where it passes what else flies
};
#define N_KINDS (sizeof kinds / sizeof *kinds)
#define SPEED_LOW                                                                                  \
    1000.0 // m/s, of pairs worth a look where nothing is ballistic, and where it may be
#define SPEED_HIGH 4000.0
#define BALLISTIC  (&kinds[3]) // from here on

typedef struct {
    double loglik; ///< best kind's share in the mixture's density, ln
    double total;  ///< the mixture's density, ln
    const Kind *kind;
} Fit;

void pvs_track_set_state(PvsTracker *t, uint32_t slot, double time, const double x[6],
                         const double p[21]) {
    double(*g)[PVS_LANES] = t->states[slot / PVS_LANES].q;
    uint32_t l = slot % PVS_LANES;
    const PvsMotions *m = &t->motions;
    g[G_T][l] = time;
    for (int i = 0; i < 3; i++) {
        g[G_X + i][l] = x[i];
        g[G_V + i][l] = x[3 + i];
        g[G_A + i][l] = 0.0;
    }
    for (int i = 0; i < 21; i++) {
        g[G_PP + i][l] = p[i];
    }
    static const double mu[M_MODELS] = {0.9, 0.06, 0.04};
    g[G_QH][l] = g[G_QV][l] = 0.0;
    for (int j = 0; j < M_MODELS; j++) {
        g[G_QH][l] += mu[j] * m->qh[j];
        g[G_QV][l] += mu[j] * m->qv[j];
    }
    if (!t->models) {
        g[G_QH][l] = m->qh[0];
        g[G_QV][l] = m->qv[0];
        return;
    }
    double(*q)[PVS_LANES] = t->models[slot / PVS_LANES].q;
    for (int j = 0; j < M_MODELS; j++, q += M_N) {
        q[M_MU][l] = mu[j];
        for (int i = 0; i < 6; i++) {
            q[M_X + i][l] = x[i];
        }
        q[M_X + 6][l] = 0.0;
        for (int i = 0; i < 28; i++) {
            q[M_P + i][l] = i < 21 ? p[i] : 0.0;
        }
        q[M_P + P_WW][l] = m->var_turn;
    }
}

static void up_at(const PvsTracker *t, const double pos[3], double up[3]) {
    up[0] = up[1] = 0.0;
    up[2] = 1.0;
    if (t->options.frame == PVS_TRACK_ECEF) {
        double r = sqrt(pos[0] * pos[0] + pos[1] * pos[1] + pos[2] * pos[2]);
        for (int i = 0; i < 3; i++) {
            up[i] = pos[i] / (r > 1.0 ? r : 1.0);
        }
    }
}

double pvs_track_height(bool ecef, const double pos[3]) {
    if (!ecef) {
        return pos[2];
    }
    double r = sqrt(pos[0] * pos[0] + pos[1] * pos[1] + pos[2] * pos[2]);
    double s = pos[2] / (r > 1.0 ? r : 1.0);
    return r - 6378137.0 * (1.0 - s * s / 298.257223563);
}

// Covariance of a kind's velocity.
static void spread(const Kind *kind, const double up[3], double v[6]) {
    double h = kind->speed_h_mps * kind->speed_h_mps, k = kind->speed_v_mps * kind->speed_v_mps - h;
    for (int i = 0, n = 0; i < 3; i++) {
        for (int j = i; j < 3; j++, n++) {
            v[n] = k * up[i] * up[j] + (i == j ? h : 0.0);
        }
    }
}

static Fit fit(const PvsSensorState *s, const double d[3], double dt, double h_m,
               const double up[3], const double r[6]) {
    Fit best = {-1e300, -1e300, NULL};
    double share = 0.0, densities[N_KINDS];
    for (size_t k = 0; k < N_KINDS; k++) {
        share += h_m >= kinds[k].low_m && h_m < kinds[k].high_m ? kinds[k].share : 0.0;
    }
    for (size_t k = 0; k < N_KINDS; k++) {
        double v[6], sum[6], inverse[6];
        densities[k] = -1e300;
        if (!(h_m >= kinds[k].low_m && h_m < kinds[k].high_m)) {
            continue;
        }
        spread(&kinds[k], up, v);
        for (int i = 0; i < 6; i++) {
            sum[i] = 2.0 * r[i] + dt * dt * v[i];
        }
        double det = pvs_sym3_invert(sum, inverse);
        double constant = -2.756815599614018; // ln (2 pi)^-1.5
        if (s->f.var_up > 0.0) {              // a density over the plane alone
            constant = -1.8378770664093453 +
                       0.5 * pvs_k_log(2.0 * s->f.var_up +
                                       dt * dt * kinds[k].speed_v_mps * kinds[k].speed_v_mps);
        }
        densities[k] =
            pvs_k_log(kinds[k].share / share) + constant -
            0.5 * (pvs_sym3_quadratic(inverse, d) + pvs_k_log(det > 1e-300 ? det : 1e-300));
        if (densities[k] > best.loglik) {
            best.loglik = densities[k];
            best.kind = &kinds[k];
        }
    }
    double total = 0.0;
    for (size_t k = 0; k < N_KINDS; k++) {
        double e = densities[k] - best.loglik;
        total += e > -50.0 ? pvs_k_exp(e) : 0.0;
    }
    best.total = best.loglik + (best.kind ? pvs_k_log(total) : 0.0);
    return best;
}

// The state after two plots: the prior of the kind at the first, carried to the second and updated.
static void begin_track(PvsTracker *t, PvsSensorState *s, const PvsOldPlot *old,
                        const PvsPlacedPlot *plot, const PvsPair *pair, bool crowded) {
    const Kind *kind = &kinds[(int)pair->d2];
    uint32_t slot = pvs_track_new_slot(t);
    if (slot == PVS_NO_INDEX) {
        return;
    }
    double r[6], v[6], up[3], sum[6], si[6], d[3], dt = plot->t_s - old->plot.t_s;
    static const int sym[3][3] = {{0, 1, 2}, {1, 3, 4}, {2, 4, 5}};
    pvs_sym3_measurement(&s->f, plot->pos, r);
    up_at(t, plot->pos, up);
    spread(kind, up, v);
    double pp[6], x[6], p[21], gp[3][3], gv[3][3];
    for (int i = 0; i < 6; i++) {
        pp[i] = r[i] + dt * dt * v[i];
        sum[i] = pp[i] + r[i];
    }
    pvs_sym3_invert(sum, si);
    for (int i = 0; i < 3; i++) {
        d[i] = plot->pos[i] - old->plot.pos[i];
        for (int j = 0; j < 3; j++) {
            gp[i][j] = gv[i][j] = 0.0;
            for (int k = 0; k < 3; k++) {
                gp[i][j] += pp[sym[i][k]] * si[sym[k][j]];
                gv[i][j] += dt * v[sym[i][k]] * si[sym[k][j]];
            }
        }
    }
    for (int i = 0; i < 3; i++) {
        x[i] = old->plot.pos[i];
        x[3 + i] = 0.0;
        for (int j = 0; j < 3; j++) {
            x[i] += gp[i][j] * d[j];
            x[3 + i] += gv[i][j] * d[j];
        }
    }
    for (int i = 0, n = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            double a = 0.0, b = 0.0, c = 0.0;
            for (int k = 0; k < 3; k++) {
                a += gp[i][k] * pp[sym[k][j]];
                b += gp[i][k] * dt * v[sym[k][j]];
                c += gv[i][k] * dt * v[sym[k][j]];
            }
            p[6 + 3 * i + j] = dt * v[sym[i][j]] - b;
            if (j >= i) {
                p[n] = pp[n] - a;
                p[15 + n] = v[n] - c;
                n++;
            }
        }
    }
    pvs_track_set_state(t, slot, plot->t_s, x, p);
    PvsTrackLife *life = &t->lives[slot];
    life->against = pvs_k_exp(pair->reward);
    life->crowded = crowded;
    life->t_exist = life->t_plot = plot->t_s;
    life->t_first = old->plot.t_s;
    life->n_plots = 2;
    life->mode_s = plot->mode_s;
    life->mode_3a = plot->mode_3a;
    if (kind >= BALLISTIC && t->models) {
        pvs_track_make_ballistic(t, slot);
    }
    t->passed[slot * t->n_sensors + (size_t)(s - t->sensors)] = plot->t_s;
}

static void forget_old(PvsSensorState *s, double t1) {
    double keep_s = (s->misses_max < 3 ? s->misses_max : 3) * s->spec.scan_period_s +
                    0.6 * s->spec.scan_period_s;
    size_t kept = 0;
    for (size_t i = 0; i < s->n_old; i++) {
        if (t1 - s->old[i].plot.t_s <= keep_s && s->old[i].against > 0.0) {
            s->old[kept++] = s->old[i];
        }
    }
    s->n_old = kept;
}

// How far a target may be from an old plot now, with room for noise.
static double reach_of(const PvsTracker *t, const PvsSensorState *s, const PvsPlacedPlot *old,
                       double h_m, const double r[6]) {
    double wide = r[0] > r[3] ? r[0] : r[3];
    wide = wide > r[5] ? wide : r[5];
    if (s->f.var_up > 0.0) {
        wide = old->range_m * old->range_m * s->f.var_az + s->f.var_range;
    }
    double speed = h_m > PVS_BALLISTIC_FROM_M ? SPEED_HIGH : SPEED_LOW;
    return speed * (t->t_now - old->t_s) + 6.0 * sqrt(wide);
}

// The pair of an old plot and one of the group, when it is likely enough.
static bool try_pair(PvsTracker *t, PvsSensorState *s, uint32_t i_old, uint32_t j,
                     const double up[3], const double r[6], double h_m, double reach) {
    PvsGroup *g = &t->group;
    const PvsOldPlot *old = &s->old[i_old];
    double dt = g->t_s[j] - old->plot.t_s, period = s->spec.scan_period_s, d[3];
    for (int c = 0; c < 3; c++) {
        d[c] = g->at.pos[c][j] - old->plot.pos[c];
    }
    if (dt < 0.6 * period || !(d[0] * d[0] + d[1] * d[1] + d[2] * d[2] < reach * reach)) {
        return true;
    }
    Fit f = fit(s, d, dt, h_m, up, r);
    double misses = floor(dt / period + 0.5) - 1.0;
    double log_against = pvs_k_log(old->against) - misses * s->log_miss - g->at.gain[j] - f.total;
    if (!f.kind || log_against > LN_START_AGAINST) {
        return true;
    }
    if (!pvs_track_reserve(&g->pairs, g->n_pairs + 1, &g->pairs_capacity, sizeof *g->pairs)) {
        return false;
    }
    g->pairs[g->n_pairs++] = (PvsPair){i_old, j, log_against, (double)(f.kind - kinds)};
    return true;
}

// Pairs of an old plot with the group's unclaimed ones, into the group's list.
static bool pair_old(PvsTracker *t, PvsSensorState *s, uint32_t i_old) {
    const PvsPlacedPlot *old = &s->old[i_old].plot;
    double h_m = pvs_track_height(t->motions.ecef, old->pos), up[3], r[6], a = 0.0, b = 0.0;
    up_at(t, old->pos, up);
    pvs_sym3_measurement(&s->f, old->pos, r);
    double reach = reach_of(t, s, old, h_m, r);
    for (int k = 0; k < 3; k++) {
        a += s->f.axis[0][k] * old->pos[k];
        b += s->f.axis[1][k] * old->pos[k];
    }
    const PvsGrid *grid = &s->free_grid;
    uint32_t low[2], high[2];
    if (!pvs_grid_box(grid, a, b, reach, reach, low, high)) {
        return true;
    }
    for (uint32_t row = low[1]; row <= high[1]; row++) {
        uint32_t cell = row * grid->cells[0], end = grid->first[cell + high[0] + 1];
        for (uint32_t k = grid->first[cell + low[0]]; k < end; k++) {
            if (!try_pair(t, s, i_old, s->free_plot[grid->order[k]], up, r, h_m, reach)) {
                return false;
            }
        }
    }
    return true;
}

// The plots that no track claims, in a grid of their own.
static bool find_free(PvsTracker *t, PvsSensorState *s, size_t n, size_t *n_free) {
    PvsGroup *g = &t->group;
    size_t m = 0;
    if (n > s->free_capacity) {
        size_t c1 = s->free_capacity, c2 = c1;
        if (!pvs_track_reserve(&s->free_at[0], n, &c1, sizeof(double)) ||
            !pvs_track_reserve(&s->free_at[1], n, &c2, sizeof(double)) ||
            !pvs_track_reserve(&s->free_plot, n, &s->free_capacity, sizeof *s->free_plot)) {
            return false;
        }
    }
    for (uint32_t j = 0; j < n; j++) {
        if (g->claim[j] <= CLAIMED) {
            s->free_at[0][m] = g->at.plane[0][j];
            s->free_at[1][m] = g->at.plane[1][j];
            s->free_plot[m++] = j;
        }
    }
    *n_free = m;
    return pvs_grid_build(&s->free_grid, s->free_at[0], s->free_at[1], m);
}

// The best pairs first. Where they are likely, what else their plots could be is not begun; where
// none is, all are begun, and what comes decides.
static void begin_pairs(PvsTracker *t, PvsSensorState *s) {
    PvsGroup *g = &t->group;
    for (int weak = 0; weak < 2; weak++) {
        for (size_t k = 0; k < g->n_pairs; k++) {
            const PvsPair *p = &g->pairs[k];
            bool matched = g->match[p->track] == p->plot;
            if (matched == weak || (weak && (p->reward < 0.0 || g->claim[p->plot] > CLAIMED ||
                                             s->old[p->track].against == 0.0))) {
                continue;
            }
            bool crowded =
                g->wanted_by[p->plot] > 1 || g->first[p->track + 1] - g->first[p->track] > 1;
            PvsPlacedPlot plot = pvs_track_placed(g, p->plot);
            begin_track(t, s, &s->old[p->track], &plot, p, crowded);
            if (p->reward < 0.0) {
                s->old[p->track].against = 0.0; // spent
                g->claim[p->plot] = 1.0 / (1.0 + pvs_k_exp(p->reward));
            }
        }
    }
}

// Assigns new plots to old ones: match.
static bool match_pairs(PvsTracker *t, PvsSensorState *s, size_t n) {
    PvsGroup *g = &t->group;
    size_t k = 0;
    if (!pvs_track_list(t, s->n_old, n)) {
        return false;
    }
    for (size_t i = 0; i < g->n_pairs; i++) {
        g->wanted_by[g->pairs[i].plot] = 0; // from here on: pairs that a plot is in
    }
    for (uint32_t i = 0; i < s->n_old; i++) {
        g->first[i] = (uint32_t)k;
        for (; k < g->n_pairs && g->pairs[k].track == i; k++) {
            g->column[k] = g->pairs[k].plot;
            g->wanted_by[g->pairs[k].plot]++;
            g->reward[k] = LN_START_AGAINST - g->pairs[k].reward;
        }
    }
    g->first[s->n_old] = (uint32_t)k;
    PvsPairs pairs = {(uint32_t)s->n_old, (uint32_t)n, g->first, g->column, g->reward};
    pvs_assign(&pairs, g->match, g->scratch);
    return true;
}

bool pvs_track_start(PvsTracker *t, PvsSensorState *s, size_t n, double t1) {
    PvsGroup *g = &t->group;
    size_t n_free;
    forget_old(s, t1);
    g->n_pairs = 0;
    if (!find_free(t, s, n, &n_free)) {
        return false;
    }
    for (uint32_t i = 0; i < s->n_old && n_free > 0; i++) {
        if (!pair_old(t, s, i)) {
            return false;
        }
    }
    if (g->n_pairs > 0) {
        if (!match_pairs(t, s, n)) {
            return false;
        }
        begin_pairs(t, s);
    }
    if (!pvs_track_reserve(&s->old, s->n_old + n_free, &s->old_capacity, sizeof *s->old)) {
        return false;
    }
    for (size_t m = 0; m < n_free; m++) {
        uint32_t j = s->free_plot[m];
        if (g->claim[j] <= CLAIMED) {
            s->old[s->n_old++] =
                (PvsOldPlot){pvs_track_placed(g, j), s->clutter > 1.0 ? s->clutter : 1.0};
        }
    }
    return true;
}
