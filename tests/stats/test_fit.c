// SPDX-License-Identifier: Apache-2.0
// Chi-square goodness of fit: pooling, size under the truth, power against an error.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

static void cells_are_pooled_until_each_expects_enough(void **state) {
    (void)state;
    const double expected[] = {1, 2, 3, 10, 20, 10, 3, 1}, observed[] = {2, 1, 3, 12, 18, 9, 4, 1};
    PvsFit f = pvs_chi2_fit(observed, expected, 8, 0, 5);
    assert_int_equal(f.n_cells, 4); // 6 | 10 | 20 | 14: the last four expect too little beside 10
    CHECK_NEAR(f.chi2, 0 + 0.4 + 0.2 + 0, 1e-12);
    CHECK_NEAR(f.p, pvs_chi2_tail(3, 0.6), 1e-15);
    assert_true(isnan(pvs_chi2_fit(observed, expected, 1, 0, 5).p));
}

static void what_cannot_come_and_came_does_not_fit(void **state) {
    (void)state;
    const double expected[] = {10, 10, 0}, observed[] = {10, 9, 1};
    assert_true(pvs_chi2_fit(observed, expected, 3, 0, 0).p == 0);
}

// 2000 samples of the truth are rejected at 5 % about 5 % of the time; of a wrong mean nearly always.
static void it_rejects_as_often_as_it_says(void **state) {
    (void)state;
    enum { SAMPLES = 2000, N = 500, CELLS = 30 };
    int rejected = 0, caught = 0;
    double expected[CELLS], wrong[CELLS];
    for (int k = 0; k < CELLS; k++) {
        expected[k] = N * pvs_poisson_pmf(k, 4);
        wrong[k] = N * pvs_poisson_pmf(k, 4.6);
    }
    for (uint64_t i = 0; i < SAMPLES; i++) {
        Stream s = stream(201, i);
        double observed[CELLS] = {0};
        for (int k = 0; k < N; k++) {
            observed[poisson(&s, 4)]++;
        }
        rejected += pvs_chi2_fit(observed, expected, CELLS, 0, 5).p < 0.05;
        caught += pvs_chi2_fit(observed, wrong, CELLS, 0, 5).p < 0.05;
    }
    assert_in_range(rejected, 70, 130); // 100 +- 3 binomial errors
    assert_true(caught > 1980);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_pooled_until_each_expects_enough),
        cmocka_unit_test(what_cannot_come_and_came_does_not_fit),
        cmocka_unit_test(it_rejects_as_often_as_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
