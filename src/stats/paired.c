// SPDX-License-Identifier: Apache-2.0
// Paired differences. A. M. Law, Simulation Modeling and Analysis (2015), 10.2 and 11.2.
#include "stats/paired.h"

#include <math.h>

PvsDifference pvs_difference(const PvsPairs *p, double confidence) {
    PvsPairsSummary s = pvs_pairs_summary(p);
    PvsDifference d = {.n = p->n, .mean = s.mean_diff, .sd = sqrt(s.var_diff)};
    d.interval = pvs_student_interval(d.mean, d.sd, p->n, confidence);
    d.skewed = pvs_skewed_interval(d.mean, d.sd, pvs_pairs_skewness(p, 1), p->n, confidence);
    d.correlation = s.correlation;
    double independent = s.var_x + s.var_y;
    d.variance_saved = independent > 0 ? 1 - s.var_diff / independent : (double)NAN;
    d.unpaired_n = (double)p->n * (s.var_diff > 0    ? independent / s.var_diff
                                   : independent > 0 ? (double)INFINITY
                                                     : 1);
    d.pairing_helped = d.variance_saved > 0.05;
    return d;
}
