// SPDX-License-Identifier: Apache-2.0
// Upper bounds of speed and acceleration on a segment.
//
// A point moves over the ellipsoid by at most (M or N, whichever is greater, plus h) times the turn
// of its normal; both radii of curvature are at most a / sqrt(1 - e2), reached at the poles. Second
// derivatives of that map differ from a sphere's by a few times e2 = 0.0067: a factor 1.1 covers
// them (tests/weapon/test_bounds.c looks for a counter-example). A vacuum arc is fastest where it
// is lowest (energy in the turning frame), and that is at an end, or at the perigee when the arc is
// a whole orbit.
#include "weapon/bounds.h"

#define CURVATURE_MAX_M 6399594.0 // a / sqrt(1 - e2), rounded up
#define SLACK           1.1

static double larger(double a, double b) {
    return a > b ? a : b;
}

// Greatest magnitude of c0 + c1 s + c2 s^2 on [0, end].
static double quadratic_max_abs(double c0, double c1, double c2, double end) {
    double most = larger(fabs(c0), fabs(c0 + end * (c1 + end * c2)));
    double vertex = c2 != 0 ? -c1 / (2 * c2) : -1;
    return vertex > 0 && vertex < end ? larger(most, fabs(c0 + vertex * (c1 + vertex * c2))) : most;
}

static PvsSegmentBounds bounds_arc(const PvsSegment *s, double end_s) {
    double h_max_m = larger(larger(s->arc.h0_ell_m, s->arc.h0_ell_m + s->arc.climb_mps * end_s), 0);
    double lever_m = CURVATURE_MAX_M + h_max_m;
    double rate = fabs(s->arc.rate_radps),
           turn = rate * larger(pvs_vec3_norm(s->arc.a), pvs_vec3_norm(s->arc.b));
    double level_mps = turn * lever_m, climb_mps = fabs(s->arc.climb_mps);
    return (PvsSegmentBounds){.speed_mps =
                                  sqrt(level_mps * level_mps + climb_mps * climb_mps) * (1 + 1e-9),
                              .acc_mps2 = SLACK * rate * level_mps + 2 * turn * climb_mps};
}

static PvsSegmentBounds bounds_profile(const PvsSegment *s, double end_s) {
    const double *p = s->profile.phi, *h = s->profile.h;
    double turn = quadratic_max_abs(p[0], 2 * p[1], 3 * p[2], end_s);
    double turn_rate = larger(fabs(2 * p[1]), fabs(2 * p[1] + 6 * p[2] * end_s));
    double climb = quadratic_max_abs(h[0], 2 * h[1], 3 * h[2], end_s);
    double climb_rate = larger(fabs(2 * h[1]), fabs(2 * h[1] + 6 * h[2] * end_s));
    double h_max_m = larger((double)s->profile_h0_m + climb * end_s, 0);
    double lever_m = CURVATURE_MAX_M + h_max_m, level_mps = turn * lever_m;
    return (PvsSegmentBounds){.speed_mps = sqrt(level_mps * level_mps + climb * climb) * (1 + 1e-9),
                              .acc_mps2 = SLACK * (turn * level_mps + turn_rate * lever_m) +
                                          climb_rate + 2 * turn * climb};
}

static PvsSegmentBounds bounds_ballistic(const PvsSegment *s) {
    PvsVec3 p = s->ballistic.pos_eci, v = s->ballistic.vel_eci;
    double r0 = pvs_vec3_norm(p), r1 = pvs_vec3_norm(pvs_segment_at(s, s->t1).pos_ecef);
    double v2 = pvs_vec3_dot(v, v), low_m = r0 < r1 ? r0 : r1;
    // The perigee matters when the arc passes it; an arc that does so above the ground has it near
    // the ends' radius or well below.
    double h = pvs_vec3_norm(pvs_vec3_cross(p, v)), energy = v2 / 2 - PVS_EARTH_GM / r0;
    double ecc2 = 1 + 2 * energy * h * h / (PVS_EARTH_GM * PVS_EARTH_GM);
    double perigee_m = h * h / (PVS_EARTH_GM * (1 + sqrt(ecc2 > 0 ? ecc2 : 0)));
    if (perigee_m > 0.98 * PVS_WGS84_A_M && perigee_m < low_m) {
        low_m = perigee_m;
    }
    double apogee_m = energy < 0 ? -PVS_EARTH_GM / energy - perigee_m : larger(r0, r1);
    // Jacobi's integral: in the turning frame v^2 / 2 - GM / r - (rate x distance from the axis)^2
    // / 2 stays what it is.
    double rate2 = PVS_EARTH_RATE * PVS_EARTH_RATE, axis2 = p.x * p.x + p.y * p.y,
           widest_m = larger(apogee_m, r0);
    PvsVec3 v_ecef = {v.x + PVS_EARTH_RATE * p.y, v.y - PVS_EARTH_RATE * p.x, v.z};
    double square = pvs_vec3_dot(v_ecef, v_ecef) + 2 * PVS_EARTH_GM * (1 / low_m - 1 / r0) +
                    rate2 * (widest_m * widest_m - axis2);
    double speed_mps = sqrt(larger(square, 0)) * (1 + 1e-9);
    return (PvsSegmentBounds){.speed_mps = speed_mps,
                              .acc_mps2 = PVS_EARTH_GM / (low_m * low_m) +
                                          2 * PVS_EARTH_RATE * speed_mps + rate2 * widest_m};
}

PvsSegmentBounds pvs_segment_bounds(const PvsSegment *segment) {
    double end_s = pvs_time_s(segment->t1 - segment->t0);
    switch ((PvsSegmentKind)segment->kind) {
    case PVS_SEG_ARC:
        return bounds_arc(segment, end_s);
    case PVS_SEG_PROFILE:
        return bounds_profile(segment, end_s);
    default:
        return bounds_ballistic(segment);
    }
}
