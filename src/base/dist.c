// SPDX-License-Identifier: Apache-2.0
// Chance values by inversion: each quantile is monotone in u, so that two designs with the same
// draw stay comparable.
#include "dist.h"

#include "math.h"

#define PVS_Z90 1.2815515655446004 ///< 90 % quantile of the standard normal distribution

// Shape of the lognormal with mean m and 90 % quantile q: from ln m = mu + s^2/2 and ln q = mu + z
// s follows s^2/2 - z s + ln(q/m) = 0, whose smaller root is the one that goes to 0 with the
// spread. A lognormal's 90 % quantile is at most exp(z^2/2) = 2.27 times its mean; a larger ratio
// is taken as that most skewed one.
static double lognormal_sigma(double mean, double q90) {
    double under_root = PVS_Z90 * PVS_Z90 - 2.0 * pvs_log(q90 / mean);
    return PVS_Z90 - sqrt(under_root > 0 ? under_root : 0.0);
}

double pvs_dist_quantile(PvsDist dist, double u) {
    switch (dist.kind) {
    case PVS_DIST_FIXED:
        return dist.a;
    case PVS_DIST_UNIFORM:
        return dist.a + (dist.b - dist.a) * u;
    case PVS_DIST_LOGNORMAL: {
        if (!(dist.a > 0 && dist.b > dist.a)) {
            return dist.a; // no spread: the mean
        }
        double sigma = lognormal_sigma(dist.a, dist.b);
        return dist.a * pvs_exp(sigma * pvs_normal_quantile(u) - 0.5 * sigma * sigma);
    }
    case PVS_DIST_EXPONENTIAL:
        return -dist.a * pvs_log1p(-u);
    case PVS_DIST_NORMAL:
        return dist.a + dist.b * pvs_normal_quantile(u);
    }
    return dist.a;
}

double pvs_dist_mean(PvsDist dist) {
    return dist.kind == PVS_DIST_UNIFORM ? 0.5 * (dist.a + dist.b) : dist.a;
}

double pvs_dist_draw(PvsDist dist, PvsLuck luck, PvsPurpose purpose, uint64_t id,
                     uint32_t ordinal) {
    if (dist.kind == PVS_DIST_FIXED) {
        return dist.a;
    }
    return pvs_dist_quantile(dist, pvs_luck_u01(luck, purpose, id, ordinal));
}
