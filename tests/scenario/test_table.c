// SPDX-License-Identifier: Apache-2.0
// Tables of sites, posts, radars and units: columns named after fields, with units behind.
#include <stdio.h>

#include "loading.h"
#include "scenario/table.h"
#include "support/temporary.h"

static void a_columns_name_may_end_with_its_unit(void **state) {
    (void)state;
    size_t n;
    assert_string_equal(pvs_column_unit("range_m", &n), "m");
    assert_int_equal(n, 5);
    assert_string_equal(pvs_column_unit("speed_mps", &n), "m/s");
    assert_string_equal(pvs_column_unit("reference_rcs_m2", &n), "m2");
    assert_string_equal(pvs_column_unit("share_pct", &n), "%");
    assert_null(pvs_column_unit("rounds", &n));
    assert_null(pvs_column_unit("_m", &n)); // a name must be left
}

// A scenario with a table beside it, and values set from outside. What is said against it goes to *refusal (the caller's); null where nothing may be.
static PvsModel *with_settings(const char *csv, const char *yaml, const PvsOverride *settings,
                               size_t n_settings, char **refusal) {
    Temporary t;
    temporary_create(&t);
    FILE *file = fopen(temporary_path(&t, "t.csv"), "w");
    fputs(csv, file);
    fclose(file);
    file = fopen(temporary_path(&t, "s.yaml"), "w");
    fputs(yaml, file);
    fclose(file);
    PvsScenarioOptions opt = test_options();
    opt.overrides = settings;
    opt.n_overrides = n_settings;
    PvsScenario *scenario = NULL;
    PvsDiags diags = {0};
    PvsStatus status = pvs_scenario_load(temporary_path(&t, "s.yaml"), &opt, &scenario, &diags);
    char *found = findings(&diags);
    temporary_remove(&t);
    if (status != PVS_OK && refusal) {
        *refusal = found;
        return NULL;
    }
    if (status != PVS_OK) {
        fail_msg("%s", found);
    }
    free(found);
    PvsModel *m = compiled(scenario);
    pvs_scenario_free(scenario);
    return m;
}

static PvsModel *with_table(const char *csv, const char *yaml) {
    return with_settings(csv, yaml, NULL, 0, NULL);
}

static void a_row_is_a_thing_and_what_stands_beside_the_table_holds_for_all(void **state) {
    (void)state;
    PvsModel *m =
        with_table("name,lat_deg,lon_deg,scan_period_s,finds.rcs_m2,antenna_height,remark\n"
                   "r10,-24,133,4,2,20 m,\"a, b\"\nr9,-25,133,,3,,x\n",
                   HEAD "sites: {s: {at: [-24, 133]}}\n"
                        "radars: {all: {table: t.csv, type: dish, tracks_max: 7, columns: {remark: "
                        "ignore}}, own: {type: dish, at: s}}\n");
    assert_int_equal(m->n_radars, 3);
    const PvsRadar *a = radar_named(m, "r10"), *b = radar_named(m, "r9");
    CHECK_NEAR(a->look.scan_period_s, 4, 0);
    CHECK_NEAR(b->look.scan_period_s, 5, 0); // an empty field says nothing: the entry's
    CHECK_NEAR(a->reach.antenna_h_m, 20, 0); // a unit in the field is taken too
    CHECK_RELATIVE(b->look.snr_constant, pvs_lin_from_db(13) * 1e20 / 3, 1e-12);
    assert_int_equal(a->tracks_max, 7);
    assert_int_equal(radar_named(m, "own")->tracks_max, 0);
    pvs_model_free(m);
}

static void columns_may_be_renamed(void **state) {
    (void)state;
    PvsModel *m = with_table(
        "name,y,x,worth_musd\na,-24,133,5\n",
        HEAD "sites: {all: {table: t.csv, columns: {y: at.lat, x: at.lon, worth_musd: value}}}\n");
    CHECK_NEAR(m->sites[0].value_usd, 5e6, 1e-6);
    CHECK_NEAR(m->sites[0].at.lon_rad, 133 * PVS_DEG_RAD, 1e-15);
    pvs_model_free(m);
}

static void units_of_a_table_take_their_rounds_from_columns(void **state) {
    (void)state;
    PvsModel *m =
        with_table("name,lat_deg,lon_deg,rounds.sam.ready,target_channels\nu,-24,133,6,3\n",
                   HEAD "units: {all: {table: t.csv, type: battery}}\n");
    assert_int_equal(m->units[0].n_weapons, 1); // the row is a list
    assert_int_equal(m->units[0].weapons[0].ready, 6);
    assert_int_equal(m->units[0].weapons[0].depot, 16);
    assert_int_equal(m->units[0].target_channels, 3);
    pvs_model_free(m);
}

#define ROWS                                                                                       \
    "name,lat_deg,lon_deg,rounds.sam.ready,target_channels\nu,-24,133,6,3\nv,-24.1,133,6,3\n"
#define TABLE HEAD "units: {all: {table: t.csv, type: battery}}\n"

// A study varies what a row says as it varies what a member says: above the row, below nothing.
static void a_rows_values_may_be_set_from_outside(void **state) {
    (void)state;
    const PvsOverride set[] = {{"units.v.rounds.sam", "9"}, {"units.v.target_channels", "5"}};
    PvsModel *m = with_settings(ROWS, TABLE, set, 2, NULL);
    assert_int_equal(m->n_units, 2);
    assert_int_equal(unit_named(m, "u")->weapons[0].ready, 6);
    assert_int_equal(unit_named(m, "v")->weapons[0].ready, 9);
    assert_int_equal(unit_named(m, "u")->target_channels, 3);
    assert_int_equal(unit_named(m, "v")->target_channels, 5);
    pvs_model_free(m);
    const PvsOverride for_all = {"units.all.missile_channels", "7"};
    m = with_settings(ROWS, TABLE, &for_all, 1, NULL);
    assert_int_equal(unit_named(m, "u")->missile_channels, 7);
    pvs_model_free(m);
}

static void expect_no_such_row(const char *yaml, const char *path, const char *wanted) {
    char *refusal = NULL;
    const PvsOverride set = {path, "9"};
    assert_null(with_settings(ROWS, yaml, &set, 1, &refusal));
    if (!strstr(refusal, wanted)) {
        fail_msg("wanted \"%s\", got:\n%s", wanted, refusal);
    }
    free(refusal);
}

static void a_row_that_no_table_has_cannot_be_set(void **state) {
    (void)state;
    expect_no_such_row(TABLE, "units.w.target_channels", "neither a member nor a row of a table");
    expect_no_such_row(TABLE, "units.v.target_chanels", "did you mean \"target_channels\"");
    expect_no_such_row(TABLE, "units.v", "units has no \"v\"");
    expect_no_such_row(TABLE "sites: {depot: {at: [-24, 133]}}\nraids: {r: {table: threats.csv}}\n",
                       "raids.t1.speed", "rows of a table of raids are set in the table");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_columns_name_may_end_with_its_unit),
        cmocka_unit_test(a_row_is_a_thing_and_what_stands_beside_the_table_holds_for_all),
        cmocka_unit_test(columns_may_be_renamed),
        cmocka_unit_test(units_of_a_table_take_their_rounds_from_columns),
        cmocka_unit_test(a_rows_values_may_be_set_from_outside),
        cmocka_unit_test(a_row_that_no_table_has_cannot_be_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
