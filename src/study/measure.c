// SPDX-License-Identifier: Apache-2.0
// Measures by name: columns, and what is derived from the column of leakers.
#include "study/measure.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *prefix;
    PvsMeasureKind kind;
} derived[] = {{"no_leak", PVS_MEASURE_NO_LEAK},
               {"any_leak", PVS_MEASURE_ANY_LEAK},
               {"leak_fraction", PVS_MEASURE_FRACTION}};

static bool find_derived(const PvsLayout *l, const char *name, PvsMeasure *out) {
    for (size_t i = 0; i < sizeof derived / sizeof *derived; i++) {
        size_t n = strlen(derived[i].prefix);
        if (strncmp(name, derived[i].prefix, n) != 0 || (name[n] && !strchr("/@", name[n]))) {
            continue;
        }
        char text[400];
        pvs_text_printf(text, sizeof text, "leakers%s", name + n);
        int column = pvs_layout_find(l, text);
        pvs_text_printf(text, sizeof text, "could_leak%s", name + n);
        int below = pvs_layout_find(l, text);
        if (column < 0 || (derived[i].kind == PVS_MEASURE_FRACTION && below < 0)) {
            return false;
        }
        *out = (PvsMeasure){derived[i].kind, (uint32_t)column, (uint32_t)(below < 0 ? 0 : below)};
        return true;
    }
    return false;
}

bool pvs_measure_find(const PvsLayout *l, const char *name, PvsMeasure *out, const char **near) {
    int column = pvs_layout_find(l, name);
    if (column >= 0 && (uint32_t)column < l->flow) {
        *out = (PvsMeasure){.kind = PVS_MEASURE_COLUMN, .column = (uint32_t)column};
        return true;
    }
    if (find_derived(l, name, out)) {
        return true;
    }
    if (near) {
        int best = pvs_name_nearest(name, (const char *const *)l->name, l->flow);
        *near = best >= 0 ? l->name[best] : NULL;
        for (size_t i = 0; i < sizeof derived / sizeof *derived; i++) {
            *near = pvs_name_nearest(name, &derived[i].prefix, 1) == 0 ? derived[i].prefix : *near;
        }
    }
    return false;
}

double pvs_measure_value(const PvsMeasure *m, const double *row) {
    switch (m->kind) {
    case PVS_MEASURE_NO_LEAK:
        return row[m->column] == 0;
    case PVS_MEASURE_ANY_LEAK:
        return row[m->column] != 0;
    case PVS_MEASURE_FRACTION:
        return row[m->below] > 0 ? row[m->column] / row[m->below] : (double)NAN;
    default:
        return row[m->column];
    }
}

int pvs_measure_less_is(const char *name) {
    static const char *const better[] = {
        "leakers",          "leak_fraction", "any_leak",         "worst5_leakers", "hit",
        "assets_destroyed", "value_lost",    "defence_cost_usd", "armed_hit"};
    static const char *const worse[] = {"no_leak", "killed", "rounds_left", "armed_killed"};
    size_t n = strcspn(name, "/@:%");
    for (size_t i = 0; i < sizeof better / sizeof *better; i++) {
        if (strlen(better[i]) == n && strncmp(name, better[i], n) == 0) {
            return 1;
        }
    }
    for (size_t i = 0; i < sizeof worse / sizeof *worse; i++) {
        if (strlen(worse[i]) == n && strncmp(name, worse[i], n) == 0) {
            return -1;
        }
    }
    return 0;
}
