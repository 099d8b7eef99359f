// SPDX-License-Identifier: Apache-2.0
// Several comparisons at once.
#ifndef PVS_STATS_HOLM_H
#define PVS_STATS_HOLM_H

#include <stdbool.h>
#include <stddef.h>

#include "stats/intervals.h"

/// Holm's adjusted p-values (S. Holm, Scand. J. Statist. 6, 1979): reject where p_adjusted[i] <= alpha
/// and the chance of any false rejection among the n is at most alpha, whatever their dependence.
/// p in [0, 1]; NaN counts as 1. p_adjusted may not overlap p.
void pvs_holm(const double *p, size_t n, double *p_adjusted);

/// One of the comparisons that were declared beforehand.
typedef struct {
    double estimate, standard_error, df; ///< in: Student's with df degrees of freedom

    double p;               ///< out: two-sided, of no difference
    double p_adjusted;      ///< Holm's: differs when at most 1 - confidence
    PvsInterval bonferroni; ///< all n hold at once with the confidence
    /// Holm's own region: all n hold at once too, together with Holm's decisions. Narrower for what
    /// does not differ; what differs is bounded by 0 on the near side, as the decision says its sign
    /// alone. (O. Guilbaud, Biometrical J. 50, 2008, on 2n one-sided hypotheses.)
    PvsInterval holm;
    bool differs;
} PvsComparison;

void pvs_holm_compare(PvsComparison *comparisons, size_t n, double confidence);

#endif
