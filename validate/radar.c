// SPDX-License-Identifier: Apache-2.0
// The radar equation, jamming and propagation, against worked examples of others and independent tables.
#include "sensor/sensor.h"

#include "validate.h"

static double number(const Csv *csv, size_t row, const char *column) {
    return csv_number(csv, row, column);
}

// Decibels of a cell as a ratio.
static double lin(const Csv *csv, size_t row, const char *column) {
    return pvs_lin_from_db(csv_number(csv, row, column));
}

static double or_else(double value, double otherwise) {
    return isnan(value) ? otherwise : value;
}

static void row_name(size_t i, char *row, size_t size) {
    snprintf(row, size, "row %zu", i + 1);
}

// Constants of the textbooks' programs, where they differ from the exact ones.
#define BOOK_BOLTZMANN_JPK  1.38e-23
#define BOOK_LIGHT_MPS      3e8
#define BOOK_TEMPERATURE_K  (290 * (BOOK_BOLTZMANN_JPK / PVS_BOLTZMANN_JPK))
#define BOOK_FREQUENCY_LIKE (PVS_LIGHT_SPEED_MPS / BOOK_LIGHT_MPS)

// --- the radar equation --------------------------------------------------------------------------------------------

// Cells of a row as a radar; what is empty does no harm.
static PvsRadarPower example_power(const Csv *csv, size_t i) {
    return (PvsRadarPower){.peak_power_w = or_else(number(csv, i, "pt_W"), 1),
                           .gain_tx_lin = lin(csv, i, "gt_dB"),
                           .gain_rx_lin = lin(csv, i, "gr_dB"),
                           .freq_hz = number(csv, i, "f_Hz"),
                           .pulse_width_s = or_else(number(csv, i, "tau_s"), 1),
                           .system_temperature_k = or_else(number(csv, i, "ts_K"), 290),
                           .loss_lin = lin(csv, i, "loss_dB")};
}

static double example_quantity(const Csv *csv, size_t i) {
    PvsRadarPower power = example_power(csv, i);
    const char *quantity = csv_text(csv, i, "quantity");
    double rcs_m2 = number(csv, i, "rcs_m2"), snr_lin = lin(csv, i, "snr_dB");
    double tx_m = number(csv, i, "r_tx_m"), rx_m = number(csv, i, "r_rx_m");
    if (strcmp(quantity, "snr_dB") == 0) {
        return pvs_db_from_lin(pvs_radar_snr(pvs_radar_constant_full(&power), rcs_m2, tx_m, rx_m));
    }
    if (strcmp(quantity, "range_m") == 0) {
        return pvs_radar_range_m(pvs_radar_constant_full(&power), rcs_m2, snr_lin);
    }
    if (strcmp(quantity, "pt_W") == 0) {
        return pvs_radar_required_power_w(&power, rcs_m2, tx_m, rx_m, snr_lin);
    }
    return strcmp(quantity, "pr_W") == 0 ? pvs_radar_received_power_w(&power, rcs_m2, tx_m, rx_m)
                                         : NAN;
}

static void range_equation(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        const char *row = csv_text(csv, i, "id");
        bool two_digits = strcmp(row, "bizjet_7_2") == 0;
        tally_relative(t, row, csv_text(csv, i, "quantity"), example_quantity(csv, i),
                       number(csv, i, "published_value"), two_digits ? 1e-2 : 2e-5);
    }
}

static void search_equation(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        PvsRadarSearch search = {.power_aperture_wm2 = number(csv, i, "power_aperture_W_m2"),
                                 .solid_angle_sr = number(csv, i, "solid_angle_sr"),
                                 .search_time_s = number(csv, i, "search_time_s"),
                                 .system_temperature_k = number(csv, i, "ts_K"),
                                 .loss_lin = lin(csv, i, "loss_dB")};
        double rcs_m2 = number(csv, i, "rcs_m2"), range_m = number(csv, i, "range_m");
        bool is_snr = strcmp(csv_text(csv, i, "quantity"), "snr_dB") == 0;
        double got = is_snr ? pvs_db_from_lin(pvs_radar_search_snr(&search, rcs_m2, range_m))
                            : pvs_radar_search_power_aperture(&search, rcs_m2, range_m,
                                                              lin(csv, i, "snr_dB"));
        tally_relative(t, csv_text(csv, i, "id"), csv_text(csv, i, "quantity"), got,
                       number(csv, i, "published_value"), 3e-5);
    }
}

static void textbook_figure(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        PvsRadarPower power = {.peak_power_w = number(csv, i, "pt_W"),
                               .gain_tx_lin = lin(csv, i, "g_dB"),
                               .gain_rx_lin = lin(csv, i, "g_dB"),
                               .freq_hz = number(csv, i, "f_Hz") * BOOK_FREQUENCY_LIKE,
                               .pulse_width_s = 1 / number(csv, i, "bandwidth_Hz"),
                               .system_temperature_k =
                                   BOOK_TEMPERATURE_K * lin(csv, i, "noise_figure_dB"),
                               .loss_lin = lin(csv, i, "loss_dB")};
        double range_m = number(csv, i, "range_m");
        double snr = pvs_radar_snr(pvs_radar_constant_full(&power), number(csv, i, "rcs_m2"),
                                   range_m, range_m);
        char row[32];
        row_name(i, row, sizeof row);
        tally_near(t, row, "SNR, dB", pvs_db_from_lin(snr), number(csv, i, "snr_dB"), 1e-6);
    }
}

const Set set_range_equation = {.name = "radar/range_equation",
                                .file = "radar/range_equation_examples.csv",
                                .element = "radar equation, full form",
                                .equation = "SNR = Pt Gt Gr lambda^2 rcs tau / ((4 pi)^3 k T L R^4)",
                                .source = "MathWorks documentation, two course texts",
                                .tolerance = "the printed digits: relative 2e-5, one row 1e-2",
                                .run = range_equation};
const Set set_search_equation = {.name = "radar/search_equation",
                                 .file = "radar/search_equation_examples.csv",
                                 .element = "radar equation, search form",
                                 .equation = "SNR = PA rcs ts / (4 pi k T L R^4 Omega)",
                                 .source = "MathWorks documentation",
                                 .tolerance = "relative 3e-5",
                                 .run = search_equation};
const Set set_textbook_figure = {
    .name = "radar/mahafza_fig2_1",
    .file = "radar/mahafza_fig2_1.csv",
    .element = "signal-to-noise ratio against range",
    .equation = "radar equation, full form, with the book's constants",
    .source = "Mahafza, Radar Systems Analysis and Design, 3rd ed., figure 2.1",
    .tolerance = "1e-6 dB",
    .run = textbook_figure};

// --- jamming -------------------------------------------------------------------------------------------------------

static PvsRadarPower jammed_power(const Csv *csv, size_t i, double ts_k) {
    double gain = lin(csv, i, "g_dB");
    return (PvsRadarPower){.peak_power_w = number(csv, i, "pt_W"),
                           .gain_tx_lin = gain,
                           .gain_rx_lin = gain,
                           .freq_hz = number(csv, i, "f_Hz"),
                           .pulse_width_s = number(csv, i, "tau_s"),
                           .system_temperature_k = ts_k,
                           .loss_lin = lin(csv, i, "loss_dB")};
}

static void burn_through(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        double ts_k = number(csv, i, "ts_K"), rcs_m2 = number(csv, i, "rcs_m2");
        PvsRadarPower power = jammed_power(csv, i, ts_k);
        double constant = pvs_radar_constant_full(&power), snr = lin(csv, i, "snr_required_dB");
        double erp_wphz = number(csv, i, "pj_W") *
                          pvs_lin_from_db(number(csv, i, "gj_dB") - number(csv, i, "lossj_dB")) /
                          number(csv, i, "bj_Hz");
        double rise_1m =
            pvs_jam_noise_rise(erp_wphz, 1.0, power.gain_rx_lin, power.freq_hz, ts_k);
        double rise = pvs_jam_noise_rise(erp_wphz, number(csv, i, "jammer_range_m"),
                                         power.gain_rx_lin * lin(csv, i, "sidelobe_rel_dB"),
                                         power.freq_hz, ts_k);
        double q_m4 = constant * rcs_m2 / snr;
        // the table's root cancels, to about 2^-52 rise^2 / q
        double cancels = 0x1p-52 * rise_1m * rise_1m / q_m4;
        char row[32];
        row_name(i, row, sizeof row);
        tally_relative(t, row, "clear range, m", pvs_radar_range_m(constant, rcs_m2, snr),
                       number(csv, i, "clear_range_m"), 1e-9);
        tally_relative(t, row, "self-screening burn-through, m",
                       pvs_jam_self_screening_range_m(constant, rcs_m2, snr, rise_1m),
                       number(csv, i, "self_screening_burnthrough_m"), 1e-9 + cancels);
        tally_relative(t, row, "the same without noise, m", sqrt(q_m4 / rise_1m),
                       number(csv, i, "self_screening_no_noise_m"), 1e-9);
        tally_relative(t, row, "stand-off burn-through, m",
                       pvs_jam_stand_off_range_m(constant, rcs_m2, snr, rise),
                       number(csv, i, "standoff_burnthrough_m"), 1e-9);
        tally_relative(t, row, "noise rise, dB", pvs_db_from_lin(1 + rise),
                       number(csv, i, "standoff_noise_rise_dB"), 1e-9);
    }
}

static void jamming_of_others(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        PvsRadarPower power = jammed_power(csv, i, BOOK_TEMPERATURE_K);
        power.freq_hz *= BOOK_FREQUENCY_LIKE;
        double constant = pvs_radar_constant_full(&power), rcs_m2 = number(csv, i, "rcs_m2");
        double erp_wphz = number(csv, i, "jammer_erp_W") / number(csv, i, "bj_Hz");
        const char *quantity = csv_text(csv, i, "quantity");
        bool is_range = strcmp(quantity, "self_screening_burnthrough_km") == 0;
        double range_m = is_range ? 1.0 : number(csv, i, "range_km") * 1e3;
        double rise = pvs_jam_noise_rise(erp_wphz, range_m, power.gain_rx_lin, power.freq_hz,
                                         BOOK_TEMPERATURE_K);
        double got =
            is_range ? pvs_jam_self_screening_range_m(constant, rcs_m2,
                                                      lin(csv, i, "snr_required_dB"), rise) /
                           1e3
                     : pvs_db_from_lin(
                           pvs_jam_snr(pvs_radar_snr(constant, rcs_m2, range_m, range_m), rise));
        char row[32];
        row_name(i, row, sizeof row);
        tally_relative(t, row, quantity, got, number(csv, i, "value"), 1e-9);
    }
}

const Set set_burn_through = {
    .name = "radar/jamming_burnthrough",
    .file = "radar/jamming_burnthrough.csv",
    .element = "noise jamming: self-screening and stand-off burn-through",
    .equation = "S/(N + J) = required; a quadratic in R^2",
    .source = "the same, evaluated apart from the project",
    .tolerance = "relative 1e-9 (self-screening: and 2^-52 rise^2/q, by which the table cancels)",
    .run = burn_through};
const Set set_jamming_others = {.name = "radar/jamming_thirdparty",
                                .file = "radar/jamming_thirdparty.csv",
                                .element = "noise jamming: burn-through and S/(N + J)",
                                .equation = "as above, with the book's constants",
                                .source = "Mahafza's burn_thru and sir, run in Octave",
                                .tolerance = "relative 1e-9",
                                .run = jamming_of_others};

// --- propagation ---------------------------------------------------------------------------------------------------

static void two_ray(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        double f_hz = number(csv, i, "f_Hz"), range_m = number(csv, i, "ground_range_m");
        double h1_m = number(csv, i, "h_radar_m"), h2_m = number(csv, i, "h_target_m");
        double factor = pvs_two_ray_factor(f_hz, pvs_two_ray_path_difference_m(h1_m, h2_m, range_m),
                                           number(csv, i, "rho"));
        char row[32];
        row_name(i, row, sizeof row);
        tally_near(t, row, "F", factor, number(csv, i, "F_exact"), 1e-9);
        tally_near(t, row, "F far away", pvs_two_ray_far_factor(f_hz, h1_m, h2_m, range_m),
                   number(csv, i, "F_far_field_rho1"), 1e-9);
    }
}

static void reflection(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        double re = number(csv, i, "eps_real"), im = number(csv, i, "eps_imag");
        double grazing_rad = number(csv, i, "grazing_deg") * PVS_DEG_RAD;
        PvsComplex v = pvs_fresnel_vertical(re, im, grazing_rad);
        PvsComplex h = pvs_fresnel_horizontal(re, im, grazing_rad);
        char row[32];
        row_name(i, row, sizeof row);
        tally_near(t, row, "|vertical|", pvs_hypot(v.re, v.im), number(csv, i, "abs_gamma_v"),
                   1e-9);
        double phase_rad = number(csv, i, "phase_gamma_v_deg") * PVS_DEG_RAD;
        tally_near(t, row, "vertical's phase, rad",
                   pvs_wrap_pi(pvs_atan2(v.im, v.re) - phase_rad), 0, 2e-9);
        tally_near(t, row, "|horizontal|", pvs_hypot(h.re, h.im), number(csv, i, "abs_gamma_h"),
                   1e-9);
        double rough = pvs_rough_surface_factor(number(csv, i, "f_Hz"),
                                                number(csv, i, "rms_height_m"), grazing_rad);
        tally_near(t, row, "rough surface", rough, number(csv, i, "rough_surface_factor"), 1e-9);
    }
}

static void clutter(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        double grazing_rad = number(csv, i, "grazing_deg") * PVS_DEG_RAD;
        double area_m2 = pvs_clutter_cell_area_m2(number(csv, i, "slant_range_m"),
                                                  number(csv, i, "az_beamwidth_deg") * PVS_DEG_RAD,
                                                  number(csv, i, "pulse_width_s"), grazing_rad);
        double sigma0 = pvs_clutter_sigma0(lin(csv, i, "gamma_dB"), grazing_rad);
        char row[32];
        row_name(i, row, sizeof row);
        tally_near(t, row, "cell, dB of m2", pvs_db_from_lin(area_m2),
                   pvs_db_from_lin(number(csv, i, "cell_area_m2")), 1e-6);
        tally_near(t, row, "sigma0, dB", pvs_db_from_lin(sigma0), number(csv, i, "sigma0_dB"),
                   1e-6);
        tally_near(t, row, "clutter, dB of m2", pvs_db_from_lin(area_m2 * sigma0),
                   number(csv, i, "clutter_rcs_dBsm"), 1e-6);
    }
}

const Set set_two_ray = {.name = "radar/two_ray_flat",
                         .file = "radar/two_ray_flat.csv",
                         .element = "two-ray interference over flat ground",
                         .equation = "F = |1 - rho exp(-i phase)|",
                         .source = "the same, evaluated apart from the project",
                         .tolerance = "F 1e-9",
                         .run = two_ray};
const Set set_reflection = {.name = "radar/reflection",
                            .file = "radar/reflection.csv",
                            .element = "reflection coefficients, rough surface",
                            .equation = "Fresnel; exp(-2 (2 pi s sin(grazing) / lambda)^2)",
                            .source = "the same, evaluated apart from the project",
                            .tolerance = "1e-9; the phase as printed, 2e-9 rad",
                            .run = reflection};
const Set set_clutter = {.name = "radar/surface_clutter",
                         .file = "radar/surface_clutter.csv",
                         .element = "surface clutter in a pulse-limited cell",
                         .equation = "R az (c tau / 2) / cos(grazing), gamma sin(grazing)",
                         .source = "the same, evaluated apart from the project",
                         .tolerance = "1e-6 dB",
                         .run = clutter};
