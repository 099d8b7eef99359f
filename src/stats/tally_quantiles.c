// SPDX-License-Identifier: Apache-2.0
// Quantiles of a tally and their order-statistic intervals.
#include <math.h>

#include "stats/tally.h"

// The bin that holds a rank (1..n), and how many values come before it.
static PvsInterval bin_of_rank(const PvsTally *t, uint64_t rank, uint64_t *before, uint64_t *n) {
    PvsInterval edges = {(double)NAN, (double)NAN};
    *before = 0;
    *n = 0;
    for (uint32_t i = 0; i < t->n_bins; i++) {
        edges = pvs_tally_bin(t, i, n);
        if (rank <= *before + *n) {
            break;
        }
        *before += *n;
    }
    return edges;
}

double pvs_tally_order(const PvsTally *t, uint64_t rank) {
    if (rank < 1 || rank > t->n) {
        return (double)NAN;
    }
    uint64_t before, n;
    PvsInterval edges = bin_of_rank(t, rank, &before, &n);
    if (edges.lo == edges.hi) {
        return edges.lo;
    }
    return edges.lo + (edges.hi - edges.lo) * (((double)(rank - before) - 0.5) / (double)n);
}

double pvs_tally_quantile(const PvsTally *t, double q) {
    if (t->n == 0 || !(q >= 0 && q <= 1)) {
        return (double)NAN;
    }
    double place = (double)(t->n - 1) * q, whole = floor(place);
    double low = pvs_tally_order(t, (uint64_t)whole + 1);
    if (place == whole) {
        return low;
    }
    double high = pvs_tally_order(t, (uint64_t)whole + 2);
    return low + (high - low) * (place - whole);
}

PvsInterval pvs_tally_quantile_interval(const PvsTally *t, double q, double confidence) {
    if (t->n == 0) {
        return pvs_interval_undefined();
    }
    PvsRanks ranks = pvs_quantile_ranks(t->n, q, confidence);
    uint64_t before, n;
    PvsInterval interval = {-(double)INFINITY, (double)INFINITY};
    if (ranks.lower_rank) {
        interval.lo = bin_of_rank(t, ranks.lower_rank, &before, &n).lo;
    }
    if (ranks.upper_rank) {
        interval.hi = bin_of_rank(t, ranks.upper_rank, &before, &n).hi;
    }
    return interval;
}
