// SPDX-License-Identifier: Apache-2.0
// Throughput of studies: battles a second on all cores, two threads against two processes, what the folder and the statistics cost, and a what-if.
#include <pavise/study.h>
#include <pavise/whatif.h>

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "scenario/scenario.h"

static char scenario_dir[1000] = "scenarios/bench";

static int unlink_one(const char *path, const struct stat *info, int flag, struct FTW *ftw) {
    (void)info;
    (void)flag;
    (void)ftw;
    return remove(path);
}

// Seconds of a study of n battles in a folder of its own, removed afterwards.
static double run_study(const char *name, unsigned n, int jobs) {
    char folder[] = "/tmp/pavise-bench-XXXXXX", path[1200], out[100];
    if (!mkdtemp(folder)) {
        perror(folder);
        exit(1);
    }
    snprintf(path, sizeof path, "%s/%s", scenario_dir, name);
    snprintf(out, sizeof out, "%s/study", folder);
    PvsStudyOptions o = pvs_study_options_default();
    PvsStudyResults *results;
    PvsError err;
    o.out_dir = out;
    o.replications = n;
    o.jobs = jobs;
    double begin = bench_now_ns();
    if (pvs_study_run(path, &o, &results, &err) != PVS_OK) {
        fprintf(stderr, "%s: %s\n", path, err.message);
        exit(1);
    }
    double s = (bench_now_ns() - begin) * 1e-9;
    pvs_study_results_free(results);
    nftw(folder, unlink_one, 16, FTW_DEPTH | FTW_PHYS);
    return s;
}

// Seconds until both of two processes of one thread have played n battles each.
static double run_two_processes(const char *name, unsigned n) {
    double begin = bench_now_ns();
    for (int i = 0; i < 2; i++) {
        if (fork() == 0) {
            run_study(name, n, 1);
            _exit(0);
        }
    }
    while (wait(NULL) > 0) {
    }
    return (bench_now_ns() - begin) * 1e-9;
}

static PvsModel *load(const char *dir, const char *name) {
    char path[1200];
    PvsScenarioOptions opt = pvs_scenario_options_default();
    PvsScenario *scenario;
    PvsModel *model;
    PvsDiags diags = {0};
    snprintf(path, sizeof path, "%s/%s", dir, name);
    if (pvs_scenario_load(path, &opt, &scenario, &diags) != PVS_OK ||
        pvs_scenario_compile(scenario, &model, &diags) != PVS_OK) {
        char text[1000];
        pvs_diag_format(&diags.items[0], text, sizeof text);
        fprintf(stderr, "%s\n", text);
        exit(1);
    }
    pvs_scenario_free(scenario);
    pvs_diags_free(&diags);
    return model;
}

// R0 with its first battery 20 km further north: a copy of its tables with one figure changed.
static PvsModel *load_moved(void) {
    char folder[] = "/tmp/pavise-bench-XXXXXX", command[4000];
    if (!mkdtemp(folder)) {
        exit(1);
    }
    snprintf(command, sizeof command,
             "cp -r '%s/r0' '%s/r0.yaml' %s && sed -i '2s/,-24.668963,/,-24.488963,/' "
             "%s/r0/batteries.csv && grep -q "
             "-- -24.488963 %s/r0/batteries.csv",
             scenario_dir, scenario_dir, folder, folder, folder);
    if (system(command) != 0) {
        fprintf(stderr, "R0's first battery cannot be moved\n");
        exit(1);
    }
    PvsModel *model = load(folder, "r0.yaml");
    nftw(folder, unlink_one, 16, FTW_DEPTH | FTW_PHYS);
    return model;
}

// Seconds of n battles and nothing else, the model loaded and the state made before.
static double run_battles(const char *name, unsigned n) {
    PvsModel *model = load(scenario_dir, name);
    PvsState *state = pvs_state_create(model);
    PvsOutcome outcome;
    double begin = bench_now_ns();
    for (unsigned k = 0; k < n; k++) {
        pvs_battle_run(model, state, 1, k, NULL, &outcome, NULL);
    }
    double s = (bench_now_ns() - begin) * 1e-9;
    pvs_state_destroy(state);
    pvs_model_free(model);
    return s;
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void say(BenchReport *report, const char *name, double *values, int n, const char *unit) {
    qsort(values, (size_t)n, sizeof *values, compare);
    bench_say(report, name, values[n / 2], values[0], unit, n);
}

enum { RUNS = 3, PAIRS = 200 };

static void what_if(BenchReport *report) {
    PvsModel *baseline = load(scenario_dir, "r0.yaml"), *variant = load_moved();
    PvsWhatIfOptions o = pvs_whatif_options_default();
    PvsWhatIf *w;
    PvsWhatIfResult out;
    double ms[RUNS];
    pvs_whatif_create(baseline, &o, &w, NULL);
    pvs_whatif_prepare(w, PAIRS, NULL);
    for (int i = 0; i < RUNS; i++) {
        double begin = bench_now_ns();
        pvs_whatif_run(w, variant, PAIRS, NULL, NULL, &out, NULL);
        ms[i] = (bench_now_ns() - begin) * 1e-6;
    }
    say(report, "whatif_r0_ms", ms, RUNS, "ms");
    pvs_whatif_destroy(w);
    pvs_model_free(baseline);
    pvs_model_free(variant);
}

int main(int argc, char **argv) {
    BenchReport report = {.json = argc > 1 && strcmp(argv[1], "--json") == 0};
    double r0[RUNS], r1[RUNS], speedup[RUNS], overhead[RUNS];
    if (argc > 2) {
        snprintf(scenario_dir, sizeof scenario_dir, "%s", argv[2]);
    }
    for (int i = 0; i < RUNS; i++) {
        r0[i] = 400 / run_study("r0.yaml", 400, 0);
        r1[i] = 32 / run_study("r1.yaml", 32, 0);
        speedup[i] = run_two_processes("r1.yaml", 12) / run_study("r1.yaml", 24, 2);
        overhead[i] = 100 * (run_study("r0.yaml", 400, 1) / run_battles("r0.yaml", 400) - 1);
    }
    say(&report, "r0_reps_per_s", r0, RUNS, "1/s");
    say(&report, "r1_reps_per_s", r1, RUNS, "1/s");
    say(&report, "r1_speedup_2", speedup, RUNS, "1");
    say(&report, "study_overhead_pct", overhead, RUNS, "%");
    what_if(&report);
    bench_end(&report);
    return 0;
}
