// SPDX-License-Identifier: Apache-2.0
// The radio horizon over a smooth sphere of effective radius k a: exact circles (a tangent from
// each end), in forms that lose no digits at low heights. (Effective Earth radius: J. C. Schelleng,
// C. R. Burrows, E. B. Ferrell, Proc. IRE 21, 1933.)
#include "earth/earth.h"

#include "base/math.h"

// Length of the tangent from a height to the sphere.
static double tangent_m(double h_m, double re_m) {
    double h = h_m > 0 ? h_m : 0.0;
    return sqrt(h * (2.0 * re_m + h));
}

// Central angle of that tangent: acos(re / (re + h)).
static double dip_rad(double h_m, double re_m) {
    return pvs_atan2(tangent_m(h_m, re_m), re_m);
}

double pvs_horizon_dip_rad(double h_m, double k_factor, double radius_m) {
    return dip_rad(h_m, k_factor * radius_m);
}

double pvs_horizon_ground_range_m(double h1_m, double h2_m, double k_factor, double radius_m) {
    double re_m = k_factor * radius_m;
    return re_m * (dip_rad(h1_m, re_m) + dip_rad(h2_m, re_m));
}

double pvs_horizon_slant_range_m(double h1_m, double h2_m, double k_factor, double radius_m) {
    double re_m = k_factor * radius_m;
    return tangent_m(h1_m, re_m) + tangent_m(h2_m, re_m);
}

double pvs_horizon_lowest_height_m(double h1_m, double ground_range_m, double k_factor,
                                   double radius_m) {
    double re_m = k_factor * radius_m;
    double beyond_rad = ground_range_m / re_m - dip_rad(h1_m, re_m);
    if (!(beyond_rad > 0)) {
        return 0.0;
    }
    if (beyond_rad >= 0.5 * PVS_PI) {
        return INFINITY;
    }
    double s = pvs_sin(0.5 * beyond_rad);
    return 2.0 * re_m * s * s / pvs_cos(beyond_rad);
}

void pvs_beam_height_m(double h1_m, double slant_range_m, double el_rad, double k_factor,
                       double radius_m, double *height_m, double *ground_range_m) {
    double re_m = k_factor * radius_m, h1 = h1_m > 0 ? h1_m : 0.0;
    double sin_el, cos_el;
    pvs_sincos(el_rad, &sin_el, &cos_el);
    double from_centre_m = re_m + h1;
    double excess_m2 =
        h1 * (2.0 * re_m + h1) + slant_range_m * (slant_range_m + 2.0 * from_centre_m * sin_el);
    if (height_m) {
        *height_m = excess_m2 / (sqrt(re_m * re_m + excess_m2) + re_m);
    }
    if (ground_range_m) {
        *ground_range_m =
            re_m * pvs_atan2(slant_range_m * cos_el, from_centre_m + slant_range_m * sin_el);
    }
}
