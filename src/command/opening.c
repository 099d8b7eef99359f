// SPDX-License-Identifier: Apache-2.0
// When can a weapon usefully be launched at a predicted course? Closed forms, for thousands of decisions a battle.
//
// A level course seen from a unit is a cosine on the osculating sphere (Gaussian radius at the unit): with the versine 1 - cos(psi) of the central
// angle, range^2 = (difference of radii)^2 + 2 r1 r2 versine, and versine = v0 + 2 rho sin^2(rate (t - closest) / 2). A limit of range or
// horizon is a limit of the versine, so its times are one arcsine away; heights that change are put right by two more rounds. The sphere errs
// by up to 0.4 % of the range; shots are solved exactly afterwards (shots.c), so that only the moment of looking again hangs on it. Free arcs,
// and radars with a sector, go through pvs_windows instead.
//
// To meet the target at time T, launch at T - flyout(range(T)): so a window of intercepts becomes a window of launches, whose end is the last
// useful launch.
#include "command/opening.h"

#include "base/math.h"

// --- spans -----------------------------------------------------------------------------------------------------

static void add_span(PvsSpans *spans, double begin_s, double end_s) {
    if (begin_s < end_s && spans->n < PVS_SPANS_MAX) {
        spans->span[spans->n].begin_s = begin_s;
        spans->span[spans->n].end_s = end_s;
        spans->n++;
    }
}

static void cut_spans(PvsSpans *spans, double begin_s, double end_s) {
    PvsSpans kept = {0};
    for (int i = 0; i < spans->n; i++) {
        add_span(&kept, fmax(spans->span[i].begin_s, begin_s), fmin(spans->span[i].end_s, end_s));
    }
    *spans = kept;
}

// What is left of spans without (begin, end).
static void take_out(PvsSpans *spans, double begin_s, double end_s) {
    PvsSpans kept = {0};
    for (int i = 0; i < spans->n; i++) {
        add_span(&kept, spans->span[i].begin_s, fmin(spans->span[i].end_s, begin_s));
        add_span(&kept, fmax(spans->span[i].begin_s, end_s), spans->span[i].end_s);
    }
    *spans = kept;
}

static PvsSpans spans_of_reach(const PvsView *view, const PvsReach *reach) {
    PvsWindow windows[PVS_SPANS_MAX];
    PvsSpans spans = {0};
    PvsPath path = {&view->course->segment, 1};
    size_t n = pvs_windows(path, view->now, reach, windows, PVS_SPANS_MAX);
    for (size_t i = 0; i < n && i < PVS_SPANS_MAX; i++) {
        add_span(&spans, pvs_time_s(windows[i].begin - view->now), pvs_time_s(windows[i].end - view->now));
    }
    return spans;
}

// --- level courses ---------------------------------------------------------------------------------------------

static double height_m(const PvsView *view, double t_s) {
    return view->h_now_m + view->climb_mps * t_s;
}

static double versine(const PvsView *view, double t_s) {
    double sine, cosine;
    double half = fmin(fabs(view->rate * (t_s - view->closest_s) / 2), 4);
    pvs_k_sincos(half, &sine, &cosine);
    return view->versine_min + 2 * view->rho * sine * sine;
}

// Greatest versine at which something at height h is within a slant range; negative: nowhere.
static double versine_of_range(const PvsView *view, double range_m, double h_m) {
    double rise_m = h_m - view->h_unit_m;
    return (range_m * range_m - rise_m * rise_m) / (2 * view->unit_radius_m * (view->earth_radius_m + h_m));
}

// Versine of the radio horizon over the sphere of k times its radius, to a thousandth.
static double versine_of_horizon(const PvsView *view, double h_m) {
    const PvsReach *sight = &view->unit->sight;
    if (sight->k_factor <= 0) {
        return 2;
    }
    double effective_m = sight->k_factor * view->earth_radius_m;
    double angle = sight->k_factor *
                   (sqrt(2 * fmax(sight->antenna_h_m, 0) / effective_m) + sqrt(2 * fmax(h_m, 0) / effective_m));
    double square = angle * angle;
    return square / 2 * (1 - square / 12);
}

// Half of the time during which the versine is below a limit; negative: never.
static double half_width_s(const PvsView *view, double versine_max) {
    double share = (versine_max - view->versine_min) / (2 * view->rho);
    if (!(share > 0)) {
        return -1;
    }
    if (share >= 1) {
        return INFINITY;
    }
    return 2 * pvs_k_atan2(sqrt(share), sqrt(1 - share)) / view->rate;
}

typedef double Limit(const PvsView *view, double range_m, double h_m);

static double limit_range(const PvsView *view, double range_m, double h_m) {
    return versine_of_range(view, range_m, h_m);
}

static double limit_sight(const PvsView *view, double range_m, double h_m) {
    return fmin(versine_of_range(view, range_m, h_m), versine_of_horizon(view, h_m));
}

// Times within a limit of the versine that depends on height: solved at the height of the closest approach, then at that of each end.
static bool within(const PvsView *view, Limit *limit, double range_m, double *begin_s, double *end_s) {
    double middle_s = fmin(fmax(view->closest_s, 0), view->life_s);
    if (!(view->rate > 0) || !(view->rho > 1e-12)) { // it stands still, or circles about the unit
        bool in = versine(view, 0) <= limit(view, range_m, height_m(view, 0));
        *begin_s = in ? 0 : 1;
        *end_s = in ? view->life_s : 0;
        return in;
    }
    double half_s = half_width_s(view, limit(view, range_m, height_m(view, middle_s)));
    *begin_s = fmax(view->closest_s - half_s, 0);
    *end_s = fmin(view->closest_s + half_s, view->life_s);
    if (half_s < 0 || *begin_s >= *end_s) {
        return false;
    }
    for (int i = 0; i < 2 && view->climb_mps != 0; i++) {
        double first_s = half_width_s(view, limit(view, range_m, height_m(view, *begin_s)));
        double last_s = half_width_s(view, limit(view, range_m, height_m(view, *end_s)));
        *begin_s = fmax(view->closest_s - fmax(first_s, 0), 0);
        *end_s = fmin(view->closest_s + fmax(last_s, 0), view->life_s);
    }
    return *begin_s < *end_s;
}

static PvsSpans weapon_spans_level(const PvsView *view, const PvsBeliefWeapon *weapon) {
    PvsSpans spans = {0};
    double begin_s, end_s, offset_m = view->belief->h_msl_offset_m;
    const PvsEnvelope *e = &weapon->envelope;
    if (!within(view, limit_range, e->range_max_m, &begin_s, &end_s)) {
        return spans;
    }
    add_span(&spans, begin_s, end_s);
    double lowest_m = e->h_min_m + offset_m - view->h_now_m, highest_m = e->h_max_m + offset_m - view->h_now_m;
    if (view->climb_mps != 0) {
        double t1 = lowest_m / view->climb_mps, t2 = highest_m / view->climb_mps;
        cut_spans(&spans, fmin(t1, t2), fmax(t1, t2));
    } else if (lowest_m > 0 || highest_m < 0) {
        spans.n = 0;
    }
    if (e->range_min_m > 0 && within(view, limit_range, e->range_min_m, &begin_s, &end_s)) {
        take_out(&spans, begin_s, end_s);
    }
    return spans;
}

static PvsSpans weapon_spans(const PvsView *view, const PvsBeliefWeapon *weapon) {
    if (!view->course->ballistic) {
        return weapon_spans_level(view, weapon);
    }
    double offset_m = view->belief->h_msl_offset_m;
    PvsReach reach = {.frame = view->unit->frame,
                      .range_min_m = weapon->envelope.range_min_m,
                      .range_max_m = weapon->envelope.range_max_m,
                      .el_min_rad = -PVS_PI / 2,
                      .el_max_rad = PVS_PI / 2,
                      .h_min_ell_m = weapon->envelope.h_min_m + offset_m,
                      .h_max_ell_m = weapon->envelope.h_max_m + offset_m,
                      .sector_half_rad = PVS_TWO_PI,
                      .earth_radius_m = view->earth_radius_m};
    return spans_of_reach(view, &reach);
}

static void look_from_unit(PvsView *view) {
    const PvsSegment *s = &view->course->segment;
    PvsVec3 n = view->unit->frame.up;
    double a = pvs_vec3_dot(n, s->arc.a), b = pvs_vec3_dot(n, s->arc.b), c = pvs_vec3_dot(n, view->course->pole);
    double since_s = pvs_time_s(view->now - s->t0);
    view->rate = s->arc.rate_radps;
    view->rho = sqrt(a * a + b * b);
    view->versine_min = c * c / (1 + view->rho);
    view->closest_s = view->rate > 0 ? pvs_k_atan2(b, a) / view->rate - since_s : 0;
    view->climb_mps = s->arc.climb_mps;
    view->h_now_m = s->arc.h0_ell_m + s->arc.climb_mps * since_s;
    if (!(view->rate > 0)) { // the versine of where it stands
        view->versine_min = 1 - a;
        view->rho = 0;
    }
}

PvsView pvs_view(const PvsBelief *belief, const PvsBeliefUnit *unit, const PvsCourse *course, PvsTime now) {
    PvsView view = {.belief = belief, .unit = unit, .course = course, .now = now, .sight_gate = PVS_GATE_BELOW_HORIZON};
    PvsVec3 n = unit->frame.up;
    double w2 = 1 - PVS_WGS84_E2 * n.z * n.z, w = sqrt(w2);
    view.life_s = pvs_time_s(course->segment.t1 - now);
    view.earth_radius_m = PVS_WGS84_A_M * (1 - PVS_WGS84_F) / w2; // sqrt(M N)
    view.h_unit_m = pvs_vec3_dot(unit->frame.origin_ecef, n) - PVS_WGS84_A_M * w;
    view.unit_radius_m = view.earth_radius_m + view.h_unit_m;
    if (!course->ballistic) {
        look_from_unit(&view);
    }
    bool plain = unit->sight.sector_half_rad >= PVS_PI && !course->ballistic;
    double begin_s, end_s;
    if (!unit->needs_sight) {
        add_span(&view.sight, -INFINITY, INFINITY);
    } else if (plain) {
        if (within(&view, limit_sight, unit->sight.range_max_m, &begin_s, &end_s)) {
            // In sight already: no launch is held back. In sight to the end: the end of the prediction is no end of sight.
            add_span(&view.sight, begin_s <= 0 ? -INFINITY : begin_s, end_s);
        }
    } else {
        view.sight = spans_of_reach(&view, &unit->sight);
        bool over_horizon = !course->ballistic && !within(&view, limit_sight, unit->sight.range_max_m, &begin_s, &end_s);
        view.sight_gate = unit->sight.sector_half_rad < PVS_PI && !over_horizon ? PVS_GATE_OUT_OF_SECTOR : PVS_GATE_BELOW_HORIZON;
    }
    return view;
}

double pvs_view_range_m(const PvsView *view, double t_s) {
    if (view->course->ballistic) {
        PvsVec3 pos = pvs_segment_at(&view->course->segment, view->now + pvs_time_from_s(t_s)).pos_ecef;
        return pvs_vec3_norm(pvs_vec3_sub(pos, view->unit->frame.origin_ecef));
    }
    double h_m = height_m(view, t_s), rise_m = h_m - view->h_unit_m;
    return sqrt(rise_m * rise_m + 2 * view->unit_radius_m * (view->earth_radius_m + h_m) * versine(view, t_s));
}

// --- launches ---------------------------------------------------------------------------------------------------

// Launch time of the round that meets the target at t_s.
static double launch_for(const PvsView *view, const PvsBeliefWeapon *weapon, double t_s) {
    return t_s - pvs_flyout_time_s(&weapon->flyout, pvs_view_range_m(view, t_s));
}

// Of two openings the better one: open before not yet (the earlier first) before any reason against.
static bool better(const PvsOpening *a, const PvsOpening *b) {
    int rank_a = a->gate == PVS_GATE_OPEN ? 0 : a->gate == PVS_GATE_NOT_YET ? 1 : 2;
    int rank_b = b->gate == PVS_GATE_OPEN ? 0 : b->gate == PVS_GATE_NOT_YET ? 1 : 2;
    return rank_a != rank_b ? rank_a < rank_b : rank_a < 2 && a->launch_s < b->launch_s;
}

// One window of intercepts and one of sight.
static PvsOpening opening_of(const PvsView *view, const PvsBeliefWeapon *weapon, double begin_s, double end_s, double sight_begin_s,
                             double sight_end_s, double ready_s, double keep_out_s, double slack_s) {
    if (weapon->holds_channel) { // seen until the intercept
        begin_s = fmax(begin_s, sight_begin_s);
        end_s = fmin(end_s, sight_end_s);
    }
    if (begin_s >= end_s) {
        return (PvsOpening){.gate = view->sight_gate};
    }
    double stop_s = fmin(end_s, keep_out_s);
    if (begin_s >= stop_s) {
        return (PvsOpening){.gate = PVS_GATE_KEEP_OUT};
    }
    double at_begin_s = launch_for(view, weapon, begin_s), at_end_s = launch_for(view, weapon, stop_s);
    double first_s = fmin(at_begin_s, at_end_s), last_s = fmax(at_begin_s, at_end_s);
    if (!view->course->ballistic && view->closest_s > begin_s && view->closest_s < stop_s) {
        last_s = fmax(last_s, launch_for(view, weapon, view->closest_s)); // faster than the round when it has passed
    }
    first_s = fmax(first_s, sight_begin_s); // seen at the launch
    last_s = fmin(last_s, sight_end_s);
    if (first_s > last_s) {
        return (PvsOpening){.gate = view->sight_gate};
    }
    if (ready_s > last_s) {
        bool by_keep_out = stop_s < end_s && ready_s <= launch_for(view, weapon, end_s);
        return (PvsOpening){.gate = by_keep_out ? PVS_GATE_KEEP_OUT : PVS_GATE_TOO_LATE};
    }
    PvsGate gate = first_s > ready_s + slack_s ? PVS_GATE_NOT_YET : PVS_GATE_OPEN;
    return (PvsOpening){.gate = gate, .launch_s = fmax(first_s, ready_s), .last_s = last_s};
}

PvsOpening pvs_opening(const PvsView *view, const PvsBeliefWeapon *weapon, double ready_s, double keep_out_s, double slack_s) {
    if (view->course->speed_mps > weapon->envelope.target_speed_max_mps) {
        return (PvsOpening){.gate = PVS_GATE_OUT_OF_ENVELOPE};
    }
    PvsSpans spans = weapon_spans(view, weapon);
    PvsOpening best = {.gate = PVS_GATE_OUT_OF_ENVELOPE};
    if (spans.n > 0 && view->sight.n == 0) {
        best.gate = view->sight_gate;
    }
    bool any = false;
    for (int i = 0; i < spans.n; i++) {
        for (int j = 0; j < view->sight.n; j++) {
            PvsOpening o = opening_of(view, weapon, spans.span[i].begin_s, spans.span[i].end_s, view->sight.span[j].begin_s,
                                      view->sight.span[j].end_s, ready_s, keep_out_s, slack_s);
            if (!any || better(&o, &best)) {
                best = o;
                any = true;
            }
        }
    }
    return best;
}
