// SPDX-License-Identifier: Apache-2.0
// Probability of being best by drawing means from their joint posterior, and subset selection.
#include "stats/best.h"

#include <math.h>

#include "base/arena.h"
#include "base/math.h"
#include "stats/distributions.h"

#define ID_BEST 0x62657374u // names these draws among those of the purpose DESIGN

// Lower triangle L with L L' = covariance of the means; a pivot of 0 (a design that is a combination of
// others, or does not vary) gives a column of 0.
static void factor(const PvsCross *c, double *l) {
    size_t n = c->n_designs;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k <= i; k++) {
            double variance = pvs_cross_cov(c, i, k) / (double)c->n, sum = variance;
            for (size_t j = 0; j < k; j++) {
                sum -= l[i * n + j] * l[k * n + j];
            }
            double pivot = l[k * n + k];
            if (k < i) {
                l[i * n + k] = pivot > 0 ? sum / pivot : 0;
            } else {
                l[i * n + i] = sum > 1e-12 * variance ? sqrt(sum) : 0;
            }
        }
    }
}

// One draw of all means; adds 1 to the best one's count, shared by those that tie.
static void draw(const PvsCross *c, const double *l, double sign, PvsLuck luck, uint32_t i_draw,
                 double *z, double *x, PvsCandidate *out) {
    size_t n = c->n_designs, n_ties = 0;
    double best = (double)INFINITY;
    for (size_t i = 0; i < n; i++) {
        z[i] = pvs_luck_normal(luck, PVS_LUCK_DESIGN, pvs_id_member(ID_BEST, i), i_draw);
        x[i] = out[i].mean;
        for (size_t k = 0; k <= i; k++) {
            x[i] += l[i * n + k] * z[k];
        }
        x[i] *= sign;
        best = x[i] < best ? x[i] : best;
    }
    double tie = 1e-9 * (1 + fabs(best));
    for (size_t i = 0; i < n; i++) {
        n_ties += x[i] <= best + tie;
    }
    for (size_t i = 0; i < n; i++) {
        out[i].p_best += x[i] <= best + tie ? 1.0 / (double)n_ties : 0;
    }
}

static bool ruled_out(const PvsCross *c, size_t i, double sign, double t) {
    for (size_t k = 0; k < c->n_designs; k++) {
        double var = pvs_cross_cov(c, i, i) + pvs_cross_cov(c, k, k) - 2 * pvs_cross_cov(c, i, k);
        double margin = t * sqrt((var > 0 ? var : 0) / (double)c->n);
        double behind = sign * (pvs_cross_mean(c, i) - pvs_cross_mean(c, k));
        if (k != i && behind > margin && behind > 0) {
            return true;
        }
    }
    return false;
}

PvsStatus pvs_best_design(const PvsCross *c, bool lowest, double confidence, int n_draws,
                          PvsLuck luck, PvsCandidate *out) {
    size_t n = c->n_designs;
    if (c->n < 2 || n < 1 || n_draws < 1) {
        return PVS_BAD_USAGE;
    }
    double *l = pvs_alloc((n * n + 2 * n) * sizeof *l);
    if (!l) {
        return PVS_NO_MEMORY;
    }
    double sign = lowest ? 1 : -1, *z = l + n * n;
    double side = n > 1 ? (1 - confidence) / (double)(n - 1) : 1 - confidence;
    double t = pvs_t_quantile((double)(c->n - 1), 1 - side);
    factor(c, l);
    for (size_t i = 0; i < n; i++) {
        out[i] = (PvsCandidate){pvs_cross_mean(c, i), 0, !ruled_out(c, i, sign, t)};
    }
    for (int d = 0; d < n_draws; d++) {
        draw(c, l, sign, luck, (uint32_t)d, z, z + n, out);
    }
    for (size_t i = 0; i < n; i++) {
        out[i].p_best /= n_draws;
    }
    pvs_free(l);
    return PVS_OK;
}
