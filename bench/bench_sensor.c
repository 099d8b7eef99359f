// SPDX-License-Identifier: Apache-2.0
// Kernels of sensor/: a look (whole and by parts, by instruction set and batch), a look with its
// kinematics, exact Pd, tables, plots, merging. Prints a line `name value unit` a case, or JSON
// with --json; each is the least of several runs.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/isa.h"
#include "base/luck.h"
#include "base/math.h"
#include "bench.h"
#include "motion/motion.h"
#include "sensor/look_kernel.h"
#include "sensor/sensor.h"

#define RUNS  40
#define LANES 512

static BenchReport report;

/// Least time of a repetition over RUNS runs of `times` repetitions.
#define LEAST_NS(result, times, statement)                                                         \
    do {                                                                                           \
        result = 1e300;                                                                            \
        for (int run_ = 0; run_ < RUNS; run_++) {                                                  \
            double begin_ = bench_now_ns();                                                        \
            for (uint32_t k = 0; k < (times); k++) {                                               \
                statement;                                                                         \
            }                                                                                      \
            double ns_ = (bench_now_ns() - begin_) / (times);                                      \
            result = ns_ < result ? ns_ : result;                                                  \
        }                                                                                          \
    } while (0)

// --- looks ---------------------------------------------------------------------------------------

// R1's mix: drones, a tenth of cruise missiles, a few fast movers, anywhere within the instrumented
// range.
static PvsRadarLook radar;
static PvsSegment legs[LANES];
static const PvsSegment *lane_segment[LANES];
static PvsTime lane_time[LANES];
static double in[9][LANES + 8];
static float ln_rcs[4][LANES + 8], ln_gain[LANES + 8], out[7][LANES + 8];
static uint64_t pair_id[LANES + 8];
static uint8_t swerling[LANES + 8], detected[LANES + 8];
static PvsLookCourse courses[LANES / 8];
static uint16_t type[LANES + 8];
static PvsLnRcs types[8];
static PvsArena arena;
static PvsPdTables tables;
static volatile double keep;

static void make_looks(void) {
    PvsLlh site = {-0.4, 2.32, 600};
    radar = (PvsRadarLook){.frame = pvs_enu_frame(site),
                           .snr_constant = pvs_radar_constant_reference(250e3, 1, 20),
                           .pfa = 1e-6,
                           .n_pulses = 1,
                           .rotating = true,
                           .scan_period_s = 10,
                           .el_min_rad = -2,
                           .el_max_rad = 2,
                           .range_max_m = 400e3,
                           .range_cell_m = 150,
                           .az_cell_rad = 0.026,
                           .range_error_m = 50,
                           .az_error_rad = 3e-3,
                           .el_error_rad = 4.5e-3,
                           .snr_error_ref_lin = 20,
                           .sector_half_rad = 4,
                           .measures_elevation = true};
    if (pvs_radar_look_prepare(&radar, 31, &tables, &arena) != PVS_OK) {
        exit(1);
    }
    for (uint32_t i = 0; i < LANES; i++) {
        double kind = bench_uniform(1, i, 0, 1);
        double h_m = kind < 0.88 ? 600 + bench_uniform(2, i, 100, 2000) : kind < 0.97 ? 680 : 30e3;
        double speed_mps = kind < 0.88 ? 50 : kind < 0.97 ? 220 : 1200;
        double far_m = 180e3 * sqrt(bench_uniform(3, i, 0, 1));
        PvsLlh at = pvs_geodesic_direct(site.lat_rad, site.lon_rad,
                                        bench_uniform(4, i, 0, PVS_TWO_PI), far_m, NULL);
        PvsLlh to = pvs_geodesic_direct(at.lat_rad, at.lon_rad, bench_uniform(5, i, 0, PVS_TWO_PI),
                                        1e5, NULL);
        at.h_ell_m = to.h_ell_m = h_m;
        legs[i] = pvs_leg(at, to, speed_mps, 0);
        lane_segment[i] = &legs[i];
        lane_time[i] = pvs_time_from_s(10);
        pair_id[i] = pvs_id_pair(i, 99);
        for (int k = 0; k < 4; k++) {
            ln_rcs[k][i] = (float)bench_uniform(6 + (uint64_t)k, i, -5, 1);
        }
        swerling[i] = (uint8_t)(i % 5);
        type[i] = (uint16_t)(i % 8);
        PvsCubic cubic = pvs_segment_cubic(&legs[i], lane_time[i], 64 * PVS_NS_PER_S);
        pvs_look_course(&radar, &cubic, (int32_t)(lane_time[i] / PVS_LOOK_TICK_NS), courses, i);
    }
}

static PvsLookBatch batch_of(size_t n) {
    return (PvsLookBatch){.n = n,
                          .padded = true,
                          .px = in[0],
                          .py = in[1],
                          .pz = in[2],
                          .vx = in[3],
                          .vy = in[4],
                          .vz = in[5],
                          .ax = in[6],
                          .ay = in[7],
                          .az = in[8],
                          .ln_nose = ln_rcs[0],
                          .ln_beam = ln_rcs[1],
                          .ln_tail = ln_rcs[2],
                          .ln_top = ln_rcs[3],
                          .ln_gain = ln_gain,
                          .pair_id = pair_id,
                          .t_look_s = out[0],
                          .range_m = out[1],
                          .az_rad = out[2],
                          .sin_el = out[3],
                          .radial_speed_mps = out[4],
                          .snr_lin = out[5],
                          .pd = out[6],
                          .detected = detected};
}

static void kinematics(size_t n, int isa) {
    pvs_segments_at(
        lane_segment, lane_time, n,
        (PvsKinematicsSoA){in[0], in[1], in[2], in[3], in[4], in[5], in[6], in[7], in[8]}, isa);
}

static void bench_looks(int isa) {
    char name[64];
    double ns;
    kinematics(LANES, isa);
    PvsLookBatch batch = batch_of(LANES);
    LEAST_NS(ns, 50, pvs_looks(&radar, pvs_luck(1, 0), k, isa, &batch));
    snprintf(name, sizeof name, "look_512_isa%d", isa);
    bench_say(&report, name, ns / LANES, ns / LANES, "ns/look", RUNS);

    if (isa == pvs_isa_best()) {
        batch.n = 24;
        LEAST_NS(ns, 500, pvs_looks(&radar, pvs_luck(1, 0), k, isa, &batch));
        bench_say(&report, "look_24_best_isa", ns / 24, ns / 24, "ns/look", RUNS);
        batch.n = 1;
        LEAST_NS(ns, 500, pvs_looks(&radar, pvs_luck(1, 0), k, isa, &batch));
        bench_say(&report, "look_1_best_isa", ns, ns, "ns/look", RUNS);
        batch.n = LANES;
        batch.swerling = swerling;
        LEAST_NS(ns, 50, pvs_looks(&radar, pvs_luck(1, 0), k, isa, &batch));
        bench_say(&report, "look_512_all_swerling_cases", ns / LANES, ns / LANES, "ns/look", RUNS);
        LEAST_NS(ns, 50, kinematics(LANES, isa));
        bench_say(&report, "kinematics_512", ns / LANES, ns / LANES, "ns/lane", RUNS);
        batch.swerling = NULL;
        LEAST_NS(ns, 50,
                 (kinematics(LANES, isa), pvs_looks(&radar, pvs_luck(1, 0), k, isa, &batch)));
        bench_say(&report, "kinematics_and_look_512", ns / LANES, ns / LANES, "ns/look", RUNS);
    }
}

// The same from cubics, as a battle does it.
static void bench_courses(int isa) {
    PvsLookBatch batch = batch_of(LANES);
    batch.courses = courses;
    batch.mid_tick = 15 * 32;
    batch.mid_rest_s = 0.01f;
    batch.types = types;
    batch.type = type;
    const size_t sizes[] = {LANES, 32, 8};
    for (int i = 0; i < 3; i++) {
        char name[64];
        double ns;
        batch.n = sizes[i];
        LEAST_NS(ns, 500, pvs_looks(&radar, pvs_luck(1, 0), k, isa, &batch));
        snprintf(name, sizeof name, "look_of_courses_%zu", sizes[i]);
        bench_say(&report, name, ns / (double)sizes[i], ns / (double)sizes[i], "ns/look", RUNS);
    }
    double ns;
    LEAST_NS(ns, 500, {
        PvsCubic cubic = pvs_segment_cubic(&legs[k], lane_time[k], 64 * PVS_NS_PER_S);
        pvs_look_course(&radar, &cubic, 10 * 32, courses, k);
    });
    bench_say(&report, "course", ns, ns, "ns", RUNS);
    LEAST_NS(ns, 500, keep = pvs_cubic_span_s(&legs[k], 0.05));
    bench_say(&report, "course_span", ns, ns, "ns", RUNS);
}

static const PvsLookKernel *kernel_of(int isa) {
#if defined(__x86_64__)
    return isa == 4   ? &pvs_look_kernel_isa4
           : isa == 3 ? &pvs_look_kernel_isa3
           : isa == 2 ? &pvs_look_kernel_isa2
                      : &pvs_look_kernel_isa0;
#else
    (void)isa;
    return &pvs_look_kernel_isa0;
#endif
}

// The parts of a block alone, in the first cache.
static void bench_parts(int isa) {
    enum { N = PVS_LOOK_BLOCK };
    static PvsLookTemp temp;
    const PvsLookKernel *kernel = kernel_of(isa);
    PvsLookScan scan = {0};
    pvs_look_scan(&scan, &radar, pvs_luck(1, 0), 3);
    PvsLookIn from = {
        .courses = courses, .types = types, .type = type, .ln_gain = ln_gain, .pair_id = pair_id};
    PvsLookOut to = {out[0], out[1], out[2], out[3], out[4], out[5], out[6], detected};
    double ns;
    LEAST_NS(ns, 200, kernel->beam(&scan, &from, N, &temp));
    bench_say(&report, "look_part_beam", ns / N, ns / N, "ns/look", RUNS);
    LEAST_NS(ns, 200, kernel->signal(&scan, &from, N, &temp, &to));
    bench_say(&report, "look_part_signal", ns / N, ns / N, "ns/look", RUNS);
    LEAST_NS(ns, 200, kernel->finish(&scan, &from, N, &temp, &to));
    bench_say(&report, "look_part_draw_and_results", ns / N, ns / N, "ns/look", RUNS);
}

// --- the rest ------------------------------------------------------------------------------------

static void bench_detection(void) {
    double ns;
    LEAST_NS(ns, 200, keep = pvs_pd(0, 5.0 + 0.01 * k, 1, 1e-6));
    bench_say(&report, "pd_exact_1_pulse", ns, ns, "ns", RUNS);
    LEAST_NS(ns, 200, keep = pvs_pd(3, 0.5 + 0.001 * k, 20, 1e-6));
    bench_say(&report, "pd_exact_20_pulses", ns, ns, "ns", RUNS);
    LEAST_NS(ns, 1, {
        PvsArena own;
        pvs_arena_init(&own);
        PvsPdTables none = {NULL};
        pvs_pd_table(&none, 3, 20, 1e-6, &own);
        pvs_arena_free(&own);
    });
    bench_say(&report, "pd_table_20_pulses", ns * 1e-3, ns * 1e-3, "us", RUNS);
}

static void bench_plots(void) {
    double ns;
    PvsPlot plot = {0};
    LEAST_NS(ns, 200, {
        plot = pvs_plot(&radar, pvs_luck(1, 0), pair_id[k], 7, 1e5, 1.0, 0.01, 15.0 + k);
        keep = plot.az_rad;
    });
    bench_say(&report, "plot", ns, ns, "ns/plot", RUNS);

    static double range_m[4096], az_rad[4096], snr_lin[4096];
    static uint32_t into[4096], scratch[32768];
    for (uint32_t i = 0; i < 4096; i++) {
        range_m[i] = bench_uniform(20, i, 5e4, 6e4);
        az_rad[i] = bench_uniform(21, i, 0, 1);
        snr_lin[i] = bench_uniform(22, i, 1, 100);
    }
    size_t sizes[] = {8, 64, 4096};
    for (int i = 0; i < 3; i++) {
        char name[64];
        LEAST_NS(ns, 20,
                 keep = (double)pvs_merge_plots(&radar, sizes[i], range_m, az_rad, snr_lin, into,
                                                scratch));
        snprintf(name, sizeof name, "merge_%zu", sizes[i]);
        bench_say(&report, name, ns / (double)sizes[i], ns / (double)sizes[i], "ns/plot", RUNS);
    }
    static PvsFalsePlot ghosts[64];
    LEAST_NS(ns, 200, keep = (double)pvs_false_plots(&radar, pvs_luck(1, 0), 5, k, ghosts, 64));
    bench_say(&report, "false_plots_scan", ns, ns, "ns/scan", RUNS);
}

int main(int argc, char **argv) {
    report.json = argc > 1 && strcmp(argv[1], "--json") == 0;
    pvs_arena_init(&arena);
    make_looks();
    const int isas[] = {0, 2, 3, 4};
    for (int i = 0; i < 4; i++) {
        if (isas[i] <= pvs_isa_best()) {
            bench_looks(isas[i]);
        }
    }
    bench_courses(pvs_isa_best());
    bench_parts(pvs_isa_best());
    bench_detection();
    bench_plots();
    bench_end(&report);
    pvs_arena_free(&arena);
    return 0;
}
