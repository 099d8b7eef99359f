// SPDX-License-Identifier: Apache-2.0
// outcome_sha256: the hash of every event of a battle, in order, as a sink like any other.
#include <string.h>

#include "record/record.h"

static void flush(PvsHash *hash) {
    pvs_sha256_add(&hash->sha256, hash->buffer, hash->n_buffered);
    hash->n_buffered = 0;
}

// Encodings are gathered, so that the hash works on long runs of bytes.
static int on_event(void *ctx, const PvsEvent *event) {
    PvsHash *hash = ctx;
    if (hash->n_buffered + PVS_EVENT_BYTES_MAX > sizeof hash->buffer) {
        flush(hash);
    }
    hash->n_buffered += pvs_event_encode(event, hash->buffer + hash->n_buffered);
    hash->n_events++;
    return PVS_OK;
}

void pvs_hash_init(PvsHash *hash) {
    pvs_sha256_init(&hash->sha256);
    hash->n_events = 0;
    hash->n_buffered = 0;
}

PvsSink pvs_hash_sink(PvsHash *hash) {
    return (PvsSink){.on_event = on_event, .ctx = hash, .level = PVS_LEVEL_PLOT};
}

void pvs_hash_hex(PvsHash *hash, char hex[65]) {
    flush(hash);
    pvs_sha256_hex(&hash->sha256, hex);
}

PvsHash *pvs_hash_create(void) {
    PvsHash *hash = pvs_alloc(sizeof *hash);
    if (hash) {
        pvs_hash_init(hash);
    }
    return hash;
}

void pvs_hash_destroy(PvsHash *hash) {
    pvs_free(hash);
}
