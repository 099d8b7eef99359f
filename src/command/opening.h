// SPDX-License-Identifier: Apache-2.0
// Private to command/: when a unit's weapon can usefully be launched at a course. All times here
// are seconds from now.
#ifndef PVS_COMMAND_OPENING_H
#define PVS_COMMAND_OPENING_H

#include "command/view.h"

/// What is asked.
typedef struct {
    double range_max_m; ///< of the intercept; the envelope's, or somewhat less to be sure
    double ready_s;     ///< first launch that reaction and launcher allow
    double keep_out_s;  ///< intercepts after that are not wanted (INFINITY: no such time)
    double slack_s;     ///< a launch that becomes useful so soon after ready_s counts as open
} PvsOpeningAsk;

/// What stands between a weapon and a launch, by geometry alone.
typedef struct {
    /// OPEN, NOT_YET, TOO_LATE, KEEP_OUT, OUT_OF_ENVELOPE, OUT_OF_SECTOR, BELOW_HORIZON
    PvsGate gate;
    double launch_s; ///< OPEN, NOT_YET: earliest useful launch
    double last_s;   ///< OPEN, NOT_YET: last useful launch
} PvsOpening;

PvsOpening pvs_opening(PvsView *view, const PvsBeliefWeapon *weapon, const PvsOpeningAsk *ask);

#endif
