// SPDX-License-Identifier: Apache-2.0
// One-way random effects by sums over outer draws, and their leave-one-out values for the jackknife.
#include "stats/nested.h"

#include "base/math.h"
#include "stats/distributions.h"

// Sums from which both mean squares follow, and which lose one outer draw by subtraction.
typedef struct {
    double a;       // outer draws
    double n, n2;   // battles; sum of squares of their counts
    double ny, ny2; // sum of n mean, of n mean^2 (means taken from a common centre)
    double within;  // sum of squares within
} Sums;

static Sums part(const PvsOuter *o, double centre) {
    double n = (double)o->n, y = o->mean - centre;
    return (Sums){1, n, n * n, n * y, n * y * y, (n - 1) * o->variance};
}

static Sums add(Sums a, Sums b, double sign) {
    return (Sums){a.a + sign * b.a,   a.n + sign * b.n,     a.n2 + sign * b.n2,
                  a.ny + sign * b.ny, a.ny2 + sign * b.ny2, a.within + sign * b.within};
}

typedef struct {
    double between, within; // mean squares
    double n0;              // effective battles of an outer draw
} Squares;

static Squares squares(Sums s) {
    double between = (s.ny2 - s.ny * s.ny / s.n) / (s.a - 1);
    double df = s.n - s.a;
    return (Squares){between > 0 ? between : 0, df > 0 ? s.within / df : 0,
                     (s.n - s.n2 / s.n) / (s.a - 1)};
}

static double ln_floor(double x) {
    return pvs_log(x > 1e-300 ? x : 1e-300);
}

// What is jackknifed: logarithms of the mean squares and of their ratio.
typedef enum { BETWEEN, WITHIN, RATIO } Which;

static double quantity(Squares q, Which which) {
    return which == BETWEEN  ? ln_floor(q.between)
           : which == WITHIN ? ln_floor(q.within)
                             : ln_floor(q.between) - ln_floor(q.within);
}

// Interval of exp(quantity) by the jackknife over outer draws.
static PvsInterval jackknife(const PvsOuter *outer, size_t n, double centre, Sums all, Which which,
                             double confidence) {
    double a = (double)n, whole = quantity(squares(all), which), sum = 0, sum2 = 0;
    for (size_t i = 0; i < n; i++) {
        Sums rest = add(all, part(&outer[i], centre), -1);
        double pseudo = a * whole - (a - 1) * quantity(squares(rest), which) - whole;
        sum += pseudo;
        sum2 += pseudo * pseudo;
    }
    double mean = sum / a, variance = (sum2 - sum * mean) / (a - 1);
    double half = pvs_t_two_sided(a - 1, confidence) * sqrt((variance > 0 ? variance : 0) / a);
    double middle = whole + mean; // the jackknife's own estimate
    return (PvsInterval){pvs_exp(middle - half), pvs_exp(middle + half)};
}

// (between - within) / n0 with the intervals of both put together.
static PvsInterval difference(Squares q, PvsInterval between, PvsInterval within) {
    double value = q.between - q.within;
    double down = pvs_hypot(q.between - between.lo, within.hi - q.within);
    double up = pvs_hypot(between.hi - q.between, q.within - within.lo);
    double lo = (value - down) / q.n0, hi = (value + up) / q.n0;
    return (PvsInterval){lo > 0 ? lo : 0, hi > 0 ? hi : 0};
}

static double share_of_ratio(double f, double n0) {
    return f > 1 ? (f - 1) / (f - 1 + n0) : 0;
}

static void outer_mean(const PvsOuter *outer, size_t n, double centre, double confidence,
                       PvsSplit *s) {
    double sum = 0, sum2 = 0, a = (double)n;
    for (size_t i = 0; i < n; i++) {
        sum += outer[i].mean - centre;
        sum2 += (outer[i].mean - centre) * (outer[i].mean - centre);
    }
    double variance = (sum2 - sum * sum / a) / (a - 1);
    s->mean = centre + sum / a;
    s->mean_interval =
        pvs_student_interval(s->mean, sqrt(variance > 0 ? variance : 0), n, confidence);
}

PvsSplit pvs_split(const PvsOuter *outer, size_t n_outer, double confidence) {
    double nan = (double)NAN;
    PvsInterval none = pvs_interval_undefined();
    PvsSplit s = {nan, none, nan, none, nan, none, nan, none};
    if (n_outer < 3) {
        return s;
    }
    double centre = outer[0].mean;
    Sums all = {0};
    for (size_t i = 0; i < n_outer; i++) {
        all = add(all, part(&outer[i], centre), 1);
    }
    outer_mean(outer, n_outer, centre, confidence, &s);
    if (!(all.n > all.a)) {
        return s; // one battle each: chance and ignorance cannot be told apart
    }
    Squares q = squares(all);
    s.var_chance = q.within;
    s.var_ignorance = q.between > q.within ? (q.between - q.within) / q.n0 : 0;
    if (!(q.between > 0) || !(q.within > 0)) { // no chance, or no ignorance at all
        s.share_ignorance = q.between > 0 ? 1 : q.within > 0 ? 0 : nan;
        return s;
    }
    PvsInterval between = jackknife(outer, n_outer, centre, all, BETWEEN, confidence);
    PvsInterval ratio = jackknife(outer, n_outer, centre, all, RATIO, confidence);
    s.chance = jackknife(outer, n_outer, centre, all, WITHIN, confidence);
    s.ignorance = difference(q, between, s.chance);
    s.share_ignorance = s.var_ignorance / (s.var_ignorance + s.var_chance);
    s.share = (PvsInterval){share_of_ratio(ratio.lo, q.n0), share_of_ratio(ratio.hi, q.n0)};
    return s;
}
