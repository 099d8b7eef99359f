// SPDX-License-Identifier: Apache-2.0
// The document of a study, part by part. Begin reading at pvs_report_make.
#include "study/results.h"
#include "study/measure.h"
#include "study/sensitivity.h"
#include "study/timeline.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

static const char notice[] = "Notional, public estimates, not a prediction: figures are public, "
                             "coarse and cited; places, defence and raid are the scenario's own.";

const char *pvs_report_number(double x, char buf[32]) {
    double size = fabs(x);
    if (x != x) {
        pvs_text_printf(buf, 32, "-");
    } else if (size >= 1e15) {
        pvs_text_printf(buf, 32, "%.3g", x);
    } else if (size >= 100 || x == floor(x)) {
        pvs_text_printf(buf, 32, "%.0f", x);
    } else if (size >= 0.001 || size == 0) {
        pvs_text_printf(buf, 32, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", x);
    } else {
        pvs_text_printf(buf, 32, "%.2g", x);
    }
    return buf;
}

void pvs_report_note(PvsReport *r, const char *format, ...) {
    char text[600];
    va_list args;
    va_start(args, format);
    pvs_text_format(text, sizeof text, format, args);
    va_end(args);
    pvs_str_printf(&r->notes, r->notes.n ? ",\n  " : "\n  ");
    pvs_str_json_string(&r->notes, text);
}

// --- head ----------------------------------------------------------------------------------------------

static void add_stopped(PvsReport *r) {
    const PvsStopped *s = r->stopped;
    PvsStr *out = &r->json;
    pvs_str_printf(out, " \"stopped\": {\"rule\": \"%s\", \"reached\": %s", s->rule,
                   s->reached ? "true" : "false");
    if (s->measure) {
        pvs_str_printf(out, ", ");
        pvs_report_text(out, "measure", s->measure);
        pvs_str_printf(out, ", \"width_wanted\": ");
        pvs_str_json_number(out, s->width_wanted);
        pvs_str_printf(out, ", \"width_reached\": ");
        pvs_str_json_number(out, s->width_reached);
        pvs_str_printf(out, ", \"checks\": %u", s->checks);
    }
    pvs_str_printf(out, "},\n");
}

static uint64_t most_battles(const PvsStudy *s, uint64_t *sum) {
    uint64_t most = 0;
    *sum = 0;
    for (uint32_t i = 0; i < s->n_points; i++) {
        most = s->points[i].kind == PVS_POINT_DESIGN && s->points[i].n_done > most
                   ? s->points[i].n_done
                   : most;
        *sum += s->points[i].n_done;
    }
    return most;
}

static void add_provenance(PvsReport *r, uint64_t battles) {
    PvsStr *out = &r->json;
    const PvsStudy *s = r->study;
    pvs_str_printf(out, " \"provenance\": {");
    pvs_report_text(out, "program", "pavise " PAVISE_VERSION);
    pvs_str_printf(out, ", ");
    pvs_report_text(out, "scenario_file", s->spec->scenario);
    pvs_str_printf(out, ", \"catalogue\": [");
    bool first = true;
    for (uint32_t i = 0; i < s->n_sources; i++) {
        if (s->source[i].entry) {
            pvs_str_printf(out, first ? "" : ", ");
            pvs_str_json_string(out, s->source[i].entry);
            first = false;
        }
    }
    pvs_str_printf(out, "], \"battles\": %llu, \"played_now\": %llu, \"kept\": %llu, \"wall_s\": ",
                   (unsigned long long)battles, (unsigned long long)r->run->n_battles,
                   (unsigned long long)r->run->n_kept);
    pvs_str_json_number(out, r->run->wall_s);
    pvs_str_printf(out, ", \"battles_per_s\": ");
    pvs_str_json_number(out, r->run->wall_s > 0 ? (double)r->run->n_battles / r->run->wall_s
                                                : (double)NAN);
    pvs_str_printf(out, "},\n");
}

static void add_head(PvsReport *r, const char *results_sha256) {
    const PvsStudy *s = r->study;
    PvsStr *out = &r->json;
    uint64_t battles, most = most_battles(s, &battles);
    pvs_str_printf(out, "{\"pavise\": \"%s\", \"format\": 1, ", PAVISE_VERSION);
    pvs_report_text(out, "study", s->name);
    pvs_str_printf(out, ",\n ");
    pvs_report_text(out, "about", s->spec->about);
    pvs_str_printf(out, ",\n ");
    pvs_report_text(out, "scenario", s->scenario_name);
    pvs_str_printf(out, ",\n ");
    pvs_report_text(out, "notice", notice);
    pvs_str_printf(out, ",\n \"inputs_sha256\": \"%s\",\n \"results_sha256\": \"%s\",\n",
                   s->inputs_sha256, results_sha256);
    pvs_str_printf(out, " \"seed\": %llu, \"replications\": %llu, \"confidence\": 0.95,\n",
                   (unsigned long long)s->seed, (unsigned long long)most);
    add_stopped(r);
    if (r->run->options->command) {
        pvs_str_printf(out, " ");
        pvs_report_text(out, "command", r->run->options->command);
        pvs_str_printf(out, ",\n");
    }
    add_provenance(r, battles);
}

static void add_factors(PvsReport *r, PvsScenario *scenario) {
    const PvsStudySpec *spec = r->study->spec;
    PvsStr *out = &r->json;
    pvs_str_printf(out, " \"factors\": [");
    for (uint32_t f = 0; f < spec->n_factors; f++) {
        const PvsStudyFactor *factor = &spec->factors[f];
        pvs_str_printf(out, "%s{", f ? ", " : "");
        pvs_report_text(out, "path", factor->path);
        pvs_str_printf(out, ", \"side\": \"%s\", \"values\": [",
                       pvs_scenario_path_side(scenario, factor->path));
        for (uint32_t v = 0; v < factor->n_values; v++) {
            pvs_str_printf(out, v ? ", " : "");
            pvs_str_json_string(out, factor->values[v]);
        }
        pvs_str_printf(out, "]}");
    }
    pvs_str_printf(out, "],\n");
}

static const struct {
    const char *name, *unit, *help;
} headline[] = {
    {"leakers", "count", "armed threats that hit or came down elsewhere without being stopped"},
    {"leak_fraction", "share",
     "leakers over armed threats that did not fail by themselves; a ratio over battles"},
    {"no_leak", "probability", "battles in which nothing leaked"},
    {"worst5_leakers", "count", "mean of the worst 5 % of battles"},
    {"killed", "count", "threats stopped by rounds"},
    {"hit", "count", "threats that reached their aim points"},
    {"interceptors_fired", "count", "rounds fired; one pass of a gun is one"},
    {"defence_cost_usd", "USD", "price of the rounds fired"},
    {"attack_cost_usd", "USD", "price of the threats launched: a plain total"},
    {"assets_destroyed", "count", "sites, and units that have a value, destroyed"},
    {"value_lost", "USD", "their value"},
};

static void add_measures_meta(PvsStr *out) {
    pvs_str_printf(out, " \"measures_meta\": {");
    for (size_t i = 0; i < sizeof headline / sizeof *headline; i++) {
        int less = pvs_measure_less_is(headline[i].name);
        pvs_str_printf(out, "%s\n  \"%s\": {\"unit\": \"%s\", \"help\": \"%s\", \"better\": %s}",
                       i ? "," : "", headline[i].name, headline[i].unit, headline[i].help,
                       less > 0   ? "\"less\""
                       : less < 0 ? "\"more\""
                                  : "null");
    }
    pvs_str_printf(out, "},\n");
}

// --- assumptions -----------------------------------------------------------------------------------------

typedef struct {
    PvsStr *out;
    bool first;
} Assumptions;

static void add_assumption(void *ctx, const PvsScenarioValue *v) {
    Assumptions *a = ctx;
    bool ranged = v->low < v->high && !v->chance;
    if (!v->assumption && !ranged) {
        return;
    }
    PvsStr *out = a->out;
    pvs_str_printf(out, a->first ? "\n  {" : ",\n  {");
    a->first = false;
    pvs_report_text(out, "path", v->path);
    pvs_str_printf(out, ", ");
    pvs_report_text(out, "key", v->key);
    pvs_str_printf(out, ", ");
    pvs_report_text(out, "text", v->text);
    pvs_str_printf(out, ", \"low\": ");
    pvs_str_json_number(out, v->low);
    pvs_str_printf(out, ", \"best\": ");
    pvs_str_json_number(out, v->best);
    pvs_str_printf(out, ", \"high\": ");
    pvs_str_json_number(out, v->high);
    pvs_str_printf(out, ", \"unit\": \"%s\", \"assumption\": %s, \"chance\": %s, ",
                   pvs_dimension_si(v->dim), v->assumption ? "true" : "false",
                   v->chance ? "true" : "false");
    pvs_report_text(out, "source", v->source);
    pvs_str_printf(out, ", ");
    pvs_report_text(out, "file", v->place.file);
    pvs_str_printf(out, ", \"line\": %d}", v->place.line);
}

static PvsStatus add_scenario_parts(PvsReport *r, PvsStr *assumptions) {
    const PvsStudy *s = r->study;
    PvsScenarioOptions opt = pvs_scenario_options_default();
    PvsScenario *scenario;
    PvsDiags diags = {0};
    opt.catalog_dir = s->catalog_dir;
    opt.overrides = s->points[s->base].settings;
    opt.n_overrides = s->points[s->base].n_settings;
    PvsStatus status = pvs_scenario_load(s->scenario_path, &opt, &scenario, &diags);
    pvs_diags_free(&diags);
    if (status != PVS_OK) {
        return pvs_error_set(r->err, status, "%s cannot be read again", s->scenario_path);
    }
    add_factors(r, scenario);
    Assumptions a = {assumptions, true};
    status = pvs_scenario_visit(scenario, add_assumption, &a);
    pvs_scenario_free(scenario);
    return status;
}

// --- convergence -------------------------------------------------------------------------------------------

static void add_trace(PvsStr *out, uint32_t point, const char *measure, const PvsSummary *s,
                      bool share) {
    static const char *const keys[] = {"mean", "lo", "hi"};
    pvs_str_printf(out, "{\"point\": %u, \"measure\": \"%s\", \"n\": [", point, measure);
    for (uint32_t i = 0; i < s->n_trace; i++) {
        pvs_str_printf(out, "%s%llu", i ? ", " : "", (unsigned long long)s->trace[i].n);
    }
    pvs_str_printf(out, "]");
    for (int k = 0; k < 3; k++) {
        pvs_str_printf(out, ", \"%s\": [", keys[k]);
        for (uint32_t i = 0; i < s->n_trace; i++) {
            const PvsTrace *t = &s->trace[i];
            const double of_mean[] = {t->mean, t->lo, t->hi},
                         of_share[] = {t->share, t->share_lo, t->share_hi};
            pvs_str_printf(out, i ? ", " : "");
            pvs_str_json_number(out, share ? of_share[k] : of_mean[k]);
        }
        pvs_str_printf(out, "]");
    }
    pvs_str_printf(out, "}");
}

static void add_convergence(PvsStr *out, uint32_t point, const PvsSummary *s) {
    pvs_str_printf(out, out->n ? ",\n  " : "\n  ");
    add_trace(out, point, "leakers", s, false);
    pvs_str_printf(out, ",\n  ");
    add_trace(out, point, "leak_fraction", s, true);
}

// --- text for people -----------------------------------------------------------------------------------------

static void add_line(PvsReport *r, const PvsPoint *p, const PvsSummary *s) {
    static const char *const shown[] = {"leakers",         "leak_fraction",      "no_leak",
                                        "worst5_leakers",  "interceptors_fired", "defence_cost_usd",
                                        "assets_destroyed"};
    static const char *const titles[] = {"leakers",      "leak fraction", "no leak",    "worst 5 %",
                                         "rounds fired", "cost, MUSD",    "assets lost"};
    pvs_str_printf(&r->text, "%s%s: %llu battles", r->text.n ? "\n" : "", p->label,
                   (unsigned long long)s->n);
    if (s->n_draws) {
        pvs_str_printf(&r->text, " of %llu draws", (unsigned long long)s->n_draws);
    }
    pvs_str_printf(
        &r->text,
        "\n                        mean   95 %% interval              5 %%    half    95 %%\n");
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        PvsEstimate e;
        char a[32], b[32], c[32], q[3][32];
        bool percent = i == 1 || i == 2;
        double scale = percent ? 100 : i == 5 ? 1e-6 : 1;
        if (!pvs_report_measure(s, shown[i], &e)) {
            continue;
        }
        char interval[80];
        pvs_text_printf(interval, sizeof interval, "%s to %s%s", pvs_report_number(e.lo * scale, b),
                        pvs_report_number(e.hi * scale, c), percent ? " %" : "");
        pvs_str_printf(&r->text, "  %-16s %10s%s  %-22s", titles[i],
                       pvs_report_number(e.mean * scale, a), percent ? " %" : "  ", interval);
        if (e.tally) {
            static const double at[] = {0.05, 0.5, 0.95};
            for (int k = 0; k < 3; k++) {
                pvs_str_printf(&r->text, " %7s",
                               pvs_report_number(pvs_tally_quantile(e.tally, at[k]) * scale, q[k]));
            }
        }
        pvs_str_printf(&r->text, "\n");
    }
    if (s->draws) {
        char a[32], b[32];
        PvsAssumed over = pvs_summary_split(s, s->layout->globals + PVS_G_leakers, PVS_CONFIDENCE);
        pvs_str_printf(
            &r->text, "  over the assumed ranges 90 %% of expected leakers lie between %s and %s\n",
            pvs_report_number(over.band_lo, a), pvs_report_number(over.band_hi, b));
    }
}

// How it ended, where that is not the count that was asked for.
static void add_end(PvsReport *r) {
    const PvsStopped *s = r->stopped;
    char a[32], b[32], line[300] = "";
    uint64_t sum, most = most_battles(r->study, &sum);
    if (strcmp(s->rule, "time") == 0) {
        pvs_text_printf(line, sizeof line, "Ended by the clock, after %llu battles of a point.",
                        (unsigned long long)most);
    } else if (s->measure) {
        pvs_text_printf(line, sizeof line,
                        "The width of %s asked for the interval of %s was %sreached: it is %s "
                        "after %llu battles.",
                        pvs_report_number(s->width_wanted, a), s->measure, s->reached ? "" : "not ",
                        pvs_report_number(s->width_reached, b), (unsigned long long)most);
    } else if (strcmp(s->rule, "interrupted") == 0) {
        pvs_text_printf(line, sizeof line, "Stopped on request, after %llu battles of a point.",
                        (unsigned long long)most);
    }
    if (*line) {
        pvs_str_printf(&r->text, "\n%s\n", line);
        pvs_report_note(r, "%s", line);
    }
}

// --- the whole ---------------------------------------------------------------------------------------------------

static bool is_shown(const PvsPoint *p) {
    return p->kind == PVS_POINT_DESIGN || p->kind == PVS_POINT_CASE;
}

static PvsStatus add_points(PvsReport *r, PvsStr *points, PvsStr *convergence, PvsSha256 *hash) {
    PvsStudy *s = r->study;
    PvsStr head =
        r->json; // points are written apart, because the hash of all rows stands before them
    bool first = true;
    PvsStatus status = PVS_OK;
    r->json = (PvsStr){0};
    for (uint32_t i = 0; i < s->n_points && status == PVS_OK; i++) {
        PvsSummary summary;
        status = pvs_summary_make(r->store, i, hash, &summary, r->err);
        if (status != PVS_OK) {
            break;
        }
        if (is_shown(&s->points[i])) {
            pvs_str_printf(&r->json, first ? "\n" : ",\n");
            first = false;
            pvs_report_point(r, i, &summary);
            add_convergence(convergence, i, &summary);
            add_line(r, &s->points[i], &summary);
        }
        s->points[i].worst = summary.worst;
        pvs_summary_free(&summary);
    }
    *points = r->json;
    r->json = head;
    return status;
}

PvsStatus pvs_report_make(PvsReport *r) {
    PvsStr points = {0}, convergence = {0}, assumptions = {0};
    PvsSha256 hash;
    char hex[65];
    pvs_sha256_init(&hash);
    PvsStatus status = add_points(r, &points, &convergence, &hash);
    pvs_sha256_hex(&hash, hex);
    if (status == PVS_OK) {
        add_head(r, hex);
        status = add_scenario_parts(r, &assumptions);
    }
    if (status == PVS_OK) {
        add_end(r);
        add_measures_meta(&r->json);
        pvs_str_printf(&r->json, " \"points\": [%s],\n", points.text ? points.text : "");
        status = pvs_report_comparisons(r);
    }
    if (status == PVS_OK) {
        status = pvs_report_sensitivity(r);
    }
    if (status == PVS_OK) {
        status = pvs_report_timelines(r);
    }
    if (status == PVS_OK) {
        pvs_str_printf(&r->json, " \"convergence\": [%s],\n",
                       convergence.text ? convergence.text : "");
        pvs_str_printf(&r->json, " \"assumptions\": [%s],\n",
                       assumptions.text ? assumptions.text : "");
        pvs_str_printf(&r->json, " \"notes\": [%s]}\n", r->notes.text ? r->notes.text : "");
    }
    bool failed = points.failed || convergence.failed || assumptions.failed || r->json.failed ||
                  r->text.failed || r->notes.failed;
    pvs_str_free(&points);
    pvs_str_free(&convergence);
    pvs_str_free(&assumptions);
    return status == PVS_OK && failed ? pvs_error_set(r->err, PVS_NO_MEMORY, "out of memory")
                                      : status;
}
