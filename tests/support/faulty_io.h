// SPDX-License-Identifier: Apache-2.0
// The system's files with faults: the n-th call fails with a chosen errno, writes may be short.
#ifndef PVS_TESTS_FAULTY_IO_H
#define PVS_TESTS_FAULTY_IO_H

#include <errno.h>
#include <stdbool.h>

#include "record/io.h"

typedef struct {
    long fail_at; ///< index of the call that fails, from 0; -1 = none
    long n_calls;
    int error;        ///< errno of the failure
    size_t write_max; ///< bytes a write takes at most; 0 = all
} FaultyIo;

static inline bool faulty_now(FaultyIo *f) {
    bool now = f->n_calls++ == f->fail_at;
    if (now) {
        errno = f->error;
    }
    return now;
}
static inline int faulty_open(void *ctx, const char *path, int flags, unsigned mode) {
    return faulty_now(ctx) ? -1 : pvs_io_system()->open(NULL, path, flags, mode);
}
static inline long faulty_write(void *ctx, int fd, const void *data, size_t n) {
    FaultyIo *f = ctx;
    if (faulty_now(f)) {
        return -1;
    }
    return pvs_io_system()->write(NULL, fd, data,
                                  f->write_max && n > f->write_max ? f->write_max : n);
}
static inline int faulty_fsync(void *ctx, int fd) {
    return faulty_now(ctx) ? -1 : pvs_io_system()->fsync(NULL, fd);
}
static inline int faulty_close(void *ctx, int fd) {
    int result = pvs_io_system()->close(NULL, fd); // a failing close has closed all the same
    return faulty_now(ctx) ? -1 : result;
}
static inline int faulty_rename(void *ctx, const char *from, const char *to) {
    return faulty_now(ctx) ? -1 : pvs_io_system()->rename(NULL, from, to);
}
static inline int faulty_unlink(void *ctx, const char *path) {
    return pvs_io_system()->unlink(ctx, path);
}

static inline PvsIo faulty_io(FaultyIo *f) {
    return (PvsIo){
        faulty_open, faulty_write, faulty_fsync, faulty_close, faulty_rename, faulty_unlink, f};
}

#endif
