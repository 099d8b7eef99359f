// SPDX-License-Identifier: Apache-2.0
// The detections of one scan: their order in time, and which of them a radar cannot tell apart.
#include "base/math.h"
#include "battle/state.h"

// --- order ---------------------------------------------------------------------------------------------------

typedef struct {
    const PvsState *s;
    const Lanes *lanes;
} Order;

static uint32_t threat_of(const Order *o, const PendingLook *look) {
    const Pair *pairs = o->s->pairs.items;
    return pairs[o->lanes->track[look->lane].pair].threat;
}

static bool later(const Order *o, const PendingLook *a, const PendingLook *b) {
    return a->t != b->t ? a->t > b->t : threat_of(o, a) > threat_of(o, b);
}

static void insertion_sort(const Order *o, PendingLook *looks, uint32_t n) {
    for (uint32_t i = 1; i < n; i++) {
        PendingLook look = looks[i];
        uint32_t j = i;
        for (; j > 0 && later(o, &looks[j - 1], &look); j--) {
            looks[j] = looks[j - 1];
        }
        looks[j] = look;
    }
}

// Merge sort from runs of 16: n log n for the radars that see thousands.
void pvs_found_sort(PvsState *s, uint32_t radar, PendingLook *looks, uint32_t n) {
    enum { RUN = 16 };
    const Order order = {s, &s->radars[radar].lanes};
    for (uint32_t i = 0; i < n; i += RUN) {
        insertion_sort(&order, looks + i, n - i < RUN ? n - i : RUN);
    }
    if (n <= RUN) {
        return;
    }
    pvs_arena_reset(&s->scratch);
    PendingLook *from = looks, *to = pvs_arena_alloc(&s->scratch, n * sizeof *to);
    if (!to) {
        s->status = pvs_error_set(s->err, PVS_NO_MEMORY, "out of memory in a battle");
        return;
    }
    for (uint32_t width = RUN; width < n; width *= 2) {
        for (uint32_t low = 0; low < n; low += 2 * width) {
            uint32_t mid = low + width < n ? low + width : n,
                     high = low + 2 * width < n ? low + 2 * width : n;
            uint32_t a = low, b = mid;
            for (uint32_t k = low; k < high; k++) {
                bool take_b = a >= mid || (b < high && later(&order, &from[a], &from[b]));
                to[k] = from[take_b ? b++ : a++];
            }
        }
        PendingLook *swap = from;
        from = to;
        to = swap;
    }
    if (from != looks) {
        memcpy(looks, from, n * sizeof *looks);
    }
}

// --- what merges ---------------------------------------------------------------------------------------------

#define FEW 32 // up to so many, all pairs are compared

// Whether two of a few detections might share a resolution cell. Mostly none do, and nothing needs to be put in order.
static bool some_are_close(const PvsRadarLook *look, const PendingLook *found, uint32_t n) {
    const float range_m = (float)look->range_cell_m * 1.001f,
                az_rad = (float)look->az_cell_rad * 1.001f;
    uint32_t close = 0;
    for (uint32_t i = 1; i < n; i++) {
        const float r = found[i].range_m, az = found[i].az_rad;
        for (uint32_t j = 0; j < i; j++) {
            float apart = fabsf(found[j].az_rad - az);
            close |=
                (uint32_t)(fabsf(found[j].range_m - r) <= range_m) &
                ((uint32_t)(apart <= az_rad) | (uint32_t)(apart >= (float)PVS_TWO_PI - az_rad));
        }
    }
    return close != 0;
}

void pvs_found_merge(PvsState *s, uint32_t radar) {
    const PvsRadarLook *look = &s->model->radars[radar].look;
    uint32_t n = s->n_found;
    if (n < 2 || !(look->range_cell_m > 0) || !(look->az_cell_rad > 0) ||
        (n <= FEW && !some_are_close(look, s->found, n))) {
        return;
    }
    pvs_found_sort(s, radar, s->found, n);
    pvs_arena_reset(&s->scratch);
    double *range_m = pvs_arena_alloc(&s->scratch, 3 * n * sizeof *range_m);
    uint32_t *into = pvs_arena_alloc(&s->scratch, 2 * n * sizeof *into);
    uint32_t *scratch = pvs_arena_alloc(&s->scratch, pvs_merge_scratch(n) * sizeof *scratch);
    if (!range_m || !into || !scratch) {
        s->status = pvs_error_set(s->err, PVS_NO_MEMORY, "out of memory in a battle");
        return;
    }
    double *az_rad = range_m + n, *snr_lin = az_rad + n;
    uint32_t *at = into + n, k = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (!s->found[i].is_drop) {
            range_m[k] = (double)s->found[i].range_m;
            az_rad[k] = (double)s->found[i].az_rad;
            snr_lin[k] = (double)s->found[i].snr_lin;
            at[k++] = i;
        }
    }
    if (pvs_merge_plots(look, k, range_m, az_rad, snr_lin, into, scratch) == k) {
        return;
    }
    for (uint32_t i = 0; i < k; i++) {
        s->found[at[i]].merged = into[i] != i;
    }
}
