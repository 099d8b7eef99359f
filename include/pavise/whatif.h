// SPDX-License-Identifier: Apache-2.0
// What one change would do, at once: a baseline that is kept, and a variant played against it battle by battle on the same luck.
//
//     PvsWhatIf *w;
//     pvs_whatif_create(baseline, &options, &w, &err);      // plays nothing yet
//     pvs_whatif_prepare(w, 200, &err);                     // the baseline's battles, once
//     pvs_whatif_run(w, variant, 200, tell, ctx, &result, &err);
#ifndef PAVISE_WHATIF_H
#define PAVISE_WHATIF_H

#include <stdbool.h>
#include <stdint.h>

#include <pavise/battle.h>
#include <pavise/model.h>
#include <pavise/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Made by pvs_whatif_options_default; a struct that skipped it is refused.
typedef struct {
    uint32_t made;
    uint64_t seed;
    int jobs;                 ///< threads; 0: one for each processor that is on line
    const volatile int *stop; ///< when not null and non-zero, it ends after the battles under way
} PvsWhatIfOptions;
PvsWhatIfOptions pvs_whatif_options_default(void);

/// The state of the comparison after `pairs` battles of both. Differences are variant - baseline: below 0 the variant lets less through.
typedef struct {
    uint64_t pairs;
    double baseline, variant; ///< mean leakers
    double difference;
    /// 95 % for the expected difference, valid at every moment at once: one may look as often as one
    /// likes, and stop. Wide until 20 pairs differ: until then it takes no difference to be larger than
    /// the number of threats, and nothing else.
    double lo, hi;
    double correlation; ///< reached between the two; NaN: one of them does not vary
    double no_leak_baseline, no_leak_variant; ///< shares of battles in which nothing leaked
} PvsWhatIfResult;

typedef struct PvsWhatIf PvsWhatIf;

/// The baseline must outlive it. Not thread-safe: one call at a time.
PvsStatus pvs_whatif_create(const PvsModel *baseline, const PvsWhatIfOptions *options,
                            PvsWhatIf **out, PvsError *err);
void pvs_whatif_destroy(PvsWhatIf *w); ///< null is allowed
/// Plays the baseline's battles 0 to n - 1, as far as they were not played yet.
PvsStatus pvs_whatif_prepare(PvsWhatIf *w, uint64_t n, PvsError *err);
/// Plays the variant's battles 0 to n - 1 (and what the baseline lacks), and compares. `tell` (may be null) gets the state whenever further pairs are
/// there, in order of battles and from the thread that called; false ends it. The result is a function of models, seed and pairs alone. PVS_INTERRUPTED
/// when it was stopped; *out is then the state so far.
PvsStatus pvs_whatif_run(PvsWhatIf *w, const PvsModel *variant, uint64_t n,
                         bool (*tell)(void *ctx, const PvsWhatIfResult *state), void *ctx,
                         PvsWhatIfResult *out, PvsError *err);

#ifdef __cplusplus
}
#endif

#endif
