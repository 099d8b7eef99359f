// SPDX-License-Identifier: Apache-2.0
// Playing a study: a list of blocks, threads that take the next one, and rows that are committed block by block. Which thread plays what changes nothing.
#include "study/runner.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "stats/stats.h"
#include "study/row.h"

#define JOBS_MAX 256

typedef struct {
    const PvsStore *store;
    const PvsStudyOptions *options;
    PvsRunReport *report;
    uint64_t from, to; ///< battles
    uint64_t n_jobs;   ///< blocks x points
    double begun_s, deadline_s;
    pthread_mutex_t lock; ///< of what follows
    uint64_t next;
    uint64_t done, total;
    PvsMoments leakers; ///< at the base, for the eye alone
    PvsStatus status;   ///< first failure
    PvsError *err;
    atomic_bool failed; ///< status is no longer PVS_OK; read without the lock
} Pool;

/// What a thread keeps from one battle to the next.
typedef struct {
    Pool *pool;
    PvsRow *row;
    double *rows, *series;
    size_t n_rows, n_series;
    PvsModel *drawn; ///< of (point, draw)
    uint32_t drawn_point;
    uint64_t drawn_draw;
    PvsState *state;
    const PvsModel *state_model;
} Worker;

static bool stopped(const Pool *pool) {
    const volatile int *stop = pool->options->stop;
    return (stop && __atomic_load_n(stop, __ATOMIC_RELAXED)) ||
           atomic_load(&((Pool *)pool)->failed);
}

static bool out_of_time(const Pool *pool) {
    return pool->deadline_s > 0 && pool->options->clock_s &&
           pool->options->clock_s(pool->options->ctx) > pool->deadline_s;
}

// --- progress ----------------------------------------------------------------------------------------

static void tell(Pool *pool, uint64_t n, bool kept, const double *leakers) {
    pthread_mutex_lock(&pool->lock);
    pool->done += n;
    if (leakers) {
        pvs_moments_add(&pool->leakers, *leakers);
    }
    if (pool->options->on_progress) {
        PvsInterval ci = pvs_mean_interval(&pool->leakers, 0.95);
        double now = pool->options->clock_s ? pool->options->clock_s(pool->options->ctx) : 0;
        PvsStudyProgress p = {.done = pool->done,
                              .total = pool->total,
                              .points = pool->store->study->n_points,
                              .elapsed_s = now - pool->begun_s,
                              .mean = pvs_moments_mean(&pool->leakers),
                              .lo = ci.lo,
                              .hi = ci.hi,
                              .kept = kept};
        pool->options->on_progress(pool->options->ctx, &p);
    }
    pthread_mutex_unlock(&pool->lock);
}

static void fail(Pool *pool, PvsStatus status, const PvsError *err) {
    pthread_mutex_lock(&pool->lock);
    if (pool->status == PVS_OK) {
        pool->status = status;
        atomic_store(&pool->failed, true);
        pvs_error_set(pool->err, status, "%s",
                      err && *err->message ? err->message : pvs_status_text(status));
    }
    pthread_mutex_unlock(&pool->lock);
}

// --- one battle --------------------------------------------------------------------------------------

static PvsStatus compile_draw(Worker *w, uint32_t point, uint64_t draw, PvsError *err) {
    const PvsStudy *s = w->pool->store->study;
    if (w->drawn && w->drawn_point == point && w->drawn_draw == draw) {
        return PVS_OK;
    }
    pvs_state_destroy(w->state);
    pvs_model_free(w->drawn);
    w->state = NULL;
    w->state_model = NULL;
    w->drawn = NULL;
    PvsDiags diags = {0};
    PvsStatus status = pvs_point_compile(s, &s->points[point], draw, &w->drawn, &diags);
    if (status != PVS_OK) {
        const char *said = "";
        for (size_t i = 0; i < diags.n && !*said; i++) {
            bool is_error = diags.items[i].severity == PVS_DIAG_ERROR;
            said = is_error && diags.items[i].message ? diags.items[i].message : "";
        }
        pvs_error_set(err, status, "draw %llu of point %u (%.80s) is no valid scenario: %s",
                      (unsigned long long)draw, point + 1, s->points[point].label, said);
    }
    pvs_diags_free(&diags);
    w->drawn_point = point;
    w->drawn_draw = draw;
    return status;
}

static PvsStatus model_for(Worker *w, uint32_t point, uint64_t replication, const PvsModel **out,
                           PvsError *err) {
    const PvsStudy *s = w->pool->store->study;
    const PvsPoint *p = &s->points[point];
    PvsStatus status = PVS_OK;
    if (p->model) {
        *out = p->model;
    } else {
        status = compile_draw(w, point, pvs_point_draw(s, p, replication), err);
        *out = w->drawn;
    }
    if (status == PVS_OK && w->state_model != *out) {
        pvs_state_destroy(w->state);
        w->state = pvs_state_create(*out);
        w->state_model = w->state ? *out : NULL;
        status = w->state ? PVS_OK : pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    }
    return status;
}

static PvsStatus play_one(Worker *w, uint32_t point, uint64_t replication, double *row,
                          double *series, PvsError *err) {
    const PvsStudy *s = w->pool->store->study;
    const PvsModel *model;
    PvsStatus status = model_for(w, point, replication, &model, err);
    if (status == PVS_OK) {
        status = pvs_row_begin(w->row, model, s->points[point].layout, row, series, err);
    }
    if (status != PVS_OK) {
        return status;
    }
    PvsSink sink = pvs_row_sink(w->row);
    PvsRunOptions run = pvs_run_options_default();
    PvsOutcome outcome;
    run.sinks = &sink;
    run.n_sinks = 1;
    status = pvs_battle_run(model, w->state, s->seed, replication, &run, &outcome, err);
    if (status == PVS_OK) {
        pvs_row_end(w->row, &outcome);
    }
    return status;
}

// --- one block ---------------------------------------------------------------------------------------

static bool reserve(double **buffer, size_t *have, size_t want) {
    if (*have < want) {
        double *more = pvs_realloc(*buffer, want * sizeof *more);
        if (!more) {
            return false;
        }
        *buffer = more;
        *have = want;
    }
    return true;
}

static void note_damage(Pool *pool, const char *why) {
    pthread_mutex_lock(&pool->lock);
    pool->report->n_damaged++;
    pvs_str_printf(&pool->report->damaged, "%s; it is played again\n", why);
    pthread_mutex_unlock(&pool->lock);
}

// False: there is nothing to play, or nothing may be played.
static bool lacks(Pool *pool, uint32_t point, uint64_t first, uint32_t n) {
    char why[400];
    uint32_t have;
    PvsError err;
    switch (pvs_store_get(pool->store, point, first, NULL, NULL, &have, why)) {
    case PVS_STORED_WHOLE:
        pthread_mutex_lock(&pool->lock);
        pool->report->n_kept += n;
        pthread_mutex_unlock(&pool->lock);
        tell(pool, n, true, NULL);
        return false;
    case PVS_STORED_DAMAGED:
        note_damage(pool, why);
        return true;
    case PVS_STORED_FOREIGN:
        pvs_error_set(&err, PVS_BAD_INPUT, "%s/shards/%s", pool->store->dir, why);
        fail(pool, PVS_BAD_INPUT, &err);
        return false;
    default:
        return true;
    }
}

static void play_block(Worker *w, uint32_t point, uint64_t first, uint32_t n) {
    Pool *pool = w->pool;
    const PvsStudy *s = pool->store->study;
    const PvsPoint *p = &s->points[point];
    size_t n_columns = p->layout->n, n_series = first < PVS_SERIES_BATTLES ? p->n_series : 0;
    PvsError err = {0};
    uint32_t done = 0;
    PvsStatus status = PVS_OK;
    if (!reserve(&w->rows, &w->n_rows, n * n_columns) ||
        !reserve(&w->series, &w->n_series, n * n_series)) {
        status = pvs_error_set(&err, PVS_NO_MEMORY, "out of memory");
    }
    while (status == PVS_OK && done < n && !stopped(pool) && !(done && out_of_time(pool))) {
        double *row = w->rows + done * n_columns;
        status = play_one(w, point, first + done, row,
                          n_series ? w->series + done * n_series : NULL, &err);
        if (status == PVS_OK) {
            done++;
            tell(pool, 1, false,
                 point == s->base ? &row[p->layout->globals + PVS_G_leakers] : NULL);
        }
    }
    if (done > 0 && status == PVS_OK) {
        status = pvs_store_put(pool->store, point, first, done, w->rows,
                               n_series ? w->series : NULL, &err);
    }
    pthread_mutex_lock(&pool->lock);
    pool->report->n_battles += done;
    pthread_mutex_unlock(&pool->lock);
    if (status != PVS_OK) {
        fail(pool, status, &err);
    }
}

// Blocks in order of battles, all points of the first block first: whenever it ends, all points are about equally far.
static bool take(Pool *pool, uint32_t *point, uint64_t *first, uint32_t *n) {
    const PvsStudy *s = pool->store->study;
    pthread_mutex_lock(&pool->lock);
    bool found = false;
    while (!found && pool->next < pool->n_jobs) {
        uint64_t job = pool->next++;
        *point = (uint32_t)(job % s->n_points);
        *first = pool->from + job / s->n_points * s->block;
        uint64_t end = s->points[*point].n_wanted;
        end = !s->points[*point].fixed && pool->to < end ? pool->to : end;
        uint64_t global = *first / s->block * s->n_points + *point;
        bool again = s->points[*point].fixed && pool->from > 0; // was played in the first round
        bool mine = !again && (pool->options->n_shards == 0 ||
                               global % pool->options->n_shards == pool->options->shard - 1);
        found = mine && *first < end;
        *n = found ? (uint32_t)(end - *first < s->block ? end - *first : s->block) : 0;
    }
    pthread_mutex_unlock(&pool->lock);
    return found;
}

static void *work(void *arg) {
    Worker *w = arg;
    uint32_t point, n;
    uint64_t first;
    while (!stopped(w->pool) && !out_of_time(w->pool) && take(w->pool, &point, &first, &n)) {
        if (lacks(w->pool, point, first, n)) {
            play_block(w, point, first, n);
        }
    }
    return NULL;
}

// --- the pool ----------------------------------------------------------------------------------------

static void free_worker(Worker *w) {
    pvs_state_destroy(w->state);
    pvs_model_free(w->drawn);
    pvs_row_destroy(w->row);
    pvs_free(w->rows);
    pvs_free(w->series);
}

static int jobs_of(const PvsStudyOptions *options, uint64_t n_jobs) {
    long n = options->jobs > 0 ? options->jobs : sysconf(_SC_NPROCESSORS_ONLN);
    n = n < 1 ? 1 : n > JOBS_MAX ? JOBS_MAX : n;
    return n_jobs > 0 && (uint64_t)n > n_jobs ? (int)n_jobs : (int)n;
}

static void run_workers(Pool *pool, int n) {
    Worker *workers = pvs_alloc((size_t)n * sizeof *workers);
    pthread_t *threads = pvs_alloc((size_t)n * sizeof *threads);
    int started = 0;
    for (int i = 0; workers && threads && i < n; i++) {
        workers[i] = (Worker){.pool = pool, .row = pvs_row_create()};
        if (!workers[i].row) {
            fail(pool, PVS_NO_MEMORY, NULL);
        }
    }
    if (!workers || !threads) {
        fail(pool, PVS_NO_MEMORY, NULL);
    } else if (n == 1) {
        work(&workers[0]);
    } else {
        while (started < n &&
               pthread_create(&threads[started], NULL, work, &workers[started]) == 0) {
            started++;
        }
        if (started == 0) { // no thread to be had: play here
            work(&workers[0]);
        }
        for (int i = 0; i < started; i++) {
            pthread_join(threads[i], NULL);
        }
    }
    for (int i = 0; workers && i < n; i++) {
        free_worker(&workers[i]);
    }
    pvs_free(workers);
    pvs_free(threads);
}

PvsStatus pvs_study_play(const PvsStore *store, uint64_t from, uint64_t to, double deadline_s,
                         PvsRunReport *report, PvsError *err) {
    const PvsStudy *s = store->study;
    const PvsStudyOptions *o = report->options;
    Pool pool = {.store = store,
                 .options = o,
                 .report = report,
                 .from = from,
                 .to = to,
                 .deadline_s = deadline_s,
                 .done = report->n_battles + report->n_kept,
                 .begun_s = o->clock_s ? o->clock_s(o->ctx) - report->wall_s : 0,
                 .err = err};
    uint64_t end = to;
    for (uint32_t i = 0; i < s->n_points; i++) {
        const PvsPoint *p = &s->points[i];
        pool.total += p->n_wanted;
        end = p->fixed && from == 0 && p->n_wanted > end ? p->n_wanted : end;
    }
    pool.n_jobs = (end - from + s->block - 1) / s->block * s->n_points;
    pthread_mutex_init(&pool.lock, NULL);
    run_workers(&pool, jobs_of(o, pool.n_jobs));
    pthread_mutex_destroy(&pool.lock);
    report->interrupted = o->stop && *o->stop;
    report->out_of_time = report->out_of_time || out_of_time(&pool);
    report->wall_s = o->clock_s ? o->clock_s(o->ctx) - pool.begun_s : 0;
    return pool.status;
}

void pvs_study_count(const PvsStore *store, PvsStudy *s, uint64_t to, PvsStr *said, uint32_t *n_bad,
                     uint32_t *n_missing) {
    char why[400];
    for (uint32_t i = 0; i < s->n_points; i++) {
        PvsPoint *p = &s->points[i];
        uint64_t end = !p->fixed && to < p->n_wanted ? to : p->n_wanted;
        bool whole = true;
        p->n_done = 0;
        for (uint64_t first = 0; first < end; first += s->block) {
            uint32_t n;
            PvsStored stored = pvs_store_get(store, i, first, NULL, NULL, &n, why);
            if (stored == PVS_STORED_DAMAGED || stored == PVS_STORED_FOREIGN) {
                pvs_str_printf(said, "%s\n", why);
                ++*n_bad;
                n = 0;
            } else if (stored != PVS_STORED_WHOLE) {
                if (++*n_missing <= 8) {
                    pvs_str_printf(said, "p%05u-b%07llu.pvb is %s\n", i,
                                   (unsigned long long)(first / s->block),
                                   stored == PVS_STORED_PART ? "not whole" : "missing");
                }
            }
            p->n_done += whole ? n : 0;
            whole = whole && stored == PVS_STORED_WHOLE;
        }
    }
}
