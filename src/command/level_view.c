// SPDX-License-Identifier: Apache-2.0
// A level course from one unit, in closed form, for thousands of decisions a battle.
//
// Seen from a unit, a great circle is a cosine on the osculating sphere (Gauss's mean radius at the
// unit): with the versine 1 - cos(psi) of the central angle, range^2 = (difference of radii)^2 + 2
// r1 r2 versine, and versine = v0 + 2 rho sin^2(rate (t - closest) / 2). A limit of range or
// horizon is a limit of the versine, so its times are one arcsine away; heights that change are put
// right by two more rounds. The sphere errs by up to 0.4 % of the range; shots are solved exactly
// afterwards (shots.c), so that only the moment of looking again hangs on it.
#include "base/math.h"
#include "command/view.h"

#define LEVEL_M 5.0 // a change of height over the whole prediction that matters to no limit

void pvs_level_look(PvsView *view) {
    const PvsSegment *s = &view->course->segment;
    PvsVec3 n = view->unit->frame.up;
    double a = pvs_vec3_dot(n, s->arc.a), b = pvs_vec3_dot(n, s->arc.b);
    double c = pvs_vec3_dot(n, view->course->pole);
    view->rate = s->arc.rate_radps;
    view->climb_mps = s->arc.climb_mps;
    view->h_now_m = s->arc.h0_ell_m + s->arc.climb_mps * view->since_s;
    if (!(view->rate > 0)) { // the versine of where it stands, for ever
        view->versine_min = 1 - a;
        return;
    }
    view->rho = sqrt(a * a + b * b);
    view->versine_min = c * c / (1 + view->rho);
    view->closest_s = pvs_k_atan2(b, a) / view->rate - view->since_s;
}

static double height_m(const PvsView *view, double t_s) {
    return view->h_now_m + view->climb_mps * t_s;
}

static double versine(const PvsView *view, double t_s) {
    double sine, cosine;
    double half = pvs_smaller(fabs(view->rate * (t_s - view->closest_s) / 2), 4);
    pvs_k_sincos(half, &sine, &cosine);
    return view->versine_min + 2 * view->rho * sine * sine;
}

double pvs_level_range_m(const PvsView *view, double t_s) {
    double h_m = height_m(view, t_s), rise_m = h_m - view->h_unit_m;
    return sqrt(rise_m * rise_m +
                2 * view->unit_radius_m * (view->earth_radius_m + h_m) * versine(view, t_s));
}

// --- limits of the versine -----------------------------------------------------------------------

typedef double Limit(const PvsView *view, double range_m, double h_m);

// Greatest versine at which something at height h is within a slant range; negative: nowhere.
static double limit_range(const PvsView *view, double range_m, double h_m) {
    double rise_m = h_m - view->h_unit_m;
    return (range_m * range_m - rise_m * rise_m) /
           (2 * view->unit_radius_m * (view->earth_radius_m + h_m));
}

// The same and over the radio horizon, to a thousandth.
static double limit_sight(const PvsView *view, double range_m, double h_m) {
    const PvsReach *sight = &view->unit->sight;
    double by_range = limit_range(view, range_m, h_m);
    if (sight->k_factor <= 0) {
        return by_range;
    }
    double scale = 2 / (sight->k_factor * view->earth_radius_m);
    double angle = sight->k_factor * (sqrt(scale * pvs_larger(sight->antenna_h_m, 0)) +
                                      sqrt(scale * pvs_larger(h_m - sight->ground_h_ell_m, 0)));
    double square = angle * angle;
    return pvs_smaller(by_range, square / 2 * (1 - square / 12));
}

// Half of the time during which the versine is below a limit; negative: never.
static double half_width_s(const PvsView *view, double versine_max) {
    double share = (versine_max - view->versine_min) / (2 * view->rho);
    if (!(share > 0)) {
        return -1;
    }
    return share < 1 ? 2 * pvs_k_atan2(sqrt(share), sqrt(1 - share)) / view->rate : INFINITY;
}

// The time within a limit that depends on height: solved at the height of the closest approach,
// then at that of each end.
static bool within(const PvsView *view, Limit *limit, double range_m, double *begin_s,
                   double *end_s) {
    *begin_s = 0;
    *end_s = view->life_s;
    // it stands still, or a quarter of the Earth away
    if (!(view->rate > 0) || !(view->rho > 1e-12)) {
        return versine(view, 0) <= limit(view, range_m, height_m(view, 0));
    }
    double middle_s = pvs_smaller(pvs_larger(view->closest_s, 0), view->life_s);
    double half_s = half_width_s(view, limit(view, range_m, height_m(view, middle_s)));
    *begin_s = pvs_larger(view->closest_s - half_s, 0);
    *end_s = pvs_smaller(view->closest_s + half_s, view->life_s);
    if (half_s < 0 || *begin_s >= *end_s) {
        return false;
    }
    bool level = fabs(view->climb_mps) * view->life_s < LEVEL_M;
    for (int i = 0; i < 2 && !level; i++) {
        double before_s = half_width_s(view, limit(view, range_m, height_m(view, *begin_s)));
        double after_s = half_width_s(view, limit(view, range_m, height_m(view, *end_s)));
        *begin_s = pvs_larger(view->closest_s - pvs_larger(before_s, 0), 0);
        *end_s = pvs_smaller(view->closest_s + pvs_larger(after_s, 0), view->life_s);
    }
    return *begin_s < *end_s;
}

// --- spans ---------------------------------------------------------------------------------------

PvsSpans pvs_level_in_envelope(const PvsView *view, const PvsEnvelope *envelope,
                               double range_max_m) {
    PvsSpans spans = {.n = 0};
    double begin_s, end_s, offset_m = view->belief->h_msl_offset_m;
    if (!within(view, limit_range, range_max_m, &begin_s, &end_s)) {
        return spans;
    }
    pvs_spans_add(&spans, begin_s, end_s);
    double lowest_m = envelope->h_min_m + offset_m - view->h_now_m;
    double highest_m = envelope->h_max_m + offset_m - view->h_now_m;
    if (view->climb_mps != 0) {
        double t1_s = lowest_m / view->climb_mps, t2_s = highest_m / view->climb_mps;
        pvs_spans_cut(&spans, pvs_smaller(t1_s, t2_s), pvs_larger(t1_s, t2_s));
    } else if (lowest_m > 0 || highest_m < 0) {
        spans.n = 0;
    }
    if (envelope->range_min_m > 0 &&
        within(view, limit_range, envelope->range_min_m, &begin_s, &end_s)) {
        pvs_spans_remove(&spans, begin_s, end_s);
    }
    return spans;
}

PvsSpans pvs_level_over_horizon(const PvsView *view) {
    PvsSpans spans = {.n = 0};
    double begin_s, end_s;
    if (within(view, limit_sight, view->unit->sight.range_max_m, &begin_s, &end_s)) {
        pvs_spans_add(&spans, begin_s, end_s);
    }
    return spans;
}

// When the course is on the side of the unit to which a horizontal vector points: half a turn about
// the phase of that vector.
PvsSpans pvs_level_beyond_edge(const PvsView *view, PvsVec3 edge) {
    const PvsSegment *s = &view->course->segment;
    double a = pvs_vec3_dot(edge, s->arc.a), b = pvs_vec3_dot(edge, s->arc.b);
    PvsSpans spans = {.n = 0};
    if (!(view->rate > 0)) {
        pvs_spans_add(&spans, 0, a >= 0 ? view->life_s : 0);
        return spans;
    }
    double middle = pvs_k_atan2(b, a);
    for (int turn = -1; turn <= 1; turn++) {
        double begin_s = (middle - PVS_PI / 2 + turn * PVS_TWO_PI) / view->rate - view->since_s;
        double end_s = (middle + PVS_PI / 2 + turn * PVS_TWO_PI) / view->rate - view->since_s;
        pvs_spans_add(&spans, pvs_larger(begin_s, 0), pvs_smaller(end_s, view->life_s));
    }
    return spans;
}
