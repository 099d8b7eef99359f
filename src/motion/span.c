// SPDX-License-Identifier: Apache-2.0
// Spans of segments (span.h).
#include "span.h"

#include "bounds.h"

static void set_heights(Span *s, double h_low_m, double h_high_m) {
    s->h_low_m = h_low_m;
    s->h_high_m = h_high_m;
    s->sqrt_h_high = h_high_m > 0.0 ? sqrt(h_high_m) : 0.0;
    s->inverse_radius = 1.0 / (SPAN_CURVATURE_M + 0.5 * (h_low_m > -500.0 ? h_low_m : -500.0));
}

Span span_of_ball(PvsVec3 normal, double slack, double h_low_m, double h_high_m) {
    Span s = {.a = normal, .slack = slack, .whole = true};
    set_heights(&s, h_low_m, h_high_m);
    return s;
}

static Span arc_span(PvsVec3 a, PvsVec3 b, PvsVec3 c, double sweep_rad, double h_low_m,
                     double h_high_m) {
    Span s = {.a = a, .b = b, .c = c};
    set_heights(&s, h_low_m, h_high_m);
    s.whole = sweep_rad > 3.14;
    if (!s.whole) {
        pvs_k_sincos(sweep_rad, &s.sin_end, &s.cos_end);
    }
    return s;
}

static Span span_of_arc(const PvsSegment *g) {
    double duration_s = pvs_time_s(g->t1 - g->t0);
    double h0 = g->arc.h0_ell_m, h1 = h0 + g->arc.climb_mps * duration_s;
    return arc_span(g->arc.a, g->arc.b, g->arc.c, g->arc.rate_radps * duration_s, h0 < h1 ? h0 : h1,
                    h0 < h1 ? h1 : h0);
}

// Angle and height may run beyond their ends inside a piece, by no more than their bend allows.
static Span span_of_profile(const PvsSegment *g) {
    double s = pvs_time_s(g->t1 - g->t0);
    const double *p = g->profile.phi, *h = g->profile.h;
    double phi = ((p[2] * s + p[1]) * s + p[0]) * s, h0 = (double)g->profile_h0_m;
    double h1 = h0 + ((h[2] * s + h[1]) * s + h[0]) * s;
    double bend_h = 0.125 * s * s * fmax(fabs(2.0 * h[1]), fabs(2.0 * h[1] + 6.0 * h[2] * s));
    double bend_phi = 0.125 * s * s * fmax(fabs(2.0 * p[1]), fabs(2.0 * p[1] + 6.0 * p[2] * s));
    Span span = arc_span(g->profile.a, g->profile.b, pvs_vec3(0.0, 0.0, 0.0), phi,
                         fmin(h0, h1) - bend_h, fmax(h0, h1) + bend_h);
    bool forward = fmin(p[0], p[0] + (2.0 * p[1] + 3.0 * p[2] * s) * s) >= 0.0 && p[2] <= 0.0;
    // A rate that is concave in time and not negative at its ends is nowhere negative.
    span.slack = forward ? 0.0 : bend_phi;
    return span;
}

// Balls about the normals at the middle of equal times.
static int spans_of_ballistic(const PvsSegment *g, Span spans[SPANS_MAX]) {
    double duration_s = pvs_time_s(g->t1 - g->t0);
    int n = duration_s > 240.0 ? SPANS_MAX : 4;
    MotionBounds bounds = bounds_of(g);
    double half_s = 0.5 * duration_s / n;
    PvsVec3 normal[2 * SPANS_MAX + 1];
    double h[2 * SPANS_MAX + 1];
    for (int i = 0; i <= 2 * n; i++) {
        PvsTime t = g->t0 + pvs_time_from_s(half_s * i);
        normal[i] = pvs_normal_from_ecef(pvs_segment_at(g, t).pos_ecef, &h[i]);
    }
    for (int i = 0; i < n; i++) {
        const PvsVec3 *m = &normal[2 * i];
        const double *k = &h[2 * i];
        // Between two points half_s apart the path leaves the chord by at most bend (half_s)^2 / 8.
        double bend_h = 0.125 * half_s * half_s * bounds.climb_rate_mps2 + 1e-3;
        double bend_n = 0.125 * half_s * half_s * bounds.normal_rate2 + 1e-9;
        double radius =
            fmax(pvs_vec3_norm(pvs_vec3_sub(m[1], m[0])), pvs_vec3_norm(pvs_vec3_sub(m[2], m[1])));
        spans[i] = span_of_ball(m[1], radius + bend_n, fmin(k[0], fmin(k[1], k[2])) - bend_h,
                                fmax(k[0], fmax(k[1], k[2])) + bend_h);
    }
    return n;
}

int span_of_segment(const PvsSegment *segment, Span spans[SPANS_MAX]) {
    switch (segment->kind) {
    case PVS_SEG_BALLISTIC:
        return spans_of_ballistic(segment, spans);
    case PVS_SEG_PROFILE:
        spans[0] = span_of_profile(segment);
        return 1;
    default:
        spans[0] = span_of_arc(segment);
        return 1;
    }
}
