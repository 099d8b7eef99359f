// SPDX-License-Identifier: Apache-2.0
// Output files that are whole or absent. Method: write a temporary file in the same folder, fsync
// it, rename it over the name, fsync the folder; a crash at any moment leaves the old file or the
// new one (POSIX rename is atomic).
#include "record/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

#define BUFFER_BYTES 65536
#define TMP_TRIES    1000

struct PvsOut {
    PvsIo io;
    int fd;
    bool owns_fd;
    char *path; ///< final name, or what to call it in messages
    char *tmp;  ///< null: written directly
    PvsError error;
    size_t n;
    unsigned char buffer[BUFFER_BYTES];
};

static int system_open(void *ctx, const char *path, int flags, unsigned mode) {
    (void)ctx;
    return open(path, flags, (mode_t)mode);
}
static long system_write(void *ctx, int fd, const void *data, size_t n) {
    (void)ctx;
    return write(fd, data, n);
}
static int system_fsync(void *ctx, int fd) {
    (void)ctx;
    return fsync(fd);
}
static int system_close(void *ctx, int fd) {
    (void)ctx;
    return close(fd);
}
static int system_rename(void *ctx, const char *from, const char *to) {
    (void)ctx;
    return rename(from, to);
}
static int system_unlink(void *ctx, const char *path) {
    (void)ctx;
    return unlink(path);
}

const PvsIo *pvs_io_system(void) {
    static const PvsIo io = {system_open,   system_write,  system_fsync, system_close,
                             system_rename, system_unlink, NULL};
    return &io;
}

static char *copy_of(const char *text, const char *suffix) {
    size_t n = strlen(text) + strlen(suffix) + 1;
    char *copy = pvs_alloc(n);
    if (copy) {
        snprintf(copy, n, "%s%s", text, suffix);
    }
    return copy;
}

const char *pvs_errno_text(int error, char *buf, size_t size) {
#if defined(__GLIBC__)
    return strerror_r(error, buf, size);
#else
    return strerror_r(error, buf, size) == 0 ? buf : "unknown error";
#endif
}

static PvsStatus fail(PvsOut *out, const char *doing) {
    if (out->error.status == PVS_OK) {
        char reason[128];
        pvs_error_set(&out->error, PVS_IO, "%s: %s: %s", out->path, doing,
                      pvs_errno_text(errno, reason, sizeof reason));
    }
    return out->error.status;
}

static void release(PvsOut *out) {
    pvs_free(out->path);
    pvs_free(out->tmp);
    pvs_free(out);
}

// Opens the first free name of the form path.tmp-N. Names are never reused while they exist:
// another run may be writing there.
static PvsStatus open_temporary(PvsOut *out) {
    for (int i = 0; i < TMP_TRIES; i++) {
        char suffix[24];
        snprintf(suffix, sizeof suffix, ".tmp-%d", i);
        out->tmp = copy_of(out->path, suffix);
        if (!out->tmp) {
            return pvs_error_set(&out->error, PVS_NO_MEMORY, "%s: out of memory", out->path);
        }
        out->fd =
            out->io.open(out->io.ctx, out->tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (out->fd >= 0) {
            return PVS_OK;
        }
        pvs_free(out->tmp);
        out->tmp = NULL;
        if (errno != EEXIST) {
            break;
        }
    }
    return fail(out, "cannot be created");
}

static PvsOut *out_new(const char *path, const PvsIo *io) {
    PvsOut *out = pvs_alloc(sizeof *out);
    if (out) {
        out->io = io ? *io : *pvs_io_system();
        out->fd = -1;
        out->path = copy_of(path, "");
        if (!out->path) {
            pvs_free(out);
            out = NULL;
        }
    }
    return out;
}

PvsStatus pvs_out_create(const char *path, const PvsIo *io, PvsOut **result, PvsError *err) {
    *result = NULL;
    PvsOut *out = out_new(path, io);
    if (!out) {
        return pvs_error_set(err, PVS_NO_MEMORY, "%s: out of memory", path);
    }
    out->owns_fd = true;
    struct stat st;
    PvsStatus status;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
        // A device or a pipe must not be replaced by a file.
        out->fd = out->io.open(out->io.ctx, path, O_WRONLY | O_CLOEXEC, 0);
        status = out->fd >= 0 ? PVS_OK : fail(out, "cannot be opened");
    } else {
        status = open_temporary(out);
    }
    if (status != PVS_OK) {
        pvs_error_set(err, status, "%s", out->error.message);
        release(out);
        return status;
    }
    *result = out;
    return PVS_OK;
}

PvsStatus pvs_out_from_fd(int fd, const char *name, PvsOut **result, PvsError *err) {
    *result = out_new(name, NULL);
    if (!*result) {
        return pvs_error_set(err, PVS_NO_MEMORY, "%s: out of memory", name);
    }
    (*result)->fd = fd;
    return PVS_OK;
}

PvsStatus pvs_out_flush(PvsOut *out) {
    size_t at = 0;
    while (at < out->n && out->error.status == PVS_OK) {
        long n = out->io.write(out->io.ctx, out->fd, out->buffer + at, out->n - at);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            fail(out, "cannot be written");
            break;
        }
        at += (size_t)n;
    }
    out->n = 0;
    return out->error.status;
}

PvsStatus pvs_out_write(PvsOut *out, const void *data, size_t n) {
    const unsigned char *p = data;
    while (n > 0 && out->error.status == PVS_OK) {
        if (out->n == BUFFER_BYTES) {
            pvs_out_flush(out);
        }
        size_t part = n < BUFFER_BYTES - out->n ? n : BUFFER_BYTES - out->n;
        memcpy(out->buffer + out->n, p, part);
        out->n += part;
        p += part;
        n -= part;
    }
    return out->error.status;
}

PvsStatus pvs_out_text(PvsOut *out, const char *text) {
    return pvs_out_write(out, text, strlen(text));
}

const PvsError *pvs_out_error(const PvsOut *out) {
    return &out->error;
}

// The folder's own entry must reach the disk too; folders that cannot be opened or synced are left
// to the system.
static void sync_folder(PvsOut *out) {
    char *slash = strrchr(out->tmp, '/');
    const char *folder = ".";
    if (slash) {
        slash[slash == out->tmp ? 1 : 0] = '\0';
        folder = out->tmp;
    }
    int fd = out->io.open(out->io.ctx, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (fd >= 0) {
        if (out->io.fsync(out->io.ctx, fd) != 0 && errno != EINVAL) {
            fail(out, "the folder cannot be made safe on disk");
        }
        out->io.close(out->io.ctx, fd);
    }
}

static void close_file(PvsOut *out) {
    if (!out->owns_fd || out->fd < 0) {
        return;
    }
    if (out->tmp && out->error.status == PVS_OK && out->io.fsync(out->io.ctx, out->fd) != 0) {
        fail(out, "cannot be made safe on disk");
    }
    if (out->io.close(out->io.ctx, out->fd) != 0) {
        fail(out, "cannot be closed");
    }
    out->fd = -1;
}

PvsStatus pvs_out_commit(PvsOut *out, PvsError *err) {
    pvs_out_flush(out);
    close_file(out);
    if (out->tmp) {
        if (out->error.status == PVS_OK && out->io.rename(out->io.ctx, out->tmp, out->path) != 0) {
            fail(out, "cannot be given its name");
        }
        if (out->error.status == PVS_OK) {
            sync_folder(out);
        } else {
            out->io.unlink(out->io.ctx, out->tmp);
        }
    }
    PvsStatus status = out->error.status;
    if (status != PVS_OK) {
        pvs_error_set(err, status, "%s", out->error.message);
    }
    release(out);
    return status;
}

void pvs_out_discard(PvsOut *out) {
    if (!out) {
        return;
    }
    if (out->owns_fd && out->fd >= 0) {
        out->io.close(out->io.ctx, out->fd);
    }
    if (out->tmp) {
        out->io.unlink(out->io.ctx, out->tmp);
    }
    release(out);
}
