// SPDX-License-Identifier: Apache-2.0
// The public face alone, as a user's program sees it: nothing of src/ is included here.
#include <pavise/pavise.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char scenario[] =
    "pavise: 1\n"
    "name: Face\n"
    "start: 2026-03-01T20:00:00Z\n"
    "duration: 3 h\n"
    "sites:\n"
    "  depot: {at: [-24.10, 133.20], value: 100 MUSD, hits_to_destroy: 2}\n"
    "raids:\n"
    "  drones: {type: shahed-136, count: 3, launch: {from: [-22.00, 134.00], at: 5 min, every: 20 "
    "s}, altitude: 300 m, aim: depot}\n";

static PvsModel *model_of(const char *text) {
    PvsModelOptions options = pvs_model_options_default();
    options.catalog_dir = PVS_SOURCE_DIR "/catalog";
    PvsModel *model = NULL;
    PvsError err = {0};
    if (pvs_model_load_text(text, strlen(text), "face.yaml", NULL, &options, &model, &err) !=
        PVS_OK) {
        fail_msg("%s", err.message);
    }
    return model;
}

static void play(const PvsModel *model, PvsState *state, const PvsSink *sinks, uint32_t n_sinks,
                 PvsOutcome *outcome) {
    PvsRunOptions run = pvs_run_options_default();
    run.sinks = sinks;
    run.n_sinks = n_sinks;
    PvsError err = {0};
    if (pvs_battle_run(model, state, 5, 2, &run, outcome, &err) != PVS_OK) {
        fail_msg("%s", err.message);
    }
}

static void a_scenario_in_memory_plays_the_same_battle_twice(void **ctx) {
    (void)ctx;
    PvsModel *model = model_of(scenario);
    PvsState *state = pvs_state_create(model);
    char hex[2][65];
    for (int i = 0; i < 2; i++) {
        PvsHash *hash = pvs_hash_create();
        PvsSink sink = pvs_hash_sink(hash);
        PvsOutcome outcome;
        play(model, state, &sink, 1, &outcome);
        pvs_hash_hex(hash, hex[i]);
        pvs_hash_destroy(hash);
        assert_int_equal(outcome.all.launched, 3);
    }
    assert_string_equal(hex[0], hex[1]);
    pvs_state_destroy(state);
    pvs_model_free(model);
}

static void counts_and_names_describe_the_model(void **ctx) {
    (void)ctx;
    PvsModel *model = model_of(scenario);
    char name[64];
    assert_int_equal(pvs_model_count(model, PVS_DOM_THREAT), 3);
    assert_int_equal(pvs_model_count(model, PVS_DOM_SITE), 1);
    assert_int_equal(pvs_model_count(model, PVS_DOM_UNIT), 0);
    assert_int_equal(pvs_model_name(model, PVS_DOM_THREAT, 2, name, sizeof name),
                     strlen("drones/3"));
    assert_string_equal(name, "drones/3");
    pvs_model_name(model, PVS_DOM_SITE, 0, name, sizeof name);
    assert_string_equal(name, "depot");
    pvs_model_name(model, PVS_DOM_GATE, 12, name, sizeof name);
    assert_string_equal(name, "no-channel");
    assert_int_equal(pvs_model_name(model, PVS_DOM_UNIT, UINT32_MAX, name, sizeof name), 0);
    assert_int_equal(strlen(pvs_model_inputs_sha256(model)), 64);
    pvs_model_free(model);
}

// Nobody shoots: each drone flies from where it is launched to its aim, and the sink's paths say
// so.
static void paths_run_from_launch_to_aim(void **ctx) {
    (void)ctx;
    PvsModel *model = model_of(scenario);
    PvsState *state = pvs_state_create(model);
    PvsPaths *paths = pvs_paths_create();
    PvsSink sink = pvs_paths_sink(paths);
    PvsOutcome outcome;
    play(model, state, &sink, 1, &outcome);
    PvsTime t_begin, t_end;
    PvsPathPoint at;
    assert_true(pvs_paths_span(paths, 1, &t_begin, &t_end));
    assert_true(t_begin == 320000000000);
    assert_true(pvs_paths_at(paths, 1, t_begin, &at));
    assert_true(at.lat_deg > -22.001 && at.lat_deg < -21.999 && at.lon_deg > 133.999 &&
                at.lon_deg < 134.001);
    if (outcome.all.failed == 0) {
        assert_true(pvs_paths_at(paths, 1, t_end, &at));
        assert_true(at.lat_deg > -24.101 && at.lat_deg < -24.099);
    }
    assert_false(pvs_paths_at(paths, 1, t_begin - 1, &at));
    assert_false(pvs_paths_at(paths, 1, t_end + 1, &at));
    assert_false(pvs_paths_at(paths, 77, t_begin, &at));
    pvs_paths_destroy(paths);
    pvs_state_destroy(state);
    pvs_model_free(model);
}

static void text_of_an_outcome_comes_in_the_size_asked(void **ctx) {
    (void)ctx;
    PvsModel *model = model_of(scenario);
    PvsState *state = pvs_state_create(model);
    PvsOutcome outcome;
    play(model, state, NULL, 0, &outcome);
    size_t n = pvs_outcome_text(model, &outcome, 5, 2, NULL, true, NULL, 0);
    char *whole = malloc(n + 1), cut[8];
    assert_int_equal(pvs_outcome_text(model, &outcome, 5, 2, NULL, true, whole, n + 1), n);
    assert_int_equal(strlen(whole), n);
    assert_int_equal(pvs_outcome_text(model, &outcome, 5, 2, NULL, true, cut, sizeof cut), n);
    assert_memory_equal(cut, whole, 7);
    assert_int_equal(cut[7], 0);
    free(whole);
    pvs_state_destroy(state);
    pvs_model_free(model);
}

static void findings_are_values_with_line_and_column(void **ctx) {
    (void)ctx;
    PvsModelOptions options = pvs_model_options_default();
    options.catalog_dir = PVS_SOURCE_DIR "/catalog";
    PvsModel *model = NULL;
    PvsError err = {0};
    const char *text = "pavise: 1\nduration: 3\n";
    assert_int_equal(
        pvs_model_load_text(text, strlen(text), "bad.yaml", NULL, &options, &model, &err),
        PVS_BAD_INPUT);
    assert_null(model);
    assert_non_null(strstr(err.message, "bad.yaml:2:11: "));
}

// A zeroed struct is not a default: who forgot the maker is told.
static void options_that_skipped_their_maker_are_refused(void **ctx) {
    (void)ctx;
    PvsModelOptions zero;
    memset(&zero, 0, sizeof zero);
    PvsModel *model;
    PvsError err = {0};
    assert_int_equal(pvs_model_load("x.yaml", &zero, &model, &err), PVS_BAD_USAGE);
    assert_int_equal(pvs_model_load("x.yaml", NULL, &model, &err), PVS_BAD_USAGE);

    model = model_of(scenario);
    PvsState *state = pvs_state_create(model);
    PvsRunOptions run;
    PvsOutcome outcome;
    memset(&run, 0, sizeof run);
    assert_int_equal(pvs_battle_run(model, state, 1, 0, &run, &outcome, &err), PVS_BAD_USAGE);
    run = pvs_run_options_default();
    run.isa = 9; // no such processor: refused, not tried
    assert_int_equal(pvs_battle_run(model, state, 1, 0, &run, &outcome, &err), PVS_BAD_USAGE);
    assert_int_equal(pvs_battle_run(model, state, 1, 0, NULL, &outcome, &err), PVS_OK);
    pvs_state_destroy(state);
    pvs_model_free(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scenario_in_memory_plays_the_same_battle_twice),
        cmocka_unit_test(counts_and_names_describe_the_model),
        cmocka_unit_test(paths_run_from_launch_to_aim),
        cmocka_unit_test(text_of_an_outcome_comes_in_the_size_asked),
        cmocka_unit_test(findings_are_values_with_line_and_column),
        cmocka_unit_test(options_that_skipped_their_maker_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
