// SPDX-License-Identifier: Apache-2.0
// Inverts a rising function: Newton's steps inside a bracket that always shrinks, bisection (by
// ratio, where the bracket spans magnitudes) where a step leaves it.
#include "stats/invert.h"

#include <math.h>

static double middle(double low, double high) {
    return low > 0 && high > 4 * low ? sqrt(low) * sqrt(high) : low + 0.5 * (high - low);
}

double pvs_invert(PvsTail tail, const void *shape, double p, double low, double high,
                  double start) {
    double x = start > low && start < high ? start : middle(low, high);
    for (int i = 0; i < 400; i++) {
        double density, error = tail(x, shape, &density) - p;
        if (error == 0) {
            return x;
        }
        if (error < 0) {
            low = x;
        } else {
            high = x;
        }
        double next = x - error / density;
        if (!(next > low && next < high)) {
            next = low == 0 && high > 1e-300 ? high / 16 : middle(low, high);
        }
        if (fabs(next - x) <= 2e-16 * fabs(x) || next == low || next == high) {
            return next;
        }
        x = next;
    }
    return x;
}
