// SPDX-License-Identifier: Apache-2.0
// Private to study/: two points on the same luck.
#ifndef PVS_STUDY_PAIRING_H
#define PVS_STUDY_PAIRING_H

#include "stats/stats.h"
#include "study/measure.h"
#include "study/summary.h"

/// Differences `point` - `base` of a measure over the battles that both have; with ranges drawn, over the means of draws. PVS_BAD_INPUT when one of them
/// has no such measure.
PvsStatus pvs_pairing(const PvsStore *store, uint32_t point, uint32_t base, const char *measure,
                      PvsPairs *out, PvsError *err);
/// The same, keeping each difference: at most `capacity` of them; *n is their number.
PvsStatus pvs_pairing_values(const PvsStore *store, uint32_t point, uint32_t base,
                             const char *measure, PvsPairs *out, double *values, size_t capacity,
                             size_t *n, PvsError *err);

#endif
