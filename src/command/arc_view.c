// SPDX-License-Identifier: Apache-2.0
// A free arc from one unit: the arc is cut into a few pieces, each a cubic through exact states at
// its ends (pvs_course_table); over 60 s that errs by half a metre (fourth derivative of free fall
// x t^4 / 384). On a piece the square of the range is convex and the height concave, so a limit of
// either holds on one interval, found by a bracketed root. The horizon is not asked for: what comes
// down from space stands above it; the shot itself is tested exactly.
#include "base/math.h"
#include "command/view.h"

#define SPEED_SLACK 1.1 // speeds inside a piece over those at its ends

// A piece as seen from the unit: cubics of the time since its begin, in seconds.
typedef struct {
    PvsVec3 los[4];
    double h[4];
    double length_s;
    PvsVec3 edge; // for SIDE
} Piece;

typedef enum { RANGE2, DEPTH, SIDE } Quantity; // range^2; -height; -(distance beyond an edge)

static double hermite(double p0, double v0, double p1, double v1, double t, double *c2,
                      double *c3) {
    double rise = p1 - p0;
    *c2 = (3 * rise / t - 2 * v0 - v1) / t;
    *c3 = (v0 + v1 - 2 * rise / t) / (t * t);
    return v0;
}

static Piece piece_of(const PvsView *view, int i) {
    const PvsArcTable *t = view->course->table;
    PvsVec3 o = view->unit->frame.origin_ecef, p0 = pvs_vec3_sub(t->pos_ecef[i], o),
            p1 = pvs_vec3_sub(t->pos_ecef[i + 1], o);
    PvsVec3 v0 = t->vel_ecef[i], v1 = t->vel_ecef[i + 1];
    Piece p = {.length_s = t->step_s};
    p.los[0] = p0;
    p.los[1] = v0;
    hermite(p0.x, v0.x, p1.x, v1.x, t->step_s, &p.los[2].x, &p.los[3].x);
    hermite(p0.y, v0.y, p1.y, v1.y, t->step_s, &p.los[2].y, &p.los[3].y);
    hermite(p0.z, v0.z, p1.z, v1.z, t->step_s, &p.los[2].z, &p.los[3].z);
    p.h[0] = t->h_ell_m[i];
    p.h[1] = t->climb_mps[i];
    hermite(t->h_ell_m[i], t->climb_mps[i], t->h_ell_m[i + 1], t->climb_mps[i + 1], t->step_s,
            &p.h[2], &p.h[3]);
    return p;
}

static PvsVec3 los_at(const Piece *p, double t) {
    PvsVec3 los = p->los[3];
    for (int k = 2; k >= 0; k--) {
        los = pvs_vec3_add_scaled(p->los[k], t, los);
    }
    return los;
}

static PvsVec3 velocity_at(const Piece *p, double t) {
    PvsVec3 vel = pvs_vec3_add_scaled(pvs_vec3_scale(p->los[2], 2), 3 * t, p->los[3]);
    return pvs_vec3_add_scaled(p->los[1], t, vel);
}

static double value_at(const Piece *p, Quantity q, double t) {
    switch (q) {
    case RANGE2: {
        PvsVec3 los = los_at(p, t);
        return pvs_vec3_dot(los, los);
    }
    case DEPTH:
        return -(p->h[0] + t * (p->h[1] + t * (p->h[2] + t * p->h[3])));
    default:
        return -pvs_vec3_dot(los_at(p, t), p->edge);
    }
}

static double slope_at(const Piece *p, Quantity q, double t) {
    switch (q) {
    case RANGE2:
        return 2 * pvs_vec3_dot(los_at(p, t), velocity_at(p, t));
    case DEPTH:
        return -(p->h[1] + t * (2 * p->h[2] + t * 3 * p->h[3]));
    default:
        return -pvs_vec3_dot(velocity_at(p, t), p->edge);
    }
}

// Root of value - limit (or of the slope) in [a, b] where it changes sign: the Illinois form of the
// false position, to a millisecond.
static double root_in(const Piece *p, Quantity q, bool of_slope, double limit, double a, double b) {
    double fa = of_slope ? slope_at(p, q, a) : value_at(p, q, a) - limit;
    double fb = of_slope ? slope_at(p, q, b) : value_at(p, q, b) - limit;
    double at = a;
    for (int i = 0; i < 30 && fabs(b - a) > 1e-3 && fa != fb; i++) {
        double next = b - fb * (b - a) / (fb - fa);
        double f = of_slope ? slope_at(p, q, next) : value_at(p, q, next) - limit;
        if ((f > 0) != (fb > 0)) {
            a = b;
            fa = fb;
        } else {
            fa /= 2;
        }
        bool still = fabs(next - at) < 1e-4;
        b = at = next;
        fb = f;
        if (still) {
            break;
        }
    }
    return b;
}

// The one interval of a piece in which a convex quantity is at most a limit.
static bool at_most(const Piece *p, Quantity q, double limit, double *begin, double *end) {
    double t1 = p->length_s;
    bool in0 = value_at(p, q, 0) <= limit, in1 = value_at(p, q, t1) <= limit;
    *begin = 0;
    *end = t1;
    if (in0 && in1) {
        return true;
    }
    if (in0 != in1) {
        *(in0 ? end : begin) = root_in(p, q, false, limit, 0, t1);
        return true;
    }
    if (slope_at(p, q, 0) >= 0 || slope_at(p, q, t1) <= 0) {
        return false;
    }
    double lowest = root_in(p, q, true, 0, 0, t1);
    if (value_at(p, q, lowest) > limit) {
        return false;
    }
    *begin = root_in(p, q, false, limit, 0, lowest);
    *end = root_in(p, q, false, limit, lowest, t1);
    return true;
}

// Ranges at the ends and the speed say whether a piece can come within range at all.
static bool may_come_within(const PvsView *view, int i, double range_m) {
    const PvsArcTable *t = view->course->table;
    PvsVec3 o = view->unit->frame.origin_ecef;
    double a_m = pvs_vec3_norm(pvs_vec3_sub(t->pos_ecef[i], o)),
           b_m = pvs_vec3_norm(pvs_vec3_sub(t->pos_ecef[i + 1], o));
    double fastest = pvs_larger(t->speed_mps[i], t->speed_mps[i + 1]);
    return a_m + b_m - SPEED_SLACK * fastest * t->step_s <= 2 * range_m;
}

// --- spans ---------------------------------------------------------------------------------------

// Offset from a piece's begin to seconds from now.
static double piece_begin_s(const PvsView *view, int i) {
    return view->course->table->step_s * i - view->since_s;
}

static void add_piece(PvsSpans *spans, const PvsSpans *of_piece, double begin_s) {
    for (int k = 0; k < of_piece->n; k++) {
        pvs_spans_add(spans, begin_s + of_piece->span[k].begin_s,
                      begin_s + of_piece->span[k].end_s);
    }
}

PvsSpans pvs_arc_in_envelope(const PvsView *view, const PvsEnvelope *envelope, double range_max_m) {
    PvsSpans spans = {.n = 0};
    double offset_m = view->belief->h_msl_offset_m, begin, end;
    for (int i = 0; i < view->course->table->n; i++) {
        if (piece_begin_s(view, i + 1) < 0 || !may_come_within(view, i, range_max_m)) {
            continue; // past, or far away
        }
        Piece p = piece_of(view, i);
        PvsSpans in = {.n = 0};
        if (!at_most(&p, RANGE2, range_max_m * range_max_m, &begin, &end)) {
            continue;
        }
        pvs_spans_add(&in, begin, end);
        if (!at_most(&p, DEPTH, -(envelope->h_min_m + offset_m), &begin, &end)) {
            continue;
        }
        pvs_spans_cut(&in, begin, end);
        if (at_most(&p, DEPTH, -(envelope->h_max_m + offset_m), &begin, &end)) {
            pvs_spans_remove(&in, begin, end);
        }
        if (envelope->range_min_m > 0 &&
            at_most(&p, RANGE2, envelope->range_min_m * envelope->range_min_m, &begin, &end)) {
            pvs_spans_remove(&in, begin, end);
        }
        add_piece(&spans, &in, piece_begin_s(view, i));
    }
    pvs_spans_cut(&spans, 0, view->life_s);
    return spans;
}

static PvsSpans spans_at_most(const PvsView *view, Quantity q, double limit, PvsVec3 edge) {
    PvsSpans spans = {.n = 0};
    double begin, end;
    for (int i = 0; i < view->course->table->n; i++) {
        if (piece_begin_s(view, i + 1) < 0 ||
            (q == RANGE2 && !may_come_within(view, i, sqrt(limit)))) {
            continue;
        }
        Piece p = piece_of(view, i);
        p.edge = edge;
        if (at_most(&p, q, limit, &begin, &end)) {
            PvsSpans in = {.n = 0};
            pvs_spans_add(&in, begin, end);
            add_piece(&spans, &in, piece_begin_s(view, i));
        }
    }
    pvs_spans_cut(&spans, 0, view->life_s);
    return spans;
}

PvsSpans pvs_arc_over_horizon(const PvsView *view) {
    double range_m = view->unit->sight.range_max_m;
    return spans_at_most(view, RANGE2, range_m * range_m, pvs_vec3(0, 0, 0));
}

PvsSpans pvs_arc_beyond_edge(const PvsView *view, PvsVec3 edge) {
    return spans_at_most(view, SIDE, 0, edge);
}

double pvs_arc_range_m(const PvsView *view, double t_s) {
    double at_s = pvs_larger(t_s + view->since_s, 0), step_s = view->course->table->step_s;
    int i = (int)pvs_smaller(at_s / step_s, view->course->table->n - 1);
    Piece p = piece_of(view, i);
    return pvs_vec3_norm(los_at(&p, at_s - step_s * i));
}
