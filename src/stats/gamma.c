// SPDX-License-Identifier: Apache-2.0
// Incomplete gamma: series below the mean, continued fraction (Lentz) above it. Abramowitz and
// Stegun, 6.5.29 and 6.5.31; the factor before both is a Poisson chance (deviance.h).
#include "base/math.h"
#include "stats/deviance.h"
#include "stats/distributions.h"
#include "stats/invert.h"

#define TERMS_MAX 100000
#define TINY      1e-300

static double series(double a, double x) {
    double sum = 1, term = 1;
    for (int k = 1; k < TERMS_MAX; k++) {
        term *= x / (a + k);
        sum += term;
        if (term < sum * 1e-17) {
            break;
        }
    }
    return sum;
}

// Q(a, x) = x^a e^-x / Gamma(a) times this.
static double fraction(double a, double x) {
    double b = x + 1 - a, c = 1 / TINY, d = 1 / b, h = d;
    for (int k = 1; k < TERMS_MAX; k++) {
        double an = -k * (k - a);
        b += 2;
        d = an * d + b;
        d = 1 / (fabs(d) < TINY ? TINY : d);
        c = b + an / c;
        c = fabs(c) < TINY ? TINY : c;
        double step = c * d;
        h *= step;
        if (fabs(step - 1) < 1e-16) {
            break;
        }
    }
    return h;
}

// The tail that is computed directly; *is_lower says which.
static double direct(double a, double x, int *is_lower) {
    double chance = pvs_poisson_raw(a, x); // x^a e^-x / Gamma(a + 1)
    *is_lower = x < a + 1;
    return *is_lower ? chance * series(a, x) : chance * a * fraction(a, x);
}

static double tail(double a, double x, int lower) {
    if (!(a > 0) || !(x >= 0)) {
        return (double)NAN;
    }
    if (x == 0 || x > 1e300) {
        return (x == 0) == lower ? 0 : 1;
    }
    int is_lower;
    double v = direct(a, x, &is_lower);
    v = v < 0 ? 0 : v > 1 ? 1 : v;
    return is_lower == lower ? v : 1 - v;
}

double pvs_gamma_p(double a, double x) {
    return tail(a, x, 1);
}

double pvs_gamma_q(double a, double x) {
    return tail(a, x, 0);
}

static double lower_tail(double x, const void *shape, double *density) {
    double a = *(const double *)shape;
    *density = a * pvs_poisson_raw(a, x) / x;
    return pvs_gamma_p(a, x);
}

// The upper tail with its sign turned, so that it rises and keeps its digits where P is near 1.
static double minus_upper_tail(double x, const void *shape, double *density) {
    double a = *(const double *)shape;
    *density = a * pvs_poisson_raw(a, x) / x;
    return -pvs_gamma_q(a, x);
}

// Wilson and Hilferty (1931); for small a the first term of the series.
static double guess(double a, double p) {
    double z = pvs_normal_quantile(p), c = 1 / (9 * a);
    double w = 1 - c + z * sqrt(c), x = a * w * w * w;
    if (!(w > 0) || a < 0.5) {
        x = pvs_exp((pvs_log(p) + pvs_lgamma(a + 1)) / a);
    }
    return x;
}

double pvs_gamma_quantile(double a, double p) {
    if (!(a > 0) || !(p >= 0 && p < 1)) {
        return (double)NAN;
    }
    if (p == 0) {
        return 0;
    }
    double high = 2 * a + 2000; // beyond every p below 1 - 1e-16
    return p <= 0.5 ? pvs_invert(lower_tail, &a, p, 0, high, guess(a, p))
                    : pvs_invert(minus_upper_tail, &a, p - 1, 0, high, guess(a, p));
}

double pvs_chi2_cdf(double df, double x) {
    return pvs_gamma_p(df / 2, x / 2);
}

double pvs_chi2_tail(double df, double x) {
    return pvs_gamma_q(df / 2, x / 2);
}

double pvs_chi2_quantile(double df, double p) {
    return 2 * pvs_gamma_quantile(df / 2, p);
}

double pvs_poisson_pmf(int64_t k, double m) {
    return k < 0 ? 0 : m >= 0 ? pvs_poisson_raw((double)k, m) : (double)NAN;
}

double pvs_poisson_cdf(int64_t k, double m) {
    return k < 0 ? 0 : pvs_gamma_q((double)k + 1, m);
}
