// SPDX-License-Identifier: Apache-2.0
// Foreign bytes as what the tracker reads: plots, truth, a case. What is refused is refused with words;
// what is read is tracked without a crash, and every plot is accounted for.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "track/track.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void require(bool truth) {
    if (!truth) {
        abort();
    }
}

static void track(const PvsTrackSensor *sensors, size_t n_sensors, PvsTrackFrame frame,
                  const PvsRadarPlot *plots, size_t n) {
    PvsTrackerOptions options = pvs_tracker_options_default();
    options.frame = frame;
    options.tracks_max = 256;
    options.late_window_s = n % 2 ? 10.0 : 0.0;
    PvsTracker *tracker;
    PvsError err = {0};
    if (pvs_tracker_create(&options, sensors, n_sensors, &tracker, &err) != PVS_OK) {
        require(*err.message);
        return;
    }
    static PvsTrackState out[256];
    for (size_t i = 0; i < n && i < 500; i++) {
        pvs_tracker_add(tracker, &plots[i], 1);
        pvs_tracker_advance(tracker, plots[i].time_s);
    }
    size_t held = pvs_tracker_tracks(tracker, 10.0, out, 256);
    require(held <= 256);
    PvsTrackerStats s = pvs_tracker_stats(tracker);
    require(s.plots == (n < 500 ? n : 500));
    require(s.skipped_memory == 0);
    pvs_tracker_destroy(tracker);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    char *text = malloc(n ? n : 1); // no zero behind it: reading on would be seen
    if (!text || n > 20000) {
        free(text);
        return 0;
    }
    if (n) {
        memcpy(text, data, n);
    }
    PvsError err = {0};
    PvsRadarPlot *plots = NULL;
    PvsTrackRow *rows = NULL;
    PvsTrackCase c = {0};
    size_t n_plots = 0, n_rows = 0;
    PvsTrackSensor radar = pvs_track_sensor_default(1);
    if (pvs_track_case_parse("case", text, n, &c, &err) == PVS_OK) {
        track(c.sensors, c.n_sensors, c.frame, NULL, 0);
    } else {
        require(*err.message);
    }
    if (pvs_plots_csv_parse("plots", text, n, &plots, &n_plots, &err) == PVS_OK) {
        radar.rotating = n_plots % 3 == 0;
        radar.sigma_el_rad = n_plots % 2 ? 0.002 : 0.0;
        track(&radar, 1, PVS_TRACK_FLAT, plots, n_plots);
    } else {
        require(*err.message && !plots);
    }
    if (pvs_track_rows_parse("rows", text, n, &rows, &n_rows, &err) == PVS_OK) {
        PvsTrackCase measures = {
            .end_s = 20, .eval_period_s = 1, .score_dims = 3, .gospa_c_m = 100, .gospa_p = 2};
        PvsTrackScore score;
        pvs_track_score(&measures, rows, n_rows, rows, n_rows, 0, &score, &err);
    }
    pvs_track_free(plots);
    pvs_track_free(rows);
    pvs_track_case_free(&c);
    free(text);
    return 0;
}
