// SPDX-License-Identifier: Apache-2.0
// Rows of CSV.
#include "export/csv.h"

#include <string.h>

#include "base/text.h"

static void separate(PvsCsvRow *row) {
    if (row->begun) {
        pvs_out_write(row->out, ",", 1);
    }
    row->begun = true;
}

void pvs_csv_text(PvsCsvRow *row, const char *text) {
    separate(row);
    if (!strpbrk(text, ",\"\r\n")) {
        pvs_out_text(row->out, text);
        return;
    }
    pvs_out_write(row->out, "\"", 1);
    for (; *text; text++) {
        pvs_out_write(row->out, "\"\"", *text == '"' ? 2 : 0);
        pvs_out_write(row->out, text, *text == '"' ? 0 : 1);
    }
    pvs_out_write(row->out, "\"", 1);
}

void pvs_csv_number(PvsCsvRow *row, double value) {
    char buf[40];
    separate(row);
    if (value == value) {
        pvs_number_format(value, buf, sizeof buf);
        pvs_out_text(row->out, buf);
    }
}

void pvs_csv_count(PvsCsvRow *row, uint64_t n) {
    char buf[24];
    separate(row);
    pvs_text_printf(buf, sizeof buf, "%llu", (unsigned long long)n);
    pvs_out_text(row->out, buf);
}

const char *pvs_exact_seconds(PvsTime t, char buf[32]) {
    uint64_t ns = t < 0 ? (uint64_t)0 - (uint64_t)t : (uint64_t)t;
    pvs_text_printf(buf, 32, "%s%llu.%09llu", t < 0 ? "-" : "",
                    (unsigned long long)(ns / 1000000000u), (unsigned long long)(ns % 1000000000u));
    char *end = buf + strlen(buf) - 1;
    while (*end == '0') {
        *end-- = '\0';
    }
    if (*end == '.') {
        *end = '\0';
    }
    return buf;
}

void pvs_csv_time(PvsCsvRow *row, PvsTime t) {
    char buf[32];
    separate(row);
    if (t != PVS_TIME_NEVER) {
        pvs_out_text(row->out, pvs_exact_seconds(t, buf));
    }
}

void pvs_csv_name(PvsCsvRow *row, const PvsMeta *meta, PvsEventDomain domain, uint32_t id) {
    char buf[PVS_NAME_MAX];
    pvs_csv_text(row, pvs_meta_name(meta, domain, id, buf, sizeof buf));
}

void pvs_csv_empty(PvsCsvRow *row) {
    separate(row);
}

PvsStatus pvs_csv_end(PvsCsvRow *row) {
    row->begun = false;
    return pvs_out_write(row->out, "\n", 1);
}

PvsStatus pvs_csv_heading(PvsOut *out, const char *names) {
    pvs_out_text(out, names);
    return pvs_out_write(out, "\n", 1);
}
