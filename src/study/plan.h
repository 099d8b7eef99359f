// SPDX-License-Identifier: Apache-2.0
// Private to study/: a study as a list of points, each a scenario with some values set, and how many battles of each.
//
// A replication is a pure function of (point, replication): the plan alone says what it is, so that any thread, shard or machine may play it.
#ifndef PVS_STUDY_PLAN_H
#define PVS_STUDY_PLAN_H

#include "scenario/study_file.h"
#include "study/draw.h"
#include "study/layout.h"

typedef enum {
    PVS_POINT_DESIGN,         ///< a setting of the factors
    PVS_POINT_CASE,           ///< a listed raid
    PVS_POINT_COUNTERFACTUAL, ///< the base with a limit gone
    PVS_POINT_ONE_MORE,
    PVS_POINT_STRUCTURAL,       ///< an assumption at its other setting, at the base
    PVS_POINT_STRUCTURAL_OTHER, ///< and at the point that is compared first
    PVS_POINT_SHARING,          ///< nothing shared
    PVS_POINT_GOAL,
    PVS_POINT_PARAMETER, ///< figures at given places of their ranges
    PVS_N_POINT_KINDS
} PvsPointKind;
const char *pvs_point_kind_name(PvsPointKind kind);

typedef struct {
    PvsPointKind kind;
    const char *label;
    PvsOverride *settings; ///< all of them
    uint32_t n_settings;
    uint32_t n_own;     ///< the last n of them are this point's own; the rest is the base's
    uint32_t index;     ///< of its kind: which case, counterfactual, ...
    uint32_t member;    ///< of the ensemble
    int counterfactual; ///< PvsCounterfactual, -1: none
    PvsParameters parameters;
    uint64_t n_wanted; ///< battles, at most
    bool fixed;        ///< n_wanted whatever the stopping rule says
    PvsModel *model;   ///< compiled, when nothing is drawn at this point; shared by threads
    PvsLayout *layout;
    uint32_t n_series;   ///< numbers of time series a battle; 0: none are kept
    double price_usd;    ///< of the defence: units that have a price
    uint32_t n_unpriced; ///< units without one
    uint64_t n_done;     ///< battles that are whole, from 0 on
    uint64_t worst;      ///< the one with most leakers
    const char *const *warnings;
    uint32_t n_warnings;
} PvsPoint;

#define PVS_SERIES_BATTLES 512 ///< time series are kept for the first battles of a point

/// Where the points of the sensitivity are.
typedef struct {
    bool any;
    int group[PVS_N_GROUPS]; ///< those that have figures
    uint32_t n_groups;
    uint32_t correlations, tornado, morris, sobol; ///< first points
    uint32_t n_trajectories, n_rows;
    int *moved; ///< by point of the screening
} PvsSensitivity;

typedef struct PvsStudy {
    PvsArena arena;
    PvsStudyFile *file;
    const PvsStudySpec *spec;
    const char *scenario_path, *catalog_dir;
    const char *name, *scenario_name;
    uint64_t seed;
    char inputs_sha256[65];
    PvsPoint *points;
    uint32_t n_points, capacity;
    uint32_t base;        ///< the point that others are compared with
    uint32_t n_of_member; ///< points of the design for each raid of the ensemble
    uint32_t n_design;    ///< points of kind DESIGN come first
    double weight;        ///< of a battle at the first point: threats x (radars + units) x hours
    uint32_t block;       ///< battles of a block
    PvsDrawn drawn;       ///< figures that are not known exactly
    PvsSensitivity sensitivity;
    PvsStr sources; ///< for freezing: see store.c
    PvsScenarioSource *source;
    uint32_t n_sources;
} PvsStudy;

/// What the caller sets over the file's own words. Zeroed: nothing.
typedef struct {
    const char *catalog_dir;
    const char *scenario;  ///< instead of the file's; null: the file's
    uint64_t replications; ///< 0: the file's
    bool has_seed;
    uint64_t seed;
    const PvsOverride *settings; ///< of the scenario, under every point
    uint32_t n_settings;
} PvsStudyChanges;

/// Reads a study file and makes its points; compiles each once. All findings go to *diags.
PvsStatus pvs_study_plan(const char *path, const PvsStudyChanges *changes, PvsStudy **out,
                         PvsDiags *diags);
/// Adds a point: the settings below it, its own, its label (null: its own settings). Null: out of memory.
PvsPoint *pvs_study_add_point(PvsStudy *study, PvsPointKind kind, const PvsOverride *below,
                              uint32_t n_below, const PvsOverride *own, uint32_t n_own,
                              const char *label, uint32_t index);
void pvs_study_plan_free(PvsStudy *study); ///< null is allowed

/// Whether the models of a point differ from draw to draw.
bool pvs_point_is_drawn(const PvsStudy *study, const PvsPoint *point);
/// The outer draw of a replication.
uint64_t pvs_point_draw(const PvsStudy *study, const PvsPoint *point, uint64_t replication);
/// The model of an outer draw (the caller's): what point->model is when nothing is drawn.
PvsStatus pvs_point_compile(const PvsStudy *study, const PvsPoint *point, uint64_t draw,
                            PvsModel **out, PvsDiags *diags);

#endif
