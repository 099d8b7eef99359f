// SPDX-License-Identifier: Apache-2.0
// Tables of threats: a row a threat, and way points in a table of their own. Read straight into rows, because they may hold a million.
//
//   threats     name, type (or kind), aim (or target), at_s (or launch_s), speed_mps, altitude_m (or alt_m), rcs_m2, lat_deg, lon_deg
//   way points  threat, index, lat_deg, lon_deg, altitude_m (or alt_m)
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "base/text.h"
#include "scenario/table.h"

typedef enum {
    COL_NAME,
    COL_TYPE,
    COL_AIM,
    COL_AT,
    COL_SPEED,
    COL_ALTITUDE,
    COL_RCS,
    COL_LAT,
    COL_LON,
    COL_THREAT,
    COL_INDEX,
    N_COLS
} ColumnKind;

static const struct {
    const char *name;
    ColumnKind kind;
    bool threats, points; ///< in which tables
    PvsDimension dim;
    double max;
} known_columns[] = {
    {"name", COL_NAME, true, false, PVS_DIM_NONE, 0},
    {"type", COL_TYPE, true, false, PVS_DIM_NONE, 0},
    {"kind", COL_TYPE, true, false, PVS_DIM_NONE, 0},
    {"aim", COL_AIM, true, false, PVS_DIM_NONE, 0},
    {"target", COL_AIM, true, false, PVS_DIM_NONE, 0},
    {"at", COL_AT, true, false, PVS_DIM_TIME, 1e7},
    {"launch", COL_AT, true, false, PVS_DIM_TIME, 1e7},
    {"speed", COL_SPEED, true, false, PVS_DIM_SPEED, 10e3},
    {"altitude", COL_ALTITUDE, true, true, PVS_DIM_LENGTH, 1e6},
    {"alt", COL_ALTITUDE, true, true, PVS_DIM_LENGTH, 1e6},
    {"rcs", COL_RCS, true, false, PVS_DIM_AREA, 1e5},
    {"lat", COL_LAT, true, true, PVS_DIM_ANGLE, 90},
    {"lon", COL_LON, true, true, PVS_DIM_ANGLE, 180},
    {"threat", COL_THREAT, false, true, PVS_DIM_NONE, 0},
    {"index", COL_INDEX, false, true, PVS_DIM_COUNT, 1e6},
};
#define N_KNOWN (sizeof known_columns / sizeof known_columns[0])

typedef struct {
    PvsBinder *b;
    int source, n_columns;
    PvsCsv csv;
    int at[N_COLS];                 ///< which field of a record; -1: none
    int which[PVS_CSV_COLUMNS_MAX]; ///< index in known_columns
    const char *unit[PVS_CSV_COLUMNS_MAX];
    double factor[PVS_CSV_COLUMNS_MAX]; ///< of bare numbers; NaN: the unit is no plain factor
} Reader;

static bool fault(Reader *r, int field, const char *what) {
    pvs_report_at(r->b->load, PVS_DIAG_ERROR, r->source, r->csv.row, field + 1, "%s", what);
    return false;
}

static bool read_column(Reader *r, int i, bool points) {
    char name[80];
    size_t n;
    pvs_text_printf(name, sizeof name, "%.*s", (int)r->csv.fields[i].n, r->csv.fields[i].text);
    r->unit[i] = pvs_column_unit(name, &n);
    r->which[i] = -1;
    for (size_t k = 0; k < N_KNOWN; k++) {
        bool here = points ? known_columns[k].points : known_columns[k].threats;
        if (here && strlen(known_columns[k].name) == n &&
            strncmp(known_columns[k].name, name, n) == 0) {
            r->which[i] = (int)k;
            r->at[known_columns[k].kind] = i;
        }
    }
    if (r->which[i] < 0) {
        pvs_report_at(
            r->b->load, PVS_DIAG_ERROR, r->source, r->csv.row, i + 1,
            "unknown column \"%.64s\"; a table of %s has %s", name,
            points ? "way points" : "threats",
            points ? "threat, index, lat_deg, lon_deg, altitude_m"
                   : "name, type, aim, at_s, speed_mps, altitude_m, rcs_m2, lat_deg, lon_deg");
        return false;
    }
    PvsDimension dim = known_columns[r->which[i]].dim;
    bool plain = dim == PVS_DIM_NONE || dim == PVS_DIM_COUNT || dim == PVS_DIM_ANGLE;
    r->factor[i] = plain ? 1 : NAN;
    PvsQuantity one, two;
    char text[2][32];
    if (!plain && r->unit[i]) {
        pvs_text_printf(text[0], sizeof text[0], "1 %s", r->unit[i]);
        pvs_text_printf(text[1], sizeof text[1], "2 %s", r->unit[i]);
        PvsError err;
        if (pvs_quantity_parse(text[0], strlen(text[0]), dim, &one, &err) != PVS_OK) {
            pvs_report_at(r->b->load, PVS_DIAG_ERROR, r->source, r->csv.row, i + 1,
                          "the unit behind \"%.64s\" does not fit: it takes %s", name,
                          pvs_dimension_units(dim));
            return false;
        }
        pvs_quantity_parse(text[1], strlen(text[1]), dim, &two, NULL);
        r->factor[i] = two.si == 2 * one.si ? one.si : NAN;
    }
    return true;
}

static bool open_table(Reader *r, PvsBinder *b, PvsNode *named, const char *role, bool points) {
    *r = (Reader){.b = b};
    r->source = pvs_file_beside(b, named, role, PVS_TABLE_BYTES_MAX);
    if (r->source < 0) {
        return false;
    }
    r->csv = pvs_csv_open(b->load->sources[r->source].text, b->load->sources[r->source].n);
    for (int k = 0; k < N_COLS; k++) {
        r->at[k] = -1;
    }
    if (!pvs_csv_next(&r->csv)) {
        return fault(r, 0, r->csv.fault ? r->csv.fault : "the table is empty");
    }
    bool ok = true;
    r->n_columns = r->csv.n;
    for (int i = 0; i < r->csv.n; i++) {
        ok = read_column(r, i, points) && ok;
    }
    static const ColumnKind needed[2][3] = {{COL_NAME, COL_NAME, COL_NAME},
                                            {COL_THREAT, COL_LAT, COL_LON}};
    for (int k = 0; ok && k < 3; k++) {
        if (r->at[needed[points][k]] < 0) {
            return fault(r, 0,
                         points
                             ? "a table of way points needs the columns threat, lat_deg and lon_deg"
                             : "a table of threats needs the column name");
        }
    }
    return ok;
}

// The next row with the right number of fields; wrong ones are reported and passed over.
static bool next_row(Reader *r) {
    while (pvs_csv_next(&r->csv)) {
        if (r->csv.n == r->n_columns) {
            return true;
        }
        pvs_report_at(r->b->load, PVS_DIAG_ERROR, r->source, r->csv.row,
                      r->csv.n < r->n_columns ? r->csv.n : r->n_columns + 1,
                      "%d fields; the table has %d columns", r->csv.n, r->n_columns);
    }
    if (r->csv.fault) {
        fault(r, 0, r->csv.fault);
    }
    return false;
}

static const PvsCsvField *field_of(const Reader *r, ColumnKind kind) {
    return r->at[kind] < 0 ? NULL : &r->csv.fields[r->at[kind]];
}

// A number of the record, SI; NaN when the table does not have it or the field is empty. Lengths of angles stay in degrees.
static bool number(Reader *r, ColumnKind kind, double *out) {
    *out = NAN;
    const PvsCsvField *field = field_of(r, kind);
    if (!field || field->n == 0) {
        return true;
    }
    int i = r->at[kind];
    double min = kind == COL_LAT     ? -90
                 : kind == COL_LON   ? -180
                 : kind == COL_SPEED ? 0.1
                 : kind == COL_RCS   ? 1e-7
                                     : 0,
           max = known_columns[r->which[i]].max;
    double value;
    PvsQuantity q;
    PvsError err;
    if (pvs_is_set(r->factor[i]) && pvs_number_parse(field->text, field->n, &value)) {
        value *= r->factor[i];
    } else if (known_columns[r->which[i]].dim == PVS_DIM_ANGLE ||
               known_columns[r->which[i]].dim == PVS_DIM_COUNT) {
        return fault(r, i, "a plain number is expected");
    } else {
        char text[96];
        bool bare = pvs_number_length(field->text, field->n) == field->n;
        pvs_text_printf(text, sizeof text, "%.*s %s", (int)field->n, field->text,
                        bare && r->unit[i] ? r->unit[i] : "");
        if (pvs_quantity_parse(text, strlen(text), known_columns[r->which[i]].dim, &q, &err) !=
            PVS_OK) {
            return fault(r, i, err.message);
        }
        value = q.si;
    }
    if (!(value >= min && value <= max)) {
        pvs_report_at(r->b->load, PVS_DIAG_ERROR, r->source, r->csv.row, i + 1, "%s: %.*s is %s",
                      known_columns[r->which[i]].name, (int)field->n, field->text,
                      value < 0 && min == 0 ? "negative" : "out of range");
        return false;
    }
    *out = value;
    return true;
}

static const char *text_of(Reader *r, ColumnKind kind) {
    const PvsCsvField *field = field_of(r, kind);
    return field && field->n > 0 ? pvs_load_strndup(r->b->load, field->text, field->n) : NULL;
}

// --- threats -----------------------------------------------------------------------------------------------------

typedef struct {
    char word[80];
    double rcs_m2;
    uint32_t type;
    bool valid;
} TypeCache;

// The type of a row: the raid's own word for it, or an entry's name; with the row's cross-section.
static uint32_t type_of_row(Reader *r, const PvsSpecRaid *raid, double rcs_m2, TypeCache *last) {
    const PvsCsvField *field = field_of(r, COL_TYPE);
    char word[80];
    pvs_text_printf(word, sizeof word, "%.*s", field ? (int)field->n : 0, field ? field->text : "");
    bool same_rcs = last->rcs_m2 == rcs_m2 || (!pvs_is_set(rcs_m2) && !pvs_is_set(last->rcs_m2));
    if (last->valid && strcmp(last->word, word) == 0 && same_rcs) {
        return last->type;
    }
    PvsFound said = word[0] ? pvs_view_find(raid->types, word, NULL) : (PvsFound){0};
    PvsNode *row = pvs_load_alloc(r->b->load, sizeof *row);
    if (!row) {
        return UINT32_MAX;
    }
    *row = (PvsNode){.kind = PVS_NODE_SCALAR,
                     .source = (uint16_t)r->source,
                     .line = r->csv.row,
                     .column = r->at[COL_TYPE] + 1,
                     .text = word};
    uint32_t type = raid->type_index;
    if (said.node && said.node->kind == PVS_NODE_SCALAR) {
        type = pvs_threat_type(r->b, said.node, said.node->text);
    } else if (word[0]) {
        type = pvs_threat_type(r->b, row, word);
    } else if (type == UINT32_MAX) {
        fault(r, 0, "the row has no type, and the raid has none either");
    }
    row->text = "";
    if (type != UINT32_MAX && pvs_is_set(rcs_m2)) {
        type = pvs_threat_type_with_rcs(r->b, type, rcs_m2);
    }
    *last = (TypeCache){.rcs_m2 = rcs_m2, .type = type, .valid = true};
    memcpy(last->word, word, sizeof word);
    return type;
}

static bool read_threat(Reader *r, const PvsSpecRaid *raid, TypeCache *last,
                        PvsSpecThreatRow *row) {
    double rcs_m2, lat_deg, lon_deg;
    *row = (PvsSpecThreatRow){
        .name = text_of(r, COL_NAME), .aim = text_of(r, COL_AIM), .row = r->csv.row};
    int n_faults = !number(r, COL_AT, &row->at_s) + !number(r, COL_SPEED, &row->speed_mps) +
                   !number(r, COL_ALTITUDE, &row->altitude_m) + !number(r, COL_RCS, &rcs_m2) +
                   !number(r, COL_LAT, &lat_deg) + !number(r, COL_LON, &lon_deg);
    row->lat_rad = lat_deg * PVS_DEG_RAD;
    row->lon_rad = lon_deg * PVS_DEG_RAD;
    if (!row->name) {
        return fault(r, r->at[COL_NAME], "a row needs a name");
    }
    if (strlen(row->name) > 64 || strpbrk(row->name, " \t./:\"'")) {
        return fault(r, r->at[COL_NAME], "this is no name: letters, digits, - and _, at most 64");
    }
    if (!row->aim && raid->aim.n == 0) {
        return fault(r, r->at[COL_AIM] >= 0 ? r->at[COL_AIM] : 0,
                     "the row has no aim, and the raid has none either");
    }
    row->type = type_of_row(r, raid, rcs_m2, last);
    return n_faults == 0 && row->type != UINT32_MAX;
}

// Makes room for one more item; doubles.
static void *room(PvsBinder *b, void *items, uint32_t n, uint32_t *capacity, size_t size) {
    if (n < *capacity) {
        return items;
    }
    uint32_t wanted = *capacity ? 2 * *capacity : 256;
    void *more = pvs_realloc(items, wanted * size);
    if (!more) {
        b->load->no_memory = true;
        return NULL;
    }
    *capacity = wanted;
    return more;
}

static int compare_rows(const void *a, const void *b) {
    const PvsSpecThreatRow *x = a, *y = b;
    int order = pvs_name_compare(x->name, y->name);
    return order ? order : x->row - y->row;
}

static void *keep(PvsBinder *b, void *items, size_t size) {
    void *kept = size ? pvs_load_alloc(b->load, size) : NULL;
    if (kept) {
        memcpy(kept, items, size);
    }
    pvs_free(items);
    return kept;
}

#define ROWS_MAX 5000000u
static void read_threats(Reader *r, PvsSpecRaid *raid) {
    PvsSpecThreatRow *rows = NULL;
    uint32_t n = 0, capacity = 0;
    TypeCache last = {.valid = false};
    while (next_row(r) && !r->b->load->no_memory) {
        PvsSpecThreatRow *more = room(r->b, rows, n, &capacity, sizeof *rows);
        if (!more) {
            break;
        }
        rows = more;
        n += read_threat(r, raid, &last, &rows[n]);
        if (n > ROWS_MAX) {
            fault(r, 0, "more than 5 million threats");
            break;
        }
    }
    if (n) {
        qsort(rows, n, sizeof *rows, compare_rows);
    }
    for (uint32_t i = 1; i < n; i++) {
        if (strcmp(rows[i].name, rows[i - 1].name) == 0) {
            pvs_report_at(r->b->load, PVS_DIAG_ERROR, r->source, rows[i].row, r->at[COL_NAME] + 1,
                          "\"%.64s\" stands here a second time; the first is in row %d",
                          rows[i].name, rows[i - 1].row);
        }
    }
    raid->rows.source = r->source;
    raid->rows.rows = keep(r->b, rows, n * sizeof *rows);
    raid->rows.n_rows = raid->rows.rows ? n : 0;
}

// --- way points --------------------------------------------------------------------------------------------------

typedef struct {
    uint32_t threat;
    double index;
    int32_t row;
    PvsSpecWaypoint at;
} Point;

static uint32_t threat_named(const PvsSpecThreatTable *table, const char *name) {
    uint32_t low = 0, high = table->n_rows;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = pvs_name_compare(table->rows[middle].name, name);
        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return UINT32_MAX;
}

static bool read_point(Reader *r, const PvsSpecThreatTable *table, uint32_t last, Point *out) {
    const PvsCsvField *field = field_of(r, COL_THREAT);
    double lat_deg, lon_deg;
    *out = (Point){.row = r->csv.row};
    int n_faults = !number(r, COL_LAT, &lat_deg) + !number(r, COL_LON, &lon_deg) +
                   !number(r, COL_ALTITUDE, &out->at.altitude_m) +
                   !number(r, COL_INDEX, &out->index);
    if (n_faults) {
        return false;
    }
    if (!pvs_is_set(lat_deg) || !pvs_is_set(lon_deg)) {
        return fault(r, r->at[COL_LAT], "a way point needs a latitude and a longitude");
    }
    out->index = pvs_is_set(out->index) ? out->index : r->csv.row;
    out->at.lat_rad = lat_deg * PVS_DEG_RAD;
    out->at.lon_rad = lon_deg * PVS_DEG_RAD;
    const char *previous = last < table->n_rows ? table->rows[last].name : "";
    if (strlen(previous) == field->n && memcmp(previous, field->text, field->n) == 0) {
        out->threat = last;
        return true;
    }
    char name[80];
    pvs_text_printf(name, sizeof name, "%.*s", (int)field->n, field->text);
    out->threat = threat_named(table, name);
    return out->threat != UINT32_MAX ||
           fault(r, r->at[COL_THREAT], "no threat of this name stands in the table of threats");
}

static int compare_points(const void *a, const void *b) {
    const Point *x = a, *y = b;
    if (x->threat != y->threat) {
        return x->threat < y->threat ? -1 : 1;
    }
    if (x->index != y->index) {
        return x->index < y->index ? -1 : 1;
    }
    return x->row - y->row;
}

static void keep_points(Reader *r, PvsSpecThreatTable *table, Point *points, uint32_t n) {
    if (n) {
        qsort(points, n, sizeof *points, compare_points);
    }
    table->points = n ? pvs_load_alloc(r->b->load, n * sizeof *table->points) : NULL;
    for (uint32_t i = 0; table->points && i < n; i++) {
        PvsSpecThreatRow *row = &table->rows[points[i].threat];
        if (i > 0 && points[i - 1].threat == points[i].threat &&
            points[i - 1].index == points[i].index) {
            pvs_report_at(r->b->load, PVS_DIAG_ERROR, r->source, points[i].row, 1,
                          "a second way point %.0f of \"%.48s\"; the first is in row %d",
                          points[i].index, row->name, points[i - 1].row);
        }
        row->first_point = row->n_points++ ? row->first_point : i;
        table->points[i] = points[i].at;
        if (row->n_points == 201) {
            pvs_report_at(r->b->load, PVS_DIAG_ERROR, r->source, points[i].row, 1,
                          "more than 200 way points of \"%.48s\"", row->name);
        }
    }
    table->n_points = table->points ? n : 0;
}

static void read_points(Reader *r, PvsSpecThreatTable *table) {
    Point *points = NULL;
    uint32_t n = 0, capacity = 0, last = UINT32_MAX;
    while (next_row(r) && !r->b->load->no_memory) {
        Point *more = room(r->b, points, n, &capacity, sizeof *points);
        if (!more) {
            break;
        }
        points = more;
        if (read_point(r, table, last, &points[n])) {
            last = points[n++].threat;
        }
    }
    keep_points(r, table, points, n);
    pvs_free(points);
}

void pvs_raid_table_read(PvsBinder *b, PvsView view, PvsSpecRaid *raid) {
    Reader *r = pvs_alloc(sizeof *r);
    if (!r) {
        b->load->no_memory = true;
        return;
    }
    if (open_table(r, b, pvs_view_find(view, "table", NULL).node, "threats", false)) {
        read_threats(r, raid);
        PvsFound points = pvs_view_find(view, "waypoints", NULL);
        if (points.node && open_table(r, b, points.node, "waypoints", true)) {
            read_points(r, &raid->rows);
        }
    }
    if (raid->rows.n_rows) {
        const PvsSource *source = &b->load->sources[raid->rows.source];
        char *text = pvs_load_printf(b->load, "%u threats, %u way points (%.12s...)",
                                     raid->rows.n_rows, raid->rows.n_points, source->sha256);
        pvs_value_tell_text(b, "rows", text ? text : "");
    }
    pvs_free(r);
}
