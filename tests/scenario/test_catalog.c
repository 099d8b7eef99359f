// SPDX-License-Identifier: Apache-2.0
// The catalogue: listed, shown, checked; types that a scenario makes for itself.
#include "loading.h"

static void the_list_names_every_entry_with_kind_and_title(void **state) {
    (void)state;
    PvsStr out = {0};
    PvsDiags diags = {0};
    assert_int_equal(pvs_catalog_list(TEST_CATALOG, false, &out, &diags), PVS_OK);
    assert_non_null(strstr(out.text, "fast-drone                 one-way-drone      A faster drone "
                                     "for tests\n")); // its kind by what it is like
    assert_non_null(strstr(out.text, "regiment                   formation"));
    pvs_str_free(&out);
}

static char *shown(const char *name, bool json, PvsStatus wanted) {
    PvsStr out = {0};
    PvsDiags diags = {0};
    assert_int_equal(pvs_catalog_show(TEST_CATALOG, name, json, &out, &diags), wanted);
    char *found = findings(&diags);
    if (wanted == PVS_OK) {
        free(found);
        found = strdup(out.text);
    }
    pvs_str_free(&out);
    return found;
}

static void an_entry_is_shown_with_range_source_and_mark(void **state) {
    (void)state;
    char *text = shown("drone", false, PVS_OK);
    assert_non_null(strstr(text, "speed                          50 m/s  (45 m/s to 55 m/s)"));
    assert_non_null(strstr(text, "ASSUMPTION; estimate: a test"));
    assert_non_null(strstr(text, "production                     20 drones/month  (10 to 30)"));
    assert_non_null(strstr(text, "navigation                     by satellite"));
    assert_non_null(strstr(text, "[default]"));
    free(text);
    text = shown("battery", false, PVS_OK); // what it is made of has entries of its own
    assert_non_null(strstr(text, "rounds.sam.ready"));
    assert_null(strstr(text, "rounds.sam.range_max"));
    assert_non_null(strstr(text, "radars.face.antenna_height"));
    assert_null(strstr(text, "radars.face.band"));
    free(text);
    text = shown("drone", true, PVS_OK);
    assert_non_null(
        strstr(text, "{\"path\": \"speed\", \"value\": \"{low: 45 m/s, best: 50 m/s, high: 55 "
                     "m/s}\", \"low\": 45, \"best\": 50, \"high\": 55, \"unit\": \"m/s\""));
    free(text);
}

static void an_unknown_entry_is_answered_with_the_nearest(void **state) {
    (void)state;
    char *text = shown("dron", false, PVS_BAD_INPUT);
    assert_non_null(strstr(text, "the catalogue has no entry \"dron\"; did you mean \"drone\"?"));
    free(text);
}

static void the_test_catalogue_and_the_shipped_one_are_sound(void **state) {
    (void)state;
    static const char *const dirs[] = {TEST_CATALOG, PVS_SOURCE_DIR "/catalog"};
    for (int i = 0; i < 2; i++) {
        PvsDiags diags = {0};
        PvsStatus status = pvs_catalog_check(dirs[i], &diags);
        char *found = findings(&diags);
        if (status != PVS_OK) {
            fail_msg("%s:\n%s", dirs[i], found);
        }
        free(found);
    }
}

static void expect_bad(const char *text, const char *wanted) {
    PvsDiags diags = {0};
    assert_int_not_equal(pvs_catalog_check_text(text, strlen(text), "entry", &diags), PVS_OK);
    char *found = findings(&diags);
    if (!strstr(found, wanted)) {
        fail_msg("wanted \"%s\", got:\n%s", wanted, found);
    }
    free(found);
}

static void entries_are_checked_like_scenarios(void **state) {
    (void)state;
    expect_bad("", "the file is empty");
    expect_bad("[]", "a catalogue entry is a map");
    expect_bad("name: entry\nspeed: 3 m/s\n", "needs kind");
    expect_bad("name: entry\nkind: one-way-dron\n",
               "unknown kind \"one-way-dron\"; did you mean \"one-way-drone\"?");
    expect_bad("name: entry\nkind: one-way-drone\nspeed: 50\nrcs: 1 m2\n",
               "entry:3:8: error: speed: \"50\" has no unit");
    expect_bad("name: entry\nkind: one-way-drone\nspeed: 50 m/s\n", "lacks \"rcs\"");
    expect_bad("name: entry\nkind: data\nspeed: 50 m/s\n", "unknown key \"speed\" in data");
    expect_bad("name: entry\nkind: data\nfacts: {x: {best: 3}}\n", "facts: x needs a source");
    expect_bad("name: entry\nkind: data\nfacts: {x: {best: 3 m, source: s}}\n", "plain numbers");
    expect_bad("name: entry\nkind: data\nfacts: {x: 3}\n", "facts: x is {low");
    expect_bad("name: entry\nkind: data\nfacts: {x: {low: 4, best: 3, source: s}}\n", "in order");
    expect_bad("name: entry\nkind: unit\nrounds: {nothing: 3}\n", "unknown type \"nothing\"");
}

// A scenario may lay its own words over an entry, and make entries of its own from others.
static void a_scenario_has_types_of_its_own(void **state) {
    (void)state;
    PvsModel *m = model_of(HEAD "sites: {depot: {at: [-24, 133]}}\n"
                                "types: {drone: {speed: 47 m/s}, slow: {like: drone, speed: 30 "
                                "m/s}, loud: {like: fast-drone, kind: decoy-drone, rcs: 2 m2}}\n"
                                "raids: {a: {type: drone, launch: {from: [-20, 139]}, aim: depot}, "
                                "b: {type: slow, launch: {from: [-20, 139]}, aim: depot},\n"
                                "  c: {type: loud, launch: {from: [-20, 139]}, aim: depot}, d: "
                                "{type: fast-drone, launch: {from: [-20, 139]}, aim: depot}}\n");
    CHECK_NEAR(type_named(m, "drone")->speed_mps, 47, 1e-12);
    CHECK_NEAR(type_named(m, "drone")->price_usd, 50e3, 1e-9);
    CHECK_NEAR(type_named(m, "slow")->speed_mps, 30, 1e-12);
    CHECK_NEAR(type_named(m, "slow")->rcs[PVS_BAND_S].nose_m2, 0.05, 1e-15);
    CHECK_NEAR(type_named(m, "loud")->speed_mps, 120, 1e-12);
    assert_true(
        type_named(m, "loud")->decoy); // what its own kind says stands above what it is like
    assert_int_equal(type_named(m, "loud")->cls, PVS_CLASS_DECOY_DRONE);
    CHECK_NEAR(type_named(m, "fast-drone")->speed_mps, 120, 1e-12);
    pvs_model_free(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_list_names_every_entry_with_kind_and_title),
        cmocka_unit_test(an_entry_is_shown_with_range_source_and_mark),
        cmocka_unit_test(an_unknown_entry_is_answered_with_the_nearest),
        cmocka_unit_test(the_test_catalogue_and_the_shipped_one_are_sound),
        cmocka_unit_test(entries_are_checked_like_scenarios),
        cmocka_unit_test(a_scenario_has_types_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
