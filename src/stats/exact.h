// SPDX-License-Identifier: Apache-2.0
// A sum without rounding: the same bits whatever the order of the terms and however they are split
// over threads, shards and machines.
#ifndef PVS_STATS_EXACT_H
#define PVS_STATS_EXACT_H

#include <stdint.h>

#define PVS_EXACT_CHUNKS 12

/// A fixed-point number of 384 bits, quantum 2^-160. Zero-filled is the sum of nothing.
/// A term is cut to a multiple of 2^-160 (7e-49) and must be below 2^190 (1.6e57) in size; 2^33
/// such terms fit. Not thread-safe.
typedef struct {
    int64_t chunk[PVS_EXACT_CHUNKS]; ///< weight of chunk i: 2^(32 i - 160); carries are pending
    int32_t n_pending;               ///< additions since the carries were moved up
} PvsExact;

/// Adds x; what is not finite or too large counts as the nearest that fits, NaN as 0.
void pvs_exact_add(PvsExact *sum, double x);
/// sum += other.
void pvs_exact_merge(PvsExact *sum, const PvsExact *other);
/// The sum rounded to a double (within 1 ulp; a function of the exact value alone).
double pvs_exact_value(const PvsExact *sum);

#endif
