// SPDX-License-Identifier: Apache-2.0
// weapon/ and command/: an intercept, a prediction, an evaluation, decisions near and far, and the
// static assignment on random instances. Prints a line `name value unit` a case, or JSON with
// --json; each is the least of several runs. The gap of an assignment is against its proven bound.
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/luck.h"
#include "base/math.h"
#include "bench.h"
#include "command/command.h"

#define RUNS 9

static BenchReport report;

// Least time of `n` calls, per call.
static void time_calls(const char *name, double (*call)(uint32_t i), uint32_t n) {
    double best = INFINITY;
    volatile double sink = 0;
    for (int run = 0; run < RUNS; run++) {
        double begin = bench_now_ns();
        for (uint32_t i = 0; i < n; i++) {
            sink = sink + call(i);
        }
        best = fmin(best, (bench_now_ns() - begin) / n);
    }
    bench_say(&report, name, best, best, "ns", RUNS);
}

// --- a defence like R1's: 10 sites, 30 batteries, tracks on their way ----------------------------

#define SITES  10
#define UNITS  30
#define TRACKS 512

static PvsBeliefSite sites[SITES];
static PvsBeliefUnit units[UNITS];
static PvsBeliefWeapon weapons[UNITS];
static PvsUnitStatus status[UNITS];
static PvsBeliefPost posts[1];
static PvsBelief belief;
static PvsTrack tracks[TRACKS], near_tracks[TRACKS], far_tracks[TRACKS], ballistic_tracks[TRACKS];
static PvsArena arena, scratch;

static PvsLlh place(double lat_deg, double lon_deg, double h_m) {
    return (PvsLlh){lat_deg * PVS_DEG_RAD, lon_deg * PVS_DEG_RAD, h_m};
}

static PvsTrack track_at(PvsLlh from, PvsLlh to, double speed_mps) {
    PvsSegment leg = pvs_leg(from, to, speed_mps, 0);
    PvsKinematics k = pvs_segment_at(&leg, 0);
    return (PvsTrack){.pos_ecef = k.pos_ecef,
                      .vel_ecef = k.vel_ecef,
                      .quality = 1,
                      .allegiance = PVS_ALLEGIANCE_HOSTILE,
                      .identified = true,
                      .cls = speed_mps < 100 ? PVS_CLASS_ONE_WAY_DRONE : PVS_CLASS_CRUISE,
                      .cls_prob = 1};
}

static void make_unit(uint32_t i, PvsReach *reach) {
    PvsLlh at = place(bench_uniform(1, i, -26, -22), bench_uniform(2, i, 131, 135), 10);
    double range_m = bench_uniform(3, i, 20e3, 80e3);
    weapons[i] = (PvsBeliefWeapon){
        .round_type = i,
        .envelope = {1000, range_m, 20, 25e3, 1500},
        .flyout = pvs_flyout_constant(900, range_m),
        .kill = {.low_altitude_factor = 1, .manoeuvre_factor = 1, .crossing_factor = 0.8},
        .price_usd = 1e6,
        .holds_channel = true};
    units[i] = (PvsBeliefUnit){.frame = pvs_enu_frame(at),
                               .first_weapon = i,
                               .n_weapons = 1,
                               .reaction_mean_s = 8,
                               .reach_max_m = range_m,
                               .needs_sight = true,
                               .keep_out_m = 500};
    units[i].sight = (PvsReach){.frame = units[i].frame,
                                .antenna_h_m = 10,
                                .range_max_m = 1.2 * range_m,
                                .el_min_rad = -1,
                                .el_max_rad = 1.4,
                                .h_min_ell_m = -INFINITY,
                                .h_max_ell_m = INFINITY,
                                .sector_half_rad = 4,
                                .k_factor = 4.0 / 3.0,
                                .earth_radius_m = pvs_earth_gaussian_radius_m(at.lat_rad)};
    for (int c = 0; c < PVS_N_CLASSES; c++) {
        weapons[i].kill.kill_prob[c] = 0.7;
        units[i].doctrine.against[c] = (PvsClassDoctrine){.control = PVS_CONTROL_FREE, .salvo = 1};
    }
    units[i].doctrine.choose = PVS_CHOOSE_NEAREST;
    status[i] = (PvsUnitStatus){.ready = true, .channels_free = 4, .missile_channels_free = 8};
    status[i].ready_rounds[0] = status[i].total_rounds[0] = status[i].initial_rounds[0] = 32;
    *reach = units[i].sight;
    reach->k_factor = 0;
    reach->range_max_m = range_m;
}

static void make_defence(void) {
    PvsReach reaches[UNITS];
    for (uint32_t i = 0; i < SITES; i++) {
        PvsLlh at = place(bench_uniform(4, i, -26, -22), bench_uniform(5, i, 131, 135), 0);
        sites[i] = (PvsBeliefSite){pvs_ecef_from_llh(at), pvs_normal_from_llh(at), 1e8};
    }
    for (uint32_t i = 0; i < UNITS; i++) {
        make_unit(i, &reaches[i]);
    }
    belief = (PvsBelief){.posts = posts,
                         .n_posts = 1,
                         .units = units,
                         .n_units = UNITS,
                         .weapons = weapons,
                         .n_weapons = UNITS,
                         .sites = sites,
                         .n_sites = SITES,
                         .near_units = pvs_near_create(reaches, UNITS, &arena)};
    for (uint32_t i = 0; i < TRACKS; i++) {
        PvsLlh aim = pvs_llh_from_ecef(sites[i % SITES].pos_ecef);
        double speed = i % 10 == 0 ? 220 : 50,
               h_m = i % 10 == 0 ? 100 : bench_uniform(6, i, 100, 2000);
        double bearing = bench_uniform(7, i, 0, PVS_TWO_PI);
        PvsLlh near = pvs_geodesic_direct(aim.lat_rad, aim.lon_rad, bearing,
                                          bench_uniform(8, i, 5e3, 40e3), NULL);
        PvsLlh middle = pvs_geodesic_direct(aim.lat_rad, aim.lon_rad, bearing,
                                            bench_uniform(8, i, 100e3, 400e3), NULL);
        near.h_ell_m = middle.h_ell_m = aim.h_ell_m = h_m;
        near_tracks[i] = track_at(near, aim, speed);
        tracks[i] = track_at(middle, aim, speed);
        far_tracks[i] =
            track_at(place(bench_uniform(9, i, -12, -10), bench_uniform(10, i, 131, 135), h_m),
                     place(-5, bench_uniform(11, i, 128, 138), h_m), speed);
        PvsSegment arc;
        PvsLlh from = pvs_geodesic_direct(aim.lat_rad, aim.lon_rad, bearing, 300e3, NULL);
        aim.h_ell_m = 0;
        if (pvs_ballistic_arc(from, aim, 0, 0, &arc, NULL) == PVS_OK) {
            PvsKinematics k = pvs_segment_at(&arc, arc.t1 / 2);
            ballistic_tracks[i] = (PvsTrack){.pos_ecef = k.pos_ecef,
                                             .vel_ecef = k.vel_ecef,
                                             .identified = true,
                                             .cls = PVS_CLASS_BALLISTIC,
                                             .allegiance = PVS_ALLEGIANCE_HOSTILE};
        }
    }
}

static double decide(const PvsTrack *track) {
    PvsSituation s = {.track = track, .units = status, .crew_free = INT_MAX};
    PvsDecision d;
    pvs_decide(&belief, &s, &scratch, &d);
    return (double)d.action;
}

static double call_intercept(uint32_t i) {
    PvsSegment s = pvs_track_predict(&near_tracks[i % TRACKS], 3600 * PVS_NS_PER_S);
    return (double)pvs_intercept((PvsPath){&s, 1}, PVS_NS_PER_S, &units[i % UNITS].frame,
                                 &weapons[i % UNITS].envelope, &weapons[i % UNITS].flyout, 0)
        .t_intercept;
}
static double call_predict(uint32_t i) {
    return (double)pvs_track_predict(&tracks[i % TRACKS], 3600 * PVS_NS_PER_S).arc.rate_radps;
}
static double call_predict_ballistic(uint32_t i) {
    return (double)pvs_track_predict(&ballistic_tracks[i % TRACKS], 3600 * PVS_NS_PER_S).t1;
}
static double call_evaluate(uint32_t i) {
    return pvs_evaluate(&belief, &tracks[i % TRACKS], 0).value_usd;
}
static double call_decide_far(uint32_t i) {
    return decide(&far_tracks[i % TRACKS]);
}
static double call_decide_middle(uint32_t i) {
    return decide(&tracks[i % TRACKS]);
}
static double call_decide_near(uint32_t i) {
    return decide(&near_tracks[i % TRACKS]);
}
static double call_decide_ballistic(uint32_t i) {
    return decide(&ballistic_tracks[i % TRACKS]);
}

// --- assignment ----------------------------------------------------------------------------------

static void bench_assignment(int n) {
    size_t cells = (size_t)n * (size_t)n;
    double *value = malloc((size_t)n * sizeof *value), *p = malloc(cells * sizeof *p);
    int *target = malloc((size_t)n * sizeof *target);
    for (int j = 0; j < n; j++) {
        value[j] = bench_uniform(20, (uint32_t)j, 25, 100);
    }
    for (size_t k = 0; k < cells; k++) {
        p[k] = bench_uniform(21, (uint32_t)k, 0.6, 0.9);
    }
    PvsWta wta = {n, n, value, p};
    PvsWtaResult greedy = {0}, improved = {0}, exact = {0};
    double ms[3] = {INFINITY, INFINITY, INFINITY};
    for (int run = 0; run < 3; run++) {
        double t0 = bench_now_ns();
        pvs_wta_greedy(&wta, target, &greedy);
        double t1 = bench_now_ns();
        pvs_wta_improve(&wta, target, &improved);
        double t2 = bench_now_ns();
        pvs_wta_exact(&wta, 300, &scratch, target, &exact);
        ms[0] = fmin(ms[0], (t1 - t0) / 1e6);
        ms[1] = fmin(ms[1], (t2 - t1) / 1e6);
        ms[2] = fmin(ms[2], (bench_now_ns() - t2) / 1e6);
        pvs_arena_reset(&scratch);
    }
    const char *names[3] = {"greedy", "improve", "exact"};
    double objective[3] = {greedy.objective, improved.objective, exact.objective};
    for (int k = 0; k < 3; k++) {
        char name[64];
        snprintf(name, sizeof name, "wta_%s_%dx%d", names[k], n, n);
        bench_say(&report, name, ms[k], ms[k], "ms", RUNS);
        snprintf(name, sizeof name, "wta_%s_%dx%d_gap", names[k], n, n);
        bench_say(&report, name, 100 * (objective[k] / exact.lower_bound - 1),
                  100 * (objective[k] / exact.lower_bound - 1), "%", RUNS);
    }
    free(value);
    free(p);
    free(target);
}

int main(int argc, char **argv) {
    report.json = argc > 1 && strcmp(argv[1], "--json") == 0;
    make_defence();
    time_calls("track_predict", call_predict, 20000);
    time_calls("track_predict_ballistic", call_predict_ballistic, 5000);
    time_calls("evaluate_10_sites", call_evaluate, 20000);
    time_calls("predict_and_intercept", call_intercept, 20000);
    time_calls("decide_nothing_near", call_decide_far, 20000);
    time_calls("decide_on_its_way", call_decide_middle, 20000);
    time_calls("decide_in_reach", call_decide_near, 20000);
    time_calls("decide_ballistic", call_decide_ballistic, 5000);
    for (int n = 10; n <= 100; n = n < 40 ? n + 10 : n + 30) {
        bench_assignment(n);
    }
    bench_end(&report);
    pvs_arena_free(&arena);
    pvs_arena_free(&scratch);
    return 0;
}
