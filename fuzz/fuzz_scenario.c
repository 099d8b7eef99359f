// SPDX-License-Identifier: Apache-2.0
// Foreign bytes as a scenario: no crash, no read outside, no endless loop, and a scenario that was found good compiles and can be expanded.
// Some types stand in front of the input, so that the fuzzer gets past their absence.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char types[] =
    "types:\n"
    "  drone: {kind: one-way-drone, speed: 50 m/s, rcs: 0.05 m2}\n"
    "  sam: {kind: round, range_max: 40 km, speed_mean: 700 m/s, kill: {any: 0.7}}\n"
    "  dish: {kind: radar, finds: {rcs: 1 m2, at: 100 km, snr: 13 dB}, instrumented_range: 150 "
    "km}\n"
    "  battery: {kind: unit, radars: {dish: dish}, rounds: {sam: 8}}\n"
    "  gang: {kind: formation, posts: {hq: {}}, units: {a: {type: battery}}}\n";

static void try_text(const char *text, size_t n) {
    PvsScenarioOptions opt = pvs_scenario_options_default();
    PvsScenario *scenario;
    PvsDiags diags = {0};
    PvsModel *model = NULL;
    if (pvs_scenario_load_text(text, n, "fuzz", NULL, &opt, &scenario, &diags) == PVS_OK) {
        PvsStr expanded = {0};
        if (pvs_scenario_compile(scenario, &model, &diags) == PVS_OK &&
            model->n_threats > 5000000) {
            abort();
        }
        if (pvs_scenario_expand(scenario, true, &expanded) != PVS_OK) {
            abort();
        }
        pvs_str_free(&expanded);
        pvs_scenario_free(scenario);
    } else if (diags.n_errors == 0) {
        abort(); // refused without a word
    }
    pvs_model_free(model);
    pvs_diags_free(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    if (n > 20000) {
        return 0;
    }
    try_text((const char *)data, n);
    char *text = malloc(sizeof types + n);
    if (text) {
        memcpy(text, types, sizeof types - 1);
        memcpy(text + sizeof types - 1, data, n);
        try_text(text, sizeof types - 1 + n);
    }
    free(text);
    return 0;
}
