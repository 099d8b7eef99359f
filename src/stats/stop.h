// SPDX-License-Identifier: Apache-2.0
// When a study may stop: a sequential rule on the width of one measure's interval. The interval is
// looked at only when the battles done reach a fixed geometric list of counts, so that the answer is
// the same for any number of threads, and looking often does not buy false precision.
#ifndef PVS_STATS_STOP_H
#define PVS_STATS_STOP_H

#include <stdint.h>

#include "stats/intervals.h"
#include "stats/tally.h"

typedef struct {
    double half_width;   ///< wanted, in the measure's unit, > 0
    double confidence;   ///< of the interval that is reported, 0.95
    uint64_t n_min;      ///< battles (or pairs) before the first look, 200
    uint64_t events_min; ///< events (pvs_tally_events) before any stop, 20
    double growth;       ///< from one look's count to the next, 1.25
    uint64_t at_most;    ///< battles after which the rule gives up
} PvsStopRule;

PvsStopRule pvs_stop_rule_default(void);

/// Battles done at the next look after n_done: a fixed list (n_min, then each times growth rounded
/// up), cut at at_most; at_most when there is none before it.
uint64_t pvs_stop_next(const PvsStopRule *rule, uint64_t n_done);

/// Confidence at which the interval is to be computed, at looks and in the answer: 1 - 0.8 (1 -
/// confidence), 0.96 for 0.95. A rule that stops when the interval is narrow undercovers a little;
/// the missing fifth of the error pays for it (docs/statistics.md has the measured coverage: at
/// least 94 % for rates from 0.001 to 0.5, for skewed counts and for pairs).
double pvs_stop_confidence(const PvsStopRule *rule);

typedef enum {
    PVS_STOP_GO_ON,
    PVS_STOP_REACHED,
    PVS_STOP_NOT_REACHED ///< at_most battles are done and the interval is still too wide: say so
} PvsStopVerdict;

/// At a look: n battles done, of which `n_events` are events; `interval` of confidence
/// pvs_stop_confidence: Wilson's for a yes/no measure of whole battles, the skewed one else (means,
/// ratios, paired differences). An undefined interval never stops.
PvsStopVerdict pvs_stop_verdict(const PvsStopRule *rule, uint64_t n, uint64_t n_events,
                                PvsInterval interval);

/// Events of a measure: battles whose value differs from the commonest one (for a yes/no measure the
/// rarer answer, for a difference of designs the battles in which they differ).
uint64_t pvs_tally_events(const PvsTally *t);

#endif
