// SPDX-License-Identifier: Apache-2.0
// Foreign bytes as a record: no crash, no read outside, and what replays whole must re-encode to the hash that it states.
#include <stdlib.h>
#include <string.h>

#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    PvsRecord *record;
    PvsError err;
    if (pvs_record_open_memory("fuzz", data, n, &record, &err) != PVS_OK) {
        return 0;
    }
    static PvsHashSink hash;
    pvs_hash_sink_init(&hash);
    PvsSink sink = pvs_hash_sink(&hash);
    PvsStatus status = pvs_record_replay(record, &sink, 1, &err);
    char hex[65];
    pvs_hash_sink_hex(&hash, hex);
    if (status == PVS_OK && strcmp(hex, pvs_record_sha256(record)) != 0) {
        abort();
    }
    pvs_record_close(record);
    return 0;
}
