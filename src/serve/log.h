// SPDX-License-Identifier: Apache-2.0
// A growing run of bytes that one thread writes and any number of readers follow at their own pace: the bytes of a stream. Private to
// the room. However many clients watch and however slow they are, the bytes are kept once.
#ifndef PVS_SERVE_LOG_H
#define PVS_SERVE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

typedef struct PvsLog PvsLog;

/// What a reader finds: how many bytes there are by now, and whether more will come.
typedef struct {
    uint64_t n;
    bool ended, failed;
} PvsLogState;

/// A log of at most max_bytes, with one owner. Null: out of memory.
PvsLog *pvs_log_create(uint64_t max_bytes);
PvsLog *pvs_log_share(PvsLog *log);  ///< one owner more; returns log
void pvs_log_release(PvsLog *log);   ///< one owner less; the last one frees it; null is allowed
bool pvs_log_is_shared(PvsLog *log); ///< whether somebody else owns it too

// Thread-safe, all of them.
/// PVS_LIMIT when the log would grow beyond its bound, PVS_NO_MEMORY.
PvsStatus pvs_log_append(PvsLog *log, const void *data, size_t n);
/// Marks a place from which a reader may begin, having left out what was before it.
void pvs_log_mark(PvsLog *log);
/// Nothing more comes. `error` null or PVS_OK: it is whole; else why it failed.
void pvs_log_end(PvsLog *log, const PvsError *error);
PvsLogState pvs_log_state(PvsLog *log);
/// Copies at most `size` bytes from an offset; returns how many.
size_t pvs_log_read(PvsLog *log, uint64_t offset, void *out, size_t size);
/// The newest mark at or before the end that is beyond `offset`; `offset` itself when there is none.
uint64_t pvs_log_newest_mark(PvsLog *log, uint64_t offset);
void pvs_log_error(PvsLog *log, PvsError *out);

#endif
