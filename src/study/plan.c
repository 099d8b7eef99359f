// SPDX-License-Identifier: Apache-2.0
// From a study file to its points. Begin reading at pvs_study_plan.
#include "study/plan.h"

#include <math.h>
#include <string.h>

#include "base/sha256.h"
#include "study/design.h"
#include "study/edit.h"
#include "study/plan_check.h"
#include "study/sensitivity.h"

#define POINTS_MAX 100000

static const char *const kind_names[PVS_N_POINT_KINDS] = {
    "design",     "case",        "counterfactual", "one-more", "structural",
    "structural", "sharing-off", "goal",           "parameter"};

const char *pvs_point_kind_name(PvsPointKind kind) {
    return kind < PVS_N_POINT_KINDS ? kind_names[kind] : "";
}

// --- points ----------------------------------------------------------------------------------------

static PvsPoint *add_point(PvsStudy *s, PvsPointKind kind) {
    if (s->n_points == s->capacity) {
        uint32_t capacity = s->capacity ? 2 * s->capacity : 16;
        PvsPoint *more = pvs_realloc(s->points, capacity * sizeof *more);
        if (!more) {
            return NULL;
        }
        s->points = more;
        s->capacity = capacity;
    }
    PvsPoint *p = &s->points[s->n_points++];
    *p = (PvsPoint){.kind = kind, .label = "", .counterfactual = -1, .price_usd = (double)NAN};
    p->parameters.correlation = (double)NAN;
    return p;
}

// Settings of a point: those under every point, the base's, its own.
static bool set_settings(PvsStudy *s, PvsPoint *p, const PvsOverride *below, uint32_t n_below,
                         const PvsOverride *own, uint32_t n_own) {
    p->settings = pvs_arena_alloc(&s->arena, (n_below + n_own + 1) * sizeof *p->settings);
    if (!p->settings) {
        return false;
    }
    if (n_below) {
        memcpy(p->settings, below, n_below * sizeof *below);
    }
    if (n_own) {
        memcpy(p->settings + n_below, own, n_own * sizeof *own);
    }
    p->n_settings = n_below + n_own;
    p->n_own = n_own;
    return true;
}

static const char *label_of(PvsStudy *s, const PvsOverride *own, uint32_t n) {
    PvsStr text = {0};
    for (uint32_t i = 0; i < n; i++) {
        pvs_str_printf(&text, "%s%s = %s", i ? ", " : "", own[i].path, own[i].value);
    }
    const char *kept = pvs_arena_strndup(&s->arena, text.n ? text.text : "as it is",
                                         text.n ? text.n : strlen("as it is"));
    pvs_str_free(&text);
    return kept ? kept : "";
}

PvsPoint *pvs_study_add_point(PvsStudy *s, PvsPointKind kind, const PvsOverride *below,
                              uint32_t n_below, const PvsOverride *own, uint32_t n_own,
                              const char *label, uint32_t index) {
    PvsPoint *p = add_point(s, kind);
    if (!p || !set_settings(s, p, below, n_below, own, n_own)) {
        return NULL;
    }
    p->label = label ? label : label_of(s, own, n_own);
    p->index = index;
    return p;
}

static bool add_settings_point(PvsStudy *s, PvsPointKind kind, const PvsOverride *below,
                               uint32_t n_below, const PvsOverride *own, uint32_t n_own,
                               const char *label, uint32_t index) {
    return pvs_study_add_point(s, kind, below, n_below, own, n_own, label, index) != NULL;
}

// --- the design ------------------------------------------------------------------------------------

static bool add_crossed(PvsStudy *s, const PvsStudyChanges *c, PvsDiags *diags) {
    const PvsStudySpec *spec = s->spec;
    uint64_t n = 1;
    for (uint32_t f = 0; f < spec->n_factors; f++) {
        n = n <= POINTS_MAX ? n * spec->factors[f].n_values : n;
    }
    if (n > POINTS_MAX) {
        pvs_study_file_report(s->file, diags, spec->factors[0].place,
                              "vary: more than %d points; a sampled design needs fewer",
                              POINTS_MAX);
        return false;
    }
    PvsOverride *own = pvs_arena_alloc(&s->arena, (spec->n_factors + 1) * sizeof *own);
    bool ok = own != NULL;
    for (uint64_t i = 0; ok && i < n; i++) { // the last factor changes fastest
        uint64_t rest = i;
        for (uint32_t f = spec->n_factors; f-- > 0;) {
            const PvsStudyFactor *factor = &spec->factors[f];
            own[f] = (PvsOverride){factor->path, factor->values[rest % factor->n_values]};
            rest /= factor->n_values;
        }
        ok = add_settings_point(s, PVS_POINT_DESIGN, c->settings, c->n_settings, own,
                                spec->n_factors, NULL, (uint32_t)i);
    }
    return ok;
}

static bool add_sampled(PvsStudy *s, const PvsStudyChanges *c) {
    const PvsStudySpec *spec = s->spec;
    uint32_t n = spec->samples, k = spec->n_factors;
    double *u = pvs_alloc(((size_t)n * k + 1) * sizeof *u);
    PvsOverride *own = pvs_arena_alloc(&s->arena, (k + 1) * sizeof *own);
    bool ok =
        u && own && pvs_design_sample(spec->design == PVS_DESIGN_SOBOL, s->seed, n, k, u) == PVS_OK;
    for (uint32_t i = 0; ok && i < n; i++) {
        for (uint32_t f = 0; ok && f < k; f++) {
            const PvsStudyFactor *factor = &spec->factors[f];
            char number[40], text[120];
            double x = u[(size_t)i * k + f];
            if (factor->n_values) {
                uint32_t which = (uint32_t)(x * factor->n_values);
                own[f] = (PvsOverride){factor->path,
                                       factor->values[which < factor->n_values ? which : 0]};
                continue;
            }
            pvs_text_printf(number, sizeof number, "%.6g",
                            factor->low + x * (factor->high - factor->low));
            pvs_text_printf(text, sizeof text, "%s%s%s", number, *factor->unit ? " " : "",
                            factor->unit);
            char *kept = pvs_arena_strndup(&s->arena, text, strlen(text));
            own[f] = (PvsOverride){factor->path, kept};
            ok = kept != NULL;
        }
        ok = ok &&
             add_settings_point(s, PVS_POINT_DESIGN, c->settings, c->n_settings, own, k, NULL, i);
    }
    pvs_free(u);
    return ok;
}

static bool add_design_of(PvsStudy *s, const PvsStudyChanges *c, PvsDiags *diags) {
    const PvsStudySpec *spec = s->spec;
    bool ok = true;
    if (spec->design == PVS_DESIGN_LISTED) {
        for (uint32_t i = 0; ok && i < spec->n_listed; i++) {
            ok = add_settings_point(s, PVS_POINT_DESIGN, c->settings, c->n_settings,
                                    spec->listed[i].items, spec->listed[i].n, NULL, i);
        }
        return ok;
    }
    return spec->design == PVS_DESIGN_CROSSED ? add_crossed(s, c, diags) : add_sampled(s, c);
}

// The design once, or once for each raid of the ensemble.
static bool add_design(PvsStudy *s, const PvsStudyChanges *c, PvsDiags *diags) {
    const PvsStudySpec *spec = s->spec;
    bool ok = true;
    for (uint32_t m = 0; ok && m < (spec->n_ensemble ? spec->n_ensemble : 1); m++) {
        PvsStudyChanges below = *c;
        uint32_t first = s->n_points, n_set = spec->n_ensemble ? spec->ensemble[m].set.n : 0;
        PvsOverride *all = pvs_arena_alloc(&s->arena, (c->n_settings + n_set + 1) * sizeof *all);
        ok = all != NULL;
        if (ok && c->n_settings) {
            memcpy(all, c->settings, c->n_settings * sizeof *all);
        }
        if (ok && n_set) {
            memcpy(all + c->n_settings, spec->ensemble[m].set.items, n_set * sizeof *all);
        }
        below.settings = all;
        below.n_settings = c->n_settings + n_set;
        ok = ok && add_design_of(s, &below, diags);
        s->n_of_member = s->n_points - first;
        for (uint32_t i = first; ok && spec->n_ensemble && i < s->n_points; i++) {
            char label[600];
            pvs_text_printf(label, sizeof label, "%s: %s", spec->ensemble[m].name,
                            s->points[i].label);
            s->points[i].label = pvs_arena_strndup(&s->arena, label, strlen(label));
            s->points[i].member = m;
            ok = s->points[i].label != NULL;
        }
    }
    s->n_design = s->n_points;
    return ok;
}

// The point that the settings of `compare: {to: }` name: every one of them stands in it.
static bool matches(const PvsPoint *p, const PvsStudySettings *to) {
    for (uint32_t i = 0; i < to->n; i++) {
        bool found = false;
        for (uint32_t k = 0; k < p->n_settings; k++) {
            found = found || (strcmp(p->settings[k].path, to->items[i].path) == 0 &&
                              strcmp(p->settings[k].value, to->items[i].value) == 0);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static bool find_base(PvsStudy *s, PvsDiags *diags) {
    if (!s->spec->compares) {
        return true;
    }
    for (uint32_t i = 0; i < s->n_design; i++) {
        if (matches(&s->points[i], &s->spec->compare_to)) {
            s->base = i;
            return true;
        }
    }
    pvs_study_file_report(s->file, diags,
                          s->spec->compare_to.n ? s->spec->compare_to.places[0] : s->spec->place,
                          "compare: no point of `vary` has these values; `to` names one of them");
    return false;
}

// --- what stands beside the design -------------------------------------------------------------------

static bool add_beside(PvsStudy *s, PvsPointKind kind, const PvsStudyNamed *named, uint32_t n,
                       uint32_t point) {
    bool ok = true;
    for (uint32_t i = 0; ok && i < n; i++) {
        const PvsPoint *below = &s->points[point];
        PvsOverride *settings = below->settings;
        uint32_t n_settings = below->n_settings;
        ok = add_settings_point(s, kind, settings, n_settings, named[i].set.items, named[i].set.n,
                                named[i].name, i);
    }
    return ok;
}

static bool add_goal(PvsStudy *s) {
    bool ok = true;
    for (uint32_t i = 0; ok && s->spec->goal.path && i < s->spec->goal.n_values; i++) {
        PvsOverride own = {s->spec->goal.path, s->spec->goal.values[i]};
        const PvsPoint *base = &s->points[s->base];
        PvsOverride *settings = base->settings;
        ok = add_settings_point(s, PVS_POINT_GOAL, settings, base->n_settings, &own, 1, NULL, i);
    }
    return ok;
}

static bool add_counterfactuals(PvsStudy *s) {
    for (int i = 0; i < PVS_N_COUNTERFACTUALS; i++) {
        if (!(s->spec->counterfactuals >> i & 1)) {
            continue;
        }
        PvsOverride *settings = s->points[s->base].settings;
        uint32_t n = s->points[s->base].n_settings;
        if (!add_settings_point(s, PVS_POINT_COUNTERFACTUAL, settings, n, NULL, 0,
                                pvs_counterfactual_name((PvsCounterfactual)i), (uint32_t)i)) {
            return false;
        }
        s->points[s->n_points - 1].counterfactual = i;
    }
    return true;
}

static bool add_sharing(PvsStudy *s) {
    static const PvsOverride off = {"sharing.on", "no"};
    PvsOverride *settings = s->points[s->base].settings;
    return !s->spec->sharing ||
           add_settings_point(s, PVS_POINT_SHARING, settings, s->points[s->base].n_settings, &off,
                              1, "nothing shared", 0);
}

// The first other point that is compared with the base: what a structural switch may turn.
uint32_t pvs_study_first_other(const PvsStudy *s) {
    for (uint32_t i = 0; s->spec->compares && i < s->n_design; i++) {
        if (i != s->base) {
            return i;
        }
    }
    return s->base;
}

static bool add_points(PvsStudy *s, const PvsStudyChanges *c, PvsDiags *diags) {
    const PvsStudySpec *spec = s->spec;
    if (!add_design(s, c, diags) || !find_base(s, diags)) {
        return false;
    }
    uint32_t other = pvs_study_first_other(s);
    return add_beside(s, PVS_POINT_CASE, spec->cases, spec->n_cases, s->base) &&
           add_beside(s, PVS_POINT_ONE_MORE, spec->one_more, spec->n_one_more, s->base) &&
           add_counterfactuals(s) && add_sharing(s) && add_goal(s) &&
           add_beside(s, PVS_POINT_STRUCTURAL, spec->structural, spec->n_structural, s->base) &&
           (other == s->base ||
            add_beside(s, PVS_POINT_STRUCTURAL_OTHER, spec->structural, spec->n_structural, other));
}

// --- compiling -------------------------------------------------------------------------------------

bool pvs_point_is_drawn(const PvsStudy *s, const PvsPoint *p) {
    return s->drawn.kind != PVS_DRAW_BEST && p->parameters.placing == PVS_PLACE_DRAWN;
}

uint64_t pvs_point_draw(const PvsStudy *s, const PvsPoint *p, uint64_t replication) {
    return pvs_point_is_drawn(s, p) ? replication / s->spec->draw.battles : 0;
}

static PvsStatus load(const PvsStudy *s, const PvsPoint *p, uint64_t draw, PvsScenario **out,
                      PvsDiags *diags) {
    PvsDrawContext context = {&s->drawn, &p->parameters, s->seed, draw};
    PvsScenarioOptions opt = pvs_scenario_options_default();
    opt.catalog_dir = s->catalog_dir;
    opt.overrides = p->settings;
    opt.n_overrides = p->n_settings;
    bool drawn = s->drawn.kind != PVS_DRAW_BEST && p->parameters.placing != PVS_PLACE_BEST;
    opt.draw = drawn ? pvs_draw_figure : NULL;
    opt.draw_ctx = drawn ? &context : NULL;
    return pvs_scenario_load(s->scenario_path, &opt, out, diags);
}

PvsStatus pvs_point_compile(const PvsStudy *s, const PvsPoint *p, uint64_t draw, PvsModel **out,
                            PvsDiags *diags) {
    PvsScenario *scenario;
    PvsStatus status = load(s, p, draw, &scenario, diags);
    if (status == PVS_OK) {
        status = pvs_scenario_compile(scenario, out, diags);
        pvs_scenario_free(scenario);
    }
    PvsError err = {0};
    if (status == PVS_OK && p->counterfactual >= 0) {
        status = pvs_model_edit(*out, (PvsCounterfactual)p->counterfactual, &err);
    }
    return status;
}

// --- the whole ---------------------------------------------------------------------------------------

// Threats x (radars + units) x hours below which battles take milliseconds.
#define LIGHT_WEIGHT 1000.0

// Battles of a block: enough that a block is worth a file that is made safe on disk, few enough that little is lost and all processors have work. A
// function of the study alone.
static uint32_t block_of(const PvsStudy *s, uint64_t n) {
    uint32_t block = s->weight < LIGHT_WEIGHT ? 32 : 8;
    uint32_t unit = s->drawn.kind == PVS_DRAW_BEST ? 1 : s->spec->draw.battles;
    while (block < 1024 && block < n / 24) {
        block *= 2;
    }
    return (block + unit - 1) / unit * unit;
}

static void set_numbers(PvsStudy *s, const PvsStudyChanges *c) {
    const PvsStudySpec *spec = s->spec;
    uint64_t n = spec->replications.count     ? spec->replications.count
                 : spec->replications.at_most ? spec->replications.at_most
                                              : 1000000;
    n = c->replications ? c->replications : n;
    for (uint32_t i = 0; i < s->n_points; i++) {
        PvsPoint *p = &s->points[i];
        p->n_wanted = p->fixed ? p->n_wanted : n;
    }
}

void pvs_study_plan_free(PvsStudy *s) {
    if (!s) {
        return;
    }
    for (uint32_t i = 0; i < s->n_points; i++) {
        pvs_model_free(s->points[i].model);
        bool own = s->points[i].kind != PVS_POINT_PARAMETER && s->points[i].layout;
        if (own) {
            pvs_layout_free(s->points[i].layout);
        }
    }
    pvs_free(s->points);
    pvs_free(s->drawn.figures);
    pvs_free(s->source);
    pvs_study_file_free(s->file);
    pvs_arena_free(&s->arena);
    pvs_free(s);
}

static PvsStatus plan(PvsStudy *s, const PvsStudyChanges *c, PvsDiags *diags) {
    s->seed = c->has_seed ? c->seed : s->spec->seed;
    s->scenario_path = c->scenario ? c->scenario : s->spec->scenario;
    s->catalog_dir = c->catalog_dir;
    s->name = s->spec->name;
    PvsStatus status = pvs_plan_check_paths(s, c, diags);
    if (status == PVS_OK && !add_points(s, c, diags)) {
        status = diags->n_errors ? PVS_BAD_INPUT : PVS_NO_MEMORY;
    }
    if (status == PVS_OK && s->n_points > POINTS_MAX) {
        pvs_study_file_report(s->file, diags, s->spec->place,
                              "%u points; at most %d are taken: vary less", s->n_points,
                              POINTS_MAX);
        status = PVS_BAD_INPUT;
    }
    if (status == PVS_OK) {
        status = pvs_plan_find_figures(s, diags);
    }
    if (status == PVS_OK) {
        status = pvs_sensitivity_add(s);
    }
    if (status == PVS_OK) {
        set_numbers(s, c);
        status = pvs_plan_compile(s, diags);
    }
    if (status == PVS_OK) {
        s->block = block_of(s, s->points[0].n_wanted);
    }
    return status;
}

PvsStatus pvs_study_plan(const char *path, const PvsStudyChanges *changes, PvsStudy **out,
                         PvsDiags *diags) {
    *out = NULL;
    PvsStudy *s = pvs_alloc(sizeof *s);
    if (!s) {
        return PVS_NO_MEMORY;
    }
    pvs_arena_init(&s->arena);
    PvsStatus status = pvs_study_file_load(path, &s->file, diags);
    if (status == PVS_OK) {
        s->spec = pvs_study_file_spec(s->file);
        status = plan(s, changes, diags);
    }
    if (status != PVS_OK) {
        pvs_study_plan_free(s);
        return status;
    }
    *out = s;
    return PVS_OK;
}
