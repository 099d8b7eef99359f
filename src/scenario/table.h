// SPDX-License-Identifier: Apache-2.0
// Tables (CSV): a reader that keeps rows and fields, and rows as trees, so that a table's row is bound like any other thing.
#ifndef PVS_SCENARIO_TABLE_H
#define PVS_SCENARIO_TABLE_H

#include "scenario/bind.h"

// --- csv.c -----------------------------------------------------------------------------------------------------

#define PVS_CSV_COLUMNS_MAX 64
/// A field: not zero-terminated; quotes are taken away in place.
typedef struct {
    const char *text;
    uint32_t n;
    bool quoted;
} PvsCsvField;

/// Reads a CSV text record by record (RFC 4180: quotes, doubled quotes, line ends LF or CRLF; a separator of its own is no concern).
/// The text is changed while it is read (quotes are taken away).
typedef struct {
    char *at, *end;
    int row;           ///< of the record read last, counted in lines from 1
    int inside;        ///< line ends inside its quotes
    int n;             ///< its fields
    const char *fault; ///< null, or what is wrong with the record read last
    PvsCsvField fields[PVS_CSV_COLUMNS_MAX];
} PvsCsv;

PvsCsv pvs_csv_open(char *text, size_t n);
/// The next record that is not empty. False at the end, or with a fault.
bool pvs_csv_next(PvsCsv *csv);

// --- table.c ---------------------------------------------------------------------------------------------------

/// Rows as maps: the key is the row's `name`.
typedef struct {
    PvsPair *rows;
    uint32_t n;
} PvsTable;

/// Opens the file that a scenario names, beside the scenario and nowhere above it. Its source, or -1, reported.
int pvs_file_beside(PvsBinder *b, PvsNode *named, const char *role, size_t max_bytes);
/// Reads the table that a member of a section names (`table`, with `columns` as its own names of columns) into rows for `object`.
bool pvs_table_read(PvsBinder *b, PvsView member, const PvsObject *object, PvsTable *out);
/// A view without some keys (in the nearest layers that are maps).
PvsView pvs_view_without(PvsLoad *load, PvsView view, const char *const *keys, size_t n);
/// The unit that a column's name ends with ("range_m" -> "m", "speed_mps" -> "m/s"), *n the length of the name without it; null: none.
const char *pvs_column_unit(const char *column, size_t *n);

/// Reads a raid's table of threats and its way points.
void pvs_raid_table_read(PvsBinder *b, PvsView view, PvsSpecRaid *raid);

#endif
