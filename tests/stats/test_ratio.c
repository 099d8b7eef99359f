// SPDX-License-Identifier: Apache-2.0
// Ratios over battles: coverage where threats of one battle share their luck, and Fieller's set.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

// A battle of threats that share a night: leak chances are beta-like (a mean of three uniforms moved
// to mean 0.2), the number of threats varies, and both vary together in nothing. Returns leaks.
static int shared_night(Stream *s, int *n_threats) {
    double night = (uniform(s) + uniform(s) + uniform(s)) / 3; // mean 1/2, sd 1/6
    double chance = 0.4 * night;
    int leaks = 0;
    *n_threats = 10 + (int)(uniform(s) * 41);
    for (int k = 0; k < *n_threats; k++) {
        leaks += uniform(s) < chance;
    }
    return leaks;
}

// The battle is the unit: over 2000 studies of 200 battles the ratio's intervals cover the true 0.2
// as they say, while Wilson's interval over threats, which takes them for independent, does not.
static void threats_that_share_a_night_are_covered(void **state) {
    (void)state;
    enum { STUDIES = 2000, BATTLES = 200 };
    int delta = 0, fieller = 0, wilson = 0;
    for (uint64_t i = 0; i < STUDIES; i++) {
        Stream s = stream(41, i);
        PvsPairs p = {0};
        uint64_t leaks_all = 0, threats_all = 0;
        for (int b = 0; b < BATTLES; b++) {
            int threats, leaks = shared_night(&s, &threats);
            pvs_pairs_add(&p, leaks, threats);
            leaks_all += (uint64_t)leaks;
            threats_all += (uint64_t)threats;
        }
        PvsRatio r = pvs_ratio(&p, 0.95);
        PvsFiellerShape shape;
        PvsInterval f = pvs_ratio_fieller(&p, 0.95, &shape);
        PvsInterval w = pvs_wilson_interval(leaks_all, threats_all, 0.95);
        delta += r.delta.lo <= 0.2 && 0.2 <= r.delta.hi;
        fieller += shape == PVS_FIELLER_INTERVAL && f.lo <= 0.2 && 0.2 <= f.hi;
        wilson += w.lo <= 0.2 && 0.2 <= w.hi;
    }
    print_message("covered: delta %.4f, Fieller %.4f; by threats %.4f\n", delta / (double)STUDIES,
                  fieller / (double)STUDIES, wilson / (double)STUDIES);
    assert_in_range(delta, 1870, 1930); // 95 % +- 3 binomial errors
    assert_in_range(fieller, 1870, 1930);
    assert_true(wilson < 1800);
}

static void the_set_of_ratios_has_three_shapes(void **state) {
    (void)state;
    PvsFiellerShape shape;
    PvsInterval i = pvs_fieller(10, 5, 0.04, 0.01, 0, 1e6, 0.95, &shape);
    assert_int_equal(shape, PVS_FIELLER_INTERVAL);
    assert_true(i.lo < 2 && 2 < i.hi && i.hi - i.lo < 0.25);
    pvs_fieller(10, 0.1, 0.04, 0.01, 0, 1e6, 0.95, &shape); // x differs from 0, y may be 0
    assert_int_equal(shape, PVS_FIELLER_OUTSIDE);
    pvs_fieller(0.1, 0.1, 0.04, 0.01, 0, 1e6, 0.95, &shape); // both may be 0
    assert_int_equal(shape, PVS_FIELLER_ALL);
}

// A denominator without error: Fieller's interval is Student's, divided.
static void a_certain_denominator_only_divides(void **state) {
    (void)state;
    PvsFiellerShape shape;
    PvsInterval i = pvs_fieller(3, 4, 0.25, 0, 0, 20, 0.95, &shape);
    double t = pvs_t_two_sided(20, 0.95);
    CHECK_RELATIVE(i.lo, (3 - t * 0.5) / 4, 1e-12);
    CHECK_RELATIVE(i.hi, (3 + t * 0.5) / 4, 1e-12);
}

static void nothing_over_nothing_is_null(void **state) {
    (void)state;
    PvsPairs p = {0};
    assert_true(isnan(pvs_ratio(&p, 0.95).value));
    pvs_pairs_add(&p, 0, 0);
    pvs_pairs_add(&p, 0, 0);
    assert_true(isnan(pvs_ratio(&p, 0.95).value) && isnan(pvs_ratio(&p, 0.95).delta.lo));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threats_that_share_a_night_are_covered),
        cmocka_unit_test(the_set_of_ratios_has_three_shapes),
        cmocka_unit_test(a_certain_denominator_only_divides),
        cmocka_unit_test(nothing_over_nothing_is_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
