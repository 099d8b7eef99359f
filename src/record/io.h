// SPDX-License-Identifier: Apache-2.0
// Output files that are whole or absent: temporary file, fsync, rename, fsync of the folder.
//
// The system calls go through a small table, so that tests can make the n-th of them fail.
#ifndef PVS_RECORD_IO_H
#define PVS_RECORD_IO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/// The system calls that an output file needs; each returns -1 and sets errno on failure, as POSIX
/// does.
typedef struct {
    int (*open)(void *ctx, const char *path, int flags, unsigned mode);
    long (*write)(void *ctx, int fd, const void *data, size_t n);
    int (*fsync)(void *ctx, int fd);
    int (*close)(void *ctx, int fd);
    int (*rename)(void *ctx, const char *from, const char *to);
    int (*unlink)(void *ctx, const char *path);
    void *ctx;
} PvsIo;

const PvsIo *pvs_io_system(void);

/// A buffered output file. The first failure is kept; what is written after it is dropped.
typedef struct PvsOut PvsOut;

/// A file that will stand at `path` after pvs_out_commit. What exists there and is no regular file
/// (a device, a pipe) is written directly. io null: the system's.
PvsStatus pvs_out_create(const char *path, const PvsIo *io, PvsOut **out, PvsError *err);
/// Writes to an open descriptor (standard output), which stays open.
PvsStatus pvs_out_from_fd(int fd, const char *name, PvsOut **out, PvsError *err);
PvsStatus pvs_out_write(PvsOut *out, const void *data, size_t n);
PvsStatus pvs_out_text(PvsOut *out, const char *text); ///< zero-terminated
PvsStatus pvs_out_flush(PvsOut *out);                  ///< what is in the buffer is written
const PvsError *pvs_out_error(const PvsOut *out);      ///< status PVS_OK: none so far
/// Flushes, makes safe, renames, frees. On failure the temporary file is gone and `path` is as it
/// was.
PvsStatus pvs_out_commit(PvsOut *out, PvsError *err);
void pvs_out_discard(PvsOut *out); ///< null is allowed

/// What an errno means, for messages; thread-safe. `buf` may be used for it.
const char *pvs_errno_text(int error, char *buf, size_t size);

#endif
