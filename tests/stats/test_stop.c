// SPDX-License-Identifier: Apache-2.0
// The stopping rule: looks at fixed counts, a verdict that admits failure, and coverage of at least 94 %
// over 10,000 synthetic studies at each rate and for skewed counts and pairs.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

enum { STUDIES = 10000 };

static void looks_are_a_fixed_list(void **state) {
    (void)state;
    PvsStopRule rule = pvs_stop_rule_default();
    rule.at_most = 1000;
    const uint64_t want[] = {200, 250, 313, 392, 490, 613, 767, 959, 1000, 1000};
    uint64_t n = 0;
    for (int i = 0; i < 10; i++) {
        n = pvs_stop_next(&rule, n);
        assert_int_equal(n, want[i]);
        assert_int_equal(pvs_stop_next(&rule, n > 0 ? n - 1 : 0), n); // whatever was done before
    }
}

static void verdicts_are_what_they_say(void **state) {
    (void)state;
    PvsStopRule rule = pvs_stop_rule_default();
    PvsInterval narrow = {0.1, 0.11}, wide = {0.1, 0.2};
    assert_int_equal(pvs_stop_verdict(&rule, 200, 20, narrow), PVS_STOP_REACHED);
    assert_int_equal(pvs_stop_verdict(&rule, 200, 19, narrow), PVS_STOP_GO_ON);
    assert_int_equal(pvs_stop_verdict(&rule, 199, 20, narrow), PVS_STOP_GO_ON);
    assert_int_equal(pvs_stop_verdict(&rule, 200, 20, wide), PVS_STOP_GO_ON);
    assert_int_equal(pvs_stop_verdict(&rule, rule.at_most, 20, wide), PVS_STOP_NOT_REACHED);
    assert_int_equal(pvs_stop_verdict(&rule, rule.at_most, 0, narrow), PVS_STOP_NOT_REACHED);
    assert_int_equal(pvs_stop_verdict(&rule, 500, 50, pvs_interval_undefined()), PVS_STOP_GO_ON);
    CHECK_NEAR(pvs_stop_confidence(&rule), 0.96, 1e-15);
}

static void events_are_what_differs_from_the_commonest(void **state) {
    (void)state;
    PvsTally t;
    pvs_tally_init(&t, 64);
    for (int i = 0; i < 100; i++) {
        pvs_tally_add(&t, i % 10 == 0 ? 2 : i % 25 == 0 ? 5 : 1);
    }
    assert_int_equal(pvs_tally_events(&t), 12);
    pvs_tally_free(&t);
}

// One study of a yes/no measure, its yeses found by their gaps; returns whether p is covered.
static bool share_study(const PvsStopRule *rule, Quick *q, double p) {
    double ln_q = pvs_log1p(-p);
    uint64_t k = 0, n = 0, next = 1 + (uint64_t)(pvs_log(quick(q)) / ln_q);
    for (;;) {
        n = pvs_stop_next(rule, n);
        for (; next <= n; next += 1 + (uint64_t)(pvs_log(quick(q)) / ln_q)) {
            k++;
        }
        PvsInterval i = pvs_wilson_interval(k, n, pvs_stop_confidence(rule));
        if (pvs_stop_verdict(rule, n, k < n - k ? k : n - k, i) != PVS_STOP_GO_ON) {
            return i.lo <= p && p <= i.hi;
        }
    }
}

// Rates from 0.001 to 0.5, at widths that stop early (on events) and late (on width).
static void shares_are_covered(void **state) {
    (void)state;
    const double rates[] = {0.001, 0.0025, 0.003, 0.01, 0.0276, 0.05, 0.1, 0.2, 0.35, 0.5};
    double least = 1;
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
        for (int late = 0; late < 2; late++) {
            PvsStopRule rule = pvs_stop_rule_default();
            double p = rates[r], n = late ? (p < 0.004 ? 30000 : 1200) : 150;
            Quick q = {1 + r + 100 * (uint64_t)late};
            rule.half_width = 1.96 * sqrt(p * (1 - p) / n);
            rule.at_most = 1000000;
            int n_covered = 0;
            for (int i = 0; i < STUDIES; i++) {
                n_covered += share_study(&rule, &q, p);
            }
            double coverage = n_covered / (double)STUDIES;
            least = coverage < least ? coverage : least;
            if (coverage < 0.94) {
                print_error("rate %g, half width %g: %.4f\n", p, rule.half_width, coverage);
            }
        }
    }
    print_message("shares: least coverage %.4f of %d studies each\n", least, STUDIES);
    assert_true(least >= 0.94);
}

static int count(Quick *q, double mean) {
    double u = quick(q), p = pvs_exp(-mean), sum = p;
    int k = 0;
    while (u > sum && k < 1000) {
        k++;
        p *= mean / k;
        sum += p;
    }
    return k;
}

// Skewed measures of a battle: its value, and the true mean.
typedef double (*Battle)(Quick *q);

static double rare_and_many(Quick *q) { // a bad night in 10: 1 + a geometric-like number
    return quick(q) < 0.1 ? 1 + count(q, -2 * pvs_log(quick(q))) : 0;
}

static double exponential_nights(Quick *q) {
    return count(q, -0.25 * pvs_log(quick(q)));
}

static double one_night_in_twenty(Quick *q) {
    return quick(q) < 0.05 ? count(q, -10 * pvs_log(quick(q))) : count(q, 0.1);
}

static double
difference_of_designs(Quick *q) { // paired: they differ in a few battles, mostly one way
    double u = quick(q);
    return u < 0.06 ? 2 + count(q, 1) : u < 0.08 ? -1 : 0;
}

// One study of a mean; the sums are those of pvs_moments, kept in integers for speed.
static bool mean_study(const PvsStopRule *rule, Quick *q, Battle battle, double truth) {
    double s1 = 0, s2 = 0, s3 = 0;
    uint64_t n = 0, done = 0, n_events = 0;
    for (;;) {
        n = pvs_stop_next(rule, n);
        for (; done < n; done++) {
            double x = battle(q);
            s1 += x;
            s2 += x * x;
            s3 += x * x * x;
            n_events += x != 0;
        }
        double m = (double)n, mean = s1 / m, m2 = s2 / m - mean * mean;
        double m3 = s3 / m - 3 * mean * s2 / m + 2 * mean * mean * mean;
        double skewness = m2 > 0 ? m3 / (m2 * sqrt(m2)) * sqrt(m * (m - 1)) / (m - 2) : 0;
        PvsInterval i = pvs_skewed_interval(mean, sqrt(m2 * m / (m - 1)), skewness, n,
                                            pvs_stop_confidence(rule));
        if (pvs_stop_verdict(rule, n, n_events, i) != PVS_STOP_GO_ON) {
            return i.lo <= truth && truth <= i.hi;
        }
    }
}

static void skewed_counts_and_pairs_are_covered(void **state) {
    (void)state;
    const struct {
        const char *name;
        Battle battle;
        double mean, sd;
    } cases[] = {
        {"rare and many", rare_and_many, 0.3, 1.24},
        {"exponential nights", exponential_nights, 0.25, 0.56},
        {"one night in twenty", one_night_in_twenty, 0.595, 3.17},
        {"difference of designs", difference_of_designs, 0.16, 0.78},
    };
    for (size_t c = 0; c < 4; c++) {
        for (int late = 0; late < 2; late++) {
            PvsStopRule rule = pvs_stop_rule_default();
            Quick q = {77 + c + 100 * (uint64_t)late};
            rule.half_width = 1.96 * cases[c].sd / sqrt(late ? 600.0 : 100.0);
            int n_covered = 0;
            for (int i = 0; i < STUDIES; i++) {
                n_covered += mean_study(&rule, &q, cases[c].battle, cases[c].mean);
            }
            print_message("%s, %s: %.4f\n", cases[c].name, late ? "late" : "early",
                          n_covered / (double)STUDIES);
            assert_true(n_covered >= 0.94 * STUDIES);
        }
    }
}

// leak_fraction: 20 to 60 threats that share a night, one night in ten a bad one; stopped by the ratio.
static bool ratio_study(const PvsStopRule *rule, Quick *q, double truth) {
    PvsPairs p = {0};
    PvsTally leaks;
    pvs_tally_init(&leaks, 256);
    for (;;) {
        uint64_t n = pvs_stop_next(rule, p.n);
        while (p.n < n) {
            double threats = 20 + floor(41 * quick(q));
            double chance = quick(q) < 0.1 ? 0.2 * quick(q) : 0.005;
            double x = count(q, threats * chance);
            pvs_pairs_add(&p, x, threats);
            pvs_tally_add(&leaks, x);
        }
        PvsInterval i = pvs_ratio(&p, pvs_stop_confidence(rule)).skewed;
        if (pvs_stop_verdict(rule, n, pvs_tally_events(&leaks), i) != PVS_STOP_GO_ON) {
            pvs_tally_free(&leaks);
            return i.lo <= truth && truth <= i.hi;
        }
    }
}

static void leak_fractions_are_covered(void **state) {
    (void)state;
    enum { FEWER = 2000 }; // these studies are dear
    for (int late = 0; late < 2; late++) {
        PvsStopRule rule = pvs_stop_rule_default();
        Quick q = {991 + (uint64_t)late};
        int n_covered = 0;
        rule.half_width = late ? 0.0025 : 0.01;
        for (int i = 0; i < FEWER; i++) {
            n_covered += ratio_study(&rule, &q, 0.1 * 0.1 + 0.9 * 0.005);
        }
        print_message("leak_fraction, %s: %.4f\n", late ? "late" : "early",
                      n_covered / (double)FEWER);
        assert_true(n_covered >= 0.94 * FEWER);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_are_a_fixed_list),
        cmocka_unit_test(verdicts_are_what_they_say),
        cmocka_unit_test(events_are_what_differs_from_the_commonest),
        cmocka_unit_test(shares_are_covered),
        cmocka_unit_test(skewed_counts_and_pairs_are_covered),
        cmocka_unit_test(leak_fractions_are_covered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
