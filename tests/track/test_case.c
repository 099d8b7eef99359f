// SPDX-License-Identifier: Apache-2.0
// Case files: what is read, and what is said of what cannot be.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "track/track.h"

static void sensors_and_measures_are_read(void **state) {
    (void)state;
    static const char text[] =
        "{\"case\": \"x\", \"end_s\": 60, \"eval_period_s\": 4, \"settle_s\": 8, \"score_dims\": "
        "2, "
        "\"gospa\": {\"c_m\": 1000, \"p\": 2}, \"sensors\": [{\"id\": 3, \"pos_enu_m\": [1, 2, 3], "
        "\"scan_period_s\": 4, \"timing\": \"rotating\", \"sigma_range_m\": 50, \"sigma_az_rad\": "
        "0.001, \"pd\": 0.8, \"max_range_m\": 9e4, \"clutter\": {\"mean_per_scan\": 7, "
        "\"range_m\": "
        "[1, 2], \"az_rad\": [-1, 1]}}]}";
    PvsTrackCase c;
    PvsError err = {0};
    assert_int_equal(pvs_track_case_parse("c", text, sizeof text - 1, &c, &err), PVS_OK);
    assert_string_equal(c.name, "x");
    assert_int_equal(c.n_sensors, 1);
    assert_int_equal(c.score_dims, 2);
    assert_true(c.sensors[0].rotating && c.sensors[0].id == 3 && c.sensors[0].pos[2] == 3.0);
    assert_true(c.sensors[0].sigma_el_rad == 0.0 && c.sensors[0].pd == 0.8);
    assert_true(c.sensors[0].clutter_per_scan == 7.0 && c.sensors[0].clutter_az_rad[0] == -1.0);
    assert_true(c.gospa_c_m == 1000.0 && c.end_s == 60.0);
    pvs_track_case_free(&c);
}

static void assert_refused(const char *text, const char *wanted) {
    PvsTrackCase c;
    PvsError err = {0};
    assert_int_equal(pvs_track_case_parse("c.json", text, strlen(text), &c, &err), PVS_BAD_INPUT);
    if (!strstr(err.message, wanted)) {
        print_error("got \"%s\", wanted \"%s\"\n", err.message, wanted);
    }
    assert_non_null(strstr(err.message, wanted));
    assert_null(c.sensors);
}

static void what_is_wrong_is_named(void **state) {
    (void)state;
    assert_refused("{", "c.json: JSON at byte");
    assert_refused("{}", "c.json: sensors: expected a list");
    assert_refused("{\"sensors\": [{}]}", "sensors[0].id: expected a whole number");
    assert_refused("{\"sensors\": [{\"id\": 1}]}", "sensors[0].pos_enu_m: expected the place");
    assert_refused("{\"sensors\": [{\"id\": 1, \"pos_enu_m\": [1, 2]}]}", "three numbers");
    assert_refused("{\"sensors\": [{\"id\": 1, \"pos_enu_m\": [1, 2, 3], \"timing\": \"x\"}]}",
                   "\"rotating\" or \"snapshot\"");
    assert_refused("{\"end_s\": \"x\", \"sensors\": []}", "end_s: expected a finite number");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sensors_and_measures_are_read),
        cmocka_unit_test(what_is_wrong_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
