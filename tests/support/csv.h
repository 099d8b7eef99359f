// SPDX-License-Identifier: Apache-2.0
// Reads the reference tables of the tests: one header line, commas, optional quotes, an empty cell
// where a value does not apply.
#ifndef PVS_TESTS_SUPPORT_CSV_H
#define PVS_TESTS_SUPPORT_CSV_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CSV_COLUMNS_MAX 64

typedef struct {
    char *text;   ///< the file, cut into zero-terminated cells
    char **cells; ///< n_rows x n_columns, without the header
    char *names[CSV_COLUMNS_MAX];
    size_t n_rows, n_columns;
} Csv;

/// Cuts the cell at *at and moves on; *end_of_line tells what ended it.
static inline char *csv_cut(char **at, int *end_of_line) {
    char *from = *at, *to = *at, *cell = *at;
    int quoted = 0;
    while (*from && (quoted || (*from != ',' && *from != '\n'))) {
        if (*from == '"') {
            quoted = !quoted;
        } else if (*from != '\r') {
            *to++ = *from;
        }
        ++from;
    }
    *end_of_line = *from != ',';
    *at = *from ? from + 1 : from;
    *to = 0;
    return cell;
}

/// Loads a file; 0 when it cannot.
static inline int csv_load_file(Csv *csv, const char *full) {
    memset(csv, 0, sizeof *csv);
    FILE *file = fopen(full, "rb");
    if (!file) {
        fprintf(stderr, "cannot open %s\n", full);
        return 0;
    }
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    csv->text = calloc((size_t)size + 1, 1);
    size_t got = fread(csv->text, 1, (size_t)size, file);
    fclose(file);

    size_t n_cells_max = 1;
    for (size_t i = 0; i < got; ++i) {
        n_cells_max += csv->text[i] == ',' || csv->text[i] == '\n';
    }
    csv->cells = calloc(n_cells_max + 1, sizeof *csv->cells);
    char *at = csv->text;
    int end = 0;
    while (!end && *at && csv->n_columns < CSV_COLUMNS_MAX) {
        csv->names[csv->n_columns++] = csv_cut(&at, &end);
    }
    for (size_t n = 0; *at; ++n) {
        csv->cells[n] = csv_cut(&at, &end);
        csv->n_rows = n / csv->n_columns + 1;
    }
    return csv->n_rows > 0;
}

/// Loads PVS_TEST_DATA "/reference/<path>"; 0 when it cannot.
static inline int csv_load(Csv *csv, const char *path) {
    char full[512];
    snprintf(full, sizeof full, "%s/reference/%s", PVS_TEST_DATA, path);
    return csv_load_file(csv, full);
}

static inline const char *csv_text(const Csv *csv, size_t row, const char *column) {
    for (size_t i = 0; i < csv->n_columns; ++i) {
        if (strcmp(csv->names[i], column) == 0) {
            return csv->cells[row * csv->n_columns + i];
        }
    }
    fprintf(stderr, "no column %s\n", column);
    abort();
}

/// The number in a cell; NaN when it is empty.
static inline double csv_number(const Csv *csv, size_t row, const char *column) {
    const char *text = csv_text(csv, row, column);
    return *text ? strtod(text, NULL) : (double)NAN;
}

static inline void csv_free(Csv *csv) {
    free(csv->cells);
    free(csv->text);
    memset(csv, 0, sizeof *csv);
}

#endif
