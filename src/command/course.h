// SPDX-License-Identifier: Apache-2.0
// Private to command/: where a track is going, worked out once and read by evaluation, windows and shots.
#ifndef PVS_COMMAND_COURSE_H
#define PVS_COMMAND_COURSE_H

#include "command/command.h"

/// A track's predicted course. `segment` is valid from t_update to segment.t1.
typedef struct {
    PvsSegment segment;
    bool ballistic;
    bool settled;              ///< the velocity is known to within 2 %
    double speed_mps, ground_mps, climb_mps, h_ell_m; ///< at t_update; the climb as weighed
    PvsVec3 pole;              ///< of the great circle of normals (ARC)
    PvsTime t_impact;          ///< BALLISTIC: at the ellipsoid, PVS_TIME_NEVER when it does not come down
    PvsVec3 impact_normal;     ///< BALLISTIC with an impact
} PvsCourse;

PvsCourse pvs_course(const PvsTrack *track);
/// Ends the prediction at t_end (or at the impact, if that is earlier), and holds the climb so that the height stays possible until then.
void pvs_course_end(PvsCourse *course, PvsTime t_end);
PvsEvaluation pvs_evaluate_course(const PvsBelief *belief, const PvsCourse *course, PvsTime now);

#endif
