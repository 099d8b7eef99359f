// SPDX-License-Identifier: Apache-2.0
// Building single segments: legs, stays, turns.
//
// A leg turns the geodetic normal along the great circle of normals at a constant rate. Against the
// geodesic between its ends, flown at constant speed, it strays by at most 67 m sideways and 198 m
// along the way for a leg of 1000 km, both growing with the square of the length (0.7 m and 2 m at
// 100 km), and lasts at most 2.1e-5 of its time longer or shorter; its ends are exact.
// (tests/motion/test_leg.c measures it.)
#include "leg.h"
#include "arc_inline.h"

double leg_ground_radius_m(PvsVec3 n, PvsVec3 along, double h_ell_m) {
    double n_radius = arc_n_radius(n.z);
    double w_e2 = (n_radius * n_radius) * (PVS_WGS84_E2 / (PVS_WGS84_A_M * PVS_WGS84_A_M));
    double n_slope = n_radius * (w_e2 * (n.z * along.z));
    // Velocity of the ground point for a unit rate; it is horizontal, and height adds along the
    // normal's own motion.
    PvsVec3 v = pvs_vec3_add_scaled(pvs_vec3_scale(n, n_slope), n_radius + h_ell_m, along);
    v.z -= PVS_WGS84_E2 * (n_slope * n.z + n_radius * along.z);
    return pvs_vec3_norm(v);
}

// A unit vector across n that points north (at a pole: along the meridian of longitude 0).
static PvsVec3 north_of(PvsVec3 n) {
    PvsVec3 north = pvs_vec3(-n.z * n.x, -n.z * n.y, 1.0 - n.z * n.z);
    return pvs_vec3_norm(north) > 1e-8 ? pvs_vec3_unit(north)
                                       : pvs_vec3(n.z > 0 ? -1.0 : 1.0, 0.0, 0.0);
}

GreatCircle leg_circle(PvsVec3 from, PvsVec3 to) {
    PvsVec3 pole = pvs_vec3_cross(from, to);
    double s = pvs_vec3_norm(pole);
    GreatCircle c = {from, north_of(from), pvs_atan2(s, pvs_vec3_dot(from, to))};
    if (s > 1e-15) {
        c.b = pvs_vec3_unit(pvs_vec3_cross(pole, from));
    } else if (c.angle_rad < 1.0) {
        c.angle_rad = 0.0; // coincident; opposite points go over the pole
    }
    return c;
}

PvsSegment leg_along(GreatCircle circle, double h0_ell_m, double h1_ell_m, double speed_mps,
                     PvsTime t0) {
    PvsSegment g = {.t0 = t0, .t1 = t0, .kind = PVS_SEG_ARC};
    g.arc.a = circle.a;
    g.arc.b = circle.b;
    g.arc.h0_ell_m = h0_ell_m;
    if (!(circle.angle_rad > 0.0) || !(speed_mps > 0.0)) {
        return g;
    }
    double sin_half, cos_half;
    pvs_sincos(0.5 * circle.angle_rad, &sin_half, &cos_half);
    PvsVec3 n = pvs_vec3_add_scaled(pvs_vec3_scale(circle.a, cos_half), sin_half, circle.b);
    PvsVec3 along = pvs_vec3_add_scaled(pvs_vec3_scale(circle.b, cos_half), -sin_half, circle.a);
    double length_m = circle.angle_rad * leg_ground_radius_m(n, along, 0.5 * (h0_ell_m + h1_ell_m));
    g.t1 = t0 + pvs_time_from_s(length_m / speed_mps);
    // The whole nanoseconds of the duration decide the rate, so that the end is met exactly.
    double duration_s = pvs_time_s(g.t1 - t0);
    g.arc.rate_radps = circle.angle_rad / duration_s;
    g.arc.climb_mps = (h1_ell_m - h0_ell_m) / duration_s;
    return g;
}

PvsSegment pvs_leg(PvsLlh from, PvsLlh to, double speed_mps, PvsTime t0) {
    return leg_along(leg_circle(pvs_normal_from_llh(from), pvs_normal_from_llh(to)), from.h_ell_m,
                     to.h_ell_m, speed_mps, t0);
}

PvsSegment pvs_stay(PvsLlh at, PvsTime t0, PvsTime t1) {
    PvsSegment g = {.t0 = t0, .t1 = t1, .kind = PVS_SEG_ARC};
    g.arc.a = pvs_normal_from_llh(at);
    g.arc.b = north_of(g.arc.a);
    g.arc.h0_ell_m = at.h_ell_m;
    return g;
}

PvsSegment turn_about(PvsVec3 axis, PvsVec3 start, double alpha_rad, double sweep_rad,
                      double h_ell_m, double speed_mps, PvsTime t0) {
    double sin_alpha, cos_alpha;
    pvs_sincos(alpha_rad, &sin_alpha, &cos_alpha);
    PvsVec3 a = pvs_vec3_unit(pvs_vec3_add_scaled(start, -pvs_vec3_dot(start, axis), axis));
    PvsVec3 b = pvs_vec3_cross(axis, a); // a quarter turn anticlockwise, seen from outside
    PvsSegment g = {.t0 = t0, .t1 = t0, .kind = PVS_SEG_ARC};
    g.arc.a = pvs_vec3_scale(a, sin_alpha);
    g.arc.b = pvs_vec3_scale(b, sweep_rad > 0 ? -sin_alpha : sin_alpha);
    g.arc.c = pvs_vec3_scale(axis, cos_alpha);
    g.arc.h0_ell_m = h_ell_m;
    double sweep = fabs(sweep_rad);
    double radius_m = PVS_WGS84_A_M * (1.0 - PVS_WGS84_F) / (1.0 - PVS_WGS84_E2 * axis.z * axis.z);
    double length_m = sweep * (radius_m + h_ell_m) * sin_alpha;
    if (length_m > 0 && speed_mps > 0) {
        g.t1 = t0 + pvs_time_from_s(length_m / speed_mps);
        g.arc.rate_radps = sweep / pvs_time_s(g.t1 - t0);
    }
    return g;
}

PvsSegment pvs_turn(PvsLlh centre, double radius_m, double az0_rad, double sweep_rad,
                    double h_ell_m, double speed_mps, PvsTime t0) {
    PvsVec3 axis = pvs_normal_from_llh(centre);
    PvsEnuFrame frame = pvs_enu_frame(centre);
    double sin_az, cos_az;
    pvs_sincos(az0_rad, &sin_az, &cos_az);
    PvsVec3 start = pvs_vec3_add_scaled(pvs_vec3_scale(frame.north, cos_az), sin_az, frame.east);
    double alpha_rad = radius_m / (pvs_earth_gaussian_radius_m(centre.lat_rad) + h_ell_m);
    return turn_about(axis, start, alpha_rad, sweep_rad, h_ell_m, speed_mps, t0);
}
