// SPDX-License-Identifier: Apache-2.0
// Who is there and who stands under whom.
#include "loading.h"

#define DEPOT HEAD "sites: {depot: {at: [-24, 133]}}\n"

static const char *post_of(const PvsModel *m, const char *unit) {
    uint32_t post = unit_named(m, unit)->post;
    return post == PVS_NONE ? "" : m->posts[post].named.name;
}

static void
things_of_formations_and_units_have_full_names_and_stand_in_natural_order(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    assert_string_equal(post_named(m, "south/command")->named.name, "south/command");
    assert_non_null(radar_named(m, "south/dish"));
    assert_non_null(radar_named(m, "south/battery-2/face"));
    assert_non_null(radar_named(m, "south/guns/3/eye"));
    for (uint32_t i = 1; i < m->n_units; i++) {
        assert_true(pvs_name_compare(m->units[i - 1].named.name, m->units[i].named.name) < 0);
    }
    const PvsUnit *battery = unit_named(m, "south/battery-1");
    assert_ptr_equal(&m->radars[battery->radar], radar_named(m, "south/battery-1/face"));
    assert_int_equal(m->radars[battery->radar].unit, battery - m->units);
    assert_int_equal(radar_named(m, "gap")->unit, PVS_NONE);
    pvs_model_free(m);
}

// A tree that came out wrong would send orders through the wrong hands.
static void everybody_stands_under_the_post_that_is_written_or_the_only_one(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    assert_string_equal(post_of(m, "north"), "sector");
    assert_string_equal(post_of(m, "guns/1"), "sector"); // nothing said: the only root
    assert_string_equal(post_of(m, "south/battery-1"), "south/command");
    assert_string_equal(post_of(m, "south/battery-2"),
                        "south/command"); // nothing said: the formation's head
    assert_string_equal(m->posts[post_named(m, "south/command")->parent].named.name, "sector");
    assert_int_equal(post_named(m, "sector")->parent, PVS_NONE);
    assert_string_equal(m->posts[radar_named(m, "south/dish")->post].named.name, "south/command");
    assert_string_equal(m->posts[radar_named(m, "north/dish")->post].named.name, "sector");
    pvs_model_free(m);
}

static void without_posts_there_is_one_all_the_same(void **state) {
    (void)state;
    PvsModel *m = model_of(DEPOT "units: {a: {type: gun, at: depot}, b: {type: gun, at: depot}}\n");
    assert_int_equal(m->n_posts, 1);
    assert_string_equal(post_of(m, "a"), "command");
    assert_string_equal(post_of(m, "b"), "command");
    pvs_model_free(m);
}

static void a_unit_under_none_decides_for_itself(void **state) {
    (void)state;
    PvsModel *m = model_of(DEPOT "posts: {hq: {at: depot}}\nunits: {a: {type: gun, at: depot, "
                                 "under: none}, b: {type: gun, at: depot}}\n");
    assert_int_equal(m->n_posts, 2);
    assert_string_equal(post_of(m, "a"), "a/post");
    assert_string_equal(post_of(m, "b"), "hq");
    assert_int_equal(post_named(m, "a/post")->unit, unit_named(m, "a") - m->units); // lost with it
    assert_true(m->belief->units[unit_named(m, "a") - m->units].may_defend_itself);
    pvs_model_free(m);
}

// Posts and radars can be targets: what is hit is a unit without weapons, whose loss is theirs.
static void a_post_or_radar_that_is_aimed_at_gets_a_station(void **state) {
    (void)state;
    PvsModel *m = model_of(DEPOT "posts: {hq: {at: depot, hits_to_destroy: 3}}\nradars: {eye: "
                                 "{type: dish, at: depot}, other: {type: dish, at: depot}}\n"
                                 "units: {u: {type: battery, at: depot}}\n"
                                 "raids: {r: {type: drone, launch: {from: [-20, 139]}, aim: {hq: "
                                 "40 %, eye: 30 %, u/dish: 30 %}}}\n");
    const PvsUnit *station = unit_named(m, "hq/station");
    assert_int_equal(station->n_weapons, 0);
    CHECK_NEAR(station->hits_to_destroy, 3, 0);
    assert_int_equal(post_named(m, "hq")->unit, station - m->units);
    assert_int_equal(radar_named(m, "eye")->unit, unit_named(m, "eye/station") - m->units);
    assert_int_equal(radar_named(m, "other")->unit, PVS_NONE);
    const PvsRaidGroup *g = group_named(m, "r");
    assert_int_equal(g->n_aims, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(g->aims[i].kind, PVS_AIM_UNIT);
    }
    assert_int_equal(m->n_units, 3);
    pvs_model_free(m);
}

static void a_group_of_none_is_nobody(void **state) {
    (void)state;
    PvsModel *m = model_of(DEPOT "units: {g: {type: gun, count: 0, around: depot}}\n"
                                 "raids: {r: {type: drone, launch: {from: [-20, 139]}, aim: g}}\n");
    assert_int_equal(m->n_units, 0);
    assert_int_equal(m->groups[0].aims[0].kind, PVS_AIM_PLACE); // where they would be
    CHECK_NEAR(distance_m(m->groups[0].aims[0].place, m->sites[0].at), 0, 1e-6);
    pvs_model_free(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(things_of_formations_and_units_have_full_names_and_stand_in_natural_order),
        cmocka_unit_test(everybody_stands_under_the_post_that_is_written_or_the_only_one),
        cmocka_unit_test(without_posts_there_is_one_all_the_same),
        cmocka_unit_test(a_unit_under_none_decides_for_itself),
        cmocka_unit_test(a_post_or_radar_that_is_aimed_at_gets_a_station),
        cmocka_unit_test(a_group_of_none_is_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
