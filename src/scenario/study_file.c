// SPDX-License-Identifier: Apache-2.0
// Reading a study file: bind by the tables of schema_study.c, then hand out a plain struct.
#include "scenario/study_file.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "scenario/study_impl.h"

#define COUNT_STANDARD 200

struct PvsStudyFile {
    PvsLoad load;
    PvsBinder binder;
    PvsNode *root;
    PvsSpecStudy bound;
    PvsStudySpec spec;
    bool plain;
};

static const struct {
    const char *name, *help;
} counterfactuals[PVS_N_COUNTERFACTUALS] = {
#define X(name, text, help) {text, help},
    PVS_COUNTERFACTUAL_TABLE(X)
#undef X
};

const char *pvs_counterfactual_name(PvsCounterfactual which) {
    return which < PVS_N_COUNTERFACTUALS ? counterfactuals[which].name : "";
}

const char *pvs_counterfactual_help(PvsCounterfactual which) {
    return which < PVS_N_COUNTERFACTUALS ? counterfactuals[which].help : "";
}

static PvsPlace place_of(const PvsStudyFile *f, const PvsNode *node) {
    return (PvsPlace){f->load.sources[node->source].name, node->line, node->column};
}

// Words that must be some of a list: their bits.
static unsigned bits_of(PvsStudyFile *f, const PvsStudyWords *words, const char *const *known,
                        size_t n, const char *what) {
    unsigned bits = 0;
    for (uint32_t i = 0; i < words->n; i++) {
        size_t k = 0;
        while (k < n && strcmp(known[k], words->items[i]) != 0) {
            k++;
        }
        if (k < n) {
            bits |= 1u << k;
        } else {
            int near = pvs_name_nearest(words->items[i], known, n);
            PvsNode *node =
                words->node->kind == PVS_NODE_LIST ? &words->node->items[i] : words->node;
            pvs_report(&f->load, node, "unknown %s \"%.60s\"; did you mean \"%s\"?", what,
                       words->items[i], known[near >= 0 ? near : 0]);
        }
    }
    return bits;
}

static void read_counterfactuals(PvsStudyFile *f) {
    const PvsStudyWords *words = &f->bound.counterfactuals;
    const char *known[PVS_N_COUNTERFACTUALS];
    for (int i = 0; i < PVS_N_COUNTERFACTUALS; i++) {
        known[i] = counterfactuals[i].name;
    }
    bool all = words->n == 1 && strcmp(words->items[0], "all") == 0;
    f->spec.counterfactuals =
        all ? (1u << PVS_N_COUNTERFACTUALS) - 1
            : bits_of(f, words, known, PVS_N_COUNTERFACTUALS, "counterfactual");
}

static void read_named(PvsStudyFile *f, const PvsSpecMap *map, const PvsStudyNamed **out,
                       uint32_t *n) {
    PvsStudyNamed *items = pvs_load_alloc(&f->load, (map->n + 1) * sizeof *items);
    const PvsSpecNamed *from = map->items;
    for (uint32_t i = 0; items && i < map->n; i++) {
        items[i] = (PvsStudyNamed){.name = from[i].head.name,
                                   .set = from[i].set,
                                   .price_usd = from[i].price_usd,
                                   .source = from[i].source,
                                   .about = from[i].about,
                                   .place = place_of(f, from[i].head.node)};
    }
    *out = items;
    *n = items ? map->n : 0;
}

static void read_design(PvsStudyFile *f) {
    const PvsSpecStudy *s = &f->bound;
    PvsStudySpec *out = &f->spec;
    out->design = (PvsStudyDesign)s->design;
    out->samples = (uint32_t)s->samples;
    out->factors = s->vary.factors;
    out->n_factors = s->vary.n_factors;
    out->listed = s->vary.listed;
    out->n_listed = s->vary.n_listed;
    bool sampled = s->design == PVS_DESIGN_LATIN_HYPERCUBE || s->design == PVS_DESIGN_SOBOL;
    if (s->vary.listed) {
        out->design = PVS_DESIGN_LISTED;
    } else if (s->design == PVS_DESIGN_LISTED && s->vary.node) {
        pvs_report(&f->load, s->vary.node,
                   "vary: a listed design takes a list of settings, as [{PATH: VALUE}, ...]");
    }
    if (sampled && (s->vary.listed || s->vary.n_factors == 0)) {
        pvs_report(&f->load, s->vary.node ? s->vary.node : f->root,
                   "design: a sampled design needs factors to vary, as {PATH: {low: , high: }}");
    }
    for (uint32_t i = 0; i < out->n_factors; i++) {
        const PvsStudyFactor *factor = &out->factors[i];
        if (!sampled && factor->n_values == 0 && factor->low < factor->high) {
            pvs_report_at(&f->load, PVS_DIAG_ERROR, 0, factor->place.line, factor->place.column,
                          "%.100s: a range needs design: latin-hypercube or sobol; a crossed "
                          "design takes a list "
                          "of values",
                          factor->path);
        }
    }
}

static void read_rest(PvsStudyFile *f) {
    static const char *const chosen[] = {"median", "worst"};
    const PvsSpecStudy *s = &f->bound;
    PvsStudySpec *out = &f->spec;
    PvsPair *compare = pvs_node_find(f->root, "compare"), *goal = pvs_node_find(f->root, "goal");
    out->compares = compare != NULL;
    out->compare_to = s->compare.to;
    out->compare_measures = s->compare.measures.items;
    out->n_compare_measures = s->compare.measures.n;
    out->draw.kind = s->draw.kind;
    out->draw.shape = s->draw.shape;
    out->draw.correlation = s->draw.correlation;
    out->draw.battles = s->draw.battles;
    out->draw.widen = s->draw.widen;
    out->draw.list = s->draw.list;
    out->draw.n_list = s->draw.n_list;
    out->sharing = s->sharing == 1;
    if (goal && s->goal.path) {
        out->goal.path = s->goal.path;
        out->goal.values = s->goal.over.items;
        out->goal.n_values = s->goal.over.n;
        out->goal.measure = s->goal.measure ? s->goal.measure : "leakers";
        out->goal.at_most = s->goal.at_most;
        out->goal.probability = s->goal.probability;
        out->goal.place = place_of(f, &goal->value);
    }
    out->sensitivity.wanted = pvs_node_find(f->root, "sensitivity") != NULL;
    out->sensitivity.measure = s->sensitivity.measure ? s->sensitivity.measure : "leakers";
    out->sensitivity.morris = (uint32_t)(s->sensitivity.morris > 0 ? s->sensitivity.morris : 0);
    out->sensitivity.sobol = (uint32_t)(s->sensitivity.sobol > 0 ? s->sensitivity.sobol : 0);
    out->sensitivity.battles = (uint32_t)(s->sensitivity.battles > 2 ? s->sensitivity.battles : 2);
    bits_of(f, &s->chosen, chosen, 2, "choice");
    out->chosen = s->chosen.items;
    out->n_chosen = s->chosen.n;
    read_named(f, &s->one_more, &out->one_more, &out->n_one_more);
    read_named(f, &s->cases, &out->cases, &out->n_cases);
    read_named(f, &s->structural, &out->structural, &out->n_structural);
    read_named(f, &s->ensemble, &out->ensemble, &out->n_ensemble);
}

static void read_study(PvsStudyFile *f) {
    PvsSpecStudy *s = &f->bound;
    pvs_bind_object(&f->binder, pvs_view_of(&f->load, f->root), &pvs_object_study, s);
    PvsStudySpec *out = &f->spec;
    out->name = s->name ? s->name : "";
    out->about = s->about ? s->about : "";
    const char *file = f->load.sources[0].name, *slash = strrchr(file, '/');
    if (s->scenario) {
        out->scenario =
            s->scenario[0] == '/' || !slash
                ? s->scenario
                : pvs_load_printf(&f->load, "%.*s%s", (int)(slash - file + 1), file, s->scenario);
    }
    out->seed = s->seed > 0 ? (uint64_t)s->seed : 0;
    out->replications.count = s->stop.count;
    out->replications.until = s->stop.until;
    out->replications.width = s->stop.width;
    out->replications.at_least = s->stop.at_least;
    out->replications.at_most = s->stop.at_most;
    out->replications.time_s = s->stop.time_s;
    if (!s->stop.count && !s->stop.until && s->stop.time_s == 0) {
        out->replications.count = COUNT_STANDARD;
    }
    read_design(f);
    read_counterfactuals(f);
    read_rest(f);
}

// A scenario is a study of itself.
static void take_plain(PvsStudyFile *f) {
    PvsPair *name = pvs_node_find(f->root, "name");
    f->plain = true;
    f->spec =
        (PvsStudySpec){.name = name && name->value.kind == PVS_NODE_SCALAR ? name->value.text : "",
                       .about = "",
                       .scenario = f->load.sources[0].name,
                       .seed = 1,
                       .draw = {.battles = 1, .correlation = 0.8, .widen = 0.2},
                       .sensitivity = {.measure = "leakers", .battles = 10}};
    f->spec.replications.count = COUNT_STANDARD;
}

PvsStatus pvs_study_file_load(const char *path, PvsStudyFile **out, PvsDiags *diags) {
    *out = NULL;
    PvsStudyFile *f = pvs_alloc(sizeof *f);
    if (!f) {
        return PVS_NO_MEMORY;
    }
    pvs_arena_init(&f->load.arena);
    f->load.diags = diags;
    f->binder.load = &f->load;
    size_t errors_before = diags->n_errors;
    int source = pvs_source_read(&f->load, path, "study", PVS_YAML_BYTES_MAX, NULL);
    f->root = source >= 0 ? pvs_compose(&f->load, source) : NULL;
    if (f->root && f->root->kind != PVS_NODE_MAP) {
        pvs_report(&f->load, f->root, "a study is a map that begins with \"pavise: 1\"; found %s",
                   pvs_node_found(&f->load, f->root));
    } else if (f->root) {
        f->spec.place = place_of(f, f->root);
        if (pvs_node_find(f->root, "study")) {
            read_study(f);
        } else {
            take_plain(f);
        }
    }
    PvsStatus status = f->load.no_memory                               ? PVS_NO_MEMORY
                       : diags->n_errors > errors_before && source < 0 ? PVS_IO
                       : diags->n_errors > errors_before               ? PVS_BAD_INPUT
                                                                       : PVS_OK;
    f->load.diags = NULL;
    if (status != PVS_OK) {
        pvs_study_file_free(f);
        return status;
    }
    *out = f;
    return PVS_OK;
}

bool pvs_study_file_is_one(const char *path) {
    PvsLoad load = {0};
    PvsDiags diags = {0};
    pvs_arena_init(&load.arena);
    load.diags = &diags;
    int source = pvs_source_read(&load, path, "study", PVS_YAML_BYTES_MAX, NULL);
    PvsNode *root = source >= 0 ? pvs_compose(&load, source) : NULL;
    bool is_one = root && root->kind == PVS_NODE_MAP && pvs_node_find(root, "study");
    pvs_diags_free(&diags);
    pvs_load_free(&load);
    return is_one;
}

void pvs_study_file_free(PvsStudyFile *file) {
    if (file) {
        pvs_load_free(&file->load);
        pvs_free(file);
    }
}

const PvsStudySpec *pvs_study_file_spec(const PvsStudyFile *file) {
    return &file->spec;
}

bool pvs_study_file_is_plain(const PvsStudyFile *file) {
    return file->plain;
}

const char *pvs_study_file_text(const PvsStudyFile *file, size_t *n) {
    *n = file->load.sources[0].n;
    return file->load.sources[0].text;
}

void pvs_study_file_report(PvsStudyFile *file, PvsDiags *diags, PvsPlace place, const char *format,
                           ...) {
    char message[480];
    va_list args;
    va_start(args, format);
    pvs_text_format(message, sizeof message, format, args);
    va_end(args);
    file->load.diags = diags;
    pvs_report_at(&file->load, PVS_DIAG_ERROR, 0, place.line, place.column, "%s", message);
    file->load.diags = NULL;
}

// --- what a study asks about its scenario --------------------------------------------------------

const char *pvs_scenario_path_side(PvsScenario *s, const char *path) {
    char name[80];
    size_t n = strcspn(path, ".");
    pvs_text_printf(name, sizeof name, "%.*s", (int)n, path);
    const PvsField *field = pvs_object_field(&pvs_object_scenario, name);
    if (!field) {
        return "scene";
    }
    if (strcmp(name, "types") == 0 && path[n]) { // its kind says
        PvsBinder b = s->binder;
        PvsDiags none = {0};
        b.load = &s->load;
        b.types = pvs_view_sub(&s->load, s->root, "types", NULL);
        s->load.diags = &none;
        const char *rest = path + n + 1;
        const PvsType *type = NULL;
        for (size_t length = strlen(rest); length > 0 && !type; length--) { // names may have dots
            if (rest[length] == '.' || rest[length] == '\0') {
                char *candidate = pvs_load_strndup(&s->load, rest, length);
                type = candidate ? pvs_type_find(&b, candidate) : NULL;
            }
        }
        s->load.diags = NULL;
        pvs_diags_free(&none);
        return type && type->object ? type->object->side : "scene";
    }
    if (strcmp(name, "engagement") == 0) {
        return "defence";
    }
    return field->object ? field->object->side : "scene";
}

uint32_t pvs_scenario_n_sources(const PvsScenario *scenario) {
    return scenario->load.n_sources;
}

PvsScenarioSource pvs_scenario_source(const PvsScenario *scenario, uint32_t i) {
    const PvsSource *s = &scenario->load.sources[i];
    return (PvsScenarioSource){.role = s->role,
                               .name = s->name,
                               .entry = s->entry,
                               .folder = s->folder,
                               .sha256 = s->sha256,
                               .is_table = s->is_table,
                               .text = s->text,
                               .n = s->n};
}
