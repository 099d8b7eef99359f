// SPDX-License-Identifier: Apache-2.0
// What one more of something buys for its price: leakers avoided per cost, on the defending side.
#ifndef PVS_STATS_PER_COST_H
#define PVS_STATS_PER_COST_H

#include <stdbool.h>

#include "stats/ratio.h"

typedef struct {
    bool defined;         ///< false: the effect may be nothing, or the cost may be nothing
    double value;         ///< mean effect / mean cost; NaN unless defined
    PvsInterval interval; ///< Fieller's; undefined likewise
    PvsInterval effect;   ///< of the mean effect (pvs_skewed_interval): why it is not defined
} PvsPerCost;

/// p holds, for each battle, x = the effect (leakers without it minus leakers with it) and y = what it
/// cost more. Undefined where the effect's interval includes zero (a price per leaker avoided means
/// nothing when none may be), and where Fieller's set is not an interval.
PvsPerCost pvs_per_cost(const PvsPairs *p, double confidence);

#endif
