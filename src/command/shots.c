// SPDX-License-Identifier: Apache-2.0
// Feasible shots: the exact intercept of each open weapon with the predicted path, and the planning
// kill probability there.
#include "command/cases.h"

// Whether the engagement radar sees the target when it must: at the launch, and at the intercept
// while the channel is held.
static PvsGate sight_gate(const PvsBeliefUnit *unit, const PvsBeliefWeapon *weapon,
                          const PvsCourse *course, PvsTime t_launch, const PvsIntercept *at) {
    if (!unit->needs_sight) {
        return PVS_GATE_OPEN;
    }
    PvsVec3 at_launch = pvs_segment_at(&course->segment, t_launch).pos_ecef;
    if (pvs_reach_contains(&unit->sight, at_launch) &&
        (!weapon->holds_channel || pvs_reach_contains(&unit->sight, at->pos_ecef))) {
        return PVS_GATE_OPEN;
    }
    return unit->sight.sector_half_rad < 3.14159 ? PVS_GATE_OUT_OF_SECTOR : PVS_GATE_BELOW_HORIZON;
}

bool pvs_case_shot(const PvsBelief *belief, const PvsSituation *s, const PvsCases *cases,
                   const PvsCase *c, int place, PvsShot *shot, PvsGate *gate) {
    const PvsBeliefUnit *unit = &belief->units[c->unit];
    const PvsBeliefWeapon *weapon = &belief->weapons[unit->first_weapon + c->weapons[place]];
    PvsTime t_launch = s->now + pvs_time_from_s(c->launch_s[place]);
    PvsPath path = {&cases->course.segment, 1};
    PvsIntercept at = pvs_intercept(path, t_launch, &unit->frame, &weapon->envelope,
                                    &weapon->flyout, belief->h_msl_offset_m);
    // just outside, where the closed form said inside: it comes in, or it is gone
    if (!at.feasible) {
        *gate = at.t_intercept == PVS_TIME_NEVER            ? PVS_GATE_TOO_LATE
                : at.range_m > weapon->envelope.range_max_m ? PVS_GATE_NOT_YET
                                                            : PVS_GATE_OUT_OF_ENVELOPE;
        return false;
    }
    *gate = sight_gate(unit, weapon, &cases->course, t_launch, &at);
    // The ground is taken at sea level: command has no terrain. Manoeuvres are not foreseen.
    double h_m = at.h_ell_m - belief->h_msl_offset_m;
    *shot = (PvsShot){.unit = c->unit,
                      .weapon = c->weapons[place],
                      .t_launch = t_launch,
                      .t_intercept = at.t_intercept,
                      .kill_prob =
                          pvs_kill_prob(&weapon->kill, s->track->cls, h_m, false, at.crossing_sin),
                      .range_m = at.range_m,
                      .price_usd = weapon->price_usd};
    return *gate == PVS_GATE_OPEN;
}
