// SPDX-License-Identifier: Apache-2.0
// The outcome of the battle in synthetic.h, counted by hand.
#ifndef PVS_TESTS_OUTCOME_H
#define PVS_TESTS_OUTCOME_H

#include "export/export.h"
#include "support/synthetic.h"

static const PvsThreatCounts outcome_by_type[] = {
    {.launched = 1, .soft_killed = 1},      // decoy
    {.launched = 2, .killed = 1, .hit = 1}, // drone
    {.launched = 1, .missed = 1},           // missile
};
static const PvsShotCounts outcome_by_round[] = {{.fired = 3, .hit = 1, .missed = 2}, {0}};
static const PvsUnitOutcome outcome_units[] = {{0, 0, 20, false}, {3, 1, 9, false}};
static const PvsSiteOutcome outcome_sites[] = {{1, false, 0}};

static inline PvsOutcome synthetic_outcome(void) {
    PvsOutcome o = {
        .t_end = S(7200),
        .all = {.launched = 4, .killed = 1, .soft_killed = 1, .hit = 1, .missed = 1},
        .armed = {.launched = 3, .killed = 1, .hit = 1, .missed = 1},
        .decoys = {.launched = 1, .soft_killed = 1},
        .by_type = outcome_by_type,
        .shots = {.fired = 3, .hit = 1, .missed = 2},
        .by_round = outcome_by_round,
        .units = outcome_units,
        .sites = outcome_sites,
        .defence_cost_usd = 3e6,
        .attack_cost_usd = 2.105e6,
        .leakers = 2,
    };
    o.leak_reasons[PVS_LEAK_NOT_SEEN] = 1;
    o.leak_reasons[PVS_LEAK_ASSESSED_DEAD] = 1;
    return o;
}

#endif
