// SPDX-License-Identifier: Apache-2.0
// When a weapon can be launched: closed forms against the exact intercept, launch time by launch
// time.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "belief.h"
#include "command/opening.h"
#include "support/check.h"

// Whether a launch at t_s (from now, time 0) meets the course inside the envelope, in sight when it
// must be: solved exactly.
static bool launch_works(const World *w, const PvsCourse *course, double t_s) {
    const PvsBeliefUnit *unit = &w->units[0];
    PvsTime t = pvs_time_from_s(t_s);
    if (t >= course->segment.t1) {
        return false;
    }
    PvsPath path = {&course->segment, 1};
    PvsIntercept at =
        pvs_intercept(path, t, &unit->frame, &w->weapons[0].envelope, &w->weapons[0].flyout, 0);
    if (!at.feasible || !unit->needs_sight) {
        return at.feasible;
    }
    return pvs_reach_contains(&unit->sight, pvs_segment_at(&course->segment, t).pos_ecef) &&
           (!w->weapons[0].holds_channel || pvs_reach_contains(&unit->sight, at.pos_ecef));
}

static PvsOpening opening(const World *w, PvsView *view, double ready_s, double keep_out_s,
                          double slack_s) {
    PvsOpeningAsk ask = {w->weapons[0].envelope.range_max_m, ready_s, keep_out_s, slack_s};
    return pvs_opening(view, &w->weapons[0], &ask);
}

static void random_world(World *w, uint64_t id) {
    double speed =
        world_u01(id, 0) < 0.5 ? 50 + 200 * world_u01(id, 1) : 200 + 600 * world_u01(id, 1);
    double h0 = 50 + 8000 * world_u01(id, 2),
           h1 = world_u01(id, 3) < 0.5 ? h0 : 50 + 8000 * world_u01(id, 3);
    world_init(w, 1);
    PvsBeliefUnit *unit =
        world_unit(w, -24 + 0.6 * world_u01(id, 4) - 0.3, 133 + 0.6 * world_u01(id, 5) - 0.3,
                   (10 + 90 * world_u01(id, 6)) * 1e3, 700 + 600 * world_u01(id, 7));
    w->weapons[0].envelope.range_min_m = world_u01(id, 8) < 0.3 ? 3e3 : 0;
    w->weapons[0].envelope.h_max_m = world_u01(id, 9) < 0.3 ? 5000 : 1e6;
    w->weapons[0].holds_channel = world_u01(id, 10) < 0.7;
    if (world_u01(id, 11) < 0.6) {
        world_sight(unit, 20, 60e3);
        unit->sight.earth_radius_m = pvs_earth_gaussian_radius_m(-24 * PVS_DEG_RAD);
        if (world_u01(id, 12) < 0.4) {
            unit->sight.sector_az_rad = PVS_TWO_PI * world_u01(id, 13);
            unit->sight.sector_half_rad = 0.5 + world_u01(id, 14);
        }
    }
    w->track =
        track_towards(place(-23, 133 + 2 * world_u01(id, 15) - 1, h0),
                      place(-25, 133 + 2 * world_u01(id, 16) - 1, h1), speed, 0, PVS_CLASS_CRUISE);
}

// Each second is tried as a launch: from the opening's first to its last launch all must work, and
// none before its first. The closed form may err by what the sphere errs (0.4 % of the range,
// seconds at the speed of the target); beyond that it would order rounds that cannot reach, or wait
// too long. (Range holes and sectors can leave several openings: then what is found must be the
// first that still works.)
static void opening_is_where_exact_launches_begin_to_work(void **state) {
    (void)state;
    int n_open = 0, n_never = 0;
    for (uint64_t id = 0; id < 400; id++) {
        World w;
        random_world(&w, id);
        PvsCourse course = pvs_course(&w.track);
        pvs_course_end(&course, pvs_time_from_s(4e5 / course.ground_mps));
        PvsView view = pvs_view(&w.belief, &w.units[0], &course, 0);
        if (fabs(pvs_view_range_m(&view, view.closest_s) / w.weapons[0].envelope.range_max_m - 1) <
            0.02) {
            continue; // a course that grazes the range circle: seconds hang on metres
        }
        double ready_s = 100 * world_u01(id, 30), life_s = pvs_time_s(course.segment.t1);
        PvsOpening o = opening(&w, &view, ready_s, INFINITY, 0);
        double first_s = -1, slack_s = 1 + 0.008 * 1e5 / course.speed_mps;
        for (double t = ready_s; t < life_s && first_s < 0; t += 1) {
            first_s = launch_works(&w, &course, t) ? t : -1;
        }
        bool found = o.gate == PVS_GATE_OPEN || o.gate == PVS_GATE_NOT_YET;
        if (found && o.last_s - o.launch_s > 2 * slack_s) {
            n_open++;
            if (first_s < 0 || fabs(o.launch_s - first_s) > slack_s) {
                fail_msg("case %d: gate %s, opens at %g, exactly at %g, slack %g", (int)id,
                         pvs_gate_name(o.gate), o.launch_s, first_s, slack_s);
            }
            // The end belongs to the first opening; what is launched a little before it must work.
            for (double t = o.launch_s + slack_s; t < o.last_s - slack_s; t += 1) {
                assert_true(launch_works(&w, &course, t));
            }
        } else if (!found) {
            n_never++;
            int n_works = 0;
            for (double t = ready_s; t < life_s; t += 1) {
                n_works += launch_works(&w, &course, t);
            }
            if (n_works > 2 * slack_s) {
                fail_msg("case %d: gate %s, yet %d launches work, slack %g", (int)id,
                         pvs_gate_name(o.gate), n_works, slack_s);
            }
        }
    }
    assert_true(n_open > 150 && n_never > 50);
}

// Range from a unit along the course: within 0.4 % of the exact one.
static void range_along_the_course_is_near_the_exact_one(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 200; id++) {
        World w;
        random_world(&w, id);
        PvsCourse course = pvs_course(&w.track);
        pvs_course_end(&course, 1000 * PVS_NS_PER_S);
        PvsView view = pvs_view(&w.belief, &w.units[0], &course, 0);
        for (int t = 0; t <= 1000; t += 100) {
            PvsVec3 pos = pvs_segment_at(&course.segment, t * PVS_NS_PER_S).pos_ecef;
            double range_m = pvs_vec3_norm(pvs_vec3_sub(pos, w.units[0].frame.origin_ecef));
            CHECK_RELATIVE(pvs_view_range_m(&view, t), range_m, 0.004);
        }
    }
}

// Keep-out cuts the last launch, and is named when it alone forbids.
static void keep_out_cuts_the_last_launch(void **state) {
    (void)state;
    World w;
    world_init(&w, 0.5);
    world_unit(&w, -24, 133, 40e3, 900);
    PvsCourse course = pvs_course(&w.track);
    pvs_course_end(&course, 900 * PVS_NS_PER_S);
    PvsView view = pvs_view(&w.belief, &w.units[0], &course, 0);
    PvsOpening without = opening(&w, &view, 5, INFINITY, 2), with = opening(&w, &view, 5, 600, 2);
    assert_int_equal(without.gate, PVS_GATE_NOT_YET);
    assert_true(with.last_s < without.last_s && with.last_s < 600 && with.last_s > 575);
    assert_int_equal(opening(&w, &view, 599, 600, 2).gate, PVS_GATE_KEEP_OUT);
    assert_int_equal(opening(&w, &view, 599, INFINITY, 2).gate, PVS_GATE_OPEN);
}

// A standing target is inside for ever or never.
static void standing_target_is_open_or_out_of_reach(void **state) {
    (void)state;
    World w;
    world_init(&w, 0.2);
    world_unit(&w, -24, 133, 40e3, 900);
    world_unit(&w, -24, 133, 10e3, 900);
    w.track.vel_ecef = pvs_vec3(0, 0, 0);
    PvsCourse course = pvs_course(&w.track);
    pvs_course_end(&course, 900 * PVS_NS_PER_S);
    PvsView near = pvs_view(&w.belief, &w.units[0], &course, 0),
            far = pvs_view(&w.belief, &w.units[1], &course, 0);
    CHECK_RELATIVE(pvs_view_range_m(&near, 50), 0.2 * PVS_DEG_RAD * 6356e3, 0.01);
    assert_int_equal(opening(&w, &near, 5, INFINITY, 2).gate, PVS_GATE_OPEN);
    assert_int_equal(pvs_opening(&far, &w.weapons[1], &(PvsOpeningAsk){10e3, 5, INFINITY, 2}).gate,
                     PVS_GATE_OUT_OF_ENVELOPE);
}

// A free arc goes through the exact windows.
static void ballistic_course_opens_where_exact_launches_work(void **state) {
    (void)state;
    World w;
    world_init(&w, 1);
    world_unit(&w, -24, 133, 40e3, 1500);
    w.weapons[0].envelope.h_max_m = 25e3;
    PvsSegment arc;
    assert_int_equal(pvs_ballistic_arc(place(-22, 133, 0), place(-24, 133, 0), 0, 0, &arc, NULL),
                     PVS_OK);
    PvsKinematics k = pvs_segment_at(&arc, 0);
    w.track =
        (PvsTrack){.pos_ecef = k.pos_ecef, .vel_ecef = k.vel_ecef, .cls = PVS_CLASS_BALLISTIC};
    w.track.pos_ecef = pvs_vec3_scale(w.track.pos_ecef, 1 + 1e-7);
    PvsCourse course = pvs_course(&w.track);
    pvs_course_end(&course, PVS_TIME_NEVER - 1);
    PvsArcTable table;
    pvs_course_table(&course, &table);
    PvsView view = pvs_view(&w.belief, &w.units[0], &course, 0);
    PvsOpening o = opening(&w, &view, 5, INFINITY, 2);
    assert_int_equal(o.gate, PVS_GATE_NOT_YET);
    assert_false(launch_works(&w, &course, o.launch_s - 0.1));
    assert_true(launch_works(&w, &course, o.launch_s + 0.1));
    assert_true(launch_works(&w, &course, o.last_s - 0.1));
    assert_false(launch_works(&w, &course, o.last_s + 0.1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_is_where_exact_launches_begin_to_work),
        cmocka_unit_test(range_along_the_course_is_near_the_exact_one),
        cmocka_unit_test(keep_out_cuts_the_last_launch),
        cmocka_unit_test(standing_target_is_open_or_out_of_reach),
        cmocka_unit_test(ballistic_course_opens_where_exact_launches_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
