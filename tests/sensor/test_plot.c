// SPDX-License-Identifier: Apache-2.0
// Plots: errors of the stated size, growing as the signal falls, drawn from the meaning of the plot
// alone.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sensor/look_lanes.h"
#include "support/check.h"

// Wrong here: trackers are fed with errors of another size than they are told.
static void errors_have_the_stated_deviation_and_no_bias(void **state) {
    (void)state;
    PvsRadarLook radar = plain_radar();
    const int n = 20000;
    const double snrs[] = {radar.snr_error_ref_lin / 4, radar.snr_error_ref_lin, 1e6};
    const double factors[] = {2, 1, 1.0 / 3};
    for (int k = 0; k < 3; ++k) {
        double sum[3] = {0}, sum2[3] = {0};
        for (int i = 0; i < n; ++i) {
            PvsPlot plot = pvs_plot(&radar, pvs_luck(1, 2), pvs_id_pair(3, (uint64_t)i), 9, 80e3,
                                    1.0, 0.02, snrs[k]);
            double error[3] = {(plot.range_m - 80e3) / radar.range_error_m,
                               (plot.az_rad - 1.0) / radar.az_error_rad,
                               (plot.el_rad - pvs_asin(0.02)) / radar.el_error_rad};
            for (int c = 0; c < 3; ++c) {
                sum[c] += error[c];
                sum2[c] += error[c] * error[c];
            }
        }
        double range_m, az_rad, el_rad;
        pvs_plot_errors(&radar, snrs[k], &range_m, &az_rad, &el_rad);
        CHECK_RELATIVE(range_m, factors[k] * radar.range_error_m, 1e-9);
        CHECK_RELATIVE(az_rad, factors[k] * radar.az_error_rad, 1e-9);
        CHECK_RELATIVE(el_rad, factors[k] * radar.el_error_rad, 1e-9);
        for (int c = 0; c < 3; ++c) { // five sigma each
            CHECK_NEAR(sum[c] / n, 0.0, 5 * factors[k] / sqrt(n));
            CHECK_NEAR(sqrt(sum2[c] / n), factors[k], 5 * factors[k] / sqrt(2.0 * n));
        }
    }
}

static void a_plot_is_a_function_of_radar_threat_and_scan(void **state) {
    (void)state;
    PvsRadarLook radar = plain_radar();
    PvsPlot a = pvs_plot(&radar, pvs_luck(1, 2), 5, 9, 80e3, 1.0, 0.02, 20);
    PvsPlot again = pvs_plot(&radar, pvs_luck(1, 2), 5, 9, 80e3, 1.0, 0.02, 20);
    PvsPlot next_scan = pvs_plot(&radar, pvs_luck(1, 2), 5, 10, 80e3, 1.0, 0.02, 20);
    PvsPlot other = pvs_plot(&radar, pvs_luck(1, 2), 6, 9, 80e3, 1.0, 0.02, 20);
    assert_true(a.range_m == again.range_m && a.az_rad == again.az_rad && a.el_rad == again.el_rad);
    assert_true(a.range_m != next_scan.range_m && a.range_m != other.range_m);
    CHECK_NEAR(a.snr_db, 13.0103, 1e-4);
}

static void plots_stay_in_the_domain_of_their_coordinates(void **state) {
    (void)state;
    PvsRadarLook radar = plain_radar();
    radar.az_error_rad = 0.5;
    radar.el_error_rad = 2;
    radar.range_error_m = 1e4;
    for (uint64_t i = 0; i < 2000; ++i) {
        PvsPlot plot = pvs_plot(&radar, pvs_luck(1, 2), i, 9, 100, 0.001, 0.9, 0.0);
        assert_true(plot.range_m >= 0 && plot.az_rad >= 0 && plot.az_rad < PVS_TWO_PI);
        assert_true(fabs(plot.el_rad) <= PVS_PI / 2 && fabs(plot.snr_db) < 1000);
    }
}

static void a_radar_without_elevation_reports_none(void **state) {
    (void)state;
    PvsRadarLook radar = plain_radar();
    radar.measures_elevation = false;
    assert_true(pvs_plot(&radar, pvs_luck(1, 2), 5, 9, 80e3, 1.0, 0.02, 20).el_rad == 0.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_have_the_stated_deviation_and_no_bias),
        cmocka_unit_test(a_plot_is_a_function_of_radar_threat_and_scan),
        cmocka_unit_test(plots_stay_in_the_domain_of_their_coordinates),
        cmocka_unit_test(a_radar_without_elevation_reports_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
