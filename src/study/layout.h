// SPDX-License-Identifier: Apache-2.0
// Private to study/: the row of numbers that a battle leaves, column by column, and their names.
#ifndef PVS_STUDY_LAYOUT_H
#define PVS_STUDY_LAYOUT_H

#include "base/arena.h"
#include "record/record.h"

// Counts of threats, in all, armed, decoys and by type: name, in the order of PvsThreatCounts.
#define PVS_THREAT_COUNT_TABLE(X)                                                                  \
    X(launched)                                                                                    \
    X(killed) X(soft_killed) X(failed) X(hit) X(missed) X(returned) X(in_flight) X(unreleased)
#define PVS_N_THREAT_COUNTS 9

// The kill chain: the furthest stage that an armed threat reached, and how it ended.
#define PVS_N_STAGES 5 ///< launched, seen, tracked, assigned, shot at
enum {
    PVS_FLOW_KILLED,
    PVS_FLOW_SOFT_KILLED,
    PVS_FLOW_FAILED,
    PVS_FLOW_RETURNED,
    PVS_FLOW_IN_FLIGHT,
    PVS_FLOW_LEAKED
};
#define PVS_N_FLOW_ENDS (PVS_FLOW_LEAKED + PVS_N_LEAK_REASONS)

// One column of a group: suffix-free name. Groups stand one after the other in a row.
#define PVS_GLOBAL_COLUMNS(X)                                                                      \
    X(leakers)                                                                                     \
    X(could_leak)                                                                                  \
    X(interceptors_fired)                                                                          \
    X(interceptors_hit)                                                                            \
    X(interceptors_missed)                                                                         \
    X(interceptors_wasted)                                                                         \
    X(interceptors_in_flight)                                                                      \
    X(defence_cost_usd)                                                                            \
    X(attack_cost_usd) X(assets_destroyed) X(value_lost) X(end_time_s) X(digest_low) X(digest_high)
#define PVS_TYPE_COLUMNS(X)                                                                        \
    X(leakers)                                                                                     \
    X(could_leak)                                                                                  \
    X(interceptors_fired) X(defence_cost_usd) X(attack_cost_usd) X(assets_destroyed) X(value_lost)
#define PVS_UNIT_COLUMNS(X)                                                                        \
    X(killed)                                                                                      \
    X(hit)                                                                                         \
    X(leakers)                                                                                     \
    X(interceptors_fired) X(defence_cost_usd) X(assets_destroyed) X(value_lost) X(rounds_left)
#define PVS_LAYER_COLUMNS(X)                                                                       \
    X(killed) X(leakers) X(interceptors_fired) X(defence_cost_usd) X(rounds_left)
#define PVS_ROUND_COLUMNS(X)                                                                       \
    X(interceptors_fired) X(interceptors_hit) X(interceptors_missed) X(interceptors_wasted)
#define PVS_SITE_COLUMNS(X) X(hits) X(destroyed) X(low_kills)

#define X(name)             PVS_G_##name,
enum { PVS_GLOBAL_COLUMNS(X) PVS_N_G };
#undef X
#define X(name) PVS_T_##name,
enum { PVS_TYPE_COLUMNS(X) PVS_N_T };
#undef X
#define X(name) PVS_U_##name,
enum { PVS_UNIT_COLUMNS(X) PVS_N_U };
#undef X
#define X(name) PVS_L_##name,
enum { PVS_LAYER_COLUMNS(X) PVS_N_L };
#undef X
#define X(name) PVS_R_##name,
enum { PVS_ROUND_COLUMNS(X) PVS_N_R };
#undef X
#define X(name) PVS_S_##name,
enum { PVS_SITE_COLUMNS(X) PVS_N_S };
#undef X

/// Where everything is in a row. Values only; names and arrays are the arena's.
typedef struct {
    PvsArena arena;
    uint32_t n_types, n_units, n_layers, n_rounds, n_sites;
    const char **layers;  ///< n_layers, in order of first unit
    uint32_t *unit_layer; ///< n_units
    double *layer_rounds; ///< n_layers: rounds at the start, depots included
    uint32_t *layer_channels, *layer_units;
    uint32_t counts;           ///< 3 x PVS_N_THREAT_COUNTS: all, armed, decoys
    uint32_t globals, reasons; ///< PVS_N_G; PVS_N_LEAK_REASONS
    uint32_t types;            ///< each: PVS_N_THREAT_COUNTS, PVS_N_T, PVS_N_LEAK_REASONS
    uint32_t units, by_layer, by_round, sites;
    uint32_t flow; ///< PVS_N_STAGES x PVS_N_FLOW_ENDS
    uint32_t n;    ///< columns of a row
    char **name;   ///< n
    // time series, beside the row
    uint32_t n_series; ///< in_air, rounds_left, channels_busy; then the last two by layer
    uint32_t n_times;  ///< points in time: from 0 to the scenario's end, equally spaced
    double dt_s;
    uint64_t hash; ///< of names, counts and times: rows of equal hash mean the same
} PvsLayout;

#define PVS_TYPE_STRIDE  (PVS_N_THREAT_COUNTS + PVS_N_T + PVS_N_LEAK_REASONS)
#define PVS_SERIES_TIMES 97

/// The layout of a model's rows. PVS_NO_MEMORY, or PVS_OK.
PvsStatus pvs_layout_make(const PvsModel *model, PvsLayout *out, PvsError *err);
void pvs_layout_free(PvsLayout *layout);
/// Column of that name, -1 when there is none.
int pvs_layout_find(const PvsLayout *layout, const char *name);
const char *pvs_stage_name(int stage);
const char *pvs_flow_end_name(int end); ///< "killed", "leaked: no channel"

#endif
