// SPDX-License-Identifier: Apache-2.0
// The exact probability of detection against tables of an independent program, closed forms, and
// its own properties.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/math.h"
#include "sensor/sensor.h"
#include "support/check.h"
#include "support/csv.h"

// Wrong here: every look of every radar has the wrong chance.
static void pd_agrees_with_the_independent_tables(void **state) {
    (void)state;
    const char *files[] = {"radar/pd_swerling.csv", "radar/pd_thirdparty.csv"};
    for (int f = 0; f < 2; ++f) {
        Csv csv;
        assert_true(csv_load(&csv, files[f]));
        for (size_t i = 0; i < csv.n_rows; ++i) {
            double pd = pvs_pd((int)csv_number(&csv, i, "swerling_case"),
                               pvs_lin_from_db(csv_number(&csv, i, "snr_per_pulse_dB")),
                               (int)csv_number(&csv, i, "n_pulses"), csv_number(&csv, i, "pfa"));
            CHECK_NEAR(pd, csv_number(&csv, i, "pd"), f == 0 ? 1e-10 : 1e-8);
        }
        csv_free(&csv);
    }
}

static void threshold_agrees_with_the_independent_table(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "radar/threshold_square_law.csv"));
    for (size_t i = 0; i < csv.n_rows; ++i) {
        double t =
            pvs_pd_threshold((int)csv_number(&csv, i, "n_pulses"), csv_number(&csv, i, "pfa"));
        CHECK_RELATIVE(t, csv_number(&csv, i, "threshold_over_noise_power"), 1e-11);
    }
    csv_free(&csv);
}

static void required_snr_agrees_with_the_independent_table(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "radar/required_snr.csv"));
    for (size_t i = 0; i < csv.n_rows; ++i) {
        double snr = pvs_pd_required_snr(
            (int)csv_number(&csv, i, "swerling_case"), csv_number(&csv, i, "pd"),
            (int)csv_number(&csv, i, "n_pulses"), csv_number(&csv, i, "pfa"));
        CHECK_NEAR(pvs_db_from_lin(snr), csv_number(&csv, i, "snr_exact_dB"), 1e-7);
    }
    csv_free(&csv);
}

static const int pulses[] = {1, 2, 3, 10, 33, 100, 1000, 10000};
static const double pfas[] = {1e-2, 1e-4, 1e-6, 1e-9, 1e-12};

// One pulse: Pfa^(1 / (1 + snr)). Any n, case 2: Q(n, T / (1 + snr)). Two closed forms that share
// nothing with the sum.
static void cases_1_and_2_agree_with_their_closed_forms(void **state) {
    (void)state;
    for (int k = 0; k < 5; ++k) {
        for (double snr_db = -30; snr_db <= 60; snr_db += 1.7) {
            double snr = pvs_lin_from_db(snr_db);
            CHECK_NEAR(pvs_pd(1, snr, 1, pfas[k]), exp(log(pfas[k]) / (1 + snr)), 1e-13);
        }
        for (int i = 0; i < 6; ++i) {
            int n = pulses[i];
            double t = pvs_pd_threshold(n, pfas[k]);
            for (double snr_db = -30; snr_db <= 40; snr_db += 2.3) {
                double x = t / (1 + pvs_lin_from_db(snr_db));
                double term = exp(-x), q = term;
                for (int j = 1; j < n; ++j) {
                    term *= x / j;
                    q += term;
                }
                CHECK_NEAR(pvs_pd(2, pvs_lin_from_db(snr_db), n, pfas[k]), q, 1e-11);
            }
        }
    }
}

// Case 1, n pulses: Swerling's closed form needs P(n - 1, x), here summed plainly.
static double swerling_1_closed(double snr, int n, double t) {
    double a = 1 + 1 / (n * snr);
    double x = t / a, term = exp(-x), below = term; // Q(n - 1, x)
    for (int j = 1; j < n - 1; ++j) {
        term *= x / j;
        below += term;
    }
    double term_t = exp(-t), q = term_t; // Q(n - 1, t)
    for (int j = 1; j < n - 1; ++j) {
        term_t *= t / j;
        q += term_t;
    }
    return q + pow(a, n - 1) * (1 - below) * exp(-t / (1 + n * snr));
}

static void case_1_with_many_pulses_agrees_with_its_closed_form(void **state) {
    (void)state;
    for (int k = 0; k < 5; ++k) {
        for (int i = 1; i < 6; ++i) {
            double t = pvs_pd_threshold(pulses[i], pfas[k]);
            for (double snr_db = -5; snr_db <= 60; snr_db += 2.9) {
                double snr = pvs_lin_from_db(snr_db);
                CHECK_NEAR(pvs_pd(1, snr, pulses[i], pfas[k]), swerling_1_closed(snr, pulses[i], t),
                           1e-10);
            }
        }
    }
}

// Wrong here: a stronger echo is seen less often, or a probability leaves [Pfa, 1].
static void pd_rises_with_snr_from_pfa_to_one(void **state) {
    (void)state;
    for (int swerling = 0; swerling <= 4; ++swerling) {
        for (int k = 0; k < 5; ++k) {
            for (int i = 0; i < 8; ++i) {
                double before = pfas[k];
                assert_true(pvs_pd(swerling, 0.0, pulses[i], pfas[k]) == pfas[k]);
                for (double snr_db = -60; snr_db <= 60; snr_db += 1.3) {
                    double pd = pvs_pd(swerling, pvs_lin_from_db(snr_db), pulses[i], pfas[k]);
                    assert_true(pd >= before - 2e-13 && pd <= 1.0);
                    before = pd;
                }
                assert_true(before > (swerling == 1 || pulses[i] < 10 ? 1 - 4e-5 : 1 - 1e-9));
            }
        }
    }
}

// At a vanishing signal the probability must be Pfa to many digits, not only 1e-10 absolute: ratios
// of small Pd decide how often clutter-like targets start tracks.
static void pd_of_a_vanishing_signal_is_pfa_in_relative_terms(void **state) {
    (void)state;
    for (int swerling = 0; swerling <= 4; ++swerling) {
        for (int k = 0; k < 5; ++k) {
            for (int i = 0; i < 7; ++i) {
                double snr = 1e-9 / pulses[i];
                CHECK_RELATIVE(pvs_pd(swerling, snr, pulses[i], pfas[k]), pfas[k], 1e-7);
            }
        }
    }
}

static void required_snr_is_the_inverse_of_pd(void **state) {
    (void)state;
    const double pds[] = {0.01, 0.1, 0.5, 0.9, 0.99, 0.9999};
    for (int swerling = 0; swerling <= 4; ++swerling) {
        for (int k = 1; k < 5; ++k) {
            for (int i = 0; i < 8; ++i) {
                for (int j = 0; j < 6; ++j) {
                    double snr = pvs_pd_required_snr(swerling, pds[j], pulses[i], pfas[k]);
                    CHECK_NEAR(pvs_pd(swerling, snr, pulses[i], pfas[k]), pds[j], 1e-10);
                }
            }
        }
    }
    assert_true(pvs_pd_required_snr(1, 1e-6, 1, 1e-6) == 0.0);
    assert_true(pvs_pd_required_snr(1, 1.0, 1, 1e-6) > 1e300);
}

static void threshold_and_false_alarms_are_inverse(void **state) {
    (void)state;
    const double wide[] = {1e-12, 1e-6, 1e-3, 0.1, 0.5, 0.9};
    for (int k = 0; k < 6; ++k) {
        for (int i = 0; i < 6; ++i) { // plain sum of e^-t t^j / j!
            double t = pvs_pd_threshold(pulses[i], wide[k]);
            double term = exp(-t), q = term;
            for (int j = 1; j < pulses[i]; ++j) {
                term *= t / j;
                q += term;
            }
            CHECK_RELATIVE(q, wide[k], 1e-11);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pd_agrees_with_the_independent_tables),
        cmocka_unit_test(threshold_agrees_with_the_independent_table),
        cmocka_unit_test(required_snr_agrees_with_the_independent_table),
        cmocka_unit_test(cases_1_and_2_agree_with_their_closed_forms),
        cmocka_unit_test(case_1_with_many_pulses_agrees_with_its_closed_form),
        cmocka_unit_test(pd_rises_with_snr_from_pfa_to_one),
        cmocka_unit_test(pd_of_a_vanishing_signal_is_pfa_in_relative_terms),
        cmocka_unit_test(required_snr_is_the_inverse_of_pd),
        cmocka_unit_test(threshold_and_false_alarms_are_inverse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
