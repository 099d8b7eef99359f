// SPDX-License-Identifier: Apache-2.0
// Two rays, reflection, roughness and clutter against independent tables and limiting cases.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/math.h"
#include "sensor/sensor.h"
#include "support/check.h"
#include "support/csv.h"

static void two_rays_interfere_as_in_the_independent_table(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "radar/two_ray_flat.csv"));
    for (size_t i = 0; i < csv.n_rows; ++i) {
        double f_hz = csv_number(&csv, i, "f_Hz"), rho = csv_number(&csv, i, "rho");
        double h1_m = csv_number(&csv, i, "h_radar_m"), h2_m = csv_number(&csv, i, "h_target_m");
        double range_m = csv_number(&csv, i, "ground_range_m");
        double difference_m = pvs_two_ray_path_difference_m(h1_m, h2_m, range_m);
        double factor = pvs_two_ray_factor(f_hz, difference_m, rho);
        CHECK_RELATIVE(difference_m, csv_number(&csv, i, "path_difference_m"), 1e-11);
        CHECK_NEAR(factor, csv_number(&csv, i, "F_exact"), 1e-9);
        CHECK_NEAR(4 * pvs_db_from_lin(factor), csv_number(&csv, i, "F4_dB"), 1e-8 / factor);
        CHECK_NEAR(pvs_two_ray_far_factor(f_hz, h1_m, h2_m, range_m),
                   csv_number(&csv, i, "F_far_field_rho1"), 1e-9);
    }
    csv_free(&csv);
}

static void reflection_and_roughness_agree_with_the_independent_table(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "radar/reflection.csv"));
    for (size_t i = 0; i < csv.n_rows; ++i) {
        double re = csv_number(&csv, i, "eps_real"), im = csv_number(&csv, i, "eps_imag");
        double grazing_rad = csv_number(&csv, i, "grazing_deg") * PVS_DEG_RAD;
        PvsComplex v = pvs_fresnel_vertical(re, im, grazing_rad),
                   h = pvs_fresnel_horizontal(re, im, grazing_rad);
        CHECK_NEAR(pvs_hypot(v.re, v.im), csv_number(&csv, i, "abs_gamma_v"), 1e-9);
        CHECK_NEAR(pvs_atan2(v.im, v.re) / PVS_DEG_RAD, csv_number(&csv, i, "phase_gamma_v_deg"),
                   1e-7);
        CHECK_NEAR(pvs_hypot(h.re, h.im), csv_number(&csv, i, "abs_gamma_h"), 1e-9);
        double left = pvs_rough_surface_factor(csv_number(&csv, i, "f_Hz"),
                                               csv_number(&csv, i, "rms_height_m"), grazing_rad);
        CHECK_NEAR(left, csv_number(&csv, i, "rough_surface_factor"), 1e-9);
    }
    csv_free(&csv);
}

static void surface_clutter_agrees_with_the_independent_table(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "radar/surface_clutter.csv"));
    for (size_t i = 0; i < csv.n_rows; ++i) {
        double grazing_rad = csv_number(&csv, i, "grazing_deg") * PVS_DEG_RAD;
        double area_m2 =
            pvs_clutter_cell_area_m2(csv_number(&csv, i, "slant_range_m"),
                                     csv_number(&csv, i, "az_beamwidth_deg") * PVS_DEG_RAD,
                                     csv_number(&csv, i, "pulse_width_s"), grazing_rad);
        double sigma0 =
            pvs_clutter_sigma0(pvs_lin_from_db(csv_number(&csv, i, "gamma_dB")), grazing_rad);
        CHECK_RELATIVE(area_m2, csv_number(&csv, i, "cell_area_m2"), 1e-10);
        CHECK_NEAR(pvs_db_from_lin(sigma0), csv_number(&csv, i, "sigma0_dB"), 1e-6);
        CHECK_NEAR(pvs_db_from_lin(area_m2 * sigma0), csv_number(&csv, i, "clutter_rcs_dBsm"),
                   1e-6);
    }
    csv_free(&csv);
}

static void limits_of_reflection_are_those_of_physics(void **state) {
    (void)state;
    // grazing: total reflection with reversed sign, both polarisations
    CHECK_NEAR(pvs_fresnel_vertical(80, 40, 1e-7).re, -1, 1e-4);
    CHECK_NEAR(pvs_fresnel_horizontal(80, 40, 1e-7).re, -1, 1e-4);
    // straight down: the same size, (1 - n) / (1 + n) with n = sqrt(eps)
    CHECK_NEAR(pvs_fresnel_horizontal(9, 0, PVS_PI / 2).re, -0.5, 1e-12);
    CHECK_NEAR(pvs_fresnel_vertical(9, 0, PVS_PI / 2).re, 0.5, 1e-12);
    // Brewster: no vertical reflection at tan(grazing) = 1 / n
    PvsComplex v = pvs_fresnel_vertical(9, 0, pvs_atan(1.0 / 3));
    CHECK_NEAR(pvs_hypot(v.re, v.im), 0, 1e-12);
    // no surface, no effect; a smooth one loses nothing
    CHECK_NEAR(pvs_two_ray_factor(1e9, 3.7, 0), 1.0, 0.0);
    CHECK_NEAR(pvs_rough_surface_factor(1e9, 0, 0.1), 1.0, 0.0);
    // far away the exact form goes over into the far-field form
    double difference_m = pvs_two_ray_path_difference_m(10, 30, 2e5);
    CHECK_NEAR(pvs_two_ray_factor(3e9, difference_m, 1), pvs_two_ray_far_factor(3e9, 10, 30, 2e5),
               1e-6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_rays_interfere_as_in_the_independent_table),
        cmocka_unit_test(reflection_and_roughness_agree_with_the_independent_table),
        cmocka_unit_test(surface_clutter_agrees_with_the_independent_table),
        cmocka_unit_test(limits_of_reflection_are_those_of_physics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
