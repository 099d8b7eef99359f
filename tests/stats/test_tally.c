// SPDX-License-Identifier: Apache-2.0
// Tallies: exact while they can be, close where they cannot, the same bins for any order.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

static double continuous(uint32_t i) {
    Stream s = stream(21, i);
    return pvs_exp(2 * normal(&s)) * (i % 4 ? 1 : -1);
}

static void whole_numbers_stay_exact(void **state) {
    (void)state;
    PvsTally t;
    pvs_tally_init(&t, 64);
    for (int i = 0; i < 10000; i++) {
        assert_int_equal(pvs_tally_add(&t, i * 7 % 50), PVS_OK);
    }
    assert_true(t.n_bins == 50 && t.n_dropped_bits == 0);
    uint64_t n;
    PvsInterval bin = pvs_tally_bin(&t, 13, &n);
    assert_true(bin.lo == 13 && bin.hi == 13 && n == 200);
    assert_true(pvs_tally_quantile(&t, 0.5) == 24.5 && pvs_tally_order(&t, 1) == 0);
    assert_true(pvs_tally_at_most(&t, 9) == 2000 && pvs_tally_at_most(&t, -1) == 0);
    pvs_tally_free(&t);
}

static void a_full_tally_keeps_values_within_its_bins(void **state) {
    (void)state;
    enum { N = 20000 };
    PvsTally coarse, fine;
    pvs_tally_init(&coarse, 1024);
    pvs_tally_init(&fine, 2 * N);
    for (uint32_t i = 0; i < N; i++) {
        pvs_tally_add(&coarse, continuous(i));
        pvs_tally_add(&fine, continuous(i));
    }
    assert_true(coarse.n_bins <= 1024 && coarse.n_dropped_bits > 0 && fine.n_dropped_bits == 0);
    for (double q = 0.01; q < 1; q += 0.01) {
        double exact = pvs_tally_quantile(&fine, q);
        CHECK_NEAR(pvs_tally_quantile(&coarse, q), exact, 0.04 * fabs(exact) + 1e-3);
    }
    PvsInterval a = pvs_tally_quantile_interval(&coarse, 0.9, 0.95);
    PvsInterval b = pvs_tally_quantile_interval(&fine, 0.9, 0.95);
    assert_true(a.lo <= b.lo && a.hi >= b.hi); // the outer edges
    pvs_tally_free(&coarse);
    pvs_tally_free(&fine);
}

static void no_order_and_no_sharding_changes_a_bin(void **state) {
    (void)state;
    enum { N = 5000, SHARDS = 3 };
    PvsTally forward, backward, merged, parts[SHARDS];
    pvs_tally_init(&forward, 100);
    pvs_tally_init(&backward, 100);
    pvs_tally_init(&merged, 100);
    for (int k = 0; k < SHARDS; k++) {
        pvs_tally_init(&parts[k], 100);
    }
    for (uint32_t i = 0; i < N; i++) {
        pvs_tally_add(&forward, continuous(i));
        pvs_tally_add(&backward, continuous(N - 1 - i));
        pvs_tally_add(&parts[i * i % SHARDS], continuous(i));
    }
    for (int k = SHARDS - 1; k >= 0; k--) {
        assert_int_equal(pvs_tally_merge(&merged, &parts[k]), PVS_OK);
        pvs_tally_free(&parts[k]);
    }
    assert_true(forward.n_bins == backward.n_bins && forward.n_bins == merged.n_bins);
    assert_true(forward.n == merged.n && forward.n_dropped_bits == merged.n_dropped_bits);
    assert_memory_equal(forward.bins, backward.bins, forward.n_bins * sizeof *forward.bins);
    assert_memory_equal(forward.bins, merged.bins, forward.n_bins * sizeof *forward.bins);
    pvs_tally_free(&forward);
    pvs_tally_free(&backward);
    pvs_tally_free(&merged);
}

static void the_worst_share_is_its_own_mean(void **state) {
    (void)state;
    PvsTally t;
    pvs_tally_init(&t, 2000);
    for (int i = 1; i <= 1000; i++) {
        pvs_tally_add(&t, i);
    }
    PvsWorst w = pvs_tally_worst(&t, 0.05, 0.95);
    CHECK_NEAR(w.mean, 975.5, 1e-12);                                // of 951..1000
    CHECK_NEAR(pvs_tally_worst(&t, 0.0005, 0.95).mean, 1000, 1e-12); // half of one battle
    assert_true(isnan(pvs_tally_worst(&t, 0.0005, 0.95).interval.lo));
    pvs_tally_free(&t);
}

// Counts of a leaky defence, 1 % of nights very bad; 2000 studies of 1000 battles: the interval of
// the worst 5 % covers the true mean at least 92 % of the time (an asymptotic interval of 50 battles;
// docs/statistics.md says so).
static void the_interval_of_the_worst_share_covers(void **state) {
    (void)state;
    enum { STUDIES = 2000, BATTLES = 1000 };
    // True mean of the worst 5 % of a negative binomial with shape 2 and mean 3, by its distribution.
    double wanted = 0.05, truth = 0, a = 2, mean = 3;
    for (int k = 200; k >= 0 && wanted > 0; k--) {
        double ln = pvs_lgamma(k + a) - pvs_lgamma(a) - pvs_lgamma(k + 1.0) +
                    a * pvs_log(a / (a + mean)) + k * pvs_log(mean / (a + mean));
        double p = pvs_exp(ln), take = p < wanted ? p : wanted;
        truth += k * take / 0.05;
        wanted -= take;
    }
    int n_covered = 0;
    for (uint64_t i = 0; i < STUDIES; i++) {
        PvsTally t;
        Stream s = stream(77, i);
        pvs_tally_init(&t, 256);
        for (int b = 0; b < BATTLES; b++) {
            pvs_tally_add(&t, poisson(&s, mean * gamma_of_mean_one(&s, 2)));
        }
        PvsWorst w = pvs_tally_worst(&t, 0.05, 0.95);
        n_covered += w.interval.lo <= truth && truth <= w.interval.hi;
        pvs_tally_free(&t);
    }
    print_message("worst 5 %%: true %.4f, covered %.4f\n", truth, n_covered / (double)STUDIES);
    assert_true(n_covered >= 0.92 * STUDIES);
}

static void a_failed_allocation_leaves_the_tally_as_it_was(void **state) {
    (void)state;
    PvsTally t, other;
    pvs_tally_init(&t, 64);
    pvs_tally_init(&other, 64);
    pvs_alloc_fail_after(0);
    assert_int_equal(pvs_tally_add(&t, 1), PVS_NO_MEMORY);
    assert_int_equal(pvs_tally_merge(&t, &other), PVS_NO_MEMORY);
    pvs_alloc_fail_after(-1);
    assert_true(t.n == 0 && isnan(pvs_tally_quantile(&t, 0.5)));
    assert_int_equal(pvs_tally_add(&t, 1), PVS_OK);
    assert_true(t.n == 1);
    pvs_tally_free(&t);
    pvs_tally_free(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_numbers_stay_exact),
        cmocka_unit_test(a_full_tally_keeps_values_within_its_bins),
        cmocka_unit_test(no_order_and_no_sharding_changes_a_bin),
        cmocka_unit_test(the_worst_share_is_its_own_mean),
        cmocka_unit_test(the_interval_of_the_worst_share_covers),
        cmocka_unit_test(a_failed_allocation_leaves_the_tally_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
