// SPDX-License-Identifier: Apache-2.0
// Tables for people: cells are collected, widths follow from them, then the lines are written.
#include "export/text_table.h"

#include <string.h>

#define GAP 2

// Columns that a text takes on a terminal: one a character of UTF-8 (names are of scripts without
// wide characters).
static int width_of(const char *text) {
    int n = 0;
    for (; *text; text++) {
        n += ((unsigned char)*text & 0xc0) != 0x80;
    }
    return n;
}

void pvs_styled(PvsStr *out, bool colour, const char *style, const char *text) {
    if (colour) {
        pvs_str_printf(out, "%s%s%s", style, text, STYLE_RESET);
    } else {
        pvs_str_printf(out, "%s", text);
    }
}

void pvs_table_text(PvsTable *table, const char *text) {
    char clean[PVS_TABLE_CELL];
    pvs_text_printf(clean, sizeof clean, "%s", text);
    pvs_text_clean(clean); // names come from files
    text = clean;
    int column = (int)(table->n_cells++ % (size_t)table->n_columns);
    int width = width_of(text);
    if (width > table->width[column]) {
        table->width[column] = width;
    }
    pvs_str_add(&table->cells, text, strlen(text) + 1);
}

void pvs_table_count(PvsTable *table, uint64_t n) {
    char buf[24];
    pvs_text_printf(buf, sizeof buf, "%llu", (unsigned long long)n);
    pvs_table_text(table, buf);
}

void pvs_table_begin(PvsTable *table, const char *const *heading, int n_columns) {
    *table = (PvsTable){.n_columns = n_columns};
    for (int i = 0; i < n_columns; i++) {
        pvs_table_text(table, heading[i]);
    }
}

static void add_spaces(PvsStr *out, int n) {
    for (int i = 0; i < n; i++) {
        pvs_str_add(out, " ", 1);
    }
}

static void add_cell(const PvsTable *table, size_t i_cell, const char *text, bool colour,
                     PvsStr *out) {
    int column = (int)(i_cell % (size_t)table->n_columns);
    bool is_heading = i_cell < (size_t)table->n_columns;
    bool is_last = column == table->n_columns - 1;
    const char *style = is_heading ? STYLE_BOLD : strcmp(text, "0") == 0 ? STYLE_DIM : "";
    int pad = table->width[column] - width_of(text);
    add_spaces(out, column == 0 ? 2 : GAP + pad);
    pvs_styled(out, colour && *style && *text, style, text);
    if (column == 0 && !is_last) {
        add_spaces(out, pad);
    }
    if (is_last) {
        pvs_str_add(out, "\n", 1);
    }
}

void pvs_table_end(PvsTable *table, bool colour, PvsStr *out) {
    const char *text = table->cells.text;
    for (size_t i = 0; i < table->n_cells && !table->cells.failed; i++) {
        add_cell(table, i, text, colour, out);
        text += strlen(text) + 1;
    }
    out->failed |= table->cells.failed;
    pvs_str_free(&table->cells);
}
