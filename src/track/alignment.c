// SPDX-License-Identifier: Apache-2.0
// Registration of radars.
//
// A radar with biases (b_r, b_a, b_t) says of a target at p(t), by its own clock: at time t + b_t I saw
// it at range r(p) + b_r, azimuth a(p) + b_a. Compare a plot of radar A with where another source B has
// the target at the plot's time: the difference in A's range is
//
//     d_r = b_r(A) - r' b_t(A) - g . (dp/dr b_r(B) + dp/da b_a(B) - v b_t(B))
//
// with r' the range rate, g the gradient of A's range, v the target's velocity; the same in azimuth.
// All differences together are a linear system for all biases. A reference is a B without biases. Wrong
// comparisons (another target, a turn between two plots) are outliers: weights come from the size of
// the residual in units of a scale that is estimated too, and it is solved again.
//
// Source: see the header.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "track/align.h"

#define ROUNDS 12
#define HUBER  1.5
#define REJECT 5.0 // scales; beyond it a comparison is of two targets

PvsAlignmentOptions pvs_alignment_options_default(void) {
    return (PvsAlignmentOptions){.prior_range_bias_m = 2000.0,
                                 .prior_az_bias_rad = 0.05,
                                 .prior_time_bias_s = 0.0,
                                 .sigma_reference_m = 100.0,
                                 .gap_max_s = 25.0};
}

typedef struct {
    int n; // unknowns: 3 for each radar
    double *a, *b, *x, *inverse;
} System;

// Coefficients of the unknowns in one component of a difference.
static int row_of(const AlignDifference *d, int k, int index[6], double value[6]) {
    int n = 0;
    index[n] = 3 * d->a + k;
    value[n++] = k == 0 ? 1.0 : d->range_m;
    index[n] = 3 * d->a + 2;
    value[n++] = -d->rate[k];
    for (int j = 0; d->b >= 0 && j < 3; j++) {
        index[n] = 3 * d->b + j;
        value[n++] = d->of_b[k][j];
    }
    return n;
}

static double residual(const AlignDifference *d, int k, const double *x) {
    int index[6];
    double value[6], r = d->d[k];
    int n = row_of(d, k, index, value);
    for (int i = 0; i < n; i++) {
        r -= value[i] * x[index[i]];
    }
    return r;
}

static void normal_equations(System *s, const AlignWork *w) {
    const PvsAlignmentOptions *o = w->options;
    double prior[3] = {o->prior_range_bias_m, o->prior_az_bias_rad, o->prior_time_bias_s};
    memset(s->a, 0, (size_t)(s->n * s->n) * sizeof *s->a);
    memset(s->b, 0, (size_t)s->n * sizeof *s->b);
    for (int i = 0; i < s->n; i++) {
        double sigma = prior[i % 3] > 0.0 ? prior[i % 3] : 1e-9;
        s->a[i * s->n + i] = 1.0 / (sigma * sigma);
    }
    for (size_t i = 0; i < w->n; i++) {
        const AlignDifference *d = &w->list[i];
        for (int k = 0; k < 2 && !d->rejected; k++) {
            int index[6];
            double value[6];
            int n = row_of(d, k, index, value);
            for (int p = 0; p < n; p++) {
                s->b[index[p]] += d->weight[k] * value[p] * d->d[k];
                for (int q = 0; q < n; q++) {
                    s->a[index[p] * s->n + index[q]] += d->weight[k] * value[p] * value[q];
                }
            }
        }
    }
}

// Cholesky in place (lower triangle); the prior makes it positive definite.
static void factorise(System *s) {
    int n = s->n;
    for (int j = 0; j < n; j++) {
        for (int i = j; i < n; i++) {
            double sum = s->a[i * n + j];
            for (int k = 0; k < j; k++) {
                sum -= s->a[i * n + k] * s->a[j * n + k];
            }
            s->a[i * n + j] = i == j ? sqrt(fmax(sum, 1e-300)) : sum / s->a[j * n + j];
        }
    }
}

static void solve(const System *s, const double *b, double *x) {
    int n = s->n;
    for (int i = 0; i < n; i++) {
        double sum = b[i];
        for (int k = 0; k < i; k++) {
            sum -= s->a[i * n + k] * x[k];
        }
        x[i] = sum / s->a[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
        double sum = x[i];
        for (int k = i + 1; k < n; k++) {
            sum -= s->a[k * n + i] * x[k];
        }
        x[i] = sum / s->a[i * n + i];
    }
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// How many times its expected size a residual is, in the middle: 1 where the stated noise is right.
static double scale_of(const AlignWork *w, int k, const double *x, double *sizes) {
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++) {
        sizes[n++] = fabs(residual(&w->list[i], k, x)) / sqrt(w->list[i].var[k]);
    }
    qsort(sizes, n, sizeof *sizes, by_size);
    return n ? fmax(1.4826 * sizes[n / 2], 1e-3) : 1.0;
}

static void reweigh(AlignWork *w, const double *x, bool first, double *sizes) {
    double scale[2] = {scale_of(w, 0, x, sizes), scale_of(w, 1, x, sizes)};
    for (size_t i = 0; i < w->n; i++) {
        AlignDifference *d = &w->list[i];
        d->rejected = false;
        for (int k = 0; k < 2; k++) {
            double sigma = scale[k] * sqrt(d->var[k]), size = fabs(residual(d, k, x)) / sigma;
            d->rejected |= !first && size > REJECT;
            d->weight[k] = (size > HUBER ? HUBER / size : 1.0) / (sigma * sigma);
        }
    }
}

static void report(const AlignWork *w, const System *s, size_t n_sensors, PvsAlignment *out) {
    for (size_t i = 0; i < n_sensors; i++) {
        const PvsTrackSensor *spec = w->sites[i].spec;
        const double *x = s->x + 3 * i, *var = s->inverse + 3 * i;
        out[i] = (PvsAlignment){.sensor = spec->id,
                                .range_bias_m = spec->range_bias_m + x[0],
                                .az_bias_rad = spec->az_bias_rad + x[1],
                                .time_bias_s = spec->time_bias_s + x[2],
                                .sigma_range_bias_m = sqrt(var[0]),
                                .sigma_az_bias_rad = sqrt(var[1]),
                                .sigma_time_bias_s = sqrt(var[2])};
    }
    for (size_t i = 0; i < w->n; i++) {
        const AlignDifference *d = &w->list[i];
        PvsAlignment *r = &out[d->a];
        double range = residual(d, 0, s->x), across = residual(d, 1, s->x);
        r->n_pairs++;
        r->n_rejected += d->rejected;
        r->rms_range_m += d->rejected ? 0.0 : range * range;
        r->rms_az_rad += d->rejected ? 0.0 : (across / d->range_m) * (across / d->range_m);
    }
    for (size_t i = 0; i < n_sensors; i++) {
        double n = fmax((double)(out[i].n_pairs - out[i].n_rejected), 1.0);
        out[i].rms_range_m = sqrt(out[i].rms_range_m / n);
        out[i].rms_az_rad = sqrt(out[i].rms_az_rad / n);
    }
}

static void settle(AlignWork *w, System *s, double *sizes) {
    for (int round = 0; round < ROUNDS; round++) {
        reweigh(w, s->x, round < 4, sizes);
        normal_equations(s, w);
        factorise(s);
        solve(s, s->b, s->x);
    }
    for (int i = 0; i < s->n; i++) { // the diagonal of the inverse
        double *unit = s->b, *column = sizes;
        memset(unit, 0, (size_t)s->n * sizeof *unit);
        unit[i] = 1.0;
        solve(s, unit, column);
        s->inverse[i] = column[i];
    }
}

static bool run(AlignWork *w, size_t n_sensors, size_t n_plots, size_t n_reference, PvsArena *arena,
                PvsAlignment *out) {
    size_t n = 3 * n_sensors;
    if (!align_compare(w, n_sensors, n_plots, n_reference, arena)) {
        return false;
    }
    System s = {.n = (int)n,
                .a = pvs_arena_alloc(arena, n * n * sizeof *s.a),
                .b = pvs_arena_alloc(arena, n * sizeof *s.b),
                .x = pvs_arena_alloc(arena, n * sizeof *s.x),
                .inverse = pvs_arena_alloc(arena, n * sizeof *s.inverse)};
    if (!s.a || !s.b || !s.x || !s.inverse) {
        return false;
    }
    double *sizes = pvs_arena_alloc(arena, (w->n + n + 1) * sizeof *sizes);
    if (!sizes) {
        return false;
    }
    settle(w, &s, sizes);
    report(w, &s, n_sensors, out);
    return true;
}

PvsStatus pvs_alignment_solve(const PvsAlignmentOptions *options, PvsTrackFrame frame,
                              const PvsTrackSensor *sensors, size_t n_sensors,
                              const PvsRadarPlot *plots, const uint32_t *labels, size_t n_plots,
                              const PvsTrackRow *reference, size_t n_reference, PvsAlignment *out,
                              PvsError *err) {
    AlignSite sites[ALIGN_RADARS_MAX];
    if (n_sensors > ALIGN_RADARS_MAX) {
        return pvs_error_set(err, PVS_LIMIT, "registration of more than %d radars at once",
                             ALIGN_RADARS_MAX);
    }
    for (size_t i = 0; i < n_sensors; i++) {
        sites[i] = align_site(&sensors[i], frame);
    }
    AlignWork work = {.options = options,
                      .sites = sites,
                      .plots = plots,
                      .labels = labels,
                      .reference = reference};
    PvsArena arena;
    pvs_arena_init(&arena);
    bool good = run(&work, n_sensors, n_plots, n_reference, &arena, out);
    pvs_arena_free(&arena);
    pvs_free(work.list);
    return good ? PVS_OK : pvs_error_set(err, PVS_NO_MEMORY, "no memory for registration");
}
