// SPDX-License-Identifier: Apache-2.0
// Ranking and selection: the posterior against its closed form, and that the best is rarely ruled out.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

// k designs on the same battles: shared luck and their own.
static void play(PvsCross *c, uint64_t study, int n_battles, const double *means, double shared) {
    double values[16];
    for (int b = 0; b < n_battles; b++) {
        Stream s = stream(81 + study, (uint64_t)b);
        double common = normal(&s);
        for (size_t i = 0; i < c->n_designs; i++) {
            values[i] = means[i] + sqrt(shared) * common + sqrt(1 - shared) * normal(&s);
        }
        pvs_cross_add(c, values);
    }
}

// Of two designs, the chance that the first is better is the normal tail of their paired difference.
static void two_designs_agree_with_the_closed_form(void **state) {
    (void)state;
    PvsCross c;
    const double means[] = {3, 3.05};
    PvsCandidate out[2];
    assert_int_equal(pvs_cross_init(&c, 2), PVS_OK);
    play(&c, 0, 500, means, 0.8);
    double diff = pvs_cross_mean(&c, 1) - pvs_cross_mean(&c, 0);
    double var = pvs_cross_cov(&c, 0, 0) + pvs_cross_cov(&c, 1, 1) - 2 * pvs_cross_cov(&c, 0, 1);
    assert_int_equal(pvs_best_design(&c, true, 0.95, 20000, pvs_luck(1, 0), out), PVS_OK);
    CHECK_NEAR(out[0].p_best, pvs_normal_cdf(diff / sqrt(var / 500)), 0.012);
    CHECK_NEAR(out[0].p_best + out[1].p_best, 1, 1e-12);
    assert_int_equal(pvs_best_design(&c, false, 0.95, 20000, pvs_luck(1, 0), out), PVS_OK);
    CHECK_NEAR(out[1].p_best, pvs_normal_cdf(diff / sqrt(var / 500)), 0.012);
    pvs_cross_free(&c);
}

static void the_best_is_rarely_ruled_out(void **state) {
    (void)state;
    enum { STUDIES = 1000, K = 5 };
    const double means[K] = {1, 1.02, 1.1, 1.5, 2};
    int kept = 0, n_kept = 0;
    for (uint64_t i = 0; i < STUDIES; i++) {
        PvsCross c;
        PvsCandidate out[K];
        assert_int_equal(pvs_cross_init(&c, K), PVS_OK);
        play(&c, 1000 * (i + 1), 60, means, 0.5);
        assert_int_equal(pvs_best_design(&c, true, 0.95, 10, pvs_luck(1, i), out), PVS_OK);
        kept += out[0].may_be_best;
        for (int k = 0; k < K; k++) {
            n_kept += out[k].may_be_best;
        }
        pvs_cross_free(&c);
    }
    print_message("the best is kept %.4f; %.2f designs are\n", kept / (double)STUDIES,
                  n_kept / (double)STUDIES);
    assert_true(kept >= 0.95 * STUDIES);
    assert_true(n_kept < 4 * STUDIES);
}

static void designs_that_tie_share(void **state) {
    (void)state;
    PvsCross c;
    PvsCandidate out[3];
    assert_int_equal(pvs_cross_init(&c, 3), PVS_OK);
    for (int b = 0; b < 100; b++) {
        pvs_cross_add(&c,
                      (double[]){b % 7, b % 7, b % 7 + 1}); // the same, the same, always one more
    }
    assert_int_equal(pvs_best_design(&c, true, 0.95, 1000, pvs_luck(2, 0), out), PVS_OK);
    CHECK_NEAR(out[0].p_best, 0.5, 1e-12);
    CHECK_NEAR(out[1].p_best, 0.5, 1e-12);
    assert_true(out[0].may_be_best && out[1].may_be_best && !out[2].may_be_best);
    pvs_cross_free(&c);
}

static void cross_moments_merge_exactly(void **state) {
    (void)state;
    PvsCross whole, a, b;
    const double means[] = {0, 1, 5};
    pvs_cross_init(&whole, 3);
    pvs_cross_init(&a, 3);
    pvs_cross_init(&b, 3);
    play(&whole, 3, 50, means, 0.2);
    play(&whole, 4, 30, means, 0.2);
    play(&a, 4, 30, means, 0.2);
    play(&b, 3, 50, means, 0.2);
    assert_int_equal(pvs_cross_merge(&a, &b), PVS_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_true(pvs_cross_mean(&a, i) == pvs_cross_mean(&whole, i));
        for (size_t k = 0; k < 3; k++) {
            assert_true(pvs_cross_cov(&a, i, k) == pvs_cross_cov(&whole, i, k));
        }
    }
    PvsCross other;
    pvs_cross_init(&other, 2);
    assert_int_equal(pvs_cross_merge(&a, &other), PVS_BAD_USAGE);
    pvs_cross_free(&other);
    assert_int_equal(pvs_cross_init(&other, 0), PVS_LIMIT);
    pvs_cross_free(&whole);
    pvs_cross_free(&a);
    pvs_cross_free(&b);
    pvs_cross_free(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_designs_agree_with_the_closed_form),
        cmocka_unit_test(the_best_is_rarely_ruled_out),
        cmocka_unit_test(designs_that_tie_share),
        cmocka_unit_test(cross_moments_merge_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
