// SPDX-License-Identifier: Apache-2.0
// Ratios of means over battles: leak_fraction, shares by type, leakers avoided per cost. Both parts
// are random and come from the same battles, so that the pair is the unit.
#ifndef PVS_STATS_RATIO_H
#define PVS_STATS_RATIO_H

#include "stats/intervals.h"
#include "stats/moments.h"

/// What Fieller's set of ratios looks like: an interval when the denominator differs from 0; else the
/// outside of one (lo and hi are then its inner edges), or every ratio.
typedef enum { PVS_FIELLER_INTERVAL, PVS_FIELLER_OUTSIDE, PVS_FIELLER_ALL } PvsFiellerShape;

/// sum of x / sum of y over battles.
typedef struct {
    uint64_t n;
    double value;          ///< NaN where the sum of y is 0: null, not 0
    double standard_error; ///< delta method (W. G. Cochran, Sampling Techniques, 1977, 6.4)
    PvsInterval delta;     ///< value +- t(n - 1) standard_error
    double skewness;       ///< of the residuals x - value y
    PvsInterval skewed;    ///< delta with that skewness removed (pvs_skewed_interval): the default
} PvsRatio;

PvsRatio pvs_ratio(const PvsPairs *p, double confidence);

/// Fieller's interval of a ratio of two means (J. R. Statist. Soc. B 16, 1954): exact for a normal
/// pair, and honest where the denominator is uncertain. var_x, var_y, cov are those of the means;
/// df sets Student's quantile.
PvsInterval pvs_fieller(double mean_x, double mean_y, double var_x, double var_y, double cov,
                        double df, double confidence, PvsFiellerShape *shape);
/// The same for the ratio of a sample of pairs.
PvsInterval pvs_ratio_fieller(const PvsPairs *p, double confidence, PvsFiellerShape *shape);

#endif
