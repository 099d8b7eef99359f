// SPDX-License-Identifier: Apache-2.0
// Points: strata filled once, Sobol's printed first points, nets that scrambling keeps, integrals.
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

static void a_latin_hypercube_fills_each_stratum_once(void **state) {
    (void)state;
    enum { N = 37, D = 5 };
    double u[N * D];
    pvs_latin_hypercube(N, D, pvs_luck(1, 0), u);
    for (int d = 0; d < D; d++) {
        int seen[N] = {0};
        for (int i = 0; i < N; i++) {
            assert_true(u[i * D + d] > 0 && u[i * D + d] < 1);
            seen[(int)(u[i * D + d] * N)]++;
        }
        for (int i = 0; i < N; i++) {
            assert_int_equal(seen[i], 1);
        }
    }
    assert_true(u[0] != u[1]);
}

// Joe and Kuo's program prints these (their Gray code order is another order of the same points): the
// first eight points of the first three dimensions as a set, in eighths.
static void the_first_points_are_sobols(void **state) {
    (void)state;
    const double want[8][3] = {{0, 0, 0},
                               {0.5, 0.5, 0.5},
                               {0.75, 0.25, 0.25},
                               {0.25, 0.75, 0.75},
                               {0.375, 0.375, 0.625},
                               {0.875, 0.875, 0.125},
                               {0.625, 0.125, 0.875},
                               {0.125, 0.625, 0.375}};
    for (int w = 0; w < 8; w++) {
        int n_found = 0;
        for (uint32_t i = 0; i < 8; i++) {
            bool same = true;
            for (size_t d = 0; d < 3; d++) {
                same = same && pvs_sobol_bits(d, i) * 0x1p-32 == want[w][d];
            }
            n_found += same;
        }
        assert_int_equal(n_found, 1);
    }
}

// Each dimension is a (0, m, 1)-net: any 2^m successive points fill 2^m strata once, scrambled or not.
static void every_dimension_is_evenly_filled(void **state) {
    (void)state;
    enum { N = 256 };
    PvsSobolPoints s;
    assert_int_equal(pvs_sobol_points_init(&s, PVS_SOBOL_DIMS + 1, pvs_luck(3, 0)), PVS_OK);
    for (size_t d = 0; d < PVS_SOBOL_DIMS; d++) {
        int plain[N] = {0}, scrambled[N] = {0};
        for (uint32_t i = 0; i < N; i++) {
            plain[pvs_sobol_bits(d, N + i) >> 24]++;
            double u = pvs_sobol_point(&s, N + i, d);
            assert_true(u > 0 && u < 1);
            scrambled[(int)(u * N)]++;
        }
        for (int i = 0; i < N; i++) {
            assert_true(plain[i] == 1 && scrambled[i] == 1);
        }
    }
    double beyond = pvs_sobol_point(&s, 5, PVS_SOBOL_DIMS);
    assert_true(beyond > 0 && beyond < 1);
    pvs_sobol_points_free(&s);
}

// The first two dimensions are a (0, m, 2)-net: every elementary box of area 2^-m holds one point.
static void scrambling_keeps_the_net(void **state) {
    (void)state;
    PvsSobolPoints s;
    assert_int_equal(pvs_sobol_points_init(&s, 2, pvs_luck(4, 0)), PVS_OK);
    for (int bits = 0; bits <= 6; bits++) {
        int seen[64] = {0};
        for (uint32_t i = 0; i < 64; i++) {
            int x = (int)(pvs_sobol_point(&s, i, 0) * (1 << bits));
            int y = (int)(pvs_sobol_point(&s, i, 1) * (1 << (6 - bits)));
            seen[x << (6 - bits) | y]++;
        }
        for (int i = 0; i < 64; i++) {
            assert_int_equal(seen[i], 1);
        }
    }
    pvs_sobol_points_free(&s);
}

// Another copy is a net of its own, and unrelated to the first: products of three and four dimensions of
// both average to nothing as random points do. (Further dimensions of one sequence do not: 9 errors off.)
static void copies_are_nets_and_unrelated(void **state) {
    (void)state;
    enum { N = 2048 };
    PvsMoments z2 = {0};
    for (uint64_t seed = 0; seed < 60; seed++) {
        PvsSobolPoints s;
        assert_int_equal(pvs_sobol_points_init(&s, 8, pvs_luck(20 + seed, 0)), PVS_OK);
        int seen[64] = {0};
        double sum = 0;
        for (uint32_t i = 0; i < N; i++) {
            double a = fabs(pvs_sobol_point(&s, i, 0) - 0.5) - 0.25;
            double b = fabs(pvs_sobol_point(&s, i, 5) - 0.5) - 0.25;
            double c = fabs(pvs_sobol_point_copy(&s, 1, i, 0) - 0.5) - 0.25;
            sum += a * b * c;
            if (i < 64) {
                seen[(int)(pvs_sobol_point_copy(&s, 1, i, 7) * 64)]++;
            }
        }
        for (int i = 0; i < 64; i++) {
            assert_int_equal(seen[i], 1);
        }
        double sd = 1 / sqrt(48.0 * 48 * 48) * sqrt(N); // of N independent products
        pvs_moments_add(&z2, sum / sd * (sum / sd));
        pvs_sobol_points_free(&s);
    }
    print_message("mean of z squared %.3f\n", pvs_moments_mean(&z2));
    assert_true(pvs_moments_mean(&z2) > 0.4 && pvs_moments_mean(&z2) < 1.6); // 1 +- 3.3 errors
}

// A smooth integral in eight dimensions: over 40 scrambles unbiased, and far closer than random points.
static void integrals_are_unbiased_and_close(void **state) {
    (void)state;
    enum { SCRAMBLES = 40, N = 512, D = 8 };
    PvsMoments sobol = {0}, chance = {0};
    for (uint64_t r = 0; r < SCRAMBLES; r++) {
        PvsSobolPoints s;
        Stream stream_r = stream(121, r);
        pvs_sobol_points_init(&s, D, pvs_luck(r, 5));
        double a = 0, b = 0;
        for (uint32_t i = 0; i < N; i++) {
            double f = 1, g = 1;
            for (size_t d = 0; d < D; d++) {
                f *= 1 + (pvs_sobol_point(&s, i, d) - 0.5) / (double)(d + 1);
                g *= 1 + (uniform(&stream_r) - 0.5) / (double)(d + 1);
            }
            a += f / N;
            b += g / N;
        }
        pvs_moments_add(&sobol, a);
        pvs_moments_add(&chance, b);
        pvs_sobol_points_free(&s);
    }
    PvsInterval i = pvs_mean_interval(&sobol, 0.999);
    assert_true(i.lo <= 1 && 1 <= i.hi);
    print_message("standard deviation: Sobol %.2g, random %.2g\n", pvs_moments_sd(&sobol),
                  pvs_moments_sd(&chance));
    assert_true(pvs_moments_sd(&sobol) < 0.1 * pvs_moments_sd(&chance));
}

static void no_memory_is_said(void **state) {
    (void)state;
    PvsSobolPoints s;
    pvs_alloc_fail_after(0);
    assert_int_equal(pvs_sobol_points_init(&s, 3, pvs_luck(1, 1)), PVS_NO_MEMORY);
    pvs_alloc_fail_after(-1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_latin_hypercube_fills_each_stratum_once),
        cmocka_unit_test(the_first_points_are_sobols),
        cmocka_unit_test(every_dimension_is_evenly_filled),
        cmocka_unit_test(scrambling_keeps_the_net),
        cmocka_unit_test(copies_are_nets_and_unrelated),
        cmocka_unit_test(integrals_are_unbiased_and_close),
        cmocka_unit_test(no_memory_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
