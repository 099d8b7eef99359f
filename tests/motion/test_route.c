// SPDX-License-Identifier: Apache-2.0
// Routes: continuous in place, time, heading and height; rounded where there is room.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random_motion.h"
#include "support/check.h"

#define POINTS 8

static size_t random_route(uint32_t i, double radius_m, PvsLlh points[POINTS], double speed[POINTS],
                           PvsSegment *out, size_t capacity) {
    points[0] = random_place(i, 0, 50, 3000);
    for (uint32_t k = 0; k < POINTS; k++) {
        if (k > 0) {
            points[k] = random_near(i, 10 + 5 * k, points[k - 1], 200e3, 50, 3000);
        }
        speed[k] = random_in(i, 13 + 5 * k, 50, 900);
    }
    return pvs_route(points, POINTS, speed, radius_m, 1000, out, capacity);
}

// If this failed, what flies would jump at its waypoints; with rounded corners it would turn on the
// spot.
static void a_route_is_continuous(void **state) {
    (void)state;
    size_t n_turns = 0;
    for (uint32_t i = 0; i < 2000; i++) {
        PvsLlh points[POINTS];
        double speed[POINTS];
        PvsSegment g[2 * POINTS];
        size_t n = random_route(i, i % 2 ? 4000 : 0, points, speed, g, 2 * POINTS);
        assert_true(n >= POINTS - 1 && n <= 2 * POINTS - 3);
        n_turns += n - (POINTS - 1);
        assert_true(g[0].t0 == 1000);
        for (size_t k = 1; k < n; k++) {
            assert_true(g[k].t0 == g[k - 1].t1);
            PvsKinematics before = pvs_segment_at(&g[k - 1], g[k - 1].t1),
                          after = pvs_segment_at(&g[k], g[k].t0);
            CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(before.pos_ecef, after.pos_ecef)), 0, 1e-5);
            if (pvs_vec3_norm(g[k].arc.c) >
                0) { // into a turn the heading is the same, up to the climb that ends there
                PvsVec3 up = pvs_normal_from_ecef(after.pos_ecef, NULL);
                PvsVec3 a = pvs_vec3_unit(
                    pvs_vec3_add_scaled(before.vel_ecef, -pvs_vec3_dot(before.vel_ecef, up), up));
                PvsVec3 b = pvs_vec3_unit(
                    pvs_vec3_add_scaled(after.vel_ecef, -pvs_vec3_dot(after.vel_ecef, up), up));
                CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(a, b)), 0, 1e-6);
                CHECK_RELATIVE(pvs_vec3_norm(after.vel_ecef),
                               speed[0] > 0
                                   ? pvs_vec3_norm(pvs_vec3_add_scaled(
                                         before.vel_ecef, -pvs_vec3_dot(before.vel_ecef, up), up))
                                   : 0,
                               6e-3);
            }
        }
        PvsPath path = {g, (uint32_t)n};
        CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(pvs_path_at(path, 1000).pos_ecef,
                                              pvs_ecef_from_llh(points[0]))),
                   0, 1e-6);
        CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(pvs_path_at(path, pvs_path_end(path)).pos_ecef,
                                              pvs_ecef_from_llh(points[POINTS - 1]))),
                   0, 1e-5);
    }
    assert_true(n_turns > 3000);
}

// If this failed, corners would be cut by more than the turn needs.
static void a_rounded_corner_stays_near_its_waypoint(void **state) {
    (void)state;
    PvsLlh a = {-0.4, 2.3, 500}, b = {-0.4, 2.33, 500}, c = {-0.38, 2.33, 500};
    const PvsLlh points[] = {a, b, c};
    const double speed[] = {200, 200};
    PvsSegment g[3];
    assert_int_equal(pvs_route(points, 3, speed, 5000, 0, g, 3), 3);
    double least = 1e9;
    for (int k = 0; k <= 100; k++) {
        PvsVec3 p = pvs_segment_at(&g[1], g[1].t0 + (g[1].t1 - g[1].t0) * k / 100).pos_ecef;
        least = fmin(least, pvs_vec3_norm(pvs_vec3_sub(p, pvs_ecef_from_llh(b))));
    }
    CHECK_RELATIVE(least, 5000 * (sqrt(2.0) - 1), 0.01); // a right angle, nearly
    CHECK_RELATIVE(pvs_time_s(g[1].t1 - g[1].t0), 5000 * PVS_PI / 2 / 200, 0.01);
}

static void repeated_points_are_left_out_and_too_little_room_is_told(void **state) {
    (void)state;
    PvsLlh a = {-0.4, 2.3, 500}, b = {-0.4, 2.33, 500};
    const PvsLlh points[] = {a, a, b, b, a};
    const double speed[] = {200, 200, 200, 200};
    PvsSegment g[1];
    assert_int_equal(pvs_route(points, 5, speed, 0, 0, g, 1), 2);
    assert_int_equal(pvs_route(points, 2, speed, 0, 0, g, 1), 0);
    assert_int_equal(pvs_route(points, 1, speed, 0, 0, g, 1), 0);
}

// If this failed, looking up a moment of a path would find the wrong leg.
static void a_path_finds_its_segment_from_any_hint(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 200; i++) {
        PvsLlh points[POINTS];
        double speed[POINTS];
        PvsSegment g[2 * POINTS];
        size_t n = random_route(i, 4000, points, speed, g, 2 * POINTS);
        PvsPath path = {g, (uint32_t)n};
        for (uint64_t k = 0; k < 50; k++) {
            PvsTime t = (PvsTime)(random_in(i, 300 + k, -0.1, 1.1) * (double)pvs_path_end(path));
            uint32_t at = pvs_path_segment(path, t, random_below(i, 400 + k, 2 * POINTS));
            assert_true((at == 0 || g[at].t0 <= t) && (at + 1 == n || t < g[at].t1));
            PvsVec3 x = pvs_path_at(path, t).pos_ecef, y = pvs_segment_at(&g[at], t).pos_ecef;
            assert_memory_equal(&x, &y, sizeof x);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_route_is_continuous),
        cmocka_unit_test(a_rounded_corner_stays_near_its_waypoint),
        cmocka_unit_test(repeated_points_are_left_out_and_too_little_room_is_told),
        cmocka_unit_test(a_path_finds_its_segment_from_any_hint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
