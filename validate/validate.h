// SPDX-License-Identifier: Apache-2.0
// The validation suite: what a set is, and how its rows are judged.
//
// A set compares one element of the model with numbers that nobody here wrote. There are two sorts:
//
//   values    |got - wanted| <= tolerance, the tolerance written in the set beforehand.
//   battles   a scenario file in the ordinary language, set to the assumptions of a closed form and
//             played some thousand times: one measure a row, judged over all rows of all sets at once
//             (judge.c).
#ifndef PVS_VALIDATE_H
#define PVS_VALIDATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pavise/pavise.h>

#include "base/math.h"
#include "support/csv.h"

typedef struct Set Set;

typedef enum {
    SET_HELD,
    SET_FAILED,
    SET_ABSENT,    ///< the folder has no such file
    SET_NOT_TESTED ///< it may not be published, or is not built yet: `why` says
} SetState;

/// One row of a battle set, or of any set that is judged by chance: what was expected of the mean of
/// n independent battles, and what came.
typedef struct {
    char label[64];
    uint64_t n;
    double want, sd; ///< of one battle
    double got;
    double z;
    double p_value;   ///< two-sided
    double bias_seen; ///< in units of `want`'s measure: found with 80 % power at this n
    const char *how;  ///< "z", "exact binomial", "equality", "chi-square"
    bool rerun;       ///< |z| was over 3.5: played again at four times the battles
    double first_z;   ///< of the first run, when rerun
    bool refused;     ///< by the family-wise judgement
} ChanceRow;

/// What a set found.
typedef struct {
    const Set *set;
    SetState state;
    const char *why;
    size_t n_rows, n_values, n_failed;
    double worst; ///< largest |error| / tolerance
    char worst_at[96];
    char failures[8][160]; ///< the first few, as text
    ChanceRow *rows;
    size_t n_chance, capacity;
    double seconds;
} Tally;

/// What every set is handed.
typedef struct {
    const char *folder;    ///< laid out like the reference folder
    const char *fallback;  ///< the copy in the repository, for constant tables
    const char *unpublished; ///< where data that may not be copied into the repository may lie
    const char *catalog;     ///< folder of the catalogue
    const char *scenarios; ///< validate/scenarios
    bool quick;            ///< fewer rows, the same criteria
    int threads;
    uint64_t battles; ///< a row
} Suite;

struct Set {
    const char *name;      ///< "geodesy/inverse"
    const char *file;      ///< below the folder; null: made by the set itself
    const char *element;   ///< of the model
    const char *equation;  ///< or method
    const char *source;    ///< of the numbers
    const char *tolerance; ///< as set beforehand
    void (*run)(const Suite *suite, const Csv *csv, Tally *tally);
    const char *not_tested; ///< why not; null: it is
};

extern const Set *const validate_sets[]; ///< null-terminated, in the order of the report

// --- values (tally.c) ------------------------------------------------------------------------------------------

void tally_near(Tally *t, const char *row, const char *what, double got, double want,
                double tolerance);
void tally_relative(Tally *t, const char *row, const char *what, double got, double want,
                    double tolerance);
/// Something that holds or does not.
void tally_holds(Tally *t, const char *row, const char *what, bool holds);
/// Another file of the folder, or of the fallback when the folder lacks it; 0 when neither has it.
int suite_csv(const Suite *suite, const char *file, Csv *csv);
/// How many of n rows to take: all, or in a quick run at most `quick`, spread evenly. Row k of them.
size_t suite_rows(const Suite *suite, size_t n, size_t quick);
size_t suite_row(const Suite *suite, size_t n, size_t quick, size_t k);
ChanceRow *tally_chance(Tally *t); ///< a new row, zeroed; null when memory is out

// --- battles (plan.c, battles.c) -----------------------------------------------------------------------------

#define PLAN_SETTINGS_MAX 64

/// A scenario with values set by path, as `pavise run --set` does.
typedef struct {
    const char *scenario; ///< file below validate/scenarios
    char path[PLAN_SETTINGS_MAX][80];
    char value[PLAN_SETTINGS_MAX][120];
    size_t n;
} Plan;
Plan plan_of(const char *scenario);
/// Sets `path` (a format that takes no arguments but `member`, for paths with a number in them).
void plan_set(Plan *plan, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/// What is measured of one battle.
typedef double (*Measure)(const PvsModel *model, const PvsOutcome *outcome, const void *ctx);

typedef struct {
    const char *label;
    Plan plan;
    const char *text; ///< of a scenario that the set has written itself, in place of plan.scenario
    Measure measure;
    const void *ctx;
    double want; ///< mean of the measure over battles
    double sd;   ///< its standard deviation from battle to battle; 0: every battle must give `want`; NaN:
                 ///< not known, the battles' own is taken (measures that are sums over a long battle)
    bool yes_no; ///< the measure is 0 or 1: `want` is a probability, and sd follows
    uint64_t battles; ///< 0: the suite's
} BattleRow;
/// The model of a row, pvs_model_free; null when it does not load, which is booked as a failure.
PvsModel *battle_model(const Suite *suite, Tally *tally, const BattleRow *row);
/// Plays the row and books it. A scenario that does not load is a failure with its message.
void battle_row(const Suite *suite, Tally *tally, const BattleRow *row);
/// The same for a whole distribution: p[k] is the probability that the measure is k, k < n; by chi-square.
void battle_distribution(const Suite *suite, Tally *tally, const BattleRow *row, const double *p,
                         size_t n);

double measure_leakers(const PvsModel *model, const PvsOutcome *outcome, const void *ctx);
double measure_no_leak(const PvsModel *model, const PvsOutcome *outcome, const void *ctx);
double measure_fired(const PvsModel *model, const PvsOutcome *outcome, const void *ctx);

// --- judgement (judge.c) ---------------------------------------------------------------------------------------

#define FAMILY_ALPHA 0.01 ///< over all chance rows of all sets
#define SHOWN_Z      3.5  ///< a row beyond is shown, and played again at four times the battles

double chance_p_of_z(double z);

typedef struct {
    size_t n_rows, n_refused, n_z;
    double sum_z2, sum_z2_low, sum_z2_high; ///< its 99 % range under chance
    bool held;
} Judgement;
/// Marks rows that Holm's procedure refuses, and their sets as failed.
Judgement judge(Tally *tallies, size_t n);

// --- the report (markdown.c, html.c) ------------------------------------------------------------------------------

typedef struct {
    const Suite *suite;
    const Tally *tallies;
    size_t n;
    Judgement judgement;
    const char *version, *date;
    double seconds;
} Results;
int report_markdown(const Results *results, FILE *out);
int report_html(const Results *results, FILE *out);
const char *state_name(SetState state);
/// "0.42 of the tolerance at random_7", "28 of 28 rows", in words for a table.
void tally_result(const Tally *tally, char *buf, size_t size);

#endif
