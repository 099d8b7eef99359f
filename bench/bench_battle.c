// SPDX-License-Identifier: Apache-2.0
// Benchmarks of whole battles: R0, R1 and their variants, and the kernels that R1 is made of, timed in the same run.
//
//     bench_battle [--json] [--catalog DIR] [--runs N] NAME=SCENARIO.yaml ...      NAME: r0, r1, r1none, r1x30, million
//
// A figure is the minimum and the median over runs. Counts of looks and detections are printed with the times: no speed comes from looking less.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/heap.h"
#include "base/isa.h"
#include "base/math.h"
#include "battle/battle.h"
#include "bench.h"
#include "scenario/scenario.h"

#define RUNS_MAX 101

static BenchReport report;

static double now_s(void) {
    return 1e-9 * bench_now_ns();
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void say(const char *name, double value, double least, const char *unit, int runs) {
    bench_say(&report, name, value, least, unit, runs);
}

static PvsModel *load(const char *path, const char *catalog) {
    PvsScenarioOptions opt = pvs_scenario_options_default();
    opt.catalog_dir = catalog;
    PvsDiags diags = {0};
    PvsScenario *scenario = NULL;
    PvsModel *model = NULL;
    if (pvs_scenario_load(path, &opt, &scenario, &diags) == PVS_OK) {
        pvs_scenario_compile(scenario, &model, &diags);
    }
    for (size_t i = 0; !model && i < diags.n; i++) {
        char line[1024];
        pvs_diag_format(&diags.items[i], line, sizeof line);
        fprintf(stderr, "%s\n", line);
    }
    pvs_scenario_free(scenario);
    pvs_diags_free(&diags);
    return model;
}

// --- the kernels of R1, one by one ---------------------------------------------------------------------------

enum { LANES = 512, KERNEL_RUNS = 200 };

typedef struct {
    double look_ns, plot_ns, event_ns, window_ns;
} Kernels;

static double least_of(double (*once)(const PvsModel *, void *), const PvsModel *m, void *ctx) {
    double least = 1e300;
    for (int i = 0; i < KERNEL_RUNS; i++) {
        double t = once(m, ctx);
        least = t < least ? t : least;
    }
    return least;
}

typedef struct {
    _Alignas(64) float out[7][LANES];
    PvsLookCourse courses[LANES / 8];
    PvsLnRcs type;
    uint16_t types[LANES];
    uint64_t id[LANES];
    uint8_t detected[LANES];
    PvsSegment legs[LANES];
} LookBench;

static void fill_looks(const PvsModel *m, LookBench *b) {
    PvsLlh at = pvs_llh_from_ecef(m->radars[0].look.frame.origin_ecef);
    b->type = (PvsLnRcs){-3.0f, -3.0f, -3.0f, -3.0f};
    for (int i = 0; i < LANES; i++) {
        double a = 0.3 + 0.01 * i, r = 0.003 + 1e-5 * i;
        PvsLlh from = {at.lat_rad + r * pvs_cos(a), at.lon_rad + r * pvs_sin(a), 1000};
        PvsLlh to = {from.lat_rad + 0.02, from.lon_rad - 0.01, 1000};
        b->legs[i] = pvs_leg(from, to, 60, 0);
        b->id[i] = pvs_id_member(1, (uint64_t)i);
        PvsCubic cubic = pvs_segment_cubic(&b->legs[i], 64 * PVS_NS_PER_S, 64 * PVS_NS_PER_S);
        pvs_look_course(&m->radars[0].look, &cubic, 64 * 32, b->courses, (size_t)i);
    }
}

// As a battle looks: from cubics.
static double look_once(const PvsModel *m, void *ctx) {
    LookBench *b = ctx;
    double t0 = now_s();
    PvsLookBatch batch = {.n = LANES,
                          .padded = true,
                          .courses = b->courses,
                          .mid_tick = 5 * 32,
                          .types = &b->type,
                          .type = b->types,
                          .pair_id = b->id,
                          .t_look_s = b->out[0],
                          .range_m = b->out[1],
                          .az_rad = b->out[2],
                          .sin_el = b->out[3],
                          .radial_speed_mps = b->out[4],
                          .snr_lin = b->out[5],
                          .pd = b->out[6],
                          .detected = b->detected};
    pvs_looks(&m->radars[0].look, pvs_luck(1, 2), 3, pvs_isa_best(), &batch);
    return (now_s() - t0) / LANES * 1e9;
}

static double plot_once(const PvsModel *m, void *ctx) {
    LookBench *b = ctx;
    double t0 = now_s(), sum = 0;
    for (int i = 0; i < LANES; i++) {
        sum += pvs_plot(&m->radars[0].look, pvs_luck(1, 2), b->id[i], 3, 50e3, 1.0, 0.01, 20.0)
                   .range_m;
    }
    b->out[0][0] = (float)sum;
    return (now_s() - t0) / LANES * 1e9;
}

static double event_once(const PvsModel *m, void *ctx) {
    (void)m;
    PvsHeap *heap = ctx;
    double t0 = now_s();
    for (int i = 0; i < LANES; i++) {
        PvsHeapItem item = *pvs_heap_top(heap);
        item.t += 1000 + (item.t * 7919) % 100000;
        pvs_heap_replace_top(heap, item);
    }
    return (now_s() - t0) / LANES * 1e9;
}

static double window_once(const PvsModel *m, void *ctx) {
    LookBench *b = ctx;
    PvsWindow w[8];
    double t0 = now_s();
    for (int i = 0; i < LANES; i++) {
        b->out[0][i] = (double)pvs_windows((PvsPath){&b->legs[i], 1}, 0, &m->radars[0].reach, w, 8);
    }
    return (now_s() - t0) / LANES * 1e9;
}

static Kernels time_kernels(const PvsModel *m) {
    static LookBench bench;
    fill_looks(m, &bench);
    PvsHeap heap = {0};
    for (uint32_t i = 0; i < m->n_radars; i++) {
        pvs_heap_push(&heap, (PvsHeapItem){(PvsTime)i * 777, pvs_heap_order(0, i, 0), 0, 0});
    }
    Kernels k = {least_of(look_once, m, &bench), least_of(plot_once, m, &bench),
                 least_of(event_once, m, &heap), least_of(window_once, m, &bench)};
    pvs_heap_free(&heap);
    return k;
}

// --- battles -------------------------------------------------------------------------------------------------

static double median_ms(double *ms, int n) {
    qsort(ms, (size_t)n, sizeof *ms, by_value);
    return ms[n / 2];
}

static void kernels_of_r1(const PvsModel *m, const PvsOutcome *o, double r1_ms) {
    Kernels k = time_kernels(m);
    double sum_ms = 1e-6 * (k.look_ns * (double)o->n_looks + k.plot_ns * (double)o->n_plots +
                            k.event_ns * (double)(o->n_scans + o->n_plots) +
                            k.window_ns * (double)o->n_windows);
    say("look_ns", k.look_ns, k.look_ns, "ns", KERNEL_RUNS);
    say("plot_ns", k.plot_ns, k.plot_ns, "ns", KERNEL_RUNS);
    say("radar_event_ns", k.event_ns, k.event_ns, "ns", KERNEL_RUNS);
    say("window_ns", k.window_ns, k.window_ns, "ns", KERNEL_RUNS);
    say("r1_kernels_ms", sum_ms, sum_ms, "ms", KERNEL_RUNS);
    say("r1_kernel_ratio", r1_ms / sum_ms, r1_ms / sum_ms, "1", KERNEL_RUNS);
}

static void counts(const char *name, const PvsOutcome *o) {
    char label[64];
    const struct {
        const char *what;
        double n;
    } all[] = {{"looks", (double)o->n_looks},         {"detections", (double)o->n_detections},
               {"scans", (double)o->n_scans},         {"windows", (double)o->n_windows},
               {"decisions", (double)o->n_decisions}, {"shots", o->shots.fired}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        snprintf(label, sizeof label, "%s_%s", name, all[i].what);
        say(label, all[i].n, all[i].n, "1", 1);
    }
}

static int bench(const char *name, const char *path, const char *catalog, int runs) {
    double t0 = now_s();
    PvsModel *m = load(path, catalog);
    PvsState *s = m ? pvs_state_create(m) : NULL;
    if (!s) {
        fprintf(stderr, "bench_battle: cannot run %s\n", path);
        return 1;
    }
    double start_ms = 1e3 * (now_s() - t0), ms[RUNS_MAX], per_look[RUNS_MAX];
    PvsOutcome o = {0};
    bool huge = m->n_threats > 100000;
    runs = huge ? 1 : runs;
    if (!huge) {
        pvs_battle_run(m, s, 1, 1000, NULL, &o, NULL); // warm
    }
    for (int i = 0; i < runs; i++) {
        t0 = now_s();
        pvs_battle_run(m, s, 1, (uint64_t)i, NULL, &o, NULL);
        ms[i] = 1e3 * (now_s() - t0);
        per_look[i] = 1e6 * ms[i] / (double)(o.n_looks ? o.n_looks : 1);
    }
    char label[64];
    double middle = median_ms(ms, runs);
    snprintf(label, sizeof label, "%s_ms", name);
    say(label, middle, ms[0], "ms", runs);
    snprintf(label, sizeof label, "%s_start_ms", name);
    say(label, start_ms, start_ms, "ms", 1);
    median_ms(per_look, runs);
    snprintf(label, sizeof label, "%s_ns_per_look", name);
    say(label, per_look[runs / 2], per_look[0], "ns", runs);
    snprintf(label, sizeof label, "%s_bytes_per_threat", name);
    say(label, (double)o.state_bytes / m->n_threats, (double)o.state_bytes / m->n_threats, "bytes",
        1);
    counts(name, &o);
    if (strcmp(name, "r1") == 0) {
        kernels_of_r1(m, &o, middle);
    }
    if (huge) {
        struct rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        snprintf(label, sizeof label, "%s_rss_mb", name);
        say(label, (double)usage.ru_maxrss / 1024.0, (double)usage.ru_maxrss / 1024.0, "MB", 1);
    }
    pvs_state_destroy(s);
    pvs_model_free(m);
    return 0;
}

int main(int argc, char **argv) {
    const char *catalog = NULL;
    int runs = 11, failed = 0;
    for (int i = 1; i < argc; i++) {
        char *equals = strchr(argv[i], '=');
        if (strcmp(argv[i], "--json") == 0) {
            report.json = true;
        } else if (strcmp(argv[i], "--catalog") == 0 && i + 1 < argc) {
            catalog = argv[++i];
        } else if (strcmp(argv[i], "--runs") == 0 && i + 1 < argc) {
            runs = atoi(argv[++i]);
            runs = runs < 1 ? 1 : runs > RUNS_MAX ? RUNS_MAX : runs;
        } else if (equals) {
            *equals = '\0';
            failed |= bench(argv[i], equals + 1, catalog, runs);
        }
    }
    bench_end(&report);
    return failed;
}
