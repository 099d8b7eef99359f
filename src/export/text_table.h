// SPDX-License-Identifier: Apache-2.0
// Private to export/: a small table for people. The first column is aligned left, the others right.
#ifndef PVS_EXPORT_TEXT_TABLE_H
#define PVS_EXPORT_TEXT_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define PVS_TABLE_COLUMNS 12
#define PVS_TABLE_CELL    256 ///< bytes of a cell; longer text is cut

typedef struct {
    PvsStr cells; ///< zero-terminated one after another, row by row, the heading first
    int n_columns;
    size_t n_cells;
    int width[PVS_TABLE_COLUMNS];
} PvsTable;

void pvs_table_begin(PvsTable *table, const char *const *heading, int n_columns);
void pvs_table_text(PvsTable *table, const char *text);
void pvs_table_count(PvsTable *table, uint64_t n);
/// Writes the table (indented by two) and frees it. The heading is bold, zeros are dim, with
/// colour.
void pvs_table_end(PvsTable *table, bool colour, PvsStr *out);

#define STYLE_BOLD  "\x1b[1m"
#define STYLE_DIM   "\x1b[2m"
#define STYLE_RED   "\x1b[31m"
#define STYLE_RESET "\x1b[0m"
/// Text between an attribute and its end, or plain.
void pvs_styled(PvsStr *out, bool colour, const char *style, const char *text);

#endif
