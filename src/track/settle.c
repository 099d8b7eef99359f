// SPDX-License-Identifier: Apache-2.0
// What the association means: odds of tracks after plots and misses, and the updates of the filters.
// An established track weighs its plot against false ones (integrated probabilistic data association);
// plots that the assignment gave to other tracks are not weighed, so that close tracks do not draw each
// other together.
#include <math.h>

#include "base/math.h"
#include "track/impl.h"

#define SPEED_BALLISTIC     700.0 // m/s: what flies high and faster is ballistic
#define SPEED_NOT_BALLISTIC 400.0 // m/s: what flies low and slower is not
#define SHARES_MAX          8
#define SURE                4.6  // ln of odds of 99 %: a plot likelier than this is taken alone
#define GAIN_MAX            20.0 // ln of what one plot may do for the odds of existence

// The plots that may be a track's own with their probabilities, the best first.
typedef struct {
    uint32_t pair[SHARES_MAX];
    double share[SHARES_MAX]; // sum: 1 - probability that none is its own
    int n;
    double log_gain; // of the odds for its existence
} Shares;

static void share_out(const PvsTracker *t, const PvsSensorState *s, size_t lane, Shares *out) {
    const PvsGroup *g = &t->group;
    uint32_t pick = g->pick[lane], at = g->first_pair[lane], end = g->first_pair[lane + 1];
    double best = g->pairs[pick].reward;
    out->pair[0] = pick;
    out->share[0] = 1.0;
    out->n = 1;
    out->log_gain = best + s->log_miss;
    if ((end - at == 1 && best > SURE) || !pvs_track_established(&t->lives[g->pairs[pick].track])) {
        return;
    }
    double sum = 1.0 + pvs_k_exp(best < 600.0 ? -best : -600.0);
    for (; at < end; at++) {
        double e = g->pairs[at].reward - best;
        if (at != pick && g->plot_track[g->pairs[at].plot] == PVS_NO_INDEX && e > -7.0 &&
            out->n < SHARES_MAX) {
            out->pair[out->n] = at;
            out->share[out->n] = pvs_k_exp(e < 600.0 ? e : 600.0);
            sum += out->share[out->n++];
        }
    }
    out->log_gain += pvs_k_log(sum);
    if (sum < 1.01) {
        out->n = 1;
        return;
    }
    for (int k = 0; k < out->n; k++) {
        out->share[k] /= sum;
    }
}

// A plot in a track: its odds, its counts.
static void count_hit(PvsTracker *t, PvsSensorState *s, const PvsPair *pair, double log_gain) {
    PvsGroup *g = &t->group;
    uint32_t slot = pair->track, j = pair->plot;
    PvsTrackLife *life = &t->lives[slot];
    const PvsRadarPlot *report = &g->reports[j];
    pvs_track_survive(life, g->t_s[j]);
    if (log_gain > GAIN_MAX) {
        life->against *= 2.061153622438558e-9; // exp(-GAIN_MAX)
    } else {
        life->against *= pvs_k_exp(log_gain < -600.0 ? 600.0 : -log_gain);
    }
    life->misses = 0;
    life->n_plots++;
    life->t_plot = g->t_s[j];
    life->mode_s = report->mode_s ? report->mode_s : life->mode_s;
    life->mode_3a = report->mode_3a >= 0 ? report->mode_3a : life->mode_3a;
    if (s->spec.rotating) {
        t->passed[slot * t->n_sensors + (size_t)(s - t->sensors)] = g->t_s[j];
    }
    if (life->number) {
        g->claim[j] = 1.0;
        g->plot_track[j] = slot;
        t->stats.used++;
        t->stats.nis_n++;
        t->stats.nis_sum += pair->d2;
        t->stats.nis_dims += s->f.var_up > 0.0 ? 2.0 : 3.0;
        return;
    }
    uint32_t *best = &g->plot_track[j];
    if (*best == PVS_NO_INDEX || life->against < t->lives[*best].against) {
        *best = slot;
    }
    double claim = 1.0 / (1.0 + life->against);
    g->claim[j] = claim > g->claim[j] ? claim : g->claim[j];
}

// The one measurement that several plots amount to: their mean and their spread about it.
static void blend(const PvsTracker *t, const PvsSensorState *s, size_t k, uint32_t l,
                  const Shares *shares, PvsUpdatePack *u) {
    const PvsGroup *g = &t->group;
    double z[SHARES_MAX][3], mean[3] = {0.0, 0.0, 0.0}, nu[3], total = 0.0, spread[6] = {0};
    for (int m = 0; m < shares->n; m++) {
        pvs_track_innovation(t, s, k, l, g->pairs[shares->pair[m]].plot, z[m], nu);
        total += shares->share[m];
        for (int i = 0; i < 3; i++) {
            mean[i] += shares->share[m] * z[m][i];
        }
    }
    for (int i = 0; i < 3; i++) {
        mean[i] /= total;
        u->q[U_Z + i][l] = mean[i];
    }
    for (int m = 0; m < shares->n; m++) {
        for (int i = 0, n = 0; i < 3; i++) {
            for (int j = i; j < 3; j++, n++) {
                spread[n] += shares->share[m] / total * (z[m][i] - mean[i]) * (z[m][j] - mean[j]);
            }
        }
    }
    for (int i = 0; i < 6; i++) {
        u->q[U_SPREAD + i][l] = spread[i];
    }
    u->q[U_W][l] = total < 1.0 ? total : 1.0;
}

static void hit_lane(PvsTracker *t, PvsSensorState *s, size_t k, uint32_t l) {
    PvsGroup *g = &t->group;
    PvsUpdatePack *u = &g->updates[k];
    size_t lane = PVS_LANES * k + l;
    const PvsPair *pair = &g->pairs[g->pick[lane]];
    Shares shares;
    share_out(t, s, lane, &shares);
    u->q[U_T][l] = g->t_s[pair->plot];
    if (shares.n == 1 && shares.share[0] == 1.0) {
        u->q[U_W][l] = 1.0;
        for (int i = 0; i < 3; i++) {
            u->q[U_Z + i][l] = g->at.pos[i][pair->plot];
        }
        if (s->f.var_up > 0.0) {
            double z[3], nu[3];
            pvs_track_innovation(t, s, k, l, pair->plot, z, nu);
            for (int i = 0; i < 3; i++) {
                u->q[U_Z + i][l] = z[i];
            }
        }
    } else {
        blend(t, s, k, l, &shares, u);
    }
    if (t->options.registration && s != t->sensors && shares.n == 1 &&
        t->lives[pair->track].number) {
        pvs_track_bias_learn(t, s, k, l, pair->plot);
    }
    count_hit(t, s, pair, shares.log_gain);
}

// When one of several histories of a target has become likely, the others end.
static void end_doubles(PvsTracker *t, size_t n_packs) {
    PvsGroup *g = &t->group;
    for (size_t k = 0; k < n_packs; k++) {
        for (uint32_t l = 0; l < PVS_LANES; l++) {
            size_t lane = PVS_LANES * k + l;
            uint32_t slot = PVS_LANES * g->packs[k] + l;
            if (!g->wanted[lane] || g->pick[lane] == PVS_NO_INDEX || t->lives[slot].number) {
                continue;
            }
            uint32_t best = g->plot_track[g->pairs[g->pick[lane]].plot];
            if (best != slot && t->lives[best].against < 1.0) {
                pvs_track_delete(t, slot);
                g->wanted[lane] = 0;
                g->updates[k].q[U_W][l] = 0.0;
            }
        }
    }
}

// A state begun anew at a plot, its velocity kept but hardly trusted.
static void begin_anew(PvsTracker *t, size_t k, uint32_t l) {
    double x[6], p[21] = {0};
    const PvsUpdatePack *u = &t->group.updates[k];
    const PvsGatePack *gate = &t->group.gates[k];
    uint32_t pack = t->group.packs[k], slot = PVS_LANES * pack + l;
    for (int i = 0; i < 3; i++) {
        double v = t->states[pack].q[G_V + i][l];
        x[i] = u->q[U_Z + i][l];
        x[3 + i] = isfinite(v) ? v : 0.0;
    }
    for (int i = 0; i < 6; i++) {
        p[P_PP + i] = gate->q[O_R + i][l];
    }
    p[P_VV] = p[P_VV + 3] = p[P_VV + 5] = 1e4;
    t->lives[slot].ballistic = 0;
    pvs_track_set_state(t, slot, u->q[U_T][l], x, p);
    t->stats.recovered++;
}

// What has come to fly high and fast becomes ballistic, what has come to fly low and slowly is not
// any more. Returns whether a track is ballistic.
static bool is_ballistic(PvsTracker *t, uint32_t slot) {
    const double(*q)[PVS_LANES] = (const double(*)[PVS_LANES])t->states[slot / PVS_LANES].q;
    uint32_t l = slot % PVS_LANES;
    double x[6], p[21], speed2 = 0.0;
    for (int i = 0; i < 6; i++) {
        x[i] = q[G_X + i][l];
        speed2 += i >= 3 ? x[i] * x[i] : 0.0;
    }
    bool was = t->lives[slot].ballistic;
    double speed = was ? SPEED_NOT_BALLISTIC : SPEED_BALLISTIC;
    if (was == (speed2 > speed * speed)) {
        return was;
    }
    bool high = pvs_track_height(t->motions.ecef, x) > PVS_BALLISTIC_FROM_M;
    if (!was && high) {
        pvs_track_make_ballistic(t, slot);
    } else if (was && !high) {
        for (int i = 0; i < 21; i++) {
            p[i] = q[G_PP + i][l];
        }
        t->lives[slot].ballistic = 0;
        pvs_track_set_state(t, slot, q[G_T][l], x, p);
    }
    return t->lives[slot].ballistic;
}

// Ballistic tracks have a filter of their own; the vectors of the others then leave them alone.
static void update_ballistic(PvsTracker *t, size_t n_packs) {
    PvsGroup *g = &t->group;
    for (size_t k = 0; k < n_packs; k++) {
        for (uint32_t l = 0; l < PVS_LANES; l++) {
            uint32_t slot = PVS_LANES * g->packs[k] + l;
            PvsUpdatePack *u = &g->updates[k];
            const PvsGatePack *gate = &g->gates[k];
            if (!(u->q[U_W][l] > 0.0) || !is_ballistic(t, slot)) {
                continue;
            }
            double z[3], r[6];
            for (int i = 0; i < 6; i++) {
                r[i] = gate->q[O_R + i][l];
                z[i % 3] = u->q[U_Z + i % 3][l];
            }
            if (!pvs_track_update_ballistic(t, slot, u->q[U_T][l], z, r)) {
                begin_anew(t, k, l);
            }
            u->q[U_W][l] = -1.0;
        }
    }
}

static void recover(PvsTracker *t, size_t n_packs) {
    PvsGroup *g = &t->group;
    for (size_t k = 0; k < n_packs; k++) {
        for (uint32_t l = 0; l < PVS_LANES; l++) {
            if (g->updates[k].q[U_W][l] > 0.0 && g->updates[k].q[U_BAD][l] > 0.0) {
                begin_anew(t, k, l);
            }
        }
    }
}

void pvs_track_hits(PvsTracker *t, PvsSensorState *s, size_t n_packs) {
    PvsGroup *g = &t->group;
    for (size_t k = 0; k < n_packs; k++) {
        PvsUpdatePack *u = &g->updates[k];
        for (uint32_t l = 0; l < PVS_LANES; l++) {
            u->q[U_W][l] = 0.0;
            u->q[U_BAD][l] = 0.0;
            u->q[U_T][l] = g->t_lane[PVS_LANES * k + l];
            for (int i = 0; i < 3; i++) {
                u->q[U_Z + i][l] = g->gates[k].q[O_P + i][l];
            }
            if (g->wanted[PVS_LANES * k + l] && g->pick[PVS_LANES * k + l] != PVS_NO_INDEX) {
                hit_lane(t, s, k, l);
            }
        }
    }
    end_doubles(t, n_packs);
    if (t->models) {
        update_ballistic(t, n_packs);
        pvs_filter_update_imm(t->options.isa, &t->motions, t->states, t->models, g->packs, n_packs,
                              g->gates, g->updates);
    } else {
        pvs_filter_update_cv(t->options.isa, &t->motions, t->states, g->packs, n_packs, g->gates,
                             g->updates);
    }
    recover(t, n_packs);
}

static void miss_lane(PvsTracker *t, PvsSensorState *s, size_t k, uint32_t l) {
    PvsGroup *g = &t->group;
    uint32_t slot = PVS_LANES * g->packs[k] + l;
    PvsTrackLife *life = &t->lives[slot];
    double t_lane = g->t_lane[PVS_LANES * k + l];
    if (s->spec.rotating) {
        t->passed[slot * t->n_sensors + (size_t)(s - t->sensors)] = t_lane;
    }
    pvs_track_survive(life, t_lane);
    if (g->gates[k].q[O_RANGE][l] <= s->spec.max_range_m) {
        life->against *= s->miss_factor;
        life->misses++;
    }
    double sides = g->gates[k].q[O_HALF][l] + g->gates[k].q[O_HALF + 1][l];
    if (!(sides < 2e5)) {
        life->against = 1e300; // nothing is known of it any more
    }
    pvs_track_judge(t, s, slot);
}

void pvs_track_misses(PvsTracker *t, PvsSensorState *s, size_t n_packs, double t1) {
    PvsGroup *g = &t->group;
    for (size_t k = 0; k < n_packs; k++) {
        for (uint32_t l = 0; l < PVS_LANES; l++) {
            size_t lane = PVS_LANES * k + l;
            if (!g->wanted[lane]) {
                continue;
            }
            if (g->pick[lane] != PVS_NO_INDEX) {
                pvs_track_judge(t, s, PVS_LANES * g->packs[k] + l);
            } else if (!s->spec.rotating || g->t_lane[lane] < t1 - s->sector_s) {
                miss_lane(t, s, k, l); // of a rotating radar later: its plot may still come
            }
        }
    }
}
