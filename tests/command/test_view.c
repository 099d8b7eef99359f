// SPDX-License-Identifier: Apache-2.0
// A course as one unit sees it, level or falling freely, against the exact windows of the motion
// room.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "belief.h"
#include "command/view.h"
#include "support/check.h"

static bool spans_have(const PvsSpans *s, double t) {
    for (int i = 0; i < s->n; i++) {
        if (t >= s->span[i].begin_s && t <= s->span[i].end_s) {
            return true;
        }
    }
    return false;
}

// Seconds (of whole seconds) in which two answers differ.
static int seconds_apart(const PvsSpans *a, const PvsReach *reach, const PvsCourse *course,
                         double life_s) {
    int n = 0;
    for (double t = 0.5; t < life_s; t += 1) {
        n += spans_have(a, t) !=
             pvs_reach_contains(reach,
                                pvs_segment_at(&course->segment, pvs_time_from_s(t)).pos_ecef);
    }
    return n;
}

static PvsReach reach_of(const PvsBeliefUnit *unit, const PvsEnvelope *e) {
    return (PvsReach){.frame = unit->frame,
                      .range_min_m = e->range_min_m,
                      .range_max_m = e->range_max_m,
                      .el_min_rad = -PVS_PI / 2,
                      .el_max_rad = PVS_PI / 2,
                      .h_min_ell_m = e->h_min_m,
                      .h_max_ell_m = e->h_max_m,
                      .sector_half_rad = 4,
                      .earth_radius_m = 6371000};
}

static PvsTrack falling_track(uint64_t id) {
    PvsSegment arc;
    PvsLlh from = place(-22 + 0.5 * world_u01(id, 0), 132 + 2 * world_u01(id, 1), 0);
    PvsLlh to = place(-24 + 0.4 * world_u01(id, 2) - 0.2, 133 + 0.4 * world_u01(id, 3) - 0.2, 0);
    assert_int_equal(pvs_ballistic_arc(from, to, 0.2 * world_u01(id, 4), 0, &arc, NULL), PVS_OK);
    PvsKinematics k =
        pvs_segment_at(&arc, (PvsTime)((0.02 + 0.6 * world_u01(id, 5)) * (double)arc.t1));
    return (PvsTrack){.pos_ecef = k.pos_ecef, .vel_ecef = k.vel_ecef, .cls = PVS_CLASS_BALLISTIC};
}

// On a free arc the spans are those of the exact predicate, to the second: else a battery against
// ballistic missiles would be told at the wrong time.
static void spans_of_a_free_arc_are_the_exact_ones(void **state) {
    (void)state;
    int n_inside = 0;
    for (uint64_t id = 0; id < 200; id++) {
        World w;
        world_init(&w, 1);
        PvsBeliefUnit *unit = world_unit(&w, -24, 133, (15 + 100 * world_u01(id, 10)) * 1e3, 1500);
        PvsEnvelope *e = &w.weapons[0].envelope;
        e->range_min_m = world_u01(id, 11) < 0.5 ? 5e3 : 0;
        e->h_min_m = 1000 * world_u01(id, 12);
        e->h_max_m = 15e3 + 40e3 * world_u01(id, 13);
        PvsTrack track = falling_track(id);
        PvsCourse course = pvs_course(&track);
        PvsArcTable table;
        pvs_course_end(&course, PVS_TIME_NEVER);
        pvs_course_table(&course, &table);
        PvsView view = pvs_view(&w.belief, unit, &course, 0);
        PvsSpans spans = pvs_view_in_envelope(&view, e, e->range_max_m);
        PvsReach reach = reach_of(unit, e);
        n_inside += spans.n > 0;
        // an edge may fall on a sampled instant
        assert_in_range(seconds_apart(&spans, &reach, &course, view.life_s), 0, 1);
        for (double t = 0; t < view.life_s; t += 10) {
            PvsVec3 pos = pvs_segment_at(&course.segment, pvs_time_from_s(t)).pos_ecef;
            CHECK_NEAR(pvs_view_range_m(&view, t),
                       pvs_vec3_norm(pvs_vec3_sub(pos, unit->frame.origin_ecef)), 3);
        }
    }
    assert_true(n_inside > 100);
}

// Sectors, narrow and wide, for both forms of course.
static void sectors_are_the_exact_ones(void **state) {
    (void)state;
    int n_inside = 0;
    for (uint64_t id = 0; id < 300; id++) {
        World w;
        world_init(&w, 1);
        PvsBeliefUnit *unit = world_unit(&w, -24, 133, 100e3, 1500);
        world_sight(unit, 20, 150e3);
        unit->sight.k_factor = 0; // the sector alone
        unit->sight.sector_az_rad = PVS_TWO_PI * world_u01(id, 20);
        unit->sight.sector_half_rad = 0.2 + 2.8 * world_u01(id, 21);
        PvsTrack track = falling_track(id);
        if (id % 2) {
            track =
                track_towards(place(-23 + world_u01(id, 0), 132 + 2 * world_u01(id, 1), 3000),
                              place(-25 + world_u01(id, 2), 133, 3000), 250, 0, PVS_CLASS_CRUISE);
        }
        PvsCourse course = pvs_course(&track);
        PvsArcTable table;
        pvs_course_end(&course, 1500 * PVS_NS_PER_S);
        pvs_course_table(&course, &table);
        PvsView view = pvs_view(&w.belief, unit, &course, 0);
        pvs_view_find_sight(&view);
        n_inside += view.sight.n > 0;
        int apart = seconds_apart(&view.sight, &unit->sight, &course, view.life_s);
        if (apart > 12) { // of up to 1,500: courses that run along an edge
            fail_msg("case %d: %d seconds apart, sector %g +- %g", (int)id, apart,
                     unit->sight.sector_az_rad, unit->sight.sector_half_rad);
        }
    }
    assert_true(n_inside > 100);
}

static void unit_without_a_radar_sees_always(void **state) {
    (void)state;
    World w;
    world_init(&w, 1);
    PvsBeliefUnit *unit = world_unit(&w, -24, 133, 100e3, 1500);
    PvsCourse course = pvs_course(&w.track);
    pvs_course_end(&course, 100 * PVS_NS_PER_S);
    PvsView view = pvs_view(&w.belief, unit, &course, 0);
    pvs_view_find_sight(&view);
    assert_int_equal(view.sight.n, 1);
    assert_true(view.sight.span[0].begin_s == -INFINITY && view.sight.span[0].end_s == INFINITY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_of_a_free_arc_are_the_exact_ones),
        cmocka_unit_test(sectors_are_the_exact_ones),
        cmocka_unit_test(unit_without_a_radar_sees_always),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
