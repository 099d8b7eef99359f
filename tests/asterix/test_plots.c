// SPDX-License-Identifier: Apache-2.0
// Target reports as plots, service messages, and times of day as one line of time.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "asterix/asterix.h"
#include "base/math.h"
#include "support/check.h"

static PvsAsterixRecord plot_record(double time_of_day_s) {
    PvsAsterixRecord record = {0};
    pvs_asterix_begin(&record, 48);
    pvs_asterix_set(&record, "010/SAC", 25);
    pvs_asterix_set(&record, "010/SIC", 3);
    pvs_asterix_set(&record, "140", time_of_day_s);
    pvs_asterix_set(&record, "020/TYP", 2);
    pvs_asterix_set(&record, "040/RHO", 100.5);
    pvs_asterix_set(&record, "040/THETA", 90);
    return record;
}

static void a_target_report_becomes_a_plot(void **state) {
    (void)state;
    PvsAsterixListener listener = {0};
    PvsAsterixPlot plot;
    PvsAsterixRecord record = plot_record(43201);
    pvs_asterix_set(&record, "070/MODE3A", 02221);
    pvs_asterix_set(&record, "090/FL", 330);
    pvs_asterix_set(&record, "110/3DH", 30000);
    pvs_asterix_set(&record, "220", 0x3c660c);
    assert_int_equal(pvs_asterix_plot(&listener, &record, &plot), PVS_ASTERIX_PLOT);
    assert_int_equal(plot.sac, 25);
    assert_int_equal(plot.sic, 3);
    CHECK_NEAR(plot.time_s, 43201, 0);
    CHECK_NEAR(plot.range_m, 186126, 1e-9);
    CHECK_NEAR(plot.az_rad, PVS_PI / 2, 1e-15);
    CHECK_NEAR(plot.height_msl_m, 9144, 1e-9);
    CHECK_NEAR(plot.flight_level_m, 10058.4, 1e-9);
    assert_int_equal(plot.mode_3a, 02221);
    assert_int_equal(plot.mode_s, 0x3c660c);
    assert_false(plot.simulated || plot.primary_alone);
    pvs_asterix_record_free(&record);
}

static void codes_that_are_doubtful_are_not_taken(void **state) {
    (void)state;
    static const char *const doubts[] = {"070/V", "070/G", "090/V", "090/G"};
    for (int i = 0; i < 4; i++) {
        PvsAsterixListener listener = {0};
        PvsAsterixPlot plot;
        PvsAsterixRecord record = plot_record(1);
        pvs_asterix_set(&record, "070/MODE3A", 7);
        pvs_asterix_set(&record, "090/FL", 100);
        pvs_asterix_set(&record, doubts[i], 1);
        assert_int_equal(pvs_asterix_plot(&listener, &record, &plot), PVS_ASTERIX_PLOT);
        assert_int_equal(plot.mode_3a, i < 2 ? -1 : 7);
        assert_int_equal(isnan(plot.flight_level_m) != 0, i >= 2);
        pvs_asterix_record_free(&record);
    }
}

static void what_is_no_plot_is_counted_by_its_reason(void **state) {
    (void)state;
    static const struct {
        const char *path;
        double value;
        PvsAsterixUnused why;
    } cases[] = {
        {"020/RAB", 1, PVS_ASTERIX_UNUSED_MONITOR},
        {"020/TST", 1, PVS_ASTERIX_UNUSED_TEST},
        {"020/ERR", 1, PVS_ASTERIX_UNUSED_EXTENDED_RANGE},
        {"140", 86400, PVS_ASTERIX_UNUSED_BAD_TIME},
        {"020/TYP", 0, PVS_ASTERIX_UNUSED_NO_DETECTION},
    };
    PvsAsterixListener listener = {0};
    PvsAsterixPlot plot;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        PvsAsterixRecord record = plot_record(1);
        for (size_t k = 0; k < record.n_leaves; k++) { // in place of what stands there
            record.leaves[k].raw = pvs_asterix_find(&record, cases[i].path) == &record.leaves[k]
                                       ? (uint64_t)(cases[i].value * (i == 3 ? 128 : 1))
                                       : record.leaves[k].raw;
        }
        if (!pvs_asterix_find(&record, cases[i].path)) {
            pvs_asterix_set(&record, cases[i].path, cases[i].value);
        }
        assert_int_equal(pvs_asterix_plot(&listener, &record, &plot), cases[i].why);
        assert_int_equal(listener.n_unused[cases[i].why], 1);
        pvs_asterix_record_free(&record);
    }
    PvsAsterixRecord record = {0};
    pvs_asterix_begin(&record, 48);
    pvs_asterix_set(&record, "140", 1);
    assert_int_equal(pvs_asterix_plot(&listener, &record, &plot), PVS_ASTERIX_UNUSED_NO_POSITION);
    pvs_asterix_record_free(&record);
}

static void midnight_is_crossed_forward_and_by_late_plots(void **state) {
    (void)state;
    PvsAsterixClock clock = {0};
    CHECK_NEAR(pvs_asterix_clock(&clock, 86399.0), 86399.0, 0);
    CHECK_NEAR(pvs_asterix_clock(&clock, 0.5), 86400.5, 0);
    CHECK_NEAR(pvs_asterix_clock(&clock, 86399.5), 86399.5, 0); // late
    CHECK_NEAR(pvs_asterix_clock(&clock, 2.0), 86402.0, 0);
    for (double t_s = 2; t_s < 3 * 86400.0; t_s += 50) { // and day after day
        double day = floor(t_s / 86400.0);
        CHECK_NEAR(pvs_asterix_clock(&clock, t_s - 86400.0 * day), 86400.0 + t_s, 0);
    }
    assert_int_equal(clock.n_jumps, 0);
    assert_int_equal(clock.n_midnights, 4);
}

static void a_lone_wild_time_is_refused_and_a_gap_is_believed(void **state) {
    (void)state;
    PvsAsterixClock clock = {0};
    pvs_asterix_clock(&clock, 1000);
    assert_true(isnan(pvs_asterix_clock(&clock, 40000)));
    CHECK_NEAR(pvs_asterix_clock(&clock, 1001), 1001, 0);
    assert_true(isnan(pvs_asterix_clock(&clock, 5000)));
    assert_true(isnan(pvs_asterix_clock(&clock, 5001)));
    CHECK_NEAR(pvs_asterix_clock(&clock, 5002), 5002, 0); // the third that agrees
    assert_int_equal(clock.n_jumps, 3);
    assert_true(isnan(pvs_asterix_clock(&clock, -1)) && isnan(pvs_asterix_clock(&clock, 86400)));
    assert_true(isnan(pvs_asterix_clock(&clock, NAN)));
}

static void the_short_time_of_cat001_needs_a_cat002_of_its_radar(void **state) {
    (void)state;
    PvsAsterixListener listener = {0};
    PvsAsterixPlot plot;
    PvsAsterixService service;
    PvsAsterixRecord report = {0}, north = {0};
    pvs_asterix_begin(&report, 1);
    pvs_asterix_set(&report, "010/SAC", 1);
    pvs_asterix_set(&report, "010/SIC", 2);
    pvs_asterix_set(&report, "020/SSRPSR", 2);
    pvs_asterix_set(&report, "040/RHO", 10);
    pvs_asterix_set(&report, "040/THETA", 0);
    pvs_asterix_set(&report, "141", 511.5);
    assert_int_equal(pvs_asterix_plot(&listener, &report, &plot), PVS_ASTERIX_UNUSED_NO_TIME);
    pvs_asterix_begin(&north, 2);
    pvs_asterix_set(&north, "010/SAC", 1);
    pvs_asterix_set(&north, "010/SIC", 2);
    pvs_asterix_set(&north, "000", 1);
    pvs_asterix_set(&north, "030", 512.0 * 100 + 0.25);
    pvs_asterix_set(&north, "041", 5);
    assert_true(pvs_asterix_service(&listener, &north, &service));
    assert_int_equal(service.type, 1);
    CHECK_NEAR(service.period_s, 5, 0);
    assert_false(service.has_position);
    assert_int_equal(pvs_asterix_plot(&listener, &report, &plot), PVS_ASTERIX_PLOT);
    CHECK_NEAR(plot.time_s, 512.0 * 100 - 0.5, 0);
    assert_true(isnan(plot.flight_level_m) && plot.mode_3a == -1);
    pvs_asterix_record_free(&report);
    pvs_asterix_record_free(&north);
}

static void a_radar_says_where_it_stands(void **state) {
    (void)state;
    PvsAsterixListener listener = {0};
    PvsAsterixService service;
    PvsAsterixRecord record = {0};
    pvs_asterix_begin(&record, 34);
    pvs_asterix_set(&record, "010/SIC", 9);
    pvs_asterix_set(&record, "000", 2);
    pvs_asterix_set(&record, "030", 7);
    pvs_asterix_set(&record, "020", 11.25);
    pvs_asterix_set(&record, "120/HGT", 450);
    pvs_asterix_set(&record, "120/LAT", 44.5);
    pvs_asterix_set(&record, "120/LON", -18.25);
    assert_true(pvs_asterix_service(&listener, &record, &service));
    assert_true(service.has_position);
    CHECK_NEAR(service.h_msl_m, 450, 0);
    CHECK_NEAR(service.lat_rad / PVS_DEG_RAD, 44.5, 1.1e-5);
    CHECK_NEAR(service.lon_rad / PVS_DEG_RAD, -18.25, 1.1e-5);
    CHECK_NEAR(service.az_rad, 11.25 * PVS_DEG_RAD, 1e-15);
    pvs_asterix_record_free(&record);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_report_becomes_a_plot),
        cmocka_unit_test(codes_that_are_doubtful_are_not_taken),
        cmocka_unit_test(what_is_no_plot_is_counted_by_its_reason),
        cmocka_unit_test(midnight_is_crossed_forward_and_by_late_plots),
        cmocka_unit_test(a_lone_wild_time_is_refused_and_a_gap_is_believed),
        cmocka_unit_test(the_short_time_of_cat001_needs_a_cat002_of_its_radar),
        cmocka_unit_test(a_radar_says_where_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
