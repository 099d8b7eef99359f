// SPDX-License-Identifier: Apache-2.0
// Points at which figures are placed on purpose: the tornado (a whole group at its low or high end), Morris's trajectories, Sobol's design. Each has a
// set number of battles, of which two halves are the replicates that take chance out.
#include <math.h>
#include <string.h>

#include "stats/stats.h"
#include "study/measure.h"
#include "study/sensitivity.h"

#define LOW_LEVEL   0.05
#define HIGH_LEVEL  0.95
#define TORNADO     4 ///< times the battles of a point of the screening
#define SAMPLE_LUCK 0x5e45u

static void find_groups(PvsStudy *s) {
    PvsSensitivity *z = &s->sensitivity;
    z->n_groups = 0;
    for (int g = 0; g < PVS_N_GROUPS; g++) {
        if (s->drawn.n_of_group[g]) {
            z->group[z->n_groups++] = g;
        }
    }
}

static PvsPoint *add_parameter(PvsStudy *s, const char *label, uint64_t battles) {
    PvsOverride *settings = s->points[s->base].settings;
    uint32_t n = s->points[s->base].n_settings;
    PvsPoint *p = pvs_study_add_point(s, PVS_POINT_PARAMETER, settings, n, NULL, 0, label, 0);
    if (p) {
        p->fixed = true;
        p->n_wanted = battles;
    }
    return p;
}

static bool add_tornado(PvsStudy *s) {
    PvsSensitivity *z = &s->sensitivity;
    uint64_t battles = (uint64_t)s->spec->sensitivity.battles * TORNADO;
    z->tornado = s->n_points;
    PvsPoint *p = add_parameter(s, "best values", battles);
    bool ok = p != NULL;
    if (ok) {
        p->parameters.placing = PVS_PLACE_BEST;
    }
    for (uint32_t i = 0; ok && i < 2 * z->n_groups; i++) {
        p = add_parameter(s, pvs_group_name(z->group[i / 2]), battles);
        ok = p != NULL;
        for (int g = 0; ok && g < PVS_N_GROUPS; g++) {
            p->parameters.placing = PVS_PLACE_LEVELS;
            p->parameters.level[g] = g != z->group[i / 2] ? -1 : i % 2 ? HIGH_LEVEL : LOW_LEVEL;
        }
    }
    return ok;
}

// The correlation inside each group, on the places of its figures.
static void correlate(const PvsStudy *s, double *u, double *scratch) {
    for (int g = 0; g < PVS_N_GROUPS; g++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < s->drawn.n; i++) {
            if (s->drawn.figures[i].group == g) {
                scratch[n++] = u[i];
            }
        }
        pvs_correlate(scratch, n, s->drawn.correlation);
        n = 0;
        for (uint32_t i = 0; i < s->drawn.n; i++) {
            if (s->drawn.figures[i].group == g) {
                u[i] = scratch[n++];
            }
        }
    }
}

static bool add_given(PvsStudy *s, const double *u, const char *label) {
    PvsPoint *p = add_parameter(s, label, s->spec->sensitivity.battles);
    if (p) {
        p->parameters.placing = PVS_PLACE_GIVEN;
        p->parameters.u = u;
    }
    return p != NULL;
}

static bool add_morris(PvsStudy *s, PvsGroups groups) {
    PvsSensitivity *z = &s->sensitivity;
    uint32_t per = z->n_groups + 1, n = s->spec->sensitivity.morris * per;
    z->morris = s->n_points;
    z->n_trajectories = s->spec->sensitivity.morris;
    z->moved = pvs_arena_alloc(&s->arena, (n + 1) * sizeof *z->moved);
    bool ok = z->moved != NULL;
    for (uint32_t i = 0; ok && i < n; i++) {
        double *u = pvs_arena_alloc(&s->arena, (s->drawn.n + 1) * sizeof *u);
        ok = u != NULL;
        if (ok) {
            z->moved[i] =
                pvs_morris_point(groups, i / per, i % per, pvs_luck(s->seed, SAMPLE_LUCK), u);
            ok = add_given(s, u, "screening");
        }
    }
    return ok;
}

static bool add_sobol(PvsStudy *s, PvsGroups groups) {
    PvsSensitivity *z = &s->sensitivity;
    PvsSobolPoints points;
    double *scratch = pvs_arena_alloc(&s->arena, (s->drawn.n + 1) * sizeof *scratch);
    z->sobol = s->n_points;
    z->n_rows = s->spec->sensitivity.sobol;
    if (z->n_rows == 0) {
        return true;
    }
    bool ok = scratch && pvs_sobol_points_init(&points, 2 * (size_t)s->drawn.n,
                                               pvs_luck(s->seed, SAMPLE_LUCK + 1)) == PVS_OK;
    if (!ok) {
        return false;
    }
    for (size_t block = 0; block < z->n_groups + 2 && ok; block++) {
        for (uint32_t row = 0; row < z->n_rows && ok; row++) {
            double *u = pvs_arena_alloc(&s->arena, (s->drawn.n + 1) * sizeof *u);
            ok = u != NULL;
            if (ok) {
                pvs_index_point(&points, groups, block, row, u);
                correlate(s, u, scratch);
                ok = add_given(s, u, "Sobol");
            }
        }
    }
    pvs_sobol_points_free(&points);
    return ok;
}

// The band over the assumed ranges, were the figures of a group to move alone or as one.
static bool add_correlations(PvsStudy *s) {
    PvsOverride *settings = s->points[s->base].settings;
    uint32_t n = s->points[s->base].n_settings;
    s->sensitivity.correlations = s->n_points;
    for (int i = 0; i < 2; i++) {
        PvsPoint *p = pvs_study_add_point(s, PVS_POINT_PARAMETER, settings, n, NULL, 0,
                                          i ? "correlation 1" : "correlation 0", 0);
        if (!p) {
            return false;
        }
        p->parameters.correlation = i;
    }
    return true;
}

PvsStatus pvs_sensitivity_add(PvsStudy *s) {
    if (!s->spec->sensitivity.wanted || s->drawn.kind == PVS_DRAW_BEST || s->drawn.n == 0) {
        return PVS_OK;
    }
    PvsSensitivity *z = &s->sensitivity;
    find_groups(s);
    int *group_of = pvs_arena_alloc(&s->arena, (s->drawn.n + 1) * sizeof *group_of);
    if (!group_of) {
        return PVS_NO_MEMORY;
    }
    for (uint32_t i = 0; i < s->drawn.n; i++) {
        for (uint32_t g = 0; g < z->n_groups; g++) {
            group_of[i] = z->group[g] == s->drawn.figures[i].group ? (int)g : group_of[i];
        }
    }
    PvsGroups groups = {s->drawn.n, z->n_groups, group_of};
    z->any = add_correlations(s) && add_tornado(s) && add_morris(s, groups) && add_sobol(s, groups);
    return z->any ? PVS_OK : PVS_NO_MEMORY;
}

// --- the document -------------------------------------------------------------------------------------------

typedef struct {
    PvsMeasure measure;
    uint64_t half;
    PvsMoments part[2], all;
} Halves;

static PvsStatus add_to_halves(void *ctx, uint64_t replication, const double *row,
                               const double *series) {
    (void)series;
    Halves *h = ctx;
    double x = pvs_measure_value(&h->measure, row);
    pvs_moments_add(&h->part[replication >= h->half], x);
    pvs_moments_add(&h->all, x);
    return PVS_OK;
}

static PvsStatus halves_of(const PvsReport *r, uint32_t point, Halves *h) {
    const PvsPoint *p = &r->study->points[point];
    *h = (Halves){.half = p->n_done / 2};
    if (!pvs_measure_find(p->layout, r->study->spec->sensitivity.measure, &h->measure, NULL)) {
        return pvs_error_set(r->err, PVS_BAD_INPUT, "sensitivity: there is no measure \"%s\"",
                             r->study->spec->sensitivity.measure);
    }
    return pvs_rows_visit(r->store, point, p->n_done, add_to_halves, h, r->err);
}

static void number(PvsStr *out, const char *key, double x) {
    pvs_str_printf(out, ", \"%s\": ", key);
    pvs_str_json_number(out, x);
}

static void interval(PvsStr *out, const char *key, PvsInterval ci) {
    pvs_str_printf(out, ", \"%s\": ", key);
    pvs_report_pair(out, ci.lo, ci.hi);
}

static const char *group_name(const PvsReport *r, uint32_t g) {
    return pvs_group_name(r->study->sensitivity.group[g]);
}

/// What the sentence says: the group with the largest value so far.
typedef struct {
    const char *how, *group;
    double value, lo, hi;
} Heaviest;

static PvsStatus write_tornado(PvsReport *r, Heaviest *heaviest) {
    const PvsSensitivity *z = &r->study->sensitivity;
    Halves base, low, high;
    PvsStatus status = halves_of(r, z->tornado, &base);
    double most = 0;
    pvs_str_printf(&r->json, ",\n  \"tornado\": [");
    for (uint32_t g = 0; g < z->n_groups && status == PVS_OK; g++) {
        status = halves_of(r, z->tornado + 1 + 2 * g, &low);
        if (status == PVS_OK) {
            status = halves_of(r, z->tornado + 2 + 2 * g, &high);
        }
        double a = pvs_moments_mean(&low.all), b = pvs_moments_mean(&high.all);
        pvs_str_printf(&r->json, "%s{\"group\": \"%s\", \"figures\": %u", g ? ",\n   " : "\n   ",
                       group_name(r, g), r->study->drawn.n_of_group[z->group[g]]);
        number(&r->json, "low", a);
        interval(&r->json, "ci95_low", pvs_mean_interval(&low.all, PVS_CONFIDENCE));
        number(&r->json, "high", b);
        interval(&r->json, "ci95_high", pvs_mean_interval(&high.all, PVS_CONFIDENCE));
        number(&r->json, "base", pvs_moments_mean(&base.all));
        pvs_str_printf(&r->json, "}");
        if (fabs(b - a) > most) {
            most = fabs(b - a);
            *heaviest = (Heaviest){"tornado", group_name(r, g), most, a, b};
        }
    }
    pvs_str_printf(&r->json, "]");
    return status;
}

static PvsStatus answers(const PvsReport *r, uint32_t first, uint32_t n, double *y1, double *y2) {
    PvsStatus status = PVS_OK;
    for (uint32_t i = 0; i < n && status == PVS_OK; i++) {
        Halves h;
        status = halves_of(r, first + i, &h);
        y1[i] = pvs_moments_mean(&h.part[0]);
        y2[i] = pvs_moments_mean(&h.part[1]);
    }
    return status;
}

static PvsStatus write_morris(PvsReport *r, double *y1, double *y2, Heaviest *heaviest) {
    const PvsSensitivity *z = &r->study->sensitivity;
    PvsMorris out[PVS_N_GROUPS];
    double most = 0;
    if (z->n_trajectories < 2) {
        return PVS_OK;
    }
    PvsStatus status = answers(r, z->morris, z->n_trajectories * (z->n_groups + 1), y1, y2);
    if (status != PVS_OK) {
        return status;
    }
    pvs_morris_effects(z->n_trajectories, z->n_groups, z->moved, y1, y2, PVS_CONFIDENCE, out);
    pvs_str_printf(&r->json, ",\n  \"morris\": [");
    for (uint32_t g = 0; g < z->n_groups; g++) {
        pvs_str_printf(&r->json, "%s{\"group\": \"%s\"", g ? ",\n   " : "\n   ", group_name(r, g));
        number(&r->json, "mu_star", out[g].mu_star);
        interval(&r->json, "ci95", out[g].interval);
        number(&r->json, "noise_floor", out[g].noise_floor);
        number(&r->json, "rms", out[g].rms);
        pvs_str_printf(&r->json, ", \"above_noise\": %s}", out[g].above_noise ? "true" : "false");
        if (out[g].above_noise && out[g].rms > most) {
            most = out[g].rms;
            *heaviest = (Heaviest){"screening", group_name(r, g), most, out[g].interval.lo,
                                   out[g].interval.hi};
        }
    }
    pvs_str_printf(&r->json, "]");
    return PVS_OK;
}

static PvsStatus write_sobol(PvsReport *r, double *y1, double *y2, Heaviest *heaviest) {
    const PvsSensitivity *z = &r->study->sensitivity;
    PvsIndex out[PVS_N_GROUPS];
    PvsIndexSummary summary;
    double most = 0;
    if (z->n_rows < 8) {
        return PVS_OK;
    }
    PvsStatus status = answers(r, z->sobol, z->n_rows * (z->n_groups + 2), y1, y2);
    if (status == PVS_OK) {
        status = pvs_sobol_indices(z->n_rows, z->n_groups, y1, y2, 500,
                                   pvs_luck(r->study->seed, SAMPLE_LUCK + 2), PVS_CONFIDENCE, out,
                                   &summary);
    }
    if (status != PVS_OK) {
        return status;
    }
    pvs_str_printf(&r->json, ",\n  \"sobol\": [");
    for (uint32_t g = 0; g < z->n_groups; g++) {
        pvs_str_printf(&r->json, "%s{\"group\": \"%s\"", g ? ",\n   " : "\n   ", group_name(r, g));
        number(&r->json, "first", out[g].first);
        interval(&r->json, "first_ci95", out[g].first_interval);
        number(&r->json, "total", out[g].total);
        interval(&r->json, "total_ci95", out[g].total_interval);
        pvs_str_printf(&r->json, "}");
        if (out[g].total > most && out[g].total_interval.lo > 0) {
            most = out[g].total;
            *heaviest = (Heaviest){"Sobol", group_name(r, g), most, out[g].total_interval.lo,
                                   out[g].total_interval.hi};
        }
    }
    pvs_str_printf(&r->json, "]");
    return PVS_OK;
}

static PvsStatus write_split(PvsReport *r, uint32_t point, const char *before, bool whole) {
    PvsSummary s;
    PvsSha256 hash;
    pvs_sha256_init(&hash);
    PvsStatus status = pvs_summary_make(r->store, point, &hash, &s, r->err);
    if (status != PVS_OK) {
        return status;
    }
    PvsAssumed a = pvs_summary_split(&s, s.layout->globals + PVS_G_leakers, PVS_CONFIDENCE);
    pvs_str_printf(&r->json, "%s", before);
    if (whole) {
        pvs_str_printf(&r->json, "\"split\": {\"measure\": \"leakers\"");
        number(&r->json, "chance", a.chance);
        number(&r->json, "ignorance", a.ignorance);
        number(&r->json, "share_ignorance", a.share);
        interval(&r->json, "ci95", (PvsInterval){a.lo, a.hi});
        pvs_str_printf(&r->json, "}");
    } else {
        pvs_str_printf(&r->json, "\"band90\": ");
        pvs_report_pair(&r->json, a.band_lo, a.band_hi);
    }
    pvs_summary_free(&s);
    return PVS_OK;
}

static void write_drawn(PvsReport *r) {
    const PvsDrawn *d = &r->study->drawn;
    static const char *const shapes[] = {"triangular", "pert", "uniform"};
    PvsStr *out = &r->json;
    pvs_str_printf(out, " \"sensitivity\": {\"distribution\": \"%s\", \"battles_of_draw\": %u",
                   shapes[d->shape], r->study->spec->draw.battles);
    number(out, "correlation", d->correlation);
    pvs_str_printf(out, ", \"believed_stays\": true,\n  \"drawn\": [");
    for (uint32_t i = 0; i < d->n; i++) {
        const PvsDrawnFigure *f = &d->figures[i];
        pvs_str_printf(out, i ? ",\n   {" : "\n   {");
        pvs_report_text(out, "key", f->key);
        pvs_str_printf(out, ", \"group\": \"%s\"", pvs_group_name(f->group));
        number(out, "low", f->low);
        number(out, "best", f->best);
        number(out, "high", f->high);
        number(out, "used_low", f->used_low);
        number(out, "used_high", f->used_high);
        pvs_str_printf(out, ", \"unit\": \"%s\", \"widened\": %s, ", f->unit,
                       f->widened ? "true" : "false");
        pvs_report_text(out, "source", f->source);
        pvs_str_printf(out, "}");
    }
    pvs_str_printf(out, "],\n  \"groups\": [");
    bool first = true;
    for (int g = 0; g < PVS_N_GROUPS; g++) {
        if (d->n_of_group[g]) {
            pvs_str_printf(out, "%s\"%s\"", first ? "" : ", ", pvs_group_name(g));
            first = false;
        }
    }
    pvs_str_printf(out, "]");
}

static void write_sentence(PvsReport *r, const Heaviest *h) {
    char line[300], a[32], b[32], c[32];
    const char *measure = r->study->spec->sensitivity.measure;
    if (!h->group) {
        pvs_text_printf(line, sizeof line, "no group of figures moves %s beyond chance", measure);
    } else if (strcmp(h->how, "Sobol") == 0) {
        pvs_text_printf(line, sizeof line,
                        "%s hangs most on %s: %s %% of what is not known (%s to %s)", measure,
                        h->group, pvs_report_number(100 * h->value, a),
                        pvs_report_number(100 * h->lo, b), pvs_report_number(100 * h->hi, c));
    } else if (strcmp(h->how, "screening") == 0) {
        pvs_text_printf(line, sizeof line,
                        "%s hangs most on %s: half of their range moves it by %s", measure,
                        h->group, pvs_report_number(h->value, a));
    } else {
        pvs_text_printf(line, sizeof line,
                        "%s hangs most on %s: %s at their low end, %s at their high end", measure,
                        h->group, pvs_report_number(h->lo, a), pvs_report_number(h->hi, b));
    }
    pvs_str_printf(&r->json, ",\n  ");
    pvs_report_text(&r->json, "said", line);
    pvs_str_printf(&r->text, "\n%s\n", line);
}

static PvsStatus write_screens(PvsReport *r) {
    const PvsSensitivity *z = &r->study->sensitivity;
    size_t n = z->n_trajectories * (z->n_groups + 1), m = z->n_rows * (z->n_groups + 2);
    n = n > m ? n : m;
    double *y1 = pvs_alloc((n + 1) * sizeof *y1), *y2 = pvs_alloc((n + 1) * sizeof *y2);
    Heaviest heaviest = {0};
    PvsStatus status = y1 && y2 ? write_tornado(r, &heaviest) : PVS_NO_MEMORY;
    if (status == PVS_OK) {
        status = write_morris(r, y1, y2, &heaviest);
    }
    if (status == PVS_OK) {
        status = write_sobol(r, y1, y2, &heaviest);
    }
    pvs_free(y1);
    pvs_free(y2);
    if (status == PVS_OK) {
        pvs_str_printf(&r->json, ",\n  \"by_correlation\": [{\"correlation\": 0, ");
        status = write_split(r, z->correlations, "", false);
        pvs_str_printf(&r->json, "}, {\"correlation\": 1, ");
    }
    if (status == PVS_OK) {
        status = write_split(r, z->correlations + 1, "", false);
        pvs_str_printf(&r->json, "}]");
        write_sentence(r, &heaviest);
    }
    return status;
}

PvsStatus pvs_report_sensitivity(PvsReport *r) {
    const PvsStudy *s = r->study;
    if (s->drawn.kind == PVS_DRAW_BEST || s->drawn.n == 0) {
        pvs_str_printf(&r->json, " \"sensitivity\": {},\n");
        return PVS_OK;
    }
    write_drawn(r);
    PvsStatus status = write_split(r, s->base, ",\n  ", true);
    if (status == PVS_OK && s->sensitivity.any) {
        status = write_screens(r);
    }
    pvs_str_printf(&r->json, "},\n");
    return status;
}
