// SPDX-License-Identifier: Apache-2.0
// A battle played at a chosen rate into streams that any number of pages may follow. Private to the room.
#ifndef PVS_SERVE_LIVE_H
#define PVS_SERVE_LIVE_H

#include "serve/loaded.h"
#include "serve/log.h"

typedef struct PvsLive PvsLive;

typedef struct {
    PvsLoaded *loaded; ///< shared
    uint64_t seed, replication;
    double rate; ///< seconds of the battle in one of the clock, > 0
    void (*wake)(void *ctx);
    void *ctx;
} PvsLiveOptions;

/// Begins to play in a thread of its own. Null: out of memory.
PvsLive *pvs_live_start(const PvsLiveOptions *options);
void pvs_live_stop(PvsLive *live); ///< ends it; null is allowed
/// The stream of all events down to paths, or of plots alone; the live's.
PvsLog *pvs_live_log(PvsLive *live, bool plots);
double pvs_live_t_s(PvsLive *live);
const char *pvs_live_state(PvsLive *live); ///< "playing", "ended", "interrupted"

#endif
