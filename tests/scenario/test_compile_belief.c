// SPDX-License-Identifier: Apache-2.0
// What the defender believes is compiled apart from what is actual.
#include "loading.h"

#define SCENE                                                                                      \
    HEAD "sites: {depot: {at: [-24, 133], value: 3 MUSD}}\nunits: {u: {type: battery, at: "        \
         "depot}, free: {type: gun, at: depot, keep_out: 500 m}}\n"

static const PvsBeliefWeapon *believed(const PvsModel *m, const char *round) {
    for (uint32_t i = 0; i < m->belief->n_weapons; i++) {
        if (strcmp(m->round_types[m->belief->weapons[i].round_type].named.name, round) == 0) {
            return &m->belief->weapons[i];
        }
    }
    fail_msg("nobody believes in %s", round);
    return NULL;
}

static void without_a_word_belief_is_what_is_actual(void **state) {
    (void)state;
    PvsModel *m = model_of(SCENE);
    const PvsBeliefWeapon *sam = believed(m, "sam");
    assert_memory_equal(&sam->kill, &round_named(m, "sam")->kill, sizeof sam->kill);
    CHECK_NEAR(sam->envelope.range_max_m, 40e3, 1e-9);
    CHECK_NEAR(sam->price_usd, 1e6, 1e-9);
    assert_true(sam->holds_channel);
    pvs_model_free(m);
}

static void planning_values_move_belief_alone(void **state) {
    (void)state;
    PvsModel *m =
        model_of(SCENE "types: {sam: {planning_kill: {aircraft: 0.95}}}\nbeliefs: {rounds: {burst: "
                       "{kill: {one-way-drone: 0.9}, range_max: 6 km}}}\n");
    CHECK_NEAR(round_named(m, "sam")->kill.kill_prob[PVS_CLASS_AIRCRAFT], 0.7, 0);
    CHECK_NEAR(believed(m, "sam")->kill.kill_prob[PVS_CLASS_AIRCRAFT], 0.95, 0);
    CHECK_NEAR(believed(m, "sam")->kill.kill_prob[PVS_CLASS_CRUISE], 0.95,
               0); // planned by the parent that was said
    CHECK_NEAR(round_named(m, "burst")->kill.kill_prob[PVS_CLASS_DECOY_DRONE], 0.6, 0);
    CHECK_NEAR(believed(m, "burst")->kill.kill_prob[PVS_CLASS_DECOY_DRONE], 0.9, 0);
    CHECK_NEAR(believed(m, "burst")->envelope.range_max_m, 6e3, 1e-9);
    CHECK_NEAR(round_named(m, "burst")->envelope.range_max_m, 4e3, 1e-9);
    pvs_model_free(m);
}

static uint8_t taken_for(const PvsModel *m, const char *type) {
    return m->belief->class_of_type[type_named(m, type) - m->threat_types];
}

// What a threat is and what it is taken for are two things, for decoys most of all.
static void threats_are_taken_for_what_the_scenario_says(void **state) {
    (void)state;
#define RAID "raids: {r: {type: drone, launch: {from: [-23, 132]}, aim: depot}}\n"
    PvsModel *m = model_of(SCENE RAID);
    assert_int_equal(taken_for(m, "drone"), type_named(m, "drone")->cls);
    pvs_model_free(m);
    m = model_of(SCENE RAID "beliefs: {threats: {drone: cruise-missile}}\n");
    assert_int_equal(taken_for(m, "drone"), PVS_CLASS_CRUISE);
    assert_int_equal(type_named(m, "drone")->cls, PVS_CLASS_ONE_WAY_DRONE);
    pvs_model_free(m);
    expect_refusal(SCENE "beliefs: {threats: {dron: cruise-missile}}\n", "did you mean \"drone\"");
    expect_refusal(SCENE "beliefs: {threats: {drone: cruise}}\n", "cruise-missile");
}

static void units_and_posts_are_believed_in_the_models_order(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    const PvsBelief *b = m->belief;
    assert_int_equal(b->n_units, m->n_units);
    assert_int_equal(b->n_posts, m->n_posts);
    for (uint32_t i = 0; i < m->n_units; i++) {
        assert_int_equal(b->units[i].post, m->units[i].post);
        assert_int_equal(b->units[i].n_weapons, m->units[i].n_weapons);
        for (uint32_t k = 0; k < m->units[i].n_weapons; k++) {
            assert_int_equal(b->weapons[b->units[i].first_weapon + k].round_type,
                             m->units[i].weapons[k].round_type);
        }
        assert_int_equal(b->units[i].needs_sight, m->units[i].radar != PVS_NONE);
    }
    const PvsBeliefUnit *north = &b->units[unit_named(m, "north") - m->units];
    CHECK_NEAR(north->reach_max_m, 40e3, 1e-9);
    assert_true(north->sight.sector_half_rad > PVS_PI); // it can be turned
    pvs_model_free(m);
}

static void sites_and_units_of_value_are_worth_defending(void **state) {
    (void)state;
    PvsModel *m = model_of(SCENE);
    assert_int_equal(m->belief->n_sites,
                     2); // the depot and the battery; the gun costs nothing here
    CHECK_NEAR(m->belief->sites[0].value_usd, 3e6, 0);
    CHECK_NEAR(m->belief->sites[1].value_usd, 30e6, 0);
    CHECK_NEAR(m->belief->units[unit_named(m, "free") - m->units].keep_out_m, 500, 0);
    pvs_model_free(m);
}

static void coordination_may_never_come(void **state) {
    (void)state;
    PvsModel *m = model_of(HEAD "sites: {depot: {at: [-24, 133]}}\nposts: {a: {at: depot, "
                                "coordination_delay: never, engagements_max: 4, assigner: greedy}, "
                                "b: {at: depot, under: a, coordination_delay: 20 s}}\n");
    assert_true(m->belief->posts[0].coordination_s < 0);
    CHECK_NEAR(m->belief->posts[1].coordination_s, 20, 0);
    assert_int_equal(m->belief->posts[0].crew_engagements, 4);
    assert_int_equal(m->belief->posts[0].assigner, PVS_ASSIGN_GREEDY);
    pvs_model_free(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_word_belief_is_what_is_actual),
        cmocka_unit_test(threats_are_taken_for_what_the_scenario_says),
        cmocka_unit_test(planning_values_move_belief_alone),
        cmocka_unit_test(units_and_posts_are_believed_in_the_models_order),
        cmocka_unit_test(sites_and_units_of_value_are_worth_defending),
        cmocka_unit_test(coordination_may_never_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
