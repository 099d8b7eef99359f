// SPDX-License-Identifier: Apache-2.0
// Why a leaker got through: a book for each threat, kept from the event stream alone, and one label by the documented order of the table in
// events.h (the first that holds).
#include "battle/state.h"

static void book_event(LeakBook *book, const PvsEvent *e) {
    switch (e->kind) {
    case PVS_EV_SEEN:
        book->seen = 1;
        break;
    case PVS_EV_PICTURE:
        book->tracked = 1;
        break;
    case PVS_EV_GATE:
        book->gates |= 1u << e->id[2];
        book->gate_unit = e->id[1];
        break;
    case PVS_EV_ASSIGNED:
        book->n_assigned++;
        break;
    case PVS_EV_FIRED:
        book->n_fired++;
        break;
    case PVS_EV_INTERCEPT:
        book->n_missed += e->id[3] == PVS_SHOT_MISSED;
        break;
    default:
        break;
    }
}

void pvs_leaks_on_event(PvsState *s, const PvsEvent *e) {
    const PvsEventInfo *info = pvs_event_info(e->kind);
    if (info->n_ids == 0 || info->id_domain[0] != PVS_DOM_THREAT) {
        return;
    }
    LeakBook *book = &s->leaks[e->id[0]];
    if (e->kind == PVS_EV_ASSESSED && e->id[2]) {
        book->assessed_dead |= s->threats[e->id[0]].phase == THREAT_FLYING;
    } else {
        book_event(book, e);
    }
}

typedef struct {
    PvsState *s;
    PvsVec3 aim_ecef;
    bool covered;
} Cover;

static void covers(void *ctx, uint32_t unit) {
    Cover *cover = ctx;
    const PvsBeliefUnit *u = &cover->s->belief->units[unit];
    PvsVec3 d = pvs_vec3_sub(u->frame.origin_ecef, cover->aim_ecef);
    cover->covered |= pvs_vec3_dot(d, d) <= u->reach_max_m * u->reach_max_m;
}

// No unit of the defence, whole or lost, reaches the aim point.
static bool undefended(const PvsState *s, const Threat *t) {
    const PvsAim *aim = &s->model->groups[t->group].aims[t->aim];
    Cover cover = {(PvsState *)s, pvs_ecef_from_llh(aim->place), false};
    if (s->belief->near_units) {
        pvs_near_query_ball(s->belief->near_units, cover.aim_ecef, 1.0, covers, &cover);
    }
    return !cover.covered;
}

static bool gated(const LeakBook *book, PvsGate gate) {
    return (book->gates >> gate & 1u) != 0;
}

static bool held_by_rule(const LeakBook *book) {
    return gated(book, PVS_GATE_HELD) || gated(book, PVS_GATE_RESERVED) ||
           gated(book, PVS_GATE_NOT_IDENTIFIED) || gated(book, PVS_GATE_NOT_WORTH) ||
           gated(book, PVS_GATE_LEFT_TO_OTHERS);
}

// More rounds of the unit went to decoys than to armed threats.
static bool wasted_on_decoys(const PvsState *s, const LeakBook *book) {
    if (book->gate_unit == NIL) {
        return false;
    }
    const UnitState *us = &s->units[book->gate_unit];
    return us->fired > 0 && us->fired_at_decoys * 2 >= us->fired;
}

PvsLeakReason pvs_leak_reason(const PvsState *s, uint32_t threat, uint32_t *unit) {
    const LeakBook *book = &s->leaks[threat];
    *unit = book->gate_unit;
    bool short_of = gated(book, PVS_GATE_NO_CHANNEL) || gated(book, PVS_GATE_NO_CREW) ||
                    gated(book, PVS_GATE_NO_ROUNDS);
    bool idle = book->n_fired == 0;
    const bool holds[PVS_N_LEAK_REASONS] = {
        [PVS_LEAK_UNDEFENDED] = idle && undefended(s, &s->threats[threat]),
        [PVS_LEAK_NOT_SEEN] = !book->seen,
        [PVS_LEAK_NOT_TRACKED] = !book->tracked || (idle && gated(book, PVS_GATE_TRACK_LOST)),
        [PVS_LEAK_ASSESSED_DEAD] = book->assessed_dead,
        [PVS_LEAK_MISSED] = book->n_fired > 0,
        [PVS_LEAK_UNIT_LOST] = idle && book->n_assigned > 0 && gated(book, PVS_GATE_UNIT_DOWN),
        [PVS_LEAK_MISIDENTIFIED] = gated(book, PVS_GATE_MISIDENTIFIED),
        [PVS_LEAK_HELD] = held_by_rule(book),
        [PVS_LEAK_WASTED_ON_DECOYS] = short_of && wasted_on_decoys(s, book),
        [PVS_LEAK_NO_CHANNEL] = gated(book, PVS_GATE_NO_CHANNEL) || gated(book, PVS_GATE_NO_CREW),
        [PVS_LEAK_NO_ROUNDS] = gated(book, PVS_GATE_NO_ROUNDS),
        [PVS_LEAK_TOO_LATE] = gated(book, PVS_GATE_TOO_LATE) || gated(book, PVS_GATE_KEEP_OUT) ||
                              gated(book, PVS_GATE_HANDOVER_FAILED),
        [PVS_LEAK_OUT_OF_ENVELOPE] = gated(book, PVS_GATE_OUT_OF_ENVELOPE) ||
                                     gated(book, PVS_GATE_OUT_OF_SECTOR) ||
                                     gated(book, PVS_GATE_BELOW_HORIZON),
        [PVS_LEAK_OTHER] = true,
    };
    int reason = 0;
    while (!holds[reason]) {
        reason++;
    }
    return (PvsLeakReason)reason;
}
