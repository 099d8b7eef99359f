// SPDX-License-Identifier: Apache-2.0
// Between compile_units.c and compile_belief.c: rounds as tables, actual and believed.
#ifndef PVS_SCENARIO_COMPILE_ROUNDS_H
#define PVS_SCENARIO_COMPILE_ROUNDS_H

#include "scenario/impl.h"

/// One round type, and a magazine that uses it.
typedef struct PvsRoundUse {
    const char *name; ///< of the round type
    const char *magazine_name, *unit;
    const PvsSpecMagazine *magazine;
} PvsRoundUse;

/// Index of a round type by name; PVS_NONE.
uint32_t pvs_round_index(const PvsCompile *c, const char *name);
/// The kill table of a round: each class takes the first of the tables that says something about it (by its own figure, its parents', any).
PvsKillTable pvs_kill_table_of(const PvsSpecRound *round, const PvsSpecKill *const *kills,
                               int n_kills);
PvsEnvelope pvs_envelope_of(const PvsSpecRound *round);
PvsFlyout pvs_flyout_of(const PvsSpecRound *round);
bool pvs_holds_channel(const PvsSpecRound *round);

#endif
