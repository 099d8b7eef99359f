// SPDX-License-Identifier: Apache-2.0
// Windows that have not opened yet: when a threat comes into the view of which radar, solved once over its whole path and kept in a list by time.
#include "battle/state.h"

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
    PvsReach reach = pvs_radar_reach(&s->model->radars[r], &s->model->threat_types[t->type]);
    size_t n = pvs_windows(path, s->now, &reach, windows, WINDOWS_MAX);
    s->out.n_windows += n;
    for (size_t i = 0; i < n && i < WINDOWS_MAX; i++) {
        add_window(s, find->threat, r, windows[i]);
    }
}

// Only a threat's next window stands in the queue.
void pvs_windows_queue(PvsState *s, uint32_t threat) {
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
void pvs_windows_find(PvsState *s, uint32_t threat) {
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

void pvs_windows_forget(PvsState *s, uint32_t threat) {
    const ComingWindow *windows = s->windows.items;
    for (uint32_t w = s->threats[threat].windows, next; w != NIL; w = next) {
        next = windows[w].next;
        pvs_pool_give(&s->windows, w);
    }
    s->threats[threat].windows = NIL;
}
