// SPDX-License-Identifier: Apache-2.0
// The elementary functions of Pavise: one fixed implementation, so that the same inputs give the
// same bits with any compiler, optimisation level, vector width and C library. The system's libm
// decides nothing; only sqrt, fabs, floor, ceil, fmin, fmax (exact by IEEE 754) are used from
// <math.h>.
//
// Two families:
//   pvs_sin(x) ...    full range and accuracy (<= 1 ulp, SLEEF's deterministic cinz_ functions), off
//                     the hot path
//   pvs_k_sincos ...  short inline polynomials for vector loops: + - * / sqrt and selects alone, no
//                     branches, no tables, so that a compiler vectorises the loop around them and
//                     every lane gets the same bits
#ifndef PVS_BASE_MATH_H
#define PVS_BASE_MATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define PVS_PI      3.14159265358979323846
#define PVS_TWO_PI  6.28318530717958647692
#define PVS_DEG_RAD (PVS_PI / 180.0) ///< radians in a degree

double pvs_sin(double x_rad);
double pvs_cos(double x_rad);
void pvs_sincos(double x_rad, double *sin_x, double *cos_x);
double pvs_tan(double x_rad);
double pvs_asin(double x); ///< x is clamped to [-1, 1]
double pvs_acos(double x); ///< x is clamped to [-1, 1]
double pvs_atan(double x);
double pvs_atan2(double y, double x);
double pvs_exp(double x);
double pvs_expm1(double x);
double pvs_log(double x); ///< x > 0
double pvs_log1p(double x);
double pvs_log10(double x);
double pvs_pow(double x, double y); ///< x >= 0
double pvs_cbrt(double x);
double pvs_hypot(double x, double y);
double pvs_sinh(double x);
double pvs_cosh(double x);
double pvs_tanh(double x);
double pvs_lgamma(double x); ///< x > 0
double pvs_erfc(double x);

/// Standard normal distribution function and its inverse (p in (0, 1); clamped to +-8.3 sigma).
double pvs_normal_cdf(double z);
double pvs_normal_quantile(double p);

/// dB to linear power and back; 10^(x/10), 10 log10(x).
double pvs_lin_from_db(double x_db);
double pvs_db_from_lin(double x_lin);

/// x wrapped to [0, 2 pi); to (-pi, pi].
double pvs_wrap_two_pi(double x_rad);
double pvs_wrap_pi(double x_rad);

#include "math_kernels.h" // pvs_k_*: inline, vectorisable

#endif
