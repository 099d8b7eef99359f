// SPDX-License-Identifier: Apache-2.0
// Included by math.h alone: the inline polynomials of the vector loops (see there).
//
// Each function is straight-line code of + - * / and integer operations on the bits, so that a
// compiler turns a loop around it into vector code of any width, and each lane (the tail too) gets
// the same bits as the scalar call. Two tricks are used throughout: adding 1.5 * 2^52 rounds to an
// integer and leaves it in the low bits of the sum (AVX2 has no conversion between int64 and
// double), and a select is a bit mask. Polynomials are summed in pairs (G. Estrin, 1960): loops
// over lanes wait for the latency of a chain, not for its operations. Outside a stated domain the
// value is unspecified but never traps.
#ifndef PVS_BASE_MATH_KERNELS_H
#define PVS_BASE_MATH_KERNELS_H

#include "inline.h"

#define PVS_K_ROUND 0x1.8p52 ///< 1.5 * 2^52

PVS_INLINE uint64_t pvs_k_bits(double x) {
    union {
        double real;
        uint64_t bits;
    } u = {x};
    return u.bits;
}

PVS_INLINE double pvs_k_real(uint64_t bits) {
    union {
        uint64_t bits;
        double real;
    } u = {bits};
    return u.real;
}

/// `a` where the mask is all ones, `b` where it is zero.
PVS_INLINE double pvs_k_select(uint64_t mask, double a, double b) {
    return pvs_k_real((pvs_k_bits(a) & mask) | (pvs_k_bits(b) & ~mask));
}

/// Sine and cosine.
///
/// x_rad      |x_rad| <= 1e5
/// accuracy   2e-15 absolute for |x_rad| <= 4 (measured 2e-16), 1e-14 in the whole domain
/// source     reduction by a two-part pi/2 (Cody and Waite, 1980); polynomials of degree 13 and 14
///            on [-pi/4, pi/4] (fdlibm's k_sin and k_cos, Sun Microsystems, 1993: coefficients)
PVS_INLINE void pvs_k_sincos(double x_rad, double *sin_x, double *cos_x) {
    double t = x_rad * 0x1.45f306dc9c883p-1 + PVS_K_ROUND; // 2 / pi
    uint64_t quadrant = pvs_k_bits(t);
    double k = t - PVS_K_ROUND;
    double r = (x_rad - k * 0x1.921fb544p0) - k * 0x1.0b4611a626331p-34; // pi/2 = 33 bits + rest
    double z = r * r;

    double s = -2.50507602534068634195e-08 + z * 1.58969099521155010221e-10;
    s = 2.75573137070700676789e-06 + z * s;
    s = -1.98412698298579493134e-04 + z * s;
    s = 8.33333333332248946124e-03 + z * s;
    s = -1.66666666666666324348e-01 + z * s;
    s = r + (r * z) * s;

    double c = 2.08757232129817482790e-09 + z * -1.13596475577881948265e-11;
    c = -2.75573143513906633035e-07 + z * c;
    c = 2.48015872894767294178e-05 + z * c;
    c = -1.38888888888741095749e-03 + z * c;
    c = 4.16666666666666019037e-02 + z * c;
    c = (1.0 - 0.5 * z) + (z * z) * c;

    uint64_t odd = 0 - (quadrant & 1);
    uint64_t sin_sign = (quadrant & 2) << 62;
    uint64_t cos_sign = ((quadrant + 1) & 2) << 62;
    *sin_x = pvs_k_real(pvs_k_bits(pvs_k_select(odd, c, s)) ^ sin_sign);
    *cos_x = pvs_k_real(pvs_k_bits(pvs_k_select(odd, s, c)) ^ cos_sign);
}

/// Angle of (x, y) in [-pi, pi], with C's results for zeros and their signs.
///
/// y, x       finite, |x| + |y| below 1e308
/// accuracy   1e-12 absolute (measured 1.1e-15)
/// source     reduction to tan(pi/8) by atan t = pi/4 + atan((t - 1) / (t + 1)), then a Chebyshev
///            fit of degree 9 in t^2 (own; 4e-16 in exact arithmetic)
PVS_INLINE double pvs_k_atan2(double y, double x) {
    const uint64_t sign = (uint64_t)1 << 63;
    uint64_t x_bits = pvs_k_bits(x);
    double ax = pvs_k_real(x_bits & ~sign);
    double ay = pvs_k_real(pvs_k_bits(y) & ~sign);
    double large = ay > ax ? ay : ax;
    double small = ay > ax ? ax : ay;

    // One division: small / large, or (small - large) / (small + large) when that is above
    // tan(pi/8).
    double steep = small > 0.41421356237309503 * large ? 1.0 : 0.0;
    double num = small - steep * large;
    double den = large + steep * small;
    den = den > 0.0 ? den : 1.0;
    double t = num / den;
    double z = t * t;
    double z2 = z * z, z4 = z2 * z2;
    double low = (-0.3333333333322457 + z * 0.19999999978876792) +
                 z2 * (-0.14285712690506924 + z * 0.11111049714041536);
    double high = (-0.09089544390331752 + z * 0.07673677753974685) +
                  z2 * (-0.06506801232421022 + z * 0.0502729986098597);
    double p = low + z4 * (high + z4 * -0.02534928220990764);
    double a = t + (t * z) * p;
    a = a + steep * (PVS_PI / 4);

    // Fold out: over the diagonal, over the y axis, over the x axis.
    a = ay > ax ? PVS_PI / 2 - a : a;
    // pi where x has a minus sign
    double flip = pvs_k_real(pvs_k_bits(PVS_PI) & (0 - (x_bits >> 63)));
    a = pvs_k_real(pvs_k_bits(a) ^ (x_bits & sign)) + flip;
    return pvs_k_real((pvs_k_bits(a) & ~sign) | (pvs_k_bits(y) & sign));
}

/// Exponential function.
///
/// x          |x| <= 700
/// accuracy   1e-13 relative (measured 4e-16)
/// source     x = n ln 2 + r (Cody and Waite, 1980), then the Taylor series to r^12 / 12!, whose
///            rest is below 2e-16
PVS_INLINE double pvs_k_exp(double x) {
    double t = x * 0x1.71547652b82fep0 + PVS_K_ROUND; // 1 / ln 2
    double n = t - PVS_K_ROUND;
    double r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33; // ln 2 = 32 bits + rest
    double r2 = r * r, r4 = r2 * r2;
    double low = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
    double middle = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
    double high = (1.0 / 3628800 + r * (1.0 / 39916800)) + r2 * (1.0 / 479001600);
    double p = low + r4 * (middle + r4 * high);
    p = 1.0 + (r + r2 * p);
    return pvs_k_real(pvs_k_bits(p) + (pvs_k_bits(t) << 52)); // times 2^n, in the exponent
}

/// Natural logarithm.
///
/// x          a normal number > 0 (from 2.3e-308)
/// accuracy   1e-13 absolute (measured 1.4e-16 relative, so half a unit in the last place far from
///            1)
/// source     x = 2^e m with m in [sqrt(1/2), sqrt 2); log m by s = (m - 1) / (m + 1) (fdlibm's
///            e_log, Sun Microsystems, 1993: coefficients)
PVS_INLINE double pvs_k_log(double x) {
    const uint64_t sqrt_half = 0x3fe6a09e667f3bcd;
    uint64_t shifted = pvs_k_bits(x) + (0x3ff0000000000000 - sqrt_half);
    // exponent by 2^52, exact
    double e = pvs_k_real((shifted >> 52) | 0x4330000000000000) - (0x1p52 + 1023);
    double m = pvs_k_real((shifted & 0x000fffffffffffff) + sqrt_half);
    double f = m - 1.0;
    double s = f / (2.0 + f);
    double z = s * s;
    double p = 1.531383769920937332e-01 + z * 1.479819860511658591e-01;
    p = 1.818357216161805012e-01 + z * p;
    p = 2.222219843214978396e-01 + z * p;
    p = 2.857142874366239149e-01 + z * p;
    p = 3.999999999940941908e-01 + z * p;
    p = 6.666666666666735130e-01 + z * p;
    p = z * p;
    double half_f2 = 0.5 * (f * f);
    double tail = s * (half_f2 + p) + e * 0x1.a39ef35793c76p-33;
    return e * 0x1.62e42feep-1 - ((half_f2 - tail) - f);
}

#endif
