// SPDX-License-Identifier: Apache-2.0
// Which plot is whose: global nearest neighbour for established tracks, by the log of the likelihood
// ratio against a miss and a false plot; tentative tracks then take what is left.
#include <math.h>

#include "track/impl.h"

bool pvs_track_list(PvsTracker *t, size_t n_rows, size_t n_columns) {
    PvsGroup *g = &t->group;
    if (n_rows + 2 > g->rows_capacity) {
        size_t c1 = g->rows_capacity, c2 = c1;
        if (!pvs_track_reserve(&g->first, n_rows + 2, &c1, sizeof *g->first) ||
            !pvs_track_reserve(&g->match, n_rows + 2, &c2, sizeof *g->match) ||
            !pvs_track_reserve(&g->row_lane, n_rows + 2, &g->rows_capacity, sizeof *g->row_lane)) {
            return false;
        }
    }
    if (g->n_pairs + 1 > g->list_capacity) {
        size_t c1 = g->list_capacity;
        if (!pvs_track_reserve(&g->column, g->n_pairs + 1, &c1, sizeof *g->column) ||
            !pvs_track_reserve(&g->reward, g->n_pairs + 1, &g->list_capacity, sizeof *g->reward)) {
            return false;
        }
    }
    return pvs_track_reserve(&g->scratch, PVS_ASSIGN_SCRATCH(n_rows, n_columns), &g->scratch_bytes,
                             1);
}

// Takes the pair for a lane when nothing else is possible for either side; true then.
static bool take_lonely(PvsGroup *g, size_t lane) {
    uint32_t at = g->first_pair[lane];
    const PvsPair *p = &g->pairs[at];
    if (g->first_pair[lane + 1] != at + 1 || g->wanted_by[p->plot] != 1) {
        return false;
    }
    if (p->reward > 0.0) {
        g->pick[lane] = at;
        g->plot_track[p->plot] = p->track;
    }
    return true;
}

// Established tracks share the plots so that all together earn the most.
static bool assign_established(PvsTracker *t, size_t n_packs, size_t n_plots) {
    PvsGroup *g = &t->group;
    size_t rows = 0, k = 0;
    if (!pvs_track_list(t, PVS_LANES * n_packs, n_plots)) {
        return false;
    }
    for (size_t lane = 0; lane < PVS_LANES * n_packs; lane++) {
        uint32_t at = g->first_pair[lane], end = g->first_pair[lane + 1];
        g->pick[lane] = PVS_NO_INDEX;
        if (at == end || !pvs_track_established(&t->lives[g->pairs[at].track]) ||
            take_lonely(g, lane)) {
            continue;
        }
        g->first[rows] = (uint32_t)k;
        g->row_lane[rows++] = (uint32_t)lane;
        for (; at < end; at++) {
            g->column[k] = g->pairs[at].plot;
            g->reward[k++] = g->pairs[at].reward;
        }
    }
    g->first[rows] = (uint32_t)k;
    if (rows == 0) {
        return true;
    }
    PvsPairs pairs = {(uint32_t)rows, (uint32_t)n_plots, g->first, g->column, g->reward};
    pvs_assign(&pairs, g->match, g->scratch);
    for (size_t r = 0; r < rows; r++) {
        if (g->match[r] != PVS_NO_INDEX) {
            uint32_t at = g->first_pair[g->row_lane[r]];
            while (g->pairs[at].plot != g->match[r]) {
                at++;
            }
            g->pick[g->row_lane[r]] = at;
            g->plot_track[g->match[r]] = g->pairs[at].track;
        }
    }
    return true;
}

// Those that are only possible take the likeliest of what is left, each for itself: several of them
// may be histories of one target, and which one is right is not known yet.
static void pick_tentative(PvsTracker *t, size_t n_packs) {
    PvsGroup *g = &t->group;
    for (size_t lane = 0; lane < PVS_LANES * n_packs; lane++) {
        uint32_t at = g->first_pair[lane], end = g->first_pair[lane + 1];
        double best = 0.0;
        if (at == end || pvs_track_established(&t->lives[g->pairs[at].track])) {
            continue;
        }
        for (; at < end; at++) {
            const PvsPair *p = &g->pairs[at];
            if (g->plot_track[p->plot] == PVS_NO_INDEX && p->reward > best) {
                best = p->reward;
                g->pick[lane] = at;
            }
        }
    }
}

bool pvs_track_associate(PvsTracker *t, size_t n_packs, size_t n_plots) {
    if (!assign_established(t, n_packs, n_plots)) {
        return false;
    }
    pick_tentative(t, n_packs);
    return true;
}
