// SPDX-License-Identifier: Apache-2.0
// Battles as streams of record bytes: played by threads of their own, kept for the next who asks for the same. Private to the room.
#ifndef PVS_SERVE_PLAYS_H
#define PVS_SERVE_PLAYS_H

#include "record/record.h"
#include "serve/loaded.h"
#include "serve/log.h"

#define PVS_STREAM_BYTES_MAX ((uint64_t)2 << 30)

typedef struct PvsPlays PvsPlays;

/// What is wanted. Either `loaded` with seed and replication, or a record's `path`.
typedef struct {
    PvsLoaded *loaded;
    const char *path;
    uint64_t seed, replication;
    PvsEventLevel level;
    bool only; ///< of that level alone, in place of all down to it
} PvsPlay;

/// `wake` is called from playing threads when a stream has grown.
PvsPlays *pvs_plays_create(void (*wake)(void *ctx), void *ctx);
void pvs_plays_destroy(PvsPlays *plays); ///< stops what is played; null is allowed
/// The stream, shared with the caller, who releases it. Null: out of memory.
PvsLog *pvs_plays_get(PvsPlays *plays, const PvsPlay *play);
void pvs_plays_forget(PvsPlays *plays); ///< FILE was read again

/// A writer of records into a log: `io` must live as long as it. `path` in its messages is "the stream".
typedef struct {
    PvsIo io;
    PvsLog *log;
    void (*wake)(void *ctx);
    void *ctx;
} PvsLogIo;
PvsStatus pvs_log_writer(PvsLogIo *io, const PvsMeta *meta, PvsRecordWriter **out, PvsError *err);

#endif
