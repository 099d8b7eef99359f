// SPDX-License-Identifier: Apache-2.0
// Intervals of a share of battles, and what they truly cover. L. D. Brown, T. T. Cai, A. DasGupta,
// "Interval estimation for a binomial proportion", Statistical Science 16 (2001).
#include "base/math.h"
#include "stats/distributions.h"
#include "stats/intervals.h"

PvsInterval pvs_wilson_interval(uint64_t k, uint64_t n, double confidence) {
    if (n == 0 || k > n) {
        return pvs_interval_undefined();
    }
    double z = pvs_normal_quantile(0.5 + confidence / 2), zz = z * z;
    double m = (double)n, p = (double)k / m;
    double centre = (p + zz / (2 * m)) / (1 + zz / m);
    double half = z / (1 + zz / m) * sqrt(p * (1 - p) / m + zz / (4 * m * m));
    return (PvsInterval){k == 0 ? 0 : centre - half, k == n ? 1 : centre + half};
}

PvsInterval pvs_clopper_pearson_interval(uint64_t k, uint64_t n, double confidence) {
    double side = 0.5 + confidence / 2;
    if (n == 0 || k > n) {
        return pvs_interval_undefined();
    }
    return (PvsInterval){pvs_share_lower_bound(k, n, side), pvs_share_upper_bound(k, n, side)};
}

double pvs_share_upper_bound(uint64_t k, uint64_t n, double confidence) {
    if (n == 0 || k > n) {
        return (double)NAN;
    }
    if (k == 0) {
        return -pvs_expm1(pvs_log1p(-confidence) / (double)n);
    }
    return k == n ? 1 : pvs_beta_quantile((double)k + 1, (double)(n - k), confidence);
}

double pvs_share_lower_bound(uint64_t k, uint64_t n, double confidence) {
    if (n == 0 || k > n) {
        return (double)NAN;
    }
    if (k == n) {
        return pvs_exp(pvs_log1p(-confidence) / (double)n);
    }
    return k == 0 ? 0 : pvs_beta_quantile((double)k, (double)(n - k) + 1, 1 - confidence);
}

PvsInterval pvs_jeffreys_interval(uint64_t k, uint64_t n, double confidence) {
    if (n == 0 || k > n) {
        return pvs_interval_undefined();
    }
    double a = (double)k + 0.5, b = (double)(n - k) + 0.5, tail = (1 - confidence) / 2;
    return (PvsInterval){k == 0 ? 0 : pvs_beta_quantile(a, b, tail),
                         k == n ? 1 : pvs_beta_quantile(a, b, 1 - tail)};
}

static double coverage(PvsInterval (*interval)(uint64_t, uint64_t, double), uint64_t n, double p,
                       double confidence) {
    double sum = 0;
    for (uint64_t k = 0; k <= n; k++) {
        PvsInterval i = interval(k, n, confidence);
        if (i.lo <= p && p <= i.hi) {
            sum += pvs_binomial_pmf((int64_t)k, (int64_t)n, p);
        }
    }
    return sum;
}

double pvs_wilson_coverage(uint64_t n, double p, double confidence) {
    return coverage(pvs_wilson_interval, n, p, confidence);
}

double pvs_clopper_pearson_coverage(uint64_t n, double p, double confidence) {
    return coverage(pvs_clopper_pearson_interval, n, p, confidence);
}

uint64_t pvs_sample_size_share(double p, double half_width, double confidence) {
    double z = pvs_normal_quantile(0.5 + confidence / 2);
    return (uint64_t)ceil(z * z * p * (1 - p) / (half_width * half_width));
}
