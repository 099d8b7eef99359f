// SPDX-License-Identifier: Apache-2.0
// Who speaks in a recording, and what the tracker should know of it.
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/math.h"
#include "earth/earth.h"
#include "feed/feed.h"

static PvsFeedSource *source_of(PvsFeedSurvey *survey, uint8_t sac, uint8_t sic) {
    size_t i = 0;
    while (i < survey->n && (survey->sources[i].sac < sac ||
                             (survey->sources[i].sac == sac && survey->sources[i].sic < sic))) {
        i++;
    }
    if (i < survey->n && survey->sources[i].sac == sac && survey->sources[i].sic == sic) {
        return &survey->sources[i];
    }
    if (survey->n == survey->capacity) {
        size_t capacity = survey->capacity ? 2 * survey->capacity : 16;
        PvsFeedSource *sources = pvs_realloc(survey->sources, capacity * sizeof *sources);
        if (!sources) {
            return NULL;
        }
        survey->sources = sources;
        survey->capacity = capacity;
    }
    PvsFeedSource *source = &survey->sources[i];
    memmove(source + 1, source, (survey->n - i) * sizeof *source);
    *source = (PvsFeedSource){.sac = sac, .sic = sic, .north_s = NAN, .period_s = NAN};
    survey->n++;
    return source;
}

static bool survey_plot(PvsFeedSurvey *survey, const PvsAsterixPlot *plot) {
    PvsFeedSource *source = source_of(survey, plot->sac, plot->sic);
    if (!source) {
        return false;
    }
    source->n_plots++;
    source->n_heights += !isnan(plot->height_msl_m) || !isnan(plot->flight_level_m);
    source->n_primary += plot->primary_alone;
    source->range_max_m = fmax(source->range_max_m, plot->range_m);
    survey->n_plots++;
    survey->first_s = fmin(survey->first_s, plot->time_s); // fmin and fmax pass over NaN
    survey->last_s = fmax(survey->last_s, plot->time_s);
    return true;
}

static bool survey_service(PvsFeedSurvey *survey, const PvsAsterixService *service) {
    PvsFeedSource *source = source_of(survey, service->sac, service->sic);
    if (!source) {
        return false;
    }
    if (service->type == 1) {
        double turn_s = service->time_s - source->north_s;
        if (turn_s > 1.0 && turn_s < 60.0) { // a missing mark makes it longer, so: the shortest
            source->period_s = fmin(source->period_s, turn_s);
        }
        source->n_north++;
        source->north_s = service->time_s;
    }
    if (service->period_s > 0.0) {
        source->period_s = service->period_s;
    }
    if (service->has_position) {
        source->has_position = true;
        source->lat_rad = service->lat_rad;
        source->lon_rad = service->lon_rad;
        source->h_msl_m = isnan(service->h_msl_m) ? 0.0 : service->h_msl_m;
    }
    return true;
}

PvsStatus pvs_feed_survey(PvsAsterixReader *reader, PvsFeedSurvey *out, PvsError *err) {
    PvsAsterixRecord record = {0};
    PvsAsterixListener listener = {0};
    PvsAsterixPlot plot;
    PvsAsterixService service;
    bool good = true;
    *out = (PvsFeedSurvey){.first_s = NAN, .last_s = NAN};
    while (good && pvs_asterix_read(reader, &record)) {
        int category = record.category->number;
        if (category == 48 || category == 1) {
            good = pvs_asterix_plot(&listener, &record, &plot) != PVS_ASTERIX_PLOT ||
                   survey_plot(out, &plot);
        } else if (category == 34 || category == 2) {
            good =
                !pvs_asterix_service(&listener, &record, &service) || survey_service(out, &service);
        }
        out->n_system_tracks += category == 62;
    }
    pvs_asterix_record_free(&record);
    const PvsError *error = pvs_asterix_reader_error(reader);
    if (!good) {
        return pvs_error_set(err, PVS_NO_MEMORY, "no memory for the radars of the recording");
    }
    return error ? pvs_error_set(err, error->status, "%s", error->message) : PVS_OK;
}

void pvs_feed_survey_free(PvsFeedSurvey *survey) {
    pvs_free(survey->sources);
    *survey = (PvsFeedSurvey){0};
}

PvsTrackSensor *pvs_feed_sensor(const PvsTrackCase *track_case, uint8_t sac, uint8_t sic) {
    PvsTrackSensor *by_sic = NULL;
    for (size_t i = 0; i < track_case->n_sensors; i++) {
        PvsTrackSensor *sensor = &track_case->sensors[i];
        if (sensor->id == 256u * sac + sic) {
            return sensor;
        }
        by_sic = sensor->id == sic && !by_sic ? sensor : by_sic;
    }
    return by_sic;
}

// --- sensors -------------------------------------------------------------------------------------

// Elevation noise that stands for the noise of a reported height (a transponder says it in steps of
// 25 or 100 ft; pressure altitude is off by some hundred metres at worst) at the ranges where most
// plots are.
#define HEIGHT_AS_EL_RAD 5e-4

static bool reports_heights(const PvsFeedSource *source) {
    return 2 * source->n_heights > source->n_plots;
}

// A radar that is only known by what it says: an air surveillance radar of the usual kind.
static PvsTrackSensor usual_radar(const PvsFeedSource *source) {
    PvsTrackSensor s = pvs_track_sensor_default(256u * source->sac + source->sic);
    PvsVec3 pos_ecef =
        pvs_ecef_from_llh((PvsLlh){source->lat_rad, source->lon_rad, source->h_msl_m});
    bool primary = 2 * source->n_primary > source->n_plots;
    s.pos[0] = pos_ecef.x;
    s.pos[1] = pos_ecef.y;
    s.pos[2] = pos_ecef.z;
    s.rotating = true;
    s.scan_period_s = isnan(source->period_s) ? 5.0 : source->period_s;
    s.sigma_range_m = 70.0;
    s.sigma_az_rad = 0.0014;
    s.sigma_el_rad = reports_heights(source) ? HEIGHT_AS_EL_RAD : 0.0;
    s.clutter_per_scan = primary ? 20.0 : 0.5;
    s.max_range_m = fmax(1.05 * source->range_max_m, 100e3);
    s.clutter_range_m[1] = s.max_range_m;
    return s;
}

static PvsStatus make_sensors(const PvsFeedSurvey *survey, PvsTrackCase *track_case, PvsStr *notes,
                              PvsError *err) {
    track_case->sensors = pvs_alloc((survey->n + 1) * sizeof *track_case->sensors);
    track_case->frame = PVS_TRACK_ECEF;
    if (!track_case->sensors) {
        return pvs_error_set(err, PVS_NO_MEMORY, "no memory for the radars of the recording");
    }
    for (size_t i = 0; i < survey->n; i++) {
        const PvsFeedSource *source = &survey->sources[i];
        if (source->n_plots && source->has_position) {
            track_case->sensors[track_case->n_sensors++] = usual_radar(source);
        } else if (source->n_plots) {
            pvs_str_printf(notes,
                           "radar %d/%d does not say where it stands (CAT034 item 120): its %llu "
                           "plots are not used; --sensors FILE can say it\n",
                           source->sac, source->sic, (unsigned long long)source->n_plots);
        }
    }
    if (track_case->n_sensors == 0) {
        return pvs_error_set(err, PVS_BAD_INPUT,
                             survey->n_plots
                                 ? "no radar of the recording says where it stands (CAT034 item "
                                   "120); --sensors FILE can say it"
                                 : "there are no plots in the recording (CAT048, CAT001)");
    }
    return PVS_OK;
}

PvsStatus pvs_feed_complete(const PvsFeedSurvey *survey, PvsTrackCase *track_case, PvsStr *notes,
                            PvsError *err) {
    if (track_case->n_sensors == 0) {
        return make_sensors(survey, track_case, notes, err);
    }
    for (size_t i = 0; i < survey->n; i++) {
        const PvsFeedSource *source = &survey->sources[i];
        PvsTrackSensor *sensor = pvs_feed_sensor(track_case, source->sac, source->sic);
        if (!sensor && source->n_plots) {
            pvs_str_printf(notes,
                           "radar %d/%d is no sensor of the file (id %u or %u): its %llu plots are "
                           "not used\n",
                           source->sac, source->sic, 256u * source->sac + source->sic, source->sic,
                           (unsigned long long)source->n_plots);
        } else if (sensor && sensor->sigma_el_rad <= 0.0 && reports_heights(source)) {
            sensor->sigma_el_rad = HEIGHT_AS_EL_RAD;
        }
    }
    return PVS_OK;
}
