// SPDX-License-Identifier: Apache-2.0
// How good a forecast of a count was, against what then happened: CRPS, log score, PIT. Lower scores are
// better; both are proper, so that an honest forecast has the best expected score.
// source  T. Gneiting, A. E. Raftery, JASA 102 (2007); counts: C. Czado, T. Gneiting, L. Held,
//         Biometrics 65 (2009)
#ifndef PVS_STATS_SCORES_H
#define PVS_STATS_SCORES_H

#include <stdint.h>

#include "stats/tally.h"

/// Continuous ranked probability score of the forecast whose draws are in the tally: integral over x of
/// (F(x) - 1[x >= y])^2, exact for an exact tally; NaN when empty. In y's unit.
double pvs_crps(const PvsTally *draws, double y);
/// The same of a beta-binomial forecast of a count (pvs_beta_binomial_ln_pmf).
double pvs_crps_beta_binomial(int64_t n, double a, double b, int64_t y);

/// -ln of the chance given to y. Of a tally of draws over n_support possible values, each value getting
/// half a draw more, so that what never came is not impossible (Krichevsky and Trofimov 1981).
double pvs_log_score(const PvsTally *draws, double y, double n_support);

/// Randomised PIT: F(y-) + v (F(y) - F(y-)), v uniform in (0, 1); uniform when forecasts are right.
double pvs_pit(const PvsTally *draws, double y, double v);
double pvs_pit_beta_binomial(int64_t n, double a, double b, int64_t y, double v);

#endif
