// SPDX-License-Identifier: Apache-2.0
// Intervals of a mean: Student's, and Hall's for skewed values.
#include "stats/intervals.h"

#include "base/math.h"
#include "stats/distributions.h"
#include "stats/hall.h"

PvsInterval pvs_student_interval(double mean, double sd, uint64_t n, double confidence) {
    if (n < 2 || !(sd >= 0)) {
        return pvs_interval_undefined();
    }
    double half = pvs_t_two_sided((double)(n - 1), confidence) * sd / sqrt((double)n);
    return (PvsInterval){mean - half, mean + half};
}

PvsInterval pvs_mean_interval(const PvsMoments *m, double confidence) {
    return pvs_student_interval(pvs_moments_mean(m), pvs_moments_sd(m), m->n, confidence);
}

double pvs_hall_inverse(double y, double skewness, double n) {
    double shifted = y - skewness / (6 * n);
    if (fabs(skewness) < 1e-8) {
        return shifted;
    }
    return 3 / skewness * (pvs_cbrt(1 + skewness * shifted) - 1);
}

PvsInterval pvs_skewed_interval(double mean, double sd, double skewness, uint64_t n,
                                double confidence) {
    if (n < 3 || !(sd > 0) || skewness != skewness) {
        return pvs_student_interval(mean, sd, n, confidence);
    }
    double t = pvs_t_two_sided((double)(n - 1), confidence) / sqrt((double)n);
    return (PvsInterval){mean - sd * pvs_hall_inverse(t, skewness, (double)n),
                         mean - sd * pvs_hall_inverse(-t, skewness, (double)n)};
}

PvsInterval pvs_mean_interval_skewed(const PvsMoments *m, double confidence) {
    return pvs_skewed_interval(pvs_moments_mean(m), pvs_moments_sd(m), pvs_moments_skewness(m),
                               m->n, confidence);
}
