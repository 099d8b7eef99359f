// SPDX-License-Identifier: Apache-2.0
// The single-precision functions of the look kernel against the double-precision ones.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sensor/look_lanes.h"
#include "sensor/short_math.h"
#include "support/check.h"

static void angles_are_right_round_the_circle(void **state) {
    (void)state;
    for (size_t i = 0; i < 400000; ++i) {
        double a = draw(1, i, -PVS_PI, PVS_PI), r = pvs_exp(draw(2, i, -20, 20));
        float y = (float)(r * pvs_sin(a)), x = (float)(r * pvs_cos(a));
        CHECK_NEAR((double)pvs_kf_atan2(y, x), pvs_atan2((double)y, (double)x), 4e-7);
    }
    assert_true(fabs((double)pvs_kf_atan2(0.0f, 0.0f)) < 4.0);
    CHECK_NEAR((double)pvs_kf_atan2(0.0f, 1.0f), 0.0, 0.0);
    CHECK_NEAR((double)pvs_kf_atan2(1.0f, 0.0f), PVS_PI / 2, 1e-7);
    CHECK_NEAR((double)pvs_kf_atan2(-1.0f, 0.0f), -PVS_PI / 2, 1e-7);
    CHECK_NEAR(fabs((double)pvs_kf_atan2(0.0f, -1.0f)), PVS_PI, 1e-6);
}

static void powers_of_e_are_right_over_the_range_of_floats(void **state) {
    (void)state;
    for (size_t i = 0; i < 400000; ++i) {
        float x = (float)draw(3, i, -87, 87);
        CHECK_RELATIVE((double)pvs_kf_exp(x), pvs_exp((double)x), 2e-7 + 1e-7 * fabs((double)x));
    }
    assert_true(pvs_kf_exp(0.0f) == 1.0f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(angles_are_right_round_the_circle),
        cmocka_unit_test(powers_of_e_are_right_over_the_range_of_floats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
