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

#define LATER_MAX_S 1.0  // beyond, the post looks again
#define A_LITTLE_S  1e-3 // so that the root lies on the inner side

// The intercept of a round that leaves at *t_launch; where that is just beyond the reach, though the closed form said within, of one that
// leaves so much later that the target has come in. The range falls nearly linearly with the launch: a secant closes it in a few steps.
static PvsIntercept meet_within_reach(const PvsBelief *belief, const PvsBeliefUnit *unit,
                                      const PvsBeliefWeapon *weapon, PvsPath path,
                                      PvsTime *t_launch) {
    PvsTime t0 = *t_launch;
    double later_s = 0, slope_mps = 0, before_m = 0, before_s = 0;
    for (int step = 0;; step++) {
        PvsIntercept at = pvs_intercept(path, *t_launch, &unit->frame, &weapon->envelope,
                                        &weapon->flyout, belief->h_msl_offset_m);
        double beyond_m = at.range_m - weapon->envelope.range_max_m;
        if (at.feasible || at.t_intercept == PVS_TIME_NEVER || !(beyond_m > 0) || step == 5) {
            return at;
        }
        slope_mps = step ? (before_m - beyond_m) / (later_s - before_s) : at.target_speed_mps;
        before_m = beyond_m;
        before_s = later_s;
        later_s += beyond_m / slope_mps + A_LITTLE_S;
        if (!(slope_mps > 0) || later_s > LATER_MAX_S) {
            return at; // it does not come in soon
        }
        *t_launch = t0 + pvs_time_from_s(later_s);
    }
}

bool pvs_case_shot(const PvsBelief *belief, const PvsSituation *s, const PvsCases *cases,
                   const PvsCase *c, int place, PvsShot *shot, PvsGate *gate) {
    const PvsBeliefUnit *unit = &belief->units[c->unit];
    const PvsBeliefWeapon *weapon = &belief->weapons[unit->first_weapon + c->weapons[place]];
    PvsTime t_launch = s->now + pvs_time_from_s(c->launch_s[place]);
    PvsPath path = {&cases->course.segment, 1};
    PvsIntercept at = meet_within_reach(belief, unit, weapon, path, &t_launch);
    // still outside, where the closed form said inside: it comes in later, or it is gone
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
