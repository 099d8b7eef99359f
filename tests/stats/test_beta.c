// SPDX-License-Identifier: Apache-2.0
// Incomplete beta, Student, F, binomial, beta-binomial: scipy's quantiles, closed forms, sums.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"
#include "support/csv.h"

// stats/student_t.csv. Its tolerance is 1e-9, but the table itself is off by up to 5e-9 (at 1 degree
// and 0.999 it has 636.6192494319 for tan(0.4995 pi) = 636.6192487687; at 4 degrees and 0.9 it has
// 2.131846781336 for 2.131846786327): hence 5e-9 here, and the closed forms below to 1e-12.
static void student_quantiles_agree_with_scipy(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "stats/student_t.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        double t = pvs_t_two_sided(csv_number(&csv, i, "df"), csv_number(&csv, i, "confidence"));
        CHECK_RELATIVE(t, csv_number(&csv, i, "t_two_sided"), 5e-9);
    }
    csv_free(&csv);
}

// One, two and four degrees of freedom have closed quantiles: tan(pi (p - 1/2)),
// (2p - 1) / sqrt(2 p (1 - p)), and Shaw's (J. Comput. Finance 9, 2006).
static void student_of_one_two_and_four_degrees_is_closed(void **state) {
    (void)state;
    for (double p = 0.0005; p < 1; p += 0.0095) {
        double one = pvs_tan(PVS_PI * (p - 0.5)), two = (2 * p - 1) / sqrt(2 * p * (1 - p));
        CHECK_NEAR(pvs_t_quantile(1, p), one, 1e-12 * (1 + fabs(one)));
        CHECK_NEAR(pvs_t_quantile(2, p), two, 1e-12 * (1 + fabs(two)));
        CHECK_NEAR(pvs_t_cdf(2, two), p, 1e-13);
        double a = 4 * p * (1 - p);
        double four = 2 * sqrt(pvs_cos(pvs_acos(sqrt(a)) / 3) / sqrt(a) - 1) * (p < 0.5 ? -1 : 1);
        CHECK_NEAR(pvs_t_quantile(4, p), four, 1e-13 * (1 + fabs(four)) / (1e-2 + fabs(four)));
    }
}

// The series from 1e4 degrees on continues the exact inversion below.
static void student_is_smooth_where_the_method_changes(void **state) {
    (void)state;
    const double levels[] = {0.5, 0.95, 0.999, 0.999999};
    for (size_t i = 0; i < 4; i++) {
        double below = pvs_t_two_sided(9999.999999, levels[i]);
        CHECK_RELATIVE(pvs_t_two_sided(10000, levels[i]), below, 1e-11);
    }
    CHECK_RELATIVE(pvs_t_two_sided(1e9, 0.95), 1.9599639845400542, 1e-8);
}

static void simple_beta_distributions_are_closed(void **state) {
    (void)state;
    for (double x = 0.001; x < 1; x += 0.0097) {
        CHECK_RELATIVE(pvs_beta_cdf(1, 7, x), -pvs_expm1(7 * pvs_log1p(-x)), 1e-13);
        CHECK_RELATIVE(pvs_beta_cdf(5.5, 1, x), pvs_pow(x, 5.5), 1e-13);
        CHECK_RELATIVE(pvs_beta_cdf(0.5, 0.5, x), 2 / PVS_PI * pvs_asin(sqrt(x)), 1e-13);
    }
}

static void the_quantile_turns_the_distribution_round(void **state) {
    (void)state;
    const double shapes[] = {0.1, 0.5, 1, 4, 90, 5000, 1e6};
    const double ps[] = {1e-10, 0.0005, 0.025, 0.5, 0.975, 0.9995};
    for (size_t a = 0; a < 7; a++) {
        for (size_t b = 0; b < 7; b++) {
            for (size_t k = 0; k < 6; k++) {
                double x = pvs_beta_quantile(shapes[a], shapes[b], ps[k]);
                if (x > 1 - 1e-5) {
                    continue; // 1 - x has no digits left; the mirrored case checks it
                }
                CHECK_RELATIVE(pvs_beta_cdf(shapes[a], shapes[b], x), ps[k], 1e-10);
            }
        }
    }
}

// F of (2, d) is closed: 1 - (1 + 2 f / d)^(-d/2); t squared of d is F of (1, d).
static void f_agrees_with_closed_forms(void **state) {
    (void)state;
    for (double p = 0.01; p < 1; p += 0.07) {
        double f = (pvs_pow(1 - p, -2.0 / 9) - 1) * 9 / 2;
        CHECK_RELATIVE(pvs_f_quantile(2, 9, p), f, 1e-12);
        CHECK_NEAR(pvs_f_cdf(2, 9, f), p, 1e-13);
        double t = pvs_t_two_sided(6, p);
        CHECK_RELATIVE(pvs_f_quantile(1, 6, p), t * t, 1e-11);
    }
}

static void binomial_sums_agree(void **state) {
    (void)state;
    const double ps[] = {0.001, 0.2, 0.5, 0.97};
    for (size_t k = 0; k < 4; k++) {
        double sum = 0;
        for (int64_t i = 0; i <= 400; i++) {
            CHECK_NEAR(pvs_binomial_tail(i, 400, ps[k]), 1 - sum, 1e-12);
            sum += pvs_binomial_pmf(i, 400, ps[k]);
            CHECK_NEAR(pvs_binomial_cdf(i, 400, ps[k]), sum, 1e-12);
        }
    }
    CHECK_RELATIVE(pvs_binomial_pmf(2, 5, 0.3), 10 * 0.09 * 0.343, 1e-14);
    assert_true(pvs_binomial_pmf(0, 5, 0) == 1 && pvs_binomial_pmf(1, 5, 0) == 0);
    assert_true(pvs_binomial_pmf(5, 5, 1) == 1 && pvs_binomial_cdf(-1, 5, 0.5) == 0);
}

// The two-sided test adds up what is no likelier, as a plain loop does.
static void the_binomial_test_agrees_with_its_definition(void **state) {
    (void)state;
    for (int64_t k = 0; k <= 40; k++) {
        double at = pvs_binomial_pmf(k, 40, 0.3), sum = 0;
        for (int64_t j = 0; j <= 40; j++) {
            double pmf = pvs_binomial_pmf(j, 40, 0.3);
            sum += pmf <= at * 1.0000001 ? pmf : 0;
        }
        CHECK_NEAR(pvs_binomial_test(k, 40, 0.3), sum < 1 ? sum : 1, 1e-12);
    }
}

// Shapes 1, 1 make every count equally likely; large shapes make the binomial.
static void beta_binomial_has_its_known_limits(void **state) {
    (void)state;
    double sum = 0;
    for (int64_t k = 0; k <= 60; k++) {
        CHECK_RELATIVE(pvs_exp(pvs_beta_binomial_ln_pmf(k, 60, 1, 1)), 1.0 / 61, 1e-11);
        double binomial = pvs_binomial_pmf(k, 60, 0.25);
        CHECK_NEAR(pvs_exp(pvs_beta_binomial_ln_pmf(k, 60, 2.5e8, 7.5e8)), binomial, 1e-6);
        sum += pvs_exp(pvs_beta_binomial_ln_pmf(k, 60, 0.4, 2.2));
    }
    CHECK_NEAR(sum, 1, 1e-12);
    CHECK_NEAR(pvs_beta_binomial_cdf(60, 60, 0.4, 2.2), 1, 1e-12);
    assert_true(pvs_beta_binomial_ln_pmf(61, 60, 1, 1) < -1e300);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(student_quantiles_agree_with_scipy),
        cmocka_unit_test(student_of_one_two_and_four_degrees_is_closed),
        cmocka_unit_test(student_is_smooth_where_the_method_changes),
        cmocka_unit_test(simple_beta_distributions_are_closed),
        cmocka_unit_test(the_quantile_turns_the_distribution_round),
        cmocka_unit_test(f_agrees_with_closed_forms),
        cmocka_unit_test(binomial_sums_agree),
        cmocka_unit_test(the_binomial_test_agrees_with_its_definition),
        cmocka_unit_test(beta_binomial_has_its_known_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
