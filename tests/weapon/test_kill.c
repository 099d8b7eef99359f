// SPDX-License-Identifier: Apache-2.0
// Kill probability: the table times its factors.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/check.h"
#include "weapon/weapon.h"

static PvsKillTable table(void) {
    PvsKillTable t = {.low_altitude_m = 100,
                      .low_altitude_factor = 0.5,
                      .manoeuvre_factor = 0.8,
                      .crossing_factor = 0.6};
    for (int i = 0; i < PVS_N_CLASSES; i++) {
        t.kill_prob[i] = 0.9;
    }
    return t;
}

// Each factor alone, and all together, against the product by hand.
static void factors_multiply(void **state) {
    (void)state;
    PvsKillTable t = table();
    CHECK_NEAR(pvs_kill_prob(&t, PVS_CLASS_CRUISE, 1000, false, 0), 0.9, 1e-15);
    CHECK_NEAR(pvs_kill_prob(&t, PVS_CLASS_CRUISE, 99, false, 0), 0.45, 1e-15);
    CHECK_NEAR(pvs_kill_prob(&t, PVS_CLASS_CRUISE, 1000, true, 0), 0.72, 1e-15);
    CHECK_NEAR(pvs_kill_prob(&t, PVS_CLASS_CRUISE, 1000, false, 1), 0.54, 1e-15);
    CHECK_NEAR(pvs_kill_prob(&t, PVS_CLASS_CRUISE, 1000, false, 0.5), 0.72, 1e-15);
    CHECK_NEAR(pvs_kill_prob(&t, PVS_CLASS_CRUISE, 50, true, 1), 0.9 * 0.5 * 0.8 * 0.6, 1e-15);
}

// Else a catalogue's factor above 1 could make a sure kill surer than sure.
static void probability_stays_in_zero_to_one(void **state) {
    (void)state;
    PvsKillTable t = table();
    t.crossing_factor = 3;
    CHECK_NEAR(pvs_kill_prob(&t, PVS_CLASS_ROCKET, 1000, false, 1), 1, 0);
    t.low_altitude_factor = 0;
    CHECK_NEAR(pvs_kill_prob(&t, PVS_CLASS_ROCKET, 0, false, 1), 0, 0);
    // a sine out of range is held
    CHECK_NEAR(pvs_kill_prob(&t, PVS_CLASS_ROCKET, 1000, false, 7), 1, 0);
}

static void crossing_only_hurts_when_its_factor_is_below_one(void **state) {
    (void)state;
    PvsKillTable t = table();
    double before = 2;
    for (int i = 0; i <= 20; i++) {
        double prob = pvs_kill_prob(&t, PVS_CLASS_AIRCRAFT, 500, false, i / 20.0);
        assert_true(prob < before);
        before = prob;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors_multiply),
        cmocka_unit_test(probability_stays_in_zero_to_one),
        cmocka_unit_test(crossing_only_hurts_when_its_factor_is_below_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
