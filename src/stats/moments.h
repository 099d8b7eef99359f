// SPDX-License-Identifier: Apache-2.0
// Streaming moments of one measure, or of two measures of the same battles. The sums are exact, so
// that accumulators of any shards, merged in any order, give identical bits.
#ifndef PVS_STATS_MOMENTS_H
#define PVS_STATS_MOMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "stats/exact.h"

/// One measure over battles. Zero-filled is empty. A value is clamped to +-4.6e18 (2^62); a NaN
/// means that this battle has no such value: it is left out and counted in n_missing.
/// Not thread-safe: one for each worker, merged afterwards.
typedef struct {
    uint64_t n, n_missing;
    PvsExact sum, sum2, sum3; ///< of x, x^2, x^3
    double min, max;          ///< 0 when empty
} PvsMoments;

void pvs_moments_add(PvsMoments *m, double x);
void pvs_moments_merge(PvsMoments *m, const PvsMoments *other);

/// NaN when there are too few values: mean from 1 on, variance and deviation (n - 1) from 2, the
/// adjusted skewness (Fisher and Pearson) from 3 and a positive variance.
double pvs_moments_mean(const PvsMoments *m);
double pvs_moments_variance(const PvsMoments *m);
double pvs_moments_sd(const PvsMoments *m);
double pvs_moments_skewness(const PvsMoments *m);
double pvs_moments_sum(const PvsMoments *m);

/// Two measures of the same battles: the two designs of a paired comparison, or the numerator and
/// denominator of a ratio. Zero-filled is empty; a pair with a NaN is left out and counted.
typedef struct {
    uint64_t n, n_missing;
    uint64_t n_more, n_less; ///< pairs with x > y and with x < y: the events of a paired comparison
    PvsExact sum_x, sum_y, sum_xx, sum_xy, sum_yy;
    PvsExact sum_xxx, sum_xxy, sum_xyy, sum_yyy; ///< for the skewness of x - r y
} PvsPairs;

void pvs_pairs_add(PvsPairs *p, double x, double y);
void pvs_pairs_merge(PvsPairs *p, const PvsPairs *other);

/// What a sample of pairs says about means and their joint spread (n - 1 in the denominators).
typedef struct {
    uint64_t n;
    double mean_x, mean_y;      ///< NaN when empty
    double var_x, var_y, cov;   ///< NaN below 2 pairs
    double correlation;         ///< NaN where one of the two does not vary
    double mean_diff, var_diff; ///< of x - y
} PvsPairsSummary;

PvsPairsSummary pvs_pairs_summary(const PvsPairs *p);

/// Adjusted skewness of x - r y; 0 below 3 pairs or where it does not vary.
double pvs_pairs_skewness(const PvsPairs *p, double r);

#endif
