// SPDX-License-Identifier: Apache-2.0
// The record's own writer writes into a log in place of a file, so that a stream is a record, byte for byte.
#include "serve/plays.h"

#include <pthread.h>
#include <string.h>

#include "battle/battle.h"
#include "serve/pool.h"

#define THREADS    2
#define KEPT_MAX   8
#define KEPT_BYTES ((uint64_t)1 << 30)

typedef struct {
    uint64_t serial; ///< of the loaded text; 0: the record
    PvsPlay play;
    PvsLog *log; ///< null: free
    uint64_t used;
} Kept;

struct PvsPlays {
    PvsPool *pool;
    void (*wake)(void *ctx);
    void *ctx;
    volatile int stop;
    uint64_t n_used;
    Kept kept[KEPT_MAX];
};

typedef struct {
    PvsPlays *plays;
    PvsPlay play;
    char *path;
    PvsLog *log;
} Job;

// --- a record into a log -------------------------------------------------------------------------

static int io_open(void *ctx, const char *path, int flags, unsigned mode) {
    (void)ctx;
    (void)path;
    (void)flags;
    (void)mode;
    return 1 << 20; // no descriptor of the system
}
static long io_write(void *ctx, int fd, const void *data, size_t n) {
    PvsLogIo *io = ctx;
    (void)fd;
    if (pvs_log_append(io->log, data, n) != PVS_OK) {
        return -1;
    }
    io->wake(io->ctx);
    return (long)n;
}
static int io_nothing(void *ctx, int fd) {
    (void)ctx;
    (void)fd;
    return 0;
}
static int io_rename(void *ctx, const char *from, const char *to) {
    (void)ctx;
    (void)from;
    (void)to;
    return 0;
}
static int io_unlink(void *ctx, const char *path) {
    (void)ctx;
    (void)path;
    return 0;
}

PvsStatus pvs_log_writer(PvsLogIo *io, const PvsMeta *meta, PvsRecordWriter **out, PvsError *err) {
    io->io = (PvsIo){io_open, io_write, io_nothing, io_nothing, io_rename, io_unlink, io};
    return pvs_record_writer_create("the stream", meta, &io->io, out, err);
}

// --- playing -------------------------------------------------------------------------------------

typedef struct {
    PvsSink into;
    PvsEventLevel level;
    bool only;
    const volatile int *stop;
} Filter;

static int on_event(void *ctx, const PvsEvent *event) {
    Filter *f = ctx;
    if (*f->stop) {
        return PVS_INTERRUPTED;
    }
    if (f->only && pvs_event_info((PvsEventKind)event->kind)->level != f->level) {
        return PVS_OK;
    }
    return f->into.on_event(f->into.ctx, event);
}

static PvsStatus play_model(const Job *job, PvsLogIo *io, PvsError *err) {
    const PvsModel *model = job->play.loaded->model;
    PvsArena arena;
    PvsMeta meta;
    PvsRecordWriter *writer = NULL;
    pvs_arena_init(&arena);
    PvsState *state = pvs_state_create(model);
    PvsStatus status = state ? pvs_meta_from_model(model, job->play.seed, job->play.replication,
                                                   &arena, &meta, err)
                             : pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    status = status == PVS_OK ? pvs_log_writer(io, &meta, &writer, err) : status;
    if (status == PVS_OK) {
        Filter filter = {pvs_record_writer_sink(writer), job->play.level, job->play.only,
                         &job->plays->stop};
        PvsSink sink = {on_event, &filter, job->play.level};
        PvsRunOptions run = pvs_run_options_default();
        PvsOutcome outcome;
        run.sinks = &sink;
        run.n_sinks = 1;
        status = pvs_battle_run(model, state, job->play.seed, job->play.replication, &run, &outcome,
                                err);
    }
    if (writer && status == PVS_OK) {
        status = pvs_record_writer_finish(writer, false, err);
    } else {
        pvs_record_writer_discard(writer);
    }
    pvs_state_destroy(state);
    pvs_arena_free(&arena);
    return status;
}

static PvsStatus play_record(const Job *job, PvsLogIo *io, PvsError *err) {
    PvsRecord *record = NULL;
    PvsRecordWriter *writer = NULL;
    PvsStatus status = pvs_record_open(job->path, &record, err);
    status = status == PVS_OK ? pvs_log_writer(io, pvs_record_meta(record), &writer, err) : status;
    if (status == PVS_OK) {
        Filter filter = {pvs_record_writer_sink(writer), job->play.level, job->play.only,
                         &job->plays->stop};
        PvsSink sink = {on_event, &filter, job->play.level};
        status = pvs_record_replay(record, &sink, 1, err);
    }
    if (writer && status == PVS_OK) {
        status = pvs_record_writer_finish(writer, pvs_record_interrupted(record), err);
    } else {
        pvs_record_writer_discard(writer);
    }
    pvs_record_close(record);
    return status;
}

static void do_job(void *ctx) {
    Job *job = ctx;
    PvsError err = {0};
    PvsLogIo io = {.log = job->log, .wake = job->plays->wake, .ctx = job->plays->ctx};
    bool wanted = !job->plays->stop && pvs_log_is_shared(job->log); // else everybody has gone
    PvsStatus status = !wanted     ? pvs_error_set(&err, PVS_INTERRUPTED, "stopped")
                       : job->path ? play_record(job, &io, &err)
                                   : play_model(job, &io, &err);
    err.status = status;
    pvs_log_end(job->log, &err);
    io.wake(io.ctx);
    pvs_log_release(job->log);
    pvs_loaded_release(job->play.loaded);
    pvs_free(job->path);
    pvs_free(job);
}

// --- what is kept --------------------------------------------------------------------------------

PvsPlays *pvs_plays_create(void (*wake)(void *ctx), void *ctx) {
    PvsPlays *plays = pvs_alloc(sizeof *plays);
    if (!plays) {
        return NULL;
    }
    plays->wake = wake;
    plays->ctx = ctx;
    plays->pool = pvs_pool_create(THREADS);
    if (!plays->pool) {
        pvs_free(plays);
        return NULL;
    }
    return plays;
}

void pvs_plays_forget(PvsPlays *plays) {
    for (int i = 0; i < KEPT_MAX; i++) {
        pvs_log_release(plays->kept[i].log);
        plays->kept[i] = (Kept){0};
    }
}

void pvs_plays_destroy(PvsPlays *plays) {
    if (plays) {
        plays->stop = 1;
        pvs_pool_destroy(plays->pool);
        pvs_plays_forget(plays);
        pvs_free(plays);
    }
}

static bool is_same(const Kept *kept, const PvsPlay *play) {
    uint64_t serial = play->loaded ? play->loaded->serial : 0;
    return kept->log && kept->serial == serial && kept->play.seed == play->seed &&
           kept->play.replication == play->replication && kept->play.level == play->level &&
           kept->play.only == play->only && !pvs_log_state(kept->log).failed;
}

// The oldest goes: always one place, and more where much is kept.
static Kept *make_room(PvsPlays *plays) {
    for (;;) {
        Kept *oldest = NULL, *free_place = NULL;
        uint64_t n_bytes = 0;
        for (int i = 0; i < KEPT_MAX; i++) {
            Kept *k = &plays->kept[i];
            if (!k->log) {
                free_place = k;
                continue;
            }
            n_bytes += pvs_log_state(k->log).n;
            oldest = !oldest || k->used < oldest->used ? k : oldest;
        }
        if (free_place && (!oldest || n_bytes <= KEPT_BYTES)) {
            return free_place;
        }
        pvs_log_release(oldest->log);
        *oldest = (Kept){0};
    }
}

static PvsLog *begin(PvsPlays *plays, const PvsPlay *play) {
    Job *job = pvs_alloc(sizeof *job);
    PvsLog *log = job ? pvs_log_create(PVS_STREAM_BYTES_MAX) : NULL;
    char *path = log && play->path ? pvs_alloc(strlen(play->path) + 1) : NULL;
    if (!log || (play->path && !path)) {
        pvs_log_release(log);
        pvs_free(job);
        return NULL;
    }
    if (path) {
        memcpy(path, play->path, strlen(play->path) + 1);
    }
    *job = (Job){.plays = plays, .play = *play, .path = path, .log = pvs_log_share(log)};
    if (play->loaded) {
        pvs_loaded_share(play->loaded);
    }
    if (!pvs_pool_add(plays->pool, do_job, job)) {
        PvsError err;
        pvs_error_set(&err, PVS_NO_MEMORY, "out of memory");
        pvs_log_end(log, &err);
        pvs_log_release(log);
        pvs_loaded_release(play->loaded);
        pvs_free(path);
        pvs_free(job);
    }
    return log;
}

PvsLog *pvs_plays_get(PvsPlays *plays, const PvsPlay *play) {
    for (int i = 0; i < KEPT_MAX; i++) {
        if (is_same(&plays->kept[i], play)) {
            plays->kept[i].used = ++plays->n_used;
            return pvs_log_share(plays->kept[i].log);
        }
    }
    PvsLog *log = begin(plays, play);
    if (log) {
        Kept *kept = make_room(plays);
        *kept = (Kept){.serial = play->loaded ? play->loaded->serial : 0,
                       .play = *play,
                       .log = pvs_log_share(log),
                       .used = ++plays->n_used};
    }
    return log;
}
