// SPDX-License-Identifier: Apache-2.0
// CSV after RFC 4180: fields parted by commas, quoted where they hold commas, quotes or line ends. Nothing is guessed: no other separators,
// no other quotes. Works in place, one record at a time, so that a table costs its own size.
#include <string.h>

#include "scenario/table.h"

PvsCsv pvs_csv_open(char *text, size_t n) {
    size_t skip = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0; // byte order mark
    return (PvsCsv){.at = text + skip, .end = text + n};
}

static bool fail(PvsCsv *csv, const char *fault) {
    csv->fault = fault;
    csv->n = 0;
    return false;
}

// A quoted field from behind its first quote; writes it without quotes over itself. Returns where it ended, null when it does not.
static char *quoted_field(PvsCsv *csv, PvsCsvField *field, int *lines) {
    char *read = csv->at + 1, *write = csv->at + 1;
    field->text = write;
    field->quoted = true;
    for (; read < csv->end; read++) {
        if (*read == '"') {
            if (read + 1 < csv->end && read[1] == '"') {
                read++;
            } else {
                field->n = (uint32_t)(write - field->text);
                return read + 1;
            }
        }
        *lines += *read == '\n';
        *write++ = *read;
    }
    return NULL;
}

static char *plain_field(PvsCsv *csv, PvsCsvField *field) {
    char *at = csv->at;
    while (at < csv->end && *at != ',' && *at != '\n' && *at != '\r' && *at != '"') {
        at++;
    }
    char *begin = csv->at, *end = at;
    while (begin < end && (*begin == ' ' || *begin == '\t')) {
        begin++;
    }
    while (end > begin && (end[-1] == ' ' || end[-1] == '\t')) {
        end--;
    }
    *field = (PvsCsvField){begin, (uint32_t)(end - begin), false};
    return at;
}

// A record from csv->at on. Rows count lines of the file, so that messages point where an editor does.
static bool record(PvsCsv *csv, int *lines) {
    for (csv->n = 0;;) {
        if (csv->n == PVS_CSV_COLUMNS_MAX) {
            return fail(csv, "more than 64 fields");
        }
        PvsCsvField *field = &csv->fields[csv->n++];
        csv->at = csv->at < csv->end && *csv->at == '"' ? quoted_field(csv, field, lines)
                                                        : plain_field(csv, field);
        if (!csv->at) {
            return fail(csv, "a quote is not closed");
        }
        if (csv->at < csv->end && *csv->at == ',') {
            csv->at++;
            continue;
        }
        if (csv->at < csv->end && *csv->at == '\r') {
            csv->at++;
        }
        if (csv->at < csv->end && *csv->at != '\n') {
            return fail(csv, "a comma or the end of the line is expected behind a field; a field "
                             "with a quote in it is quoted whole");
        }
        csv->at += csv->at < csv->end;
        return true;
    }
}

bool pvs_csv_next(PvsCsv *csv) {
    csv->fault = NULL;
    while (csv->at && csv->at < csv->end) {
        csv->row += 1 + csv->inside;
        csv->inside = 0;
        if (!record(csv, &csv->inside)) {
            return false;
        }
        if (csv->n > 1 || csv->fields[0].n > 0) {
            return true;
        }
    }
    return false;
}
