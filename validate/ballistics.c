// SPDX-License-Identifier: Apache-2.0
// Ballistic flight: vacuum arcs, least-speed arcs, drag in closed form and through the atmosphere.
#include "motion/ballistic.h"

#include "validate.h"

#define RADIUS_M 6371000.0
#define GM       3.986004418e14

static double number(const Csv *csv, size_t row, const char *column) {
    return csv_number(csv, row, column);
}

static PvsSphere earth_of(const Csv *csv, size_t row) {
    return (PvsSphere){RADIUS_M, GM, number(csv, row, "earth_rate_rad_s")};
}

static PvsLaunch launch_of(const Csv *csv, size_t row) {
    return (PvsLaunch){number(csv, row, "lat_deg") * PVS_DEG_RAD,
                       number(csv, row, "lon_deg") * PVS_DEG_RAD,
                       number(csv, row, "h_m"),
                       number(csv, row, "azimuth_deg") * PVS_DEG_RAD,
                       number(csv, row, "elevation_deg") * PVS_DEG_RAD,
                       number(csv, row, "speed_relative_m_s")};
}

static size_t row_of_case(const Csv *csv, const char *name) {
    size_t row = 0;
    while (row < csv->n_rows && strcmp(csv_text(csv, row, "case"), name) != 0) {
        row++;
    }
    return row;
}

static PvsVec3 position(const Csv *csv, size_t row) {
    return pvs_vec3(number(csv, row, "x_earth_fixed_m"), number(csv, row, "y_earth_fixed_m"),
                    number(csv, row, "z_earth_fixed_m"));
}

static void impact(const Csv *csv, size_t row, Tally *t, const PvsFlight *f, double off_m) {
    const char *name = csv_text(csv, row, "case");
    double lat = number(csv, row, "impact_lat_deg") * PVS_DEG_RAD;
    double lon = number(csv, row, "impact_lon_deg") * PVS_DEG_RAD;
    double north_m = RADIUS_M * (f->impact_lat_rad - lat);
    double east_m = RADIUS_M * pvs_wrap_pi(f->impact_lon_rad - lon) * pvs_cos(lat);
    tally_near(t, name, "impact off, m", pvs_hypot(north_m, east_m), 0, off_m);
    tally_near(t, name, "ground range, m", f->ground_range_m, number(csv, row, "ground_range_m"),
               off_m);
}

// --- vacuum --------------------------------------------------------------------------------------------------------

static void kepler_arcs(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        const char *row = csv_text(csv, i, "case");
        PvsSphere earth = earth_of(csv, i);
        PvsLaunch launch = launch_of(csv, i);
        PvsFlight f;
        PvsStatus status = pvs_kepler_flight(&earth, &launch, &f, NULL);
        tally_holds(t, row, "comes down", status == PVS_OK);
        if (status == PVS_OK) {
            tally_near(t, row, "time of flight, s", f.flight_s,
                       number(csv, i, "time_of_flight_s"), 1e-6);
            tally_near(t, row, "time of apogee, s", f.apogee_s,
                       number(csv, i, "time_of_apogee_s"), 1e-6);
            tally_near(t, row, "apogee, m", f.apogee_h_m, number(csv, i, "apogee_height_m"), 1e-2);
            impact(csv, i, t, &f, 1e-2);
        }
    }
}

static void kepler_states(const Suite *suite, const Csv *csv, Tally *t) {
    Csv arcs = {0};
    if (!suite_csv(suite, "ballistics/kepler_arcs.csv", &arcs)) {
        tally_holds(t, "kepler_arcs.csv", "is there", false);
        return;
    }
    for (size_t i = 0; i < csv->n_rows; i++) {
        const char *name = csv_text(csv, i, "case");
        size_t row = row_of_case(&arcs, name);
        tally_holds(t, name, "has its arc", row < arcs.n_rows);
        if (row < arcs.n_rows) {
            PvsSphere earth = earth_of(&arcs, row);
            PvsLaunch launch = launch_of(&arcs, row);
            PvsVec3 got = pvs_kepler_position(&earth, &launch, number(csv, i, "t_s"));
            tally_near(t, name, "position off, m",
                       pvs_vec3_norm(pvs_vec3_sub(got, position(csv, i))), 0, 1e-2);
        }
    }
    csv_free(&arcs);
}

static void least_energy(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    const PvsSphere earth = {RADIUS_M, GM, 0};
    for (size_t i = 0; i < csv->n_rows; i++) {
        const char *row = csv_text(csv, i, "ground_range_m");
        PvsLeastArc arc = pvs_least_arc(&earth, number(csv, i, "ground_range_m"));
        tally_relative(t, row, "speed, m/s", arc.speed_mps, number(csv, i, "speed_m_s"), 1e-9);
        tally_relative(t, row, "angle, rad", arc.angle_rad,
                       number(csv, i, "flight_path_angle_deg") * PVS_DEG_RAD, 1e-9);
        tally_relative(t, row, "time of flight, s", arc.flight_s,
                       number(csv, i, "time_of_flight_s"), 1e-9);
        tally_relative(t, row, "apogee, m", arc.apogee_h_m, number(csv, i, "apogee_height_m"),
                       1e-9);
    }
}

const Set set_kepler_arcs = {.name = "ballistics/kepler_arcs",
                             .file = "ballistics/kepler_arcs.csv",
                             .element = "ballistic arcs in vacuum over the turning Earth",
                             .equation = "Kepler's equation (Bate, Mueller, White)",
                             .source = "closed form, checked by integration",
                             .tolerance = "1e-2 m, 1e-6 s",
                             .run = kepler_arcs};
const Set set_kepler_states = {.name = "ballistics/kepler_states",
                               .file = "ballistics/kepler_states.csv",
                               .element = "positions on ballistic arcs",
                               .equation = "f and g functions",
                               .source = "closed form, checked by integration",
                               .tolerance = "1e-2 m",
                               .run = kepler_states};
const Set set_least_energy = {.name = "ballistics/minimum_energy",
                              .file = "ballistics/minimum_energy.csv",
                              .element = "least-speed arcs over a still sphere",
                              .equation = "V^2 = (mu/R) 2 sin(P/2) / (1 + sin(P/2))",
                              .source = "Wheelon 1959, evaluated apart from the project",
                              .tolerance = "relative 1e-9",
                              .run = least_energy};

// --- drag ----------------------------------------------------------------------------------------------------------

static void drag_vertical(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        char row[32];
        snprintf(row, sizeof row, "row %zu", i + 1);
        double g = number(csv, i, "g_m_s2"), t_s = number(csv, i, "t_s");
        double up_mps = number(csv, i, "v_up_m_s");
        double vt = pvs_drag_terminal_speed_mps(number(csv, i, "beta_kg_m2"),
                                                number(csv, i, "rho_kg_m3"), g);
        tally_relative(t, row, "terminal speed, m/s", vt, number(csv, i, "terminal_speed_m_s"),
                       1e-9);
        tally_relative(t, row, "speed of the fall, m/s", pvs_drag_fall_speed_mps(vt, g, t_s),
                       number(csv, i, "speed_after_t_from_rest_m_s"), 1e-9);
        tally_relative(t, row, "fall, m", pvs_drag_fall_m(vt, g, t_s),
                       number(csv, i, "fall_after_t_m"), 1e-9);
        tally_relative(t, row, "rise, s", pvs_drag_rise_s(vt, g, up_mps),
                       number(csv, i, "time_to_top_s"), 1e-9);
        tally_relative(t, row, "rise, m", pvs_drag_rise_m(vt, g, up_mps),
                       number(csv, i, "height_of_top_m"), 1e-9);
    }
}

static void allen_eggers(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        char row[32];
        snprintf(row, sizeof row, "row %zu", i + 1);
        PvsEntry e = {number(csv, i, "entry_speed_m_s"),
                      pvs_sin(number(csv, i, "entry_angle_below_horizontal_deg") * PVS_DEG_RAD),
                      number(csv, i, "beta_kg_m2"), number(csv, i, "rho0_kg_m3"),
                      number(csv, i, "scale_height_m")};
        double h_m = number(csv, i, "h_m"), peak_h_m, peak_mps, peak_mps2;
        tally_relative(t, row, "speed, m/s", pvs_entry_speed_mps(&e, h_m),
                       number(csv, i, "speed_at_h_m_s"), 1e-9);
        tally_relative(t, row, "deceleration, m/s2", pvs_entry_deceleration_mps2(&e, h_m),
                       number(csv, i, "drag_decel_at_h_m_s2"), 1e-9);
        if (*csv_text(csv, i, "peak_decel_m_s2")) {
            pvs_entry_peak(&e, &peak_h_m, &peak_mps, &peak_mps2);
            tally_relative(t, row, "peak, m/s2", peak_mps2, number(csv, i, "peak_decel_m_s2"),
                           1e-9);
            tally_relative(t, row, "speed at the peak, m/s", peak_mps,
                           number(csv, i, "speed_at_peak_m_s"), 1e-9);
        }
    }
}

enum { DRAG_TABLE_MAX = 64 };
typedef struct {
    double mach[DRAG_TABLE_MAX], cd[DRAG_TABLE_MAX];
    size_t n;
} DragTable;

static bool load_drag_table(const Suite *suite, DragTable *table) {
    Csv csv;
    if (!suite_csv(suite, "ballistics/cd_table.csv", &csv)) {
        return false;
    }
    table->n = csv.n_rows < DRAG_TABLE_MAX ? csv.n_rows : DRAG_TABLE_MAX;
    for (size_t i = 0; i < table->n; i++) {
        table->mach[i] = number(&csv, i, "mach");
        table->cd[i] = number(&csv, i, "cd");
    }
    csv_free(&csv);
    return true;
}

static PvsDrag drag_of(const Csv *csv, size_t row, const DragTable *table) {
    double value = number(csv, row, "beta_kg_m2_or_area_per_mass_m2_kg");
    if (strcmp(csv_text(csv, row, "drag_model"), "beta") == 0) {
        return (PvsDrag){.beta_kgm2 = value};
    }
    return (PvsDrag){.mach = table->mach,
                     .cd = table->cd,
                     .n_table = table->n,
                     .area_per_mass_m2pkg = value};
}

static void drag_arcs(const Suite *suite, const Csv *csv, Tally *t) {
    DragTable table = {0};
    tally_holds(t, "cd_table.csv", "is there", load_drag_table(suite, &table));
    for (size_t i = 0; i < csv->n_rows; i++) {
        const char *row = csv_text(csv, i, "case");
        PvsSphere earth = earth_of(csv, i);
        PvsLaunch launch = launch_of(csv, i);
        PvsDrag drag = drag_of(csv, i, &table);
        PvsFlight f;
        PvsStatus status = pvs_drag_flight(&earth, &launch, &drag, NULL, 0, NULL, &f, NULL);
        tally_holds(t, row, "comes down", status == PVS_OK);
        if (status == PVS_OK) {
            tally_near(t, row, "time of flight, s", f.flight_s,
                       number(csv, i, "time_of_flight_s"), 1e-4);
            impact(csv, i, t, &f, 0.1);
        }
    }
}

static void drag_states(const Suite *suite, const Csv *csv, Tally *t) {
    DragTable table = {0};
    Csv arcs = {0};
    if (!load_drag_table(suite, &table) ||
        !suite_csv(suite, "ballistics/drag_arcs.csv", &arcs)) {
        tally_holds(t, "drag_arcs.csv", "is there", false);
        return;
    }
    for (size_t i = 0; i < csv->n_rows; i++) {
        const char *name = csv_text(csv, i, "case");
        size_t row = row_of_case(&arcs, name);
        tally_holds(t, name, "has its arc", row < arcs.n_rows);
        if (row == arcs.n_rows) {
            continue;
        }
        PvsSphere earth = earth_of(&arcs, row);
        PvsLaunch launch = launch_of(&arcs, row);
        PvsDrag drag = drag_of(&arcs, row, &table);
        double t_s = number(csv, i, "t_s");
        PvsFlightState got;
        PvsFlight f;
        PvsStatus status = pvs_drag_flight(&earth, &launch, &drag, &t_s, 1, &got, &f, NULL);
        tally_holds(t, name, "comes down", status == PVS_OK);
        if (status == PVS_OK) {
            tally_near(t, name, "position off, m",
                       pvs_vec3_norm(pvs_vec3_sub(got.pos, position(csv, i))), 0, 0.1);
        }
    }
    csv_free(&arcs);
}

const Set set_drag_vertical = {.name = "ballistics/drag_vertical",
                               .file = "ballistics/drag_vertical.csv",
                               .element = "fall and rise with quadratic drag",
                               .equation = "vt tanh(gt/vt), (vt^2/g) ln cosh(gt/vt)",
                               .source = "the same, evaluated apart from the project",
                               .tolerance = "relative 1e-9",
                               .run = drag_vertical};
const Set set_allen_eggers = {.name = "ballistics/allen_eggers",
                              .file = "ballistics/allen_eggers.csv",
                              .element = "straight entry through an exponential atmosphere",
                              .equation = "V exp(-rho0 H exp(-h/H) / (2 beta sin))",
                              .source = "Allen and Eggers, NACA TR 1381 (1958)",
                              .tolerance = "relative 1e-9",
                              .run = allen_eggers};
const Set set_drag_arcs = {.name = "ballistics/drag_arcs",
                           .file = "ballistics/drag_arcs.csv",
                           .element = "flight with drag through the 1976 atmosphere",
                           .equation = "inverse-square gravity, rho v^2 / (2 beta), or Cd(Mach)",
                           .source = "scipy's DOP853 at 1e-11",
                           .tolerance = "0.1 m, 1e-4 s",
                           .run = drag_arcs};
const Set set_drag_states = {.name = "ballistics/drag_states",
                             .file = "ballistics/drag_states.csv",
                             .element = "positions on flights with drag",
                             .equation = "as above",
                             .source = "scipy's DOP853 at 1e-11",
                             .tolerance = "0.1 m",
                             .run = drag_states};
