// SPDX-License-Identifier: Apache-2.0
// Frames against GeographicLib's CartConvert, and there and back over the whole domain.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/luck.h"
#include "base/math.h"
#include "earth/earth.h"
#include "support/check.h"
#include "support/csv.h"

static PvsLlh row_llh(const Csv *csv, size_t i, const char *lat, const char *lon, const char *h) {
    return (PvsLlh){csv_number(csv, i, lat) * PVS_DEG_RAD, csv_number(csv, i, lon) * PVS_DEG_RAD,
                    csv_number(csv, i, h)};
}

// If this failed, everything would be in the wrong place.
static void geodetic_and_ecef_agree_with_geographiclib(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "geodesy/geodetic_ecef.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        PvsLlh llh = row_llh(&csv, i, "lat_deg", "lon_deg", "h_m");
        PvsVec3 want = pvs_vec3(csv_number(&csv, i, "x_m"), csv_number(&csv, i, "y_m"),
                                csv_number(&csv, i, "z_m"));
        PvsVec3 got = pvs_ecef_from_llh(llh);
        CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(got, want)), 0.0, 1e-6);
        PvsLlh back = pvs_llh_from_ecef(want);
        CHECK_NEAR(back.h_ell_m, llh.h_ell_m, 1e-6);
        CHECK_NEAR(back.lat_rad, llh.lat_rad, 1e-11 * PVS_DEG_RAD);
        if (fabs(llh.lat_rad) < 1.57) {
            CHECK_NEAR(pvs_wrap_pi(back.lon_rad - llh.lon_rad), 0.0,
                       1e-11 * PVS_DEG_RAD / pvs_cos(llh.lat_rad));
        }
    }
    csv_free(&csv);
}

// If this failed, a radar would see its targets at the wrong range, bearing or elevation.
static void local_coordinates_agree_with_geographiclib(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "geodesy/enu.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        PvsEnuFrame frame = pvs_enu_frame(row_llh(&csv, i, "lat0_deg", "lon0_deg", "h0_m"));
        PvsVec3 pos = pvs_ecef_from_llh(row_llh(&csv, i, "lat_deg", "lon_deg", "h_m"));
        PvsVec3 enu = pvs_enu_from_ecef(&frame, pos);
        CHECK_NEAR(enu.x, csv_number(&csv, i, "e_m"), 1e-6);
        CHECK_NEAR(enu.y, csv_number(&csv, i, "n_m"), 1e-6);
        CHECK_NEAR(enu.z, csv_number(&csv, i, "u_m"), 1e-6);
        PvsRae rae = pvs_rae_from_enu(enu);
        CHECK_NEAR(rae.range_m, csv_number(&csv, i, "range_m"), 1e-6);
        CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(pvs_ecef_from_enu(&frame, enu), pos)), 0.0, 1e-8);
        CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(pvs_enu_from_rae(rae), enu)), 0.0, 1e-8);
        if (!strstr(csv_text(&csv, i, "case"), "straight_up")) {
            double tolerance = fmax(1e-9 * PVS_DEG_RAD, 2e-9 / pvs_hypot(enu.x, enu.y));
            CHECK_NEAR(rae.el_rad, csv_number(&csv, i, "el_deg") * PVS_DEG_RAD, tolerance);
            CHECK_NEAR(pvs_wrap_pi(rae.az_rad - csv_number(&csv, i, "az_deg") * PVS_DEG_RAD), 0.0,
                       tolerance);
        }
    }
    csv_free(&csv);
}

static double uniform(uint32_t i, uint64_t which, double low, double high) {
    return low + (high - low) * pvs_luck_u01(pvs_luck(1, 0), PVS_LUCK_TEST, which, i);
}

// If this failed, heights or latitudes would drift when something is converted back and forth, up
// to the top of ballistic arcs.
static void going_there_and_back_changes_nothing(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 200000; i++) {
        double sign = i % 2 ? 1.0 : -1.0;
        PvsLlh llh = {i % 5 ? uniform(i, 1, -PVS_PI / 2, PVS_PI / 2)
                            : sign * (PVS_PI / 2 - pvs_exp(uniform(i, 4, -30, 0))),
                      uniform(i, 2, -PVS_PI, PVS_PI),
                      uniform(i, 3, i % 3 ? -430 : 0, i % 3 ? 100e3 : 1000e3)};
        PvsVec3 pos = pvs_ecef_from_llh(llh);
        PvsLlh back = pvs_llh_from_ecef(pos);
        CHECK_NEAR(back.h_ell_m, llh.h_ell_m, 1e-8);
        CHECK_NEAR(back.lat_rad, llh.lat_rad, 1e-11 * PVS_DEG_RAD);
        CHECK_NEAR(pvs_wrap_pi(back.lon_rad - llh.lon_rad) * pvs_cos(llh.lat_rad), 0.0, 1e-15);
        double h;
        PvsVec3 normal = pvs_normal_from_ecef(pos, &h);
        CHECK_NEAR(h, llh.h_ell_m, 1e-8);
        CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(normal, pvs_normal_from_llh(llh))), 0.0, 2e-13);
        CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(pvs_ecef_from_normal(normal, h), pos)), 0.0, 1e-8);
    }
}

// The Gaussian mean radius is the geometric mean of the two principal radii (Torge, Geodesy, 2001,
// 4.1.3).
static void gaussian_radius_is_the_mean_of_the_principal_radii(void **state) {
    (void)state;
    for (double lat = -1.5; lat <= 1.5; lat += 0.1) {
        double w2 = 1.0 - PVS_WGS84_E2 * pvs_sin(lat) * pvs_sin(lat);
        double n = PVS_WGS84_A_M / sqrt(w2),
               m = PVS_WGS84_A_M * (1.0 - PVS_WGS84_E2) / (w2 * sqrt(w2));
        CHECK_RELATIVE(pvs_earth_gaussian_radius_m(lat), sqrt(m * n), 1e-14);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(geodetic_and_ecef_agree_with_geographiclib),
        cmocka_unit_test(local_coordinates_agree_with_geographiclib),
        cmocka_unit_test(going_there_and_back_changes_nothing),
        cmocka_unit_test(gaussian_radius_is_the_mean_of_the_principal_radii),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
