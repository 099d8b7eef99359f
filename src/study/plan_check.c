// SPDX-License-Identifier: Apache-2.0
// Checks of a plan against its scenario, and what is learnt on the way: figures that are not known, prices, sources.
#include "study/plan_check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "study/edit.h"

// --- paths -----------------------------------------------------------------------------------------

typedef struct {
    PvsStudy *s;
    const PvsStudyChanges *changes;
    PvsDiags *diags;
    PvsScenario *scenario; ///< as it is
    bool failed;
} Check;

// What a scenario says against a setting comes back as a finding at the study's own line.
static PvsStatus try_setting(Check *c, const PvsOverride *setting, PvsPlace place) {
    PvsStudy *s = c->s;
    uint32_t n = c->changes->n_settings;
    PvsOverride *all = pvs_alloc((n + 1) * sizeof *all);
    if (!all) {
        return PVS_NO_MEMORY;
    }
    if (n) {
        memcpy(all, c->changes->settings, n * sizeof *all);
    }
    all[n] = *setting;
    PvsScenarioOptions opt = pvs_scenario_options_default();
    opt.catalog_dir = s->catalog_dir;
    opt.overrides = all;
    opt.n_overrides = n + 1;
    PvsDiags found = {0};
    PvsScenario *scenario = NULL;
    PvsStatus status = pvs_scenario_load(s->scenario_path, &opt, &scenario, &found);
    pvs_scenario_free(scenario);
    if (status != PVS_OK && status != PVS_NO_MEMORY) {
        const char *said = "";
        for (size_t i = 0; i < found.n && !*said; i++) {
            said = found.items[i].severity == PVS_DIAG_ERROR && found.items[i].message
                       ? found.items[i].message
                       : "";
        }
        bool named = strncmp(said, setting->path, strlen(setting->path)) == 0;
        pvs_study_file_report(s->file, c->diags, place, "%s%s%s%s%s", named ? "" : setting->path,
                              named ? "" : " = ", named ? "" : setting->value, named ? "" : ": ",
                              said);
        c->failed = true;
    }
    pvs_diags_free(&found);
    pvs_free(all);
    return status == PVS_NO_MEMORY ? PVS_NO_MEMORY : PVS_OK;
}

static void need_defence(Check *c, const char *what, const char *path, PvsPlace place) {
    const char *side = pvs_scenario_path_side(c->scenario, path);
    if (strcmp(side, "defence") != 0) {
        pvs_study_file_report(
            c->s->file, c->diags, place,
            "%s: \"%.100s\" belongs to the %s; what compares, ranks, seeks or prices takes values "
            "of the defending side alone%s",
            what, path, side,
            strcmp(side, "raid") == 0 ? " (raids may stand under `cases` or `vary`, as a range)"
                                      : "");
        c->failed = true;
    }
}

static PvsStatus check_settings(Check *c, const char *what, const PvsStudySettings *set,
                                bool defence) {
    PvsStatus status = PVS_OK;
    for (uint32_t i = 0; i < set->n && status == PVS_OK; i++) {
        size_t before = c->diags->n_errors;
        status = try_setting(c, &set->items[i], set->places[i]);
        if (defence && c->diags->n_errors == before) {
            need_defence(c, what, set->items[i].path, set->places[i]);
        }
    }
    return status;
}

static PvsStatus check_named(Check *c, const char *what, const PvsStudyNamed *named, uint32_t n,
                             bool defence) {
    PvsStatus status = PVS_OK;
    for (uint32_t i = 0; i < n && status == PVS_OK; i++) {
        status = check_settings(c, what, &named[i].set, defence);
    }
    return status;
}

static PvsStatus check_all(Check *c) {
    const PvsStudySpec *spec = c->s->spec;
    PvsStatus status = PVS_OK;
    for (uint32_t f = 0; f < spec->n_factors && status == PVS_OK; f++) {
        const PvsStudyFactor *factor = &spec->factors[f];
        char low[64];
        pvs_text_printf(low, sizeof low, "%.6g %s", factor->low, factor->unit);
        for (uint32_t v = 0; v < (factor->n_values ? factor->n_values : 1) && status == PVS_OK;
             v++) {
            size_t before = c->diags->n_errors;
            PvsOverride setting = {factor->path, factor->n_values ? factor->values[v] : low};
            status = try_setting(c, &setting, factor->place);
            if (c->diags->n_errors > before) {
                break; // once is enough
            }
        }
    }
    for (uint32_t i = 0; i < spec->n_listed && status == PVS_OK; i++) {
        status = check_settings(c, "vary", &spec->listed[i], false);
    }
    if (status == PVS_OK && spec->compares) {
        status = check_settings(c, "compare", &spec->compare_to, true);
    }
    if (status == PVS_OK) {
        status = check_named(c, "cases", spec->cases, spec->n_cases, false);
    }
    if (status == PVS_OK) {
        status = check_named(c, "ensemble", spec->ensemble, spec->n_ensemble, false);
    }
    if (status == PVS_OK) {
        status = check_named(c, "one_more", spec->one_more, spec->n_one_more, true);
    }
    if (status == PVS_OK) {
        status = check_named(c, "structural", spec->structural, spec->n_structural, false);
    }
    if (status == PVS_OK && spec->goal.path && spec->goal.n_values) {
        PvsOverride setting = {spec->goal.path, spec->goal.values[0]};
        size_t before = c->diags->n_errors;
        status = try_setting(c, &setting, spec->goal.place);
        if (c->diags->n_errors == before) {
            need_defence(c, "goal", spec->goal.path, spec->goal.place);
        }
    }
    return status;
}

// A comparison across weapons control would weigh the risk to neutral traffic, which is not in the scene.
static void refuse_control(Check *c) {
    const PvsStudySpec *spec = c->s->spec;
    for (uint32_t f = 0; spec->compares && f < spec->n_factors; f++) {
        const char *path = spec->factors[f].path;
        size_t n = strlen(path);
        if (n >= 8 && strcmp(path + n - 8, ".control") == 0) {
            pvs_study_file_report(
                c->s->file, c->diags, spec->factors[f].place,
                "compare: weapons control cannot be compared: without neutral traffic in the scene "
                "mistaken engagements are not modelled");
            c->failed = true;
        }
    }
}

PvsStatus pvs_plan_check_paths(PvsStudy *s, const PvsStudyChanges *changes, PvsDiags *diags) {
    Check c = {.s = s, .changes = changes, .diags = diags};
    PvsScenarioOptions opt = pvs_scenario_options_default();
    opt.catalog_dir = s->catalog_dir;
    opt.overrides = changes->settings;
    opt.n_overrides = changes->n_settings;
    PvsStatus status = pvs_scenario_load(s->scenario_path, &opt, &c.scenario, diags);
    if (status != PVS_OK) {
        return status;
    }
    const char *name = pvs_scenario_name(c.scenario);
    s->scenario_name = pvs_arena_strndup(&s->arena, name, strlen(name));
    status = check_all(&c);
    refuse_control(&c);
    pvs_scenario_free(c.scenario);
    return status != PVS_OK ? status : c.failed ? PVS_BAD_INPUT : PVS_OK;
}

// --- figures that are not known exactly --------------------------------------------------------------

typedef struct {
    PvsStudy *s;
    uint32_t capacity;
    bool no_memory;
} Figures;

static bool has(const char *text, const char *part) {
    return strstr(text, part) != NULL;
}

static int group_of(const PvsScenarioValue *v) {
    if (v->dim == PVS_DIM_MONEY) {
        return PVS_GROUP_PRICE;
    }
    if (has(v->key, "kill")) {
        return PVS_GROUP_KILL;
    }
    if (has(v->key, "rcs") || v->dim == PVS_DIM_AREA) {
        return PVS_GROUP_RCS;
    }
    if (v->dim == PVS_DIM_TIME) {
        return PVS_GROUP_TIME;
    }
    if (v->dim == PVS_DIM_SPEED || v->dim == PVS_DIM_MACH_OR_SPEED) {
        return PVS_GROUP_SPEED;
    }
    return v->dim == PVS_DIM_LENGTH ? PVS_GROUP_RANGE : PVS_GROUP_OTHER;
}

static const PvsStudyRange *listed(const PvsStudySpec *spec, const char *key) {
    for (uint32_t i = 0; i < spec->draw.n_list; i++) {
        if (strcmp(spec->draw.list[i].key, key) == 0) {
            return &spec->draw.list[i];
        }
    }
    return NULL;
}

static void add_figure(void *ctx, const PvsScenarioValue *v) {
    Figures *f = ctx;
    PvsStudy *s = f->s;
    const PvsStudySpec *spec = s->spec;
    const PvsStudyRange *range = listed(spec, v->key);
    bool is_number = v->best == v->best, ranged = v->low < v->high;
    bool sole = is_number && !ranged && v->source && v->dim != PVS_DIM_COUNT && v->best != 0;
    if (v->chance || !is_number ||
        (spec->draw.kind == PVS_DRAW_LIST ? !range : !(ranged || (sole && spec->draw.widen > 0)))) {
        return;
    }
    if (s->drawn.n == f->capacity) {
        uint32_t capacity = f->capacity ? 2 * f->capacity : 64;
        PvsDrawnFigure *more = pvs_realloc(s->drawn.figures, capacity * sizeof *more);
        if (!more) {
            f->no_memory = true;
            return;
        }
        s->drawn.figures = more;
        f->capacity = capacity;
    }
    PvsDrawnFigure *out = &s->drawn.figures[s->drawn.n];
    *out = (PvsDrawnFigure){
        .key = pvs_arena_strndup(&s->arena, v->key, strlen(v->key)),
        .path = pvs_arena_strndup(&s->arena, v->path, strlen(v->path)),
        .source = v->source ? pvs_arena_strndup(&s->arena, v->source, strlen(v->source)) : NULL,
        .unit = pvs_dimension_si(v->dim),
        .low = v->low,
        .best = v->best,
        .high = v->high,
        .used_low = v->low,
        .used_high = v->high,
        .group = group_of(v),
        .assumption = v->assumption};
    if (!out->key || !out->path) {
        f->no_memory = true;
        return;
    }
    if (range) {
        out->used_low = v->best * range->low / range->best;
        out->used_high = v->best * range->high / range->best;
    } else if (!ranged) {
        out->widened = true;
        out->used_low = v->best - fabs(v->best) * spec->draw.widen;
        out->used_high = v->best + fabs(v->best) * spec->draw.widen;
        if (v->dim == PVS_DIM_FRACTION && out->used_high > 1) {
            out->used_high = 1;
        }
    }
    s->drawn.n++;
}

static int compare_figures(const void *a, const void *b) {
    return strcmp(((const PvsDrawnFigure *)a)->key, ((const PvsDrawnFigure *)b)->key);
}

static void report_unknown_keys(PvsStudy *s, PvsDiags *diags) {
    for (uint32_t i = 0; i < s->spec->draw.n_list; i++) {
        const char *key = s->spec->draw.list[i].key;
        bool found = false;
        for (uint32_t k = 0; k < s->drawn.n && !found; k++) {
            found = strcmp(s->drawn.figures[k].key, key) == 0;
        }
        if (!found) {
            pvs_study_file_report(
                s->file, diags, s->spec->place,
                "draw: no figure of the scenario has the key \"%.120s\" (pavise check --expand "
                "shows them)",
                key);
        }
    }
}

PvsStatus pvs_plan_find_figures(PvsStudy *s, PvsDiags *diags) {
    const PvsStudySpec *spec = s->spec;
    if (spec->draw.kind == PVS_DRAW_BEST) {
        return PVS_OK;
    }
    Figures f = {.s = s};
    PvsScenarioOptions opt = pvs_scenario_options_default();
    const PvsPoint *base = &s->points[s->base];
    opt.catalog_dir = s->catalog_dir;
    opt.overrides = base->settings;
    opt.n_overrides = base->n_settings;
    PvsScenario *scenario;
    PvsStatus status = pvs_scenario_load(s->scenario_path, &opt, &scenario, diags);
    if (status != PVS_OK) {
        return status;
    }
    status = pvs_scenario_visit(scenario, add_figure, &f);
    pvs_scenario_free(scenario);
    if (status != PVS_OK || f.no_memory) {
        return status != PVS_OK ? status : PVS_NO_MEMORY;
    }
    if (s->drawn.n) {
        qsort(s->drawn.figures, s->drawn.n, sizeof *s->drawn.figures, compare_figures);
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->drawn.n; i++) { // the same figure is told wherever it is used
        if (n == 0 || strcmp(s->drawn.figures[i].key, s->drawn.figures[n - 1].key) != 0) {
            s->drawn.figures[n++] = s->drawn.figures[i];
        }
    }
    s->drawn.n = n;
    for (uint32_t i = 0; i < n; i++) {
        s->drawn.n_of_group[s->drawn.figures[i].group]++;
    }
    size_t before = diags->n_errors;
    report_unknown_keys(s, diags);
    s->drawn.kind = spec->draw.kind;
    s->drawn.shape = spec->draw.shape;
    s->drawn.correlation = spec->draw.correlation;
    return diags->n_errors > before ? PVS_BAD_INPUT : PVS_OK;
}

// --- compiling each point ------------------------------------------------------------------------------

static bool keep_source(PvsStudy *s, const PvsScenarioSource *from, uint32_t *capacity) {
    if (strncmp(from->role, "override ", 9) == 0) {
        return true;
    }
    for (uint32_t i = 0; i < s->n_sources; i++) {
        if (strcmp(s->source[i].role, from->role) == 0) {
            return true;
        }
    }
    if (s->n_sources == *capacity) {
        uint32_t more = *capacity ? 2 * *capacity : 64;
        PvsScenarioSource *items = pvs_realloc(s->source, more * sizeof *items);
        if (!items) {
            return false;
        }
        s->source = items;
        *capacity = more;
    }
    PvsScenarioSource *to = &s->source[s->n_sources++];
    *to = (PvsScenarioSource){
        .role = pvs_arena_strndup(&s->arena, from->role, strlen(from->role)),
        .name = pvs_arena_strndup(&s->arena, from->name, strlen(from->name)),
        .sha256 = pvs_arena_strndup(&s->arena, from->sha256, strlen(from->sha256)),
        .entry =
            from->entry ? pvs_arena_strndup(&s->arena, from->entry, strlen(from->entry)) : NULL,
        .is_table = from->is_table,
        .n = from->n};
    if (!from->is_table) {
        to->text = pvs_arena_strndup(&s->arena, from->text, from->n);
    }
    return to->role && to->name && to->sha256 && (from->is_table || to->text);
}

static bool keep_sources(PvsStudy *s, const PvsScenario *scenario, uint32_t *capacity) {
    bool ok = true;
    for (uint32_t i = 0; ok && i < pvs_scenario_n_sources(scenario); i++) {
        PvsScenarioSource source = pvs_scenario_source(scenario, i);
        ok = keep_source(s, &source, capacity);
    }
    return ok;
}

static int compare_sources(const void *a, const void *b) {
    return strcmp(((const PvsScenarioSource *)a)->role, ((const PvsScenarioSource *)b)->role);
}

// Over the study's own text and (role, hash) of every source, by role; where files lie does not matter. What the command line sets is in.
static void hash_inputs(PvsStudy *s) {
    PvsSha256 hash;
    size_t n;
    const char *text = pvs_study_file_text(s->file, &n);
    pvs_sha256_init(&hash);
    if (!pvs_study_file_is_plain(s->file)) {
        pvs_sha256_add(&hash, text, n);
    }
    if (s->n_sources) {
        qsort(s->source, s->n_sources, sizeof *s->source, compare_sources);
    }
    for (uint32_t i = 0; i < s->n_sources; i++) {
        pvs_sha256_add(&hash, s->source[i].role, strlen(s->source[i].role) + 1);
        pvs_sha256_add(&hash, s->source[i].sha256, 65);
    }
    const PvsPoint *p = &s->points[0];
    uint32_t n_set =
        p->n_settings - p->n_own - (s->spec->n_ensemble ? s->spec->ensemble[0].set.n : 0);
    for (uint32_t i = 0; i < n_set; i++) { // under every point: --set
        pvs_sha256_add(&hash, p->settings[i].path, strlen(p->settings[i].path) + 1);
        pvs_sha256_add(&hash, p->settings[i].value, strlen(p->settings[i].value) + 1);
    }
    pvs_sha256_hex(&hash, s->inputs_sha256);
}

static void add_prices(const PvsModel *m, PvsPoint *p) {
    p->price_usd = 0;
    for (uint32_t i = 0; i < m->n_units; i++) {
        bool priced = m->units[i].price_usd > 0;
        p->price_usd += priced ? m->units[i].price_usd : 0;
        p->n_unpriced += !priced;
    }
}

static bool keep_warnings(PvsStudy *s, PvsPoint *p, const PvsModel *m) {
    const char **kept = pvs_arena_alloc(&s->arena, (m->n_warnings + 1) * sizeof *kept);
    for (uint32_t i = 0; kept && i < m->n_warnings; i++) {
        kept[i] = pvs_arena_strndup(&s->arena, m->warnings[i], strlen(m->warnings[i]));
        if (!kept[i]) {
            return false;
        }
    }
    p->warnings = kept;
    p->n_warnings = kept ? m->n_warnings : 0;
    return kept != NULL;
}

// Which point, and why it is none.
static void report_point(PvsStudy *s, const PvsPoint *p, const PvsDiags *found, PvsDiags *diags) {
    const char *said = "";
    for (size_t i = 0; i < found->n && !*said; i++) {
        bool is_error = found->items[i].severity == PVS_DIAG_ERROR;
        said = is_error && found->items[i].message ? found->items[i].message : "";
    }
    PvsPlace place = s->spec->n_factors ? s->spec->factors[0].place : s->spec->place;
    pvs_study_file_report(s->file, diags, place, "point %u (%s, %.160s) is no valid scenario: %s",
                          (unsigned)(p - s->points) + 1, pvs_point_kind_name(p->kind), p->label,
                          said);
}

static PvsStatus compile_point(PvsStudy *s, PvsPoint *p, uint32_t *capacity, PvsDiags *diags) {
    PvsScenarioOptions opt = pvs_scenario_options_default();
    opt.catalog_dir = s->catalog_dir;
    opt.overrides = p->settings;
    opt.n_overrides = p->n_settings;
    PvsDiags found = {0};
    PvsScenario *scenario = NULL;
    PvsModel *model = NULL;
    PvsError err = {0};
    PvsStatus status = pvs_scenario_load(s->scenario_path, &opt, &scenario, &found);
    if (status == PVS_OK) {
        status = keep_sources(s, scenario, capacity) ? PVS_OK : PVS_NO_MEMORY;
    }
    if (status == PVS_OK) {
        status = pvs_scenario_compile(scenario, &model, &found);
    }
    pvs_scenario_free(scenario);
    if (status == PVS_BAD_INPUT || status == PVS_IO) {
        report_point(s, p, &found, diags);
    }
    pvs_diags_free(&found);
    if (status == PVS_OK && p->counterfactual >= 0) {
        status = pvs_model_edit(model, (PvsCounterfactual)p->counterfactual, &err);
    }
    p->layout = status == PVS_OK ? pvs_arena_alloc(&s->arena, sizeof *p->layout) : NULL;
    if (status == PVS_OK) {
        status = p->layout ? pvs_layout_make(model, p->layout, &err) : PVS_NO_MEMORY;
    }
    if (status != PVS_OK) {
        p->layout = NULL;
        pvs_model_free(model);
        return status;
    }
    add_prices(model, p);
    if (p == s->points) {
        s->weight = (double)model->n_threats * (model->n_radars + model->n_units) *
                    pvs_time_s(model->duration) / 3600;
    }
    bool shows = p->kind == PVS_POINT_DESIGN || p->kind == PVS_POINT_CASE;
    p->n_series = shows ? p->layout->n_series * p->layout->n_times : 0;
    status = keep_warnings(s, p, model) ? PVS_OK : PVS_NO_MEMORY;
    if (status == PVS_OK && !pvs_point_is_drawn(s, p)) {
        p->model = model;
    } else {
        pvs_model_free(model);
    }
    return status;
}

PvsStatus pvs_plan_compile(PvsStudy *s, PvsDiags *diags) {
    uint32_t capacity = 0, n_bad = 0;
    for (uint32_t i = 0; i < s->n_points && n_bad < 5; i++) {
        PvsPoint *p = &s->points[i];
        if (p->kind == PVS_POINT_PARAMETER) {
            p->layout = s->points[s->base].layout;
            continue;
        }
        PvsStatus status = compile_point(s, p, &capacity, diags);
        if (status == PVS_BAD_INPUT || status == PVS_IO) {
            n_bad++;
        } else if (status != PVS_OK) {
            return status;
        }
    }
    if (n_bad) {
        return PVS_BAD_INPUT;
    }
    hash_inputs(s);
    return PVS_OK;
}
