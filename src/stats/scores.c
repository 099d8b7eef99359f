// SPDX-License-Identifier: Apache-2.0
// Proper scores and the randomised PIT.
#include "stats/scores.h"

#include "base/math.h"
#include "stats/distributions.h"

static double middle(const PvsTally *t, uint32_t i, uint64_t *n) {
    PvsInterval edges = pvs_tally_bin(t, i, n);
    return edges.lo + 0.5 * (edges.hi - edges.lo);
}

double pvs_crps(const PvsTally *t, double y) {
    if (t->n == 0) {
        return (double)NAN;
    }
    // Between neighbouring values F is constant; y cuts one stretch in two.
    uint64_t n, before = 0;
    double sum = 0, last = middle(t, 0, &n);
    sum += y < last ? last - y : 0; // F = 0 where 1[x >= y] = 1
    before = n;
    for (uint32_t i = 1; i < t->n_bins; i++) {
        double x = middle(t, i, &n), f = (double)before / (double)t->n;
        double left = y <= last ? 0 : y >= x ? x - last : y - last; // part below y
        sum += left * f * f + (x - last - left) * (1 - f) * (1 - f);
        last = x;
        before += n;
    }
    return sum + (y > last ? y - last : 0); // F = 1 where 1[x >= y] = 0
}

double pvs_crps_beta_binomial(int64_t n, double a, double b, int64_t y) {
    double sum = 0, f = 0;
    for (int64_t k = 0; k < n || k < y; k++) { // F on [k, k + 1)
        f += k <= n ? pvs_exp(pvs_beta_binomial_ln_pmf(k, n, a, b)) : 0;
        double error = f - (k >= y);
        sum += error * error;
    }
    return sum;
}

// Draws below y, and at it.
static void count(const PvsTally *t, double y, uint64_t *below, uint64_t *at) {
    *below = *at = 0;
    for (uint32_t i = 0; i < t->n_bins; i++) {
        uint64_t n;
        PvsInterval edges = pvs_tally_bin(t, i, &n);
        if (edges.hi < y) {
            *below += n;
        } else if (edges.lo <= y) {
            *at += n;
        }
    }
}

double pvs_log_score(const PvsTally *t, double y, double n_support) {
    uint64_t below, at;
    count(t, y, &below, &at);
    return -pvs_log(((double)at + 0.5) / ((double)t->n + 0.5 * n_support));
}

double pvs_pit(const PvsTally *t, double y, double v) {
    uint64_t below, at;
    count(t, y, &below, &at);
    return t->n > 0 ? ((double)below + v * (double)at) / (double)t->n : (double)NAN;
}

double pvs_pit_beta_binomial(int64_t n, double a, double b, int64_t y, double v) {
    double below = pvs_beta_binomial_cdf(y - 1, n, a, b);
    return below + v * pvs_exp(pvs_beta_binomial_ln_pmf(y, n, a, b));
}
