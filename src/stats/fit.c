// SPDX-License-Identifier: Apache-2.0
// Pearson's chi-square with pooled cells.
#include "stats/fit.h"

#include <math.h>

#include "stats/distributions.h"

typedef struct {
    double observed, expected;
} Cell;

static double term(Cell c) {
    double d = c.observed - c.expected;
    return d == 0 ? 0 : d * d / c.expected; // infinite where something came that cannot
}

// How much is expected in cells i.. up to the end.
static double rest(const double *expected, size_t n, size_t i) {
    double sum = 0;
    for (; i < n; i++) {
        sum += expected[i];
    }
    return sum;
}

PvsFit pvs_chi2_fit(const double *observed, const double *expected, size_t n, int n_fitted,
                    double expected_min) {
    PvsFit fit = {0, 0, 0, (double)NAN};
    Cell cell = {0, 0};
    for (size_t i = 0; i < n; i++) {
        cell.observed += observed[i];
        cell.expected += expected[i];
        // A cell closes when it is full and what follows can fill another.
        if (i + 1 == n ||
            (cell.expected >= expected_min && rest(expected, n, i + 1) >= expected_min)) {
            fit.chi2 += term(cell);
            fit.n_cells++;
            cell = (Cell){0, 0};
        }
    }
    fit.df = fit.n_cells - 1 - n_fitted;
    if (fit.df >= 1) {
        fit.p = fit.chi2 < 1e300 ? pvs_chi2_tail(fit.df, fit.chi2) : 0;
    }
    return fit;
}
