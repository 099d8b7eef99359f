// SPDX-License-Identifier: Apache-2.0
// Private to command/: a course as one unit sees it: when it is in a weapon's envelope, when in the
// radar's sight, how far away. Times are seconds from now. Two forms: level courses (level_view.c)
// and free arcs (arc_view.c); view.c chooses.
#ifndef PVS_COMMAND_VIEW_H
#define PVS_COMMAND_VIEW_H

#include "command/course.h"
#include "command/spans.h"

/// A course as seen from one unit.
typedef struct {
    const PvsBelief *belief;
    const PvsBeliefUnit *unit;
    const PvsCourse *course;
    PvsTime now;
    double life_s;                        ///< until the prediction ends
    double since_s;                       ///< since the track's update
    double unit_radius_m, earth_radius_m; ///< of the launcher, of the osculating sphere
    double h_unit_m;
    // level courses: closest approach on the osculating sphere
    double rate, rho, versine_min, closest_s;
    double h_now_m, climb_mps;
    // sight of the engagement radar, worked out when first asked for
    bool sight_known;
    PvsSpans sight;
    PvsGate sight_gate; ///< why `sight` is empty or short: OUT_OF_SECTOR or BELOW_HORIZON
} PvsView;

PvsView pvs_view(const PvsBelief *belief, const PvsBeliefUnit *unit, const PvsCourse *course,
                 PvsTime now);
/// Slant range from the launcher.
double pvs_view_range_m(const PvsView *view, double t_s);
/// When the course is inside the envelope (range and height), with range_max_m in place of the
/// envelope's own.
PvsSpans pvs_view_in_envelope(const PvsView *view, const PvsEnvelope *envelope, double range_max_m);
/// Fills view->sight and view->sight_gate. A begin of -INFINITY says that it is in sight already;
/// without a radar, always.
void pvs_view_find_sight(PvsView *view);

// level_view.c
void pvs_level_look(PvsView *view);
double pvs_level_range_m(const PvsView *view, double t_s);
PvsSpans pvs_level_in_envelope(const PvsView *view, const PvsEnvelope *envelope,
                               double range_max_m);
PvsSpans pvs_level_over_horizon(const PvsView *view);
PvsSpans pvs_level_beyond_edge(const PvsView *view, PvsVec3 edge);
// arc_view.c
double pvs_arc_range_m(const PvsView *view, double t_s);
PvsSpans pvs_arc_in_envelope(const PvsView *view, const PvsEnvelope *envelope, double range_max_m);
PvsSpans pvs_arc_over_horizon(const PvsView *view);
PvsSpans pvs_arc_beyond_edge(const PvsView *view, PvsVec3 edge);

#endif
