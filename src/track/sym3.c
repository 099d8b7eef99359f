// SPDX-License-Identifier: Apache-2.0
// Symmetric 3 x 3 matrices one at a time: what the kernel does for four tracks, for a single place.
#include <math.h>

#include "track/impl.h"

double pvs_sym3_invert(const double s[6], double inverse[6]) {
    double c0 = s[3] * s[5] - s[4] * s[4], c1 = s[2] * s[4] - s[1] * s[5];
    double c2 = s[1] * s[4] - s[2] * s[3];
    double det = s[0] * c0 + s[1] * c1 + s[2] * c2, k = 1.0 / det;
    inverse[0] = c0 * k;
    inverse[1] = c1 * k;
    inverse[2] = c2 * k;
    inverse[3] = (s[0] * s[5] - s[2] * s[2]) * k;
    inverse[4] = (s[1] * s[2] - s[0] * s[4]) * k;
    inverse[5] = (s[0] * s[3] - s[1] * s[1]) * k;
    return det;
}

double pvs_sym3_quadratic(const double s[6], const double a[3]) {
    return a[0] * (s[0] * a[0] + 2.0 * (s[1] * a[1] + s[2] * a[2])) +
           a[1] * (s[3] * a[1] + 2.0 * s[4] * a[2]) + s[5] * a[2] * a[2];
}

double pvs_sym3_measurement(const PvsFilterSensor *s, const double pos[3], double r[6]) {
    double los[3], range2 = 0.0, k[3];
    for (int i = 0; i < 3; i++) {
        los[i] = pos[i] - s->pos[i];
        range2 += los[i] * los[i];
    }
    range2 = range2 > 1.0 ? range2 : 1.0;
    double range = sqrt(range2);
    for (int i = 0; i < 3; i++) {
        los[i] /= range;
    }
    k[0] = los[1] * s->up[2] - los[2] * s->up[1];
    k[1] = los[2] * s->up[0] - los[0] * s->up[2];
    k[2] = los[0] * s->up[1] - los[1] * s->up[0];
    double cos2 = k[0] * k[0] + k[1] * k[1] + k[2] * k[2];
    double var_el = s->var_up > 0.0 ? s->var_up : range2 * s->var_el;
    double along = s->var_range - var_el;
    double across = range2 * s->var_az - var_el / (cos2 > 1e-6 ? cos2 : 1e-6);
    for (int i = 0, n = 0; i < 3; i++) {
        for (int j = i; j < 3; j++, n++) {
            r[n] = along * los[i] * los[j] + across * k[i] * k[j] + (i == j ? var_el : 0.0);
        }
    }
    return range;
}
