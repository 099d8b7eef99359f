// SPDX-License-Identifier: Apache-2.0
// Private to study/: the results document, and the table for people. docs/reference/study-results.md describes it.
#ifndef PVS_STUDY_RESULTS_H
#define PVS_STUDY_RESULTS_H

#include "study/runner.h"
#include "study/summary.h"

#define PVS_CONFIDENCE 0.95

/// How the study ended.
typedef struct {
    const char *rule; ///< "count", "width", "time", "interrupted"
    bool reached;
    const char *measure; ///< null: none
    double width_wanted, width_reached;
    uint32_t checks;
} PvsStopped;

/// What the parts of the document share. The text for people grows beside the document.
typedef struct {
    const PvsStore *store;
    PvsStudy *study;
    const PvsRunReport *run;
    const PvsStopped *stopped;
    PvsStr json, text;
    PvsStr notes;          ///< sentences, each as a JSON string, with commas
    PvsSummary *summaries; ///< of each point; emptied when no longer needed
    PvsError *err;
} PvsReport;

/// Makes json and text. Reads every block once for each point and again for each comparison.
PvsStatus pvs_report_make(PvsReport *r);
void pvs_report_note(PvsReport *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

// results_point.c
void pvs_report_point(PvsReport *r, uint32_t point, const PvsSummary *s);
void pvs_report_estimate(PvsStr *out, const PvsEstimate *e, bool quantiles);
/// The column that a measure is, or what is derived from one; false when there is no such measure.
bool pvs_report_measure(const PvsSummary *s, const char *name, PvsEstimate *out);

// results_compare.c: what stands between points
PvsStatus pvs_report_comparisons(PvsReport *r);

// small writers
void pvs_report_pair(PvsStr *out, double lo, double hi); ///< [lo, hi], null for what does not exist
void pvs_report_text(PvsStr *out, const char *key, const char *value);
void pvs_report_settings(PvsStr *out, const PvsOverride *settings, uint32_t n);
/// A number for people: three significant digits.
const char *pvs_report_number(double x, char buf[32]);

#endif
