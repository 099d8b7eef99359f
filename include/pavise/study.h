// SPDX-License-Identifier: Apache-2.0
// Studies: many battles of many settings, with honest intervals; and what one change would do, at once.
//
//     PvsStudyOptions opt = pvs_study_options_default();
//     opt.catalog_dir = "/usr/local/share/pavise/catalog";
//     opt.out_dir = "two-more-guns";
//     PvsStudyResults *results;
//     if (pvs_study_run("two-more-guns.yaml", &opt, &results, &err) == PVS_OK) {
//         puts(pvs_study_results_json(results));
//         pvs_study_results_free(results);
//     }
//
// The document is described in docs/reference/study-results.md. Nothing here reads the clock: the caller lends one.
#ifndef PAVISE_STUDY_H
#define PAVISE_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pavise/battle.h>
#include <pavise/model.h>
#include <pavise/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How far a study is. Values are those of the moment.
typedef struct {
    uint64_t done, total; ///< battles of all points; total is the most that may be needed
    uint32_t points;
    double elapsed_s; ///< 0 without a clock
    double mean, lo,
        hi;    ///< of leakers at the point that others are compared with; NaN: too few yet
    bool kept; ///< this part was found in the folder
} PvsStudyProgress;

/// Made by pvs_study_options_default; a struct that skipped it is refused.
typedef struct {
    uint32_t made;           ///< set by the maker
    const char *catalog_dir; ///< null: none
    const char *out_dir;     ///< the study's folder; must be given
    bool
        scratch; ///< the folder is thrown away afterwards: nothing is made safe on disk, no study.db
    bool resume;           ///< go on with a folder that stands there
    uint64_t replications; ///< 0: as the study says
    bool has_seed;         ///< `seed` stands instead of the study's
    uint64_t seed;
    const PvsModelSetting *settings; ///< values of the scenario set under every point
    size_t n_settings;
    int jobs;                 ///< threads; 0: one for each processor that is on line
    uint32_t shard, n_shards; ///< play part shard (from 1) of n_shards alone; n_shards 0: all
    const volatile int *
        stop; ///< when not null and non-zero, battles under way are finished and kept, and the study ends
    double (*clock_s)(void *ctx); ///< seconds that never go back; null: no rate, no time budget
    void (*on_progress)(void *ctx,
                        const PvsStudyProgress
                            *progress); ///< from the threads that play, one at a time; null: none
    void (*on_finding)(void *ctx, bool is_error, const char *text); ///< as in PvsModelOptions
    void *ctx;
    const char *battles_csv; ///< a table to write too: a row a battle; null: none
    const char *command;     ///< what repeats the study, for the document; may be null
} PvsStudyOptions;
PvsStudyOptions pvs_study_options_default(void);

typedef struct PvsStudyResults PvsStudyResults;

/// Reads a study (or a plain scenario: 200 battles of it), plays it into its folder, and sums it up. PVS_OK with *out, the caller's; a part of a study
/// (n_shards) gives no results (*out null). PVS_INTERRUPTED with *out when it was stopped. Thread-safe for different folders.
PvsStatus pvs_study_run(const char *path, const PvsStudyOptions *options, PvsStudyResults **out,
                        PvsError *err);
/// Reads and checks a study as running it does, and plays nothing. Findings go to on_finding. *n_points and *n_battles (the most; both may be null) are
/// what it would play.
PvsStatus pvs_study_check(const char *path, const PvsStudyOptions *options, uint32_t *n_points,
                          uint64_t *n_battles, PvsError *err);
/// Sums up a folder whose parts were played elsewhere; `others` are folders with further parts of the same study. PVS_BAD_INPUT names what is missing,
/// damaged or of another study.
PvsStatus pvs_study_merge(const char *dir, const char *const *others, size_t n_others,
                          const PvsStudyOptions *options, PvsStudyResults **out, PvsError *err);

/// What differs between the answers of two studies: folders, or their results.json. *text is freed by
/// pvs_study_text_free; *n_differences may be null.
PvsStatus pvs_study_diff(const char *a, const char *b, bool json, char **text,
                         size_t *n_differences, PvsError *err);
void pvs_study_text_free(char *text); ///< null is allowed

const char *
pvs_study_results_json(const PvsStudyResults *results); ///< lives as long as the results
const char *pvs_study_results_text(const PvsStudyResults *results); ///< for people
void pvs_study_results_free(PvsStudyResults *results);              ///< null is allowed

#ifdef __cplusplus
}
#endif

#endif
