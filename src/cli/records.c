// SPDX-License-Identifier: Apache-2.0
// Records from a file or from standard input.
#include "cli/records.h"

#include <string.h>

#include "cli/cli.h"

#define STDIN_LIMIT ((size_t)4 << 30)

int cli_record_open(const char *path, CliRecord *out) {
    PvsError err = {0};
    *out = (CliRecord){0};
    if (strcmp(path, "-") != 0) {
        return pvs_record_open(path, &out->record, &err) == PVS_OK ? EXIT_DONE
                                                                   : cli_fail(&err, true);
    }
    if (!cli_read_stdin(&out->bytes, STDIN_LIMIT)) {
        pvs_str_free(&out->bytes);
        return EXIT_INPUT;
    }
    const char *bytes = out->bytes.text ? out->bytes.text : "";
    if (pvs_record_open_memory("standard input", bytes, out->bytes.n, &out->record, &err) !=
        PVS_OK) {
        pvs_str_free(&out->bytes);
        return cli_fail(&err, true);
    }
    return EXIT_DONE;
}

void cli_record_close(CliRecord *record) {
    pvs_record_close(record->record);
    pvs_str_free(&record->bytes);
}
