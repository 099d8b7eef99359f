// SPDX-License-Identifier: Apache-2.0
// A study's folder: its results, its battles to pick from, and each of them to play again.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "serve/view.h"

#define ROWS_MAX    1000
#define BATTLES_MAX 4000000u
#define N_COLUMNS   9

// What the list shows of a battle; a study that lacks a column says null.
static const char *const columns[N_COLUMNS] = {
    "leakers",          "could_leak",       "killed",     "hit",       "interceptors_fired",
    "defence_cost_usd", "assets_destroyed", "value_lost", "end_time_s"};

typedef struct {
    uint64_t replication;
    double x[N_COLUMNS], key;
} Row;

typedef struct {
    Row *rows; // pvs_alloc
    size_t n, capacity;
    uint32_t at[N_COLUMNS]; // columns of the study; PVS_NONE
    int sort;               // column; -1: by number
    bool failed;
} Rows;

static void take_row(void *ctx, uint64_t replication, const double *x) {
    Rows *rows = ctx;
    if (rows->n == rows->capacity) {
        rows->failed = true;
        return;
    }
    Row *row = &rows->rows[rows->n++];
    row->replication = replication;
    for (int i = 0; i < N_COLUMNS; i++) {
        row->x[i] = rows->at[i] == PVS_NONE ? NAN : x[rows->at[i]];
    }
    row->key = rows->sort < 0 ? (double)replication : row->x[rows->sort];
}

static int compare(const void *a, const void *b) {
    const Row *x = a, *y = b;
    if (x->key != y->key && !(isnan(x->key) && isnan(y->key))) {
        return isnan(x->key) || x->key < y->key ? -1 : 1;
    }
    return (x->replication > y->replication) - (x->replication < y->replication);
}

static int compare_down(const void *a, const void *b) {
    const Row *x = a, *y = b;
    int order = compare(b, a);
    return x->key == y->key ? (x->replication > y->replication) - (x->replication < y->replication)
                            : order;
}

static bool read_point(PvsRequest *r, uint64_t *point) {
    uint32_t n = pvs_study_folder_n_points(r->view->study);
    if (n == 0) {
        pvs_request_fail(r, "not-here", "the study has no points");
        return false;
    }
    return pvs_request_count(r, "point", 0, n - 1, point);
}

static void find_columns(const PvsStudyFolder *study, uint32_t point, Rows *rows) {
    uint32_t n = pvs_study_folder_n_columns(study, point);
    for (int i = 0; i < N_COLUMNS; i++) {
        rows->at[i] = PVS_NONE;
        for (uint32_t k = 0; k < n; k++) {
            if (strcmp(pvs_study_folder_column(study, point, k), columns[i]) == 0) {
                rows->at[i] = k;
            }
        }
    }
}

static bool read_sort(PvsRequest *r, Rows *rows) {
    const char *sort = pvs_request_text(r, "sort");
    rows->sort = -1;
    for (int i = 0; sort && i < N_COLUMNS; i++) {
        if (strcmp(sort, columns[i]) == 0) {
            rows->sort = i;
        }
    }
    if (sort && rows->sort < 0 && strcmp(sort, "replication") != 0) {
        pvs_request_fail(r, "bad-request", "\"sort\" is replication or one of the columns");
        return false;
    }
    return true;
}

static void write_rows(PvsRequest *r, const Rows *rows, uint64_t point, uint64_t from, uint64_t n) {
    PvsStr *out = &r->body;
    pvs_str_printf(out, ", \"columns\": [\"point\", \"replication\"");
    for (int i = 0; i < N_COLUMNS; i++) {
        pvs_str_printf(out, ", \"%s\"", columns[i]);
    }
    pvs_str_printf(out, "], \"rows\": [");
    for (uint64_t i = from; i < rows->n && i - from < n; i++) {
        pvs_str_printf(out, "%s\n[%llu, %llu", i > from ? "," : "", (unsigned long long)point,
                       (unsigned long long)rows->rows[i].replication);
        for (int k = 0; k < N_COLUMNS; k++) {
            pvs_str_printf(out, ", ");
            pvs_str_json_number(out, rows->rows[i].x[k]);
        }
        pvs_str_printf(out, "]");
    }
    pvs_str_printf(out, "]");
}

void pvs_do_replications(PvsRequest *r) {
    PvsStudyFolder *study = r->view->study;
    uint64_t point, from, n;
    Rows rows = {0};
    PvsError err = {0};
    if (!read_point(r, &point) || !pvs_request_count(r, "from", 0, UINT64_MAX, &from) ||
        !pvs_request_count(r, "n", 100, ROWS_MAX, &n) || !read_sort(r, &rows)) {
        return;
    }
    uint64_t total = pvs_study_folder_n_battles(study, (uint32_t)point);
    if (total > BATTLES_MAX) {
        pvs_request_fail(r, "limit", "more than %u battles: use the study's tables", BATTLES_MAX);
        return;
    }
    rows.capacity = (size_t)total;
    rows.rows = pvs_alloc((rows.capacity + 1) * sizeof *rows.rows);
    if (!rows.rows) {
        pvs_request_fail(r, "internal", "out of memory");
        return;
    }
    find_columns(study, (uint32_t)point, &rows);
    PvsStatus status = pvs_study_folder_visit(study, (uint32_t)point, take_row, &rows, &err);
    if (status != PVS_OK) {
        pvs_request_fail_status(r, status, err.message);
    } else {
        bool down = pvs_request_flag(r, "down", false);
        qsort(rows.rows, rows.n, sizeof *rows.rows, down ? compare_down : compare);
        pvs_request_add_count(r, "total", total);
        write_rows(r, &rows, point, from, n);
    }
    pvs_free(rows.rows);
}

void pvs_do_study(PvsRequest *r) {
    PvsStudyFolder *study = r->view->study;
    PvsStr results = {0}, points = {0};
    PvsError err = {0};
    PvsStatus status = pvs_study_folder_results(study, &results, &err);
    while (results.n > 0 && strchr(" \r\n", results.text[results.n - 1])) {
        results.n--;
    }
    pvs_str_add(&points, "[", 1);
    for (uint32_t i = 0; i < pvs_study_folder_n_points(study); i++) {
        pvs_str_printf(&points, "%s{\"point\": %u, \"label\": ", i ? ", " : "", i);
        pvs_str_json_string(&points, pvs_study_folder_label(study, i));
        pvs_str_printf(&points, ", \"battles\": %llu}",
                       (unsigned long long)pvs_study_folder_n_battles(study, i));
    }
    pvs_str_add(&points, "]", 1);
    pvs_request_add(r, "name", pvs_study_folder_name(study));
    pvs_request_add_count(r, "seed", pvs_study_folder_seed(study));
    pvs_request_add_json(r, "points", &points);
    // Whoever made the folder wrote the document: only what is JSON goes on.
    const PvsJson *json;
    bool valid = status == PVS_OK && results.n > 0 &&
                 pvs_json_parse(results.text, results.n, &r->arena, &json, &err) == PVS_OK;
    if (valid) {
        pvs_request_add_json(r, "study", &results);
    } else {
        pvs_request_add(r, "study", NULL);
        pvs_request_add(r, "problem", err.message);
    }
    pvs_str_free(&results);
    pvs_str_free(&points);
}

bool pvs_view_study_battle(PvsRequest *r, uint64_t replication, PvsLoaded **out) {
    PvsView *view = r->view;
    uint64_t point;
    PvsModel *model;
    PvsError err = {0};
    if (!read_point(r, &point)) {
        return false;
    }
    if (view->battle && view->battle_point == point && view->battle_replication == replication) {
        *out = view->battle;
        return true;
    }
    PvsStatus status =
        pvs_study_folder_model(view->study, (uint32_t)point, replication, &model, &err);
    if (status != PVS_OK) {
        pvs_request_fail_status(r, status, err.message);
        return false;
    }
    pvs_loaded_release(view->battle);
    view->battle = pvs_loaded_of_model(model, ++view->n_loaded);
    view->battle_point = point;
    view->battle_replication = replication;
    if (!view->battle) {
        pvs_request_fail(r, "internal", "out of memory");
    }
    *out = view->battle;
    return view->battle;
}
