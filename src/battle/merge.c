// SPDX-License-Identifier: Apache-2.0
// The detections of one scan: which of them a radar cannot tell apart, and those that wait for their moment.
#include "base/math.h"
#include "battle/state.h"

// --- order ---------------------------------------------------------------------------------------------------

static bool later(const Lanes *l, const PendingLook *a, const PendingLook *b) {
    return a->t != b->t ? a->t > b->t : l->track[a->lane].threat > l->track[b->lane].threat;
}

static void insertion_sort(const Lanes *l, PendingLook *looks, uint32_t n) {
    for (uint32_t i = 1; i < n; i++) {
        PendingLook look = looks[i];
        uint32_t j = i;
        for (; j > 0 && later(l, &looks[j - 1], &look); j--) {
            looks[j] = looks[j - 1];
        }
        looks[j] = look;
    }
}

// Merge sort from runs of 16: n log n for the radars that see thousands.
static bool found_sort(PvsState *s, uint32_t radar) {
    enum { RUN = 16 };
    const Lanes *l = &s->radars[radar].lanes;
    PendingLook *looks = s->found;
    const uint32_t n = s->n_found;
    for (uint32_t i = 0; i < n; i += RUN) {
        insertion_sort(l, looks + i, n - i < RUN ? n - i : RUN);
    }
    if (n <= RUN) {
        return true;
    }
    pvs_arena_reset(&s->scratch);
    PendingLook *from = looks, *to = pvs_arena_alloc(&s->scratch, n * sizeof *to);
    if (!to) {
        s->status = pvs_error_set(s->err, PVS_NO_MEMORY, "out of memory in a battle");
        return false;
    }
    for (uint32_t width = RUN; width < n; width *= 2) {
        for (uint32_t low = 0; low < n; low += 2 * width) {
            uint32_t mid = low + width < n ? low + width : n,
                     high = low + 2 * width < n ? low + 2 * width : n;
            uint32_t a = low, b = mid;
            for (uint32_t k = low; k < high; k++) {
                bool take_b = a >= mid || (b < high && later(l, &from[a], &from[b]));
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
    return true;
}

// --- what waits: a heap with the earliest on top ---------------------------------------------------------------

static void sink(const Lanes *l, PendingLook *heap, uint32_t n, uint32_t at) {
    PendingLook look = heap[at];
    for (uint32_t child; (child = 2 * at + 1) < n; at = child) {
        child += child + 1 < n && later(l, &heap[child], &heap[child + 1]);
        if (!later(l, &look, &heap[child])) {
            break;
        }
        heap[at] = heap[child];
    }
    heap[at] = look;
}

void pvs_pending_push(PvsState *s, uint32_t radar, const PendingLook *look) {
    RadarState *rs = &s->radars[radar];
    if (!pvs_grow_array(s, &rs->pending, &rs->cap_pending, rs->n_pending + 1,
                        sizeof *rs->pending)) {
        return;
    }
    const Lanes *l = &rs->lanes;
    uint32_t at = rs->n_pending++;
    for (; at > 0 && later(l, &rs->pending[(at - 1) / 2], look); at = (at - 1) / 2) {
        rs->pending[at] = rs->pending[(at - 1) / 2];
    }
    rs->pending[at] = *look;
}

PendingLook pvs_pending_pop(PvsState *s, uint32_t radar) {
    RadarState *rs = &s->radars[radar];
    PendingLook first = rs->pending[0];
    rs->pending[0] = rs->pending[--rs->n_pending];
    if (rs->n_pending > 1) {
        sink(&rs->lanes, rs->pending, rs->n_pending, 0);
    }
    return first;
}

void pvs_pending_forget(PvsState *s, uint32_t radar, uint32_t lane) {
    RadarState *rs = &s->radars[radar];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < rs->n_pending; i++) {
        if (rs->pending[i].lane != lane) {
            rs->pending[kept++] = rs->pending[i];
        }
    }
    rs->n_pending = kept;
    for (uint32_t at = kept / 2; at-- > 0;) {
        sink(&rs->lanes, rs->pending, kept, at);
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
        (n <= FEW && !some_are_close(look, s->found, n)) || !found_sort(s, radar)) {
        return;
    }
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
