// SPDX-License-Identifier: Apache-2.0
// Reading a record: every length is checked against the file's end before it is used, every part
// against its CRC.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/bytes.h"
#include "record/layout.h"
#include "record/meta.h"

typedef struct {
    uint64_t offset;
    PvsTime t_first;
    uint32_t n_events;
} IndexEntry;

struct PvsRecord {
    char *path;
    int fd; ///< -1: in memory
    const uint8_t *data;
    uint64_t n;     ///< bytes of the whole record
    PvsArena arena; ///< metadata, index
    PvsMeta meta;
    PvsMetaMap map;
    uint64_t n_events, at_blocks, at_footer;
    uint32_t flags, n_index;
    IndexEntry *index;
    char sha256[65];
    uint8_t block[PVS_RECORD_BLOCK_N + PVS_RECORD_PAYLOAD_MAX + PVS_RECORD_CRC_N];
};

// --- bytes ---------------------------------------------------------------------------------------

static PvsStatus bad(const PvsRecord *r, uint64_t at, const char *what, PvsError *err) {
    return pvs_error_set(err, PVS_BAD_INPUT, "%s: not a whole record: at byte %llu, %s", r->path,
                         (unsigned long long)at, what);
}

// Reads exactly n bytes at an offset; the caller has checked that they lie within the record.
static PvsStatus read_at(const PvsRecord *r, uint64_t at, void *out, size_t n, PvsError *err) {
    if (at > r->n || n > r->n - at) {
        return bad(r, r->n, "it ends too early", err);
    }
    if (r->fd < 0) {
        memcpy(out, r->data + at, n);
        return PVS_OK;
    }
    for (size_t done = 0; done < n;) {
        ssize_t got = pread(r->fd, (char *)out + done, n - done, (off_t)(at + done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            char reason[128];
            return pvs_error_set(err, PVS_IO, "%s: cannot be read: %s", r->path,
                                 pvs_errno_text(errno, reason, sizeof reason));
        }
        if (got == 0) {
            return bad(r, at + done, "it has become shorter while it was read", err);
        }
        done += (size_t)got;
    }
    return PVS_OK;
}

// --- opening -------------------------------------------------------------------------------------

static PvsStatus read_metadata(PvsRecord *r, PvsError *err) {
    uint8_t head[PVS_RECORD_HEAD_N];
    if (r->n < sizeof head) {
        return bad(r, r->n, "it ends within its header", err);
    }
    PvsStatus status = read_at(r, 0, head, sizeof head, err);
    if (status != PVS_OK) {
        return status;
    }
    if (memcmp(head, PVS_RECORD_MAGIC, PVS_RECORD_MAGIC_N) != 0) {
        return pvs_error_set(err, PVS_BAD_INPUT,
                             "%s: not a record of pavise (its first bytes are others)", r->path);
    }
    if (pvs_get_u32(head + 8) != PVS_RECORD_VERSION) {
        return pvs_error_set(err, PVS_BAD_INPUT,
                             "%s: a record of version %u; this program reads version %d", r->path,
                             pvs_get_u32(head + 8), PVS_RECORD_VERSION);
    }
    uint32_t n = pvs_get_u32(head + 12);
    if (n > PVS_RECORD_META_MAX || n > r->n - sizeof head ||
        r->n - sizeof head - n < PVS_RECORD_CRC_N) {
        return bad(r, 12, "the length of the metadata is larger than the file", err);
    }
    char *text = pvs_alloc((size_t)n + PVS_RECORD_CRC_N);
    if (!text) {
        return pvs_error_set(err, PVS_NO_MEMORY, "%s: out of memory", r->path);
    }
    status = read_at(r, sizeof head, text, (size_t)n + PVS_RECORD_CRC_N, err);
    if (status == PVS_OK && pvs_crc32(pvs_crc32(0, head, sizeof head), text, n) !=
                                pvs_get_u32((const uint8_t *)text + n)) {
        status = bad(r, sizeof head, "the metadata are damaged (CRC)", err);
    }
    PvsError json = {0};
    if (status == PVS_OK &&
        (status = pvs_meta_from_json(text, n, &r->arena, &r->meta, &r->map, &json)) != PVS_OK) {
        pvs_error_set(err, status, "%s: %s", r->path, json.message);
    }
    pvs_free(text);
    r->at_blocks = sizeof head + (uint64_t)n + PVS_RECORD_CRC_N;
    return status;
}

// The index must list blocks that follow one another from the metadata to the footer, with times
// that do not fall.
static PvsStatus check_index(PvsRecord *r, PvsError *err) {
    uint64_t n_events = 0, at = r->at_blocks;
    for (uint32_t i = 0; i < r->n_index; i++) {
        const IndexEntry *e = &r->index[i];
        bool first = i == 0;
        if ((first && e->offset != at) || e->offset < at || e->offset >= r->at_footer ||
            e->n_events == 0 || (!first && e->t_first < e[-1].t_first)) {
            return bad(r, r->at_footer, "the index is not in order", err);
        }
        at = e->offset + PVS_RECORD_BLOCK_N + PVS_RECORD_CRC_N;
        n_events += e->n_events;
    }
    return n_events == r->n_events
               ? PVS_OK
               : bad(r, r->at_footer, "index and number of events disagree", err);
}

static PvsStatus read_index(PvsRecord *r, const uint8_t *footer, PvsError *err) {
    uint64_t n = (uint64_t)r->n_index * PVS_RECORD_INDEX_N;
    if (r->at_footer + PVS_RECORD_FOOTER_N + n + PVS_RECORD_CRC_N + PVS_RECORD_TAIL_N != r->n) {
        return bad(r, r->at_footer, "the length of the index does not fit", err);
    }
    uint8_t *bytes = pvs_alloc((size_t)n + PVS_RECORD_CRC_N);
    r->index = pvs_arena_alloc(&r->arena, (r->n_index + (size_t)1) * sizeof *r->index);
    if (!bytes || !r->index) {
        pvs_free(bytes);
        return pvs_error_set(err, PVS_NO_MEMORY, "%s: out of memory", r->path);
    }
    PvsStatus status =
        read_at(r, r->at_footer + PVS_RECORD_FOOTER_N, bytes, (size_t)n + PVS_RECORD_CRC_N, err);
    if (status == PVS_OK && pvs_crc32(pvs_crc32(0, footer, PVS_RECORD_FOOTER_N), bytes,
                                      (size_t)n) != pvs_get_u32(bytes + n)) {
        status = bad(r, r->at_footer, "footer or index are damaged (CRC)", err);
    }
    for (uint32_t i = 0; status == PVS_OK && i < r->n_index; i++) {
        const uint8_t *p = bytes + (size_t)i * PVS_RECORD_INDEX_N;
        r->index[i] =
            (IndexEntry){pvs_get_u64(p), (PvsTime)pvs_get_u64(p + 8), pvs_get_u32(p + 16)};
    }
    pvs_free(bytes);
    return status == PVS_OK ? check_index(r, err) : status;
}

static PvsStatus read_footer(PvsRecord *r, PvsError *err) {
    uint8_t tail[PVS_RECORD_TAIL_N], footer[PVS_RECORD_FOOTER_N];
    PvsStatus status = read_at(r, r->n - sizeof tail, tail, sizeof tail, err);
    if (status != PVS_OK) {
        return status;
    }
    if (memcmp(tail + 8, PVS_RECORD_END_MAGIC, PVS_RECORD_MAGIC_N) != 0) {
        return bad(r, r->n, "the end mark is missing (it was cut off, or is still being written)",
                   err);
    }
    r->at_footer = pvs_get_u64(tail);
    if (r->at_footer < r->at_blocks || r->at_footer > r->n - sizeof tail ||
        r->n - sizeof tail - r->at_footer < sizeof footer + PVS_RECORD_CRC_N) {
        return bad(r, r->n - sizeof tail, "the place of the footer lies outside", err);
    }
    status = read_at(r, r->at_footer, footer, sizeof footer, err);
    if (status != PVS_OK) {
        return status;
    }
    if (footer[0] != 'F') {
        return bad(r, r->at_footer, "no footer stands where it should", err);
    }
    r->flags = pvs_get_u32(footer + 1);
    r->n_events = pvs_get_u64(footer + 5);
    r->n_index = pvs_get_u32(footer + 13);
    for (size_t i = 0; i < 32; i++) {
        snprintf(r->sha256 + 2 * i, 3, "%02x", footer[17 + i]);
    }
    return read_index(r, footer, err);
}

static PvsStatus record_open(const char *path, int fd, const void *data, uint64_t n,
                             PvsRecord **out, PvsError *err) {
    *out = NULL;
    PvsRecord *r = pvs_alloc(sizeof *r);
    char *copy = r ? pvs_alloc(strlen(path) + 1) : NULL;
    if (!copy) {
        pvs_free(r);
        return pvs_error_set(err, PVS_NO_MEMORY, "%s: out of memory", path);
    }
    memcpy(copy, path, strlen(path) + 1);
    r->path = copy;
    r->fd = fd;
    r->data = data;
    r->n = n;
    pvs_arena_init(&r->arena);
    PvsStatus status = read_metadata(r, err);
    if (status == PVS_OK && r->n - r->at_blocks < PVS_RECORD_TAIL_N) {
        status = bad(r, r->n, "it ends after its metadata", err);
    }
    if (status == PVS_OK) {
        status = read_footer(r, err);
    }
    if (status != PVS_OK) {
        r->fd = -1; // the caller closes it
        pvs_record_close(r);
        return status;
    }
    *out = r;
    return PVS_OK;
}

PvsStatus pvs_record_open_memory(const char *path, const void *data, size_t n, PvsRecord **out,
                                 PvsError *err) {
    return record_open(path, -1, data, n, out, err);
}

PvsStatus pvs_record_open(const char *path, PvsRecord **out, PvsError *err) {
    *out = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        char reason[128];
        PvsStatus status = pvs_error_set(err, PVS_IO, "%s: cannot be opened: %s", path,
                                         pvs_errno_text(errno, reason, sizeof reason));
        if (fd >= 0) {
            close(fd);
        }
        return status;
    }
    PvsStatus status =
        S_ISREG(st.st_mode)
            ? record_open(path, fd, NULL, (uint64_t)st.st_size, out, err)
            : pvs_error_set(err, PVS_BAD_INPUT, "%s: no regular file; use - for a pipe", path);
    if (status != PVS_OK) {
        close(fd);
    }
    return status;
}

void pvs_record_close(PvsRecord *record) {
    if (record) {
        if (record->fd >= 0) {
            close(record->fd);
        }
        pvs_arena_free(&record->arena);
        pvs_free(record->path);
        pvs_free(record);
    }
}

const PvsMeta *pvs_record_meta(const PvsRecord *record) {
    return &record->meta;
}

size_t pvs_record_name(const PvsRecord *record, PvsEventDomain domain, uint32_t id, char *buf,
                       size_t size) {
    char name[PVS_NAME_MAX];
    return pvs_text_printf(buf, size, "%s",
                           pvs_meta_name(&record->meta, domain, id, name, sizeof name));
}

bool pvs_record_interrupted(const PvsRecord *record) {
    return (record->flags & PVS_RECORD_FLAG_INTERRUPTED) != 0;
}

uint64_t pvs_record_n_events(const PvsRecord *record) {
    return record->n_events;
}

const char *pvs_record_sha256(const PvsRecord *record) {
    return record->sha256;
}

// --- replaying -----------------------------------------------------------------------------------

// Loads block i and checks it against its CRC and the index; the payload is at block +
// PVS_RECORD_BLOCK_N.
static PvsStatus load_block(PvsRecord *r, uint32_t i, size_t *n_payload, PvsError *err) {
    const IndexEntry *e = &r->index[i];
    uint64_t end = i + 1 < r->n_index ? r->index[i + 1].offset : r->at_footer;
    uint64_t n = end - e->offset;
    if (n < PVS_RECORD_BLOCK_N + PVS_RECORD_CRC_N || n > sizeof r->block) {
        return bad(r, e->offset, "the length of a block is not possible", err);
    }
    PvsStatus status = read_at(r, e->offset, r->block, (size_t)n, err);
    if (status != PVS_OK) {
        return status;
    }
    *n_payload = (size_t)n - PVS_RECORD_BLOCK_N - PVS_RECORD_CRC_N;
    const uint8_t *p = r->block;
    if (p[0] != 'B' || pvs_get_u32(p + 1) != *n_payload || pvs_get_u32(p + 5) != e->n_events ||
        (PvsTime)pvs_get_u64(p + 9) != e->t_first) {
        return bad(r, e->offset, "a block and the index disagree", err);
    }
    if (pvs_crc32(0, p, (size_t)n - PVS_RECORD_CRC_N) != pvs_get_u32(p + n - PVS_RECORD_CRC_N)) {
        return bad(r, e->offset, "a block is damaged (CRC)", err);
    }
    return PVS_OK;
}

static PvsStatus send(const PvsEvent *event, const PvsSink *sinks, uint32_t n_sinks,
                      PvsError *err) {
    PvsEventLevel level = pvs_event_info((PvsEventKind)event->kind)->level;
    for (uint32_t i = 0; i < n_sinks; i++) {
        int status = level <= sinks[i].level ? sinks[i].on_event(sinks[i].ctx, event) : PVS_OK;
        if (status != PVS_OK) {
            return pvs_error_set(err, (PvsStatus)status, "a sink of events failed: %s",
                                 pvs_status_text((PvsStatus)status));
        }
    }
    return PVS_OK;
}

static PvsStatus replay_block(PvsRecord *r, uint32_t i, size_t n_payload, PvsTime t_begin,
                              PvsTime t_end, const PvsSink *sinks, uint32_t n_sinks,
                              PvsError *err) {
    const uint8_t *payload = r->block + PVS_RECORD_BLOCK_N;
    PvsTime t = r->index[i].t_first;
    size_t at = 0;
    for (uint32_t k = 0; k < r->index[i].n_events; k++) {
        PvsEvent event;
        size_t used = pvs_event_decode_mapped(&r->map, payload + at, n_payload - at, &event);
        if (used == 0 || event.t < t || !pvs_meta_check_event(&r->meta, &r->map, &event)) {
            return bad(r, r->index[i].offset + PVS_RECORD_BLOCK_N + at, "no valid event follows",
                       err);
        }
        at += used;
        t = event.t;
        if (t >= t_begin && t < t_end) {
            PvsStatus status = send(&event, sinks, n_sinks, err);
            if (status != PVS_OK) {
                return status;
            }
        }
    }
    return at == n_payload
               ? PVS_OK
               : bad(r, r->index[i].offset + at, "a block holds more than its events", err);
}

PvsStatus pvs_record_replay(PvsRecord *r, const PvsSink *sinks, uint32_t n_sinks, PvsError *err) {
    PvsSha256 sha256;
    pvs_sha256_init(&sha256);
    for (uint32_t i = 0; i < r->n_index; i++) {
        size_t n_payload = 0;
        PvsStatus status = load_block(r, i, &n_payload, err);
        if (status == PVS_OK) {
            pvs_sha256_add(&sha256, r->block + PVS_RECORD_BLOCK_N, n_payload);
            status = replay_block(r, i, n_payload, INT64_MIN, INT64_MAX, sinks, n_sinks, err);
        }
        if (status != PVS_OK) {
            return status;
        }
    }
    char hex[65];
    pvs_sha256_hex(&sha256, hex);
    return strcmp(hex, r->sha256) == 0
               ? PVS_OK
               : bad(r, r->at_footer, "the sha256 of the events is another", err);
}

// The first block that can hold an event at or after t.
static uint32_t block_at(const PvsRecord *r, PvsTime t) {
    uint32_t lo = 0, hi = r->n_index;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (r->index[mid].t_first < t) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo > 0 ? lo - 1 : 0;
}

PvsStatus pvs_record_replay_between(PvsRecord *r, PvsTime t_begin, PvsTime t_end,
                                    const PvsSink *sinks, uint32_t n_sinks, PvsError *err) {
    for (uint32_t i = block_at(r, t_begin); i < r->n_index && r->index[i].t_first < t_end; i++) {
        size_t n_payload = 0;
        PvsStatus status = load_block(r, i, &n_payload, err);
        if (status == PVS_OK) {
            status = replay_block(r, i, n_payload, t_begin, t_end, sinks, n_sinks, err);
        }
        if (status != PVS_OK) {
            return status;
        }
    }
    return PVS_OK;
}
