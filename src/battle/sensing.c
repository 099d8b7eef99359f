// SPDX-License-Identifier: Apache-2.0
// Sensing: windows open and close, beams pass, tracks are confirmed and dropped.
//
// A radar sleeps while nobody is in its windows. A scan is computed as one batch (scan.c) when it begins; each detection takes effect at
// the time the beam passes, unless the threat has gone or the radar has fallen silent meanwhile. Misses change nothing that others can see,
// so they are booked with the batch; a miss that drops a track waits for its moment like a detection.
#include "battle/state.h"

void pvs_sensing_reset(PvsState *s) {
    for (uint32_t r = 0; r < s->model->n_radars; r++) {
        RadarState *rs = &s->radars[r];
        const PvsRadar *radar = &s->model->radars[r];
        *rs = (RadarState){.active = rs->active,
                           .cap_active = rs->cap_active,
                           .pending = rs->pending,
                           .cap_pending = rs->cap_pending};
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

typedef struct {
    PvsState *s;
    uint32_t threat;
} FindWindows;

#define WINDOWS_MAX 64

// Puts a window into its threat's list, in the order of time (radars in their order).
static void add_window(PvsState *s, uint32_t threat, uint32_t radar, PvsWindow window) {
    uint32_t w = pvs_pool_take(s, &s->windows);
    if (w == NIL) {
        return;
    }
    ComingWindow *all = s->windows.items;
    uint32_t *link = &s->threats[threat].windows;
    while (*link != NIL && (all[*link].t_in < window.begin ||
                            (all[*link].t_in == window.begin && all[*link].radar < radar))) {
        link = &all[*link].next;
    }
    all[w] = (ComingWindow){*link, radar, window.begin, window.end};
    *link = w;
}

static void windows_of_radar(void *ctx, uint32_t r) {
    FindWindows *find = ctx;
    PvsState *s = find->s;
    const Threat *t = &s->threats[find->threat];
    PvsWindow windows[WINDOWS_MAX];
    PvsPath path = {t->segments, t->n_segments};
    size_t n = pvs_windows(path, s->now, &s->model->radars[r].reach, windows, WINDOWS_MAX);
    s->out.n_windows += n;
    for (size_t i = 0; i < n && i < WINDOWS_MAX; i++) {
        add_window(s, find->threat, r, windows[i]);
    }
}

// Only a threat's next window stands in the queue.
static void queue_window(PvsState *s, uint32_t threat) {
    uint32_t w = s->threats[threat].windows;
    if (w != NIL) {
        const ComingWindow *next = (const ComingWindow *)s->windows.items + w;
        pvs_happen(s, next->t_in, HAP_WINDOW, next->radar, threat, 0);
    }
}

typedef struct {
    uint32_t *marks, *found, n, mark;
} RadarSet;

static void add_radar(void *ctx, uint32_t r) {
    RadarSet *set = ctx;
    if (set->marks[r] != set->mark) {
        set->marks[r] = set->mark;
        set->found[set->n++] = r;
    }
}

// Solves all windows of a threat from now on; a radar may be near several segments: each is solved once, over the whole path.
static void find_windows(PvsState *s, uint32_t threat) {
    const Threat *t = &s->threats[threat];
    RadarSet set = {
        .marks = s->radar_marks, .found = s->radar_found, .n = 0, .mark = ++s->radar_mark};
    for (uint32_t i = 0; i < t->n_segments; i++) {
        pvs_near_query(s->model->near_radars, &t->segments[i], add_radar, &set);
    }
    FindWindows find = {s, threat};
    for (uint32_t i = 0; i < set.n && s->status == PVS_OK; i++) {
        windows_of_radar(&find, set.found[i]);
    }
}

void pvs_sensing_threat(PvsState *s, uint32_t threat) {
    find_windows(s, threat);
    queue_window(s, threat);
}

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
    p->type = (uint16_t)t->type;
    p->id = pvs_id_pair(s->model->radars[radar].named.id, t->id);
    p->segment = t->segments;
    p->segments_left = (uint16_t)(t->n_segments - 1);
    p->rcs_gain_ln = t->rcs_gain_ln;
    p->scan_offset = s->radars[radar].period / 2;
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
    rs->n_pending = rs->at_pending = 0;
    rs->scanning = 1;
}

static PvsTime radar_next(const RadarState *rs) {
    return rs->at_pending < rs->n_pending ? rs->pending[rs->at_pending].t : rs->t_next_scan;
}

static void queue_radar(PvsState *s, uint32_t radar) {
    const RadarState *rs = &s->radars[radar];
    pvs_beams_set(&s->beams, radar, rs->scanning ? radar_next(rs) : PVS_TIME_NEVER);
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
        if (index == NIL) {
            return;
        }
        p = pair_at(s, index);
    }
    p->coasting = 0;
    p->t_in = w->t_in;
    p->t_out = w->t_out;
    if (!pvs_grow_array(s, &rs->active, &rs->cap_active, rs->n_active + 1, sizeof *rs->active)) {
        return;
    }
    rs->active[rs->n_active++] = index;
    bool was_scanning = rs->scanning;
    if (!was_scanning) {
        wake(s, rs);
    }
    PvsTime next = radar_next(rs);
    pvs_scan_single(s, w->radar, index);
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
    queue_window(s, threat);
    open_window(s, threat, &w);
}

// --- tracks --------------------------------------------------------------------------------------------------

static void drop_track(PvsState *s, Pair *p) {
    if (!p->confirmed) {
        return;
    }
    p->confirmed = 0;
    p->history = 0;
    p->n_updates = 0;
    s->radars[p->radar].n_held--;
    pvs_emit(s, &(PvsEvent){.t = s->now, .kind = PVS_EV_DROPPED, .id = {p->threat, p->radar}});
    pvs_picture_dropped(s, p->threat);
}

static void release_pair(PvsState *s, uint32_t index) {
    Pair *p = pair_at(s, index);
    if (!p->dead) {
        drop_track(s, p);
        unlink_pair(s, index);
    }
    pvs_pool_give(&s->pairs, index);
}

// A pair whose window is over: a confirmed track coasts until it would have been missed too often.
void pvs_sensing_leave(PvsState *s, uint32_t index) {
    Pair *p = pair_at(s, index);
    if (p->dead || !p->confirmed) {
        release_pair(s, index);
        return;
    }
    const PvsRadar *radar = &s->model->radars[p->radar];
    p->coasting = 1;
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

static bool try_confirm(PvsState *s, uint32_t index, float range_m) {
    Pair *p = pair_at(s, index);
    const PvsRadar *radar = &s->model->radars[p->radar];
    uint32_t mask = radar->confirm_n >= 16 ? 0xffffu : (1u << radar->confirm_n) - 1u;
    if (__builtin_popcount(p->history & mask) < radar->confirm_m) {
        return false;
    }
    RadarState *rs = &s->radars[p->radar];
    PvsEvent e = {
        .t = s->now, .kind = PVS_EV_CONFIRMED, .id = {p->threat, p->radar}, .x = {range_m}};
    if (radar->tracks_max > 0 && rs->n_held >= (uint32_t)radar->tracks_max) {
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
    rs->n_held++;
    pvs_emit(s, &e);
    return true;
}

// A corner between two legs is a turn that the track has to follow; the pieces of a profile are not.
static bool has_turned(const Pair *p) {
    return p->segment != p->settled && p->segment->kind == PVS_SEG_ARC;
}

static void emit_plot(PvsState *s, const Pair *p, const PendingLook *look) {
    PvsPlot plot =
        pvs_plot(&s->model->radars[p->radar].look, s->luck, p->id, s->radars[p->radar].scan,
                 look->range_m, look->az_rad, look->sin_el, look->snr_lin);
    pvs_emit(s, &(PvsEvent){.t = s->now,
                            .kind = PVS_EV_PLOT,
                            .id = {p->threat, p->radar, look->merged},
                            .x = {plot.range_m, plot.az_rad, plot.el_rad, plot.snr_db}});
}

static void detection(PvsState *s, const PendingLook *look) {
    Pair *p = pair_at(s, look->pair);
    s->out.n_detections++;
    if (!p->seen) {
        p->seen = 1;
        pvs_emit(s, &(PvsEvent){.t = s->now,
                                .kind = PVS_EV_SEEN,
                                .id = {p->threat, p->radar},
                                .x = {look->range_m}});
    }
    if (look->merged && !p->confirmed) {
        p->history = (uint16_t)(p->history << 1); // one plot for two targets begins no second track
        return;
    }
    if (!look->merged) {
        s->out.n_plots++;
        if (wanted(s, PVS_LEVEL_PLOT)) {
            emit_plot(s, p, look);
        }
    }
    p->history = (uint16_t)(p->history << 1 | 1);
    p->misses = 0;
    p->t_update_before = p->t_update;
    p->t_update = s->now;
    p->snr_lin = look->snr_lin;
    p->range_m = look->range_m;
    p->n_updates = (uint8_t)(p->n_updates < 200 ? p->n_updates + 1 : 200);
    if (!p->confirmed) {
        if (try_confirm(s, look->pair, look->range_m)) {
            pvs_picture_confirmed(s, look->pair);
        }
    } else if (has_turned(p)) {
        p->settled = p->segment;
        p->n_updates = 1;
        pvs_picture_turned(s, p->threat, s->now + 2 * s->radars[p->radar].period);
    }
}

void pvs_sensing_radar(PvsState *s, uint32_t radar) {
    RadarState *rs = &s->radars[radar];
    if (rs->at_pending < rs->n_pending) {
        PendingLook look = rs->pending[rs->at_pending++];
        Pair *p = pair_at(s, look.pair);
        if (!p->dead && look.is_drop) {
            drop_track(s, p);
        } else if (!p->dead) {
            detection(s, &look);
        }
    } else {
        pvs_scan_begin(s, radar);
        rs->scanning = rs->n_active > 0 || rs->n_pending > 0;
    }
    queue_radar(s, radar);
}

// --- what ends looks -----------------------------------------------------------------------------------------

void pvs_sensing_forget(PvsState *s, uint32_t threat) {
    uint32_t next;
    for (uint32_t i = s->threats[threat].pairs; i != NIL; i = next) {
        Pair *p = pair_at(s, i);
        next = p->next_of_threat;
        if (p->t_look > s->now && s->out.n_looks > 0) {
            s->out.n_looks--; // the look that lay ahead in this scan never took place
        }
        if (p->confirmed) {
            s->radars[p->radar].n_held--;
            p->confirmed = 0;
        }
        p->dead = 1;
        p->t_out = INT64_MIN;
        if (p->coasting) {
            pvs_pool_give(&s->pairs, i); // in no radar's list any more
        }
    }
    s->threats[threat].pairs = NIL;
}

// The look of a pair that lies ahead in the scan under way never takes place: a detection is taken back, and so is a miss, which was booked
// with its batch.
static void void_look_ahead(PvsState *s, uint32_t index) {
    Pair *p = pair_at(s, index);
    RadarState *rs = &s->radars[p->radar];
    if (p->t_look <= s->now) {
        return;
    }
    bool missed = true;
    for (uint32_t i = rs->at_pending; i < rs->n_pending; i++) {
        if (rs->pending[i].pair == index) {
            missed = rs->pending[i].is_drop;
            memmove(&rs->pending[i], &rs->pending[i + 1],
                    (rs->n_pending - i - 1) * sizeof *rs->pending);
            rs->n_pending--;
            break;
        }
    }
    if (missed) {
        p->history = (uint16_t)(p->history >> 1);
        p->misses = (uint8_t)(p->misses > 0 ? p->misses - 1 : 0);
    }
    p->t_look = s->now;
    s->out.n_looks -= s->out.n_looks > 0;
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
    pvs_scan_single(s, w->radar, index);
    queue_radar(s, w->radar);
}

void pvs_sensing_turned(PvsState *s, uint32_t threat) {
    Threat *t = &s->threats[threat];
    ComingWindow *windows = s->windows.items;
    for (uint32_t w = t->windows, next; w != NIL; w = next) {
        next = windows[w].next;
        pvs_pool_give(&s->windows, w);
    }
    t->windows = NIL;
    for (uint32_t i = t->pairs; i != NIL; i = pair_at(s, i)->next_of_threat) {
        void_look_ahead(s, i);
        Pair *p = pair_at(s, i);
        p->segment = t->segments;
        p->segments_left = (uint16_t)(t->n_segments - 1);
        p->t_out = p->coasting ? p->t_out : s->now;
        queue_radar(s, p->radar);
    }
    find_windows(s, threat);
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
    queue_window(s, threat);
}

static void drop_all(PvsState *s, uint32_t radar) {
    RadarState *rs = &s->radars[radar];
    rs->n_pending = rs->at_pending = 0;
    for (uint32_t i = 0; i < rs->n_active && s->status == PVS_OK; i++) {
        Pair *p = pair_at(s, rs->active[i]);
        if (!p->dead) {
            if (p->t_look > s->now && s->out.n_looks > 0) {
                s->out.n_looks--;
            }
            drop_track(s, p);
            p->history = 0;
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
    for (uint32_t i = 0; i < rs->n_active; i++) {
        release_pair(s, rs->active[i]);
    }
    rs->n_active = 0;
    rs->scanning = 0;
    rs->lost = 1;
    queue_radar(s, radar);
}
