// SPDX-License-Identifier: Apache-2.0
// Earth: geodesics, frames, atmosphere, horizon, against GeographicLib, the 1976 tables and exact circles.
#include "earth/earth.h"

#include "validate.h"

static double number(const Csv *csv, size_t row, const char *column) {
    return csv_number(csv, row, column);
}

static double rad(const Csv *csv, size_t row, const char *column) {
    return csv_number(csv, row, column) * PVS_DEG_RAD;
}

static PvsLlh llh_of(const Csv *csv, size_t i, const char *lat, const char *lon, const char *h) {
    return (PvsLlh){rad(csv, i, lat), rad(csv, i, lon), number(csv, i, h)};
}

// --- geodesy -----------------------------------------------------------------------------------------------------

static bool azimuth_is_undefined(const char *name) {
    return strstr(name, "coincident") || strstr(name, "exact_antipodal") ||
           strstr(name, "equator_antipodal") || strstr(name, "pole_to_pole");
}

static void azimuth(Tally *t, const char *row, const char *what, double got_rad, double want_rad,
                    double m12_m) {
    double tolerance_deg = 1e-8 * fmax(1.0, 1e4 / fmax(fabs(m12_m), 1e-300));
    tally_near(t, row, what, pvs_wrap_pi(got_rad - want_rad) / PVS_DEG_RAD, 0, tolerance_deg);
}

static void inverse(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        const char *row = csv_text(csv, i, "case");
        PvsGeodesic g = pvs_geodesic_inverse(rad(csv, i, "lat1_deg"), rad(csv, i, "lon1_deg"),
                                             rad(csv, i, "lat2_deg"), rad(csv, i, "lon2_deg"));
        double m12_m = number(csv, i, "m12_m");
        tally_near(t, row, "distance, m", g.distance_m, number(csv, i, "s12_m"), 1e-5);
        if (!azimuth_is_undefined(row)) {
            azimuth(t, row, "first azimuth, deg", g.az1_rad, rad(csv, i, "azi1_deg"), m12_m);
            azimuth(t, row, "second azimuth, deg", g.az2_rad, rad(csv, i, "azi2_deg"), m12_m);
        }
    }
}

static void direct(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        double az2;
        PvsLlh got = pvs_geodesic_direct(rad(csv, i, "lat1_deg"), rad(csv, i, "lon1_deg"),
                                         rad(csv, i, "azi1_deg"), number(csv, i, "s12_m"), &az2);
        PvsLlh want = {rad(csv, i, "lat2_deg"), rad(csv, i, "lon2_deg"), 0};
        got.h_ell_m = 0;
        PvsVec3 off = pvs_vec3_sub(pvs_ecef_from_llh(got), pvs_ecef_from_llh(want));
        tally_near(t, csv_text(csv, i, "case"), "end point off, m", pvs_vec3_norm(off), 0, 1e-5);
    }
}

static void geodetic_ecef(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        const char *row = csv_text(csv, i, "case");
        PvsLlh llh = llh_of(csv, i, "lat_deg", "lon_deg", "h_m");
        PvsVec3 want =
            pvs_vec3(number(csv, i, "x_m"), number(csv, i, "y_m"), number(csv, i, "z_m"));
        PvsVec3 off = pvs_vec3_sub(pvs_ecef_from_llh(llh), want);
        PvsLlh back = pvs_llh_from_ecef(want);
        tally_near(t, row, "Earth-centred position off, m", pvs_vec3_norm(off), 0, 1e-6);
        tally_near(t, row, "height back, m", back.h_ell_m, llh.h_ell_m, 1e-6);
        tally_near(t, row, "latitude back, deg", back.lat_rad / PVS_DEG_RAD,
                   llh.lat_rad / PVS_DEG_RAD, 1e-11);
    }
}

static void enu(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        const char *row = csv_text(csv, i, "case");
        PvsEnuFrame frame = pvs_enu_frame(llh_of(csv, i, "lat0_deg", "lon0_deg", "h0_m"));
        PvsVec3 got = pvs_enu_from_ecef(
            &frame, pvs_ecef_from_llh(llh_of(csv, i, "lat_deg", "lon_deg", "h_m")));
        PvsRae rae = pvs_rae_from_enu(got);
        tally_near(t, row, "east, m", got.x, number(csv, i, "e_m"), 1e-6);
        tally_near(t, row, "north, m", got.y, number(csv, i, "n_m"), 1e-6);
        tally_near(t, row, "up, m", got.z, number(csv, i, "u_m"), 1e-6);
        tally_near(t, row, "range, m", rae.range_m, number(csv, i, "range_m"), 1e-6);
        double flat_m = pvs_hypot(got.x, got.y);
        if (!strstr(row, "straight_up")) {
            double tolerance_deg = fmax(1e-9, 2e-9 / flat_m / PVS_DEG_RAD); // near the zenith
            tally_near(t, row, "elevation, deg", rae.el_rad / PVS_DEG_RAD,
                       number(csv, i, "el_deg"), tolerance_deg);
            tally_near(t, row, "azimuth, deg",
                       pvs_wrap_pi(rae.az_rad - rad(csv, i, "az_deg")) / PVS_DEG_RAD, 0,
                       tolerance_deg);
        }
    }
}

const Set set_geodesy_inverse = {
    .name = "geodesy/inverse",
    .file = "geodesy/inverse.csv",
    .element = "geodesics on WGS-84: distance and azimuths between two places",
    .equation = "Karney 2013, series of sixth order, Newton's method near antipodes",
    .source = "GeographicLib 2.1.2, GeodSolve",
    .tolerance = "1e-5 m; azimuth 1e-8 deg x max(1, 1e4 m / reduced length)",
    .run = inverse};
const Set set_geodesy_direct = {.name = "geodesy/direct",
                                .file = "geodesy/direct.csv",
                                .element = "geodesics on WGS-84: a point by azimuth and distance",
                                .equation = "Karney 2013, series of sixth order",
                                .source = "GeographicLib 2.1.2, GeodSolve",
                                .tolerance = "1e-5 m on the ground",
                                .run = direct};
const Set set_geodesy_ecef = {.name = "geodesy/geodetic_ecef",
                              .file = "geodesy/geodetic_ecef.csv",
                              .element = "geodetic to Earth-centred coordinates, and back",
                              .equation = "WGS-84 closed form; back by Newton's method",
                              .source = "GeographicLib 2.1.2, CartConvert",
                              .tolerance = "1e-6 m; back 1e-6 m in height, 1e-11 deg in latitude",
                              .run = geodetic_ecef};
const Set set_geodesy_enu = {.name = "geodesy/enu",
                             .file = "geodesy/enu.csv",
                             .element = "east, north, up; azimuth, elevation, slant range",
                             .equation = "rotation into the local frame",
                             .source = "GeographicLib 2.1.2, CartConvert -l",
                             .tolerance = "1e-6 m; angles 1e-9 deg, not near the zenith",
                             .run = enu};

// --- atmosphere ----------------------------------------------------------------------------------------------------

static void air_formula(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        const char *row = csv_text(csv, i, "z_geometric_m");
        PvsAir air = pvs_air_at(number(csv, i, "z_geometric_m"));
        tally_relative(t, row, "temperature, K", air.temperature_k, number(csv, i, "t_kinetic_K"),
                       1e-9);
        tally_relative(t, row, "pressure, Pa", air.pressure_pa, number(csv, i, "p_Pa"), 1e-9);
        tally_relative(t, row, "density, kg/m3", air.density_kgm3, number(csv, i, "rho_kg_m3"),
                       1e-9);
        tally_relative(t, row, "speed of sound, m/s", air.sound_speed_mps,
                       number(csv, i, "a_m_s"), 1e-9);
    }
}

// One unit of the last printed digit of a number as text.
static double last_digit(const char *text) {
    const char *exponent = strchr(text, 'e'), *point = strchr(text, '.');
    size_t mantissa = exponent ? (size_t)(exponent - text) : strlen(text);
    double unit = exponent ? pvs_pow(10, strtod(exponent + 1, NULL)) : 1.0;
    for (size_t k = point ? (size_t)(point - text) + 1 : mantissa; k < mantissa; k++) {
        unit /= 10;
    }
    return unit * 1.0001; // the division is not exact
}

static void air_printed(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        PvsAir air = pvs_air_at(number(csv, i, "z_geometric_m"));
        const char *columns[] = {"t_kinetic_K", "p_Pa", "rho_kg_m3", "a_m_s"};
        const double got[] = {air.temperature_k, air.pressure_pa, air.density_kgm3,
                              air.sound_speed_mps};
        for (int k = 0; k < 4; k++) {
            const char *text = csv_text(csv, i, columns[k]);
            if (*text) {
                tally_near(t, csv_text(csv, i, "z_geometric_m"), columns[k], got[k],
                           strtod(text, NULL), last_digit(text));
            }
        }
    }
}

const Set set_air_formula = {.name = "atmosphere/formula",
                             .file = "atmosphere/ussa76_formula.csv",
                             .element = "temperature, pressure, density, speed of sound to 86 km",
                             .equation = "US Standard Atmosphere 1976, defining equations",
                             .source = "the equations at 40 digits (NASA-TM-X-74335)",
                             .tolerance = "relative 1e-9",
                             .run = air_formula};
const Set set_air_printed = {.name = "atmosphere/printed",
                             .file = "atmosphere/ussa76_printed.csv",
                             .element = "temperature, pressure, density, speed of sound to 86 km",
                             .equation = "US Standard Atmosphere 1976, defining equations",
                             .source = "printed tables, as quoted by COESA.jl and poliastro",
                             .tolerance = "one unit of the last digit printed",
                             .run = air_printed};

// --- horizon -------------------------------------------------------------------------------------------------------

#define SPHERE_M 6371000.0

// Printed to twelve digits; meant exactly.
static double exact_k(double k) {
    return fabs(k - 4.0 / 3.0) < 1e-9   ? 4.0 / 3.0
           : fabs(k - 7.0 / 6.0) < 1e-9 ? 7.0 / 6.0
                                        : k;
}

static void horizon(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        char row[32];
        snprintf(row, sizeof row, "row %zu", i + 1);
        double k = exact_k(number(csv, i, "k_factor"));
        double h1_m = number(csv, i, "h_radar_m"), h2_m = number(csv, i, "h_target_m");
        tally_relative(t, row, "ground range, m",
                       pvs_horizon_ground_range_m(h1_m, h2_m, k, SPHERE_M),
                       number(csv, i, "horizon_ground_range_m"), 1e-9);
        tally_relative(t, row, "slant range, m",
                       pvs_horizon_slant_range_m(h1_m, h2_m, k, SPHERE_M),
                       number(csv, i, "horizon_slant_range_m"), 1e-9);
        tally_relative(
            t, row, "lowest visible height, m",
            pvs_horizon_lowest_height_m(h1_m, number(csv, i, "ground_range_m"), k, SPHERE_M),
            number(csv, i, "lowest_visible_height_m"), 1e-9);
        double height_m, ground_m;
        pvs_beam_height_m(h1_m, number(csv, i, "slant_range_m"), rad(csv, i, "elevation_deg"), k,
                          SPHERE_M, &height_m, &ground_m);
        tally_relative(t, row, "beam height, m", height_m, number(csv, i, "beam_height_m"), 1e-9);
        tally_relative(t, row, "beam ground range, m", ground_m,
                       number(csv, i, "beam_ground_range_m"), 1e-9);
    }
}

const Set set_horizon = {.name = "radar/horizon",
                         .file = "radar/horizon.csv",
                         .element = "radio horizon, lowest visible height, height of the beam",
                         .equation = "exact circles of radius k x 6371 km",
                         .source = "the same geometry, evaluated apart from the project",
                         .tolerance = "relative 1e-9",
                         .run = horizon};

const Set set_terrain = {.name = "terrain/viewsheds",
                         .file = "terrain/viewsheds.csv",
                         .element = "lines of sight over terrain",
                         .equation = "-",
                         .source = "gdal_viewshed 3.6.2 and exact rays over SRTM",
                         .tolerance = "at most 0.5 % of cells differ",
                         .not_tested = "terrain is not built yet"};
