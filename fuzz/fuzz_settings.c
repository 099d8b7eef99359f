// SPDX-License-Identifier: Apache-2.0
// Foreign bytes as values set from outside (`--set`, a study's factors): lines of PATH=VALUE over a scenario that has something of everything. No
// crash, and what is refused is refused with a word.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define SETTINGS_MAX 8

static const char scenario_text[] =
    "pavise: 1\nduration: 1 h\n"
    "types:\n"
    "  drone: {kind: one-way-drone, speed: 50 m/s, rcs: 0.05 m2}\n"
    "  sam: {kind: round, range_max: 40 km, speed_mean: 700 m/s, kill: {any: 0.7}}\n"
    "  dish: {kind: radar, finds: {rcs: 1 m2, at: 100 km, snr: 13 dB}, instrumented_range: 150 "
    "km}\n"
    "  battery: {kind: unit, radars: {dish: dish}, rounds: {sam: 8}}\n"
    "  gang: {kind: formation, posts: {hq: {}}, units: {a: {type: battery}}}\n"
    "sites: {depot: {at: [-24, 133]}}\n"
    "formations: {f: {type: gang, at: depot}}\n"
    "radars: {far: {type: dish, at: [-24.2, 133], under: f/hq}}\n"
    "units: {u: {type: battery, at: depot, under: f/hq, link: 3 s}, g: {type: battery, count: 3, "
    "around: depot, radius: 2 km, under: f/hq}}\n"
    "soft_kill: {jam: {at: depot, radius: 10 km, loss_probability: 20 %}}\n"
    "raids: {r: {type: drone, count: 8, launch: {from: [-20, 139], at: 5 min}, route: [{by: [-22, "
    "136]}], aim: {depot: 60 %, u: 40 %}}}\n"
    "doctrine: {against: {ballistic: {salvo: 2}}}\n";

// Cuts the next line at its end and at its first '='; false: no more.
static int next_setting(char **at, PvsOverride *out) {
    if (!**at) {
        return 0;
    }
    char *line = *at, *end = line + strcspn(line, "\n"),
         *equals = memchr(line, '=', (size_t)(end - line));
    *at = *end ? end + 1 : end;
    *end = '\0';
    if (!equals) {
        return 0;
    }
    *equals = '\0';
    *out = (PvsOverride){line, equals + 1};
    return 1;
}

static void try_settings(char *text) {
    PvsOverride settings[SETTINGS_MAX];
    PvsScenarioOptions opt = pvs_scenario_options_default();
    while (opt.n_overrides < SETTINGS_MAX && next_setting(&text, &settings[opt.n_overrides])) {
        opt.n_overrides++;
    }
    opt.overrides = settings;
    PvsScenario *scenario;
    PvsDiags diags = {0};
    PvsModel *model = NULL;
    if (pvs_scenario_load_text(scenario_text, sizeof scenario_text - 1, "fuzz", NULL, &opt,
                               &scenario, &diags) == PVS_OK) {
        if (pvs_scenario_compile(scenario, &model, &diags) == PVS_OK &&
            model->n_threats > 5000000) {
            abort();
        }
        pvs_scenario_free(scenario);
    } else if (diags.n_errors == 0) {
        abort(); // refused without a word
    }
    pvs_model_free(model);
    pvs_diags_free(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    char *text = n <= 4000 ? malloc(n + 1) : NULL;
    if (text) {
        memcpy(text, data, n);
        text[n] = '\0';
        try_settings(text);
    }
    free(text);
    return 0;
}
