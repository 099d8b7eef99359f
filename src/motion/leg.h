// SPDX-License-Identifier: Apache-2.0
// Private to motion/: great circles and small circles of normals, from which legs, turns and
// profiles are made.
#ifndef PVS_MOTION_LEG_H
#define PVS_MOTION_LEG_H

#include "motion/motion.h"

/// n = a cos(phi) + b sin(phi), phi from 0 to angle_rad.
typedef struct {
    PvsVec3 a, b;
    double angle_rad;
} GreatCircle;

/// The shorter great circle from one normal to another; angle 0 when they coincide.
GreatCircle leg_circle(PvsVec3 from, PvsVec3 to);
PvsSegment leg_along(GreatCircle circle, double h0_ell_m, double h1_ell_m, double speed_mps,
                     PvsTime t0);
/// Metres of ground (at a height) for a radian of the normal, where it is n and moves along the
/// unit vector `along`.
double leg_ground_radius_m(PvsVec3 n, PvsVec3 along, double h_ell_m);
/// Turn on the small circle of angular radius alpha_rad about the axis, from the direction of
/// `start`; sweep + clockwise from above.
PvsSegment turn_about(PvsVec3 axis, PvsVec3 start, double alpha_rad, double sweep_rad,
                      double h_ell_m, double speed_mps, PvsTime t0);

#endif
