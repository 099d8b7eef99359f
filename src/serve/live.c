// SPDX-License-Identifier: Apache-2.0
// The battle's thread sleeps in a sink until the clock has come to the next event. Plots go into a stream of their own, of which a slow page may
// leave out what is old; the rest is small and always whole.
#include "serve/live.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#include "battle/battle.h"
#include "serve/net.h"
#include "serve/plays.h"

#define FLUSH_US 200000u ///< a page is at most this far behind
#define SLEEP_US 20000u

typedef struct {
    PvsLogIo io;
    PvsLog *log;
    PvsRecordWriter *writer;
} Stream;

struct PvsLive {
    PvsLiveOptions options;
    pthread_t thread;
    volatile int stop;
    Stream paths, plots;
    uint64_t t0_us, t_flushed_us;
    pthread_mutex_t lock; ///< of what follows
    PvsTime t;
    const char *state;
};

static void flush(PvsLive *live, uint64_t now_us) {
    live->t_flushed_us = now_us;
    pvs_record_writer_flush(live->paths.writer);
    pvs_record_writer_flush(live->plots.writer);
    pvs_log_mark(live->plots.log); // a block begins here
    live->options.wake(live->options.ctx);
}

static void note_time(PvsLive *live, PvsTime t) {
    pthread_mutex_lock(&live->lock);
    live->t = t;
    pthread_mutex_unlock(&live->lock);
}

// Until the clock has come to t; what has happened is passed on meanwhile.
static void wait_for(PvsLive *live, PvsTime t) {
    uint64_t due_us = live->t0_us + (uint64_t)(pvs_time_s(t) / live->options.rate * 1e6);
    for (uint64_t now_us; !live->stop && (now_us = pvs_net_now_us()) < due_us;) {
        if (now_us - live->t_flushed_us >= FLUSH_US) {
            flush(live, now_us);
        }
        note_time(live,
                  pvs_time_from_s((double)(now_us - live->t0_us) * 1e-6 * live->options.rate));
        uint64_t left_us = due_us - now_us;
        struct timespec nap = {0, (long)(left_us < SLEEP_US ? left_us : SLEEP_US) * 1000};
        nanosleep(&nap, NULL);
    }
}

static int on_event(void *ctx, const PvsEvent *event) {
    PvsLive *live = ctx;
    wait_for(live, event->t);
    if (pvs_net_now_us() - live->t_flushed_us >= FLUSH_US) {
        flush(live, pvs_net_now_us());
        note_time(live, event->t);
    }
    bool plot = pvs_event_info((PvsEventKind)event->kind)->level == PVS_LEVEL_PLOT;
    PvsSink sink = pvs_record_writer_sink(plot ? live->plots.writer : live->paths.writer);
    return sink.on_event(sink.ctx, event);
}

static PvsStatus battle(PvsLive *live, bool *interrupted, PvsError *err) {
    const PvsLiveOptions *o = &live->options;
    PvsArena arena;
    PvsMeta meta;
    pvs_arena_init(&arena);
    PvsState *state = pvs_state_create(o->loaded->model);
    PvsStatus status =
        state ? pvs_meta_from_model(o->loaded->model, o->seed, o->replication, &arena, &meta, err)
              : pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    status = status == PVS_OK ? pvs_log_writer(&live->paths.io, &meta, &live->paths.writer, err)
                              : status;
    status = status == PVS_OK ? pvs_log_writer(&live->plots.io, &meta, &live->plots.writer, err)
                              : status;
    if (status == PVS_OK) {
        PvsRunOptions run = pvs_run_options_default();
        PvsSink sink = {on_event, live, PVS_LEVEL_PLOT};
        PvsOutcome outcome;
        run.sinks = &sink;
        run.n_sinks = 1;
        run.stop = &live->stop;
        live->t0_us = pvs_net_now_us();
        flush(live, live->t0_us); // the heads: pages know at once what there is
        status =
            pvs_battle_run(o->loaded->model, state, o->seed, o->replication, &run, &outcome, err);
        *interrupted = status == PVS_OK && outcome.interrupted;
        if (status == PVS_OK) {
            note_time(live, outcome.t_end);
        }
    }
    pvs_state_destroy(state);
    pvs_arena_free(&arena);
    return status;
}

static PvsStatus end_stream(Stream *stream, PvsStatus status, bool interrupted, PvsError *err) {
    if (stream->writer && status == PVS_OK) {
        status = pvs_record_writer_finish(stream->writer, interrupted, err);
    } else {
        pvs_record_writer_discard(stream->writer);
    }
    stream->writer = NULL;
    err->status = status;
    pvs_log_end(stream->log, err);
    return status;
}

static void *play(void *ctx) {
    PvsLive *live = ctx;
    PvsError err = {0};
    bool interrupted = false;
    PvsStatus status = battle(live, &interrupted, &err);
    PvsStatus paths = end_stream(&live->paths, status, interrupted, &err);
    PvsStatus plots = end_stream(&live->plots, status, interrupted, &err);
    pthread_mutex_lock(&live->lock);
    live->state = paths == PVS_OK && plots == PVS_OK && !interrupted ? "ended" : "interrupted";
    pthread_mutex_unlock(&live->lock);
    live->options.wake(live->options.ctx);
    return NULL;
}

static bool make_stream(PvsLive *live, Stream *stream) {
    stream->log = pvs_log_create(PVS_STREAM_BYTES_MAX);
    stream->io =
        (PvsLogIo){.log = stream->log, .wake = live->options.wake, .ctx = live->options.ctx};
    return stream->log;
}

PvsLive *pvs_live_start(const PvsLiveOptions *options) {
    PvsLive *live = pvs_alloc(sizeof *live);
    if (!live) {
        return NULL;
    }
    live->options = *options;
    live->state = "playing";
    pthread_mutex_init(&live->lock, NULL);
    pvs_loaded_share(options->loaded);
    bool made = make_stream(live, &live->paths) && make_stream(live, &live->plots);
    if (!made || pthread_create(&live->thread, NULL, play, live) != 0) {
        pvs_log_release(live->paths.log);
        pvs_log_release(live->plots.log);
        pvs_loaded_release(options->loaded);
        pthread_mutex_destroy(&live->lock);
        pvs_free(live);
        return NULL;
    }
    return live;
}

void pvs_live_stop(PvsLive *live) {
    if (live) {
        live->stop = 1;
        pthread_join(live->thread, NULL);
        pvs_log_release(live->paths.log);
        pvs_log_release(live->plots.log);
        pvs_loaded_release(live->options.loaded);
        pthread_mutex_destroy(&live->lock);
        pvs_free(live);
    }
}

PvsLog *pvs_live_log(PvsLive *live, bool plots) {
    return plots ? live->plots.log : live->paths.log;
}

double pvs_live_t_s(PvsLive *live) {
    pthread_mutex_lock(&live->lock);
    double t_s = pvs_time_s(live->t);
    pthread_mutex_unlock(&live->lock);
    return t_s;
}

const char *pvs_live_state(PvsLive *live) {
    pthread_mutex_lock(&live->lock);
    const char *state = live->state;
    pthread_mutex_unlock(&live->lock);
    return state;
}
