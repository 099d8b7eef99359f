// SPDX-License-Identifier: Apache-2.0
// Private to weapon/: how fast can what flies a segment be, and how hard can it turn? Upper bounds
// from the closed form, no samples.
#ifndef PVS_WEAPON_BOUNDS_H
#define PVS_WEAPON_BOUNDS_H

#include "motion/motion.h"

/// Bounds over the whole segment, in ECEF (rates seen in the turning frame).
typedef struct {
    double speed_mps, acc_mps2;
} PvsSegmentBounds;

PvsSegmentBounds pvs_segment_bounds(const PvsSegment *segment);

#endif
