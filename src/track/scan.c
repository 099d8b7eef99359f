// SPDX-License-Identifier: Apache-2.0
// A group of plots (a scan, or a sector of a rotating radar): placed, gated, assigned, and what
// follows for each track.
#include <math.h>

#include "base/math.h"
#include "track/impl.h"

static bool room_for_plots(PvsGroup *g, size_t n) {
    if (n <= g->plots_capacity) {
        return true;
    }
    double **arrays[] = {&g->at.range_m, &g->at.az_rad, &g->at.el_rad,   &g->at.pos[0],
                         &g->at.pos[1],  &g->at.pos[2], &g->at.plane[0], &g->at.plane[1],
                         &g->at.gain,    &g->t_s,       &g->claim};
    size_t capacity;
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        capacity = g->plots_capacity;
        if (!pvs_track_reserve(arrays[i], n, &capacity, sizeof(double))) {
            return false;
        }
    }
    capacity = g->plots_capacity;
    return pvs_track_reserve(&g->wanted_by, n, &capacity, sizeof *g->wanted_by) &&
           pvs_track_reserve(&g->plot_track, n, &g->plots_capacity, sizeof *g->plot_track);
}

static void place(PvsTracker *t, PvsSensorState *s, const PvsRadarPlot *plots, size_t n) {
    PvsGroup *g = &t->group;
    bool flat_radar = s->f.var_up > 0.0;
    for (size_t i = 0; i < n; i++) {
        g->at.range_m[i] = plots[i].range_m - s->spec.range_bias_m - s->bias.used[0];
        g->at.az_rad[i] = plots[i].az_rad - s->spec.az_bias_rad - s->bias.used[1];
        g->at.el_rad[i] = flat_radar ? 0.0 : plots[i].el_rad;
        g->t_s[i] = plots[i].time_s - s->spec.time_bias_s - s->bias.used[2];
        g->claim[i] = 0.0;
        g->wanted_by[i] = 0;
        g->plot_track[i] = PVS_NO_INDEX;
    }
    g->reports = plots;
    pvs_filter_place(t->options.isa, &s->f, n, &g->at);
}

PvsPlacedPlot pvs_track_placed(const PvsGroup *g, uint32_t j) {
    return (PvsPlacedPlot){.t_s = g->t_s[j],
                           .pos = {g->at.pos[0][j], g->at.pos[1][j], g->at.pos[2][j]},
                           .range_m = g->at.range_m[j],
                           .gain = g->at.gain[j],
                           .mode_s = g->reports[j].mode_s,
                           .mode_3a = g->reports[j].mode_3a};
}

static void learn_phase(PvsSensorState *s, const double *t_s, const double *az_rad, size_t n) {
    double period = s->spec.scan_period_s;
    for (size_t i = 0; i < n; i++) {
        double at = t_s[i] - az_rad[i] * (period / PVS_TWO_PI);
        if (!s->phase_known) {
            s->phase_s = at;
            s->phase_known = true;
        }
        double off = at - s->phase_s;
        s->phase_s += 0.02 * (off - period * floor(off / period + 0.5));
    }
}

// Plots that are equal to another in time, range and azimuth are none of their own.
static void drop_doubles(PvsTracker *t, const PvsRadarPlot *plots) {
    PvsGroup *g = &t->group;
    const PvsGrid *grid = &t->grid;
    size_t cells = (size_t)grid->cells[0] * grid->cells[1];
    for (size_t c = 0; c < cells; c++) {
        for (uint32_t a = grid->first[c]; a + 1 < grid->first[c + 1]; a++) {
            const PvsRadarPlot *p = &plots[grid->order[a]];
            for (uint32_t b = a + 1; b < grid->first[c + 1]; b++) {
                uint32_t j = grid->order[b];
                if (plots[j].range_m == p->range_m && plots[j].az_rad == p->az_rad &&
                    plots[j].time_s == p->time_s && g->claim[j] == 0.0) {
                    g->at.pos[0][j] = (double)NAN; // out of every gate
                    g->claim[j] = 1.0;
                    t->stats.skipped_duplicate++;
                }
            }
        }
    }
}

static bool process(PvsTracker *t, PvsSensorState *s, double t0, double t1, size_t n) {
    PvsGroup *g = &t->group;
    size_t n_packs;
    if (!pvs_track_lanes(t, s, t0, t1, &n_packs) ||
        !pvs_grid_build(&t->grid, g->at.plane[0], g->at.plane[1], n)) {
        return false;
    }
    drop_doubles(t, g->reports);
    pvs_filter_gates(t->options.isa, &s->f, &t->motions, t->states, g->packs, n_packs, g->t_lane,
                     g->gates);
    if (!pvs_track_gate(t, s, n_packs) || !pvs_track_associate(t, n_packs, n)) {
        return false;
    }
    pvs_track_hits(t, s, n_packs);
    pvs_track_misses(t, s, n_packs, t1);
    return pvs_track_start(t, s, n, t1);
}

void pvs_track_group(PvsTracker *t, PvsSensorState *s, double t0, double t1,
                     const PvsRadarPlot *plots, size_t n) {
    bool good = room_for_plots(&t->group, n + PVS_LANES);
    t->stats.scans++;
    t->t_now = t1;
    if (good) {
        place(t, s, plots, n);
        if (s->spec.rotating) {
            learn_phase(s, t->group.t_s, t->group.at.az_rad, n);
        }
        good = (s->spec.rotating && !s->phase_known) || process(t, s, t0, t1, n);
    }
    if (!good) {
        t->stats.skipped_memory += n;
        t->no_memory = true;
    }
}
