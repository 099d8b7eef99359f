// SPDX-License-Identifier: Apache-2.0
// What the reader and its sources share: a source hands over bytes, in packets or as one stream.
#ifndef PVS_ASTERIX_READER_H
#define PVS_ASTERIX_READER_H

#include "asterix.h"

/// The bytes that may be read now. A source that is a stream keeps at least ASTERIX_WINDOW of them
/// behind `at`, or all that there are.
typedef struct {
    const uint8_t *bytes;
    size_t n, at;   ///< at <= n
    uint64_t where; ///< packet number from 1; of a stream, the offset of bytes[0]
} AsterixWindow;

#define ASTERIX_WINDOW 65536 ///< one more than the longest block

typedef struct AsterixSource {
    bool packets; ///< each call of `more` gives a packet of its own
    /// Called when a packet is used up, or before each block of a stream: gives more bytes. False
    /// at the end of the input or on failure (then err is set). May count skips.
    bool (*more)(struct AsterixSource *source, AsterixWindow *window, PvsAsterixCounts *counts,
                 PvsError *err);
    void (*close)(struct AsterixSource *source);
} AsterixSource;

/// A reader that owns a source (closed with it, or at once when memory is out: then null).
PvsAsterixReader *asterix_reader_create(AsterixSource *source);

/// Sources: a stream of blocks in a file; a capture (capture.c). `name` is for messages.
PvsStatus asterix_stream_source(FILE *file, const char *name, AsterixSource **out, PvsError *err);
PvsStatus asterix_capture_source(FILE *file, const char *name, int udp_port, AsterixSource **out,
                                 PvsError *err);

const AsterixSource *asterix_reader_source(const PvsAsterixReader *reader);

/// Counts one thing skipped.
void asterix_skip(PvsAsterixCounts *counts, PvsAsterixSkip skip, uint64_t bytes, uint64_t where);

#endif
