// SPDX-License-Identifier: Apache-2.0
// Values set from outside: the paths that a study varies.
#include "loading.h"

static const char scene[] =
    HEAD "sites: {depot: {at: [-24, 133]}}\n"
         "formations: {f: {type: regiment, at: depot}}\n"
         "units: {u: {type: battery, at: depot, under: f/command, link: 3 s, rounds: {sam: 5}}, g: "
         "{type: gun, count: 2, around: depot, under: f/command}}\n"
         "raids: {r: {type: drone, count: 8, launch: {from: [-20, 139], at: 5 min}, aim: {depot: "
         "60 %, u: 40 %}}}\n";

static void counts_rounds_and_nested_fields_are_set(void **state) {
    (void)state;
    PvsModel *m = model_with(scene, "units.g.count", "3");
    assert_int_equal(m->n_units, 1 + 3 + 5);
    pvs_model_free(m);
    m = model_with(scene, "raids.r.count", "20");
    assert_int_equal(m->n_threats, 20);
    pvs_model_free(m);
    m = model_with(scene, "raids.r.launch.at", "7..9 min");
    CHECK_NEAR(m->groups[0].t_launch_s.b, 540, 1e-9);
    pvs_model_free(m);
    m = model_with(scene, "raids.r.altitude", "{low: 100 m, best: 200 m, high: 300 m}");
    CHECK_NEAR(m->groups[0].h_msl_m.a, 200, 1e-9);
    pvs_model_free(m);
    m = model_with(scene, "sharing.night", "30 %");
    CHECK_NEAR(m->sharing.night, 0.3, 1e-15);
    pvs_model_free(m);
    m = model_with(scene, "doctrine.against.ballistic.salvo", "4");
    assert_int_equal(m->belief->units[unit_named(m, "g/1") - m->units]
                         .doctrine.against[PVS_CLASS_BALLISTIC]
                         .salvo,
                     4);
    pvs_model_free(m);
}

// 5 means {ready: 5}: setting the depot beside it must keep it, and setting it must keep what stands beside.
static void a_bare_value_is_spelled_out_when_something_is_set_beside_it(void **state) {
    (void)state;
    PvsModel *m = model_with(scene, "units.u.rounds.sam.depot", "9");
    assert_int_equal(unit_named(m, "u")->weapons[0].ready, 5);
    assert_int_equal(unit_named(m, "u")->weapons[0].depot, 9);
    pvs_model_free(m);
    m = model_with(scene, "units.u.link.loss", "10 %");
    CHECK_NEAR(unit_named(m, "u")->link_delay_s.a, 3, 1e-12);
    CHECK_NEAR(unit_named(m, "u")->link_loss, 0.1, 1e-15);
    pvs_model_free(m);
}

static void entries_and_formations_are_reached_too(void **state) {
    (void)state;
    PvsModel *m = model_with(scene, "types.sam.kill.aircraft", "0.55");
    CHECK_NEAR(round_named(m, "sam")->kill.kill_prob[PVS_CLASS_AIRCRAFT], 0.55, 1e-15);
    pvs_model_free(m);
    m = model_with(scene, "types.drone.speed", "47 m/s");
    CHECK_NEAR(type_named(m, "drone")->speed_mps, 47, 1e-12);
    pvs_model_free(m);
    m = model_with(scene, "formations.f.units.battery-1.rounds.sam", "1");
    assert_int_equal(unit_named(m, "f/battery-1")->weapons[1].ready, 1);
    assert_int_equal(unit_named(m, "f/battery-1")->n_weapons, 2);
    assert_int_equal(unit_named(m, "f/battery-2")->weapons[1].ready, 8);
    pvs_model_free(m);
    m = model_with(scene, "units.u.radars.face.antenna_height", "20 m");
    CHECK_NEAR(radar_named(m, "u/face")->reach.antenna_h_m, 20, 1e-12);
    pvs_model_free(m);
}

static void the_later_of_two_stands(void **state) {
    (void)state;
    PvsOverride overrides[] = {{"units.g.count", "3"}, {"units.g.count", "1"}};
    PvsScenarioOptions opt = test_options();
    opt.overrides = overrides;
    opt.n_overrides = 2;
    PvsScenario *scenario = load_with(scene, &opt);
    PvsModel *m = compiled(scenario);
    assert_int_equal(m->n_units, 1 + 1 + 5);
    pvs_model_free(m);
    pvs_scenario_free(scenario);
}

static void expect_refused(const char *path, const char *value, const char *wanted) {
    PvsOverride override = {path, value};
    PvsScenarioOptions opt = test_options();
    opt.overrides = &override;
    opt.n_overrides = 1;
    char *found = refusal_with(scene, &opt);
    if (!strstr(found, wanted)) {
        fail_msg("%s=%s: wanted \"%s\", got:\n%s", path, value, wanted, found);
    }
    free(found);
}

// A path with a slip must not make a new thing in silence.
static void paths_and_values_are_checked_like_the_scenario(void **state) {
    (void)state;
    expect_refused("units.gg.count", "3", "units has no \"gg\"; did you mean \"g\"?");
    expect_refused("units.g.cuont", "3", "a unit has no \"cuont\"; did you mean \"count\"?");
    expect_refused("unit.g.count", "3", "a scenario has no \"unit\"; did you mean \"units\"?");
    expect_refused("units.g.count", "three", "units.g.count=:1:1: error: count: \"three\"");
    expect_refused("units.g.count", "", "the file is empty");
    expect_refused("units.g.count", "[", "not YAML");
    expect_refused("duration", "5", "has no unit");
    expect_refused("", "5", "a scenario has no \"\"");
    expect_refused("units.g.count.more", "5", "error");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_rounds_and_nested_fields_are_set),
        cmocka_unit_test(a_bare_value_is_spelled_out_when_something_is_set_beside_it),
        cmocka_unit_test(entries_and_formations_are_reached_too),
        cmocka_unit_test(the_later_of_two_stands),
        cmocka_unit_test(paths_and_values_are_checked_like_the_scenario),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
