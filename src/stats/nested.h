// SPDX-License-Identifier: Apache-2.0
// Chance and ignorance apart: outer draws of what is not known, inner battles of what is chance; a
// one-way random-effects model whose unit is the outer draw.
#ifndef PVS_STATS_NESTED_H
#define PVS_STATS_NESTED_H

#include <stddef.h>

#include "stats/intervals.h"

/// One outer draw: n >= 1 inner battles, their mean and variance (n - 1; 0 when n = 1).
typedef struct {
    uint64_t n;
    double mean, variance;
} PvsOuter;

typedef struct {
    double mean;               ///< over outer draws, each weighing alike
    PvsInterval mean_interval; ///< Student's over the outer means
    double var_chance;         ///< within: what stays when all values are known
    PvsInterval chance;        ///< its interval
    double var_ignorance;      ///< between: of E[Y | drawn values]; may come out 0, never below
    PvsInterval ignorance;
    double share_ignorance; ///< ignorance / (chance + ignorance); NaN where nothing varies
    PvsInterval share;
} PvsSplit;

/// From n_outer >= 3 outer draws, of which some have n >= 2 battles; undefined parts are NaN. Variance
/// components by the analysis of variance for unequal groups; intervals by the jackknife over outer
/// draws on the logarithm (so that no normal distribution is assumed).
/// source  S. R. Searle, G. Casella, C. E. McCulloch, Variance Components (1992), 3.6; J. N. Arvesen,
///         Ann. Math. Statist. 40 (1969) (jackknife of variance components); combined as in G. Y. Zou,
///         A. Donner, Statist. Methods Med. Res. 17 (2008)
PvsSplit pvs_split(const PvsOuter *outer, size_t n_outer, double confidence);

#endif
