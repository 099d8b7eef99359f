// SPDX-License-Identifier: Apache-2.0
// What differs between two scenarios, after units, defaults, includes and catalogue: their values are listed, sorted by path and walked side
// by side. What one of them lacks altogether is one line.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/report.h"

typedef struct {
    const char *path, *text;
    double low, best, high;
    bool chance;
} Value;

typedef struct {
    PvsArena arena;
    Value *values; // pvs_alloc
    size_t n, capacity;
    bool failed;
} List;

static void collect(void *ctx, const PvsScenarioValue *told) {
    List *list = ctx;
    if (list->n == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 512;
        Value *more = pvs_realloc(list->values, capacity * sizeof *more);
        if (!more) {
            list->failed = true;
            return;
        }
        list->values = more;
        list->capacity = capacity;
    }
    Value value = {pvs_arena_strndup(&list->arena, told->path, strlen(told->path)),
                   pvs_arena_strndup(&list->arena, told->text, strlen(told->text)),
                   told->low,
                   told->best,
                   told->high,
                   told->chance};
    list->failed = list->failed || !value.path || !value.text;
    if (value.path && value.text) {
        list->values[list->n++] = value;
    }
}

static int compare_paths(const void *a, const void *b) {
    return pvs_name_compare(((const Value *)a)->path, ((const Value *)b)->path);
}

static PvsStatus list_of(const PvsScenario *scenario, List *list) {
    PvsStatus status = pvs_scenario_visit(scenario, collect, list);
    if (list->n) {
        qsort(list->values, list->n, sizeof *list->values, compare_paths);
    }
    return list->failed ? PVS_NO_MEMORY : status;
}

static bool same(const Value *a, const Value *b) {
    if (strcmp(a->text, b->text) == 0) {
        return true;
    }
    return pvs_is_set(a->best) && a->low == b->low && a->best == b->best && a->high == b->high &&
           a->chance == b->chance;
}

// Whether a list has anything under the first n bytes of a path.
static bool has_prefix(const List *list, const char *path, size_t n) {
    for (size_t i = 0; i < list->n; i++) {
        if (strncmp(list->values[i].path, path, n) == 0 &&
            (list->values[i].path[n] == '.' || !list->values[i].path[n])) {
            return true;
        }
    }
    return false;
}

// Length of the shortest beginning of a path that the other list has nothing of.
static size_t missing_prefix(const List *other, const char *path) {
    for (size_t n = strcspn(path, ".");; n += 1 + strcspn(path + n + 1, ".")) {
        if (!path[n] || !has_prefix(other, path, n)) {
            return n;
        }
    }
}

typedef struct {
    PvsStr *out;
    bool json;
    size_t n;
} Differences;

static void write_difference(Differences *d, const char *path, size_t n_path, const char *a,
                             const char *b) {
    d->n++;
    if (!d->json) {
        pvs_str_printf(d->out, "%c %.*s", !a ? '+' : !b ? '-' : ' ', (int)n_path, path);
        pvs_str_printf(d->out, a && b ? ": %s -> %s\n" : ": %s\n", a ? a : b, b);
        return;
    }
    char *name = pvs_alloc(n_path + 1);
    if (!name) {
        d->out->failed = true;
        return;
    }
    memcpy(name, path, n_path);
    pvs_str_printf(d->out, d->n == 1 ? "\n{\"path\": " : ",\n{\"path\": ");
    pvs_str_json_string(d->out, name);
    pvs_str_printf(d->out, ", \"a\": ");
    a ? pvs_str_json_string(d->out, a) : pvs_str_printf(d->out, "null");
    pvs_str_printf(d->out, ", \"b\": ");
    b ? pvs_str_json_string(d->out, b) : pvs_str_printf(d->out, "null");
    pvs_str_printf(d->out, "}");
    pvs_free(name);
}

// From index i on, one list has values that the other lacks: one line for all under one name. Returns the index behind them.
static size_t write_missing(Differences *d, const List *list, size_t i, const List *other,
                            bool in_a) {
    const char *path = list->values[i].path;
    size_t n = missing_prefix(other, path), end = i;
    while (end < list->n && strncmp(list->values[end].path, path, n) == 0 &&
           (list->values[end].path[n] == '.' || !list->values[end].path[n])) {
        end++;
    }
    char text[64];
    pvs_text_printf(text, sizeof text, "%zu values", end - i);
    const char *shown = end - i == 1 && !path[n] ? list->values[i].text : text;
    write_difference(d, path, n, in_a ? shown : NULL, in_a ? NULL : shown);
    return end > i ? end : i + 1;
}

static void walk(Differences *d, const List *a, const List *b) {
    size_t i = 0, k = 0;
    while (i < a->n || k < b->n) {
        int order = i == a->n   ? 1
                    : k == b->n ? -1
                                : pvs_name_compare(a->values[i].path, b->values[k].path);
        if (order < 0) {
            i = write_missing(d, a, i, b, true);
        } else if (order > 0) {
            k = write_missing(d, b, k, a, false);
        } else {
            if (!same(&a->values[i], &b->values[k])) {
                write_difference(d, a->values[i].path, strlen(a->values[i].path), a->values[i].text,
                                 b->values[k].text);
            }
            i++;
            k++;
        }
    }
}

PvsStatus pvs_scenario_diff(const PvsScenario *a, const PvsScenario *b, bool json, PvsStr *out,
                            size_t *n_differences) {
    List list_a = {.n = 0}, list_b = {.n = 0};
    pvs_arena_init(&list_a.arena);
    pvs_arena_init(&list_b.arena);
    PvsStatus status = list_of(a, &list_a);
    status = status == PVS_OK ? list_of(b, &list_b) : status;
    Differences d = {.out = out, .json = json};
    if (status == PVS_OK) {
        if (json) {
            pvs_str_printf(out, "{\"differences\": [");
        }
        walk(&d, &list_a, &list_b);
        if (json) {
            pvs_str_printf(out, "\n]}\n");
        }
        if (n_differences) {
            *n_differences = d.n;
        }
    }
    pvs_free(list_a.values);
    pvs_free(list_b.values);
    pvs_arena_free(&list_a.arena);
    pvs_arena_free(&list_b.arena);
    return out->failed ? PVS_NO_MEMORY : status;
}
