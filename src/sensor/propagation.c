// SPDX-License-Identifier: Apache-2.0
// What a surface does to a wave: interference of the direct and the reflected ray over a plane,
// Fresnel's coefficients, roughness, and clutter of a pulse-limited cell (L. V. Blake, Radar
// Range-Performance Analysis, 1986, ch. 6; W. S. Ament, Proc. IRE 41, 1953; M. I. Skolnik,
// Introduction to Radar Systems, 3rd ed., ch. 7).
#include "base/math.h"
#include "sensor.h"

// --- two rays ------------------------------------------------------------------------------------

double pvs_two_ray_path_difference_m(double h1_m, double h2_m, double ground_range_m) {
    double direct = pvs_hypot(ground_range_m, h2_m - h1_m);
    double reflected = pvs_hypot(ground_range_m, h2_m + h1_m);
    return 4.0 * h1_m * h2_m / (direct + reflected); // = reflected - direct, without cancelling
}

double pvs_two_ray_factor(double freq_hz, double path_difference_m, double rho) {
    // |1 - rho e^(-i phase)|^2 = (1 - rho)^2 + 4 rho sin^2(phase / 2): no cancelling in the nulls
    double turns = path_difference_m * freq_hz / PVS_LIGHT_SPEED_MPS;
    double s = pvs_sin(PVS_PI * (turns - floor(turns)));
    return sqrt((1.0 - rho) * (1.0 - rho) + 4.0 * rho * s * s);
}

double pvs_two_ray_far_factor(double freq_hz, double h1_m, double h2_m, double range_m) {
    double turns = h1_m * h2_m * freq_hz / (PVS_LIGHT_SPEED_MPS * range_m);
    return 2.0 * fabs(pvs_sin(PVS_TWO_PI * (turns - floor(turns))));
}

// --- reflection ----------------------------------------------------------------------------------

static PvsComplex complex_ratio(PvsComplex a, PvsComplex b) {
    double norm = b.re * b.re + b.im * b.im;
    return (PvsComplex){(a.re * b.re + a.im * b.im) / norm, (a.im * b.re - a.re * b.im) / norm};
}

/// Principal square root (real part >= 0), without cancelling on either side of the imaginary axis.
static PvsComplex complex_root(PvsComplex z) {
    double size = pvs_hypot(z.re, z.im);
    if (size <= 0.0) {
        return (PvsComplex){0.0, 0.0};
    }
    if (z.re >= 0.0) {
        double re = sqrt(0.5 * (size + z.re));
        return (PvsComplex){re, 0.5 * z.im / re};
    }
    double im = copysign(sqrt(0.5 * (size - z.re)), z.im);
    return (PvsComplex){0.5 * z.im / im, im};
}

/// (front sin - root) / (front sin + root), root = sqrt(eps - cos^2): front is eps for vertical, 1
/// for horizontal polarisation.
static PvsComplex fresnel(PvsComplex front, PvsComplex eps, double grazing_rad) {
    double s, c;
    pvs_sincos(grazing_rad, &s, &c);
    PvsComplex root = complex_root((PvsComplex){eps.re - c * c, eps.im});
    PvsComplex upper = {front.re * s - root.re, front.im * s - root.im};
    PvsComplex lower = {front.re * s + root.re, front.im * s + root.im};
    return complex_ratio(upper, lower);
}

PvsComplex pvs_fresnel_vertical(double eps_real, double eps_imag, double grazing_rad) {
    PvsComplex eps = {eps_real, -eps_imag};
    return fresnel(eps, eps, grazing_rad);
}

PvsComplex pvs_fresnel_horizontal(double eps_real, double eps_imag, double grazing_rad) {
    return fresnel((PvsComplex){1.0, 0.0}, (PvsComplex){eps_real, -eps_imag}, grazing_rad);
}

double pvs_rough_surface_factor(double freq_hz, double rms_height_m, double grazing_rad) {
    double phase = PVS_TWO_PI * rms_height_m * pvs_sin(grazing_rad) * freq_hz / PVS_LIGHT_SPEED_MPS;
    return pvs_exp(-2.0 * phase * phase);
}

// --- clutter -------------------------------------------------------------------------------------

double pvs_clutter_cell_area_m2(double range_m, double az_beam_rad, double pulse_width_s,
                                double grazing_rad) {
    return range_m * az_beam_rad * (0.5 * PVS_LIGHT_SPEED_MPS * pulse_width_s) /
           pvs_cos(grazing_rad);
}

double pvs_clutter_sigma0(double gamma_lin, double grazing_rad) {
    return gamma_lin * pvs_sin(grazing_rad);
}
