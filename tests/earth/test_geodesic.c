// SPDX-License-Identifier: Apache-2.0
// Geodesics against GeographicLib's printed solutions, against PROJ's geodesic.h on random pairs
// (where it is installed), and the two problems against each other.
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

#ifdef HAVE_PROJ
#include <geodesic.h>
#endif

static double number(const Csv *csv, size_t row, const char *column) {
    return csv_number(csv, row, column);
}

static double rad(double deg) {
    return deg * PVS_DEG_RAD;
}

static int azimuth_is_undefined(const char *name) {
    return strstr(name, "coincident") || strstr(name, "exact_antipodal") ||
           strstr(name, "equator_antipodal") || strstr(name, "pole_to_pole");
}

static void check_azimuth(double got_rad, double want_deg, double m12_m, const char *name) {
    double off_deg = fabs(pvs_wrap_pi(got_rad - rad(want_deg))) / PVS_DEG_RAD;
    double tolerance_deg = 1e-8 * fmax(1.0, 1e4 / fmax(fabs(m12_m), 1e-300));
    if (!(off_deg <= tolerance_deg)) {
        fail_msg("%s: azimuth %.12g deg, wanted %.12g, off by %.3g, tolerance %.3g", name,
                 got_rad / PVS_DEG_RAD, want_deg, off_deg, tolerance_deg);
    }
}

// If this failed, distances or bearings between places would be wrong.
static void inverse_agrees_with_geographiclib(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "geodesy/inverse.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        const char *name = csv_text(&csv, i, "case");
        PvsGeodesic g = pvs_geodesic_inverse(
            rad(number(&csv, i, "lat1_deg")), rad(number(&csv, i, "lon1_deg")),
            rad(number(&csv, i, "lat2_deg")), rad(number(&csv, i, "lon2_deg")));
        double s12 = number(&csv, i, "s12_m"), m12 = number(&csv, i, "m12_m");
        if (!(fabs(g.distance_m - s12) <= 1e-5)) {
            fail_msg("%s: %.10g m, wanted %.10g, off by %.3g", name, g.distance_m, s12,
                     g.distance_m - s12);
        }
        if (!azimuth_is_undefined(name)) {
            check_azimuth(g.az1_rad, number(&csv, i, "azi1_deg"), m12, name);
            check_azimuth(g.az2_rad, number(&csv, i, "azi2_deg"), m12, name);
            CHECK_NEAR(g.reduced_length_m, m12, 1e-5);
        }
    }
    csv_free(&csv);
}

static double apart_m(double lat1_rad, double lon1_rad, double lat2_rad, double lon2_rad) {
    PvsVec3 a = pvs_ecef_from_llh((PvsLlh){lat1_rad, lon1_rad, 0.0});
    PvsVec3 b = pvs_ecef_from_llh((PvsLlh){lat2_rad, lon2_rad, 0.0});
    return pvs_vec3_norm(pvs_vec3_sub(a, b));
}

// If this failed, a point found by bearing and distance would be in the wrong place.
static void direct_agrees_with_geographiclib(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "geodesy/direct.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        double az2;
        PvsLlh end =
            pvs_geodesic_direct(rad(number(&csv, i, "lat1_deg")), rad(number(&csv, i, "lon1_deg")),
                                rad(number(&csv, i, "azi1_deg")), number(&csv, i, "s12_m"), &az2);
        double off_m = apart_m(end.lat_rad, end.lon_rad, rad(number(&csv, i, "lat2_deg")),
                               rad(number(&csv, i, "lon2_deg")));
        if (!(off_m <= 1e-5)) {
            fail_msg("%s: off by %.3g m", csv_text(&csv, i, "case"), off_m);
        }
    }
    csv_free(&csv);
}

static double uniform(uint32_t i, uint64_t which, double low, double high) {
    return low + (high - low) * pvs_luck_u01(pvs_luck(7, 0), PVS_LUCK_TEST, which, i);
}

// Pairs of all kinds: near, far, close to the antipodal point, on the equator and at the poles.
static void random_pair(uint32_t i, double p[4]) {
    p[0] = uniform(i, 1, -90, 90);
    p[1] = uniform(i, 2, -180, 180);
    p[2] = uniform(i, 3, -90, 90);
    p[3] = uniform(i, 4, -180, 180);
    double spread = pvs_exp(uniform(i, 5, -16, 1));
    switch (i % 6) {
    case 0:
        p[2] = fmax(-90, fmin(90, p[0] + spread));
        p[3] = p[1] + spread * uniform(i, 6, -1, 1);
        break;
    case 1:
        p[2] = fmax(-90, fmin(90, -p[0] + spread * uniform(i, 6, -1, 1)));
        p[3] = p[1] + 180 + spread * uniform(i, 7, -1, 1);
        break;
    case 2:
        p[0] = p[2] = 0;
        break;
    case 3:
        p[0] = 1e-9 * uniform(i, 6, -1, 1);
        p[2] = -1e-9 * uniform(i, 7, -1, 1);
        p[3] = p[1] + 180 + uniform(i, 8, -1.2, 1.2);
        break;
    case 4:
        p[i % 12 < 6 ? 0 : 2] = i % 24 < 12 ? 90 : -90;
        break;
    default:
        break;
    }
}

// If this failed, one problem would not undo the other: a route laid out by distance would not end
// where it was measured.
static void direct_undoes_inverse(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 30000; i++) {
        double p[4];
        random_pair(i, p);
        PvsGeodesic g = pvs_geodesic_inverse(rad(p[0]), rad(p[1]), rad(p[2]), rad(p[3]));
        PvsLlh end = pvs_geodesic_direct(rad(p[0]), rad(p[1]), g.az1_rad, g.distance_m, NULL);
        double off_m = apart_m(end.lat_rad, end.lon_rad, rad(p[2]), rad(p[3]));
        if (!(off_m <= 1e-5)) {
            fail_msg("pair %u (%.17g %.17g, %.17g %.17g): off by %.3g m", i, p[0], p[1], p[2], p[3],
                     off_m);
        }
    }
}

#ifdef HAVE_PROJ
// If this failed, the shortest line would not be the one that the method's author finds.
static void random_pairs_agree_with_proj(void **state) {
    (void)state;
    struct geod_geodesic earth;
    geod_init(&earth, PVS_WGS84_A_M, PVS_WGS84_F);
    double worst = 0, worst_az = 0;
    for (uint32_t i = 0; i < 60000; i++) {
        double p[4], s12, az1, az2, m12;
        random_pair(i, p);
        geod_geninverse(&earth, p[0], p[1], p[2], p[3], &s12, &az1, &az2, &m12, NULL, NULL, NULL);
        PvsGeodesic g = pvs_geodesic_inverse(rad(p[0]), rad(p[1]), rad(p[2]), rad(p[3]));
        double off_m = fabs(g.distance_m - s12);
        if (!(off_m <= 1e-6)) {
            fail_msg("pair %u (%.17g %.17g, %.17g %.17g): %.12g m, PROJ %.12g", i, p[0], p[1], p[2],
                     p[3], g.distance_m, s12);
        }
        worst = fmax(worst, off_m);
        if (m12 > 1e5 && fabs(p[0]) < 89.999 && fabs(p[2]) < 89.999) {
            double off = fmax(fabs(pvs_wrap_pi(g.az1_rad - rad(az1))),
                              fabs(pvs_wrap_pi(g.az2_rad - rad(az2))));
            if (off > 1e-12 && i % 6 == 3) {
                continue; // by the equator's antipode north and south are as short to the last bit
            }
            worst_az = fmax(worst_az, off);
        }
    }
    print_message("worst distance %.2g m, worst azimuth %.2g rad\n", worst, worst_az);
    CHECK_NEAR(worst_az, 0.0, 1e-12);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inverse_agrees_with_geographiclib),
        cmocka_unit_test(direct_agrees_with_geographiclib),
        cmocka_unit_test(direct_undoes_inverse),
#ifdef HAVE_PROJ
        cmocka_unit_test(random_pairs_agree_with_proj),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
