// SPDX-License-Identifier: Apache-2.0
// Time of flight by slant range: knots joined by a monotone cubic, so that a longer shot never
// arrives earlier. Method: F. N. Fritsch, J. Butland, "A method for constructing local monotone
// piecewise cubic interpolants", SIAM J. Sci. Stat. Comput. 5 (1984), 300-304: weighted harmonic
// means of the secants inside; at the ends the three-point formula, held to the monotone region.
#include "weapon/flyout.h"

#include <assert.h>

// One-sided slope at an end: h0, d0 the interval and secant next to it, h1, d1 the following ones.
static double end_slope(double h0, double h1, double d0, double d1) {
    double slope = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1);
    return fmin(fmax(slope, 0), 3 * d0);
}

static void fit_slopes(PvsFlyout *f) {
    double h[PVS_FLYOUT_MAX], d[PVS_FLYOUT_MAX];
    int last = f->n - 1;
    assert(last >= 1);
    for (int i = 0; i < last; i++) {
        h[i] = f->range_m[i + 1] - f->range_m[i];
        d[i] = (f->time_s[i + 1] - f->time_s[i]) / h[i];
    }
    if (last == 1) {
        f->slope_spm[0] = f->slope_spm[1] = d[0];
        return;
    }
    f->slope_spm[0] = end_slope(h[0], h[1], d[0], d[1]);
    f->slope_spm[last] = end_slope(h[last - 1], h[last - 2], d[last - 1], d[last - 2]);
    for (int i = 1; i < last; i++) {
        double w1 = 2 * h[i] + h[i - 1], w2 = h[i] + 2 * h[i - 1];
        f->slope_spm[i] = (w1 + w2) / (w1 / d[i - 1] + w2 / d[i]);
    }
}

// The cubic's slope is a parabola in each interval: greatest at an end or at the vertex.
static double steepest(const PvsFlyout *f) {
    double most = f->range_m[0] > 0 ? f->time_s[0] / f->range_m[0] : 0;
    most = fmax(most, f->slope_spm[f->n - 1]);
    for (int i = 0; i + 1 < f->n; i++) {
        double d = (f->time_s[i + 1] - f->time_s[i]) / (f->range_m[i + 1] - f->range_m[i]);
        double m0 = f->slope_spm[i], m1 = f->slope_spm[i + 1];
        most = fmax(most, fmax(m0, m1));
        // slope(u) = m0 + c1 u + c2 u^2
        double c2 = 3 * (m0 + m1 - 2 * d), c1 = 2 * (3 * d - 2 * m0 - m1);
        if (c2 < 0 && c1 > 0 && c1 < -2 * c2) {
            most = fmax(most, m0 - c1 * c1 / (4 * c2));
        }
    }
    return most * (1 + 1e-12); // a bound: rounding must not take from it
}

PvsStatus pvs_flyout_init(PvsFlyout *flyout, int n, const double *range_m, const double *time_s,
                          PvsError *err) {
    if (n < 1 || n > PVS_FLYOUT_MAX) {
        return pvs_error_set(err, PVS_BAD_INPUT, "a flyout table has %d knots; it may have 1 to %d",
                             n, PVS_FLYOUT_MAX);
    }
    *flyout = (PvsFlyout){.n = n};
    for (int i = 0; i < n; i++) {
        bool finite = range_m[i] >= 0 && range_m[i] < 1e9 && time_s[i] >= 0 && time_s[i] < 1e9;
        bool increases = i == 0 || (range_m[i] > range_m[i - 1] && time_s[i] > time_s[i - 1]);
        if (!finite || !increases) {
            return pvs_error_set(err, PVS_BAD_INPUT,
                                 "knot %d of a flyout table is (%g m, %g s); ranges and times must "
                                 "be finite, not negative, and increase",
                                 i + 1, range_m[i], time_s[i]);
        }
        flyout->range_m[i] = range_m[i];
        flyout->time_s[i] = time_s[i];
    }
    if (n == 1) { // a line from the origin
        if (range_m[0] <= 0 || time_s[0] <= 0) {
            return pvs_error_set(err, PVS_BAD_INPUT,
                                 "a flyout table of one knot needs a range and a time above 0");
        }
        flyout->slope_spm[0] = time_s[0] / range_m[0];
    } else {
        fit_slopes(flyout);
    }
    flyout->slope_max_spm = steepest(flyout);
    return PVS_OK;
}

PvsFlyout pvs_flyout_constant(double speed_mps, double range_max_m) {
    assert(speed_mps > 0 && range_max_m > 0);
    PvsFlyout f = {.n = 2, .range_m = {0, range_max_m}, .time_s = {0, range_max_m / speed_mps}};
    f.slope_spm[0] = f.slope_spm[1] = 1 / speed_mps;
    f.slope_max_spm = steepest(&f);
    return f;
}

double pvs_flyout_time_and_slope(const PvsFlyout *f, double range_m, double *slope_spm) {
    int last = f->n - 1;
    if (range_m >= f->range_m[last]) {
        *slope_spm = f->slope_spm[last];
        return f->time_s[last] + (range_m - f->range_m[last]) * f->slope_spm[last];
    }
    if (range_m <= f->range_m[0]) {
        *slope_spm = f->range_m[0] > 0 ? f->time_s[0] / f->range_m[0] : f->slope_spm[0];
        return f->range_m[0] > 0 ? range_m * *slope_spm : f->time_s[0];
    }
    int i = 0;
    while (range_m >= f->range_m[i + 1]) {
        i++;
    }
    double h = f->range_m[i + 1] - f->range_m[i], rise = f->time_s[i + 1] - f->time_s[i];
    double u = (range_m - f->range_m[i]) / h;
    double m0 = f->slope_spm[i] * h, m1 = f->slope_spm[i + 1] * h;
    double c2 = 3 * rise - 2 * m0 - m1, c3 = m0 + m1 - 2 * rise;
    *slope_spm = (m0 + u * (2 * c2 + u * 3 * c3)) / h;
    return f->time_s[i] + u * (m0 + u * (c2 + u * c3));
}

double pvs_flyout_time_s(const PvsFlyout *flyout, double range_m) {
    double slope_spm;
    return pvs_flyout_time_and_slope(flyout, range_m, &slope_spm);
}
