// SPDX-License-Identifier: Apache-2.0
// The radar equation in its forms: per pulse, search, received power (M. I. Skolnik, Introduction
// to Radar Systems, 3rd ed., ch. 1 and 2). All that a battle needs of it is one constant, snr x R^4
// / rcs.
#include "base/math.h"
#include "sensor.h"

#define FOUR_PI (4.0 * PVS_PI)

/// Pt Gt Gr lambda^2 / ((4 pi)^3 L), in W m2: echo power = this x rcs / (Rt^2 Rr^2).
static double echo_constant(const PvsRadarPower *power, double peak_power_w) {
    double lambda_m = PVS_LIGHT_SPEED_MPS / power->freq_hz;
    return peak_power_w * power->gain_tx_lin * power->gain_rx_lin * lambda_m * lambda_m /
           (FOUR_PI * FOUR_PI * FOUR_PI * power->loss_lin);
}

/// SNR of a watt of echo: its energy over the noise density.
static double snr_per_watt(const PvsRadarPower *power) {
    return power->pulse_width_s / (PVS_BOLTZMANN_JPK * power->system_temperature_k);
}

static double square(double x) {
    return x * x;
}

double pvs_radar_constant_full(const PvsRadarPower *power) {
    return echo_constant(power, power->peak_power_w) * snr_per_watt(power);
}

double pvs_radar_constant_reference(double range_m, double rcs_m2, double snr_lin) {
    return snr_lin * square(square(range_m)) / rcs_m2;
}

double pvs_radar_snr(double constant, double rcs_m2, double range_tx_m, double range_rx_m) {
    return constant * rcs_m2 / (square(range_tx_m) * square(range_rx_m));
}

double pvs_radar_range_m(double constant, double rcs_m2, double snr_lin) {
    return sqrt(sqrt(constant * rcs_m2 / snr_lin));
}

double pvs_radar_required_power_w(const PvsRadarPower *power, double rcs_m2, double range_tx_m,
                                  double range_rx_m, double snr_lin) {
    double constant = echo_constant(power, 1.0) * snr_per_watt(power);
    return snr_lin / pvs_radar_snr(constant, rcs_m2, range_tx_m, range_rx_m);
}

double pvs_radar_received_power_w(const PvsRadarPower *power, double rcs_m2, double range_tx_m,
                                  double range_rx_m) {
    return echo_constant(power, power->peak_power_w) * rcs_m2 /
           (square(range_tx_m) * square(range_rx_m));
}

/// SNR of the search form for a power-aperture product of 1 W m2.
static double search_snr_unit(const PvsRadarSearch *search, double rcs_m2, double range_m) {
    return rcs_m2 * search->search_time_s /
           (FOUR_PI * PVS_BOLTZMANN_JPK * search->system_temperature_k * search->loss_lin *
            square(square(range_m)) * search->solid_angle_sr);
}

double pvs_radar_search_snr(const PvsRadarSearch *search, double rcs_m2, double range_m) {
    return search->power_aperture_wm2 * search_snr_unit(search, rcs_m2, range_m);
}

double pvs_radar_search_power_aperture(const PvsRadarSearch *search, double rcs_m2, double range_m,
                                       double snr_lin) {
    return snr_lin / search_snr_unit(search, rcs_m2, range_m);
}

double pvs_radar_solid_angle_sr(double az_width_rad, double el_min_rad, double el_max_rad) {
    return az_width_rad * (pvs_sin(el_max_rad) - pvs_sin(el_min_rad));
}
