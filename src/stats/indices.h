// SPDX-License-Identifier: Apache-2.0
// Which unknowns the answer hangs on: Sobol's first-order and total indices of groups, of the expected
// answer E[Y | values drawn]. Chance in the answers is taken out by replicate pairs.
#ifndef PVS_STATS_INDICES_H
#define PVS_STATS_INDICES_H

#include <stddef.h>

#include "base/luck.h"
#include "stats/morris.h"
#include "stats/points.h"

#define PVS_INDEX_GROUPS_MAX 10

/// The design is n rows of n_groups + 2 points, n (n_groups + 2) in all: block 0 is A, block 1 is B,
/// block 2 + g is A with group g taken from B. A and B are two copies of `points`, which must have
/// groups.n_dims dimensions. Row `row`
/// of block `block` into u[n_dims].
/// source  A. Saltelli and others, Computer Physics Communications 181 (2010)
void pvs_index_point(const PvsSobolPoints *points, PvsGroups groups, size_t block, uint32_t row,
                     double *u);

typedef struct {
    double first, total;                        ///< NaN where the answer does not vary
    PvsInterval first_interval, total_interval; ///< bootstrap over rows: normal, with its deviation
} PvsIndex;

typedef struct {
    double mean;
    double variance;       ///< of E[Y | values]: what ignorance does
    double noise_variance; ///< of one replicate's answer: what chance does
} PvsIndexSummary;

/// Indices from the answers: y1 and y2, independent replicates (each a mean over battles) at each point,
/// block after block of n rows. Wherever two answers would be multiplied, one of each replicate is: what
/// chance adds then averages to nothing, also when points of a replicate share their luck. Without
/// chance, y1 = y2. out[n_groups]. PVS_LIMIT above 10 groups; PVS_BAD_USAGE below 8 rows.
/// The first-order estimator is Saltelli's (2010), the total one Jansen's (1999).
PvsStatus pvs_sobol_indices(size_t n, size_t n_groups, const double *y1, const double *y2,
                            int n_resamples, PvsLuck luck, double confidence, PvsIndex *out,
                            PvsIndexSummary *summary);

#endif
