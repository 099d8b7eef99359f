// SPDX-License-Identifier: Apache-2.0
// Registration of a recording's radars. Plots get the label of a target: the reference's track of the
// same code that is near them; or, without a reference, their code, and where they have none the track
// near them that a first run of the tracker makes.
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/math.h"
#include "earth/earth.h"
#include "feed/feed.h"

#define ROUNDS       2       // a second one with the biases of the first taken off
#define NEAR_M       25e3    // a reference of the same code within this is the same aircraft
#define NEAR_TRACK_M 3e3     // a plot without a code belongs to a track within this
#define PLOTS_MAX    2000000 // beyond these a recording has said enough of its radars
#define CODE_LABEL   0x80000000u

typedef struct {
    PvsTrackCase *track_case;
    const PvsFeedOptions *options;
    const PvsFeedReference *reference;
    PvsRadarPlot *plots;
    uint32_t *labels;
    size_t n, capacity;
    PvsTrackRow *rows; // tracks of the first run, by time
    size_t n_rows, rows_capacity;
} Registration;

static bool add_plot(Registration *r, const PvsRadarPlot *plot, uint32_t label) {
    if (r->n == r->capacity) {
        size_t capacity = r->capacity ? 2 * r->capacity : 4096;
        PvsRadarPlot *plots = pvs_realloc(r->plots, capacity * sizeof *plots);
        r->plots = plots ? plots : r->plots;
        uint32_t *labels = plots ? pvs_realloc(r->labels, capacity * sizeof *labels) : NULL;
        if (!labels) {
            return false;
        }
        r->labels = labels;
        r->capacity = capacity;
    }
    r->plots[r->n] = *plot;
    r->labels[r->n++] = label;
    return true;
}

static bool keep_tracks(void *ctx, double t_s, const PvsTrackState *tracks, size_t n) {
    Registration *r = ctx;
    (void)t_s;
    if (r->n_rows + n > r->rows_capacity) {
        size_t capacity = 2 * (r->n_rows + n) + 1024;
        PvsTrackRow *rows =
            capacity <= PLOTS_MAX ? pvs_realloc(r->rows, capacity * sizeof *rows) : NULL;
        if (!rows) {
            return false;
        }
        r->rows = rows;
        r->rows_capacity = capacity;
    }
    for (size_t i = 0; i < n; i++) {
        const PvsTrackState *s = &tracks[i];
        r->rows[r->n_rows++] = (PvsTrackRow){s->time_s,
                                             s->track,
                                             {s->pos[0], s->pos[1], s->pos[2]},
                                             {s->vel[0], s->vel[1], s->vel[2]}};
    }
    return true;
}

static void position(const Registration *r, const PvsTrackSensor *s, const PvsRadarPlot *plot,
                     double pos[3]) {
    double el = isnan(plot->el_rad) ? 0.0 : plot->el_rad;
    PvsVec3 p = pvs_enu_from_rae(
        (PvsRae){plot->range_m - s->range_bias_m, plot->az_rad - s->az_bias_rad, el});
    PvsVec3 site = pvs_vec3(s->pos[0], s->pos[1], s->pos[2]);
    if (r->track_case->frame == PVS_TRACK_ECEF) {
        PvsEnuFrame frame = pvs_enu_frame(pvs_llh_from_ecef(site));
        p = pvs_ecef_from_enu(&frame, p);
    } else {
        p = pvs_vec3_add(site, p);
    }
    pos[0] = p.x;
    pos[1] = p.y;
    pos[2] = p.z;
}

// The track of the first run nearest to a plot, at the evaluation in front of it.
static uint32_t nearest_track(const Registration *r, double t_s, const double pos[3]) {
    size_t low = 0, high = r->n_rows;
    while (low < high) { // the first row later than the plot
        size_t middle = (low + high) / 2;
        if (r->rows[middle].time_s <= t_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    double nearest = NEAR_TRACK_M * NEAR_TRACK_M;
    uint32_t label = 0;
    for (size_t i = low; i-- > 0 && r->rows[i].time_s == r->rows[low - 1].time_s;) {
        double dt = t_s - r->rows[i].time_s, sum = 0.0;
        for (int k = 0; k < 3; k++) {
            double d = r->rows[i].pos[k] + dt * r->rows[i].vel[k] - pos[k];
            sum += d * d;
        }
        if (dt <= 30.0 && sum < nearest) {
            nearest = sum;
            label = (uint32_t)r->rows[i].id;
        }
    }
    return label;
}

static uint32_t label_of(const Registration *r, const PvsTrackSensor *sensor,
                         const PvsRadarPlot *plot) {
    double pos[3];
    PvsTrackRow row;
    position(r, sensor, plot, pos);
    if (r->reference) {
        return pvs_feed_reference_at(r->reference, plot->mode_3a, plot->time_s, pos, NEAR_M, &row)
                   ? (uint32_t)row.id
                   : 0;
    }
    return plot->mode_3a >= 0 ? CODE_LABEL + (uint32_t)plot->mode_3a
                              : nearest_track(r, plot->time_s - sensor->time_bias_s, pos);
}

static PvsStatus gather(Registration *r, PvsAsterixReader *reader, PvsError *err) {
    PvsAsterixRecord record = {0};
    PvsAsterixListener listener = {0};
    PvsAsterixPlot plot;
    PvsRadarPlot taken;
    PvsAsterixService service;
    bool good = true;
    r->n = 0;
    while (good && r->n < PLOTS_MAX && pvs_asterix_read(reader, &record)) {
        int category = record.category->number;
        if (category == 2 || category == 34) {
            pvs_asterix_service(&listener, &record, &service); // its time
        }
        if ((category != 48 && category != 1) ||
            pvs_asterix_plot(&listener, &record, &plot) != PVS_ASTERIX_PLOT) {
            continue;
        }
        PvsTrackSensor *sensor = pvs_feed_sensor(r->track_case, plot.sac, plot.sic);
        if (sensor &&
            pvs_feed_plot(sensor, r->track_case->frame, r->options->epoch_s, &plot, &taken)) {
            uint32_t label = label_of(r, sensor, &taken);
            good = !label || add_plot(r, &taken, label);
        }
    }
    pvs_asterix_record_free(&record);
    const PvsError *error = pvs_asterix_reader_error(reader);
    if (!good) {
        return pvs_error_set(err, PVS_NO_MEMORY, "no memory for registration");
    }
    return error ? pvs_error_set(err, error->status, "%s", error->message) : PVS_OK;
}

// The tracks of a run with the sensors as they are.
static PvsStatus first_run(Registration *r, PvsAsterixReader *reader, PvsError *err) {
    PvsFeed *feed;
    PvsAsterixRecord record = {0};
    PvsFeedOptions options = *r->options;
    options.period_s = 5.0;
    options.end_s = 0.0;
    r->n_rows = 0;
    PvsStatus status = pvs_feed_create(r->track_case, &options, keep_tracks, r, &feed, err);
    if (status != PVS_OK) {
        return status;
    }
    while (status == PVS_OK && pvs_asterix_read(reader, &record)) {
        status = pvs_feed_record(feed, &record, err);
    }
    status = status == PVS_OK ? pvs_feed_finish(feed, err) : status;
    pvs_asterix_record_free(&record);
    pvs_feed_destroy(feed);
    return status == PVS_INTERRUPTED ? PVS_OK : status; // enough tracks
}

static PvsStatus with_reader(Registration *r, const PvsFeedInput *input,
                             PvsStatus (*work)(Registration *, PvsAsterixReader *, PvsError *),
                             PvsError *err) {
    PvsAsterixReader *reader;
    PvsStatus status = input->open(input->ctx, &reader, err);
    if (status == PVS_OK) {
        status = work(r, reader, err);
        pvs_asterix_reader_close(reader);
    }
    return status;
}

static PvsStatus one_round(Registration *r, const PvsFeedInput *input, PvsAlignment *out,
                           PvsError *err) {
    PvsTrackCase *c = r->track_case;
    PvsStatus status = r->reference ? PVS_OK : with_reader(r, input, first_run, err);
    status = status == PVS_OK ? with_reader(r, input, gather, err) : status;
    if (status != PVS_OK) {
        return status;
    }
    PvsAlignmentOptions options = pvs_alignment_options_default();
    options.prior_time_bias_s = 0.2;
    status = pvs_alignment_solve(&options, c->frame, c->sensors, c->n_sensors, r->plots, r->labels,
                                 r->n, r->reference ? r->reference->rows : NULL,
                                 r->reference ? r->reference->n : 0, out, err);
    for (size_t i = 0; status == PVS_OK && i < c->n_sensors; i++) {
        c->sensors[i].range_bias_m = out[i].range_bias_m;
        c->sensors[i].az_bias_rad = out[i].az_bias_rad;
        c->sensors[i].time_bias_s = out[i].time_bias_s;
    }
    return status;
}

PvsStatus pvs_feed_register(const PvsFeedInput *input, PvsTrackCase *track_case,
                            const PvsFeedOptions *options, const PvsFeedReference *reference,
                            PvsAlignment *out, PvsError *err) {
    Registration r = {.track_case = track_case, .options = options, .reference = reference};
    PvsStatus status = PVS_OK;
    for (int round = 0; status == PVS_OK && round < ROUNDS; round++) {
        status = one_round(&r, input, out, err);
    }
    pvs_free(r.plots);
    pvs_free(r.labels);
    pvs_free(r.rows);
    return status;
}
