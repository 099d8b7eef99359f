// SPDX-License-Identifier: Apache-2.0
// The tracker as a whole: sensors and their queues, time going forward group by group, and the tracks
// at a time.
#include "track/track.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/isa.h"
#include "base/math.h"
#include "earth/earth.h"
#include "track/impl.h"

#define MADE         0x74726bu
#define SECTORS      32 // groups in a turn of a rotating radar
#define NEVER        1e300
#define SILENT_SCANS 20.0

PvsTrackerOptions pvs_tracker_options_default(void) {
    return (PvsTrackerOptions){.made = MADE,
                               .frame = PVS_TRACK_FLAT,
                               .filter = PVS_TRACK_IMM,
                               .registration = true,
                               .tracks_max = 65536};
}

// What flies: process noise of straight flight is gusts and small corrections; a turn's rate walks
// slowly; a manoeuvre is anything up to several g for a few seconds. Level flight is the rule, so the
// vertical is quieter.
static PvsMotions motions(const PvsTrackerOptions *options) {
    return (PvsMotions){.ecef = options->frame == PVS_TRACK_ECEF,
                        .qh = {0.02, 1.0, 1000.0},
                        .qv = {0.01, 0.1, 100.0},
                        .gate_qh = 2000.0,
                        .gate_qv = 200.0,
                        .q_turn = 2e-5,
                        .var_turn = 0.01,
                        .stay_s = {800.0, 30.0, 8.0},
                        .next = {{0.0, 0.5, 0.5}, {0.7, 0.0, 0.3}, {0.4, 0.6, 0.0}}};
}

static bool positive(double x, double most) {
    return x > 0.0 && x <= most;
}

static PvsStatus check_sensor(const PvsTrackSensor *s, PvsError *err) {
    const char *what = NULL;
    if (s->made != PVS_SENSOR_MADE) {
        return pvs_error_set(err, PVS_BAD_USAGE,
                             "a sensor was not made by pvs_track_sensor_default");
    }
    what = !positive(s->scan_period_s, 3600.0)                   ? "scan_period_s in (0, 3600]"
           : !positive(s->sigma_range_m, 1e5)                    ? "sigma_range_m in (0, 100000]"
           : !positive(s->sigma_az_rad, 0.5)                     ? "sigma_az_rad in (0, 0.5]"
           : !(s->sigma_el_rad >= 0.0 && s->sigma_el_rad <= 0.5) ? "sigma_el_rad in [0, 0.5]"
           : !(s->pd > 0.0 && s->pd < 1.0)                       ? "pd in (0, 1)"
           : !positive(s->max_range_m, 1e8)                      ? "max_range_m in (0, 1e8]"
           : !(s->clutter_per_scan >= 0.0 && s->clutter_per_scan < 1e9)
               ? "clutter.mean_per_scan in [0, 1e9)"
           : !(s->clutter_range_m[1] > s->clutter_range_m[0]) ? "a clutter.range_m that grows"
           : !(s->clutter_az_rad[1] > s->clutter_az_rad[0])   ? "a clutter.az_rad that grows"
           : !(s->clutter_el_rad[1] > s->clutter_el_rad[0])   ? "a clutter.el_rad that grows"
           : !isfinite(s->pos[0] + s->pos[1] + s->pos[2])     ? "a finite place"
           : !isfinite(s->range_bias_m + s->az_bias_rad + s->time_bias_s) ? "finite biases"
                                                                          : NULL;
    return what ? pvs_error_set(err, PVS_BAD_USAGE, "sensor %u: expected %s", s->id, what) : PVS_OK;
}

static void axes(const PvsTracker *t, PvsSensorState *s) {
    double *east = s->f.east, *north = s->f.north, *up = s->f.up;
    if (t->options.frame == PVS_TRACK_FLAT) {
        east[0] = north[1] = up[2] = 1.0;
    } else {
        const double *p = s->spec.pos;
        PvsEnuFrame frame = pvs_enu_frame(pvs_llh_from_ecef(pvs_vec3(p[0], p[1], p[2])));
        const PvsVec3 *from[3] = {&frame.east, &frame.north, &frame.up};
        double *to[3] = {east, north, up};
        for (int i = 0; i < 3; i++) {
            to[i][0] = from[i]->x;
            to[i][1] = from[i]->y;
            to[i][2] = from[i]->z;
        }
    }
    for (int k = 0; k < 3; k++) { // the plane of the grid: that of the radar
        s->f.axis[0][k] = east[k];
        s->f.axis[1][k] = north[k];
        s->f.pos[k] = s->spec.pos[k];
    }
}

static void set_sensor(const PvsTracker *t, PvsSensorState *s, const PvsTrackSensor *spec) {
    s->spec = *spec;
    axes(t, s);
    s->f.var_range = spec->sigma_range_m * spec->sigma_range_m;
    s->f.var_az = spec->sigma_az_rad * spec->sigma_az_rad;
    s->f.var_el = spec->sigma_el_rad * spec->sigma_el_rad;
    s->f.var_up = spec->sigma_el_rad > 0.0 ? 0.0 : 1e8;
    s->f.gate = spec->sigma_el_rad > 0.0 ? 16.3 : 13.8; // 0.999 of chi-square with 3 or 2 degrees
    double box = (spec->clutter_range_m[1] - spec->clutter_range_m[0]) *
                 (spec->clutter_az_rad[1] - spec->clutter_az_rad[0]);
    box *= spec->sigma_el_rad > 0.0 ? spec->clutter_el_rad[1] - spec->clutter_el_rad[0] : 1.0;
    s->clutter = spec->clutter_per_scan > 0.1 ? spec->clutter_per_scan : 0.1;
    s->pd = spec->pd < 0.99 ? spec->pd : 0.99;
    s->log_miss = pvs_log(1.0 - s->pd);
    s->miss_factor = 1.0 / (1.0 - s->pd);
    s->f.log_gain = pvs_log(s->pd * box / s->clutter);
    s->log_var_up = s->f.var_up > 0.0 ? pvs_log(s->f.var_up) : 0.0;
    s->misses_max = (int)ceil(-3.9 / s->log_miss); // 2 % of true ones are lost by it
    s->misses_max = s->misses_max > 8 ? 8 : s->misses_max;
    s->sector_s = spec->rotating ? spec->scan_period_s / SECTORS : spec->scan_period_s;
}

static void *aligned(size_t size, void **block) {
    *block = pvs_alloc(size + 64);
    return *block ? (void *)(((uintptr_t)*block + 63) & ~(uintptr_t)63) : NULL;
}

static bool allocate(PvsTracker *t, size_t n_sensors) {
    size_t packs = (t->options.tracks_max + PVS_LANES - 1) / PVS_LANES;
    t->n_slots = packs * PVS_LANES;
    t->states = aligned(packs * sizeof *t->states, &t->states_block);
    if (t->options.filter == PVS_TRACK_IMM) {
        t->models = aligned(packs * sizeof *t->models, &t->models_block);
    }
    t->n_alive = pvs_alloc(packs);
    t->lives = pvs_alloc(t->n_slots * sizeof *t->lives);
    t->passed = pvs_alloc(t->n_slots * n_sensors * sizeof *t->passed);
    t->free_slots = pvs_alloc(t->n_slots * sizeof *t->free_slots);
    t->sensors = pvs_alloc(n_sensors * sizeof *t->sensors);
    if (!t->states || !t->n_alive || (t->options.filter == PVS_TRACK_IMM && !t->models) ||
        !t->lives || !t->passed || !t->free_slots || !t->sensors) {
        return false;
    }
    for (size_t i = 0; i < t->n_slots; i++) {
        t->free_slots[i] = (uint32_t)(t->n_slots - 1 - i);
    }
    t->n_free = t->n_slots;
    t->n_sensors = n_sensors;
    return true;
}

static PvsTracker *create(const PvsTrackerOptions *options, const PvsTrackSensor *sensors,
                          size_t n_sensors) {
    PvsTracker *t = pvs_alloc(sizeof *t);
    if (!t) {
        return NULL;
    }
    t->options = *options;
    t->options.isa = options->isa ? options->isa : pvs_isa_best();
    t->motions = motions(options);
    t->next_number = 1;
    t->t_now = t->newest_s = -NEVER;
    if (!allocate(t, n_sensors)) {
        pvs_tracker_destroy(t);
        return NULL;
    }
    for (size_t i = 0; i < n_sensors; i++) {
        set_sensor(t, &t->sensors[i], &sensors[i]);
        t->sensors[i].t_done = -NEVER;
        pvs_track_bias_begin(&t->sensors[i]);
    }
    return t;
}

PvsStatus pvs_tracker_create(const PvsTrackerOptions *options, const PvsTrackSensor *sensors,
                             size_t n_sensors, PvsTracker **out, PvsError *err) {
    *out = NULL;
    if (options->made != MADE) {
        return pvs_error_set(err, PVS_BAD_USAGE,
                             "the options were not made by pvs_tracker_options_default");
    }
    if (n_sensors == 0 || options->tracks_max == 0 || options->tracks_max > 1u << 24 ||
        !(options->late_window_s >= 0.0)) {
        return pvs_error_set(err, PVS_BAD_USAGE,
                             "a tracker needs a sensor, 1 to 16777216 tracks, and a window >= 0");
    }
    for (size_t i = 0; i < n_sensors; i++) {
        PvsStatus status = check_sensor(&sensors[i], err);
        for (size_t k = 0; k < i && status == PVS_OK; k++) {
            if (sensors[k].id == sensors[i].id) {
                status =
                    pvs_error_set(err, PVS_BAD_USAGE, "two sensors have the id %u", sensors[i].id);
            }
        }
        if (status != PVS_OK) {
            return status;
        }
    }
    PvsTracker *t = create(options, sensors, n_sensors);
    if (t && options->late_window_s > 0.0) {
        t->ahead = create(options, sensors, n_sensors);
        if (!t->ahead) {
            pvs_tracker_destroy(t);
            t = NULL;
        }
    }
    *out = t;
    return t ? PVS_OK : pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
}

static void free_group(PvsGroup *g) {
    void *all[] = {g->at.range_m, g->at.az_rad,   g->at.el_rad,   g->at.pos[0], g->at.pos[1],
                   g->at.pos[2],  g->at.plane[0], g->at.plane[1], g->at.gain,   g->t_s,
                   g->claim,      g->plot_track,  g->wanted_by,   g->packs,     g->t_lane,
                   g->gates,      g->updates,     g->wanted,      g->pick,      g->first_pair,
                   g->pairs,      g->first,       g->column,      g->match,     g->row_lane,
                   g->reward,     g->scratch};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        pvs_free(all[i]);
    }
}

void pvs_tracker_destroy(PvsTracker *t) {
    if (!t) {
        return;
    }
    pvs_tracker_destroy(t->ahead);
    for (size_t i = 0; i < t->n_sensors; i++) {
        pvs_free(t->sensors[i].queue);
        pvs_free(t->sensors[i].old);
        pvs_free(t->sensors[i].free_at[0]);
        pvs_free(t->sensors[i].free_at[1]);
        pvs_free(t->sensors[i].free_plot);
        pvs_grid_free(&t->sensors[i].free_grid);
    }
    free_group(&t->group);
    pvs_grid_free(&t->grid);
    pvs_free(t->states_block);
    pvs_free(t->models_block);
    pvs_free(t->n_alive);
    pvs_free(t->lives);
    pvs_free(t->passed);
    pvs_free(t->free_slots);
    pvs_free(t->sensors);
    pvs_free(t);
}

// --- plots come in

static PvsSensorState *find_sensor(PvsTracker *t, uint32_t id) {
    for (size_t i = 0; i < t->n_sensors; i++) {
        if (t->sensors[i].spec.id == id) {
            return &t->sensors[i];
        }
    }
    return NULL;
}

static bool usable(const PvsSensorState *s, const PvsRadarPlot *p) {
    bool el = s->f.var_up > 0.0 || (p->el_rad >= -PVS_PI / 2 && p->el_rad <= PVS_PI / 2);
    return isfinite(p->time_s) && fabs(p->time_s) < 1e10 && p->range_m > 0.0 && p->range_m < 1e9 &&
           fabs(p->az_rad) < 1e4 && el;
}

static bool reserve_queue(PvsSensorState *s) {
    if (s->head > 0 && s->head == s->n_queue) {
        s->head = s->n_queue = s->n_sorted = 0;
    }
    if (s->n_queue == s->queue_capacity && s->head > s->n_queue / 2) {
        memmove(s->queue, s->queue + s->head, (s->n_queue - s->head) * sizeof *s->queue);
        s->n_queue -= s->head;
        s->n_sorted -= s->head;
        s->head = 0;
    }
    return pvs_track_reserve(&s->queue, s->n_queue + 1, &s->queue_capacity, sizeof *s->queue);
}

static int by_time(const void *a, const void *b) {
    const PvsRadarPlot *p = a, *q = b;
    if (p->time_s != q->time_s) {
        return p->time_s < q->time_s ? -1 : 1;
    }
    if (p->range_m != q->range_m) {
        return p->range_m < q->range_m ? -1 : 1;
    }
    return (p->az_rad > q->az_rad) - (p->az_rad < q->az_rad);
}

PvsStatus pvs_tracker_add(PvsTracker *t, const PvsRadarPlot *plots, size_t n) {
    for (size_t i = 0; i < n; i++) {
        PvsSensorState *s = find_sensor(t, plots[i].sensor);
        t->stats.plots++;
        if (!s) {
            t->stats.skipped_sensor++;
        } else if (!usable(s, &plots[i])) {
            t->stats.skipped_value++;
        } else if (plots[i].time_s <= s->t_done) {
            t->stats.skipped_late++;
        } else if (!reserve_queue(s)) {
            t->stats.skipped_memory += n - i;
            return PVS_NO_MEMORY;
        } else {
            // With a window the order within one time is fixed too, so that it does not matter who
            // came first.
            bool in_order = s->n_sorted == s->n_queue &&
                            (s->n_queue == s->head ||
                             (t->ahead ? by_time(&s->queue[s->n_queue - 1], &plots[i]) <= 0
                                       : s->queue[s->n_queue - 1].time_s <= plots[i].time_s));
            s->queue[s->n_queue++] = plots[i];
            t->newest_s = plots[i].time_s > t->newest_s ? plots[i].time_s : t->newest_s;
            s->n_sorted = in_order ? s->n_queue : s->n_sorted;
        }
    }
    return PVS_OK;
}

static void sort_queue(PvsSensorState *s) {
    if (s->n_sorted < s->n_queue) {
        qsort(s->queue + s->head, s->n_queue - s->head, sizeof *s->queue, by_time);
        s->n_sorted = s->n_queue;
    }
}

// --- time goes forward

// When the sensor's next group ends.
static double next_end(const PvsSensorState *s) {
    bool waiting = s->head < s->n_queue;
    if (s->spec.rotating) {
        if (!s->started) {
            return waiting ? (floor(s->queue[s->head].time_s / s->sector_s) + 1.0) * s->sector_s
                           : NEVER;
        }
        double end = (floor(s->t_done / s->sector_s + 1e-9) + 1.0) * s->sector_s;
        return end > s->t_done ? end : s->t_done + s->sector_s; // rounding at large times
    }
    double next = waiting ? s->queue[s->head].time_s : NEVER;
    double expected = s->started ? s->t_done + 1.5 * s->spec.scan_period_s : NEVER;
    return next < expected ? next : expected - 0.5 * s->spec.scan_period_s;
}

// Takes the plots up to t1 from the queue and processes them.
static void process(PvsTracker *t, PvsSensorState *s, double t1) {
    size_t first = s->head;
    while (s->head < s->n_queue && s->queue[s->head].time_s <= t1) {
        s->head++;
    }
    double t0 = s->started ? s->t_done : t1 - s->sector_s;
    s->t_heard = s->head > first || !s->started ? t1 : s->t_heard;
    s->t_done = t1;
    // A radar that has long been silent is off: it misses nothing, and time jumps to its next plot.
    s->started = t1 - s->t_heard < SILENT_SCANS * s->spec.scan_period_s;
    pvs_track_group(t, s, t0, t1, s->queue + first, s->head - first);
}

// `cut`: also what a rotating radar saw of a sector that t_s cuts.
static bool advance(PvsTracker *t, double t_s, bool cut) {
    for (size_t i = 0; i < t->n_sensors; i++) {
        sort_queue(&t->sensors[i]);
    }
    for (;;) {
        PvsSensorState *next = NULL;
        double end = NEVER;
        for (size_t i = 0; i < t->n_sensors; i++) {
            double e = next_end(&t->sensors[i]);
            if (e < end) {
                end = e;
                next = &t->sensors[i];
            }
        }
        if (!next || end > t_s) {
            break;
        }
        process(t, next, end);
    }
    for (size_t i = 0; cut && i < t->n_sensors; i++) {
        PvsSensorState *s = &t->sensors[i];
        if (s->spec.rotating && s->head < s->n_queue && s->queue[s->head].time_s <= t_s) {
            process(t, s, t_s);
        }
    }
    return !t->no_memory;
}

PvsStatus pvs_tracker_advance(PvsTracker *t, double t_s) {
    if (!isfinite(t_s)) {
        return PVS_OK;
    }
    if (!t->ahead) {
        return advance(t, t_s, true) ? PVS_OK : PVS_NO_MEMORY;
    }
    double final_s = (t_s < t->newest_s ? t_s : t->newest_s) - t->options.late_window_s;
    bool good =
        advance(t, final_s, false) && pvs_track_copy(t->ahead, t) && advance(t->ahead, t_s, true);
    return good ? PVS_OK : PVS_NO_MEMORY;
}

// --- tracks come out

static void state_at(const PvsTracker *t, uint32_t slot, double t_s, PvsTrackState *out) {
    const double(*q)[PVS_LANES] = (const double(*)[PVS_LANES])t->states[slot / PVS_LANES].q;
    uint32_t l = slot % PVS_LANES;
    const PvsTrackLife *life = &t->lives[slot];
    double dt = t_s - q[G_T][l];
    *out = (PvsTrackState){.time_s = t_s,
                           .track = life->number,
                           .existence = 1.0 / (1.0 + life->against),
                           .last_plot_s = life->t_plot,
                           .n_plots = life->n_plots,
                           .mode_s = life->mode_s,
                           .mode_3a = life->mode_3a};
    for (int i = 0; i < 3; i++) {
        out->pos[i] = q[G_X + i][l] + dt * (q[G_V + i][l] + 0.5 * dt * q[G_A + i][l]);
        out->vel[i] = q[G_V + i][l] + dt * q[G_A + i][l];
    }
    static const int sym[3][3] = {{0, 1, 2}, {1, 3, 4}, {2, 4, 5}};
    for (int i = 0, n = 0; i < 6; i++) {
        for (int j = i; j < 6; j++, n++) {
            if (j < 3) {
                out->cov[n] =
                    q[G_PP + sym[i][j]][l] + dt * (q[G_PV + 3 * i + j][l] + q[G_PV + 3 * j + i][l] +
                                                   dt * q[G_VV + sym[i][j]][l]);
            } else if (i < 3) {
                out->cov[n] = q[G_PV + 3 * i + j - 3][l] + dt * q[G_VV + sym[i][j - 3]][l];
            } else {
                out->cov[n] = q[G_VV + sym[i - 3][j - 3]][l];
            }
        }
    }
    out->model_prob[0] = 1.0;
    if (life->ballistic) {
        out->model_prob[0] = 0.0;
        out->model_prob[3] = 1.0;
    } else if (t->models) {
        for (int j = 0; j < M_MODELS; j++) {
            out->model_prob[j] = t->models[slot / PVS_LANES].q[j * M_N + M_MU][l];
        }
    }
}

static int by_number(const void *a, const void *b) {
    uint32_t x = ((const PvsTrackState *)a)->track, y = ((const PvsTrackState *)b)->track;
    return (x > y) - (x < y);
}

size_t pvs_tracker_tracks(const PvsTracker *t, double t_s, PvsTrackState *out, size_t capacity) {
    size_t n = 0;
    t = t->ahead ? t->ahead : t;
    for (uint32_t slot = 0; slot < t->n_packs * PVS_LANES; slot++) {
        if (t->lives[slot].alive && t->lives[slot].shown) {
            if (n < capacity) {
                state_at(t, slot, t_s, &out[n]);
            }
            n++;
        }
    }
    if (n > 1 && capacity > 1) {
        qsort(out, n < capacity ? n : capacity, sizeof *out, by_number);
    }
    return n;
}

PvsTrackerStats pvs_tracker_stats(const PvsTracker *t) {
    if (!t->ahead) {
        return t->stats;
    }
    PvsTrackerStats stats = t->ahead->stats;
    stats.plots = t->stats.plots; // what came in since the copy
    stats.skipped_sensor = t->stats.skipped_sensor;
    stats.skipped_value = t->stats.skipped_value;
    stats.skipped_late = t->stats.skipped_late;
    return stats;
}
