// SPDX-License-Identifier: Apache-2.0
// Goal seek: the interval holds the true least level, and the search closes its bracket.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

// Chance of success with x rounds: reaches 0.9 first at x = 12.
static double chance(double x) {
    return 1 / (1 + pvs_exp(-(x - 7.5) / 2));
}

static PvsLevel play(Stream *s, double x, int n) {
    PvsLevel level = {.x = x, .n = (uint64_t)n};
    for (int i = 0; i < n; i++) {
        level.k += uniform(s) < chance(x);
    }
    return level;
}

static void the_interval_holds_the_least_level(void **state) {
    (void)state;
    enum { STUDIES = 2000, LEVELS = 12 };
    assert_true(chance(12) >= 0.9 && chance(11) < 0.9);
    int covered = 0;
    double width = 0;
    for (uint64_t i = 0; i < STUDIES; i++) {
        Stream s = stream(91, i);
        PvsLevel levels[LEVELS];
        for (int k = 0; k < LEVELS; k++) {
            levels[k] = play(&s, 2 * k, 300); // 0, 2, ... 22: the least even level is 12
        }
        PvsGoal g = pvs_goal_seek(levels, LEVELS, 0.9, 0.95);
        covered += g.interval.lo <= 12 && 12 <= g.interval.hi;
        width += g.interval.hi - g.interval.lo;
        for (int k = 1; k < LEVELS; k++) {
            assert_true(levels[k].fitted >= levels[k - 1].fitted);
        }
    }
    print_message("covered %.4f, mean width %.2f rounds\n", covered / (double)STUDIES,
                  width / STUDIES);
    assert_true(covered >= 0.95 * STUDIES);
}

// Plays what the search asks for until its bracket is closed; levels rise. Returns how many.
static size_t search(Stream *s, PvsLevel *levels, size_t n_max, int n_battles) {
    size_t n = 0;
    int64_t x;
    while ((x = pvs_goal_next(levels, n, 0.9, 0, 1000)) <= 1000) {
        assert_true(n < n_max);
        size_t at = n++;
        while (at > 0 && levels[at - 1].x > (double)x) {
            levels[at] = levels[at - 1];
            at--;
        }
        levels[at] = play(s, (double)x, n_battles);
    }
    return n;
}

static void the_search_closes_its_bracket(void **state) {
    (void)state;
    Stream s = stream(92, 0);
    PvsLevel levels[20];
    size_t n = search(&s, levels, 20, 4000);
    PvsGoal g = pvs_goal_seek(levels, n, 0.9, 0.95);
    assert_true(g.least >= 11 && g.least <= 13);
    CHECK_NEAR(g.crossing, 7.5 + 2 * pvs_log(9), 1);
    print_message("%zu levels played, least %g, [%g, %g]\n", n, g.least, g.interval.lo,
                  g.interval.hi);
}

// Levels chosen by what was seen before: whether the interval's least level among those played is the
// true one cannot be asked when it was not played, but 12 must lie inside.
static void searches_hold_the_least_level(void **state) {
    (void)state;
    enum { STUDIES = 1000 };
    int covered = 0;
    double levels_played = 0;
    for (uint64_t i = 0; i < STUDIES; i++) {
        Stream s = stream(93, i);
        PvsLevel levels[20];
        size_t n = search(&s, levels, 20, 300);
        PvsGoal g = pvs_goal_seek(levels, n, 0.9, 0.95);
        covered += g.interval.lo <= 12 && 12 <= g.interval.hi;
        levels_played += (double)n / STUDIES;
    }
    print_message("searches: covered %.4f with %.1f levels\n", covered / (double)STUDIES,
                  levels_played);
    assert_true(covered >= 0.95 * STUDIES);
}

static void what_was_not_reached_is_open(void **state) {
    (void)state;
    PvsLevel none[] = {{.x = 1, .k = 10, .n = 100}, {.x = 2, .k = 20, .n = 100}};
    PvsGoal g = pvs_goal_seek(none, 2, 0.9, 0.95);
    assert_true(isnan(g.least) && isinf(g.interval.hi) && g.interval.lo == 2);
    PvsLevel all[] = {{.x = 1, .k = 99, .n = 100}, {.x = 2, .k = 100, .n = 100}};
    g = pvs_goal_seek(all, 2, 0.9, 0.95);
    assert_true(g.least == 1 && isinf(g.interval.lo) && g.interval.hi == 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interval_holds_the_least_level),
        cmocka_unit_test(the_search_closes_its_bracket),
        cmocka_unit_test(searches_hold_the_least_level),
        cmocka_unit_test(what_was_not_reached_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
