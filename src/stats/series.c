// SPDX-License-Identifier: Apache-2.0
// Bands of time series: an accumulator and a tally for each time.
#include "stats/series.h"

#include "base/arena.h"

PvsStatus pvs_series_init(PvsSeries *s, size_t n_times, uint32_t n_bins_max) {
    *s = (PvsSeries){.n_times = n_times};
    s->moments = pvs_alloc(n_times * sizeof *s->moments);
    s->tallies = pvs_alloc(n_times * sizeof *s->tallies);
    if (n_times > 0 && (!s->moments || !s->tallies)) {
        pvs_free(s->moments);
        pvs_free(s->tallies);
        *s = (PvsSeries){0};
        return PVS_NO_MEMORY;
    }
    for (size_t i = 0; i < n_times; i++) {
        pvs_tally_init(&s->tallies[i], n_bins_max);
    }
    return PVS_OK;
}

void pvs_series_free(PvsSeries *s) {
    for (size_t i = 0; i < s->n_times; i++) {
        pvs_tally_free(&s->tallies[i]);
    }
    pvs_free(s->moments);
    pvs_free(s->tallies);
    *s = (PvsSeries){0};
}

PvsStatus pvs_series_add(PvsSeries *s, const double *values) {
    PvsStatus status = PVS_OK;
    for (size_t i = 0; i < s->n_times && status == PVS_OK; i++) {
        status = pvs_tally_add(&s->tallies[i], values[i]);
        if (status == PVS_OK) {
            pvs_moments_add(&s->moments[i], values[i]);
        }
    }
    return status;
}

PvsStatus pvs_series_merge(PvsSeries *s, const PvsSeries *other) {
    if (s->n_times != other->n_times) {
        return PVS_BAD_USAGE;
    }
    PvsStatus status = PVS_OK;
    for (size_t i = 0; i < s->n_times && status == PVS_OK; i++) {
        status = pvs_tally_merge(&s->tallies[i], &other->tallies[i]);
        if (status == PVS_OK) {
            pvs_moments_merge(&s->moments[i], &other->moments[i]);
        }
    }
    return status;
}

PvsSeriesBand pvs_series_band(const PvsSeries *s, size_t i_time, double confidence) {
    const PvsMoments *m = &s->moments[i_time];
    const PvsTally *t = &s->tallies[i_time];
    PvsSeriesBand band = {.mean = pvs_moments_mean(m),
                          .mean_interval = pvs_mean_interval(m, confidence)};
    band.q05 = pvs_tally_quantile(t, 0.05);
    band.q25 = pvs_tally_quantile(t, 0.25);
    band.q50 = pvs_tally_quantile(t, 0.50);
    band.q75 = pvs_tally_quantile(t, 0.75);
    band.q95 = pvs_tally_quantile(t, 0.95);
    return band;
}
