// SPDX-License-Identifier: Apache-2.0
// When posts think: a track is considered when it appears, is identified, turns, when a unit that it waits for is free, when an engagement of it has
// ended, and when the last look at it said to look again. What a post decides is command's (command/command.h); this file only asks and obeys.
#include <limits.h>
#include <stdlib.h>

#include "battle/state.h"

void pvs_decide_soon(PvsState *s, uint32_t track, PvsTime t) {
    PostTrack *pt = track_at(s, track);
    if (!s->model->engagement || t == PVS_TIME_NEVER || t >= pt->t_consider) {
        return;
    }
    t = t < s->now ? s->now : t;
    pt->t_consider = t;
    pt->consider_seq++;
    pvs_happen(s, t, HAP_CONSIDER, pt->post, track, pt->consider_seq);
}

void pvs_note_gate(PvsState *s, uint32_t track, uint32_t unit, PvsGate gate) {
    PostTrack *pt = track_at(s, track);
    uint32_t i = pt->gates, bit = 1u << gate;
    GateNote *notes = s->gates.items;
    while (i != NIL && notes[i].unit != unit) {
        i = notes[i].next;
    }
    if (i == NIL) {
        i = pvs_pool_take(s, &s->gates);
        if (i == NIL) {
            return;
        }
        notes = s->gates.items;
        notes[i] = (GateNote){unit, 0, track_at(s, track)->gates};
        track_at(s, track)->gates = i;
    }
    if (!(notes[i].mask & bit)) {
        notes[i].mask |= bit;
        pvs_emit(s, &(PvsEvent){.t = s->now,
                                .kind = PVS_EV_GATE,
                                .id = {pt->threat, unit, gate, pt->post}});
    }
}

// Whether another post is known to be at the same threat, or to have declared it killed.
static bool settled_elsewhere(PvsState *s, const PostTrack *pt) {
    double delay_s = s->belief->posts[pt->post].coordination_s;
    if (delay_s < 0) {
        return false;
    }
    PvsTime known_before = s->now - pvs_time_from_s(delay_s);
    for (uint32_t i = s->threats[pt->threat].tracks; i != NIL; i = track_at(s, i)->next_of_threat) {
        const PostTrack *other = track_at(s, i);
        if (other->post == pt->post) {
            continue;
        }
        if (other->believed_dead && other->t_believed_dead <= known_before) {
            return true;
        }
        for (uint32_t e = other->engagements; e != NIL; e = engagement_at(s, e)->next_of_track) {
            const Engagement *g = engagement_at(s, e);
            if (g->phase != ENG_DONE && g->t_decided <= known_before) {
                return true;
            }
        }
    }
    return false;
}

// An engagement in progress blocks another, unless doctrine fires salvos without waiting for assessment.
static bool must_wait_for_result(PvsState *s, const PostTrack *pt) {
    if (pt->n_engaged == 0) {
        return false;
    }
    const Engagement *last = engagement_at(s, pt->engagements);
    const PvsDoctrine *doctrine = &s->belief->units[last->unit].doctrine;
    return doctrine->against[pt->cls].fire == PVS_FIRE_SHOOT_LOOK_SHOOT || last->phase < ENG_FLYING;
}

static void count_salvos(PvsState *s, const PostTrack *pt, int step) {
    for (uint32_t e = pt->engagements; e != NIL; e = engagement_at(s, e)->next_of_track) {
        const Engagement *g = engagement_at(s, e);
        if (g->n_fired > 0 || g->phase != ENG_DONE) {
            s->unit_status[g->unit].salvos_at_track += step;
        }
    }
}

static bool frees_later(PvsGate gate) {
    return gate == PVS_GATE_NO_CHANNEL || gate == PVS_GATE_NO_ROUNDS || gate == PVS_GATE_NO_CREW ||
           gate == PVS_GATE_UNIT_DOWN;
}

static void wait_at(PvsState *s, uint32_t track, uint32_t unit) {
    WaitNode *nodes = s->waits.items;
    for (uint32_t i = s->units[unit].waiting; i != NIL; i = nodes[i].next) {
        if (nodes[i].track == track) {
            nodes[i].seq = track_at(s, track)->wait_seq; // still waiting
            return;
        }
    }
    uint32_t i = pvs_pool_take(s, &s->waits);
    if (i != NIL) {
        ((WaitNode *)s->waits.items)[i] =
            (WaitNode){track, track_at(s, track)->wait_seq, s->units[unit].waiting};
        s->units[unit].waiting = i;
    }
}

static void obey(PvsState *s, uint32_t track, const PvsDecision *d) {
    track_at(s, track)->wait_seq++;
    for (uint32_t i = 0; i < d->n_gates && i < PVS_DECISION_GATES_MAX; i++) {
        PvsGate gate = d->gates[i].gate;
        if (gate != PVS_GATE_OPEN && gate != PVS_GATE_NOT_YET) {
            pvs_note_gate(s, track, d->gates[i].unit, gate);
        }
        if (d->action != PVS_DECIDE_ENGAGE && frees_later(gate)) {
            wait_at(s, track, d->gates[i].unit);
        }
    }
    if (d->action == PVS_DECIDE_ENGAGE) {
        pvs_engage_begin(s, track, d);
        if (track_at(s, track)->n_engaged > 0 && !must_wait_for_result(s, track_at(s, track))) {
            pvs_decide_soon(s, track, s->now + PVS_NS_PER_S);
        }
    } else if (d->action == PVS_DECIDE_WAIT) {
        track_at(s, track)->t_arrival = d->threat.t_arrival;
        PvsTime t = d->t_reconsider;
        pvs_decide_soon(s, track, t > s->now ? t : s->now + PVS_NS_PER_S);
    }
}

static int crew_free(const PvsState *s, uint32_t post) {
    int most = s->model->posts[post].crew_engagements;
    return most > 0 ? most - (int)s->posts[post].crew_engaged : INT_MAX;
}

// --- the reference assigner in place of doctrine: the whole picture at once ---------------------------------------

#define ORDERS_MAX 256
#define NODE_LIMIT 20000

static bool may_be_assigned(const PostTrack *pt, uint32_t post) {
    return pt->post == post && pt->held && !pt->believed_dead && pt->n_engaged == 0;
}

// The tracks that a post may assign now; returns their number.
static uint32_t gather_picture(PvsState *s, uint32_t post) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->tracks.n; i++) {
        PostTrack *pt = track_at(s, i);
        if (!may_be_assigned(pt, post) || settled_elsewhere(s, pt) ||
            !pvs_grow_array(s, &s->picture_tracks, &s->cap_picture, n + 1,
                            sizeof *s->picture_tracks) ||
            !pvs_grow_array(s, &s->picture_index, &s->cap_index, n + 1, sizeof *s->picture_index)) {
            continue;
        }
        if (pvs_picture_track(s, pt, &s->picture_tracks[n])) {
            pt->cls = (uint8_t)s->picture_tracks[n].cls;
            s->picture_index[n++] = i;
        }
    }
    return n;
}

static void assign_picture(PvsState *s, uint32_t post) {
    PvsPicture picture = {.post = post,
                          .tracks = s->picture_tracks,
                          .units = s->unit_status,
                          .unit_post = s->unit_post,
                          .crew_free = crew_free(s, post),
                          .now = s->now,
                          .delay_mean =
                              pvs_time_from_s(pvs_dist_mean(s->model->posts[post].decision_s)),
                          .assigner = s->belief->posts[post].assigner,
                          .node_limit = NODE_LIMIT};
    picture.n_tracks = gather_picture(s, post);
    picture.tracks = s->picture_tracks;
    PvsOrder orders[ORDERS_MAX];
    size_t n = 0;
    pvs_arena_reset(&s->scratch);
    pvs_assign_picture(s->belief, &picture, &s->scratch, orders, ORDERS_MAX, &n, NULL);
    for (size_t i = 0; i < n && i < ORDERS_MAX; i++) {
        uint32_t track = s->picture_index[orders[i].track];
        PvsDecision d = {
            .action = PVS_DECIDE_ENGAGE, .shot = orders[i].shot, .salvo = orders[i].salvo};
        if (track_at(s, track)->n_engaged == 0) {
            pvs_engage_begin(s, track, &d);
        }
    }
}

static void consider(PvsState *s, uint32_t track) {
    PostTrack *pt = track_at(s, track);
    if (!pt->held || pt->believed_dead || !s->posts[pt->post].alive ||
        must_wait_for_result(s, pt) || settled_elsewhere(s, pt)) {
        return;
    }
    bool by_doctrine = s->belief->posts[pt->post].assigner == PVS_ASSIGN_DOCTRINE;
    if (!by_doctrine) {
        assign_picture(s, pt->post);
        pt = track_at(s, track);
        if (pt->n_engaged > 0) {
            return;
        }
    }
    PvsTrack estimate;
    if (!pvs_picture_track(s, pt, &estimate)) {
        return;
    }
    pt->cls = (uint8_t)estimate.cls;
    const PvsPost *post = &s->model->posts[pt->post];
    PvsSituation situation = {.post = pt->post,
                              .track = &estimate,
                              .units = s->unit_status,
                              .unit_post = s->unit_post,
                              .now = s->now,
                              .engaged = pt->n_engaged > 0};
    situation.crew_free = crew_free(s, pt->post);
    situation.delay_mean = pvs_time_from_s(pvs_dist_mean(post->decision_s));
    PvsDecision decision;
    count_salvos(s, pt, 1);
    pvs_arena_reset(&s->scratch);
    pvs_decide(s->belief, &situation, &s->scratch, &decision);
    count_salvos(s, pt, -1);
    s->out.n_decisions++;
    if (!by_doctrine && decision.action == PVS_DECIDE_ENGAGE) {
        decision.action = PVS_DECIDE_WAIT; // another track was worth more: look again soon
        decision.t_reconsider = s->now + 2 * PVS_NS_PER_S;
    }
    obey(s, track, &decision);
}

void pvs_decide_consider(PvsState *s, uint32_t track, uint32_t seq) {
    PostTrack *pt = track_at(s, track);
    if (seq != pt->consider_seq) {
        return;
    }
    pt->t_consider = PVS_TIME_NEVER;
    consider(s, track);
}

// --- a unit is free: the most urgent of those that wait ------------------------------------------------------

static bool more_urgent(const PostTrack *a, const PostTrack *b) {
    if (a->t_arrival != b->t_arrival) {
        return a->t_arrival < b->t_arrival;
    }
    return a->threat != b->threat ? a->threat < b->threat : a->post < b->post;
}

void pvs_decide_unit_free(PvsState *s, uint32_t unit) {
    // The waiting list is taken as it stands; each is considered at this moment, the most urgent first, by the order of
    // a small number added to the sequence: CONSIDER happenings of one instant run in the order they were asked for.
    WaitNode *nodes = s->waits.items;
    uint32_t list = s->units[unit].waiting, n = 0, best[16];
    s->units[unit].waiting = NIL;
    uint32_t keep = NIL;
    while (list != NIL) {
        uint32_t next = nodes[list].next;
        const PostTrack *pt = track_at(s, nodes[list].track);
        if (nodes[list].seq != pt->wait_seq || !pt->held || pt->believed_dead) {
            pvs_pool_give(&s->waits, list);
        } else {
            uint32_t at = n < 16 ? n++ : 16;
            if (at == 16 && !more_urgent(pt, track_at(s, nodes[best[15]].track))) {
                nodes[list].next = keep;
                keep = list;
            } else {
                if (at == 16) {
                    nodes[best[15]].next = keep;
                    keep = best[15];
                    at = 15;
                }
                for (; at > 0 && more_urgent(pt, track_at(s, nodes[best[at - 1]].track)); at--) {
                    best[at] = best[at - 1];
                }
                best[at] = list;
            }
        }
        list = next;
    }
    s->units[unit].waiting = keep;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t track = nodes[best[i]].track;
        pvs_pool_give(&s->waits, best[i]);
        pvs_decide_soon(s, track, s->now);
    }
}
