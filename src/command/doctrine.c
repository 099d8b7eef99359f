// SPDX-License-Identifier: Apache-2.0
// Doctrine: which of the shots that a post could order now it orders, or when it looks again. Pure:
// the same belief and situation, the same decision; ties go to the lower unit, then the lower
// weapon.
#include "command/near_units.h"

// of the time to the next opening: the track will be better known by then
#define RECONSIDER_SHARE   0.8
#define RECONSIDER_LEAST_S 2.0
#define OTHERS_TURN_S      5.0 // how long others get before one who left it to them looks again
// A velocity error below the first of these, as a share of the speed, foresees well enough; above
// the second the heading says little.
#define ERROR_SMALL         0.02
#define ERROR_LARGE         0.1
#define LEAST_S_SMALL_ERROR 60.0 // between two looks at a track whose chances may yet change
#define LEAST_S_LARGE_ERROR 10.0
#define REFINE_S            1.0 // the exact intercept lies just outside: look again
// of the best kill probability at hand: below it, cheap is not cheap (assumption)
#define ADEQUATE_SHARE 0.5

// --- leaving it to others ------------------------------------------------------------------------

// Whether a unit that does not leave this class to others can still take the track: now with a free
// channel, or later.
static bool can_take(const PvsBelief *belief, const PvsCase *c, PvsClass cls) {
    if (belief->units[c->unit].doctrine.against[cls].leave_to_others) {
        return false;
    }
    return c->gate == PVS_GATE_OPEN || c->gate == PVS_GATE_NOT_YET;
}

static void leave_to_others(const PvsBelief *belief, const PvsSituation *s, PvsCases *cases,
                            double *look_again_s) {
    double others_s = INFINITY;
    PvsClass cls = s->track->cls;
    for (uint32_t i = 0; i < cases->n; i++) {
        const PvsCase *c = &cases->cases[i];
        if (can_take(belief, c, cls)) {
            others_s = pvs_smaller(others_s, c->gate == PVS_GATE_OPEN
                                                 ? OTHERS_TURN_S
                                                 : pvs_larger(c->act_s, OTHERS_TURN_S));
        }
    }
    if (others_s == INFINITY) {
        return;
    }
    for (uint32_t i = 0; i < cases->n; i++) {
        PvsCase *c = &cases->cases[i];
        if (c->own && c->gate == PVS_GATE_OPEN &&
            belief->units[c->unit].doctrine.against[cls].leave_to_others) {
            c->gate = PVS_GATE_LEFT_TO_OTHERS;
            *look_again_s = pvs_smaller(*look_again_s, others_s);
        }
    }
}

// --- choosing ------------------------------------------------------------------------------------

// What is less is better, by each way of choosing.
static double key_of(const PvsShot *shot, PvsChoose choose, double kill_prob_best) {
    switch (choose) {
    case PVS_CHOOSE_CHEAPEST: // dollars for each expected kill, among shots that are good enough
        return shot->kill_prob < ADEQUATE_SHARE * kill_prob_best
                   ? INFINITY
                   : shot->price_usd / shot->kill_prob;
    case PVS_CHOOSE_SUREST:
        return -shot->kill_prob;
    case PVS_CHOOSE_EARLIEST:
        return pvs_time_s(shot->t_intercept);
    default:
        return shot->range_m;
    }
}

static const PvsShot *choose_shot(const PvsShot *shots, size_t n, PvsChoose choose) {
    double kill_prob_best = 0;
    for (size_t i = 0; i < n; i++) {
        kill_prob_best = pvs_larger(kill_prob_best, shots[i].kill_prob);
    }
    const PvsShot *best = NULL;
    double best_key = INFINITY;
    for (size_t i = 0; i < n; i++) { // in the order of units and weapons: the first of equals stays
        double key = key_of(&shots[i], choose, kill_prob_best);
        if (!best || key < best_key) {
            best = &shots[i];
            best_key = key;
        }
    }
    return best;
}

static int at_most(int n, int most) {
    return n < most ? n : most;
}

int pvs_case_salvo(const PvsBelief *belief, const PvsSituation *s, const PvsCase *c, int place) {
    int salvo = belief->units[c->unit].doctrine.against[s->track->cls].salvo;
    salvo = at_most(at_most(salvo, s->units[c->unit].missile_channels_free), c->usable[place]);
    return salvo < 1 ? 1 : salvo;
}

static int salvo_of(const PvsBelief *belief, const PvsSituation *s, const PvsCases *cases,
                    const PvsShot *shot) {
    for (uint32_t i = 0; i < cases->n; i++) {
        const PvsCase *c = &cases->cases[i];
        for (int k = 0; c->unit == shot->unit && k < c->n_weapons; k++) {
            if (c->weapons[k] == shot->weapon) {
                return pvs_case_salvo(belief, s, c, k);
            }
        }
    }
    return 1;
}

// --- gates ---------------------------------------------------------------------------------------

static void write_gates(const PvsCases *cases, PvsDecision *out) {
    // Two rounds, so that units out of reach are the first to be left out when there are too many.
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < cases->n && out->n_gates < PVS_DECISION_GATES_MAX; i++) {
            const PvsCase *c = &cases->cases[cases->order[i]];
            if (c->own && (c->gate == PVS_GATE_OUT_OF_ENVELOPE) == (round == 1)) {
                out->gates[out->n_gates].unit = c->unit;
                out->gates[out->n_gates].gate = c->gate;
                out->n_gates++;
            }
        }
    }
}

// --- shots ---------------------------------------------------------------------------------------

// Exact shots of the open cases. A case none of whose weapons stands the exact test gets the
// reason, and is looked at again soon.
static size_t exact_shots(const PvsBelief *belief, const PvsSituation *s, PvsCases *cases,
                          PvsShot *out, size_t capacity, double *look_again_s) {
    size_t n = 0;
    for (uint32_t i = 0; i < cases->n; i++) {
        PvsCase *c = &cases->cases[cases->order[i]];
        if (!c->own || c->gate != PVS_GATE_OPEN) {
            continue;
        }
        bool any = false;
        PvsGate gate = PVS_GATE_OPEN;
        for (int k = 0; k < c->n_weapons; k++) {
            PvsShot shot;
            if (pvs_case_shot(belief, s, cases, c, k, &shot, &gate)) {
                if (n < capacity) {
                    out[n] = shot;
                }
                n++;
                any = true;
            }
        }
        if (!any) {
            c->gate = gate;
            *look_again_s = pvs_smaller(*look_again_s, REFINE_S);
        }
    }
    return n;
}

size_t pvs_feasible_shots(const PvsBelief *belief, const PvsSituation *situation, PvsShot *out,
                          size_t capacity, PvsDecision *gates) {
    PvsCases cases;
    double look_again_s = INFINITY;
    pvs_cases(belief, situation, &cases, true);
    leave_to_others(belief, situation, &cases, &look_again_s);
    size_t n = exact_shots(belief, situation, &cases, out, capacity, &look_again_s);
    if (gates) {
        gates->n_gates = 0;
        gates->threat = cases.threat;
        write_gates(&cases, gates);
    }
    return n;
}

// --- when to look again --------------------------------------------------------------------------

// When a poorly known velocity calls for another look: well before the track could be at a unit
// that it does not seem to fly to, the better it is known the nearer to that.
static double look_for_error_s(const PvsBelief *belief, const PvsSituation *s,
                               const PvsCases *cases) {
    double error = cases->course.speed_error;
    if (error <= ERROR_SMALL || cases->course.ballistic) {
        return INFINITY;
    }
    double anywhere_s = pvs_any_direction_s(belief, s, cases);
    double share = pvs_larger(ERROR_LARGE / error, 0.5); // from 5 down to a half
    double least_s = error > ERROR_LARGE ? LEAST_S_LARGE_ERROR : LEAST_S_SMALL_ERROR;
    return pvs_larger(share * anywhere_s, least_s);
}

static double next_look_s(const PvsBelief *belief, const PvsSituation *s, const PvsCases *cases,
                          double look_again_s) {
    double next_s = pvs_smaller(look_again_s, look_for_error_s(belief, s, cases));
    double share =
        RECONSIDER_SHARE / (1 + 2 * cases->course.speed_error); // it may be two sigma faster
    for (uint32_t i = 0; i < cases->n; i++) {
        const PvsCase *c = &cases->cases[i];
        if (c->own && c->gate == PVS_GATE_NOT_YET) {
            next_s = pvs_smaller(next_s, pvs_larger(share * c->act_s, RECONSIDER_LEAST_S));
        }
    }
    return next_s;
}

static bool waits_for_capacity(const PvsCases *cases) {
    for (uint32_t i = 0; i < cases->n; i++) {
        const PvsCase *c = &cases->cases[i];
        if (c->own && (c->gate == PVS_GATE_NO_CHANNEL || c->gate == PVS_GATE_NO_CREW ||
                       (c->gate == PVS_GATE_NO_ROUNDS && c->waits_for_stock))) {
            return true;
        }
    }
    return false;
}

// Gates that something else than time will open: identification, the end of an engagement, a unit
// that becomes ready.
static bool waits_for_news(const PvsCases *cases) {
    for (uint32_t i = 0; i < cases->n; i++) {
        const PvsCase *c = &cases->cases[i];
        if (c->own && (c->gate == PVS_GATE_NOT_IDENTIFIED || c->gate == PVS_GATE_ENGAGED ||
                       c->gate == PVS_GATE_UNIT_DOWN || c->gate == PVS_GATE_NOT_WORTH)) {
            return true;
        }
    }
    return false;
}

// --- the decision --------------------------------------------------------------------------------

void pvs_decide(const PvsBelief *belief, const PvsSituation *situation, PvsArena *scratch,
                PvsDecision *out) {
    (void)scratch; // all that is needed stands on the stack
    PvsCases cases;
    PvsShot shots[PVS_CASES_MAX];
    double look_again_s = INFINITY;
    pvs_cases(belief, situation, &cases, false);
    leave_to_others(belief, situation, &cases, &look_again_s);
    size_t n = exact_shots(belief, situation, &cases, shots, PVS_CASES_MAX, &look_again_s);
    *out = (PvsDecision){
        .action = PVS_DECIDE_NOTHING, .t_reconsider = PVS_TIME_NEVER, .threat = cases.threat};
    write_gates(&cases, out);
    if (n > 0) {
        n = n < PVS_CASES_MAX ? n : PVS_CASES_MAX;
        out->action = PVS_DECIDE_ENGAGE;
        out->shot = *choose_shot(shots, n, belief->units[shots[0].unit].doctrine.choose);
        out->salvo = salvo_of(belief, situation, &cases, &out->shot);
        return;
    }
    double next_s = next_look_s(belief, situation, &cases, look_again_s);
    out->wait_for_channel = waits_for_capacity(&cases);
    out->t_reconsider =
        next_s < INFINITY ? situation->now + pvs_time_from_s(next_s) : PVS_TIME_NEVER;
    if (out->wait_for_channel || next_s < INFINITY || waits_for_news(&cases)) {
        out->action = PVS_DECIDE_WAIT;
    }
}
