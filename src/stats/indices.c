// SPDX-License-Identifier: Apache-2.0
// Sobol indices of groups by pick-freeze, with cross products of replicates.
#include "stats/indices.h"

#include <math.h>

#include "base/arena.h"
#include "stats/bootstrap.h"

#define ID_ROWS 0x696e6469u // names these draws among those of the purpose DESIGN

void pvs_index_point(const PvsSobolPoints *points, PvsGroups groups, size_t block, uint32_t row,
                     double *u) {
    for (size_t d = 0; d < groups.n_dims; d++) {
        bool from_b = block == 1 || (block >= 2 && groups.group_of[d] == (int)(block - 2));
        u[d] = pvs_sobol_point_copy(points, from_b, row, d);
    }
}

// The answers of both replicates, and how often each row counts (once each, or as resampled).
typedef struct {
    size_t n, n_groups;
    const double *y1, *y2;
    const uint32_t *times;
} Answers;

static double cross(double a1, double a2, double b1, double b2) {
    return 0.5 * (a1 * b2 + a2 * b1);
}

static PvsIndexSummary spread(const Answers *a) {
    PvsIndexSummary s = {0, 0, 0};
    double weight = 0;
    for (size_t i = 0; i < a->n; i++) {
        double w = a->times[i];
        weight += 2 * w;
        s.mean += w * (a->y1[i] + a->y2[i] + a->y1[a->n + i] + a->y2[a->n + i]) / 2;
    }
    s.mean /= weight;
    for (size_t i = 0; i < 2 * a->n; i++) { // blocks A and B
        double w = a->times[i % a->n], d1 = a->y1[i] - s.mean, d2 = a->y2[i] - s.mean;
        s.variance += w * d1 * d2;
        s.noise_variance += w * (d1 - d2) * (d1 - d2) / 2;
    }
    s.variance /= weight;
    s.noise_variance /= weight;
    return s;
}

static void indices_of(const Answers *a, size_t group, PvsIndexSummary s, double *first,
                       double *total) {
    const double *b1 = a->y1 + a->n, *b2 = a->y2 + a->n;
    const double *c1 = a->y1 + (2 + group) * a->n, *c2 = a->y2 + (2 + group) * a->n;
    double numerator = 0, squares = 0, n = 0;
    for (size_t i = 0; i < a->n; i++) {
        double w = a->times[i], d1 = c1[i] - a->y1[i], d2 = c2[i] - a->y2[i];
        numerator += w * cross(b1[i] - s.mean, b2[i] - s.mean, d1, d2);
        squares += w * d1 * d2;
        n += w;
    }
    *first = s.variance > 0 ? numerator / n / s.variance : (double)NAN;
    *total = s.variance > 0 ? squares / (2 * n) / s.variance : (double)NAN;
}

// values[resample + n_resamples * which]: first-order of each group, then totals.
static void resample(Answers a, int n_resamples, PvsLuck luck, uint32_t *times, double *values) {
    a.times = times;
    for (int r = 0; r < n_resamples; r++) {
        pvs_bootstrap_times(a.n, luck, ID_ROWS, (uint32_t)r, times);
        PvsIndexSummary s = spread(&a);
        for (size_t g = 0; g < a.n_groups; g++) {
            indices_of(&a, g, s, &values[(size_t)r + (size_t)n_resamples * g],
                       &values[(size_t)r + (size_t)n_resamples * (a.n_groups + g)]);
        }
    }
}

PvsStatus pvs_sobol_indices(size_t n, size_t n_groups, const double *y1, const double *y2,
                            int n_resamples, PvsLuck luck, double confidence, PvsIndex *out,
                            PvsIndexSummary *summary) {
    if (n_groups > PVS_INDEX_GROUPS_MAX) {
        return PVS_LIMIT;
    }
    if (n < 8 || n_groups < 1 || n_resamples < 2) {
        return PVS_BAD_USAGE;
    }
    size_t n_values = (size_t)n_resamples * 2 * n_groups;
    double *values = pvs_alloc(n_values * sizeof *values);
    uint32_t *times = pvs_alloc(n * sizeof *times);
    if (!values || !times) {
        pvs_free(values);
        pvs_free(times);
        return PVS_NO_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        times[i] = 1;
    }
    Answers a = {n, n_groups, y1, y2, times};
    *summary = spread(&a);
    for (size_t g = 0; g < n_groups; g++) {
        indices_of(&a, g, *summary, &out[g].first, &out[g].total);
    }
    resample(a, n_resamples, luck, times, values);
    for (size_t g = 0; g < n_groups; g++) {
        size_t r = (size_t)n_resamples;
        const double *first = values + r * g, *total = values + r * (n_groups + g);
        out[g].first_interval = pvs_resampled_interval(out[g].first, first, r, confidence);
        out[g].total_interval = pvs_resampled_interval(out[g].total, total, r, confidence);
    }
    pvs_free(values);
    pvs_free(times);
    return PVS_OK;
}
