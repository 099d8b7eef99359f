// SPDX-License-Identifier: Apache-2.0
// Blocks of a study: any bytes. The checksum is made right, so that what lies behind it is reached.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "record/record.h"
#include "study/block.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    PvsBlockHead head;
    char why[160];
    uint8_t *bytes = malloc(n + 1);
    if (!bytes) {
        return 0;
    }
    memcpy(bytes, data, n);
    if (n >= 4) {
        uint32_t crc = pvs_crc32(0, bytes, n - 4);
        for (int i = 0; i < 4; i++) {
            bytes[n - 4 + (size_t)i] = (uint8_t)(crc >> (8 * i));
        }
    }
    if (pvs_block_head(bytes, n, &head, why) == PVS_BLOCK_WHOLE &&
        (uint64_t)head.n * (head.n_columns + (uint64_t)head.n_series) < 1u << 20) {
        double *rows = calloc((size_t)head.n * head.n_columns + 1, sizeof *rows);
        double *series = calloc((size_t)head.n * head.n_series + 1, sizeof *series);
        if (rows && series) {
            pvs_block_decode(bytes, n, &head, rows, series);
        }
        free(rows);
        free(series);
    }
    free(bytes);
    return 0;
}
