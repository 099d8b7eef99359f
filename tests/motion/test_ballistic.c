// SPDX-License-Identifier: Apache-2.0
// Ballistic arcs over the turning Earth: they land where they should, obey the laws of motion, and
// no other arc is slower.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "motion/ballistic.h"
#include "random_motion.h"
#include "support/check.h"

static PvsVec3 end_of(const PvsSegment *g) {
    return pvs_segment_at(g, g->t1).pos_ecef;
}

// If this failed, missiles would miss what they are aimed at by what the Earth turns meanwhile.
static void an_arc_ends_at_its_aim_over_the_turning_earth(void **state) {
    (void)state;
    size_t n = 0;
    for (uint32_t i = 0; i < 5000; i++) {
        PvsLlh from = random_place(i, 0, -50, 3000),
               to = random_near(i, 4, from, i % 3 ? 900e3 : 12000e3, -50, 3000);
        PvsSegment g;
        PvsStatus status = pvs_ballistic_arc(from, to, random_in(i, 9, -0.25, 0.35), 77, &g, NULL);
        if (status != PVS_OK) {
            assert_int_equal(status, PVS_LIMIT);
            continue;
        }
        n++;
        assert_true(g.t0 == 77 && g.t1 > g.t0);
        CHECK_NEAR(
            pvs_vec3_norm(pvs_vec3_sub(pvs_segment_at(&g, g.t0).pos_ecef, pvs_ecef_from_llh(from))),
            0, 1e-6);
        CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(end_of(&g), pvs_ecef_from_llh(to))), 0, 1e-3);
    }
    assert_true(n > 4500);
}

// On a still sphere the least speed is known (Wheelon); the ellipsoid and its turning change it
// little.
static void the_least_arc_is_that_of_the_closed_form(void **state) {
    (void)state;
    const PvsSphere earth = {6371000.0, PVS_EARTH_GM, 0.0};
    for (double range = 100e3; range < 8e6; range *= 1.7) {
        PvsLlh from = {0.6, 1.0, 0}, to = pvs_geodesic_direct(0.6, 1.0, 0.0, range, NULL);
        PvsSegment g;
        assert_int_equal(pvs_ballistic_arc(from, to, 0, 0, &g, NULL), PVS_OK);
        PvsLeastArc least = pvs_least_arc(&earth, range);
        CHECK_RELATIVE(pvs_vec3_norm(g.ballistic.vel_eci), least.speed_mps,
                       0.15); // the ground itself moves with some 380 m/s
        CHECK_RELATIVE(pvs_time_s(g.t1), least.flight_s, 0.15);
    }
}

// If this failed, arcs would waste speed: turned up or down it needs more. About the pole, where
// the ground hardly moves meanwhile.
static void a_lofted_or_flatter_arc_needs_more_speed_and_a_lofted_one_more_time(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 300; i++) {
        PvsLlh from = {PVS_PI / 2 - 0.02, random_in(i, 1, -3, 3), 0},
               to = {PVS_PI / 2 - 0.02, from.lon_rad + random_in(i, 2, 1.5, 4.5), 0};
        PvsSegment least, high, low;
        assert_int_equal(pvs_ballistic_arc(from, to, 0, 0, &least, NULL), PVS_OK);
        assert_int_equal(pvs_ballistic_arc(from, to, 0.1, 0, &high, NULL), PVS_OK);
        assert_int_equal(pvs_ballistic_arc(from, to, -0.1, 0, &low, NULL), PVS_OK);
        assert_true(low.t1 < least.t1 && least.t1 < high.t1);
        double v = pvs_vec3_norm(least.ballistic.vel_eci);
        assert_true(pvs_vec3_norm(high.ballistic.vel_eci) > 1.005 * v &&
                    pvs_vec3_norm(low.ballistic.vel_eci) > 1.005 * v);
    }
}

// Energy and angular momentum are kept: the path is a solution of Kepler's problem.
static void energy_and_angular_momentum_are_kept(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 500; i++) {
        PvsLlh from = random_place(i, 0, 0, 0), to = random_near(i, 4, from, 3000e3, 0, 0);
        PvsSegment g;
        if (pvs_ballistic_arc(from, to, 0.1, 0, &g, NULL)) {
            continue;
        }
        double energy = 0, spin = 0;
        for (int k = 0; k <= 10; k++) {
            PvsKinematics m = pvs_segment_at(&g, g.t1 * k / 10);
            PvsVec3 vel = m.vel_ecef; // to inertial axes that coincide with the turned ones
            vel.x -= PVS_EARTH_RATE * m.pos_ecef.y;
            vel.y += PVS_EARTH_RATE * m.pos_ecef.x;
            double e = 0.5 * pvs_vec3_dot(vel, vel) - PVS_EARTH_GM / pvs_vec3_norm(m.pos_ecef);
            double s = pvs_vec3_norm(pvs_vec3_cross(m.pos_ecef, vel));
            energy = k ? energy : e;
            spin = k ? spin : s;
            CHECK_RELATIVE(e, energy, 1e-13);
            CHECK_RELATIVE(s, spin, 1e-13);
        }
    }
}

// If this failed, what is released in flight would come down at the wrong time.
static void a_fall_ends_at_its_height_and_no_sooner(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 2000; i++) {
        PvsLlh place = random_place(i, 0, 1000, 40000);
        PvsEnuFrame f = pvs_enu_frame(place);
        PvsVec3 vel = pvs_vec3_scale(f.up, random_in(i, 4, -800, 1500));
        vel = pvs_vec3_add_scaled(vel, random_in(i, 5, -1500, 1500), f.east);
        double h_end = random_in(i, 6, -100, 900);
        PvsSegment g;
        assert_int_equal(pvs_ballistic_fall(f.origin_ecef, vel, h_end, 9, &g, NULL), PVS_OK);
        CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(pvs_segment_at(&g, 9).vel_ecef, vel)), 0, 1e-9);
        CHECK_NEAR(pvs_segment_height_m(&g, g.t1), h_end, 1e-5);
        for (int k = 0; k < 20; k++) {
            assert_true(pvs_segment_height_m(&g, g.t0 + (g.t1 - g.t0) * k / 20) > h_end);
        }
    }
}

static void what_cannot_be_is_refused_with_a_sentence(void **state) {
    (void)state;
    PvsLlh a = {0.5, 1, 0}, b = {0.6, 1.1, 0};
    PvsSegment g;
    PvsError err;
    assert_int_equal(pvs_ballistic_arc(a, a, 0, 0, &g, &err), PVS_LIMIT);
    assert_true(err.message[0] != 0);
    assert_int_equal(pvs_ballistic_arc(a, b, -1.5, 0, &g, &err), PVS_LIMIT);
    assert_int_equal(pvs_ballistic_arc(a, b, 1.2, 0, &g, &err), PVS_LIMIT);
    PvsEnuFrame f = pvs_enu_frame(a);
    assert_int_equal(pvs_ballistic_fall(f.origin_ecef, pvs_vec3_scale(f.up, 12000), 0, 0, &g, &err),
                     PVS_LIMIT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arc_ends_at_its_aim_over_the_turning_earth),
        cmocka_unit_test(the_least_arc_is_that_of_the_closed_form),
        cmocka_unit_test(a_lofted_or_flatter_arc_needs_more_speed_and_a_lofted_one_more_time),
        cmocka_unit_test(energy_and_angular_momentum_are_kept),
        cmocka_unit_test(a_fall_ends_at_its_height_and_no_sooner),
        cmocka_unit_test(what_cannot_be_is_refused_with_a_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
