// SPDX-License-Identifier: Apache-2.0
// Private to sensor/: elementary functions in single precision for the look kernel, in the manner
// of base/math_kernels.h (straight-line code, polynomials in pairs, the same bits in every lane of
// any width). 24 bits are 0.03 m in 400 km and 0.4 microradians, far below what a radar measures,
// and twice as many lanes fit into a vector.
#ifndef PVS_SENSOR_SHORT_MATH_H
#define PVS_SENSOR_SHORT_MATH_H

#include <stdint.h>

#include "base/math.h"

PVS_INLINE uint32_t pvs_kf_bits(float x) {
    union {
        float real;
        uint32_t bits;
    } u = {x};
    return u.bits;
}

PVS_INLINE float pvs_kf_real(uint32_t bits) {
    union {
        uint32_t bits;
        float real;
    } u = {bits};
    return u.real;
}

/// Angle of (x, y) in [-pi, pi].
///
/// y, x       |x| + |y| in 1e-30..1e30; some angle where both are zero
/// accuracy   4e-7 absolute (measured 2.4e-7, half the spacing of floats near pi)
/// source     reduction to tan(pi/8) as pvs_k_atan2; minimax fit of degree 3 in t^2 (own, by Remez'
///            exchange: 5e-9)
PVS_INLINE float pvs_kf_atan2(float y, float x) {
    const uint32_t sign = (uint32_t)1 << 31;
    uint32_t x_bits = pvs_kf_bits(x), y_bits = pvs_kf_bits(y);
    float ax = pvs_kf_real(x_bits & ~sign), ay = pvs_kf_real(y_bits & ~sign);
    float large = ax > ay ? ax : ay;
    float small = ax > ay ? ay : ax;
    float steep = small > 0.41421356f * large ? 1.0f : 0.0f;
    float num = small - steep * large;
    float den = large + steep * small;
    den = den > 0.0f ? den : 1.0f;
    float t = num / den;
    float z = t * t;
    float p = (-0.33332756f + z * 0.19971882f) + (z * z) * (-0.13824375f + z * 0.079023454f);
    float a = (t + (t * z) * p) + steep * (float)(PVS_PI / 4);
    a = ax > ay ? a : (float)(PVS_PI / 2) - a;
    a = x < 0.0f ? (float)PVS_PI - a : a;
    return pvs_kf_real(pvs_kf_bits(a) | (y_bits & sign));
}

/// Exponential function.
///
/// x          |x| <= 87
/// accuracy   2e-7 + 1e-7 |x| relative
/// source     2^n 2^f with n + f = x / ln 2 rounded to a float, then the Taylor series to f^7, its
///            rest is below 6e-9
PVS_INLINE float pvs_kf_exp(float x) {
    float y = x * 1.44269504f;
    float t = y + 0x1.8p23f; // rounds to a whole number in the low bits
    float f = y - (t - 0x1.8p23f);
    float f2 = f * f;
    float q = ((0.240226507f + f * 0.0555041087f) + f2 * (0.00961812911f + f * 0.00133335581f)) +
              (f2 * f2) * (0.000154035304f + f * 1.52527338e-05f);
    float p = (1.0f + f * 0.693147181f) + f2 * q;
    return pvs_kf_real(pvs_kf_bits(p) + (pvs_kf_bits(t) << 23)); // times 2^n, in the exponent
}

#endif
