// SPDX-License-Identifier: Apache-2.0
// Loading: includes, the hash of inputs, what order does not change, outer draws, memory that runs out.
#include <stdio.h>

#include "base/arena.h"
#include "loading.h"
#include "support/temporary.h"

#define SMALL                                                                                      \
    HEAD "sites: {depot: {at: [-24, 133]}}\n"                                                      \
         "units: {guns: {type: gun, count: 2, around: depot, radius: 1 km}}\n"                     \
         "raids: {r: {type: drone, count: 4, launch: {from: [-20, 139]}, aim: depot}}\n"

// A struct of options that skipped its maker is a mistake of the caller, and said so.
static void options_that_skipped_their_maker_are_refused(void **state) {
    (void)state;
    PvsScenarioOptions opt = {0};
    PvsScenario *scenario;
    PvsDiags diags = {0};
    assert_int_equal(pvs_scenario_load_text("", 0, "t", NULL, &opt, &scenario, &diags),
                     PVS_BAD_USAGE);
}

static void write_file(Temporary *t, const char *name, const char *text) {
    FILE *file = fopen(temporary_path(t, name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static PvsScenario *load_file(Temporary *t, const char *name) {
    PvsScenarioOptions opt = test_options();
    PvsScenario *scenario = NULL;
    PvsDiags diags = {0};
    PvsStatus status = pvs_scenario_load(temporary_path(t, name), &opt, &scenario, &diags);
    char *found = findings(&diags);
    if (status != PVS_OK) {
        fail_msg("%s", found);
    }
    free(found);
    return scenario;
}

// A variant is a file of two lines: what it says wins, field by field; of two includes the later wins.
static void what_a_file_says_wins_over_what_it_includes(void **state) {
    (void)state;
    Temporary t;
    temporary_create(&t);
    write_file(&t, "base.yaml", SMALL);
    write_file(&t, "more.yaml",
               "sites: {depot: {value: 7 MUSD, hits_to_destroy: 3}}\nduration: 3 h\n");
    write_file(&t, "variant.yaml",
               "include: [base.yaml, more.yaml]\nunits: {guns: {count: 5}}\nsites: {depot: {value: "
               "9 MUSD}}\n");
    PvsScenario *scenario = load_file(&t, "variant.yaml");
    PvsModel *model = compiled(scenario);
    assert_int_equal(model->n_units, 5);
    CHECK_NEAR(model->sites[0].value_usd, 9e6, 0);
    CHECK_NEAR(model->sites[0].hits_to_destroy, 3, 0);
    assert_int_equal(model->duration, 3 * 3600 * PVS_NS_PER_S);
    pvs_model_free(model);
    pvs_scenario_free(scenario);
    temporary_remove(&t);
}

static const char *sha_of(Temporary *t, const char *name, char out[65]) {
    PvsScenario *scenario = load_file(t, name);
    memcpy(out, pvs_scenario_inputs_sha256(scenario), 65);
    pvs_scenario_free(scenario);
    return out;
}

// The hash stands for all inputs and for nothing else: any change of any file shows, the folder does not.
static void inputs_have_one_hash_wherever_they_lie(void **state) {
    (void)state;
    Temporary a, b;
    temporary_create(&a);
    temporary_create(&b);
    char first[65], second[65];
    write_file(&a, "base.yaml", SMALL);
    write_file(&a, "x.yaml", "include: [base.yaml]\n");
    write_file(&b, "base.yaml", SMALL);
    write_file(&b, "y.yaml", "include: [base.yaml]\n");
    assert_string_equal(sha_of(&a, "x.yaml", first), sha_of(&b, "y.yaml", second));
    write_file(&b, "base.yaml", SMALL "# a comment\n");
    assert_string_not_equal(sha_of(&b, "y.yaml", second), first);
    temporary_remove(&a);
    temporary_remove(&b);
}

static void overrides_are_part_of_the_inputs(void **state) {
    (void)state;
    PvsOverride override = {"units.guns.count", "2"};
    PvsScenarioOptions opt = test_options();
    PvsScenario *plain = load_with(SMALL, &opt);
    opt.overrides = &override;
    opt.n_overrides = 1;
    PvsScenario *with = load_with(SMALL, &opt);
    assert_string_not_equal(pvs_scenario_inputs_sha256(plain), pvs_scenario_inputs_sha256(with));
    pvs_scenario_free(plain);
    pvs_scenario_free(with);
}

static void same_things(const PvsModel *a, const PvsModel *b) {
    assert_int_equal(a->n_units, b->n_units);
    assert_int_equal(a->n_radars, b->n_radars);
    assert_int_equal(a->n_groups, b->n_groups);
    for (uint32_t i = 0; i < a->n_units; i++) {
        assert_string_equal(a->units[i].named.name, b->units[i].named.name);
        assert_memory_equal(&a->units[i].at, &b->units[i].at, sizeof a->units[i].at);
        assert_int_equal(a->units[i].named.id, b->units[i].named.id);
    }
    for (uint32_t i = 0; i < a->n_radars; i++) {
        assert_string_equal(a->radars[i].named.name, b->radars[i].named.name);
        CHECK_NEAR(a->radars[i].look.phase_s, b->radars[i].look.phase_s, 0);
    }
    for (uint32_t i = 0; i < a->n_groups; i++) {
        assert_string_equal(a->groups[i].named.name, b->groups[i].named.name);
    }
}

// Order in the file decides nothing: not the order of things, not a place, not luck.
static void order_in_the_file_does_not_matter(void **state) {
    (void)state;
    PvsModel *a = model_of(HEAD "sites: {s2: {at: [-24, 133]}, s10: {at: [-25, 133]}}\n"
                                "units: {u2: {type: battery, at: s2}, u10: {type: gun, count: 3, "
                                "around: s10, radius: 1 km}}\n"
                                "raids: {r1: {type: drone, launch: {from: [-20, 139]}, aim: s2}, "
                                "r2: {type: quasi, launch: {from: [-20, 139]}, aim: s10}}\n");
    PvsModel *b = model_of(
        "raids: {r2: {aim: s10, launch: {from: [-20, 139]}, type: quasi}, r1: {type: drone, aim: "
        "s2, launch: {from: [-20, 139]}}}\n"
        "units: {u10: {radius: 1 km, around: s10, count: 3, type: gun}, u2: {at: s2, type: "
        "battery}}\n"
        "duration: 1 h\nsites: {s10: {at: [-25, 133]}, s2: {at: [-24, 133]}}\npavise: 1\n");
    same_things(a, b);
    assert_string_equal(a->sites[0].named.name, "s2"); // natural order: 2 before 10
    pvs_model_free(a);
    pvs_model_free(b);
}

// --- outer draws -----------------------------------------------------------------------------------------------------

typedef struct {
    int n;
    bool seen_speed, seen_reliability;
} Draws;

static double highest(void *ctx, const char *key, double low, double best, double high) {
    Draws *draws = ctx;
    draws->n++;
    draws->seen_speed |= strcmp(key, "drone.speed") == 0 && low == 45 && best == 50 && high == 55;
    draws->seen_reliability |= strcmp(key, "drone.reliability") == 0;
    return high;
}

// A figure is drawn by its place in its entry, so that all who use it move together; belief stays at the best values.
static void ignorance_is_drawn_by_the_key_of_the_entry_and_never_believed(void **state) {
    (void)state;
    Draws draws = {0};
    PvsScenarioOptions opt = test_options();
    opt.draw = highest;
    opt.draw_ctx = &draws;
    PvsScenario *scenario = load_with(
        HEAD "sites: {depot: {at: [-24, 133]}}\nunits: {u: {type: battery, at: [-24, 133]}}\n"
             "raids: {r: {type: drone, launch: {from: [-20, 139]}, aim: depot}}\n",
        &opt);
    PvsModel *model = compiled(scenario);
    assert_true(draws.seen_speed);
    assert_true(draws.seen_reliability);
    CHECK_NEAR(model->threat_types[0].speed_mps, 55, 1e-12);
    const PvsRoundType *sam = round_named(model, "sam");
    CHECK_NEAR(sam->kill.kill_prob[PVS_CLASS_AIRCRAFT], 0.9, 1e-12);
    CHECK_NEAR(sam->envelope.range_max_m, 50e3, 1e-6);
    const PvsBelief *belief = model->belief;
    for (uint32_t i = 0; i < belief->n_weapons; i++) {
        if (strcmp(model->round_types[belief->weapons[i].round_type].named.name, "sam") == 0) {
            CHECK_NEAR(belief->weapons[i].kill.kill_prob[PVS_CLASS_AIRCRAFT], 0.7, 1e-12);
            CHECK_NEAR(belief->weapons[i].envelope.range_max_m, 40e3, 1e-6);
        }
    }
    pvs_model_free(model);
    pvs_scenario_free(scenario);
}

// --- memory ----------------------------------------------------------------------------------------------------------

// Whichever allocation fails, the answer is "out of memory" and nothing is lost. (Address sanitizer sees the rest.)
static void any_failing_allocation_is_reported_and_leaks_nothing(void **state) {
    (void)state;
    PvsScenarioOptions opt = test_options();
    int refused = 0;
    for (long n = 0; n < 4000; n = n < 200 ? n + 1 : n + 37) {
        PvsScenario *scenario = NULL;
        PvsModel *model = NULL;
        PvsDiags diags = {0};
        pvs_alloc_fail_after(n);
        PvsStatus status = pvs_scenario_load(TEST_WHOLE, &opt, &scenario, &diags);
        if (status == PVS_OK) {
            status = pvs_scenario_compile(scenario, &model, &diags);
        }
        pvs_alloc_fail_after(-1);
        pvs_model_free(model);
        pvs_scenario_free(scenario);
        pvs_diags_free(&diags);
        if (status == PVS_OK) {
            break;
        }
        assert_int_equal(status, PVS_NO_MEMORY);
        refused++;
    }
    assert_true(refused > 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_that_skipped_their_maker_are_refused),
        cmocka_unit_test(what_a_file_says_wins_over_what_it_includes),
        cmocka_unit_test(inputs_have_one_hash_wherever_they_lie),
        cmocka_unit_test(overrides_are_part_of_the_inputs),
        cmocka_unit_test(order_in_the_file_does_not_matter),
        cmocka_unit_test(ignorance_is_drawn_by_the_key_of_the_entry_and_never_believed),
        cmocka_unit_test(any_failing_allocation_is_reported_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
