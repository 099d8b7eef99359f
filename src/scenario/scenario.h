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
/// The list of values of that document whose path is `under` or begins with it (null or "": all), in brackets, without a line break behind it.
PvsStatus pvs_scenario_values(const PvsScenario *scenario, const char *under, PvsStr *out);
/// What differs between two scenarios, a line a value; *n_differences may be null.
PvsStatus pvs_scenario_diff(const PvsScenario *a, const PvsScenario *b, bool json, PvsStr *out,
                            size_t *n_differences);

// --- everything that stands somewhere ---------------------------------------------------------------------------

typedef enum { PVS_MOVES_NOT, PVS_MOVES_ITSELF, PVS_MOVES_GROUP } PvsThingMove;
/// Pointers are valid during the visit.
typedef struct {
    const char *
        kind; ///< "place", "site", "post", "radar", "unit", "group" (a unit with a count), "area", "formation"
    const char *name;  ///< full
    const char *path;  ///< of what wrote it: "units.guns" for "guns/2"
    const char *type;  ///< entry or local type; null: none is named
    const char *under; ///< post; null
    double lat_rad, lon_rad, h_ell_m;
    double heading_rad; ///< NaN: it looks nowhere
    PvsThingMove
        move; ///< ITSELF: by setting `at` of its path; GROUP: that moves all of the path; NOT: it stands where another one does, or in a table
} PvsScenarioThing;
typedef void (*PvsThingVisit)(void *ctx, const PvsScenarioThing *thing);
/// In natural order of names.
void pvs_scenario_things(const PvsScenario *scenario, PvsThingVisit visit, void *ctx);

// --- edits of a scenario's text ----------------------------------------------------------------------------------

typedef enum {
    PVS_EDIT_SET,    ///< value; names on the way that are missing are made
    PVS_EDIT_ADD,    ///< value; an error when the name is taken
    PVS_EDIT_REMOVE, ///< an error when the text does not have it
    PVS_EDIT_DROP,   ///< as REMOVE, but what is not there need not be removed
    PVS_EDIT_RENAME, ///< value: the new name
} PvsEditKind;
typedef struct {
    PvsEditKind kind;
    const char *path;  ///< "units.north.rounds.48n6e3"; of a list by its place from 1
    const char *value; ///< as written in a scenario: "24", "[1, 2]", "{type: gepard, count: 4}"
} PvsTextEdit;
/// The text of a scenario with an edit in it, into *out (zeroed; pvs_str_free). All that the edit is not about stays byte for byte: comments,
/// order, layout, ends of lines. What comes out is read again and compared with what was meant, so that an edit is right or refused.
/// It looks at this text alone: what an include says is above or below it, and whether the scenario is valid is for loading to say.
/// PVS_BAD_INPUT with findings, which call the text `name`.
PvsStatus pvs_scenario_edit_text(const char *text, size_t n, const char *name,
                                 const PvsTextEdit *edit, PvsStr *out, PvsDiags *diags);

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
