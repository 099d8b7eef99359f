// SPDX-License-Identifier: Apache-2.0
// Maximum marginal return, against the reference's values and by its own definition.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/luck.h"
#include "command/wta.h"
#include "instances.h"
#include "support/check.h"

static void check_greedy(const Instance *in) {
    int *target = calloc((size_t)in->wta.n_weapons + 1, sizeof *target);
    PvsWtaResult r;
    assert_int_equal(pvs_wta_greedy(&in->wta, target, &r), PVS_OK);
    if (in->greedy > 0) {
        CHECK_NEAR(r.objective, in->greedy, 1e-6);
    }
    CHECK_NEAR(r.objective, pvs_wta_objective(&in->wta, target), 0);
    free(target);
}

// The rule's value is the reference's, instance by instance, to the reference's tolerance.
static void greedy_rule_gives_the_reference_value(void **state) {
    (void)state;
    assert_int_equal(instance_each(PVS_TEST_DATA "/reference/wta", "own_", check_greedy), 10);
    const char *full = instance_full_set();
    int n = full ? instance_each(full, "", check_greedy) : 0;
    print_message("%d instances of the full set%s\n", n,
                  full ? "" : ": it is not at hand, not read");
}

// Closed form: with equal weapons and equal targets the rule spreads them evenly, and that is
// optimal.
static void equal_weapons_are_spread_evenly(void **state) {
    (void)state;
    double value[3] = {10, 10, 10}, p[7 * 3];
    for (int k = 0; k < 21; k++) {
        p[k] = 0.5;
    }
    PvsWta wta = {7, 3, value, p};
    int target[7];
    PvsWtaResult r;
    assert_int_equal(pvs_wta_greedy(&wta, target, &r), PVS_OK);
    CHECK_NEAR(r.objective, 10 * 0.125 + 2 * 10 * 0.25, 1e-12);
    assert_int_equal(target[0], 0); // ties: lower weapon, lower target
    assert_int_equal(target[1], 1);
    assert_int_equal(target[2], 2);
    assert_int_equal(target[3], 0);
}

static void weapon_that_can_hit_nothing_stays_unused(void **state) {
    (void)state;
    double value[2] = {5, 0}, p[4] = {0, 0.9, 0.4, 0};
    PvsWta wta = {2, 2, value, p};
    int target[2];
    PvsWtaResult r;
    assert_int_equal(pvs_wta_greedy(&wta, target, &r), PVS_OK);
    assert_int_equal(target[0], -1); // a worthless target is not worth it either
    assert_int_equal(target[1], 0);
    CHECK_NEAR(r.objective, 3, 1e-15);
}

static void empty_problems_have_an_answer(void **state) {
    (void)state;
    double value[2] = {5, 6};
    PvsWtaResult r;
    int target[1] = {7};
    assert_int_equal(pvs_wta_greedy(&(PvsWta){0, 2, value, NULL}, target, &r), PVS_OK);
    CHECK_NEAR(r.objective, 11, 0);
    assert_int_equal(pvs_wta_greedy(&(PvsWta){1, 0, NULL, NULL}, target, &r), PVS_OK);
    CHECK_NEAR(r.objective, 0, 0);
    assert_int_equal(target[0], -1);
}

static void numbers_that_are_none_are_refused(void **state) {
    (void)state;
    double value[1] = {5}, p[1] = {1.5}, nan_value[1] = {(double)NAN}, fine[1] = {0.5};
    int target[1];
    PvsWtaResult r;
    assert_int_equal(pvs_wta_greedy(&(PvsWta){1, 1, value, p}, target, &r), PVS_BAD_USAGE);
    p[0] = -0.1;
    assert_int_equal(pvs_wta_greedy(&(PvsWta){1, 1, value, p}, target, &r), PVS_BAD_USAGE);
    assert_int_equal(pvs_wta_greedy(&(PvsWta){1, 1, nan_value, fine}, target, &r), PVS_BAD_USAGE);
    assert_int_equal(pvs_wta_greedy(&(PvsWta){-1, 1, value, fine}, target, &r), PVS_BAD_USAGE);
}

// Lack of memory is a status, wherever it strikes.
static void lack_of_memory_is_a_status(void **state) {
    (void)state;
    double value[2] = {5, 6}, p[4] = {0.5, 0.4, 0.3, 0.2};
    PvsWta wta = {2, 2, value, p};
    int target[2];
    PvsWtaResult r;
    for (long n = 0; n < 60; n++) {
        PvsArena arena = {0};
        pvs_alloc_fail_after(n);
        PvsStatus greedy = pvs_wta_greedy(&wta, target, &r);
        pvs_alloc_fail_after(n);
        PvsStatus improve = pvs_wta_improve(&wta, target, &r);
        pvs_alloc_fail_after(n);
        PvsStatus exact = pvs_wta_exact(&wta, 10, &arena, target, &r);
        pvs_alloc_fail_after(-1);
        pvs_arena_free(&arena);
        assert_true(greedy == PVS_OK || greedy == PVS_NO_MEMORY);
        assert_true(improve == PVS_OK || improve == PVS_NO_MEMORY);
        assert_true(exact == PVS_OK || exact == PVS_NO_MEMORY);
        assert_true(n > 0 || (greedy == PVS_NO_MEMORY && improve == PVS_NO_MEMORY &&
                              exact == PVS_NO_MEMORY));
        assert_true(n < 50 || (greedy == PVS_OK && improve == PVS_OK && exact == PVS_OK));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(greedy_rule_gives_the_reference_value),
        cmocka_unit_test(equal_weapons_are_spread_evenly),
        cmocka_unit_test(weapon_that_can_hit_nothing_stays_unused),
        cmocka_unit_test(empty_problems_have_an_answer),
        cmocka_unit_test(numbers_that_are_none_are_refused),
        cmocka_unit_test(lack_of_memory_is_a_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
