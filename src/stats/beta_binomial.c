// SPDX-License-Identifier: Apache-2.0
// The beta-binomial: counts whose chance itself varies from case to case.
#include "base/math.h"
#include "stats/distributions.h"

double pvs_beta_binomial_ln_pmf(int64_t k, int64_t n, double a, double b) {
    if (!(a > 0 && b > 0)) {
        return (double)NAN;
    }
    if (k < 0 || k > n) {
        return -(double)INFINITY;
    }
    double x = (double)k, m = (double)n;
    double ln_choose = -pvs_ln_beta(x + 1, m - x + 1) - pvs_log(m + 1);
    return ln_choose + pvs_ln_beta(x + a, m - x + b) - pvs_ln_beta(a, b);
}

double pvs_beta_binomial_cdf(int64_t k, int64_t n, double a, double b) {
    double sum = 0;
    for (int64_t i = 0; i <= k && i <= n; i++) {
        sum += pvs_exp(pvs_beta_binomial_ln_pmf(i, n, a, b));
    }
    return sum < 1 ? sum : 1;
}
