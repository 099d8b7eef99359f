// SPDX-License-Identifier: Apache-2.0
// Kernels of motion/: a lane of kinematics, a window refused and a window found, a query of the
// tree, a profile. Prints a line `name value unit` a case, or JSON with --json; each is the least
// of several runs.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/isa.h"
#include "base/luck.h"
#include "base/math.h"
#include "bench.h"
#include "motion/motion.h"

#define RUNS 15

static BenchReport report;

// --- kinematics ----------------------------------------------------------------------------------

#define LANES 512
#define LEGS  4096

static PvsSegment legs[LEGS];

static void make_legs(double far_m, double h_low_m, double h_high_m) {
    for (uint32_t i = 0; i < LEGS; i++) {
        PvsLlh from = {-0.45 + bench_uniform(1, i, -0.1, 0.1),
                       2.35 + bench_uniform(2, i, -0.1, 0.1),
                       bench_uniform(3, i, h_low_m, h_high_m)};
        PvsLlh to =
            pvs_geodesic_direct(from.lat_rad, from.lon_rad, bench_uniform(4, i, 0, PVS_TWO_PI),
                                bench_uniform(5, i, 0.3, 1.0) * far_m, NULL);
        to.h_ell_m = from.h_ell_m;
        legs[i] = pvs_leg(from, to, bench_uniform(6, i, 50, 220), 0);
    }
}

static void bench_lanes(int isa) {
    static _Alignas(64) double a[9][LANES + 8];
    PvsKinematicsSoA out = {a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8]};
    static const PvsSegment *lane[LANES];
    static PvsTime t[LANES];
    for (uint32_t i = 0; i < LANES; i++) {
        lane[i] = &legs[(uint32_t)bench_uniform(7, i, 0, LEGS)];
        t[i] = (PvsTime)(bench_uniform(8, i, 0, 1) * (double)lane[i]->t1);
    }
    double best = 1e300;
    for (int run = 0; run < RUNS; run++) {
        double begin = bench_now_ns();
        for (int k = 0; k < 200; k++) {
            pvs_segments_at(lane, t, LANES, out, isa);
        }
        double ns = (bench_now_ns() - begin) / (200.0 * LANES);
        best = ns < best ? ns : best;
    }
    char name[64];
    snprintf(name, sizeof name, "segments_at_512_isa%d", isa);
    bench_say(&report, name, best, best, "ns/lane", RUNS);
}

// --- windows -------------------------------------------------------------------------------------

#define REACHES 64

static PvsReach reaches[REACHES];

static void make_reaches(double el_min_rad) {
    for (uint32_t i = 0; i < REACHES; i++) {
        PvsLlh at = {-0.45 + bench_uniform(11, i, -0.1, 0.1),
                     2.35 + bench_uniform(12, i, -0.1, 0.1), 20.0};
        reaches[i] = (PvsReach){.frame = pvs_enu_frame(at),
                                .antenna_h_m = 20.0,
                                .range_max_m = 250e3,
                                .el_min_rad = el_min_rad,
                                .el_max_rad = PVS_PI / 2,
                                .h_min_ell_m = -INFINITY,
                                .h_max_ell_m = INFINITY,
                                .sector_half_rad = PVS_PI,
                                .k_factor = 4.0 / 3.0,
                                .earth_radius_m = pvs_earth_gaussian_radius_m(at.lat_rad)};
    }
}

static void bench_windows(const char *kind) {
    static uint32_t hit[2][LEGS * REACHES];
    size_t n[2] = {0, 0};
    PvsWindow w[8];
    for (uint32_t i = 0; i < LEGS * REACHES; i++) {
        size_t k =
            pvs_windows((PvsPath){&legs[i / REACHES], 1}, 0, &reaches[i % REACHES], w, 8) > 0;
        hit[k][n[k]++] = i;
    }
    for (int k = 0; k < 2; k++) {
        double best = 1e300;
        size_t found = 0;
        for (int run = 0; run < RUNS; run++) {
            double begin = bench_now_ns();
            for (size_t i = 0; i < n[k]; i++) {
                found += pvs_windows((PvsPath){&legs[hit[k][i] / REACHES], 1}, 0,
                                     &reaches[hit[k][i] % REACHES], w, 8);
            }
            double ns = (bench_now_ns() - begin) / (double)n[k];
            best = ns < best ? ns : best;
        }
        char name[64];
        snprintf(name, sizeof name, "window_%s_%s", k ? "found" : "refused", kind);
        bench_say(&report, name, best, best, found == (size_t)-1 ? "" : "ns", RUNS);
    }
}

static void count(void *ctx, uint32_t index) {
    (void)index;
    ++*(size_t *)ctx;
}

enum { SITES = 900 };

// n_sites as dense as R1's radars: 30 in an area of some 1300 km across.
static void bench_near(size_t n_sites, double half_side_rad) {
    static PvsReach many[SITES];
    for (uint32_t i = 0; i < n_sites; i++) {
        PvsLlh at = {-0.45 + bench_uniform(13, i, -half_side_rad, half_side_rad),
                     2.35 + bench_uniform(14, i, -half_side_rad, half_side_rad), 20.0};
        many[i] = reaches[0];
        many[i].frame = pvs_enu_frame(at);
    }
    PvsArena arena;
    pvs_arena_init(&arena);
    PvsNear *near = pvs_near_create(many, n_sites, &arena);
    double best = 1e300;
    size_t found = 0;
    for (int run = 0; run < RUNS; run++) {
        found = 0;
        double begin = bench_now_ns();
        for (int i = 0; i < LEGS; i++) {
            pvs_near_query(near, &legs[i], count, &found);
        }
        double ns = (bench_now_ns() - begin) / LEGS;
        best = ns < best ? ns : best;
    }
    char name[64];
    snprintf(name, sizeof name, "near_%zu_sites", n_sites);
    bench_say(&report, name, best, best, "ns/query", RUNS);
    snprintf(name, sizeof name, "near_%zu_sites_found", n_sites);
    bench_say(&report, name, (double)found / LEGS, (double)found / LEGS, "sites/query", RUNS);
    pvs_arena_free(&arena);
}

static void bench_building(void) {
    static PvsSegment out[512];
    const PvsProfileRow rows[] = {{0, 0, 0},         {0.05, 15e3, 900}, {0.2, 40e3, 2000},
                                  {0.5, 50e3, 1900}, {0.8, 40e3, 1800}, {0.95, 15e3, 1500},
                                  {1, 0, 900}};
    double leg = 1e300, profile = 1e300, ballistic = 1e300;
    for (int run = 0; run < RUNS; run++) {
        double begin = bench_now_ns();
        for (uint32_t i = 0; i < 100; i++) {
            out[0] = pvs_leg((PvsLlh){0.1 + i * 1e-4, 0.2, 100}, (PvsLlh){0.12, 0.23, 100}, 200, 0);
        }
        double t1 = bench_now_ns();
        for (uint32_t i = 0; i < 20; i++) {
            pvs_profile((PvsLlh){0.1 + i * 1e-4, 0.2, 0}, (PvsLlh){0.14, 0.27, 0}, rows, 7, 0, 0,
                        out, 512, NULL);
        }
        double t2 = bench_now_ns();
        for (uint32_t i = 0; i < 20; i++) {
            pvs_ballistic_arc((PvsLlh){0.1 + i * 1e-4, 0.2, 0}, (PvsLlh){0.14, 0.27, 0}, 0, 0, out,
                              NULL);
        }
        double t3 = bench_now_ns();
        leg = (t1 - begin) / 100 < leg ? (t1 - begin) / 100 : leg;
        profile = (t2 - t1) / 20 < profile ? (t2 - t1) / 20 : profile;
        ballistic = (t3 - t2) / 20 < ballistic ? (t3 - t2) / 20 : ballistic;
    }
    bench_say(&report, "build_leg", leg, leg, "ns", RUNS);
    bench_say(&report, "build_profile_7_rows", profile, profile, "ns", RUNS);
    bench_say(&report, "build_ballistic", ballistic, ballistic, "ns", RUNS);
}

int main(int argc, char **argv) {
    report.json = argc > 1 && strcmp(argv[1], "--json") == 0;
    make_legs(800e3, 50, 2000);
    for (int isa = 0; isa <= pvs_isa_best(); isa = isa ? isa + 1 : 2) {
        bench_lanes(isa);
    }
    make_reaches(-PVS_PI / 2);
    bench_windows("level");
    make_reaches(0.002);
    bench_windows("level_elevation");
    make_legs(100e3, 50, 2000);
    make_reaches(-PVS_PI / 2);
    bench_windows("short");
    for (uint32_t i = 0; i < LEGS; i++) {
        legs[i].arc.climb_mps = bench_uniform(9, i, 0.0, 3.0);
    }
    bench_windows("climbing");
    bench_near(30, 0.1);
    bench_near(900, 0.55);
    bench_building();
    bench_end(&report);
    return 0;
}
