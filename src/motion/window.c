// SPDX-License-Identifier: Apache-2.0
// When a path is inside a reach: interval subdivision with proven bounds, so that nothing is
// sampled and nothing can be missed.
//
// Each condition is a function g(t) >= 0. On an interval the bounds of bounds.h give |g''| <= K,
// hence g lies within K (dt)^2 / 8 of its chord: that proves it positive, or negative, or monotone
// with one crossing, which is then found by a bracketed root. Where nothing is proven the interval
// is halved; what is proven is dropped for its parts. Level legs against range and horizon first
// cut the interval by the closed form on the unit sphere of normals, where the horizon is exact and
// the closest point is known. (Interval methods: R. E. Moore, Methods and Applications of Interval
// Analysis, 1979.)
#include "bounds.h"
#include "reach.h"
#include "span.h"
#include "window_root.h"

#define MIN_STEP_S 1e-7   ///< intervals are not halved below this
#define PATIENCE   200000 ///< points, after which 1 ms will do: a path that follows a limit
#define NEAR_M     1e-6   ///< within this of a limit over a whole interval counts as inside

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
    double closest_s; ///< where an arc passes the site, the best place to divide; NAN: unknown
    bool is_leg;      ///< an ARC on a great circle; then, with the centre's angle,
    double leg_sag, leg_slack; ///< up . acceleration is within leg_slack of leg_sag cos(angle)
    PvsWindow *out;
    size_t capacity, n, n_points;
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
    PvsTime begin = w->segment->t0 + pvs_time_from_s(s0_s),
            end = w->segment->t0 + pvs_time_from_s(s1_s);
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

// --- what is proven of one condition on an interval ----------------------------------------------

typedef enum { PROVEN_INSIDE, PROVEN_OUTSIDE, PROVEN_MONOTONE, UNDECIDED } Verdict;

/// Bounds of g'' on an interval; high < low: there are none.
typedef struct {
    double low, high;
} Bend;

static Bend both_ways(double bend) {
    return (Bend){-bend, bend};
}

static Bend bend_of(const Solver *w, const Moment *m0, const Moment *m1, int condition) {
    double v = w->bounds.speed_mps, a = w->bounds.acceleration_mps2, dt = m1->s_s - m0->s_s;
    if (condition >= REACH_SECTOR_LEFT) {
        return both_ways(a);
    }
    if (condition == REACH_H_MIN || condition == REACH_H_MAX) {
        return both_ways(w->bounds.climb_rate_mps2);
    }
    double r_sum = sqrt(m0->at.range2) + sqrt(m1->at.range2);
    double r_high = 0.5 * (r_sum + v * dt), r_low = 0.5 * (r_sum - v * dt),
           v_low = w->bounds.speed_low_mps;
    if (condition == REACH_RANGE_MAX) { // the square of the range is convex on what goes steadily
        return (Bend){-2.0 * (v * v + r_high * a), -2.0 * (v_low * v_low - r_high * a)};
    }
    if (condition == REACH_RANGE_MIN) {
        return (Bend){2.0 * (v_low * v_low - r_high * a), 2.0 * (v * v + r_high * a)};
    }
    // up . los - sin_el r + curve r^2. A leg bends down with the Earth, and r bends up by v^2 / r
    // at most, down by a at most.
    double sin_el = condition == REACH_EL_MIN ? w->reach.sin_el_min : w->reach.sin_el_max;
    double curve = condition == REACH_EL_MIN ? w->reach.curve_el_min : w->reach.curve_el_max;
    double cos_low = m0->at.cos_centre < m1->at.cos_centre ? m0->at.cos_centre : m1->at.cos_centre;
    double up_high = w->is_leg && cos_low > 0.0 ? w->leg_sag * cos_low + w->leg_slack : a;
    double r_bend = r_low > 0.0 ? v * v / r_low + a : INFINITY,
           lift = 2.0 * fabs(curve) * (v * v + r_high * a);
    double high = up_high + (sin_el > 0.0 ? sin_el * a : -sin_el * r_bend) + lift;
    double low = -a - (sin_el > 0.0 ? sin_el * r_bend : -sin_el * a) - lift;
    return condition == REACH_EL_MIN ? (Bend){low, high} : (Bend){-high, -low};
}

// How close to its limit a condition may stay, in its own unit.
static double tolerance_of(const Solver *w, const Moment *m0, int condition) {
    if (condition == REACH_RANGE_MAX || condition == REACH_RANGE_MIN) {
        return 2.0 * NEAR_M * sqrt(m0->at.range2);
    }
    (void)w;
    return NEAR_M;
}

static Verdict judge(double g0, double g1, Bend bend, double dt, double tolerance) {
    double low = g0 < g1 ? g0 : g1, high = g0 < g1 ? g1 : g0, eighth = 0.125 * dt * dt;
    if (low - (bend.high > 0.0 ? bend.high * eighth : 0.0) >= -tolerance) {
        return PROVEN_INSIDE;
    }
    if (high - (bend.low < 0.0 ? bend.low * eighth : 0.0) < 0.0) {
        return PROVEN_OUTSIDE;
    }
    bool crosses = low < 0.0 && high >= 0.0;
    if (crosses && (bend.high <= 0.0 ||
                    bend.low >= 0.0)) { // concave or convex: from one sign to the other only once
        return PROVEN_MONOTONE;
    }
    double most = bend.high > -bend.low ? bend.high : -bend.low;
    if (high - low > 4.0 * most * eighth) { // |g'| is nowhere 0
        return crosses ? PROVEN_MONOTONE : high < 0.0 ? PROVEN_OUTSIDE : PROVEN_INSIDE;
    }
    return UNDECIDED;
}

// The horizon of what changes its height: cos(centre) against the cosine of the horizon's angle at
// the lowest and highest height.
static Verdict judge_horizon(const Solver *w, const Moment *m0, const Moment *m1) {
    double dt = m1->s_s - m0->s_s, dt2 = dt * dt;
    double off_cos = 0.125 * w->bounds.normal_rate2 * dt2,
           off_h = 0.125 * w->bounds.climb_rate_mps2 * dt2;
    double h_low = fmin(m0->at.h_m, m1->at.h_m) - off_h,
           h_high = fmax(m0->at.h_m, m1->at.h_m) + off_h;
    double cos_low = fmin(m0->at.cos_centre, m1->at.cos_centre) - off_cos;
    double cos_high = fmax(m0->at.cos_centre, m1->at.cos_centre) + off_cos;
    double limit_low_h = reach_horizon_cos(&w->reach, h_low),
           limit_high_h = reach_horizon_cos(&w->reach, h_high);
    if (cos_low >= limit_low_h - 1e-14) {
        return PROVEN_INSIDE;
    }
    if (cos_high < limit_high_h) {
        return PROVEN_OUTSIDE;
    }
    if (!(h_low > 0.0) || limit_high_h <= -1.0) {
        return h_high <= 0.0 ? judge(m0->value[REACH_HORIZON], m1->value[REACH_HORIZON],
                                     both_ways(w->bounds.normal_rate2), dt, 1e-14)
                             : UNDECIDED;
    }
    // d cos(limit) / dh = -sin(limit) k / ((re + h) sqrt(h (2 re + h)) / re): between its values at
    // the two heights.
    double k = w->reach.reach->k_factor, re = k * w->reach.reach->earth_radius_m;
    double flat_low = k * re / ((re + h_high) * sqrt(h_high * (2.0 * re + h_high)));
    double flat_high = k * re / ((re + h_low) * sqrt(h_low * (2.0 * re + h_low)));
    double fall_low = sqrt(1.0 - limit_low_h * limit_low_h) * flat_low;
    double fall_high = sqrt(fmax(0.0, 1.0 - limit_high_h * limit_high_h)) * flat_high;
    double climb = (m1->at.h_m - m0->at.h_m) / dt, climb_off = 0.5 * w->bounds.climb_rate_mps2 * dt;
    double slope = (m1->at.cos_centre - m0->at.cos_centre) / dt,
           slope_off = 0.5 * w->bounds.normal_rate2 * dt;
    double climb_low = climb - climb_off, climb_high = climb + climb_off;
    double rise_low =
        slope - slope_off + (climb_low > 0.0 ? climb_low * fall_low : climb_low * fall_high);
    double rise_high =
        slope + slope_off + (climb_high > 0.0 ? climb_high * fall_high : climb_high * fall_low);
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
    Bend bend = bend_of(w, m0, m1, condition);
    if (bend.high < bend.low) {
        return UNDECIDED;
    }
    return judge(m0->value[condition], m1->value[condition], bend, m1->s_s - m0->s_s,
                 tolerance_of(w, m0, condition));
}

// A wide sector is one side or the other: drops from the mask what needs no more thought, and says
// what is left to decide.
static Verdict judge_wide_sector(const Solver *w, const Moment *m0, const Moment *m1,
                                 unsigned *mask) {
    Verdict left = judge_condition(w, m0, m1, REACH_SECTOR_LEFT),
            right = judge_condition(w, m0, m1, REACH_SECTOR_RIGHT);
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

// --- subdivision ---------------------------------------------------------------------------------

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
        double root =
            window_root(value_at, w, i, w->closest_s, m0->s_s, m0->value[i], m1->s_s, m1->value[i]);
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
    // The closest point is the best place to divide: both parts are nearly monotone then.
    bool hinted = w->closest_s > m0->s_s && w->closest_s < m1->s_s;
    double middle_s = hinted ? w->closest_s : 0.5 * (m0->s_s + m1->s_s);
    if (m1->s_s - m0->s_s < (w->n_points < PATIENCE ? MIN_STEP_S : 1e-3)) {
        ReachPoint p = point_of(w, middle_s);
        if (reach_holds(&w->reach, &p, mask)) {
            emit(w, m0->s_s, m1->s_s);
        }
        return;
    }
    w->n_points++;
    Moment middle = moment_of(w, middle_s, mask);
    divide(w, m0, &middle, mask);
    divide(w, &middle, m1, mask);
}

// The horizon of a level arc in closed form: cos(centre) = z + x cos(phi) + y sin(phi) against a
// constant. Cuts [s0, s1] to where it holds and drops the condition; false when nothing is left.
static bool cut_by_horizon(Solver *w, const PvsSegment *g, double x, double y, double z, double *s0,
                           double *s1, unsigned *mask) {
    double peak = sqrt(x * x + y * y), rest = reach_horizon_cos(&w->reach, g->arc.h0_ell_m) - z;
    if (rest > peak) {
        return false;
    }
    double rate = g->arc.rate_radps, most = rate * *s1;
    if (rest <= -peak) {
        *mask &= ~(1u << REACH_HORIZON); // never below it
        return true;
    }
    double half = pvs_k_atan2(sqrt((peak - rest) * (peak + rest)), rest),
           middle = rate * w->closest_s;
    if (middle + half - PVS_TWO_PI > 0.0 || middle - half + PVS_TWO_PI < most) {
        return true; // it would be seen twice on its way round: divide instead
    }
    *mask &= ~(1u << REACH_HORIZON);
    double enter = (middle - half) / rate, leave = (middle + half) / rate;
    *s0 = enter > *s0 ? enter : *s0;
    *s1 = leave < *s1 ? leave : *s1;
    return *s0 < *s1;
}

// What an arc's shape decides before anything is divided: heights of a level one, its horizon,
// where it is closest.
static bool cut_arc(Solver *w, const PvsSegment *g, double *s0, double *s1, unsigned *mask) {
    const PvsReach *reach = w->reach.reach;
    bool moves = g->arc.rate_radps > 0.0;
    double x = pvs_vec3_dot(g->arc.a, reach->frame.up), y = pvs_vec3_dot(g->arc.b, reach->frame.up);
    double z = pvs_vec3_dot(g->arc.c, reach->frame.up);
    w->closest_s = moves ? pvs_k_atan2(y, x) / g->arc.rate_radps : NAN;
    if (g->arc.climb_mps != 0.0) {
        return true;
    }
    double h_m = g->arc.h0_ell_m;
    if (h_m < reach->h_min_ell_m || h_m > reach->h_max_ell_m) {
        return false;
    }
    *mask &= ~(1u << REACH_H_MIN | 1u << REACH_H_MAX);
    return !moves || !(*mask >> REACH_HORIZON & 1u) || cut_by_horizon(w, g, x, y, z, s0, s1, mask);
}

static bool is_leg(const PvsSegment *g) {
    return g->kind == PVS_SEG_ARC && g->arc.c.x == 0.0 && g->arc.c.y == 0.0 && g->arc.c.z == 0.0;
}

static void solve_segment(Solver *w, const PvsSegment *g, PvsTime t_from) {
    w->segment = g;
    w->closest_s = NAN;
    w->n_points = 0;
    double s0 = g->t0 < t_from ? pvs_time_s(t_from - g->t0) : 0.0, s1 = pvs_time_s(g->t1 - g->t0);
    unsigned mask = w->reach.active;
    if (g->kind == PVS_SEG_ARC && !cut_arc(w, g, &s0, &s1, &mask)) {
        return;
    }
    w->bounds = bounds_of(g);
    w->is_leg = is_leg(g);
    if (w->is_leg) { // the rest as in bounds.c: curvature that changes along the way, and the climb
        w->leg_sag = -w->bounds.speed_low_mps * w->bounds.normal_rate;
        w->leg_slack =
            0.03 * w->bounds.acceleration_mps2 + 2.0 * w->bounds.climb_mps * w->bounds.normal_rate;
    }
    Moment m0 = moment_of(w, s0, mask), m1 = moment_of(w, s1, mask);
    divide(w, &m0, &m1, mask);
}

// The test of span.h for an arc, in an order that refuses most with two roots and no division.
static bool arc_may_enter(const PvsSegment *g, const PvsReach *reach) {
    double duration_s = pvs_time_s(g->t1 - g->t0), h0 = g->arc.h0_ell_m,
           h1 = h0 + g->arc.climb_mps * duration_s;
    double h_low = h0 < h1 ? h0 : h1, h_high = h0 < h1 ? h1 : h0;
    if (h_high < reach->h_min_ell_m || h_low > reach->h_max_ell_m) {
        return false;
    }
    double x = pvs_vec3_dot(g->arc.a, reach->frame.up), y = pvs_vec3_dot(g->arc.b, reach->frame.up);
    double z = pvs_vec3_dot(g->arc.c, reach->frame.up);
    double curvature_m = SPAN_CURVATURE_M + 0.5 * (h_low > -500.0 ? h_low : -500.0);
    double limit2 = reach->range_max_m / curvature_m;
    limit2 *= limit2;
    if (reach->k_factor > 0.0) {
        double ha = reach->antenna_h_m > 0.0 ? reach->antenna_h_m : 0.0,
               above_m = h_high - reach->ground_h_ell_m, ht = above_m > 0.0 ? above_m : 0.0;
        double horizon2 =
            2.0 * reach->k_factor * (ha + ht + 2.0 * sqrt(ha * ht)) / reach->earth_radius_m;
        limit2 = horizon2 < limit2 ? horizon2 : limit2;
    }
    double least_dot = 1.0 - 0.5 * (limit2 * (1.0 + 1e-9) + 1e-14) - z;
    if (x * x + y * y < least_dot * least_dot && least_dot > 0.0) {
        return false; // not even the whole circle comes near enough
    }
    double sweep = g->arc.rate_radps * duration_s;
    if (sweep > 3.14 || x >= least_dot) {
        return true; // a whole turn, or it begins inside
    }
    if (y < 0.0 && x >= 0.0) {
        return false; // it begins outside and goes away
    }
    double s, c;
    pvs_k_sincos(sweep, &s, &c);
    double end = x * c + y * s;
    bool passes = y >= 0.0 && y * c <= x * s; // the closest point lies on the arc
    return passes || (x > end ? x : end) >= least_dot;
}

static bool may_enter(const PvsSegment *g, const PvsReach *reach) {
    if (g->kind == PVS_SEG_ARC) {
        return arc_may_enter(g, reach);
    }
    Span spans[SPANS_MAX];
    int n = span_of_segment(g, spans);
    for (int i = 0; i < n; i++) {
        if (span_may_enter(&spans[i], reach)) {
            return true;
        }
    }
    return false;
}

static bool concerns(const PvsSegment *g, PvsTime t_from, const PvsReach *reach) {
    return g->t1 > t_from && g->t1 > g->t0 && may_enter(g, reach);
}

// From the first segment that may enter on.
static size_t solve(PvsPath path, uint32_t first, PvsTime t_from, const PvsReach *reach,
                    PvsWindow *out, size_t capacity) {
    Solver w = {.out = out, .capacity = capacity, .reach = reach_ready(reach)};
    solve_segment(&w, &path.segments[first], t_from);
    for (uint32_t i = first + 1; i < path.n; i++) {
        if (concerns(&path.segments[i], t_from, reach)) {
            solve_segment(&w, &path.segments[i], t_from);
        }
    }
    return w.n;
}

size_t pvs_windows(PvsPath path, PvsTime t_from, const PvsReach *reach, PvsWindow *out,
                   size_t capacity) {
    for (uint32_t i = 0; i < path.n; i++) {
        if (concerns(&path.segments[i], t_from, reach)) {
            return solve(path, i, t_from, reach, out, capacity);
        }
    }
    return 0;
}
