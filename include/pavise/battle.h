// SPDX-License-Identifier: Apache-2.0
// A battle is a function: outcome = battle(model, seed, replication). The state is one arena of
// buffers for each worker.
#ifndef PAVISE_BATTLE_H
#define PAVISE_BATTLE_H

#include <stdbool.h>
#include <stdint.h>

#include <pavise/events.h>
#include <pavise/model.h>
#include <pavise/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct PvsState PvsState;

PvsState *pvs_state_create(const PvsModel *model); ///< null: out of memory. One a thread.
void pvs_state_destroy(PvsState *state);

/// Counts of threats by their one end. launched = the sum of the seven that follow it.
typedef struct {
    uint32_t launched, killed, soft_killed, failed, hit, missed, returned, in_flight, unreleased;
} PvsThreatCounts;
typedef struct {
    uint32_t fired, hit, missed, wasted, in_flight;
} PvsShotCounts;
typedef struct {
    uint32_t fired, kills, rounds_left;
    bool destroyed;
} PvsUnitOutcome;
typedef struct {
    double hits;
    bool destroyed;
    uint32_t low_kills; ///< kills low over it
} PvsSiteOutcome;

/// What happened. Arrays belong to the state and live until its next run.
typedef struct {
    PvsTime t_end;
    bool interrupted;
    PvsThreatCounts all, armed, decoys;
    const PvsThreatCounts *by_type; ///< n_threat_types
    PvsShotCounts shots;
    const PvsShotCounts *by_round; ///< n_round_types
    const PvsUnitOutcome *units;   ///< n_units
    const PvsSiteOutcome *sites;   ///< n_sites
    double defence_cost_usd, attack_cost_usd;
    uint32_t leakers;
    uint32_t leak_reasons[PVS_N_LEAK_REASONS];
    uint64_t n_looks, n_detections, n_plots, n_scans, n_windows, n_events, n_decisions;
    uint64_t digest;    ///< cheap 64-bit digest of the outcome-level events
    size_t state_bytes; ///< high-water mark of the state
} PvsOutcome;

/// Made by pvs_run_options_default; a struct that skipped it is refused.
typedef struct {
    uint32_t made;        ///< set by the maker
    const PvsSink *sinks; ///< n_sinks of them; called from the thread that runs the battle
    uint32_t n_sinks;
    const volatile int *stop; ///< when not null and non-zero, the battle ends at its next event
    int isa;                  ///< 0: best; 2 to 4: force x86-64-v2 to v4 (same bits)
    int look_batch;           ///< 0: default; lanes a batch (any value gives the same bits)
} PvsRunOptions;
PvsRunOptions pvs_run_options_default(void);

/// One replication. Thread-safe for different states. `options` null: the default ones. Fails with
/// PVS_BAD_USAGE for options that are not valid, for lack of memory, or with what a sink returned. A
/// battle that was stopped is PVS_OK, and its outcome is marked interrupted.
PvsStatus pvs_battle_run(const PvsModel *model, PvsState *state, uint64_t seed,
                         uint64_t replication, const PvsRunOptions *options, PvsOutcome *out,
                         PvsError *err);

#ifdef __cplusplus
}
#endif

#endif
