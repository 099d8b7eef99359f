// SPDX-License-Identifier: Apache-2.0
// A case file: sensors and the times and measures of an evaluation, as JSON. What the tracker does
// not need (descriptions, counts of truth) is not read.
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/math.h"
#include "base/text.h"
#include "earth/earth.h"
#include "track/impl.h"
#include "track/text_rows.h"

#define SENSORS_MAX 4096

PvsTrackSensor pvs_track_sensor_default(uint32_t id) {
    return (PvsTrackSensor){.made = PVS_SENSOR_MADE,
                            .id = id,
                            .scan_period_s = 5.0,
                            .sigma_range_m = 50.0,
                            .sigma_az_rad = 0.0015,
                            .pd = 0.9,
                            .max_range_m = 500e3,
                            .clutter_range_m = {1e3, 500e3},
                            .clutter_az_rad = {0.0, PVS_TWO_PI},
                            .clutter_el_rad = {0.0, 0.35}};
}

typedef struct {
    const char *name;
    PvsError *err;
} Reader;

static PvsStatus refuse(const Reader *r, const char *where, const char *key, const char *expected) {
    return pvs_error_set(r->err, PVS_BAD_INPUT, "%s: %s%s%s: expected %s", r->name, where,
                         *where ? "." : "", key, expected);
}

static bool finite_number(const PvsJson *value, double *out) {
    double x;
    if (!pvs_json_number(value, &x) || !isfinite(x) || fabs(x) > 1e12) {
        return false;
    }
    *out = x;
    return true;
}

// A number that may be missing; then *out is left.
static PvsStatus number(const Reader *r, const char *where, const PvsJson *object, const char *key,
                        double *out) {
    const PvsJson *value = pvs_json_get(object, key);
    return !value || finite_number(value, out) ? PVS_OK : refuse(r, where, key, "a finite number");
}

static PvsStatus numbers(const Reader *r, const char *where, const PvsJson *object, const char *key,
                         double *out, size_t n) {
    const PvsJson *value = pvs_json_get(object, key);
    if (!value) {
        return PVS_OK;
    }
    bool good = value->kind == PVS_JSON_ARRAY && value->n == n;
    const PvsJson *item = value->first;
    for (size_t i = 0; good && i < n; i++, item = item->next) {
        good = finite_number(item, &out[i]);
    }
    return good ? PVS_OK : refuse(r, where, key, n == 2 ? "two finite numbers" : "three numbers");
}

static PvsStatus sensor_numbers(const Reader *r, const char *where, const PvsJson *object,
                                PvsTrackSensor *s) {
    const struct {
        const char *key;
        double *out;
    } fields[] = {
        {"scan_period_s", &s->scan_period_s},   {"sigma_range_m", &s->sigma_range_m},
        {"sigma_az_rad", &s->sigma_az_rad},     {"sigma_el_rad", &s->sigma_el_rad},
        {"sigma_height_m", &s->sigma_height_m}, {"pd", &s->pd},
        {"max_range_m", &s->max_range_m},       {"range_bias_m", &s->range_bias_m},
        {"az_bias_rad", &s->az_bias_rad},       {"time_bias_s", &s->time_bias_s},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        PvsStatus status = number(r, where, object, fields[i].key, fields[i].out);
        if (status != PVS_OK) {
            return status;
        }
    }
    return PVS_OK;
}

// A place on the Earth: lat_deg, lon_deg, h_m (over the ellipsoid; 0 when it is not said).
static PvsStatus llh(const Reader *r, const char *where, const PvsJson *place, PvsLlh *out) {
    double lat_deg = NAN, lon_deg = NAN;
    out->h_ell_m = 0.0;
    PvsStatus status = number(r, where, place, "lat_deg", &lat_deg);
    status = status ? status : number(r, where, place, "lon_deg", &lon_deg);
    status = status ? status : number(r, where, place, "h_m", &out->h_ell_m);
    if (!status && !(fabs(lat_deg) <= 90.0)) {
        return refuse(r, where, "lat_deg", "a latitude from -90 to 90");
    }
    if (!status && !(fabs(lon_deg) <= 360.0)) {
        return refuse(r, where, "lon_deg", "a longitude from -180 to 180");
    }
    out->lat_rad = lat_deg * PVS_DEG_RAD;
    out->lon_rad = pvs_wrap_pi(lon_deg * PVS_DEG_RAD);
    return status;
}

static PvsStatus place_wgs84(const Reader *r, const char *where, const PvsJson *place,
                             double pos[3]) {
    PvsLlh at;
    PvsStatus status = llh(r, where, place, &at);
    if (status == PVS_OK) {
        PvsVec3 ecef = pvs_ecef_from_llh(at);
        pos[0] = ecef.x;
        pos[1] = ecef.y;
        pos[2] = ecef.z;
    }
    return status;
}

static PvsStatus sensor(const Reader *r, const PvsJson *object, int i, PvsTrackSensor *s) {
    char where[32];
    pvs_text_printf(where, sizeof where, "sensors[%d]", i);
    uint64_t id;
    if (!pvs_json_u64(pvs_json_get(object, "id"), &id) || id >= UINT32_MAX) {
        return refuse(r, where, "id", "a whole number below 4294967295");
    }
    *s = pvs_track_sensor_default((uint32_t)id);
    const PvsJson *wgs84 = pvs_json_get(object, "pos_wgs84");
    const char *pos = pvs_json_get(object, "pos_ecef_m") ? "pos_ecef_m" : "pos_enu_m";
    if (!wgs84 && !pvs_json_get(object, pos)) {
        return refuse(r, where, pos,
                      "the place of the radar, three numbers (or pos_wgs84, or pos_ecef_m)");
    }
    const PvsJson *timing = pvs_json_get(object, "timing");
    const char *word = pvs_json_string(timing);
    if (timing && (!word || (strcmp(word, "rotating") != 0 && strcmp(word, "snapshot") != 0))) {
        return refuse(r, where, "timing", "\"rotating\" or \"snapshot\"");
    }
    s->rotating = word && strcmp(word, "rotating") == 0;
    PvsStatus status =
        wgs84 ? place_wgs84(r, where, wgs84, s->pos) : numbers(r, where, object, pos, s->pos, 3);
    status = status ? status : sensor_numbers(r, where, object, s);
    s->clutter_range_m[1] = s->max_range_m;
    const PvsJson *clutter = pvs_json_get(object, "clutter");
    status = status ? status : number(r, where, clutter, "mean_per_scan", &s->clutter_per_scan);
    status = status ? status : numbers(r, where, clutter, "range_m", s->clutter_range_m, 2);
    status = status ? status : numbers(r, where, clutter, "az_rad", s->clutter_az_rad, 2);
    status = status ? status : numbers(r, where, clutter, "el_rad", s->clutter_el_rad, 2);
    return status;
}

static PvsStatus measures(const Reader *r, const PvsJson *root, PvsTrackCase *out) {
    double dims = 3.0;
    const PvsJson *gospa = pvs_json_get(root, "gospa");
    const char *name = pvs_json_string(pvs_json_get(root, "case"));
    pvs_text_printf(out->name, sizeof out->name, "%s", name ? name : "");
    out->gospa_p = 2.0;
    PvsStatus status = number(r, "", root, "end_s", &out->end_s);
    status = status ? status : number(r, "", root, "eval_period_s", &out->eval_period_s);
    status = status ? status : number(r, "", root, "settle_s", &out->settle_s);
    status = status ? status : number(r, "", root, "score_dims", &dims);
    status = status ? status : number(r, "gospa", gospa, "c_m", &out->gospa_c_m);
    status = status ? status : number(r, "gospa", gospa, "p", &out->gospa_p);
    out->score_dims = dims == 2.0 ? 2 : 3;
    const PvsJson *origin = pvs_json_get(root, "origin_wgs84");
    if (status == PVS_OK && origin) {
        PvsLlh at;
        status = llh(r, "origin_wgs84", origin, &at);
        out->has_origin = true;
        out->origin_lat_rad = at.lat_rad;
        out->origin_lon_rad = at.lon_rad;
        out->origin_h_m = at.h_ell_m;
    }
    return status;
}

static PvsStatus sensors(const Reader *r, const PvsJson *root, PvsTrackCase *out) {
    const PvsJson *list = pvs_json_get(root, "sensors");
    if (!list || list->kind != PVS_JSON_ARRAY || list->n == 0 || list->n > SENSORS_MAX) {
        return refuse(r, "", "sensors", "a list of 1 to 4096 radars");
    }
    out->sensors = pvs_alloc(list->n * sizeof *out->sensors);
    if (!out->sensors) {
        return pvs_error_set(r->err, PVS_NO_MEMORY, "%s: out of memory", r->name);
    }
    out->n_sensors = list->n;
    const PvsJson *item = list->first;
    bool on_earth = pvs_json_get(item, "pos_ecef_m") || pvs_json_get(item, "pos_wgs84");
    out->frame = on_earth ? PVS_TRACK_ECEF : PVS_TRACK_FLAT;
    PvsStatus status = PVS_OK;
    for (int i = 0; item && status == PVS_OK; item = item->next, i++) {
        status = sensor(r, item, i, &out->sensors[i]);
    }
    return status;
}

PvsStatus pvs_track_case_parse(const char *name, const char *text, size_t n, PvsTrackCase *out,
                               PvsError *err) {
    *out = (PvsTrackCase){0};
    Reader r = {name, err};
    PvsArena arena = {0};
    const PvsJson *root;
    PvsError fault = {0};
    PvsStatus status = pvs_json_parse(text, n, &arena, &root, &fault);
    if (status != PVS_OK) {
        pvs_error_set(err, status, "%s: %s", name, fault.message);
    } else {
        status = measures(&r, root, out);
        status = status ? status : sensors(&r, root, out);
    }
    pvs_arena_free(&arena);
    if (status != PVS_OK) {
        pvs_track_case_free(out);
    }
    return status;
}

PvsStatus pvs_track_case_read(const char *path, PvsTrackCase *out, PvsError *err) {
    char *text;
    size_t n;
    PvsStatus status = pvs_gz_read(path, &text, &n, err);
    if (status == PVS_OK) {
        status = pvs_track_case_parse(path, text, n, out, err);
        pvs_free(text);
    }
    return status;
}

void pvs_track_case_free(PvsTrackCase *track_case) {
    pvs_free(track_case->sensors);
    *track_case = (PvsTrackCase){0};
}
