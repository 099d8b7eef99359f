// SPDX-License-Identifier: Apache-2.0
// What-if gives what two plain loops over battles give, at any number of threads, and its states come in order.
#include <pavise/whatif.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scenario/scenario.h"

enum { PAIRS = 60 };

static PvsModel *load(const char *guns) {
    PvsScenarioOptions opt = pvs_scenario_options_default();
    PvsOverride set = {"units.guns.count", guns};
    PvsScenario *scenario;
    PvsModel *model = NULL;
    PvsDiags diags = {0};
    opt.catalog_dir = PVS_SOURCE_DIR "/catalog";
    opt.overrides = &set;
    opt.n_overrides = 1;
    assert_int_equal(
        pvs_scenario_load(PVS_SOURCE_DIR "/scenarios/first-steps.yaml", &opt, &scenario, &diags),
        PVS_OK);
    assert_int_equal(pvs_scenario_compile(scenario, &model, &diags), PVS_OK);
    pvs_scenario_free(scenario);
    pvs_diags_free(&diags);
    return model;
}

static double mean_leakers(const PvsModel *model) {
    PvsState *state = pvs_state_create(model);
    PvsOutcome outcome;
    double sum = 0;
    for (uint64_t k = 0; k < PAIRS; k++) {
        assert_int_equal(pvs_battle_run(model, state, 5, k, NULL, &outcome, NULL), PVS_OK);
        sum += outcome.leakers;
    }
    pvs_state_destroy(state);
    return sum / PAIRS;
}

typedef struct {
    uint64_t last;
    int n;
    uint64_t halt_at;
} Seen;

static bool tell(void *ctx, const PvsWhatIfResult *state) {
    Seen *seen = ctx;
    assert_true(state->pairs > seen->last);
    seen->last = state->pairs;
    seen->n++;
    return !seen->halt_at || state->pairs < seen->halt_at;
}

static PvsWhatIfResult what_if(const PvsModel *baseline, const PvsModel *variant, int jobs,
                               bool prepared) {
    PvsWhatIfOptions o = pvs_whatif_options_default();
    PvsWhatIf *w;
    PvsWhatIfResult out;
    Seen seen = {0};
    o.seed = 5;
    o.jobs = jobs;
    assert_int_equal(pvs_whatif_create(baseline, &o, &w, NULL), PVS_OK);
    if (prepared) {
        assert_int_equal(pvs_whatif_prepare(w, PAIRS, NULL), PVS_OK);
    }
    assert_int_equal(pvs_whatif_run(w, variant, PAIRS, tell, &seen, &out, NULL), PVS_OK);
    assert_true(seen.n >= 1 && seen.last == PAIRS);
    pvs_whatif_destroy(w);
    return out;
}

static void it_is_the_difference_of_two_loops_at_any_number_of_threads(void **state) {
    (void)state;
    PvsModel *baseline = load("2"), *variant = load("8");
    double a = mean_leakers(baseline), b = mean_leakers(variant);
    PvsWhatIfResult one = what_if(baseline, variant, 1, true),
                    three = what_if(baseline, variant, 3, false);
    assert_true(fabs(one.baseline - a) < 1e-12 && fabs(one.variant - b) < 1e-12);
    assert_true(fabs(one.difference - (b - a)) < 1e-12);
    assert_memory_equal(&one, &three, sizeof one);
    assert_true(one.lo < one.difference && one.difference < one.hi);
    pvs_model_free(baseline);
    pvs_model_free(variant);
}

static void it_stops_when_told(void **state) {
    (void)state;
    PvsModel *baseline = load("2");
    PvsWhatIfOptions o = pvs_whatif_options_default();
    PvsWhatIf *w;
    PvsWhatIfResult out;
    Seen seen = {.halt_at = 5};
    o.jobs = 2;
    assert_int_equal(pvs_whatif_create(baseline, &o, &w, NULL), PVS_OK);
    assert_int_equal(pvs_whatif_run(w, baseline, 2000, tell, &seen, &out, NULL), PVS_INTERRUPTED);
    assert_true(out.pairs >= 5 && out.pairs < 2000 && out.difference == 0);
    pvs_whatif_destroy(w);
    pvs_model_free(baseline);
}

static void misuse_is_refused(void **state) {
    (void)state;
    PvsWhatIfOptions o = {0};
    PvsWhatIf *w;
    assert_int_equal(pvs_whatif_create(NULL, &o, &w, NULL), PVS_BAD_USAGE);
    PvsModel *baseline = load("2");
    o = pvs_whatif_options_default();
    assert_int_equal(pvs_whatif_create(baseline, &o, &w, NULL), PVS_OK);
    assert_int_equal(pvs_whatif_run(w, NULL, 10, NULL, NULL, NULL, NULL), PVS_BAD_USAGE);
    assert_int_equal(pvs_whatif_run(w, baseline, 0, NULL, NULL, NULL, NULL), PVS_BAD_USAGE);
    pvs_whatif_destroy(w);
    pvs_model_free(baseline);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_difference_of_two_loops_at_any_number_of_threads),
        cmocka_unit_test(it_stops_when_told),
        cmocka_unit_test(misuse_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
// pthread_create: the room starts threads.
