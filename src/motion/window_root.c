// SPDX-License-Identifier: Apache-2.0
// The bracketed root of the windows, and segments seen from a site.
#include "window_root.h"

#include "arc_inline.h"
#include "kepler_flight.h"

#define ROOT_S 4e-8 ///< width of the bracket at which a root is found

// The variable in which what passes a site is nearly linear: the square of the time from its
// closest point.
static double stretched(double s_s, double closest_s) {
    return isnan(closest_s) ? s_s : (s_s - closest_s) * (s_s - closest_s);
}

static double unstretched(double u, double closest_s, double side) {
    return isnan(closest_s) ? u : closest_s + side * sqrt(u);
}

double window_root(double (*value)(const void *ctx, double s_s, int condition), const void *ctx,
                   int condition, double closest_s, double s0, double v0, double s1, double v1) {
    double origin = closest_s <= s0 || closest_s >= s1 ? closest_s : NAN,
           side = closest_s <= s0 ? 1.0 : -1.0;
    // b is the newest point, a the other end of the bracket, c the point before; a capital letter
    // is the stretched one.
    double a = s1, fa = v1, A = stretched(s1, origin), b = s0, fb = v0, B = stretched(s0, origin);
    // A value of 0 counts as positive, as it does for a condition; so an end that lies on its limit
    // is no root if the sign changes elsewhere.
    double C, fc, share = fa / (fa - fb);
    share = share < 0.02 ? 0.02 : share > 0.98 ? 0.98 : share;
    for (int i = 0; i < 100; i++) {
        double X = A + share * (B - A), x = unstretched(X, origin, side),
               fx = value(ctx, x, condition);
        if ((fx < 0.0) == (fa < 0.0)) {
            C = A;
            fc = fa;
        } else {
            C = B;
            fc = fb;
            b = a;
            B = A;
            fb = fa;
        }
        a = x;
        A = X;
        fa = fx;
        double width = fabs(b - a), least = 0.5 * ROOT_S / width;
        if (width < ROOT_S) {
            return a;
        }
        double xi = (A - B) / (C - B), phi = (fa - fb) / (fc - fb);
        share = 0.5;
        if (phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi) {
            share = fa / (fb - fa) * (fc / (fb - fc)) +
                    (C - A) / (B - A) * (fa / (fc - fa)) * (fb / (fc - fb));
            if (share >= 0.0 && share < 0.5 * least) {
                return a + share * (b - a); // it would hardly move any more
            }
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
    PvsVec3 n =
        pvs_vec3_add(g->arc.c, pvs_vec3_add_scaled(pvs_vec3_scale(g->arc.a, c), s, g->arc.b));
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
