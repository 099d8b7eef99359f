// SPDX-License-Identifier: Apache-2.0
// The tracker: time a plot for gating, association and filters in the steady state, at several sizes;
// time a scan of the two large tracking cases (generated here alike in kind; the shared ones too where
// they are). Prints `name value unit` a case, or JSON with --json.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "bench.h"
#include "track/track.h"

#define WARM  12 // scans before the clock starts
#define TIMED 24

static BenchReport report;
static const char *only; // --case NAME: this one alone

// A scene: straight flyers over a disc, a radar in its middle, false plots.
typedef struct {
    uint32_t n_targets;
    double radius_m, period_s, sigma_az_rad, sigma_range_m, pd, clutter;
    double speed_low_mps, speed_high_mps;
    PvsTrackFilter filter;
} Scene;

static double normal(uint64_t which, uint32_t i) {
    return pvs_normal_quantile(bench_uniform(which, i, 1e-9, 1.0 - 1e-9));
}

static PvsTrackSensor radar_of(const Scene *s) {
    PvsTrackSensor r = pvs_track_sensor_default(1);
    r.scan_period_s = s->period_s;
    r.sigma_range_m = s->sigma_range_m;
    r.sigma_az_rad = s->sigma_az_rad;
    r.sigma_el_rad = 1.4 * s->sigma_az_rad;
    r.pd = s->pd;
    r.max_range_m = 1.3 * s->radius_m;
    r.clutter_per_scan = s->clutter;
    r.clutter_range_m[0] = 1e3;
    r.clutter_range_m[1] = 1.1 * s->radius_m;
    r.clutter_el_rad[1] = 0.2;
    return r;
}

static PvsRadarPlot measure(const Scene *s, double t, double x, double y, double z, uint32_t key) {
    double flat = pvs_hypot(x, y), range = pvs_hypot(flat, z);
    return pvs_radar_plot(t, 1, range + s->sigma_range_m * normal(11, key),
                          pvs_atan2(x, y) + s->sigma_az_rad * normal(12, key),
                          pvs_asin(z / range) + 1.4 * s->sigma_az_rad * normal(13, key));
}

static size_t scan(const Scene *s, uint32_t k, PvsRadarPlot *out) {
    double t = (k + 1) * s->period_s;
    size_t n = 0;
    for (uint32_t i = 0; i < s->n_targets; i++) {
        uint32_t key = k * (s->n_targets + 100000) + i;
        double angle = bench_uniform(1, i, 0, PVS_TWO_PI), away = bench_uniform(2, i, 0.0025, 1);
        double course = bench_uniform(3, i, 0, PVS_TWO_PI);
        double speed = bench_uniform(4, i, s->speed_low_mps, s->speed_high_mps), sin_a, cos_a,
               sin_c, cos_c;
        if (bench_uniform(10, key, 0, 1) > s->pd) {
            continue;
        }
        pvs_sincos(angle, &sin_a, &cos_a);
        pvs_sincos(course, &sin_c, &cos_c);
        double r = s->radius_m * sqrt(away);
        out[n++] = measure(s, t, r * sin_a + speed * t * sin_c, r * cos_a + speed * t * cos_c,
                           bench_uniform(5, i, 1000, 12000), key);
    }
    for (uint32_t i = 0; i < (uint32_t)s->clutter; i++) {
        uint32_t key = k * 100000 + i;
        out[n++] =
            pvs_radar_plot(t, 1, bench_uniform(20, key, 1e3, 1.1 * s->radius_m),
                           bench_uniform(21, key, 0, PVS_TWO_PI), bench_uniform(22, key, 0, 0.2));
    }
    return n;
}

// Nanoseconds a plot in the steady state: the least of a few windows of scans.
static double run(const Scene *s, int windows, double *median) {
    size_t most = s->n_targets + (size_t)s->clutter + 8;
    uint32_t scans = WARM + TIMED;
    PvsRadarPlot *plots = malloc(scans * most * sizeof *plots);
    size_t *n = calloc(scans, sizeof *n);
    double found[16];
    if (!plots || !n) {
        exit(1);
    }
    for (uint32_t k = 0; k < scans; k++) {
        n[k] = scan(s, k, plots + k * most);
    }
    PvsTrackSensor radar = radar_of(s);
    PvsTrackerOptions options = pvs_tracker_options_default();
    options.filter = s->filter;
    options.tracks_max = 4 * s->n_targets + 4096;
    for (int w = 0; w < windows; w++) {
        PvsTracker *tracker;
        PvsError err;
        if (pvs_tracker_create(&options, &radar, 1, &tracker, &err) != PVS_OK) {
            fprintf(stderr, "bench_track: %s\n", err.message);
            exit(1);
        }
        double begin = 0.0, timed = 0.0;
        for (uint32_t k = 0; k < scans; k++) {
            begin = k == WARM ? bench_now_ns() : begin;
            pvs_tracker_add(tracker, plots + k * most, n[k]);
            pvs_tracker_advance(tracker, (k + 1) * s->period_s);
            timed += k >= WARM ? (double)n[k] : 0.0;
        }
        double ns = (bench_now_ns() - begin) / timed;
        size_t held = pvs_tracker_tracks(tracker, scans * s->period_s, NULL, 0);
        if (held < 0.9 * s->n_targets || held > 1.1 * s->n_targets) {
            fprintf(stderr, "bench_track: %zu tracks of %u targets\n", held, s->n_targets);
        }
        pvs_tracker_destroy(tracker);
        int at = w;
        for (; at > 0 && found[at - 1] > ns; at--) {
            found[at] = found[at - 1];
        }
        found[at] = ns;
    }
    free(plots);
    free(n);
    *median = found[windows / 2];
    return found[0];
}

static void say(const char *name, const Scene *s, int windows) {
    if (only && strcmp(only, name) != 0) {
        return;
    }
    double median, least = run(s, windows, &median);
    bench_say(&report, name, median, least, "ns", windows);
}

// A shared case: CPU of all its scans, reading not counted.
static void shared_case(const char *name, const char *folder, double end_s) {
    char path[300];
    PvsTrackCase c;
    PvsRadarPlot *plots;
    size_t n;
    PvsError err;
    if (only && strcmp(only, name) != 0) {
        return;
    }
    snprintf(path, sizeof path, "../shared/tracking/%s/case.json", folder);
    if (pvs_track_case_read(path, &c, &err) != PVS_OK) {
        fprintf(stderr,
                "bench_track: %s is not there: %s is SKIPPED (run from the repository's root, "
                "with ../shared beside it)\n",
                path, name);
        return;
    }
    snprintf(path, sizeof path, "../shared/tracking/%s/plots.csv.gz", folder);
    if (pvs_plots_csv_read(path, &plots, &n, &err) != PVS_OK) {
        fprintf(stderr, "bench_track: %s: %s is SKIPPED\n", err.message, name);
        pvs_track_case_free(&c);
        return;
    }
    double found[5];
    for (int w = 0; w < 5; w++) {
        PvsTracker *tracker;
        PvsTrackerOptions options = pvs_tracker_options_default();
        if (pvs_tracker_create(&options, c.sensors, c.n_sensors, &tracker, &err) != PVS_OK) {
            fprintf(stderr, "bench_track: %s\n", err.message);
            exit(1);
        }
        double begin = bench_now_ns();
        pvs_tracker_add(tracker, plots, n);
        pvs_tracker_advance(tracker, end_s);
        double ms = (bench_now_ns() - begin) * 1e-6 / (end_s / c.sensors[0].scan_period_s);
        pvs_tracker_destroy(tracker);
        int at = w;
        for (; at > 0 && found[at - 1] > ms; at--) {
            found[at] = found[at - 1];
        }
        found[at] = ms;
    }
    bench_say(&report, name, found[2], found[0], "ms", 5);
    pvs_track_free(plots);
    pvs_track_case_free(&c);
}

int main(int argc, char **argv) {
    report.json = argc > 1 && strcmp(argv[1], "--json") == 0;
    only = argc > 2 && strcmp(argv[1], "--case") == 0 ? argv[2] : NULL;
    Scene wide = {500, 300e3, 5.0, 0.0014, 60.0, 0.95, 25.0, 150.0, 280.0, PVS_TRACK_CV};
    say("track_cv_ns_per_plot", &wide, 9);
    wide.filter = PVS_TRACK_IMM;
    say("track_imm_ns_per_plot", &wide, 9);
    Scene dense = {2000, 30e3, 2.0, 0.0014, 30.0, 0.95, 100.0, 30.0, 280.0, PVS_TRACK_CV};
    say("track_dense_ns_per_plot", &dense, 5);
    dense.filter = PVS_TRACK_IMM;
    say("track_dense_imm_ns_per_plot", &dense, 5);
    // Constant density, and gates that stay small beside the distance of neighbours.
    Scene small = {500, 30e3, 2.0, 0.0003, 30.0, 0.95, 25.0, 150.0, 280.0, PVS_TRACK_CV};
    Scene large = small;
    large.n_targets = 50000;
    large.radius_m = 300e3;
    large.clutter = 2500.0;
    for (int imm = 0; imm < 2 && !only; imm++) {
        small.filter = large.filter = imm ? PVS_TRACK_IMM : PVS_TRACK_CV;
        double median, few = run(&small, 9, &median), many = run(&large, 3, &median);
        bench_say(&report, imm ? "track_imm_growth_500_to_50000" : "track_cv_growth_500_to_50000",
                  many / few, many / few, "1", 3);
    }
    shared_case("track_case_e_ms_per_scan", "e_scale500", 200.0);
    shared_case("track_case_f_ms_per_scan", "f_scale2000", 120.0);
    bench_end(&report);
    return 0;
}
