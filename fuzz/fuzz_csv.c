// SPDX-License-Identifier: Apache-2.0
// Foreign bytes as a CSV table: the reader stays inside its text and ends; every field lies in it, and rows only go forward.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    char *text = malloc(n ? n : 1); // no zero behind it: reading on would be seen
    if (!text) {
        return 0;
    }
    if (n) {
        memcpy(text, data, n);
    }
    PvsCsv csv = pvs_csv_open(text, n);
    for (int last = 0; pvs_csv_next(&csv); last = csv.row) {
        if (csv.row <= last || csv.n < 1 || csv.n > PVS_CSV_COLUMNS_MAX) {
            abort();
        }
        for (int i = 0; i < csv.n; i++) {
            if (csv.fields[i].text < text || csv.fields[i].text + csv.fields[i].n > text + n) {
                abort();
            }
        }
    }
    free(text);
    return 0;
}
