// SPDX-License-Identifier: Apache-2.0
// Moments from exact power sums. The subtraction of the mean's square is done with 106 bits, so that
// nothing is lost where the mean is large beside the deviation.
#include "stats/moments.h"

#include <math.h>

#include "stats/exact_dd.h"

#define VALUE_MAX 0x1p62

static double clamp(double x) {
    return x > VALUE_MAX ? VALUE_MAX : x < -VALUE_MAX ? -VALUE_MAX : x;
}

// Adds a b; the rounding error of the product is a term of its own, so that nothing is lost.
static void add_product(PvsExact *sum, double a, double b) {
    PvsDd p = pvs_dd_two_product(a, b);
    pvs_exact_add(sum, p.hi);
    if (p.lo != 0) {
        pvs_exact_add(sum, p.lo);
    }
}

// Adds an exact product of two values, times a third.
static void add_product2(PvsExact *sum, PvsDd product, double b) {
    add_product(sum, product.hi, b);
    if (product.lo != 0) {
        add_product(sum, product.lo, b);
    }
}

// Adds x, x^2 and x^3.
static void add_powers(PvsExact *sum, PvsExact *sum2, PvsExact *sum3, double x) {
    if (x == 0) {
        return; // most values of most battles
    }
    PvsDd square = pvs_dd_two_product(x, x);
    pvs_exact_add(sum, x);
    add_product2(sum2, square, 1);
    add_product2(sum3, square, x);
}

void pvs_moments_add(PvsMoments *m, double x) {
    if (x != x) {
        m->n_missing++;
        return;
    }
    x = clamp(x);
    m->min = m->n == 0 || x < m->min ? x : m->min;
    m->max = m->n == 0 || x > m->max ? x : m->max;
    m->n++;
    add_powers(&m->sum, &m->sum2, &m->sum3, x);
}

void pvs_moments_merge(PvsMoments *m, const PvsMoments *other) {
    if (other->n > 0) {
        m->min = m->n == 0 || other->min < m->min ? other->min : m->min;
        m->max = m->n == 0 || other->max > m->max ? other->max : m->max;
    }
    m->n += other->n;
    m->n_missing += other->n_missing;
    pvs_exact_merge(&m->sum, &other->sum);
    pvs_exact_merge(&m->sum2, &other->sum2);
    pvs_exact_merge(&m->sum3, &other->sum3);
}

double pvs_moments_sum(const PvsMoments *m) {
    return pvs_exact_value(&m->sum);
}

double pvs_moments_mean(const PvsMoments *m) {
    return m->n > 0 ? pvs_dd_value(pvs_dd_div(pvs_exact_dd(&m->sum), (double)m->n)) : (double)NAN;
}

// sum of products minus the product of the sums over n: the centred sum.
static double centred(const PvsExact *product, const PvsExact *a, const PvsExact *b, uint64_t n) {
    PvsDd square = pvs_dd_mul(pvs_exact_dd(a), pvs_exact_dd(b));
    return pvs_dd_value(pvs_dd_sub(pvs_exact_dd(product), pvs_dd_div(square, (double)n)));
}

static double centred_square(const PvsExact *square, const PvsExact *a, uint64_t n) {
    double v = centred(square, a, a, n);
    return v > 0 ? v : 0;
}

double pvs_moments_variance(const PvsMoments *m) {
    if (m->n < 2) {
        return (double)NAN;
    }
    if (m->min == m->max) {
        return 0; // exactly, whatever the last bits of the sums say
    }
    return centred_square(&m->sum2, &m->sum, m->n) / (double)(m->n - 1);
}

double pvs_moments_sd(const PvsMoments *m) {
    return sqrt(pvs_moments_variance(m));
}

// Adjusted skewness from the power sums of n values.
static double skewness_of(PvsDd s1, PvsDd s2, PvsDd s3, double n, double variance) {
    // n m3 = S3 - 3 mean S2 + 2 n mean^3
    PvsDd mean = pvs_dd_div(s1, n);
    PvsDd inner = pvs_dd_mul(mean, pvs_dd_mul(pvs_dd_of(3), s2));
    PvsDd cube = pvs_dd_mul(pvs_dd_mul(mean, mean), pvs_dd_mul(pvs_dd_of(2), s1));
    double m3 = pvs_dd_value(pvs_dd_add(pvs_dd_sub(s3, inner), cube)) / n;
    double m2 = variance * (n - 1) / n;
    return sqrt(n * (n - 1)) / (n - 2) * m3 / (m2 * sqrt(m2));
}

double pvs_moments_skewness(const PvsMoments *m) {
    double variance = pvs_moments_variance(m);
    if (m->n < 3 || !(variance > 0)) {
        return (double)NAN;
    }
    return skewness_of(pvs_exact_dd(&m->sum), pvs_exact_dd(&m->sum2), pvs_exact_dd(&m->sum3),
                       (double)m->n, variance);
}

void pvs_pairs_add(PvsPairs *p, double x, double y) {
    if (x != x || y != y) {
        p->n_missing++;
        return;
    }
    x = clamp(x);
    y = clamp(y);
    p->n++;
    p->n_more += x > y;
    p->n_less += x < y;
    add_powers(&p->sum_x, &p->sum_xx, &p->sum_xxx, x);
    add_powers(&p->sum_y, &p->sum_yy, &p->sum_yyy, y);
    if (x != 0 && y != 0) {
        PvsDd xy = pvs_dd_two_product(x, y);
        add_product2(&p->sum_xy, xy, 1);
        add_product2(&p->sum_xxy, xy, x);
        add_product2(&p->sum_xyy, xy, y);
    }
}

void pvs_pairs_merge(PvsPairs *p, const PvsPairs *other) {
    p->n += other->n;
    p->n_missing += other->n_missing;
    p->n_more += other->n_more;
    p->n_less += other->n_less;
    pvs_exact_merge(&p->sum_x, &other->sum_x);
    pvs_exact_merge(&p->sum_y, &other->sum_y);
    pvs_exact_merge(&p->sum_xx, &other->sum_xx);
    pvs_exact_merge(&p->sum_xy, &other->sum_xy);
    pvs_exact_merge(&p->sum_yy, &other->sum_yy);
    pvs_exact_merge(&p->sum_xxx, &other->sum_xxx);
    pvs_exact_merge(&p->sum_xxy, &other->sum_xxy);
    pvs_exact_merge(&p->sum_xyy, &other->sum_xyy);
    pvs_exact_merge(&p->sum_yyy, &other->sum_yyy);
}

// Spread of x - y from the exact sums: subtracting variances would lose it where the two agree.
static double diff_variance(const PvsPairs *p) {
    PvsDd two_xy = pvs_dd_mul(pvs_dd_of(-2), pvs_exact_dd(&p->sum_xy));
    PvsDd squares = pvs_dd_add(pvs_exact_dd(&p->sum_xx), pvs_exact_dd(&p->sum_yy));
    PvsDd sum = pvs_dd_sub(pvs_exact_dd(&p->sum_x), pvs_exact_dd(&p->sum_y));
    PvsDd mean_part = pvs_dd_div(pvs_dd_mul(sum, sum), (double)p->n);
    double v = pvs_dd_value(pvs_dd_sub(pvs_dd_add(squares, two_xy), mean_part));
    bool noise = v < 0x1p-90 * squares.hi; // x - y is constant, but for the 106th bit
    return (noise ? 0 : v) / (double)(p->n - 1);
}

PvsPairsSummary pvs_pairs_summary(const PvsPairs *p) {
    double nan = (double)NAN, n = (double)p->n;
    PvsPairsSummary s = {p->n, nan, nan, nan, nan, nan, nan, nan, nan};
    if (p->n < 1) {
        return s;
    }
    s.mean_x = pvs_dd_value(pvs_dd_div(pvs_exact_dd(&p->sum_x), n));
    s.mean_y = pvs_dd_value(pvs_dd_div(pvs_exact_dd(&p->sum_y), n));
    PvsDd sum = pvs_dd_sub(pvs_exact_dd(&p->sum_x), pvs_exact_dd(&p->sum_y));
    s.mean_diff = pvs_dd_value(pvs_dd_div(sum, n));
    if (p->n < 2) {
        return s;
    }
    s.var_x = centred_square(&p->sum_xx, &p->sum_x, p->n) / (n - 1);
    s.var_y = centred_square(&p->sum_yy, &p->sum_y, p->n) / (n - 1);
    s.cov = centred(&p->sum_xy, &p->sum_x, &p->sum_y, p->n) / (n - 1);
    s.var_diff = diff_variance(p);
    if (s.var_x > 0 && s.var_y > 0) {
        double r = s.cov / (sqrt(s.var_x) * sqrt(s.var_y));
        s.correlation = r > 1 ? 1 : r < -1 ? -1 : r;
    }
    return s;
}

// sum + factor term
static PvsDd plus(PvsDd sum, double factor, const PvsExact *term) {
    return pvs_dd_add(sum, pvs_dd_mul(pvs_dd_of(factor), pvs_exact_dd(term)));
}

double pvs_pairs_skewness(const PvsPairs *p, double r) {
    if (p->n < 3) {
        return 0;
    }
    double n = (double)p->n;
    PvsDd s1 = plus(pvs_exact_dd(&p->sum_x), -r, &p->sum_y);
    PvsDd s2 = plus(plus(pvs_exact_dd(&p->sum_xx), -2 * r, &p->sum_xy), r * r, &p->sum_yy);
    PvsDd s3 = plus(pvs_exact_dd(&p->sum_xxx), -3 * r, &p->sum_xxy);
    s3 = plus(plus(s3, 3 * r * r, &p->sum_xyy), -r * r * r, &p->sum_yyy);
    double variance = pvs_dd_value(pvs_dd_sub(s2, pvs_dd_div(pvs_dd_mul(s1, s1), n))) / (n - 1);
    if (!(variance >
          1e-24 * (pvs_exact_value(&p->sum_xx) + r * r * pvs_exact_value(&p->sum_yy)) / n)) {
        return 0;
    }
    return skewness_of(s1, s2, s3, n, variance);
}
