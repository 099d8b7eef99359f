// SPDX-License-Identifier: Apache-2.0
// Comparison of two designs on the same battles (common random numbers): the difference, and what
// the pairing bought.
#ifndef PVS_STATS_PAIRED_H
#define PVS_STATS_PAIRED_H

#include <stdbool.h>

#include "stats/intervals.h"
#include "stats/moments.h"

typedef struct {
    uint64_t n;
    double mean, sd;      ///< of x - y
    PvsInterval interval; ///< Student's on the differences
    PvsInterval skewed;   ///< the same with their skewness removed (pvs_skewed_interval)
    double correlation;   ///< reached between the two; NaN where one does not vary
    /// 1 - var(x - y) / (var x + var y): 1 all, 0 none, below 0 a loss; NaN if neither varies
    double variance_saved;
    /// battles of each design that would give this interval without pairing; infinite where the
    /// difference does not vary
    double unpaired_n;
    bool pairing_helped; ///< variance_saved > 0.05
} PvsDifference;

PvsDifference pvs_difference(const PvsPairs *p, double confidence);

#endif
