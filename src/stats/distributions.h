// SPDX-License-Identifier: Apache-2.0
// Distribution functions and quantiles: incomplete gamma and beta, chi-square, Student, F, binomial,
// Poisson, beta-binomial. (The normal distribution is in base/math.h.) Accuracy 1e-12 relative or
// better for shapes up to 1e6, checked in tests/stats against tables of scipy.
//
// All arguments are plain numbers; outside the stated domain the functions return NaN.
#ifndef PVS_STATS_DISTRIBUTIONS_H
#define PVS_STATS_DISTRIBUTIONS_H

#include <stdint.h>

/// Regularised incomplete gamma, lower P(a, x) and upper Q(a, x); a > 0, x >= 0.
double pvs_gamma_p(double a, double x);
double pvs_gamma_q(double a, double x);
/// x with P(a, x) = p; 0 <= p < 1.
double pvs_gamma_quantile(double a, double p);

/// Regularised incomplete beta I_x(a, b); a, b > 0, x in [0, 1]; and its inverse in x.
double pvs_beta_cdf(double a, double b, double x);
double pvs_beta_quantile(double a, double b, double p);
/// ln B(a, b); a, b > 0.
double pvs_ln_beta(double a, double b);

/// df > 0 throughout, not only whole numbers.
double pvs_chi2_cdf(double df, double x);
double pvs_chi2_tail(double df, double x); ///< P(X > x), accurate in the tail
double pvs_chi2_quantile(double df, double p);
double pvs_t_cdf(double df, double t);
double pvs_t_quantile(double df, double p);
/// t with P(|T| <= t) = confidence.
double pvs_t_two_sided(double df, double confidence);
double pvs_f_cdf(double df1, double df2, double f);
double pvs_f_quantile(double df1, double df2, double p);

/// Binomial: P(X = k), P(X <= k), P(X >= k) of n trials with chance p in [0, 1]; any k.
double pvs_binomial_pmf(int64_t k, int64_t n, double p);
double pvs_binomial_cdf(int64_t k, int64_t n, double p);
double pvs_binomial_tail(int64_t k, int64_t n, double p);
/// Two-sided exact test: the sum of the chances of all outcomes no likelier than k, at most 1.
double pvs_binomial_test(int64_t k, int64_t n, double p);

/// Poisson with mean m >= 0.
double pvs_poisson_pmf(int64_t k, double m);
double pvs_poisson_cdf(int64_t k, double m);

/// ln P(X = k): X is binomial of n trials whose chance is beta distributed with shapes a, b > 0; -inf
/// for k outside 0..n. With mean mu and intra-class correlation r: a = mu (1 - r) / r, b = (1 - mu)
/// (1 - r) / r.
double pvs_beta_binomial_ln_pmf(int64_t k, int64_t n, double a, double b);
double pvs_beta_binomial_cdf(int64_t k, int64_t n, double a, double b);

#endif
