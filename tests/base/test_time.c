// SPDX-License-Identifier: Apache-2.0
// Integer time: rounding up, so that no effect is earlier than its cause, and saturation.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/math.h"
#include "base/time.h"

static void computed_times_round_up(void **state) {
    (void)state;
    assert_int_equal(pvs_time_from_s(0), 0);
    assert_int_equal(pvs_time_from_s(1), PVS_NS_PER_S);
    assert_int_equal(pvs_time_from_s(1e-10), 1);
    assert_int_equal(pvs_time_from_s(1.5e-9), 2);
    assert_int_equal(pvs_time_from_s(-1.5e-9), -1);
    assert_int_equal(pvs_time_from_s(-1e-10), 0);
}

// Beyond the range of int64 a conversion would be undefined; a time that never comes must not come
// at once.
static void times_beyond_the_range_saturate(void **state) {
    (void)state;
    assert_true(pvs_time_from_s(1e10) == PVS_TIME_NEVER);
    assert_true(pvs_time_from_s(INFINITY) == PVS_TIME_NEVER);
    assert_true(pvs_time_from_s(NAN) == PVS_TIME_NEVER);
    assert_true(pvs_time_from_s(-1e10) == INT64_MIN);
}

static void seconds_come_back_to_a_nanosecond(void **state) {
    (void)state;
    for (int64_t t = 1; t < 4000000000000; t = t * 3 + 1) { // up to an hour
        int64_t back = pvs_time_from_s(pvs_time_s(t));
        assert_true(back - t >= 0 && back - t <= 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(computed_times_round_up),
        cmocka_unit_test(times_beyond_the_range_saturate),
        cmocka_unit_test(seconds_come_back_to_a_nanosecond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
