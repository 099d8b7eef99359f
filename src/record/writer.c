// SPDX-License-Identifier: Apache-2.0
// A sink that stores a battle: blocks of encoded events, then an index, through an output file that
// is whole or absent.
#include <stdio.h>
#include <string.h>

#include "record/bytes.h"
#include "record/layout.h"
#include "record/record.h"

typedef struct {
    uint64_t offset;
    PvsTime t_first;
    uint32_t n_events;
} IndexEntry;

struct PvsRecordWriter {
    PvsOut *file;
    uint64_t offset; ///< bytes written so far
    uint64_t n_events;
    PvsSha256 sha256;
    IndexEntry *index;
    size_t n_index, index_capacity;
    PvsError error;          ///< first failure that is not the file's own
    PvsTime t_first, t_last; ///< of the block being filled; of the last event
    uint32_t n_block_events;
    size_t n_payload;
    uint8_t block[PVS_RECORD_BLOCK_N + PVS_RECORD_PAYLOAD_MAX + PVS_RECORD_CRC_N];
};

static void put(PvsRecordWriter *w, const void *data, size_t n) {
    pvs_out_write(w->file, data, n);
    w->offset += n;
}

static bool add_index(PvsRecordWriter *w) {
    if (w->n_index == w->index_capacity) {
        size_t capacity = w->index_capacity ? 2 * w->index_capacity : 64;
        IndexEntry *index = pvs_realloc(w->index, capacity * sizeof *index);
        if (!index) {
            pvs_error_set(&w->error, PVS_NO_MEMORY, "out of memory while recording");
            return false;
        }
        w->index = index;
        w->index_capacity = capacity;
    }
    w->index[w->n_index++] = (IndexEntry){w->offset, w->t_first, w->n_block_events};
    return true;
}

static void close_block(PvsRecordWriter *w) {
    if (w->n_block_events == 0 || !add_index(w)) {
        return;
    }
    uint8_t *p = w->block;
    p[0] = 'B';
    pvs_put_u32(p + 1, (uint32_t)w->n_payload);
    pvs_put_u32(p + 5, w->n_block_events);
    pvs_put_u64(p + 9, (uint64_t)w->t_first);
    pvs_sha256_add(&w->sha256, p + PVS_RECORD_BLOCK_N, w->n_payload);
    size_t n = PVS_RECORD_BLOCK_N + w->n_payload;
    pvs_put_u32(p + n, pvs_crc32(0, p, n));
    put(w, p, n + PVS_RECORD_CRC_N);
    w->n_payload = 0;
    w->n_block_events = 0;
}

static int on_event(void *ctx, const PvsEvent *event) {
    PvsRecordWriter *w = ctx;
    if (w->n_events > 0 && event->t < w->t_last) {
        return (int)pvs_error_set(&w->error, PVS_BAD_USAGE,
                                  "events were recorded out of order of time");
    }
    w->t_last = event->t;
    if (w->n_block_events == 0) {
        w->t_first = event->t;
    }
    w->n_payload += pvs_event_encode(event, w->block + PVS_RECORD_BLOCK_N + w->n_payload);
    w->n_block_events++;
    w->n_events++;
    if (w->n_payload >= PVS_RECORD_PAYLOAD) {
        close_block(w);
    }
    return (int)pvs_record_writer_error(w)->status;
}

static void put_head(PvsRecordWriter *w, const PvsStr *meta) {
    uint8_t head[PVS_RECORD_HEAD_N], crc[PVS_RECORD_CRC_N];
    memcpy(head, PVS_RECORD_MAGIC, PVS_RECORD_MAGIC_N);
    pvs_put_u32(head + 8, PVS_RECORD_VERSION);
    pvs_put_u32(head + 12, (uint32_t)meta->n);
    pvs_put_u32(crc, pvs_crc32(pvs_crc32(0, head, sizeof head), meta->text, meta->n));
    put(w, head, sizeof head);
    put(w, meta->text, meta->n);
    put(w, crc, sizeof crc);
}

PvsStatus pvs_record_writer_create(const char *path, const PvsMeta *meta, const PvsIo *io,
                                   PvsRecordWriter **out, PvsError *err) {
    *out = NULL;
    PvsStr text = {0};
    pvs_meta_to_json(meta, &text);
    PvsRecordWriter *w = pvs_alloc(sizeof *w);
    PvsStatus status;
    if (!w || text.failed) {
        status = pvs_error_set(err, PVS_NO_MEMORY, "%s: out of memory", path);
    } else if (text.n > PVS_RECORD_META_MAX) {
        status = pvs_error_set(err, PVS_LIMIT,
                               "%s: the names of this scenario take %zu bytes; a record holds %u",
                               path, text.n, PVS_RECORD_META_MAX);
    } else {
        status = pvs_out_create(path, io, &w->file, err);
    }
    if (w && status == PVS_OK) {
        pvs_sha256_init(&w->sha256);
        put_head(w, &text);
        *out = w;
    } else {
        pvs_free(w);
    }
    pvs_str_free(&text);
    return status;
}

PvsStatus pvs_record_writer_begin(const char *path, const PvsModel *model, uint64_t seed,
                                  uint64_t replication, PvsRecordWriter **out, PvsError *err) {
    PvsArena arena;
    PvsMeta meta;
    pvs_arena_init(&arena);
    *out = NULL;
    PvsStatus status = pvs_meta_from_model(model, seed, replication, &arena, &meta, err);
    if (status == PVS_OK) {
        status = pvs_record_writer_create(path, &meta, NULL, out, err);
    }
    pvs_arena_free(&arena);
    return status;
}

PvsSink pvs_record_writer_sink(PvsRecordWriter *writer) {
    return (PvsSink){.on_event = on_event, .ctx = writer, .level = PVS_LEVEL_PLOT};
}

const PvsError *pvs_record_writer_error(const PvsRecordWriter *writer) {
    return writer->error.status != PVS_OK ? &writer->error : pvs_out_error(writer->file);
}

PvsStatus pvs_record_writer_flush(PvsRecordWriter *w) {
    close_block(w);
    PvsStatus status = pvs_out_flush(w->file);
    return w->error.status != PVS_OK ? w->error.status : status;
}

static unsigned nibble(char hex_digit) {
    return (unsigned)(hex_digit <= '9' ? hex_digit - '0' : hex_digit - 'a' + 10);
}

static void put_footer(PvsRecordWriter *w, bool interrupted) {
    uint64_t at_footer = w->offset;
    uint8_t footer[PVS_RECORD_FOOTER_N] = {'F'};
    char hex[65];
    pvs_put_u32(footer + 1, interrupted ? PVS_RECORD_FLAG_INTERRUPTED : 0);
    pvs_put_u64(footer + 5, w->n_events);
    pvs_put_u32(footer + 13, (uint32_t)w->n_index);
    pvs_sha256_hex(&w->sha256, hex);
    for (size_t i = 0; i < 32; i++) {
        footer[17 + i] = (uint8_t)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
    }
    uint32_t crc = pvs_crc32(0, footer, sizeof footer);
    put(w, footer, sizeof footer);
    for (size_t i = 0; i < w->n_index; i++) {
        uint8_t entry[PVS_RECORD_INDEX_N];
        pvs_put_u64(entry, w->index[i].offset);
        pvs_put_u64(entry + 8, (uint64_t)w->index[i].t_first);
        pvs_put_u32(entry + 16, w->index[i].n_events);
        crc = pvs_crc32(crc, entry, sizeof entry);
        put(w, entry, sizeof entry);
    }
    uint8_t end[PVS_RECORD_CRC_N + PVS_RECORD_TAIL_N];
    pvs_put_u32(end, crc);
    pvs_put_u64(end + 4, at_footer);
    memcpy(end + 12, PVS_RECORD_END_MAGIC, PVS_RECORD_MAGIC_N);
    put(w, end, sizeof end);
}

PvsStatus pvs_record_writer_finish(PvsRecordWriter *w, bool interrupted, PvsError *err) {
    close_block(w);
    if (w->error.status != PVS_OK) {
        PvsStatus status = pvs_error_set(err, w->error.status, "%s", w->error.message);
        pvs_record_writer_discard(w);
        return status;
    }
    put_footer(w, interrupted);
    PvsStatus status = pvs_out_commit(w->file, err);
    pvs_free(w->index);
    pvs_free(w);
    return status;
}

void pvs_record_writer_discard(PvsRecordWriter *w) {
    if (w) {
        pvs_out_discard(w->file);
        pvs_free(w->index);
        pvs_free(w);
    }
}
