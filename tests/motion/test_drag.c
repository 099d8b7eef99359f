// SPDX-License-Identifier: Apache-2.0
// Flights with drag through the 1976 atmosphere against an integration of order 8 (scipy's DOP853),
// and energy.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reference_flight.h"

static double mach[16], cd[16];

static PvsDrag row_drag(const Csv *csv, size_t row) {
    double value = csv_number(csv, row, "beta_kg_m2_or_area_per_mass_m2_kg");
    if (strcmp(csv_text(csv, row, "drag_model"), "beta") == 0) {
        return (PvsDrag){.beta_kgm2 = value};
    }
    Csv table;
    assert_true(csv_load(&table, "ballistics/cd_table.csv"));
    size_t n = table.n_rows;
    for (size_t i = 0; i < n; i++) {
        mach[i] = csv_number(&table, i, "mach");
        cd[i] = csv_number(&table, i, "cd");
    }
    csv_free(&table);
    return (PvsDrag){.mach = mach, .cd = cd, .n_table = n, .area_per_mass_m2pkg = value};
}

// If this failed, what falls through the air would be slowed wrongly.
static void flights_with_drag_agree_with_the_reference(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "ballistics/drag_arcs.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        PvsSphere earth = flight_earth(&csv, i);
        PvsLaunch launch = flight_launch(&csv, i);
        PvsDrag drag = row_drag(&csv, i);
        PvsFlight f;
        assert_int_equal(pvs_drag_flight(&earth, &launch, &drag, NULL, 0, NULL, &f, NULL), PVS_OK);
        CHECK_NEAR(f.flight_s, csv_number(&csv, i, "time_of_flight_s"), 1e-4);
        bool rises = *csv_text(&csv, i, "time_of_apogee_s") !=
                     0; // the cells are empty for what begins on its way down
        CHECK_NEAR(f.apogee_s, rises ? csv_number(&csv, i, "time_of_apogee_s") : 0, 1e-4);
        CHECK_NEAR(f.apogee_h_m, rises ? csv_number(&csv, i, "apogee_height_m") : launch.h_m, 0.1);
        check_impact(&csv, i, &f, "impact_speed_m_s", 0.1, 1e-3);
    }
    csv_free(&csv);
}

static void positions_on_the_way_agree_with_the_reference(void **state) {
    (void)state;
    Csv arcs = {0}, states = {0};
    assert_true(csv_load(&arcs, "ballistics/drag_arcs.csv") &&
                csv_load(&states, "ballistics/drag_states.csv"));
    for (size_t i = 0; i < states.n_rows; i++) {
        size_t row = row_of_case(&arcs, csv_text(&states, i, "case"));
        PvsSphere earth = flight_earth(&arcs, row);
        PvsLaunch launch = flight_launch(&arcs, row);
        PvsDrag drag = row_drag(&arcs, row);
        double t_s = csv_number(&states, i, "t_s");
        PvsFlightState got;
        PvsFlight f;
        assert_int_equal(pvs_drag_flight(&earth, &launch, &drag, &t_s, 1, &got, &f, NULL), PVS_OK);
        CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(got.pos, state_position(&states, i))), 0, 0.1);
        CHECK_NEAR(pvs_vec3_norm(got.vel), csv_number(&states, i, "speed_m_s"), 1e-3);
    }
    csv_free(&arcs);
    csv_free(&states);
}

// Two routes to one answer: a body so dense that the air does not matter flies as in vacuum.
static void without_drag_the_flight_is_that_of_kepler(void **state) {
    (void)state;
    const PvsSphere earth = {6371000.0, 3.986004418e14, 7.292115e-5};
    const PvsDrag none = {.beta_kgm2 = 1e30};
    for (double speed = 500; speed < 6000; speed *= 1.6) {
        PvsLaunch launch = {0.5, -1.0, 0.0, speed / 1000, 0.8, speed};
        PvsFlight a, b;
        assert_int_equal(pvs_drag_flight(&earth, &launch, &none, NULL, 0, NULL, &a, NULL), PVS_OK);
        assert_int_equal(pvs_kepler_flight(&earth, &launch, &b, NULL), PVS_OK);
        CHECK_NEAR(a.flight_s, b.flight_s, 1e-6);
        CHECK_NEAR(a.ground_range_m, b.ground_range_m, 1e-3);
        CHECK_NEAR(a.apogee_s, b.apogee_s, 1e-5);
        CHECK_NEAR(a.apogee_h_m, b.apogee_h_m, 1e-3);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flights_with_drag_agree_with_the_reference),
        cmocka_unit_test(positions_on_the_way_agree_with_the_reference),
        cmocka_unit_test(without_drag_the_flight_is_that_of_kepler),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
