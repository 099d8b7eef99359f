// SPDX-License-Identifier: Apache-2.0
// Confidence sequences: intervals that hold at all times at once, so that one may watch them tighten
// and stop whenever one likes (the viewer's what-if).
#ifndef PVS_STATS_SEQUENCE_H
#define PVS_STATS_SEQUENCE_H

#include <stdint.h>

#include "stats/intervals.h"
#include "stats/moments.h"

/// Of a mean (or a mean paired difference), from its running moments. Asymptotic: as a central limit
/// theorem for all times. Undefined below 20 battles, and below 20 events (values that differ from the
/// commonest; pairs that differ): before, a rare large value may not have been seen yet, and no interval
/// that does not assume bounds could know of it.
///
/// skewness removed as in pvs_skewed_interval; 0 where not known
/// unit     the measure's grain (1 for leakers), > 0: two imagined battles at one unit from the mean
///          are added to the variance
/// n_tight  battles at which it is tightest relative to a fixed interval (200)
/// source   I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy, A. Ramdas, "Time-uniform central
///          limit theory and asymptotic confidence sequences", Annals of Statistics 52 (2024),
///          theorem 2.2; the width is 1.55 of the fixed-count interval at n_tight
typedef struct {
    uint64_t n, n_events;
    double mean, variance, skewness;
} PvsRunning;

PvsInterval pvs_sequence_interval(PvsRunning running, double unit, double n_tight,
                                  double confidence);

/// Of a mean paired difference x - y, from the first pair on. Until 20 pairs differ it needs no
/// distribution but that no difference is larger than `largest` (the number of threats; 0: not known,
/// then undefined): between -P(x < y) largest and P(x > y) largest, with bounds of both chances that
/// hold at all times. It takes a fifth of the error, the interval above the rest.
PvsInterval pvs_sequence_difference(const PvsPairs *p, double unit, double largest, double n_tight,
                                    double confidence);

/// Upper bound of a chance after k of n, at all times at once.
/// source  H. Robbins, Ann. Math. Statist. 41 (1970): beta(1/2, 1/2) mixture of likelihood ratios
double pvs_sequence_share_bound(uint64_t k, uint64_t n, double confidence);

/// Of the mean of values within known bounds: no assumption but the bounds, so that it is wide when
/// they are. Values must come in replication order. A running state; make it with
/// pvs_bounded_sequence.
/// source   I. Waudby-Smith, A. Ramdas, "Estimating means of bounded random variables by betting",
///          J. R. Statist. Soc. B 86 (2024), theorem 2 (predictable plug-in empirical Bernstein)
typedef struct {
    double low, high, confidence;
    uint64_t n;
    double sum, sum_square_errors;             // of values scaled to 0..1
    double sum_bets, sum_bet_values, sum_cost; // of the bets lambda
} PvsBoundedSequence;

PvsBoundedSequence pvs_bounded_sequence(double low, double high, double confidence);
/// Adds a value (clamped to the bounds) and returns the interval so far.
PvsInterval pvs_bounded_sequence_add(PvsBoundedSequence *s, double x);

#endif
