// SPDX-License-Identifier: Apache-2.0
// Doctrine by levels: the nearest level that says something wins, field by field.
#include "loading.h"

static const PvsDoctrine *doctrine_of(const PvsModel *m, const char *unit) {
    return &m->belief->units[unit_named(m, unit) - m->units].doctrine;
}

#define SCENE                                                                                      \
    HEAD "sites: {depot: {at: [-24, 133]}}\n"                                                      \
         "posts: {hq: {at: depot, doctrine: {choose: surest, fire: salvo, against: {ballistic: "   \
         "{salvo: 3}}}}, low: {at: depot, under: hq, doctrine: {salvo: 4}}}\n"

static void defaults_hold_when_nobody_says_anything(void **state) {
    (void)state;
    PvsModel *m =
        model_of(HEAD "sites: {depot: {at: [-24, 133]}}\nunits: {u: {type: gun, at: depot}}\n");
    const PvsDoctrine *d = doctrine_of(m, "u");
    assert_int_equal(d->choose, PVS_CHOOSE_CHEAPEST);
    for (int cls = 0; cls < PVS_N_CLASSES; cls++) {
        assert_int_equal(d->against[cls].control, PVS_CONTROL_FREE);
        assert_int_equal(d->against[cls].fire, PVS_FIRE_SHOOT_LOOK_SHOOT);
        assert_int_equal(d->against[cls].salvo, 1);
        assert_int_equal(d->against[cls].max_salvos, 0);
        assert_false(d->against[cls].leave_to_others);
        CHECK_NEAR(d->against[cls].reserve_share, 0, 0);
    }
    pvs_model_free(m);
}

// hq says 3 against ballistic, low says 4 for all: low is nearer, so that its word counts, against ballistic too.
static void the_nearest_level_wins_and_against_wins_within_a_level(void **state) {
    (void)state;
    PvsModel *m = model_of(
        SCENE
        "units: {a: {type: gun, at: depot, under: hq}, b: {type: gun, at: depot, under: low},\n"
        "  c: {type: gun, at: depot, under: low, doctrine: {salvo: 5, against: {ballistic: {salvo: "
        "6}, rocket: {control: hold}}}}}\n"
        "doctrine: {choose: earliest, max_salvos: 7}\n");
    assert_int_equal(doctrine_of(m, "a")->against[PVS_CLASS_BALLISTIC].salvo, 3);
    assert_int_equal(doctrine_of(m, "a")->against[PVS_CLASS_CRUISE].salvo, 1);
    assert_int_equal(doctrine_of(m, "b")->against[PVS_CLASS_BALLISTIC].salvo, 4);
    assert_int_equal(doctrine_of(m, "c")->against[PVS_CLASS_BALLISTIC].salvo, 6);
    assert_int_equal(doctrine_of(m, "c")->against[PVS_CLASS_CRUISE].salvo, 5);
    assert_int_equal(doctrine_of(m, "c")->against[PVS_CLASS_ROCKET].control, PVS_CONTROL_HOLD);
    assert_int_equal(doctrine_of(m, "b")->choose, PVS_CHOOSE_SUREST);
    assert_int_equal(doctrine_of(m, "b")->against[PVS_CLASS_CRUISE].fire, PVS_FIRE_SALVO);
    assert_int_equal(doctrine_of(m, "b")->against[PVS_CLASS_CRUISE].max_salvos, 7);
    pvs_model_free(m);
}

static void classes_are_left_to_others_by_the_nearest_list(void **state) {
    (void)state;
    PvsModel *m =
        model_of(SCENE "units: {a: {type: gun, at: depot, under: hq, doctrine: {leave_to_guns: "
                       "[one-way-drone, rocket]}}, b: {type: gun, at: depot, under: hq}}\n"
                       "doctrine: {leave_to_others: aircraft}\n");
    assert_true(doctrine_of(m, "a")->against[PVS_CLASS_ONE_WAY_DRONE].leave_to_others);
    assert_true(doctrine_of(m, "a")->against[PVS_CLASS_ROCKET].leave_to_others);
    assert_true(doctrine_of(m, "a")
                    ->against[PVS_CLASS_AIRCRAFT]
                    .leave_to_others); // another list: it stands too
    assert_false(doctrine_of(m, "b")->against[PVS_CLASS_ONE_WAY_DRONE].leave_to_others);
    assert_true(doctrine_of(m, "b")->against[PVS_CLASS_AIRCRAFT].leave_to_others);
    pvs_model_free(m);
}

// A rule for all, and a unit that says its own.
static void keep_out_is_the_units_own_or_its_doctrines(void **state) {
    (void)state;
    PvsModel *m = model_of(
        HEAD "sites: {depot: {at: [-24, 133]}}\n"
             "units: {a: {type: gun, at: depot}, b: {type: gun, at: depot, keep_out: 2 km}}\n"
             "doctrine: {keep_out: 5 km}\n");
    CHECK_NEAR(unit_named(m, "a")->keep_out_m, 5000, 0);
    CHECK_NEAR(unit_named(m, "b")->keep_out_m, 2000, 0);
    CHECK_NEAR(m->belief->units[0].keep_out_m, 5000, 0);
    pvs_model_free(m);
}

static void entries_and_formations_have_their_level(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    assert_int_equal(doctrine_of(m, "south/battery-1")->choose,
                     PVS_CHOOSE_NEAREST); // of the formation
    assert_int_equal(doctrine_of(m, "south/battery-1")->against[PVS_CLASS_CRUISE].salvo,
                     2); // of the battery's entry
    assert_int_equal(doctrine_of(m, "north")->against[PVS_CLASS_BALLISTIC].salvo, 3);
    assert_int_equal(doctrine_of(m, "north")->against[PVS_CLASS_CRUISE].salvo, 2);
    assert_int_equal(doctrine_of(m, "guns/1")->against[PVS_CLASS_ONE_WAY_DRONE].salvo, 1);
    CHECK_NEAR(doctrine_of(m, "guns/1")->against[PVS_CLASS_ONE_WAY_DRONE].reserve_share, 0.2,
               1e-15);
    assert_int_equal(doctrine_of(m, "guns/4")->against[PVS_CLASS_CRUISE].fire, PVS_FIRE_SALVO);
    pvs_model_free(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_hold_when_nobody_says_anything),
        cmocka_unit_test(the_nearest_level_wins_and_against_wins_within_a_level),
        cmocka_unit_test(classes_are_left_to_others_by_the_nearest_list),
        cmocka_unit_test(keep_out_is_the_units_own_or_its_doctrines),
        cmocka_unit_test(entries_and_formations_have_their_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
