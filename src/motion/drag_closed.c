// SPDX-License-Identifier: Apache-2.0
// Drag in closed form: vertical motion in even air (any text on mechanics; log cosh and atan
// forms), and straight entry through exponential air (H. J. Allen, A. J. Eggers, NACA TR 1381,
// 1958, equations 13 to 20).
#include "ballistic.h"

#include "base/math.h"

double pvs_drag_terminal_speed_mps(double beta_kgm2, double density_kgm3, double gravity_mps2) {
    return sqrt(2.0 * beta_kgm2 * gravity_mps2 / density_kgm3);
}

double pvs_drag_fall_speed_mps(double terminal_mps, double gravity_mps2, double t_s) {
    return terminal_mps * pvs_tanh(gravity_mps2 * t_s / terminal_mps);
}

double pvs_drag_fall_m(double terminal_mps, double gravity_mps2, double t_s) {
    // log cosh x = x - log 2 + log1p(exp(-2 x)), which neither overflows nor, through expm1, loses
    // small x.
    double x = gravity_mps2 * t_s / terminal_mps;
    double log_cosh = x < 1.0 ? pvs_log1p(2.0 * pvs_sinh(0.5 * x) * pvs_sinh(0.5 * x))
                              : x + pvs_log1p(0.5 * pvs_expm1(-2.0 * x));
    return terminal_mps * terminal_mps / gravity_mps2 * log_cosh;
}

double pvs_drag_rise_s(double terminal_mps, double gravity_mps2, double speed_mps) {
    return terminal_mps / gravity_mps2 * pvs_atan(speed_mps / terminal_mps);
}

double pvs_drag_rise_m(double terminal_mps, double gravity_mps2, double speed_mps) {
    double ratio = speed_mps / terminal_mps;
    return terminal_mps * terminal_mps / (2.0 * gravity_mps2) * pvs_log1p(ratio * ratio);
}

// Exponent of the speed that is left: rho0 H exp(-h / H) / (2 beta sin).
static double spent(const PvsEntry *e, double h_m) {
    return e->density0_kgm3 * e->scale_height_m * pvs_exp(-h_m / e->scale_height_m) /
           (2.0 * e->beta_kgm2 * e->sin_angle);
}

double pvs_entry_speed_mps(const PvsEntry *e, double h_m) {
    return e->speed_mps * pvs_exp(-spent(e, h_m));
}

double pvs_entry_deceleration_mps2(const PvsEntry *e, double h_m) {
    double v = pvs_entry_speed_mps(e, h_m);
    return e->density0_kgm3 * pvs_exp(-h_m / e->scale_height_m) * v * v / (2.0 * e->beta_kgm2);
}

void pvs_entry_peak(const PvsEntry *e, double *h_m, double *speed_mps, double *deceleration_mps2) {
    // The deceleration is largest where the exponent is one half, whatever the body.
    double h = e->scale_height_m * pvs_log(2.0 * spent(e, 0.0));
    *h_m = h;
    *speed_mps = e->speed_mps * pvs_exp(-0.5);
    *deceleration_mps2 =
        e->speed_mps * e->speed_mps * e->sin_angle / (2.0 * pvs_exp(1.0) * e->scale_height_m);
}
