// SPDX-License-Identifier: Apache-2.0
// The measures on cases that can be worked by hand, and against the outside scorer's figures.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "track/track.h"

static PvsTrackCase a_case(double end_s) {
    return (PvsTrackCase){.end_s = end_s,
                          .eval_period_s = 1.0,
                          .settle_s = 1.0,
                          .score_dims = 3,
                          .gospa_c_m = 100.0,
                          .gospa_p = 2.0};
}

static void truth_against_itself_is_perfect(void **state) {
    (void)state;
    PvsTrackRow rows[30];
    for (int i = 0; i < 30; i++) {
        rows[i] = (PvsTrackRow){1.0 + i / 3, i % 3, {30.0 * (i % 3), i, 0}, {1, 2, 3}};
    }
    PvsTrackCase c = a_case(10);
    PvsTrackScore s;
    assert_int_equal(pvs_track_score(&c, rows, 30, rows, 30, 0, &s, NULL), PVS_OK);
    assert_true(s.whole.gospa_m == 0.0 && s.whole.ospa_m == 0.0 && s.pos_rmse_m == 0.0);
    assert_true(s.whole.completeness == 1.0 && s.whole.ambiguity == 1.0);
    assert_true(s.whole.spuriousness == 0.0 && s.longest_track_fraction == 1.0);
    assert_int_equal(s.id_switches, 0);
    assert_int_equal(s.truths, 3);
    assert_int_equal(s.evals, 10);
    assert_int_equal(s.settled_evals, 9);
}

// Two truths, 1 km apart; a track 30 m from the first, one 40 m from the second, a false one; then the
// two exchange their numbers, and one is missing.
static void a_small_case_worked_by_hand(void **state) {
    (void)state;
    static const PvsTrackRow truth[] = {
        {1, 1, {0, 0, 0}, {0, 0, 0}}, {1, 2, {1000, 0, 0}, {0, 0, 0}},
        {2, 1, {0, 0, 0}, {0, 0, 0}}, {2, 2, {1000, 0, 0}, {0, 0, 0}},
        {3, 1, {0, 0, 0}, {0, 0, 0}}, {3, 2, {1000, 0, 0}, {0, 0, 0}},
    };
    static const PvsTrackRow tracks[] = {
        {1, 7, {30, 0, 0}, {3, 0, 0}},    {1, 8, {1000, 40, 0}, {4, 0, 0}},
        {1, 9, {5000, 0, 0}, {0, 0, 0}},  {2, 8, {0, 0, 30}, {3, 0, 0}},
        {2, 7, {1000, 0, 40}, {4, 0, 0}}, {3, 8, {30, 0, 0}, {3, 0, 0}},
        {2.5, 8, {0, 0, 0}, {0, 0, 0}}, // at no time of evaluation
    };
    PvsTrackCase c = a_case(3);
    PvsTrackScore s;
    assert_int_equal(pvs_track_score(&c, truth, 6, tracks, 7, 0, &s, NULL), PVS_OK);
    double first = sqrt(2500.0 + 5000.0), second = 50.0, third = sqrt(900.0 + 5000.0);
    assert_true(fabs(s.whole.gospa_m - (first + second + third) / 3) < 1e-9);
    assert_true(fabs(s.settled.gospa_m - (second + third) / 2) < 1e-9);
    double ospa = sqrt((2500.0 + 1e4) / 3) + sqrt(2500.0 / 2) + sqrt((900.0 + 1e4) / 2);
    assert_true(fabs(s.whole.ospa_m - ospa / 3) < 1e-9);
    assert_int_equal(s.id_switches, 2);
    assert_true(fabs(s.whole.completeness - 5.0 / 6) < 1e-12);
    assert_true(fabs(s.whole.spuriousness - 1.0 / 6) < 1e-12);
    assert_true(fabs(s.longest_track_fraction - 0.5 * (2.0 / 3 + 1.0 / 3)) < 1e-12);
    assert_true(fabs(s.pos_rmse_m - sqrt((900.0 + 1600.0 + 900.0) / 3)) < 1e-9);
    assert_true(fabs(s.vel_rmse_mps - sqrt((9.0 + 16.0 + 9.0) / 3)) < 1e-9);
    assert_int_equal(s.tracks_total, 3);
}

static void what_cannot_be_scored_is_refused(void **state) {
    (void)state;
    PvsTrackCase c = a_case(3);
    PvsTrackScore s;
    c.gospa_c_m = 0.0;
    assert_int_equal(pvs_track_score(&c, NULL, 0, NULL, 0, 0, &s, NULL), PVS_BAD_USAGE);
    c = a_case(3);
    assert_int_equal(pvs_track_score(&c, NULL, 0, NULL, 0, 0, &s, NULL), PVS_OK);
    assert_true(s.whole.gospa_m == 0.0 && isnan(s.pos_rmse_m));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(truth_against_itself_is_perfect),
        cmocka_unit_test(a_small_case_worked_by_hand),
        cmocka_unit_test(what_cannot_be_scored_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
