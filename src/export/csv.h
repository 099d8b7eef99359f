// SPDX-License-Identifier: Apache-2.0
// Private to export/: rows of CSV (RFC 4180, but lines end in a line feed alone; a missing value is an empty field).
#ifndef PVS_EXPORT_CSV_H
#define PVS_EXPORT_CSV_H

#include <stdbool.h>

#include "record/record.h"

typedef struct {
    PvsOut *out;
    bool begun; ///< the row has a field
} CsvRow;

void csv_text(CsvRow *row, const char *text);          ///< quoted where it must be
void csv_number(CsvRow *row, double value);            ///< shortest that reads back; empty for NaN
void csv_count(CsvRow *row, uint64_t n);
void csv_time(CsvRow *row, PvsTime t);                 ///< seconds, exact; empty for PVS_TIME_NEVER
void csv_name(CsvRow *row, const PvsMeta *meta, PvsEventDomain domain, uint32_t id); ///< empty for PVS_NONE
void csv_empty(CsvRow *row);
PvsStatus csv_end(CsvRow *row);
/// A heading from names separated by commas.
PvsStatus csv_heading(PvsOut *out, const char *names);

/// Seconds of an integer time, exact, without trailing zeros; buf of at least 24 bytes.
const char *exact_seconds(PvsTime t, char buf[32]);

#endif
