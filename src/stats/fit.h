// SPDX-License-Identifier: Apache-2.0
// Goodness of fit of counts to a whole distribution.
#ifndef PVS_STATS_FIT_H
#define PVS_STATS_FIT_H

#include <stddef.h>

typedef struct {
    double chi2;
    int n_cells; ///< after pooling
    double df;   ///< n_cells - 1 - n_fitted; below 1 there is no test
    double p;    ///< chance of as bad a fit; NaN where there is no test
} PvsFit;

/// Pearson's chi-square of observed counts against expected ones, both of one sum. Neighbouring cells are pooled from the left until each
/// expects at least `expected_min` (5); what is left over joins the last. n_fitted parameters were
/// estimated from the same counts.
/// source  W. G. Cochran, Biometrics 10 (1954)
PvsFit pvs_chi2_fit(const double *observed, const double *expected, size_t n, int n_fitted,
                    double expected_min);

#endif
