// SPDX-License-Identifier: Apache-2.0
// Exact probability of detection of a square-law detector that adds n pulses, for all five Swerling
// cases by one sum:
//
//     Pd = sum over j of P(J = j) Q(n + j, T)
//
// Noise power of a pulse is exponential with mean 1. Given the signal, the sum of n pulses exceeds
// T as if J extra pulses of noise had been added, J Poisson with mean n snr (case 0); a fluctuating
// signal makes J negative binomial with that mean and shape 1, n, 2, 2n (cases 1 to 4). Q(a, T) is
// the regularised upper incomplete gamma function, for whole a a sum of Poisson terms. Everything
// is added by positive recurrences, so nothing cancels. (D. A. Shnidman, IEEE Trans. AES 25, 1989;
// Marcum 1960; Swerling 1960.)
#include "detection.h"

#include "base/math.h"
#include "poisson.h"
#include "sensor.h"

#define LN_NEGLIGIBLE -100.0 // terms below exp of this do not reach 1e-30

// --- threshold -----------------------------------------------------------------------------------

/// Q(n, t) for whole n: Poisson terms from n - 1 down. *density = -dQ/dt = the term itself.
static double upper_gamma(int n, double t, double *density) {
    double term = pvs_exp(pvs_ln_poisson(n - 1, t));
    double sum = term;
    *density = term;
    for (int k = n - 1; k > 0; --k) {
        term *= k / t;
        double next = sum + term;
        if (next == sum && k < t) {
            break; // from here on the terms only fall
        }
        sum = next;
    }
    return sum;
}

double pvs_pd_threshold(int n_pulses, double pfa) {
    if (n_pulses < 1) {
        n_pulses = 1;
    }
    double ln_pfa = pvs_log(pfa);
    if (n_pulses == 1) {
        return -ln_pfa;
    }

    // Wilson and Hilferty's cube, then Newton on ln Q, which is concave: from the left each step
    // stays left, and converges.
    double n = n_pulses;
    double z = -pvs_normal_quantile(pfa);
    double cube = 1.0 - 1.0 / (9.0 * n) + z / (3.0 * sqrt(n));
    double t = fmax(n * cube * cube * cube, 1e-3 * n);
    for (int i = 0; i < 60; ++i) {
        double density;
        double q = upper_gamma(n_pulses, t, &density);
        double step = (pvs_log(q) - ln_pfa) * q / density;
        step = fmax(step, -0.9 * t);
        t += step;
        if (fabs(step) < 1e-14 * t) {
            break;
        }
    }
    return t;
}

// --- the sum -------------------------------------------------------------------------------------

/// The law of J.
typedef struct {
    double mean;
    double shape; ///< of the negative binomial; 0: Poisson
} Extra;

static Extra extra_pulses(int swerling, double snr_lin, int n_pulses) {
    double n = n_pulses;
    double shape = swerling == 1   ? 1.0
                   : swerling == 2 ? n
                   : swerling == 3 ? 2.0
                   : swerling == 4 ? 2.0 * n
                                   : 0.0;
    return (Extra){n * snr_lin, shape};
}

static double ln_prob(const Extra *extra, double j) {
    return extra->shape > 0.0 ? pvs_ln_negative_binomial(j, extra->shape, extra->mean)
                              : pvs_ln_poisson(j, extra->mean);
}

/// P(J = j + 1) / P(J = j).
static double next_ratio(const Extra *extra, double j) {
    if (extra->shape > 0.0) {
        return (extra->shape + j) / (j + 1.0) * (extra->mean / (extra->shape + extra->mean));
    }
    return extra->mean / (j + 1.0);
}

/// The first j in [0, last] whose probability is not negligible, last + 1 when there is none. Below
/// the mode probabilities rise with j; `last` beyond the mode means that one is found.
static double first_term(const Extra *extra, double last) {
    if (ln_prob(extra, 0.0) > LN_NEGLIGIBLE) {
        return 0.0;
    }
    double lo = 0.0, hi = fmin(last, floor(extra->mean)); // mode <= mean
    if (extra->shape > 1.0) {
        hi = fmin(hi, floor(extra->mean * (extra->shape - 1.0) / extra->shape));
    }
    if (ln_prob(extra, hi) <= LN_NEGLIGIBLE) {
        return last + 1.0;
    }
    while (hi - lo > 1.0) {
        double mid = floor(0.5 * (lo + hi));
        if (ln_prob(extra, mid) > LN_NEGLIGIBLE) {
            hi = mid;
        } else {
            lo = mid;
        }
    }
    return hi;
}

double pvs_pd_at_threshold(int swerling, double snr_lin, int n_pulses, double pfa,
                           double threshold) {
    Extra extra = extra_pulses(swerling, snr_lin, n_pulses);

    // Q(n + j, T) is 1 to the last bit from here on: the Poisson law of mean T has nothing above.
    double last = floor(fmax(threshold - n_pulses, 0.0) + 12.0 * sqrt(threshold)) + 40.0; // whole
    double first = first_term(&extra, last);
    if (first > last) {
        return 1.0;
    }

    // q = Q(n + j, T) and its increments, carried up to the first term
    double q = pfa;
    double gain = pvs_exp(pvs_ln_poisson(n_pulses, threshold));
    double j = 0.0;
    for (; j < first; j += 1.0) {
        q += gain;
        gain *= threshold / (n_pulses + j + 1.0);
    }

    double p = pvs_exp(ln_prob(&extra, j));
    double pd = 0.0, mass = 0.0;
    for (; j <= last; j += 1.0) {
        pd += p * fmin(q, 1.0);
        mass += p;
        double ratio = next_ratio(&extra, j);
        p *= ratio;
        if (p < 1e-18 * pd && ratio < 0.9) {
            return fmin(fmax(pd, pfa), 1.0); // no mass is left
        }
        q += gain;
        gain *= threshold / (n_pulses + j + 1.0);
    }
    return fmin(fmax(pd + (1.0 - mass), pfa), 1.0);
}

double pvs_pd(int swerling, double snr_lin, int n_pulses, double pfa) {
    if (!(snr_lin > 0.0)) {
        return pfa;
    }
    if (n_pulses < 1) {
        n_pulses = 1;
    }
    if (n_pulses == 1 && (swerling == 1 || swerling == 2)) {
        return pvs_exp(pvs_log(pfa) / (1.0 + snr_lin));
    }
    return pvs_pd_at_threshold(swerling, snr_lin, n_pulses, pfa, pvs_pd_threshold(n_pulses, pfa));
}

// --- required signal -----------------------------------------------------------------------------

// Bracketed false position (Illinois) on the logit of Pd over ln(snr), which is nearly straight.
double pvs_pd_required_snr(int swerling, double pd, int n_pulses, double pfa) {
    if (!(pd > pfa)) {
        return 0.0;
    }
    if (pd >= 1.0) {
        return INFINITY;
    }
    if (n_pulses < 1) {
        n_pulses = 1;
    }
    double threshold = pvs_pd_threshold(n_pulses, pfa);
    double goal = pvs_log(pd) - pvs_log1p(-pd);
    double x[2] = {-30.0, 30.0}, y[2]; // ln snr: -130 dB .. 130 dB
    double at_x = 0.0;
    y[0] = -INFINITY;
    y[1] = INFINITY;
    int same_side = 0;
    for (int i = 0; i < 200 && x[1] - x[0] > 1e-10; ++i) {
        bool usable = y[1] < 40.0 && y[0] > -40.0;
        at_x = usable ? (x[0] * y[1] - x[1] * y[0]) / (y[1] - y[0]) : 0.5 * (x[0] + x[1]);
        if (!(at_x > x[0] && at_x < x[1])) {
            at_x = 0.5 * (x[0] + x[1]);
        }
        double p = pvs_pd_at_threshold(swerling, pvs_exp(at_x), n_pulses, pfa, threshold);
        double miss = 1.0 - p < 1e-15 ? 40.0 : pvs_log(p) - pvs_log1p(-p) - goal;
        if (fabs(miss) < 1e-13) {
            break;
        }
        int side = miss > 0.0;
        x[side] = at_x;
        y[side] = miss;
        // a side that is kept twice loses half its weight
        same_side =
            side ? (same_side > 0 ? same_side + 1 : 1) : (same_side < 0 ? same_side - 1 : -1);
        if (same_side >= 2) {
            y[0] *= 0.5;
        } else if (same_side <= -2) {
            y[1] *= 0.5;
        }
    }
    return pvs_exp(at_x);
}
