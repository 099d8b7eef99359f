// SPDX-License-Identifier: Apache-2.0
// Intervals of one estimate: a mean, a share of battles, a quantile. The sampling unit is the battle,
// never the threat: `k of n` is always battles of battles.
#ifndef PVS_STATS_INTERVALS_H
#define PVS_STATS_INTERVALS_H

#include <math.h>
#include <stdint.h>

#include "stats/moments.h"

/// lo <= hi. NaN at both ends: undefined; an infinite end: unbounded.
typedef struct {
    double lo, hi;
} PvsInterval;

static inline PvsInterval pvs_interval_undefined(void) {
    return (PvsInterval){(double)NAN, (double)NAN};
}

/// Student's interval of a mean from n values with deviation sd (n - 1); undefined below 2.
/// confidence in (0, 1), here and below.
PvsInterval pvs_student_interval(double mean, double sd, uint64_t n, double confidence);
PvsInterval pvs_mean_interval(const PvsMoments *m, double confidence);

/// The same for skewed values (counts of rare leaks): Hall's monotone cubic transformation takes the
/// first skewness term out of Student's statistic. With no skewness it is Student's interval.
/// source  P. Hall, "On the removal of skewness by transformation", J. R. Statist. Soc. B 54 (1992)
PvsInterval pvs_skewed_interval(double mean, double sd, double skewness, uint64_t n,
                                double confidence);
PvsInterval pvs_mean_interval_skewed(const PvsMoments *m, double confidence);

/// Intervals of the chance of a yes/no measure of whole battles, k of n, 0 <= k <= n, n >= 1.
/// Wilson (1927) is the default; Clopper and Pearson (1934) never covers less than it says; Jeffreys
/// is the equal-tailed posterior of a beta(1/2, 1/2) prior with its ends kept at 0 and 1.
PvsInterval pvs_wilson_interval(uint64_t k, uint64_t n, double confidence);
PvsInterval pvs_clopper_pearson_interval(uint64_t k, uint64_t n, double confidence);
PvsInterval pvs_jeffreys_interval(uint64_t k, uint64_t n, double confidence);

/// One-sided exact bounds. With k = 0 the upper one is 1 - (1 - confidence)^(1/n), about 3 / n: what
/// can be said when nothing happened.
double pvs_share_upper_bound(uint64_t k, uint64_t n, double confidence);
double pvs_share_lower_bound(uint64_t k, uint64_t n, double confidence);

/// True coverage of the two intervals at n battles and chance p: a binomial sum.
double pvs_wilson_coverage(uint64_t n, double p, double confidence);
double pvs_clopper_pearson_coverage(uint64_t n, double p, double confidence);

/// Battles for a half width h of the chance p: z^2 p (1 - p) / h^2, rounded up.
uint64_t pvs_sample_size_share(double p, double half_width, double confidence);

/// Distribution-free interval of a quantile: the values of these ranks (from 1) of the sorted
/// sample; 0 where the sample is too small to bound that side. Each tail at most (1 - confidence) / 2.
/// source  H. A. David, H. N. Nagaraja, Order Statistics (2003), section 7.1
typedef struct {
    uint64_t lower_rank, upper_rank;
    double coverage; ///< exact, for a continuous distribution; at least that for a discrete one
} PvsRanks;

PvsRanks pvs_quantile_ranks(uint64_t n, double quantile, double confidence);

#endif
