// SPDX-License-Identifier: Apache-2.0
// What stands between points: comparisons, one more, goals, counterfactuals, listed raids, switches. All on the same luck.
#include <math.h>
#include <string.h>

#include "study/pairing.h"
#include "study/plan_check.h"
#include "study/results.h"

static void number(PvsStr *out, const char *key, double x) {
    pvs_str_printf(out, ", \"%s\": ", key);
    pvs_str_json_number(out, x);
}

static void interval(PvsStr *out, const char *key, PvsInterval ci) {
    pvs_str_printf(out, ", \"%s\": ", key);
    pvs_report_pair(out, ci.lo, ci.hi);
}

// "fewer by 2.1 (1.2 to 3.0)" of leakers, or that nothing is seen.
static const char *say(const char *measure, double mean, PvsInterval ci, char *buf, size_t size) {
    char a[32], b[32], c[32];
    double lo = fabs(mean < 0 ? ci.hi : ci.lo), hi = fabs(mean < 0 ? ci.lo : ci.hi);
    if (!(ci.lo > 0 || ci.hi < 0)) {
        pvs_text_printf(buf, size, "no difference of %s is seen (%s to %s)", measure,
                        pvs_report_number(ci.lo, a), pvs_report_number(ci.hi, b));
    } else {
        pvs_text_printf(buf, size, "%s %s by %s (%s to %s)", measure, mean < 0 ? "lower" : "higher",
                        pvs_report_number(fabs(mean), a), pvs_report_number(lo, b),
                        pvs_report_number(hi, c));
    }
    return buf;
}

// --- comparisons -----------------------------------------------------------------------------------------

typedef struct {
    uint32_t point, base;
    const char *measure;
    PvsDifference d;
} Row;

// The point with the same factors but those that `to` names: what a point is compared with.
static uint32_t base_of(const PvsStudy *s, uint32_t point) {
    const PvsPoint *p = &s->points[point];
    const PvsStudySettings *to = &s->spec->compare_to;
    for (uint32_t i = 0; i < s->n_design; i++) {
        const PvsPoint *q = &s->points[i];
        bool fits = q->n_settings == p->n_settings;
        for (uint32_t k = 0; fits && k < q->n_settings; k++) {
            const char *want = p->settings[k].value;
            for (uint32_t t = 0; t < to->n; t++) {
                want =
                    strcmp(to->items[t].path, q->settings[k].path) == 0 ? to->items[t].value : want;
            }
            fits = strcmp(q->settings[k].path, p->settings[k].path) == 0 &&
                   strcmp(q->settings[k].value, want) == 0;
        }
        if (fits) {
            return i;
        }
    }
    return s->base;
}

static void write_row(PvsReport *r, const Row *row, const PvsComparison *c, bool first) {
    PvsStr *out = &r->json;
    char said[300], line[400];
    const PvsDifference *d = &row->d;
    pvs_str_printf(out, "%s{\"point\": %u, \"base\": %u, ", first ? "\n  " : ",\n  ", row->point,
                   row->base);
    pvs_report_text(out, "measure", row->measure);
    number(out, "mean", d->mean);
    number(out, "se", d->sd / sqrt((double)d->n));
    interval(out, "ci95", d->interval);
    interval(out, "ci95_simultaneous", c->bonferroni);
    number(out, "p_holm", c->p_adjusted);
    number(out, "correlation", d->correlation);
    number(out, "variance_ratio", 1 / (1 - d->variance_saved));
    pvs_str_printf(out, ", \"pairs\": %llu, ", (unsigned long long)d->n);
    pvs_text_printf(line, sizeof line, "%s against %s: %s%s", r->study->points[row->point].label,
                    r->study->points[row->base].label,
                    say(row->measure, d->mean, d->interval, said, sizeof said),
                    d->pairing_helped || d->variance_saved != d->variance_saved
                        ? ""
                        : "; pairing bought nothing");
    pvs_report_text(out, "said", line);
    pvs_str_printf(out, "}");
    pvs_str_printf(&r->text, "%s%s\n", first ? "\n" : "", line);
}

static PvsStatus compare_rows(PvsReport *r, Row *rows, uint32_t *n) {
    const PvsStudy *s = r->study;
    const PvsStudySpec *spec = s->spec;
    static const char *const standard[] = {"leakers"};
    const char *const *measures = spec->n_compare_measures ? spec->compare_measures : standard;
    uint32_t n_measures = spec->n_compare_measures ? spec->n_compare_measures : 1;
    PvsStatus status = PVS_OK;
    *n = 0;
    for (uint32_t i = 0; spec->compares && i < s->n_design; i++) {
        uint32_t base = base_of(s, i);
        for (uint32_t m = 0; base != i && m < n_measures && status == PVS_OK; m++) {
            PvsPairs pairs;
            status = pvs_pairing(r->store, i, base, measures[m], &pairs, r->err);
            rows[(*n)++] = (Row){i, base, measures[m], pvs_difference(&pairs, PVS_CONFIDENCE)};
        }
    }
    return status;
}

static PvsStatus add_comparisons(PvsReport *r) {
    const PvsStudy *s = r->study;
    uint32_t most = s->n_design * (s->spec->n_compare_measures + 1), n = 0;
    Row *rows = pvs_alloc((most + 1) * sizeof *rows);
    PvsComparison *all = pvs_alloc((most + 1) * sizeof *all);
    PvsStatus status = rows && all ? compare_rows(r, rows, &n)
                                   : pvs_error_set(r->err, PVS_NO_MEMORY, "out of memory");
    for (uint32_t i = 0; status == PVS_OK && i < n; i++) {
        const PvsDifference *d = &rows[i].d;
        all[i] = (PvsComparison){.estimate = d->mean,
                                 .standard_error = d->sd / sqrt((double)d->n),
                                 .df = (double)d->n - 1};
    }
    if (status == PVS_OK) {
        pvs_holm_compare(all, n, PVS_CONFIDENCE);
        pvs_str_printf(&r->json, " \"comparisons\": [");
        for (uint32_t i = 0; i < n; i++) {
            write_row(r, &rows[i], &all[i], i == 0);
        }
        pvs_str_printf(&r->json, "],\n");
    }
    pvs_free(rows);
    pvs_free(all);
    return status;
}

// --- over an ensemble of raids ----------------------------------------------------------------------------

enum { POOLED_MAX = 20000 };

// Each battle's mean over the raids, at a point of the design and at its base, paired.
static PvsStatus pool(PvsReport *r, uint32_t place, PvsPairs *pairs, uint32_t *base) {
    const PvsStudy *s = r->study;
    double *sum = pvs_alloc(POOLED_MAX * sizeof *sum),
           *values = pvs_alloc(POOLED_MAX * sizeof *values);
    PvsStatus status =
        sum && values ? PVS_OK : pvs_error_set(r->err, PVS_NO_MEMORY, "out of memory");
    size_t least = POOLED_MAX;
    for (uint32_t m = 0; m < s->spec->n_ensemble && status == PVS_OK; m++) {
        uint32_t point = m * s->n_of_member + place;
        PvsPairs ignored;
        size_t n;
        *base = base_of(s, point);
        status = pvs_pairing_values(r->store, point, *base, "leakers", &ignored, values, POOLED_MAX,
                                    &n, r->err);
        least = n < least ? n : least;
        for (size_t i = 0; i < n && status == PVS_OK; i++) {
            sum[i] += values[i] / s->spec->n_ensemble;
        }
    }
    *pairs = (PvsPairs){0};
    for (size_t i = 0; i < least && status == PVS_OK; i++) {
        pvs_pairs_add(pairs, sum[i], 0);
    }
    pvs_free(sum);
    pvs_free(values);
    return status;
}

static PvsStatus write_pooled(PvsReport *r, uint32_t place, bool *first) {
    const PvsStudy *s = r->study;
    PvsPairs pairs;
    uint32_t base = 0;
    PvsStatus status = pool(r, place, &pairs, &base);
    const PvsPoint *p = &s->points[place];
    const PvsPoint *to = &s->points[base % s->n_of_member];
    PvsDifference d = pvs_difference(&pairs, PVS_CONFIDENCE);
    char said[300], line[700], a[32];
    double more = p->n_unpriced == to->n_unpriced ? p->price_usd - to->price_usd : (double)NAN;
    const char *label = strchr(p->label, ':'), *to_label = strchr(to->label, ':');
    pvs_text_printf(line, sizeof line, "over all raids, %s against%s: %s%s%s%s",
                    label ? label + 2 : p->label, to_label ? to_label + 1 : to->label,
                    say("leakers", d.mean, d.interval, said, sizeof said), more > 0 ? "; at " : "",
                    more > 0 ? pvs_report_number(more * 1e-6, a) : "",
                    more > 0 ? " MUSD more" : "");
    pvs_str_printf(&r->json, *first ? "\n  {" : ",\n  {");
    *first = false;
    pvs_report_text(&r->json, "label", label ? label + 2 : p->label);
    pvs_str_printf(&r->json, ", \"factors\": ");
    pvs_report_settings(&r->json, p->settings + (p->n_settings - p->n_own), p->n_own);
    number(&r->json, "difference", d.mean);
    interval(&r->json, "ci95", d.interval);
    number(&r->json, "price_more_usd", more);
    pvs_str_printf(&r->json, ", \"points\": [");
    for (uint32_t m = 0; m < s->spec->n_ensemble; m++) {
        pvs_str_printf(&r->json, "%s%u", m ? ", " : "", m * s->n_of_member + place);
    }
    pvs_str_printf(&r->json, "], ");
    pvs_report_text(&r->json, "said", line);
    pvs_str_printf(&r->json, "}");
    pvs_str_printf(&r->text, "%s\n", line);
    return status;
}

static PvsStatus add_ensemble(PvsReport *r) {
    const PvsStudy *s = r->study;
    PvsStatus status = PVS_OK;
    if (!s->spec->compares || s->spec->n_ensemble == 0) {
        return status;
    }
    bool first = true;
    pvs_str_printf(&r->json, " \"ensemble\": {\"measure\": \"leakers\", \"members\": [");
    for (uint32_t m = 0; m < s->spec->n_ensemble; m++) {
        pvs_str_printf(&r->json, m ? ", " : "");
        pvs_str_json_string(&r->json, s->spec->ensemble[m].name);
    }
    pvs_str_printf(&r->json, "], \"rows\": [");
    pvs_str_printf(&r->text, "\n");
    for (uint32_t i = 0; i < s->n_of_member && status == PVS_OK; i++) {
        if (base_of(s, i) != i) {
            status = write_pooled(r, i, &first);
        }
    }
    pvs_str_printf(&r->json, "]},\n");
    return status;
}

// --- one more ------------------------------------------------------------------------------------------------

/// Values of one measure at all points of a kind, battle by battle: read block by block.
typedef struct {
    PvsReport *r;
    uint32_t first, n; ///< points
} Kind;

static Kind kind_of(PvsReport *r, PvsPointKind kind) {
    Kind k = {.r = r, .first = r->study->n_points};
    for (uint32_t i = 0; i < r->study->n_points; i++) {
        if (r->study->points[i].kind == kind) {
            k.first = k.n ? k.first : i;
            k.n++;
        }
    }
    return k;
}

// Leakers avoided at each point against the base, battle by battle, then who is likely the best.
static PvsStatus likely_best(const Kind *k, PvsCandidate *out) {
    PvsReport *r = k->r;
    enum { KEPT = 20000 };
    double *values = pvs_alloc((size_t)KEPT * k->n * sizeof *values),
           *row = pvs_alloc(k->n * sizeof *row);
    PvsCross cross = {0};
    PvsStatus status = values && row ? pvs_cross_init(&cross, k->n) : PVS_NO_MEMORY;
    size_t least = KEPT;
    for (uint32_t i = 0; i < k->n && status == PVS_OK; i++) {
        PvsPairs pairs;
        size_t n;
        status = pvs_pairing_values(r->store, k->first + i, r->study->base, "leakers", &pairs,
                                    values + (size_t)i * KEPT, KEPT, &n, r->err);
        least = n < least ? n : least;
    }
    for (size_t b = 0; b < least && status == PVS_OK; b++) {
        for (uint32_t i = 0; i < k->n; i++) {
            row[i] = values[(size_t)i * KEPT + b];
        }
        pvs_cross_add(&cross, row);
    }
    if (status == PVS_OK && least >= 2) {
        status =
            pvs_best_design(&cross, true, PVS_CONFIDENCE, 10000, pvs_luck(r->study->seed, 0), out);
    }
    pvs_cross_free(&cross);
    pvs_free(values);
    pvs_free(row);
    return status;
}

static double price_of_one_more(const PvsStudy *s, const PvsStudyNamed *named, const PvsPoint *p) {
    const PvsPoint *base = &s->points[s->base];
    if (named->price_usd == named->price_usd) {
        return named->price_usd;
    }
    double more = p->price_usd - base->price_usd;
    return p->n_unpriced == base->n_unpriced && more > 0 ? more : (double)NAN;
}

static void write_one_more(PvsReport *r, uint32_t point, const PvsDifference *d,
                           const PvsCandidate *best, bool first) {
    const PvsStudy *s = r->study;
    const PvsPoint *p = &s->points[point];
    const PvsStudyNamed *named = &s->spec->one_more[p->index];
    PvsStr *out = &r->json;
    double price = price_of_one_more(s, named, p), per = 1e6 / price;
    PvsInterval avoided = {-d->interval.hi, -d->interval.lo}, rate = pvs_interval_undefined();
    bool effect = avoided.lo > 0 || avoided.hi < 0, rated = effect && price == price;
    if (rated) {
        rate = (PvsInterval){avoided.lo * per, avoided.hi * per};
    }
    char a[32], b[32], c[32], line[400];
    pvs_str_printf(out, "%s{", first ? "\n   " : ",\n   ");
    pvs_report_text(out, "label", p->label);
    pvs_str_printf(out, ", \"settings\": ");
    pvs_report_settings(out, named->set.items, named->set.n);
    pvs_str_printf(out, ", \"point\": %u", point);
    number(out, "avoided", -d->mean);
    interval(out, "avoided_ci95", avoided);
    number(out, "price_usd", price);
    pvs_str_printf(out, ", ");
    pvs_report_text(out, "price_basis",
                    named->source                          ? named->source
                    : named->price_usd == named->price_usd ? "the study's own figure"
                                                           : "the prices of the units added");
    number(out, "avoided_per_musd", rated ? -d->mean * per : (double)NAN);
    interval(out, "avoided_per_musd_ci95", rate);
    number(out, "probability_best", best->p_best);
    pvs_str_printf(out, ", \"may_be_best\": %s, ", best->may_be_best ? "true" : "false");
    if (effect) {
        pvs_text_printf(line, sizeof line, "%s: avoids %s leakers (%s to %s)", p->label,
                        pvs_report_number(-d->mean, a), pvs_report_number(avoided.lo, b),
                        pvs_report_number(avoided.hi, c));
    } else {
        pvs_text_printf(line, sizeof line, "%s: no effect is seen (%s to %s leakers avoided)",
                        p->label, pvs_report_number(avoided.lo, a),
                        pvs_report_number(avoided.hi, b));
    }
    pvs_report_text(out, "said", line);
    pvs_str_printf(out, "}");
    pvs_str_printf(&r->text, "%s%s", first ? "\nOne more of ...\n  " : "  ", line);
    if (rated) {
        pvs_str_printf(&r->text, "; %s for 1 BUSD", pvs_report_number(-d->mean * 1e9 / price, a));
    }
    pvs_str_printf(&r->text, "; the best of these with probability %.2f\n", best->p_best);
}

static PvsStatus add_one_more(PvsReport *r) {
    Kind k = kind_of(r, PVS_POINT_ONE_MORE);
    if (k.n == 0) {
        return PVS_OK;
    }
    PvsCandidate *best = pvs_alloc(k.n * sizeof *best);
    PvsStatus status = best ? PVS_OK : PVS_NO_MEMORY;
    if (status == PVS_OK && k.n > 1) {
        status = likely_best(&k, best);
    } else if (status == PVS_OK) {
        best[0] = (PvsCandidate){.p_best = 1, .may_be_best = true};
    }
    pvs_str_printf(&r->json, " \"one_more\": {\"measure\": \"leakers\", \"base\": %u, \"rows\": [",
                   r->study->base);
    for (uint32_t i = 0; i < k.n && status == PVS_OK; i++) {
        PvsPairs pairs;
        status = pvs_pairing(r->store, k.first + i, r->study->base, "leakers", &pairs, r->err);
        PvsDifference d = pvs_difference(&pairs, PVS_CONFIDENCE);
        write_one_more(r, k.first + i, &d, &best[i], i == 0);
    }
    pvs_str_printf(&r->json, "]},\n");
    pvs_free(best);
    return status;
}

// --- counterfactuals, sharing, switches ------------------------------------------------------------------------

static PvsStatus difference(PvsReport *r, uint32_t point, uint32_t base, PvsDifference *out) {
    PvsPairs pairs;
    PvsStatus status = pvs_pairing(r->store, point, base, "leakers", &pairs, r->err);
    *out = pvs_difference(&pairs, PVS_CONFIDENCE);
    return status;
}

static PvsStatus add_counterfactuals(PvsReport *r) {
    Kind k = kind_of(r, PVS_POINT_COUNTERFACTUAL);
    PvsStatus status = PVS_OK;
    if (k.n == 0) {
        return status;
    }
    pvs_str_printf(&r->json, " \"counterfactuals\": [");
    pvs_str_printf(&r->text, "\nIf one limit were gone (these need not add up)\n");
    for (uint32_t i = 0; i < k.n && status == PVS_OK; i++) {
        const PvsPoint *p = &r->study->points[k.first + i];
        PvsDifference d;
        char a[32], b[32], c[32], line[300];
        status = difference(r, k.first + i, r->study->base, &d);
        pvs_text_printf(line, sizeof line, "%s: %s leakers avoided (%s to %s)", p->label,
                        pvs_report_number(-d.mean, a), pvs_report_number(-d.interval.hi, b),
                        pvs_report_number(-d.interval.lo, c));
        pvs_str_printf(&r->json, "%s{", i ? ",\n  " : "\n  ");
        pvs_report_text(&r->json, "name", p->label);
        pvs_str_printf(&r->json, ", ");
        pvs_report_text(&r->json, "help",
                        pvs_counterfactual_help((PvsCounterfactual)p->counterfactual));
        pvs_str_printf(&r->json, ", \"point\": %u", k.first + i);
        number(&r->json, "avoided", -d.mean);
        interval(&r->json, "ci95", (PvsInterval){-d.interval.hi, -d.interval.lo});
        number(&r->json, "correlation", d.correlation);
        pvs_str_printf(&r->json, ", ");
        pvs_report_text(&r->json, "said", line);
        pvs_str_printf(&r->json, "}");
        pvs_str_printf(&r->text, "  %s\n", line);
    }
    pvs_str_printf(&r->json, "],\n");
    return status;
}

static PvsStatus write_measures(PvsReport *r, uint32_t point) {
    static const char *const shown[] = {"leakers",        "leak_fraction",    "no_leak",
                                        "worst5_leakers", "assets_destroyed", "interceptors_fired"};
    PvsSummary s;
    PvsSha256 hash;
    pvs_sha256_init(&hash);
    PvsStatus status = pvs_summary_make(r->store, point, &hash, &s, r->err);
    if (status != PVS_OK) {
        return status;
    }
    pvs_str_printf(&r->json, "{");
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        PvsEstimate e;
        if (pvs_report_measure(&s, shown[i], &e)) {
            pvs_str_printf(&r->json, "%s\"%s\": ", i ? ", " : "", shown[i]);
            pvs_report_estimate(&r->json, &e, false);
        }
    }
    pvs_str_printf(&r->json, "}");
    pvs_summary_free(&s);
    return status;
}

static PvsStatus add_sharing(PvsReport *r) {
    Kind k = kind_of(r, PVS_POINT_SHARING);
    if (k.n == 0) {
        return PVS_OK;
    }
    pvs_str_printf(&r->json, " \"sharing\": [{\"name\": \"on\", \"point\": %u, \"measures\": ",
                   r->study->base);
    PvsStatus status = write_measures(r, r->study->base);
    pvs_str_printf(&r->json, "},\n  {\"name\": \"off\", \"point\": %u, \"measures\": ", k.first);
    if (status == PVS_OK) {
        status = write_measures(r, k.first);
    }
    pvs_str_printf(&r->json, "}],\n");
    return status;
}

// A switch of the assumption card, and whether it turns the first comparison.
static PvsStatus write_switch(PvsReport *r, const Kind *k, const Kind *others, uint32_t i,
                              const PvsDifference *first) {
    const PvsStudy *s = r->study;
    const PvsStudyNamed *named = &s->spec->structural[s->points[k->first + i].index];
    PvsDifference d, turned = {0};
    PvsStatus status = difference(r, k->first + i, s->base, &d);
    bool flips = false;
    if (status == PVS_OK && others->n) {
        status = difference(r, others->first + i, k->first + i, &turned);
        flips = (turned.mean < 0) != (first->mean < 0);
    }
    char said[300], line[600];
    pvs_text_printf(line, sizeof line, "%s: %s%s", named->name,
                    say("leakers", d.mean, d.interval, said, sizeof said),
                    flips ? "; the sign of the first comparison turns" : "");
    pvs_str_printf(&r->json, "%s{", i ? ",\n  " : "\n  ");
    pvs_report_text(&r->json, "name", named->name);
    pvs_str_printf(&r->json, ", ");
    pvs_report_text(&r->json, "about", named->about);
    pvs_str_printf(&r->json, ", \"settings\": ");
    pvs_report_settings(&r->json, named->set.items, named->set.n);
    pvs_str_printf(&r->json, ", \"point\": %u, \"measure\": \"leakers\"", k->first + i);
    number(&r->json, "difference", d.mean);
    interval(&r->json, "ci95", d.interval);
    if (others->n) {
        number(&r->json, "comparison", turned.mean);
        interval(&r->json, "comparison_ci95", turned.interval);
    }
    pvs_str_printf(&r->json, ", \"flips\": %s, ", flips ? "true" : "false");
    pvs_report_text(&r->json, "said", line);
    pvs_str_printf(&r->json, "}");
    pvs_str_printf(&r->text, "%s  %s\n", i ? "" : "\nOther assumptions\n", line);
    if (flips) {
        pvs_report_note(r, "The sign of the answer turns when \"%s\" is set otherwise.",
                        named->name);
    }
    return status;
}

static PvsStatus add_structural(PvsReport *r) {
    Kind k = kind_of(r, PVS_POINT_STRUCTURAL), others = kind_of(r, PVS_POINT_STRUCTURAL_OTHER);
    PvsDifference first = {0};
    PvsStatus status = PVS_OK;
    if (k.n == 0) {
        return status;
    }
    if (others.n) {
        status = difference(r, pvs_study_first_other(r->study), r->study->base, &first);
    }
    pvs_str_printf(&r->json, " \"structural\": [");
    for (uint32_t i = 0; i < k.n && status == PVS_OK; i++) {
        status = write_switch(r, &k, &others, i, &first);
    }
    pvs_str_printf(&r->json, "],\n");
    return status;
}

// --- goal ------------------------------------------------------------------------------------------------------------

typedef struct {
    PvsMeasure measure;
    double at_most;
    uint64_t k, n;
} Reaching;

static PvsStatus count_reaching(void *ctx, uint64_t replication, const double *row,
                                const double *series) {
    (void)replication;
    (void)series;
    Reaching *c = ctx;
    c->k += pvs_measure_value(&c->measure, row) <= c->at_most;
    c->n++;
    return PVS_OK;
}

static void write_goal(PvsReport *r, const Kind *k, PvsLevel *levels) {
    const PvsStudySpec *spec = r->study->spec;
    PvsStr *out = &r->json;
    PvsGoal g = pvs_goal_seek(levels, k->n, spec->goal.probability, PVS_CONFIDENCE);
    char a[32], b[32], c[32], line[400];
    pvs_str_printf(out, " \"goal\": {");
    pvs_report_text(out, "path", spec->goal.path);
    pvs_str_printf(out, ", ");
    pvs_report_text(out, "measure", spec->goal.measure);
    number(out, "at_most", spec->goal.at_most);
    number(out, "probability", spec->goal.probability);
    pvs_str_printf(out, ", \"rows\": [");
    for (uint32_t i = 0; i < k->n; i++) {
        PvsInterval ci = pvs_wilson_interval(levels[i].k, levels[i].n, PVS_CONFIDENCE);
        pvs_str_printf(out, "%s{\"value\": ", i ? ", " : "");
        pvs_str_json_number(out, levels[i].x);
        pvs_str_printf(out, ", \"point\": %u", k->first + i);
        number(out, "p", (double)levels[i].k / (double)levels[i].n);
        interval(out, "p_ci95", ci);
        number(out, "fitted", levels[i].fitted);
        pvs_str_printf(out, "}");
    }
    pvs_str_printf(out, "]");
    number(out, "answer", g.least);
    interval(out, "answer_ci95", g.interval);
    number(out, "crossing", g.crossing);
    if (g.least == g.least) {
        pvs_text_printf(line, sizeof line, "P(%s <= %s) reaches %.0f %% at %s = %s",
                        spec->goal.measure, pvs_report_number(spec->goal.at_most, a),
                        spec->goal.probability * 100, spec->goal.path,
                        pvs_report_number(g.least, b));
    } else {
        pvs_text_printf(line, sizeof line,
                        "P(%s <= %s) does not reach %.0f %% at any value tried, up to %s = %s",
                        spec->goal.measure, pvs_report_number(spec->goal.at_most, a),
                        spec->goal.probability * 100, spec->goal.path,
                        pvs_report_number(levels[k->n - 1].x, c));
    }
    pvs_str_printf(out, ", ");
    pvs_report_text(out, "said", line);
    pvs_str_printf(out, "},\n");
    pvs_str_printf(&r->text, "\n%s\n", line);
}

static PvsStatus add_goal(PvsReport *r) {
    Kind k = kind_of(r, PVS_POINT_GOAL);
    const PvsStudySpec *spec = r->study->spec;
    PvsLevel *levels = pvs_alloc((k.n + 1) * sizeof *levels);
    PvsStatus status = levels ? PVS_OK : PVS_NO_MEMORY;
    for (uint32_t i = 0; i < k.n && status == PVS_OK; i++) {
        const PvsPoint *p = &r->study->points[k.first + i];
        Reaching c = {.at_most = spec->goal.at_most};
        if (!pvs_measure_find(p->layout, spec->goal.measure, &c.measure, NULL)) {
            status = pvs_error_set(r->err, PVS_BAD_INPUT, "goal: there is no measure \"%s\"",
                                   spec->goal.measure);
            break;
        }
        status = pvs_rows_visit(r->store, k.first + i, p->n_done, count_reaching, &c, r->err);
        levels[i] = (PvsLevel){.x = i, .k = c.k, .n = c.n};
        pvs_number_parse(spec->goal.values[p->index], strcspn(spec->goal.values[p->index], " "),
                         &levels[i].x);
    }
    if (status == PVS_OK && k.n) {
        write_goal(r, &k, levels);
    }
    pvs_free(levels);
    return status;
}

// --- listed raids ------------------------------------------------------------------------------------------------

static PvsStatus case_range(PvsReport *r, const Kind *k) {
    static const char *const shown[] = {"leakers", "leak_fraction", "assets_destroyed"};
    PvsStatus status = PVS_OK;
    pvs_str_printf(&r->json, "],\n  \"range\": {");
    for (size_t m = 0; m < sizeof shown / sizeof *shown && status == PVS_OK; m++) {
        double least = 0, most = 0;
        uint32_t worst = 0;
        for (uint32_t i = 0; i < k->n && status == PVS_OK; i++) {
            PvsSummary s;
            PvsSha256 hash;
            PvsEstimate e;
            pvs_sha256_init(&hash);
            status = pvs_summary_make(r->store, k->first + i, &hash, &s, r->err);
            if (status == PVS_OK && pvs_report_measure(&s, shown[m], &e)) {
                worst = i == 0 || e.mean > most ? i : worst;
                least = i == 0 || e.mean < least ? e.mean : least;
                most = i == 0 || e.mean > most ? e.mean : most;
            }
            pvs_summary_free(&s);
        }
        pvs_str_printf(&r->json, "%s\"%s\": {\"least\": ", m ? ", " : "", shown[m]);
        pvs_str_json_number(&r->json, least);
        number(&r->json, "most", most);
        pvs_str_printf(&r->json, ", ");
        pvs_report_text(&r->json, "worst_for_defence", r->study->points[k->first + worst].label);
        pvs_str_printf(&r->json, "}");
        if (m == 0) {
            char a[32], b[32];
            pvs_str_printf(&r->text,
                           "\nOver the listed raids: %s to %s leakers; the defence's worst is %s\n",
                           pvs_report_number(least, a), pvs_report_number(most, b),
                           r->study->points[k->first + worst].label);
        }
    }
    pvs_str_printf(&r->json, "}},\n");
    return status;
}

static PvsStatus add_cases(PvsReport *r) {
    Kind k = kind_of(r, PVS_POINT_CASE);
    PvsStatus status = PVS_OK;
    if (k.n == 0) {
        return status;
    }
    pvs_str_printf(&r->json, " \"cases\": {\"rows\": [");
    for (uint32_t i = 0; i < k.n && status == PVS_OK; i++) {
        pvs_str_printf(&r->json, "%s{", i ? ",\n  " : "\n  ");
        pvs_report_text(&r->json, "name", r->study->points[k.first + i].label);
        pvs_str_printf(&r->json, ", \"point\": %u, \"measures\": ", k.first + i);
        status = write_measures(r, k.first + i);
        pvs_str_printf(&r->json, "}");
    }
    return status == PVS_OK ? case_range(r, &k) : status;
}

PvsStatus pvs_report_comparisons(PvsReport *r) {
    PvsStatus (*const parts[])(PvsReport *) = {add_comparisons, add_ensemble,        add_one_more,
                                               add_goal,        add_counterfactuals, add_cases,
                                               add_structural,  add_sharing};
    PvsStatus status = PVS_OK;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && status == PVS_OK; i++) {
        status = parts[i](r);
    }
    return status;
}
