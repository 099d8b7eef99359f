// SPDX-License-Identifier: Apache-2.0
// Intervals of time against membership, point by point.
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/luck.h"
#include "command/spans.h"

static double u01(uint64_t id, uint32_t ordinal) {
    return pvs_luck_u01((PvsLuck){{1, 7}}, PVS_LUCK_TEST, id, ordinal);
}

static bool has(const PvsSpans *s, double t) {
    for (int i = 0; i < s->n; i++) {
        if (t > s->span[i].begin_s && t < s->span[i].end_s) {
            return true;
        }
    }
    return false;
}

// At most two intervals, in order.
static PvsSpans random_spans(uint64_t id) {
    PvsSpans s = {.n = 0};
    double t = 10 * u01(id, 0);
    for (uint32_t i = 1; i <= 2; i++) {
        double end = t + 10 * u01(id, 2 * i);
        pvs_spans_add(&s, t, end);
        t = end + 0.1 + 10 * u01(id, 2 * i + 1);
    }
    return s;
}

static void cut_removed_and_intersected_spans_hold_the_right_points(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 500; id++) {
        PvsSpans a = random_spans(id), b = random_spans(id + 1000), cut = a, removed = a, both = a;
        double begin = 40 * u01(id, 20), end = begin + 20 * u01(id, 21);
        pvs_spans_cut(&cut, begin, end);
        pvs_spans_remove(&removed, begin, end);
        pvs_spans_intersect(&both, &b);
        for (double t = 0.0371; t < 60; t += 0.113) {
            bool inside = t > begin && t < end;
            assert_int_equal(has(&cut, t), has(&a, t) && inside);
            assert_int_equal(has(&removed, t), has(&a, t) && !inside);
            assert_int_equal(has(&both, t), has(&a, t) && has(&b, t));
        }
    }
}

static void touching_spans_become_one_and_empty_ones_none(void **state) {
    (void)state;
    PvsSpans s = {.n = 0};
    pvs_spans_add(&s, 1, 2);
    pvs_spans_add(&s, 2, 3);
    assert_int_equal(s.n, 1);
    assert_true(s.span[0].end_s == 3);
    pvs_spans_add(&s, 5, 5);
    pvs_spans_add(&s, 7, 6);
    assert_int_equal(s.n, 1);
    for (int i = 0; i < 9; i++) { // there is room for four
        pvs_spans_add(&s, 10 + i, 10.5 + i);
    }
    assert_int_equal(s.n, PVS_SPANS_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cut_removed_and_intersected_spans_hold_the_right_points),
        cmocka_unit_test(touching_spans_become_one_and_empty_ones_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
