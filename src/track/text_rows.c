// SPDX-License-Identifier: Apache-2.0
// Rows of numbers from text, one line at a time, nothing copied. Numbers are read by base/text.h, so
// that no locale changes them; "nan" and "inf" are values here, because recordings hold them and the
// tracker counts them.
#include "track/text_rows.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static bool refuse(PvsTextRows *rows, int column, const char *found, size_t n,
                   const char *expected) {
    char shown[40];
    pvs_text_printf(shown, sizeof shown, "%.*s", (int)(n < 30 ? n : 30), found);
    pvs_text_clean(shown);
    rows->status = pvs_error_set(rows->err, PVS_BAD_INPUT, "%s:%d:%d: found \"%s\", expected %s",
                                 rows->name, rows->line, column, shown, expected);
    return false;
}

// The line at rows->at, without its end; moves on.
static bool take_line(PvsTextRows *rows, const char **line, size_t *n) {
    while (rows->at < rows->end) {
        const char *begin = rows->at;
        const char *newline = memchr(begin, '\n', (size_t)(rows->end - begin));
        const char *stop = newline ? newline : rows->end;
        rows->at = newline ? newline + 1 : rows->end;
        rows->line++;
        while (stop > begin && (stop[-1] == '\r' || stop[-1] == ' ' || stop[-1] == '\t')) {
            stop--;
        }
        if (stop > begin) {
            *line = begin;
            *n = (size_t)(stop - begin);
            return true;
        }
    }
    return false;
}

// The field at *at, without blanks around it; moves behind its comma.
static const char *take_field(const char **at, const char *end, size_t *n) {
    const char *comma = memchr(*at, ',', (size_t)(end - *at));
    const char *begin = *at, *stop = comma ? comma : end;
    *at = comma ? comma + 1 : end + 1;
    while (begin < stop && (*begin == ' ' || *begin == '\t')) {
        begin++;
    }
    while (stop > begin && (stop[-1] == ' ' || stop[-1] == '\t')) {
        stop--;
    }
    *n = (size_t)(stop - begin);
    return begin;
}

bool pvs_text_rows_begin(PvsTextRows *rows, const char *name, const char *text, size_t n,
                         const char *const *names, int n_names, int n_needed, PvsError *err) {
    bool mark = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    *rows = (PvsTextRows){.name = name,
                          .at = text + (mark ? 3 : 0),
                          .end = text + n,
                          .names = names,
                          .n_names = n_names,
                          .n_needed = n_needed,
                          .err = err};
    const char *line = text;
    size_t n_line = 0;
    for (int k = 0; k < n_names; k++) {
        rows->place[k] = -1;
    }
    if (!take_line(rows, &line, &n_line)) {
        rows->line = 1;
        return refuse(rows, 1, "", 0, "a header line of column names");
    }
    const char *at = line, *end = line + n_line;
    while (at <= end) {
        size_t n_field;
        const char *field = take_field(&at, end, &n_field);
        for (int k = 0; k < n_names; k++) {
            if (strlen(names[k]) == n_field && memcmp(names[k], field, n_field) == 0) {
                if (rows->place[k] >= 0) {
                    return refuse(rows, (int)(field - line) + 1, field, n_field,
                                  "each column once");
                }
                rows->place[k] = rows->n_columns;
            }
        }
        rows->n_columns++;
    }
    for (int k = 0; k < n_needed; k++) {
        if (rows->place[k] < 0) {
            char expected[80];
            pvs_text_printf(expected, sizeof expected, "a column \"%s\"", names[k]);
            return refuse(rows, 1, line, n_line, expected);
        }
    }
    return true;
}

static bool number(const char *field, size_t n, double *value) {
    if (n == 0) {
        *value = (double)NAN;
        return true;
    }
    if (pvs_number_parse(field, n, value)) {
        return true;
    }
    bool sign = *field == '-' || *field == '+';
    const char *word = field + sign;
    n -= sign;
    if (n == 3 && strncasecmp(word, "nan", 3) == 0) {
        *value = (double)NAN;
        return true;
    }
    if ((n == 3 && strncasecmp(word, "inf", 3) == 0) ||
        (n == 8 && strncasecmp(word, "infinity", 8) == 0)) {
        *value = *field == '-' ? -(double)INFINITY : (double)INFINITY;
        return true;
    }
    return false;
}

bool pvs_text_rows_next(PvsTextRows *rows) {
    const char *line;
    size_t n_line;
    if (rows->status != PVS_OK || !take_line(rows, &line, &n_line)) {
        return false;
    }
    for (int k = 0; k < rows->n_names; k++) {
        rows->value[k] = (double)NAN;
    }
    const char *at = line, *end = line + n_line;
    int column = 0;
    for (; at <= end; column++) {
        size_t n;
        const char *field = take_field(&at, end, &n);
        for (int k = 0; k < rows->n_names; k++) {
            if (rows->place[k] == column && !number(field, n, &rows->value[k])) {
                return refuse(rows, (int)(field - line) + 1, field, n, "a number");
            }
        }
    }
    if (column != rows->n_columns) {
        char expected[80];
        pvs_text_printf(expected, sizeof expected, "%d fields, as in the header, not %d",
                        rows->n_columns, column);
        return refuse(rows, 1, line, n_line, expected);
    }
    return true;
}
