// SPDX-License-Identifier: Apache-2.0
// Two made radars with biases find them in each other's plots; tracks go to system tracks and back.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feed/recording.h"
#include "support/check.h"

static void two_radars_of_a_recording_find_each_others_biases(void **state) {
    (void)state;
    MadeRadar radars[2] = {
        {1, 2, {45.0 * PVS_DEG_RAD, 10.0 * PVS_DEG_RAD, 120.0}, 5.0, 200, 0.004, 30, 0.0008},
        {1, 3, {45.4 * PVS_DEG_RAD, 10.6 * PVS_DEG_RAD, 300.0}, 8.0, -100, -0.003, 30, 0.0008}};
    Recording r = {.noise = 5};
    for (double t_s = 1000; t_s < 1800; t_s += 40) { // interleaved, as a network would
        for (int k = 0; k < 2; k++) {
            for (double turn_s = t_s; turn_s < t_s + 40; turn_s += radars[k].period_s) {
                add_north(&r, &radars[k], turn_s);
                for (int i = 0; i < N_FLIGHTS; i++) {
                    add_plot(&r, &radars[k], i, 1000, turn_s);
                }
            }
        }
    }
    PvsFeedInput input = {open_recording, &r};
    PvsAsterixReader *reader;
    PvsFeedSurvey survey;
    PvsTrackCase track_case = {0};
    PvsStr notes = {0};
    PvsError err = {0};
    PvsFeedOptions options = pvs_feed_options_default();
    options.wait_s = 45.0;
    PvsAlignment found[2];
    assert_int_equal(open_recording(&r, &reader, &err), PVS_OK);
    assert_int_equal(pvs_feed_survey(reader, &survey, &err), PVS_OK);
    pvs_asterix_reader_close(reader);
    assert_int_equal(survey.n, 2);
    CHECK_NEAR(survey.sources[1].period_s, 8, 0);
    assert_int_equal(pvs_feed_complete(&survey, &track_case, &notes, &err), PVS_OK);
    assert_int_equal(track_case.n_sensors, 2);
    assert_int_equal(pvs_feed_register(&input, &track_case, &options, NULL, found, &err), PVS_OK);
    for (int k = 0; k < 2; k++) {
        print_message("range %+.0f m (+- %.0f), azimuth %+.5f rad (+- %.5f)\n",
                      found[k].range_bias_m, found[k].sigma_range_bias_m, found[k].az_bias_rad,
                      found[k].sigma_az_bias_rad);
        CHECK_NEAR(found[k].range_bias_m, radars[k].range_bias_m, 40);
        CHECK_NEAR(found[k].az_bias_rad, radars[k].az_bias_rad, 6e-4);
        assert_true(track_case.sensors[k].range_bias_m == found[k].range_bias_m);
    }
    pvs_feed_survey_free(&survey);
    pvs_track_case_free(&track_case);
    free(r.bytes);
}

static void states_come_back_from_system_tracks(void **state) {
    (void)state;
    PvsTrackSensor sensor = pvs_track_sensor_default(1);
    for (int flat = 0; flat < 2; flat++) {
        PvsTrackCase track_case = {.frame = flat ? PVS_TRACK_FLAT : PVS_TRACK_ECEF,
                                   .sensors = &sensor,
                                   .n_sensors = 1,
                                   .has_origin = flat,
                                   .origin_lat_rad = 0.77,
                                   .origin_lon_rad = 0.3};
        PvsVec3 p =
            flat ? pvs_vec3(-45e3, 80e3, 9e3) : pvs_ecef_from_llh((PvsLlh){0.77, 0.31, 9e3});
        PvsTrackState s = {.time_s = 100,
                           .track = 7,
                           .pos = {p.x, p.y, p.z},
                           .vel = {120, -180, 30},
                           .last_plot_s = 97,
                           .mode_3a = 04321};
        for (int i = 0; i < 6; i++) { // diagonal: 100^2, 5^2
            s.cov[i * 6 - i * (i - 1) / 2] = i < 3 ? 1e4 : 25;
        }
        PvsAsterixTrack track;
        PvsTrackRow row;
        assert_true(pvs_feed_system_track(&track_case, 43200, &s, &track));
        CHECK_NEAR(track.time_s, 43300, 0);
        CHECK_NEAR(track.sigma_east_m, 100, 1e-9);
        CHECK_NEAR(track.sigma_climb_mps, 5, 1e-9);
        CHECK_NEAR(track.age_s, 3, 0);
        CHECK_NEAR(track.h_ell_m, 9e3, 1e-6);
        assert_false(track.coasting);
        assert_true(pvs_feed_row(&track_case, 43200, &track, &row));
        CHECK_NEAR(row.time_s, 100, 0);
        for (int i = 0; i < 3; i++) {
            CHECK_NEAR(row.pos[i], s.pos[i], 1e-5);
            CHECK_NEAR(row.vel[i], s.vel[i], 1e-9);
        }
        track_case.has_origin = false;
        assert_int_equal(pvs_feed_system_track(&track_case, 0, &s, &track), !flat);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_radars_of_a_recording_find_each_others_biases),
        cmocka_unit_test(states_come_back_from_system_tracks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
