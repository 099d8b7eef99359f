// SPDX-License-Identifier: Apache-2.0
// Moments: against numpy's and scipy's summaries of the same samples, and the same bits for any
// sharing out.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"
#include "support/csv.h"

static void fill(const Csv *samples, const char *name, PvsMoments *m, PvsTally *t) {
    for (size_t i = 0; i < samples->n_rows; i++) {
        if (strcmp(csv_text(samples, i, "sample"), name) == 0) {
            pvs_moments_add(m, csv_number(samples, i, "value"));
            assert_int_equal(pvs_tally_add(t, csv_number(samples, i, "value")), PVS_OK);
        }
    }
}

// stats/sample_summaries.csv, tolerance 1e-9, but for Student's interval: its quantiles are off by up to
// 5e-9 (test_beta.c). Mean, sd, Student's interval, quantiles of type 7, adjusted skewness.
static void summaries_agree_with_numpy_and_scipy(void **state) {
    (void)state;
    Csv want, samples;
    assert_true(csv_load(&want, "stats/sample_summaries.csv"));
    assert_true(csv_load(&samples, "stats/samples.csv"));
    for (size_t i = 0; i < want.n_rows; i++) {
        PvsMoments m = {0};
        PvsTally t;
        pvs_tally_init(&t, PVS_TALLY_BINS_DEFAULT);
        fill(&samples, csv_text(&want, i, "sample"), &m, &t);
        assert_int_equal(m.n, (int)csv_number(&want, i, "n"));
        PvsInterval student = pvs_mean_interval(&m, csv_number(&want, i, "confidence"));
        CHECK_RELATIVE(pvs_moments_mean(&m), csv_number(&want, i, "mean"), 1e-9);
        CHECK_RELATIVE(pvs_moments_sd(&m), csv_number(&want, i, "sd"), 1e-9);
        double half = (student.hi - student.lo) / 2;
        CHECK_NEAR(student.lo, csv_number(&want, i, "t_lo"), 5e-9 * half + 1e-9);
        CHECK_NEAR(student.hi, csv_number(&want, i, "t_hi"), 5e-9 * half + 1e-9);
        CHECK_RELATIVE(pvs_tally_quantile(&t, 0.05), csv_number(&want, i, "q05_type7"), 1e-9);
        CHECK_RELATIVE(pvs_tally_quantile(&t, 0.25), csv_number(&want, i, "q25_type7"), 1e-9);
        CHECK_RELATIVE(pvs_tally_quantile(&t, 0.5), csv_number(&want, i, "q50_type7"), 1e-9);
        CHECK_RELATIVE(pvs_tally_quantile(&t, 0.9), csv_number(&want, i, "q90_type7"), 1e-9);
        CHECK_RELATIVE(pvs_tally_quantile(&t, 0.95), csv_number(&want, i, "q95_type7"), 1e-9);
        double skewness = csv_number(&want, i, "skew_adjusted");
        if (skewness == skewness) {
            CHECK_NEAR(pvs_moments_skewness(&m), skewness, 1e-9 * (1 + fabs(skewness)));
        } else {
            assert_true(isnan(pvs_moments_skewness(&m)));
        }
        pvs_tally_free(&t);
    }
    csv_free(&want);
    csv_free(&samples);
}

static double value(uint32_t i) {
    Stream s = stream(5, i);
    return uniform(&s) < 0.3 ? 0 : pvs_exp(4 * normal(&s)) - 2;
}

static void no_sharding_changes_a_bit(void **state) {
    (void)state;
    enum { N = 3000, SHARDS = 5 };
    PvsMoments whole = {0}, parts[SHARDS], merged = {0};
    PvsPairs whole2 = {0}, parts2[SHARDS], merged2 = {0};
    memset(parts, 0, sizeof parts);
    memset(parts2, 0, sizeof parts2);
    for (uint32_t i = 0; i < N; i++) {
        double x = value(i), y = value(i / 2);
        pvs_moments_add(&whole, x);
        pvs_pairs_add(&whole2, x, y);
        pvs_moments_add(&parts[i * i % SHARDS], x);
        pvs_pairs_add(&parts2[i * i % SHARDS], x, y);
    }
    for (int k = SHARDS - 1; k >= 0; k--) {
        pvs_moments_merge(&merged, &parts[k]);
        pvs_pairs_merge(&merged2, &parts2[k]);
    }
    assert_true(merged.n == N && merged.min == whole.min && merged.max == whole.max);
    assert_true(pvs_moments_mean(&whole) == pvs_moments_mean(&merged));
    assert_true(pvs_moments_variance(&whole) == pvs_moments_variance(&merged));
    assert_true(pvs_moments_skewness(&whole) == pvs_moments_skewness(&merged));
    PvsPairsSummary a = pvs_pairs_summary(&whole2), b = pvs_pairs_summary(&merged2);
    assert_memory_equal(&a, &b, sizeof a);
}

// Deviation 1e-9 of the mean: a sum of squares in doubles would lose all of it.
static void a_small_spread_on_a_large_mean_is_kept(void **state) {
    (void)state;
    PvsMoments m = {0};
    for (int i = 0; i < 1000; i++) {
        pvs_moments_add(&m, 1e12 + (i % 2 ? 512 : -512));
    }
    CHECK_RELATIVE(pvs_moments_variance(&m), 512.0 * 512 * 1000 / 999, 1e-15);
    CHECK_NEAR(pvs_moments_skewness(&m), 0, 1e-12);
}

static void what_a_battle_lacks_is_left_out(void **state) {
    (void)state;
    PvsMoments m = {0};
    assert_true(isnan(pvs_moments_mean(&m)) && isnan(pvs_moments_variance(&m)));
    pvs_moments_add(&m, (double)NAN);
    pvs_moments_add(&m, 7);
    assert_true(m.n == 1 && m.n_missing == 1 && pvs_moments_mean(&m) == 7);
    assert_true(isnan(pvs_moments_variance(&m)));
    pvs_moments_add(&m, 7);
    assert_true(pvs_moments_variance(&m) == 0 && isnan(pvs_moments_skewness(&m)));
}

static void pairs_agree_with_two_passes(void **state) {
    (void)state;
    enum { N = 500 };
    PvsPairs p = {0};
    double sx = 0, sy = 0, xx = 0, yy = 0, xy = 0, dd = 0;
    for (uint32_t i = 0; i < N; i++) {
        sx += value(i);
        sy += 2 * value(i) + i;
        pvs_pairs_add(&p, value(i), 2 * value(i) + i);
    }
    for (uint32_t i = 0; i < N; i++) {
        double x = value(i) - sx / N, y = 2 * value(i) + i - sy / N;
        xx += x * x;
        yy += y * y;
        xy += x * y;
        dd += (x - y) * (x - y);
    }
    PvsPairsSummary s = pvs_pairs_summary(&p);
    CHECK_RELATIVE(s.mean_diff, (sx - sy) / N, 1e-12);
    CHECK_RELATIVE(s.var_x, xx / (N - 1), 1e-12);
    CHECK_RELATIVE(s.var_y, yy / (N - 1), 1e-12);
    CHECK_RELATIVE(s.cov, xy / (N - 1), 1e-11);
    CHECK_RELATIVE(s.var_diff, dd / (N - 1), 1e-11);
    CHECK_RELATIVE(s.correlation, xy / sqrt(xx * yy), 1e-11);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(summaries_agree_with_numpy_and_scipy),
        cmocka_unit_test(no_sharding_changes_a_bit),
        cmocka_unit_test(a_small_spread_on_a_large_mean_is_kept),
        cmocka_unit_test(what_a_battle_lacks_is_left_out),
        cmocka_unit_test(pairs_agree_with_two_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
