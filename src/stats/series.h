// SPDX-License-Identifier: Apache-2.0
// Time series over battles as bands: at each time of one fixed grid, the mean and the quantiles of
// threats in the air, rounds left, channels busy.
#ifndef PVS_STATS_SERIES_H
#define PVS_STATS_SERIES_H

#include <stddef.h>

#include "stats/moments.h"
#include "stats/tally.h"

/// Made by pvs_series_init, ended by pvs_series_free. Not thread-safe; merged as its parts are.
typedef struct {
    size_t n_times;
    PvsMoments *moments; ///< n_times
    PvsTally *tallies;   ///< n_times
} PvsSeries;

PvsStatus pvs_series_init(PvsSeries *s, size_t n_times, uint32_t n_bins_max);
void pvs_series_free(PvsSeries *s);
/// One battle: n_times values. PVS_NO_MEMORY may leave it counted at some times only.
PvsStatus pvs_series_add(PvsSeries *s, const double *values);
/// s += other, of the same n_times (else PVS_BAD_USAGE).
PvsStatus pvs_series_merge(PvsSeries *s, const PvsSeries *other);

/// The band at one time. Quantiles are of the battles at that time, not of whole curves.
typedef struct {
    double mean;
    PvsInterval mean_interval; ///< Student's
    double q05, q25, q50, q75, q95;
} PvsSeriesBand;

PvsSeriesBand pvs_series_band(const PvsSeries *s, size_t i_time, double confidence);

#endif
