// SPDX-License-Identifier: Apache-2.0
// Loading scenarios in tests: from a text or a file, with the small catalogue of tests/scenario/catalog; what is found wrong as one text.
#ifndef PVS_TESTS_SCENARIO_LOADING_H
#define PVS_TESTS_SCENARIO_LOADING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "command/command.h"
#include "scenario/scenario.h"
#include "support/check.h"

#define TEST_CATALOG PVS_SOURCE_DIR "/tests/scenario/catalog"
#define TEST_WHOLE   PVS_SOURCE_DIR "/tests/scenario/whole.yaml"
#define HEAD         "pavise: 1\nduration: 1 h\n"

static inline PvsScenarioOptions test_options(void) {
    PvsScenarioOptions opt = pvs_scenario_options_default();
    opt.catalog_dir = TEST_CATALOG;
    return opt;
}

/// Findings as lines; the caller frees it. Frees the findings.
static inline char *findings(PvsDiags *diags) {
    PvsStr text = {0};
    for (size_t i = 0; i < diags->n; i++) {
        char line[2000];
        pvs_diag_format(&diags->items[i], line, sizeof line);
        line[strcspn(line, "\n")] = '\0'; // without the excerpt
        pvs_str_printf(&text, "%s\n", line);
    }
    pvs_diags_free(diags);
    char *out = strdup(text.n ? text.text : "");
    pvs_str_free(&text);
    return out;
}

static inline PvsScenario *load_with(const char *text, const PvsScenarioOptions *opt) {
    PvsScenario *scenario = NULL;
    PvsDiags diags = {0};
    PvsStatus status = pvs_scenario_load_text(
        text, strlen(text), "t", PVS_SOURCE_DIR "/tests/scenario", opt, &scenario, &diags);
    char *found = findings(&diags);
    if (status != PVS_OK) {
        fail_msg("%s", found);
    }
    free(found);
    return scenario;
}

static inline PvsScenario *load(const char *text) {
    PvsScenarioOptions opt = test_options();
    return load_with(text, &opt);
}

static inline PvsModel *compiled(const PvsScenario *scenario) {
    PvsModel *model = NULL;
    PvsDiags diags = {0};
    PvsStatus status = pvs_scenario_compile(scenario, &model, &diags);
    char *found = findings(&diags);
    if (status != PVS_OK) {
        fail_msg("%s", found);
    }
    free(found);
    return model;
}

/// A text's model; the scenario is gone.
static inline PvsModel *model_of(const char *text) {
    PvsScenario *scenario = load(text);
    PvsModel *model = compiled(scenario);
    pvs_scenario_free(scenario);
    return model;
}

static inline PvsModel *model_with(const char *text, const char *path, const char *value) {
    PvsScenarioOptions opt = test_options();
    PvsOverride override = {path, value};
    opt.overrides = &override;
    opt.n_overrides = path != NULL;
    PvsScenario *scenario = load_with(text, &opt);
    PvsModel *model = compiled(scenario);
    pvs_scenario_free(scenario);
    return model;
}

static inline PvsModel *whole_model(void) {
    PvsScenarioOptions opt = test_options();
    PvsScenario *scenario = NULL;
    PvsDiags diags = {0};
    assert_int_equal(pvs_scenario_load(TEST_WHOLE, &opt, &scenario, &diags), PVS_OK);
    PvsModel *model = compiled(scenario);
    pvs_diags_free(&diags);
    pvs_scenario_free(scenario);
    return model;
}

/// What is said about a text that must not load; the caller frees it.
static inline char *refusal_with(const char *text, const PvsScenarioOptions *opt) {
    PvsScenario *scenario = NULL;
    PvsDiags diags = {0};
    PvsStatus status = pvs_scenario_load_text(
        text, strlen(text), "t", PVS_SOURCE_DIR "/tests/scenario", opt, &scenario, &diags);
    assert_int_not_equal(status, PVS_OK);
    assert_null(scenario);
    return findings(&diags);
}

static inline void expect_refusal(const char *text, const char *wanted) {
    PvsScenarioOptions opt = test_options();
    char *found = refusal_with(text, &opt);
    if (!strstr(found, wanted)) {
        fail_msg("wanted \"%s\", got:\n%s", wanted, found);
    }
    free(found);
}

/// Everything that loading and compiling warn of; the caller frees it.
static inline char *warnings_of(const char *text) {
    PvsScenarioOptions opt = test_options();
    PvsScenario *scenario = NULL;
    PvsModel *model = NULL;
    PvsDiags diags = {0};
    assert_int_equal(pvs_scenario_load_text(text, strlen(text), "t", NULL, &opt, &scenario, &diags),
                     PVS_OK);
    assert_int_equal(pvs_scenario_compile(scenario, &model, &diags), PVS_OK);
    pvs_model_free(model);
    pvs_scenario_free(scenario);
    return findings(&diags);
}

#define FIND_NAMED(function, Type, list, count)                                                    \
    static inline const Type *function(const PvsModel *model, const char *name) {                  \
        for (uint32_t i = 0; i < model->count; i++) {                                              \
            if (strcmp(model->list[i].named.name, name) == 0) {                                    \
                return &model->list[i];                                                            \
            }                                                                                      \
        }                                                                                          \
        fail_msg("no \"%s\" in the model", name);                                                  \
        return NULL;                                                                               \
    }
FIND_NAMED(unit_named, PvsUnit, units, n_units)
FIND_NAMED(radar_named, PvsRadar, radars, n_radars)
FIND_NAMED(post_named, PvsPost, posts, n_posts)
FIND_NAMED(site_named, PvsSite, sites, n_sites)
FIND_NAMED(group_named, PvsRaidGroup, groups, n_groups)
FIND_NAMED(type_named, PvsThreatType, threat_types, n_threat_types)
FIND_NAMED(round_named, PvsRoundType, round_types, n_round_types)
FIND_NAMED(area_named, PvsSoftKillArea, areas, n_areas)

static inline double distance_m(PvsLlh a, PvsLlh b) {
    return pvs_geodesic_inverse(a.lat_rad, a.lon_rad, b.lat_rad, b.lon_rad).distance_m;
}

#endif
