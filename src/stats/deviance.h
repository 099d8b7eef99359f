// SPDX-License-Identifier: Apache-2.0
// Private to stats/: the saddle-point forms of binomial and Poisson chances.
#ifndef PVS_STATS_DEVIANCE_H
#define PVS_STATS_DEVIANCE_H

/// m^x e^-m / Gamma(x + 1) for real x >= 0, m >= 0.
double pvs_poisson_raw(double x, double m);
/// Gamma(n + 1) / (Gamma(x + 1) Gamma(n - x + 1)) p^x q^(n - x) for real 0 <= x <= n, q = 1 - p.
double pvs_binomial_raw(double x, double n, double p, double q);

#endif
