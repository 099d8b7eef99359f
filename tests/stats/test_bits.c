// SPDX-License-Identifier: Apache-2.0
// The same bits from every compiler, optimisation level and C library: one hash over what the room
// computes. (A change alarm: nobody can derive the value. It changes with any formula, and with base's
// elementary functions.)
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/sha256.h"
#include "stats/stats.h"
#include "stats/stats_test.h"

static void put(PvsSha256 *h, double x) {
    uint64_t bits;
    x = x == x ? x : -1e300; // NaN has many patterns
    memcpy(&bits, &x, sizeof bits);
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)(bits >> (8 * i));
    }
    pvs_sha256_add(h, bytes, sizeof bytes);
}

static void put_interval(PvsSha256 *h, PvsInterval i) {
    put(h, i.lo);
    put(h, i.hi);
}

static void distributions(PvsSha256 *h) {
    for (double p = 0.001; p < 1; p += 0.0377) {
        put(h, pvs_t_quantile(7.5, p));
        put(h, pvs_chi2_quantile(3.2, p));
        put(h, pvs_f_quantile(4, 9, p));
        put(h, pvs_beta_quantile(0.7, 21, p));
        put(h, pvs_pert_quantile(1, 2, 7, p));
        put(h, pvs_beta_binomial_ln_pmf(4, 30, p, 2));
        put(h, pvs_binomial_test((int64_t)(40 * p), 40, 0.3));
    }
}

static void samples(PvsSha256 *h) {
    PvsMoments m = {0};
    PvsPairs p = {0};
    PvsTally t;
    PvsBoundedSequence b = pvs_bounded_sequence(0, 30, 0.95);
    pvs_tally_init(&t, 64);
    for (uint64_t i = 0; i < 400; i++) {
        Stream s = stream(7, i);
        double x = poisson(&s, 3 * gamma_of_mean_one(&s, 2)), y = x + normal(&s);
        pvs_moments_add(&m, x);
        pvs_pairs_add(&p, x, y);
        (void)pvs_tally_add(&t, y);
        put_interval(h, pvs_bounded_sequence_add(&b, x));
    }
    PvsFiellerShape shape;
    put_interval(h, pvs_mean_interval_skewed(&m, 0.95));
    put_interval(h, pvs_ratio(&p, 0.95).skewed);
    put_interval(h, pvs_ratio_fieller(&p, 0.95, &shape));
    put_interval(h, pvs_difference(&p, 0.95).skewed);
    put_interval(h, pvs_sequence_difference(&p, 1, 30, 200, 0.95));
    put_interval(h, pvs_tally_quantile_interval(&t, 0.9, 0.95));
    put_interval(h, pvs_tally_worst(&t, 0.05, 0.95).interval);
    put(h, pvs_crps(&t, 3));
    pvs_tally_free(&t);
}

static void designs(PvsSha256 *h) {
    enum { ROWS = 64, GROUPS = 3 };
    const int group_of[] = {0, 0, 1, 2};
    PvsGroups groups = {4, GROUPS, group_of};
    PvsSobolPoints points;
    double y[(GROUPS + 2) * ROWS], u[4];
    assert_int_equal(pvs_sobol_points_init(&points, 4, pvs_luck(1, 2)), PVS_OK);
    for (size_t i = 0; i < (GROUPS + 2) * ROWS; i++) {
        pvs_index_point(&points, groups, i / ROWS, (uint32_t)(i % ROWS), u);
        pvs_correlate(u, 2, 0.8);
        y[i] = u[0] + u[1] * u[2] + 0.1 * u[3];
    }
    PvsIndex index[GROUPS];
    PvsIndexSummary summary;
    assert_int_equal(
        pvs_sobol_indices(ROWS, GROUPS, y, y, 50, pvs_luck(3, 4), 0.95, index, &summary), PVS_OK);
    for (int g = 0; g < GROUPS; g++) {
        put_interval(h, index[g].first_interval);
        put_interval(h, index[g].total_interval);
    }
    PvsInterval ratio;
    assert_int_equal(pvs_ratio_bootstrap(y, y + ROWS, ROWS, 50, pvs_luck(5, 6), 0.95, &ratio),
                     PVS_OK);
    put_interval(h, ratio);
    pvs_latin_hypercube(16, 4, pvs_luck(7, 8), y);
    for (int i = 0; i < 64; i++) {
        put(h, y[i]);
    }
    pvs_sobol_points_free(&points);
}

static void nested(PvsSha256 *h) {
    PvsOuter outer[20];
    for (uint64_t i = 0; i < 20; i++) {
        Stream s = stream(8, i);
        outer[i] = (PvsOuter){4 + i % 3, 3 + normal(&s), 1 + uniform(&s)};
    }
    PvsSplit s = pvs_split(outer, 20, 0.95);
    put_interval(h, s.chance);
    put_interval(h, s.ignorance);
    put_interval(h, s.share);
}

static void the_bits_are_the_same_everywhere(void **state) {
    (void)state;
    PvsSha256 h;
    char hex[65];
    pvs_sha256_init(&h);
    distributions(&h);
    samples(&h);
    designs(&h);
    nested(&h);
    pvs_sha256_hex(&h, hex);
    assert_string_equal(hex, "9d75821162b0b74c5ed744eaa08c8968f5bbaa332a162aabba8679bb5aba50ee");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_bits_are_the_same_everywhere)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
