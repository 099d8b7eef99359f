// SPDX-License-Identifier: Apache-2.0
// Which order statistics enclose a quantile: ranks from the binomial distribution of how many values
// fall below it.
#include "stats/distributions.h"
#include "stats/intervals.h"

// Least k in 0..n+1 for which P(X <= k - 1) > limit.
static int64_t first_above(int64_t n, double quantile, double limit) {
    int64_t low = -1, high = n + 1; // P(X <= low - 1) <= limit; high is not known to be
    while (high - low > 1) {
        int64_t k = low + (high - low) / 2;
        if (pvs_binomial_cdf(k - 1, n, quantile) > limit) {
            high = k;
        } else {
            low = k;
        }
    }
    return high;
}

PvsRanks pvs_quantile_ranks(uint64_t n_values, double quantile, double confidence) {
    int64_t n = (int64_t)n_values;
    double tail = (1 - confidence) / 2;
    // The value of rank l is above the quantile when at most l - 1 values are below it.
    int64_t lower = first_above(n, quantile, tail) - 1;
    // The value of rank u is below the quantile when at least u values are: n - X <= n - u.
    int64_t upper = n + 1 - (first_above(n, 1 - quantile, tail) - 1);
    PvsRanks r = {lower >= 1 ? (uint64_t)lower : 0, upper <= n ? (uint64_t)upper : 0, 0};
    double below = r.lower_rank ? pvs_binomial_cdf(lower - 1, n, quantile) : 0;
    double above = r.upper_rank ? pvs_binomial_tail(upper, n, quantile) : 0;
    r.coverage = 1 - below - above;
    return r;
}
