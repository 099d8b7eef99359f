// SPDX-License-Identifier: Apache-2.0
// Order-statistic intervals of quantiles, against exact binomial ranks.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "support/check.h"
#include "support/csv.h"

// stats/quantile_order_interval.csv: ranks exact, coverage 1e-9; an empty cell is unbounded.
static void ranks_and_coverage_agree(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "stats/quantile_order_interval.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        PvsRanks r =
            pvs_quantile_ranks((uint64_t)csv_number(&csv, i, "n"), csv_number(&csv, i, "quantile"),
                               csv_number(&csv, i, "confidence"));
        double lower = csv_number(&csv, i, "lower_rank"), upper = csv_number(&csv, i, "upper_rank");
        assert_int_equal(r.lower_rank, lower == lower ? (uint64_t)lower : 0);
        assert_int_equal(r.upper_rank, upper == upper ? (uint64_t)upper : 0);
        CHECK_NEAR(r.coverage, csv_number(&csv, i, "coverage_exact"), 1e-9);
    }
    csv_free(&csv);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(ranks_and_coverage_agree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
