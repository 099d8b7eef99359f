// SPDX-License-Identifier: Apache-2.0
// Bytes in chunks that never move once written, so that a reader copies while the writer goes on.
#include "serve/log.h"

#include <pthread.h>
#include <string.h>

#include "base/arena.h"

#define CHUNK_BYTES ((size_t)1 << 16)

struct PvsLog {
    pthread_mutex_t lock;
    uint32_t owners;
    uint8_t **chunks;
    size_t n_chunks, capacity;
    uint64_t n, max, mark;
    bool ended;
    PvsError error;
};

PvsLog *pvs_log_create(uint64_t max_bytes) {
    PvsLog *log = pvs_alloc(sizeof *log);
    if (log) {
        pthread_mutex_init(&log->lock, NULL);
        log->owners = 1;
        log->max = max_bytes;
    }
    return log;
}

PvsLog *pvs_log_share(PvsLog *log) {
    pthread_mutex_lock(&log->lock);
    log->owners++;
    pthread_mutex_unlock(&log->lock);
    return log;
}

bool pvs_log_is_shared(PvsLog *log) {
    pthread_mutex_lock(&log->lock);
    bool shared = log->owners > 1;
    pthread_mutex_unlock(&log->lock);
    return shared;
}

void pvs_log_release(PvsLog *log) {
    if (!log) {
        return;
    }
    pthread_mutex_lock(&log->lock);
    bool last = --log->owners == 0;
    pthread_mutex_unlock(&log->lock);
    if (!last) {
        return;
    }
    for (size_t i = 0; i < log->n_chunks; i++) {
        pvs_free(log->chunks[i]);
    }
    pvs_free(log->chunks);
    pthread_mutex_destroy(&log->lock);
    pvs_free(log);
}

static bool add_chunk(PvsLog *log) {
    if (log->n_chunks == log->capacity) {
        size_t capacity = log->capacity ? 2 * log->capacity : 16;
        uint8_t **chunks = pvs_realloc(log->chunks, capacity * sizeof *chunks);
        if (!chunks) {
            return false;
        }
        log->chunks = chunks;
        log->capacity = capacity;
    }
    uint8_t *chunk = pvs_alloc(CHUNK_BYTES);
    if (chunk) {
        log->chunks[log->n_chunks++] = chunk;
    }
    return chunk;
}

static PvsStatus append(PvsLog *log, const uint8_t *data, size_t n) {
    if (n > log->max - log->n) {
        return PVS_LIMIT;
    }
    while (n > 0) {
        size_t at = log->n % CHUNK_BYTES, room = CHUNK_BYTES - at;
        if (log->n / CHUNK_BYTES == log->n_chunks && !add_chunk(log)) {
            return PVS_NO_MEMORY;
        }
        size_t part = n < room ? n : room;
        memcpy(log->chunks[log->n / CHUNK_BYTES] + at, data, part);
        log->n += part;
        data += part;
        n -= part;
    }
    return PVS_OK;
}

PvsStatus pvs_log_append(PvsLog *log, const void *data, size_t n) {
    pthread_mutex_lock(&log->lock);
    PvsStatus status = append(log, data, n);
    pthread_mutex_unlock(&log->lock);
    return status;
}

void pvs_log_mark(PvsLog *log) {
    pthread_mutex_lock(&log->lock);
    log->mark = log->n;
    pthread_mutex_unlock(&log->lock);
}

void pvs_log_end(PvsLog *log, const PvsError *error) {
    pthread_mutex_lock(&log->lock);
    log->ended = true;
    if (error) {
        log->error = *error;
    }
    pthread_mutex_unlock(&log->lock);
}

PvsLogState pvs_log_state(PvsLog *log) {
    pthread_mutex_lock(&log->lock);
    PvsLogState state = {log->n, log->ended, log->error.status != PVS_OK};
    pthread_mutex_unlock(&log->lock);
    return state;
}

size_t pvs_log_read(PvsLog *log, uint64_t offset, void *out, size_t size) {
    pthread_mutex_lock(&log->lock);
    size_t done = 0;
    while (done < size && offset < log->n) {
        size_t at = offset % CHUNK_BYTES, part = CHUNK_BYTES - at;
        part = part < size - done ? part : size - done;
        part = part < log->n - offset ? part : (size_t)(log->n - offset);
        memcpy((uint8_t *)out + done, log->chunks[offset / CHUNK_BYTES] + at, part);
        done += part;
        offset += part;
    }
    pthread_mutex_unlock(&log->lock);
    return done;
}

uint64_t pvs_log_newest_mark(PvsLog *log, uint64_t offset) {
    pthread_mutex_lock(&log->lock);
    uint64_t mark = log->mark > offset ? log->mark : offset;
    pthread_mutex_unlock(&log->lock);
    return mark;
}

void pvs_log_error(PvsLog *log, PvsError *out) {
    pthread_mutex_lock(&log->lock);
    *out = log->error;
    pthread_mutex_unlock(&log->lock);
}
