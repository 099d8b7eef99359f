// SPDX-License-Identifier: Apache-2.0
// Chance and ignorance: coverage of the split for normal answers and for counts, equal and unequal
// groups.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

enum { STUDIES = 1000, OUTER_MAX = 64 };

// One study: outer draws of a gamma mean (counts) or a normal one.
static void play(uint64_t i, int n_outer, bool counts, bool unequal, PvsOuter *outer) {
    Stream s = stream(counts ? 111 : 112, i);
    for (int o = 0; o < n_outer; o++) {
        double centre = counts ? 2 * gamma_of_mean_one(&s, 4) : 3 + normal(&s);
        int n = unequal ? 4 + o % 9 : 8;
        PvsMoments m = {0};
        for (int b = 0; b < n; b++) {
            pvs_moments_add(&m, counts ? poisson(&s, centre) : centre + 2 * normal(&s));
        }
        outer[o] = (PvsOuter){(uint64_t)n, pvs_moments_mean(&m), pvs_moments_variance(&m)};
    }
}

typedef struct {
    double mean, chance, ignorance;
} Truth;

static bool holds(PvsInterval i, double x) {
    return i.lo <= x && x <= i.hi;
}

static void check(const char *name, bool counts, bool unequal, Truth truth, double least) {
    int mean = 0, chance = 0, ignorance = 0, share = 0;
    double estimate = 0;
    for (uint64_t i = 0; i < STUDIES; i++) {
        PvsOuter outer[OUTER_MAX];
        play(i, OUTER_MAX, counts, unequal, outer);
        PvsSplit s = pvs_split(outer, OUTER_MAX, 0.95);
        mean += holds(s.mean_interval, truth.mean);
        chance += holds(s.chance, truth.chance);
        ignorance += holds(s.ignorance, truth.ignorance);
        share += holds(s.share, truth.ignorance / (truth.ignorance + truth.chance));
        estimate += s.var_ignorance / STUDIES;
    }
    print_message(
        "%s: mean %.3f, chance %.3f, ignorance %.3f, share %.3f; ignorance %.3f of %.3f\n", name,
        mean / (double)STUDIES, chance / (double)STUDIES, ignorance / (double)STUDIES,
        share / (double)STUDIES, estimate, truth.ignorance);
    assert_true(mean >= 0.93 * STUDIES && chance >= least * STUDIES);
    assert_true(ignorance >= least * STUDIES && share >= least * STUDIES);
    CHECK_RELATIVE(estimate, truth.ignorance, 0.05);
}

static void the_split_is_covered(void **state) {
    (void)state;
    check("normal, equal groups", false, false, (Truth){3, 4, 1}, 0.93);
    check("normal, unequal groups", false, true, (Truth){3, 4, 1}, 0.93);
    // Poisson within, its mean gamma distributed (skewed) between: 64 outer draws are few for that.
    check("counts, equal groups", true, false, (Truth){2, 2, 1}, 0.90);
}

static void what_cannot_be_told_apart_is_undefined(void **state) {
    (void)state;
    PvsOuter one[] = {{1, 2, 0}, {1, 3, 0}, {1, 5, 0}};
    PvsSplit s = pvs_split(one, 3, 0.95);
    assert_true(isnan(s.var_chance) && isnan(s.share_ignorance));
    CHECK_NEAR(s.mean, 10.0 / 3, 1e-15);
    PvsOuter equal[] = {{2, 4, 0}, {2, 4, 0}, {2, 4, 0}};
    s = pvs_split(equal, 3, 0.95);
    assert_true(s.var_ignorance == 0 && s.var_chance == 0 && isnan(s.share_ignorance));
    assert_true(isnan(pvs_split(equal, 2, 0.95).mean));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_split_is_covered),
        cmocka_unit_test(what_cannot_be_told_apart_is_undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
