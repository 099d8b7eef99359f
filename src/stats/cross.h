// SPDX-License-Identifier: Apache-2.0
// Joint moments of several designs played on the same battles: means and covariances, exact and
// mergeable as those of one measure (moments.h).
#ifndef PVS_STATS_CROSS_H
#define PVS_STATS_CROSS_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "stats/exact.h"

/// Made by pvs_cross_init, ended by pvs_cross_free. Not thread-safe.
typedef struct {
    size_t n_designs;
    uint64_t n;
    PvsExact *sum;     ///< n_designs
    PvsExact *product; ///< n_designs (n_designs + 1) / 2: row i holds columns 0..i
} PvsCross;

/// 104 bytes a sum: 100 designs take 0.5 MB. PVS_LIMIT above 1000 designs.
PvsStatus pvs_cross_init(PvsCross *c, size_t n_designs);
void pvs_cross_free(PvsCross *c);
/// One battle: its value under each design; all finite.
void pvs_cross_add(PvsCross *c, const double *values);
/// c += other, of as many designs (else PVS_BAD_USAGE).
PvsStatus pvs_cross_merge(PvsCross *c, const PvsCross *other);

double pvs_cross_mean(const PvsCross *c, size_t i);
/// n - 1 in the denominator; NaN below 2 battles.
double pvs_cross_cov(const PvsCross *c, size_t i, size_t k);

#endif
