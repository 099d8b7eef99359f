// SPDX-License-Identifier: Apache-2.0
// The sequential rule. Fixed looks and a least number of events, after A. M. Law, W. D. Kelton,
// "Confidence intervals for steady-state simulations II", Management Science 28 (1982) (what
// undercovers in such rules is stopping on few events); the level is set by trial (tests/stats).
#include "stats/stop.h"

#include <math.h>

PvsStopRule pvs_stop_rule_default(void) {
    return (PvsStopRule){.half_width = 0.01,
                         .confidence = 0.95,
                         .n_min = 200,
                         .events_min = 20,
                         .growth = 1.25,
                         .at_most = 100000};
}

uint64_t pvs_stop_next(const PvsStopRule *rule, uint64_t n_done) {
    uint64_t n = rule->n_min > 0 ? rule->n_min : 1;
    double growth = rule->growth > 1.01 ? rule->growth : 1.01;
    while (n <= n_done && n < rule->at_most) {
        uint64_t next = (uint64_t)ceil((double)n * growth);
        n = next > n ? next : n + 1;
    }
    return n < rule->at_most ? n : rule->at_most;
}

double pvs_stop_confidence(const PvsStopRule *rule) {
    return 1 - 0.8 * (1 - rule->confidence);
}

PvsStopVerdict pvs_stop_verdict(const PvsStopRule *rule, uint64_t n, uint64_t n_events,
                                PvsInterval interval) {
    if (n >= rule->n_min && n_events >= rule->events_min &&
        (interval.hi - interval.lo) / 2 <= rule->half_width) {
        return PVS_STOP_REACHED;
    }
    return n >= rule->at_most ? PVS_STOP_NOT_REACHED : PVS_STOP_GO_ON;
}

uint64_t pvs_tally_events(const PvsTally *t) {
    uint64_t commonest = 0;
    for (uint32_t i = 0; i < t->n_bins; i++) {
        commonest = t->bins[i].n > commonest ? t->bins[i].n : commonest;
    }
    return t->n - commonest;
}
