// SPDX-License-Identifier: Apache-2.0
// Ranking and selection among designs of the defence that were played on the same battles: how likely
// is each to be the best, and which cannot be ruled out.
#ifndef PVS_STATS_BEST_H
#define PVS_STATS_BEST_H

#include <stdbool.h>

#include "base/luck.h"
#include "stats/cross.h"

typedef struct {
    double mean;
    double p_best;    ///< posterior probability of being the best; ties share theirs
    bool may_be_best; ///< in the subset that holds the best with the confidence
} PvsCandidate;

/// For each design of `cross` (n >= 2 battles), into out[n_designs]. `lowest`: the best has the least
/// mean (leakers, losses), else the greatest. n_draws draws (10000 give p_best to 0.005), a pure
/// function of luck.
///
/// p_best is the share of draws from the means' normal posterior with their covariance (flat prior,
/// large samples). The subset keeps a design unless some other is better by more than Student's
/// quantile of the paired difference, at (1 - confidence) / (n_designs - 1) on one side.
/// source  S. E. Chick, K. Inoue, Operations Research 49 (2001) (posterior; common random numbers);
///         B. L. Nelson, J. Swann, D. Goldsman, W. Song, Operations Research 49 (2001) (screening)
PvsStatus pvs_best_design(const PvsCross *cross, bool lowest, double confidence, int n_draws,
                          PvsLuck luck, PvsCandidate *out);

#endif
