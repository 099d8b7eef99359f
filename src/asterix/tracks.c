// SPDX-License-Identifier: Apache-2.0
// What a tracker says: system tracks as CAT062 and its batches as CAT065, and back.
#include <math.h>

#include "base/math.h"
#include "tables.h"
#include "units.h"

PvsAsterixTrack pvs_asterix_track(uint16_t number, double time_s, double lat_rad, double lon_rad) {
    return (PvsAsterixTrack){
        .number = number,
        .time_s = time_s,
        .lat_rad = lat_rad,
        .lon_rad = lon_rad,
        .vel_east_mps = NAN,
        .vel_north_mps = NAN,
        .h_ell_m = NAN,
        .flight_level_m = NAN,
        .climb_mps = NAN,
        .sigma_east_m = NAN,
        .sigma_north_m = NAN,
        .cov_east_north_m2 = NAN,
        .sigma_h_m = NAN,
        .sigma_vel_east_mps = NAN,
        .sigma_vel_north_mps = NAN,
        .sigma_climb_mps = NAN,
        .age_s = NAN,
        .mode_3a = -1,
    };
}

static double time_of_day(double time_s) {
    double t_s = time_s - DAY_S * floor(time_s / DAY_S);
    return t_s < DAY_S - 1.0 / 256 ? t_s : 0.0; // what would round to the end of the day
}

// Sets a value, or the field's top where "the top means the top or above".
static void set_or_top(PvsAsterixRecord *record, const char *path, double value, double top) {
    if (value >= 0) { // not NaN
        pvs_asterix_set(record, path, value < top ? value : top);
    }
}

// A pair of fields of one item: both or none.
static void set_pair(PvsAsterixRecord *record, const char *a, double value_a, const char *b,
                     double value_b) {
    size_t n = record->n_leaves;
    if (!pvs_asterix_set(record, a, value_a) || !pvs_asterix_set(record, b, value_b)) {
        record->n_leaves = n;
    }
}

static void put_status(PvsAsterixRecord *record, const PvsAsterixTrack *track) {
    pvs_asterix_set(record, "080/MON", track->mono);
    pvs_asterix_set(record, "080/MRH", !isnan(track->h_ell_m));
    pvs_asterix_set(record, "080/SRC", isnan(track->h_ell_m) ? 0 : 2);
    pvs_asterix_set(record, "080/CNF", track->tentative);
    pvs_asterix_set(record, "080/SIM", 1); // whatever the plots were: no one may steer by this
    pvs_asterix_set(record, "080/TSE", track->last);
    pvs_asterix_set(record, "080/TSB", track->first);
    if (track->coasting) {
        pvs_asterix_set(record, "080/CST", 1);
    }
}

static void put_accuracy(PvsAsterixRecord *record, const PvsAsterixTrack *track) {
    double step_deg = 180.0 / 33554432, cov = track->cov_east_north_m2;
    if (track->sigma_east_m >= 0 && track->sigma_north_m >= 0) {
        double per_deg = 6371e3 * PVS_DEG_RAD; // an accuracy: a sphere will do
        double shrink = fmax(pvs_cos(track->lat_rad), 1e-3);
        set_or_top(record, "500/APC/X", track->sigma_east_m, 32767.5);
        set_or_top(record, "500/APC/Y", track->sigma_north_m, 32767.5);
        set_or_top(record, "500/APW/LAT", track->sigma_north_m / per_deg, 65535 * step_deg);
        set_or_top(record, "500/APW/LON", track->sigma_east_m / (per_deg * shrink),
                   65535 * step_deg);
    }
    if (!isnan(cov)) {
        double root = sqrt(fabs(cov));
        root = root < 16383.5 ? root : 16383.5;
        pvs_asterix_set(record, "500/COV", cov < 0 ? -root : root);
    }
    set_or_top(record, "500/AGA", track->sigma_h_m / FOOT_M, 255 * 6.25);
    if (track->sigma_vel_east_mps >= 0 && track->sigma_vel_north_mps >= 0) {
        set_or_top(record, "500/ATV/X", track->sigma_vel_east_mps, 63.75);
        set_or_top(record, "500/ATV/Y", track->sigma_vel_north_mps, 63.75);
    }
    set_or_top(record, "500/ARC", track->sigma_climb_mps / FT_MIN_MPS, 255 * 6.25);
}

void pvs_asterix_put_track(PvsAsterixRecord *record, const PvsAsterixTrack *track) {
    pvs_asterix_begin(record, 62);
    pvs_asterix_set(record, "010/SAC", track->sac);
    pvs_asterix_set(record, "010/SIC", track->sic);
    pvs_asterix_set(record, "015", track->service);
    pvs_asterix_set(record, "070", time_of_day(track->time_s));
    set_pair(record, "105/LAT", track->lat_rad / PVS_DEG_RAD, "105/LON",
             pvs_wrap_pi(track->lon_rad) / PVS_DEG_RAD);
    set_pair(record, "185/VX", track->vel_east_mps, "185/VY", track->vel_north_mps);
    if (track->mode_3a >= 0) {
        pvs_asterix_set(record, "060/MODE3A", track->mode_3a);
    }
    if (track->mode_s) {
        pvs_asterix_set(record, "380/ADR", track->mode_s);
    }
    pvs_asterix_set(record, "040", track->number);
    put_status(record, track);
    set_or_top(record, "290/PSR", track->age_s, 63.75);
    pvs_asterix_set(record, "136", track->flight_level_m / FLIGHT_LEVEL_M);
    if (track->h_ell_m / FOOT_M >= -1500 && track->h_ell_m / FOOT_M <= 150000) {
        pvs_asterix_set(record, "130", track->h_ell_m / FOOT_M);
    }
    pvs_asterix_set(record, "220", track->climb_mps / FT_MIN_MPS);
    put_accuracy(record, track);
}

void pvs_asterix_put_batch(PvsAsterixRecord *record, uint8_t sac, uint8_t sic, uint8_t service,
                           double time_s, unsigned batch) {
    pvs_asterix_begin(record, 65);
    pvs_asterix_set(record, "010/SAC", sac);
    pvs_asterix_set(record, "010/SIC", sic);
    pvs_asterix_set(record, "000", 2);
    pvs_asterix_set(record, "015", service);
    pvs_asterix_set(record, "030", time_of_day(time_s));
    pvs_asterix_set(record, "020", batch & 255);
}

static double get(const PvsAsterixRecord *record, const char *path, double scale) {
    double x = NAN;
    pvs_asterix_get(record, path, &x);
    return x * scale;
}

static bool is_set(const PvsAsterixRecord *record, const char *path) {
    const PvsAsterixLeaf *leaf = pvs_asterix_find(record, path);
    return leaf && leaf->raw;
}

static void get_accuracy(const PvsAsterixRecord *record, PvsAsterixTrack *out) {
    double root = get(record, "500/COV", 1.0);
    out->sigma_east_m = get(record, "500/APC/X", 1.0);
    out->sigma_north_m = get(record, "500/APC/Y", 1.0);
    out->cov_east_north_m2 = root * fabs(root);
    out->sigma_h_m = get(record, "500/AGA", FOOT_M);
    out->sigma_vel_east_mps = get(record, "500/ATV/X", 1.0);
    out->sigma_vel_north_mps = get(record, "500/ATV/Y", 1.0);
    out->sigma_climb_mps = get(record, "500/ARC", FT_MIN_MPS);
}

bool pvs_asterix_get_track(PvsAsterixListener *listener, const PvsAsterixRecord *record,
                           PvsAsterixTrack *out) {
    double t_s, x;
    if (!pvs_asterix_get(record, "070", &t_s) || !pvs_asterix_find(record, "105/LAT")) {
        return false;
    }
    t_s = pvs_asterix_clock(&listener->clock, t_s);
    if (isnan(t_s)) {
        return false;
    }
    *out =
        pvs_asterix_track((uint16_t)(pvs_asterix_get(record, "040", &x) ? x : 0), t_s,
                          get(record, "105/LAT", PVS_DEG_RAD), get(record, "105/LON", PVS_DEG_RAD));
    out->sac = (uint8_t)(pvs_asterix_get(record, "010/SAC", &x) ? x : 0);
    out->sic = (uint8_t)(pvs_asterix_get(record, "010/SIC", &x) ? x : 0);
    out->service = (uint8_t)(pvs_asterix_get(record, "015", &x) ? x : 0);
    out->vel_east_mps = get(record, "185/VX", 1.0);
    out->vel_north_mps = get(record, "185/VY", 1.0);
    out->h_ell_m = get(record, "130", FOOT_M);
    out->flight_level_m = get(record, "136", FLIGHT_LEVEL_M);
    out->climb_mps = get(record, "220", FT_MIN_MPS);
    out->age_s = get(record, "290/PSR", 1.0);
    if (pvs_asterix_get(record, "060/MODE3A", &x) && !is_set(record, "060/V") &&
        !is_set(record, "060/G")) {
        out->mode_3a = (int32_t)x;
    }
    out->mode_s = pvs_asterix_get(record, "380/ADR", &x) ? (uint32_t)x : 0;
    out->mono = is_set(record, "080/MON");
    out->simulated = is_set(record, "080/SIM");
    out->tentative = is_set(record, "080/CNF");
    out->first = is_set(record, "080/TSB");
    out->last = is_set(record, "080/TSE");
    out->coasting = is_set(record, "080/CST");
    get_accuracy(record, out);
    return true;
}
