// SPDX-License-Identifier: Apache-2.0
// Where two sources say something of one target at one time, what they differ by: a plot against the
// line between two plots of another radar, or against the cubic between two reports of a reference.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "earth/earth.h"
#include "track/align.h"

static PvsVec3 combine(const AlignSite *s, double e, double n, double u) {
    return pvs_vec3_add_scaled(pvs_vec3_add_scaled(pvs_vec3_scale(s->east, e), n, s->north), u,
                               s->up);
}

AlignSite align_site(const PvsTrackSensor *spec, PvsTrackFrame frame) {
    AlignSite s = {.spec = spec, .pos = {spec->pos[0], spec->pos[1], spec->pos[2]}};
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
static PvsVec3 place(const AlignSite *s, const PvsRadarPlot *plot, double *range_m,
                     double *az_rad) {
    double sin_a, cos_a, sin_e, cos_e, el = isnan(plot->el_rad) ? 0.0 : plot->el_rad;
    *range_m = plot->range_m - s->spec->range_bias_m;
    *az_rad = plot->az_rad - s->spec->az_bias_rad;
    pvs_sincos(*az_rad, &sin_a, &cos_a);
    pvs_sincos(el, &sin_e, &cos_e);
    return pvs_vec3_add_scaled(s->pos, *range_m, combine(s, sin_a * cos_e, cos_a * cos_e, sin_e));
}

static double time_of(const AlignWork *w, uint32_t plot) {
    return w->plots[plot].time_s - w->sites[w->radar[plot]].spec->time_bias_s;
}

static AlignDifference *add(AlignWork *w) {
    if (w->n == w->capacity) {
        size_t capacity = w->capacity ? 2 * w->capacity : 1024;
        AlignDifference *list = pvs_realloc(w->list, capacity * sizeof *list);
        if (!list) {
            w->failed = true;
            return NULL;
        }
        w->list = list;
        w->capacity = capacity;
    }
    AlignDifference *d = &w->list[w->n++];
    memset(d, 0, sizeof *d);
    d->b = -1;
    return d;
}

// What A's plot differs by from a position and velocity; gives A's gradients (in metres: azimuth times
// range).
static AlignDifference *compare(AlignWork *w, uint32_t plot, PvsVec3 pos, PvsVec3 vel,
                                PvsVec3 gradient[2]) {
    const AlignSite *s = &w->sites[w->radar[plot]];
    double range_m, az_rad;
    place(s, &w->plots[plot], &range_m, &az_rad);
    PvsVec3 los = pvs_vec3_sub(pos, s->pos);
    double e = pvs_vec3_dot(los, s->east), n = pvs_vec3_dot(los, s->north);
    double range = pvs_vec3_norm(los), ground = sqrt(e * e + n * n);
    if (!(ground > 1000.0)) {
        return NULL; // overhead: no azimuth
    }
    AlignDifference *d = add(w);
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

static void compare_with_reference(AlignWork *w, uint32_t plot, const PvsTrackRow *r0,
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
    AlignDifference *d =
        compare(w, plot, pvs_vec3(p[0], p[1], p[2]), pvs_vec3(v[0], v[1], v[2]), gradient);
    if (d) {
        d->var[0] += w->options->sigma_reference_m * w->options->sigma_reference_m;
        d->var[1] += w->options->sigma_reference_m * w->options->sigma_reference_m;
    }
}

// With the line between two plots of another radar.
static void compare_with_plots(AlignWork *w, uint32_t plot, uint32_t q0, uint32_t q1) {
    const AlignSite *b = &w->sites[w->radar[q0]];
    double t0 = time_of(w, q0), t1 = time_of(w, q1), s = (time_of(w, plot) - t0) / (t1 - t0);
    double r[2], az[2];
    PvsVec3 p0 = place(b, &w->plots[q0], &r[0], &az[0]);
    PvsVec3 p1 = place(b, &w->plots[q1], &r[1], &az[1]);
    PvsVec3 step = pvs_vec3_sub(p1, p0), pos = pvs_vec3_add_scaled(p0, s, step);
    PvsVec3 vel = pvs_vec3_scale(step, 1.0 / (t1 - t0)), gradient[2];
    AlignDifference *d = compare(w, plot, pos, vel, gradient);
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

static bool runs_overlap(const AlignWork *w, Run a, Run b) {
    return time_of(w, w->order[a.first]) <= time_of(w, w->order[b.end - 1]) &&
           time_of(w, w->order[b.first]) <= time_of(w, w->order[a.end - 1]);
}

static void compare_runs(AlignWork *w, Run a, Run b) {
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

static void compare_run_with_reference(AlignWork *w, Run a, Run rows) {
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

static Run reference_of(const AlignWork *w, uint32_t label) {
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
static Run run_at(const AlignWork *w, size_t first) {
    Run run = {first, first};
    while (run.end < w->n_order && w->labels[w->order[run.end]] == w->labels[w->order[first]] &&
           w->radar[w->order[run.end]] == w->radar[w->order[first]]) {
        run.end++;
    }
    return run;
}

static void compare_all(AlignWork *w) {
    for (size_t i = 0; i < w->n_order;) {
        Run runs[ALIGN_RADARS_MAX];
        size_t n = 0, at = i;
        uint32_t label = w->labels[w->order[i]];
        for (; at < w->n_order && w->labels[w->order[at]] == label; at = runs[n++].end) {
            if (n == ALIGN_RADARS_MAX) {
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

// --- sorting --------------------------------------------------------------------------

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

static void sort_plots(AlignWork *w, size_t n_plots, size_t n_sensors, Key *keys) {
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

static void sort_reference(AlignWork *w, size_t n, Key *keys) {
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

bool align_compare(AlignWork *w, size_t n_sensors, size_t n_plots, size_t n_reference,
                   PvsArena *arena) {
    size_t most = n_plots > n_reference ? n_plots : n_reference;
    Key *keys = pvs_arena_alloc(arena, (most + 1) * sizeof *keys);
    w->order = pvs_arena_alloc(arena, (n_plots + 1) * sizeof *w->order);
    w->radar = pvs_arena_alloc(arena, (n_plots + 1) * sizeof *w->radar);
    w->reference_order = pvs_arena_alloc(arena, (n_reference + 1) * sizeof *w->reference_order);
    if (!keys || !w->order || !w->radar || !w->reference_order) {
        return false;
    }
    sort_plots(w, n_plots, n_sensors, keys);
    sort_reference(w, n_reference, keys);
    compare_all(w);
    return !w->failed;
}
