// SPDX-License-Identifier: Apache-2.0
// Foreign bytes as ASTERIX blocks: reading stays inside them and ends; every octet is read, skipped or
// lost; and a record that was read encodes and reads again as the same leaves.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "asterix/asterix.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_again(PvsAsterixRecord *record) {
    static uint8_t bytes[1 << 17];
    PvsAsterixRecord back = {0};
    size_t n = pvs_asterix_encode(record, bytes, sizeof bytes);
    if (n > sizeof bytes ||
        pvs_asterix_decode(record->category, bytes, n, &back) != PVS_ASTERIX_READ ||
        back.n_bytes != n || back.n_leaves != record->n_leaves) {
        abort();
    }
    for (size_t i = 0; i < back.n_leaves; i++) {
        const PvsAsterixLeaf *a = &record->leaves[i], *b = &back.leaves[i];
        const PvsAsterixField *field = pvs_asterix_leaf_field(&back, b);
        bool bytes_field = field && field->kind == PVS_ASTERIX_BYTES; // its raw is a place
        if (a->item != b->item || a->sub != b->sub || a->rep != b->rep || a->field != b->field ||
            (!bytes_field && a->raw != b->raw)) {
            abort();
        }
    }
    pvs_asterix_record_free(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    PvsAsterixReader *reader = pvs_asterix_reader_of_bytes(data, n);
    PvsAsterixRecord record = {0};
    while (pvs_asterix_read(reader, &record)) {
        PvsStr json = {0};
        pvs_asterix_json(&record, &json);
        pvs_str_free(&json);
        check_again(&record);
    }
    const PvsAsterixCounts *counts = pvs_asterix_reader_counts(reader);
    if (counts->n_bytes + counts->skips[PVS_ASTERIX_SKIP_UNKNOWN_CATEGORY].bytes +
            counts->skips[PVS_ASTERIX_SKIP_LOST].bytes !=
        n) {
        abort();
    }
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
    return 0;
}
