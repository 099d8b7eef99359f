// SPDX-License-Identifier: Apache-2.0
// Scores: their definitions, that an honest forecast scores best, and a PIT that is uniform.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

// CRPS = E|X - y| - E|X - X'| / 2.
static void crps_agrees_with_its_other_form(void **state) {
    (void)state;
    enum { N = 60 };
    double x[N];
    PvsTally t;
    Stream s = stream(191, 0);
    pvs_tally_init(&t, 256);
    for (int i = 0; i < N; i++) {
        x[i] = floor(10 * uniform(&s));
        pvs_tally_add(&t, x[i]);
    }
    for (double y = -3; y < 14; y += 0.5) {
        double near = 0, apart = 0;
        for (int i = 0; i < N; i++) {
            near += fabs(x[i] - y) / N;
            for (int k = 0; k < N; k++) {
                apart += fabs(x[i] - x[k]) / (2.0 * N * N);
            }
        }
        CHECK_NEAR(pvs_crps(&t, y), near - apart, 1e-12);
    }
    pvs_tally_free(&t);
}

// Many draws of a beta-binomial have the CRPS of the beta-binomial.
static void the_beta_binomials_crps_is_that_of_its_draws(void **state) {
    (void)state;
    PvsTally t;
    pvs_tally_init(&t, 256);
    enum { N = 40000 };
    for (int i = 0; i < N; i++) { // by inversion at midpoints
        double u = (i + 0.5) / N, f = 0;
        int k = -1;
        while (f < u && k < 30) {
            f += pvs_exp(pvs_beta_binomial_ln_pmf(++k, 30, 2, 5));
        }
        pvs_tally_add(&t, k);
    }
    for (int y = 0; y <= 30; y += 5) {
        CHECK_NEAR(pvs_crps_beta_binomial(30, 2, 5, y), pvs_crps(&t, y), 1e-3);
        CHECK_NEAR(pvs_pit_beta_binomial(30, 2, 5, y, 0.3), pvs_pit(&t, y, 0.3), 1e-3);
        if (y <= 20) { // beyond, too few of the draws
            CHECK_NEAR(pvs_log_score(&t, y, 31), -pvs_beta_binomial_ln_pmf(y, 30, 2, 5), 0.05);
        }
    }
    pvs_tally_free(&t);
}

// Counts of a beta-binomial, forecast by it and by three others: it scores best, its PIT is uniform.
static void the_honest_forecast_is_best(void **state) {
    (void)state;
    enum { N = 2000 };
    const double shapes[4][2] = {{2, 6}, {20, 60}, {1, 6}, {3, 6}}; // the first is right
    double crps[4] = {0}, log_score[4] = {0}, pit[10] = {0}, expected[10];
    for (uint64_t i = 0; i < N; i++) {
        Stream s = stream(192, i);
        double p = pvs_beta_quantile(2, 6, uniform(&s));
        int y = 0;
        for (int k = 0; k < 25; k++) {
            y += uniform(&s) < p;
        }
        for (int f = 0; f < 4; f++) {
            crps[f] += pvs_crps_beta_binomial(25, shapes[f][0], shapes[f][1], y) / N;
            log_score[f] -= pvs_beta_binomial_ln_pmf(y, 25, shapes[f][0], shapes[f][1]) / N;
        }
        pit[(int)(10 * pvs_pit_beta_binomial(25, 2, 6, y, uniform(&s)))]++;
    }
    for (int f = 1; f < 4; f++) {
        assert_true(crps[0] < crps[f] && log_score[0] < log_score[f]);
    }
    for (int k = 0; k < 10; k++) {
        expected[k] = N / 10;
    }
    assert_true(pvs_chi2_fit(pit, expected, 10, 0, 5).p > 0.001);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crps_agrees_with_its_other_form),
        cmocka_unit_test(the_beta_binomials_crps_is_that_of_its_draws),
        cmocka_unit_test(the_honest_forecast_is_best),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
