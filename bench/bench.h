// SPDX-License-Identifier: Apache-2.0
// What all benchmark programs share: the clock, repeatable numbers, and how a case is reported.
#ifndef PVS_BENCH_BENCH_H
#define PVS_BENCH_BENCH_H

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "base/luck.h"

typedef struct {
    bool json;
    bool begun; ///< a case has been written
} BenchReport;

static inline double bench_now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/// Uniform in [low, high), a function of `which` and i alone.
static inline double bench_uniform(uint64_t which, uint32_t i, double low, double high) {
    return low + (high - low) * pvs_luck_u01(pvs_luck(3, 0), PVS_LUCK_TEST, which, i);
}

/// One case: its value (the median where there are several runs), the least, and over how many runs.
static inline void bench_say(BenchReport *report, const char *name, double value, double least,
                             const char *unit, int runs) {
    if (report->json) {
        printf("%s\"%s\": {\"value\": %.6g, \"min\": %.6g, \"unit\": \"%s\", \"runs\": %d}",
               report->begun ? ", " : "{", name, value, least, unit, runs);
    } else {
        printf("%-32s %12.5g %-8s min %.5g, runs %d\n", name, value, unit, least, runs);
    }
    report->begun = true;
}

/// Ends the JSON document.
static inline void bench_end(const BenchReport *report) {
    if (report->json) {
        printf("%s}\n", report->begun ? "" : "{");
    }
}

#endif
