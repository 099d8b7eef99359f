// SPDX-License-Identifier: Apache-2.0
// Plots, truth and tracks from text: what is read, and what is said of what cannot be.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "track/track.h"

static void columns_may_stand_in_any_order(void **state) {
    (void)state;
    static const char text[] = "sensor,az_rad,time,range_m,plot,more\n"
                               "7,1.5,4.25,1000.5,3,99\r\n\n7,nan,5,inf,4,x\n";
    PvsRadarPlot *plots;
    size_t n;
    PvsError err = {0};
    assert_int_equal(pvs_plots_csv_parse("p.csv", text, sizeof text - 1, &plots, &n, &err), PVS_OK);
    assert_int_equal(n, 2);
    assert_int_equal(plots[0].sensor, 7);
    assert_int_equal(plots[0].number, 3);
    assert_true(plots[0].time_s == 4.25 && plots[0].range_m == 1000.5 && plots[0].az_rad == 1.5);
    assert_true(isnan(plots[0].el_rad) && isnan(plots[0].height_m) && plots[0].mode_3a == -1);
    assert_true(isnan(plots[1].az_rad) && isinf(plots[1].range_m));
    pvs_track_free(plots);
}

static void assert_refused(const char *text, const char *wanted) {
    PvsRadarPlot *plots;
    size_t n;
    PvsError err = {0};
    assert_int_equal(pvs_plots_csv_parse("p.csv", text, strlen(text), &plots, &n, &err),
                     PVS_BAD_INPUT);
    if (!strstr(err.message, wanted)) {
        print_error("got \"%s\", wanted \"%s\"\n", err.message, wanted);
    }
    assert_non_null(strstr(err.message, wanted));
    assert_null(plots);
}

static void what_cannot_be_read_is_named_with_its_place(void **state) {
    (void)state;
    assert_refused("", "p.csv:1:1: found \"\", expected a header line");
    assert_refused("plot,time,sensor,range_m\n", "p.csv:1:1: found \"plot,time,sensor,range_m\", "
                                                 "expected a column \"az_rad\"");
    assert_refused("plot,time,sensor,range_m,az_rad\n1,2,3,4,five\n",
                   "p.csv:2:9: found \"five\", expected a number");
    assert_refused("plot,time,sensor,range_m,az_rad\n1,2,3,4\n",
                   "expected 5 fields, as in the header, not 4");
    assert_refused("plot,time,time,sensor,range_m,az_rad\n", "each column once");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_may_stand_in_any_order),
        cmocka_unit_test(what_cannot_be_read_is_named_with_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
