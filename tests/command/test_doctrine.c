// SPDX-License-Identifier: Apache-2.0
// The choice among shots, leaving to others, when to look again; and that belief alone decides, the
// same way every time.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "belief.h"
#include "support/check.h"

#define DRONE PVS_CLASS_ONE_WAY_DRONE

static void set_choice(World *w, PvsChoose choose) {
    for (uint32_t i = 0; i < w->belief.n_units; i++) {
        w->units[i].doctrine.choose = choose;
    }
}

// Three units that can all shoot: far but sure and dear; nearer, cheap and poor; nearest, middling,
// with slow rounds.
static void three_units(World *w) {
    world_init(w, 0.2);
    world_unit(w, -24.1, 133, 60e3, 1500);
    w->weapons[0].kill.kill_prob[DRONE] = 0.9;
    w->weapons[0].price_usd = 1e6;
    world_unit(w, -23.95, 133, 60e3, 800);
    w->weapons[1].kill.kill_prob[DRONE] = 0.5;
    w->weapons[1].price_usd = 2e4;
    world_unit(w, -23.85, 133, 60e3, 150);
    w->weapons[2].kill.kill_prob[DRONE] = 0.7;
    w->weapons[2].price_usd = 1e5;
}

static void each_way_of_choosing_takes_its_own_best(void **state) {
    (void)state;
    World w;
    three_units(&w);
    set_choice(&w, PVS_CHOOSE_NEAREST);
    assert_int_equal(world_decide(&w).shot.unit, 2);
    set_choice(&w, PVS_CHOOSE_SUREST);
    assert_int_equal(world_decide(&w).shot.unit, 0);
    set_choice(&w, PVS_CHOOSE_CHEAPEST);
    assert_int_equal(world_decide(&w).shot.unit, 1); // 40 kUSD a kill; 1.1 MUSD, 143 kUSD
    set_choice(&w, PVS_CHOOSE_EARLIEST);
    assert_int_equal(world_decide(&w).shot.unit, 1);
}

// Cheap is dollars for each kill, and a poor shot is not cheap: below half of the best kill
// probability it is not taken.
static void cheapest_wants_an_adequate_kill_probability(void **state) {
    (void)state;
    World w;
    three_units(&w);
    set_choice(&w, PVS_CHOOSE_CHEAPEST);
    w.weapons[1].kill.kill_prob[DRONE] = 0.44; // below half of 0.9
    assert_int_equal(world_decide(&w).shot.unit, 2);
    w.weapons[1].kill.kill_prob[DRONE] = 0.46;
    assert_int_equal(world_decide(&w).shot.unit, 1);
    w.weapons[1].price_usd = 0.46 / 0.7 * 1e5 + 1000; // dearer for each kill than unit 2
    assert_int_equal(world_decide(&w).shot.unit, 2);
}

static void ties_go_to_the_lower_unit_then_the_lower_weapon(void **state) {
    (void)state;
    for (int choose = PVS_CHOOSE_CHEAPEST; choose <= PVS_CHOOSE_EARLIEST; choose++) {
        World w;
        world_init(&w, 0.2);
        for (int i = 0; i < 3; i++) {
            world_unit(&w, -24, 133, 40e3, 900);
        }
        w.units[0].n_weapons = 2; // weapons 0 and 1 are equal
        w.status[0].ready_rounds[1] = w.status[0].total_rounds[1] = w.status[0].initial_rounds[1] =
            8;
        set_choice(&w, (PvsChoose)choose);
        PvsDecision d = world_decide(&w);
        assert_int_equal(d.shot.unit, 0);
        assert_int_equal(d.shot.weapon, 0);
    }
}

static void salvo_is_by_class_and_held_to_what_there_is(void **state) {
    (void)state;
    World w;
    world_init(&w, 0.2);
    world_unit(&w, -24, 133, 40e3, 900);
    w.units[0].doctrine.against[DRONE].salvo = 3;
    assert_int_equal(world_decide(&w).salvo, 3);
    w.status[0].missile_channels_free = 2;
    assert_int_equal(world_decide(&w).salvo, 2);
    w.status[0].missile_channels_free = 4;
    w.status[0].ready_rounds[0] = 1;
    assert_int_equal(world_decide(&w).salvo, 1);
    w.status[0].ready_rounds[0] = 8;
    w.units[0].doctrine.against[DRONE].reserve_share = 0.75; // 6 of 8 kept, 2 left
    assert_int_equal(world_decide(&w).salvo, 2);
    w.track.cls = PVS_CLASS_CRUISE;
    assert_int_equal(world_decide(&w).salvo, 1);
}

// --- leaving to others ---------------------------------------------------------------------------

// A long-range unit that leaves drones to a gun at the site, which the drone reaches later.
static void missiles_and_gun(World *w) {
    world_init(w, 0.2);
    world_unit(w, -24.05, 133, 60e3, 1200);
    w->units[0].doctrine.against[DRONE].leave_to_others = true;
    world_unit(w, -24, 133, 4e3, 1000);
}

static void long_range_unit_leaves_drones_to_a_gun_that_can_still_take_them(void **state) {
    (void)state;
    World w;
    missiles_and_gun(&w);
    PvsDecision d = world_decide(&w);
    assert_int_equal(gate_of(&d, 0), PVS_GATE_LEFT_TO_OTHERS);
    assert_int_equal(gate_of(&d, 1), PVS_GATE_NOT_YET);
    assert_int_equal(d.action, PVS_DECIDE_WAIT);
    w.track.cls = PVS_CLASS_CRUISE; // doctrine leaves drones alone
    assert_int_equal(world_decide(&w).shot.unit, 0);
}

static void long_range_unit_shoots_when_the_gun_cannot(void **state) {
    (void)state;
    for (int reason = 0; reason < 5; reason++) {
        World w;
        missiles_and_gun(&w);
        w.status[1].ready = reason != 0;
        w.status[1].ready_rounds[0] = w.status[1].total_rounds[0] = reason == 1 ? 0 : 8;
        w.weapons[1].kill.kill_prob[DRONE] = reason == 2 ? 0 : 0.7;
        w.weapons[1].envelope.h_max_m = reason == 3 ? 500 : 3000;
        w.units[1].doctrine.against[DRONE].control =
            reason == 4 ? PVS_CONTROL_HOLD : PVS_CONTROL_FREE;
        PvsDecision d = world_decide(&w);
        assert_int_equal(d.action, PVS_DECIDE_ENGAGE);
        assert_int_equal(d.shot.unit, 0);
    }
}

// A gun in reach whose channels are all in use cannot take it now: the missile may.
static void long_range_unit_shoots_when_the_gun_is_saturated(void **state) {
    (void)state;
    World w;
    missiles_and_gun(&w);
    w.track = track_towards(place(-23.97, 133, 1000), place(-24, 133, 1000), 60, 0, DRONE);
    assert_int_equal(world_decide(&w).shot.unit, 1);
    w.status[1].channels_free = 0;
    PvsDecision d = world_decide(&w);
    assert_int_equal(d.action, PVS_DECIDE_ENGAGE);
    assert_int_equal(d.shot.unit, 0);
}

// The gun of another post counts as another, though it is not commanded; the track is looked at
// again when its turn has come.
static void guns_of_another_post_count_as_others(void **state) {
    (void)state;
    World w;
    missiles_and_gun(&w);
    w.units[1].post = 1;
    PvsDecision d = world_decide(&w);
    assert_int_equal(gate_of(&d, 0), PVS_GATE_LEFT_TO_OTHERS);
    assert_int_equal(d.n_gates, 1);
    assert_int_equal(d.action, PVS_DECIDE_WAIT);
    assert_true(d.t_reconsider > PVS_NS_PER_S && d.t_reconsider < 370 * PVS_NS_PER_S);
}

static void two_units_that_both_leave_it_do_not_wait_for_each_other(void **state) {
    (void)state;
    World w;
    missiles_and_gun(&w);
    w.units[1].doctrine.against[DRONE].leave_to_others = true;
    assert_int_equal(world_decide(&w).action, PVS_DECIDE_ENGAGE);
}

// --- when to look again --------------------------------------------------------------------------

// Followed from look to look, a distant track is ordered within seconds of its first useful launch,
// after few looks.
static void looks_close_in_on_the_first_useful_launch(void **state) {
    (void)state;
    World w;
    world_init(&w, 2);
    world_unit(&w, -24, 133, 40e3, 900);
    PvsSegment leg = pvs_leg(place(-22, 133, 1000), place(-24, 133, 1000), 60, 0);
    int n_looks = 0;
    PvsDecision d = {0};
    for (PvsTime now = 0; n_looks < 50; n_looks++, now = d.t_reconsider) {
        PvsKinematics k = pvs_segment_at(&leg, now);
        w.track.t_update = w.situation.now = now;
        w.track.pos_ecef = k.pos_ecef;
        w.track.vel_ecef = k.vel_ecef;
        d = world_decide(&w);
        if (d.action == PVS_DECIDE_ENGAGE) {
            break;
        }
        assert_int_equal(d.action, PVS_DECIDE_WAIT);
        assert_true(d.t_reconsider >= now + 2 * PVS_NS_PER_S || now > 2900 * PVS_NS_PER_S);
    }
    assert_true(n_looks < 10);
    CHECK_NEAR(d.shot.range_m, 40e3, 400); // at the edge of the envelope, not kilometres inside
    assert_true(d.shot.t_launch >= w.situation.now + 5 * PVS_NS_PER_S);
}

// A velocity that is poorly known does not rule a unit out for good: it is looked at again.
static void poorly_known_velocity_is_looked_at_again(void **state) {
    (void)state;
    World w;
    world_init(&w, 1);
    world_unit(&w, -24, 134, 40e3, 900);
    assert_true(world_decide(&w).t_reconsider == PVS_TIME_NEVER);
    w.track.cov[15] = w.track.cov[18] = w.track.cov[20] = 25;
    PvsDecision d = world_decide(&w);
    assert_int_equal(d.action, PVS_DECIDE_WAIT);
    assert_true(d.t_reconsider < PVS_TIME_NEVER && d.t_reconsider >= 10 * PVS_NS_PER_S);
}

// A new track whose velocity is wrong by a quarter in size or direction seems to come later, or not at
// all. It must be looked at again before it could be within reach: else it flies through untouched.
static void wrong_first_velocity_is_looked_at_again_before_it_matters(void **state) {
    (void)state;
    for (int way = 0; way < 4; way++) {
        World w;
        world_init(&w, 0.9); // 100 km away, the envelope begins after 60 km: 1,000 s
        world_unit(&w, -24, 133, 40e3, 900);
        PvsLlh to = place(way < 2 ? -24 : -23.1, way < 2 ? 133 : way == 2 ? 134 : 132, 1000);
        w.track = track_towards(place(-23.1, 133, 1000), to,
                                way == 0   ? 60
                                : way == 1 ? 40
                                           : 60,
                                0, DRONE);
        double sigma_mps = 0.25 * 60;
        w.track.cov[15] = w.track.cov[18] = w.track.cov[20] = sigma_mps * sigma_mps;
        PvsDecision d = world_decide(&w);
        assert_int_equal(d.action, PVS_DECIDE_WAIT);
        // Two sigma faster and straight on it would be there in 660 s to 860 s, less 44 s of flight.
        assert_true(d.t_reconsider <= (way == 1 ? 800 : 610) * PVS_NS_PER_S &&
                    d.t_reconsider >= 10 * PVS_NS_PER_S);
    }
}

static void waiting_for_a_channel_still_counts_other_units_that_come_later(void **state) {
    (void)state;
    World w;
    world_init(&w, 0.2);
    world_unit(&w, -24, 133, 40e3, 900);
    world_unit(&w, -24, 133, 8e3, 900);
    w.status[0].channels_free = 0;
    PvsDecision d = world_decide(&w);
    assert_int_equal(d.action, PVS_DECIDE_WAIT);
    assert_true(d.wait_for_channel);
    assert_true(d.t_reconsider < 300 * PVS_NS_PER_S);
}

// A busy launcher moves the launch, not the decision.
static void launcher_that_is_busy_moves_the_launch(void **state) {
    (void)state;
    World w;
    world_init(&w, 0.2);
    world_unit(&w, -24, 133, 40e3, 900);
    w.status[0].t_launcher_free = 20 * PVS_NS_PER_S;
    assert_true(world_decide(&w).shot.t_launch == 20 * PVS_NS_PER_S);
    w.status[0].t_launcher_free = 0;
    w.situation.delay_mean = 7 * PVS_NS_PER_S; // decision and order come before the reaction
    assert_true(world_decide(&w).shot.t_launch == 12 * PVS_NS_PER_S);
}

// --- properties over random situations -----------------------------------------------------------

static void random_world(World *w, uint64_t id) {
    world_init(w, 0.1 + 1.5 * world_u01(id, 0));
    uint32_t n = 1 + (uint32_t)(12 * world_u01(id, 1));
    for (uint32_t u = 0; u < n; u++) {
        uint32_t d = 100 * (u + 1);
        PvsBeliefUnit *unit =
            world_unit(w, -24 + world_u01(id, d) - 0.5, 133 + world_u01(id, d + 1) - 0.5,
                       3e3 + 60e3 * world_u01(id, d + 2), 500 + 1000 * world_u01(id, d + 3));
        w->weapons[u].kill.kill_prob[DRONE] = 0.1 + 0.8 * world_u01(id, d + 4);
        w->weapons[u].price_usd = 1e4 + 1e6 * world_u01(id, d + 5);
        w->status[u].ready = world_u01(id, d + 6) < 0.9;
        w->status[u].channels_free = (int)(3 * world_u01(id, d + 7));
        unit->doctrine.choose = (PvsChoose)(4 * world_u01(id, d + 8));
        unit->doctrine.against[DRONE].leave_to_others = world_u01(id, d + 9) < 0.2;
        if (world_u01(id, d + 10) < 0.5) {
            world_sight(unit, 15, 70e3);
        }
    }
}

static bool same(const PvsDecision *a, const PvsDecision *b) {
    bool equal =
        a->action == b->action && a->salvo == b->salvo && a->t_reconsider == b->t_reconsider &&
        a->wait_for_channel == b->wait_for_channel && a->n_gates == b->n_gates &&
        a->shot.unit == b->shot.unit && a->shot.t_launch == b->shot.t_launch &&
        a->shot.t_intercept == b->shot.t_intercept && a->shot.kill_prob == b->shot.kill_prob;
    for (uint32_t i = 0; i < a->n_gates && equal; i++) {
        equal = a->gates[i].unit == b->gates[i].unit && a->gates[i].gate == b->gates[i].gate;
    }
    return equal;
}

// Pure: asked twice, with other memory behind it, it says the same. (Nothing is remembered, no
// address or uninitialised byte matters.)
static void same_situation_same_decision(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 300; id++) {
        World w;
        random_world(&w, id);
        PvsDecision a = world_decide(&w);
        volatile unsigned char litter[40000];
        for (size_t i = 0; i < sizeof litter; i++) {
            litter[i] = (unsigned char)(id * 31 + i);
        }
        World *elsewhere = malloc(sizeof w);
        *elsewhere = w;
        elsewhere->belief.posts = elsewhere->posts;
        elsewhere->belief.units = elsewhere->units;
        elsewhere->belief.weapons = elsewhere->weapons;
        elsewhere->belief.sites = elsewhere->sites;
        elsewhere->situation.track = &elsewhere->track;
        elsewhere->situation.units = elsewhere->status;
        PvsDecision b = world_decide(elsewhere);
        free(elsewhere);
        assert_true(same(&a, &b));
        assert_true(litter[0] == (unsigned char)(id * 31));
    }
}

// What is ordered is feasible on belief: exact intercept, ready unit, free channel, rounds; and an
// engagement's gate is open.
static void what_is_ordered_is_feasible(void **state) {
    (void)state;
    int n_engaged = 0;
    for (uint64_t id = 0; id < 500; id++) {
        World w;
        random_world(&w, id);
        PvsDecision d = world_decide(&w);
        if (d.action != PVS_DECIDE_ENGAGE) {
            assert_true(d.action == PVS_DECIDE_WAIT || d.t_reconsider == PVS_TIME_NEVER);
            continue;
        }
        n_engaged++;
        uint32_t u = d.shot.unit;
        assert_int_equal(gate_of(&d, u), PVS_GATE_OPEN);
        assert_true(w.status[u].ready && w.status[u].channels_free > 0 && d.salvo >= 1 &&
                    d.salvo <= w.status[u].ready_rounds[0]);
        PvsSegment path = pvs_track_predict(&w.track, 100000 * PVS_NS_PER_S);
        PvsIntercept at = pvs_intercept((PvsPath){&path, 1}, d.shot.t_launch, &w.units[u].frame,
                                        &w.weapons[u].envelope, &w.weapons[u].flyout, 0);
        assert_true(at.feasible);
        CHECK_NEAR(pvs_time_s(at.t_intercept - d.shot.t_intercept), 0, 1e-6);
        CHECK_NEAR(at.range_m, d.shot.range_m, 1e-3);
    }
    assert_true(n_engaged > 100);
}

// A theorem for one unit and one track, nobody else: a longer reach, a faster round or a shorter
// reaction never lose a shot.
static void better_unit_alone_never_loses_a_shot(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 300; id++) {
        World w;
        world_init(&w, 0.05 + 0.6 * world_u01(id, 0));
        world_unit(&w, -24 + 0.6 * world_u01(id, 1) - 0.3, 133 + 0.6 * world_u01(id, 2) - 0.3,
                   5e3 + 40e3 * world_u01(id, 3), 300 + 900 * world_u01(id, 4));
        w.units[0].reaction_mean_s = 5 + 60 * world_u01(id, 5);
        bool before = world_decide(&w).action == PVS_DECIDE_ENGAGE;
        World better[3] = {w, w, w};
        better[0].weapons[0].envelope.range_max_m *= 1.3;
        better[0].units[0].reach_max_m *= 1.3;
        better[1].weapons[0].flyout = pvs_flyout_constant(2000, 60e3);
        better[2].units[0].reaction_mean_s *= 0.5;
        for (int i = 0; i < 3; i++) {
            World *b = &better[i];
            b->belief.units = b->units;
            b->belief.weapons = b->weapons;
            b->belief.sites = b->sites;
            b->situation.track = &b->track;
            b->situation.units = b->status;
            PvsDecision d = world_decide(b);
            // Sooner ready or faster can also mean "not yet": the launch waits for the edge of the
            // envelope. It is never lost.
            assert_true(!before || d.action == PVS_DECIDE_ENGAGE ||
                        gate_of(&d, 0) == PVS_GATE_NOT_YET);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_way_of_choosing_takes_its_own_best),
        cmocka_unit_test(cheapest_wants_an_adequate_kill_probability),
        cmocka_unit_test(ties_go_to_the_lower_unit_then_the_lower_weapon),
        cmocka_unit_test(salvo_is_by_class_and_held_to_what_there_is),
        cmocka_unit_test(long_range_unit_leaves_drones_to_a_gun_that_can_still_take_them),
        cmocka_unit_test(long_range_unit_shoots_when_the_gun_cannot),
        cmocka_unit_test(long_range_unit_shoots_when_the_gun_is_saturated),
        cmocka_unit_test(guns_of_another_post_count_as_others),
        cmocka_unit_test(two_units_that_both_leave_it_do_not_wait_for_each_other),
        cmocka_unit_test(looks_close_in_on_the_first_useful_launch),
        cmocka_unit_test(poorly_known_velocity_is_looked_at_again),
        cmocka_unit_test(wrong_first_velocity_is_looked_at_again_before_it_matters),
        cmocka_unit_test(waiting_for_a_channel_still_counts_other_units_that_come_later),
        cmocka_unit_test(launcher_that_is_busy_moves_the_launch),
        cmocka_unit_test(same_situation_same_decision),
        cmocka_unit_test(what_is_ordered_is_feasible),
        cmocka_unit_test(better_unit_alone_never_loses_a_shot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
