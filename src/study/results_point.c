// SPDX-License-Identifier: Apache-2.0
// One point of the document: every measure with its interval, distributions, the kill chain, bands over time.
#include <math.h>
#include <string.h>

#include "study/results.h"

static const double quantiles[] = {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95};
static const char *const quantile_names[] = {"0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "0.95"};
#define N_QUANTILES 7

void pvs_report_pair(PvsStr *out, double lo, double hi) {
    pvs_str_printf(out, "[");
    pvs_str_json_number(out, lo);
    pvs_str_printf(out, ", ");
    pvs_str_json_number(out, hi);
    pvs_str_printf(out, "]");
}

static void number(PvsStr *out, const char *key, double x) {
    pvs_str_printf(out, ", \"%s\": ", key);
    pvs_str_json_number(out, x);
}

static void quantile_list(PvsStr *out, const PvsTally *t) {
    pvs_str_printf(out, ", \"quantiles\": {");
    for (int i = 0; i < N_QUANTILES; i++) {
        pvs_str_printf(out, "%s\"%s\": ", i ? ", " : "", quantile_names[i]);
        pvs_str_json_number(out, pvs_tally_quantile(t, quantiles[i]));
    }
    pvs_str_printf(out, "}");
}

static void quantile_intervals(PvsStr *out, const PvsTally *t) {
    pvs_str_printf(out, ", \"quantile_ci95\": {");
    for (int i = 0; i < N_QUANTILES; i++) {
        PvsInterval ci = pvs_tally_quantile_interval(t, quantiles[i], PVS_CONFIDENCE);
        pvs_str_printf(out, "%s\"%s\": ", i ? ", " : "", quantile_names[i]);
        pvs_report_pair(out, ci.lo, ci.hi);
    }
    pvs_str_printf(out, "}");
}

// Without the closing brace.
static void estimate(PvsStr *out, const PvsEstimate *e, bool all) {
    pvs_str_printf(out, "{\"mean\": ");
    pvs_str_json_number(out, e->mean);
    number(out, "sd", e->sd);
    number(out, "se", e->se);
    pvs_str_printf(out, ", \"ci95\": ");
    pvs_report_pair(out, e->lo, e->hi);
    pvs_str_printf(out, ", \"method\": \"%s\"", e->method);
    if (e->tally) {
        quantile_list(out, e->tally);
    }
    if (e->tally && all) {
        quantile_intervals(out, e->tally);
    }
    number(out, "min", e->min);
    number(out, "max", e->max);
    pvs_str_printf(out, ", \"n\": %llu", (unsigned long long)e->n);
}

void pvs_report_estimate(PvsStr *out, const PvsEstimate *e, bool all) {
    estimate(out, e, all);
    pvs_str_printf(out, "}");
}

// --- measures --------------------------------------------------------------------------------------

static bool is_hidden(const PvsSummary *s, uint32_t column) {
    uint32_t g = s->layout->globals;
    return column >= s->layout->flow || column == g + PVS_G_digest_low ||
           column == g + PVS_G_digest_high;
}

static bool is_headline(const PvsSummary *s, uint32_t column) {
    return column < s->layout->types;
}

// A derived measure's own name: what stands before "/", "@", and what behind it.
static bool derived_from(const char *name, const char *prefix, char *column, size_t size) {
    size_t n = strlen(prefix);
    bool fits = strncmp(name, prefix, n) == 0 && (!name[n] || strchr("/@", name[n]));
    if (fits) {
        pvs_text_printf(column, size, "leakers%s", name + n);
    }
    return fits;
}

bool pvs_report_measure(const PvsSummary *s, const char *name, PvsEstimate *out) {
    const PvsLayout *l = s->layout;
    char leakers[400];
    int column = pvs_layout_find(l, name);
    if (column >= 0 && !is_hidden(s, (uint32_t)column)) {
        *out = pvs_estimate_column(s, (uint32_t)column, PVS_CONFIDENCE);
        return true;
    }
    bool any = derived_from(name, "any_leak", leakers, sizeof leakers);
    if (any || derived_from(name, "no_leak", leakers, sizeof leakers)) {
        column = pvs_layout_find(l, leakers);
        if (column >= 0) {
            *out = pvs_estimate_none(s, (uint32_t)column, any, PVS_CONFIDENCE);
        }
        return column >= 0;
    }
    if (derived_from(name, "worst5_leakers", leakers, sizeof leakers)) {
        column = pvs_layout_find(l, leakers);
        if (column >= 0) {
            *out = pvs_estimate_worst(s, (uint32_t)column, PVS_CONFIDENCE);
        }
        return column >= 0;
    }
    if (strcmp(name, "leak_fraction") == 0) {
        *out = pvs_estimate_ratio(&s->leak, s->n_draws, PVS_CONFIDENCE);
        out->tally = &s->leak_fraction;
        out->sd = (double)NAN;
        return true;
    }
    if (strncmp(name, "leak_fraction/", 14) == 0) {
        pvs_text_printf(leakers, sizeof leakers, "leakers/%s", name + 14);
        column = pvs_layout_find(l, leakers);
        if (column >= 0) {
            uint32_t type = ((uint32_t)column - l->types) / PVS_TYPE_STRIDE;
            *out = pvs_estimate_ratio(&s->type_leak[type], s->n_draws, PVS_CONFIDENCE);
        }
        return column >= 0;
    }
    return false;
}

static void add_assumed(PvsStr *out, const PvsSummary *s, uint32_t column) {
    PvsAssumed split = pvs_summary_split(s, column, PVS_CONFIDENCE);
    pvs_str_printf(out, ", \"assumed\": {\"band90\": ");
    pvs_report_pair(out, split.band_lo, split.band_hi);
    number(out, "sd_ignorance", sqrt(split.ignorance));
    number(out, "sd_chance", sqrt(split.chance));
    number(out, "share_ignorance", split.share);
    pvs_str_printf(out, ", \"share_ci95\": ");
    pvs_report_pair(out, split.lo, split.hi);
    pvs_str_printf(out, "}");
}

static void begin_measure(PvsStr *out, const char *name, bool *first) {
    pvs_str_printf(out, *first ? "\n   " : ",\n   ");
    pvs_str_json_string(out, name);
    pvs_str_printf(out, ": ");
    *first = false;
}

static void add_named(PvsStr *out, const PvsSummary *s, const char *name, bool *first, bool all) {
    PvsEstimate e;
    if (pvs_report_measure(s, name, &e)) {
        begin_measure(out, name, first);
        pvs_report_estimate(out, &e, all);
    }
}

static void add_derived(PvsStr *out, const PvsSummary *s, bool *first) {
    static const char *const by_leakers[] = {"no_leak", "any_leak", "worst5_leakers"};
    const PvsLayout *l = s->layout;
    char name[400];
    add_named(out, s, "leak_fraction", first, true);
    for (int i = 0; i < 3; i++) {
        add_named(out, s, by_leakers[i], first, false);
    }
    for (uint32_t t = 0; t < l->n_types; t++) {
        const char *leakers =
            l->name[l->types + t * PVS_TYPE_STRIDE + PVS_N_THREAT_COUNTS + PVS_T_leakers] +
            strlen("leakers");
        pvs_text_printf(name, sizeof name, "leak_fraction%s", leakers);
        add_named(out, s, name, first, false);
        for (int i = 0; i < 3; i++) {
            pvs_text_printf(name, sizeof name, "%s%s", by_leakers[i], leakers);
            add_named(out, s, name, first, false);
        }
    }
    for (uint32_t u = 0; u < l->n_units; u++) {
        const char *leakers = l->name[l->units + u * PVS_N_U + PVS_U_leakers] + strlen("leakers");
        pvs_text_printf(name, sizeof name, "no_leak%s", leakers);
        add_named(out, s, name, first, false);
    }
}

static void add_measures(PvsStr *out, const PvsSummary *s) {
    bool first = true;
    pvs_str_printf(out, "\"measures\": {");
    for (uint32_t i = 0; i < s->layout->n; i++) {
        if (is_hidden(s, i)) {
            continue;
        }
        PvsEstimate e = pvs_estimate_column(s, i, PVS_CONFIDENCE);
        bool headline = is_headline(s, i);
        begin_measure(out, s->layout->name[i], &first);
        estimate(out, &e, headline);
        if (headline && s->draws) {
            add_assumed(out, s, i);
        }
        pvs_str_printf(out, "}");
    }
    add_derived(out, s, &first);
    pvs_str_printf(out, "}");
}

// --- distributions, flow, bands ----------------------------------------------------------------------

static void add_distribution(PvsStr *out, const char *name, const PvsTally *t, bool first) {
    pvs_str_printf(out, "%s", first ? "" : ", ");
    pvs_str_json_string(out, name);
    pvs_str_printf(out, ": {\"value\": [");
    uint64_t n;
    for (uint32_t i = 0; i < t->n_bins; i++) {
        PvsInterval bin = pvs_tally_bin(t, i, &n);
        pvs_str_printf(out, i ? ", " : "");
        pvs_str_json_number(out, bin.lo);
    }
    pvs_str_printf(out, "], \"count\": [");
    for (uint32_t i = 0; i < t->n_bins; i++) {
        pvs_tally_bin(t, i, &n);
        pvs_str_printf(out, "%s%llu", i ? ", " : "", (unsigned long long)n);
    }
    pvs_str_printf(out, "]}");
}

static void add_distributions(PvsStr *out, const PvsSummary *s) {
    static const int shown[] = {PVS_G_leakers, PVS_G_assets_destroyed, PVS_G_interceptors_fired};
    pvs_str_printf(out, ",\n  \"distributions\": {");
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        uint32_t column = s->layout->globals + (uint32_t)shown[i];
        add_distribution(out, s->layout->name[column], &s->tallies[column], i == 0);
    }
    pvs_str_printf(out, "}");
}

static void add_link(PvsStr *out, const char *from, const char *mark, const char *to,
                     const PvsMoments *m, bool *first) {
    double mean = pvs_moments_mean(m);
    if (!(mean > 0)) {
        return;
    }
    PvsInterval ci = pvs_mean_interval(m, PVS_CONFIDENCE);
    pvs_str_printf(out,
                   "%s{\"from\": \"%s\", \"to\": \"%s%s\", \"mean\": ", *first ? "" : ",\n    ",
                   from, mark, to);
    pvs_str_json_number(out, mean);
    pvs_str_printf(out, ", \"ci95\": ");
    pvs_report_pair(out, ci.lo, ci.hi);
    pvs_str_printf(out, "}");
    *first = false;
}

// A threat leaves the chain from the furthest stage that it reached; what reached a later stage passed.
static void add_flow(PvsStr *out, const PvsSummary *s) {
    bool first = true;
    pvs_str_printf(out, ",\n  \"flow\": {\"stages\": [");
    for (int i = 0; i < PVS_N_STAGES; i++) {
        pvs_str_printf(out, "%s\"%s\"", i ? ", " : "", pvs_stage_name(i));
    }
    pvs_str_printf(out, "], \"links\": [");
    for (int stage = 0; stage < PVS_N_STAGES; stage++) {
        for (int end = 0; end < PVS_N_FLOW_ENDS; end++) {
            uint32_t column = s->layout->flow + (uint32_t)(stage * PVS_N_FLOW_ENDS + end);
            add_link(out, pvs_stage_name(stage),
                     end < PVS_FLOW_LEAKED ? "" : "leaked: ", pvs_flow_end_name(end),
                     &s->columns[column], &first);
        }
        double passed = 0;
        for (uint32_t k = (uint32_t)(stage + 1) * PVS_N_FLOW_ENDS;
             k < PVS_N_STAGES * PVS_N_FLOW_ENDS; k++) {
            passed += pvs_moments_mean(&s->columns[s->layout->flow + k]);
        }
        if (passed > 0) {
            pvs_str_printf(
                out, "%s{\"from\": \"%s\", \"to\": \"%s\", \"mean\": ", first ? "" : ",\n    ",
                pvs_stage_name(stage), pvs_stage_name(stage + 1));
            pvs_str_json_number(out, passed);
            pvs_str_printf(out, ", \"ci95\": [null, null]}");
            first = false;
        }
    }
    pvs_str_printf(out, "]}");
}

static void add_reasons(PvsStr *out, const PvsSummary *s) {
    pvs_str_printf(out, ",\n  \"reasons\": {");
    for (uint32_t i = 0; i < PVS_N_LEAK_REASONS; i++) {
        PvsEstimate e = pvs_estimate_column(s, s->layout->reasons + i, PVS_CONFIDENCE);
        pvs_str_printf(out, "%s\n   \"%s\": {\"mean\": ", i ? "," : "",
                       pvs_leak_name((PvsLeakReason)i));
        pvs_str_json_number(out, e.mean);
        pvs_str_printf(out, ", \"ci95\": ");
        pvs_report_pair(out, e.lo, e.hi);
        pvs_str_printf(out, "}");
    }
    pvs_str_printf(out, "}");
}

static void add_band(PvsStr *out, const char *key, const PvsSeries *s) {
    static const char *const names[] = {"q05", "q50", "q95", "mean"};
    pvs_str_printf(out, "\"%s\": {", key);
    for (int k = 0; k < 4; k++) {
        pvs_str_printf(out, "%s\"%s\": [", k ? ", " : "", names[k]);
        for (size_t i = 0; i < s->n_times; i++) {
            PvsSeriesBand band = pvs_series_band(s, i, PVS_CONFIDENCE);
            const double value[] = {band.q05, band.q50, band.q95, band.mean};
            char text[32];
            pvs_text_printf(text, sizeof text, "%.5g", value[k]);
            pvs_str_printf(out, "%s%s", i ? ", " : "", value[k] == value[k] ? text : "null");
        }
        pvs_str_printf(out, "]");
    }
    pvs_str_printf(out, "}");
}

static void add_series(PvsStr *out, const PvsSummary *s) {
    const PvsLayout *l = s->layout;
    if (!s->series || s->n_series == 0) {
        return;
    }
    pvs_str_printf(out, ",\n  \"series\": {\"n\": %llu, \"t_s\": [",
                   (unsigned long long)s->n_series);
    for (uint32_t i = 0; i < l->n_times; i++) {
        pvs_str_printf(out, i ? ", " : "");
        pvs_str_json_number(out, i * l->dt_s);
    }
    pvs_str_printf(out, "],\n   ");
    add_band(out, "in_air", &s->series[0]);
    pvs_str_printf(out, ",\n   ");
    add_band(out, "rounds_left", &s->series[1]);
    pvs_str_printf(out, ",\n   ");
    add_band(out, "channels_busy", &s->series[2]);
    pvs_str_printf(out, ",\n   \"by_layer\": {");
    for (uint32_t i = 0; i < l->n_layers; i++) {
        pvs_str_printf(out, "%s\n    ", i ? "," : "");
        pvs_str_json_string(out, l->layers[i]);
        pvs_str_printf(out, ": {");
        add_band(out, "rounds_left", &s->series[3 + 2 * i]);
        pvs_str_printf(out, ", ");
        add_band(out, "channels_busy", &s->series[4 + 2 * i]);
        pvs_str_printf(out, "}");
    }
    pvs_str_printf(out, "}}");
}

static void add_magazines(PvsStr *out, const PvsPoint *p) {
    const PvsLayout *l = p->layout;
    pvs_str_printf(out, ",\n  \"magazines\": [");
    for (uint32_t i = 0; i < l->n_layers; i++) {
        pvs_str_printf(out, "%s{\"layer\": ", i ? ", " : "");
        pvs_str_json_string(out, l->layers[i]);
        pvs_str_printf(out, ", \"rounds\": %.0f, \"channels\": %u, \"units\": %u}",
                       l->layer_rounds[i], l->layer_channels[i], l->layer_units[i]);
    }
    pvs_str_printf(out, "]");
}

// --- the point -----------------------------------------------------------------------------------------

void pvs_report_text(PvsStr *out, const char *key, const char *value) {
    pvs_str_printf(out, "\"%s\": ", key);
    pvs_str_json_string(out, value ? value : "");
}

// Numbers as numbers, texts as written.
void pvs_report_settings(PvsStr *out, const PvsOverride *settings, uint32_t n) {
    pvs_str_printf(out, "{");
    for (uint32_t i = 0; i < n; i++) {
        double x;
        pvs_str_printf(out, i ? ", " : "");
        pvs_str_json_string(out, settings[i].path);
        pvs_str_printf(out, ": ");
        if (pvs_number_parse(settings[i].value, strlen(settings[i].value), &x)) {
            pvs_str_json_number(out, x);
        } else {
            pvs_str_json_string(out, settings[i].value);
        }
    }
    pvs_str_printf(out, "}");
}

void pvs_report_point(PvsReport *r, uint32_t point, const PvsSummary *s) {
    const PvsPoint *p = &r->study->points[point];
    PvsStr *out = &r->json;
    pvs_str_printf(out, " {\"id\": %u, \"kind\": \"%s\", ", point, pvs_point_kind_name(p->kind));
    pvs_report_text(out, "label", p->label);
    pvs_str_printf(out, ",\n  \"factors\": ");
    pvs_report_settings(out, p->settings + (p->n_settings - p->n_own), p->n_own);
    number(out, "price_usd", p->price_usd);
    pvs_str_printf(out, ", \"unpriced_units\": %u, \"replications\": %llu, \"draws\": %llu,\n  ",
                   p->n_unpriced, (unsigned long long)s->n, (unsigned long long)s->n_draws);
    add_measures(out, s);
    add_distributions(out, s);
    add_flow(out, s);
    add_reasons(out, s);
    add_series(out, s);
    add_magazines(out, p);
    pvs_str_printf(out, ",\n  \"chosen\": {\"worst\": %llu, \"worst_leakers\": ",
                   (unsigned long long)s->worst);
    pvs_str_json_number(out, s->worst_leakers);
    pvs_str_printf(out, "},\n  \"warnings\": [");
    for (uint32_t i = 0; i < p->n_warnings; i++) {
        pvs_str_printf(out, i ? ", " : "");
        pvs_str_json_string(out, p->warnings[i]);
    }
    pvs_str_printf(out, "]}");
}
