// SPDX-License-Identifier: Apache-2.0
// Reading files whole, within stated limits, and findings that show the line they are about.
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.h"
#include "base/text.h"
#include "scenario/node.h"

void *pvs_load_alloc(PvsLoad *load, size_t size) {
    void *p = pvs_arena_alloc(&load->arena, size);
    load->no_memory = load->no_memory || !p;
    return p;
}

char *pvs_load_strndup(PvsLoad *load, const char *s, size_t n) {
    char *p = pvs_arena_strndup(&load->arena, s, n);
    load->no_memory = load->no_memory || !p;
    return p;
}

char *pvs_load_printf(PvsLoad *load, const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    size_t n = pvs_text_format(text, sizeof text, format, args);
    va_end(args);
    return pvs_load_strndup(load, text, n < sizeof text ? strlen(text) : sizeof text - 1);
}

void pvs_load_free(PvsLoad *load) {
    for (uint32_t i = 0; i < load->n_sources; i++) {
        pvs_free(load->sources[i].text);
    }
    pvs_free(load->sources);
    pvs_arena_free(&load->arena);
}

// --- findings --------------------------------------------------------------------------------------------------

// The n-th line of a text (from 1), without its end; null beyond the last.
static const char *line_of(const PvsSource *source, int line, size_t *n) {
    const char *at = source->text, *end = source->text + source->n;
    for (int i = 1; i < line; i++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop) {
            return NULL;
        }
        at = stop + 1;
    }
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    *n = (size_t)((stop ? stop : end) - at);
    if (*n > 0 && at[*n - 1] == '\r') {
        --*n;
    }
    return at;
}

// Where the k-th field of a table's line begins, in characters from 1. Good enough for quoted fields too.
static int column_of_field(const char *line, size_t n, int k) {
    int column = 1;
    bool quoted = false;
    for (size_t i = 0; i < n && k > 1; i++) {
        quoted ^= line[i] == '"';
        k -= line[i] == ',' && !quoted;
        column += ((unsigned char)line[i] & 0xC0) != 0x80;
    }
    return column;
}

static void report(PvsLoad *load, PvsSeverity severity, int source, int line, int column,
                   const char *message) {
    if (!load->diags) {
        return;
    }
    bool known = source >= 0 && (uint32_t)source < load->n_sources;
    const PvsSource *in = known ? &load->sources[source] : NULL;
    size_t n = 0;
    const char *text = known && line > 0 && in->text ? line_of(in, line, &n) : NULL;
    if (known && in->is_table) {
        column = text && column > 0 ? column_of_field(text, n, column) : 0;
    }
    pvs_diags_add(load->diags, severity, (PvsPlace){known ? in->name : NULL, line, column}, "%s",
                  message);
    if (text && n > 0) {
        pvs_diags_set_excerpt(load->diags, text, n);
    }
}

#define FORMAT_MESSAGE(message, format)                                                            \
    do {                                                                                           \
        va_list args_;                                                                             \
        va_start(args_, format);                                                                   \
        pvs_text_format(message, sizeof message, format, args_);                                   \
        va_end(args_);                                                                             \
    } while (0)

void pvs_report_at(PvsLoad *load, PvsSeverity severity, int source, int line, int column,
                   const char *format, ...) {
    char message[480];
    FORMAT_MESSAGE(message, format);
    report(load, severity, source, line, column, message);
}

void pvs_report(PvsLoad *load, PvsNode *node, const char *format, ...) {
    if (node->reported || node->kind == PVS_NODE_BROKEN) {
        return;
    }
    node->reported = true;
    char message[480];
    FORMAT_MESSAGE(message, format);
    report(load, PVS_DIAG_ERROR, node->source, node->line, node->column, message);
}

void pvs_warn(PvsLoad *load, const PvsNode *node, const char *format, ...) {
    char message[480];
    FORMAT_MESSAGE(message, format);
    report(load, PVS_DIAG_WARNING, node ? node->source : -1, node ? node->line : 0,
           node ? node->column : 0, message);
}

const char *pvs_place_text(PvsLoad *load, const PvsNode *node) {
    const char *text = pvs_load_printf(load, "%s:%d:%d", load->sources[node->source].name,
                                       (int)node->line, (int)node->column);
    return text ? text : "";
}

// --- reading ---------------------------------------------------------------------------------------------------

static int keep_source(PvsLoad *load, const char *name, const char *role, char *text, size_t n) {
    if (load->n_sources == load->capacity) {
        uint32_t capacity = load->capacity ? 2 * load->capacity : 32;
        PvsSource *more = pvs_realloc(load->sources, capacity * sizeof *more);
        if (!more) {
            load->no_memory = true;
            pvs_free(text);
            return -1;
        }
        load->sources = more;
        load->capacity = capacity;
    }
    char *kept_name = pvs_load_strndup(load, name, strlen(name)),
         *kept_role = pvs_load_strndup(load, role, strlen(role));
    if (!kept_name || !kept_role) {
        pvs_free(text);
        return -1;
    }
    PvsSource *source = &load->sources[load->n_sources];
    *source = (PvsSource){.name = kept_name, .role = kept_role, .text = text, .n = n};
    PvsSha256 hash; // now, because tables are changed while they are read
    pvs_sha256_init(&hash);
    pvs_sha256_add(&hash, text, n);
    pvs_sha256_hex(&hash, source->sha256);
    return (int)load->n_sources++;
}

__attribute__((format(printf, 4, 5))) static int refuse(PvsLoad *load, const PvsNode *from,
                                                        const char *path, const char *format, ...) {
    char message[480];
    FORMAT_MESSAGE(message, format);
    load->io_failed = true;
    if (from) {
        report(load, PVS_DIAG_ERROR, from->source, from->line, from->column, message);
    } else if (load->diags) {
        pvs_diags_add(load->diags, PVS_DIAG_ERROR, (PvsPlace){path, 0, 0}, "%s", message);
    }
    return -1;
}

// All of a descriptor, at most `limit` bytes of it. Pipes have no size, so that reading itself is bounded too.
static char *read_all(PvsLoad *load, int fd, size_t guess, size_t limit, size_t *n,
                      const char **why) {
    size_t capacity = guess + 1;
    char *text = pvs_alloc(capacity + 1);
    for (*n = 0; text;) {
        if (*n == capacity) {
            capacity *= 2;
            char *more = pvs_realloc(text, capacity + 1);
            if (!more) {
                break;
            }
            text = more;
        }
        ssize_t got = read(fd, text + *n, capacity - *n);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            text[*n] = '\0';
            *why = got < 0 ? strerror(errno) : NULL;
            return text;
        }
        *n += (size_t)got;
        if (*n > limit) {
            *why = "too large";
            return text;
        }
    }
    load->no_memory = true;
    *why = "out of memory";
    return text;
}

static int read_open(PvsLoad *load, int fd, const char *path, const char *role, size_t max_bytes,
                     const PvsNode *from) {
    struct stat info;
    if (fstat(fd, &info) != 0) {
        return refuse(load, from, path, "\"%.200s\": %s", path, strerror(errno));
    }
    if (S_ISDIR(info.st_mode)) {
        return refuse(load, from, path, "\"%.200s\" is a folder; a file is expected", path);
    }
    if (S_ISREG(info.st_mode) && (uintmax_t)info.st_size > max_bytes) {
        return refuse(load, from, path,
                      "\"%.200s\" is too large: %.1f MiB; at most %.0f MiB are read", path,
                      (double)info.st_size / 1048576.0, (double)max_bytes / 1048576.0);
    }
    size_t n = 0;
    const char *why = NULL;
    size_t guess = S_ISREG(info.st_mode) && info.st_size > 0 ? (size_t)info.st_size : 65536;
    char *text = read_all(load, fd, guess, max_bytes, &n, &why);
    if (why) {
        pvs_free(text);
        return refuse(load, from, path, "\"%.200s\": %s", path, why);
    }
    return keep_source(load, path, role, text, n);
}

int pvs_source_read(PvsLoad *load, const char *path, const char *role, size_t max_bytes,
                    const PvsNode *from) {
    if (load->n_sources >= PVS_SOURCES_MAX) {
        return refuse(load, from, path, "more than %u files in one scenario", PVS_SOURCES_MAX);
    }
    // O_NONBLOCK: a named pipe without a writer must not hang the program; regular files do not care.
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        return refuse(load, from, path, "cannot read \"%.200s\": %s", path, strerror(errno));
    }
    int source = read_open(load, fd, path, role, max_bytes, from);
    close(fd);
    return source;
}

int pvs_source_add(PvsLoad *load, const char *name, const char *role, const char *text, size_t n) {
    if (load->n_sources >= PVS_SOURCES_MAX) {
        return refuse(load, NULL, name, "more than %u files in one scenario", PVS_SOURCES_MAX);
    }
    char *copy = pvs_alloc(n + 1);
    if (!copy) {
        load->no_memory = true;
        return -1;
    }
    memcpy(copy, text, n);
    return keep_source(load, name, role, copy, n);
}
