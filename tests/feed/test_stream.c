// SPDX-License-Identifier: Apache-2.0
// Recordings made here go in, and the flights they were made of come out.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feed/recording.h"
#include "support/check.h"

static const MadeRadar radar = {.sac = 1,
                                .sic = 2,
                                .at = {45.0 * PVS_DEG_RAD, 10.0 * PVS_DEG_RAD, 120.0},
                                .period_s = 5.0,
                                .sigma_range_m = 30.0,
                                .sigma_az_rad = 0.0008};

// Evaluations seen by a test.
typedef struct {
    const PvsTrackCase *track_case;
    double start_s, last_s, worst_m;
    size_t n_last;
    int n;
    PvsTrackState last[8];
} Seen;

static bool see(void *ctx, double t_s, const PvsTrackState *tracks, size_t n) {
    Seen *seen = ctx;
    assert_true(t_s > seen->last_s);
    seen->last_s = t_s;
    seen->n_last = n;
    seen->n++;
    for (size_t i = 0; i < n && i < 8; i++) {
        seen->last[i] = tracks[i];
    }
    for (size_t i = 0; i < n && seen->n > 10; i++) {
        int flight = tracks[i].mode_3a - 01000;
        PvsVec3 p = pvs_ecef_from_llh(flight_at(flight, t_s - seen->start_s));
        double d = pvs_vec3_norm(
            pvs_vec3_sub(p, pvs_vec3(tracks[i].pos[0], tracks[i].pos[1], tracks[i].pos[2])));
        seen->worst_m = fmax(seen->worst_m, d);
    }
    return true;
}

// Surveys a recording, makes its sensors and feeds it.
static PvsTrackerStats track(Recording *r, Seen *seen, PvsFeedCounts *counts) {
    PvsAsterixReader *reader = pvs_asterix_reader_of_bytes(r->bytes, r->n);
    PvsAsterixRecord record = {0};
    PvsFeedSurvey survey;
    PvsTrackCase track_case = {0};
    PvsStr notes = {0};
    PvsError err = {0};
    assert_int_equal(pvs_feed_survey(reader, &survey, &err), PVS_OK);
    pvs_asterix_reader_close(reader);
    assert_int_equal(pvs_feed_complete(&survey, &track_case, &notes, &err), PVS_OK);
    assert_int_equal(notes.n, 0);
    PvsFeedOptions options = pvs_feed_options_default();
    PvsFeed *feed;
    seen->track_case = &track_case;
    assert_int_equal(pvs_feed_create(&track_case, &options, see, seen, &feed, &err), PVS_OK);
    reader = pvs_asterix_reader_of_bytes(r->bytes, r->n);
    while (pvs_asterix_read(reader, &record)) {
        assert_int_equal(pvs_feed_record(feed, &record, &err), PVS_OK);
    }
    assert_int_equal(pvs_feed_finish(feed, &err), PVS_OK);
    PvsTrackerStats stats = pvs_feed_stats(feed);
    *counts = *pvs_feed_counts(feed);
    pvs_feed_destroy(feed);
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
    pvs_feed_survey_free(&survey);
    pvs_track_case_free(&track_case);
    return stats;
}

static void flights_over_midnight_keep_their_tracks(void **state) {
    (void)state;
    Recording r = {.noise = 1};
    double start_s = 86300.0;
    record_radar(&r, &radar, start_s, 200.0);
    Seen seen = {.start_s = start_s};
    PvsFeedCounts counts;
    PvsTrackerStats stats = track(&r, &seen, &counts);
    assert_int_equal(counts.listener.clock.n_midnights, 1);
    assert_int_equal(counts.n_plots, 40 * N_FLIGHTS);
    assert_int_equal(counts.n_no_sensor + counts.n_no_height, 0);
    assert_int_equal(seen.n_last, N_FLIGHTS);
    assert_int_equal(stats.confirmed, N_FLIGHTS); // none was lost and made anew
    assert_true(seen.last_s > 86480.0);
    print_message("worst %.0f m\n", seen.worst_m);
    assert_true(seen.worst_m < 600.0);
    free(r.bytes);
}

static void plots_given_twice_are_counted_and_not_used(void **state) {
    (void)state;
    Recording once = {.noise = 1}, twice = {.noise = 1};
    record_radar(&once, &radar, 1000.0, 100.0);
    for (size_t at = 0; at < once.n;) {
        size_t n = (size_t)once.bytes[at + 1] << 8 | once.bytes[at + 2];
        twice.bytes = realloc(twice.bytes, twice.n + 2 * n);
        memcpy(twice.bytes + twice.n, once.bytes + at, n);
        memcpy(twice.bytes + twice.n + n, once.bytes + at, n);
        twice.n += 2 * n;
        at += n;
    }
    Seen a = {.start_s = 1000.0}, b = {.start_s = 1000.0};
    PvsFeedCounts counts;
    track(&once, &a, &counts);
    PvsTrackerStats stats = track(&twice, &b, &counts);
    assert_true(stats.skipped_duplicate >= 19 * N_FLIGHTS); // the last turn is not processed
    assert_int_equal(a.n_last, b.n_last);
    for (size_t i = 0; i < a.n_last; i++) {
        for (int k = 0; k < 3; k++) { // the second of a pair counts for how dense plots are
            CHECK_NEAR(b.last[i].pos[k], a.last[i].pos[k], 20.0);
        }
    }
    free(once.bytes);
    free(twice.bytes);
}

// A recording that begins again: time runs back by far more than a late plot.
static void time_running_backwards_is_skipped_and_counted(void **state) {
    (void)state;
    Recording r = {.noise = 1};
    record_radar(&r, &radar, 1000.0, 200.0);
    record_radar(&r, &radar, 1000.0, 100.0);
    Seen seen = {.start_s = 1000.0};
    PvsFeedCounts counts;
    PvsTrackerStats stats = track(&r, &seen, &counts);
    assert_true(seen.last_s <= 1200.0);
    uint64_t unused = counts.listener.n_unused[PVS_ASTERIX_UNUSED_BAD_TIME];
    assert_int_equal(counts.n_plots + unused, 60 * N_FLIGHTS);
    assert_int_equal(stats.plots, counts.n_plots);
    assert_true(stats.skipped_late + stats.skipped_duplicate + unused >= 20 * N_FLIGHTS);
    free(r.bytes);
}

static void a_radar_that_does_not_say_where_it_stands_is_named(void **state) {
    (void)state;
    Recording r = {.noise = 1};
    add_plot(&r, &radar, 0, 0, 0);
    PvsAsterixReader *reader = pvs_asterix_reader_of_bytes(r.bytes, r.n);
    PvsFeedSurvey survey;
    PvsTrackCase track_case = {0};
    PvsStr notes = {0};
    PvsError err = {0};
    assert_int_equal(pvs_feed_survey(reader, &survey, &err), PVS_OK);
    assert_int_equal(survey.n_plots, 1);
    assert_int_equal(pvs_feed_complete(&survey, &track_case, &notes, &err), PVS_BAD_INPUT);
    assert_non_null(strstr(notes.text, "radar 1/2 does not say where it stands"));
    assert_non_null(strstr(err.message, "--sensors FILE can say it"));
    // With sensors, one whose id is SAC * 256 + SIC goes before one whose id is SIC.
    PvsTrackSensor sensors[2] = {pvs_track_sensor_default(2), pvs_track_sensor_default(258)};
    PvsTrackCase given = {.sensors = sensors, .n_sensors = 2};
    assert_ptr_equal(pvs_feed_sensor(&given, 1, 2), &sensors[1]);
    assert_ptr_equal(pvs_feed_sensor(&given, 7, 2), &sensors[0]);
    assert_null(pvs_feed_sensor(&given, 7, 3));
    pvs_str_free(&notes);
    pvs_track_case_free(&track_case);
    pvs_feed_survey_free(&survey);
    pvs_asterix_reader_close(reader);
    free(r.bytes);
}

static void the_elevation_makes_the_height_come_true(void **state) {
    (void)state;
    PvsTrackSensor sensor = pvs_track_sensor_default(1);
    PvsVec3 site = pvs_ecef_from_llh(radar.at);
    PvsEnuFrame frame = pvs_enu_frame(radar.at);
    sensor.pos[0] = site.x;
    sensor.pos[1] = site.y;
    sensor.pos[2] = site.z;
    sensor.sigma_el_rad = 1e-3;
    for (int i = 0; i < 400; i++) {
        PvsAsterixPlot plot = {.range_m = 15e3 + 1e3 * i,
                               .az_rad = 0.1 * i,
                               .height_msl_m = NAN,
                               .flight_level_m = 30.0 * i,
                               .mode_3a = -1};
        PvsRadarPlot taken;
        assert_true(pvs_feed_plot(&sensor, PVS_TRACK_ECEF, 0, &plot, &taken));
        PvsVec3 los = pvs_enu_from_rae((PvsRae){taken.range_m, taken.az_rad, taken.el_rad});
        double h = pvs_llh_from_ecef(pvs_ecef_from_enu(&frame, los)).h_ell_m;
        CHECK_NEAR(h, plot.flight_level_m, 0.01);
    }
    PvsAsterixPlot without = {.range_m = 1e5, .height_msl_m = NAN, .flight_level_m = NAN};
    PvsRadarPlot taken;
    assert_false(pvs_feed_plot(&sensor, PVS_TRACK_ECEF, 0, &without, &taken));
    sensor.sigma_el_rad = 0;
    assert_true(pvs_feed_plot(&sensor, PVS_TRACK_ECEF, 0, &without, &taken));
    assert_true(isnan(taken.el_rad) && isnan(taken.height_m));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flights_over_midnight_keep_their_tracks),
        cmocka_unit_test(plots_given_twice_are_counted_and_not_used),
        cmocka_unit_test(time_running_backwards_is_skipped_and_counted),
        cmocka_unit_test(a_radar_that_does_not_say_where_it_stands_is_named),
        cmocka_unit_test(the_elevation_makes_the_height_come_true),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
