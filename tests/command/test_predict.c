// SPDX-License-Identifier: Apache-2.0
// Where a track is going, and what its kinematics say that it is.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "belief.h"
#include "support/check.h"

static double apart_m(PvsVec3 a, PvsVec3 b) {
    return pvs_vec3_norm(pvs_vec3_sub(a, b));
}

// Two routes to one answer: a track with the exact state of a leg must be predicted along that leg,
// climb and all.
static void exact_state_of_a_leg_is_predicted_along_it(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 200; id++) {
        PvsLlh from = place(-60 + 120 * world_u01(id, 0), 133, 100 + 9000 * world_u01(id, 1));
        PvsLlh to = place(from.lat_rad / PVS_DEG_RAD + 4 * world_u01(id, 2) - 2,
                          133 + 4 * world_u01(id, 3) - 2, 100 + 9000 * world_u01(id, 4));
        PvsSegment leg = pvs_leg(from, to, 30 + 900 * world_u01(id, 5), 12345);
        PvsTime t = leg.t0 + (PvsTime)(0.3 * (double)(leg.t1 - leg.t0));
        PvsKinematics k = pvs_segment_at(&leg, t);
        PvsTrack track = {
            .t_update = t, .pos_ecef = k.pos_ecef, .vel_ecef = k.vel_ecef, .cls = PVS_CLASS_CRUISE};
        PvsSegment ahead = pvs_track_predict(&track, leg.t1);
        assert_int_equal(ahead.kind, PVS_SEG_ARC);
        assert_true(ahead.t0 == t && ahead.t1 == leg.t1);
        for (int i = 0; i <= 10; i++) {
            PvsTime at = t + (leg.t1 - t) / 10 * i;
            assert_true(apart_m(pvs_segment_at(&ahead, at).pos_ecef,
                                pvs_segment_at(&leg, at).pos_ecef) < 1e-3);
        }
    }
}

// A ballistic track lies on the same vacuum arc, and comes down where and when the motion room's
// own solution does.
static void ballistic_track_follows_its_arc_to_the_ground(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 100; id++) {
        PvsSegment arc;
        PvsLlh from = place(-24 + 2 * world_u01(id, 0), 133, 0),
               to = place(-27 + 2 * world_u01(id, 1), 131 + 3 * world_u01(id, 2), 0);
        assert_int_equal(pvs_ballistic_arc(from, to, 0.3 * world_u01(id, 3), 0, &arc, NULL),
                         PVS_OK);
        PvsTime t = (PvsTime)((0.05 + 0.9 * world_u01(id, 4)) * (double)arc.t1);
        PvsKinematics k = pvs_segment_at(&arc, t);
        PvsTrack track = {.t_update = t,
                          .pos_ecef = k.pos_ecef,
                          .vel_ecef = k.vel_ecef,
                          .cls = PVS_CLASS_BALLISTIC};
        PvsSegment ahead = pvs_track_predict(&track, PVS_TIME_NEVER), fall;
        assert_int_equal(pvs_ballistic_fall(k.pos_ecef, k.vel_ecef, 0, t, &fall, NULL), PVS_OK);
        assert_int_equal(ahead.kind, PVS_SEG_BALLISTIC);
        CHECK_NEAR(pvs_time_s(ahead.t1), pvs_time_s(fall.t1), 1e-5); // centimetres
        assert_true(apart_m(pvs_segment_at(&ahead, ahead.t1).pos_ecef, pvs_ecef_from_llh(to)) <
                    0.05);
        PvsTime half = t + (arc.t1 - t) / 2;
        assert_true(apart_m(pvs_segment_at(&ahead, half).pos_ecef,
                            pvs_segment_at(&arc, half).pos_ecef) < 0.01);
    }
}

// Else a level track with a noisy climb rate would be foreseen kilometres too high, out of every
// envelope.
static void climb_within_its_own_noise_is_no_climb(void **state) {
    (void)state;
    PvsTrack track =
        track_towards(place(-23, 133, 1000), place(-24, 133, 1000), 60, 0, PVS_CLASS_ONE_WAY_DRONE);
    PvsVec3 up = pvs_vec3_unit(track.pos_ecef);
    track.vel_ecef = pvs_vec3_add_scaled(track.vel_ecef, 3, up);
    CHECK_NEAR(
        pvs_segment_height_m(&(PvsSegment[]){pvs_track_predict(&track, 1000 * PVS_NS_PER_S)}[0],
                             1000 * PVS_NS_PER_S),
        4000, 200);
    track.cov[15] = track.cov[18] = track.cov[20] = 16; // sigma 4 m/s, above the climb of 3
    PvsSegment level = pvs_track_predict(&track, 1000 * PVS_NS_PER_S);
    CHECK_NEAR(pvs_segment_height_m(&level, 1000 * PVS_NS_PER_S), 1000, 1);
    // sigma 1.5: a quarter of the climb's square is taken off
    track.cov[15] = track.cov[18] = track.cov[20] = 2.25;
    level = pvs_track_predict(&track, 1000 * PVS_NS_PER_S);
    CHECK_NEAR(pvs_segment_height_m(&level, 1000 * PVS_NS_PER_S), 1000 + 0.75 * 3000, 200);
}

// A descending level-class track reaches the ellipsoid at the end at the earliest; a climbing one
// stays below 20 km.
static void level_course_stays_between_ground_and_ceiling(void **state) {
    (void)state;
    PvsTime end = 2000 * PVS_NS_PER_S;
    for (int sign = -1; sign <= 1; sign += 2) {
        PvsTrack track =
            track_towards(place(-23, 133, 3000), place(-24, 133, 3000), 200, 0, PVS_CLASS_CRUISE);
        track.vel_ecef =
            pvs_vec3_add_scaled(track.vel_ecef, 40 * sign, pvs_vec3_unit(track.pos_ecef));
        PvsSegment ahead = pvs_track_predict(&track, end);
        CHECK_NEAR(pvs_segment_height_m(&ahead, end), sign < 0 ? 0 : 20e3, 1e-3);
        assert_true(pvs_segment_height_m(&ahead, end / 2) > 0);
    }
}

// Quasi-ballistic tracks glide while they are level, and fall freely in a climb or dive.
static void quasi_ballistic_glides_level_and_falls_steep(void **state) {
    (void)state;
    PvsTrack track = track_towards(place(-22, 133, 40e3), place(-24, 133, 40e3), 1500, 0,
                                   PVS_CLASS_QUASI_BALLISTIC);
    assert_int_equal(pvs_track_predict(&track, PVS_NS_PER_S).kind, PVS_SEG_ARC);
    track.vel_ecef = pvs_vec3_add_scaled(track.vel_ecef, -400, pvs_vec3_unit(track.pos_ecef));
    assert_int_equal(pvs_track_predict(&track, PVS_NS_PER_S).kind, PVS_SEG_BALLISTIC);
}

// Odd states must give a segment, never a NaN: standing still, over the pole, under the ground,
// faster than any orbit.
static void odd_tracks_give_a_valid_segment(void **state) {
    (void)state;
    PvsVec3 odd_pos[] = {
        {6378137, 0, 0}, {0, 0, 6356752}, {0, 0, -6400000}, {6370000, 0, 0}, {1e-9, 0, 6357000}};
    PvsVec3 odd_vel[] = {{0, 0, 0}, {0, 100, 0}, {-3000, 0, 0}, {12000, 12000, 0}};
    for (size_t i = 0; i < sizeof odd_pos / sizeof odd_pos[0]; i++) {
        for (size_t j = 0; j < sizeof odd_vel / sizeof odd_vel[0]; j++) {
            for (int cls = 0; cls < PVS_N_CLASSES; cls++) {
                PvsTrack track = {.t_update = 5,
                                  .pos_ecef = odd_pos[i],
                                  .vel_ecef = odd_vel[j],
                                  .cls = (PvsClass)cls};
                PvsSegment s = pvs_track_predict(&track, 100 * PVS_NS_PER_S);
                PvsKinematics k = pvs_segment_at(&s, s.t1);
                assert_true(s.t1 > s.t0 && s.t1 <= 100 * PVS_NS_PER_S);
                assert_true(k.pos_ecef.x == k.pos_ecef.x && k.vel_ecef.z == k.vel_ecef.z);
            }
        }
    }
}

// --- class ---------------------------------------------------------------------------------------

static PvsClass class_of(double speed_mps, double h_m, double climb_mps, double *prob) {
    PvsTrack track =
        track_towards(place(-23, 133, h_m), place(-24, 133, h_m), speed_mps, 0, PVS_CLASS_AIRCRAFT);
    track.vel_ecef = pvs_vec3_add_scaled(track.vel_ecef, climb_mps, pvs_vec3_unit(track.pos_ecef));
    return pvs_track_classify(&track, 0, prob);
}

// Public speeds and heights of well-known types (the catalogue's best values) land in their class.
static void typical_kinematics_land_in_their_class(void **state) {
    (void)state;
    double prob;
    assert_int_equal(class_of(50, 1500, 0, &prob), PVS_CLASS_ONE_WAY_DRONE);
    assert_true(prob > 0.75);
    assert_int_equal(class_of(150, 3000, 0, &prob), PVS_CLASS_ONE_WAY_DRONE); // jet drone
    assert_int_equal(class_of(230, 60, 0, &prob), PVS_CLASS_CRUISE);
    assert_int_equal(class_of(240, 10e3, 0, &prob), PVS_CLASS_AIRCRAFT);
    assert_int_equal(class_of(250, 8e3, -60, &prob), PVS_CLASS_GLIDE_BOMB);
    assert_int_equal(class_of(830, 14e3, 0, &prob), PVS_CLASS_SUPERSONIC_CRUISE);
    assert_int_equal(class_of(750, 15, 0, &prob), PVS_CLASS_SUPERSONIC_CRUISE);
    assert_int_equal(class_of(1600, 45e3, 100, &prob), PVS_CLASS_AEROBALLISTIC);
    assert_int_equal(class_of(1500, 30e3, -900, &prob), PVS_CLASS_QUASI_BALLISTIC);
    assert_int_equal(class_of(2000, 120e3, -1000, &prob), PVS_CLASS_BALLISTIC);
    assert_int_equal(class_of(500, 8e3, 400, &prob), PVS_CLASS_ROCKET);
}

static void certainty_falls_towards_a_threshold(void **state) {
    (void)state;
    double inside, near_edge;
    class_of(50, 1500, 0, &inside);
    class_of(88, 1500, 0, &near_edge);
    assert_true(near_edge < inside && near_edge >= 0.5);
    for (double speed = 1; speed < 4000; speed *= 1.1) {
        for (double h = 10; h < 200e3; h *= 2) {
            double prob;
            class_of(speed, h, 0, &prob);
            assert_true(prob > 0 && prob <= 1);
        }
    }
    PvsTrack track = {.pos_ecef = {6378137, 0, 0}};
    pvs_track_classify(&track, 0, NULL); // the certainty is not always wanted
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_state_of_a_leg_is_predicted_along_it),
        cmocka_unit_test(ballistic_track_follows_its_arc_to_the_ground),
        cmocka_unit_test(climb_within_its_own_noise_is_no_climb),
        cmocka_unit_test(level_course_stays_between_ground_and_ceiling),
        cmocka_unit_test(quasi_ballistic_glides_level_and_falls_steep),
        cmocka_unit_test(odd_tracks_give_a_valid_segment),
        cmocka_unit_test(typical_kinematics_land_in_their_class),
        cmocka_unit_test(certainty_falls_towards_a_threshold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
