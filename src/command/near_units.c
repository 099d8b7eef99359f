// SPDX-License-Identifier: Apache-2.0
// Which units matter to a course, cheaply: a few dot products for each unit (or the tree over their
// reaches, where there are many), and a lower bound of when each could act. The bound: over the
// ellipsoid two points are at least rho |n1 - n2| apart, rho the least radius of curvature, so the
// target cannot be within a weapon's range before it has flown the rest.
#include "command/near_units.h"

#include "base/math.h"

// a (1 - e2), rounded down: for points down to 5 km below the ellipsoid
#define CURVATURE_LEAST_M 6.33e6
#define FEW_UNITS         96    // the tree pays above this (measured)
#define SPEED_SLACK       1.01  // ground speed over the ellipsoid at a constant rate of the normal
#define ANYWHERE_M        100e3 // how far around an uncertain track units are looked for

typedef struct {
    const PvsBelief *belief;
    const PvsSituation *situation;
    const PvsCourse *course;
    PvsVec3 here, ahead; // level courses: normal now, direction of flight
    double life_s, speed_mps;
    PvsNearUnits *out;
} Search;

// A lower bound of when a unit must be told; INFINITY when the course never comes into reach.
static double act_bound_s(const Search *s, const PvsBeliefUnit *unit) {
    PvsVec3 n = unit->frame.up;
    double range_m = unit->reach_max_m;
    if (CURVATURE_LEAST_M * fabs(pvs_vec3_dot(n, s->course->pole)) > range_m) {
        return INFINITY; // passes beside
    }
    double apart_m = CURVATURE_LEAST_M * pvs_vec3_norm(pvs_vec3_sub(n, s->here)),
           far_m = apart_m - range_m;
    if (far_m > 0 && (pvs_vec3_dot(n, s->ahead) <= 0 || far_m > s->life_s * s->speed_mps)) {
        return INFINITY; // has passed, or ends before
    }
    double soonest_s = INFINITY;
    for (uint32_t w = 0; w < unit->n_weapons && w < PVS_UNIT_WEAPONS_MAX; w++) {
        const PvsBeliefWeapon *weapon = &s->belief->weapons[unit->first_weapon + w];
        double reach_m = weapon->envelope.range_max_m,
               to_fly_s = pvs_larger(apart_m - reach_m, 0) / s->speed_mps;
        soonest_s = pvs_smaller(soonest_s, to_fly_s - pvs_flyout_time_s(&weapon->flyout, reach_m));
    }
    return soonest_s - unit->reaction_mean_s - pvs_time_s(s->situation->delay_mean);
}

static void take(Search *s, uint32_t index, double act_s) {
    PvsNearUnits *out = s->out;
    bool full = out->n == PVS_CASES_MAX;
    uint32_t at = full ? out->n - 1 : out->n;
    if (act_s == INFINITY || (full && out->unit[at].act_s <= act_s)) {
        // of too many, the later ones; equal ones depend on no order but the tree's, which is fixed
        return;
    }
    for (; at > 0; at--) {
        bool before = out->unit[at - 1].act_s < act_s ||
                      (out->unit[at - 1].act_s == act_s && out->unit[at - 1].index < index);
        if (before) {
            break;
        }
        out->unit[at] = out->unit[at - 1];
    }
    out->unit[at].act_s = act_s;
    out->unit[at].index = index;
    out->n += !full;
}

static void visit(void *ctx, uint32_t index) {
    Search *s = ctx;
    bool bounded = !s->course->ballistic && s->speed_mps > 0;
    take(s, index, bounded ? act_bound_s(s, &s->belief->units[index]) : -INFINITY);
}

void pvs_near_units(const PvsBelief *belief, const PvsSituation *situation, const PvsCourse *course,
                    PvsNearUnits *out) {
    Search s = {.belief = belief, .situation = situation, .course = course, .out = out};
    const PvsSegment *g = &course->segment;
    out->n = 0;
    if (!course->ballistic) {
        double sine, cosine;
        pvs_k_sincos(pvs_smaller(g->arc.rate_radps * pvs_time_s(situation->now - g->t0), 4), &sine,
                     &cosine);
        s.here = pvs_vec3_add_scaled(pvs_vec3_scale(g->arc.a, cosine), sine, g->arc.b);
        s.ahead = pvs_vec3_add_scaled(pvs_vec3_scale(g->arc.b, cosine), -sine, g->arc.a);
        s.speed_mps = SPEED_SLACK * course->ground_mps;
        s.life_s = pvs_time_s(g->t1 - situation->now);
    }
    if (belief->near_units && (belief->n_units > FEW_UNITS || course->ballistic)) {
        pvs_near_query(belief->near_units, g, visit, &s);
        return;
    }
    for (uint32_t i = 0; i < belief->n_units; i++) {
        visit(&s, i);
    }
}

// --- whatever the heading ------------------------------------------------------------------------

typedef struct {
    const PvsBelief *belief;
    const PvsSituation *situation;
    const PvsCases *cases;
    double speed_mps, soonest_s;
} Anywhere;

// Whether a unit's case may change when the track becomes better known: it has none, or geometry
// stands in its way.
static bool hangs_on_the_course(const PvsCases *cases, uint32_t unit) {
    for (uint32_t i = 0; i < cases->n; i++) {
        if (cases->cases[i].unit == unit) {
            PvsGate gate = cases->cases[i].gate;
            return gate == PVS_GATE_OUT_OF_ENVELOPE || gate == PVS_GATE_OUT_OF_SECTOR ||
                   gate == PVS_GATE_BELOW_HORIZON || gate == PVS_GATE_TOO_LATE ||
                   gate == PVS_GATE_KEEP_OUT || gate == PVS_GATE_NOT_WORTH;
        }
    }
    return true;
}

static void visit_anywhere(void *ctx, uint32_t index) {
    Anywhere *a = ctx;
    const PvsBeliefUnit *unit = &a->belief->units[index];
    PvsVec3 apart = pvs_vec3_sub(unit->frame.origin_ecef, a->situation->track->pos_ecef);
    double to_fly_s = (pvs_vec3_norm(apart) - unit->reach_max_m) / a->speed_mps;
    if (to_fly_s >= a->soonest_s || !pvs_commanded_here(a->belief, a->situation, index) ||
        !hangs_on_the_course(a->cases, index)) {
        return;
    }
    double fly_s = 0;
    for (uint32_t w = 0; w < unit->n_weapons && w < PVS_UNIT_WEAPONS_MAX; w++) {
        const PvsBeliefWeapon *weapon = &a->belief->weapons[unit->first_weapon + w];
        fly_s = pvs_larger(fly_s, pvs_flyout_time_s(&weapon->flyout, weapon->envelope.range_max_m));
    }
    double lead_s = fly_s + unit->reaction_mean_s + pvs_time_s(a->situation->delay_mean);
    a->soonest_s = pvs_smaller(a->soonest_s, pvs_larger(to_fly_s - lead_s, 0));
}

double pvs_any_direction_s(const PvsBelief *belief, const PvsSituation *s, const PvsCases *cases) {
    double variance =
        pvs_larger(s->track->cov[15], pvs_larger(s->track->cov[18], s->track->cov[20]));
    Anywhere a = {belief, s, cases, cases->course.speed_mps + 2 * sqrt(variance), INFINITY};
    if (!(a.speed_mps > 0)) {
        return INFINITY;
    }
    if (belief->near_units && belief->n_units > FEW_UNITS) {
        a.soonest_s = ANYWHERE_M / a.speed_mps; // what is farther is looked for next time
        pvs_near_query_ball(belief->near_units, s->track->pos_ecef, ANYWHERE_M, visit_anywhere, &a);
        return a.soonest_s;
    }
    for (uint32_t i = 0; i < belief->n_units; i++) {
        visit_anywhere(&a, i);
    }
    return a.soonest_s;
}
