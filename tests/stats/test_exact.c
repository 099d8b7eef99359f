// SPDX-License-Identifier: Apache-2.0
// Exact sums: no order of the terms, and no way to share them out, changes a bit.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

// Terms of all sizes and both signs.
static double term(uint32_t i) {
    Stream s = stream(11, i);
    double size = pvs_exp((uniform(&s) - 0.5) * 160);
    return uniform(&s) < 0.5 ? -size : size;
}

static void what_cancels_leaves_what_is_left(void **state) {
    (void)state;
    PvsExact sum = {0};
    pvs_exact_add(&sum, 1e40);
    pvs_exact_add(&sum, 3);
    pvs_exact_add(&sum, 1e-20);
    pvs_exact_add(&sum, -1e40);
    CHECK_NEAR(pvs_exact_value(&sum), 3, 0);
    pvs_exact_add(&sum, -3);
    CHECK_RELATIVE(pvs_exact_value(&sum), 1e-20, 1e-15);
}

static void no_order_changes_a_bit(void **state) {
    (void)state;
    enum { N = 5000 };
    PvsExact forward = {0}, backward = {0}, parts[7];
    memset(parts, 0, sizeof parts);
    for (uint32_t i = 0; i < N; i++) {
        pvs_exact_add(&forward, term(i));
        pvs_exact_add(&backward, term(N - 1 - i));
        pvs_exact_add(&parts[(i * 5) % 7], term(i));
    }
    PvsExact merged = {0};
    for (int k = 6; k >= 0; k--) {
        pvs_exact_merge(&merged, &parts[k]);
    }
    double want = pvs_exact_value(&forward);
    assert_true(want == pvs_exact_value(&backward));
    assert_true(want == pvs_exact_value(&merged));
}

static void sums_of_whole_numbers_are_exact(void **state) {
    (void)state;
    PvsExact sum = {0};
    int64_t want = 0;
    for (int64_t i = -70000; i < 90000; i++) {
        pvs_exact_add(&sum, (double)(i * 1001));
        want += i * 1001;
    }
    assert_true(pvs_exact_value(&sum) == (double)want);
}

static void a_negative_sum_is_the_positive_one_turned(void **state) {
    (void)state;
    PvsExact plus = {0}, minus = {0};
    for (uint32_t i = 0; i < 1000; i++) {
        pvs_exact_add(&plus, fabs(term(i)));
        pvs_exact_add(&minus, -fabs(term(i)));
    }
    assert_true(pvs_exact_value(&plus) == -pvs_exact_value(&minus));
}

static void what_is_too_large_is_kept_in_bounds(void **state) {
    (void)state;
    PvsExact sum = {0};
    pvs_exact_add(&sum, (double)INFINITY);
    pvs_exact_add(&sum, (double)NAN);
    CHECK_RELATIVE(pvs_exact_value(&sum), 0x1p190, 1e-12);
    pvs_exact_add(&sum, -(double)INFINITY);
    assert_true(pvs_exact_value(&sum) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cancels_leaves_what_is_left),
        cmocka_unit_test(no_order_changes_a_bit),
        cmocka_unit_test(sums_of_whole_numbers_are_exact),
        cmocka_unit_test(a_negative_sum_is_the_positive_one_turned),
        cmocka_unit_test(what_is_too_large_is_kept_in_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
