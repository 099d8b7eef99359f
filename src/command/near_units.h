// SPDX-License-Identifier: Apache-2.0
// Private to command/: which units can a predicted course come near, and not before when?
#ifndef PVS_COMMAND_NEAR_UNITS_H
#define PVS_COMMAND_NEAR_UNITS_H

#include "command/cases.h"

/// Units that the course may bring into reach, the soonest first; equal ones by index. When there
/// are more than there is room for, the soonest.
typedef struct {
    uint32_t n;
    struct {
        /// the unit need not be told anything before that; seconds from now, a lower bound
        double act_s;
        uint32_t index;
    } unit[PVS_CASES_MAX];
} PvsNearUnits;

void pvs_near_units(const PvsBelief *belief, const PvsSituation *situation, const PvsCourse *course,
                    PvsNearUnits *out);

/// A lower bound, in seconds, of when any own unit could have to act if the track flew straight at
/// it, at its speed and two sigma more. Units whose case is decided by other things than geometry
/// do not count. INFINITY: none.
double pvs_any_direction_s(const PvsBelief *belief, const PvsSituation *situation,
                           const PvsCases *cases);

/// Who commands a unit now: as compiled, unless the battle says otherwise (its post is lost and it
/// fights on alone).
static inline bool pvs_commanded_here(const PvsBelief *belief, const PvsSituation *s,
                                      uint32_t unit) {
    return (s->unit_post ? s->unit_post[unit] : belief->units[unit].post) == s->post;
}

#endif
