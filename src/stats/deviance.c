// SPDX-License-Identifier: Apache-2.0
// Binomial and Poisson chances without the cancellation of large log-gammas: Stirling's error and
// the deviance are computed by themselves. C. Loader, "Fast and accurate computation of binomial
// probabilities" (2000).
#include "stats/deviance.h"

#include "base/math.h"

#define LN_SQRT_TWO_PI 0.91893853320467274178

// ln Gamma(x + 1) - (x + 1/2) ln x + x - ln sqrt(2 pi)
static double stirling_error(double x) {
    if (x < 16) {
        return pvs_lgamma(x + 1) - (x + 0.5) * pvs_log(x) + x - LN_SQRT_TWO_PI;
    }
    double xx = x * x;
    double tail = 1.0 / 1188 - (691.0 / 360360 - 1.0 / 156 / xx) / xx;
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - tail / xx) / xx) / xx) / xx) / x;
}

// x ln(x / m) + m - x, by a series where x and m are close.
static double deviance(double x, double m) {
    if (fabs(x - m) >= 0.1 * (x + m)) {
        return x * pvs_log(x / m) + m - x;
    }
    double v = (x - m) / (x + m), sum = (x - m) * v, term = 2 * x * v;
    for (int k = 1; k < 1000; k++) {
        term *= v * v;
        double next = sum + term / (2 * k + 1);
        if (next == sum) {
            break;
        }
        sum = next;
    }
    return sum;
}

double pvs_poisson_raw(double x, double m) {
    if (m <= 0) {
        return x == 0 ? 1 : 0;
    }
    if (x <= 0) {
        return pvs_exp(-m);
    }
    return pvs_exp(-stirling_error(x) - deviance(x, m)) / sqrt(PVS_TWO_PI * x);
}

double pvs_binomial_raw(double x, double n, double p, double q) {
    if (p <= 0 || q <= 0) {
        return (p <= 0 ? x == 0 : x == n) ? 1 : 0;
    }
    if (x <= 0) {
        return pvs_exp(n * (p < 0.5 ? pvs_log1p(-p) : pvs_log(q)));
    }
    if (x >= n) {
        return pvs_exp(n * (q < 0.5 ? pvs_log1p(-q) : pvs_log(p)));
    }
    double error = stirling_error(n) - stirling_error(x) - stirling_error(n - x);
    double ln = error - deviance(x, n * p) - deviance(n - x, n * q);
    return pvs_exp(ln) * sqrt(n / (PVS_TWO_PI * x * (n - x)));
}
