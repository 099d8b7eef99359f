// SPDX-License-Identifier: Apache-2.0
// The exact two-sided binomial test: all outcomes no likelier than the one seen count against the
// hypothesis (R. A. Fisher's rule; as R's binom.test). The likelihood falls on both sides of its
// peak, so that the far side begins at one place, found by bisection.
#include "stats/distributions.h"

#define NEARLY 1.0000001 // two outcomes that differ by rounding alone are equally likely

double pvs_binomial_test(int64_t k, int64_t n, double p) {
    double limit = pvs_binomial_pmf(k, n, p) * NEARLY;
    double mean = (double)n * p;
    if ((double)k == mean) {
        return 1;
    }
    if ((double)k <
        mean) { // the upper side begins at the first j past the peak that is no likelier
        int64_t low = (int64_t)mean, high = n + 1;
        while (high - low > 1) {
            int64_t j = low + (high - low) / 2;
            if (pvs_binomial_pmf(j, n, p) <= limit) {
                high = j;
            } else {
                low = j;
            }
        }
        double sum = pvs_binomial_cdf(k, n, p) + pvs_binomial_tail(high, n, p);
        return sum < 1 ? sum : 1;
    }
    return pvs_binomial_test(n - k, n, 1 - p);
}
