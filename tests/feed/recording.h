// SPDX-License-Identifier: Apache-2.0
// A recording made for tests: one or two radars that say where they stand, north marks, and flights
// that go straight, as blocks of CAT034 and CAT048.
#ifndef PVS_TESTS_FEED_RECORDING_H
#define PVS_TESTS_FEED_RECORDING_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "earth/earth.h"
#include "feed/feed.h"

#define N_FLIGHTS 3

typedef struct {
    uint8_t *bytes;
    size_t n, capacity;
    uint64_t noise;
} Recording;

// What a made radar is: biases and noise are put on what it says.
typedef struct {
    uint8_t sac, sic;
    PvsLlh at;
    double period_s, range_bias_m, az_bias_rad, sigma_range_m, sigma_az_rad;
} MadeRadar;

static inline void recording_add(Recording *r, PvsAsterixRecord *record) {
    PvsAsterixBlock block = {0};
    pvs_asterix_block_add(&block, record);
    if (r->n + block.n > r->capacity) {
        r->capacity = 2 * r->capacity + 65536;
        r->bytes = realloc(r->bytes, r->capacity);
    }
    memcpy(r->bytes + r->n, block.bytes, block.n);
    r->n += block.n;
}

static inline double recording_gauss(Recording *r) { // xorshift: any numbers will do
    r->noise ^= r->noise << 13;
    r->noise ^= r->noise >> 7;
    r->noise ^= r->noise << 17;
    return pvs_normal_quantile(1e-16 + (1.0 - 2e-16) * ((double)(r->noise >> 11) * 0x1p-53));
}

// Flight i at a time: along a geodesic at 9 to 11 km.
static inline PvsLlh flight_at(int i, double t_s) {
    PvsLlh from = pvs_geodesic_direct(45.0 * PVS_DEG_RAD, 10.0 * PVS_DEG_RAD, 2.1 * i, 80e3, NULL);
    PvsLlh at = pvs_geodesic_direct(from.lat_rad, from.lon_rad, 2.1 * i + 2.0, 220.0 * t_s, NULL);
    at.h_ell_m = 9144.0 + 304.8 * i;
    return at;
}

static inline double time_of_day(double t_s) {
    return fmod(t_s, 86400.0);
}

static inline void add_north(Recording *r, const MadeRadar *radar, double t_s) {
    PvsAsterixRecord record = {0};
    pvs_asterix_begin(&record, 34);
    pvs_asterix_set(&record, "010/SAC", radar->sac);
    pvs_asterix_set(&record, "010/SIC", radar->sic);
    pvs_asterix_set(&record, "000", 1);
    pvs_asterix_set(&record, "030", time_of_day(t_s));
    pvs_asterix_set(&record, "041", radar->period_s);
    pvs_asterix_set(&record, "120/HGT", radar->at.h_ell_m);
    pvs_asterix_set(&record, "120/LAT", radar->at.lat_rad / PVS_DEG_RAD);
    pvs_asterix_set(&record, "120/LON", radar->at.lon_rad / PVS_DEG_RAD);
    recording_add(r, &record);
    pvs_asterix_record_free(&record);
}

static inline void add_plot(Recording *r, const MadeRadar *radar, int i, double start_s,
                            double turn_s) {
    PvsEnuFrame frame = pvs_enu_frame(radar->at);
    PvsRae rae = {0};
    double t_s = turn_s;
    for (int k = 0; k < 3; k++) { // the time at which the beam passes it
        rae = pvs_rae_from_enu(
            pvs_enu_from_ecef(&frame, pvs_ecef_from_llh(flight_at(i, t_s - start_s))));
        t_s = turn_s + radar->period_s * rae.az_rad / PVS_TWO_PI;
    }
    double range_m = rae.range_m + radar->range_bias_m + radar->sigma_range_m * recording_gauss(r);
    double az_rad = rae.az_rad + radar->az_bias_rad + radar->sigma_az_rad * recording_gauss(r);
    PvsAsterixRecord record = {0};
    pvs_asterix_begin(&record, 48);
    pvs_asterix_set(&record, "010/SAC", radar->sac);
    pvs_asterix_set(&record, "010/SIC", radar->sic);
    pvs_asterix_set(&record, "140", time_of_day(t_s));
    pvs_asterix_set(&record, "020/TYP", 2);
    pvs_asterix_set(&record, "020/SIM", 1);
    pvs_asterix_set(&record, "040/RHO", range_m / 1852.0);
    pvs_asterix_set(&record, "040/THETA", fmin(pvs_wrap_two_pi(az_rad) / PVS_DEG_RAD, 359.995));
    pvs_asterix_set(&record, "070/MODE3A", 01000 + i);
    pvs_asterix_set(&record, "090/FL", flight_at(i, 0).h_ell_m / 30.48);
    recording_add(r, &record);
    pvs_asterix_record_free(&record);
}

// Turn after turn from start_s on; time 0 of the flights is start_s.
static inline void record_radar(Recording *r, const MadeRadar *radar, double start_s,
                                double span_s) {
    for (double turn_s = start_s; turn_s < start_s + span_s; turn_s += radar->period_s) {
        add_north(r, radar, turn_s);
        for (int i = 0; i < N_FLIGHTS; i++) {
            add_plot(r, radar, i, start_s, turn_s);
        }
    }
}

static inline PvsStatus open_recording(void *ctx, PvsAsterixReader **out, PvsError *err) {
    const Recording *r = ctx;
    *out = pvs_asterix_reader_of_bytes(r->bytes, r->n);
    return *out ? PVS_OK : pvs_error_set(err, PVS_NO_MEMORY, "no memory");
}

#endif
