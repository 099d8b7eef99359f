// SPDX-License-Identifier: Apache-2.0
// What a set of battles says: estimates, their intervals, designs of experiments, tests. Pure
// functions and small accumulators; no input or output, no libm, the same bits everywhere.
//
// The sampling unit is the battle (with ignorance drawn: the outer draw), never the threat or shot.
#ifndef PVS_STATS_STATS_H
#define PVS_STATS_STATS_H

#include "stats/distributions.h" // t, chi-square, F, beta, binomial, Poisson, beta-binomial
#include "stats/exact.h"         // sums without rounding
#include "stats/intervals.h"     // means, shares of battles, ranks of quantiles
#include "stats/moments.h"       // streaming moments of a measure and of a pair
#include "stats/paired.h"        // differences on common random numbers
#include "stats/ratio.h"         // ratios over battles: delta method, Fieller
#include "stats/series.h"        // time series as bands
#include "stats/tally.h"         // whole distributions, quantiles, mean of the worst share

#endif
