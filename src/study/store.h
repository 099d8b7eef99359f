// SPDX-License-Identifier: Apache-2.0
// Private to study/: the folder of a study. See docs/reference/study-folder.md.
//
//     DIR/study.json          what it is: version, hash of inputs, seed, block size, points; written last when the folder is made
//     DIR/inputs/             the frozen study, scenario and catalogue entries
//     DIR/shards/p00002-b000017.pvb   a block of battles, immutable, committed by rename
//     DIR/results.json, DIR/study.db  made by the merger alone
#ifndef PVS_STUDY_STORE_H
#define PVS_STUDY_STORE_H

#include "record/io.h"
#include "study/block.h"
#include "study/plan.h"

typedef struct {
    const char *dir;
    const PvsStudy *study;
    const PvsIo *io; ///< null: the system's
} PvsStore;

/// The system's files without fsync, for a folder that is thrown away.
PvsIo pvs_store_scratch_io(void);
/// Makes the folder, with its frozen inputs, or checks that the one that stands there is of the same study and version (then `resume` must be true).
/// PVS_BAD_INPUT with the reason when it is another's.
PvsStatus pvs_store_open(PvsStore *store, bool resume, bool *existed, PvsError *err);
/// Whether a folder is one of a study; the reason why not in err.
PvsStatus pvs_store_probe(const char *dir, PvsError *err);
/// The frozen study and scenario of a folder, and the settings and numbers under which it was made; strings from the arena.
PvsStatus pvs_store_frozen(const char *dir, PvsArena *arena, char **study_path,
                           PvsStudyChanges *changes, PvsError *err);

/// Commits a block. n rows from `first` on; a second copy of the same block does no harm.
PvsStatus pvs_store_put(const PvsStore *store, uint32_t point, uint64_t first, uint32_t n,
                        const double *rows, const double *series, PvsError *err);

typedef enum {
    PVS_STORED_ABSENT,
    PVS_STORED_WHOLE,
    PVS_STORED_PART,
    PVS_STORED_DAMAGED,
    PVS_STORED_FOREIGN
} PvsStored;
/// What stands for a block. rows (block x layout->n) and series may be null: only its head is looked at. *n is its rows. `why` (of at least 400 bytes) names the file and the reason when it is damaged or foreign.
PvsStored pvs_store_get(const PvsStore *store, uint32_t point, uint64_t first, double *rows,
                        double *series, uint32_t *n, char *why);

/// Writes a whole file of the folder.
PvsStatus pvs_store_write(const PvsStore *store, const char *name, const PvsStr *text,
                          PvsError *err);
/// Every battle of every point (n_done of each) as a table at `path`.
PvsStatus pvs_battles_csv(const PvsStore *store, const char *path, PvsError *err);
/// Removes temporary files that nobody can be writing any more: for the merger, when no other run is at work.
void pvs_store_sweep(const PvsStore *store);

#endif
