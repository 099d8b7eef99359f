// SPDX-License-Identifier: Apache-2.0
// The tracker as a whole, on scenes whose truth is known: accuracy and consistency, both frames, late
// plots, biases, ballistic flight, bad input, memory.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/isa.h"
#include "track/scene.h"

#define PLOTS_MAX  200000
#define TRACKS_MAX 256

static const double at_origin[3] = {0, 0, 50};

// Flyers that keep apart: on a ring, each with its own course.
static SceneTarget flyers[12];
static void make_flyers(void) {
    for (int i = 0; i < 12; i++) {
        double s, c, sv, cv;
        pvs_sincos(PVS_TWO_PI * i / 12, &s, &c);
        pvs_sincos(2.4 * i, &sv, &cv);
        flyers[i] = (SceneTarget){{70e3 * s, 70e3 * c, 3000.0 + 500.0 * i},
                                  {(150.0 + 8.0 * i) * sv, (150.0 + 8.0 * i) * cv, 0.0},
                                  {0, 0, 0}};
    }
}

typedef struct {
    PvsTracker *tracker;
    PvsRadarPlot *plots;
    size_t n;
} Rig;

static Rig rig(const Scene *scene, const PvsTrackSensor *radar, PvsTrackerOptions options) {
    Rig r = {.plots = malloc(PLOTS_MAX * sizeof *r.plots)};
    assert_non_null(r.plots);
    r.n = scene_plots(scene, radar, at_origin, r.plots, 0);
    qsort(r.plots, r.n, sizeof *r.plots, scene_by_time);
    PvsError err = {0};
    if (pvs_tracker_create(&options, radar, 1, &r.tracker, &err) != PVS_OK) {
        fail_msg("%s", err.message);
    }
    return r;
}

static void unrig(Rig *r) {
    pvs_tracker_destroy(r->tracker);
    free(r->plots);
}

static void every_flyer_has_one_track_and_the_errors_are_what_they_claim(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        for (int filter = 0; filter < 2; filter++) {
            Scene scene = {.seed = seed, .targets = flyers, .n_targets = 12, .end_s = 200};
            PvsTrackSensor radar = scene_radar(1, 4);
            for (int k = 0; k < 3; k++) {
                radar.pos[k] = at_origin[k];
            }
            PvsTrackerOptions options = pvs_tracker_options_default();
            options.filter = filter ? PVS_TRACK_CV : PVS_TRACK_IMM;
            Rig r = rig(&scene, &radar, options);
            PvsTrackState tracks[TRACKS_MAX];
            double nees = 0.0, sum2 = 0.0;
            int samples = 0;
            pvs_tracker_add(r.tracker, r.plots, r.n);
            for (double t = 4; t <= 200; t += 4) {
                pvs_tracker_advance(r.tracker, t);
                size_t n = pvs_tracker_tracks(r.tracker, t, tracks, TRACKS_MAX);
                if (t < 60) {
                    continue;
                }
                assert_in_range(n, 11, 13);
                for (int i = 0; i < 12; i++) {
                    double pos[3], vel[3], d;
                    scene_at(&flyers[i], t, pos, vel);
                    const PvsTrackState *s = scene_nearest(tracks, n, pos, &d);
                    assert_non_null(s);
                    if (d > 1500) {
                        continue;
                    }
                    // Along x alone: error squared over its variance.
                    nees += (s->pos[0] - pos[0]) * (s->pos[0] - pos[0]) / s->cov[0];
                    sum2 += d * d;
                    samples++;
                }
            }
            PvsTrackerStats stats = pvs_tracker_stats(r.tracker);
            double rmse = sqrt(sum2 / samples), nis = stats.nis_sum / stats.nis_dims;
            print_message("seed %llu, %s: RMSE %.1f m, NEES %.2f, NIS %.2f a dimension\n",
                          (unsigned long long)seed, filter ? "CV" : "IMM", rmse, nees / samples,
                          nis);
            assert_true(samples > 12 * 36 * 0.97);
            assert_true(rmse < 140); // one plot alone: 50, 105, 140 m
            assert_true(nees / samples < 1.6 && nees / samples > 0.3);
            assert_true(nis < 1.4 && nis > 0.6);
            assert_int_equal(stats.recovered, 0);
            unrig(&r);
        }
    }
}

static void run_to_end(Rig *r, double end_s, double step_s, PvsTrackState *tracks, size_t *n) {
    pvs_tracker_add(r->tracker, r->plots, r->n);
    for (double t = step_s; t <= end_s; t += step_s) {
        pvs_tracker_advance(r->tracker, t);
    }
    *n = pvs_tracker_tracks(r->tracker, end_s, tracks, TRACKS_MAX);
}

// The same radar and plots, placed on the Earth: its tracks, seen from the radar, are those of the flat
// frame (the plots know nothing of the frame; the vertical differs by 0.6 deg at 70 km).
static void both_frames_give_the_same_tracks(void **state) {
    (void)state;
    Scene scene = {.seed = 5, .targets = flyers, .n_targets = 12, .end_s = 160};
    PvsTrackSensor flat = scene_radar(1, 4), earth = flat;
    PvsEnuFrame frame = pvs_enu_frame((PvsLlh){0.8, 0.3, 120.0});
    PvsVec3 place = pvs_ecef_from_enu(&frame, pvs_vec3(0, 0, 0));
    earth.pos[0] = place.x;
    earth.pos[1] = place.y;
    earth.pos[2] = place.z;
    PvsTrackerOptions options = pvs_tracker_options_default();
    PvsTrackState a[TRACKS_MAX], b[TRACKS_MAX];
    size_t na, nb;
    Rig r = rig(&scene, &flat, options);
    run_to_end(&r, 160, 4, a, &na);
    unrig(&r);
    options.frame = PVS_TRACK_ECEF;
    r = rig(&scene, &earth, options);
    run_to_end(&r, 160, 4, b, &nb);
    unrig(&r);
    assert_int_equal(na, nb);
    assert_in_range(na, 12, 12);
    for (size_t i = 0; i < na; i++) {
        PvsVec3 enu = pvs_enu_from_ecef(&frame, pvs_vec3(b[i].pos[0], b[i].pos[1], b[i].pos[2]));
        PvsVec3 vel = pvs_enu_rotate(&frame, pvs_vec3(b[i].vel[0], b[i].vel[1], b[i].vel[2]));
        double d =
            pvs_vec3_norm(pvs_vec3_sub(enu, pvs_vec3(a[i].pos[0], a[i].pos[1], a[i].pos[2])));
        double dv =
            pvs_vec3_norm(pvs_vec3_sub(vel, pvs_vec3(a[i].vel[0], a[i].vel[1], a[i].vel[2])));
        assert_int_equal(a[i].track, b[i].track);
        if (d > 25 || dv > 1.5) {
            print_error("track %u: %.2f m, %.3f m/s apart\n", a[i].track, d, dv);
        }
        assert_true(d < 25 && dv < 1.5);
    }
}

// Plots that come up to three seconds late, in another order each time, change nothing.
static void late_plots_within_the_window_change_no_bit(void **state) {
    (void)state;
    for (int rotating = 0; rotating < 2; rotating++) {
        Scene scene = {.seed = 6, .targets = flyers, .n_targets = 12, .end_s = 100};
        PvsTrackSensor radar = scene_radar(1, 4);
        radar.rotating = rotating;
        PvsTrackerOptions options = pvs_tracker_options_default();
        options.late_window_s = 8.0;
        PvsTrackState in_order[TRACKS_MAX], late[TRACKS_MAX];
        size_t n[2];
        for (int shuffled = 0; shuffled < 2; shuffled++) {
            Rig r = rig(&scene, &radar, options);
            size_t given = 0;
            for (double t = 1; t <= 100; t++) {
                if (shuffled) { // some of this second's plots come three seconds later
                    for (size_t i = 0; i < r.n; i++) {
                        double delay = scene_u01(&scene, 9, (uint32_t)i) < 0.3 ? 3.0 : 0.0;
                        double at = r.plots[i].time_s + delay;
                        if ((at > t - 1 || t == 1) && at <= t) {
                            pvs_tracker_add(r.tracker, &r.plots[i], 1);
                        }
                    }
                } else {
                    size_t first = given;
                    while (given < r.n && r.plots[given].time_s <= t) {
                        given++;
                    }
                    pvs_tracker_add(r.tracker, r.plots + first, given - first);
                }
                pvs_tracker_advance(r.tracker, t);
            }
            for (size_t i = 0; shuffled && i < r.n; i++) { // the last ones
                double delay = scene_u01(&scene, 9, (uint32_t)i) < 0.3 ? 3.0 : 0.0;
                if (r.plots[i].time_s <= 100 && r.plots[i].time_s + delay > 100) {
                    pvs_tracker_add(r.tracker, &r.plots[i], 1);
                }
            }
            pvs_tracker_advance(r.tracker, 100);
            n[shuffled] =
                pvs_tracker_tracks(r.tracker, 100, shuffled ? late : in_order, TRACKS_MAX);
            assert_int_equal(pvs_tracker_stats(r.tracker).skipped_late, 0);
            unrig(&r);
        }
        assert_int_equal(n[0], n[1]);
        assert_in_range(n[0], 11, 13);
        for (size_t i = 0; i < n[0]; i++) {
            assert_memory_equal(in_order[i].pos, late[i].pos, sizeof late[i].pos);
            assert_memory_equal(in_order[i].cov, late[i].cov, sizeof late[i].cov);
        }
    }
}

static void every_instruction_set_gives_the_same_bits(void **state) {
    (void)state;
    Scene scene = {.seed = 7, .targets = flyers, .n_targets = 12, .end_s = 100};
    PvsTrackSensor radar = scene_radar(1, 4);
    PvsTrackState first[TRACKS_MAX], other[TRACKS_MAX];
    size_t n_first = 0, n;
    for (int isa = 1; isa <= pvs_isa_best(); isa++) { // 1: the portable one
        PvsTrackerOptions options = pvs_tracker_options_default();
        options.isa = isa;
        Rig r = rig(&scene, &radar, options);
        run_to_end(&r, 100, 4, isa == 1 ? first : other, isa == 1 ? &n_first : &n);
        unrig(&r);
        for (size_t i = 0; isa > 1 && i < n; i++) {
            assert_int_equal(n, n_first);
            assert_memory_equal(first[i].pos, other[i].pos, sizeof other[i].pos);
            assert_memory_equal(first[i].cov, other[i].cov, sizeof other[i].cov);
        }
    }
}

// Two rotating radars 60 km apart; the second one is wrong.
static void the_bias_of_the_second_radar_is_found(void **state) {
    (void)state;
    make_flyers();
    Scene good = {.seed = 8, .targets = flyers, .n_targets = 12, .end_s = 400};
    Scene wrong = good;
    wrong.range_bias_m = 180.0;
    wrong.az_bias_rad = 0.54 * PVS_DEG_RAD;
    wrong.time_bias_s = -0.15;
    PvsTrackSensor radars[2] = {scene_radar(1, 5), scene_radar(2, 8)};
    radars[0].rotating = radars[1].rotating = true;
    radars[0].pos[2] = at_origin[2];
    radars[1].pos[0] = -60e3;
    PvsRadarPlot *plots = malloc(PLOTS_MAX * sizeof *plots);
    assert_non_null(plots);
    size_t n = scene_plots(&good, &radars[0], radars[0].pos, plots, 0);
    n = scene_plots(&wrong, &radars[1], radars[1].pos, plots, n);
    qsort(plots, n, sizeof *plots, scene_by_time);
    PvsTrackerOptions options = pvs_tracker_options_default();
    PvsTracker *tracker;
    assert_int_equal(pvs_tracker_create(&options, radars, 2, &tracker, NULL), PVS_OK);
    pvs_tracker_add(tracker, plots, n);
    pvs_tracker_advance(tracker, 400);
    PvsRadarBias bias;
    assert_true(pvs_tracker_bias(tracker, 2, &bias));
    assert_false(pvs_tracker_bias(tracker, 9, &bias));
    pvs_tracker_bias(tracker, 2, &bias);
    print_message("range %+.1f m, azimuth %+.4f deg, clock %+.3f s\n", bias.range_m,
                  bias.az_rad / PVS_DEG_RAD, bias.time_s);
    assert_true(fabs(bias.range_m - 180.0) < 30.0);
    assert_true(fabs(bias.az_rad / PVS_DEG_RAD - 0.54) < 0.05);
    assert_true(fabs(bias.time_s + 0.15) < 0.1);
    PvsTrackState tracks[TRACKS_MAX];
    assert_in_range(pvs_tracker_tracks(tracker, 400, tracks, TRACKS_MAX), 11, 13);
    pvs_tracker_destroy(tracker);
    free(plots);
}

static void least_squares_against_a_reference_finds_the_bias(void **state) {
    (void)state;
    Scene scene = {.seed = 9, .targets = flyers, .n_targets = 12, .end_s = 100};
    PvsTrackSensor radar = scene_radar(1, 4);
    radar.pd = 0.999;
    radar.clutter_per_scan = 0.0;
    PvsRadarPlot *plots = malloc(PLOTS_MAX * sizeof *plots);
    size_t n = scene_plots(&scene, &radar, radar.pos, plots, 0);
    PvsRegistration sums = {0};
    for (size_t i = 0; i < n; i++) {
        double best = 1e300, pos[3] = {0}, vel[3] = {0};
        for (int k = 0; k < 12; k++) {
            double p[3], v[3];
            scene_at(&flyers[k], plots[i].time_s, p, v);
            double da = fabs(pvs_wrap_pi(plots[i].az_rad - pvs_atan2(p[0], p[1])));
            if (da < best) {
                best = da;
                memcpy(pos, p, sizeof pos);
                memcpy(vel, v, sizeof vel);
            }
        }
        plots[i].range_m += 100.0;
        plots[i].az_rad += 0.004;
        pvs_registration_add(&sums, PVS_TRACK_FLAT, &radar, &plots[i], pos, vel);
    }
    PvsRadarBias bias;
    assert_true(pvs_registration_solve(&sums, false, &bias));
    assert_true(fabs(bias.range_m - 100.0) < 4.0 * bias.sd_range_m && bias.sd_range_m < 5.0);
    assert_true(fabs(bias.az_rad - 0.004) < 4.0 * bias.sd_az_rad && bias.sd_az_rad < 2e-4);
    sums.n = 2;
    assert_false(pvs_registration_solve(&sums, false, &bias));
    free(plots);
}

static void what_falls_freely_is_tracked_as_ballistic(void **state) {
    (void)state;
    static const SceneTarget missile[2] = {
        {{150e3, 150e3, 30e3}, {-900, -900, 900}, {0, 0, -9.80665}},
        {{-90e3, 160e3, 60e3}, {500, -1100, 0}, {0, 0, -9.80665}}};
    Scene scene = {.seed = 10, .targets = missile, .n_targets = 2, .end_s = 60};
    PvsTrackSensor radar = scene_radar(1, 1);
    radar.sigma_az_rad = radar.sigma_el_rad = 0.001;
    radar.sigma_range_m = 30.0;
    radar.clutter_range_m[1] = 400e3;
    radar.clutter_el_rad[1] = 1.0;
    Rig r = rig(&scene, &radar, pvs_tracker_options_default());
    PvsTrackState tracks[TRACKS_MAX];
    size_t n;
    run_to_end(&r, 60, 1, tracks, &n);
    assert_in_range(n, 2, 3);
    for (int i = 0; i < 2; i++) {
        double pos[3], vel[3], d;
        scene_at(&missile[i], 60, pos, vel);
        const PvsTrackState *s = scene_nearest(tracks, n, pos, &d);
        assert_true(d < 400);
        assert_true(s->model_prob[3] == 1.0);
        assert_true(fabs(s->vel[2] - vel[2]) < 40);
    }
    unrig(&r);
}

static void what_cannot_be_used_is_counted(void **state) {
    (void)state;
    PvsTrackSensor radar = scene_radar(1, 4);
    PvsTrackerOptions options = pvs_tracker_options_default();
    PvsTracker *t;
    assert_int_equal(pvs_tracker_create(&options, &radar, 1, &t, NULL), PVS_OK);
    double none = (double)NAN, big = (double)INFINITY;
    PvsRadarPlot plots[] = {
        pvs_radar_plot(4, 1, 50e3, 1, 0.1),   pvs_radar_plot(4, 1, 50e3, 1, 0.1), // twice
        pvs_radar_plot(4, 2, 50e3, 1, 0.1),                                       // unknown
        pvs_radar_plot(4, 1, none, 1, 0.1),   pvs_radar_plot(4, 1, 50e3, none, 0.1),
        pvs_radar_plot(4, 1, 50e3, 1, none),  pvs_radar_plot(none, 1, 50e3, 1, 0.1),
        pvs_radar_plot(big, 1, 50e3, 1, 0.1), pvs_radar_plot(4, 1, -5, 1, 0.1),
        pvs_radar_plot(4, 1, 0, 1, 0.1),      pvs_radar_plot(4, 1, 50e3, 1, 3.0),
    };
    size_t n = sizeof plots / sizeof *plots;
    pvs_tracker_add(t, plots, n);
    pvs_tracker_advance(t, 8);
    PvsRadarPlot late = pvs_radar_plot(3, 1, 50e3, 1, 0.1);
    pvs_tracker_add(t, &late, 1);
    pvs_tracker_advance(t, none);
    pvs_tracker_advance(t, 2);
    PvsTrackerStats stats = pvs_tracker_stats(t);
    assert_int_equal(stats.plots, n + 1);
    assert_int_equal(stats.skipped_sensor, 1);
    assert_int_equal(stats.skipped_value, 8);
    assert_int_equal(stats.skipped_duplicate, 1);
    assert_int_equal(stats.skipped_late, 1);
    assert_int_equal(pvs_tracker_tracks(t, 8, NULL, 0), 0);
    pvs_tracker_destroy(t);
}

// Years between two plots: time jumps, tracks end.
static void a_leap_of_time_neither_hangs_nor_keeps_tracks(void **state) {
    (void)state;
    for (int rotating = 0; rotating < 2; rotating++) {
        Scene scene = {.seed = 13, .targets = flyers, .n_targets = 12, .end_s = 60};
        PvsTrackSensor radar = scene_radar(1, 4);
        radar.rotating = rotating;
        Rig r = rig(&scene, &radar, pvs_tracker_options_default());
        PvsTrackState tracks[TRACKS_MAX];
        size_t n;
        run_to_end(&r, 60, 4, tracks, &n);
        assert_in_range(n, 11, 13);
        PvsRadarPlot later = pvs_radar_plot(3e9, 1, 50e3, 1.0, 0.1);
        pvs_tracker_add(r.tracker, &later, 1);
        pvs_tracker_advance(r.tracker, 3e9 + 100);
        assert_int_equal(pvs_tracker_tracks(r.tracker, 3e9 + 100, tracks, TRACKS_MAX), 0);
        assert_in_range(pvs_tracker_stats(r.tracker).scans, 10, 5000);
        unrig(&r);
    }
}

static void assert_no_tracker(PvsTrackSensor radar, const char *wanted) {
    PvsTrackerOptions options = pvs_tracker_options_default();
    PvsTracker *t;
    PvsError err = {0};
    assert_int_equal(pvs_tracker_create(&options, &radar, 1, &t, &err), PVS_BAD_USAGE);
    assert_null(t);
    assert_non_null(strstr(err.message, wanted));
}

static void a_sensor_that_makes_no_sense_is_refused(void **state) {
    (void)state;
    PvsTrackSensor radar = scene_radar(3, 4);
    radar.sigma_range_m = 0.0;
    assert_no_tracker(radar, "sensor 3: expected sigma_range_m");
    radar = scene_radar(3, 4);
    radar.sigma_az_rad = 5.0;
    assert_no_tracker(radar, "sigma_az_rad in (0, 0.5]");
    radar = scene_radar(3, 4);
    radar.pd = 1.0;
    assert_no_tracker(radar, "pd in (0, 1)");
    radar = scene_radar(3, 4);
    radar.scan_period_s = (double)NAN;
    assert_no_tracker(radar, "scan_period_s");
    radar = scene_radar(3, 4);
    radar.made = 0;
    assert_no_tracker(radar, "pvs_track_sensor_default");
}

// After some scans nothing is allocated any more.
static void the_steady_state_allocates_nothing(void **state) {
    (void)state;
    Scene scene = {.seed = 11, .targets = flyers, .n_targets = 12, .end_s = 400};
    PvsTrackSensor radar = scene_radar(1, 4);
    Rig r = rig(&scene, &radar, pvs_tracker_options_default());
    size_t given = 0;
    for (double t = 4; t <= 400; t += 4) {
        size_t first = given;
        while (given < r.n && r.plots[given].time_s <= t) {
            given++;
        }
        pvs_alloc_fail_after(t > 200 ? 0 : -1);
        PvsStatus added = pvs_tracker_add(r.tracker, r.plots + first, given - first);
        PvsStatus advanced = pvs_tracker_advance(r.tracker, t);
        pvs_alloc_fail_after(-1);
        assert_int_equal(added, PVS_OK);
        assert_int_equal(advanced, PVS_OK);
    }
    unrig(&r);
}

static void lack_of_memory_is_told_and_survived(void **state) {
    (void)state;
    Scene scene = {.seed = 12, .targets = flyers, .n_targets = 12, .end_s = 40};
    PvsTrackSensor radar = scene_radar(1, 4);
    PvsRadarPlot *plots = malloc(PLOTS_MAX * sizeof *plots);
    size_t n = scene_plots(&scene, &radar, at_origin, plots, 0);
    qsort(plots, n, sizeof *plots, scene_by_time);
    int failed = 0, done = 0;
    for (long after = 0; after < 120; after++) {
        PvsTrackerOptions options = pvs_tracker_options_default();
        PvsTracker *t;
        options.tracks_max = 512;
        options.late_window_s = after % 2 ? 5.0 : 0.0;
        pvs_alloc_fail_after(after);
        PvsStatus status = pvs_tracker_create(&options, &radar, 1, &t, NULL);
        if (status == PVS_OK) {
            status = pvs_tracker_add(t, plots, n);
            for (double at = 4; at <= 40; at += 4) {
                PvsStatus one = pvs_tracker_advance(t, at);
                status = status ? status : one;
            }
        }
        pvs_alloc_fail_after(-1);
        failed += status == PVS_NO_MEMORY;
        done += status == PVS_OK;
        assert_true(status == PVS_OK || status == PVS_NO_MEMORY);
        pvs_tracker_destroy(t);
    }
    assert_true(failed > 20 && done > 0);
    free(plots);
}

static int setup(void **state) {
    (void)state;
    make_flyers();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_flyer_has_one_track_and_the_errors_are_what_they_claim),
        cmocka_unit_test(both_frames_give_the_same_tracks),
        cmocka_unit_test(late_plots_within_the_window_change_no_bit),
        cmocka_unit_test(every_instruction_set_gives_the_same_bits),
        cmocka_unit_test(the_bias_of_the_second_radar_is_found),
        cmocka_unit_test(least_squares_against_a_reference_finds_the_bias),
        cmocka_unit_test(what_falls_freely_is_tracked_as_ballistic),
        cmocka_unit_test(what_cannot_be_used_is_counted),
        cmocka_unit_test(a_leap_of_time_neither_hangs_nor_keeps_tracks),
        cmocka_unit_test(a_sensor_that_makes_no_sense_is_refused),
        cmocka_unit_test(the_steady_state_allocates_nothing),
        cmocka_unit_test(lack_of_memory_is_told_and_survived),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
