// SPDX-License-Identifier: Apache-2.0
// One scan of one radar as a batch: look after the lanes whose window or stretch of path ends, run the kernel over all lanes, book the results.
//
// A lane's result depends on its own pair alone, so that any batch size gives the same bits. Misses, and plots of confirmed tracks, are booked at
// once (nobody sees them before their time: pvs_sensing_track); what changes more than that waits for its moment in `pending`.
#include "base/math.h"
#include "battle/state.h"

#define DEFAULT_BATCH 128 // enough to fill the kernels' blocks; the buffers stay in the first cache

// --- lanes to look after -------------------------------------------------------------------------------------

// The segment under the beam: chosen at the time after the scan's begin at which the last scan saw the threat, because a leg may end inside this
// scan. Its closed form is used at mid-scan even where the leg does not reach that far.
static void advance_segment(const Threat *t, Pair *p, PvsTime t_look) {
    while (p->segment + 1u < t->n_segments && t->segments[p->segment].t1 <= t_look) {
        p->segment++;
    }
}

static void note_edge(PvsState *s, uint32_t lane) {
    if (pvs_grow_array(s, &s->edges, &s->cap_edges, s->n_edges + 1, sizeof *s->edges)) {
        s->edges[s->n_edges++] = lane;
    }
}

// Looks after one lane at the begin of a scan; false when it has left. `before` is the begin of the scan before.
static bool care_for(PvsState *s, uint32_t r, uint32_t lane, PvsTime before, PvsTime period) {
    RadarState *rs = &s->radars[r];
    uint32_t index = rs->lanes.track[lane].pair;
    Pair *p = pair_at(s, index);
    PvsTime offset = pvs_look_offset(rs->lanes.look_s[lane]);
    if (rs->lanes.state[lane] & LANE_LOOKED) {
        p->t_look = before + offset;
    }
    if (p->t_out <= rs->t_scan) {
        pvs_sensing_leave(s, index);
        return false;
    }
    if (p->t_out < rs->t_scan + period) {
        note_edge(s, lane);
    }
    advance_segment(&s->threats[p->threat], p, rs->t_scan + offset);
    pvs_lane_renew(s, r, lane, rs->t_scan + period / 2, period);
    return true;
}

static void care_for_lanes(PvsState *s, uint32_t r, PvsTime before, PvsTime period) {
    RadarState *rs = &s->radars[r];
    const PvsTime end = rs->t_scan + period;
    s->n_edges = 0;
    if (rs->t_care >= end) {
        return;
    }
    PvsTime least = PVS_TIME_NEVER;
    for (uint32_t i = 0; i < rs->lanes.n && s->status == PVS_OK;) {
        PvsTime care = rs->lanes.t_care[i];
        if (care < end) {
            if (!care_for(s, r, i, before, period)) {
                continue; // another lane has taken its place
            }
            care = rs->lanes.t_care[i];
        }
        least = care < least ? care : least;
        i++;
    }
    rs->t_care = least;
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

// Which of the lanes first .. first + n - 1 are looked at: all whose windows last for the whole scan, unless the radar falls silent in it. Returns
// their number.
static uint32_t mark_looked(PvsState *s, uint32_t r, uint32_t first, uint32_t n) {
    const PvsRadar *radar = &s->model->radars[r];
    const RadarState *rs = &s->radars[r];
    uint8_t *looked = s->looks.looked;
    memset(looked, 0, (n + 15) / 16 * 16);
    memset(looked, 1, n);
    uint32_t n_looked = n;
    for (uint32_t k = 0; k < s->n_edges; k++) {
        uint32_t i = s->edges[k] - first; // wraps where it lies before
        if (i < n) {
            PvsTime t = rs->t_scan + pvs_look_offset(s->looks.t_look_s[i]);
            looked[i] = t < pair_at(s, rs->lanes.track[first + i].pair)->t_out;
            n_looked -= !looked[i];
        }
    }
    for (uint32_t i = 0; i < n && radar->n_emission > 0; i++) {
        PvsTime t = rs->t_scan + pvs_look_offset(s->looks.t_look_s[i]);
        n_looked -= looked[i] && !radiates_at(radar, t);
        looked[i] = looked[i] && radiates_at(radar, t);
    }
    for (uint32_t i = 0; i < n && radar->passive; i++) {
        s->looks.detected[i] = passive_detects(s, radar, rs->lanes.id[first + i], rs->scan);
    }
    return n_looked;
}

// Histories and misses of n lanes, and which of them are worth a second look: a detection (1), or the miss that drops a track (2). Plain loops
// over bytes and words: the compiler makes vectors of them. What is not looked at stays as it is, so n may be rounded up.
static void book_all(const LookResults *looks, Lanes *l, uint32_t first, uint32_t n,
                     int drop_misses) {
    const uint8_t *restrict looked = looks->looked, *restrict detected = looks->detected;
    uint8_t *restrict notable = looks->notable, *restrict state = l->state + first,
                      *restrict misses = l->misses + first;
    uint16_t *restrict history = l->history + first;
    const uint8_t drop = (uint8_t)(drop_misses < 0 || drop_misses > 255 ? 0 : drop_misses);
    for (uint32_t i = 0; i < n; i++) {
        history[i] = (uint16_t)(history[i] + (history[i] & -(int)looked[i]));
    }
    for (uint32_t i = 0; i < n; i++) {
        uint8_t hit = detected[i] & looked[i];
        uint8_t more = (uint8_t)(misses[i] + (looked[i] & (uint8_t)(misses[i] != 255)));
        more &= (uint8_t)(hit - 1);
        misses[i] = more;
        uint8_t dropped = looked[i] & (uint8_t)(hit ^ 1) & state[i] & (uint8_t)(more == drop);
        notable[i] = (uint8_t)(hit + dropped + dropped);
        state[i] = (uint8_t)((state[i] & LANE_LASTING) | looked[i] << 2);
    }
}

// Gathers what is worth a second look. Where is found first, without a branch: what a processor cannot foresee in each lane costs more than a store.
static void gather_found(PvsState *s, const RadarState *rs, uint32_t first, uint32_t n) {
    const LookResults *l = &s->looks;
    uint32_t n_at = 0;
    for (uint32_t i = 0; i < n; i++) {
        l->at[n_at] = i;
        n_at += l->notable[i] != 0;
    }
    PendingLook *found = s->found + s->n_found;
    for (uint32_t i = 0; i < n_at; i++) {
        uint32_t k = l->at[i];
        found[i] = (PendingLook){.t = rs->t_scan + pvs_look_offset(l->t_look_s[k]),
                                 .lane = first + k,
                                 .range_m = l->range_m[k],
                                 .az_rad = l->az_rad[k],
                                 .sin_el = l->sin_el[k],
                                 .snr_lin = l->snr_lin[k],
                                 .is_drop = l->notable[k] >> 1};
    }
    s->n_found += n_at;
}

static void book(PvsState *s, uint32_t r, uint32_t first, uint32_t n, PvsTime period) {
    RadarState *rs = &s->radars[r];
    pvs_looks_evaluate(s, r, first, n, period, true);
    s->out.n_looks += mark_looked(s, r, first, n);
    book_all(&s->looks, &rs->lanes, first, (n + 15) / 16 * 16, s->model->radars[r].drop_misses);
    memcpy(rs->lanes.look_s + first, s->looks.t_look_s, n * sizeof(float));
    gather_found(s, rs, first, n);
}

// The part of a history that the rule of confirmation asks about.
static uint32_t confirm_mask(const PvsRadar *radar) {
    return radar->confirm_n >= 16 ? 0xffffu : (1u << radar->confirm_n) - 1u;
}

// Whether a detection changes nothing but the track itself: one that is confirmed goes on as before, one that is not does not become so yet.
static bool is_quiet(const PvsRadar *radar, const Lanes *l, const PendingLook *look) {
    const uint8_t state = l->state[look->lane];
    if (state & LANE_CONFIRMED) {
        return !(state & LANE_TURNED);
    }
    uint32_t with_it = (l->history[look->lane] | 1u) & confirm_mask(radar);
    return (state & LANE_SEEN) && (look->merged || __builtin_popcount(with_it) < radar->confirm_m);
}

// Books what is quiet. False: it has to wait for its moment.
static bool book_quietly(PvsState *s, const PvsRadar *radar, Lanes *l, const PendingLook *look) {
    uint8_t *state = &l->state[look->lane];
    if (!is_quiet(radar, l, look)) {
        return false;
    }
    s->out.n_detections++;
    *state |= LANE_QUIET;
    if (look->merged && !(*state & LANE_CONFIRMED)) {
        return true; // one plot for two targets begins no second track
    }
    if (!look->merged) {
        s->out.n_plots++;
        *state |= LANE_PLOT;
    }
    *state |= LANE_UPDATED;
    l->history[look->lane] |= 1;
    pvs_lane_update(l, look->lane, look->t);
    return true;
}

// Books what was found: most at once, the rest waits.
static void settle_found(PvsState *s, uint32_t r) {
    RadarState *rs = &s->radars[r];
    const PvsRadar *radar = &s->model->radars[r];
    const bool heard = wanted(s, PVS_LEVEL_PLOT); // by somebody: then every plot waits
    pvs_found_merge(s, r);
    for (uint32_t i = 0; i < s->n_found; i++) {
        const PendingLook *look = &s->found[i];
        if (!look->is_drop) {
            rs->lanes.track[look->lane].snr_lin = look->snr_lin;
            rs->lanes.track[look->lane].range_m = look->range_m;
        }
        if (heard || look->is_drop || !book_quietly(s, radar, &rs->lanes, look)) {
            pvs_pending_push(s, r, look);
        }
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

void pvs_scan_begin(PvsState *s, uint32_t r) {
    RadarState *rs = &s->radars[r];
    const PvsTime before = rs->t_scan;
    rs->t_scan = rs->t_next_scan;
    rs->scan++;
    rs->n_pending = 0;
    PvsTime period = scan_period(rs, &s->model->radars[r]);
    rs->t_next_scan = rs->t_scan + period;
    const uint32_t most = s->options->look_batch > 0
                              ? ((uint32_t)s->options->look_batch + 15) / 16 * 16
                              : DEFAULT_BATCH;
    care_for_lanes(s, r, before, period);
    s->n_found = 0;
    if (s->status != PVS_OK || !pvs_looks_reserve(s, most) ||
        !pvs_grow_array(s, &s->found, &s->cap_found, rs->lanes.n, sizeof *s->found)) {
        return;
    }
    for (uint32_t i = 0; i < rs->lanes.n && s->status == PVS_OK; i += most) {
        book(s, r, i, rs->lanes.n - i < most ? rs->lanes.n - i : most, period);
    }
    s->out.n_scans += rs->lanes.n > 0;
    settle_found(s, r);
}

// A lane that has come in the middle of a scan: the beam may still pass it. The kernel takes its neighbours along, whose results nobody reads.
void pvs_scan_single(PvsState *s, uint32_t r, uint32_t lane) {
    RadarState *rs = &s->radars[r];
    const PvsTime period = rs->t_next_scan - rs->t_scan;
    if (!pvs_looks_reserve(s, 16) ||
        !pvs_grow_array(s, &s->found, &s->cap_found, 1, sizeof *s->found)) {
        return;
    }
    Pair *p = pair_at(s, rs->lanes.track[lane].pair);
    PvsTime middle = rs->t_scan + rs->period / 2;
    advance_segment(&s->threats[p->threat], p, middle > s->now ? middle : s->now);
    pvs_lane_renew(s, r, lane, rs->t_scan + period / 2, period);
    s->n_edges = s->n_found = 0;
    pvs_looks_evaluate(s, r, lane / 8 * 8, lane % 8 + 1, period, false);
    pvs_looks_keep(&s->looks, lane % 8);
    mark_looked(s, r, lane, 1);
    PvsTime t = rs->t_scan + pvs_look_offset(s->looks.t_look_s[0]);
    s->looks.looked[0] &= t >= s->now && t < p->t_out;
    s->out.n_looks += s->looks.looked[0];
    book_all(&s->looks, &rs->lanes, lane, 1, s->model->radars[r].drop_misses);
    rs->lanes.look_s[lane] = s->looks.t_look_s[0];
    gather_found(s, rs, lane, 1);
    settle_found(s, r);
}
