// SPDX-License-Identifier: Apache-2.0
// Pavise, a mission-level simulator of air and missile defence: the library's one header.
//
//     PvsModelOptions load = pvs_model_options_default();
//     load.catalog_dir = "/usr/local/share/pavise/catalog";
//     PvsModel *model;
//     if (pvs_model_load("first-steps.yaml", &load, &model, &err) == PVS_OK) {
//         PvsState *state = pvs_state_create(model);
//         PvsRunOptions run = pvs_run_options_default();
//         pvs_battle_run(model, state, 1, 0, &run, &outcome, &err);
//         ...
//     }
//
// A model is immutable and may be shared by threads; each thread has its own state. Nothing is
// global; nothing prints or exits. Errors are values: a status, and a sentence in a PvsError, which
// may be null.
#ifndef PAVISE_PAVISE_H
#define PAVISE_PAVISE_H

#include <pavise/alignment.h>
#include <pavise/battle.h>
#include <pavise/events.h>
#include <pavise/model.h>
#include <pavise/paths.h>
#include <pavise/record.h>
#include <pavise/status.h>
#include <pavise/study.h>
#include <pavise/time.h>
#include <pavise/track.h>
#include <pavise/whatif.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The version of the library: "0.1.0".
const char *pvs_version(void);

/// The outcome of a replication as `pavise run` prints it: for people, or (json) as one JSON
/// document. `sha256` is the hash of its events, or null. Writes at most `size` bytes with the
/// terminating zero to buf and returns the length wanted without it; 0 when memory is out.
size_t pvs_outcome_text(const PvsModel *model, const PvsOutcome *outcome, uint64_t seed,
                        uint64_t replication, const char *sha256, bool json, char *buf,
                        size_t size);

#ifdef __cplusplus
}
#endif

#endif
