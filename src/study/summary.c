// SPDX-License-Identifier: Apache-2.0
// One pass over the rows of a point: moments, distributions, ratios, bands, convergence. With ranges drawn, the outer draw is the unit.
#include "study/summary.h"

#include <math.h>
#include <string.h>

typedef struct {
    PvsSummary *s;
    PvsSha256 *hash;
    double *draw; ///< sums of the draw under way: columns, then no-leak battles
    uint64_t n_in_draw;
    uint64_t next_trace;
} Pass;

static PvsStatus make(const PvsPoint *p, uint32_t battles_of_draw, PvsSummary *s) {
    uint32_t n = p->layout->n;
    *s = (PvsSummary){.layout = p->layout, .battles_of_draw = battles_of_draw, .worst_leakers = -1};
    s->columns = pvs_alloc(n * sizeof *s->columns);
    s->tallies = pvs_alloc(n * sizeof *s->tallies);
    s->type_leak = pvs_alloc((p->layout->n_types + 1) * sizeof *s->type_leak);
    s->draws = battles_of_draw ? pvs_alloc(n * sizeof *s->draws) : NULL;
    s->series = p->n_series ? pvs_alloc(p->layout->n_series * sizeof *s->series) : NULL;
    if (!s->columns || !s->tallies || !s->type_leak || (battles_of_draw && !s->draws) ||
        (p->n_series && !s->series)) {
        return PVS_NO_MEMORY;
    }
    for (uint32_t i = 0; i < n; i++) {
        pvs_tally_init(&s->tallies[i], 512);
    }
    pvs_tally_init(&s->leak_fraction, PVS_TALLY_BINS_DEFAULT);
    pvs_tally_init(&s->draw_leakers, PVS_TALLY_BINS_DEFAULT);
    for (uint32_t i = 0; s->series && i < p->layout->n_series; i++) {
        if (pvs_series_init(&s->series[i], p->layout->n_times, 512) != PVS_OK) {
            return PVS_NO_MEMORY;
        }
    }
    return PVS_OK;
}

void pvs_summary_free(PvsSummary *s) {
    for (uint32_t i = 0; s->tallies && i < s->layout->n; i++) {
        pvs_tally_free(&s->tallies[i]);
    }
    for (uint32_t i = 0; s->series && i < s->layout->n_series; i++) {
        pvs_series_free(&s->series[i]);
    }
    pvs_tally_free(&s->leak_fraction);
    pvs_tally_free(&s->draw_leakers);
    pvs_free(s->columns);
    pvs_free(s->draws);
    pvs_free(s->tallies);
    pvs_free(s->type_leak);
    pvs_free(s->series);
    *s = (PvsSummary){0};
}

static const double *globals(const PvsSummary *s, const double *row) {
    return row + s->layout->globals;
}

static void add_leaks(PvsSummary *s, const double *row) {
    const double *g = globals(s, row);
    pvs_pairs_add(&s->leak, g[PVS_G_leakers], g[PVS_G_could_leak]);
    for (uint32_t i = 0; i < s->layout->n_types; i++) {
        const double *t = row + s->layout->types + i * PVS_TYPE_STRIDE + PVS_N_THREAT_COUNTS;
        pvs_pairs_add(&s->type_leak[i], t[PVS_T_leakers], t[PVS_T_could_leak]);
    }
}

// The draw is whole: its means are one value each.
static PvsStatus end_draw(Pass *p) {
    PvsSummary *s = p->s;
    uint32_t n = s->layout->n;
    double m = (double)p->n_in_draw;
    for (uint32_t i = 0; i < n; i++) {
        p->draw[i] /= m;
        pvs_moments_add(&s->draws[i], p->draw[i]);
    }
    pvs_moments_add(&s->no_leak_draws, p->draw[n] / m);
    add_leaks(s, p->draw);
    PvsStatus status = pvs_tally_add(&s->draw_leakers, globals(s, p->draw)[PVS_G_leakers]);
    memset(p->draw, 0, (n + 1) * sizeof *p->draw);
    p->n_in_draw = 0;
    s->n_draws++;
    return status;
}

static void trace(Pass *p) {
    PvsSummary *s = p->s;
    if (s->n < p->next_trace || s->n_trace == PVS_TRACE_MAX) {
        return;
    }
    const PvsMoments *m = (s->draws ? s->draws : s->columns) + s->layout->globals + PVS_G_leakers;
    PvsInterval ci = pvs_mean_interval(m, 0.95);
    PvsRatio ratio = pvs_ratio(&s->leak, 0.95);
    s->trace[s->n_trace++] = (PvsTrace){s->n,        pvs_moments_mean(m), ci.lo,         ci.hi,
                                        ratio.value, ratio.delta.lo,      ratio.delta.hi};
    p->next_trace = s->n + s->n / 3 + 1;
}

static PvsStatus add_series(PvsSummary *s, const double *series) {
    PvsStatus status = PVS_OK;
    for (uint32_t i = 0; i < s->layout->n_series && status == PVS_OK; i++) {
        status = pvs_series_add(&s->series[i], series + (size_t)i * s->layout->n_times);
    }
    s->n_series++;
    return status;
}

static PvsStatus add_row(void *ctx, uint64_t replication, const double *row, const double *series) {
    Pass *p = ctx;
    PvsSummary *s = p->s;
    uint32_t n = s->layout->n;
    PvsStatus status = PVS_OK;
    const double *g = globals(s, row);
    pvs_sha256_add(p->hash, row, n * sizeof *row);
    for (uint32_t i = 0; i < n && status == PVS_OK; i++) {
        pvs_moments_add(&s->columns[i], row[i]);
        bool counted = i < s->layout->flow && i != s->layout->globals + PVS_G_digest_low &&
                       i != s->layout->globals + PVS_G_digest_high;
        status = counted ? pvs_tally_add(&s->tallies[i], row[i]) : PVS_OK;
    }
    if (g[PVS_G_could_leak] > 0 && status == PVS_OK) {
        status = pvs_tally_add(&s->leak_fraction, g[PVS_G_leakers] / g[PVS_G_could_leak]);
    }
    if (g[PVS_G_leakers] > s->worst_leakers) {
        s->worst_leakers = g[PVS_G_leakers];
        s->worst = replication;
    }
    s->n++;
    if (s->draws) {
        for (uint32_t i = 0; i < n; i++) {
            p->draw[i] += row[i];
        }
        p->draw[n] += g[PVS_G_leakers] == 0;
        if (++p->n_in_draw == s->battles_of_draw && status == PVS_OK) {
            status = end_draw(p);
        }
    } else {
        add_leaks(s, row);
    }
    if (series && s->series && status == PVS_OK) {
        status = add_series(s, series);
    }
    trace(p);
    return status;
}

PvsStatus pvs_summary_make(const PvsStore *store, uint32_t point, PvsSha256 *hash, PvsSummary *out,
                           PvsError *err) {
    const PvsStudy *study = store->study;
    const PvsPoint *p = &study->points[point];
    uint32_t of_draw = pvs_point_is_drawn(study, p) ? study->spec->draw.battles : 0;
    PvsStatus status = make(p, of_draw, out);
    Pass pass = {.s = out, .hash = hash, .next_trace = 8};
    pass.draw = pvs_alloc((p->layout->n + 1) * sizeof *pass.draw);
    if (status != PVS_OK || !pass.draw) {
        pvs_free(pass.draw);
        pvs_summary_free(out);
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    }
    status = pvs_rows_visit(store, point, p->n_done, add_row, &pass, err);
    if (out->draws && pass.n_in_draw && status == PVS_OK) {
        status = end_draw(&pass); // the last one may be cut short
    }
    pvs_free(pass.draw);
    if (status != PVS_OK) {
        pvs_summary_free(out);
        pvs_error_set(err, status, "%s",
                      err && *err->message ? err->message : pvs_status_text(status));
    }
    return status;
}

// --- estimates -----------------------------------------------------------------------------------------

static double known(double x) {
    return x > -1.7e308 && x < 1.7e308 ? x : (double)NAN;
}

PvsEstimate pvs_estimate_column(const PvsSummary *s, uint32_t column, double confidence) {
    const PvsMoments *all = &s->columns[column], *unit = s->draws ? &s->draws[column] : all;
    PvsInterval ci = pvs_mean_interval_skewed(unit, confidence);
    double sd = pvs_moments_sd(all);
    PvsEstimate e = {.mean = pvs_moments_mean(all),
                     .sd = sd,
                     .se = pvs_moments_sd(unit) / sqrt((double)unit->n),
                     .lo = known(ci.lo),
                     .hi = known(ci.hi),
                     .min = all->n ? all->min : (double)NAN,
                     .max = all->n ? all->max : (double)NAN,
                     .method = s->draws ? "t over draws" : "t",
                     .n = all->n,
                     .tally = &s->tallies[column]};
    if (e.lo < 0 && all->min >= 0) {
        e.lo = 0; // a count, a cost or a time is never negative
    }
    if (!s->draws && all->n && all->min == 0 && all->max == 0) { // nothing happened in n battles
        e.lo = 0;
        e.hi = (double)NAN;
        e.method = "none seen";
    }
    return e;
}

PvsEstimate pvs_estimate_ratio(const PvsPairs *pairs, uint64_t n_draws, double confidence) {
    PvsRatio r = pvs_ratio(pairs, confidence);
    PvsEstimate e = {.mean = r.value,
                     .sd = (double)NAN,
                     .se = r.standard_error,
                     .lo = r.delta.lo < 0 ? 0 : r.delta.lo,
                     .hi = r.delta.hi > 1 ? 1 : r.delta.hi,
                     .min = (double)NAN,
                     .max = (double)NAN,
                     .method = n_draws ? "ratio over draws" : "ratio",
                     .n = r.n};
    return e;
}

// Yes/no of a whole battle: Wilson, or a one-sided exact bound where it was always one of the two.
PvsEstimate pvs_estimate_none(const PvsSummary *s, uint32_t column, bool any, double confidence) {
    const PvsTally *t = &s->tallies[column];
    uint64_t n = s->n, none = pvs_tally_at_most(t, 0), k = any ? n - none : none;
    double p = n ? (double)k / (double)n : (double)NAN;
    PvsInterval ci = n ? pvs_wilson_interval(k, n, confidence) : pvs_interval_undefined();
    PvsEstimate e = {.mean = p,
                     .sd = n > 1 ? sqrt(p * (1 - p) * (double)n / ((double)n - 1)) : (double)NAN,
                     .se = n ? sqrt(p * (1 - p) / (double)n) : (double)NAN,
                     .lo = ci.lo,
                     .hi = ci.hi,
                     .min = k < n ? 0 : 1,
                     .max = k > 0 ? 1 : 0,
                     .method = "wilson",
                     .n = n};
    if (n && (k == 0 || k == n)) {
        e.method = "one-sided";
        e.lo = k == 0 ? 0 : pvs_share_lower_bound(k, n, confidence);
        e.hi = k == 0 ? pvs_share_upper_bound(k, n, confidence) : 1;
    }
    if (s->draws && column == s->layout->globals + PVS_G_leakers) {
        PvsInterval over = pvs_mean_interval(&s->no_leak_draws, confidence);
        e.method = "t over draws";
        e.se = pvs_moments_sd(&s->no_leak_draws) / sqrt((double)s->no_leak_draws.n);
        e.lo = any ? 1 - over.hi : over.lo;
        e.hi = any ? 1 - over.lo : over.hi;
        e.lo = e.lo < 0 ? 0 : e.lo;
        e.hi = e.hi > 1 ? 1 : e.hi;
    } else if (s->draws) { // battles of one draw are not independent, and no more is kept
        e.method = "none given over draws";
        e.se = e.lo = e.hi = (double)NAN;
    }
    return e;
}

PvsEstimate pvs_estimate_worst(const PvsSummary *s, uint32_t column, double confidence) {
    PvsWorst w = pvs_tally_worst(&s->tallies[column], 0.05, confidence);
    return (PvsEstimate){.mean = w.mean,
                         .sd = (double)NAN,
                         .se = w.standard_error,
                         .lo = known(w.interval.lo),
                         .hi = known(w.interval.hi),
                         .min = (double)NAN,
                         .max = (double)NAN,
                         .method = "tail",
                         .n = s->n};
}

// Searle, Casella, McCulloch, Variance Components (1992), 3.6: balanced one-way random effects; the share's interval from the F of the two mean squares.
PvsAssumed pvs_summary_split(const PvsSummary *s, uint32_t column, double confidence) {
    double nan = (double)NAN;
    PvsAssumed out = {nan, nan, nan, nan, nan, nan, nan};
    double m = s->battles_of_draw, d = (double)s->n_draws;
    if (!s->draws || d < 2) {
        return out;
    }
    const PvsMoments *all = &s->columns[column], *means = &s->draws[column];
    double n = (double)all->n, mean = pvs_moments_mean(all), of_means = pvs_moments_mean(means);
    double sum2 = pvs_moments_variance(all) * (n - 1) + n * mean * mean;
    double sum2_means = pvs_moments_variance(means) * (d - 1) + d * of_means * of_means;
    double between = m * pvs_moments_variance(means);
    if (m >= 2) {
        double within = (sum2 - m * sum2_means) / (d * (m - 1));
        within = within > 0 ? within : 0;
        double ignorance = (between - within) / m;
        ignorance = ignorance > 0 ? ignorance : 0;
        out.chance = within;
        out.ignorance = ignorance;
        out.share = within + ignorance > 0 ? ignorance / (within + ignorance) : nan;
        if (within > 0) {
            double f = between / within, a = (1 - confidence) / 2;
            double f_lo = f / pvs_f_quantile(d - 1, d * (m - 1), 1 - a);
            double f_hi = f / pvs_f_quantile(d - 1, d * (m - 1), a);
            out.lo = (f_lo - 1) / (f_lo + m - 1);
            out.hi = (f_hi - 1) / (f_hi + m - 1);
            out.lo = out.lo > 0 ? out.lo : 0;
            out.hi = out.hi > 0 ? out.hi : 0;
        }
    }
    // The means of draws spread more than E[Y | draw] does, by what chance is left in each: shrink them.
    if (column == s->layout->globals + PVS_G_leakers) {
        double var = pvs_moments_variance(means);
        double shrink = var > 0 && m >= 2 ? sqrt(out.ignorance / var) : 1;
        shrink = shrink < 1 ? shrink : 1;
        out.band_lo = of_means + shrink * (pvs_tally_quantile(&s->draw_leakers, 0.05) - of_means);
        out.band_hi = of_means + shrink * (pvs_tally_quantile(&s->draw_leakers, 0.95) - of_means);
    }
    return out;
}
