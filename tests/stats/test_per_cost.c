// SPDX-License-Identifier: Apache-2.0
// Effect per cost: divided by a sure price, refused where the effect may be nothing.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

static PvsPairs play(double effect, double price, double price_sd) {
    PvsPairs p = {0};
    for (uint64_t i = 0; i < 200; i++) {
        Stream s = stream(221, i);
        double avoided = poisson(&s, 3 + effect) - poisson(&s, 3);
        pvs_pairs_add(&p, avoided, price + price_sd * normal(&s));
    }
    return p;
}

static void a_sure_price_only_divides(void **state) {
    (void)state;
    PvsPairs p = play(1, 500, 0);
    PvsPerCost c = pvs_per_cost(&p, 0.95);
    PvsInterval student = pvs_difference(&p, 0.95).interval;
    assert_true(c.defined && c.effect.lo > 0);
    CHECK_RELATIVE(c.value, (pvs_difference(&p, 0.95).mean + 500) / 500, 1e-12);
    CHECK_RELATIVE(c.interval.lo, (student.lo + 500) / 500, 1e-9);
    CHECK_RELATIVE(c.interval.hi, (student.hi + 500) / 500, 1e-9);
}

static void an_effect_that_may_be_nothing_has_no_price(void **state) {
    (void)state;
    PvsPairs p = play(0, 500, 10);
    PvsPerCost c = pvs_per_cost(&p, 0.95);
    assert_true(!c.defined && isnan(c.value) && isnan(c.interval.lo));
    assert_true(c.effect.lo < 0 && c.effect.hi > 0);
}

static void a_cost_that_may_be_nothing_has_none_either(void **state) {
    (void)state;
    PvsPairs p = play(1, 1, 100);
    assert_true(!pvs_per_cost(&p, 0.95).defined);
    PvsPairs empty = {0};
    assert_true(!pvs_per_cost(&empty, 0.95).defined);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sure_price_only_divides),
        cmocka_unit_test(an_effect_that_may_be_nothing_has_no_price),
        cmocka_unit_test(a_cost_that_may_be_nothing_has_none_either),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
