// SPDX-License-Identifier: Apache-2.0
// What is shipped can be used: every catalogue entry is sound, every scenario loads and compiles, and holds what its head says.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/diags.h"
#include "scenario/scenario.h"

#define CATALOG   PVS_SOURCE_DIR "/catalog"
#define SCENARIOS PVS_SOURCE_DIR "/scenarios/"

static void print_findings(const PvsDiags *diags) {
    char line[1024];
    for (size_t i = 0; i < diags->n; i++) {
        pvs_diag_format(&diags->items[i], line, sizeof line);
        print_error("%s\n", line);
    }
}

/// Loads and compiles a shipped scenario; fails the test with every finding.
static PvsModel *compiled(const char *file) {
    PvsScenarioOptions opt = pvs_scenario_options_default();
    PvsDiags diags = {0};
    PvsScenario *scenario = NULL;
    PvsModel *model = NULL;
    char path[512];
    opt.catalog_dir = CATALOG;
    snprintf(path, sizeof path, SCENARIOS "%s", file);
    PvsStatus status = pvs_scenario_load(path, &opt, &scenario, &diags);
    if (status == PVS_OK) {
        status = pvs_scenario_compile(scenario, &model, &diags);
    }
    if (status != PVS_OK) {
        print_findings(&diags);
    }
    assert_int_equal(status, PVS_OK);
    pvs_scenario_free(scenario);
    pvs_diags_free(&diags);
    return model;
}

// Wrong if an entry is broken that no shipped scenario happens to use.
static void every_entry_of_the_catalogue_is_sound(void **state) {
    (void)state;
    PvsDiags diags = {0};
    PvsStatus status = pvs_catalog_check(CATALOG, &diags);
    if (status != PVS_OK) {
        print_findings(&diags);
    }
    assert_int_equal(status, PVS_OK);
    pvs_diags_free(&diags);
}

// Wrong if a user's first try at one of them fails.
static void every_shipped_scenario_loads_and_compiles(void **state) {
    (void)state;
    static const char *const FILES[] = {"fourth-fifth-battery.yaml", "brahmos-s400.yaml",
                                        "brahmos-s400-outer-radar.yaml", "first-steps.yaml"};
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        PvsModel *model = compiled(FILES[i]);
        assert_true(model->n_threats > 0 && model->n_units > 0 && model->engagement);
        pvs_model_free(model);
    }
}

/// Members of all groups of a class (those of one type when `type` is not null), decoys included.
static uint32_t launched(const PvsModel *model, PvsClass cls, const char *type) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < model->n_groups; i++) {
        const PvsThreatType *of = &model->threat_types[model->groups[i].type];
        n += of->cls == cls && (!type || strstr(of->named.name, type)) ? model->groups[i].count : 0;
    }
    return n;
}

// Wrong if the scenario that is named after a night did not have the size and mix that were reported for it.
static void the_night_raid_has_the_reported_size_and_mix(void **state) {
    (void)state;
    PvsModel *model = compiled("june-2025-raid.yaml");
    assert_int_equal(model->n_threats, 477 + 4 + 41 + 5 + 7 + 3);
    assert_int_equal(launched(model, PVS_CLASS_ONE_WAY_DRONE, NULL), 477);
    assert_int_equal(launched(model, PVS_CLASS_AEROBALLISTIC, NULL), 4);
    assert_int_equal(launched(model, PVS_CLASS_CRUISE, NULL), 41 + 5);
    assert_int_equal(launched(model, PVS_CLASS_CRUISE, "kalibr"), 5);
    assert_int_equal(launched(model, PVS_CLASS_QUASI_BALLISTIC, NULL), 7);
    assert_int_equal(launched(model, PVS_CLASS_BALLISTIC, NULL), 3);
    assert_true(model->n_areas > 0 && model->n_posts > 5 && model->n_units > 100);
    pvs_model_free(model);
}

// Wrong if a benchmark ran another load than the published tables, or with effects that the workload leaves out.
static void benchmarks_hold_their_tables_and_nothing_more(void **state) {
    (void)state;
    static const struct {
        const char *file;
        uint32_t n_threats, n_radars, n_units, n_sites;
        double duration_s;
    } CASES[] = {{"bench/r0.yaml", 100, 4, 4, 3, 3600},
                 {"bench/r1.yaml", 537, 30, 30, 10, 18000},
                 {"bench/r1-none.yaml", 537, 30, 30, 10, 18000}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        PvsModel *model = compiled(CASES[i].file);
        assert_int_equal(model->n_threats, CASES[i].n_threats);
        assert_int_equal(model->n_radars, CASES[i].n_radars);
        assert_int_equal(model->n_units, CASES[i].n_units);
        assert_int_equal(model->n_sites, CASES[i].n_sites);
        assert_int_equal(model->engagement, strcmp(CASES[i].file, "bench/r1-none.yaml") != 0);
        assert_true(model->duration == pvs_time_from_s(CASES[i].duration_s));
        assert_true(model->sharing.night == 0 && model->sharing.unit == 0 &&
                    model->sharing.lot == 0 && model->sharing.threat == 0 &&
                    model->sharing.salvo == 0 && model->sharing.threat_rcs_sd_db == 0 &&
                    model->sharing.night_rcs_sd_db == 0);
        for (uint32_t k = 0; k < model->n_radars; k++) {
            const PvsRadar *radar = &model->radars[k];
            assert_true(radar->confirm_m == 3 && radar->confirm_n == 3 && radar->drop_misses == 5);
            assert_true(radar->look.range_cell_m == 0 && radar->look.az_cell_rad == 0 &&
                        radar->link_delay_s == 0);
        }
        for (uint32_t k = 0; k < model->n_units; k++) {
            const PvsUnit *unit = &model->units[k];
            assert_true(unit->reaction_s.kind == PVS_DIST_FIXED && unit->reaction_s.a == 10 &&
                        unit->n_weapons == 1);
            assert_true(unit->availability == 1 && unit->weapons[0].depot == 0);
        }
        pvs_model_free(model);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_entry_of_the_catalogue_is_sound),
        cmocka_unit_test(every_shipped_scenario_loads_and_compiles),
        cmocka_unit_test(the_night_raid_has_the_reported_size_and_mix),
        cmocka_unit_test(benchmarks_hold_their_tables_and_nothing_more),
    };
    return cmocka_run_group_tests_name("shipped scenarios and catalogue", tests, NULL, NULL);
}
