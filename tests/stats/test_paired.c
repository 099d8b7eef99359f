// SPDX-License-Identifier: Apache-2.0
// Paired differences: what common random numbers save, against closed forms.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"
#include "support/csv.h"

// One battle of the reference's two models, with common or independent draws.
static void play(const Csv *csv, size_t row, Quick *one, Quick *two, double *x, double *y) {
    double p1 = csv_number(csv, row, "parameter_1"), p2 = csv_number(csv, row, "parameter_2");
    *x = *y = 0;
    if (csv_text(csv, row, "case")[0] == 'e') {
        *x = -pvs_log(quick(one)) / p1;
        *y = -pvs_log(quick(two)) / p2;
        return;
    }
    for (int k = 0; k < (int)csv_number(csv, row, "n"); k++) {
        *x += quick(one) < p1;
        *y += quick(two) < p2;
    }
}

// stats/common_random_numbers.csv: the variance ratio within 5 % at 1e5 pairs (2e4 where a battle has
// ten draws and more, so that the test stays short).
static void variance_saved_agrees_with_closed_forms(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "stats/common_random_numbers.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        int n = csv_number(&csv, i, "n") > 1 ? 20000 : 100000;
        PvsPairs common = {0}, apart = {0};
        Quick a = {31 + i}, b = a, c = {9731 + i}, d = {777 + i};
        for (int k = 0; k < n; k++) {
            double x, y;
            play(&csv, i, &a, &b, &x, &y);
            pvs_pairs_add(&common, x, y);
            play(&csv, i, &c, &d, &x, &y);
            pvs_pairs_add(&apart, x, y);
        }
        PvsDifference with = pvs_difference(&common, 0.999),
                      without = pvs_difference(&apart, 0.999);
        double independent = csv_number(&csv, i, "variance_independent");
        double ratio = csv_number(&csv, i, "variance_common") / independent;
        CHECK_RELATIVE(with.sd * with.sd / (without.sd * without.sd), ratio, 0.05);
        CHECK_NEAR(1 - with.variance_saved, ratio, 0.05 * ratio);
        double mean = csv_number(&csv, i, "mean_difference");
        double standard_error = with.sd / sqrt((double)n);
        CHECK_NEAR(with.mean, mean, 4.5 * standard_error + 1e-12);
        assert_true(with.pairing_helped && !without.pairing_helped);
        CHECK_NEAR(without.correlation, 0, 0.03);
    }
    csv_free(&csv);
}

static void designs_that_never_differ_say_so(void **state) {
    (void)state;
    PvsPairs p = {0};
    for (int i = 0; i < 50; i++) {
        pvs_pairs_add(&p, 0.1 * (i % 5), 0.1 * (i % 5));
    }
    PvsDifference d = pvs_difference(&p, 0.95);
    assert_true(d.mean == 0 && d.sd == 0 && d.interval.lo == 0 && d.interval.hi == 0);
    assert_true(d.variance_saved == 1 && isinf(d.unpaired_n));
    CHECK_NEAR(d.correlation, 1, 1e-15);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variance_saved_agrees_with_closed_forms),
        cmocka_unit_test(designs_that_never_differ_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
