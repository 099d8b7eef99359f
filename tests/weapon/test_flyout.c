// SPDX-License-Identifier: Apache-2.0
// Flyout tables: a monotone cubic through the knots.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/luck.h"
#include "support/check.h"
#include "weapon/flyout.h"

static const PvsLuck luck = {{7, 11}};

static double u01(uint64_t id, uint32_t ordinal) {
    return pvs_luck_u01(luck, PVS_LUCK_TEST, id, ordinal);
}

// A table of 2 to 8 knots with steps that differ up to a hundredfold.
static PvsFlyout random_flyout(uint64_t id) {
    double range_m[PVS_FLYOUT_MAX], time_s[PVS_FLYOUT_MAX];
    int n = 2 + (int)(7 * u01(id, 0));
    double r = u01(id, 1) < 0.5 ? 0 : 2000, t = r > 0 ? 4 : 3 * u01(id, 2);
    for (int i = 0; i < n; i++) {
        range_m[i] = r;
        time_s[i] = t;
        r += 1000 * (1 + 99 * u01(id, 10 + (uint32_t)i));
        t += 1 + 99 * u01(id, 30 + (uint32_t)i);
    }
    PvsFlyout f;
    assert_int_equal(pvs_flyout_init(&f, n, range_m, time_s, NULL), PVS_OK);
    return f;
}

static void passes_through_its_knots(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 200; id++) {
        PvsFlyout f = random_flyout(id);
        for (int i = 0; i < f.n; i++) {
            CHECK_NEAR(pvs_flyout_time_s(&f, f.range_m[i]), f.time_s[i], 1e-12 * (1 + f.time_s[i]));
        }
    }
}

// Else a farther target could be met sooner, and the intercept's search would be wrong about roots.
static void farther_takes_longer_and_never_steeper_than_its_bound(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 200; id++) {
        PvsFlyout f = random_flyout(id);
        double end_m = 1.2 * f.range_m[f.n - 1], before_s = pvs_flyout_time_s(&f, 0);
        for (int i = 1; i <= 2000; i++) {
            double slope, time_s = pvs_flyout_time_and_slope(&f, end_m * i / 2000, &slope);
            assert_true(time_s >= before_s);
            assert_true(time_s - before_s <= f.slope_max_spm * end_m / 2000 * (1 + 1e-9) + 1e-12);
            assert_true(slope >= 0 && slope <= f.slope_max_spm);
            before_s = time_s;
        }
    }
}

// The slope returned is the derivative of the time returned: a central difference agrees.
static void slope_is_the_derivative(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 50; id++) {
        PvsFlyout f = random_flyout(id);
        for (int i = 1; i < 100; i++) {
            double r = f.range_m[f.n - 1] * (i + 0.37) / 100, slope, h = 0.5;
            pvs_flyout_time_and_slope(&f, r, &slope);
            CHECK_NEAR(slope,
                       (pvs_flyout_time_s(&f, r + h) - pvs_flyout_time_s(&f, r - h)) / (2 * h),
                       1e-6);
        }
    }
}

// Closed form: a constant speed is range over speed, beyond the last knot too.
static void constant_speed_is_a_straight_line(void **state) {
    (void)state;
    PvsFlyout f = pvs_flyout_constant(900, 40e3);
    for (double r = 0; r < 80e3; r += 777) {
        CHECK_NEAR(pvs_flyout_time_s(&f, r), r / 900, 1e-12 * (1 + r));
    }
    double one_range = 30e3, one_time = 40;
    PvsFlyout g;
    assert_int_equal(pvs_flyout_init(&g, 1, &one_range, &one_time, NULL), PVS_OK);
    CHECK_NEAR(pvs_flyout_time_s(&g, 15e3), 20, 1e-12);
    CHECK_NEAR(pvs_flyout_time_s(&g, 60e3), 80, 1e-12);
}

// Knot 0 at range 0 is the boost delay; else the line from the origin leads to the first knot.
static void begins_at_the_boost_delay_or_at_the_origin(void **state) {
    (void)state;
    PvsFlyout f, g;
    assert_int_equal(pvs_flyout_init(&f, 2, (double[]){0, 10e3}, (double[]){2, 12}, NULL), PVS_OK);
    CHECK_NEAR(pvs_flyout_time_s(&f, 0), 2, 0);
    assert_int_equal(pvs_flyout_init(&g, 2, (double[]){1e3, 10e3}, (double[]){2, 12}, NULL),
                     PVS_OK);
    CHECK_NEAR(pvs_flyout_time_s(&g, 500), 1, 1e-15);
}

// A straight table is a straight line between its knots: no wiggle.
static void collinear_knots_make_a_line(void **state) {
    (void)state;
    PvsFlyout f;
    assert_int_equal(
        pvs_flyout_init(&f, 4, (double[]){0, 5e3, 20e3, 30e3}, (double[]){1, 6, 21, 31}, NULL),
        PVS_OK);
    for (double r = 0; r < 40e3; r += 333) {
        CHECK_NEAR(pvs_flyout_time_s(&f, r), 1 + r / 1000, 1e-12 * (1 + r));
    }
}

static void bad_tables_are_refused_with_the_knot_named(void **state) {
    (void)state;
    PvsFlyout f;
    PvsError err;
    assert_int_equal(pvs_flyout_init(&f, 0, NULL, NULL, &err), PVS_BAD_INPUT);
    assert_int_equal(pvs_flyout_init(&f, 9, NULL, NULL, &err), PVS_BAD_INPUT);
    assert_int_equal(pvs_flyout_init(&f, 3, (double[]){0, 5, 5}, (double[]){0, 1, 2}, &err),
                     PVS_BAD_INPUT);
    assert_non_null(strstr(err.message, "knot 3"));
    assert_int_equal(pvs_flyout_init(&f, 2, (double[]){0, 5}, (double[]){3, 2}, &err),
                     PVS_BAD_INPUT);
    assert_int_equal(pvs_flyout_init(&f, 2, (double[]){0, (double)NAN}, (double[]){0, 1}, &err),
                     PVS_BAD_INPUT);
    assert_int_equal(pvs_flyout_init(&f, 1, (double[]){0}, (double[]){1}, &err), PVS_BAD_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_through_its_knots),
        cmocka_unit_test(farther_takes_longer_and_never_steeper_than_its_bound),
        cmocka_unit_test(slope_is_the_derivative),
        cmocka_unit_test(constant_speed_is_a_straight_line),
        cmocka_unit_test(begins_at_the_boost_delay_or_at_the_origin),
        cmocka_unit_test(collinear_knots_make_a_line),
        cmocka_unit_test(bad_tables_are_refused_with_the_knot_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
