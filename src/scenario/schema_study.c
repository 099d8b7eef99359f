// SPDX-License-Identifier: Apache-2.0
// Schema: the study file. Values with a shape of their own are read here too, because nothing else has them.
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "scenario/schema_macros.h"
#include "scenario/study_impl.h"

static PvsField part(const char *name, PvsFieldKind kind, PvsDimension dim, double min,
                     double max) {
    return (PvsField){.name = name, .kind = kind, .dim = dim, .min = min, .max = max, .help = ""};
}

static PvsNode *node_of(PvsView view) {
    return view.layers[0].node;
}

// One quantity of a node; false: reported.
static bool number(PvsBinder *b, const char *name, PvsNode *node, PvsDimension dim, double min,
                   double max, double *out) {
    PvsField field =
        part(name, dim == PVS_DIM_COUNT ? PVS_FIELD_COUNT : PVS_FIELD_NUMBER, dim, min, max);
    PvsLayer layer = {.node = node};
    PvsValue value;
    if (!pvs_value_read(b, &field, (PvsFound){node, &layer}, 0, &value)) {
        return false;
    }
    if (dim == PVS_DIM_COUNT && value.best != floor(value.best)) {
        pvs_report(b->load, node, "%s: a whole number is expected; found %s", name,
                   pvs_node_found(b->load, node));
        return false;
    }
    *out = value.best;
    return true;
}

static const char *text_of(PvsBinder *b, const PvsNode *node) {
    PvsStr text = {0};
    pvs_node_write(&text, node);
    const char *kept = pvs_load_strndup(b->load, text.n ? text.text : "", text.n);
    pvs_str_free(&text);
    return kept ? kept : "";
}

static bool is_one_of(const char *key, const char *const *known) {
    for (int i = 0; known[i]; i++) {
        if (strcmp(known[i], key) == 0) {
            return true;
        }
    }
    return false;
}

// Reports keys that a map does not take, with the nearest that it takes.
static void check_keys(PvsBinder *b, const char *what, const PvsNode *map,
                       const char *const *known) {
    int n = 0;
    while (known[n]) {
        n++;
    }
    for (uint32_t i = 0; i < map->n; i++) {
        const PvsPair *pair = &map->pairs[i];
        if (!is_one_of(pair->key, known)) {
            int near = pvs_name_nearest(pair->key, known, (size_t)n);
            pvs_report_at(b->load, PVS_DIAG_ERROR, map->source, pair->line, pair->column,
                          "unknown key \"%.48s\" in %s%s%s%s", pair->key, what,
                          near >= 0 ? "; did you mean \"" : "", near >= 0 ? known[near] : "",
                          near >= 0 ? "\"?" : "");
        }
    }
}

// --- lists of words ------------------------------------------------------------------------------

static void read_words(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    PvsStudyWords *words = out;
    PvsNode *node = node_of(view);
    uint32_t n = node->kind == PVS_NODE_LIST ? node->n : 1;
    const char **items = pvs_load_alloc(b->load, (n + 1) * sizeof *items);
    if (node->kind == PVS_NODE_MAP || !items) {
        pvs_report(b->load, node, "%s: this takes a list; found %s", field->name,
                   pvs_node_found(b->load, node));
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        items[i] = text_of(b, node->kind == PVS_NODE_LIST ? &node->items[i] : node);
    }
    words->items = items;
    words->n = n;
    words->node = node;
}
static const PvsShape shape_words = {"a word or a list of them",
                                     "{\"type\": [\"string\", \"number\", \"array\"]}", read_words,
                                     NULL};

// --- settings ------------------------------------------------------------------------------------

bool pvs_study_settings(PvsBinder *b, const char *what, PvsNode *node, PvsStudySettings *out) {
    *out = (PvsStudySettings){0};
    if (node->kind != PVS_NODE_MAP) {
        pvs_report(b->load, node,
                   "%s: this takes a map of paths and values, as {units.guns.count: 4}; found %s",
                   what, pvs_node_found(b->load, node));
        return false;
    }
    PvsOverride *items = pvs_load_alloc(b->load, (node->n + 1) * sizeof *items);
    PvsPlace *places = pvs_load_alloc(b->load, (node->n + 1) * sizeof *places);
    if (!items || !places) {
        return false;
    }
    for (uint32_t i = 0; i < node->n; i++) {
        const PvsPair *pair = &node->pairs[i];
        items[i] = (PvsOverride){pair->key, text_of(b, &pair->value)};
        places[i] = (PvsPlace){b->load->sources[node->source].name, pair->line, pair->column};
    }
    *out = (PvsStudySettings){items, places, node->n};
    return true;
}

static void read_settings(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    pvs_study_settings(b, field->name, node_of(view), out);
}
static const PvsShape shape_settings = {"path -> value", "{\"type\": \"object\"}", read_settings,
                                        NULL};

// --- replications --------------------------------------------------------------------------------

// "2 % points", "0.5", "1.5 MUSD", "10 s": a width in the measure's own unit.
static bool read_width(PvsBinder *b, PvsNode *node, double *out) {
    if (node->kind == PVS_NODE_SCALAR) {
        size_t n = pvs_number_length(node->text, node->n);
        const char *unit = node->text + n + strspn(node->text + n, " ");
        if (n && pvs_number_parse(node->text, n, out)) {
            PvsQuantity q;
            double scale = 0;
            if (!*unit) {
                scale = 1;
            } else if (strcmp(unit, "% points") == 0 || strcmp(unit, "%") == 0) {
                scale = 0.01;
            } else if (pvs_quantity_parse(node->text, node->n, PVS_DIM_MONEY, &q, NULL) == PVS_OK ||
                       pvs_quantity_parse(node->text, node->n, PVS_DIM_TIME, &q, NULL) == PVS_OK) {
                *out = q.si;
                scale = 1;
            }
            *out *= scale;
            if (scale > 0 && *out > 0 && *out < 1e18) {
                return true;
            }
        }
    }
    pvs_report(b->load, node,
               "until: the width of the interval is a number above 0, as 0.5, 2 %% points, 1 MUSD "
               "or 10 s; found %s",
               pvs_node_found(b->load, node));
    return false;
}

static void read_until(PvsBinder *b, PvsNode *node, PvsStudyStop *out) {
    if (node->kind != PVS_NODE_MAP || node->n != 1) {
        pvs_report(b->load, node,
                   "until: this takes one measure and the width that its interval must reach, as "
                   "{leak_fraction: 2 %% points}");
        return;
    }
    out->until = node->pairs[0].key;
    out->until_place =
        (PvsPlace){b->load->sources[node->source].name, node->pairs[0].line, node->pairs[0].column};
    read_width(b, &node->pairs[0].value, &out->width);
}

#define REPLICATIONS_MAX 1e9

static void read_replications(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    static const char *const known[] = {"count", "until", "at_least", "at_most", "time", NULL};
    PvsStudyStop *stop = out;
    PvsNode *node = node_of(view);
    double x;
    if (node->kind != PVS_NODE_MAP) {
        if (number(b, field->name, node, PVS_DIM_COUNT, 1, REPLICATIONS_MAX, &x)) {
            stop->count = (uint64_t)x;
        }
        return;
    }
    check_keys(b, "replications", node, known);
    for (uint32_t i = 0; i < node->n; i++) {
        const char *key = node->pairs[i].key;
        PvsNode *value = &node->pairs[i].value;
        if (strcmp(key, "until") == 0) {
            read_until(b, value, stop);
        } else if (strcmp(key, "time") == 0) {
            number(b, key, value, PVS_DIM_TIME, 0.1, 31.6e6, &stop->time_s);
        } else if (is_one_of(key, known) &&
                   number(b, key, value, PVS_DIM_COUNT, 1, REPLICATIONS_MAX, &x)) {
            uint64_t *to = strcmp(key, "count") == 0      ? &stop->count
                           : strcmp(key, "at_least") == 0 ? &stop->at_least
                                                          : &stop->at_most;
            *to = (uint64_t)x;
        }
    }
    if (stop->count && (stop->until || stop->at_most)) {
        pvs_report(b->load, node, "replications: a count excludes until and at_most");
    } else if (stop->until && !stop->at_most && stop->time_s == 0) {
        pvs_report(b->load, node, "replications: until needs at_most, or a time");
    } else if (!stop->count && !stop->until && stop->time_s == 0) {
        pvs_report(b->load, node,
                   "replications: a count, {until: {MEASURE: WIDTH}, at_most: N} or {time: 10 "
                   "min, at_most: N}");
    } else if (stop->at_least && stop->at_most && stop->at_least > stop->at_most) {
        pvs_report(b->load, node, "replications: at_least is more than at_most");
    }
}
static const PvsShape shape_replications = {
    "a count; or {until: {MEASURE: WIDTH}, at_most: N}; or {time: 10 min, at_most: N}",
    "{\"anyOf\": [{\"type\": \"integer\", \"minimum\": 1, \"maximum\": 1000000000}, {\"type\": "
    "\"object\", \"additionalProperties\": false, \"properties\": {\"count\": {\"type\": "
    "\"integer\"}, \"until\": {\"type\": \"object\"}, \"at_least\": {\"type\": \"integer\"}, "
    "\"at_most\": {\"type\": \"integer\"}, \"time\": {\"$ref\": \"#/$defs/time\"}}}]}",
    read_replications, NULL};

// --- vary ----------------------------------------------------------------------------------------

// A number and the unit behind it.
static bool split_number(const PvsNode *node, double *value, const char **unit) {
    size_t n = node->kind == PVS_NODE_SCALAR ? pvs_number_length(node->text, node->n) : 0;
    *unit = n ? node->text + n + strspn(node->text + n, " ") : "";
    return n && pvs_number_parse(node->text, n, value);
}

static void read_range(PvsBinder *b, const PvsPair *pair, PvsStudyFactor *out) {
    const PvsNode *map = &pair->value;
    static const char *const known[] = {"low", "high", NULL};
    const PvsPair *low = pvs_node_find(map, "low"), *high = pvs_node_find(map, "high");
    const char *other;
    check_keys(b, "a range of a factor", map, known);
    if (!low || !high || !split_number(&low->value, &out->low, &out->unit) ||
        !split_number(&high->value, &out->high, &other) || strcmp(out->unit, other) != 0 ||
        !(out->low < out->high)) {
        pvs_report_at(b->load, PVS_DIAG_ERROR, map->source, pair->line, pair->column,
                      "%.100s: a range is {low: , high: }, two numbers in the same unit, the lower "
                      "first",
                      pair->key);
    }
}

static void read_factor(PvsBinder *b, const PvsNode *map, const PvsPair *pair,
                        PvsStudyFactor *out) {
    *out =
        (PvsStudyFactor){.path = pair->key,
                         .unit = "",
                         .place = {b->load->sources[map->source].name, pair->line, pair->column}};
    const PvsNode *value = &pair->value;
    if (value->kind == PVS_NODE_MAP) {
        read_range(b, pair, out);
        return;
    }
    uint32_t n = value->kind == PVS_NODE_LIST ? value->n : 1;
    const char **values = pvs_load_alloc(b->load, (n + 1) * sizeof *values);
    if (n == 0 || !values) {
        pvs_report_at(b->load, PVS_DIAG_ERROR, map->source, pair->line, pair->column,
                      "%.100s: the list of values is empty", pair->key);
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        values[i] = text_of(b, value->kind == PVS_NODE_LIST ? &value->items[i] : value);
        for (uint32_t k = 0; k < i; k++) {
            if (strcmp(values[k], values[i]) == 0) {
                pvs_report_at(b->load, PVS_DIAG_ERROR, map->source, pair->line, pair->column,
                              "%.100s: the value %.40s stands twice", pair->key, values[i]);
            }
        }
    }
    out->values = values;
    out->n_values = n;
}

static void read_vary(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    PvsStudyVary *vary = out;
    PvsNode *node = node_of(view);
    vary->node = node;
    if (node->kind == PVS_NODE_LIST) {
        PvsStudySettings *listed = pvs_load_alloc(b->load, (node->n + 1) * sizeof *listed);
        for (uint32_t i = 0; listed && i < node->n; i++) {
            pvs_study_settings(b, field->name, &node->items[i], &listed[i]);
        }
        vary->listed = listed;
        vary->n_listed = listed ? node->n : 0;
        return;
    }
    if (node->kind != PVS_NODE_MAP) {
        pvs_report(b->load, node,
                   "vary: this takes a map of paths and lists of values, as {units.guns.count: [2, "
                   "4]}, or a list of settings; found %s",
                   pvs_node_found(b->load, node));
        return;
    }
    PvsStudyFactor *factors = pvs_load_alloc(b->load, (node->n + 1) * sizeof *factors);
    for (uint32_t i = 0; factors && i < node->n; i++) {
        read_factor(b, node, &node->pairs[i], &factors[i]);
    }
    vary->factors = factors;
    vary->n_factors = factors ? node->n : 0;
}
static const PvsShape shape_vary = {
    "path -> list of values, or {low: , high: } for sampled designs; or a list of settings",
    "{\"type\": [\"object\", \"array\"]}", read_vary, NULL};

// --- draw ----------------------------------------------------------------------------------------

static void read_draw_list(PvsBinder *b, PvsNode *map, PvsSpecDraw *out) {
    if (map->kind != PVS_NODE_MAP) {
        pvs_report(b->load, map,
                   "list: this takes a map of keys and ranges, as {shahed-136.speed: {low: 45 m/s, "
                   "best: 50 m/s, high: 55 m/s}}");
        return;
    }
    PvsStudyRange *list = pvs_load_alloc(b->load, (map->n + 1) * sizeof *list);
    for (uint32_t i = 0; list && i < map->n; i++) {
        PvsNode *range = &map->pairs[i].value;
        list[i] = (PvsStudyRange){.key = map->pairs[i].key, .relative = true};
        const char *unit[3];
        const PvsPair *low = pvs_node_find(range, "low"), *best = pvs_node_find(range, "best"),
                      *high = pvs_node_find(range, "high");
        bool ok = low && best && high && split_number(&low->value, &list[i].low, &unit[0]) &&
                  split_number(&best->value, &list[i].best, &unit[1]) &&
                  split_number(&high->value, &list[i].high, &unit[2]);
        if (!ok || strcmp(unit[0], unit[1]) != 0 || strcmp(unit[1], unit[2]) != 0 ||
            !(list[i].low <= list[i].best && list[i].best <= list[i].high) || list[i].best == 0) {
            pvs_report(b->load, range,
                       "%.100s: a range is {low: , best: , high: } in order and in one unit, best "
                       "not 0",
                       map->pairs[i].key);
        }
    }
    out->list = list;
    out->n_list = list ? map->n : 0;
}

static void read_draw(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    static const char *const known[] = {"from",  "distribution", "correlation", "battles",
                                        "widen", "list",         NULL};
    static const char *const shapes[] = {"triangular", "pert", "uniform", NULL};
    PvsSpecDraw *draw = out;
    PvsNode *node = node_of(view);
    *draw = (PvsSpecDraw){.correlation = 0.8, .battles = 10, .widen = 0.2};
    if (node->kind == PVS_NODE_SCALAR && strcmp(node->text, "best values") == 0) {
        return;
    }
    draw->kind = PVS_DRAW_RANGES;
    if (node->kind == PVS_NODE_SCALAR && strcmp(node->text, "catalogue ranges") == 0) {
        return;
    }
    if (node->kind != PVS_NODE_MAP) {
        pvs_report(b->load, node,
                   "%s: \"catalogue ranges\", \"best values\" or a map (from, distribution, "
                   "correlation, battles, widen, list); found %s",
                   field->name, pvs_node_found(b->load, node));
        return;
    }
    check_keys(b, "draw", node, known);
    for (uint32_t i = 0; i < node->n; i++) {
        const char *key = node->pairs[i].key;
        PvsNode *value = &node->pairs[i].value;
        double x;
        if (strcmp(key, "correlation") == 0) {
            number(b, key, value, PVS_DIM_RATIO, 0, 1, &draw->correlation);
        } else if (strcmp(key, "widen") == 0) {
            number(b, key, value, PVS_DIM_FRACTION, 0, 1, &draw->widen);
        } else if (strcmp(key, "battles") == 0) {
            if (number(b, key, value, PVS_DIM_COUNT, 1, 1e6, &x)) {
                draw->battles = (uint32_t)x;
            }
        } else if (strcmp(key, "list") == 0) {
            draw->kind = PVS_DRAW_LIST;
            read_draw_list(b, value, draw);
        } else if (strcmp(key, "distribution") == 0) {
            int shape = 0;
            while (shapes[shape] &&
                   (value->kind != PVS_NODE_SCALAR || strcmp(shapes[shape], value->text) != 0)) {
                shape++;
            }
            if (!shapes[shape]) {
                pvs_report(b->load, value, "distribution: triangular, pert or uniform; found %s",
                           pvs_node_found(b->load, value));
            }
            draw->shape = (PvsStudyShape)shape;
        } else if (strcmp(key, "from") == 0 && (value->kind != PVS_NODE_SCALAR ||
                                                strcmp(value->text, "catalogue ranges") != 0)) {
            pvs_report(b->load, value, "from: \"catalogue ranges\"; found %s",
                       pvs_node_found(b->load, value));
        }
    }
}
static void absent_draw(void *out) {
    *(PvsSpecDraw *)out = (PvsSpecDraw){.correlation = 0.8, .battles = 1, .widen = 0.2};
}
static const PvsShape shape_draw = {
    "\"best values\"; \"catalogue ranges\"; or {from: catalogue ranges, distribution: triangular / "
    "pert / uniform, correlation: 0.8, battles: 10, widen: 20 %, list: {KEY: {low: , best: , high: "
    "}}}",
    "{\"anyOf\": [{\"enum\": [\"best values\", \"catalogue ranges\"]}, {\"type\": \"object\", "
    "\"additionalProperties\": false, \"properties\": {\"from\": {\"const\": \"catalogue "
    "ranges\"}, \"distribution\": {\"enum\": [\"triangular\", \"pert\", \"uniform\"]}, "
    "\"correlation\": {\"type\": \"number\"}, \"battles\": {\"type\": \"integer\"}, \"widen\": "
    "{\"$ref\": \"#/$defs/fraction\"}, \"list\": {\"type\": \"object\"}}}]}",
    read_draw, absent_draw};

// --- the objects ---------------------------------------------------------------------------------

#define SPEC PvsSpecNamed
static const PvsField named_fields[] = {
    SHAPE("set", set, shape_settings, NULL, "the values that are set together", .flags = PVS_NEEDED,
          .example = "set: {units.guns.count: 8}"),
    NUMBER("price", MONEY, price_usd, NULL,
           "what it costs, where the scenario's own prices are not meant", .min = 0, .max = 1e13),
    TEXT("source", source, "of the price, or why it is plausible"),
    TEXT("about", about, "what it means"),
};
#undef SPEC
static const PvsObject named = {.name = "a named setting",
                                .size = sizeof(PvsSpecNamed),
                                FIELDS(named_fields),
                                .side = "study",
                                .help = "Values that are set together, under a name."};

#define SPEC PvsSpecStudy
static const PvsField compare_fields[] = {
    {.name = "to",
     .kind = PVS_FIELD_SHAPE,
     .offset = offsetof(PvsSpecStudy, compare.to) - offsetof(PvsSpecStudy, compare),
     .shape = &shape_settings,
     .flags = PVS_NEEDED,
     .help = "the point that the others are compared with, by its factors: of the defending side"},
    {.name = "measures",
     .kind = PVS_FIELD_SHAPE,
     .offset = offsetof(PvsSpecStudy, compare.measures) - offsetof(PvsSpecStudy, compare),
     .shape = &shape_words,
     .help = "measures whose differences are declared (leakers)"},
};
static const PvsObject compare = {.name = "compare",
                                  .size = sizeof(((PvsSpecStudy *)0)->compare),
                                  FIELDS(compare_fields),
                                  .side = "study",
                                  .help = "Differences between points on the same luck."};

#define PART(member) (offsetof(PvsSpecStudy, goal.member) - offsetof(PvsSpecStudy, goal))
static const PvsField goal_fields[] = {
    {.name = "seek",
     .kind = PVS_FIELD_NAME,
     .offset = PART(path),
     .flags = PVS_NEEDED,
     .help = "path of a number of the defending side: rounds or units"},
    {.name = "over",
     .kind = PVS_FIELD_SHAPE,
     .offset = PART(over),
     .shape = &shape_words,
     .flags = PVS_NEEDED,
     .help = "values to try, in rising order",
     .example = "over: [0, 2, 4, 6, 8]"},
    {.name = "measure",
     .kind = PVS_FIELD_NAME,
     .offset = PART(measure),
     .help = "leakers, or another measure"},
    {.name = "at_most",
     .kind = PVS_FIELD_NUMBER,
     .dim = PVS_DIM_RATIO,
     .max = 1e12,
     .offset = PART(at_most),
     .def = "0",
     .help = "what the measure must not exceed"},
    {.name = "probability",
     .kind = PVS_FIELD_NUMBER,
     .dim = PVS_DIM_FRACTION,
     .offset = PART(probability),
     .def = "90 %",
     .min = 0.01,
     .max = 0.999,
     .help = "with which it must not"},
};
#undef PART
static const PvsObject goal = {
    .name = "goal",
    .size = sizeof(((PvsSpecStudy *)0)->goal),
    FIELDS(goal_fields),
    .side = "study",
    .help = "The least value at which P(measure <= at_most) reaches the probability."};

#define PART(member)                                                                               \
    (offsetof(PvsSpecStudy, sensitivity.member) - offsetof(PvsSpecStudy, sensitivity))
static const PvsField sensitivity_fields[] = {
    {.name = "measure",
     .kind = PVS_FIELD_NAME,
     .offset = PART(measure),
     .help = "leakers, or another measure"},
    {.name = "morris",
     .kind = PVS_FIELD_COUNT,
     .dim = PVS_DIM_COUNT,
     .max = 1000,
     .offset = PART(morris),
     .def = "10",
     .help = "trajectories of the screening; 0: none"},
    {.name = "sobol",
     .kind = PVS_FIELD_COUNT,
     .dim = PVS_DIM_COUNT,
     .max = 65536,
     .offset = PART(sobol),
     .def = "0",
     .help = "base samples of Sobol indices of the groups; 0: none"},
    {.name = "battles",
     .kind = PVS_FIELD_COUNT,
     .dim = PVS_DIM_COUNT,
     .min = 2,
     .max = 100000,
     .offset = PART(battles),
     .def = "10",
     .help = "of each parameter point"},
};
#undef PART
static const PvsObject sensitivity = {
    .name = "sensitivity",
    .size = sizeof(((PvsSpecStudy *)0)->sensitivity),
    FIELDS(sensitivity_fields),
    .side = "study",
    .help = "Which of the drawn groups of figures the answer hangs on."};

static const char *const designs[] = {"crossed", "listed", "latin-hypercube", "sobol", NULL};

static const PvsField study_fields[] = {
    COUNT("pavise", version, NULL, "version of the language: 1", .min = 1, .max = 1,
          .flags = PVS_NEEDED, .example = "pavise: 1"),
    FIELD("study", TEXT, NONE, name, NULL, "the question", .flags = PVS_NEEDED,
          .example = "study: Do two more guns help?"),
    TEXT("about", about, "what it is, what is assumed"),
    FIELD("scenario", NAME, NONE, scenario, NULL, "the scenario's file, from here",
          .flags = PVS_NEEDED, .example = "scenario: ../scenarios/first-steps.yaml"),
    SHAPE("replications", stop, shape_replications, NULL,
          "battles of each point (200): a count, a width, or a time", .flags = 0,
          .example = "replications: {until: {leak_fraction: 2 % points}, at_most: 20000}"),
    COUNT("seed", seed, "1", "seed of all chance", .max = 9e15),
    SHAPE("vary", vary, shape_vary, NULL, "what varies", .flags = 0,
          .example = "vary: {units.guns.count: [2, 4, 6, 8]}"),
    ENUM("design", design, "crossed", designs, "how values of several factors are combined"),
    COUNT("samples", samples, "32", "points of a sampled design", .min = 2, .max = 10000),
    OBJECT("compare", compare, compare, "differences to one point"),
    SHAPE("draw", draw, shape_draw, NULL,
          "figures that are not known exactly: best values, or drawn once for each outer draw",
          .flags = 0, .example = "draw: catalogue ranges"),
    SHAPE("counterfactuals", counterfactuals, shape_words, NULL,
          "what leaks if one limit were gone: all, or of unlimited rounds, unlimited channels, "
          "perfect warning, perfect assessment, certain kills",
          .flags = 0),
    MAP("ensemble", ensemble, named,
        "raids that every point of the design meets: differences are taken within each, and over "
        "all",
        .flags = 0),
    MAP("one_more", one_more, named, "what one more of something would avoid, and at what price",
        .flags = 0),
    MAP("cases", cases, named, "raids, listed: shown as a range, never ranked", .flags = 0),
    MAP("structural", structural, named,
        "assumptions, each at its other plausible setting: does the answer turn?", .flags = 0),
    BOOL("sharing", sharing, "no", "also with nothing shared between looks and shots"),
    OBJECT("goal", goal, goal, "how much is enough"),
    OBJECT("sensitivity", sensitivity, sensitivity, "what the answer hangs on"),
    SHAPE("chosen", chosen, shape_words, NULL,
          "battles that are played again for their timeline: median, worst", .flags = 0),
};
#undef SPEC
const PvsObject pvs_object_study = {.name = "a study",
                                    .size = sizeof(PvsSpecStudy),
                                    FIELDS(study_fields),
                                    .side = "study",
                                    .help = "A study file: a question about a scenario."};
