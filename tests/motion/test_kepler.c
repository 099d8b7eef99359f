// SPDX-License-Identifier: Apache-2.0
// Vacuum flights and least-speed arcs over a sphere against the reference sets (closed forms
// checked by integration).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reference_flight.h"

// If this failed, ballistic missiles would come down at the wrong time or place.
static void vacuum_flights_agree_with_the_reference(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "ballistics/kepler_arcs.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        PvsSphere earth = flight_earth(&csv, i);
        PvsLaunch launch = flight_launch(&csv, i);
        PvsFlight f;
        assert_int_equal(pvs_kepler_flight(&earth, &launch, &f, NULL), PVS_OK);
        CHECK_NEAR(f.flight_s, csv_number(&csv, i, "time_of_flight_s"), 1e-6);
        CHECK_NEAR(f.apogee_s, csv_number(&csv, i, "time_of_apogee_s"), 1e-6);
        CHECK_NEAR(f.apogee_h_m, csv_number(&csv, i, "apogee_height_m"), 1e-2);
        check_impact(&csv, i, &f, "impact_speed_relative_m_s", 1e-2, 1e-5);
    }
    csv_free(&csv);
}

// If this failed, a missile would be in the wrong place on its way.
static void positions_on_the_way_agree_with_the_reference(void **state) {
    (void)state;
    Csv arcs = {0}, states = {0};
    assert_true(csv_load(&arcs, "ballistics/kepler_arcs.csv") &&
                csv_load(&states, "ballistics/kepler_states.csv"));
    for (size_t i = 0; i < states.n_rows; i++) {
        size_t row = row_of_case(&arcs, csv_text(&states, i, "case"));
        PvsSphere earth = flight_earth(&arcs, row);
        PvsLaunch launch = flight_launch(&arcs, row);
        PvsVec3 got = pvs_kepler_position(&earth, &launch, csv_number(&states, i, "t_s"));
        CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(got, state_position(&states, i))), 0, 1e-2);
    }
    csv_free(&arcs);
    csv_free(&states);
}

// If this failed, the launch speed for a range would be wrong.
static void least_speed_arcs_agree_with_the_closed_form(void **state) {
    (void)state;
    const PvsSphere earth = {6371000.0, 3.986004418e14, 0.0};
    Csv csv;
    assert_true(csv_load(&csv, "ballistics/minimum_energy.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        PvsLeastArc arc = pvs_least_arc(&earth, csv_number(&csv, i, "ground_range_m"));
        CHECK_RELATIVE(arc.speed_mps, csv_number(&csv, i, "speed_m_s"), 1e-9);
        CHECK_RELATIVE(arc.angle_rad, csv_number(&csv, i, "flight_path_angle_deg") * PVS_DEG_RAD,
                       1e-9);
        CHECK_RELATIVE(arc.flight_s, csv_number(&csv, i, "time_of_flight_s"), 1e-9);
        CHECK_RELATIVE(arc.apogee_h_m, csv_number(&csv, i, "apogee_height_m"), 1e-9);
    }
    csv_free(&csv);
}

// Two routes to one answer: the least-speed arc, flown, comes down where it should.
static void least_speed_arc_flown_comes_down_at_its_range(void **state) {
    (void)state;
    const PvsSphere earth = {6371000.0, 3.986004418e14, 0.0};
    for (double range = 50e3; range < 15e6; range *= 1.5) {
        PvsLeastArc arc = pvs_least_arc(&earth, range);
        PvsLaunch launch = {.lat_rad = 0.3,
                            .lon_rad = 1.0,
                            .az_rad = 2.0,
                            .el_rad = arc.angle_rad,
                            .speed_mps = arc.speed_mps};
        PvsFlight f;
        assert_int_equal(pvs_kepler_flight(&earth, &launch, &f, NULL), PVS_OK);
        CHECK_NEAR(f.ground_range_m, range, 1e-3);
        CHECK_NEAR(f.flight_s, arc.flight_s, 1e-6);
    }
}

static void what_never_comes_down_is_refused(void **state) {
    (void)state;
    const PvsSphere earth = {6371000.0, 3.986004418e14, 0.0};
    PvsFlight f;
    PvsError err;
    PvsLaunch orbit = {.h_m = 400e3, .el_rad = 0.0, .speed_mps = 7670.0};
    PvsLaunch escape = {.el_rad = 1.0, .speed_mps = 12000.0};
    assert_int_equal(pvs_kepler_flight(&earth, &orbit, &f, &err), PVS_LIMIT);
    assert_int_equal(pvs_kepler_flight(&earth, &escape, &f, NULL), PVS_LIMIT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vacuum_flights_agree_with_the_reference),
        cmocka_unit_test(positions_on_the_way_agree_with_the_reference),
        cmocka_unit_test(least_speed_arcs_agree_with_the_closed_form),
        cmocka_unit_test(least_speed_arc_flown_comes_down_at_its_range),
        cmocka_unit_test(what_never_comes_down_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
