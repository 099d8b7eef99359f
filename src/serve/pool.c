// SPDX-License-Identifier: Apache-2.0
#include "serve/pool.h"

#include <pthread.h>

#include "base/arena.h"

#define THREADS_MAX 64

typedef struct Job {
    struct Job *next;
    void (*run)(void *ctx);
    void *ctx;
} Job;

struct PvsPool {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    Job *first, *last;
    bool stop;
    int n_threads;
    pthread_t threads[THREADS_MAX];
};

static void *work(void *ctx) {
    PvsPool *pool = ctx;
    for (;;) {
        pthread_mutex_lock(&pool->lock);
        while (!pool->first && !pool->stop) {
            pthread_cond_wait(&pool->filled, &pool->lock);
        }
        Job *job = pool->first;
        if (job) {
            pool->first = job->next;
            pool->last = pool->first ? pool->last : NULL;
        }
        pthread_mutex_unlock(&pool->lock);
        if (!job) {
            return NULL;
        }
        job->run(job->ctx);
        pvs_free(job);
    }
}

PvsPool *pvs_pool_create(int n_threads) {
    PvsPool *pool = pvs_alloc(sizeof *pool);
    if (!pool) {
        return NULL;
    }
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->filled, NULL);
    for (int i = 0; i < n_threads && i < THREADS_MAX; i++) {
        if (pthread_create(&pool->threads[i], NULL, work, pool) != 0) {
            break;
        }
        pool->n_threads++;
    }
    if (pool->n_threads == 0) {
        pvs_pool_destroy(pool);
        return NULL;
    }
    return pool;
}

bool pvs_pool_add(PvsPool *pool, void (*run)(void *ctx), void *ctx) {
    Job *job = pvs_alloc(sizeof *job);
    if (!job) {
        return false;
    }
    job->run = run;
    job->ctx = ctx;
    pthread_mutex_lock(&pool->lock);
    *(pool->last ? &pool->last->next : &pool->first) = job;
    pool->last = job;
    pthread_cond_signal(&pool->filled);
    pthread_mutex_unlock(&pool->lock);
    return true;
}

void pvs_pool_destroy(PvsPool *pool) {
    if (!pool) {
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->stop = true;
    pthread_cond_broadcast(&pool->filled);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->n_threads; i++) {
        pthread_join(pool->threads[i], NULL);
    }
    pthread_cond_destroy(&pool->filled);
    pthread_mutex_destroy(&pool->lock);
    pvs_free(pool);
}
