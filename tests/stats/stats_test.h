// SPDX-License-Identifier: Apache-2.0
// What the tests of stats/ share: repeatable random numbers for synthetic battles.
#ifndef PVS_TESTS_STATS_STATS_TEST_H
#define PVS_TESTS_STATS_STATS_TEST_H

#include <stdint.h>

#include "base/luck.h"
#include "base/math.h"

/// A stream of random numbers: draw k of stream `which`.
typedef struct {
    PvsLuck luck;
    uint64_t id;
    uint32_t n;
} Stream;

static inline Stream stream(uint64_t seed, uint64_t which) {
    return (Stream){pvs_luck(seed, which), which, 0};
}

static inline double uniform(Stream *s) {
    return pvs_luck_u01(s->luck, PVS_LUCK_TEST, s->id, s->n++);
}

static inline double normal(Stream *s) {
    return pvs_normal_quantile(uniform(s));
}

/// Poisson by inversion; small means.
static inline int poisson(Stream *s, double mean) {
    double u = uniform(s), p = pvs_exp(-mean), sum = p;
    int k = 0;
    while (u > sum && k < 10000) {
        k++;
        p *= mean / k;
        sum += p;
    }
    return k;
}

/// Gamma of shape 1/dispersion and mean 1, by summing exponentials: dispersion = 1 / a whole number.
static inline double gamma_of_mean_one(Stream *s, int shape) {
    double sum = 0;
    for (int i = 0; i < shape; i++) {
        sum -= pvs_log(uniform(s));
    }
    return sum / shape;
}

/// A quick generator where many thousand studies are played (S. Vigna's xorshift64*, state not 0); the
/// product's draws are Philox.
typedef struct {
    uint64_t state;
} Quick;

static inline double quick(Quick *q) {
    q->state ^= q->state >> 12;
    q->state ^= q->state << 25;
    q->state ^= q->state >> 27;
    return ((double)(q->state * 2685821657736338717u >> 11) + 0.5) * 0x1p-53;
}

#endif
