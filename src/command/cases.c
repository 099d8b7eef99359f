// SPDX-License-Identifier: Apache-2.0
// What each unit near a track's predicted path could do about it: geometry first, then state,
// rules, stock, channels. The first that stands in the way is the unit's gate. Everything read here
// is believed or reported; nothing is actual.
#include "command/cases.h"
#include "command/near_units.h"

// the prediction goes on for so long after the arrival: the track may not dive at once
#define OVERFLY_S       60.0
#define UNTHREATENING_S 600.0 // and for so long when the track threatens nothing
// assumption: no more than this share of the range is given away to the track's errors
#define EDGE_SHARE_MAX 0.1
#define SLACK_S        2.0 // a launch this near is worth an order now

// --- rules ---------------------------------------------------------------------------------------

// What doctrine, allegiance and identification say about this track for one unit; OPEN when
// nothing.
static PvsGate rule_gate(const PvsBelief *belief, const PvsSituation *s, const PvsBeliefUnit *unit,
                         const PvsEvaluation *threat) {
    const PvsTrack *track = s->track;
    const PvsDoctrine *doctrine = &unit->doctrine;
    const PvsClassDoctrine *against = &doctrine->against[track->cls];
    if (s->believed_dead) {
        return PVS_GATE_BELIEVED_DEAD;
    }
    if (track->allegiance == PVS_ALLEGIANCE_FRIEND ||
        (track->believed_decoy && !doctrine->engage_believed_decoys)) {
        return PVS_GATE_MISIDENTIFIED;
    }
    if (against->control == PVS_CONTROL_HOLD) {
        return PVS_GATE_HELD;
    }
    if (!track->identified &&
        (doctrine->wait_for_identification || against->control == PVS_CONTROL_TIGHT)) {
        return PVS_GATE_NOT_IDENTIFIED;
    }
    if (against->control == PVS_CONTROL_TIGHT && track->allegiance != PVS_ALLEGIANCE_HOSTILE) {
        return PVS_GATE_HELD;
    }
    if (threat->site < 0 && belief->n_sites > 0) {
        return PVS_GATE_NOT_WORTH;
    }
    return s->engaged && against->fire == PVS_FIRE_SHOOT_LOOK_SHOOT ? PVS_GATE_ENGAGED
                                                                    : PVS_GATE_OPEN;
}

// Rounds of one weapon that may go at this class: on the launchers, and not kept for others. A
// share of the initial stock is kept, rounded up.
static int usable_rounds(const PvsUnitStatus *status, int weapon, double reserve_share,
                         PvsGate *gate) {
    int kept = (int)ceil(reserve_share * status->initial_rounds[weapon] - 1e-9);
    int free_rounds = status->total_rounds[weapon] - kept;
    if (status->total_rounds[weapon] <= 0 || status->ready_rounds[weapon] <= 0) {
        *gate = PVS_GATE_NO_ROUNDS;
        return 0;
    }
    *gate = free_rounds <= 0 ? PVS_GATE_RESERVED : PVS_GATE_OPEN;
    return free_rounds < status->ready_rounds[weapon] ? free_rounds : status->ready_rounds[weapon];
}

// Crew, channels and the count of salvos: what can end while the target is still there.
static PvsGate capacity_gate(const PvsSituation *s, const PvsBeliefUnit *unit,
                             const PvsUnitStatus *status, bool own) {
    int most = unit->doctrine.against[s->track->cls].max_salvos;
    if (most > 0 && own && status->salvos_at_track >= most) {
        return PVS_GATE_HELD;
    }
    if (own && s->crew_free <= 0) {
        return PVS_GATE_NO_CREW;
    }
    return status->channels_free <= 0 || status->missile_channels_free <= 0 ? PVS_GATE_NO_CHANNEL
                                                                            : PVS_GATE_OPEN;
}

// --- one unit ------------------------------------------------------------------------------------

// Seconds from now after which an intercept is nearer to the threatened site than this unit may let
// it come; INFINITY: no such rule.
static double keep_out_time_s(const PvsBeliefUnit *unit, const PvsCases *cases, PvsTime now) {
    const PvsEvaluation *threat = &cases->threat;
    double miss_m = threat->miss_distance_m,
           speed_mps = cases->course.ballistic ? cases->course.speed_mps : cases->course.ground_mps;
    if (threat->site < 0 || unit->keep_out_m <= miss_m || !(speed_mps > 0)) {
        return INFINITY;
    }
    double along_m = sqrt(unit->keep_out_m * unit->keep_out_m - miss_m * miss_m);
    return pvs_time_s(threat->t_arrival - now) - along_m / speed_mps;
}

// How telling a reason is when a unit's weapons fail for several: the one that came nearest to a
// shot is named.
static int nearness(PvsGate gate) {
    static const PvsGate order[] = {
        PVS_GATE_OUT_OF_ENVELOPE, PVS_GATE_BELOW_HORIZON, PVS_GATE_OUT_OF_SECTOR,
        PVS_GATE_TOO_LATE,        PVS_GATE_KEEP_OUT,      PVS_GATE_NO_ROUNDS,
        PVS_GATE_RESERVED,        PVS_GATE_NOT_YET,       PVS_GATE_OPEN};
    for (int i = 0; i < (int)(sizeof order / sizeof order[0]); i++) {
        if (order[i] == gate) {
            return i;
        }
    }
    return -1;
}

static void add_weapon(PvsCase *c, int weapon, int usable, double launch_s) {
    c->weapons[c->n_weapons] = (uint8_t)weapon;
    c->usable[c->n_weapons] = usable;
    c->launch_s[c->n_weapons] = launch_s;
    c->n_weapons++;
}

// How far inside the envelope's edge the predicted intercept should lie: two sigma of where the
// track will be when the round arrives, a tenth of the range at most. At the bare edge every second
// round would find its target outside.
static double edge_margin_m(const PvsTrack *track, const PvsBeliefWeapon *weapon) {
    const double *cov = track->cov;
    double pos_var = pvs_larger(cov[0], pvs_larger(cov[6], cov[11])),
           vel_var = pvs_larger(cov[15], pvs_larger(cov[18], cov[20]));
    double range_m = weapon->envelope.range_max_m;
    double flight_s = pvs_flyout_time_s(&weapon->flyout, range_m);
    return pvs_smaller(2.0 * (sqrt(pos_var) + sqrt(vel_var) * flight_s), EDGE_SHARE_MAX * range_m);
}

// The opening well inside the envelope; its bare edge only for a course that never comes further
// in.
static PvsOpening sure_opening(const PvsSituation *s, PvsView *view, const PvsBeliefWeapon *weapon,
                               double ready_s, double keep_out_s) {
    double margin_m = edge_margin_m(s->track, weapon);
    PvsOpeningAsk ask = {weapon->envelope.range_max_m - margin_m, ready_s, keep_out_s, SLACK_S};
    PvsOpening opening = pvs_opening(view, weapon, &ask);
    if (margin_m > 0 &&
        (opening.gate == PVS_GATE_OUT_OF_ENVELOPE || opening.gate == PVS_GATE_TOO_LATE)) {
        ask.range_max_m = weapon->envelope.range_max_m;
        opening = pvs_opening(view, weapon, &ask);
    }
    return opening;
}

// The unit's gate by geometry and stock, over its weapons.
static void weigh_weapons(const PvsSituation *s, PvsView *view, const PvsUnitStatus *status,
                          double keep_out_s, PvsCase *c) {
    const PvsBeliefUnit *unit = view->unit;
    const PvsBeliefWeapon *weapons = view->belief->weapons + unit->first_weapon;
    double reserve = unit->doctrine.against[s->track->cls].reserve_share;
    double launcher_s =
        status->t_launcher_free > s->now ? pvs_time_s(status->t_launcher_free - s->now) : 0;
    double ready_s = pvs_larger(pvs_time_s(s->delay_mean) + unit->reaction_mean_s, launcher_s);
    c->gate = PVS_GATE_OUT_OF_ENVELOPE;
    for (int w = 0; w < (int)unit->n_weapons && w < PVS_UNIT_WEAPONS_MAX; w++) {
        if (!(weapons[w].kill.kill_prob[s->track->cls] > 0)) {
            continue; // it is not made for these
        }
        PvsOpening opening = sure_opening(s, view, &weapons[w], ready_s, keep_out_s);
        PvsGate gate = opening.gate, stock;
        int usable = usable_rounds(status, w, reserve, &stock);
        if ((gate == PVS_GATE_OPEN || gate == PVS_GATE_NOT_YET) && stock != PVS_GATE_OPEN) {
            c->waits_for_stock |= stock == PVS_GATE_NO_ROUNDS && status->total_rounds[w] > 0;
            gate = stock;
        }
        if (gate == PVS_GATE_OPEN) {
            add_weapon(c, w, usable, opening.launch_s);
        } else if (gate == PVS_GATE_NOT_YET) {
            c->act_s = pvs_smaller(c->act_s, opening.launch_s - ready_s);
        }
        c->gate = nearness(gate) > nearness(c->gate) ? gate : c->gate;
    }
}

static void weigh_unit(const PvsBelief *belief, const PvsSituation *s, const PvsCases *cases,
                       uint32_t index, PvsCase *c) {
    const PvsBeliefUnit *unit = &belief->units[index];
    const PvsUnitStatus *status = &s->units[index];
    c->unit = index;
    c->own = pvs_commanded_here(belief, s, index);
    c->act_s = INFINITY;
    c->n_weapons = 0;
    c->waits_for_stock = false;
    PvsView view = pvs_view(belief, unit, &cases->course, s->now);
    weigh_weapons(s, &view, status, keep_out_time_s(unit, cases, s->now), c);
    if (nearness(c->gate) < nearness(PVS_GATE_NO_ROUNDS)) {
        return; // out of reach: no rule matters
    }
    PvsGate rule = rule_gate(belief, s, unit, &cases->threat);
    if (!status->ready) {
        c->gate = status->gate == PVS_GATE_OPEN ? PVS_GATE_UNIT_DOWN : status->gate;
    } else if (rule != PVS_GATE_OPEN) {
        c->gate = rule;
    } else if (c->gate == PVS_GATE_OPEN) {
        c->gate = capacity_gate(s, unit, status, c->own);
    }
}

// --- all -----------------------------------------------------------------------------------------

static PvsTime prediction_end(const PvsEvaluation *threat, PvsTime now) {
    if (threat->site < 0) {
        return now + pvs_time_from_s(UNTHREATENING_S);
    }
    return threat->t_arrival + pvs_time_from_s(OVERFLY_S);
}

static bool own_units_leave_it(const PvsBelief *belief, const PvsSituation *s,
                               const PvsNearUnits *near) {
    for (uint32_t i = 0; i < near->n; i++) {
        const PvsBeliefUnit *unit = &belief->units[near->unit[i].index];
        if (unit->doctrine.against[s->track->cls].leave_to_others &&
            pvs_commanded_here(belief, s, near->unit[i].index)) {
            return true;
        }
    }
    return false;
}

static void put_in_order(PvsCases *out) {
    for (uint32_t i = 0; i < out->n; i++) {
        uint32_t at = i;
        for (; at > 0 && out->cases[out->order[at - 1]].unit > out->cases[i].unit; at--) {
            out->order[at] = out->order[at - 1];
        }
        out->order[at] = (uint8_t)i;
    }
}

void pvs_cases(const PvsBelief *belief, const PvsSituation *s, PvsCases *out, bool all) {
    out->n = 0;
    out->course = pvs_course(s->track);
    out->threat = pvs_evaluate_course(belief, &out->course, s->now);
    pvs_course_end(&out->course, prediction_end(&out->threat, s->now));
    if (out->course.segment.t1 <= s->now) {
        return; // it should be down by now
    }
    PvsNearUnits near;
    pvs_near_units(belief, s, &out->course, &near);
    if (near.n == 0) {
        return;
    }
    pvs_course_table(&out->course, &out->table);
    bool others_too = own_units_leave_it(belief, s, &near);
    double soonest_s = INFINITY;
    for (uint32_t i = 0; i < near.n; i++) {
        if (near.unit[i].act_s > soonest_s && !all && !others_too) {
            break; // all that follow come later still
        }
        if (others_too || pvs_commanded_here(belief, s, near.unit[i].index)) {
            PvsCase *c = &out->cases[out->n++];
            weigh_unit(belief, s, out, near.unit[i].index, c);
            bool can = c->own && (c->gate == PVS_GATE_OPEN || c->gate == PVS_GATE_NOT_YET);
            soonest_s =
                can ? pvs_smaller(soonest_s, c->gate == PVS_GATE_OPEN ? 0 : c->act_s) : soonest_s;
        }
    }
    put_in_order(out);
}
