// SPDX-License-Identifier: Apache-2.0
// Sensing: windows open and close, beams pass, tracks are confirmed and dropped.
//
// A radar sleeps while nobody is in its windows. A scan is computed as one batch (scan.c) when it begins; each detection takes effect at
// the time the beam passes, unless the threat has gone or the radar has fallen silent meanwhile. Misses, and plots of confirmed tracks, change
// nothing that others can see but the track itself: they are booked with the batch, and taken back where they never came to be. What begins,
// turns or drops a track waits for its moment.
#include "battle/state.h"

void pvs_sensing_reset(PvsState *s) {
    for (uint32_t r = 0; r < s->model->n_radars; r++) {
        RadarState *rs = &s->radars[r];
        const PvsRadar *radar = &s->model->radars[r];
        *rs = (RadarState){.lanes = rs->lanes,
                           .pending = rs->pending,
                           .cap_pending = rs->cap_pending,
                           .t_care = PVS_TIME_NEVER};
        rs->lanes.n = 0;
        rs->period = pvs_time_from_s(radar->look.scan_period_s);
        rs->phase = pvs_time_from_s(radar->look.phase_s);
        for (uint32_t i = 0; i < radar->n_emission; i++) {
            pvs_happen(s, radar->emission[i].begin, HAP_EMISSION, r, r, 1);
            if (radar->emission[i].end != PVS_TIME_NEVER) {
                pvs_happen(s, radar->emission[i].end, HAP_EMISSION, r, r, 0);
            }
        }
    }
}

// --- windows -------------------------------------------------------------------------------------------------

static Pair *pair_of(PvsState *s, uint32_t radar, uint32_t threat, uint32_t *index) {
    for (uint32_t i = s->threats[threat].pairs; i != NIL; i = pair_at(s, i)->next_of_threat) {
        if (pair_at(s, i)->radar == radar) {
            *index = i;
            return pair_at(s, i);
        }
    }
    return NULL;
}

static void unlink_pair(PvsState *s, uint32_t index) {
    Pair *p = pair_at(s, index);
    uint32_t *link = &s->threats[p->threat].pairs;
    while (*link != NIL && *link != index) {
        link = &pair_at(s, *link)->next_of_threat;
    }
    if (*link == index) {
        *link = p->next_of_threat;
    }
}

static uint32_t new_pair(PvsState *s, uint32_t radar, uint32_t threat) {
    uint32_t index = pvs_pool_take(s, &s->pairs);
    if (index == NIL) {
        return NIL;
    }
    Threat *t = &s->threats[threat];
    Pair *p = pair_at(s, index);
    p->threat = threat;
    p->radar = radar;
    p->lane = NIL;
    p->next_of_threat = t->pairs;
    t->pairs = index;
    return index;
}

// Puts a sleeping radar into the scan that is under way at this moment.
static void wake(PvsState *s, RadarState *rs) {
    int64_t since = s->now - rs->phase;
    int64_t scan = since / rs->period - (since % rs->period < 0 ? 1 : 0);
    rs->scan = (uint32_t)scan;
    rs->t_scan = rs->phase + scan * rs->period;
    rs->t_next_scan = rs->t_scan + rs->period;
    rs->n_pending = 0;
    rs->scanning = 1;
}

static PvsTime radar_next(const RadarState *rs) {
    return rs->n_pending > 0 ? rs->pending[0].t : rs->t_next_scan;
}

static void queue_radar(PvsState *s, uint32_t radar) {
    const RadarState *rs = &s->radars[radar];
    pvs_beams_set(&s->beams, radar, rs->scanning ? radar_next(rs) : PVS_TIME_NEVER);
}

static LaneTrack *coast_of(PvsState *s, const Pair *p) {
    return (LaneTrack *)s->coasts.items + p->lane;
}

// Gives a pair a lane; a track that coasted goes on where it was.
static bool take_lane(PvsState *s, uint32_t index) {
    Pair *p = pair_at(s, index);
    uint32_t lane = pvs_lane_add(s, p->radar, index);
    if (lane == NIL) {
        return false;
    }
    Lanes *l = &s->radars[p->radar].lanes;
    if (p->coasting) {
        const LaneTrack *coast = coast_of(s, p);
        l->track[lane] = *coast;
        l->track[lane].pair = index;
        l->history[lane] = p->coast_history;
        l->misses[lane] = p->coast_misses;
        l->updates[lane] = p->coast_updates;
        l->state[lane] = (uint8_t)(LANE_SEEN | (p->confirmed ? LANE_CONFIRMED : 0));
        pvs_pool_give(&s->coasts, p->lane);
        p->coasting = 0;
    }
    p->lane = lane;
    return true;
}

static void open_window(PvsState *s, uint32_t threat, const ComingWindow *w) {
    RadarState *rs = &s->radars[w->radar];
    if (rs->lost) {
        return;
    }
    uint32_t index = NIL;
    Pair *p = pair_of(s, w->radar, threat, &index);
    if (p && !p->coasting) {
        p->t_out = w->t_out > p->t_out ? w->t_out : p->t_out; // windows that touch
        return;
    }
    if (!p) {
        index = new_pair(s, w->radar, threat);
    }
    if (index == NIL || !take_lane(s, index)) {
        return;
    }
    p = pair_at(s, index);
    p->t_out = w->t_out;
    bool was_scanning = rs->scanning;
    if (!was_scanning) {
        wake(s, rs);
    }
    PvsTime next = radar_next(rs);
    pvs_scan_single(s, w->radar, p->lane);
    if (!was_scanning || radar_next(rs) < next) {
        queue_radar(s, w->radar);
    }
}

void pvs_sensing_window(PvsState *s, uint32_t threat) {
    uint32_t window = s->threats[threat].windows;
    if (s->threats[threat].phase != THREAT_FLYING || window == NIL) {
        return;
    }
    ComingWindow w = ((ComingWindow *)s->windows.items)[window];
    if (w.t_in > s->now) {
        return; // the one that was due went with an older path
    }
    pvs_pool_give(&s->windows, window);
    s->threats[threat].windows = w.next;
    pvs_windows_queue(s, threat);
    open_window(s, threat, &w);
}

// --- tracks --------------------------------------------------------------------------------------------------

static void drop_track(PvsState *s, Pair *p) {
    if (!p->confirmed) {
        return;
    }
    p->confirmed = 0;
    RadarState *rs = &s->radars[p->radar];
    if (!p->coasting) {
        rs->lanes.state[p->lane] &= (uint8_t) ~(LANE_CONFIRMED | LANE_TURNED);
        rs->lanes.history[p->lane] = 0;
        rs->lanes.updates[p->lane] = 0;
    }
    rs->n_held--;
    pvs_emit(s, &(PvsEvent){.t = s->now, .kind = PVS_EV_DROPPED, .id = {p->threat, p->radar}});
    pvs_picture_dropped(s, p->threat);
}

// Gives back a pair and its lane, or its coasting track.
static void release_pair(PvsState *s, uint32_t index) {
    Pair *p = pair_at(s, index);
    if (!p->dead) {
        drop_track(s, p);
        unlink_pair(s, index);
    }
    if (p->coasting) {
        pvs_pool_give(&s->coasts, p->lane);
    } else {
        pvs_lane_remove(s, p->radar, p->lane);
    }
    pvs_pool_give(&s->pairs, index);
}

// A pair whose window is over: a confirmed track coasts until it would have been missed too often.
void pvs_sensing_leave(PvsState *s, uint32_t index) {
    uint32_t coast = NIL;
    if (pair_at(s, index)->dead || !pair_at(s, index)->confirmed ||
        (coast = pvs_pool_take(s, &s->coasts)) == NIL) {
        release_pair(s, index);
        return;
    }
    Pair *p = pair_at(s, index);
    const Lanes *l = &s->radars[p->radar].lanes;
    ((LaneTrack *)s->coasts.items)[coast] = l->track[p->lane];
    p->coast_history = l->history[p->lane];
    p->coast_misses = l->misses[p->lane];
    p->coast_updates = l->updates[p->lane];
    pvs_lane_remove(s, p->radar, p->lane);
    p->lane = coast;
    p->coasting = 1;
    const PvsRadar *radar = &s->model->radars[p->radar];
    PvsTime t = p->t_look + radar->drop_misses * s->radars[p->radar].period;
    // The window ended between beams, and is found over at the next scan: by then it may be missed for long enough.
    pvs_happen(s, t > s->now ? t : s->now, HAP_COAST, p->radar, p->radar, p->threat);
}

void pvs_sensing_coast(PvsState *s, uint32_t radar, uint32_t threat) {
    uint32_t index = NIL;
    Pair *p = pair_of(s, radar, threat, &index);
    if (p && p->coasting &&
        s->now >= p->t_look + s->model->radars[radar].drop_misses * s->radars[radar].period) {
        release_pair(s, index);
    }
}

LaneTrack pvs_sensing_track(const PvsState *s, const Pair *p, int *n_updates) {
    if (p->coasting) {
        *n_updates = p->coast_updates;
        return ((const LaneTrack *)s->coasts.items)[p->lane];
    }
    const Lanes *l = &s->radars[p->radar].lanes;
    LaneTrack track = l->track[p->lane];
    bool ahead = (l->state[p->lane] & LANE_UPDATED) && track.t[0] > s->now;
    *n_updates = l->updates[p->lane] - ahead;
    if (ahead) {
        track.t[0] = track.t[1];
        track.t[1] = track.t[2];
    }
    return track;
}

static bool try_confirm(PvsState *s, uint32_t radar, const PendingLook *look) {
    const PvsRadar *model = &s->model->radars[radar];
    RadarState *rs = &s->radars[radar];
    uint32_t mask = model->confirm_n >= 16 ? 0xffffu : (1u << model->confirm_n) - 1u;
    if (__builtin_popcount(rs->lanes.history[look->lane] & mask) < model->confirm_m) {
        return false;
    }
    Pair *p = pair_at(s, rs->lanes.track[look->lane].pair);
    PvsEvent e = {
        .t = s->now, .kind = PVS_EV_CONFIRMED, .id = {p->threat, radar}, .x = {look->range_m}};
    if (model->tracks_max > 0 && rs->n_held >= (uint32_t)model->tracks_max) {
        if (!p->full_said) {
            p->full_said = 1;
            e.kind = PVS_EV_RADAR_FULL;
            pvs_emit(s, &e);
        }
        return false;
    }
    p->confirmed = 1;
    p->t_confirmed = s->now;
    p->settled = p->segment;
    rs->lanes.state[look->lane] |= LANE_CONFIRMED;
    rs->n_held++;
    pvs_emit(s, &e);
    return true;
}

static void emit_plot(PvsState *s, uint32_t radar, const PendingLook *look) {
    const RadarState *rs = &s->radars[radar];
    PvsPlot plot = pvs_plot(&s->model->radars[radar].look, s->luck, rs->lanes.id[look->lane],
                            rs->scan, (double)look->range_m, (double)look->az_rad,
                            (double)look->sin_el, (double)look->snr_lin);
    pvs_emit(s, &(PvsEvent){.t = s->now,
                            .kind = PVS_EV_PLOT,
                            .id = {rs->lanes.track[look->lane].threat, radar, look->merged},
                            .x = {plot.range_m, plot.az_rad, plot.el_rad, plot.snr_db}});
}

static void emit_seen(PvsState *s, uint32_t radar, const PendingLook *look) {
    Lanes *l = &s->radars[radar].lanes;
    if (!(l->state[look->lane] & LANE_SEEN)) {
        l->state[look->lane] |= LANE_SEEN;
        pvs_emit(s, &(PvsEvent){.t = s->now,
                                .kind = PVS_EV_SEEN,
                                .id = {l->track[look->lane].threat, radar},
                                .x = {look->range_m}});
    }
}

// A track that does not go on as before: it may be confirmed, or it has seen a turn.
static void detection_tells(PvsState *s, uint32_t radar, const PendingLook *look) {
    Lanes *l = &s->radars[radar].lanes;
    uint32_t index = l->track[look->lane].pair;
    if (!(l->state[look->lane] & LANE_CONFIRMED)) {
        if (try_confirm(s, radar, look)) {
            pvs_picture_confirmed(s, index);
        }
    } else if (l->state[look->lane] & LANE_TURNED) {
        // A corner between two legs is a turn that the track has to follow; the pieces of a profile are not.
        Pair *p = pair_at(s, index);
        l->state[look->lane] &= (uint8_t)~LANE_TURNED;
        p->settled = p->segment;
        l->updates[look->lane] = 1;
        pvs_picture_turned(s, p->threat, s->now + 2 * s->radars[radar].period);
    }
}

static void detection(PvsState *s, uint32_t radar, const PendingLook *look) {
    Lanes *l = &s->radars[radar].lanes;
    s->out.n_detections++;
    emit_seen(s, radar, look);
    if (look->merged && !(l->state[look->lane] & LANE_CONFIRMED)) {
        return; // one plot for two targets begins no second track
    }
    if (!look->merged) {
        s->out.n_plots++;
        if (wanted(s, PVS_LEVEL_PLOT)) {
            emit_plot(s, radar, look);
        }
    }
    l->history[look->lane] |= 1;
    pvs_lane_update(l, look->lane, s->now);
    detection_tells(s, radar, look);
}

// What waited for this moment.
static void beam_passes(PvsState *s, uint32_t radar) {
    PendingLook look = pvs_pending_pop(s, radar);
    const Lanes *l = &s->radars[radar].lanes;
    if (l->state[look.lane] & LANE_DEAD) {
        return;
    }
    if (look.is_drop) {
        drop_track(s, pair_at(s, l->track[look.lane].pair));
    } else {
        detection(s, radar, &look);
    }
}

void pvs_sensing_radar(PvsState *s, uint32_t radar) {
    RadarState *rs = &s->radars[radar];
    if (rs->n_pending > 0) {
        beam_passes(s, radar);
    } else {
        pvs_scan_begin(s, radar);
        rs->scanning = rs->lanes.n > 0 || rs->n_pending > 0;
    }
    queue_radar(s, radar);
}

// --- what ends looks -----------------------------------------------------------------------------------------

// Takes back a look that lies ahead in the scan: it never takes place.
static void take_back(PvsState *s, RadarState *rs, uint32_t lane) {
    uint8_t *state = &rs->lanes.state[lane];
    if (!(*state & LANE_LOOKED) || rs->t_scan + pvs_look_offset(rs->lanes.look_s[lane]) <= s->now) {
        return;
    }
    s->out.n_looks--;
    if (*state & LANE_UPDATED) {
        LaneTrack *track = &rs->lanes.track[lane];
        track->t[0] = track->t[1];
        track->t[1] = track->t[2];
        rs->lanes.updates[lane]--;
    }
    s->out.n_detections -= (*state & LANE_QUIET) != 0;
    s->out.n_plots -= (*state & LANE_PLOT) != 0;
    *state &= LANE_LASTING;
}

void pvs_sensing_forget(PvsState *s, uint32_t threat) {
    uint32_t next;
    pvs_windows_forget(s, threat);
    for (uint32_t i = s->threats[threat].pairs; i != NIL; i = next) {
        Pair *p = pair_at(s, i);
        RadarState *rs = &s->radars[p->radar];
        next = p->next_of_threat;
        rs->n_held -= p->confirmed;
        p->confirmed = 0;
        p->dead = 1;
        if (p->coasting) {
            pvs_pool_give(&s->coasts, p->lane);
            pvs_pool_give(&s->pairs, i);
            continue;
        }
        take_back(s, rs, p->lane);
        p->t_out = INT64_MIN;
        rs->lanes.state[p->lane] = LANE_DEAD;
        rs->lanes.t_care[p->lane] = rs->t_care = INT64_MIN;
    }
    s->threats[threat].pairs = NIL;
}

// The look of a pair that lies ahead in the scan under way never takes place: its bit leaves the history again.
static void void_look_ahead(PvsState *s, Pair *p) {
    RadarState *rs = &s->radars[p->radar];
    Lanes *l = &rs->lanes;
    PvsTime t_look = rs->t_scan + pvs_look_offset(l->look_s[p->lane]);
    if (!(l->state[p->lane] & LANE_LOOKED)) {
        return;
    }
    if (t_look <= s->now) {
        p->t_look = t_look;
        return;
    }
    pvs_pending_forget(s, p->radar, p->lane);
    take_back(s, rs, p->lane);
    uint16_t history = l->history[p->lane] >> 1;
    l->history[p->lane] = history;
    l->misses[p->lane] = (uint8_t)__builtin_ctz((uint32_t)history | 0x10000u);
}

// A window that is open at the moment of the turn: the radar goes on looking, at the new path.
static void go_on_looking(PvsState *s, uint32_t threat, const ComingWindow *w) {
    uint32_t index = NIL;
    Pair *p = pair_of(s, w->radar, threat, &index);
    if (!p || p->coasting) {
        open_window(s, threat, w);
        return;
    }
    p->t_out = w->t_out;
    pvs_scan_single(s, w->radar, p->lane);
    queue_radar(s, w->radar);
}

// Opens the windows that a path begins in, and queues the next.
static void open_due(PvsState *s, uint32_t threat) {
    Threat *t = &s->threats[threat];
    while (t->windows != NIL) {
        uint32_t at = t->windows;
        ComingWindow w = ((ComingWindow *)s->windows.items)[at];
        if (w.t_in > s->now) {
            break;
        }
        t->windows = w.next;
        pvs_pool_give(&s->windows, at);
        go_on_looking(s, threat, &w);
    }
    pvs_windows_queue(s, threat);
}

void pvs_sensing_threat(PvsState *s, uint32_t threat) {
    pvs_windows_find(s, threat);
    open_due(s, threat);
}

void pvs_sensing_turned(PvsState *s, uint32_t threat) {
    Threat *t = &s->threats[threat];
    pvs_windows_forget(s, threat);
    for (uint32_t i = t->pairs; i != NIL; i = pair_at(s, i)->next_of_threat) {
        Pair *p = pair_at(s, i);
        p->segment = 0;
        p->settled = UINT16_MAX; // whatever the new path begins with is a turn
        if (!p->coasting) {
            RadarState *rs = &s->radars[p->radar];
            void_look_ahead(s, p);
            p->t_out = s->now;
            rs->lanes.t_care[p->lane] = rs->t_care = INT64_MIN;
        }
        queue_radar(s, p->radar);
    }
    pvs_windows_find(s, threat);
    open_due(s, threat);
}

static void drop_all(PvsState *s, uint32_t radar) {
    RadarState *rs = &s->radars[radar];
    rs->n_pending = 0;
    for (uint32_t i = 0; i < rs->lanes.n && s->status == PVS_OK; i++) {
        Pair *p = pair_at(s, rs->lanes.track[i].pair);
        if (!p->dead) {
            take_back(s, rs, i);
            drop_track(s, p);
            rs->lanes.history[i] = 0;
        }
    }
}

void pvs_sensing_emission(PvsState *s, uint32_t radar, bool on) {
    if (s->radars[radar].lost) {
        return;
    }
    pvs_emit(s, &(PvsEvent){.t = s->now, .kind = PVS_EV_EMISSION, .id = {radar, on}});
    if (!on) {
        drop_all(s, radar);
        queue_radar(s, radar);
    }
}

void pvs_sensing_radar_lost(PvsState *s, uint32_t radar) {
    RadarState *rs = &s->radars[radar];
    if (rs->lost) {
        return;
    }
    drop_all(s, radar);
    while (rs->lanes.n > 0) {
        release_pair(s, rs->lanes.track[rs->lanes.n - 1].pair);
    }
    rs->scanning = 0;
    rs->lost = 1;
    queue_radar(s, radar);
}
