// SPDX-License-Identifier: Apache-2.0
// The scenario's clock: UTC time of day, rounded to the second, over midnight and before time 0.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>

#include "support/synthetic.h"

#include "export/export.h"

static void assert_clock(double start_unix_s, PvsTime t, const char *wanted) {
    PvsMeta meta = synthetic_meta();
    char buf[16];
    meta.start_unix_s = start_unix_s;
    assert_string_equal(pvs_clock(&meta, t, buf), wanted);
}

static void times_of_day_are_those_of_the_calendar(void **ctx) {
    (void)ctx;
    assert_clock(1772395200, 0, "20:00:00"); // 2026-03-01T20:00:00Z
    assert_clock(1772395200, S(3599.4), "20:59:59");
    assert_clock(1772395200, S(3599.5), "21:00:00");
    assert_clock(1772395200, S(4 * 3600), "00:00:00");
    assert_clock(1772395200, -1000000000, "19:59:59");
    assert_clock(-1, 0, "23:59:59"); // before 1970
}

// Foreign metadata may say anything; the answer must be a time of day all the same.
static void absurd_starts_are_survived(void **ctx) {
    (void)ctx;
    assert_clock(NAN, S(61), "00:01:01");
    assert_clock(1e300, 0, "00:00:00");
    assert_clock(0, PVS_TIME_NEVER, "00:00:00");
    PvsMeta meta = synthetic_meta();
    char buf[16];
    assert_int_equal(strlen(pvs_clock(&meta, INT64_MIN, buf)), 8);
    assert_int_equal(strlen(pvs_clock(&meta, INT64_MAX - 1, buf)), 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_of_day_are_those_of_the_calendar),
        cmocka_unit_test(absurd_starts_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
