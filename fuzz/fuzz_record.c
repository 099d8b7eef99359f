// SPDX-License-Identifier: Apache-2.0
// Foreign bytes as a record: no crash, no read outside, no endless loop. Each input is tried as it
// is, and again with its CRCs made right, so that the fuzzer gets past them.
#include <stdlib.h>
#include <string.h>

#include "export/export.h"
#include "record/bytes.h"
#include "record/layout.h"
#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void require(bool truth) {
    if (!truth) {
        abort();
    }
}

static int count(void *ctx, const PvsEvent *event) {
    // What a reader hands on must be an event that can be encoded again.
    uint8_t bytes[PVS_EVENT_BYTES_MAX];
    PvsEvent back;
    size_t n = pvs_event_encode(event, bytes);
    require(pvs_event_decode(bytes, n, &back) == n && back.t == event->t &&
            back.kind == event->kind);
    ++*(uint64_t *)ctx;
    return PVS_OK;
}

static void try_record(const uint8_t *data, size_t n) {
    PvsRecord *record;
    PvsError err;
    if (pvs_record_open_memory("fuzz", data, n, &record, &err) != PVS_OK) {
        return;
    }
    uint64_t n_events = 0;
    PvsSink sink = {count, &n_events, PVS_LEVEL_PLOT};
    if (pvs_record_replay(record, &sink, 1, &err) == PVS_OK) {
        require(n_events == pvs_record_n_events(record));
    }
    if (pvs_record_meta(record)->n_threats < 100000) { // stories keep a little for each threat
        PvsStr text = {0};
        pvs_explain(record, NULL, false, &text, &err);
        pvs_str_free(&text);
    }
    pvs_record_close(record);
}

static void put_crc(uint8_t *data, size_t n_data, size_t from, size_t n) {
    if (from <= n_data && n <= n_data - from && n_data - from - n >= PVS_RECORD_CRC_N) {
        pvs_put_u32(data + from + n, pvs_crc32(0, data + from, n));
    }
}

static void repair(uint8_t *data, size_t n) {
    if (n < PVS_RECORD_HEAD_N + PVS_RECORD_TAIL_N) {
        return;
    }
    size_t n_meta = pvs_get_u32(data + 12);
    put_crc(data, n, 0, PVS_RECORD_HEAD_N + n_meta);
    size_t at = PVS_RECORD_HEAD_N + n_meta + PVS_RECORD_CRC_N;
    while (at < n && n - at > PVS_RECORD_BLOCK_N && data[at] == 'B') {
        size_t n_block = PVS_RECORD_BLOCK_N + (size_t)pvs_get_u32(data + at + 1);
        put_crc(data, n, at, n_block);
        at += n_block + PVS_RECORD_CRC_N;
    }
    uint64_t at_footer = pvs_get_u64(data + n - PVS_RECORD_TAIL_N);
    if (at_footer < n - PVS_RECORD_TAIL_N && n - PVS_RECORD_TAIL_N - at_footer > PVS_RECORD_CRC_N) {
        put_crc(data, n, (size_t)at_footer,
                n - PVS_RECORD_TAIL_N - (size_t)at_footer - PVS_RECORD_CRC_N);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    try_record(data, n);
    uint8_t *copy = malloc(n ? n : 1);
    require(copy);
    memcpy(copy, data, n);
    repair(copy, n);
    try_record(copy, n);
    free(copy);
    return 0;
}
