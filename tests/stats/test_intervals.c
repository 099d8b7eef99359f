// SPDX-License-Identifier: Apache-2.0
// Intervals of a mean: coverage for skewed counts whose threats share a night.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

// Rare leaks that come together: counts of a negative binomial of mean 0.25 and shape 1 (a tenth of
// the nights holds most of them), 200 battles, 4000 studies.
static void skewed_counts_are_covered(void **state) {
    (void)state;
    enum { STUDIES = 4000, BATTLES = 200 };
    int student = 0, hall = 0;
    for (uint64_t i = 0; i < STUDIES; i++) {
        Stream s = stream(51, i);
        PvsMoments m = {0};
        for (int b = 0; b < BATTLES; b++) {
            pvs_moments_add(&m, poisson(&s, 0.25 * gamma_of_mean_one(&s, 1)));
        }
        PvsInterval t = pvs_mean_interval(&m, 0.95), h = pvs_mean_interval_skewed(&m, 0.95);
        student += t.lo <= 0.25 && 0.25 <= t.hi;
        hall += h.lo <= 0.25 && 0.25 <= h.hi;
    }
    print_message("covered: Student %.4f, Hall %.4f\n", student / (double)STUDIES,
                  hall / (double)STUDIES);
    assert_true(hall >= 0.94 * STUDIES && hall > student);
}

static void without_skewness_it_is_students_interval(void **state) {
    (void)state;
    PvsInterval a = pvs_student_interval(3, 2, 40, 0.9);
    PvsInterval b = pvs_skewed_interval(3, 2, 0, 40, 0.9);
    PvsInterval c = pvs_skewed_interval(3, 2, 1e-7, 40, 0.9);
    CHECK_NEAR(b.lo, a.lo, 1e-14);
    CHECK_NEAR(b.hi, a.hi, 1e-14);
    CHECK_NEAR(c.lo, a.lo, 1e-6);
    CHECK_NEAR(c.hi, a.hi, 1e-6);
}

static void one_value_has_no_interval(void **state) {
    (void)state;
    assert_true(isnan(pvs_student_interval(3, 2, 1, 0.9).lo));
    PvsInterval same = pvs_student_interval(3, 0, 10, 0.9);
    assert_true(same.lo == 3 && same.hi == 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skewed_counts_are_covered),
        cmocka_unit_test(without_skewness_it_is_students_interval),
        cmocka_unit_test(one_value_has_no_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
