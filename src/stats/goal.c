// SPDX-License-Identifier: Apache-2.0
// Goal seek: isotonic fit, interval by fixed sequences of exact tests, and the bracketing search.
#include "stats/goal.h"

#include <math.h>

// Pool adjacent violators: levels i..j share one chance whenever they would fall.
static void fit(PvsLevel *levels, size_t n) {
    for (size_t i = 0; i < n; i++) {
        levels[i].fitted = levels[i].n ? (double)levels[i].k / (double)levels[i].n : (double)NAN;
    }
    for (size_t end = 1; end < n; end++) { // levels before `end` rise
        size_t from = end;
        double k = (double)levels[end].k, m = (double)levels[end].n;
        while (from > 0 && m > 0 && levels[from - 1].fitted >= k / m) {
            from--;
            k += (double)levels[from].k;
            m += (double)levels[from].n;
        }
        for (size_t i = from; i <= end && m > 0; i++) {
            levels[i].fitted = k / m;
        }
    }
}

static PvsInterval sequence_bounds(const PvsLevel *levels, size_t n, double goal, double side) {
    PvsInterval interval = {-(double)INFINITY, (double)INFINITY};
    for (size_t i = n; i-- > 0;) { // from the top: how far down does the goal surely hold
        if (!(pvs_share_lower_bound(levels[i].k, levels[i].n, side) >= goal)) {
            break;
        }
        interval.hi = levels[i].x;
    }
    for (size_t i = 0; i < n; i++) { // from the bottom: how far up is it surely missed
        if (!(pvs_share_upper_bound(levels[i].k, levels[i].n, side) < goal)) {
            interval.lo = i > 0 ? levels[i].x : -(double)INFINITY;
            return interval;
        }
    }
    interval.lo = n > 0 ? levels[n - 1].x : interval.lo; // beyond all that were played
    return interval;
}

PvsGoal pvs_goal_seek(PvsLevel *levels, size_t n, double goal, double confidence) {
    PvsGoal g = {(double)NAN, (double)NAN, pvs_interval_undefined()};
    fit(levels, n);
    for (size_t i = 0; i < n; i++) {
        if (levels[i].fitted >= goal) {
            g.least = levels[i].x;
            g.crossing = levels[i].x;
            if (i > 0 && levels[i].fitted > levels[i - 1].fitted) {
                double rise = levels[i].fitted - levels[i - 1].fitted;
                double part = (goal - levels[i - 1].fitted) / rise;
                g.crossing = levels[i - 1].x + part * (levels[i].x - levels[i - 1].x);
            }
            break;
        }
    }
    g.interval = sequence_bounds(levels, n, goal, 0.5 + confidence / 2);
    return g;
}

int64_t pvs_goal_next(const PvsLevel *levels, size_t n, double goal, int64_t low, int64_t high) {
    int64_t below = low - 1, above = high + 1; // last that misses, first that reaches, as estimated
    for (size_t i = 0; i < n; i++) {
        int64_t x = (int64_t)levels[i].x;
        int reaches = (double)levels[i].k >= goal * (double)levels[i].n;
        if (reaches && x < above) {
            above = x;
        } else if (!reaches && x > below && x < above) {
            below = x;
        }
    }
    if (above - below <= 1) {
        return high + 1; // closed
    }
    if (above > high) { // none reaches yet: double
        int64_t next = below < low ? low : below > 0 ? 2 * below : below + 1;
        return next > high ? high : next;
    }
    return below + (above - below) / 2;
}
