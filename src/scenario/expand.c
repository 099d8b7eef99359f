// SPDX-License-Identifier: Apache-2.0
// Every value of a scenario with where it came from, for people and as JSON: the binder walks the same tables again and tells.
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "scenario/report.h"

PvsStatus pvs_scenario_visit(const PvsScenario *scenario, PvsScenarioVisit visit, void *ctx) {
    PvsScenario *s = (PvsScenario *)scenario; // scratch memory in its arena is all that changes
    PvsBound bound = {0};
    PvsDiags none = {0};
    s->load.diags = &none; // the same text: what is wrong with it was said when it was loaded
    pvs_scenario_bind(s, &bound, s->draw, visit, ctx);
    s->load.diags = NULL;
    pvs_diags_free(&none);
    pvs_bound_free(&bound);
    return s->load.no_memory ? PVS_NO_MEMORY : PVS_OK;
}

// --- for people --------------------------------------------------------------------------------------------------

#define COMMENT_COLUMN 72

typedef struct {
    PvsStr *out;
    char last[PVS_PATH_MAX]; ///< path of the value before
    bool json, first;
} Writer;

void pvs_report_origin(PvsStr *out, const PvsScenarioValue *value) {
    if (value->is_default) {
        pvs_str_printf(out, "default");
        return;
    }
    pvs_str_printf(out, "%s:%d", value->place.file ? value->place.file : "?", value->place.line);
    if (value->assumption) {
        pvs_str_printf(out, "; ASSUMPTION");
    }
    if (value->source) {
        pvs_str_printf(out, "; %s", value->source);
    }
}

// Parts of a path that the one before had too, in bytes up to a dot.
static size_t common_parts(const char *a, const char *b) {
    size_t common = 0;
    for (size_t i = 0;; i++) {
        bool end_a = a[i] == '.' || !a[i], end_b = b[i] == '.' || !b[i];
        if (end_a && end_b) {
            common = i;
        }
        if (!a[i] || !b[i] || a[i] != b[i]) {
            return common;
        }
    }
}

static int depth_at(const char *path, size_t n) {
    int depth = 0;
    for (size_t i = 0; i < n; i++) {
        depth += path[i] == '.';
    }
    return depth;
}

static void write_line(Writer *w, const PvsScenarioValue *value) {
    size_t at = common_parts(w->last, value->path);
    at += value->path[at] == '.' && at > 0;
    while (true) {
        size_t n = strcspn(value->path + at, ".");
        int indent = 2 * depth_at(value->path, at);
        bool leaf = value->path[at + n] == '\0';
        size_t begin = w->out->n;
        pvs_str_printf(w->out, "%*s%.*s:", indent, "", (int)n, value->path + at);
        if (leaf) {
            pvs_str_printf(w->out, " %s", value->text);
            size_t width = w->out->n - begin;
            pvs_str_printf(w->out, "%*s  # ",
                           width < COMMENT_COLUMN ? (int)(COMMENT_COLUMN - width) : 0, "");
            pvs_report_origin(w->out, value);
        }
        pvs_str_printf(w->out, "\n");
        if (leaf) {
            break;
        }
        at += n + 1;
    }
    pvs_text_printf(w->last, sizeof w->last, "%s", value->path);
}

// --- JSON --------------------------------------------------------------------------------------------------------

void pvs_report_json_value(PvsStr *out, const PvsScenarioValue *value) {
    pvs_str_printf(out, "{\"path\": ");
    pvs_str_json_string(out, value->path);
    pvs_str_printf(out, ", \"value\": ");
    pvs_str_json_string(out, value->text);
    if (pvs_is_set(value->best)) {
        pvs_str_printf(out, ", \"low\": ");
        pvs_str_json_number(out, value->low);
        pvs_str_printf(out, ", \"best\": ");
        pvs_str_json_number(out, value->best);
        pvs_str_printf(out, ", \"high\": ");
        pvs_str_json_number(out, value->high);
        pvs_str_printf(out, ", \"unit\": ");
        pvs_str_json_string(out, pvs_dimension_si(value->dim));
        pvs_str_printf(out, ", \"chance\": %s", value->chance ? "true" : "false");
    }
    if (value->is_default) {
        pvs_str_printf(out, ", \"default\": true");
    } else {
        pvs_str_printf(out, ", \"file\": ");
        pvs_str_json_string(out, value->place.file ? value->place.file : "");
        pvs_str_printf(out, ", \"line\": %d, \"column\": %d", value->place.line,
                       value->place.column);
    }
    if (value->source) {
        pvs_str_printf(out, ", \"source\": ");
        pvs_str_json_string(out, value->source);
    }
    pvs_str_printf(out, ", \"assumption\": %s, \"may_vary\": %s}",
                   value->assumption ? "true" : "false", value->may_vary ? "true" : "false");
}

static void write_value(void *ctx, const PvsScenarioValue *value) {
    Writer *w = ctx;
    if (!w->json) {
        write_line(w, value);
        return;
    }
    pvs_str_printf(w->out, w->first ? "\n" : ",\n");
    w->first = false;
    pvs_report_json_value(w->out, value);
}

PvsStatus pvs_scenario_expand(const PvsScenario *scenario, bool json, PvsStr *out) {
    Writer w = {.out = out, .json = json, .first = true};
    if (json) {
        pvs_str_printf(out, "{\"scenario\": ");
        pvs_str_json_string(out, pvs_scenario_name(scenario));
        pvs_str_printf(out, ", \"inputs_sha256\": \"%s\", \"values\": [", scenario->inputs_sha256);
    } else {
        pvs_str_printf(out, "# %s: every value, and where it came from. Inputs: %s\n",
                       pvs_scenario_name(scenario), scenario->inputs_sha256);
    }
    PvsStatus status = pvs_scenario_visit(scenario, write_value, &w);
    if (json) {
        pvs_str_printf(out, "\n]}\n");
    }
    return out->failed ? PVS_NO_MEMORY : status;
}

typedef struct {
    Writer writer;
    const char *under;
    size_t n_under;
} UnderWriter;

static void write_value_under(void *ctx, const PvsScenarioValue *value) {
    UnderWriter *u = ctx;
    bool below = strncmp(value->path, u->under, u->n_under) == 0 &&
                 (u->n_under == 0 || value->path[u->n_under] == '.' || !value->path[u->n_under]);
    if (below) {
        write_value(&u->writer, value);
    }
}

PvsStatus pvs_scenario_values(const PvsScenario *scenario, const char *under, PvsStr *out) {
    UnderWriter u = {.writer = {.out = out, .json = true, .first = true},
                     .under = under ? under : "",
                     .n_under = under ? strlen(under) : 0};
    pvs_str_add(out, "[", 1);
    PvsStatus status = pvs_scenario_visit(scenario, write_value_under, &u);
    pvs_str_add(out, "]", 1);
    return out->failed ? PVS_NO_MEMORY : status;
}
