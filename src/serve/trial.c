// SPDX-License-Identifier: Apache-2.0
// Threads take pairs by their number and play both battles of each; the owner adds what is done in the order of the numbers, so that a figure
// depends on how many pairs there are and on nothing else. The battles of the file as it is on disk are kept for the next change.
//
// Intervals are confidence sequences: they hold at all times at once, so that one may look while they tighten.
#include "serve/trial.h"

#include <math.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/arena.h"
#include "battle/battle.h"
#include "stats/stats.h"

#define THREADS_MAX  64
#define N_MEASURES   6
#define N_TIGHT      200.0
#define N_FIRST      20 ///< before, a variance means too little
#define TELL_US      250000u
#define SHARP_PAIRS  400 ///< it stops early only after these
#define SHARP_SHARE  0.002
#define FRESH_FIRST  (1ull << 40) ///< replications of confirmations: no try comes that far
#define FRESH_STRIDE (1ull << 24)
#define TRIES_MAX    4096

static const struct {
    const char *name, *unit;
    double grain;
} measures[N_MEASURES] = {
    {"leakers", "1", 1},
    {"killed", "1", 1},
    {"hit", "1", 1},
    {"interceptors_fired", "1", 1},
    {"defence_cost_usd", "USD", 1},
    {"assets_destroyed", "1", 1},
};

#define N_OF_THREATS 3 ///< of the measures: counts of threats, the first of them

typedef struct {
    double x[N_MEASURES], armed;
    bool done;
} Battle;

/// Battles of one side by pair number.
typedef struct {
    Battle *list;
    uint64_t n; ///< room
} Battles;

typedef struct {
    PvsPairs pairs[N_MEASURES]; ///< x: now, y: before; of `before` alone: both the same
    PvsMoments armed;
    uint64_t n;
} Sums;

struct PvsTrial {
    pthread_mutex_t lock; ///< of all below
    pthread_cond_t todo, idle;
    pthread_t threads[THREADS_MAX];
    int n_threads, n_playing;
    bool quit, paused, failed, fresh;
    volatile int stop; ///< read by battles under way
    PvsError error;
    uint64_t seed, first_replication, revision;
    PvsLoaded *before, *now;
    uint64_t kept_serial;                      ///< of the scenario whose battles `kept` holds
    Battles kept, before_battles, now_battles; // kept: of tries, from replication 0
    uint64_t next, n_pairs;
    Sums sums;
    uint64_t n_told, t_told_us, n_fresh;
    bool told_end;
    uint64_t tries[TRIES_MAX]; ///< serials
    uint32_t n_tries;
    void (*nudge)(void *ctx);
    void *ctx;
};

// --- playing -------------------------------------------------------------------------------------

static void note(const PvsModel *model, const PvsOutcome *o, Battle *out) {
    double lost = 0;
    for (uint32_t i = 0; i < model->n_sites; i++) {
        lost += o->sites[i].destroyed;
    }
    *out = (Battle){
        .x = {o->leakers, o->all.killed, o->all.hit, o->shots.fired, o->defence_cost_usd, lost},
        .armed = o->armed.launched,
        .done = true};
}

/// A thread's own states, one a side, made anew when the scenario changes.
typedef struct {
    PvsLoaded *loaded[2];
    PvsState *state[2];
} Worker;

static void set_side(Worker *w, int side, PvsLoaded *loaded) {
    if (w->loaded[side] != loaded) {
        pvs_state_destroy(w->state[side]);
        pvs_loaded_release(w->loaded[side]);
        w->loaded[side] = loaded ? pvs_loaded_share(loaded) : NULL;
        w->state[side] = loaded ? pvs_state_create(loaded->model) : NULL;
    }
}

static PvsStatus play(const PvsTrial *w, Worker *worker, int side, uint64_t replication,
                      Battle *out, PvsError *err) {
    PvsRunOptions run = pvs_run_options_default();
    PvsOutcome outcome;
    run.stop = &w->stop;
    if (!worker->state[side]) {
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    }
    PvsStatus status = pvs_battle_run(worker->loaded[side]->model, worker->state[side], w->seed,
                                      replication, &run, &outcome, err);
    if (status == PVS_OK && !outcome.interrupted) {
        note(worker->loaded[side]->model, &outcome, out);
    }
    return status;
}

static bool has_work(const PvsTrial *w) {
    return w->before && !w->paused && !w->failed && !w->stop && w->next < w->n_pairs;
}

// One pair, with the lock held at both ends and not between.
static void play_pair(PvsTrial *w, Worker *worker) {
    uint64_t i = w->next++, replication = w->first_replication + i;
    bool both = w->now != w->before;
    Battle before = w->before_battles.list[i], now = {.done = !both};
    PvsError err = {0};
    set_side(worker, 0, w->before);
    set_side(worker, 1, both ? w->now : NULL);
    w->n_playing++;
    pthread_mutex_unlock(&w->lock);

    PvsStatus status = both ? play(w, worker, 1, replication, &now, &err) : PVS_OK;
    if (status == PVS_OK && !before.done) {
        status = play(w, worker, 0, replication, &before, &err);
    }

    pthread_mutex_lock(&w->lock);
    w->n_playing--;
    if (w->n_playing == 0) {
        pthread_cond_broadcast(&w->idle);
    }
    if (w->stop) {
        return; // a change came meanwhile: what was played is of no use
    }
    if (status != PVS_OK) {
        w->failed = true;
        w->error = err;
    }
    w->before_battles.list[i] = before;
    if (both) {
        w->now_battles.list[i] = now;
    }
    if ((i + 1) % N_FIRST == 0 || w->failed) {
        w->nudge(w->ctx);
    }
}

static void *work(void *ctx) {
    PvsTrial *w = ctx;
    Worker worker = {0};
    setpriority(PRIO_PROCESS, (id_t)gettid(), 5); // pages are answered first
    pthread_mutex_lock(&w->lock);
    while (!w->quit) {
        if (has_work(w)) {
            play_pair(w, &worker);
        } else {
            pthread_cond_wait(&w->todo, &w->lock);
        }
    }
    pthread_mutex_unlock(&w->lock);
    set_side(&worker, 0, NULL);
    set_side(&worker, 1, NULL);
    return NULL;
}

// --- beginning and ending ------------------------------------------------------------------------

PvsTrial *pvs_trial_create(int n_threads, uint64_t seed, void (*nudge)(void *ctx), void *ctx) {
    PvsTrial *w = pvs_alloc(sizeof *w);
    if (!w) {
        return NULL;
    }
    w->seed = seed;
    w->nudge = nudge;
    w->ctx = ctx;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->todo, NULL);
    pthread_cond_init(&w->idle, NULL);
    for (int i = 0; i < n_threads && i < THREADS_MAX; i++) {
        if (pthread_create(&w->threads[i], NULL, work, w) != 0) {
            break;
        }
        w->n_threads++;
    }
    if (w->n_threads == 0) {
        pvs_trial_destroy(w);
        return NULL;
    }
    return w;
}

// Stops what is played and waits until no thread is at it; with the lock held.
static void halt(PvsTrial *w) {
    w->stop = 1;
    while (w->n_playing > 0) {
        pthread_cond_wait(&w->idle, &w->lock);
    }
    w->stop = 0;
}

static void forget(Battles *battles) {
    pvs_free(battles->list);
    *battles = (Battles){0};
}

// The battles of tries of the file as it stands go back to where the next change finds them.
static void put_back(PvsTrial *w) {
    if (w->before && !w->fresh && w->before->serial == w->kept_serial) {
        forget(&w->kept);
        w->kept = w->before_battles;
        w->before_battles = (Battles){0};
    }
    forget(&w->before_battles);
    forget(&w->now_battles);
}

static bool make_room(Battles *battles, uint64_t n) {
    if (n <= battles->n) {
        return true;
    }
    Battle *list = pvs_realloc(battles->list, n * sizeof *list);
    if (!list) {
        return false;
    }
    memset(list + battles->n, 0, (n - battles->n) * sizeof *list);
    *battles = (Battles){list, n};
    return true;
}

static void count_try(PvsTrial *w, const PvsLoaded *now) {
    for (uint32_t i = 0; i < w->n_tries; i++) {
        if (w->tries[i] == now->serial) {
            return;
        }
    }
    if (w->n_tries < TRIES_MAX) {
        w->tries[w->n_tries++] = now->serial;
    }
}

static void set_up(PvsTrial *w, PvsLoaded *before, PvsLoaded *now, bool fresh, uint64_t n_pairs) {
    w->before = pvs_loaded_share(before);
    w->now = pvs_loaded_share(now);
    w->fresh = fresh;
    w->first_replication = fresh ? FRESH_FIRST + w->n_fresh++ * FRESH_STRIDE : 0;
    w->n_pairs = n_pairs;
    if (!fresh) {
        if (w->kept_serial != before->serial) {
            forget(&w->kept);
            w->kept_serial = before->serial;
        }
        w->before_battles = w->kept;
        w->kept = (Battles){0};
    }
    if (now != before && !fresh) {
        count_try(w, now);
    }
    w->failed = !make_room(&w->before_battles, n_pairs) ||
                (now != before && !make_room(&w->now_battles, n_pairs));
    if (w->failed) {
        pvs_error_set(&w->error, PVS_NO_MEMORY, "out of memory");
    }
}

void pvs_trial_begin(PvsTrial *w, PvsLoaded *before, PvsLoaded *now, uint64_t revision, bool fresh,
                     uint64_t n_pairs) {
    pthread_mutex_lock(&w->lock);
    halt(w);
    put_back(w);
    pvs_loaded_release(w->before);
    pvs_loaded_release(w->now);
    w->before = w->now = NULL;
    w->next = 0;
    w->sums = (Sums){.n = 0};
    w->n_told = w->t_told_us = 0;
    w->told_end = w->failed = w->paused = false;
    w->revision = revision;
    if (before) {
        set_up(w, before, now, fresh, n_pairs);
        pthread_cond_broadcast(&w->todo);
    } else {
        forget(&w->kept);
        w->kept_serial = 0;
        w->n_tries = 0;
    }
    pthread_mutex_unlock(&w->lock);
}

void pvs_trial_destroy(PvsTrial *w) {
    if (!w) {
        return;
    }
    pvs_trial_begin(w, NULL, NULL, 0, false, 0);
    pthread_mutex_lock(&w->lock);
    w->quit = true;
    pthread_cond_broadcast(&w->todo);
    pthread_mutex_unlock(&w->lock);
    for (int i = 0; i < w->n_threads; i++) {
        pthread_join(w->threads[i], NULL);
    }
    pthread_cond_destroy(&w->todo);
    pthread_cond_destroy(&w->idle);
    pthread_mutex_destroy(&w->lock);
    pvs_free(w);
}

void pvs_trial_pause(PvsTrial *w, bool pause) {
    pthread_mutex_lock(&w->lock);
    w->paused = pause;
    w->told_end = false;
    pthread_cond_broadcast(&w->todo);
    pthread_mutex_unlock(&w->lock);
}

void pvs_trial_extend(PvsTrial *w, uint64_t n_pairs) {
    pthread_mutex_lock(&w->lock);
    if (w->before && n_pairs > w->next) {
        halt(w);             // lists move while they grow
        w->next = w->sums.n; // what was under way is played again
        w->n_pairs = n_pairs;
        w->failed = !make_room(&w->before_battles, n_pairs) ||
                    (w->now != w->before && !make_room(&w->now_battles, n_pairs));
        w->told_end = false;
        pthread_cond_broadcast(&w->todo);
    }
    pthread_mutex_unlock(&w->lock);
}

// --- figures -------------------------------------------------------------------------------------

// Adds what is done, in the order of the pairs' numbers.
static void gather(PvsTrial *w) {
    bool both = w->now != w->before;
    while (w->sums.n < w->next) {
        const Battle *b = &w->before_battles.list[w->sums.n];
        const Battle *a = both ? &w->now_battles.list[w->sums.n] : b;
        if (!a->done || !b->done) {
            return;
        }
        for (int i = 0; i < N_MEASURES; i++) {
            pvs_pairs_add(&w->sums.pairs[i], a->x[i], b->x[i]);
        }
        pvs_moments_add(&w->sums.armed, b->armed);
        w->sums.n++;
    }
}

// Of a confidence sequence at 95 %: of one mean, and of a paired difference. Of one mean it is undefined below 20 battles; of a
// difference it stands from the first pair on, where none can exceed the number of threats.
static PvsInterval mean_interval(uint64_t n, double mean, double variance, double grain) {
    PvsRunning running = {.n = n, .n_events = n, .mean = mean, .variance = variance};
    return pvs_sequence_interval(running, grain, N_TIGHT, 0.95);
}

static PvsInterval difference_interval(const PvsTrial *w, int i) {
    bool of_threats = i < N_OF_THREATS;
    double largest = of_threats ? pvs_model_count(w->now->model, PVS_DOM_THREAT) : 0;
    return pvs_sequence_difference(&w->sums.pairs[i], measures[i].grain, largest, N_TIGHT, 0.95);
}

// Enough: the difference of leakers is known to a small share of what could leak.
static void stop_when_sharp(PvsTrial *w) {
    bool both = w->now != w->before;
    PvsPairsSummary s = pvs_pairs_summary(&w->sums.pairs[0]);
    PvsInterval ci =
        both ? difference_interval(w, 0) : mean_interval(s.n, s.mean_y, s.var_y, measures[0].grain);
    double half = (ci.hi - ci.lo) / 2;
    double armed = pvs_moments_mean(&w->sums.armed);
    if (w->sums.n >= SHARP_PAIRS && w->n_pairs == PVS_TRIAL_PAIRS && half < SHARP_SHARE * armed) {
        w->n_pairs = w->next; // those under way still come
    }
}

static const char *state_of(const PvsTrial *w) {
    return w->failed                               ? "failed"
           : !w->before || w->sums.n >= w->n_pairs ? "done"
           : w->paused                             ? "paused"
                                                   : "running";
}

const char *pvs_trial_state(PvsTrial *w) {
    pthread_mutex_lock(&w->lock);
    const char *state = state_of(w);
    pthread_mutex_unlock(&w->lock);
    return state;
}

bool pvs_trial_is_fresh(PvsTrial *w) {
    pthread_mutex_lock(&w->lock);
    bool fresh = w->before && w->fresh;
    pthread_mutex_unlock(&w->lock);
    return fresh;
}

static void add_estimate(PvsStr *out, const char *name, double mean, PvsInterval ci) {
    pvs_str_printf(out, ", \"%s\": {\"mean\": ", name);
    pvs_str_json_number(out, mean);
    pvs_str_printf(out, ", \"lo\": ");
    pvs_str_json_number(out, ci.lo);
    pvs_str_printf(out, ", \"hi\": ");
    pvs_str_json_number(out, ci.hi);
    pvs_str_printf(out, "}");
}

static void add_measure(const PvsTrial *w, int i, PvsStr *out) {
    PvsPairsSummary s = pvs_pairs_summary(&w->sums.pairs[i]);
    double grain = measures[i].grain;
    pvs_str_printf(out, "%s{\"name\": \"%s\", \"unit\": \"%s\"", i ? ", " : "", measures[i].name,
                   measures[i].unit);
    add_estimate(out, "before", s.mean_y, mean_interval(s.n, s.mean_y, s.var_y, grain));
    if (w->now == w->before) {
        pvs_str_printf(out, ", \"now\": null, \"difference\": null, \"correlation\": null, "
                            "\"variance_saved\": null}");
        return;
    }
    add_estimate(out, "now", s.mean_x, mean_interval(s.n, s.mean_x, s.var_x, grain));
    add_estimate(out, "difference", s.mean_diff, difference_interval(w, i));
    pvs_str_printf(out, ", \"correlation\": ");
    pvs_str_json_number(out, s.correlation);
    pvs_str_printf(out, ", \"variance_saved\": ");
    pvs_str_json_number(out, 1 - s.var_diff / (s.var_x + s.var_y));
    pvs_str_printf(out, "}");
}

static void write_notice(const PvsTrial *w, PvsStr *out) {
    pvs_str_printf(out,
                   "{\"say\": \"whatif\", \"revision\": %llu, \"state\": \"%s\", \"fresh\": %s, "
                   "\"tries\": %u, "
                   "\"pairs\": %llu, \"pairs_wanted\": %llu, \"seed\": %llu, "
                   "\"first_replication\": %llu, \"measures\": [",
                   (unsigned long long)w->revision, state_of(w), w->fresh ? "true" : "false",
                   w->n_tries, (unsigned long long)w->sums.n, (unsigned long long)w->n_pairs,
                   (unsigned long long)w->seed, (unsigned long long)w->first_replication);
    for (int i = 0; i < N_MEASURES; i++) {
        add_measure(w, i, out);
    }
    pvs_str_printf(out, "], \"of\": ");
    pvs_str_json_number(out, pvs_moments_mean(&w->sums.armed));
    pvs_str_printf(out, ", \"error\": ");
    w->failed ? pvs_str_json_string(out, w->error.message) : pvs_str_printf(out, "null");
    pvs_str_printf(out, "}");
}

bool pvs_trial_tell(PvsTrial *w, uint64_t t_us, bool all, PvsStr *out) {
    pthread_mutex_lock(&w->lock);
    bool tell = all && w->before;
    if (w->before) {
        gather(w);
        stop_when_sharp(w);
        bool ended = strcmp(state_of(w), "running") != 0;
        bool first = w->n_told < N_FIRST && w->sums.n >= N_FIRST;
        bool grown = w->sums.n > w->n_told && t_us - w->t_told_us >= TELL_US && w->sums.n > 1;
        tell = tell || (ended && !w->told_end) || first || grown;
        if (tell) {
            w->told_end = ended;
            w->n_told = w->sums.n;
            w->t_told_us = t_us;
            write_notice(w, out);
        }
    }
    pthread_mutex_unlock(&w->lock);
    return tell && !out->failed;
}
