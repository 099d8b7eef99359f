// SPDX-License-Identifier: Apache-2.0
// Records into the tracker, and its tracks at the times of evaluation: the same way for a file and for
// datagrams as they come. Nothing is kept but the last height of each code.
#include <math.h>

#include "base/arena.h"
#include "feed/feed.h"

#define CODES        4096
#define HEIGHT_OLD_S 60.0 // a height older than this is not used for a plot without one

struct PvsFeed {
    const PvsTrackCase *track_case;
    PvsFeedOptions options;
    PvsTracker *tracker;
    PvsFeedTracks *on_tracks;
    void *ctx;
    PvsTrackState *states;
    size_t capacity;
    double period_s, next, latest_s; // next: number of the next evaluation; latest plot, case time
    bool started, empty;             // the last evaluation had no track
    PvsFeedCounts counts;
    struct {
        double time_s, height_m;
    } heights[CODES];
};

PvsFeedOptions pvs_feed_options_default(void) {
    return (PvsFeedOptions){.wait_s = 2.0};
}

static double shortest_scan(const PvsTrackCase *track_case) {
    double shortest = INFINITY;
    for (size_t i = 0; i < track_case->n_sensors; i++) {
        shortest = fmin(shortest, track_case->sensors[i].scan_period_s);
    }
    return shortest;
}

PvsStatus pvs_feed_create(const PvsTrackCase *track_case, const PvsFeedOptions *options,
                          PvsFeedTracks *tracks, void *ctx, PvsFeed **out, PvsError *err) {
    PvsFeed *feed = pvs_alloc(sizeof *feed);
    if (!feed) {
        return pvs_error_set(err, PVS_NO_MEMORY, "no memory for the tracker");
    }
    feed->capacity = 64;
    feed->states = pvs_alloc(feed->capacity * sizeof *feed->states);
    if (!feed->states) {
        pvs_free(feed);
        return pvs_error_set(err, PVS_NO_MEMORY, "no memory for the tracker");
    }
    feed->track_case = track_case;
    feed->options = *options;
    feed->on_tracks = tracks;
    feed->ctx = ctx;
    feed->period_s = options->period_s > 0.0           ? options->period_s
                     : track_case->eval_period_s > 0.0 ? track_case->eval_period_s
                                                       : shortest_scan(track_case);
    feed->options.end_s = options->end_s > 0.0 ? options->end_s : track_case->end_s;
    for (int i = 0; i < CODES; i++) {
        feed->heights[i].time_s = -INFINITY;
    }
    PvsTrackerOptions tracker = pvs_tracker_options_default();
    tracker.frame = track_case->frame;
    tracker.tracks_max = options->tracks_max ? options->tracks_max : tracker.tracks_max;
    tracker.late_window_s = options->late_s;
    tracker.filter = options->straight ? PVS_TRACK_CV : PVS_TRACK_IMM;
    PvsStatus status = pvs_tracker_create(&tracker, track_case->sensors, track_case->n_sensors,
                                          &feed->tracker, err);
    if (status != PVS_OK) {
        pvs_free(feed->states);
        pvs_free(feed);
        return status;
    }
    *out = feed;
    return PVS_OK;
}

void pvs_feed_destroy(PvsFeed *feed) {
    if (feed) {
        pvs_tracker_destroy(feed->tracker);
        pvs_free(feed->states);
        pvs_free(feed);
    }
}

const PvsFeedCounts *pvs_feed_counts(const PvsFeed *feed) {
    return &feed->counts;
}

PvsTrackerStats pvs_feed_stats(const PvsFeed *feed) {
    return pvs_tracker_stats(feed->tracker);
}

bool pvs_feed_bias(const PvsFeed *feed, uint32_t sensor, PvsRadarBias *out) {
    return pvs_tracker_bias(feed->tracker, sensor, out);
}

static PvsStatus evaluate(PvsFeed *feed, PvsError *err) {
    double t_s = feed->next * feed->period_s;
    PvsStatus status = pvs_tracker_advance(feed->tracker, t_s);
    size_t n = pvs_tracker_tracks(feed->tracker, t_s, feed->states, feed->capacity);
    if (status == PVS_OK && n > feed->capacity) {
        size_t capacity = 2 * n;
        PvsTrackState *states = pvs_realloc(feed->states, capacity * sizeof *states);
        if (!states) {
            return pvs_error_set(err, PVS_NO_MEMORY, "no memory for %zu tracks", n);
        }
        feed->states = states;
        feed->capacity = capacity;
        n = pvs_tracker_tracks(feed->tracker, t_s, feed->states, feed->capacity);
    }
    if (status != PVS_OK) {
        return pvs_error_set(err, status, "no memory for the tracker");
    }
    feed->next++;
    feed->empty = n == 0;
    feed->counts.n_evaluations++;
    if (!feed->on_tracks(feed->ctx, t_s, feed->states, n)) {
        return pvs_error_set(err, PVS_INTERRUPTED, "stopped");
    }
    return PVS_OK;
}

// Evaluations up to a time, and not beyond the end of the case. In a long gap without tracks there is
// nothing to evaluate: it is passed over, so that wild times cost little.
#define GAP_EVALUATIONS 1000.0

static PvsStatus evaluate_until(PvsFeed *feed, double t_s, PvsError *err) {
    double end_s = feed->options.end_s;
    double until_s = end_s > 0.0 && end_s < t_s ? end_s : t_s;
    PvsStatus status = PVS_OK;
    while (status == PVS_OK && feed->started &&
           feed->next * feed->period_s <= until_s * (1.0 + 1e-12) + 1e-9) {
        double left = floor(until_s / feed->period_s) - feed->next;
        if (feed->empty && left > GAP_EVALUATIONS) {
            feed->next += left;
        }
        status = evaluate(feed, err);
    }
    return status;
}

// A plot without a height gets the last one of the same code, though the code be doubtful: it has to
// be somewhere, and a height is all that is taken.
static void lend_height(PvsFeed *feed, PvsAsterixPlot *plot) {
    int32_t code = plot->code_as_received;
    if (code < 0 || code >= CODES || !isnan(plot->height_msl_m)) {
        return;
    }
    double *time_s = &feed->heights[code].time_s, *height_m = &feed->heights[code].height_m;
    if (isnan(plot->flight_level_m)) {
        bool fresh = fabs(plot->time_s - *time_s) <= HEIGHT_OLD_S;
        plot->flight_level_m = fresh ? *height_m : plot->flight_level_m;
    } else if (plot->mode_3a >= 0) {
        *time_s = plot->time_s;
        *height_m = plot->flight_level_m;
    }
}

static PvsStatus take_plot(PvsFeed *feed, PvsAsterixPlot *plot, PvsError *err) {
    PvsRadarPlot taken;
    PvsTrackSensor *sensor = pvs_feed_sensor(feed->track_case, plot->sac, plot->sic);
    feed->counts.n_plots++;
    if (!sensor) {
        feed->counts.n_no_sensor++;
        return PVS_OK;
    }
    lend_height(feed, plot);
    if (!pvs_feed_plot(sensor, feed->track_case->frame, feed->options.epoch_s, plot, &taken)) {
        feed->counts.n_no_height++;
        return PVS_OK;
    }
    if (!feed->started) {
        feed->started = true;
        feed->next = fmax(floor(taken.time_s / feed->period_s), 1.0);
        feed->latest_s = taken.time_s;
    }
    feed->latest_s = fmax(feed->latest_s, taken.time_s);
    PvsStatus status = pvs_tracker_add(feed->tracker, &taken, 1);
    if (status != PVS_OK) {
        return pvs_error_set(err, status, "no memory for the tracker");
    }
    return evaluate_until(feed, feed->latest_s - feed->options.wait_s, err);
}

PvsStatus pvs_feed_record(PvsFeed *feed, const PvsAsterixRecord *record, PvsError *err) {
    PvsAsterixListener *listener = &feed->counts.listener;
    PvsAsterixPlot plot;
    PvsAsterixService service;
    switch (record->category->number) {
    case 1:
    case 48:
        if (pvs_asterix_plot(listener, record, &plot) == PVS_ASTERIX_PLOT) {
            return take_plot(feed, &plot, err);
        }
        return PVS_OK;
    case 2:
    case 34: // radars speak on when they see nothing: time goes on too
        if (pvs_asterix_service(listener, record, &service) && feed->started &&
            pvs_feed_sensor(feed->track_case, service.sac, service.sic)) {
            feed->latest_s = fmax(feed->latest_s, service.time_s - feed->options.epoch_s);
            return evaluate_until(feed, feed->latest_s - feed->options.wait_s, err);
        }
        return PVS_OK;
    default:
        return PVS_OK;
    }
}

PvsStatus pvs_feed_finish(PvsFeed *feed, PvsError *err) {
    double end_s = feed->options.end_s;
    return evaluate_until(feed, end_s > 0.0 ? end_s : feed->latest_s, err);
}

static void tell(PvsStr *out, uint64_t n, const char *what) {
    if (n) {
        pvs_str_printf(out, "not used: %llu %s\n", (unsigned long long)n, what);
    }
}

void pvs_feed_counts_tell(const PvsFeedCounts *counts, PvsStr *out) {
    for (int i = 0; i < PVS_ASTERIX_N_UNUSED; i++) {
        tell(out, counts->listener.n_unused[i], pvs_asterix_unused_text((PvsAsterixUnused)i));
    }
    tell(out, counts->n_no_sensor, "plots of radars that are no sensor");
    tell(out, counts->n_no_height, "plots without a height, of a radar that reports heights");
    if (counts->listener.clock.n_midnights) {
        pvs_str_printf(out, "midnight was crossed %llu times\n",
                       (unsigned long long)counts->listener.clock.n_midnights);
    }
}
