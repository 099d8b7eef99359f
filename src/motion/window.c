// SPDX-License-Identifier: Apache-2.0
// When a path is inside a reach: interval subdivision with proven bounds, so that nothing is sampled and nothing can be missed.
//
// Each condition is a function g(t) >= 0. On an interval the bounds of bounds.h give |g''| <= K, hence g lies within K (dt)^2 / 8 of its
// chord: that proves it positive, or negative, or monotone with one crossing, which is then found by a bracketed root. Where nothing is
// proven the interval is halved; what is proven is dropped for its parts. Level legs against range and horizon first cut the
// interval by the closed form on the unit sphere of normals, where the horizon is exact and the closest point is known.
// (Interval methods: R. E. Moore, Methods and Applications of Interval Analysis, 1979.)
#include "bounds.h"
#include "reach.h"
#include "span.h"
#include "window_root.h"

#define MIN_STEP_S  1e-7 ///< intervals are not halved below this
#define NEAR_M      1e-6 ///< within this of a limit over a whole interval counts as inside

/// A moment of a segment, seen from the site.
typedef struct {
    double s_s;
    ReachPoint at;
    double value[REACH_N]; ///< of the conditions that are active
} Moment;

/// One segment against one reach.
typedef struct {
    const PvsSegment *segment;
    Reach reach;
    MotionBounds bounds;
    PvsWindow *out;
    size_t capacity, n;
    PvsTime last_end; ///< of the last window, to join what touches
} Solver;

static ReachPoint point_of(const Solver *w, double s_s) {
    const PvsSegment *g = w->segment;
    if (g->kind == PVS_SEG_ARC) {
        return window_arc_point(g, w->reach.reach, s_s);
    }
    if (g->kind == PVS_SEG_PROFILE) {
        return window_profile_point(g, w->reach.reach, s_s);
    }
    return window_ballistic_point(g, w->reach.reach, s_s);
}

static Moment moment_of(const Solver *w, double s_s, unsigned mask) {
    Moment m = {.s_s = s_s, .at = point_of(w, s_s)};
    for (int i = 0; i < REACH_N_SMOOTH; i++) {
        if (mask >> i & 1u) {
            m.value[i] = reach_value(&w->reach, &m.at, i);
        }
    }
    if (mask >> REACH_HORIZON & 1u) {
        m.value[REACH_HORIZON] = m.at.cos_centre - reach_horizon_cos(&w->reach, m.at.h_m);
    }
    return m;
}

static void emit(Solver *w, double s0_s, double s1_s) {
    PvsTime begin = w->segment->t0 + pvs_time_from_s(s0_s), end = w->segment->t0 + pvs_time_from_s(s1_s);
    if (end > w->segment->t1) {
        end = w->segment->t1;
    }
    if (begin >= end) {
        return;
    }
    if (w->n > 0 && begin <= w->last_end) {
        w->last_end = end;
        if (w->n <= w->capacity) {
            w->out[w->n - 1].end = end;
        }
        return;
    }
    if (w->n < w->capacity) {
        w->out[w->n] = (PvsWindow){begin, end};
    }
    w->n++;
    w->last_end = end;
}

// --- what is proven of one condition on an interval ---------------------------------------------------------------

typedef enum { PROVEN_INSIDE, PROVEN_OUTSIDE, PROVEN_MONOTONE, UNDECIDED } Verdict;

// Bound of |g''| on an interval for a smooth condition; negative when there is none.
static double bend_of(const Solver *w, const Moment *m0, const Moment *m1, int condition) {
    double v = w->bounds.speed_mps, a = w->bounds.acceleration_mps2, dt = m1->s_s - m0->s_s;
    double r0 = sqrt(m0->at.range2), r1 = sqrt(m1->at.range2);
    double r_high = 0.5 * (r0 + r1 + v * dt), r_low = 0.5 * (r0 + r1 - v * dt);
    double sin_el, curve;
    switch (condition) {
    case REACH_RANGE_MAX:
    case REACH_RANGE_MIN:
        return 2.0 * (v * v + r_high * a);
    case REACH_H_MIN:
    case REACH_H_MAX:
        return w->bounds.climb_rate_mps2;
    case REACH_EL_MIN:
    case REACH_EL_MAX:
        sin_el = condition == REACH_EL_MIN ? w->reach.sin_el_min : w->reach.sin_el_max;
        curve = condition == REACH_EL_MIN ? w->reach.curve_el_min : w->reach.curve_el_max;
        if (!(r_low > 0.0)) {
            return -1.0;
        }
        return a + fabs(sin_el) * (v * v / r_low + a) + 2.0 * curve * (v * v + r_high * a);
    default:
        return a;
    }
}

// How close to its limit a condition may stay, in its own unit.
static double tolerance_of(const Solver *w, const Moment *m0, int condition) {
    if (condition == REACH_RANGE_MAX || condition == REACH_RANGE_MIN) {
        return 2.0 * NEAR_M * sqrt(m0->at.range2);
    }
    (void)w;
    return NEAR_M;
}

static Verdict judge(double g0, double g1, double bend, double dt, double tolerance) {
    double off_chord = 0.125 * bend * dt * dt;
    double low = fmin(g0, g1), high = fmax(g0, g1);
    if (low - off_chord >= -tolerance) {
        return PROVEN_INSIDE;
    }
    if (high + off_chord < 0.0) {
        return PROVEN_OUTSIDE;
    }
    if (high - low > 0.5 * bend * dt * dt) { // |g'| is nowhere 0
        return low >= 0.0 ? PROVEN_INSIDE : high < 0.0 ? PROVEN_OUTSIDE : PROVEN_MONOTONE;
    }
    return UNDECIDED;
}

// The horizon of what changes its height: cos(centre) against the cosine of the horizon's angle at the lowest and highest height.
static Verdict judge_horizon(const Solver *w, const Moment *m0, const Moment *m1) {
    double dt = m1->s_s - m0->s_s, dt2 = dt * dt;
    double off_cos = 0.125 * w->bounds.normal_rate2 * dt2, off_h = 0.125 * w->bounds.climb_rate_mps2 * dt2;
    double h_low = fmin(m0->at.h_m, m1->at.h_m) - off_h, h_high = fmax(m0->at.h_m, m1->at.h_m) + off_h;
    double cos_low = fmin(m0->at.cos_centre, m1->at.cos_centre) - off_cos;
    double cos_high = fmax(m0->at.cos_centre, m1->at.cos_centre) + off_cos;
    double limit_low_h = reach_horizon_cos(&w->reach, h_low), limit_high_h = reach_horizon_cos(&w->reach, h_high);
    if (cos_low >= limit_low_h - 1e-14) {
        return PROVEN_INSIDE;
    }
    if (cos_high < limit_high_h) {
        return PROVEN_OUTSIDE;
    }
    if (!(h_low > 0.0) || limit_high_h <= -1.0) {
        return h_high <= 0.0 ? judge(m0->value[REACH_HORIZON], m1->value[REACH_HORIZON], w->bounds.normal_rate2, dt, 1e-14)
                             : UNDECIDED;
    }
    // d cos(limit) / dh = -sin(limit) k / ((re + h) sqrt(h (2 re + h)) / re): between its values at the two heights.
    double k = w->reach.reach->k_factor, re = k * w->reach.reach->earth_radius_m;
    double flat_low = k * re / ((re + h_high) * sqrt(h_high * (2.0 * re + h_high)));
    double flat_high = k * re / ((re + h_low) * sqrt(h_low * (2.0 * re + h_low)));
    double fall_low = sqrt(1.0 - limit_low_h * limit_low_h) * flat_low;
    double fall_high = sqrt(fmax(0.0, 1.0 - limit_high_h * limit_high_h)) * flat_high;
    double climb = (m1->at.h_m - m0->at.h_m) / dt, climb_off = 0.5 * w->bounds.climb_rate_mps2 * dt;
    double slope = (m1->at.cos_centre - m0->at.cos_centre) / dt, slope_off = 0.5 * w->bounds.normal_rate2 * dt;
    double climb_low = climb - climb_off, climb_high = climb + climb_off;
    double rise_low = slope - slope_off + (climb_low > 0.0 ? climb_low * fall_low : climb_low * fall_high);
    double rise_high = slope + slope_off + (climb_high > 0.0 ? climb_high * fall_high : climb_high * fall_low);
    if (rise_low > 0.0 || rise_high < 0.0) {
        double low = fmin(m0->value[REACH_HORIZON], m1->value[REACH_HORIZON]);
        double high = fmax(m0->value[REACH_HORIZON], m1->value[REACH_HORIZON]);
        return low >= 0.0 ? PROVEN_INSIDE : high < 0.0 ? PROVEN_OUTSIDE : PROVEN_MONOTONE;
    }
    return UNDECIDED;
}

static Verdict judge_condition(const Solver *w, const Moment *m0, const Moment *m1, int condition) {
    if (condition == REACH_HORIZON) {
        return judge_horizon(w, m0, m1);
    }
    double bend = bend_of(w, m0, m1, condition);
    if (bend < 0.0) {
        return UNDECIDED;
    }
    return judge(m0->value[condition], m1->value[condition], bend, m1->s_s - m0->s_s, tolerance_of(w, m0, condition));
}

// A wide sector is one side or the other: drops from the mask what needs no more thought, and says what is left to decide.
static Verdict judge_wide_sector(const Solver *w, const Moment *m0, const Moment *m1, unsigned *mask) {
    Verdict left = judge_condition(w, m0, m1, REACH_SECTOR_LEFT), right = judge_condition(w, m0, m1, REACH_SECTOR_RIGHT);
    if (left == PROVEN_INSIDE || right == PROVEN_INSIDE) {
        *mask &= ~(1u << REACH_SECTOR_LEFT | 1u << REACH_SECTOR_RIGHT);
        return PROVEN_INSIDE;
    }
    if (left == PROVEN_OUTSIDE && right == PROVEN_OUTSIDE) {
        return PROVEN_OUTSIDE;
    }
    if (left == PROVEN_OUTSIDE) {
        *mask &= ~(1u << REACH_SECTOR_LEFT);
        return right;
    }
    if (right == PROVEN_OUTSIDE) {
        *mask &= ~(1u << REACH_SECTOR_RIGHT);
        return left;
    }
    return UNDECIDED;
}

// --- subdivision --------------------------------------------------------------------------------------------------

static double value_at(const void *ctx, double s_s, int condition) {
    const Solver *w = ctx;
    ReachPoint p = point_of(w, s_s);
    return condition == REACH_HORIZON ? p.cos_centre - reach_horizon_cos(&w->reach, p.h_m)
                                      : reach_value(&w->reach, &p, condition);
}

// All conditions left cross their limits once or not at all: inside is one interval, or none.
static void emit_crossings(Solver *w, const Moment *m0, const Moment *m1, unsigned mask) {
    double low = m0->s_s, high = m1->s_s;
    for (int i = 0; i < REACH_N && low < high; i++) {
        if (!(mask >> i & 1u)) {
            continue;
        }
        double root = window_root(value_at, w, i, m0->s_s, m0->value[i], m1->s_s, m1->value[i]);
        if (m1->value[i] > m0->value[i]) {
            low = root > low ? root : low;
        } else {
            high = root < high ? root : high;
        }
    }
    if (low < high) {
        emit(w, low, high);
    }
}

static void divide(Solver *w, const Moment *m0, const Moment *m1, unsigned mask) {
    const unsigned sectors = 1u << REACH_SECTOR_LEFT | 1u << REACH_SECTOR_RIGHT;
    bool undecided = false;
    if (w->reach.wide_sector && (mask & sectors) == sectors) {
        Verdict verdict = judge_wide_sector(w, m0, m1, &mask);
        if (verdict == PROVEN_OUTSIDE) {
            return;
        }
        undecided = verdict == UNDECIDED && (mask & sectors) == sectors;
    }
    bool both_sides = undecided;
    for (int i = 0; i < REACH_N; i++) {
        if (!(mask >> i & 1u) || (both_sides && (sectors >> i & 1u))) {
            continue;
        }
        Verdict verdict = judge_condition(w, m0, m1, i);
        if (verdict == PROVEN_OUTSIDE) {
            return;
        }
        if (verdict == PROVEN_INSIDE) {
            mask &= ~(1u << i);
        }
        undecided = undecided || verdict == UNDECIDED;
    }
    if (mask == 0) {
        emit(w, m0->s_s, m1->s_s);
        return;
    }
    if (!undecided) {
        emit_crossings(w, m0, m1, mask);
        return;
    }
    double middle_s = 0.5 * (m0->s_s + m1->s_s);
    if (m1->s_s - m0->s_s < MIN_STEP_S) {
        ReachPoint p = point_of(w, middle_s);
        if (reach_holds(&w->reach, &p, mask)) {
            emit(w, m0->s_s, m1->s_s);
        }
        return;
    }
    Moment middle = moment_of(w, middle_s, mask);
    divide(w, m0, &middle, mask);
    divide(w, &middle, m1, mask);
}

// The closest point of an arc to the site, on the sphere of normals: dividing there makes both halves nearly monotone.
static double closest_s(const PvsSegment *g, const PvsReach *reach) {
    if (g->kind != PVS_SEG_ARC || !(g->arc.rate_radps > 0.0)) {
        return -1.0;
    }
    double x = pvs_vec3_dot(g->arc.a, reach->frame.up), y = pvs_vec3_dot(g->arc.b, reach->frame.up);
    return pvs_k_atan2(y, x) / g->arc.rate_radps;
}

static void solve_segment(Solver *w, const PvsSegment *g, PvsTime t_from) {
    const PvsReach *reach = w->reach.reach;
    w->segment = g;
    double s0 = g->t0 < t_from ? pvs_time_s(t_from - g->t0) : 0.0, s1 = pvs_time_s(g->t1 - g->t0);
    w->bounds = bounds_of(g);
    Moment m0 = moment_of(w, s0, w->reach.active), m1 = moment_of(w, s1, w->reach.active);
    double s = closest_s(g, reach);
    if (s > s0 && s < s1) {
        Moment closest = moment_of(w, s, w->reach.active);
        divide(w, &m0, &closest, w->reach.active);
        divide(w, &closest, &m1, w->reach.active);
    } else {
        divide(w, &m0, &m1, w->reach.active);
    }
}

static bool may_enter(const PvsSegment *g, const PvsReach *reach) {
    Span spans[SPANS_MAX];
    int n = span_of_segment(g, spans);
    for (int i = 0; i < n; i++) {
        if (span_may_enter(&spans[i], reach)) {
            return true;
        }
    }
    return false;
}

size_t pvs_windows(PvsPath path, PvsTime t_from, const PvsReach *reach, PvsWindow *out, size_t capacity) {
    Solver w = {.out = out, .capacity = capacity};
    bool ready = false;
    for (uint32_t i = 0; i < path.n; i++) {
        const PvsSegment *g = &path.segments[i];
        if (g->t1 <= t_from || g->t1 <= g->t0 || !may_enter(g, reach)) {
            continue;
        }
        if (!ready) {
            w.reach = reach_ready(reach);
            ready = true;
        }
        solve_segment(&w, g, t_from);
    }
    return w.n;
}
