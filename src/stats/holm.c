// SPDX-License-Identifier: Apache-2.0
// Holm's step-down: the smallest p-value against alpha / n, the next against alpha / (n - 1), and so
// on until one fails.
#include "stats/holm.h"

#include "stats/distributions.h"

// p-values that stand alone or inside records.
typedef struct {
    const char *first;
    size_t stride, n;
} Column;

static double p_of(Column c, size_t i) {
    double p = *(const double *)(const void *)(c.first + i * c.stride);
    return p >= 0 && p <= 1 ? p : 1;
}

// k comes before i in the order of (p, index), or is i.
static bool comes_first(Column c, size_t k, size_t i) {
    return p_of(c, k) < p_of(c, i) || (p_of(c, k) == p_of(c, i) && k <= i);
}

// The largest of (n - rank) p over i and all before it, rank counted from 0.
static double adjusted(Column c, size_t i) {
    double largest = 0;
    for (size_t k = 0; k < c.n; k++) {
        if (comes_first(c, k, i)) {
            size_t n_up_to_k = 0;
            for (size_t j = 0; j < c.n; j++) {
                n_up_to_k += comes_first(c, j, k);
            }
            double scaled = p_of(c, k) * (double)(c.n - n_up_to_k + 1);
            largest = scaled > largest ? scaled : largest;
        }
    }
    return largest < 1 ? largest : 1;
}

void pvs_holm(const double *p, size_t n, double *p_adjusted) {
    Column column = {(const char *)p, sizeof *p, n};
    for (size_t i = 0; i < n; i++) {
        p_adjusted[i] = adjusted(column, i);
    }
}

// Two-sided p of a comparison; one without error differs surely, or not at all.
static double two_sided(const PvsComparison *c) {
    if (c->standard_error > 0) {
        double t = fabs(c->estimate) / c->standard_error;
        return 2 * pvs_t_cdf(c->df, -t);
    }
    return c->estimate == c->estimate && c->estimate != 0 ? 0 : 1;
}

static PvsInterval around(const PvsComparison *c, double confidence) {
    if (!(c->standard_error > 0)) {
        return (PvsInterval){c->estimate, c->estimate};
    }
    double half = pvs_t_two_sided(c->df, confidence) * c->standard_error;
    return (PvsInterval){c->estimate - half, c->estimate + half};
}

// Holm over the 2n one-sided hypotheses: of each comparison only the nearer one can be rejected, with
// p / 2. How many are, in order of p.
static size_t n_one_sided_rejected(const PvsComparison *c, size_t n, double alpha) {
    for (size_t step = 0; step < n; step++) {
        size_t n_small = 0; // rejected at this step if the (step + 1)-th smallest is small enough
        double limit = alpha / (double)(2 * n - step);
        for (size_t i = 0; i < n; i++) {
            n_small += c[i].p / 2 <= limit;
        }
        if (n_small <= step) {
            return step;
        }
    }
    return n;
}

void pvs_holm_compare(PvsComparison *c, size_t n, double confidence) {
    double alpha = 1 - confidence;
    for (size_t i = 0; i < n; i++) {
        c[i].p = two_sided(&c[i]);
        c[i].bonferroni = around(&c[i], 1 - alpha / (double)n);
    }
    Column column = {(const char *)&c[0].p, sizeof *c, n};
    size_t n_rejected = n_one_sided_rejected(c, n, alpha);
    double last_limit = n_rejected ? alpha / (double)(2 * n - n_rejected + 1) : -1;
    for (size_t i = 0; i < n; i++) {
        c[i].p_adjusted = adjusted(column, i);
        c[i].differs = c[i].p_adjusted <= alpha;
        // Each side at the level that is left to the hypotheses not rejected.
        c[i].holm = around(&c[i], 1 - 2 * alpha / (double)(2 * n - n_rejected));
        if (c[i].p / 2 <= last_limit) {
            c[i].holm.lo = c[i].estimate > 0 && c[i].holm.lo > 0 ? 0 : c[i].holm.lo;
            c[i].holm.hi = c[i].estimate < 0 && c[i].holm.hi < 0 ? 0 : c[i].holm.hi;
        }
    }
}
