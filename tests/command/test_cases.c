// SPDX-License-Identifier: Apache-2.0
// Each gate in a situation made by hand: what stands in the way is what is named, and nothing is
// ordered past it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "belief.h"
#include "support/check.h"

#define DRONE PVS_CLASS_ONE_WAY_DRONE

// A unit at the site with the drone 22 km away, well inside its 40 km.
static void world_in_reach(World *w) {
    world_init(w, 0.2);
    world_unit(w, -24, 133, 40e3, 900);
}

static void expect(const World *w, PvsGate gate, int action) {
    PvsDecision d = world_decide(w);
    if (gate_of(&d, 0) != gate || (int)d.action != action) {
        fail_msg("gate %s, action %d; wanted %s, %d", pvs_gate_name(gate_of(&d, 0)), d.action,
                 pvs_gate_name(gate), action);
    }
}

static void nothing_in_the_way_is_open_and_engages(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
    PvsDecision d = world_decide(&w);
    assert_int_equal(d.shot.unit, 0);
    assert_int_equal(d.salvo, 1);
    CHECK_NEAR(pvs_time_s(d.shot.t_launch), 5, 1e-9); // the reaction
    CHECK_NEAR(d.shot.kill_prob, 0.7, 0);
    assert_true(d.shot.range_m > 20e3 && d.shot.range_m < 22e3);
}

static void unit_that_is_not_ready_is_down(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    w.status[0].ready = false;
    expect(&w, PVS_GATE_UNIT_DOWN, PVS_DECIDE_WAIT);
    w.status[0].gate = PVS_GATE_LINK_DOWN; // what it reports is named
    expect(&w, PVS_GATE_LINK_DOWN, PVS_DECIDE_NOTHING);
}

static void weapons_hold_is_held(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    w.units[0].doctrine.against[DRONE].control = PVS_CONTROL_HOLD;
    expect(&w, PVS_GATE_HELD, PVS_DECIDE_NOTHING);
    w.units[0].doctrine.against[DRONE].control = PVS_CONTROL_FREE;
    // another class does not matter
    w.units[0].doctrine.against[PVS_CLASS_CRUISE].control = PVS_CONTROL_HOLD;
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
}

static void weapons_tight_wants_identified_hostiles(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    w.units[0].doctrine.against[DRONE].control = PVS_CONTROL_TIGHT;
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
    w.track.allegiance = PVS_ALLEGIANCE_UNKNOWN;
    expect(&w, PVS_GATE_HELD, PVS_DECIDE_NOTHING);
    w.track.identified = false;
    expect(&w, PVS_GATE_NOT_IDENTIFIED, PVS_DECIDE_WAIT);
    w.units[0].doctrine.against[DRONE].control = PVS_CONTROL_FREE; // free: all but friends
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
}

static void friends_and_decoys_are_not_shot_at_rightly_or_wrongly(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    w.track.allegiance = PVS_ALLEGIANCE_FRIEND;
    expect(&w, PVS_GATE_MISIDENTIFIED, PVS_DECIDE_NOTHING);
    world_in_reach(&w);
    w.track.believed_decoy = true;
    expect(&w, PVS_GATE_MISIDENTIFIED, PVS_DECIDE_NOTHING);
    w.units[0].doctrine.engage_believed_decoys = true;
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
}

static void doctrine_can_wait_for_identification(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    w.units[0].doctrine.wait_for_identification = true;
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
    w.track.identified = false;
    expect(&w, PVS_GATE_NOT_IDENTIFIED, PVS_DECIDE_WAIT);
}

static void path_outside_every_envelope_is_out_of_envelope(void **state) {
    (void)state;
    World w;
    world_init(&w, 0.2);
    world_unit(&w, -24, 134, 40e3, 900); // 100 km beside the course: not near enough to be named
    expect(&w, PVS_N_GATES, PVS_DECIDE_NOTHING);
    assert_true(world_decide(&w).t_reconsider == PVS_TIME_NEVER);
    world_in_reach(&w);
    w.weapons[0].envelope.h_max_m = 500; // the drone flies at 1,000 m
    expect(&w, PVS_GATE_OUT_OF_ENVELOPE, PVS_DECIDE_NOTHING);
    world_in_reach(&w);
    w.weapons[0].envelope.target_speed_max_mps = 50;
    expect(&w, PVS_GATE_OUT_OF_ENVELOPE, PVS_DECIDE_NOTHING);
}

static void course_beside_the_sector_is_out_of_sector(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    world_sight(&w.units[0], 20, 60e3);
    w.units[0].sight.sector_half_rad = 0.7;
    w.units[0].sight.sector_az_rad = 0; // the drone comes from the north
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
    w.units[0].sight.sector_az_rad = PVS_PI / 2;
    // passes on the west side
    w.track = track_towards(place(-23.8, 132.9, 1000), place(-24.2, 132.9, 1000), 60, 0, DRONE);
    expect(&w, PVS_GATE_OUT_OF_SECTOR, PVS_DECIDE_NOTHING);
}

static void low_course_behind_the_horizon_is_below_it(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    world_sight(&w.units[0], 5, 60e3);
    // passes 41 km away: horizon at 38
    w.track = track_towards(place(-23.6, 132.6, 50), place(-24.4, 132.6, 50), 60, 0, DRONE);
    w.weapons[0].envelope.range_max_m = w.units[0].reach_max_m = 60e3;
    w.weapons[0].flyout = pvs_flyout_constant(900, 60e3);
    expect(&w, PVS_GATE_BELOW_HORIZON, PVS_DECIDE_NOTHING);
    w.units[0].needs_sight = false;
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
}

static void far_track_on_its_way_is_not_yet_and_looked_at_in_time(void **state) {
    (void)state;
    World w;
    world_init(&w, 2);
    world_unit(&w, -24, 133, 40e3, 900);
    expect(&w, PVS_GATE_NOT_YET, PVS_DECIDE_WAIT);
    PvsDecision d = world_decide(&w);
    // 222 km at 60 m/s, less 40 km: the target enters after some 3,030 s; the round flies 44 s, the
    // unit reacts in 5: 2,980 s, and 0.8 of that.
    CHECK_NEAR(pvs_time_s(d.t_reconsider), 0.8 * 2980, 20);
    assert_false(d.wait_for_channel);
}

static void launch_that_would_come_behind_the_target_is_too_late(void **state) {
    (void)state;
    World w;
    world_init(&w, 0.2);
    world_unit(&w, -24, 133, 40e3, 900);
    w.units[0].reaction_mean_s = 2000; // it arrives in 370 s
    expect(&w, PVS_GATE_TOO_LATE, PVS_DECIDE_NOTHING);
}

static void intercept_too_near_to_the_site_is_kept_out(void **state) {
    (void)state;
    World w;
    world_init(&w, 0.2);
    world_unit(&w, -24, 133, 40e3, 900);
    w.units[0].keep_out_m = 10e3;
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
    w.units[0].reaction_mean_s = 250; // 15 km later: 7 km before the site
    expect(&w, PVS_GATE_KEEP_OUT, PVS_DECIDE_NOTHING);
    w.units[0].keep_out_m = 2e3;
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
}

static void channels_in_use_wait_for_one(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    w.status[0].channels_free = 0;
    expect(&w, PVS_GATE_NO_CHANNEL, PVS_DECIDE_WAIT);
    assert_true(world_decide(&w).wait_for_channel);
    world_in_reach(&w);
    w.status[0].missile_channels_free = 0;
    expect(&w, PVS_GATE_NO_CHANNEL, PVS_DECIDE_WAIT);
}

static void crew_at_its_limit_waits(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    w.situation.crew_free = 0;
    expect(&w, PVS_GATE_NO_CREW, PVS_DECIDE_WAIT);
    assert_true(world_decide(&w).wait_for_channel);
}

static void empty_launchers_wait_only_for_a_depot(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    w.status[0].ready_rounds[0] = 0;
    expect(&w, PVS_GATE_NO_ROUNDS, PVS_DECIDE_WAIT);
    assert_true(world_decide(&w).wait_for_channel);
    w.status[0].total_rounds[0] = 0;
    expect(&w, PVS_GATE_NO_ROUNDS, PVS_DECIDE_NOTHING);
}

static void weapon_that_cannot_kill_the_class_is_no_weapon(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    w.weapons[0].kill.kill_prob[DRONE] = 0;
    assert_int_equal(world_decide(&w).action, PVS_DECIDE_NOTHING);
}

static void reserve_is_kept_from_the_class(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    w.units[0].doctrine.against[DRONE].reserve_share = 0.5; // 4 of 8
    w.status[0].total_rounds[0] = w.status[0].ready_rounds[0] = 5;
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
    w.status[0].total_rounds[0] = w.status[0].ready_rounds[0] = 4;
    expect(&w, PVS_GATE_RESERVED, PVS_DECIDE_NOTHING);
    w.track.cls = PVS_CLASS_CRUISE; // not from this class
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
}

static void salvos_fired_up_to_the_most_are_enough(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    w.units[0].doctrine.against[DRONE].max_salvos = 2;
    w.status[0].salvos_at_track = 1;
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
    w.status[0].salvos_at_track = 2;
    expect(&w, PVS_GATE_HELD, PVS_DECIDE_NOTHING);
}

static void engagement_in_progress_waits_unless_salvos_do_not_look(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    w.situation.engaged = true;
    expect(&w, PVS_GATE_ENGAGED, PVS_DECIDE_WAIT);
    w.units[0].doctrine.against[DRONE].fire = PVS_FIRE_SALVO;
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
}

static void believed_dead_is_not_shot_at(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    w.situation.believed_dead = true;
    expect(&w, PVS_GATE_BELIEVED_DEAD, PVS_DECIDE_NOTHING);
}

static void track_that_threatens_nothing_is_not_worth_a_round(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    // flies away
    w.track = track_towards(place(-23.9, 133, 1000), place(-22, 133, 1000), 60, 0, DRONE);
    expect(&w, PVS_GATE_NOT_WORTH, PVS_DECIDE_WAIT);
    w.belief.n_sites = 0; // a post that guards no place shoots at what comes within reach
    expect(&w, PVS_GATE_OPEN, PVS_DECIDE_ENGAGE);
}

// Only the post's own units are commanded and named.
static void units_of_other_posts_are_not_commanded(void **state) {
    (void)state;
    World w;
    world_in_reach(&w);
    w.units[0].post = 1;
    PvsDecision d = world_decide(&w);
    assert_int_equal(d.action, PVS_DECIDE_NOTHING);
    assert_int_equal(d.n_gates, 0);
}

// The tree over reaches may only save time: with it and without, the same decisions.
static void tree_of_reaches_changes_no_decision(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 60; id++) {
        World w;
        world_init(&w, 0.2 + 2 * world_u01(id, 0));
        PvsReach reaches[BELIEF_MAX];
        for (uint32_t u = 0; u < 40; u++) {
            double range_m = 5e3 + 60e3 * world_u01(id, 100 + u);
            PvsBeliefUnit *unit = world_unit(&w, -24 + 3 * world_u01(id, 200 + u) - 1.5,
                                             133 + 3 * world_u01(id, 300 + u) - 1.5, range_m, 900);
            world_sight(unit, 10, range_m);
            reaches[u] = unit->sight;
            reaches[u].k_factor = 0;
            unit->needs_sight = u % 2;
        }
        PvsDecision without = world_decide(&w);
        PvsArena arena = {0};
        w.belief.near_units = pvs_near_create(reaches, 40, &arena);
        PvsDecision with = world_decide(&w);
        pvs_arena_free(&arena);
        assert_int_equal(with.action, without.action);
        assert_true(with.t_reconsider == without.t_reconsider);
        assert_true(with.shot.unit == without.shot.unit &&
                    with.shot.t_launch == without.shot.t_launch);
        for (uint32_t i = 0; i < with.n_gates; i++) {
            if (without.n_gates < PVS_DECISION_GATES_MAX) {
                assert_int_equal(with.gates[i].gate, gate_of(&without, with.gates[i].unit));
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_in_the_way_is_open_and_engages),
        cmocka_unit_test(unit_that_is_not_ready_is_down),
        cmocka_unit_test(weapons_hold_is_held),
        cmocka_unit_test(weapons_tight_wants_identified_hostiles),
        cmocka_unit_test(friends_and_decoys_are_not_shot_at_rightly_or_wrongly),
        cmocka_unit_test(doctrine_can_wait_for_identification),
        cmocka_unit_test(path_outside_every_envelope_is_out_of_envelope),
        cmocka_unit_test(course_beside_the_sector_is_out_of_sector),
        cmocka_unit_test(low_course_behind_the_horizon_is_below_it),
        cmocka_unit_test(far_track_on_its_way_is_not_yet_and_looked_at_in_time),
        cmocka_unit_test(launch_that_would_come_behind_the_target_is_too_late),
        cmocka_unit_test(intercept_too_near_to_the_site_is_kept_out),
        cmocka_unit_test(channels_in_use_wait_for_one),
        cmocka_unit_test(crew_at_its_limit_waits),
        cmocka_unit_test(empty_launchers_wait_only_for_a_depot),
        cmocka_unit_test(weapon_that_cannot_kill_the_class_is_no_weapon),
        cmocka_unit_test(reserve_is_kept_from_the_class),
        cmocka_unit_test(salvos_fired_up_to_the_most_are_enough),
        cmocka_unit_test(engagement_in_progress_waits_unless_salvos_do_not_look),
        cmocka_unit_test(believed_dead_is_not_shot_at),
        cmocka_unit_test(track_that_threatens_nothing_is_not_worth_a_round),
        cmocka_unit_test(units_of_other_posts_are_not_commanded),
        cmocka_unit_test(tree_of_reaches_changes_no_decision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
