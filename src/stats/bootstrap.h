// SPDX-License-Identifier: Apache-2.0
// Resampling of battles (or outer draws, or rows of a design), as a pure function of luck.
#ifndef PVS_STATS_BOOTSTRAP_H
#define PVS_STATS_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/luck.h"
#include "base/status.h"
#include "stats/intervals.h"

/// How often each of n items occurs in one resample of n with replacement, into times[n]. `id` names
/// the use, `i_resample` the resample.
void pvs_bootstrap_times(size_t n, PvsLuck luck, uint64_t id, uint32_t i_resample, uint32_t *times);

/// Percentile interval of resampled values; sorts them in place. NaN among them makes it undefined.
PvsInterval pvs_percentile_interval(double *values, size_t n, double confidence);

/// Interval of an estimate from resampled values: normal, with their deviation. Undefined with NaN among
/// them.
PvsInterval pvs_resampled_interval(double estimate, const double *values, size_t n,
                                   double confidence);

/// Sum of x / sum of y over n >= 2 battles: bias-corrected and accelerated bootstrap. Undefined where the
/// sum of y changes its sign over resamples, and with PVS_NO_MEMORY.
/// source  B. Efron, "Better bootstrap confidence intervals", JASA 82 (1987)
PvsStatus pvs_ratio_bootstrap(const double *x, const double *y, size_t n, int n_resamples,
                              PvsLuck luck, double confidence, PvsInterval *out);

#endif
