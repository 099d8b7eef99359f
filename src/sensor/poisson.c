// SPDX-License-Identifier: Apache-2.0
// Point probabilities by the saddle-point expansion of C. Loader (2000): an error term of
// Stirling's formula and a deviance, both without cancellation.
#include "poisson.h"

#include "base/math.h"

#define LN_TWO_PI 1.83787706640934548356

/// ln(n!) minus Stirling's formula, n >= 1: series of Bernoulli numbers from 16 on, the gamma
/// function below.
static double stirling_error(double n) {
    if (n < 16.0) {
        return pvs_lgamma(n + 1.0) - (n + 0.5) * pvs_log(n) + n - 0.5 * LN_TWO_PI;
    }
    double r = 1.0 / (n * n);
    return (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r / 1188.0)))) /
           n;
}

/// x ln(x / m) + m - x >= 0. Near x = m by the series of ln((1 + v) / (1 - v)), v = (x - m) / (x +
/// m).
static double deviance(double x, double m) {
    if (fabs(x - m) >= 0.1 * (x + m)) {
        return x * pvs_log(x / m) + m - x;
    }
    double v = (x - m) / (x + m);
    double sum = (x - m) * v;
    double term = 2.0 * x * v;
    for (int k = 1; k < 60; ++k) {
        term *= v * v;
        double next = sum + term / (2 * k + 1);
        if (next == sum) {
            break;
        }
        sum = next;
    }
    return sum;
}

double pvs_ln_poisson(double k, double mean) {
    if (k <= 0.0) {
        return -mean;
    }
    return -stirling_error(k) - deviance(k, mean) - 0.5 * (LN_TWO_PI + pvs_log(k));
}

// The negative binomial is m / (m + k) times the binomial probability of m successes in m + k
// trials of chance m / (m + mean).
double pvs_ln_negative_binomial(double k, double shape, double mean) {
    if (k <= 0.0) {
        return -shape * pvs_log1p(mean / shape);
    }
    double trials = shape + k;
    double p = shape / (shape + mean), q = mean / (shape + mean);
    double core = stirling_error(trials) - stirling_error(shape) - stirling_error(k) -
                  deviance(shape, trials * p) - deviance(k, trials * q);
    // sqrt(trials / (2 pi shape k)) shape / trials
    return core + 0.5 * (pvs_log(shape / k) - pvs_log(trials) - LN_TWO_PI);
}
