// SPDX-License-Identifier: Apache-2.0
// Intervals of shares of battles: scipy's and Newcombe's tables, exact coverage, what zero events say.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"
#include "support/csv.h"

// stats/proportion_ci.csv, with Newcombe's printed rows among them; tolerance 1e-9.
static void intervals_agree_with_the_tables(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "stats/proportion_ci.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        uint64_t k = (uint64_t)csv_number(&csv, i, "successes");
        uint64_t n = (uint64_t)csv_number(&csv, i, "trials");
        double confidence = csv_number(&csv, i, "confidence");
        PvsInterval w = pvs_wilson_interval(k, n, confidence);
        PvsInterval cp = pvs_clopper_pearson_interval(k, n, confidence);
        PvsInterval j = pvs_jeffreys_interval(k, n, confidence);
        CHECK_NEAR(w.lo, csv_number(&csv, i, "wilson_lo"), 1e-9);
        CHECK_NEAR(w.hi, csv_number(&csv, i, "wilson_hi"), 1e-9);
        CHECK_NEAR(cp.lo, csv_number(&csv, i, "clopper_pearson_lo"), 1e-9);
        CHECK_NEAR(cp.hi, csv_number(&csv, i, "clopper_pearson_hi"), 1e-9);
        CHECK_NEAR(j.lo, csv_number(&csv, i, "jeffreys_lo"), 1e-9);
        CHECK_NEAR(j.hi, csv_number(&csv, i, "jeffreys_hi"), 1e-9);
    }
    csv_free(&csv);
}

// stats/exact_coverage.csv; tolerance 1e-9.
static void true_coverage_agrees_with_the_binomial_sum(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "stats/exact_coverage.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        uint64_t n = (uint64_t)csv_number(&csv, i, "n");
        double p = csv_number(&csv, i, "p"), confidence = csv_number(&csv, i, "confidence");
        CHECK_NEAR(pvs_wilson_coverage(n, p, confidence), csv_number(&csv, i, "coverage_wilson"),
                   1e-9);
        CHECK_NEAR(pvs_clopper_pearson_coverage(n, p, confidence),
                   csv_number(&csv, i, "coverage_clopper_pearson"), 1e-9);
    }
    csv_free(&csv);
}

// stats/sample_size.csv, exact.
static void sample_sizes_agree(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "stats/sample_size.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        uint64_t n =
            pvs_sample_size_share(csv_number(&csv, i, "p"), csv_number(&csv, i, "half_width"),
                                  csv_number(&csv, i, "confidence"));
        assert_int_equal(n, (uint64_t)csv_number(&csv, i, "n_wald"));
    }
    csv_free(&csv);
}

// If the chance were the bound, nothing would have happened with probability 5 % exactly.
static void zero_events_give_a_one_sided_bound(void **state) {
    (void)state;
    double bound = pvs_share_upper_bound(0, 1000, 0.95);
    CHECK_RELATIVE(pvs_pow(1 - bound, 1000), 0.05, 1e-12);
    CHECK_NEAR(bound, 3.0 / 1000, 1e-5);
    CHECK_RELATIVE(pvs_share_lower_bound(1000, 1000, 0.95), 1 - bound, 1e-12);
    assert_true(pvs_share_lower_bound(0, 9, 0.95) == 0 && pvs_share_upper_bound(9, 9, 0.95) == 1);
    assert_true(isnan(pvs_wilson_interval(0, 0, 0.95).lo));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_agree_with_the_tables),
        cmocka_unit_test(true_coverage_agrees_with_the_binomial_sum),
        cmocka_unit_test(sample_sizes_agree),
        cmocka_unit_test(zero_events_give_a_one_sided_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
