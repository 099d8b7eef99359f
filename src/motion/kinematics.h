// SPDX-License-Identifier: Apache-2.0
// Private to motion/: the vector kernel of pvs_segments_at.
#ifndef PVS_MOTION_KINEMATICS_H
#define PVS_MOTION_KINEMATICS_H

#include "motion/motion.h"

/// ARC lanes 0 .. n - 1: segment and seconds after its t0. Writes n lanes (n a multiple of 4) of
/// `out` from `first` on.
#define PVS_KINEMATICS_KERNEL(isa)                                                                 \
    void pvs_kinematics_kernel_isa##isa(const PvsSegment *const *segments, const double *s_s,      \
                                        size_t n, const PvsKinematicsSoA *out, size_t first)
PVS_KINEMATICS_KERNEL(0);
#if defined(__x86_64__)
PVS_KINEMATICS_KERNEL(2);
PVS_KINEMATICS_KERNEL(3);
PVS_KINEMATICS_KERNEL(4);
#endif

#endif
