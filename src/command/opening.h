// SPDX-License-Identifier: Apache-2.0
// Private to command/: when a unit's weapons can be launched at a course. All times here are seconds from now.
#ifndef PVS_COMMAND_OPENING_H
#define PVS_COMMAND_OPENING_H

#include "command/course.h"

#define PVS_SPANS_MAX 4

/// A few intervals of time, in order.
typedef struct {
    int n;
    struct { double begin_s, end_s; } span[PVS_SPANS_MAX];
} PvsSpans;

/// A course as seen from one unit.
typedef struct {
    const PvsBelief *belief;
    const PvsBeliefUnit *unit;
    const PvsCourse *course;
    PvsTime now;
    double life_s;               ///< until the prediction ends
    // level courses: closest approach on the osculating sphere
    double rate, rho, versine_min, closest_s;
    double unit_radius_m, earth_radius_m; ///< of the launcher, of the sphere
    double h_unit_m, h_now_m, climb_mps;
    // sight of the engagement radar
    PvsSpans sight;
    PvsGate sight_gate;          ///< why `sight` is empty or short: OUT_OF_SECTOR or BELOW_HORIZON
} PvsView;

/// What stands between a weapon and a launch, by geometry alone.
typedef struct {
    PvsGate gate;     ///< OPEN, NOT_YET, TOO_LATE, KEEP_OUT, OUT_OF_ENVELOPE, OUT_OF_SECTOR, BELOW_HORIZON
    double launch_s;  ///< OPEN, NOT_YET: earliest useful launch
    double last_s;    ///< OPEN, NOT_YET: last useful launch
} PvsOpening;

PvsView pvs_view(const PvsBelief *belief, const PvsBeliefUnit *unit, const PvsCourse *course, PvsTime now);
double pvs_view_range_m(const PvsView *view, double t_s);
/// ready_s: the first launch that reaction and launcher allow. keep_out_s: intercepts after that are not wanted (INFINITY: no such time).
/// A launch that becomes useful within slack_s of ready_s counts as open.
PvsOpening pvs_opening(const PvsView *view, const PvsBeliefWeapon *weapon, double ready_s, double keep_out_s, double slack_s);

#endif
