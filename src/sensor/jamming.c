// SPDX-License-Identifier: Apache-2.0
// Broadband noise jamming: what it adds to the receiver's noise, and the range at which a target
// burns through it (B. R. Mahafza, Radar Systems Analysis and Design, 3rd ed., ch. 1; here with the
// receiver's own noise kept, which makes a quadratic in R^2).
#include "base/math.h"
#include "sensor.h"

double pvs_jam_noise_rise(double erp_w_per_hz, double range_m, double gain_rx_lin, double freq_hz,
                          double system_temperature_k) {
    double spread = PVS_LIGHT_SPEED_MPS / (freq_hz * 4.0 * PVS_PI * range_m); // lambda / (4 pi R)
    return erp_w_per_hz * gain_rx_lin * spread * spread /
           (PVS_BOLTZMANN_JPK * system_temperature_k);
}

double pvs_jam_snr(double snr_lin, double noise_rise) {
    return snr_lin / (1.0 + noise_rise);
}

// R^4 + rise R^2 - q = 0 in R^2, with the root that does not cancel.
double pvs_jam_self_screening_range_m(double constant, double rcs_m2, double snr_lin,
                                      double rise_1m) {
    double q = constant * rcs_m2 / snr_lin;
    return sqrt(2.0 * q / (rise_1m + sqrt(rise_1m * rise_1m + 4.0 * q)));
}

double pvs_jam_stand_off_range_m(double constant, double rcs_m2, double snr_lin,
                                 double noise_rise) {
    return pvs_radar_range_m(constant, rcs_m2, snr_lin * (1.0 + noise_rise));
}
