// SPDX-License-Identifier: Apache-2.0
// What a set of battles says: estimates, their intervals, designs of experiments, tests. Pure
// functions and small accumulators; no input or output, no libm, the same bits everywhere.
//
// The sampling unit is the battle (with ignorance drawn: the outer draw), never the threat or shot.
#ifndef PVS_STATS_STATS_H
#define PVS_STATS_STATS_H

#include "stats/best.h"          // ranking and selection: probability of being best
#include "stats/bootstrap.h"     // resampling of battles; ratio by bootstrap
#include "stats/cross.h"         // joint moments of many designs
#include "stats/distributions.h" // t, chi-square, F, beta, binomial, Poisson, beta-binomial
#include "stats/exact.h"         // sums without rounding
#include "stats/fit.h"           // chi-square goodness of fit
#include "stats/goal.h"          // goal seek with its interval
#include "stats/holm.h"          // several comparisons at once
#include "stats/indices.h"       // Sobol indices of groups, freed from chance
#include "stats/intervals.h"     // means, shares of battles, ranks of quantiles
#include "stats/moments.h"       // streaming moments of a measure and of a pair
#include "stats/morris.h"        // screening of groups
#include "stats/nested.h"        // chance and ignorance apart
#include "stats/paired.h"        // differences on common random numbers
#include "stats/per_cost.h"      // effect per cost
#include "stats/points.h"        // Latin hypercube, scrambled Sobol points
#include "stats/ratio.h"         // ratios over battles: delta method, Fieller
#include "stats/scores.h"        // CRPS, log score, PIT of forecasts
#include "stats/sequence.h"      // intervals valid at all times
#include "stats/series.h"        // time series as bands
#include "stats/stop.h"          // the sequential stopping rule
#include "stats/tally.h"         // whole distributions, quantiles, mean of the worst share
#include "stats/uncertain.h"     // triangular and PERT quantiles, rank correlation

#endif
