// SPDX-License-Identifier: Apache-2.0
// Confidence sequences: of thousands of studies, watched at every battle, at most 5 % ever lose the
// truth.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

// Differences of two designs on the same battle: how often and how they differ.
typedef struct {
    const char *name;
    double p_less, p_more; // one leaker less, one more
    double p_many;         // a run of 1 + Poisson(3) less
    double mean;
} Kind;

static const Kind kinds[] = {
    {"one in 200 differs", 0.005, 0, 0, 0.005}, {"one in 20 differs", 0.04, 0.01, 0, 0.03},
    {"half differ", 0.3, 0.2, 0, 0.1},          {"a bad night in 20", 0.1, 0.05, 0.05, 0.25},
    {"a bad night in 33", 0, 0, 0.03, 0.12},    {"no difference", 0.1, 0.1, 0, 0},
};

static double difference(Stream *s, const Kind *k) {
    double u = uniform(s);
    if (u < k->p_less) {
        return 1;
    }
    if (u < k->p_less + k->p_more) {
        return -1;
    }
    return u < k->p_less + k->p_more + k->p_many ? 1 + poisson(s, 3) : 0;
}

// Widths are compared where the interval stands at 200 battles.
static void the_whole_path_covers(void **state) {
    (void)state;
    enum { STUDIES = 1500, BATTLES = 600 };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        int n_lost = 0;
        double width = 0, fixed = 0;
        for (uint64_t i = 0; i < STUDIES; i++) {
            Stream s = stream(100 + k, i);
            double s1 = 0, s2 = 0, s3 = 0;
            PvsRunning r = {0};
            bool lost = false;
            while (r.n < BATTLES) {
                double x = difference(&s, &kinds[k]);
                s1 += x;
                s2 += x * x;
                s3 += x * x * x;
                r.n_events += x != 0;
                double n = (double)++r.n, m2 = s2 / n - s1 / n * (s1 / n);
                r.mean = s1 / n;
                r.variance = r.n > 1 ? m2 * n / (n - 1) : 0;
                double m3 = s3 / n - 3 * r.mean * s2 / n + 2 * r.mean * r.mean * r.mean;
                r.skewness = m2 > 0 ? m3 / (m2 * sqrt(m2)) : 0;
                PvsInterval c = pvs_sequence_interval(r, 1, 200, 0.95);
                lost = lost || kinds[k].mean < c.lo || kinds[k].mean > c.hi;
                if (r.n == 200 && c.hi > c.lo) {
                    width += c.hi - c.lo;
                    fixed += 2 * 1.96 * sqrt(r.variance / n);
                }
            }
            n_lost += lost;
        }
        print_message("%s: ever lost %.4f; width at 200 is %.2f of a fixed interval's\n",
                      kinds[k].name, n_lost / (double)STUDIES, width / fixed);
        assert_true(n_lost <= 0.05 * STUDIES);
    }
}

static void bounded_values_need_no_assumption(void **state) {
    (void)state;
    enum { STUDIES = 500, BATTLES = 1000 };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        int n_lost = 0;
        double width = 0;
        for (uint64_t i = 0; i < STUDIES; i++) {
            Stream s = stream(200 + k, i);
            PvsBoundedSequence b = pvs_bounded_sequence(-5, 40, 0.95);
            bool lost = false;
            PvsInterval c = {0, 0};
            for (int n = 1; n <= BATTLES; n++) {
                c = pvs_bounded_sequence_add(&b, difference(&s, &kinds[k]));
                lost = lost || kinds[k].mean < c.lo || kinds[k].mean > c.hi;
            }
            width += c.hi - c.lo;
            n_lost += lost;
        }
        print_message("%s, bounded: ever lost %.4f, width at 1000 %.3f\n", kinds[k].name,
                      n_lost / (double)STUDIES, width / STUDIES);
        assert_true(n_lost <= 0.05 * STUDIES);
    }
}

static void pairs_that_rarely_differ_are_bounded_first(void **state) {
    (void)state;
    PvsPairs p = {0};
    assert_true(isnan(pvs_sequence_difference(&p, 1, 30, 200, 0.95).lo));
    for (int i = 0; i < 400; i++) {
        pvs_pairs_add(&p, 3 + (i % 20 == 0), 3);
        PvsInterval c = pvs_sequence_difference(&p, 1, 30, 200, 0.95);
        assert_true(c.lo < c.hi && c.lo <= 0.05 && 0.05 <= c.hi);
        assert_true(isnan(pvs_sequence_difference(&p, 1, 0, 200, 0.95).lo) == (p.n_more < 20));
    }
    PvsInterval c = pvs_sequence_difference(&p, 1, 30, 200, 0.95);
    assert_true(c.lo > 0 && c.hi < 0.16);
}

// Paired counts of two designs of at most 40 leakers, looked at from the first pair on.
static void differences_hold_from_the_first_pair_on(void **state) {
    (void)state;
    enum { STUDIES = 300, PAIRS = 400, LARGEST = 40 };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        int n_lost = 0;
        for (uint64_t i = 0; i < STUDIES; i++) {
            Stream s = stream(300 + k, i);
            PvsPairs p = {0};
            bool lost = false;
            for (int n = 0; n < PAIRS; n++) {
                double y = poisson(&s, 2);
                pvs_pairs_add(&p, y + difference(&s, &kinds[k]), y);
                if (n > 50 && n % 8) {
                    continue; // looked at seldomer, so that the test stays short
                }
                PvsInterval c = pvs_sequence_difference(&p, 1, LARGEST, 200, 0.95);
                lost = lost || kinds[k].mean < c.lo || kinds[k].mean > c.hi;
            }
            n_lost += lost;
        }
        print_message("%s, from the first pair: ever lost %.4f\n", kinds[k].name,
                      n_lost / (double)STUDIES);
        assert_true(n_lost <= 0.05 * STUDIES);
    }
}

// Robbins's bound at all times, of a chance of 1 in 50.
static void shares_are_bounded_at_all_times(void **state) {
    (void)state;
    enum { STUDIES = 1000, BATTLES = 300 };
    int n_lost = 0;
    for (uint64_t i = 0; i < STUDIES; i++) {
        Stream s = stream(400, i);
        uint64_t k = 0;
        bool lost = false;
        for (uint64_t n = 1; n <= BATTLES; n++) {
            k += uniform(&s) < 0.02;
            lost = lost || pvs_sequence_share_bound(k, n, 0.95) < 0.02;
        }
        n_lost += lost;
    }
    assert_true(n_lost <= 0.05 * STUDIES);
    assert_true(pvs_sequence_share_bound(0, 200, 0.995) < 0.05);
    assert_true(pvs_sequence_share_bound(5, 5, 0.95) == 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_path_covers),
        cmocka_unit_test(bounded_values_need_no_assumption),
        cmocka_unit_test(pairs_that_rarely_differ_are_bounded_first),
        cmocka_unit_test(differences_hold_from_the_first_pair_on),
        cmocka_unit_test(shares_are_bounded_at_all_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
