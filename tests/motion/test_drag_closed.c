// SPDX-License-Identifier: Apache-2.0
// Drag in closed form against the reference sets.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reference_flight.h"

static void vertical_motion_agrees_with_the_reference(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "ballistics/drag_vertical.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        double g = csv_number(&csv, i, "g_m_s2"), t = csv_number(&csv, i, "t_s"),
               v0 = csv_number(&csv, i, "v_up_m_s");
        double vt = pvs_drag_terminal_speed_mps(csv_number(&csv, i, "beta_kg_m2"),
                                                csv_number(&csv, i, "rho_kg_m3"), g);
        CHECK_RELATIVE(vt, csv_number(&csv, i, "terminal_speed_m_s"), 1e-9);
        CHECK_RELATIVE(pvs_drag_fall_speed_mps(vt, g, t),
                       csv_number(&csv, i, "speed_after_t_from_rest_m_s"), 1e-9);
        CHECK_RELATIVE(pvs_drag_fall_m(vt, g, t), csv_number(&csv, i, "fall_after_t_m"), 1e-9);
        CHECK_RELATIVE(pvs_drag_rise_s(vt, g, v0), csv_number(&csv, i, "time_to_top_s"), 1e-9);
        CHECK_RELATIVE(pvs_drag_rise_m(vt, g, v0), csv_number(&csv, i, "height_of_top_m"), 1e-9);
    }
    csv_free(&csv);
}

// For short times and for long ones the fall has simple limits; the branch between must not show.
static void fall_is_smooth_from_free_fall_to_terminal_speed(void **state) {
    (void)state;
    CHECK_RELATIVE(pvs_drag_fall_m(100, 9.8, 1e-4), 0.5 * 9.8 * 1e-8, 1e-9);
    CHECK_RELATIVE(pvs_drag_fall_m(100, 9.8, 1000), 1e5 - 1e4 / 9.8 * pvs_log(2), 1e-12);
    double at = 100 / 9.8;
    CHECK_RELATIVE(pvs_drag_fall_m(100, 9.8, at * (1 - 1e-13)),
                   pvs_drag_fall_m(100, 9.8, at * (1 + 1e-13)), 1e-12);
}

static void straight_entry_agrees_with_the_reference(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "ballistics/allen_eggers.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        PvsEntry e = {
            csv_number(&csv, i, "entry_speed_m_s"),
            pvs_sin(csv_number(&csv, i, "entry_angle_below_horizontal_deg") * PVS_DEG_RAD),
            csv_number(&csv, i, "beta_kg_m2"), csv_number(&csv, i, "rho0_kg_m3"),
            csv_number(&csv, i, "scale_height_m")};
        double h = csv_number(&csv, i, "h_m"), peak_h, peak_v, peak_a;
        CHECK_RELATIVE(pvs_entry_speed_mps(&e, h), csv_number(&csv, i, "speed_at_h_m_s"), 1e-9);
        CHECK_RELATIVE(pvs_entry_deceleration_mps2(&e, h),
                       csv_number(&csv, i, "drag_decel_at_h_m_s2"), 1e-9);
        pvs_entry_peak(&e, &peak_h, &peak_v, &peak_a);
        CHECK_NEAR(peak_h, csv_number(&csv, i, "height_of_peak_decel_m"), 1e-6);
        if (*csv_text(&csv, i, "peak_decel_m_s2")) {
            CHECK_RELATIVE(peak_a, csv_number(&csv, i, "peak_decel_m_s2"), 1e-9);
            CHECK_RELATIVE(peak_v, csv_number(&csv, i, "speed_at_peak_m_s"), 1e-9);
            CHECK_RELATIVE(pvs_entry_deceleration_mps2(&e, peak_h), peak_a, 1e-12);
        }
    }
    csv_free(&csv);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vertical_motion_agrees_with_the_reference),
        cmocka_unit_test(fall_is_smooth_from_free_fall_to_terminal_speed),
        cmocka_unit_test(straight_entry_agrees_with_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
