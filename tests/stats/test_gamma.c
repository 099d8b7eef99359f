// SPDX-License-Identifier: Apache-2.0
// Incomplete gamma, chi-square and Poisson: scipy's quantiles, closed forms, sums.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"
#include "support/csv.h"

// stats/normal_chi2.csv; tolerance 1e-9.
static void quantiles_agree_with_scipy(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "stats/normal_chi2.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        double p = csv_number(&csv, i, "p"), df = csv_number(&csv, i, "df");
        CHECK_RELATIVE(pvs_chi2_quantile(df, p), csv_number(&csv, i, "chi2_quantile"), 1e-9);
        double z = csv_number(&csv, i, "normal_quantile");
        CHECK_NEAR(pvs_normal_quantile(p), z, 1e-9 * (1 + fabs(z)));
    }
    csv_free(&csv);
}

// Chi-square of 2 degrees of freedom is exponential.
static void two_degrees_of_freedom_are_exponential(void **state) {
    (void)state;
    for (double x = 1e-8; x < 700; x *= 1.7) {
        CHECK_RELATIVE(pvs_chi2_tail(2, x), pvs_exp(-x / 2), 1e-13);
        CHECK_RELATIVE(pvs_chi2_cdf(2, x), -pvs_expm1(-x / 2), 1e-13);
    }
}

static void poisson_sums_agree(void **state) {
    (void)state;
    const double means[] = {0.01, 0.8, 5, 40, 700};
    for (size_t k = 0; k < sizeof means / sizeof *means; k++) {
        double sum = 0;
        for (int64_t i = 0; i < 900; i++) {
            sum += pvs_poisson_pmf(i, means[k]);
            CHECK_NEAR(pvs_poisson_cdf(i, means[k]), sum, 1e-12);
        }
        CHECK_NEAR(sum, 1, 1e-8);
    }
    CHECK_RELATIVE(pvs_poisson_pmf(3, 2.5), 2.5 * 2.5 * 2.5 / 6 * pvs_exp(-2.5), 1e-14);
}

static void the_quantile_turns_the_distribution_round(void **state) {
    (void)state;
    const double shapes[] = {0.05, 0.5, 1, 3.7, 50, 2000, 1e6};
    const double ps[] = {1e-12, 1e-6, 0.01, 0.3, 0.5, 0.9, 0.999999};
    for (size_t a = 0; a < 7; a++) {
        for (size_t k = 0; k < 7; k++) {
            double x = pvs_gamma_quantile(shapes[a], ps[k]);
            CHECK_RELATIVE(pvs_gamma_p(shapes[a], x), ps[k], 1e-10);
        }
    }
    assert_true(pvs_gamma_quantile(2, 0) == 0 && isnan(pvs_gamma_quantile(2, 1)));
    assert_true(isnan(pvs_gamma_p(-1, 1)) && pvs_gamma_p(3, 0) == 0 && pvs_gamma_q(3, 0) == 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_agree_with_scipy),
        cmocka_unit_test(two_degrees_of_freedom_are_exponential),
        cmocka_unit_test(poisson_sums_agree),
        cmocka_unit_test(the_quantile_turns_the_distribution_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
