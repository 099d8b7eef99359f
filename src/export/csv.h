// SPDX-License-Identifier: Apache-2.0
// Private to export/: rows of CSV (RFC 4180, but lines end in a line feed alone; a missing value is
// an empty field).
#ifndef PVS_EXPORT_CSV_H
#define PVS_EXPORT_CSV_H

#include <stdbool.h>

#include "record/record.h"

typedef struct {
    PvsOut *out;
    bool begun; ///< the row has a field
} PvsCsvRow;

void pvs_csv_text(PvsCsvRow *row, const char *text); ///< quoted where it must be
void pvs_csv_number(PvsCsvRow *row, double value);   ///< shortest that reads back; empty for NaN
void pvs_csv_count(PvsCsvRow *row, uint64_t n);
void pvs_csv_time(PvsCsvRow *row, PvsTime t); ///< seconds, exact; empty for PVS_TIME_NEVER
void pvs_csv_name(PvsCsvRow *row, const PvsMeta *meta, PvsEventDomain domain,
                  uint32_t id); ///< empty for PVS_NONE
void pvs_csv_empty(PvsCsvRow *row);
PvsStatus pvs_csv_end(PvsCsvRow *row);
/// A heading from names separated by commas.
PvsStatus pvs_csv_heading(PvsOut *out, const char *names);

/// Seconds of an integer time, exact, without trailing zeros; buf of at least 24 bytes.
const char *pvs_exact_seconds(PvsTime t, char buf[32]);

#endif
