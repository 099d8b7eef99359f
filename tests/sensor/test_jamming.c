// SPDX-License-Identifier: Apache-2.0
// Noise jamming against an independent table and numbers printed by a textbook's program.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/math.h"
#include "sensor/sensor.h"
#include "support/check.h"
#include "support/csv.h"

static PvsRadarPower power_of(const Csv *csv, size_t i, double ts_k) {
    double gain = pvs_lin_from_db(csv_number(csv, i, "g_dB"));
    return (PvsRadarPower){csv_number(csv, i, "pt_W"),
                           gain,
                           gain,
                           csv_number(csv, i, "f_Hz"),
                           csv_number(csv, i, "tau_s"),
                           ts_k,
                           pvs_lin_from_db(csv_number(csv, i, "loss_dB"))};
}

// The table's self-screening range was computed with the root -rise + sqrt(rise^2 + 4 q), which
// cancels: to about 2^-52 rise^2 / q. Ours does not cancel
// (burn_through_is_where_the_signal_is_just_enough).
static double tolerance_of_the_table(double rise_1m, double q) {
    return 1e-9 + 0x1p-52 * rise_1m * rise_1m / q;
}

static void burn_through_ranges_agree_with_the_independent_table(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "radar/jamming_burnthrough.csv"));
    for (size_t i = 0; i < csv.n_rows; ++i) {
        double ts_k = csv_number(&csv, i, "ts_K"), rcs_m2 = csv_number(&csv, i, "rcs_m2");
        PvsRadarPower power = power_of(&csv, i, ts_k);
        double constant = pvs_radar_constant_full(&power);
        double snr = pvs_lin_from_db(csv_number(&csv, i, "snr_required_dB"));
        double erp_w_per_hz =
            csv_number(&csv, i, "pj_W") *
            pvs_lin_from_db(csv_number(&csv, i, "gj_dB") - csv_number(&csv, i, "lossj_dB")) /
            csv_number(&csv, i, "bj_Hz");
        double rise_1m =
            pvs_jam_noise_rise(erp_w_per_hz, 1.0, power.gain_rx_lin, power.freq_hz, ts_k);
        double side = power.gain_rx_lin * pvs_lin_from_db(csv_number(&csv, i, "sidelobe_rel_dB"));
        double rise = pvs_jam_noise_rise(erp_w_per_hz, csv_number(&csv, i, "jammer_range_m"), side,
                                         power.freq_hz, ts_k);

        CHECK_RELATIVE(pvs_radar_range_m(constant, rcs_m2, snr),
                       csv_number(&csv, i, "clear_range_m"), 1e-9);
        CHECK_RELATIVE(pvs_jam_self_screening_range_m(constant, rcs_m2, snr, rise_1m),
                       csv_number(&csv, i, "self_screening_burnthrough_m"),
                       tolerance_of_the_table(rise_1m, constant * rcs_m2 / snr));
        CHECK_RELATIVE(sqrt(constant * rcs_m2 / (snr * rise_1m)),
                       csv_number(&csv, i, "self_screening_no_noise_m"), 1e-9);
        CHECK_RELATIVE(pvs_jam_stand_off_range_m(constant, rcs_m2, snr, rise),
                       csv_number(&csv, i, "standoff_burnthrough_m"), 1e-9);
        CHECK_RELATIVE(pvs_db_from_lin(1 + rise), csv_number(&csv, i, "standoff_noise_rise_dB"),
                       1e-9);
    }
    csv_free(&csv);
}

// Made with k = 1.38e-23, c = 3e8 and T0 = 290.
static void a_textbook_program_prints_the_same(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "radar/jamming_thirdparty.csv"));
    const double ts_k = 290 * (1.38e-23 / PVS_BOLTZMANN_JPK);
    for (size_t i = 0; i < csv.n_rows; ++i) {
        PvsRadarPower power = power_of(&csv, i, ts_k);
        power.freq_hz *= PVS_LIGHT_SPEED_MPS / 3e8;
        double constant = pvs_radar_constant_full(&power), rcs_m2 = csv_number(&csv, i, "rcs_m2");
        double density = csv_number(&csv, i, "jammer_erp_W") / csv_number(&csv, i, "bj_Hz");
        double got;
        if (strcmp(csv_text(&csv, i, "quantity"), "self_screening_burnthrough_km") == 0) {
            double rise_1m =
                pvs_jam_noise_rise(density, 1.0, power.gain_rx_lin, power.freq_hz, ts_k);
            double snr = pvs_lin_from_db(csv_number(&csv, i, "snr_required_dB"));
            got = pvs_jam_self_screening_range_m(constant, rcs_m2, snr, rise_1m) / 1e3;
        } else {
            double range_m = csv_number(&csv, i, "range_km") * 1e3;
            double rise =
                pvs_jam_noise_rise(density, range_m, power.gain_rx_lin, power.freq_hz, ts_k);
            got = pvs_db_from_lin(
                pvs_jam_snr(pvs_radar_snr(constant, rcs_m2, range_m, range_m), rise));
        }
        CHECK_RELATIVE(got, csv_number(&csv, i, "value"), 1e-9);
    }
    csv_free(&csv);
}

static void burn_through_is_where_the_signal_is_just_enough(void **state) {
    (void)state;
    const double constant = 1e22, rcs_m2 = 2, snr = 15;
    for (double rise_1m = 1e-3; rise_1m < 1e16; rise_1m *= 100) {
        double range_m = pvs_jam_self_screening_range_m(constant, rcs_m2, snr, rise_1m);
        double clear = pvs_radar_snr(constant, rcs_m2, range_m, range_m);
        CHECK_RELATIVE(pvs_jam_snr(clear, rise_1m / (range_m * range_m)), snr, 1e-12);
    }
    CHECK_RELATIVE(pvs_jam_self_screening_range_m(constant, rcs_m2, snr, 0),
                   pvs_radar_range_m(constant, rcs_m2, snr), 1e-12);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(burn_through_ranges_agree_with_the_independent_table),
        cmocka_unit_test(a_textbook_program_prints_the_same),
        cmocka_unit_test(burn_through_is_where_the_signal_is_just_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
