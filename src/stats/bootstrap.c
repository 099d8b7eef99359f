// SPDX-License-Identifier: Apache-2.0
// The bootstrap: resamples keyed by luck, percentile and BCa intervals.
#include "stats/bootstrap.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/math.h"

#define ID_RATIO 0x72617469u // names these draws among those of the purpose DESIGN

void pvs_bootstrap_times(size_t n, PvsLuck luck, uint64_t id, uint32_t i_resample,
                         uint32_t *times) {
    uint64_t mine = pvs_id_member(id, i_resample);
    for (size_t i = 0; i < n; i++) {
        times[i] = 0;
    }
    for (size_t i = 0; i < n; i += 4) { // four words a block, one item each
        PvsBlock block = pvs_luck_block(luck, PVS_LUCK_DESIGN, mine, (uint32_t)(i / 4));
        for (size_t k = 0; k < 4 && i + k < n; k++) {
            times[(uint64_t)block.w[k] * n >> 32]++;
        }
    }
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Sorted values' quantile of type 7.
static double quantile(const double *sorted, size_t n, double q) {
    double place = (double)(n - 1) * q, whole = floor(place);
    size_t i = (size_t)whole;
    return i + 1 < n ? sorted[i] + (sorted[i + 1] - sorted[i]) * (place - whole) : sorted[n - 1];
}

static int sort(double *values, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (values[i] != values[i]) {
            return 0;
        }
    }
    qsort(values, n, sizeof *values, by_value);
    return n > 0;
}

PvsInterval pvs_percentile_interval(double *values, size_t n, double confidence) {
    if (!sort(values, n)) {
        return pvs_interval_undefined();
    }
    double tail = (1 - confidence) / 2;
    return (PvsInterval){quantile(values, n, tail), quantile(values, n, 1 - tail)};
}

PvsInterval pvs_resampled_interval(double estimate, const double *values, size_t n,
                                   double confidence) {
    double sum = 0, sum2 = 0; // of deviations from the estimate; NaN passes through
    for (size_t i = 0; i < n; i++) {
        sum += values[i] - estimate;
        sum2 += (values[i] - estimate) * (values[i] - estimate);
    }
    double variance = n > 1 ? (sum2 - sum * sum / (double)n) / (double)(n - 1) : (double)NAN;
    double half = pvs_normal_quantile(0.5 + confidence / 2) * sqrt(variance > 0 ? variance : 0);
    return variance == variance ? (PvsInterval){estimate - half, estimate + half}
                                : pvs_interval_undefined();
}

// Skewness of the ratio's influence over battles: how fast its error grows with its value.
static double acceleration(const double *x, const double *y, size_t n, double sum_x, double sum_y) {
    double whole = sum_x / sum_y, square = 0, cube = 0;
    for (size_t i = 0; i < n; i++) {
        double d = whole - (sum_x - x[i]) / (sum_y - y[i]); // leave one out
        square += d * d;
        cube += d * d * d;
    }
    return square > 0 ? cube / (6 * square * sqrt(square)) : 0;
}

static PvsInterval corrected(const double *sorted, size_t n, double estimate, double a,
                             double confidence) {
    size_t below = 0;
    for (size_t i = 0; i < n; i++) {
        below += (sorted[i] < estimate) + (sorted[i] <= estimate);
    }
    double z0 = pvs_normal_quantile((double)below / 2 / (double)n);
    double z = pvs_normal_quantile(0.5 + confidence / 2);
    double low = z0 + (z0 - z) / (1 - a * (z0 - z)), high = z0 + (z0 + z) / (1 - a * (z0 + z));
    return (PvsInterval){quantile(sorted, n, pvs_normal_cdf(low)),
                         quantile(sorted, n, pvs_normal_cdf(high))};
}

PvsStatus pvs_ratio_bootstrap(const double *x, const double *y, size_t n, int n_resamples,
                              PvsLuck luck, double confidence, PvsInterval *out) {
    *out = pvs_interval_undefined();
    if (n < 2 || n_resamples < 20) {
        return PVS_BAD_USAGE;
    }
    uint32_t *times = pvs_alloc(n * sizeof *times);
    double *ratios = pvs_alloc((size_t)n_resamples * sizeof *ratios);
    if (!times || !ratios) {
        pvs_free(times);
        pvs_free(ratios);
        return PVS_NO_MEMORY;
    }
    double sum_x = 0, sum_y = 0;
    for (size_t i = 0; i < n; i++) {
        sum_x += x[i];
        sum_y += y[i];
    }
    int same_sign = sum_y != 0;
    for (int r = 0; r < n_resamples; r++) {
        double sx = 0, sy = 0;
        pvs_bootstrap_times(n, luck, ID_RATIO, (uint32_t)r, times);
        for (size_t i = 0; i < n; i++) {
            sx += times[i] * x[i];
            sy += times[i] * y[i];
        }
        same_sign = same_sign && sy * sum_y > 0;
        ratios[r] = sx / sy;
    }
    if (same_sign && sort(ratios, (size_t)n_resamples)) {
        double a = acceleration(x, y, n, sum_x, sum_y);
        *out = corrected(ratios, (size_t)n_resamples, sum_x / sum_y, a, confidence);
    }
    pvs_free(times);
    pvs_free(ratios);
    return PVS_OK;
}
