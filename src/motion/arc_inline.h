// SPDX-License-Identifier: Apache-2.0
// Private to motion/: the kinematics of an ARC as straight-line code, shared by pvs_segment_at and
// the vector kernel, so that both give the same bits.
//
// With the normal n(t) on its circle, w = 1 / (1 - e2 nz^2) and N = a sqrt(w):
//   pos = (N + h) n - e2 N nz z,   N' = N e2 w nz nz',
//   vel = (N' + h') n + (N + h) n' - e2 (N' nz + N nz') z.
// The acceleration is that of a sphere of radius N + h: (N + h) n'' + 2 h' n'. What is left out is
// below 0.0142 v^2 / N (N'' and the flattening of the meridian: 1e-4 m/s2 at 200 m/s, 3e-3 m/s2 at
// 1200 m/s).
#ifndef PVS_MOTION_ARC_INLINE_H
#define PVS_MOTION_ARC_INLINE_H

#include "base/inline.h"
#include "base/math.h"
#include "earth/earth.h"

/// Position from the normal and the height.
PVS_INLINE void arc_position(double nx, double ny, double nz, double n_radius_m, double h_m,
                             double *px, double *py, double *pz) {
    double g = n_radius_m + h_m;
    *px = g * nx;
    *py = g * ny;
    *pz = g * nz - (PVS_WGS84_E2 * n_radius_m) * nz;
}

/// Radius of curvature in the prime vertical, N = a / sqrt(1 - e2 nz^2), by a polynomial in nz^2 on
/// [0, 1]: cheaper than a root and a quotient, and as exact (Chebyshev fit, 1.1e-17 relative).
PVS_INLINE double arc_n_radius(double nz) {
    double u = nz * nz;
    double p = 5.4909119070165494813e-10 + u * 3.3702895573958155713e-12;
    p = 9.3752157381494334125e-8 + u * p;
    p = 0.000016805521286171378603 + u * p;
    p = 0.0033471899950713857051 + u * p;
    return PVS_WGS84_A_M + PVS_WGS84_A_M * (u * p);
}

/// Kinematics of the arc with circle (a, b, c), rate and climb, where the angle's sine and cosine,
/// the height and the radius of curvature N are known.
PVS_INLINE void arc_kinematics(double ax, double ay, double az, double bx, double by, double bz,
                               double cx, double cy, double cz, double rate, double h, double climb,
                               double sin_phi, double cos_phi, double n_radius, double *px,
                               double *py, double *pz, double *vx, double *vy, double *vz,
                               double *qx, double *qy, double *qz) {
    double mx = ax * cos_phi + bx * sin_phi, my = ay * cos_phi + by * sin_phi,
           mz = az * cos_phi + bz * sin_phi;
    double nx = cx + mx, ny = cy + my, nz = cz + mz;
    double dx = rate * (bx * cos_phi - ax * sin_phi);
    double dy = rate * (by * cos_phi - ay * sin_phi);
    double dz = rate * (bz * cos_phi - az * sin_phi);
    arc_position(nx, ny, nz, n_radius, h, px, py, pz);

    double w_e2 = (n_radius * n_radius) * (PVS_WGS84_E2 / (PVS_WGS84_A_M * PVS_WGS84_A_M));
    double n_slope = (n_radius * w_e2) * (nz * dz);
    double g = n_radius + h, g_slope = n_slope + climb;
    *vx = g_slope * nx + g * dx;
    *vy = g_slope * ny + g * dy;
    *vz = (g_slope * nz + g * dz) - PVS_WGS84_E2 * (n_slope * nz + n_radius * dz);

    double bend = -(rate * rate) * g, twice_climb = 2.0 * climb;
    *qx = bend * mx + twice_climb * dx;
    *qy = bend * my + twice_climb * dy;
    *qz = bend * mz + twice_climb * dz;
}

#endif
