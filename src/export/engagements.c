// SPDX-License-Identifier: Apache-2.0
// The engagements of a threat, put together from its events: assignment, wait, rounds, results,
// assessment.
#include "export/story.h"

const char *pvs_story_waited_for(uint32_t gate) {
    switch (gate) {
    case PVS_GATE_NO_CHANNEL:
        return "a channel";
    case PVS_GATE_NO_CREW:
        return "the crew";
    case PVS_GATE_NO_ROUNDS:
        return "a round";
    default:
        return NULL;
    }
}

static PvsStoryEngagement *latest_of(PvsStoryEngagement *all, int n, uint32_t unit) {
    while (n-- > 0) {
        if (all[n].unit == unit) {
            return &all[n];
        }
    }
    return NULL;
}

// Rounds of an older engagement of the same unit end before those of a newer one.
static PvsStoryEngagement *flying_of(PvsStoryEngagement *all, int n, uint32_t unit) {
    for (int i = 0; i < n; i++) {
        const PvsStoryEngagement *g = &all[i];
        if (g->unit == unit && g->n_fired > g->n_hit + g->n_missed + g->n_wasted) {
            return &all[i];
        }
    }
    return latest_of(all, n, unit);
}

static void begin_engagement(const PvsStoryBook *book, PvsStoryEngagement *g, uint32_t threat,
                             const PvsStoryEvent *assigned) {
    *g = (PvsStoryEngagement){.t_assigned = assigned->t,
                              .t_held = PVS_TIME_NEVER,
                              .t_assessed = PVS_TIME_NEVER,
                              .t_first_fired = PVS_TIME_NEVER,
                              .unit = assigned->id[1],
                              .round = assigned->id[2],
                              .post = assigned->id[3],
                              .held_gate = PVS_NONE,
                              .failed_gate = PVS_NONE};
    for (const PvsStoryEvent *e = pvs_story_first(book, threat); e && e != assigned;
         e = pvs_story_next(book, e)) {
        if (e->kind == PVS_EV_GATE && e->id[1] == g->unit && pvs_story_waited_for(e->id[2]) &&
            g->held_gate == PVS_NONE) {
            g->t_held = e->t;
            g->held_gate = e->id[2];
        } else if (e->kind == PVS_EV_ASSIGNED && e->id[1] == g->unit) {
            g->held_gate = PVS_NONE; // it waited for that one, not for this
        }
    }
}

static void end_shot(PvsStoryEngagement *g, const PvsStoryEvent *e) {
    g->n_hit += e->id[3] == PVS_SHOT_HIT;
    g->n_missed += e->id[3] == PVS_SHOT_MISSED;
    g->n_wasted += e->id[3] == PVS_SHOT_WASTED;
    g->t_last_end = e->t;
    g->last_range_m = e->x[0];
}

// In order of assignment; returns their number, of which at most PVS_STORY_ENGAGEMENTS_MAX are written.
int pvs_story_engagements(const PvsStoryBook *book, uint32_t threat, PvsStoryEngagement *all) {
    int n = 0, n_seen = 0;
    for (const PvsStoryEvent *e = pvs_story_first(book, threat); e; e = pvs_story_next(book, e)) {
        PvsStoryEngagement *g = NULL;
        switch (e->kind) {
        case PVS_EV_ASSIGNED:
            if (n_seen++ < PVS_STORY_ENGAGEMENTS_MAX) {
                begin_engagement(book, &all[n++], threat, e);
            }
            break;
        case PVS_EV_GATE:
            g = latest_of(all, n, e->id[1]);
            if (g && g->n_fired == 0 && g->failed_gate == PVS_NONE) {
                g->failed_gate = e->id[2];
            }
            break;
        case PVS_EV_FIRED:
            g = latest_of(all, n, e->id[1]);
            if (g && g->n_fired++ == 0) {
                g->t_first_fired = e->t;
                g->fired_range_m = e->x[0];
            }
            break;
        case PVS_EV_INTERCEPT:
            g = flying_of(all, n, e->id[1]);
            if (g) {
                end_shot(g, e);
            }
            break;
        case PVS_EV_ASSESSED:
            g = latest_of(all, n, e->id[1]);
            if (g && g->t_assessed == PVS_TIME_NEVER) {
                g->t_assessed = e->t;
                g->declared_killed = e->id[2] != 0;
            }
            break;
        default:
            break;
        }
    }
    return n_seen;
}
