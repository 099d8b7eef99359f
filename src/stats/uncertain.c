// SPDX-License-Identifier: Apache-2.0
// Triangular and PERT quantiles, and the equicorrelated Gaussian copula.
#include "stats/uncertain.h"

#include "base/math.h"
#include "stats/distributions.h"

double pvs_triangular_quantile(double low, double best, double high, double u) {
    double width = high - low;
    if (!(width > 0)) {
        return best;
    }
    double peak = (best - low) / width;
    if (u <= peak) {
        return low + sqrt(u * width * (best - low));
    }
    return high - sqrt((1 - u) * width * (high - best));
}

double pvs_pert_quantile(double low, double best, double high, double u) {
    double width = high - low;
    if (!(width > 0)) {
        return best;
    }
    double a = 1 + 4 * (best - low) / width, b = 1 + 4 * (high - best) / width;
    u = u < 0 ? 0 : u > 1 ? 1 : u;
    return low + width * pvs_beta_quantile(a, b, u);
}

void pvs_widen_sole_figure(double best, double share, double *low, double *high) {
    double reach = share * fabs(best);
    *low = *low < best - reach ? *low : best - reach;
    *high = *high > best + reach ? *high : best + reach;
}

void pvs_correlate(double *u, size_t n, double rank_correlation) {
    double rank = rank_correlation < 0 ? 0 : rank_correlation > 1 ? 1 : rank_correlation;
    double r = 2 * pvs_sin(PVS_PI * rank / 6), sum = 0;
    if (rank == 0) {
        return;
    }
    for (size_t k = 0; k < n; k++) { // each given those before it, of which only the sum counts
        double others = 1 + ((double)k - 1) * r;
        double mean = k > 0 ? r / others * sum : 0;
        double variance = k > 0 ? 1 - (double)k * r * r / others : 1;
        double z = mean + sqrt(variance > 0 ? variance : 0) * pvs_normal_quantile(u[k]);
        sum += z;
        u[k] = k > 0 ? pvs_normal_cdf(z) : u[k];
    }
    for (size_t k = 1; rank == 1 && k < n; k++) {
        u[k] = u[0]; // not but for rounding
    }
}
