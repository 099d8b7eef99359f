// SPDX-License-Identifier: Apache-2.0
// Ratio estimates: the delta method, and Fieller's set.
#include "stats/ratio.h"

#include <math.h>

#include "stats/distributions.h"

PvsRatio pvs_ratio(const PvsPairs *p, double confidence) {
    double nan = (double)NAN;
    PvsInterval none = pvs_interval_undefined();
    PvsRatio r = {p->n, nan, nan, none, 0, none};
    PvsPairsSummary s = pvs_pairs_summary(p);
    if (!(s.mean_y != 0) || p->n == 0) {
        return r;
    }
    r.value = s.mean_x / s.mean_y;
    if (p->n < 2) {
        return r;
    }
    double residual = s.var_x - 2 * r.value * s.cov + r.value * r.value * s.var_y;
    residual = residual > 0 ? residual : 0;
    r.standard_error = sqrt(residual / (double)p->n) / fabs(s.mean_y);
    double half = pvs_t_two_sided((double)(p->n - 1), confidence) * r.standard_error;
    r.delta = (PvsInterval){r.value - half, r.value + half};
    r.skewness = pvs_pairs_skewness(p, r.value) * (s.mean_y < 0 ? -1 : 1);
    double sd = sqrt(residual) / fabs(s.mean_y);
    r.skewed = pvs_skewed_interval(r.value, sd, r.skewness, p->n, confidence);
    return r;
}

PvsInterval pvs_fieller(double mean_x, double mean_y, double var_x, double var_y, double cov,
                        double df, double confidence, PvsFiellerShape *shape) {
    // All r with (mean_x - r mean_y)^2 <= t^2 (var_x - 2 r cov + r^2 var_y): a r^2 - 2 b r + c <= 0.
    double t = pvs_t_two_sided(df, confidence), tt = t * t;
    double a = mean_y * mean_y - tt * var_y;
    double b = mean_x * mean_y - tt * cov;
    double c = mean_x * mean_x - tt * var_x;
    double root2 = b * b - a * c;
    *shape = PVS_FIELLER_ALL;
    if (!(fabs(a) > 0) || !(root2 >= 0)) {
        return (PvsInterval){-(double)INFINITY, (double)INFINITY};
    }
    *shape = a > 0 ? PVS_FIELLER_INTERVAL : PVS_FIELLER_OUTSIDE;
    double root = sqrt(root2), q = b >= 0 ? b + root : b - root; // no cancellation
    double r1 = q / a, r2 = q != 0 ? c / q : 0;
    return r1 < r2 ? (PvsInterval){r1, r2} : (PvsInterval){r2, r1};
}

PvsInterval pvs_ratio_fieller(const PvsPairs *p, double confidence, PvsFiellerShape *shape) {
    if (p->n < 2) {
        *shape = PVS_FIELLER_ALL;
        return pvs_interval_undefined();
    }
    PvsPairsSummary s = pvs_pairs_summary(p);
    double n = (double)p->n;
    return pvs_fieller(s.mean_x, s.mean_y, s.var_x / n, s.var_y / n, s.cov / n, n - 1, confidence,
                       shape);
}
