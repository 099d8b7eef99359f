// SPDX-License-Identifier: Apache-2.0
// Intercepts: the first time at which a round has flown as far as the target is away.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/check.h"
#include "support/paths.h"
#include "weapon/weapon.h"

static const PvsEnvelope everywhere = {0, 1e9, -1e9, 1e9, 1e9};

static PvsEnuFrame launcher(void) {
    return pvs_enu_frame(launcher_place());
}

// Lag of the round behind the target at t: positive before the intercept.
static double lag_s(PvsPath path, PvsTime t_launch, const PvsEnuFrame *frame,
                    const PvsFlyout *flyout, PvsTime t) {
    double range_m = pvs_vec3_norm(pvs_vec3_sub(pvs_path_at(path, t).pos_ecef, frame->origin_ecef));
    return pvs_flyout_time_s(flyout, range_m) - pvs_time_s(t - t_launch);
}

// Closed form: a target that stands still is met after the flyout time of its range, rounded up to
// a nanosecond.
static void standing_target_is_met_after_the_flyout_time(void **state) {
    (void)state;
    PvsEnuFrame frame = launcher();
    PvsFlyout flyout = pvs_flyout_constant(800, 100e3);
    for (uint64_t id = 0; id < 200; id++) {
        PvsSegment stay = pvs_stay(place_near(id, 0, 0.4, 3000), 0, 4000 * PVS_NS_PER_S);
        PvsTime t_launch = (PvsTime)(1e12 * path_u01(id, 5));
        PvsIntercept at =
            pvs_intercept((PvsPath){&stay, 1}, t_launch, &frame, &everywhere, &flyout, 0);
        double range_m =
            pvs_vec3_norm(pvs_vec3_sub(pvs_segment_at(&stay, 0).pos_ecef, frame.origin_ecef));
        assert_true(at.feasible);
        CHECK_NEAR(at.range_m, range_m, 1e-6);
        double early_s = pvs_time_s(at.t_intercept - t_launch) - range_m / 800;
        assert_true(early_s > -1e-11 && early_s < 1.1e-9);
    }
}

// The defining property, to the nanosecond, on all kinds of segments and for rounds faster and
// slower than the target; and nothing earlier: a scan at small steps finds no earlier meeting.
// (Were the search able to jump over a root, the scan would find it.)
static void intercept_is_the_first_meeting_to_the_nanosecond(void **state) {
    (void)state;
    PvsEnuFrame frame = launcher();
    int n_met = 0, n_gone = 0;
    for (uint64_t id = 0; id < 1200; id++) {
        PvsSegment s = random_segment(id, 50, 3000);
        PvsPath path = {&s, 1};
        PvsFlyout flyout;
        double mean_mps = path_between(id, 20, 250, 2500);
        assert_int_equal(pvs_flyout_init(&flyout, 4, (double[]){0, 20e3, 60e3, 200e3},
                                         (double[]){path_between(id, 21, 0, 5), 6 + 14e3 / mean_mps,
                                                    8 + 60e3 / mean_mps, 20 + 250e3 / mean_mps},
                                         NULL),
                         PVS_OK);
        PvsTime t_launch =
            s.t0 + (PvsTime)(0.7 * path_between(id, 22, -0.2, 1) * (double)(s.t1 - s.t0));
        PvsIntercept at = pvs_intercept(path, t_launch, &frame, &everywhere, &flyout, 0);
        PvsTime begin = t_launch > s.t0 ? t_launch : s.t0,
                end = at.feasible ? at.t_intercept : s.t1;
        if (at.feasible) {
            n_met++;
            assert_true(lag_s(path, t_launch, &frame, &flyout, at.t_intercept) <= 1e-11);
            assert_true(at.t_intercept == begin ||
                        lag_s(path, t_launch, &frame, &flyout, at.t_intercept - 2) > -1e-11);
        } else {
            n_gone++;
            assert_string_equal(at.why_not, "gone");
            assert_true(at.t_intercept == PVS_TIME_NEVER);
        }
        for (int i = 0; i < 1000 && end > begin; i++) {
            PvsTime t = begin + (PvsTime)((double)(end - begin) * (i / 1000.0));
            assert_true(t >= end - 2 || lag_s(path, t_launch, &frame, &flyout, t) > 0);
        }
    }
    assert_true(n_met > 400 && n_gone > 100); // the cases are of both kinds
}

// A round slower than its target can only meet it head on: first far out, and a second root would
// come when the target has passed. The launch comes too late for the first stretch, so that both
// roots exist within a second of each other.
static void target_faster_than_the_round_is_met_at_the_first_of_two_roots(void **state) {
    (void)state;
    PvsEnuFrame frame = launcher();
    PvsLlh from = launcher_place(), to = from;
    from.lat_rad -= 0.5 * PVS_DEG_RAD;
    to.lat_rad += 0.5 * PVS_DEG_RAD;
    from.h_ell_m = to.h_ell_m = 5500;
    PvsSegment s = pvs_leg(from, to, 1500, 0);
    PvsPath path = {&s, 1};
    PvsFlyout flyout = pvs_flyout_constant(400, 200e3);
    double pass_s = pvs_time_s(s.t1) / 2;
    int n_met = 0;
    for (double before_s = 30; before_s > 0; before_s -= 0.25) {
        PvsTime t_launch = pvs_time_from_s(pass_s - before_s);
        PvsIntercept at = pvs_intercept(path, t_launch, &frame, &everywhere, &flyout, 0);
        // The round needs at least 12.5 s to the point of closest approach, 5 km above.
        if (at.feasible) {
            n_met++;
            for (PvsTime t = t_launch; t < at.t_intercept - 2; t += 10000000) {
                assert_true(lag_s(path, t_launch, &frame, &flyout, t) > 0);
            }
        } else {
            assert_true(before_s < 13.5);
        }
    }
    assert_true(n_met > 60);
}

// The same path cut in pieces gives the same intercept.
static void pieces_of_a_path_give_the_same_intercept(void **state) {
    (void)state;
    PvsEnuFrame frame = launcher();
    PvsFlyout flyout = pvs_flyout_constant(900, 200e3);
    for (uint64_t id = 0; id < 100; id++) {
        PvsSegment whole = random_segment(4 * id, 100, 600), parts[3] = {whole, whole, whole};
        PvsTime third = (whole.t1 - whole.t0) / 3;
        for (int i = 0; i < 3; i++) { // cut by re-basing: the phase moves with the time
            double phi = whole.arc.rate_radps * pvs_time_s(third * i);
            parts[i].t0 = whole.t0 + third * i;
            parts[i].t1 = i == 2 ? whole.t1 : whole.t0 + third * (i + 1);
            parts[i].arc.a = pvs_vec3_add_scaled(pvs_vec3_scale(whole.arc.a, pvs_cos(phi)),
                                                 pvs_sin(phi), whole.arc.b);
            parts[i].arc.b = pvs_vec3_add_scaled(pvs_vec3_scale(whole.arc.b, pvs_cos(phi)),
                                                 -pvs_sin(phi), whole.arc.a);
            parts[i].arc.h0_ell_m =
                whole.arc.h0_ell_m + whole.arc.climb_mps * pvs_time_s(third * i);
        }
        PvsIntercept a =
            pvs_intercept((PvsPath){&whole, 1}, whole.t0, &frame, &everywhere, &flyout, 0);
        PvsIntercept b =
            pvs_intercept((PvsPath){parts, 3}, whole.t0, &frame, &everywhere, &flyout, 0);
        assert_int_equal(a.feasible, b.feasible);
        if (a.feasible) {
            CHECK_NEAR((double)(a.t_intercept - b.t_intercept), 0, 3);
            CHECK_NEAR(a.range_m, b.range_m, 1e-5);
        }
    }
}

// A path that begins after the launch (the target has just turned): met at its begin when the round
// has already flown that far.
static void path_that_begins_after_the_launch_is_met_from_its_begin_on(void **state) {
    (void)state;
    PvsEnuFrame frame = launcher();
    PvsFlyout flyout = pvs_flyout_constant(1000, 100e3);
    PvsSegment stay = pvs_stay((PvsLlh){-24 * PVS_DEG_RAD, 133.2 * PVS_DEG_RAD, 2000},
                               100 * PVS_NS_PER_S, 300 * PVS_NS_PER_S);
    PvsIntercept late = pvs_intercept((PvsPath){&stay, 1}, 0, &frame, &everywhere, &flyout, 0);
    assert_true(late.feasible);
    assert_true(late.t_intercept == 100 * PVS_NS_PER_S);
    PvsIntercept on_time =
        pvs_intercept((PvsPath){&stay, 1}, 90 * PVS_NS_PER_S, &frame, &everywhere, &flyout, 0);
    CHECK_NEAR(pvs_time_s(on_time.t_intercept) - 90, on_time.range_m / 1000, 1.1e-9);
    PvsIntercept over =
        pvs_intercept((PvsPath){&stay, 1}, 300 * PVS_NS_PER_S, &frame, &everywhere, &flyout, 0);
    assert_false(over.feasible);
    assert_string_equal(over.why_not, "gone");
}

// Each limit of the envelope names itself, and the geometry is given all the same.
static void each_limit_of_the_envelope_names_itself(void **state) {
    (void)state;
    PvsEnuFrame frame = launcher();
    PvsFlyout flyout = pvs_flyout_constant(1000, 100e3);
    PvsLlh from = launcher_place(), to = from;
    from.lon_rad += 0.3 * PVS_DEG_RAD;
    from.h_ell_m = to.h_ell_m = 3030;
    PvsSegment s = pvs_leg(from, to, 250, 0);
    struct {
        PvsEnvelope envelope;
        const char *why;
    } cases[] = {
        {{0, 5e3, -1e9, 1e9, 1e9}, "beyond range"},
        {{90e3, 1e9, -1e9, 1e9, 1e9}, "inside minimum range"},
        {{0, 1e9, -1e9, 2990, 1e9}, "too high"},
        {{0, 1e9, 3010, 1e9, 1e9}, "too low"},
        {{0, 1e9, -1e9, 1e9, 240}, "too fast"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        PvsIntercept at =
            pvs_intercept((PvsPath){&s, 1}, 0, &frame, &cases[i].envelope, &flyout, 30);
        assert_false(at.feasible);
        assert_string_equal(at.why_not, cases[i].why);
        assert_true(at.range_m > 1000 && at.t_intercept < PVS_TIME_NEVER);
        CHECK_NEAR(at.h_ell_m, 3030, 1e-3);
    }
    PvsEnvelope fits = {0, 40e3, 2990, 3010, 251}; // heights above mean sea level: 3030 - 30
    assert_true(pvs_intercept((PvsPath){&s, 1}, 0, &frame, &fits, &flyout, 30).feasible);
}

// Closed forms of the crossing: head on 0; at the closest approach of a passing target 1.
static void crossing_is_the_sine_between_flight_and_line_of_sight(void **state) {
    (void)state;
    PvsEnuFrame frame = launcher();
    PvsLlh from = launcher_place(), to = from, side = from;
    from.lon_rad += 0.3 * PVS_DEG_RAD;
    to.lon_rad -= 0.3 * PVS_DEG_RAD;
    PvsSegment s = pvs_leg(from, to, 300, 0);
    PvsFlyout fast = pvs_flyout_constant(1e6, 200e3);
    CHECK_NEAR(pvs_intercept((PvsPath){&s, 1}, 0, &frame, &everywhere, &fast, 0).crossing_sin, 0,
               0.01);
    side.lat_rad += 0.1 * PVS_DEG_RAD;
    frame = pvs_enu_frame(side);
    CHECK_NEAR(
        pvs_intercept((PvsPath){&s, 1}, s.t1 / 2, &frame, &everywhere, &fast, 0).crossing_sin, 1,
        0.001);
}

// A theorem for rounds faster than the target: who launches later meets later, whatever the path.
static void later_launch_meets_later(void **state) {
    (void)state;
    PvsEnuFrame frame = launcher();
    PvsFlyout flyout = pvs_flyout_constant(1200, 300e3);
    for (uint64_t id = 0; id < 50; id++) {
        PvsSegment s = random_segment(id % 2 + 4 * id, 50, 600);
        PvsTime before = 0;
        for (int i = 0; i < 20; i++) {
            PvsTime t_launch = s.t0 + (s.t1 - s.t0) / 30 * i;
            PvsIntercept at =
                pvs_intercept((PvsPath){&s, 1}, t_launch, &frame, &everywhere, &flyout, 0);
            if (at.feasible) {
                assert_true(at.t_intercept > before && at.t_intercept >= t_launch);
                before = at.t_intercept;
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standing_target_is_met_after_the_flyout_time),
        cmocka_unit_test(intercept_is_the_first_meeting_to_the_nanosecond),
        cmocka_unit_test(target_faster_than_the_round_is_met_at_the_first_of_two_roots),
        cmocka_unit_test(pieces_of_a_path_give_the_same_intercept),
        cmocka_unit_test(path_that_begins_after_the_launch_is_met_from_its_begin_on),
        cmocka_unit_test(each_limit_of_the_envelope_names_itself),
        cmocka_unit_test(crossing_is_the_sine_between_flight_and_line_of_sight),
        cmocka_unit_test(later_launch_meets_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
