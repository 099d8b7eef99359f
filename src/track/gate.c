// SPDX-License-Identifier: Apache-2.0
// Which tracks a group of plots concerns, when the beam is at each of them, and which plots are near
// enough to be theirs.
#include <math.h>

#include "base/math.h"
#include "track/impl.h"

#define LN_2PI       1.8378770664093453
#define LN_MANOEUVRE (-4.605170185988091) // ln 0.01: chance that a manoeuvre has begun
#define HEIGHT_M     3e3 // by so much the height of a track may move the plots of a 2-D radar

// When a rotating radar's beam passes a track, nearest to the middle of the group.
static double pass_time(const PvsSensorState *s, const double (*q)[PVS_LANES], uint32_t l,
                        double t) {
    double dt = t - q[G_T][l], e = 0.0, n = 0.0;
    for (int i = 0; i < 3; i++) {
        double los = q[G_X + i][l] + dt * (q[G_V + i][l] + 0.5 * dt * q[G_A + i][l]) - s->f.pos[i];
        e += s->f.east[i] * los;
        n += s->f.north[i] * los;
    }
    double period = s->spec.scan_period_s;
    double at = s->phase_s + pvs_k_atan2(e, n) * (period / PVS_TWO_PI);
    return at + period * floor((t - at) / period + 0.5);
}

static bool room_for_packs(PvsTracker *t) {
    PvsGroup *g = &t->group;
    if (t->n_packs < g->packs_capacity) {
        return true;
    }
    size_t packs = t->n_packs + t->n_packs / 2 + 16, c[7] = {0};
    g->packs_capacity = 0;
    bool good =
        pvs_track_reserve(&g->packs, packs, &c[0], sizeof *g->packs) &&
        pvs_track_reserve(&g->t_lane, PVS_LANES * packs, &c[1], sizeof(double)) &&
        pvs_track_reserve(&g->wanted, PVS_LANES * packs, &c[2], 1) &&
        pvs_track_reserve(&g->gates, packs, &c[3], sizeof *g->gates) &&
        pvs_track_reserve(&g->updates, packs, &c[4], sizeof *g->updates) &&
        pvs_track_reserve(&g->pick, PVS_LANES * packs, &c[5], sizeof *g->pick) &&
        pvs_track_reserve(&g->first_pair, PVS_LANES * packs + 1, &c[6], sizeof *g->first_pair);
    g->packs_capacity = good ? packs : 0;
    return good;
}

// The lanes of a pack that a rotating radar's sector concerns: the beam passes them in it or near
// it, and has not found them in this turn.
static bool choose_passed(const PvsTracker *t, const PvsSensorState *s, double t0, double t1,
                          uint32_t pack, double *t_lane, uint8_t *wanted) {
    size_t i_sensor = (size_t)(s - t->sensors);
    double margin = s->sector_s;
    bool any = false;
    for (uint32_t l = 0; l < PVS_LANES; l++) {
        uint32_t slot = PVS_LANES * pack + l;
        t_lane[l] = t->states[pack].q[G_T][l];
        wanted[l] = 0;
        if (t->lives[slot].alive) {
            double at =
                pass_time(s, (const double(*)[PVS_LANES])t->states[pack].q, l, 0.5 * (t0 + t1));
            if (at >= t0 - margin && at <= t1 + margin &&
                at - t->passed[slot * t->n_sensors + i_sensor] > 0.5 * s->spec.scan_period_s) {
                t_lane[l] = at;
                wanted[l] = 1;
                any = true;
            }
        }
    }
    return any;
}

bool pvs_track_lanes(PvsTracker *t, const PvsSensorState *s, double t0, double t1,
                     size_t *n_packs) {
    PvsGroup *g = &t->group;
    size_t n = 0;
    if (!room_for_packs(t)) {
        return false;
    }
    for (uint32_t p = 0; p < t->n_packs; p++) {
        if (t->n_alive[p] == 0) {
            continue;
        }
        double *t_lane = &g->t_lane[PVS_LANES * n];
        uint8_t *wanted = &g->wanted[PVS_LANES * n];
        if (s->spec.rotating) {
            if (!choose_passed(t, s, t0, t1, p, t_lane, wanted)) {
                continue;
            }
        } else {
            for (uint32_t l = 0; l < PVS_LANES; l++) {
                t_lane[l] = t1;
                wanted[l] = t->n_alive[p] == PVS_LANES || t->lives[PVS_LANES * p + l].alive;
            }
        }
        g->packs[n++] = p;
    }
    *n_packs = n;
    return true;
}

void pvs_track_innovation(const PvsTracker *t, const PvsSensorState *s, size_t k, uint32_t l,
                          uint32_t j, double z[3], double nu[3]) {
    const PvsGroup *g = &t->group;
    const double(*o)[PVS_LANES] = (const double(*)[PVS_LANES])g->gates[k].q;
    const double(*q)[PVS_LANES] = (const double(*)[PVS_LANES])t->states[g->packs[k]].q;
    double at[3], h = 0.0, dt = g->t_s[j] - g->t_lane[PVS_LANES * k + l];
    for (int i = 0; i < 3; i++) {
        at[i] = o[O_P + i][l] + dt * q[G_V + i][l];
        z[i] = g->at.pos[i][j];
        h += s->f.up[i] * (at[i] - s->f.pos[i]);
    }
    if (s->f.var_up > 0.0) { // of a 2-D radar: where it lies if the target is at the track's height
        double range = g->at.range_m[j], most = 0.95 * range;
        double inside = h > most ? most : h < -most ? -most : h;
        double shorter = sqrt(range * range - inside * inside) / range;
        for (int i = 0; i < 3; i++) {
            z[i] = s->f.pos[i] + shorter * (z[i] - s->f.pos[i]) + h * s->f.up[i];
        }
    }
    for (int i = 0; i < 3; i++) {
        nu[i] = z[i] - at[i];
    }
}

// What the gate of a lane needs, off the pack.
typedef struct {
    size_t k;
    uint32_t l, slot;
    double at[3], si[6], si2[6], sure, turns; // ln of the density at no distance
    bool tentative, simple;
} Lane;

static void load_lane(const PvsTracker *t, const PvsSensorState *s, size_t k, uint32_t l,
                      Lane *lane) {
    const double(*o)[PVS_LANES] = (const double(*)[PVS_LANES])t->group.gates[k].q;
    uint32_t slot = PVS_LANES * t->group.packs[k] + l;
    double constant = -1.5 * LN_2PI - s->log_miss;
    if (s->f.var_up > 0.0) {
        constant = -LN_2PI + 0.5 * s->log_var_up - s->log_miss; // a density over the plane alone
    }
    lane->k = k;
    lane->l = l;
    lane->slot = slot;
    lane->tentative = !t->lives[slot].number;
    lane->simple = !s->spec.rotating && !(s->f.var_up > 0.0) && s->spec.time_bias_s == 0.0 &&
                   s->bias.used[2] == 0.0;
    lane->sure = constant - 0.5 * o[O_LOGDET][l];
    lane->turns = constant - 0.5 * o[O_LOGDET2][l] + LN_MANOEUVRE;
    for (int i = 0; i < 3; i++) {
        lane->at[i] = o[O_P + i][l];
    }
    for (int i = 0; i < 6; i++) {
        lane->si[i] = o[O_SI + i][l];
        lane->si2[i] = o[O_SI2 + i][l];
    }
}

static inline double quadratic(const double s[6], const double a[3]) {
    return a[0] * (s[0] * a[0] + 2.0 * (s[1] * a[1] + s[2] * a[2])) +
           a[1] * (s[3] * a[1] + 2.0 * s[4] * a[2]) + s[5] * a[2] * a[2];
}

static bool add_pair(PvsGroup *g, const Lane *lane, uint32_t j, double d2, double wide) {
    if (g->n_pairs == g->pairs_capacity &&
        !pvs_track_reserve(&g->pairs, g->n_pairs + 1, &g->pairs_capacity, sizeof *g->pairs)) {
        return false;
    }
    double sure = lane->sure - 0.5 * d2, turns = lane->turns - 0.5 * wide;
    g->pairs[g->n_pairs++] =
        (PvsPair){lane->slot, j, g->at.gain[j] + (sure > turns ? sure : turns), d2};
    return true;
}

// The plots of a run of the grid: those in the gate become pairs. Tentative tracks do not use the gate
// of manoeuvres: in it, what is no target would find plots for ever.
static bool try_run(PvsTracker *t, const PvsSensorState *s, const Lane *lane, uint32_t begin,
                    uint32_t end) {
    PvsGroup *g = &t->group;
    const uint32_t *order = t->grid.order;
    const double *x = g->at.pos[0], *y = g->at.pos[1], *z = g->at.pos[2], gate = s->f.gate;
    for (uint32_t i = begin; i < end; i++) {
        uint32_t j = order[i];
        double nu[3] = {x[j] - lane->at[0], y[j] - lane->at[1], z[j] - lane->at[2]}, at[3];
        if (!lane->simple) {
            pvs_track_innovation(t, s, lane->k, lane->l, j, at, nu);
        }
        double wide = quadratic(lane->si2, nu);
        if (!(wide < gate)) {
            continue;
        }
        double d2 = quadratic(lane->si, nu);
        if ((!lane->tentative || d2 < gate) && !add_pair(g, lane, j, d2, wide)) {
            return false;
        }
    }
    return true;
}

static bool gate_lane(PvsTracker *t, const PvsSensorState *s, size_t k, uint32_t l) {
    PvsGroup *g = &t->group;
    const double(*o)[PVS_LANES] = (const double(*)[PVS_LANES])g->gates[k].q;
    double a = 0.0, b = 0.0, extra = s->f.var_up > 0.0 ? HEIGHT_M : 0.0;
    for (int i = 0; i < 3; i++) {
        a += s->f.axis[0][i] * o[O_P + i][l];
        b += s->f.axis[1][i] * o[O_P + i][l];
    }
    uint32_t low[2], high[2];
    if (!pvs_grid_box(&t->grid, a, b, o[O_HALF][l] + extra, o[O_HALF + 1][l] + extra, low, high)) {
        return true;
    }
    Lane lane;
    load_lane(t, s, k, l, &lane);
    size_t begin = g->n_pairs;
    for (uint32_t row = low[1]; row <= high[1]; row++) {
        uint32_t cell = row * t->grid.cells[0], end = t->grid.first[cell + high[0] + 1];
        uint32_t first = t->grid.first[cell + low[0]];
        if (first < end && !try_run(t, s, &lane, first, end)) {
            return false;
        }
    }
    if (pvs_track_established(&t->lives[lane.slot])) {
        for (size_t i = begin; i < g->n_pairs; i++) {
            g->wanted_by[g->pairs[i].plot]++;
        }
    }
    return true;
}

bool pvs_track_gate(PvsTracker *t, const PvsSensorState *s, size_t n_packs) {
    PvsGroup *g = &t->group;
    g->n_pairs = 0;
    for (size_t k = 0; k < n_packs; k++) {
        for (uint32_t l = 0; l < PVS_LANES; l++) {
            g->first_pair[PVS_LANES * k + l] = (uint32_t)g->n_pairs;
            if (g->wanted[PVS_LANES * k + l] && !gate_lane(t, s, k, l)) {
                return false;
            }
        }
    }
    g->first_pair[PVS_LANES * n_packs] = (uint32_t)g->n_pairs;
    return true;
}
