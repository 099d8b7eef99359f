// SPDX-License-Identifier: Apache-2.0
// Foreign bytes as a recording for the tracker: whatever they say, times go forward, states are
// numbers, and system tracks made of them can be read again.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "feed/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

typedef struct {
    const PvsTrackCase *track_case;
    double last_s;
    int n;
} Seen;

static bool see(void *ctx, double t_s, const PvsTrackState *tracks, size_t n) {
    Seen *seen = ctx;
    PvsAsterixRecord record = {0};
    if (!(t_s > seen->last_s)) {
        abort();
    }
    seen->last_s = t_s;
    for (size_t i = 0; i < n; i++) {
        PvsAsterixTrack track;
        for (int k = 0; k < 3; k++) {
            if (!isfinite(tracks[i].pos[k]) || !isfinite(tracks[i].vel[k])) {
                abort();
            }
        }
        if (!pvs_feed_system_track(seen->track_case, 0, &tracks[i], &track)) {
            abort();
        }
        pvs_asterix_put_track(&record, &track);
        if (!pvs_asterix_find(&record, "105/LAT")) {
            abort();
        }
    }
    pvs_asterix_record_free(&record);
    return ++seen->n < 5000; // a fuzzer has no time for days
}

static void track(const uint8_t *data, size_t n, const PvsTrackCase *track_case) {
    PvsFeedOptions options = pvs_feed_options_default();
    PvsAsterixReader *reader = pvs_asterix_reader_of_bytes(data, n);
    PvsAsterixRecord record = {0};
    Seen seen = {.track_case = track_case, .last_s = -INFINITY};
    PvsError err = {0};
    PvsFeed *feed;
    options.period_s = 4.0;
    options.tracks_max = 64;
    if (pvs_feed_create(track_case, &options, see, &seen, &feed, &err) == PVS_OK) {
        PvsStatus status = PVS_OK;
        while (status == PVS_OK && pvs_asterix_read(reader, &record)) {
            status = pvs_feed_record(feed, &record, &err);
        }
        if (status == PVS_OK) {
            pvs_feed_finish(feed, &err);
        }
        pvs_feed_destroy(feed);
    }
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    PvsAsterixReader *reader = pvs_asterix_reader_of_bytes(data, n);
    PvsFeedSurvey survey;
    PvsTrackCase track_case = {0};
    PvsStr notes = {0};
    PvsError err = {0};
    if (pvs_feed_survey(reader, &survey, &err) == PVS_OK &&
        pvs_feed_complete(&survey, &track_case, &notes, &err) == PVS_OK &&
        track_case.n_sensors <= 4) {
        track(data, n, &track_case);
    }
    pvs_asterix_reader_close(reader);
    pvs_feed_survey_free(&survey);
    pvs_track_case_free(&track_case);
    pvs_str_free(&notes);
    return 0;
}
