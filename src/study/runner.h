// SPDX-License-Identifier: Apache-2.0
// Private to study/: plays the blocks of a study on threads. Threads share nothing but the list of what is to do.
#ifndef PVS_STUDY_RUNNER_H
#define PVS_STUDY_RUNNER_H

#include <pavise/study.h>

#include "study/store.h"

typedef struct {
    const PvsStudyOptions *options;
    uint64_t n_battles; ///< played by this run
    uint64_t n_kept;    ///< found in the folder
    double wall_s;      ///< of the playing, when there is a clock
    PvsStr damaged;     ///< a line for each block that was damaged and is played again
    uint32_t n_damaged;
    bool interrupted, out_of_time;
} PvsRunReport;

/// Plays all blocks of all points from battle `from` to `to` (or to what the point wants) that the folder lacks. Sets interrupted or out_of_time when it was
/// asked to stop; then what was played stands.
PvsStatus pvs_study_play(const PvsStore *store, uint64_t from, uint64_t to, double deadline_s,
                         PvsRunReport *report, PvsError *err);
/// Sets n_done of every point from what stands in the folder, up to `to`. Damaged and foreign blocks are named in *said and count as absent.
void pvs_study_count(const PvsStore *store, PvsStudy *study, uint64_t to, PvsStr *said,
                     uint32_t *n_bad, uint32_t *n_missing);

#endif
