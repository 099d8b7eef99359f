// SPDX-License-Identifier: Apache-2.0
// Screening: trajectories move one group at a time; groups that matter stand out of chance.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

enum { DIMS = 7, GROUPS = 4, TRAJECTORIES = 40 };
static const int group_of[DIMS] = {0, 0, 1, 2, 2, 2, 3};
static const PvsGroups groups = {DIMS, GROUPS, group_of};

static void a_trajectory_moves_each_group_once(void **state) {
    (void)state;
    for (uint32_t t = 0; t < 20; t++) {
        double last[DIMS], u[DIMS];
        int n_moved[GROUPS] = {0};
        assert_int_equal(pvs_morris_point(groups, t, 0, pvs_luck(1, 0), last), -1);
        for (size_t step = 1; step <= GROUPS; step++) {
            int moved = pvs_morris_point(groups, t, step, pvs_luck(1, 0), u);
            n_moved[moved]++;
            for (int d = 0; d < DIMS; d++) {
                CHECK_NEAR(fabs(u[d] - last[d]), group_of[d] == moved ? 0.5 : 0, 0);
                assert_true(u[d] > 0 && u[d] < 1);
                last[d] = u[d];
            }
        }
        for (int g = 0; g < GROUPS; g++) {
            assert_int_equal(n_moved[g], 1);
        }
    }
}

// Group 0 is strong, group 1 weaker, group 2 works through 1 alone, group 3 does nothing.
static double answer(const double *u) {
    return 4 * u[0] + 2 * u[1] + 1.5 * u[2] + 3 * u[2] * (u[3] - 0.5);
}

static void what_does_nothing_stays_in_the_noise(void **state) {
    (void)state;
    double y1[TRAJECTORIES * (GROUPS + 1)], y2[TRAJECTORIES * (GROUPS + 1)];
    int moved[TRAJECTORIES * (GROUPS + 1)];
    size_t i = 0;
    for (uint32_t t = 0; t < TRAJECTORIES; t++) {
        for (size_t step = 0; step <= GROUPS; step++, i++) {
            double u[DIMS];
            Stream s = stream(171, i);
            moved[i] = pvs_morris_point(groups, t, step, pvs_luck(9, 0), u);
            y1[i] = answer(u) + 0.3 * normal(&s);
            y2[i] = answer(u) + 0.3 * normal(&s);
        }
    }
    PvsMorris m[GROUPS];
    pvs_morris_effects(TRAJECTORIES, GROUPS, moved, y1, y2, 0.99, m);
    for (int g = 0; g < GROUPS; g++) {
        print_message("group %d: mu* %.3f [%.3f, %.3f], floor %.3f, rms %.3f\n", g, m[g].mu_star,
                      m[g].interval.lo, m[g].interval.hi, m[g].noise_floor, m[g].rms);
    }
    CHECK_NEAR(m[0].rms, sqrt(4 + 1), 0.3); // +-2 +-1 with random signs
    CHECK_NEAR(m[3].noise_floor, 0.3 * sqrt(2 / PVS_PI), 0.03);
    assert_true(m[0].above_noise && m[1].above_noise && m[2].above_noise && !m[3].above_noise);
    assert_true(m[0].rms > m[1].rms && m[1].rms > m[2].rms && m[3].rms < 0.2);
    CHECK_NEAR(m[3].mu_star, m[3].noise_floor, 0.08);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trajectory_moves_each_group_once),
        cmocka_unit_test(what_does_nothing_stays_in_the_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
