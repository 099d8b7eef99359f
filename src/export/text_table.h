// SPDX-License-Identifier: Apache-2.0
// Private to export/: a small table for people. The first column is aligned left, the others right.
#ifndef PVS_EXPORT_TEXT_TABLE_H
#define PVS_EXPORT_TEXT_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define TEXT_TABLE_COLUMNS 12

typedef struct {
    PvsStr cells; ///< zero-terminated one after another, row by row, the heading first
    int n_columns;
    size_t n_cells;
    int width[TEXT_TABLE_COLUMNS];
} TextTable;

void text_table_begin(TextTable *table, const char *const *heading, int n_columns);
void text_table_text(TextTable *table, const char *text);
void text_table_count(TextTable *table, uint64_t n);
/// Writes the table (indented by two) and frees it. The heading is bold, zeros are dim, with colour.
void text_table_end(TextTable *table, bool colour, PvsStr *out);

#define STYLE_BOLD  "\x1b[1m"
#define STYLE_DIM   "\x1b[2m"
#define STYLE_RED   "\x1b[31m"
#define STYLE_RESET "\x1b[0m"
/// Text between an attribute and its end, or plain.
void styled(PvsStr *out, bool colour, const char *style, const char *text);

#endif
