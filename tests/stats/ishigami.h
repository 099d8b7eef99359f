// SPDX-License-Identifier: Apache-2.0
// The test functions of sensitivity analysis, with and without chance in the answer.
#ifndef PVS_TESTS_STATS_ISHIGAMI_H
#define PVS_TESTS_STATS_ISHIGAMI_H

#include "stats/stats_test.h"

/// Ishigami and Homma (1990), inputs u in 0..1 stretched to -pi..pi.
static inline double ishigami(const double *u, double a, double b) {
    double x1 = PVS_PI * (2 * u[0] - 1), x2 = PVS_PI * (2 * u[1] - 1), x3 = PVS_PI * (2 * u[2] - 1);
    double s1 = pvs_sin(x1), s2 = pvs_sin(x2);
    return s1 + a * s2 * s2 + b * x3 * x3 * x3 * x3 * s1;
}

/// Sobol's g-function (1993).
static inline double g_function(const double *u, const double *a, size_t n) {
    double product = 1;
    for (size_t i = 0; i < n; i++) {
        product *= (fabs(4 * u[i] - 2) + a[i]) / (1 + a[i]);
    }
    return product;
}

#endif
