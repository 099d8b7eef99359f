// SPDX-License-Identifier: Apache-2.0
// Playing a row: the scenario is loaded and compiled like any other, n replications of it are played on
// all threads, and the measure of battle k stands in place k, whoever played it.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "stats/stats.h"
#include "validate.h"

#define SEED_FIRST 20260301u ///< of every row
#define SEED_AGAIN 20260302u ///< of rows played again
#define RERUN      4         ///< times the battles
#define EXACT_BELOW 20.0     ///< n p under which a proportion is judged by the exact binomial

// --- playing ------------------------------------------------------------------------------------------------------

typedef struct {
    const PvsModel *model;
    const BattleRow *row;
    uint64_t seed, n;
    double *value;
    atomic_uint_fast64_t next;
    atomic_int failed;
} Play;

#define CHUNK 64

static void *play_some(void *arg) {
    Play *play = arg;
    PvsState *state = pvs_state_create(play->model);
    for (;;) {
        uint64_t from = atomic_fetch_add(&play->next, CHUNK);
        uint64_t to = from + CHUNK < play->n ? from + CHUNK : play->n;
        if (from >= play->n || !state || atomic_load(&play->failed)) {
            break;
        }
        for (uint64_t k = from; k < to; k++) {
            PvsOutcome outcome;
            if (pvs_battle_run(play->model, state, play->seed, k, NULL, &outcome, NULL) != PVS_OK) {
                atomic_store(&play->failed, 1);
                break;
            }
            play->value[k] = play->row->measure(play->model, &outcome, play->row->ctx);
        }
    }
    if (!state) {
        atomic_store(&play->failed, 1);
    }
    pvs_state_destroy(state);
    return NULL;
}

#define THREADS_MAX 64

// The measures of n battles; the caller's to free, null when a battle failed.
static double *play_all(const Suite *suite, const PvsModel *model, const BattleRow *row,
                        uint64_t seed, uint64_t n) {
    Play play = {.model = model,
                 .row = row,
                 .seed = seed,
                 .n = n,
                 .value = calloc(n, sizeof(double))};
    pthread_t threads[THREADS_MAX];
    int n_threads = suite->threads < THREADS_MAX ? suite->threads : THREADS_MAX, started = 0;
    while (play.value && started < n_threads - 1 &&
           pthread_create(&threads[started], NULL, play_some, &play) == 0) {
        started++;
    }
    if (play.value) {
        play_some(&play);
    }
    for (int i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
    if (atomic_load(&play.failed)) {
        free(play.value);
        play.value = NULL;
    }
    return play.value;
}

// --- loading ------------------------------------------------------------------------------------------------------

static void note_error(void *ctx, bool is_error, const char *text) {
    char *first = ctx;
    if (is_error && !*first) {
        snprintf(first, 160, "%s", text);
    }
}

PvsModel *battle_model(const Suite *suite, Tally *tally, const BattleRow *row) {
    PvsModelSetting settings[PLAN_SETTINGS_MAX];
    for (size_t i = 0; i < row->plan.n; i++) {
        settings[i] = (PvsModelSetting){row->plan.path[i], row->plan.value[i]};
    }
    char path[1200], first_error[160] = "";
    snprintf(path, sizeof path, "%s/%s", suite->scenarios, row->plan.scenario);
    PvsModelOptions options = pvs_model_options_default();
    options.catalog_dir = suite->catalog;
    options.settings = settings;
    options.n_settings = row->plan.n;
    options.on_finding = note_error;
    options.ctx = first_error;
    PvsError err = {0};
    PvsModel *model = NULL;
    PvsStatus status = row->text ? pvs_model_load_text(row->text, strlen(row->text), row->label,
                                                       suite->scenarios, &options, &model, &err)
                                 : pvs_model_load(path, &options, &model, &err);
    if (status != PVS_OK) {
        tally_holds(tally, row->label, *first_error ? first_error : err.message, false);
    }
    return model;
}

// --- judging one row ----------------------------------------------------------------------------------------------

static double mean_of(const double *value, uint64_t n) {
    double sum = 0;
    for (uint64_t k = 0; k < n; k++) {
        sum += value[k];
    }
    return sum / (double)n;
}

static double sd_of(const double *value, uint64_t n, double mean) {
    double sum = 0;
    for (uint64_t k = 0; k < n; k++) {
        sum += (value[k] - mean) * (value[k] - mean);
    }
    return sqrt(sum / (double)(n - 1));
}

#define POWER_Z 0.8416212335729143 ///< 80 % power

static void judge_row(const BattleRow *row, const double *value, uint64_t n, ChanceRow *out) {
    double p = row->want;
    out->n = n;
    out->want = row->want;
    out->sd = row->yes_no ? sqrt(p * (1 - p)) : row->sd;
    out->got = mean_of(value, n);
    if (isnan(out->sd)) {
        out->sd = sd_of(value, n, out->got);
    }
    double error = out->sd / sqrt((double)n);
    // a single row is refused at about |z| 4 in a family of some hundreds
    out->bias_seen = (4.0 + POWER_Z) * error;
    out->z = error > 0 ? (out->got - out->want) / error : 0;
    if (!(out->sd > 0)) {
        bool equal = true;
        for (uint64_t k = 0; k < n; k++) {
            equal &= fabs(value[k] - row->want) <= 1e-9 * (1 + fabs(row->want));
        }
        out->how = "equality";
        out->p_value = equal ? 1 : 0;
    } else if (row->yes_no && (double)n * fmin(p, 1 - p) < EXACT_BELOW) {
        out->how = "exact binomial";
        out->p_value = pvs_binomial_test((int64_t)(out->got * (double)n + 0.5), (int64_t)n, p);
        out->z = 0; // it is no normal
    } else {
        out->how = "z";
        out->p_value = chance_p_of_z(out->z);
    }
}

void battle_row(const Suite *suite, Tally *tally, const BattleRow *row) {
    PvsModel *model = battle_model(suite, tally, row);
    ChanceRow *out = model ? tally_chance(tally) : NULL;
    if (!out) {
        pvs_model_free(model);
        return;
    }
    uint64_t n = row->battles ? row->battles : suite->battles;
    snprintf(out->label, sizeof out->label, "%s", row->label);
    for (int run = 0; run < 2; run++) {
        uint64_t battles = run == 0 ? n : RERUN * n;
        double *value =
            play_all(suite, model, row, run == 0 ? SEED_FIRST : SEED_AGAIN, battles);
        if (!value) {
            tally_holds(tally, row->label, "a battle failed", false);
            break;
        }
        judge_row(row, value, battles, out);
        free(value);
        if (run == 1 || fabs(out->z) <= SHOWN_Z) {
            break;
        }
        out->rerun = true;
        out->first_z = out->z;
    }
    pvs_model_free(model);
}

// --- whole distributions --------------------------------------------------------------------------------------------

#define LEAST_EXPECTED 5.0 ///< cells are joined until so many battles are expected in each

static double chi_square(const double *value, uint64_t n, const double *p, size_t n_p,
                         size_t *cells) {
    double sum = 0, expected = 0, seen = 0, p_left = 1, seen_left = (double)n;
    *cells = 0;
    for (size_t k = 0; k < n_p; k++) {
        expected += (double)n * p[k];
        for (uint64_t i = 0; i < n; i++) {
            seen += value[i] == (double)k;
        }
        p_left -= p[k];
        bool last = k + 1 == n_p || (double)n * p_left < LEAST_EXPECTED;
        if (last) { // the rest, whatever it is, in one cell
            expected = (double)n * (p_left + expected / (double)n);
            seen = seen_left;
        }
        if (expected >= LEAST_EXPECTED || last) {
            sum += expected > 0 ? (seen - expected) * (seen - expected) / expected
                                : (seen > 0 ? INFINITY : 0);
            (*cells)++;
            seen_left -= seen;
            expected = seen = 0;
        }
        if (last) {
            break;
        }
    }
    return sum;
}

void battle_distribution(const Suite *suite, Tally *tally, const BattleRow *row, const double *p,
                         size_t n_p) {
    PvsModel *model = battle_model(suite, tally, row);
    uint64_t n = row->battles ? row->battles : suite->battles;
    double *value = model ? play_all(suite, model, row, SEED_FIRST, n) : NULL;
    ChanceRow *out = value ? tally_chance(tally) : NULL;
    if (out) {
        size_t cells;
        double x = chi_square(value, n, p, n_p, &cells);
        snprintf(out->label, sizeof out->label, "%s", row->label);
        out->n = n;
        out->want = (double)(cells - 1);
        out->got = x;
        out->how = "chi-square";
        out->p_value = cells > 1 ? pvs_chi2_tail((double)(cells - 1), x) : 1;
    } else if (model) {
        tally_holds(tally, row->label, "a battle failed", false);
    }
    free(value);
    pvs_model_free(model);
}

// --- measures -----------------------------------------------------------------------------------------------------

double measure_leakers(const PvsModel *model, const PvsOutcome *outcome, const void *ctx) {
    (void)model;
    (void)ctx;
    return outcome->leakers;
}

double measure_no_leak(const PvsModel *model, const PvsOutcome *outcome, const void *ctx) {
    (void)model;
    (void)ctx;
    return outcome->leakers == 0;
}

double measure_fired(const PvsModel *model, const PvsOutcome *outcome, const void *ctx) {
    (void)model;
    (void)ctx;
    return outcome->shots.fired;
}
