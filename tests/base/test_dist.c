// SPDX-License-Identifier: Apache-2.0
// Chance values: their means and quantiles, and that each is monotone in its draw.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/dist.h"
#include "base/math.h"
#include "support/check.h"

static const PvsDist kinds[] = {
    {PVS_DIST_FIXED, 5, 5},      {PVS_DIST_UNIFORM, 2, 9},     {PVS_DIST_LOGNORMAL, 8, 12},
    {PVS_DIST_LOGNORMAL, 8, 17}, {PVS_DIST_EXPONENTIAL, 3, 0}, {PVS_DIST_NORMAL, -1, 2},
};
#define N_KINDS (sizeof kinds / sizeof kinds[0])

// The mean of the quantile over u by the midpoint rule is the mean of the distribution.
static void the_mean_is_the_integral_of_the_quantile(void **state) {
    (void)state;
    enum { N = 400000 };
    for (size_t k = 0; k < N_KINDS; k++) {
        double sum = 0;
        for (int i = 0; i < N; i++) {
            sum += pvs_dist_quantile(kinds[k], (i + 0.5) / N);
        }
        CHECK_NEAR(sum / N, pvs_dist_mean(kinds[k]), 2e-4 * (1 + fabs(pvs_dist_mean(kinds[k]))));
    }
}

static void quantiles_are_monotone(void **state) {
    (void)state;
    for (size_t k = 1; k < N_KINDS; k++) {
        double last = pvs_dist_quantile(kinds[k], 0.5 / 10000);
        for (int i = 1; i < 10000; i++) {
            double now = pvs_dist_quantile(kinds[k], (i + 0.5) / 10000);
            assert_true(now > last);
            last = now;
        }
    }
}

static void known_quantiles_come_out(void **state) {
    (void)state;
    CHECK_NEAR(pvs_dist_quantile(kinds[1], 0.25), 3.75, 1e-15);
    CHECK_NEAR(pvs_dist_quantile(kinds[2], 0.9), 12, 1e-12); // b is the 90th percentile
    CHECK_NEAR(pvs_dist_quantile(kinds[3], 0.9), 17, 1e-12);
    CHECK_NEAR(pvs_dist_quantile(kinds[4], 0.5), 3 * 0.69314718055994530942, 1e-14);
    CHECK_NEAR(pvs_dist_quantile(kinds[5], 0.975), -1 + 2 * 1.9599639845400542, 1e-14);
    assert_true(pvs_dist_quantile(pvs_dist_fixed(7), 0.123) == 7);
}

// A lognormal's 90th percentile is at most 2.27 times its mean; a spread of nothing is the mean.
static void lognormals_that_cannot_be_are_the_nearest_that_can(void **state) {
    (void)state;
    PvsDist wide = {PVS_DIST_LOGNORMAL, 1, 100}, none = {PVS_DIST_LOGNORMAL, 4, 4},
            zero = {PVS_DIST_LOGNORMAL, 0, 0};
    for (double u = 0.001; u < 1; u += 0.01) {
        double x = pvs_dist_quantile(wide, u);
        assert_true(x > 0 && x < 1000);
        assert_true(pvs_dist_quantile(none, u) == 4);
        assert_true(pvs_dist_quantile(zero, u) == 0);
    }
}

static void a_draw_is_the_quantile_of_its_uniform(void **state) {
    (void)state;
    PvsLuck luck = pvs_luck(4, 2);
    for (size_t k = 0; k < N_KINDS; k++) {
        double u = pvs_luck_u01(luck, PVS_LUCK_CREW, 99, 3);
        assert_true(pvs_dist_draw(kinds[k], luck, PVS_LUCK_CREW, 99, 3) ==
                    pvs_dist_quantile(kinds[k], u));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mean_is_the_integral_of_the_quantile),
        cmocka_unit_test(quantiles_are_monotone),
        cmocka_unit_test(known_quantiles_come_out),
        cmocka_unit_test(lognormals_that_cannot_be_are_the_nearest_that_can),
        cmocka_unit_test(a_draw_is_the_quantile_of_its_uniform),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
