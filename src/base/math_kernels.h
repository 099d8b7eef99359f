// SPDX-License-Identifier: Apache-2.0
// Included by math.h alone: the inline polynomials of the vector loops (see there).
#ifndef PVS_BASE_MATH_KERNELS_H
#define PVS_BASE_MATH_KERNELS_H

// (to be filled by the base room; signatures are fixed)
static inline void pvs_k_sincos(double x_rad, double *sin_x, double *cos_x); ///< |x| <= 4: 2e-15 absolute
static inline double pvs_k_atan2(double y, double x);                        ///< full circle: 1e-12 absolute
static inline double pvs_k_exp(double x);                                    ///< -700 <= x <= 700: 1e-13 relative
static inline double pvs_k_log(double x);                                    ///< normal x > 0: 1e-13 absolute

#endif
