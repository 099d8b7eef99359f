// SPDX-License-Identifier: Apache-2.0
// Loading a scenario: read, compose, include, override, bind, write out. Begin reading here: load_source.
#include "scenario/scenario.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "scenario/impl.h"
#include "scenario/shapes.h"

#define OPTIONS_MADE 0x50415601u
#define INCLUDES_MAX 64

PvsScenarioOptions pvs_scenario_options_default(void) {
    return (PvsScenarioOptions){.made = OPTIONS_MADE};
}

// --- includes ----------------------------------------------------------------------------------------------------

typedef struct {
    PvsBinder *b;
    PvsNode *roots[INCLUDES_MAX];
    int n;
    const char *chain[INCLUDES_MAX]; ///< files that are being included, outermost first
    int depth;
} Includes;

static void include_file(Includes *in, PvsNode *named);

static void include_of(Includes *in, PvsNode *root) {
    PvsPair *include = pvs_node_find(root, "include");
    if (!include) {
        return;
    }
    PvsNode *value = &include->value;
    if (value->kind == PVS_NODE_SCALAR) {
        include_file(in, value);
    } else if (value->kind != PVS_NODE_LIST) {
        pvs_report(in->b->load, value, "include: this takes a list of files; found %s",
                   pvs_node_found(in->b->load, value));
    }
    for (uint32_t i = value->kind == PVS_NODE_LIST ? value->n : 0;
         i-- > 0;) { // the later wins over the earlier: it comes first
        include_file(in, &value->items[i]);
    }
}

static bool is_scenario(PvsLoad *load, PvsNode *root, const char *what) {
    if (root->kind != PVS_NODE_MAP) {
        pvs_report(load, root, "%s is a map that begins with \"pavise: 1\"; found %s", what,
                   pvs_node_found(load, root));
        return false;
    }
    return true;
}

static void include_file(Includes *in, PvsNode *named) {
    PvsLoad *load = in->b->load;
    if (in->n == INCLUDES_MAX || in->depth == INCLUDES_MAX) {
        pvs_report(load, named, "more than %d files are included", INCLUDES_MAX);
        return;
    }
    int source = pvs_file_beside(in->b, named, "include", PVS_YAML_BYTES_MAX);
    if (source < 0) {
        return;
    }
    for (int i = 0; i < in->depth; i++) {
        if (strcmp(in->chain[i], load->sources[source].role) == 0) {
            pvs_report(load, named, "\"%.100s\" includes itself, by way of %d file%s", named->text,
                       in->depth - i, in->depth - i == 1 ? "" : "s");
            return;
        }
    }
    PvsNode *root = pvs_compose(load, source);
    if (root && is_scenario(load, root, "an included file")) {
        in->roots[in->n++] = root;
        in->chain[in->depth++] = load->sources[source].role;
        include_of(in, root);
        in->depth--;
    }
}

// --- the hash of inputs --------------------------------------------------------------------------------------------

static int compare_roles(const void *a, const void *b) {
    const PvsSource *x = *(const PvsSource *const *)a, *y = *(const PvsSource *const *)b;
    int order = strcmp(x->role, y->role);
    return order ? order : strcmp(x->sha256, y->sha256);
}

// Over (role, size, hash) of each source, by role: where the files lie and in which order they were read does not matter.
static void hash_inputs(PvsScenario *scenario) {
    PvsLoad *load = &scenario->load;
    const PvsSource **order =
        pvs_alloc((load->n_sources ? load->n_sources : 1) * sizeof(PvsSource *));
    if (!order) {
        load->no_memory = true;
        return;
    }
    for (uint32_t i = 0; i < load->n_sources; i++) {
        order[i] = &load->sources[i];
    }
    qsort(order, load->n_sources, sizeof *order, compare_roles);
    PvsSha256 hash;
    pvs_sha256_init(&hash);
    for (uint32_t i = 0; i < load->n_sources; i++) {
        bool again = i > 0 && compare_roles(&order[i], &order[i - 1]) == 0;
        if (!again) {
            pvs_sha256_add(&hash, order[i]->role, strlen(order[i]->role) + 1);
            pvs_sha256_add(&hash, order[i]->sha256, 65);
        }
    }
    pvs_sha256_hex(&hash, scenario->inputs_sha256);
    pvs_free(order);
}

// --- loading -------------------------------------------------------------------------------------------------------

static PvsBinder binder_of(PvsScenario *s) {
    PvsBinder b = s->binder;
    b.load = &s->load;
    b.path[0] = '\0';
    b.n_path = 0;
    return b;
}

// Every type that the scenario writes itself is checked, used or not.
static void check_types(PvsBinder *b) {
    const char **names;
    uint32_t n = pvs_view_keys(b->load, b->types, &names);
    for (uint32_t i = 0; i < n; i++) {
        const PvsType *type = pvs_type_find(b, names[i]);
        if (!type || !type->object) {
            continue;
        }
        size_t length = pvs_bind_enter(b, "types");
        pvs_bind_enter(b, names[i]);
        PvsScenarioVisit visit = b->visit;
        b->visit = NULL;
        void *scratch = pvs_load_alloc(b->load, type->object->size);
        if (scratch && type->object->size) {
            pvs_bind_object(b, pvs_type_here(b, type), type->object, scratch);
        }
        b->visit = visit;
        pvs_bind_leave(b, length);
    }
}

// Rounds that the defender believes something about: their fields are checked here and used when units are compiled.
static void check_beliefs(PvsBinder *b, PvsView rounds) {
    const char **names;
    uint32_t n = pvs_view_keys(b->load, rounds, &names);
    for (uint32_t i = 0; i < n; i++) {
        PvsView own = pvs_view_sub(b->load, rounds, names[i], NULL);
        size_t length = pvs_bind_enter(b, "beliefs.rounds");
        pvs_bind_enter(b, names[i]);
        const PvsType *type = pvs_type_need(b, pvs_view_node(own), names[i], &pvs_object_round);
        PvsSpecRound round;
        if (type) {
            b->silent_defaults = b->own_words = true;
            pvs_bind_object(b, pvs_view_join(b->load, own, pvs_type_here(b, type)),
                            &pvs_object_round, &round);
            b->silent_defaults = b->own_words = false;
        }
        pvs_bind_leave(b, length);
    }
}

static void check_threat_beliefs(PvsBinder *b, PvsView threats) {
    const char **names;
    uint32_t n = pvs_view_keys(b->load, threats, &names);
    for (uint32_t i = 0; i < n; i++) {
        PvsView own = pvs_view_sub(b->load, threats, names[i], NULL);
        size_t length = pvs_bind_enter(b, "beliefs.threats");
        pvs_bind_enter(b, names[i]);
        PvsSpecThreatBelief belief;
        pvs_type_need(b, pvs_view_node(own), names[i], &pvs_object_threat);
        pvs_bind_object(b, own, &pvs_object_threat_belief, &belief);
        pvs_bind_leave(b, length);
    }
}

static void check_tracking(PvsBinder *b) {
    if (b->tracking.n) {
        PvsSpecTracking spec;
        size_t length = pvs_bind_enter(b, "tracking");
        b->silent_defaults = true;
        pvs_bind_object(b, b->tracking, &pvs_object_tracking, &spec);
        b->silent_defaults = false;
        pvs_bind_leave(b, length);
    }
}

static void check_doctrine(PvsBinder *b, PvsView doctrine) {
    if (doctrine.n == 0) {
        return;
    }
    size_t length = pvs_bind_enter(b, "doctrine");
    pvs_doctrine_check(b, doctrine);
    pvs_bind_leave(b, length);
}

void pvs_scenario_bind(PvsScenario *s, PvsBound *out, PvsIgnoranceDraw draw, PvsScenarioVisit visit,
                       void *visit_ctx) {
    PvsBinder b = binder_of(s);
    b.draw = draw;
    b.draw_ctx = s->draw_ctx;
    b.visit = visit;
    b.visit_ctx = visit_ctx;
    b.threat_types = &out->threat_types;
    b.types = pvs_view_sub(&s->load, s->root, "types", NULL);
    b.tracking = pvs_view_sub(&s->load, s->root, "tracking", NULL);
    b.start_unix_s = 1767225600;
    PvsFound start = pvs_view_find(s->root, "start", NULL);
    if (start.node && start.node->kind == PVS_NODE_SCALAR) {
        pvs_date_parse(start.node->text, start.node->n, &b.start_unix_s);
    }
    check_tracking(&b);
    pvs_bind_object(&b, s->root, &pvs_object_scenario, &out->spec);
    check_doctrine(&b, out->spec.doctrine);
    check_types(&b);
    check_beliefs(&b, out->spec.beliefs.rounds);
    check_threat_beliefs(&b, out->spec.beliefs.threats);
    pvs_roster_build(&b, out);
    s->binder.catalog = b.catalog;
}

static PvsStatus status_of(const PvsScenario *s, const PvsDiags *diags) {
    return s->load.no_memory ? PVS_NO_MEMORY
           : diags->n_errors
               ? (s->load.io_failed && s->load.n_sources == 0 ? PVS_IO : PVS_BAD_INPUT)
               : PVS_OK;
}

static void load_root(PvsScenario *s, PvsNode *root, const PvsScenarioOptions *opt) {
    PvsBinder b = binder_of(s);
    Includes *in = pvs_load_alloc(&s->load, sizeof *in);
    if (!in || !is_scenario(&s->load, root, "a scenario")) {
        return;
    }
    if (pvs_node_find(root, "study") && !pvs_node_find(root, "duration")) {
        pvs_report(&s->load, root, "this is a study; a scenario is expected here");
        return;
    }
    in->b = &b;
    const char *slash = strrchr(s->load.sources[0].name, '/');
    const char *self =
        pvs_load_printf(&s->load, "include %s", slash ? slash + 1 : s->load.sources[0].name);
    in->chain[in->depth++] = self ? self : "";
    include_of(in, root);
    PvsLayer *layers = pvs_load_alloc(&s->load, ((size_t)in->n + 1) * sizeof *layers);
    if (!layers) {
        return;
    }
    layers[0] = (PvsLayer){.node = root};
    for (int i = 0; i < in->n; i++) {
        layers[i + 1] = (PvsLayer){.node = in->roots[i]};
    }
    s->root = (PvsView){layers, in->n + 1};
    for (size_t i = 0; i < opt->n_overrides; i++) {
        pvs_override_apply(&b, s->root, &opt->overrides[i]);
    }
    s->binder.catalog = pvs_catalog_open(&s->load, opt->catalog_dir);
    if (!s->binder.catalog) {
        return;
    }
    pvs_scenario_bind(s, &s->actual, s->draw, NULL, NULL);
    if (s->draw && s->load.diags->n_errors == 0) {
        PvsDiags *diags = s->load.diags; // the same text: it has nothing new to say
        s->load.diags = NULL;
        pvs_scenario_bind(s, &s->believed, NULL, NULL, NULL);
        s->load.diags = diags;
        s->has_believed = true;
    }
}

// Findings in the order of reading: the scenario's own file first, then the others as they came up, each from top to bottom.
typedef struct {
    PvsDiag diag;
    size_t file, index;
} Sorted;

static int compare_findings(const void *a, const void *b) {
    const Sorted *x = a, *y = b;
    long long order[] = {
        (long long)x->file - (long long)y->file, x->diag.place.line - y->diag.place.line,
        x->diag.place.column - y->diag.place.column, (long long)x->index - (long long)y->index};
    for (int i = 0; i < 4; i++) {
        if (order[i]) {
            return order[i] < 0 ? -1 : 1;
        }
    }
    return 0;
}

static size_t file_rank(const PvsLoad *load, const char *file) {
    for (uint32_t i = 0; file && i < load->n_sources; i++) {
        if (strcmp(load->sources[i].name, file) == 0) {
            return i;
        }
    }
    return SIZE_MAX / 2;
}

static void sort_findings(const PvsLoad *load, PvsDiags *diags, size_t first) {
    size_t n = diags->n - first;
    Sorted *sorted = n > 1 ? pvs_alloc(n * sizeof *sorted) : NULL;
    for (size_t i = 0; sorted && i < n; i++) {
        sorted[i] = (Sorted){diags->items[first + i],
                             file_rank(load, diags->items[first + i].place.file), i};
    }
    if (sorted) {
        qsort(sorted, n, sizeof *sorted, compare_findings);
        for (size_t i = 0; i < n; i++) {
            diags->items[first + i] = sorted[i].diag;
        }
    }
    pvs_free(sorted);
}

static PvsStatus load_source(PvsScenario *s, int source, const PvsScenarioOptions *opt,
                             PvsScenario **out, PvsDiags *diags) {
    size_t n_before = diags->n;
    if (source >= 0) {
        s->load.sources[source].folder = s->root_dir ? "" : NULL;
        PvsNode *root = pvs_compose(&s->load, source);
        if (root) {
            load_root(s, root, opt);
        }
        hash_inputs(s);
    }
    sort_findings(&s->load, diags, n_before < diags->n ? n_before : diags->n);
    PvsStatus status = status_of(s, diags);
    s->load.diags = NULL;
    if (status != PVS_OK) {
        pvs_scenario_free(s);
        return status;
    }
    *out = s;
    return PVS_OK;
}

static PvsScenario *begin(const PvsScenarioOptions *opt, PvsScenario **out, PvsDiags *diags,
                          PvsStatus *status) {
    *out = NULL;
    *status = PVS_BAD_USAGE;
    if (!opt || opt->made != OPTIONS_MADE || !diags) {
        return NULL;
    }
    PvsScenario *s = pvs_alloc(sizeof *s);
    *status = PVS_NO_MEMORY;
    if (!s) {
        return NULL;
    }
    pvs_arena_init(&s->load.arena);
    s->load.diags = diags;
    s->draw = opt->draw;
    s->draw_ctx = opt->draw_ctx;
    return s;
}

PvsStatus pvs_scenario_load(const char *path, const PvsScenarioOptions *opt, PvsScenario **out,
                            PvsDiags *diags) {
    PvsStatus status;
    PvsScenario *s = begin(opt, out, diags, &status);
    if (!s) {
        return status;
    }
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    s->root_dir = slash && n == 0 ? "/" : pvs_load_strndup(&s->load, path, n);
    s->binder.root_dir = s->root_dir;
    int source = pvs_source_read(&s->load, path, "scenario", PVS_YAML_BYTES_MAX, NULL);
    return load_source(s, source, opt, out, diags);
}

PvsStatus pvs_scenario_load_text(const char *text, size_t n, const char *name, const char *dir,
                                 const PvsScenarioOptions *opt, PvsScenario **out,
                                 PvsDiags *diags) {
    PvsStatus status;
    PvsScenario *s = begin(opt, out, diags, &status);
    if (!s) {
        return status;
    }
    s->root_dir = dir ? pvs_load_strndup(&s->load, dir, strlen(dir)) : NULL;
    s->binder.root_dir = s->root_dir;
    int source = -1;
    if (n > PVS_YAML_BYTES_MAX) {
        pvs_diags_add(diags, PVS_DIAG_ERROR, (PvsPlace){name, 0, 0},
                      "too large: %.1f MiB; at most 16 MiB are read", (double)n / 1048576.0);
    } else {
        source = pvs_source_add(&s->load, name, "scenario", text, n);
    }
    return load_source(s, source, opt, out, diags);
}

void pvs_bound_free(PvsBound *bound) {
    pvs_free(bound->threat_types.items);
    pvs_free(bound->roster.things);
    pvs_free(bound->roster.by_name);
    *bound = (PvsBound){0};
}

void pvs_scenario_free(PvsScenario *scenario) {
    if (!scenario) {
        return;
    }
    pvs_bound_free(&scenario->actual);
    pvs_bound_free(&scenario->believed);
    pvs_load_free(&scenario->load);
    pvs_free(scenario);
}

const char *pvs_scenario_name(const PvsScenario *scenario) {
    return scenario->actual.spec.name ? scenario->actual.spec.name : "";
}

const char *pvs_scenario_reported(const PvsScenario *scenario) {
    return scenario->actual.spec.reported ? scenario->actual.spec.reported : "";
}

const char *pvs_scenario_inputs_sha256(const PvsScenario *scenario) {
    return scenario->inputs_sha256;
}
