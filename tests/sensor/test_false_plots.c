// SPDX-License-Identifier: Apache-2.0
// False alarms: as many as cells x Pfa, spread evenly, in order of time, and always the same.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sensor/look_lanes.h"
#include "support/check.h"

static PvsFalsePlot plots[8192];

static PvsRadarLook prepared(PvsRadarLook radar, PvsArena *arena) {
    PvsPdTables tables = {NULL};
    assert_int_equal(pvs_radar_look_prepare(&radar, 2, &tables, arena), PVS_OK);
    return radar;
}

static void their_number_is_poisson_with_mean_cells_times_pfa(void **state) {
    (void)state;
    PvsArena arena;
    pvs_arena_init(&arena);
    const double pfas[] = {1e-7, 1e-6, 1e-5, 3e-3};
    for (int k = 0; k < 4; ++k) {
        PvsRadarLook radar = plain_radar();
        radar.pfa = pfas[k];
        radar = prepared(radar, &arena);
        double mean = pvs_false_plots_mean(&radar);
        CHECK_RELATIVE(mean, 400e3 / 150 * 240 * pfas[k], 1e-9);
        const int n = k == 3 ? 300 : 4000;
        double sum = 0, sum2 = 0;
        for (uint32_t scan = 0; scan < (uint32_t)n; ++scan) {
            double count = (double)pvs_false_plots(&radar, pvs_luck(4, 4), 77, scan, plots, 0);
            sum += count;
            sum2 += (count - mean) * (count - mean);
        }
        CHECK_NEAR(sum / n, mean, 5 * sqrt(mean / n));
        CHECK_NEAR(sum2 / n, mean,
                   5 * sqrt((mean + 2 * mean * mean) / n)); // variance of the variance
    }
    pvs_arena_free(&arena);
}

static void they_are_spread_evenly_in_order_of_time(void **state) {
    (void)state;
    PvsArena arena;
    pvs_arena_init(&arena);
    for (int fixed = 0; fixed < 2; ++fixed) {
        PvsRadarLook radar = plain_radar();
        radar.rotating = !fixed;
        radar.pfa = 1e-3;
        radar.range_min_m = 100e3;
        if (fixed) {
            radar.sector_az_rad = 0.1;
            radar.sector_half_rad = 0.5;
        }
        radar = prepared(radar, &arena);
        double sum_t = 0, sum_range = 0, sum_az = 0;
        size_t n = pvs_false_plots(&radar, pvs_luck(4, 5), 78, 3, plots, 8192);
        assert_true(n > 50 && n < 8192);
        double before = 0;
        for (size_t i = 0; i < n; ++i) {
            assert_true(plots[i].t_look_s >= before && plots[i].t_look_s < radar.scan_period_s);
            before = plots[i].t_look_s;
            PvsPlot p = plots[i].plot;
            assert_true(p.range_m > 100e3 && p.range_m < 400e3 && p.az_rad >= 0 &&
                        p.az_rad < PVS_TWO_PI);
            assert_true(p.snr_db > pvs_db_from_lin(-pvs_log(radar.pfa) - 1) - 1e-9 &&
                        p.snr_db < 20); // it crossed the threshold
            double az = pvs_wrap_pi(p.az_rad - radar.sector_az_rad);
            assert_true(fabs(az) <= radar.sector_half_rad);
            if (!fixed) {
                CHECK_NEAR(plots[i].t_look_s, p.az_rad / PVS_TWO_PI * radar.scan_period_s, 1e-9);
            }
            sum_t += before / radar.scan_period_s;
            sum_range += (p.range_m - 100e3) / 300e3;
            sum_az += az / fmin(radar.sector_half_rad, PVS_PI) / 2 + 0.5;
        }
        double band = 5 * sqrt(1.0 / 12 / (double)n);
        CHECK_NEAR(sum_t / (double)n, 0.5, band);
        CHECK_NEAR(sum_range / (double)n, 0.5, band);
        CHECK_NEAR(sum_az / (double)n, 0.5, band);
    }
    pvs_arena_free(&arena);
}

static void a_sector_of_a_rotating_radar_is_passed_in_order_through_north(void **state) {
    (void)state;
    PvsArena arena;
    pvs_arena_init(&arena);
    PvsRadarLook radar = plain_radar();
    radar.pfa = 1e-3;
    radar.sector_az_rad = 0.0;
    radar.sector_half_rad = 0.5;
    radar = prepared(radar, &arena);
    size_t n = pvs_false_plots(&radar, pvs_luck(4, 5), 78, 3, plots, 8192);
    assert_true(n > 20);
    for (size_t i = 1; i < n; ++i) {
        assert_true(plots[i].t_look_s >= plots[i - 1].t_look_s);
    }
    pvs_arena_free(&arena);
}

static void they_are_the_same_every_time_and_others_in_every_scan(void **state) {
    (void)state;
    PvsArena arena;
    pvs_arena_init(&arena);
    static PvsFalsePlot again[8192];
    PvsRadarLook radar = plain_radar();
    radar.pfa = 1e-5;
    radar = prepared(radar, &arena);
    size_t n = pvs_false_plots(&radar, pvs_luck(4, 5), 78, 3, plots, 8192);
    assert_int_equal(pvs_false_plots(&radar, pvs_luck(4, 5), 78, 3, again, 8192), n);
    for (size_t i = 0; i < n; ++i) {
        assert_true(plots[i].luck == again[i].luck &&
                    plots[i].plot.range_m == again[i].plot.range_m);
        for (size_t k = 0; k < i; ++k) {
            assert_true(plots[i].luck != plots[k].luck);
        }
    }
    pvs_false_plots(&radar, pvs_luck(4, 5), 78, 4, again, 8192);
    assert_true(plots[0].luck != again[0].luck && plots[0].plot.range_m != again[0].plot.range_m);
    // a smaller capacity gives the first of them
    assert_int_equal(pvs_false_plots(&radar, pvs_luck(4, 5), 78, 3, again, 2), n);
    assert_true(again[1].luck == plots[1].luck && again[1].t_look_s == plots[1].t_look_s);
    pvs_arena_free(&arena);
}

static void without_cells_there_are_none(void **state) {
    (void)state;
    PvsRadarLook radar = plain_radar();
    radar.az_cell_rad = 0;
    assert_int_equal(pvs_false_plots(&radar, pvs_luck(4, 5), 78, 3, plots, 8192), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(their_number_is_poisson_with_mean_cells_times_pfa),
        cmocka_unit_test(they_are_spread_evenly_in_order_of_time),
        cmocka_unit_test(a_sector_of_a_rotating_radar_is_passed_in_order_through_north),
        cmocka_unit_test(they_are_the_same_every_time_and_others_in_every_scan),
        cmocka_unit_test(without_cells_there_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
