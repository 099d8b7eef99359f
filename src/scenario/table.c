// SPDX-License-Identifier: Apache-2.0
// Tables of sites, posts, radars, units and areas: each row becomes a small tree, so that it is bound and checked like any other thing, and a
// finding names the table's row and field. Columns are named after fields ("scan_period", "finds.rcs"), with a unit behind ("range_m").
#include "scenario/table.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

// --- files beside the scenario -----------------------------------------------------------------------------------

// Joins two relative paths and takes "." and ".." away; null when it leads out of the folder.
static char *joined(PvsLoad *load, const char *folder, const char *named) {
    size_t n = strlen(folder) + strlen(named) + 2;
    char *out = n < PATH_MAX ? pvs_load_alloc(load, n) : NULL;
    if (!out || named[0] == '/') {
        return NULL;
    }
    size_t used = 0;
    for (int part = 0; part < 2; part++) {
        for (const char *at = part == 0 ? folder : named; *at;) {
            size_t length = strcspn(at, "/");
            bool up = length == 2 && at[0] == '.' && at[1] == '.';
            if (up && used == 0) {
                return NULL;
            }
            if (up) {
                while (used > 0 && out[--used] != '/') {
                }
                out[used] = '\0';
            } else if (length > 0 && !(length == 1 && at[0] == '.')) {
                used += pvs_text_printf(out + used, n - used, "%s%.*s", used ? "/" : "",
                                        (int)length, at);
            }
            at += length + (at[length] == '/');
        }
    }
    return out;
}

// A link must not lead out of the folder either.
static bool is_inside(const char *root, const char *path) {
    char real_root[PATH_MAX], real_path[PATH_MAX];
    if (!realpath(*root ? root : ".", real_root) || !realpath(path, real_path)) {
        return true; // it is not there: reading it says so
    }
    size_t n = strlen(real_root);
    return strncmp(real_root, real_path, n) == 0 &&
           (real_path[n] == '/' || real_root[n - 1] == '/');
}

int pvs_file_beside(PvsBinder *b, PvsNode *named, const char *role, size_t max_bytes) {
    PvsLoad *load = b->load;
    if (named->kind != PVS_NODE_SCALAR || named->n == 0) {
        pvs_report(load, named, "this takes the name of a file beside the scenario; found %s",
                   pvs_node_found(load, named));
        return -1;
    }
    const char *folder = load->sources[named->source].folder;
    if (!b->root_dir || !folder) {
        pvs_report(load, named, "\"%.100s\": files cannot be named here", named->text);
        return -1;
    }
    char *inner = joined(load, folder, named->text);
    if (inner && !*inner) {
        pvs_report(load, named, "\"%.100s\" is a folder; a file is expected", named->text);
        return -1;
    }
    char *path =
        inner ? pvs_load_printf(load, "%s%s%s", b->root_dir, *b->root_dir ? "/" : "", inner) : NULL;
    if (!inner || !is_inside(b->root_dir, path)) {
        pvs_report(load, named,
                   "\"%.100s\" lies outside the scenario's folder; files stand in it or below",
                   named->text);
        return -1;
    }
    char *full_role = pvs_load_printf(load, "%s %s", role, inner);
    int source = full_role ? pvs_source_read(load, path, full_role, max_bytes, named) : -1;
    if (source < 0) {
        named->reported = true;
        return -1;
    }
    load->sources[source].is_table = max_bytes > PVS_YAML_BYTES_MAX;
    char *slash = strrchr(inner, '/');
    load->sources[source].folder =
        slash ? pvs_load_strndup(load, inner, (size_t)(slash - inner)) : "";
    return source;
}

// --- columns -----------------------------------------------------------------------------------------------------

const char *pvs_column_unit(const char *column, size_t *n) {
    static const struct {
        const char *suffix, *unit;
    } units[] = {{"_m", "m"},       {"_km", "km"},    {"_ft", "ft"},     {"_nmi", "nmi"},
                 {"_mps", "m/s"},   {"_kmh", "km/h"}, {"_kt", "kt"},     {"_s", "s"},
                 {"_min", "min"},   {"_h", "h"},      {"_deg", "deg"},   {"_mrad", "mrad"},
                 {"_dps", "deg/s"}, {"_m2", "m2"},    {"_dbsm", "dBsm"}, {"_db", "dB"},
                 {"_hz", "Hz"},     {"_mhz", "MHz"},  {"_ghz", "GHz"},   {"_w", "W"},
                 {"_kw", "kW"},     {"_usd", "USD"},  {"_kusd", "kUSD"}, {"_musd", "MUSD"},
                 {"_pct", "%"}};
    size_t length = strlen(column);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t m = strlen(units[i].suffix);
        if (length > m && strcmp(column + length - m, units[i].suffix) == 0) {
            *n = length - m;
            return units[i].unit;
        }
    }
    *n = length;
    return NULL;
}

typedef struct {
    const char *path; ///< null: the row's name; "": left out
    const char *unit; ///< put behind bare numbers; null: none
} Column;

// Whether the first part of a path is a field of the object.
static bool is_path(const PvsObject *object, const char *path) {
    char first[80];
    pvs_text_printf(first, sizeof first, "%.*s", (int)strcspn(path, "."), path);
    return pvs_object_field(object, first) != NULL;
}

static const char *alias_of(const PvsObject *object, const char *name) {
    for (const PvsColumn *c = object->columns; c && c->column; c++) {
        if (strcmp(c->column, name) == 0) {
            return c->path;
        }
    }
    return NULL;
}

// What a column means: the scenario's own word for it, a known column, a field's name; each with or without a unit behind.
static bool column_of(PvsBinder *b, int source, const PvsObject *object, const PvsNode *own,
                      const char *name, int index, Column *out) {
    size_t n;
    PvsPair *said = own ? pvs_node_find(own, name) : NULL;
    const char *unit = pvs_column_unit(name, &n);
    char *bare = pvs_load_strndup(b->load, name, n);
    *out = (Column){.path = NULL};
    if (strcmp(name, "name") == 0 || !bare) {
        return bare != NULL;
    }
    if (said) {
        bool ignored =
            said->value.kind == PVS_NODE_SCALAR && strcmp(said->value.text, "ignore") == 0;
        if (!ignored &&
            (said->value.kind != PVS_NODE_SCALAR || !is_path(object, said->value.text))) {
            pvs_report(b->load, &said->value, "columns: %s is no field of %s",
                       pvs_node_found(b->load, &said->value), object->name);
            return false;
        }
        *out = (Column){ignored ? "" : said->value.text, unit};
        return true;
    }
    if (!alias_of(object, name) && pvs_object_field(object, name)) {
        *out = (Column){name, NULL};
        return true;
    }
    const char *alias = alias_of(object, bare);
    if (alias || is_path(object, bare)) {
        *out = (Column){alias ? alias : bare, unit};
        return true;
    }
    pvs_report_at(b->load, PVS_DIAG_ERROR, source, 1, index + 1,
                  "unknown column \"%.64s\": it is no field of %s; fields may have a unit behind "
                  "(scan_period_s), and `columns: {%.64s: ignore}` leaves a column out",
                  name, object->name, name);
    return false;
}

// --- rows --------------------------------------------------------------------------------------------------------

// The map under a key of a map, made when it is not there. Maps of rows have room for every column.
static PvsNode *child(PvsLoad *load, PvsNode *map, const char *key, int n_columns) {
    for (uint32_t i = 0; i < map->n; i++) {
        if (strcmp(map->pairs[i].key, key) == 0) {
            return &map->pairs[i].value;
        }
    }
    if (!map->pairs) {
        map->pairs = pvs_load_alloc(load, (size_t)n_columns * sizeof *map->pairs);
    }
    if (!map->pairs) {
        return NULL;
    }
    PvsPair *pair = &map->pairs[map->n++];
    *pair = (PvsPair){.key = key, .line = map->line, .column = map->column, .value = *map};
    pair->value.n = 0;
    pair->value.pairs = NULL;
    load->n_nodes++;
    return &pair->value;
}

// Puts a value at a path: "rounds.interceptor.kill.any".
static void put(PvsLoad *load, PvsNode *map, const char *path, PvsNode value, int n_columns) {
    while (map) {
        size_t n = strcspn(path, ".");
        const char *key = pvs_load_strndup(load, path, n);
        map = key ? child(load, map, key, n_columns) : NULL;
        if (!path[n]) {
            break;
        }
        path += n + 1;
    }
    if (map) {
        *map = value;
    }
}

static PvsNode cell(PvsLoad *load, int source, const PvsCsv *csv, int i, const Column *column) {
    const PvsCsvField *field = &csv->fields[i];
    double number;
    bool bare = column->unit && pvs_number_parse(field->text, field->n, &number);
    bool degrees = column->path && (strstr(column->path, ".lat") || strstr(column->path, ".lon"));
    PvsNode node = {
        .kind = PVS_NODE_SCALAR, .source = (uint16_t)source, .line = csv->row, .column = i + 1};
    node.text = bare && !degrees
                    ? pvs_load_printf(load, "%.*s %s", (int)field->n, field->text, column->unit)
                    : pvs_load_strndup(load, field->text, field->n);
    node.n = node.text ? (uint32_t)strlen(node.text) : 0;
    node.kind = node.text ? PVS_NODE_SCALAR : PVS_NODE_BROKEN;
    return node;
}

typedef struct {
    PvsBinder *b;
    int source, n_columns, i_name;
    Column columns[PVS_CSV_COLUMNS_MAX];
} Shape;

static bool read_head(Shape *shape, const PvsObject *object, const PvsNode *own, PvsCsv *csv) {
    PvsLoad *load = shape->b->load;
    shape->i_name = -1;
    if (!pvs_csv_next(csv)) {
        pvs_report_at(load, PVS_DIAG_ERROR, shape->source, csv->fault ? csv->row : 0, 0, "%s",
                      csv->fault ? csv->fault : "the table is empty");
        return false;
    }
    bool ok = true;
    shape->n_columns = csv->n;
    for (int i = 0; i < csv->n; i++) {
        char *name = pvs_load_strndup(load, csv->fields[i].text, csv->fields[i].n);
        ok = name && column_of(shape->b, shape->source, object, own, name, i, &shape->columns[i]) &&
             ok;
        shape->i_name = name && strcmp(name, "name") == 0 ? i : shape->i_name;
    }
    if (shape->i_name < 0) {
        pvs_report_at(load, PVS_DIAG_ERROR, shape->source, 1, 1, "a table needs a column \"name\"");
    }
    return ok && shape->i_name >= 0;
}

static bool add_row(Shape *shape, const PvsCsv *csv, PvsPair *row) {
    PvsLoad *load = shape->b->load;
    if (csv->n != shape->n_columns) {
        pvs_report_at(load, PVS_DIAG_ERROR, shape->source, csv->row,
                      csv->n < shape->n_columns ? csv->n : shape->n_columns + 1,
                      "%d fields; the table has %d columns", csv->n, shape->n_columns);
        return false;
    }
    *row = (PvsPair){.line = csv->row, .column = 1};
    row->value = (PvsNode){
        .kind = PVS_NODE_MAP, .source = (uint16_t)shape->source, .line = csv->row, .column = 1};
    for (int i = 0; i < csv->n; i++) {
        const Column *column = &shape->columns[i];
        PvsNode value = cell(load, shape->source, csv, i, column);
        if (i == shape->i_name) {
            row->key = value.text;
        } else if (column->path && column->path[0] && value.n > 0) {
            put(load, &row->value, column->path, value, shape->n_columns);
        }
        load->n_nodes++;
    }
    if (load->n_nodes > PVS_NODES_MAX) {
        pvs_report_at(load, PVS_DIAG_ERROR, shape->source, csv->row, 1,
                      "more than %u values in all", PVS_NODES_MAX);
        return false;
    }
    return row->key != NULL;
}

static int compare_rows(const void *a, const void *b) {
    const PvsPair *x = a, *y = b;
    int order = pvs_name_compare(x->key, y->key);
    return order ? order : x->line - y->line;
}

static bool read_rows(Shape *shape, PvsCsv *csv, PvsTable *out) {
    PvsLoad *load = shape->b->load;
    uint32_t capacity = 0;
    bool more = true;
    while (more && pvs_csv_next(csv)) {
        if (out->n == capacity) {
            uint32_t wanted = capacity ? 2 * capacity : 64;
            PvsPair *rows = pvs_realloc(out->rows, wanted * sizeof *rows);
            if (!rows) {
                load->no_memory = true;
                return false;
            }
            out->rows = rows;
            capacity = wanted;
        }
        out->n += add_row(shape, csv, &out->rows[out->n]);
        more = load->n_nodes <= PVS_NODES_MAX && !load->no_memory;
    }
    if (csv->fault) {
        pvs_report_at(load, PVS_DIAG_ERROR, shape->source, csv->row, csv->n + 1, "%s", csv->fault);
        return false;
    }
    return true;
}

bool pvs_table_read(PvsBinder *b, PvsView member, const PvsObject *object, PvsTable *out) {
    *out = (PvsTable){0};
    PvsFound named = pvs_view_find(member, "table", NULL),
             own = pvs_view_find(member, "columns", NULL);
    int source = pvs_file_beside(b, named.node, "table", PVS_TABLE_BYTES_MAX);
    if (source < 0) {
        return false;
    }
    Shape *shape = pvs_load_alloc(b->load, sizeof *shape);
    if (!shape) {
        return false;
    }
    shape->b = b;
    shape->source = source;
    PvsCsv csv = pvs_csv_open(b->load->sources[source].text, b->load->sources[source].n);
    bool ok = read_head(shape, object, own.node, &csv) && read_rows(shape, &csv, out);
    PvsPair *rows = ok && out->n ? pvs_load_alloc(b->load, out->n * sizeof *rows) : NULL;
    if (rows) {
        memcpy(rows, out->rows, out->n * sizeof *rows);
        qsort(rows, out->n, sizeof *rows, compare_rows);
    }
    pvs_free(out->rows);
    out->rows = rows;
    out->n = rows ? out->n : 0;
    return ok;
}

PvsView pvs_view_without(PvsLoad *load, PvsView view, const char *const *keys, size_t n) {
    PvsLayer *layers = view.n ? pvs_load_alloc(load, (size_t)view.n * sizeof *layers) : NULL;
    for (int i = 0; layers && i < view.n; i++) {
        layers[i] = view.layers[i];
        const PvsNode *node = view.layers[i].node;
        PvsNode *copy = node->kind == PVS_NODE_MAP ? pvs_load_alloc(load, sizeof *copy) : NULL;
        PvsPair *pairs =
            copy ? pvs_load_alloc(load, (node->n ? node->n : 1) * sizeof *pairs) : NULL;
        if (!pairs) {
            continue;
        }
        *copy = *node;
        copy->pairs = pairs;
        copy->n = 0;
        copy->sorted = NULL;
        for (uint32_t k = 0; k < node->n; k++) {
            bool drop = false;
            for (size_t m = 0; m < n; m++) {
                drop = drop || strcmp(node->pairs[k].key, keys[m]) == 0;
            }
            if (!drop) {
                pairs[copy->n++] = node->pairs[k];
            }
        }
        layers[i].node = copy;
    }
    return (PvsView){layers, layers ? view.n : 0};
}
