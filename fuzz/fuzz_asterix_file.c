// SPDX-License-Identifier: Apache-2.0
// Foreign bytes as a recording: a capture (pcap, pcapng) or a file of blocks.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "asterix/asterix.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    FILE *file = n ? fmemopen((void *)data, n, "rb") : NULL;
    PvsAsterixReadOptions options = pvs_asterix_read_options_default();
    PvsAsterixReader *reader;
    PvsAsterixRecord record = {0};
    PvsError err = {0};
    if (!file || pvs_asterix_reader_of_file(file, "fuzz", &options, &reader, &err) != PVS_OK) {
        return 0;
    }
    while (pvs_asterix_read(reader, &record)) {
    }
    PvsStr text = {0};
    pvs_asterix_counts_tell(pvs_asterix_reader_counts(reader), true, &text);
    pvs_str_free(&text);
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
    return 0;
}
