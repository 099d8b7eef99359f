// SPDX-License-Identifier: Apache-2.0
// Incomplete beta by the continued fraction of Abramowitz and Stegun 26.5.8 (modified Lentz), taken
// in the tail where it converges fast; Student, F and the binomial follow from it.
#include "base/math.h"
#include "stats/deviance.h"
#include "stats/distributions.h"
#include "stats/invert.h"

#define TERMS_MAX 200000
#define TINY      1e-300

static double away_from_zero(double x) {
    return fabs(x) < TINY ? TINY : x;
}

static double fraction(double a, double b, double x) {
    double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), h = d;
    for (int m = 1; m < TERMS_MAX; m++) {
        double am = a + 2 * m;
        double even = m * (b - m) * x / ((am - 1) * am);
        d = 1 / away_from_zero(1 + even * d);
        c = away_from_zero(1 + even / c);
        h *= d * c;
        double odd = -(a + m) * (a + b + m) * x / (am * (am + 1));
        d = 1 / away_from_zero(1 + odd * d);
        c = away_from_zero(1 + odd / c);
        double step = d * c;
        h *= step;
        if (fabs(step - 1) < 1e-16) {
            break;
        }
    }
    return h;
}

// I_x(a, b) with y = 1 - x given apart, so that neither loses digits near 1; the upper tail if asked.
static double beta_tail(double a, double b, double x, double y, int upper) {
    if (!(a > 0 && b > 0 && x >= 0 && y >= 0)) {
        return (double)NAN;
    }
    if (x == 0 || y == 0) {
        return (x == 0) == !upper ? 0 : 1;
    }
    double front = pvs_binomial_raw(a, a + b, x, y) / (a + b); // x^a y^b / (a b B(a, b))
    int low_side = x < (a + 1) / (a + b + 2);
    double v = low_side ? front * b * fraction(a, b, x) : front * a * fraction(b, a, y);
    v = v < 0 ? 0 : v > 1 ? 1 : v;
    return low_side == !upper ? v : 1 - v;
}

double pvs_beta_cdf(double a, double b, double x) {
    return beta_tail(a, b, x, 1 - x, 0);
}

double pvs_ln_beta(double a, double b) {
    if (a + b < 20) {
        return pvs_lgamma(a) + pvs_lgamma(b) - pvs_lgamma(a + b);
    }
    double x = a / (a + b), y = b / (a + b);
    double scaled = pvs_binomial_raw(a, a + b, x, y) * a * b / (a + b);
    return a * pvs_log(x) + b * pvs_log(y) - pvs_log(scaled);
}

typedef struct {
    double a, b;
} Shapes;

static double beta_density(const Shapes *s, double x, double y) {
    return pvs_binomial_raw(s->a, s->a + s->b, x, y) * s->a * s->b / (s->a + s->b) / (x * y);
}

static double beta_lower(double x, const void *shape, double *density) {
    const Shapes *s = shape;
    *density = beta_density(s, x, 1 - x);
    return beta_tail(s->a, s->b, x, 1 - x, 0);
}

static double minus_beta_upper(double x, const void *shape, double *density) {
    const Shapes *s = shape;
    *density = beta_density(s, x, 1 - x);
    return -beta_tail(s->a, s->b, x, 1 - x, 1);
}

// x up to 1/2 of whose two tails the smaller is given: so that neither x nor the tail loses digits.
static double small_quantile(double a, double b, double tail, int is_upper) {
    Shapes s = {a, b};
    double start = a / (a + b);
    if (!is_upper && (a < 1 || tail < 1e-3)) { // first term of the series: x^a / (a B(a, b))
        double lead = pvs_exp((pvs_log(tail) + pvs_log(a) + pvs_ln_beta(a, b)) / a);
        start = lead < start ? lead : start;
    }
    return is_upper ? pvs_invert(minus_beta_upper, &s, -tail, 0, 1, start)
                    : pvs_invert(beta_lower, &s, tail, 0, 1, start);
}

// The smaller of x and 1 - x with I_x(a, b) = p; *mirrored when it is 1 - x.
static double smaller_side(double a, double b, double p, int *mirrored) {
    *mirrored = beta_tail(a, b, 0.5, 0.5, 0) < p;
    double tail = p <= 0.5 ? p : 1 - p;
    return *mirrored ? small_quantile(b, a, tail, p <= 0.5) : small_quantile(a, b, tail, p > 0.5);
}

double pvs_beta_quantile(double a, double b, double p) {
    if (!(a > 0 && b > 0 && p >= 0 && p <= 1)) {
        return (double)NAN;
    }
    if (p == 0 || p == 1) {
        return p;
    }
    int mirrored;
    double x = smaller_side(a, b, p, &mirrored);
    return mirrored ? 1 - x : x;
}

// P(|T| > t)
static double t_two_tails(double df, double t) {
    double tt = t * t;
    return beta_tail(df / 2, 0.5, df / (df + tt), tt / (df + tt), 0);
}

double pvs_t_cdf(double df, double t) {
    double half = 0.5 * t_two_tails(df, t);
    return t < 0 ? half : 1 - half;
}

// Student's quantile as a series in 1 / df, Abramowitz and Stegun 26.7.5: below 1e-15 from 1e4 on.
static double t_of_normal(double df, double z) {
    double zz = z * z;
    double g1 = z * (zz + 1) / 4;
    double g2 = z * ((5 * zz + 16) * zz + 3) / 96;
    double g3 = z * (((3 * zz + 19) * zz + 17) * zz - 15) / 384;
    double g4 = z * ((((79 * zz + 776) * zz + 1482) * zz - 1920) * zz - 945) / 92160;
    return z + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df;
}

typedef struct {
    double df, ln_scale;
} Student;

static double minus_two_tails(double t, const void *shape, double *density) {
    const Student *s = shape;
    *density = 2 * pvs_exp(s->ln_scale - (s->df + 1) / 2 * pvs_log1p(t * t / s->df));
    return -t_two_tails(s->df, t);
}

double pvs_t_two_sided(double df, double confidence) {
    if (!(df > 0) || !(confidence >= 0 && confidence < 1)) {
        return (double)NAN;
    }
    double z = pvs_normal_quantile(0.5 + confidence / 2);
    if (confidence == 0 || df >= 1e4) {
        return confidence == 0 ? 0 : t_of_normal(df, z);
    }
    Student s = {df, -pvs_ln_beta(df / 2, 0.5) - 0.5 * pvs_log(df)};
    return pvs_invert(minus_two_tails, &s, confidence - 1, 0, 1e300,
                      df > 4 ? t_of_normal(df, z) : z);
}

double pvs_t_quantile(double df, double p) {
    if (!(p > 0 && p < 1)) {
        return (double)NAN;
    }
    return p < 0.5 ? -pvs_t_two_sided(df, 1 - 2 * p) : pvs_t_two_sided(df, 2 * p - 1);
}

double pvs_f_cdf(double df1, double df2, double f) {
    if (!(f >= 0)) {
        return (double)NAN;
    }
    double all = df1 * f + df2;
    return beta_tail(df1 / 2, df2 / 2, df1 * f / all, df2 / all, 0);
}

double pvs_f_quantile(double df1, double df2, double p) {
    if (!(df1 > 0 && df2 > 0 && p >= 0 && p < 1)) {
        return (double)NAN;
    }
    if (p == 0) {
        return 0;
    }
    int mirrored;
    double x = smaller_side(df1 / 2, df2 / 2, p, &mirrored);
    return (mirrored ? (1 - x) / x : x / (1 - x)) * df2 / df1;
}

double pvs_binomial_pmf(int64_t k, int64_t n, double p) {
    return k < 0 || k > n ? 0 : pvs_binomial_raw((double)k, (double)n, p, 1 - p);
}

double pvs_binomial_cdf(int64_t k, int64_t n, double p) {
    if (k < 0 || k >= n) {
        return k < 0 ? 0 : 1;
    }
    return beta_tail((double)k + 1, (double)(n - k), p, 1 - p, 1);
}

double pvs_binomial_tail(int64_t k, int64_t n, double p) {
    if (k <= 0 || k > n) {
        return k <= 0 ? 1 : 0;
    }
    return beta_tail((double)k, (double)(n - k + 1), p, 1 - p, 0);
}
