// SPDX-License-Identifier: Apache-2.0
// Private to study/: what the battles of a point say, in one pass over its blocks, in bounded memory.
#ifndef PVS_STUDY_SUMMARY_H
#define PVS_STUDY_SUMMARY_H

#include "base/sha256.h"
#include "stats/stats.h"
#include "study/store.h"

#define PVS_TRACE_MAX 48

/// The headline measures at growing counts.
typedef struct {
    uint64_t n;
    double mean, lo, hi;              ///< leakers
    double share, share_lo, share_hi; ///< leak_fraction
} PvsTrace;

typedef struct {
    const PvsLayout *layout;
    uint64_t n, n_draws;
    uint32_t battles_of_draw; ///< 0: nothing is drawn
    PvsMoments *columns;      ///< layout->n, over battles
    PvsMoments *draws;        ///< over means of draws; null: nothing is drawn
    PvsTally *tallies;        ///< layout->n
    PvsTally draw_leakers;    ///< means of draws
    PvsPairs leak;            ///< leakers, could_leak; over draws when drawn
    PvsPairs *type_leak;      ///< n_types
    PvsTally leak_fraction;   ///< by battle
    PvsMoments no_leak_draws; ///< share of a draw's battles without a leaker
    PvsSeries *series;        ///< n_series; null: none
    uint64_t n_series;        ///< battles in them
    PvsTrace trace[PVS_TRACE_MAX];
    uint32_t n_trace;
    uint64_t worst; ///< replication with most leakers, the first of them
    double worst_leakers;
} PvsSummary;

PvsStatus pvs_summary_make(const PvsStore *store, uint32_t point, PvsSha256 *hash, PvsSummary *out,
                           PvsError *err);
void pvs_summary_free(PvsSummary *s);

/// Visits rows of a point in order, from battle 0 to n. `series` is null beyond those that are kept.
typedef PvsStatus (*PvsRowVisit)(void *ctx, uint64_t replication, const double *row,
                                 const double *series);
PvsStatus pvs_rows_visit(const PvsStore *store, uint32_t point, uint64_t n, PvsRowVisit visit,
                         void *ctx, PvsError *err);
/// The same for two points of the same battles.
typedef PvsStatus (*PvsRowPairVisit)(void *ctx, uint64_t replication, const double *a,
                                     const double *b);
PvsStatus pvs_rows_visit_pairs(const PvsStore *store, uint32_t a, uint32_t b, uint64_t n,
                               PvsRowPairVisit visit, void *ctx, PvsError *err);

/// An estimate with all that is said about it. NaN: does not exist.
typedef struct {
    double mean, sd, se, lo, hi, min, max;
    const char *method;
    uint64_t n;
    const PvsTally *tally; ///< of quantiles; null: none
} PvsEstimate;
/// Of a column; of leak_fraction; of no_leak (or any_leak) of a column that counts leakers; of the worst 5 %.
PvsEstimate pvs_estimate_column(const PvsSummary *s, uint32_t column, double confidence);
PvsEstimate pvs_estimate_ratio(const PvsPairs *pairs, uint64_t n_draws, double confidence);
PvsEstimate pvs_estimate_none(const PvsSummary *s, uint32_t column, bool any, double confidence);
PvsEstimate pvs_estimate_worst(const PvsSummary *s, uint32_t column, double confidence);

/// Chance and ignorance apart: one-way random effects over draws.
typedef struct {
    double chance, ignorance; ///< variances of a battle and of E[Y | draw]
    double share, lo, hi;     ///< of ignorance in the whole, with its interval
    double band_lo, band_hi;  ///< 90 % of E[Y | draw] over the assumed ranges
} PvsAssumed;
PvsAssumed pvs_summary_split(const PvsSummary *s, uint32_t column, double confidence);

#endif
