// SPDX-License-Identifier: Apache-2.0
// Feasible shots: exact intercepts with planning values.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "belief.h"
#include "support/check.h"

#define DRONE PVS_CLASS_ONE_WAY_DRONE

// Several missile types side by side: each that reaches is a shot of its own, in the order of units
// and weapons.
static void each_weapon_that_reaches_is_a_shot(void **state) {
    (void)state;
    World w;
    world_init(&w, 0.2);
    world_unit(&w, -24, 133, 40e3, 900);
    world_unit(&w, -24, 133, 5e3, 900); // its weapon becomes the first unit's second
    w.weapons[1].envelope.range_max_m = 30e3;
    w.weapons[1].kill.kill_prob[DRONE] = 0.4;
    w.weapons[1].price_usd = 5;
    w.units[0].n_weapons = 2;
    w.status[0].ready_rounds[1] = w.status[0].total_rounds[1] = w.status[0].initial_rounds[1] = 1;
    w.belief.n_units = 1;
    PvsShot shots[4];
    PvsDecision gates;
    assert_int_equal(pvs_feasible_shots(&w.belief, &w.situation, shots, 4, &gates), 2);
    assert_int_equal(gate_of(&gates, 0), PVS_GATE_OPEN);
    assert_int_equal(shots[0].weapon, 0);
    assert_int_equal(shots[1].weapon, 1);
    CHECK_NEAR(shots[0].kill_prob, 0.7, 0);
    CHECK_NEAR(shots[1].kill_prob, 0.4, 0);
    CHECK_NEAR(shots[1].price_usd, 5, 0);
    w.status[0].ready_rounds[1] = w.status[0].total_rounds[1] = 0; // the other type goes on alone
    assert_int_equal(pvs_feasible_shots(&w.belief, &w.situation, shots, 4, NULL), 1);
    assert_int_equal(shots[0].weapon, 0);
}

// The number is told even when there is no room, and nothing is written past it.
static void number_of_shots_is_told_beyond_the_capacity(void **state) {
    (void)state;
    World w;
    world_init(&w, 0.2);
    for (int i = 0; i < 5; i++) {
        world_unit(&w, -24, 133, 40e3, 900);
    }
    PvsShot shots[3] = {{0}};
    shots[2].unit = 99;
    assert_int_equal(pvs_feasible_shots(&w.belief, &w.situation, shots, 2, NULL), 5);
    assert_int_equal(shots[1].unit, 1);
    assert_int_equal(shots[2].unit, 99);
    assert_int_equal(pvs_feasible_shots(&w.belief, &w.situation, NULL, 0, NULL), 5);
}

// Planning values move the choice and the kill probability of the order, modifiers included: the
// height at the intercept counts.
static void kill_probability_is_planned_at_the_intercept(void **state) {
    (void)state;
    World w;
    world_init(&w, 0.2);
    world_unit(&w, -24, 133, 40e3, 900);
    w.weapons[0].kill.low_altitude_m = 2000;
    w.weapons[0].kill.low_altitude_factor = 0.5; // the drone flies at 1,000 m
    PvsShot shot;
    assert_int_equal(pvs_feasible_shots(&w.belief, &w.situation, &shot, 1, NULL), 1);
    CHECK_NEAR(shot.kill_prob, 0.35, 1e-12);
    w.belief.h_msl_offset_m = -1500; // 1,000 m above the ellipsoid is 2,500 above the sea
    assert_int_equal(pvs_feasible_shots(&w.belief, &w.situation, &shot, 1, NULL), 1);
    CHECK_NEAR(shot.kill_prob, 0.7, 1e-12);
}

// Command and semi-active rounds need the engagement radar until the intercept; others only at the
// launch.
static void round_that_holds_no_channel_may_meet_below_the_horizon(void **state) {
    (void)state;
    World w;
    world_init(&w, 0.3);
    world_unit(&w, -24, 133, 60e3, 900);
    w.weapons[0].flyout = pvs_flyout_constant(400, 60e3);
    world_sight(&w.units[0], 8, 90e3);
    // A missile that flies away, in sight now (horizon near 41 km at 60 m), met some 45 km out.
    w.track = track_towards(place(-23.67, 133, 60), place(-22, 133, 60), 120, 0, PVS_CLASS_CRUISE);
    w.belief.n_sites = 0;
    assert_int_equal(pvs_feasible_shots(&w.belief, &w.situation, NULL, 0, NULL), 0);
    w.weapons[0].holds_channel = false;
    assert_int_equal(pvs_feasible_shots(&w.belief, &w.situation, NULL, 0, NULL), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_weapon_that_reaches_is_a_shot),
        cmocka_unit_test(number_of_shots_is_told_beyond_the_capacity),
        cmocka_unit_test(kill_probability_is_planned_at_the_intercept),
        cmocka_unit_test(round_that_holds_no_channel_may_meet_below_the_horizon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
