// SPDX-License-Identifier: Apache-2.0
// Threat evaluation: which site, when, how sure.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "belief.h"
#include "support/check.h"

// Closed form: straight towards a site, the miss is nothing, the certainty one, the arrival the
// leg's own end.
static void course_over_a_site_threatens_it_at_the_legs_end(void **state) {
    (void)state;
    World w;
    for (double degrees = 0.1; degrees < 5; degrees *= 1.7) {
        world_init(&w, degrees);
        PvsSegment leg = pvs_leg(place(-24 + degrees, 133, 1000), place(-24, 133, 1000), 60, 0);
        PvsEvaluation e = pvs_evaluate(&w.belief, &w.track, 0);
        assert_int_equal(e.site, 0);
        CHECK_NEAR(e.miss_distance_m, 0, 1e-3);
        CHECK_NEAR(e.certainty, 1, 1e-12);
        CHECK_NEAR(e.value_usd, 1e8, 1);
        CHECK_NEAR(pvs_time_s(e.t_arrival), pvs_time_s(leg.t1), 1e-5);
        // Later, on the same track: the same arrival.
        CHECK_NEAR(pvs_time_s(pvs_evaluate(&w.belief, &w.track, leg.t1 / 2).t_arrival),
                   pvs_time_s(leg.t1), 1e-5);
    }
}

static void certainty_falls_as_the_course_passes_wider(void **state) {
    (void)state;
    World w;
    double before = 2;
    for (int i = 0; i < 12; i++) {
        world_init(&w, 1);
        w.track = track_towards(place(-23, 133, 1000), place(-24, 133 + 0.05 * i, 1000), 60, 0,
                                PVS_CLASS_CRUISE);
        PvsEvaluation e = pvs_evaluate(&w.belief, &w.track, 0);
        assert_int_equal(e.site, 0);
        assert_true(e.certainty < before);
        CHECK_NEAR(e.value_usd, 1e8 * e.certainty, 1);
        before = e.certainty;
    }
    assert_true(before < 0.5);
}

static void site_that_has_been_passed_is_not_threatened(void **state) {
    (void)state;
    World w;
    world_init(&w, 1);
    w.track =
        track_towards(place(-24.5, 133, 1000), place(-26, 133, 1000), 200, 0, PVS_CLASS_CRUISE);
    PvsEvaluation e = pvs_evaluate(&w.belief, &w.track, 0);
    assert_int_equal(e.site, -1);
    assert_true(e.t_arrival == PVS_TIME_NEVER);
    CHECK_NEAR(e.value_usd, 0, 0);
}

static void what_circles_over_a_site_threatens_it_now(void **state) {
    (void)state;
    World w;
    world_init(&w, 1);
    w.track = track_towards(place(-24.001, 133, 1000), place(-26, 133, 1000), 50, 7,
                            PVS_CLASS_ONE_WAY_DRONE);
    PvsEvaluation e = pvs_evaluate(&w.belief, &w.track, 7);
    assert_int_equal(e.site, 0);
    assert_true(e.t_arrival == 7);
}

// Value x certainty decides: a rich site a little off the course before a poor one on it; equal
// ones by the lower index.
static void value_times_certainty_decides_and_ties_go_to_the_lower_index(void **state) {
    (void)state;
    World w;
    world_init(&w, 1);
    world_site(&w, -24.02, 133.02, 1e9);
    assert_int_equal(pvs_evaluate(&w.belief, &w.track, 0).site, 1);
    w.sites[1].value_usd = 1e6;
    assert_int_equal(pvs_evaluate(&w.belief, &w.track, 0).site, 0);
    w.sites[1] = w.sites[0];
    assert_int_equal(pvs_evaluate(&w.belief, &w.track, 0).site, 0);
    w.sites[0].value_usd = w.sites[1].value_usd = 0; // worthless sites can be threatened, too
    PvsEvaluation e = pvs_evaluate(&w.belief, &w.track, 0);
    assert_int_equal(e.site, 0);
    CHECK_NEAR(e.value_usd, 0, 0);
}

// A ballistic track threatens what is near its impact, at the impact's time, wherever its ground
// track leads over.
static void ballistic_track_threatens_the_place_of_its_impact(void **state) {
    (void)state;
    World w;
    world_init(&w, 1);
    world_site(&w, -26, 133, 1e8);
    PvsSegment arc;
    assert_int_equal(pvs_ballistic_arc(place(-22, 133, 0), place(-26, 133, 0), 0, 0, &arc, NULL),
                     PVS_OK);
    PvsKinematics k = pvs_segment_at(&arc, arc.t1 / 4);
    PvsTrack track = {.t_update = arc.t1 / 4,
                      .pos_ecef = k.pos_ecef,
                      .vel_ecef = k.vel_ecef,
                      .cls = PVS_CLASS_BALLISTIC};
    PvsEvaluation e = pvs_evaluate(&w.belief, &track, arc.t1 / 4);
    assert_int_equal(e.site, 1);
    CHECK_NEAR(pvs_time_s(e.t_arrival), pvs_time_s(arc.t1), 1e-4);
    CHECK_NEAR(e.miss_distance_m, 0, 1);
    CHECK_NEAR(e.certainty, 1, 1e-6);
}

static void no_site_is_no_threat(void **state) {
    (void)state;
    World w;
    world_init(&w, 1);
    w.belief.n_sites = 0;
    assert_int_equal(pvs_evaluate(&w.belief, &w.track, 0).site, -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(course_over_a_site_threatens_it_at_the_legs_end),
        cmocka_unit_test(certainty_falls_as_the_course_passes_wider),
        cmocka_unit_test(site_that_has_been_passed_is_not_threatened),
        cmocka_unit_test(what_circles_over_a_site_threatens_it_now),
        cmocka_unit_test(value_times_certainty_decides_and_ties_go_to_the_lower_index),
        cmocka_unit_test(ballistic_track_threatens_the_place_of_its_impact),
        cmocka_unit_test(no_site_is_no_threat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
