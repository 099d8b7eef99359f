// SPDX-License-Identifier: Apache-2.0
// Holm's procedure: a worked example, and the family's error over thousands of families.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

// R's p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") is 0.03, 0.06, 0.06, 0.02.
static void adjusted_values_agree_with_the_worked_example(void **state) {
    (void)state;
    const double p[] = {0.01, 0.04, 0.03, 0.005}, want[] = {0.03, 0.06, 0.06, 0.02};
    double got[4];
    pvs_holm(p, 4, got);
    for (int i = 0; i < 4; i++) {
        CHECK_NEAR(got[i], want[i], 1e-15);
    }
    const double odd[] = {0.9, (double)NAN, 0.9};
    pvs_holm(odd, 3, got);
    assert_true(got[0] == 1 && got[1] == 1 && got[2] == 1);
}

// Ten comparisons with correlated errors, four of which truly differ.
static void the_family_holds_together(void **state) {
    (void)state;
    enum { FAMILIES = 4000, N = 10 };
    int false_alarm = 0, bonferroni_lost = 0, holm_lost = 0, found = 0;
    for (uint64_t f = 0; f < FAMILIES; f++) {
        Stream s = stream(71, f);
        PvsComparison c[N];
        double shared = normal(&s), truth[N];
        for (int i = 0; i < N; i++) {
            truth[i] = i < 4 ? 2.0 + i : 0;
            double noise = sqrt(0.3) * shared + sqrt(0.7) * normal(&s);
            c[i] = (PvsComparison){.estimate = truth[i] + noise, .standard_error = 1, .df = 1e6};
        }
        pvs_holm_compare(c, N, 0.95);
        bool alarm = false, b_lost = false, h_lost = false;
        for (int i = 0; i < N; i++) {
            alarm = alarm || (c[i].differs && truth[i] == 0);
            found += c[i].differs && truth[i] != 0;
            b_lost = b_lost || truth[i] < c[i].bonferroni.lo || truth[i] > c[i].bonferroni.hi;
            h_lost = h_lost || truth[i] < c[i].holm.lo || truth[i] > c[i].holm.hi;
            bool sign_alone = c[i].holm.lo == 0 || c[i].holm.hi == 0;
            double width = c[i].holm.hi - c[i].holm.lo;
            assert_true(sign_alone || width <= c[i].bonferroni.hi - c[i].bonferroni.lo + 1e-9);
        }
        false_alarm += alarm;
        bonferroni_lost += b_lost;
        holm_lost += h_lost;
    }
    print_message("false alarm %.4f, lost: Bonferroni %.4f, Holm %.4f; found %.3f of 4\n",
                  false_alarm / (double)FAMILIES, bonferroni_lost / (double)FAMILIES,
                  holm_lost / (double)FAMILIES, found / (double)FAMILIES);
    assert_true(false_alarm <= 0.055 * FAMILIES); // 5 % and 1.5 binomial errors
    assert_true(bonferroni_lost <= 0.055 * FAMILIES);
    assert_true(holm_lost <= 0.055 * FAMILIES);
}

static void one_comparison_is_students(void **state) {
    (void)state;
    PvsComparison c = {.estimate = 2, .standard_error = 0.5, .df = 30};
    pvs_holm_compare(&c, 1, 0.95);
    double half = 0.5 * pvs_t_two_sided(30, 0.95);
    CHECK_NEAR(c.bonferroni.lo, 2 - half, 1e-12);
    CHECK_NEAR(c.p, 2 * pvs_t_cdf(30, -4), 1e-15);
    assert_true(c.differs && c.p == c.p_adjusted);
    PvsComparison sure[2] = {{.estimate = 1}, {.estimate = 0}};
    pvs_holm_compare(sure, 2, 0.95);
    assert_true(sure[0].p == 0 && sure[0].differs && sure[1].p == 1 && !sure[1].differs);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adjusted_values_agree_with_the_worked_example),
        cmocka_unit_test(the_family_holds_together),
        cmocka_unit_test(one_comparison_is_students),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
