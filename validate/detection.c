// SPDX-License-Identifier: Apache-2.0
// Detection: exact Marcum and Swerling probabilities, thresholds, required signal-to-noise ratios, and
// the two common approximations.
#include "sensor/sensor.h"

#include "validate.h"

static double number(const Csv *csv, size_t row, const char *column) {
    return csv_number(csv, row, column);
}

static void row_name(const Csv *csv, size_t i, char *row, size_t size) {
    snprintf(row, size, "case %s, n %s, %s dB", csv_text(csv, i, "swerling_case"),
             csv_text(csv, i, "n_pulses"), csv_text(csv, i, "snr_per_pulse_dB"));
}

static void pd(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        char row[80];
        row_name(csv, i, row, sizeof row);
        double got = pvs_pd((int)number(csv, i, "swerling_case"),
                            pvs_lin_from_db(number(csv, i, "snr_per_pulse_dB")),
                            (int)number(csv, i, "n_pulses"), number(csv, i, "pfa"));
        tally_near(t, row, "Pd", got, number(csv, i, "pd"), 1e-8);
    }
}

static void threshold(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        char row[64];
        snprintf(row, sizeof row, "n %s, Pfa %s", csv_text(csv, i, "n_pulses"),
                 csv_text(csv, i, "pfa"));
        double got = pvs_pd_threshold((int)number(csv, i, "n_pulses"), number(csv, i, "pfa"));
        tally_relative(t, row, "threshold", got, number(csv, i, "threshold_over_noise_power"),
                       1e-9);
    }
}

static void required_snr(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        int swerling = (int)number(csv, i, "swerling_case"), n = (int)number(csv, i, "n_pulses");
        double pd_wanted = number(csv, i, "pd"), pfa = number(csv, i, "pfa");
        char row[80];
        snprintf(row, sizeof row, "case %d, n %d, Pd %g, Pfa %g", swerling, n, pd_wanted, pfa);
        tally_near(t, row, "exact, dB",
                   pvs_db_from_lin(pvs_pd_required_snr(swerling, pd_wanted, n, pfa)),
                   number(csv, i, "snr_exact_dB"), 1e-6);
        double albersheim = number(csv, i, "snr_albersheim_dB");
        double shnidman = number(csv, i, "snr_shnidman_dB");
        if (!isnan(albersheim)) {
            tally_near(t, row, "Albersheim, dB", pvs_albersheim_snr_db(pd_wanted, n, pfa),
                       albersheim, 1e-6);
        }
        if (!isnan(shnidman)) {
            tally_near(t, row, "Shnidman, dB", pvs_shnidman_snr_db(swerling, pd_wanted, n, pfa),
                       shnidman, 1e-6);
        }
    }
}

// MATLAB takes Shnidman's alpha as 0 at n = 40, the printed formula 0.25 from n = 40 on.
#define SHNIDMAN_40_DB 0.021

static void approximations(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        bool albersheim = strcmp(csv_text(csv, i, "formula"), "albersheim") == 0;
        double pd_wanted = number(csv, i, "pd"), pfa = number(csv, i, "pfa");
        int n = (int)number(csv, i, "n_pulses");
        char row[80];
        snprintf(row, sizeof row, "%s, n %d, Pd %g", csv_text(csv, i, "formula"), n, pd_wanted);
        double got = albersheim ? pvs_albersheim_snr_db(pd_wanted, n, pfa)
                                : pvs_shnidman_snr_db(0, pd_wanted, n, pfa);
        tally_near(t, row, "dB", got, number(csv, i, "snr_dB"),
                   !albersheim && n == 40 ? SHNIDMAN_40_DB : 1e-9);
    }
}

#define PD_EQUATION "exact series over the Poisson or negative binomial mixture (Shnidman 1989)"

const Set set_pd = {.name = "radar/pd_swerling",
                    .file = "radar/pd_swerling.csv",
                    .element = "probability of detection, Swerling 0 to 4, any number of pulses",
                    .equation = PD_EQUATION,
                    .source = "the series and closed forms, evaluated apart from the project",
                    .tolerance = "1e-8 absolute",
                    .run = pd};
const Set set_pd_others = {.name = "radar/pd_thirdparty",
                           .file = "radar/pd_thirdparty.csv",
                           .element = "probability of detection, Swerling 0 to 4",
                           .equation = PD_EQUATION,
                           .source = "tests of the sdr package (M. Hostetter)",
                           .tolerance = "1e-8 absolute",
                           .run = pd};
const Set set_threshold = {.name = "radar/threshold",
                           .file = "radar/threshold_square_law.csv",
                           .element = "threshold of the square-law detector",
                           .equation = "inverse of the incomplete gamma function",
                           .source = "the same, evaluated apart from the project",
                           .tolerance = "relative 1e-9",
                           .run = threshold};
const Set set_required_snr = {
    .name = "radar/required_snr",
    .file = "radar/required_snr.csv",
    .element = "signal-to-noise ratio for a probability of detection",
    .equation = "root of the exact probability; Albersheim 1981, Shnidman 2002",
    .source = "the same, evaluated apart from the project",
    .tolerance = "1e-6 dB",
    .run = required_snr};
const Set set_approximations = {
    .name = "radar/approximations",
    .file = "radar/approximations_matlab.csv",
    .element = "Albersheim's and Shnidman's approximations (checks only; no battle uses them)",
    .equation = "as printed",
    .source = "MATLAB's albersheim and shnidman, as quoted by the sdr package",
    .tolerance = "1e-9 dB; 0.021 dB for Shnidman at n = 40, where the two programs differ",
    .run = approximations};
