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
        break;
    case PVS_EV_ASSIGNED:
        book->n_assigned++;
        break;
    case PVS_EV_FIRED:
        book->n_fired++;
        book->shooter = e->id[1];
        book->assessed_dead = 0; // somebody shot at it again
        break;
    case PVS_EV_INTERCEPT:
        book->n_missed += e->id[3] == PVS_SHOT_MISSED;
        break;
    case PVS_EV_DAMAGED:
        book->damaged = 1;
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

// --- the label -------------------------------------------------------------------------------------

#define BIT(gate) (1u << PVS_GATE_##gate)

// The gates that speak for each label; labels without any rest on what happened instead.
static const uint32_t GATES_OF[PVS_N_LEAK_REASONS] = {
    [PVS_LEAK_NOT_TRACKED] = BIT(TRACK_LOST),
    [PVS_LEAK_UNIT_LOST] = BIT(UNIT_DOWN),
    [PVS_LEAK_MISIDENTIFIED] = BIT(MISIDENTIFIED),
    [PVS_LEAK_HELD] =
        BIT(HELD) | BIT(RESERVED) | BIT(NOT_IDENTIFIED) | BIT(NOT_WORTH) | BIT(LEFT_TO_OTHERS),
    [PVS_LEAK_WASTED_ON_DECOYS] = BIT(NO_CHANNEL) | BIT(NO_CREW) | BIT(NO_ROUNDS),
    [PVS_LEAK_NO_CHANNEL] = BIT(NO_CHANNEL) | BIT(NO_CREW),
    [PVS_LEAK_NO_ROUNDS] = BIT(NO_ROUNDS),
    [PVS_LEAK_TOO_LATE] = BIT(TOO_LATE) | BIT(KEEP_OUT) | BIT(HANDOVER_FAILED),
    [PVS_LEAK_OUT_OF_ENVELOPE] = BIT(OUT_OF_ENVELOPE) | BIT(OUT_OF_SECTOR) | BIT(BELOW_HORIZON),
};

static bool gated(const LeakBook *book, PvsLeakReason reason) {
    return (book->gates & GATES_OF[reason]) != 0;
}

// The unit that came up against one of these gates: the one that met its first gate last, of the
// posts that learnt of the threat last.
static uint32_t unit_at_gates(const PvsState *s, uint32_t threat, uint32_t gates) {
    const PostTrack *tracks = s->tracks.items;
    const GateNote *notes = s->gates.items;
    for (uint32_t i = s->threats[threat].tracks; gates && i != NIL; i = tracks[i].next_of_threat) {
        for (uint32_t g = tracks[i].gates; g != NIL; g = notes[g].next) {
            if (notes[g].mask & gates) {
                return notes[g].unit;
            }
        }
    }
    return NIL;
}

// At least as many rounds of the unit that was short of something went to decoys as to armed threats.
static bool wasted_on_decoys(const PvsState *s, uint32_t threat) {
    uint32_t unit = unit_at_gates(s, threat, GATES_OF[PVS_LEAK_WASTED_ON_DECOYS]);
    return unit != NIL && s->units[unit].fired > 0 &&
           s->units[unit].fired_at_decoys * 2 >= s->units[unit].fired;
}

PvsLeakReason pvs_leak_reason(const PvsState *s, uint32_t threat, uint32_t *unit) {
    const LeakBook *book = &s->leaks[threat];
    bool idle = book->n_fired == 0;
    const bool holds[PVS_N_LEAK_REASONS] = {
        [PVS_LEAK_UNDEFENDED] = idle && undefended(s, &s->threats[threat]),
        [PVS_LEAK_NOT_SEEN] = !book->seen,
        [PVS_LEAK_NOT_TRACKED] = !book->tracked || (idle && gated(book, PVS_LEAK_NOT_TRACKED)),
        [PVS_LEAK_ASSESSED_DEAD] = book->assessed_dead,
        [PVS_LEAK_DAMAGED] = book->damaged,
        [PVS_LEAK_MISSED] = !idle,
        [PVS_LEAK_UNIT_LOST] = book->n_assigned > 0 && gated(book, PVS_LEAK_UNIT_LOST),
        [PVS_LEAK_MISIDENTIFIED] = gated(book, PVS_LEAK_MISIDENTIFIED),
        [PVS_LEAK_HELD] = gated(book, PVS_LEAK_HELD),
        [PVS_LEAK_WASTED_ON_DECOYS] = wasted_on_decoys(s, threat),
        [PVS_LEAK_NO_CHANNEL] = gated(book, PVS_LEAK_NO_CHANNEL),
        [PVS_LEAK_NO_ROUNDS] = gated(book, PVS_LEAK_NO_ROUNDS),
        [PVS_LEAK_TOO_LATE] = gated(book, PVS_LEAK_TOO_LATE),
        [PVS_LEAK_OUT_OF_ENVELOPE] = gated(book, PVS_LEAK_OUT_OF_ENVELOPE),
        [PVS_LEAK_OTHER] = true,
    };
    int reason = 0;
    while (!holds[reason]) {
        reason++;
    }
    bool by_shots =
        reason == PVS_LEAK_MISSED || reason == PVS_LEAK_DAMAGED || reason == PVS_LEAK_ASSESSED_DEAD;
    *unit = by_shots ? book->shooter : unit_at_gates(s, threat, GATES_OF[reason]);
    return (PvsLeakReason)reason;
}
