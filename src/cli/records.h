// SPDX-License-Identifier: Apache-2.0
// Private to cli/: opening a record by path, or from standard input by "-".
#ifndef PVS_CLI_RECORDS_H
#define PVS_CLI_RECORDS_H

#include "record/record.h"

typedef struct {
    PvsRecord *record;
    PvsStr bytes; ///< of standard input; the record reads from it
} CliRecord;

/// EXIT_DONE, or the exit status after saying what is wrong.
int cli_record_open(const char *path, CliRecord *out);
void cli_record_close(CliRecord *record);

#endif
