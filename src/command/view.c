// SPDX-License-Identifier: Apache-2.0
// A course as one unit sees it: the two forms behind one face, and the sector of the engagement
// radar, which is the same for both.
#include "command/view.h"

#include "base/math.h"

PvsView pvs_view(const PvsBelief *belief, const PvsBeliefUnit *unit, const PvsCourse *course,
                 PvsTime now) {
    PvsView view = {.belief = belief, .unit = unit, .course = course, .now = now};
    PvsVec3 n = unit->frame.up;
    double w2 = 1 - PVS_WGS84_E2 * n.z * n.z, w = sqrt(w2);
    view.life_s = pvs_time_s(course->segment.t1 - now);
    view.since_s = pvs_time_s(now - course->segment.t0);
    view.earth_radius_m = PVS_WGS84_A_M * (1 - PVS_WGS84_F) / w2; // sqrt(M N), Gauss's mean radius
    view.h_unit_m = pvs_vec3_dot(unit->frame.origin_ecef, n) - PVS_WGS84_A_M * w;
    view.unit_radius_m = view.earth_radius_m + view.h_unit_m;
    if (!course->ballistic) {
        pvs_level_look(&view);
    }
    return view;
}

double pvs_view_range_m(const PvsView *view, double t_s) {
    return view->course->ballistic ? pvs_arc_range_m(view, t_s) : pvs_level_range_m(view, t_s);
}

PvsSpans pvs_view_in_envelope(const PvsView *view, const PvsEnvelope *envelope,
                              double range_max_m) {
    return view->course->ballistic ? pvs_arc_in_envelope(view, envelope, range_max_m)
                                   : pvs_level_in_envelope(view, envelope, range_max_m);
}

static PvsSpans beyond_edge(const PvsView *view, double az_rad) {
    double sine, cosine;
    pvs_sincos(az_rad, &sine, &cosine);
    const PvsEnuFrame *frame = &view->unit->sight.frame;
    PvsVec3 edge = pvs_vec3_add_scaled(pvs_vec3_scale(frame->north, cosine), sine, frame->east);
    return view->course->ballistic ? pvs_arc_beyond_edge(view, edge)
                                   : pvs_level_beyond_edge(view, edge);
}

// A sector of at most a half circle lies inside both of its edges; a wider one is all but what lies
// outside both.
static void cut_to_sector(PvsView *view) {
    const PvsReach *sight = &view->unit->sight;
    double half_rad = sight->sector_half_rad;
    if (half_rad <= PVS_PI / 2) {
        PvsSpans left = beyond_edge(view, sight->sector_az_rad - half_rad + PVS_PI / 2);
        PvsSpans right = beyond_edge(view, sight->sector_az_rad + half_rad - PVS_PI / 2);
        pvs_spans_intersect(&view->sight, &left);
        pvs_spans_intersect(&view->sight, &right);
        return;
    }
    PvsSpans left = beyond_edge(view, sight->sector_az_rad - half_rad - PVS_PI / 2);
    PvsSpans right = beyond_edge(view, sight->sector_az_rad + half_rad + PVS_PI / 2);
    pvs_spans_intersect(&left, &right);
    for (int i = 0; i < left.n; i++) {
        pvs_spans_remove(&view->sight, left.span[i].begin_s, left.span[i].end_s);
    }
}

void pvs_view_find_sight(PvsView *view) {
    const PvsBeliefUnit *unit = view->unit;
    view->sight_known = true;
    view->sight_gate = PVS_GATE_BELOW_HORIZON;
    view->sight.n = 0;
    if (!unit->needs_sight) {
        pvs_spans_add(&view->sight, -INFINITY, INFINITY);
        return;
    }
    view->sight =
        view->course->ballistic ? pvs_arc_over_horizon(view) : pvs_level_over_horizon(view);
    if (unit->sight.sector_half_rad < PVS_PI && view->sight.n > 0) {
        view->sight_gate = PVS_GATE_OUT_OF_SECTOR;
        cut_to_sector(view);
    }
    if (view->sight.n > 0 && view->sight.span[0].begin_s <= 0) {
        view->sight.span[0].begin_s = -INFINITY; // in sight already: no launch is held back
    }
}
