// SPDX-License-Identifier: Apache-2.0
// Triangular and PERT distributions by their moments, and the copula's rank correlation.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

static void moments_are_the_textbooks(void **state) {
    (void)state;
    enum { N = 20000 };
    double t = 0, t2 = 0, p = 0, p2 = 0, low = 2, best = 3, high = 9;
    for (int i = 0; i < N; i++) {
        double u = (i + 0.5) / N;
        double x = pvs_triangular_quantile(low, best, high, u);
        double y = pvs_pert_quantile(low, best, high, u);
        t += x / N;
        t2 += x * x / N;
        p += y / N;
        p2 += y * y / N;
    }
    double mean = (low + 4 * best + high) / 6;
    CHECK_NEAR(t, (low + best + high) / 3, 1e-4);
    CHECK_NEAR(t2 - t * t, (4 + 9 + 81 - 6 - 18 - 27) / 18.0, 1e-3);
    CHECK_NEAR(p, mean, 1e-4);
    CHECK_NEAR(p2 - p * p, (mean - low) * (high - mean) / 7, 1e-3);
}

static void ends_and_points_are_kept(void **state) {
    (void)state;
    assert_true(pvs_triangular_quantile(1, 2, 4, 0) == 1 &&
                pvs_triangular_quantile(1, 2, 4, 1) == 4);
    assert_true(pvs_pert_quantile(1, 2, 4, 0) == 1 && pvs_pert_quantile(1, 2, 4, 1) == 4);
    assert_true(pvs_triangular_quantile(3, 3, 3, 0.7) == 3 && pvs_pert_quantile(3, 3, 3, 0.7) == 3);
    CHECK_NEAR(pvs_triangular_quantile(0, 0, 1, 0.75), 0.5, 1e-15);
    double low = 95, high = 200;
    pvs_widen_sole_figure(100, 0.2, &low, &high);
    assert_true(low == 80 && high == 200);
}

static double rank_correlation_reached(double wanted, size_t n_figures) {
    enum { N = 20000 };
    double sum = 0;
    for (uint64_t i = 0; i < N; i++) {
        Stream s = stream(131, i);
        double u[6];
        for (size_t k = 0; k < n_figures; k++) {
            u[k] = uniform(&s);
        }
        pvs_correlate(u, n_figures, wanted);
        assert_true(u[n_figures - 1] >= 0 && u[n_figures - 1] <= 1);
        sum += (u[n_figures - 1] - 0.5) * (u[1] - 0.5); // of uniforms: their own rank correlation
    }
    return 12 * sum / N;
}

static void the_rank_correlation_is_reached(void **state) {
    (void)state;
    CHECK_NEAR(rank_correlation_reached(0, 4), 0, 0.02);
    CHECK_NEAR(rank_correlation_reached(0.3, 4), 0.3, 0.02);
    CHECK_NEAR(rank_correlation_reached(0.8, 6), 0.8, 0.02);
    double u[] = {0.3, 0.9, 0.1};
    pvs_correlate(u, 3, 1);
    assert_true(u[0] == 0.3 && u[1] == 0.3 && u[2] == 0.3);
}

static void each_figure_stays_uniform(void **state) {
    (void)state;
    enum { N = 20000 };
    double observed[10] = {0}, expected[10];
    for (uint64_t i = 0; i < N; i++) {
        Stream s = stream(132, i);
        double u[] = {uniform(&s), uniform(&s), uniform(&s)};
        pvs_correlate(u, 3, 0.8);
        observed[(int)(u[2] * 10)]++;
    }
    for (int k = 0; k < 10; k++) {
        expected[k] = N / 10;
    }
    assert_true(pvs_chi2_fit(observed, expected, 10, 0, 5).p > 0.001);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_the_textbooks),
        cmocka_unit_test(ends_and_points_are_kept),
        cmocka_unit_test(the_rank_correlation_is_reached),
        cmocka_unit_test(each_figure_stays_uniform),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
