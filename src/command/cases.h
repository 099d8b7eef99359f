// SPDX-License-Identifier: Apache-2.0
// Private to command/: what each near unit could do about one track. Worked out once, read by
// feasible shots and by doctrine.
#ifndef PVS_COMMAND_CASES_H
#define PVS_COMMAND_CASES_H

#include "command/opening.h"

#define PVS_CASES_MAX 128 ///< units near one predicted path that are looked at

/// One unit against the track under consideration.
typedef struct {
    uint32_t unit;
    PvsGate gate; ///< OPEN: `weapons` can be launched now
    bool own;     ///< commanded by the post that decides
    /// NOT_YET: seconds from now until it must be told; INFINITY otherwise
    double act_s;
    uint8_t n_weapons;
    uint8_t weapons[PVS_UNIT_WEAPONS_MAX];
    /// rounds that stock and reserve allow, by place in `weapons`
    int usable[PVS_UNIT_WEAPONS_MAX];
    double launch_s[PVS_UNIT_WEAPONS_MAX]; ///< by place in `weapons`
    bool waits_for_stock;                  ///< NO_ROUNDS, and a reload is to be expected
} PvsCase;

typedef struct {
    PvsCourse course;
    PvsEvaluation threat;
    PvsArcTable table;
    uint32_t n;
    uint8_t order[PVS_CASES_MAX]; ///< places in `cases`, by unit
    PvsCase cases[PVS_CASES_MAX];
} PvsCases;

/// Fills the cases of the units near the predicted path: the post's own, and those of others when
/// doctrine leaves the class to them. Own units that can only come later than another one are
/// passed over, unless `all` is set.
void pvs_cases(const PvsBelief *belief, const PvsSituation *situation, PvsCases *out, bool all);
/// The exact shot of one open weapon; false: the exact intercept is not in the envelope or not in
/// sight, and *gate says which.
bool pvs_case_shot(const PvsBelief *belief, const PvsSituation *situation, const PvsCases *cases,
                   const PvsCase *c, int place, PvsShot *shot, PvsGate *gate);

/// Rounds of the salvo that doctrine, stock, reserve and missile channels allow for one open
/// weapon: at least 1.
int pvs_case_salvo(const PvsBelief *belief, const PvsSituation *situation, const PvsCase *c,
                   int place);

#endif
