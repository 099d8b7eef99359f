// SPDX-License-Identifier: Apache-2.0
// The mean of the worst share of battles, and its interval from the influence function: q + (x -
// q)+ / share averages to it, where q is where the tail begins.
#include <math.h>

#include "stats/tally.h"

#define TAIL_MIN 5 // battles in the tail below which no interval is given

// What is counted from the worst value down.
typedef struct {
    double sum;       // of values times their weight
    double threshold; // the value at which the tail is full
} Tail;

static double middle(const PvsTally *t, uint32_t i, uint64_t *n) {
    PvsInterval edges = pvs_tally_bin(t, i, n);
    return edges.lo + 0.5 * (edges.hi - edges.lo);
}

static Tail collect(const PvsTally *t, double wanted) {
    Tail tail = {0, 0};
    for (uint32_t i = t->n_bins; i-- > 0 && wanted > 0;) {
        uint64_t n;
        double x = middle(t, i, &n), take = (double)n < wanted ? (double)n : wanted;
        tail.sum += x * take;
        tail.threshold = x;
        wanted -= take;
    }
    return tail;
}

PvsWorst pvs_tally_worst(const PvsTally *t, double share, double confidence) {
    PvsWorst worst = {(double)NAN, (double)NAN, pvs_interval_undefined(), share * (double)t->n};
    if (t->n == 0 || !(share > 0 && share < 1)) {
        return worst;
    }
    Tail tail = collect(t, worst.n_in_tail);
    worst.mean = tail.sum / worst.n_in_tail;
    if (worst.n_in_tail < TAIL_MIN) {
        return worst;
    }
    double n_all = (double)t->n, sum = 0, sum2 = 0, sum3 = 0;
    for (uint32_t i = t->n_bins; i-- > 0;) { // moments of (x - threshold)+, from the worst down
        uint64_t n;
        double over = middle(t, i, &n) - tail.threshold;
        if (!(over > 0)) {
            break;
        }
        sum += (double)n * over;
        sum2 += (double)n * over * over;
        sum3 += (double)n * over * over * over;
    }
    double mean = sum / n_all, m2 = sum2 / n_all - mean * mean;
    double m3 = sum3 / n_all - 3 * mean * (sum2 / n_all) + 2 * mean * mean * mean;
    if (!(m2 > 0)) {
        worst.standard_error = 0;
        worst.interval = (PvsInterval){worst.mean, worst.mean};
        return worst;
    }
    double sd = sqrt(m2) / share;
    worst.standard_error = sd / sqrt(n_all);
    worst.interval = pvs_skewed_interval(worst.mean, sd, m3 / (m2 * sqrt(m2)), t->n, confidence);
    return worst;
}
