// SPDX-License-Identifier: Apache-2.0
// The scenario as it stands against the scenario as it is on disk, on common random numbers, while one looks. Private to the room.
#ifndef PVS_SERVE_TRIAL_H
#define PVS_SERVE_TRIAL_H

#include "base/text.h"
#include "serve/loaded.h"

#define PVS_TRIAL_PAIRS     2000    ///< played for a change unless more are asked for
#define PVS_TRIAL_PAIRS_MAX 1000000 ///< that one may ask for

typedef struct PvsTrial PvsTrial;

/// `nudge` is called from playing threads when there is something to tell.
PvsTrial *pvs_trial_create(int n_threads, uint64_t seed, void (*nudge)(void *ctx), void *ctx);
void pvs_trial_destroy(PvsTrial *w); ///< null is allowed

/// Compares these two from now on (shared). `now` the same as `before`: only that is played. `fresh`: on luck that no comparison has seen.
/// A change that was not compared yet counts as a try. Null: stops and forgets all, the tries too.
void pvs_trial_begin(PvsTrial *w, PvsLoaded *before, PvsLoaded *now, uint64_t revision, bool fresh,
                     uint64_t n_pairs);
void pvs_trial_pause(PvsTrial *w, bool pause);
/// Goes on to so many pairs.
void pvs_trial_extend(PvsTrial *w, uint64_t n_pairs);

const char *pvs_trial_state(PvsTrial *w); ///< "running", "done", "paused", "failed"
bool pvs_trial_is_fresh(PvsTrial *w);
/// The notice as JSON into *out when there is something that was not told yet (`all`: in any case). False: nothing.
bool pvs_trial_tell(PvsTrial *w, uint64_t t_us, bool all, PvsStr *out);

#endif
