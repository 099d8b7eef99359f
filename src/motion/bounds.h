// SPDX-License-Identifier: Apache-2.0
// Private to motion/: how fast a segment can move and bend, at most; what makes subdivision of a
// window exact instead of a search.
#ifndef PVS_MOTION_BOUNDS_H
#define PVS_MOTION_BOUNDS_H

#include "motion/motion.h"

/// Upper bounds over a whole segment, ECEF; rates of the normal in rad/s, rad/s2; of the
/// ellipsoidal height.
typedef struct {
    double speed_mps, acceleration_mps2;
    double speed_low_mps; ///< it never moves slower
    double normal_rate, normal_rate2;
    double climb_mps, climb_rate_mps2;
} MotionBounds;

MotionBounds bounds_of(const PvsSegment *segment);

/// Largest curvature radius of the ellipsoid, at the poles.
#define BOUNDS_CURVATURE_M (PVS_WGS84_A_M / (1.0 - PVS_WGS84_F))

#endif
