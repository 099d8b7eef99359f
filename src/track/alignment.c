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

#include "base/arena.h"
#include "base/math.h"
#include "earth/earth.h"
#include "track/alignment.h"

#define RADARS_MAX 64
#define ROUNDS     12
#define HUBER      1.5
#define REJECT     5.0 // scales; beyond it a comparison is of two targets

PvsAlignmentOptions pvs_alignment_options_default(void) {
    return (PvsAlignmentOptions){.prior_range_bias_m = 2000.0,
                                 .prior_az_bias_rad = 0.05,
                                 .prior_time_bias_s = 0.0,
                                 .sigma_reference_m = 100.0,
                                 .gap_max_s = 25.0};
}

// A radar's place, and the axes of its azimuth and elevation.
typedef struct {
    const PvsTrackSensor *spec;
    PvsVec3 pos, east, north, up;
} Site;

// One difference: row of the linear system. The radar compared (a) and the other (b, -1: reference).
typedef struct {
    int a, b;
    double d[2];       // range, azimuth * range: metres
    double of_b[2][3]; // by B's range, azimuth, time
    double rate[2];    // A's range rate, azimuth rate * range
    double range_m;    // A's
    double var[2];     // expected, m2
    double weight[2];
    bool rejected;
} Difference;

typedef struct {
    const PvsAlignmentOptions *options;
    Site *sites;
    const PvsRadarPlot *plots;
    const uint32_t *labels;
    uint32_t *order; // plots by label, radar, time
    size_t n_order;
    uint32_t *radar; // of each plot: index
    const PvsTrackRow *reference;
    uint32_t *reference_order; // by label, time
    size_t n_reference;
    Difference *list;
    size_t n, capacity;
    bool failed;
} Work;

static PvsVec3 combine(const Site *s, double e, double n, double u) {
    return pvs_vec3_add_scaled(pvs_vec3_add_scaled(pvs_vec3_scale(s->east, e), n, s->north), u,
                               s->up);
}

static Site site_of(const PvsTrackSensor *spec, PvsTrackFrame frame) {
    Site s = {.spec = spec, .pos = {spec->pos[0], spec->pos[1], spec->pos[2]}};
    if (frame == PVS_TRACK_FLAT) {
        s.east = pvs_vec3(1, 0, 0);
        s.north = pvs_vec3(0, 1, 0);
        s.up = pvs_vec3(0, 0, 1);
        return s;
    }
    PvsEnuFrame axes = pvs_enu_frame(pvs_llh_from_ecef(s.pos));
    s.east = axes.east;
    s.north = axes.north;
    s.up = axes.up;
    return s;
}

// A plot's range and azimuth less the biases that are known already, and its position.
static PvsVec3 place(const Site *s, const PvsRadarPlot *plot, double *range_m, double *az_rad) {
    double sin_a, cos_a, sin_e, cos_e, el = isnan(plot->el_rad) ? 0.0 : plot->el_rad;
    *range_m = plot->range_m - s->spec->range_bias_m;
    *az_rad = plot->az_rad - s->spec->az_bias_rad;
    pvs_sincos(*az_rad, &sin_a, &cos_a);
    pvs_sincos(el, &sin_e, &cos_e);
    return pvs_vec3_add_scaled(s->pos, *range_m, combine(s, sin_a * cos_e, cos_a * cos_e, sin_e));
}

static double time_of(const Work *w, uint32_t plot) {
    return w->plots[plot].time_s - w->sites[w->radar[plot]].spec->time_bias_s;
}

// --- differences ---------------------------------------------------------------------------------

static Difference *add(Work *w) {
    if (w->n == w->capacity) {
        size_t capacity = w->capacity ? 2 * w->capacity : 1024;
        Difference *list = pvs_realloc(w->list, capacity * sizeof *list);
        if (!list) {
            w->failed = true;
            return NULL;
        }
        w->list = list;
        w->capacity = capacity;
    }
    Difference *d = &w->list[w->n++];
    memset(d, 0, sizeof *d);
    d->b = -1;
    return d;
}

// What A's plot differs by from a position and velocity; gives A's gradients (in metres: azimuth times
// range).
static Difference *compare(Work *w, uint32_t plot, PvsVec3 pos, PvsVec3 vel, PvsVec3 gradient[2]) {
    const Site *s = &w->sites[w->radar[plot]];
    double range_m, az_rad;
    place(s, &w->plots[plot], &range_m, &az_rad);
    PvsVec3 los = pvs_vec3_sub(pos, s->pos);
    double e = pvs_vec3_dot(los, s->east), n = pvs_vec3_dot(los, s->north);
    double range = pvs_vec3_norm(los), ground = sqrt(e * e + n * n);
    if (!(ground > 1000.0)) {
        return NULL; // overhead: no azimuth
    }
    Difference *d = add(w);
    if (!d) {
        return NULL;
    }
    gradient[0] = pvs_vec3_scale(los, 1.0 / range);
    gradient[1] = combine(s, n / ground, -e / ground, 0.0);
    d->a = (int)w->radar[plot];
    d->range_m = ground;
    d->d[0] = range_m - range;
    d->d[1] = pvs_wrap_pi(az_rad - pvs_atan2(e, n)) * ground;
    for (int k = 0; k < 2; k++) {
        d->rate[k] = pvs_vec3_dot(gradient[k], vel);
    }
    d->var[0] = s->spec->sigma_range_m * s->spec->sigma_range_m;
    d->var[1] = s->spec->sigma_az_rad * s->spec->sigma_az_rad * ground * ground;
    return d;
}

static void compare_with_reference(Work *w, uint32_t plot, const PvsTrackRow *r0,
                                   const PvsTrackRow *r1) {
    double span = r1->time_s - r0->time_s, s = (time_of(w, plot) - r0->time_s) / span;
    double p[3], v[3];
    for (int i = 0; i < 3; i++) { // the cubic with both positions and velocities
        double a = r0->pos[i], b = r1->pos[i], da = r0->vel[i] * span, db = r1->vel[i] * span;
        double c2 = 3.0 * (b - a) - 2.0 * da - db, c3 = 2.0 * (a - b) + da + db;
        p[i] = a + s * (da + s * (c2 + s * c3));
        v[i] = (da + s * (2.0 * c2 + 3.0 * s * c3)) / span;
    }
    PvsVec3 gradient[2];
    Difference *d =
        compare(w, plot, pvs_vec3(p[0], p[1], p[2]), pvs_vec3(v[0], v[1], v[2]), gradient);
    if (d) {
        d->var[0] += w->options->sigma_reference_m * w->options->sigma_reference_m;
        d->var[1] += w->options->sigma_reference_m * w->options->sigma_reference_m;
    }
}

// With the line between two plots of another radar.
static void compare_with_plots(Work *w, uint32_t plot, uint32_t q0, uint32_t q1) {
    const Site *b = &w->sites[w->radar[q0]];
    double t0 = time_of(w, q0), t1 = time_of(w, q1), s = (time_of(w, plot) - t0) / (t1 - t0);
    double r[2], az[2];
    PvsVec3 p0 = place(b, &w->plots[q0], &r[0], &az[0]);
    PvsVec3 p1 = place(b, &w->plots[q1], &r[1], &az[1]);
    PvsVec3 step = pvs_vec3_sub(p1, p0), pos = pvs_vec3_add_scaled(p0, s, step);
    PvsVec3 vel = pvs_vec3_scale(step, 1.0 / (t1 - t0)), gradient[2];
    Difference *d = compare(w, plot, pos, vel, gradient);
    if (!d) {
        return;
    }
    PvsVec3 los = pvs_vec3_sub(pos, b->pos);
    double e = pvs_vec3_dot(los, b->east), n = pvs_vec3_dot(los, b->north);
    double mix = s * s + (1.0 - s) * (1.0 - s); // noise of the mean of two plots
    PvsVec3 by_range = pvs_vec3_unit(los), by_az = combine(b, n, -e, 0.0);
    d->b = (int)w->radar[q0];
    for (int k = 0; k < 2; k++) {
        double g_r = pvs_vec3_dot(gradient[k], by_range), g_a = pvs_vec3_dot(gradient[k], by_az);
        d->of_b[k][0] = -g_r;
        d->of_b[k][1] = -g_a;
        d->of_b[k][2] = d->rate[k];
        double noise_r = g_r * b->spec->sigma_range_m, noise_a = g_a * b->spec->sigma_az_rad;
        d->var[k] += mix * (noise_r * noise_r + noise_a * noise_a);
        d->var[k] *= 2.0; // each of the two is compared with the other: half the weight each way
    }
}

// Plots of one label and one radar stand together, by time; so do rows of the reference.
typedef struct {
    size_t first, end;
} Run;

static bool runs_overlap(const Work *w, Run a, Run b) {
    return time_of(w, w->order[a.first]) <= time_of(w, w->order[b.end - 1]) &&
           time_of(w, w->order[b.first]) <= time_of(w, w->order[a.end - 1]);
}

static void compare_runs(Work *w, Run a, Run b) {
    if (!runs_overlap(w, a, b)) {
        return;
    }
    size_t k = b.first;
    for (size_t i = a.first; i < a.end; i++) {
        double t = time_of(w, w->order[i]);
        while (k + 1 < b.end && time_of(w, w->order[k + 1]) < t) {
            k++;
        }
        if (k + 1 == b.end) {
            break;
        }
        double t0 = time_of(w, w->order[k]), t1 = time_of(w, w->order[k + 1]);
        if (t >= t0 && t1 > t0 && t1 - t0 <= w->options->gap_max_s) {
            compare_with_plots(w, w->order[i], w->order[k], w->order[k + 1]);
        }
    }
}

static void compare_run_with_reference(Work *w, Run a, Run rows) {
    size_t k = rows.first;
    for (size_t i = a.first; i < a.end; i++) {
        double t = time_of(w, w->order[i]);
        const PvsTrackRow *r = w->reference;
        while (k + 1 < rows.end && r[w->reference_order[k + 1]].time_s < t) {
            k++;
        }
        if (k + 1 >= rows.end) {
            break;
        }
        const PvsTrackRow *r0 = &r[w->reference_order[k]], *r1 = &r[w->reference_order[k + 1]];
        if (t >= r0->time_s && r1->time_s > r0->time_s &&
            r1->time_s - r0->time_s <= w->options->gap_max_s) {
            compare_with_reference(w, w->order[i], r0, r1);
        }
    }
}

static Run reference_of(const Work *w, uint32_t label) {
    size_t low = 0, high = w->n_reference;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (w->reference[w->reference_order[middle]].id < (int64_t)label) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Run run = {low, low};
    while (run.end < w->n_reference &&
           w->reference[w->reference_order[run.end]].id == (int64_t)label) {
        run.end++;
    }
    return run;
}

// The run that begins at `first`: one label, one radar.
static Run run_at(const Work *w, size_t first) {
    Run run = {first, first};
    while (run.end < w->n_order && w->labels[w->order[run.end]] == w->labels[w->order[first]] &&
           w->radar[w->order[run.end]] == w->radar[w->order[first]]) {
        run.end++;
    }
    return run;
}

static void compare_all(Work *w) {
    for (size_t i = 0; i < w->n_order;) {
        Run runs[RADARS_MAX];
        size_t n = 0, at = i;
        uint32_t label = w->labels[w->order[i]];
        for (; at < w->n_order && w->labels[w->order[at]] == label; at = runs[n++].end) {
            if (n == RADARS_MAX) {
                w->failed = true;
                return;
            }
            runs[n] = run_at(w, at);
        }
        i = at;
        Run rows = reference_of(w, label);
        for (size_t a = 0; a < n; a++) {
            compare_run_with_reference(w, runs[a], rows);
            for (size_t b = 0; b < n; b++) {
                if (a != b) {
                    compare_runs(w, runs[a], runs[b]);
                }
            }
        }
    }
}

// --- the solution --------------------------------------------------------------------------------

typedef struct {
    int n; // unknowns: 3 for each radar
    double *a, *b, *x, *inverse;
} System;

// Coefficients of the unknowns in one component of a difference.
static int row_of(const Difference *d, int k, int index[6], double value[6]) {
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

static double residual(const Difference *d, int k, const double *x) {
    int index[6];
    double value[6], r = d->d[k];
    int n = row_of(d, k, index, value);
    for (int i = 0; i < n; i++) {
        r -= value[i] * x[index[i]];
    }
    return r;
}

static void normal_equations(System *s, const Work *w) {
    const PvsAlignmentOptions *o = w->options;
    double prior[3] = {o->prior_range_bias_m, o->prior_az_bias_rad, o->prior_time_bias_s};
    memset(s->a, 0, (size_t)(s->n * s->n) * sizeof *s->a);
    memset(s->b, 0, (size_t)s->n * sizeof *s->b);
    for (int i = 0; i < s->n; i++) {
        double sigma = prior[i % 3] > 0.0 ? prior[i % 3] : 1e-9;
        s->a[i * s->n + i] = 1.0 / (sigma * sigma);
    }
    for (size_t i = 0; i < w->n; i++) {
        const Difference *d = &w->list[i];
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
static double scale_of(const Work *w, int k, const double *x, double *sizes) {
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++) {
        sizes[n++] = fabs(residual(&w->list[i], k, x)) / sqrt(w->list[i].var[k]);
    }
    qsort(sizes, n, sizeof *sizes, by_size);
    return n ? fmax(1.4826 * sizes[n / 2], 1e-3) : 1.0;
}

static void reweigh(Work *w, const double *x, bool first, double *sizes) {
    double scale[2] = {scale_of(w, 0, x, sizes), scale_of(w, 1, x, sizes)};
    for (size_t i = 0; i < w->n; i++) {
        Difference *d = &w->list[i];
        d->rejected = false;
        for (int k = 0; k < 2; k++) {
            double sigma = scale[k] * sqrt(d->var[k]), size = fabs(residual(d, k, x)) / sigma;
            d->rejected |= !first && size > REJECT;
            d->weight[k] = (size > HUBER ? HUBER / size : 1.0) / (sigma * sigma);
        }
    }
}

static void report(const Work *w, const System *s, size_t n_sensors, PvsAlignment *out) {
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
        const Difference *d = &w->list[i];
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

static void settle(Work *w, System *s, double *sizes) {
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

// --- sorting and memory --------------------------------------------------------------------------

typedef struct {
    uint32_t index, radar, label;
    double time_s;
} Key;

static int by_key(const void *pa, const void *pb) {
    const Key *a = pa, *b = pb;
    return a->label != b->label     ? (a->label > b->label) - (a->label < b->label)
           : a->radar != b->radar   ? (a->radar > b->radar) - (a->radar < b->radar)
           : a->time_s != b->time_s ? (a->time_s > b->time_s) - (a->time_s < b->time_s)
                                    : (a->index > b->index) - (a->index < b->index);
}

static bool usable(const PvsRadarPlot *p) {
    return isfinite(p->time_s) && isfinite(p->range_m) && isfinite(p->az_rad) && p->range_m > 0.0;
}

static void sort_plots(Work *w, size_t n_plots, size_t n_sensors, Key *keys) {
    size_t n = 0;
    for (size_t i = 0; i < n_plots; i++) {
        for (size_t k = 0; w->labels[i] && usable(&w->plots[i]) && k < n_sensors; k++) {
            if (w->sites[k].spec->id == w->plots[i].sensor) {
                w->radar[i] = (uint32_t)k;
                keys[n++] = (Key){(uint32_t)i, (uint32_t)k, w->labels[i],
                                  w->plots[i].time_s - w->sites[k].spec->time_bias_s};
                break;
            }
        }
    }
    qsort(keys, n, sizeof *keys, by_key);
    for (size_t i = 0; i < n; i++) {
        w->order[i] = keys[i].index;
    }
    w->n_order = n;
}

static void sort_reference(Work *w, size_t n, Key *keys) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        const PvsTrackRow *r = &w->reference[i];
        if (r->id > 0 && r->id <= UINT32_MAX && isfinite(r->time_s)) {
            keys[kept++] = (Key){(uint32_t)i, 0, (uint32_t)r->id, r->time_s};
        }
    }
    qsort(keys, kept, sizeof *keys, by_key);
    for (size_t i = 0; i < kept; i++) {
        w->reference_order[i] = keys[i].index;
    }
    w->n_reference = kept;
}

static bool run(Work *w, size_t n_sensors, size_t n_plots, size_t n_reference, PvsArena *arena,
                PvsAlignment *out) {
    size_t most = n_plots > n_reference ? n_plots : n_reference, n = 3 * n_sensors;
    Key *keys = pvs_arena_alloc(arena, (most + 1) * sizeof *keys);
    w->order = pvs_arena_alloc(arena, (n_plots + 1) * sizeof *w->order);
    w->radar = pvs_arena_alloc(arena, (n_plots + 1) * sizeof *w->radar);
    w->reference_order = pvs_arena_alloc(arena, (n_reference + 1) * sizeof *w->reference_order);
    System s = {.n = (int)n,
                .a = pvs_arena_alloc(arena, n * n * sizeof *s.a),
                .b = pvs_arena_alloc(arena, n * sizeof *s.b),
                .x = pvs_arena_alloc(arena, n * sizeof *s.x),
                .inverse = pvs_arena_alloc(arena, n * sizeof *s.inverse)};
    if (!keys || !w->order || !w->radar || !w->reference_order || !s.a || !s.b || !s.x ||
        !s.inverse) {
        return false;
    }
    sort_plots(w, n_plots, n_sensors, keys);
    sort_reference(w, n_reference, keys);
    compare_all(w);
    double *sizes = pvs_arena_alloc(arena, (w->n + n + 1) * sizeof *sizes);
    if (w->failed || !sizes) {
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
    Site sites[RADARS_MAX];
    if (n_sensors > RADARS_MAX) {
        return pvs_error_set(err, PVS_LIMIT, "registration of more than %d radars at once",
                             RADARS_MAX);
    }
    for (size_t i = 0; i < n_sensors; i++) {
        sites[i] = site_of(&sensors[i], frame);
    }
    Work work = {.options = options,
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
