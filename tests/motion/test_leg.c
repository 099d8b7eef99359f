// SPDX-License-Identifier: Apache-2.0
// Legs, stays and turns: against the geodesic, and against what their makers promise.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random_motion.h"
#include "support/check.h"

static double distance_m(PvsVec3 a, PvsVec3 b) {
    return pvs_vec3_norm(pvs_vec3_sub(a, b));
}

static PvsVec3 at(const PvsSegment *g, double s_s) {
    return pvs_segment_at(g, g->t0 + pvs_time_from_s(s_s)).pos_ecef;
}

// If this failed, what flies a route would not pass its waypoints.
static void a_leg_begins_and_ends_where_it_should(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 5000; i++) {
        PvsLlh a = random_place(i, 0, -100, 20000),
               b = i % 2 ? random_place(i, 4, -100, 20000) : random_near(i, 4, a, 100e3, 0, 900);
        PvsSegment g = pvs_leg(a, b, random_in(i, 9, 10, 2000), 5);
        assert_true(g.t0 == 5 && g.t1 > g.t0);
        CHECK_NEAR(distance_m(at(&g, 0), pvs_ecef_from_llh(a)), 0, 1e-7);
        CHECK_NEAR(distance_m(pvs_segment_at(&g, g.t1).pos_ecef, pvs_ecef_from_llh(b)), 0, 1e-6);
    }
}

// If this failed, the error that the documentation states would be too small.
static void a_leg_strays_from_the_geodesic_as_stated(void **state) {
    (void)state;
    const double lengths_m[] = {10e3, 100e3, 300e3, 1000e3, 2000e3};
    for (int l = 0; l < 5; l++) {
        double length = lengths_m[l], share = length / 1000e3 * (length / 1000e3), side = 0,
               along = 0, lasts = 0, speed = 0;
        for (uint32_t i = 0; i < 1500; i++) {
            PvsLlh a = random_place(i, 0, 0, 0);
            double az = random_in(i, 5, 0, PVS_TWO_PI);
            PvsLlh b = pvs_geodesic_direct(a.lat_rad, a.lon_rad, az, length, NULL);
            a.h_ell_m = 0;
            PvsSegment g = pvs_leg(a, b, 100, 0);
            double duration = pvs_time_s(g.t1);
            lasts = fmax(lasts, fabs(duration * 100 / length - 1));
            for (int k = 1; k < 8; k++) {
                PvsKinematics m = pvs_segment_at(&g, pvs_time_from_s(duration * k / 8));
                PvsLlh p = pvs_llh_from_ecef(m.pos_ecef);
                PvsGeodesic way = pvs_geodesic_inverse(a.lat_rad, a.lon_rad, p.lat_rad, p.lon_rad);
                side = fmax(side, fabs(way.reduced_length_m * pvs_wrap_pi(way.az1_rad - az)));
                along = fmax(along, fabs(way.distance_m - length * k / 8));
                speed = fmax(speed, fabs(pvs_vec3_norm(m.vel_ecef) / 100 - 1));
            }
        }
        print_message("%4.0f km: %.3g m sideways, %.3g m along, duration %.2g, speed %.2g\n",
                      length / 1e3, side, along, lasts, speed);
        assert_true(side < 67 * share && along < 198 * share && lasts < 2.1e-5 * share + 1e-10 &&
                    speed < 7e-4 * length / 1000e3);
    }
}

// If this failed, a leg's speed would not be what was asked for.
static void a_short_leg_has_the_speed_asked_for_at_its_height(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 2000; i++) {
        PvsLlh a = random_place(i, 0, 0, 15000), b = random_near(i, 4, a, 10e3, 0, 15000);
        b.h_ell_m = a.h_ell_m;
        PvsSegment g = pvs_leg(a, b, 250, 0);
        CHECK_RELATIVE(pvs_vec3_norm(pvs_segment_at(&g, g.t1 / 2).vel_ecef), 250.0, 1e-5);
    }
}

static void height_is_linear_in_time(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 2000; i++) {
        PvsLlh a = random_place(i, 0, 0, 15000), b = random_near(i, 4, a, 500e3, 0, 15000);
        PvsSegment g = pvs_leg(a, b, 250, 0);
        for (double share = 0; share <= 1; share += 0.25) {
            PvsTime t = (PvsTime)(share * (double)g.t1);
            double want = a.h_ell_m + (b.h_ell_m - a.h_ell_m) * share;
            CHECK_NEAR(pvs_llh_from_ecef(pvs_segment_at(&g, t).pos_ecef).h_ell_m, want, 1e-5);
            CHECK_NEAR(pvs_segment_height_m(&g, t), want, 1e-5);
        }
    }
}

static void odd_legs_are_harmless(void **state) {
    (void)state;
    PvsLlh a = {0.4, 1.0, 100}, up = {0.4, 1.0, 900}, opposite = {-0.4, 1.0 - PVS_PI, 100},
           pole = {PVS_PI / 2, 0, 10};
    PvsSegment still = pvs_leg(a, up, 100, 3), stopped = pvs_leg(a, pole, 0, 3),
               over = pvs_leg(a, opposite, 300, 0);
    assert_true(still.t1 == still.t0 && stopped.t1 == stopped.t0 && over.t1 > 0);
    CHECK_NEAR(distance_m(pvs_segment_at(&over, over.t1).pos_ecef, pvs_ecef_from_llh(opposite)), 0,
               1e-3);
    PvsSegment from_pole = pvs_leg(pole, a, 300, 0);
    CHECK_NEAR(distance_m(pvs_segment_at(&from_pole, from_pole.t1).pos_ecef, pvs_ecef_from_llh(a)),
               0, 1e-6);
    PvsSegment stay = pvs_stay(pole, 7, 1000);
    PvsKinematics k = pvs_segment_at(&stay, 500);
    CHECK_NEAR(distance_m(k.pos_ecef, pvs_ecef_from_llh(pole)), 0, 1e-8);
    CHECK_NEAR(pvs_vec3_norm(k.vel_ecef) + pvs_vec3_norm(k.acc_ecef), 0, 0);
}

// If this failed, orbits would drift, or go round the wrong way.
static void a_turn_keeps_its_radius_height_and_sense(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 2000; i++) {
        PvsLlh centre = random_place(i, 0, 0, 0);
        centre.lat_rad *= 0.99;
        double radius = random_in(i, 4, 500, 80e3), az0 = random_in(i, 5, 0, PVS_TWO_PI),
               sweep = random_in(i, 6, -15, 15);
        double h = random_in(i, 7, 0, 12000);
        PvsSegment g = pvs_turn(centre, radius, az0, sweep, h, 200, 0);
        double duration = pvs_time_s(g.t1);
        CHECK_RELATIVE(duration * 200, fabs(sweep) * radius, 1e-3 * radius / 80e3 + 1e-6);
        centre.h_ell_m = h;
        PvsEnuFrame frame = pvs_enu_frame(centre);
        for (int k = 0; k <= 16; k++) {
            PvsTime t = (PvsTime)((double)g.t1 * k / 16);
            PvsKinematics m = pvs_segment_at(&g, t);
            PvsVec3 enu = pvs_enu_from_ecef(&frame, m.pos_ecef);
            CHECK_RELATIVE(pvs_vec3_norm(enu), radius, 4e-3);
            CHECK_NEAR(pvs_wrap_pi(pvs_atan2(enu.x, enu.y) - az0 - sweep * k / 16), 0, 5e-3);
            CHECK_NEAR(pvs_llh_from_ecef(m.pos_ecef).h_ell_m, h, 1e-6);
            CHECK_RELATIVE(pvs_vec3_norm(m.vel_ecef), 200.0, 4e-3);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leg_begins_and_ends_where_it_should),
        cmocka_unit_test(a_leg_strays_from_the_geodesic_as_stated),
        cmocka_unit_test(a_short_leg_has_the_speed_asked_for_at_its_height),
        cmocka_unit_test(height_is_linear_in_time),
        cmocka_unit_test(odd_legs_are_harmless),
        cmocka_unit_test(a_turn_keeps_its_radius_height_and_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
