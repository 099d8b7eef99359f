// SPDX-License-Identifier: Apache-2.0
// Private to command/: where a track is going, worked out once and read by evaluation, windows and
// shots.
#ifndef PVS_COMMAND_COURSE_H
#define PVS_COMMAND_COURSE_H

#include "command/command.h"

// fmax and fmin without their rules for NaN: one instruction instead of a call.
static inline double pvs_larger(double a, double b) {
    return a > b ? a : b;
}
static inline double pvs_smaller(double a, double b) {
    return a < b ? a : b;
}

#define PVS_ARC_PIECES 10 ///< at most

/// A free arc at equal steps from t_update to its end: n pieces, n + 1 states.
typedef struct {
    int n;
    double step_s;
    PvsVec3 pos_ecef[PVS_ARC_PIECES + 1], vel_ecef[PVS_ARC_PIECES + 1];
    double speed_mps[PVS_ARC_PIECES + 1], h_ell_m[PVS_ARC_PIECES + 1],
        climb_mps[PVS_ARC_PIECES + 1];
} PvsArcTable;

/// A track's predicted course. `segment` is valid from t_update to segment.t1.
typedef struct {
    PvsSegment segment;
    bool ballistic;
    double speed_error; ///< one sigma of the velocity, as a share of the speed
    double speed_mps, ground_mps, climb_mps, h_ell_m; ///< at t_update; the climb as weighed
    PvsVec3 pole;                                     ///< of the great circle of normals (ARC)
    /// BALLISTIC: at the ellipsoid, PVS_TIME_NEVER when it does not come down
    PvsTime t_impact;
    PvsVec3 impact_normal; ///< BALLISTIC with an impact
    /// BALLISTIC, once pvs_course_table has been called on the ended course
    const PvsArcTable *table;
} PvsCourse;

PvsCourse pvs_course(const PvsTrack *track);
/// Ends the prediction at t_end (or at the impact, if that is earlier), and holds the climb so that
/// the height stays possible until then.
void pvs_course_end(PvsCourse *course, PvsTime t_end);
/// Tabulates an ended BALLISTIC course, for views of it; the table is the caller's and must live as
/// long. Nothing for other courses.
void pvs_course_table(PvsCourse *course, PvsArcTable *table);
PvsEvaluation pvs_evaluate_course(const PvsBelief *belief, const PvsCourse *course, PvsTime now);

#endif
