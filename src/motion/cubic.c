// SPDX-License-Identifier: Apache-2.0
// A stretch of a segment as one cubic of time: what moves smoothly needs no sine for each look.
#include "motion.h"

#include "base/math.h"
#include "bounds.h"

/// What the flattening of the Earth adds to the fourth derivative, as a factor: N = a (1 + 0.0034
/// nz^2 + ...), and nz^2 n has three harmonics, whose fourth derivative is at most 81 times as
/// large.
#define FLATTENING 1.3

// Fourth derivative of (radius + h) n, n on a circle of size `size` with angular derivatives w, w2,
// w3 and the height's c1, c2, c3.
static double turning_snap(double radius, double size, double w, double w2, double w3, double c1,
                           double c2, double c3) {
    double n1 = w, n2 = w * w + w2, n3 = w * w * w + 3.0 * w * w2 + w3;
    double n4 = w * w * w * w + 6.0 * w * w * w2 + 3.0 * w2 * w2 + 4.0 * w * w3;
    return FLATTENING * size * (radius * n4 + 4.0 * c1 * n3 + 6.0 * c2 * n2 + 4.0 * c3 * n1);
}

static double arc_snap(const PvsSegment *g) {
    double climb = fabs(g->arc.climb_mps);
    double high_m = fabs(g->arc.h0_ell_m) + climb * pvs_time_s(g->t1 - g->t0);
    return turning_snap(BOUNDS_CURVATURE_M + high_m, pvs_vec3_norm(g->arc.a),
                        fabs(g->arc.rate_radps), 0, 0, climb, 0, 0);
}

static double profile_snap(const PvsSegment *g) {
    const double *p = g->profile.phi, *h = g->profile.h;
    double s = pvs_time_s(g->t1 - g->t0);
    double w3 = 6.0 * fabs(p[2]), w2 = 2.0 * fabs(p[1]) + w3 * s,
           w = fabs(p[0]) + 2.0 * fabs(p[1]) * s + 0.5 * w3 * s * s;
    double c3 = 6.0 * fabs(h[2]), c2 = 2.0 * fabs(h[1]) + c3 * s,
           c1 = fabs(h[0]) + 2.0 * fabs(h[1]) * s + 0.5 * c3 * s * s;
    double high_m = fabs((double)g->profile_h0_m) + c1 * s;
    return turning_snap(BOUNDS_CURVATURE_M + high_m, 1.0, w, w2, w3, c1, c2, c3);
}

// With k = mu / r^3: |a'| <= 2 k v, |a''| <= 2 k g + 6 k v^2 / r (the tidal tensor and its
// derivative); the turning frame adds 4 w a' + 6 w^2 a + 4 w^3 v + w^4 r.
static double ballistic_snap(const PvsSegment *g) {
    MotionBounds b = bounds_of(g);
    double r = pvs_vec3_norm(g->ballistic.pos_eci), w = PVS_EARTH_RATE, v = b.speed_mps;
    double low = r < PVS_WGS84_A_M ? r : PVS_WGS84_A_M * (1.0 - PVS_WGS84_F) - 1e4;
    double k = PVS_EARTH_GM / (low * low * low), fall = k * low;
    return 2.0 * k * fall + 6.0 * k * v * v / low + 8.0 * w * k * v + 6.0 * w * w * fall +
           4.0 * w * w * w * v + w * w * w * w * 2.0 * r;
}

double pvs_cubic_span_s(const PvsSegment *segment, double error_m) {
    double snap = segment->kind == PVS_SEG_BALLISTIC ? ballistic_snap(segment)
                  : segment->kind == PVS_SEG_PROFILE ? profile_snap(segment)
                                                     : arc_snap(segment);
    double span_s = PVS_CUBIC_SPAN_MAX_S;
    // Hermite's cubic is off by at most f'''' span^4 / 384.
    while (span_s >= 1.0 && snap * (span_s * span_s) * (span_s * span_s) > 384.0 * error_m) {
        span_s *= 0.5;
    }
    return span_s >= 1.0 ? span_s : 0.0;
}

static PvsVec3 half_sum(PvsVec3 a, PvsVec3 b) {
    return pvs_vec3_scale(pvs_vec3_add(a, b), 0.5);
}

PvsCubic pvs_segment_cubic(const PvsSegment *segment, PvsTime t_about, PvsTime half) {
    if (half <= 0) {
        PvsKinematics k = pvs_segment_at(segment, t_about);
        return (PvsCubic){{k.pos_ecef, k.vel_ecef, pvs_vec3_scale(k.acc_ecef, 0.5), {0, 0, 0}}};
    }
    PvsKinematics k0 = pvs_segment_at(segment, t_about - half),
                  k1 = pvs_segment_at(segment, t_about + half);
    double h = pvs_time_s(half);
    PvsVec3 mean_vel = half_sum(k0.vel_ecef, k1.vel_ecef);
    PvsVec3 chord = pvs_vec3_scale(pvs_vec3_sub(k1.pos_ecef, k0.pos_ecef), 0.5 / h);
    PvsVec3 c2 = pvs_vec3_scale(pvs_vec3_sub(k1.vel_ecef, k0.vel_ecef), 0.25 / h);
    PvsVec3 c3 = pvs_vec3_scale(pvs_vec3_sub(mean_vel, chord), 0.5 / (h * h));
    return (PvsCubic){{pvs_vec3_add_scaled(half_sum(k0.pos_ecef, k1.pos_ecef), -h * h, c2),
                       pvs_vec3_add_scaled(chord, -h * h, c3), c2, c3}};
}
