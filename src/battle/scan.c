// SPDX-License-Identifier: Apache-2.0
// One scan of one radar as a batch: gather the pairs in window, run the kernels of motion/ and sensor/, book the results.
//
// Lanes are gathered in the order of the radar's list; a lane's result depends on its own pair alone, so that any batch size gives the same bits.
#include "base/math.h"
#include "battle/state.h"

#define DEFAULT_BATCH                                                                              \
    128 // enough to fill the kernels' blocks; the buffers stay in the second cache

// --- gather --------------------------------------------------------------------------------------------------

// The segment under the beam: chosen at the time where the last scan saw the threat, because a leg may end inside this scan. Its closed
// form is evaluated at mid-scan even where the leg does not reach that far.
static void advance_segment(Pair *p, PvsTime t) {
    while (p->segments_left > 0 && p->segment->t1 <= t) {
        p->segment++;
        p->segments_left--;
    }
}

// Fills lane i from a pair.
static inline void gather_lane(const Lanes *lane, size_t i, Pair *p, PvsTime t_scan) {
    advance_segment(p, t_scan + p->scan_offset);
    lane->segment[i] = p->segment;
    lane->id[i] = p->id;
    lane->type[i] = p->type;
    lane->gain_ln[i] = p->rcs_gain_ln;
}

// --- book ----------------------------------------------------------------------------------------------------

static bool radiates_at(const PvsRadar *radar, PvsTime t) {
    for (uint32_t i = 0; i < radar->n_emission; i++) {
        if (t >= radar->emission[i].begin && t < radar->emission[i].end) {
            return true;
        }
    }
    return radar->n_emission == 0;
}

static bool passive_detects(const PvsState *s, const PvsRadar *radar, uint64_t id, uint32_t scan) {
    return pvs_luck_u01(s->luck, PVS_LUCK_LOOK, id, scan) < radar->passive_pd;
}

// A look without a detection: counts against the track; true when it is the one that drops it.
static bool book_miss(Pair *p, const PvsRadar *radar) {
    p->history = (uint16_t)(p->history << 1);
    p->misses = (uint8_t)(p->misses < 255 ? p->misses + 1 : 255);
    return p->confirmed && p->misses == radar->drop_misses;
}

// What waits for its moment: a detection, or the miss that drops a track.
static void wait_for_beam(PvsState *s, RadarState *rs, uint32_t pair, size_t i, PvsTime t,
                          bool drops) {
    if (!pvs_grow_array(s, &rs->pending, &rs->cap_pending, rs->n_pending + 1,
                        sizeof *rs->pending)) {
        return;
    }
    rs->pending[rs->n_pending++] = (PendingLook){.t = t,
                                                 .pair = pair,
                                                 .range_m = s->lane.range_m[i],
                                                 .az_rad = s->lane.az_rad[i],
                                                 .sin_el = s->lane.sin_el[i],
                                                 .snr_lin = s->lane.snr_lin[i],
                                                 .detected = !drops,
                                                 .is_drop = drops};
}

// Books n lanes. A look counts when the beam passes inside the window, after `not_before`, while the radar radiates.
static void book(PvsState *s, uint32_t r, const uint32_t *pairs, size_t n, PvsTime not_before) {
    const PvsRadar *radar = &s->model->radars[r];
    RadarState *rs = &s->radars[r];
    const bool plain = radar->n_emission == 0 && !radar->passive;
    const float *t_look_s = s->lane.t_look_s;
    const uint8_t *hit = s->lane.detected;
    Pair *all = s->pairs.items;
    uint64_t n_looks = 0;
    for (size_t i = 0; i < n; i++) {
        Pair *p = &all[pairs[i]];
        double offset_ns = (double)t_look_s[i] * 1e9;
        PvsTime offset = (PvsTime)offset_ns;
        offset += (double)offset < offset_ns; // rounds up, as pvs_time_from_s
        PvsTime t = rs->t_scan + offset;
        p->scan_offset = offset;
        if (t < p->t_in || t >= p->t_out || t < not_before || !(plain || radiates_at(radar, t))) {
            continue;
        }
        p->t_look = t;
        n_looks++;
        bool detected = radar->passive ? passive_detects(s, radar, p->id, rs->scan) : hit[i] != 0;
        if (detected || book_miss(p, radar)) {
            wait_for_beam(s, rs, pairs[i], i, t, !detected);
        }
    }
    s->out.n_looks += n_looks;
}

// --- order ---------------------------------------------------------------------------------------------------

static bool later(const PvsState *s, const PendingLook *a, const PendingLook *b) {
    const Pair *pairs = s->pairs.items;
    return a->t != b->t ? a->t > b->t : pairs[a->pair].threat > pairs[b->pair].threat;
}

static void insertion_sort(const PvsState *s, PendingLook *looks, uint32_t n) {
    for (uint32_t i = 1; i < n; i++) {
        PendingLook look = looks[i];
        uint32_t j = i;
        for (; j > 0 && later(s, &looks[j - 1], &look); j--) {
            looks[j] = looks[j - 1];
        }
        looks[j] = look;
    }
}

// Merge sort from runs of 16: n log n for the radars that see thousands.
static void sort_looks(PvsState *s, PendingLook *looks, uint32_t n) {
    enum { RUN = 16 };
    for (uint32_t i = 0; i < n; i += RUN) {
        insertion_sort(s, looks + i, n - i < RUN ? n - i : RUN);
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
                bool take_b = a >= mid || (b < high && later(s, &from[a], &from[b]));
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

// --- the scan ------------------------------------------------------------------------------------------------

static PvsTime scan_period(const RadarState *rs, const PvsRadar *radar) {
    if (radar->look.rotating || !(radar->load_per_track > 0)) {
        return rs->period;
    }
    // Tracks share the radar's time with the search: each held track lengthens the revisit by its share.
    return (PvsTime)((double)rs->period * (1.0 + radar->load_per_track * (double)rs->n_held));
}

static void evaluate_and_book(PvsState *s, uint32_t r, const uint32_t *pairs, size_t n,
                              PvsTime period, PvsTime not_before) {
    if (n > 0) {
        pvs_lanes_evaluate(s, r, n, period);
        book(s, r, pairs, n, not_before);
    }
}

// Gathers the radar's list batch by batch; pairs whose windows are over, and those of threats that are gone, leave it on the way.
static void run_batches(PvsState *s, uint32_t r, PvsTime period) {
    RadarState *rs = &s->radars[r];
    const uint32_t most =
        s->options->look_batch > 0 ? (uint32_t)s->options->look_batch : DEFAULT_BATCH;
    const PvsTime t_scan = rs->t_scan;
    const Lanes lane = s->lane;
    uint32_t kept = 0, first = 0;
    for (uint32_t i = 0; i < rs->n_active && s->status == PVS_OK; i++) {
        if (i + 8 < rs->n_active) {
            __builtin_prefetch(pair_at(s, rs->active[i + 8]));
        }
        uint32_t index = rs->active[i];
        Pair *p = pair_at(s, index);
        if (p->t_out <= t_scan) {
            pvs_sensing_leave(s, index);
            continue;
        }
        rs->active[kept] = index;
        gather_lane(&lane, kept - first, p, t_scan);
        kept++;
        if (kept - first == most) {
            evaluate_and_book(s, r, rs->active + first, most, period, t_scan);
            first = kept;
        }
    }
    rs->n_active = kept;
    evaluate_and_book(s, r, rs->active + first, kept - first, period, t_scan);
}

void pvs_scan_begin(PvsState *s, uint32_t r) {
    const PvsRadar *radar = &s->model->radars[r];
    RadarState *rs = &s->radars[r];
    rs->t_scan = rs->t_next_scan;
    rs->scan++;
    rs->n_pending = rs->at_pending = 0;
    PvsTime period = scan_period(rs, radar);
    rs->t_next_scan = rs->t_scan + period;
    if (!pvs_lanes_reserve(s, s->options->look_batch > 0 ? (size_t)s->options->look_batch
                                                         : DEFAULT_BATCH)) {
        return;
    }
    run_batches(s, r, period);
    s->out.n_scans += rs->n_active > 0;
    sort_looks(s, rs->pending, rs->n_pending);
    pvs_lanes_merge(s, r);
}

void pvs_scan_single(PvsState *s, uint32_t r, uint32_t pair) {
    RadarState *rs = &s->radars[r];
    uint32_t before = rs->n_pending;
    if (!pvs_lanes_reserve(s, 1)) {
        return;
    }
    gather_lane(&s->lane, 0, pair_at(s, pair), rs->t_scan);
    evaluate_and_book(s, r, &pair, 1, rs->t_next_scan - rs->t_scan, s->now);
    if (rs->n_pending > before) {
        PendingLook look = rs->pending[before];
        uint32_t j = before;
        for (; j > rs->at_pending && later(s, &rs->pending[j - 1], &look); j--) {
            rs->pending[j] = rs->pending[j - 1];
        }
        rs->pending[j] = look;
    }
}
