// SPDX-License-Identifier: Apache-2.0
// Private to motion/: a reach as a list of conditions g >= 0 on a point, shared by the predicate
// and the windows.
#ifndef PVS_MOTION_REACH_H
#define PVS_MOTION_REACH_H

#include "base/inline.h"
#include "base/math.h"
#include "motion/motion.h"

/// The conditions. A sector wider than a half circle is one side or the other (SECTOR_LEFT or
/// SECTOR_RIGHT); a narrower one is both.
enum {
    REACH_RANGE_MAX,
    REACH_RANGE_MIN,
    REACH_H_MIN,
    REACH_H_MAX,
    REACH_EL_MIN,
    REACH_EL_MAX,
    REACH_SECTOR_LEFT,
    REACH_SECTOR_RIGHT,
    REACH_N_SMOOTH, ///< the ones above are smooth functions of the point
    REACH_HORIZON = REACH_N_SMOOTH,
    REACH_N
};

/// A reach made ready: which conditions there are, and their constants.
typedef struct {
    const PvsReach *reach;
    unsigned active; ///< bit i: condition i
    bool wide_sector;
    double range_min2, range_max2;
    double sin_el_min, curve_el_min; ///< apparent elevation >= limit: up >= sin r - curve r^2
    double sin_el_max, curve_el_max;
    PvsVec3 sector_left, sector_right; ///< ECEF: d . sector >= 0 inside that edge
    double dip_rad; ///< central angle to the antenna's own horizon, on the true Earth
} Reach;

/// A point as the conditions see it.
typedef struct {
    PvsVec3 los;       ///< from the site, ECEF
    double cos_centre; ///< cosine of the angle between the two normals
    double h_m, range2;
} ReachPoint;

Reach reach_ready(const PvsReach *reach);

PVS_INLINE ReachPoint reach_point(const PvsReach *reach, PvsVec3 pos_ecef, PvsVec3 normal,
                                  double h_m) {
    ReachPoint p = {.los = pvs_vec3_sub(pos_ecef, reach->frame.origin_ecef), .h_m = h_m};
    p.cos_centre = pvs_vec3_dot(normal, reach->frame.up);
    p.range2 = pvs_vec3_dot(p.los, p.los);
    return p;
}

/// Value of a smooth condition: metres (heights, elevation, sector) or square metres (range).
double reach_value(const Reach *r, const ReachPoint *p, int condition);

/// Cosine of the central angle at which a height is on the radio horizon; 2 minus that angle's
/// cosine is never needed.
double reach_horizon_cos(const Reach *r, double h_m);

/// Whether all conditions in the mask hold.
bool reach_holds(const Reach *r, const ReachPoint *p, unsigned mask);

#endif
