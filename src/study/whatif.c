// SPDX-License-Identifier: Apache-2.0
// What-if: threads play battles of the variant (and what the baseline lacks) in order of their numbers; the caller's thread takes finished pairs in that
// order, so that the interval is a function of the models and of how many pairs there are.
#include <pavise/whatif.h>

#include <math.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "model/model.h"
#include "stats/sequence.h"
#include "stats/stats.h"

#define OPTIONS_MADE 0x77686174u // "what"
#define JOBS_MAX     256
#define PAIRS_MAX    100000000ull
#define N_TIGHT      200.0

struct PvsWhatIf {
    const PvsModel *baseline;
    PvsWhatIfOptions options;
    float *leakers; ///< of the baseline, by battle; negative: not played
    uint64_t n, capacity;
    PvsState **states; ///< of the baseline, one a thread, kept warm
    int n_states;
};

typedef struct {
    PvsWhatIf *w;
    const PvsModel *variant; ///< null: the baseline alone
    float *leakers;          ///< of the variant; negative: not played
    uint64_t n, next;
    int n_working;
    bool halted;
    PvsStatus status;
    PvsError *err;
    pthread_mutex_t lock;
    pthread_cond_t changed;
} Pool;

typedef struct {
    Pool *pool;
    PvsState **baseline; ///< kept
    PvsState *variant;
} Worker;

PvsWhatIfOptions pvs_whatif_options_default(void) {
    return (PvsWhatIfOptions){.made = OPTIONS_MADE, .seed = 1};
}

PvsStatus pvs_whatif_create(const PvsModel *baseline, const PvsWhatIfOptions *o, PvsWhatIf **out,
                            PvsError *err) {
    *out = NULL;
    if (!o || o->made != OPTIONS_MADE || !baseline) {
        return pvs_error_set(err, PVS_BAD_USAGE,
                             "the options were not made by pvs_whatif_options_default");
    }
    PvsWhatIf *w = pvs_alloc(sizeof *w);
    long n = o->jobs > 0 ? o->jobs : sysconf(_SC_NPROCESSORS_ONLN);
    if (w) {
        w->baseline = baseline;
        w->options = *o;
        w->n_states = n < 1 ? 1 : n > JOBS_MAX ? JOBS_MAX : (int)n;
        w->states = pvs_alloc((size_t)w->n_states * sizeof(PvsState *));
    }
    if (!w || !w->states) {
        pvs_free(w);
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    }
    *out = w;
    return PVS_OK;
}

void pvs_whatif_destroy(PvsWhatIf *w) {
    if (w) {
        for (int i = 0; i < w->n_states; i++) {
            pvs_state_destroy(w->states[i]);
        }
        pvs_free(w->states);
        pvs_free(w->leakers);
        pvs_free(w);
    }
}

// --- threads -------------------------------------------------------------------------------------------

static PvsStatus play(const Pool *pool, const PvsModel *model, PvsState **state, uint64_t battle,
                      float *out, PvsError *err) {
    PvsOutcome outcome;
    if (!*state) {
        *state = pvs_state_create(model);
    }
    if (!*state) {
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    }
    PvsStatus status =
        pvs_battle_run(model, *state, pool->w->options.seed, battle, NULL, &outcome, err);
    *out = (float)outcome.leakers;
    return status;
}

static bool take(Pool *pool, uint64_t *battle) {
    pthread_mutex_lock(&pool->lock);
    const volatile int *stop = pool->w->options.stop;
    bool more = !pool->halted && !(stop && *stop) && pool->next < pool->n;
    *battle = more ? pool->next++ : 0;
    pthread_mutex_unlock(&pool->lock);
    return more;
}

static void *work(void *arg) {
    Worker *t = arg;
    Pool *pool = t->pool;
    uint64_t battle;
    while (take(pool, &battle)) {
        PvsError err = {0};
        float base = pool->w->leakers[battle], variant = 0;
        PvsStatus status = PVS_OK;
        if (base < 0) {
            status = play(pool, pool->w->baseline, t->baseline, battle, &base, &err);
        }
        if (status == PVS_OK && pool->variant) {
            status = play(pool, pool->variant, &t->variant, battle, &variant, &err);
        }
        pthread_mutex_lock(&pool->lock);
        if (status != PVS_OK) {
            pool->halted = true;
            pool->status = pool->status == PVS_OK
                               ? pvs_error_set(pool->err, status, "%s", err.message)
                               : pool->status;
        } else {
            pool->w->leakers[battle] = base;
            if (pool->leakers) {
                pool->leakers[battle] = variant;
            }
        }
        pthread_cond_signal(&pool->changed);
        pthread_mutex_unlock(&pool->lock);
    }
    pthread_mutex_lock(&pool->lock);
    pool->n_working--;
    pthread_cond_signal(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

// --- taking pairs in order -------------------------------------------------------------------------------

typedef struct {
    PvsPairs pairs; ///< x variant, y baseline
    uint64_t none_variant, none_baseline;
    double largest; ///< no difference can exceed the number of threats
} Sums;

static PvsWhatIfResult state_of(const Sums *s) {
    PvsPairsSummary sum = pvs_pairs_summary(&s->pairs);
    PvsInterval ci = pvs_sequence_difference(&s->pairs, 1, s->largest, N_TIGHT, 0.95);
    double n = s->pairs.n ? (double)s->pairs.n : (double)NAN;
    return (PvsWhatIfResult){.pairs = s->pairs.n,
                             .baseline = sum.mean_y,
                             .variant = sum.mean_x,
                             .difference = sum.mean_diff,
                             .lo = ci.lo,
                             .hi = ci.hi,
                             .correlation = sum.correlation,
                             .no_leak_baseline = (double)s->none_baseline / n,
                             .no_leak_variant = (double)s->none_variant / n};
}

// Waits for further pairs at the front; false when there will be none.
static bool collect(Pool *pool, Sums *s) {
    uint64_t before = s->pairs.n;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (s->pairs.n < pool->n && pool->w->leakers[s->pairs.n] >= 0 &&
               (!pool->leakers || pool->leakers[s->pairs.n] >= 0)) {
            double base = pool->w->leakers[s->pairs.n];
            double variant = pool->leakers ? pool->leakers[s->pairs.n] : base;
            s->none_baseline += base == 0;
            s->none_variant += variant == 0;
            pvs_pairs_add(&s->pairs, variant, base);
        }
        if (s->pairs.n > before || pool->n_working == 0) {
            break;
        }
        pthread_cond_wait(&pool->changed, &pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return s->pairs.n > before;
}

static bool reserve(PvsWhatIf *w, uint64_t n) {
    if (n > w->capacity) {
        float *more = pvs_realloc(w->leakers, n * sizeof *more);
        if (!more) {
            return false;
        }
        for (uint64_t i = w->capacity; i < n; i++) {
            more[i] = -1;
        }
        w->leakers = more;
        w->capacity = n;
    }
    return true;
}

static PvsStatus run(PvsWhatIf *w, const PvsModel *variant, uint64_t n,
                     bool (*tell)(void *, const PvsWhatIfResult *), void *ctx, PvsWhatIfResult *out,
                     PvsError *err) {
    if (n < 1 || n > PAIRS_MAX) {
        return pvs_error_set(err, PVS_BAD_USAGE, "1 to 100000000 pairs can be played");
    }
    Pool pool = {.w = w, .variant = variant, .n = n, .err = err};
    Worker *workers = pvs_alloc((size_t)w->n_states * sizeof *workers);
    pthread_t *threads = pvs_alloc((size_t)w->n_states * sizeof *threads);
    pool.leakers = variant ? pvs_alloc(n * sizeof *pool.leakers) : NULL;
    if (!workers || !threads || (variant && !pool.leakers) || !reserve(w, n)) {
        pvs_free(workers);
        pvs_free(threads);
        pvs_free(pool.leakers);
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    }
    for (uint64_t i = 0; variant && i < n; i++) {
        pool.leakers[i] = -1;
    }
    pthread_mutex_init(&pool.lock, NULL);
    pthread_cond_init(&pool.changed, NULL);
    int started = 0;
    while (started < w->n_states) {
        workers[started] = (Worker){.pool = &pool, .baseline = &w->states[started]};
        pthread_mutex_lock(&pool.lock);
        pool.n_working++;
        pthread_mutex_unlock(&pool.lock);
        if (pthread_create(&threads[started], NULL, work, &workers[started]) != 0) {
            break;
        }
        started++;
    }
    if (started < w->n_states) { // the one that could not be started plays here, or nobody does
        if (started == 0) {
            work(&workers[0]);
        } else {
            pthread_mutex_lock(&pool.lock);
            pool.n_working--;
            pthread_mutex_unlock(&pool.lock);
        }
    }
    uint32_t n_threats = w->baseline->n_threats;
    if (variant && variant->n_threats > n_threats) {
        n_threats = variant->n_threats;
    }
    Sums sums = {.largest = n_threats};
    while (collect(&pool, &sums)) {
        PvsWhatIfResult state = state_of(&sums);
        if (tell && !tell(ctx, &state)) {
            pthread_mutex_lock(&pool.lock);
            pool.halted = true;
            pthread_mutex_unlock(&pool.lock);
        }
    }
    for (int i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
    for (int i = 0; i < w->n_states; i++) {
        pvs_state_destroy(workers[i].variant);
    }
    if (out) {
        *out = state_of(&sums);
    }
    pthread_mutex_destroy(&pool.lock);
    pthread_cond_destroy(&pool.changed);
    pvs_free(workers);
    pvs_free(threads);
    pvs_free(pool.leakers);
    if (pool.status == PVS_OK && sums.pairs.n < n) {
        return pvs_error_set(err, PVS_INTERRUPTED, "stopped after %llu pairs",
                             (unsigned long long)sums.pairs.n);
    }
    return pool.status;
}

PvsStatus pvs_whatif_prepare(PvsWhatIf *w, uint64_t n, PvsError *err) {
    return run(w, NULL, n, NULL, NULL, NULL, err);
}

PvsStatus pvs_whatif_run(PvsWhatIf *w, const PvsModel *variant, uint64_t n,
                         bool (*tell)(void *ctx, const PvsWhatIfResult *state), void *ctx,
                         PvsWhatIfResult *out, PvsError *err) {
    return variant ? run(w, variant, n, tell, ctx, out, err)
                   : pvs_error_set(err, PVS_BAD_USAGE, "there is no variant");
}
