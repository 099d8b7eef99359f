// SPDX-License-Identifier: Apache-2.0
// The bracketed root of the windows, and segments seen from a site.
#include "window_root.h"

#include "arc_inline.h"
#include "kepler_flight.h"

#define ROOT_S 4e-8 ///< width of the bracket at which a root is found

double window_root(double (*value)(const void *ctx, double s_s, int condition), const void *ctx, int condition,
                   double s0, double v0, double s1, double v1) {
    // b is the newest point, a the other end of the bracket, c the point before.
    double b = s0, fb = v0, a = s1, fa = v1, c = s0, fc = v0, share = 0.5;
    for (int i = 0; i < 100; i++) {
        double x = a + share * (b - a), fx = value(ctx, x, condition);
        if ((fx < 0.0) == (fa < 0.0)) {
            c = a;
            fc = fa;
        } else {
            c = b;
            b = a;
            fc = fb;
            fb = fa;
        }
        a = x;
        fa = fx;
        double width = fabs(b - a), least = 0.5 * ROOT_S / width;
        if (fa == 0.0 || width < ROOT_S) {
            return a;
        }
        double xi = (a - b) / (c - b), phi = (fa - fb) / (fc - fb);
        share = 0.5;
        if (phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi) {
            share = fa / (fb - fa) * (fc / (fb - fc)) + (c - a) / (b - a) * (fa / (fc - fa)) * (fb / (fc - fb));
        }
        share = share < least ? least : share > 1.0 - least ? 1.0 - least : share;
    }
    return a;
}

static ReachPoint seen(const PvsReach *reach, PvsVec3 n, double h_m) {
    PvsVec3 pos;
    arc_position(n.x, n.y, n.z, arc_n_radius(n.z), h_m, &pos.x, &pos.y, &pos.z);
    return reach_point(reach, pos, n, h_m);
}

ReachPoint window_arc_point(const PvsSegment *g, const PvsReach *reach, double s_s) {
    double s, c;
    pvs_k_sincos(g->arc.rate_radps * s_s, &s, &c);
    PvsVec3 n = pvs_vec3_add(g->arc.c, pvs_vec3_add_scaled(pvs_vec3_scale(g->arc.a, c), s, g->arc.b));
    return seen(reach, n, g->arc.h0_ell_m + g->arc.climb_mps * s_s);
}

ReachPoint window_profile_point(const PvsSegment *g, const PvsReach *reach, double s_s) {
    const double *p = g->profile.phi, *h = g->profile.h;
    double s, c;
    pvs_k_sincos(((p[2] * s_s + p[1]) * s_s + p[0]) * s_s, &s, &c);
    PvsVec3 n = pvs_vec3_add_scaled(pvs_vec3_scale(g->profile.a, c), s, g->profile.b);
    return seen(reach, n, (double)g->profile_h0_m + ((h[2] * s_s + h[1]) * s_s + h[0]) * s_s);
}

ReachPoint window_ballistic_point(const PvsSegment *g, const PvsReach *reach, double s_s) {
    PvsKinematics k = kepler_flight_at(g->ballistic.pos_eci, g->ballistic.vel_eci, s_s);
    double h_m;
    PvsVec3 n = pvs_normal_from_ecef(k.pos_ecef, &h_m);
    return reach_point(reach, k.pos_ecef, n, h_m);
}
