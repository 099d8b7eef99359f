// SPDX-License-Identifier: Apache-2.0
// Figures that are not known exactly: low, best, high as a distribution, and the rank correlation of
// figures of one group.
#ifndef PVS_STATS_UNCERTAIN_H
#define PVS_STATS_UNCERTAIN_H

#include <stddef.h>

/// Quantile at u in [0, 1] of the triangular distribution; low <= best <= high.
double pvs_triangular_quantile(double low, double best, double high, double u);
/// Quantile of the PERT distribution: a beta of shapes 1 + 4 (best - low) / (high - low) and 1 + 4
/// (high - best) / (high - low). Less weight in the ends than the triangle.
/// source  D. G. Malcolm and others, Operations Research 7 (1959)
double pvs_pert_quantile(double low, double best, double high, double u);

/// What a sole public figure stands for: at least `share` (0.2) either way; wider limits stay.
void pvs_widen_sole_figure(double best, double share, double *low, double *high);

/// Gives n independent u in (0, 1) a common rank correlation in [0, 1], in place: a Gaussian copula of
/// equal correlations 2 sin(pi rank / 6) (K. Pearson 1907). Each stays uniform. At 0 they are as they
/// were; at 1 all equal the first.
void pvs_correlate(double *u, size_t n, double rank_correlation);

#endif
