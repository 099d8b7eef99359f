// SPDX-License-Identifier: Apache-2.0
// Private to motion/: the bracketed root of the windows, and segments seen from a site.
#ifndef PVS_MOTION_WINDOW_ROOT_H
#define PVS_MOTION_WINDOW_ROOT_H

#include "reach.h"

/// Root of value(ctx, s, condition) between s0 and s1, where it has opposite signs (v0, v1 are its
/// values there), to 4e-8 s. closest_s is where the path passes the site, or NAN: off it,
/// conditions are nearly linear in the square of the time from it. Deterministic: inverse quadratic
/// interpolation guarded by halving (T. R. Chandrupatla, Advances in Engineering Software 28,
/// 1997).
double window_root(double (*value)(const void *ctx, double s_s, int condition), const void *ctx,
                   int condition, double closest_s, double s0, double v0, double s1, double v1);

ReachPoint window_arc_point(const PvsSegment *g, const PvsReach *reach, double s_s);
ReachPoint window_profile_point(const PvsSegment *g, const PvsReach *reach, double s_s);
ReachPoint window_ballistic_point(const PvsSegment *g, const PvsReach *reach, double s_s);

#endif
