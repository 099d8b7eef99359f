// SPDX-License-Identifier: Apache-2.0
// The distribution of one measure in bounded memory: how often each value occurred. It is exact while
// there are at most n_bins_max different values (counts of leakers always are); beyond that, values
// are rounded towards zero to ever fewer binary places, as few as needed.
//
// How many places are dropped follows from the set of values alone, so that tallies of any shards,
// merged in any order, are identical.
#ifndef PVS_STATS_TALLY_H
#define PVS_STATS_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "stats/intervals.h"

typedef struct {
    int64_t key; ///< sign and leading bits of the double: keys order as values
    uint64_t n;
} PvsTallyBin;

/// Made by pvs_tally_init, ended by pvs_tally_free; owns its bins. Not thread-safe.
typedef struct {
    PvsTallyBin *bins; ///< rising keys
    uint32_t n_bins, n_allocated, n_bins_max;
    int n_dropped_bits; ///< of the 52 of a double's fraction; 0: exact
    uint64_t n, n_missing;
} PvsTally;

#define PVS_TALLY_BINS_DEFAULT 2048 ///< 32 kB at most; 0.8 % or finer over two decades

void pvs_tally_init(PvsTally *t, uint32_t n_bins_max);
void pvs_tally_free(PvsTally *t);

/// Counts one value; NaN is counted as missing, infinities as the largest doubles. PVS_NO_MEMORY
/// leaves the tally as it was.
PvsStatus pvs_tally_add(PvsTally *t, double x);
PvsStatus pvs_tally_merge(PvsTally *t, const PvsTally *other);

/// Bin i (0 <= i < n_bins) holds n values in [lo, hi]; lo = hi while the tally is exact.
PvsInterval pvs_tally_bin(const PvsTally *t, uint32_t i, uint64_t *n);

/// Value of a rank (from 1 to n) of the sorted values; inside a wide bin they are taken as evenly
/// spread. NaN outside.
double pvs_tally_order(const PvsTally *t, uint64_t rank);
/// Quantile of type 7 (Hyndman and Fan 1996), q in [0, 1]; NaN when empty.
double pvs_tally_quantile(const PvsTally *t, double q);
/// Order-statistic interval of a quantile (pvs_quantile_ranks), to the outer edges of wide bins; an
/// end is infinite where the sample cannot bound it.
PvsInterval pvs_tally_quantile_interval(const PvsTally *t, double q, double confidence);
/// How many values are at most x (bins that reach beyond x count by their lower edge).
uint64_t pvs_tally_at_most(const PvsTally *t, double x);

/// Mean of the worst share of battles, from the high end: leakers, losses, costs.
typedef struct {
    double mean;           ///< NaN when empty
    double standard_error; ///< from the influence function; NaN where the tail is too thin
    PvsInterval interval;  ///< undefined when fewer than 5 battles are in the tail
    double n_in_tail;      ///< share x n, not always whole
} PvsWorst;

/// share in (0, 1), 0.05 for worst5.
/// source  R. T. Rockafellar, S. Uryasev, J. Banking and Finance 26 (2002) (the mean of the worst
///         share of a discrete sample); its variance as in J. Chen, J. Financial Econometrics 6
///         (2008), skewness removed as in pvs_skewed_interval
PvsWorst pvs_tally_worst(const PvsTally *t, double share, double confidence);

#endif
