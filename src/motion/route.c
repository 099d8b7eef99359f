// SPDX-License-Identifier: Apache-2.0
// Routes: legs through waypoints, their corners rounded by small circles that touch both legs (on
// the sphere of normals, so that position and heading stay continuous). Right spherical triangle
// between corner, touching point and the circle's centre: sin d = tan(rho) / tan(theta / 2), with d
// from the corner to the touching point, rho the circle's angular radius, theta the angle between
// the legs.
#include "base/math.h"
#include "leg.h"

#define SHARE_MAX 0.45 ///< of a leg, that a corner may take

/// A rounded corner: what it cuts off each leg, and its circle.
typedef struct {
    double cut_rad, alpha_rad, sweep_rad; ///< cut_rad = 0: left sharp
    PvsVec3 axis, start;
} Corner;

static PvsVec3 on_circle(GreatCircle c, double phi_rad) {
    double s, k;
    pvs_sincos(phi_rad, &s, &k);
    return pvs_vec3_add_scaled(pvs_vec3_scale(c.a, k), s, c.b);
}

static PvsVec3 along_circle(GreatCircle c, double phi_rad) {
    double s, k;
    pvs_sincos(phi_rad, &s, &k);
    return pvs_vec3_add_scaled(pvs_vec3_scale(c.b, k), -s, c.a);
}

// The corner between two legs; sharp when it turns by less than a thousandth of a degree, turns
// right back, or a leg is too short.
static Corner round_corner(GreatCircle in, GreatCircle out, double h_ell_m, double turn_radius_m) {
    Corner corner = {0};
    if (!(turn_radius_m > 0) || !(in.angle_rad > 0) || !(out.angle_rad > 0)) {
        return corner;
    }
    PvsVec3 p = out.a, t_in = along_circle(in, in.angle_rad), t_out = out.b;
    double turn = pvs_atan2(pvs_vec3_dot(p, pvs_vec3_cross(t_in, t_out)),
                            pvs_vec3_dot(t_in, t_out)); // + anticlockwise
    if (fabs(turn) < 1.7e-5 || fabs(turn) > PVS_PI - 1e-3) {
        return corner;
    }
    double radius_m =
        PVS_WGS84_A_M * (1.0 - PVS_WGS84_F) / (1.0 - PVS_WGS84_E2 * p.z * p.z) + h_ell_m;
    double alpha = turn_radius_m / radius_m;
    double sin_cut =
        pvs_tan(alpha) * pvs_tan(0.5 * fabs(turn)); // tan(theta / 2) = 1 / tan(turn / 2)
    if (!(sin_cut < 0.5)) {
        return corner;
    }
    double cut = pvs_asin(sin_cut);
    if (cut > SHARE_MAX * in.angle_rad || cut > SHARE_MAX * out.angle_rad) {
        return corner;
    }
    double side = turn > 0 ? 1.0 : -1.0, sin_alpha, cos_alpha;
    pvs_sincos(alpha, &sin_alpha, &cos_alpha);
    PvsVec3 start = on_circle(in, in.angle_rad - cut), stop = on_circle(out, cut);
    PvsVec3 left = pvs_vec3_cross(in.a, in.b); // the leg's pole lies on its left
    corner.axis = pvs_vec3_unit(
        pvs_vec3_add_scaled(pvs_vec3_scale(start, cos_alpha), side * sin_alpha, left));
    corner.start = start;
    corner.alpha_rad = alpha;
    corner.cut_rad = cut;
    PvsVec3 a = pvs_vec3_add_scaled(start, -pvs_vec3_dot(start, corner.axis), corner.axis);
    PvsVec3 b = pvs_vec3_add_scaled(stop, -pvs_vec3_dot(stop, corner.axis), corner.axis);
    double swept = pvs_atan2(pvs_vec3_norm(pvs_vec3_cross(a, b)), pvs_vec3_dot(a, b));
    corner.sweep_rad = -side * swept;
    return corner;
}

static GreatCircle circle_between(const PvsLlh *points, size_t i) {
    return leg_circle(pvs_normal_from_llh(points[i]), pvs_normal_from_llh(points[i + 1]));
}

/// Where the next segment goes.
typedef struct {
    PvsSegment *out;
    size_t capacity, n;
    PvsTime t;
} Writer;

static void put(Writer *w, PvsSegment segment) {
    if (segment.t1 <= segment.t0) {
        return; // coincident points
    }
    if (w->n < w->capacity) {
        w->out[w->n] = segment;
    }
    w->n++;
    w->t = segment.t1;
}

size_t pvs_route(const PvsLlh *points, size_t n, const double *speed_mps, double turn_radius_m,
                 PvsTime t0, PvsSegment *out, size_t capacity) {
    Writer w = {out, capacity, 0, t0};
    if (n < 2) {
        return 0;
    }
    GreatCircle circle = circle_between(points, 0);
    double cut_before = 0.0;
    for (size_t i = 0; i + 1 < n; i++) {
        GreatCircle next = {0};
        Corner corner = {0};
        if (i + 2 < n) {
            next = circle_between(points, i + 1);
            corner = round_corner(circle, next, points[i + 1].h_ell_m, turn_radius_m);
        }
        // Turns are level at the corner's height; the straight part between them does all the
        // climbing.
        GreatCircle part = {on_circle(circle, cut_before), along_circle(circle, cut_before),
                            circle.angle_rad - cut_before - corner.cut_rad};
        put(&w, leg_along(part, points[i].h_ell_m, points[i + 1].h_ell_m, speed_mps[i], w.t));
        if (corner.cut_rad > 0) {
            put(&w, turn_about(corner.axis, corner.start, corner.alpha_rad, corner.sweep_rad,
                               points[i + 1].h_ell_m, speed_mps[i], w.t));
        }
        cut_before = corner.cut_rad;
        circle = next;
    }
    return w.n;
}
