// SPDX-License-Identifier: Apache-2.0
// Files: a capture when the first bytes say so, else a stream of blocks, read through a buffer of
// fixed size however long it is.
#include <errno.h>
#include <string.h>

#include "base/arena.h"
#include "reader.h"

PvsAsterixReadOptions pvs_asterix_read_options_default(void) {
    return (PvsAsterixReadOptions){0};
}

#define BUFFER_BYTES (4 * ASTERIX_WINDOW)

typedef struct {
    AsterixSource source;
    FILE *file;
    const char *name;
    bool ended;
    uint8_t buffer[BUFFER_BYTES];
} StreamSource;

static bool stream_more(AsterixSource *source, AsterixWindow *window, PvsAsterixCounts *counts,
                        PvsError *err) {
    StreamSource *stream = (StreamSource *)source;
    (void)counts;
    if (stream->ended) {
        return false;
    }
    size_t left = window->n - window->at;
    if (left > 0) {
        memmove(stream->buffer, window->bytes + window->at, left);
    }
    size_t got = fread(stream->buffer + left, 1, BUFFER_BYTES - left, stream->file);
    if (got < BUFFER_BYTES - left) {
        stream->ended = true;
        if (ferror(stream->file)) {
            pvs_error_set(err, PVS_IO, "%s cannot be read on: %s", stream->name, strerror(errno));
        }
    }
    window->where += window->at;
    window->bytes = stream->buffer;
    window->n = left + got;
    window->at = 0;
    return window->n > 0 && err->status == PVS_OK;
}

static void close_file(FILE *file) {
    if (file != stdin) {
        fclose(file);
    }
}

static void stream_close(AsterixSource *source) {
    close_file(((StreamSource *)source)->file);
    pvs_free(source);
}

PvsStatus asterix_stream_source(FILE *file, const char *name, AsterixSource **out, PvsError *err) {
    StreamSource *stream = pvs_alloc(sizeof *stream);
    if (!stream) {
        return pvs_error_set(err, PVS_NO_MEMORY, "no memory to read %s", name);
    }
    stream->source = (AsterixSource){false, stream_more, stream_close};
    stream->file = file;
    stream->name = name;
    *out = &stream->source;
    return PVS_OK;
}

static bool is_capture(const uint8_t magic[4]) {
    static const uint8_t magics[][4] = {
        {0xa1, 0xb2, 0xc3, 0xd4}, {0xd4, 0xc3, 0xb2, 0xa1}, // pcap, microseconds
        {0xa1, 0xb2, 0x3c, 0x4d}, {0x4d, 0x3c, 0xb2, 0xa1}, // pcap, nanoseconds
        {0x0a, 0x0d, 0x0d, 0x0a},                           // pcapng
    };
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        if (memcmp(magic, magics[i], 4) == 0) {
            return true;
        }
    }
    return false;
}

static PvsStatus find_source(FILE *file, const char *name, const PvsAsterixReadOptions *options,
                             AsterixSource **out, PvsError *err) {
    uint8_t magic[4] = {0};
    size_t n = fread(magic, 1, sizeof magic, file);
    if (ferror(file)) {
        return pvs_error_set(err, PVS_IO, "%s cannot be read: %s", name, strerror(errno));
    }
    // Put back, so that a pipe works too; the C libraries hold at least these few.
    for (size_t i = n; i-- > 0;) {
        if (ungetc(magic[i], file) == EOF) {
            return pvs_error_set(err, PVS_IO, "%s cannot be read twice: give a file", name);
        }
    }
    if (magic[0] == 0x1f && magic[1] == 0x8b) {
        return pvs_error_set(err, PVS_BAD_INPUT,
                             "%s is compressed with gzip: expand it first (gzip -dc)", name);
    }
    return is_capture(magic) ? asterix_capture_source(file, name, options->udp_port, out, err)
                             : asterix_stream_source(file, name, out, err);
}

PvsStatus pvs_asterix_reader_of_file(FILE *file, const char *name,
                                     const PvsAsterixReadOptions *options, PvsAsterixReader **out,
                                     PvsError *err) {
    AsterixSource *source = NULL;
    PvsStatus status = find_source(file, name, options, &source, err);
    if (status != PVS_OK) {
        close_file(file);
        return status;
    }
    *out = asterix_reader_create(source);
    return *out ? PVS_OK : pvs_error_set(err, PVS_NO_MEMORY, "no memory to read %s", name);
}
