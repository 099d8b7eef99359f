// SPDX-License-Identifier: Apache-2.0
// Blocks and records out of packets or a stream of bytes, and what to do when they are broken.
//
// A block says its category and length. One of an unknown category is skipped by its length; a
// record that cannot be read ends its block, because nothing says where the next one begins. When
// the length itself is nonsense, the reader looks for the next place at which a whole block of a
// known category can be read without fault, octet by octet. That search has a budget that grows with
// each octet read or stepped over, so that a hostile input costs at most a fixed factor more than a
// good one.
#include <string.h>

#include "base/arena.h"
#include "reader.h"

struct PvsAsterixReader {
    AsterixSource *source;
    AsterixWindow window;
    const PvsAsterixCategory *category; // of the block being read
    size_t block_end;                   // in the window; <= at: no block is being read
    uint64_t budget;                    // octets that may still be tried in the search for a block
    PvsAsterixRecord trial;             // for that search
    PvsAsterixCounts counts;
    PvsError error;
};

#define BUDGET_FIRST    (1u << 24)
#define BUDGET_AN_OCTET 16u

void asterix_skip(PvsAsterixCounts *counts, PvsAsterixSkip skip, uint64_t bytes, uint64_t where) {
    if (counts->skips[skip].n++ == 0) {
        counts->skips[skip].first = where;
    }
    counts->skips[skip].bytes += bytes;
}

PvsAsterixReader *asterix_reader_create(AsterixSource *source) {
    PvsAsterixReader *reader = source ? pvs_alloc(sizeof *reader) : NULL;
    if (!reader) {
        if (source) {
            source->close(source);
        }
        return NULL;
    }
    reader->source = source;
    reader->budget = BUDGET_FIRST;
    return reader;
}

void pvs_asterix_reader_close(PvsAsterixReader *reader) {
    if (reader) {
        reader->source->close(reader->source);
        pvs_asterix_record_free(&reader->trial);
        pvs_free(reader);
    }
}

const PvsError *pvs_asterix_reader_error(const PvsAsterixReader *reader) {
    return reader->error.status == PVS_OK ? NULL : &reader->error;
}

const PvsAsterixCounts *pvs_asterix_reader_counts(const PvsAsterixReader *reader) {
    return &reader->counts;
}

const AsterixSource *asterix_reader_source(const PvsAsterixReader *reader) {
    return reader->source;
}

static uint64_t where(const PvsAsterixReader *reader) {
    return reader->source->packets ? reader->window.where
                                   : reader->window.where + reader->window.at;
}

static size_t left(const PvsAsterixReader *reader) {
    return reader->window.n - reader->window.at;
}

static size_t block_length(const uint8_t *block) {
    return (size_t)block[1] << 8 | block[2];
}

// Whether a block may begin here: its length holds at least one octet and fits in n.
static bool has_header(const uint8_t *bytes, size_t n) {
    return n >= 4 && block_length(bytes) >= 4 && block_length(bytes) <= n;
}

// Whether a whole block of a known category stands here and can be read without fault.
static bool is_sound_block(PvsAsterixReader *reader, const uint8_t *bytes, size_t n) {
    const PvsAsterixCategory *category = n >= 4 ? pvs_asterix_category(bytes[0]) : NULL;
    if (!category || !has_header(bytes, n)) {
        return false;
    }
    size_t at = 3, end = block_length(bytes);
    while (at < end) {
        PvsAsterixSkip skip = pvs_asterix_decode(category, bytes + at, end - at, &reader->trial);
        size_t used = reader->trial.n_bytes + 1;
        reader->budget -= used < reader->budget ? used : reader->budget;
        if (skip != PVS_ASTERIX_READ) {
            return false;
        }
        at += reader->trial.n_bytes;
    }
    return true;
}

// Makes bytes ready for the next block; false at the end.
static bool refill(PvsAsterixReader *reader) {
    AsterixWindow *window = &reader->window;
    bool more = reader->source->packets ? left(reader) > 0 : left(reader) >= ASTERIX_WINDOW;
    return more || reader->source->more(reader->source, window, &reader->counts, &reader->error) ||
           (reader->error.status == PVS_OK && left(reader) > 0);
}

// Steps to the next sound block, or to the end of this packet or stream.
static void find_block(PvsAsterixReader *reader) {
    AsterixWindow *window = &reader->window;
    uint64_t from = where(reader), n = 0;
    while (left(reader) > 0 &&
           (reader->budget == 0 ||
            !is_sound_block(reader, window->bytes + window->at, left(reader)))) {
        window->at++;
        n++;
        reader->budget += BUDGET_AN_OCTET;
        if (!reader->source->packets && !refill(reader)) {
            break;
        }
    }
    asterix_skip(&reader->counts, PVS_ASTERIX_SKIP_LOST, n, from);
}

// A block of a category without a table; it is believed when what follows it could be a block too.
static bool skip_unknown(PvsAsterixReader *reader, const uint8_t *block) {
    size_t length = block_length(block), behind = left(reader) - length;
    if (behind > 0 && !has_header(block + length, behind)) {
        return false;
    }
    asterix_skip(&reader->counts, PVS_ASTERIX_SKIP_UNKNOWN_CATEGORY, length, where(reader));
    reader->counts.n_of_unknown_category[block[0]]++;
    reader->counts.n_blocks++;
    reader->window.at += length;
    return true;
}

// Finds the next block that can be read; false at the end.
static bool next_block(PvsAsterixReader *reader) {
    while (refill(reader)) {
        AsterixWindow *window = &reader->window;
        const uint8_t *block = window->bytes + window->at;
        bool whole = has_header(block, left(reader));
        reader->category = pvs_asterix_category(block[0]);
        if (whole && reader->category) {
            size_t length = block_length(block);
            reader->block_end = window->at + length;
            reader->counts.n_blocks++;
            reader->counts.n_bytes += length;
            reader->budget += BUDGET_AN_OCTET * length;
            window->at += 3;
            return true;
        }
        if (whole && skip_unknown(reader, block)) {
            continue;
        }
        if (!whole && reader->category) {
            asterix_skip(&reader->counts, PVS_ASTERIX_SKIP_BAD_LENGTH, 0, where(reader));
        }
        find_block(reader);
    }
    return false;
}

bool pvs_asterix_read(PvsAsterixReader *reader, PvsAsterixRecord *record) {
    AsterixWindow *window = &reader->window;
    for (;;) {
        if (window->at >= reader->block_end && !next_block(reader)) {
            return false;
        }
        size_t n = reader->block_end - window->at;
        PvsAsterixSkip skip =
            pvs_asterix_decode(reader->category, window->bytes + window->at, n, record);
        if (skip == PVS_ASTERIX_READ) {
            window->at += record->n_bytes;
            reader->counts.n_records++;
            reader->counts.n_of_category[reader->category->number]++;
            return true;
        }
        asterix_skip(&reader->counts, skip, n, where(reader));
        window->at = reader->block_end;
    }
}

// --- from memory ---------------------------------------------------------------------------------

typedef struct {
    AsterixSource source;
    const uint8_t *bytes;
    size_t n;
    bool given;
} MemorySource;

static bool memory_more(AsterixSource *source, AsterixWindow *window, PvsAsterixCounts *counts,
                        PvsError *err) {
    MemorySource *memory = (MemorySource *)source;
    (void)counts;
    (void)err;
    if (memory->given) {
        return false;
    }
    memory->given = true;
    *window = (AsterixWindow){.bytes = memory->bytes, .n = memory->n};
    return memory->n > 0;
}

static void memory_close(AsterixSource *source) {
    pvs_free(source);
}

PvsAsterixReader *pvs_asterix_reader_of_bytes(const uint8_t *bytes, size_t n) {
    MemorySource *memory = pvs_alloc(sizeof *memory);
    if (!memory) {
        return NULL;
    }
    *memory = (MemorySource){{false, memory_more, memory_close}, bytes, n, false};
    return asterix_reader_create(&memory->source);
}
