// SPDX-License-Identifier: Apache-2.0
// The face of the room: from a scenario file and the catalogue to a checked scenario, and from that to the model and the beliefs.
//
//     PvsScenarioOptions opt = pvs_scenario_options_default();
//     opt.catalog_dir = "catalog";
//     if (pvs_scenario_load("first-steps.yaml", &opt, &scenario, &diags) == PVS_OK) {
//         pvs_scenario_compile(scenario, &model, &diags);
//     }
//
// Loading says everything that is wrong in one pass. Nothing here prints, reads the environment or keeps global state.
#ifndef PVS_SCENARIO_SCENARIO_H
#define PVS_SCENARIO_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diags.h"
#include "base/status.h"
#include "base/text.h"
#include "base/units.h"
#include "model/model.h"

typedef struct PvsScenario PvsScenario;

/// One value set from outside, as a study does: "units.guns.count" = "8". The value is written as in a scenario.
typedef struct {
    const char *path, *value;
} PvsOverride;

/// Where a value that is not known exactly stands in this draw: low <= best <= high, SI. `key` is the same wherever the same figure is
/// used ("48n6e3.kill.ballistic", "units.north.reaction_time"). Returns the value to use, in [low, high]; a sole figure with a source
/// comes with low = best = high, and may be answered by another value, which is held within the field's limits.
typedef double (*PvsIgnoranceDraw)(void *ctx, const char *key, double low, double best,
                                   double high);

/// Made by pvs_scenario_options_default; a struct that skipped it is refused.
typedef struct {
    uint32_t made;                ///< set by the maker
    const char *catalog_dir;      ///< folder of catalogue entries; null: none
    const PvsOverride *overrides; ///< the later of two for one path stands
    size_t n_overrides;
    PvsIgnoranceDraw draw; ///< null: best values. What command believes is never drawn
    void *draw_ctx;
} PvsScenarioOptions;
PvsScenarioOptions pvs_scenario_options_default(void);

/// Reads and checks a scenario. PVS_OK with *out (the caller's, pvs_scenario_free); else findings in *diags and *out null. Warnings do not fail.
PvsStatus pvs_scenario_load(const char *path, const PvsScenarioOptions *opt, PvsScenario **out,
                            PvsDiags *diags);
/// The same from memory: `name` stands in messages; files that the text names are looked for in `dir` (null: naming files is an error).
PvsStatus pvs_scenario_load_text(const char *text, size_t n, const char *name, const char *dir,
                                 const PvsScenarioOptions *opt, PvsScenario **out, PvsDiags *diags);
void pvs_scenario_free(PvsScenario *scenario);

/// The model (the caller's, pvs_model_free), which does not need the scenario any more. Adds warnings to *diags.
PvsStatus pvs_scenario_compile(const PvsScenario *scenario, PvsModel **out, PvsDiags *diags);

const char *pvs_scenario_name(const PvsScenario *scenario);
/// The scenario's `reported` text; "" when it has none. Shown apart from outcomes, never compared with them.
const char *pvs_scenario_reported(const PvsScenario *scenario);
/// SHA-256 over all inputs: scenario, includes, tables, catalogue entries used, overrides; in an order that no folder decides.
const char *pvs_scenario_inputs_sha256(const PvsScenario *scenario);

// --- every value, and where it came from -----------------------------------------------------------------------

/// One value of a scenario or catalogue entry. Pointers are valid during the visit.
typedef struct {
    const char *path;   ///< "units.north.reaction_time"
    const char *key;    ///< of ignorance draws
    const char *text;   ///< as written, or the default
    PvsPlace place;     ///< file and line; file null: the default
    const char *source; ///< citation; null: none
    bool assumption;    ///< marked as one, or its source says estimate
    bool is_default;
    bool may_vary; ///< a study may vary it
    bool
        chance; ///< drawn in each battle: low, best, high are its bounds and middle (lognormal: mean, mean, 90th percentile)
    bool in_entry; ///< from the catalogue or from `types`
    PvsDimension dim;
    double low, best, high; ///< SI; NaN where it is no number; low = best = high: one figure
    const char *help;
} PvsScenarioValue;
typedef void (*PvsScenarioVisit)(void *ctx, const PvsScenarioValue *value);
/// Visits every value in the order of the schema, names in natural order.
PvsStatus pvs_scenario_visit(const PvsScenario *scenario, PvsScenarioVisit visit, void *ctx);
/// The whole scenario with every value and where it came from, for people; `json`: as one JSON document.
PvsStatus pvs_scenario_expand(const PvsScenario *scenario, bool json, PvsStr *out);
/// What differs between two scenarios, a line a value; *n_differences may be null.
PvsStatus pvs_scenario_diff(const PvsScenario *a, const PvsScenario *b, bool json, PvsStr *out,
                            size_t *n_differences);

// --- the catalogue ---------------------------------------------------------------------------------------------

/// All entries as a table (name, kind, title), or as JSON. Findings about entries that cannot be read go to *diags.
PvsStatus pvs_catalog_list(const char *catalog_dir, bool json, PvsStr *out, PvsDiags *diags);
/// One entry with each number's range and source; what it is made of follows. PVS_BAD_INPUT with the nearest name when unknown.
PvsStatus pvs_catalog_show(const char *catalog_dir, const char *name, bool json, PvsStr *out,
                           PvsDiags *diags);
/// Checks one entry's text (tests, fuzzing): as when a scenario uses it.
PvsStatus pvs_catalog_check_text(const char *text, size_t n, const char *name, PvsDiags *diags);
/// Checks every entry of a catalogue.
PvsStatus pvs_catalog_check(const char *catalog_dir, PvsDiags *diags);

// --- the schema ------------------------------------------------------------------------------------------------

void pvs_schema_json(PvsStr *out);      ///< JSON Schema (2020-12) of scenarios and entries
void pvs_schema_reference(PvsStr *out); ///< the reference page, Markdown

#endif
