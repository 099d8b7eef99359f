// SPDX-License-Identifier: Apache-2.0
// Whole files, unpacked when they are gzip (zlib looks at the first two bytes).
#include <errno.h>
#include <string.h>
#include <zlib.h>

#include "base/arena.h"
#include "track/text_rows.h"

#define LIMIT ((size_t)4 << 30)

static PvsStatus fail(gzFile file, char *text, PvsStatus status) {
    gzclose_r(file);
    pvs_free(text);
    return status;
}

PvsStatus pvs_gz_read(const char *path, char **text, size_t *n, PvsError *err) {
    gzFile file = gzopen(path, "rbe");
    if (!file) {
        return pvs_error_set(err, errno ? PVS_IO : PVS_NO_MEMORY, "%s: %s", path,
                             errno ? strerror(errno) : "out of memory");
    }
    gzbuffer(file, 1 << 17);
    size_t capacity = 1 << 18, used = 0;
    char *buf = pvs_alloc(capacity);
    for (;;) {
        if (!buf) {
            return fail(file, buf, pvs_error_set(err, PVS_NO_MEMORY, "%s: out of memory", path));
        }
        int got = gzread(file, buf + used,
                         (unsigned)(capacity - used < 1u << 30 ? capacity - used : 1u << 30));
        if (got < 0) {
            int code;
            const char *why = gzerror(file, &code);
            return fail(file, buf,
                        pvs_error_set(err, code == Z_ERRNO ? PVS_IO : PVS_BAD_INPUT, "%s: %s", path,
                                      code == Z_ERRNO ? strerror(errno) : why));
        }
        if (got == 0) {
            break;
        }
        used += (size_t)got;
        if (used == capacity) {
            if (capacity >= LIMIT) {
                return fail(
                    file, buf,
                    pvs_error_set(err, PVS_LIMIT, "%s: longer than %zu bytes", path, LIMIT));
            }
            char *more = pvs_realloc(buf, 2 * capacity);
            if (!more) {
                return fail(file, buf,
                            pvs_error_set(err, PVS_NO_MEMORY, "%s: out of memory", path));
            }
            buf = more;
            capacity *= 2;
        }
    }
    int code;
    const char *why = gzerror(file, &code); // a gzip stream that was cut short
    if (code != Z_OK) {
        return fail(file, buf, pvs_error_set(err, PVS_BAD_INPUT, "%s: %s", path, why));
    }
    gzclose_r(file);
    *text = buf;
    *n = used;
    return PVS_OK;
}
