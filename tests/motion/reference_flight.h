// SPDX-License-Identifier: Apache-2.0
// Rows of the ballistic reference sets as launches, and what is compared of their ends.
#ifndef PVS_TESTS_MOTION_REFERENCE_FLIGHT_H
#define PVS_TESTS_MOTION_REFERENCE_FLIGHT_H

#include "base/math.h"
#include "motion/ballistic.h"
#include "support/check.h"
#include "support/csv.h"

static inline PvsSphere flight_earth(const Csv *csv, size_t row) {
    return (PvsSphere){6371000.0, 3.986004418e14, csv_number(csv, row, "earth_rate_rad_s")};
}

static inline PvsLaunch flight_launch(const Csv *csv, size_t row) {
    const char *speed =
        strcmp(csv->names[6], "speed_m_s") == 0 ? "speed_m_s" : "speed_relative_m_s";
    return (PvsLaunch){csv_number(csv, row, "lat_deg") * PVS_DEG_RAD,
                       csv_number(csv, row, "lon_deg") * PVS_DEG_RAD,
                       csv_number(csv, row, "h_m"),
                       csv_number(csv, row, "azimuth_deg") * PVS_DEG_RAD,
                       csv_number(csv, row, "elevation_deg") * PVS_DEG_RAD,
                       csv_number(csv, row, speed)};
}

static inline size_t row_of_case(const Csv *csv, const char *name) {
    size_t row = 0;
    while (row + 1 < csv->n_rows && strcmp(csv_text(csv, row, "case"), name) != 0) {
        row++;
    }
    return row;
}

static inline PvsVec3 state_position(const Csv *csv, size_t row) {
    return pvs_vec3(csv_number(csv, row, "x_earth_fixed_m"),
                    csv_number(csv, row, "y_earth_fixed_m"),
                    csv_number(csv, row, "z_earth_fixed_m"));
}

/// Place, range, speed and angle of the impact; metres, and m/s.
static inline void check_impact(const Csv *csv, size_t row, const PvsFlight *f, const char *speed,
                                double off_m, double off_mps) {
    double lat = csv_number(csv, row, "impact_lat_deg") * PVS_DEG_RAD;
    double lon = csv_number(csv, row, "impact_lon_deg") * PVS_DEG_RAD;
    CHECK_NEAR(f->impact_lat_rad, lat, off_m / 6371000.0);
    CHECK_NEAR(pvs_wrap_pi(f->impact_lon_rad - lon) * pvs_cos(lat), 0, off_m / 6371000.0);
    CHECK_NEAR(f->ground_range_m, csv_number(csv, row, "ground_range_m"), off_m);
    CHECK_NEAR(f->impact_speed_mps, csv_number(csv, row, speed), off_mps);
    CHECK_NEAR(f->impact_angle_rad, csv_number(csv, row, "impact_angle_deg") * PVS_DEG_RAD, 1e-7);
}

#endif
