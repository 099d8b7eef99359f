// SPDX-License-Identifier: Apache-2.0
// Every value, where it came from, and whether it is assumed.
#include "loading.h"

typedef struct {
    const char *path;
    bool found, is_default, assumption, may_vary, in_entry;
    char text[200], file[300], source[200], key[200];
    int line;
    double low, best, high;
} Wanted;

static void look(void *ctx, const PvsScenarioValue *value) {
    Wanted *w = ctx;
    if (strcmp(value->path, w->path) != 0) {
        return;
    }
    w->found = true;
    w->is_default = value->is_default;
    w->assumption = value->assumption;
    w->may_vary = value->may_vary;
    w->in_entry = value->in_entry;
    w->line = value->place.line;
    w->low = value->low;
    w->best = value->best;
    w->high = value->high;
    pvs_text_printf(w->text, sizeof w->text, "%s", value->text);
    pvs_text_printf(w->key, sizeof w->key, "%s", value->key);
    pvs_text_printf(w->file, sizeof w->file, "%s", value->place.file ? value->place.file : "");
    pvs_text_printf(w->source, sizeof w->source, "%s", value->source ? value->source : "");
}

static PvsScenario *whole(void) {
    PvsScenarioOptions opt = test_options();
    PvsScenario *scenario = NULL;
    PvsDiags diags = {0};
    assert_int_equal(pvs_scenario_load(TEST_WHOLE, &opt, &scenario, &diags), PVS_OK);
    pvs_diags_free(&diags);
    return scenario;
}

static Wanted value_of(const PvsScenario *scenario, const char *path) {
    Wanted w = {.path = path};
    assert_int_equal(pvs_scenario_visit(scenario, look, &w), PVS_OK);
    if (!w.found) {
        fail_msg("nothing is told of %s", path);
    }
    return w;
}

static void a_value_says_where_it_came_from(void **state) {
    (void)state;
    PvsScenario *s = whole();
    Wanted w = value_of(s, "units.north.rounds.sam.ready"); // written as a bare 12
    assert_string_equal(w.text, "12");
    assert_non_null(strstr(w.file, "whole.yaml"));
    assert_false(w.in_entry);
    assert_true(w.may_vary);
    w = value_of(s, "types.drone.reliability"); // from the catalogue, an estimate
    assert_non_null(strstr(w.file, "drone.yaml"));
    assert_int_equal(w.line, 8);
    assert_string_equal(w.source, "estimate: a test");
    assert_true(w.assumption);
    assert_string_equal(w.key, "drone.reliability");
    CHECK_NEAR(w.low, 0.8, 1e-15);
    CHECK_NEAR(w.high, 1, 1e-15);
    w = value_of(s, "types.drone.speed");
    assert_false(w.assumption);
    w = value_of(s, "units.north.launch_interval"); // said by nobody
    assert_true(w.is_default);
    assert_string_equal(w.text, "3 s");
    w = value_of(s, "units.north.radars.dish.scan_period"); // two entries deep
    assert_string_equal(w.key, "dish.scan_period");
    w = value_of(s, "types.quasi.profile.2.altitude"); // inside a table of an entry
    CHECK_NEAR(w.high, 80e3, 1e-9);
    pvs_scenario_free(s);
}

// What is told must be what was used: reading the expansion's own words gives the same model.
static void each_told_number_is_the_one_in_the_model(void **state) {
    (void)state;
    PvsScenario *s = whole();
    PvsModel *m = compiled(s);
    CHECK_NEAR(value_of(s, "types.drone.speed").best, type_named(m, "drone")->speed_mps, 1e-12);
    CHECK_NEAR(value_of(s, "units.north.rounds.sam.range_max").best,
               round_named(m, "sam")->envelope.range_max_m, 1e-9);
    CHECK_NEAR(value_of(s, "sites.depot.value").best, site_named(m, "depot")->value_usd, 1e-9);
    CHECK_NEAR(value_of(s, "soft_kill.jam.radius").best, area_named(m, "jam")->reach.range_max_m,
               1e-9);
    pvs_model_free(m);
    pvs_scenario_free(s);
}

static void the_text_has_a_line_for_each_value_and_the_json_is_one_document(void **state) {
    (void)state;
    PvsScenario *s = whole();
    PvsStr text = {0}, json = {0};
    assert_int_equal(pvs_scenario_expand(s, false, &text), PVS_OK);
    assert_int_equal(pvs_scenario_expand(s, true, &json), PVS_OK);
    assert_non_null(strstr(text.text, "\nunits:\n  guns:\n    type: gun"));
    assert_non_null(strstr(text.text, "; ASSUMPTION; estimate: a test\n"));
    assert_non_null(strstr(text.text, "# default\n"));
    assert_int_equal(json.text[0], '{');
    assert_string_equal(json.text + json.n - 4, "\n]}\n");
    PvsScenario *again = NULL; // JSON is a part of YAML, and our own reader is a strict one
    PvsDiags diags = {0};
    PvsScenarioOptions opt = test_options();
    assert_int_equal(pvs_scenario_load_text(json.text, json.n, "json", NULL, &opt, &again, &diags),
                     PVS_BAD_INPUT);
    char *found = findings(&diags);
    assert_non_null(strstr(found, "unknown key \"values\"")); // it got as far as the keys
    free(found);
    pvs_str_free(&text);
    pvs_str_free(&json);
    pvs_scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_says_where_it_came_from),
        cmocka_unit_test(each_told_number_is_the_one_in_the_model),
        cmocka_unit_test(the_text_has_a_line_for_each_value_and_the_json_is_one_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
