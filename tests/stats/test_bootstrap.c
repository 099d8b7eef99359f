// SPDX-License-Identifier: Apache-2.0
// The bootstrap: what a resample is, and coverage of the ratio where both parts are skewed.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

static void a_resample_has_as_many_items(void **state) {
    (void)state;
    uint32_t times[101], again[101];
    double sum2 = 0;
    for (uint32_t r = 0; r < 200; r++) {
        uint32_t sum = 0;
        pvs_bootstrap_times(101, pvs_luck(1, 0), 7, r, times);
        pvs_bootstrap_times(101, pvs_luck(1, 0), 7, r, again);
        assert_memory_equal(times, again, sizeof times);
        for (int i = 0; i < 101; i++) {
            sum += times[i];
            sum2 += ((double)times[i] - 1) * ((double)times[i] - 1);
        }
        assert_int_equal(sum, 101);
    }
    CHECK_NEAR(sum2 / (200 * 101), 100.0 / 101, 0.04); // binomial variance
}

// Leakers avoided per cost: 40 battles, a cost that varies and goes with the effect.
static void ratios_are_covered(void **state) {
    (void)state;
    enum { STUDIES = 400, BATTLES = 40 };
    int bootstrap = 0, fieller = 0;
    for (uint64_t i = 0; i < STUDIES; i++) {
        Stream s = stream(181, i);
        double x[BATTLES], y[BATTLES];
        PvsPairs p = {0};
        for (int b = 0; b < BATTLES; b++) {
            double night = gamma_of_mean_one(&s, 2);
            x[b] = poisson(&s, 3 * night);
            y[b] = 10 + 4 * night + normal(&s);
            pvs_pairs_add(&p, x[b], y[b]);
        }
        PvsInterval c;
        PvsFiellerShape shape;
        assert_int_equal(pvs_ratio_bootstrap(x, y, BATTLES, 400, pvs_luck(5, i), 0.95, &c), PVS_OK);
        PvsInterval f = pvs_ratio_fieller(&p, 0.95, &shape);
        bootstrap += c.lo <= 3.0 / 14 && 3.0 / 14 <= c.hi;
        fieller += f.lo <= 3.0 / 14 && 3.0 / 14 <= f.hi;
    }
    print_message("covered: bootstrap %.3f, Fieller %.3f\n", bootstrap / (double)STUDIES,
                  fieller / (double)STUDIES);
    assert_true(bootstrap >= 0.915 * STUDIES); // 95 % less 3 binomial errors
    assert_true(fieller >= 0.915 * STUDIES);
}

static void a_denominator_that_may_be_zero_is_undefined(void **state) {
    (void)state;
    const double x[] = {1, 2, 3, 4}, y[] = {1, -1, 1, -0.9};
    PvsInterval c;
    assert_int_equal(pvs_ratio_bootstrap(x, y, 4, 100, pvs_luck(1, 0), 0.95, &c), PVS_OK);
    assert_true(isnan(c.lo) && isnan(c.hi));
    assert_int_equal(pvs_ratio_bootstrap(x, y, 1, 100, pvs_luck(1, 0), 0.95, &c), PVS_BAD_USAGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_resample_has_as_many_items),
        cmocka_unit_test(ratios_are_covered),
        cmocka_unit_test(a_denominator_that_may_be_zero_is_undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
