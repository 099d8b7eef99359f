// SPDX-License-Identifier: Apache-2.0
// The radar equation against worked examples of others, and against itself in its several forms.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/math.h"
#include "sensor/sensor.h"
#include "support/check.h"
#include "support/csv.h"

/// Cells of a row as a radar; what is empty stays harmless.
static PvsRadarPower power_of(const Csv *csv, size_t i) {
    double pt_w = csv_number(csv, i, "pt_W"), tau_s = csv_number(csv, i, "tau_s"),
           ts_k = csv_number(csv, i, "ts_K");
    return (PvsRadarPower){.peak_power_w = isnan(pt_w) ? 1 : pt_w,
                           .gain_tx_lin = pvs_lin_from_db(csv_number(csv, i, "gt_dB")),
                           .gain_rx_lin = pvs_lin_from_db(csv_number(csv, i, "gr_dB")),
                           .freq_hz = csv_number(csv, i, "f_Hz"),
                           .pulse_width_s = isnan(tau_s) ? 1 : tau_s,
                           .system_temperature_k = isnan(ts_k) ? 290 : ts_k,
                           .loss_lin = pvs_lin_from_db(csv_number(csv, i, "loss_dB"))};
}

static double quantity_of(const Csv *csv, size_t i) {
    PvsRadarPower power = power_of(csv, i);
    const char *quantity = csv_text(csv, i, "quantity");
    double rcs_m2 = csv_number(csv, i, "rcs_m2"),
           snr_lin = pvs_lin_from_db(csv_number(csv, i, "snr_dB"));
    double tx_m = csv_number(csv, i, "r_tx_m"), rx_m = csv_number(csv, i, "r_rx_m");
    if (strcmp(quantity, "snr_dB") == 0) {
        return pvs_db_from_lin(pvs_radar_snr(pvs_radar_constant_full(&power), rcs_m2, tx_m, rx_m));
    }
    if (strcmp(quantity, "range_m") == 0) {
        return pvs_radar_range_m(pvs_radar_constant_full(&power), rcs_m2, snr_lin);
    }
    if (strcmp(quantity, "pt_W") == 0) {
        return pvs_radar_required_power_w(&power, rcs_m2, tx_m, rx_m, snr_lin);
    }
    assert_string_equal(quantity, "pr_W");
    return pvs_radar_received_power_w(&power, rcs_m2, tx_m, rx_m);
}

static void worked_examples_come_out_as_printed(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "radar/range_equation_examples.csv"));
    for (size_t i = 0; i < csv.n_rows; ++i) {
        bool two_digits = strcmp(csv_text(&csv, i, "id"), "bizjet_7_2") == 0;
        double got = quantity_of(&csv, i);
        CHECK_RELATIVE(got, csv_number(&csv, i, "published_value"), two_digits ? 1e-2 : 2e-5);
        CHECK_RELATIVE(got, csv_number(&csv, i, "recomputed_value"), 1e-10);
    }
    csv_free(&csv);
}

static void search_examples_come_out_as_printed(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "radar/search_equation_examples.csv"));
    for (size_t i = 0; i < csv.n_rows; ++i) {
        PvsRadarSearch search = {.power_aperture_wm2 = csv_number(&csv, i, "power_aperture_W_m2"),
                                 .solid_angle_sr = csv_number(&csv, i, "solid_angle_sr"),
                                 .search_time_s = csv_number(&csv, i, "search_time_s"),
                                 .system_temperature_k = csv_number(&csv, i, "ts_K"),
                                 .loss_lin = pvs_lin_from_db(csv_number(&csv, i, "loss_dB"))};
        double rcs_m2 = csv_number(&csv, i, "rcs_m2"), range_m = csv_number(&csv, i, "range_m");
        bool is_snr = strcmp(csv_text(&csv, i, "quantity"), "snr_dB") == 0;
        double got =
            is_snr ? pvs_db_from_lin(pvs_radar_search_snr(&search, rcs_m2, range_m))
                   : pvs_radar_search_power_aperture(
                         &search, rcs_m2, range_m, pvs_lin_from_db(csv_number(&csv, i, "snr_dB")));
        CHECK_RELATIVE(got, csv_number(&csv, i, "published_value"), 3e-5);
        CHECK_RELATIVE(got, csv_number(&csv, i, "recomputed_value"), 1e-10);
    }
    csv_free(&csv);
}

// The figure was made with k = 1.38e-23, c = 3e8 and T0 = 290: as if noise and wavelength were a
// little different.
static void a_textbook_figure_comes_out_with_the_constants_of_the_book(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "radar/mahafza_fig2_1.csv"));
    for (size_t i = 0; i < csv.n_rows; ++i) {
        double gain = pvs_lin_from_db(csv_number(&csv, i, "g_dB"));
        double noise_k = 290 * pvs_lin_from_db(csv_number(&csv, i, "noise_figure_dB"));
        PvsRadarPower power = {.peak_power_w = csv_number(&csv, i, "pt_W"),
                               .gain_tx_lin = gain,
                               .gain_rx_lin = gain,
                               .freq_hz = csv_number(&csv, i, "f_Hz") * (PVS_LIGHT_SPEED_MPS / 3e8),
                               .pulse_width_s = 1 / csv_number(&csv, i, "bandwidth_Hz"),
                               .system_temperature_k = noise_k * (1.38e-23 / PVS_BOLTZMANN_JPK),
                               .loss_lin = pvs_lin_from_db(csv_number(&csv, i, "loss_dB"))};
        double range_m = csv_number(&csv, i, "range_m");
        double snr = pvs_radar_snr(pvs_radar_constant_full(&power), csv_number(&csv, i, "rcs_m2"),
                                   range_m, range_m);
        CHECK_NEAR(pvs_db_from_lin(snr), csv_number(&csv, i, "snr_dB"), 1e-6);
    }
    csv_free(&csv);
}

static void the_forms_are_inverse_to_each_other(void **state) {
    (void)state;
    PvsRadarPower power = {2e5, 3e3, 2e3, 3e9, 1e-5, 600, 4};
    double constant = pvs_radar_constant_full(&power);
    double range_m = pvs_radar_range_m(constant, 0.1, 20);
    CHECK_RELATIVE(pvs_radar_snr(constant, 0.1, range_m, range_m), 20, 1e-12);
    CHECK_RELATIVE(pvs_radar_required_power_w(&power, 0.1, range_m, range_m, 20), 2e5, 1e-12);
    CHECK_RELATIVE(pvs_radar_constant_reference(range_m, 0.1, 20), constant, 1e-12);
    // a sixteenth of the signal at twice the range, for a sixteenth of the cross-section the half
    CHECK_RELATIVE(pvs_radar_snr(constant, 0.1, 2 * range_m, 2 * range_m), 20.0 / 16, 1e-12);
    CHECK_RELATIVE(pvs_radar_range_m(constant, 0.1 / 16, 20), range_m / 2, 1e-12);
    // SNR is received power over k T / tau
    double noise_w = PVS_BOLTZMANN_JPK * 600 / 1e-5;
    CHECK_RELATIVE(pvs_radar_received_power_w(&power, 0.1, range_m, range_m) / noise_w, 20, 1e-12);
    // the whole sphere
    CHECK_RELATIVE(pvs_radar_solid_angle_sr(PVS_TWO_PI, -PVS_PI / 2, PVS_PI / 2), 4 * PVS_PI,
                   1e-12);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_examples_come_out_as_printed),
        cmocka_unit_test(search_examples_come_out_as_printed),
        cmocka_unit_test(a_textbook_figure_comes_out_with_the_constants_of_the_book),
        cmocka_unit_test(the_forms_are_inverse_to_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
