// SPDX-License-Identifier: Apache-2.0
// Running a study: plan, folder, play until the rule is met, sum up. The public face of the room.
#include <math.h>
#include <string.h>

#include "stats/stats.h"
#include "study/database.h"
#include "study/pairing.h"
#include "study/results.h"

#define OPTIONS_MADE 0x73747564u // "stud"

struct PvsStudyResults {
    PvsStr json, text;
};

PvsStudyOptions pvs_study_options_default(void) {
    return (PvsStudyOptions){.made = OPTIONS_MADE};
}

const char *pvs_study_results_json(const PvsStudyResults *r) {
    return r->json.text ? r->json.text : "";
}

const char *pvs_study_results_text(const PvsStudyResults *r) {
    return r->text.text ? r->text.text : "";
}

void pvs_study_results_free(PvsStudyResults *r) {
    if (r) {
        pvs_str_free(&r->json);
        pvs_str_free(&r->text);
        pvs_free(r);
    }
}

// --- findings ------------------------------------------------------------------------------------------

static void tell_findings(PvsDiags *diags, const PvsStudyOptions *o, PvsStatus status,
                          PvsError *err) {
    bool told = false;
    for (size_t i = 0; i < diags->n; i++) {
        char text[2000];
        bool is_error = diags->items[i].severity == PVS_DIAG_ERROR;
        pvs_diag_format(&diags->items[i], text, sizeof text);
        if (o->on_finding) {
            o->on_finding(o->ctx, is_error, text);
        }
        if (is_error && !told && status != PVS_OK) {
            text[strcspn(text, "\n")] = '\0';
            pvs_error_set(err, status, "%s", text);
            told = true;
        }
    }
    if (status != PVS_OK && !told) {
        pvs_error_set(err, status, "%s", pvs_status_text(status));
    }
    pvs_diags_free(diags);
}

static void warn(const PvsStudyOptions *o, const char *text) {
    if (o->on_finding) {
        o->on_finding(o->ctx, false, text);
    }
}

static PvsStatus check_options(const PvsStudyOptions *o, PvsError *err) {
    if (!o || o->made != OPTIONS_MADE) {
        return pvs_error_set(err, PVS_BAD_USAGE,
                             "the options were not made by pvs_study_options_default");
    }
    if (o->n_shards && (o->shard < 1 || o->shard > o->n_shards)) {
        return pvs_error_set(err, PVS_BAD_USAGE, "part %u of %u: parts count from 1", o->shard,
                             o->n_shards);
    }
    return PVS_OK;
}

// --- stopping ------------------------------------------------------------------------------------------

typedef struct {
    const PvsStore *store;
    PvsStudy *study;
    PvsRunReport *run;
    PvsStopped *stopped;
    PvsStopRule rule;
    const char *measure;
    PvsError *err;
} Rule;

typedef struct {
    PvsMeasure measure;
    PvsTally tally;
    PvsMoments moments;
    PvsPairs ratio;
    PvsStatus status;
} Look;

static PvsStatus look_at_row(void *ctx, uint64_t replication, const double *row,
                             const double *series) {
    (void)replication;
    (void)series;
    Look *l = ctx;
    double x = pvs_measure_value(&l->measure, row);
    pvs_moments_add(&l->moments, x);
    if (l->measure.kind == PVS_MEASURE_FRACTION) {
        pvs_pairs_add(&l->ratio, row[l->measure.column], row[l->measure.below]);
    }
    return pvs_tally_add(&l->tally, x);
}

// One look at one point: whether its interval is narrow enough.
static PvsStatus look(Rule *r, uint32_t point, uint64_t n, PvsStopVerdict *verdict, double *width) {
    Look l = {0};
    pvs_tally_init(&l.tally, PVS_TALLY_BINS_DEFAULT);
    pvs_measure_find(r->study->points[point].layout, r->measure, &l.measure, NULL);
    PvsStatus status = pvs_rows_visit(r->store, point, n, look_at_row, &l, r->err);
    double confidence = pvs_stop_confidence(&r->rule);
    PvsInterval ci;
    if (l.measure.kind == PVS_MEASURE_FRACTION) {
        ci = pvs_ratio(&l.ratio, confidence).delta;
    } else if (l.measure.kind == PVS_MEASURE_COLUMN) {
        ci = pvs_mean_interval_skewed(&l.moments, confidence);
    } else {
        uint64_t k = n - pvs_tally_at_most(&l.tally, 0);
        ci = pvs_wilson_interval(k, n, confidence);
    }
    *width = ci.hi - ci.lo;
    *verdict = pvs_stop_verdict(&r->rule, n, pvs_tally_events(&l.tally), ci);
    pvs_tally_free(&l.tally);
    return status;
}

// All points must be narrow enough: the widest one decides, so that pairs stay whole.
static PvsStatus look_at_all(Rule *r, uint64_t n, PvsStopVerdict *worst) {
    *worst = PVS_STOP_REACHED;
    r->stopped->width_reached = 0;
    r->stopped->checks++;
    PvsStatus status = PVS_OK;
    for (uint32_t i = 0; i < r->study->n_points && status == PVS_OK; i++) {
        PvsStopVerdict verdict;
        double width;
        if (r->study->points[i].kind != PVS_POINT_DESIGN) {
            continue;
        }
        status = look(r, i, n, &verdict, &width);
        r->stopped->width_reached =
            width > r->stopped->width_reached ? width : r->stopped->width_reached;
        *worst = verdict == PVS_STOP_REACHED ? *worst : verdict;
    }
    return status;
}

static PvsStatus check_measure(const PvsStudy *s, const char *name, const char *what,
                               PvsDiags *diags, PvsPlace place) {
    const char *near = NULL;
    PvsMeasure m;
    for (uint32_t i = 0; i < s->n_points; i++) {
        if (s->points[i].kind == PVS_POINT_DESIGN &&
            !pvs_measure_find(s->points[i].layout, name, &m, &near)) {
            pvs_study_file_report(s->file, diags, place, "%s: unknown measure \"%.100s\"%s%s%s",
                                  what, name, near ? "; did you mean \"" : "", near ? near : "",
                                  near ? "\"?" : "");
            return PVS_BAD_INPUT;
        }
    }
    return PVS_OK;
}

// Measures are known only once the points are laid out.
static PvsStatus check_measures(const PvsStudy *s, PvsDiags *diags) {
    const PvsStudySpec *spec = s->spec;
    PvsStatus status = PVS_OK;
    if (spec->replications.until) {
        status = check_measure(s, spec->replications.until, "until", diags, spec->place);
    }
    for (uint32_t i = 0; status == PVS_OK && i < spec->n_compare_measures; i++) {
        status = check_measure(s, spec->compare_measures[i], "compare", diags, spec->place);
    }
    if (status == PVS_OK && spec->goal.path) {
        status = check_measure(s, spec->goal.measure, "goal", diags, spec->goal.place);
    }
    return status;
}

// Battles at which a rule looks are those of whole blocks.
static uint64_t whole_blocks(const PvsStudy *s, uint64_t n) {
    uint64_t up = (n + s->block - 1) / s->block * s->block;
    return up < s->points[0].n_wanted ? up : s->points[0].n_wanted;
}

static PvsStatus play_until(Rule *r, double deadline_s) {
    const PvsStudySpec *spec = r->study->spec;
    uint64_t most = r->study->points[0].n_wanted, done = 0;
    r->rule = pvs_stop_rule_default();
    r->rule.half_width = spec->replications.width / 2;
    r->rule.at_most = most;
    r->rule.n_min =
        spec->replications.at_least > r->rule.n_min ? spec->replications.at_least : r->rule.n_min;
    r->measure = spec->replications.until;
    r->stopped->rule = "width";
    r->stopped->measure = r->measure;
    r->stopped->width_wanted = spec->replications.width;
    PvsStatus status = PVS_OK;
    PvsStopVerdict verdict = PVS_STOP_GO_ON;
    while (status == PVS_OK && verdict == PVS_STOP_GO_ON && done < most) {
        uint64_t next = whole_blocks(r->study, pvs_stop_next(&r->rule, done));
        if (r->run->options) {
            status = pvs_study_play(r->store, done, next, deadline_s, r->run, r->err);
        }
        if (status != PVS_OK || r->run->interrupted || r->run->out_of_time) {
            return status;
        }
        done = next;
        status = look_at_all(r, done, &verdict);
    }
    r->stopped->reached = verdict == PVS_STOP_REACHED;
    for (uint32_t i = 0; i < r->study->n_points; i++) {
        PvsPoint *p = &r->study->points[i];
        p->n_wanted = !p->fixed && done < p->n_wanted ? done : p->n_wanted;
    }
    return status;
}

// --- playing -----------------------------------------------------------------------------------------------

static PvsStatus play(Rule *r) {
    const PvsStudyOptions *o = r->run->options;
    const PvsStudySpec *spec = r->study->spec;
    bool counted = !spec->replications.until || o->replications;
    double deadline_s =
        spec->replications.time_s > 0 && o->clock_s && !o->replications && !o->n_shards
            ? o->clock_s(o->ctx) + spec->replications.time_s
            : 0;
    *r->stopped = (PvsStopped){.rule = "count", .reached = true};
    PvsStatus status;
    if (counted ||
        o->n_shards) { // a part of a study knows nothing of the others: it plays up to the most
        status =
            pvs_study_play(r->store, 0, r->study->points[0].n_wanted, deadline_s, r->run, r->err);
    } else {
        status = play_until(r, deadline_s);
    }
    if (r->run->interrupted) {
        r->stopped->rule = "interrupted";
        r->stopped->reached = false;
    } else if (r->run->out_of_time) {
        r->stopped->rule = "time";
        r->stopped->reached = !spec->replications.until;
    }
    return status;
}

// All points need two battles for anything to be said.
static PvsStatus enough(const PvsStudy *s, const PvsRunReport *run, PvsError *err) {
    for (uint32_t i = 0; i < s->n_points; i++) {
        if (s->points[i].n_done == 0) {
            return pvs_error_set(
                err, run->interrupted ? PVS_INTERRUPTED : PVS_IO,
                "no battle of point %u (%.100s) was finished; what others have done is kept", i + 1,
                s->points[i].label);
        }
    }
    return PVS_OK;
}

static PvsStatus sum_up(Rule *r, PvsStudyResults **out) {
    PvsStatus status = enough(r->study, r->run, r->err);
    if (status != PVS_OK) {
        return status;
    }
    PvsReport report = {
        .store = r->store, .study = r->study, .run = r->run, .stopped = r->stopped, .err = r->err};
    status = pvs_report_make(&report);
    if (status == PVS_OK) {
        status = pvs_store_write(r->store, "results.json", &report.json, r->err);
    }
    if (status == PVS_OK && !r->run->options->scratch) {
        status = pvs_database_write(r->store, &report.json, r->err);
    }
    if (status == PVS_OK && r->run->options->battles_csv) {
        status = pvs_battles_csv(r->store, r->run->options->battles_csv, r->err);
    }
    *out = status == PVS_OK ? pvs_alloc(sizeof **out) : NULL;
    if (*out) {
        **out = (PvsStudyResults){report.json, report.text};
    } else {
        pvs_str_free(&report.json);
        pvs_str_free(&report.text);
        status = status == PVS_OK ? pvs_error_set(r->err, PVS_NO_MEMORY, "out of memory") : status;
    }
    pvs_str_free(&report.notes);
    return status;
}

static PvsStatus run_in_folder(const PvsStore *store, PvsStudy *study, const PvsStudyOptions *o,
                               PvsStudyResults **out, PvsError *err) {
    PvsRunReport run = {.options = o};
    PvsStopped stopped;
    Rule rule = {.store = store, .study = study, .run = &run, .stopped = &stopped, .err = err};
    PvsStatus status = play(&rule);
    if (run.damaged.n) {
        warn(o, run.damaged.text);
    }
    if (status == PVS_OK && !o->n_shards) {
        PvsStr said = {0};
        uint32_t n_bad = 0, n_missing = 0;
        pvs_study_count(store, study, study->points[0].n_wanted, &said, &n_bad, &n_missing);
        pvs_str_free(&said);
        status = sum_up(&rule, out);
    }
    if (status == PVS_OK && run.interrupted) {
        status = pvs_error_set(
            err, PVS_INTERRUPTED,
            "stopped after %llu battles; all of them are kept in %s: --resume goes on",
            (unsigned long long)(run.n_battles + run.n_kept), store->dir);
    }
    pvs_str_free(&run.damaged);
    return status;
}

static PvsStatus plan(const char *path, const PvsStudyChanges *changes, const PvsStudyOptions *o,
                      PvsStudy **study, PvsError *err) {
    PvsDiags diags = {0};
    PvsStatus status = pvs_study_plan(path, changes, study, &diags);
    if (status == PVS_OK) {
        status = check_measures(*study, &diags);
    }
    tell_findings(&diags, o, status, err);
    if (status != PVS_OK) {
        pvs_study_plan_free(*study);
        *study = NULL;
    }
    return status;
}

// What the options set over the file's words; false: out of memory. The caller frees changes->settings.
static bool changes_of(const PvsStudyOptions *o, PvsStudyChanges *changes) {
    PvsOverride *settings = pvs_alloc((o->n_settings + 1) * sizeof *settings);
    for (size_t i = 0; settings && i < o->n_settings; i++) {
        settings[i] = (PvsOverride){o->settings[i].path, o->settings[i].value};
    }
    *changes = (PvsStudyChanges){.catalog_dir = o->catalog_dir,
                                 .replications = o->replications,
                                 .has_seed = o->has_seed,
                                 .seed = o->seed,
                                 .settings = settings,
                                 .n_settings = (uint32_t)o->n_settings};
    return settings != NULL;
}

static PvsStatus plan_of_file(const char *path, const PvsStudyOptions *o, PvsStudy **study,
                              PvsStudyChanges *changes, PvsError *err) {
    *study = NULL;
    return changes_of(o, changes) ? plan(path, changes, o, study, err)
                                  : pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
}

PvsStatus pvs_study_check(const char *path, const PvsStudyOptions *o, uint32_t *n_points,
                          uint64_t *n_battles, PvsError *err) {
    PvsStatus status = check_options(o, err);
    if (status != PVS_OK) {
        return status;
    }
    PvsStudyChanges changes;
    PvsStudy *study;
    status = plan_of_file(path, o, &study, &changes, err);
    uint64_t battles = 0;
    for (uint32_t i = 0; study && i < study->n_points; i++) {
        battles += study->points[i].n_wanted;
    }
    if (status == PVS_OK && n_points) {
        *n_points = study->n_points;
    }
    if (status == PVS_OK && n_battles) {
        *n_battles = battles;
    }
    pvs_study_plan_free(study);
    pvs_free((void *)changes.settings);
    return status;
}

PvsStatus pvs_study_run(const char *path, const PvsStudyOptions *o, PvsStudyResults **out,
                        PvsError *err) {
    *out = NULL;
    PvsStatus status = check_options(o, err);
    if (status == PVS_OK && !o->out_dir) {
        status = pvs_error_set(err, PVS_BAD_USAGE, "a study needs a folder: out_dir");
    }
    if (status != PVS_OK) {
        return status;
    }
    PvsStudyChanges changes;
    PvsStudy *study;
    status = plan_of_file(path, o, &study, &changes, err);
    if (status == PVS_OK) {
        PvsIo scratch = pvs_store_scratch_io();
        PvsStore store = {.dir = o->out_dir, .study = study, .io = o->scratch ? &scratch : NULL};
        bool existed;
        status = pvs_store_open(&store, o->resume || o->n_shards > 0, &existed, err);
        if (status == PVS_OK) {
            status = run_in_folder(&store, study, o, out, err);
        }
    }
    pvs_study_plan_free(study);
    pvs_free((void *)changes.settings);
    return status;
}

// --- merging -------------------------------------------------------------------------------------------------

// Blocks of other folders that this one lacks.
static PvsStatus bring(const PvsStore *store, PvsStudy *study, const char *other, PvsError *err) {
    PvsStore from = {.dir = other, .study = study};
    PvsStatus status = pvs_store_probe(other, err);
    for (uint32_t i = 0; i < study->n_points && status == PVS_OK; i++) {
        const PvsPoint *p = &study->points[i];
        size_t n_rows = (size_t)study->block * p->layout->n,
               n_series = (size_t)study->block * p->n_series;
        double *rows = pvs_alloc((n_rows + 1) * sizeof *rows),
               *series = pvs_alloc((n_series + 1) * sizeof *series);
        status = rows && series ? PVS_OK : pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
        for (uint64_t first = 0; first < p->n_wanted && status == PVS_OK; first += study->block) {
            uint32_t n;
            char why[400];
            if (pvs_store_get(store, i, first, NULL, NULL, &n, why) == PVS_STORED_WHOLE) {
                continue;
            }
            PvsStored stored = pvs_store_get(&from, i, first, rows, series, &n, why);
            if (stored == PVS_STORED_FOREIGN) {
                status = pvs_error_set(err, PVS_BAD_INPUT, "%s/shards/%s", other, why);
            } else if (stored == PVS_STORED_WHOLE) {
                bool has_series = p->n_series && first < PVS_SERIES_BATTLES;
                status = pvs_store_put(store, i, first, n, rows, has_series ? series : NULL, err);
            }
        }
        pvs_free(rows);
        pvs_free(series);
    }
    return status;
}

static PvsStatus merge_folder(const PvsStore *store, PvsStudy *study, const char *const *others,
                              size_t n_others, const PvsStudyOptions *o, PvsStudyResults **out,
                              PvsError *err) {
    PvsStatus status = PVS_OK;
    for (size_t i = 0; i < n_others && status == PVS_OK; i++) {
        status = bring(store, study, others[i], err);
    }
    PvsStr said = {0};
    uint32_t n_bad = 0, n_missing = 0;
    PvsRunReport run = {.options = o};
    PvsStopped stopped = {.rule = "count", .reached = true};
    if (status == PVS_OK) {
        pvs_study_count(store, study, study->points[0].n_wanted, &said, &n_bad, &n_missing);
    }
    if (status == PVS_OK && (n_bad || n_missing)) {
        status = pvs_error_set(
            err, PVS_BAD_INPUT,
            "%s is not whole: %u blocks are missing, %u damaged or foreign; the first: %.200s",
            store->dir, n_missing, n_bad, said.text ? said.text : "");
    }
    pvs_str_free(&said);
    Rule rule = {.store = store, .study = study, .run = &run, .stopped = &stopped, .err = err};
    if (status == PVS_OK && study->spec->replications.until && !o->replications) {
        status = play_until(&rule, 0); // everything is there: only the looks are taken
        pvs_study_count(store, study, study->points[0].n_wanted, &said, &n_bad, &n_missing);
        pvs_str_free(&said);
    }
    if (status == PVS_OK) {
        pvs_store_sweep(store);
        status = sum_up(&rule, out);
    }
    return status;
}

PvsStatus pvs_study_merge(const char *dir, const char *const *others, size_t n_others,
                          const PvsStudyOptions *o, PvsStudyResults **out, PvsError *err) {
    *out = NULL;
    PvsStatus status = check_options(o, err);
    if (status != PVS_OK) {
        return status;
    }
    PvsArena arena;
    PvsStudyChanges changes;
    PvsStudy *study = NULL;
    char *path;
    pvs_arena_init(&arena);
    status = pvs_store_frozen(dir, &arena, &path, &changes, err);
    if (status == PVS_OK) {
        status = plan(path, &changes, o, &study, err);
    }
    if (status == PVS_OK) {
        PvsStore store = {.dir = dir, .study = study};
        bool existed;
        status = pvs_store_open(&store, true, &existed, err);
        if (status == PVS_OK) {
            status = merge_folder(&store, study, others, n_others, o, out, err);
        }
    }
    pvs_study_plan_free(study);
    pvs_arena_free(&arena);
    return status;
}
