// SPDX-License-Identifier: Apache-2.0
// The study file: a question about a scenario, as written. Read and checked here, by the same tables and messages as a scenario; what it means is src/study's.
#ifndef PVS_SCENARIO_STUDY_FILE_H
#define PVS_SCENARIO_STUDY_FILE_H

#include "scenario/scenario.h"

/// Values set together, written as in a scenario. The strings live as long as the study file.
typedef struct {
    const PvsOverride *items;
    const PvsPlace *places; ///< of each, in the study file
    uint32_t n;
} PvsStudySettings;

/// What varies: a list of values, or a range that designs sample.
typedef struct {
    const char *path;
    const char *const *values;
    uint32_t n_values; ///< 0: a range
    double low, high;  ///< of a range, in `unit`
    const char *unit;  ///< behind the number; "": none
    PvsPlace place;
} PvsStudyFactor;

/// A named setting: a listed raid, one more of something, a switch of the assumption card.
typedef struct {
    const char *name;
    PvsStudySettings set;
    double price_usd;   ///< NaN: from the scenario's prices
    const char *source; ///< of the price; null: none
    const char *about;
    PvsPlace place;
} PvsStudyNamed;

typedef enum {
    PVS_DESIGN_CROSSED,
    PVS_DESIGN_LISTED,
    PVS_DESIGN_LATIN_HYPERCUBE,
    PVS_DESIGN_SOBOL
} PvsStudyDesign;
typedef enum { PVS_DRAW_BEST, PVS_DRAW_RANGES, PVS_DRAW_LIST } PvsStudyDraw;
typedef enum { PVS_SHAPE_TRIANGULAR, PVS_SHAPE_PERT, PVS_SHAPE_UNIFORM } PvsStudyShape;

#define PVS_COUNTERFACTUAL_TABLE(X)                                                                \
    X(ROUNDS, "unlimited rounds", "no unit ever runs out of ready rounds")                         \
    X(CHANNELS, "unlimited channels", "no limit of target channels, missile channels or crews")    \
    X(WARNING, "perfect warning",                                                                  \
      "every radar sees every threat from its launch, at any range and height")                    \
    X(ASSESSMENT, "perfect assessment", "every kill and every miss is recognised as such")         \
    X(KILLS, "certain kills", "every round that meets its target within its envelope kills it")
typedef enum {
#define X(name, text, help) PVS_CF_##name,
    PVS_COUNTERFACTUAL_TABLE(X)
#undef X
        PVS_N_COUNTERFACTUALS
} PvsCounterfactual;
const char *pvs_counterfactual_name(PvsCounterfactual which);
const char *pvs_counterfactual_help(PvsCounterfactual which);

/// One figure of `draw: {list: }`.
typedef struct {
    const char *key; ///< as in `pavise check --expand`: entry and path, or path
    double low, best, high;
    bool relative; ///< low and high are factors of the best value
} PvsStudyRange;

typedef struct {
    const char *name, *about;
    const char *scenario; ///< path to open
    uint64_t seed;
    struct {
        uint64_t count;    ///< when `until` and `time_s` are absent
        const char *until; ///< measure; null: none
        double width;      ///< of its interval, whole
        uint64_t at_least, at_most;
        double time_s; ///< 0: none
    } replications;
    PvsStudyDesign design;
    uint32_t samples; ///< of the sampled designs
    const PvsStudyFactor *factors;
    uint32_t n_factors;
    const PvsStudySettings *listed; ///< of PVS_DESIGN_LISTED
    uint32_t n_listed;
    bool compares;
    PvsStudySettings compare_to;
    const char *const *compare_measures;
    uint32_t n_compare_measures;
    struct {
        PvsStudyDraw kind;
        PvsStudyShape shape;
        double correlation; ///< of ranks inside a group
        uint32_t battles;   ///< of each draw
        double widen;       ///< least half width of a sole public figure, as a share
        const PvsStudyRange *list;
        uint32_t n_list;
    } draw;
    unsigned counterfactuals; ///< bit by PvsCounterfactual
    const PvsStudyNamed *one_more, *cases, *structural, *ensemble;
    uint32_t n_one_more, n_cases, n_structural, n_ensemble;
    bool sharing; ///< also with nothing shared
    struct {
        const char *path; ///< null: none
        const char *const *values;
        uint32_t n_values;
        const char *measure;
        double at_most, probability;
        PvsPlace place;
    } goal;
    struct {
        bool wanted;
        const char *measure;
        uint32_t morris;  ///< trajectories
        uint32_t sobol;   ///< base samples
        uint32_t battles; ///< of each parameter point
    } sensitivity;
    const char *const *chosen; ///< replications to play again: "median", "worst"
    uint32_t n_chosen;
    PvsPlace place; ///< of its first line
} PvsStudySpec;

typedef struct PvsStudyFile PvsStudyFile;

/// Reads and checks a study; or a plain scenario, which is a study of itself: 200 battles, nothing varied. PVS_OK with *out (the caller's). Findings go to *diags. Factor paths are checked by those who know the scenario.
PvsStatus pvs_study_file_load(const char *path, PvsStudyFile **out, PvsDiags *diags);
/// Whether a file is a study, whatever else may be wrong with it. False when it cannot be read.
bool pvs_study_file_is_one(const char *path);
void pvs_study_file_free(PvsStudyFile *file); ///< null is allowed
const PvsStudySpec *pvs_study_file_spec(const PvsStudyFile *file);
/// Its text (n bytes): the study's own, empty when a plain scenario was given.
const char *pvs_study_file_text(const PvsStudyFile *file, size_t *n);
bool pvs_study_file_is_plain(const PvsStudyFile *file); ///< a scenario was given
/// Reports a finding at a place of the study, with the line's text.
void pvs_study_file_report(PvsStudyFile *file, PvsDiags *diags, PvsPlace place, const char *format,
                           ...) __attribute__((format(printf, 4, 5)));

/// Which side a path belongs to: "defence", "raid" or "scene".
const char *pvs_scenario_path_side(PvsScenario *scenario, const char *path);

/// One text that a scenario was made from: for freezing. `role` as in the hash of inputs ("scenario", "include raids.yaml", "catalog 48n6e3", "table threats.csv").
typedef struct {
    const char *role, *name, *entry, *folder, *sha256;
    bool is_table; ///< `text` was changed while it was read: read the file again
    const char *text;
    size_t n;
} PvsScenarioSource;
uint32_t pvs_scenario_n_sources(const PvsScenario *scenario);
PvsScenarioSource pvs_scenario_source(const PvsScenario *scenario, uint32_t i);

#endif
