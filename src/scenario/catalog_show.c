// SPDX-License-Identifier: Apache-2.0
// What a catalogue holds: a list of entries, and one entry with the range and source of each number.
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "scenario/report.h"

// A catalogue that is looked at without a scenario.
typedef struct {
    PvsLoad load;
    PvsBinder binder;
    PvsThreatTypes threat_types;
} Looking;

static bool begin(Looking *look, const char *dir, PvsDiags *diags) {
    *look = (Looking){.load = {.diags = diags}};
    pvs_arena_init(&look->load.arena);
    look->binder.load = &look->load;
    look->binder.threat_types = &look->threat_types;
    look->binder.catalog = pvs_catalog_open(&look->load, dir);
    return look->binder.catalog && !look->load.no_memory && diags->n_errors == 0;
}

static PvsStatus end(Looking *look, const PvsDiags *diags, const PvsStr *out) {
    bool no_memory = look->load.no_memory || (out && out->failed);
    pvs_free(look->threat_types.items);
    pvs_load_free(&look->load);
    return no_memory ? PVS_NO_MEMORY : diags->n_errors ? PVS_BAD_INPUT : PVS_OK;
}

static const char *said(const PvsType *type, const char *key) {
    PvsFound found = pvs_view_find(type->view, key, NULL);
    return found.node && found.node->kind == PVS_NODE_SCALAR ? found.node->text : "";
}

// --- the list ------------------------------------------------------------------------------------------------------

static void list_entry(PvsStr *out, const PvsType *type, bool json, bool first) {
    if (!json) {
        pvs_str_printf(out, "%-26s %-18s %s\n", type->name, type->kind ? type->kind : "?",
                       said(type, "title"));
        return;
    }
    pvs_str_printf(out, first ? "\n{\"name\": " : ",\n{\"name\": ");
    pvs_str_json_string(out, type->name);
    pvs_str_printf(out, ", \"kind\": ");
    pvs_str_json_string(out, type->kind ? type->kind : "");
    pvs_str_printf(out, ", \"title\": ");
    pvs_str_json_string(out, said(type, "title"));
    pvs_str_printf(out, "}");
}

PvsStatus pvs_catalog_list(const char *catalog_dir, bool json, PvsStr *out, PvsDiags *diags) {
    Looking look;
    if (begin(&look, catalog_dir, diags)) {
        pvs_str_printf(out, json ? "{\"entries\": [" : "%-26s %-18s %s\n", "NAME", "KIND", "TITLE");
        bool first = true;
        for (size_t i = 0; i < pvs_catalog_size(look.binder.catalog); i++) {
            const PvsType *type =
                pvs_type_find(&look.binder, pvs_catalog_name(look.binder.catalog, i));
            if (type) {
                list_entry(out, type, json, first);
                first = false;
            }
        }
        pvs_str_printf(out, json ? "\n]}\n" : "");
    }
    return end(&look, diags, out);
}

// --- facts ---------------------------------------------------------------------------------------------------------

static bool is_number(const PvsNode *node, double *value) {
    return node->kind == PVS_NODE_SCALAR && pvs_number_parse(node->text, node->n, value);
}

static void check_fact(PvsBinder *b, PvsNode *fact, const char *name) {
    static const char *const known[] = {"low",  "best",   "high",      "unit",
                                        "text", "source", "assumption"};
    if (fact->kind != PVS_NODE_MAP) {
        pvs_report(b->load, fact,
                   "facts: %.48s is {low: , best: , high: , unit: , source: } or {text: , source: "
                   "}; found %s",
                   name, pvs_node_found(b->load, fact));
        return;
    }
    double last = -INFINITY, value;
    for (uint32_t i = 0; i < fact->n; i++) {
        bool ok = false;
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
            ok = ok || strcmp(known[k], fact->pairs[i].key) == 0;
        }
        if (!ok) {
            pvs_report(b->load, fact,
                       "facts: %.48s: unknown key \"%.48s\"; a fact is {low: , best: , high: , "
                       "unit: , source: } or {text: , source: }",
                       name, fact->pairs[i].key);
        }
    }
    for (int k = 0; k < 3; k++) {
        PvsPair *pair = pvs_node_find(fact, known[k]);
        if (!pair) {
            continue;
        }
        if (!is_number(&pair->value, &value) || value < last) {
            pvs_report(b->load, &pair->value,
                       "facts: %.48s: low, best and high are plain numbers in order; found %s",
                       name, pvs_node_found(b->load, &pair->value));
            return;
        }
        last = value;
    }
    if (!pvs_node_find(fact, "best") && !pvs_node_find(fact, "text")) {
        pvs_report(b->load, fact, "facts: %.48s needs best or text", name);
    }
    if (!pvs_node_find(fact, "source")) {
        pvs_report(b->load, fact, "facts: %.48s needs a source", name);
    }
}

static void check_facts(PvsBinder *b, const PvsType *type) {
    PvsView facts = pvs_view_sub(b->load, type->view, "facts", NULL);
    const char **names;
    uint32_t n = pvs_view_keys(b->load, facts, &names);
    for (uint32_t i = 0; i < n; i++) {
        check_fact(b, pvs_view_find(facts, names[i], NULL).node, names[i]);
    }
}

// --- one entry -----------------------------------------------------------------------------------------------------

typedef struct {
    PvsStr *out;
    const PvsLoad *load;
    const PvsType *type;
    size_t n_prefix;
    bool json, first;
} Showing;

// Whether a file is one of those that the entry itself is made from.
static bool is_own(const Showing *s, const char *file) {
    for (int i = 0; i < s->type->view.n; i++) {
        if (strcmp(s->load->sources[s->type->view.layers[i].node->source].name, file) == 0) {
            return true;
        }
    }
    return false;
}

static void show_range(PvsStr *out, const PvsScenarioValue *value) {
    char low[64], best[64], high[64];
    bool plain =
        value->dim == PVS_DIM_NONE || value->dim == PVS_DIM_COUNT || value->dim == PVS_DIM_RATIO;
    double of[3] = {value->low, value->best, value->high};
    char *buf[3] = {low, best, high};
    for (int i = 0; i < 3; i++) {
        if (plain) {
            pvs_number_format(of[i], buf[i], 64);
        } else {
            pvs_quantity_format(of[i], value->dim, buf[i], 64);
        }
    }
    if (value->chance || strstr(value->text, "Mach")) {
        pvs_str_printf(out, "%s", value->text);
    } else if (value->low < value->high) {
        pvs_str_printf(out, "%s  (%s to %s)", best, low, high);
    } else {
        pvs_str_printf(out, "%s", best);
    }
}

static void show_line(Showing *s, const char *name, const char *text, bool assumption,
                      const char *source) {
    size_t begin = s->out->n;
    pvs_str_printf(s->out, "  %-30s %s", name, text);
    size_t width = s->out->n - begin;
    if (source || assumption) {
        pvs_str_printf(s->out, "%*s  %s%s%s", width < 66 ? (int)(66 - width) : 0, "",
                       assumption ? "ASSUMPTION" : "", assumption && source ? "; " : "",
                       source ? source : "");
    }
    pvs_str_printf(s->out, "\n");
}

static void show_value(void *ctx, const PvsScenarioValue *value) {
    Showing *s = ctx;
    const char *path = value->path + s->n_prefix;
    bool nested = strncmp(path, "rounds.", 7) == 0 || strncmp(path, "radars.", 7) == 0 ||
                  strncmp(path, "units.", 6) == 0 || strncmp(path, "posts.", 6) == 0 ||
                  strncmp(path, "soft_kill.", 10) == 0;
    if (value->is_default ? nested : !is_own(s, value->place.file ? value->place.file : "")) {
        return; // what it is made of has an entry of its own
    }
    if (s->json) {
        PvsScenarioValue own = *value;
        own.path = path;
        pvs_str_printf(s->out, s->first ? "\n" : ",\n");
        s->first = false;
        pvs_report_json_value(s->out, &own);
        return;
    }
    PvsStr text = {0};
    if (pvs_is_set(value->best)) {
        show_range(&text, value);
    } else {
        pvs_str_printf(&text, "%s", value->text);
    }
    if (value->is_default) {
        pvs_str_printf(&text, "  [default]");
    }
    s->out->failed = s->out->failed || text.failed;
    show_line(s, path, text.n ? text.text : "", value->assumption, value->source);
    pvs_str_free(&text);
}

static void show_facts(Showing *s, PvsBinder *b) {
    PvsView facts = pvs_view_sub(b->load, s->type->view, "facts", NULL);
    const char **names;
    uint32_t n = pvs_view_keys(b->load, facts, &names);
    pvs_str_printf(s->out, s->json ? "\n], \"facts\": {"
                           : n     ? "\nfacts that no battle uses\n"
                                   : "");
    for (uint32_t i = 0; i < n; i++) {
        const PvsNode *fact = pvs_view_find(facts, names[i], NULL).node;
        const char *part[7];
        static const char *const keys[7] = {"low",  "best",   "high",      "unit",
                                            "text", "source", "assumption"};
        for (int k = 0; k < 7; k++) {
            PvsPair *pair = pvs_node_find(fact, keys[k]);
            part[k] = pair && pair->value.kind == PVS_NODE_SCALAR ? pair->value.text : NULL;
        }
        if (s->json) {
            pvs_str_printf(s->out, i ? ",\n" : "\n");
            pvs_str_json_string(s->out, names[i]);
            pvs_str_printf(s->out, ": {");
            for (int k = 0, first = 1; k < 7; k++) {
                double number;
                if (part[k]) {
                    pvs_str_printf(s->out, first ? "\"%s\": " : ", \"%s\": ", keys[k]);
                    k < 3 && pvs_number_parse(part[k], strlen(part[k]), &number)
                        ? pvs_str_json_number(s->out, number)
                        : pvs_str_json_string(s->out, part[k]);
                    first = 0;
                }
            }
            pvs_str_printf(s->out, "}");
            continue;
        }
        bool range = part[0] && part[2] && strcmp(part[0], part[2]) != 0;
        char *text = pvs_load_printf(b->load, range ? "%s%s%s  (%s to %s)" : "%s%s%s",
                                     part[1]   ? part[1]
                                     : part[4] ? part[4]
                                               : "",
                                     part[3] ? " " : "", part[3] ? part[3] : "",
                                     range ? part[0] : "", range ? part[2] : "");
        bool assumption = (part[6] && strcmp(part[6], "yes") == 0) ||
                          (part[5] && strncmp(part[5], "estimate", 8) == 0);
        show_line(s, names[i], text ? text : "", assumption, part[5]);
    }
    pvs_str_printf(s->out, s->json ? "\n}}\n" : "");
}

// Binds an entry alone: checks it, and tells the visitor.
static void bind_entry(PvsBinder *b, const PvsType *type, PvsScenarioVisit visit, void *ctx) {
    b->visit = visit;
    b->visit_ctx = ctx;
    b->n_path = 0;
    b->path[0] = '\0';
    pvs_bind_enter(b, type->name);
    void *out = type->object ? pvs_load_alloc(b->load, type->object->size) : NULL;
    if (out) {
        pvs_bind_object(b, pvs_type_here(b, type), type->object, out);
    }
    check_facts(b, type);
    b->visit = NULL;
}

static void show_head(Showing *s) {
    const PvsType *type = s->type;
    if (!s->json) {
        pvs_str_printf(s->out, "%s  (%s)  %s\n", type->name, type->kind ? type->kind : "?",
                       said(type, "title"));
        if (*said(type, "about")) {
            pvs_str_printf(s->out, "%s\n", said(type, "about"));
        }
        pvs_str_printf(s->out, "Public, coarse figures: best value (low to high), then the source. "
                               "Nothing here is fit for planning a real operation.\n\n");
        return;
    }
    pvs_str_printf(s->out, "{\"name\": ");
    pvs_str_json_string(s->out, type->name);
    pvs_str_printf(s->out, ", \"kind\": ");
    pvs_str_json_string(s->out, type->kind ? type->kind : "");
    pvs_str_printf(s->out, ", \"title\": ");
    pvs_str_json_string(s->out, said(type, "title"));
    pvs_str_printf(s->out, ", \"about\": ");
    pvs_str_json_string(s->out, said(type, "about"));
    pvs_str_printf(s->out, ", \"values\": [");
}

PvsStatus pvs_catalog_show(const char *catalog_dir, const char *name, bool json, PvsStr *out,
                           PvsDiags *diags) {
    Looking look;
    if (begin(&look, catalog_dir, diags)) {
        const PvsType *type = pvs_type_find(&look.binder, name);
        if (!type) {
            const char *near = pvs_type_nearest(&look.binder, name, NULL);
            pvs_diags_add(
                diags, PVS_DIAG_ERROR, (PvsPlace){0},
                "the catalogue has no entry \"%.64s\"%s%s%s (pavise catalog list shows all)", name,
                near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
        } else {
            Showing s = {.out = out,
                         .load = &look.load,
                         .type = type,
                         .n_prefix = strlen(type->name) + 1,
                         .json = json,
                         .first = true};
            show_head(&s);
            bind_entry(&look.binder, type, show_value, &s);
            show_facts(&s, &look.binder);
        }
    }
    return end(&look, diags, out);
}

// --- checking --------------------------------------------------------------------------------------------------------

PvsStatus pvs_catalog_check(const char *catalog_dir, PvsDiags *diags) {
    Looking look;
    if (begin(&look, catalog_dir, diags)) {
        for (size_t i = 0; i < pvs_catalog_size(look.binder.catalog); i++) {
            const PvsType *type =
                pvs_type_find(&look.binder, pvs_catalog_name(look.binder.catalog, i));
            if (type) {
                bind_entry(&look.binder, type, NULL, NULL);
            }
        }
    }
    return end(&look, diags, NULL);
}

PvsStatus pvs_catalog_check_text(const char *text, size_t n, const char *name, PvsDiags *diags) {
    Looking look;
    if (begin(&look, NULL, diags)) {
        int source =
            n > PVS_YAML_BYTES_MAX ? -1 : pvs_source_add(&look.load, name, "catalog", text, n);
        PvsNode *root = source >= 0 ? pvs_compose(&look.load, source) : NULL;
        if (root && root->kind != PVS_NODE_MAP) {
            pvs_report(
                &look.load, root,
                "a catalogue entry is a map with name, kind and the fields of that kind; found %s",
                pvs_node_found(&look.load, root));
        } else if (root) {
            PvsPair *pairs = pvs_load_alloc(&look.load, sizeof *pairs);
            PvsNode *types = pvs_load_alloc(&look.load, sizeof *types);
            if (pairs && types) {
                pairs[0] = (PvsPair){.key = "entry", .line = 1, .column = 1, .value = *root};
                *types = (PvsNode){
                    .kind = PVS_NODE_MAP, .source = (uint16_t)source, .n = 1, .pairs = pairs};
                look.binder.types = pvs_view_of(&look.load, types);
                const PvsType *type = pvs_type_find(&look.binder, "entry");
                if (type) {
                    bind_entry(&look.binder, type, NULL, NULL);
                }
            }
        }
    }
    return end(&look, diags, NULL);
}
