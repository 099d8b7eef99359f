// SPDX-License-Identifier: Apache-2.0
// Pd as a table over ln(snr), for looks of many pulses: cubic Hermite pieces at equal steps, slopes
// by the five-point formula, held monotone by the rule of F. N. Fritsch and R. E. Carlson (SIAM J.
// Numer. Anal. 17, 1980). Outside the table, where Pd is within 1e-5 of Pfa or of 1, it goes on in
// proportion to the snr and to 1 / snr.
#include "base/math.h"
#include "detection.h"
#include "sensor.h"

#define N_STEPS 192  ///< 0.03 dB (steady target) to 0.35 dB (case 1) each
#define EDGE    1e-5 ///< distance of Pd from Pfa and from 1 at the table's ends

struct PvsPdTable {
    const PvsPdTable *next;
    int swerling, n_pulses;
    double pfa, ln_pfa;
    bool exact;               ///< case 1 or 2 of one pulse: nothing below is used
    double snr_low, snr_high; ///< ends
    double ln_low, steps_per_ln;
    struct {
        double value, slope; ///< slope per step
    } knot[N_STEPS + 1];
};

bool pvs_pd_table_is_exact(const PvsPdTable *table) {
    return table->exact;
}

static double at_knot(const PvsPdTable *table, double threshold, double i) {
    double snr = pvs_exp(table->ln_low + i / table->steps_per_ln);
    return pvs_pd_at_threshold(table->swerling, snr, table->n_pulses, table->pfa, threshold);
}

static void fill(PvsPdTable *table) {
    double pfa = table->pfa;
    table->snr_low = pvs_pd_required_snr(table->swerling, pfa + EDGE, table->n_pulses, pfa);
    table->snr_high = pvs_pd_required_snr(table->swerling, 1.0 - EDGE, table->n_pulses, pfa);
    table->ln_low = pvs_log(table->snr_low);
    table->steps_per_ln = N_STEPS / (pvs_log(table->snr_high) - table->ln_low);

    // values on the knots and two beyond each end, for the slopes
    double threshold = pvs_pd_threshold(table->n_pulses, pfa);
    double value[N_STEPS + 5];
    for (int i = 0; i < N_STEPS + 5; ++i) {
        value[i] = at_knot(table, threshold, i - 2);
    }
    for (int i = 0; i <= N_STEPS; ++i) {
        table->knot[i].value = value[i + 2];
        table->knot[i].slope =
            (value[i] - value[i + 4] + 8.0 * (value[i + 3] - value[i + 1])) / 12.0;
    }
    // a piece is monotone when both its slopes are between 0 and 3 times its chord
    for (int i = 0; i < N_STEPS; ++i) {
        double limit = 3.0 * fmax(table->knot[i + 1].value - table->knot[i].value, 0.0);
        table->knot[i].slope = fmin(fmax(table->knot[i].slope, 0.0), limit);
        table->knot[i + 1].slope = fmin(fmax(table->knot[i + 1].slope, 0.0), limit);
    }
}

const PvsPdTable *pvs_pd_table(PvsPdTables *tables, int swerling, int n_pulses, double pfa,
                               PvsArena *arena) {
    n_pulses = n_pulses < 1 ? 1 : n_pulses;
    for (const PvsPdTable *t = tables->first; t; t = t->next) {
        if (t->swerling == swerling && t->n_pulses == n_pulses && t->pfa == pfa) {
            return t;
        }
    }
    PvsPdTable *table = pvs_arena_alloc(arena, sizeof *table);
    if (!table) {
        return NULL;
    }
    table->swerling = swerling;
    table->n_pulses = n_pulses;
    table->pfa = pfa;
    table->ln_pfa = pvs_log(pfa);
    table->exact = n_pulses == 1 && (swerling == 1 || swerling == 2);
    if (!table->exact) {
        fill(table);
    }
    table->next = tables->first;
    tables->first = table;
    return table;
}

double pvs_pd_table_at(const PvsPdTable *table, double snr_lin) {
    if (table->exact) {
        return pvs_k_exp(table->ln_pfa / (1.0 + fmax(snr_lin, 0.0)));
    }
    if (!(snr_lin > table->snr_low)) {
        return table->pfa +
               (table->knot[0].value - table->pfa) * fmax(snr_lin / table->snr_low, 0.0);
    }
    if (snr_lin >= table->snr_high) {
        return 1.0 - (1.0 - table->knot[N_STEPS].value) * (table->snr_high / snr_lin);
    }
    double x = (pvs_k_log(snr_lin) - table->ln_low) * table->steps_per_ln;
    int i = x > 0.0 ? (int)x : 0;
    i = i < N_STEPS ? i : N_STEPS - 1;
    double u = x - i;
    double y0 = table->knot[i].value, d0 = table->knot[i].slope, d1 = table->knot[i + 1].slope;
    double rise = table->knot[i + 1].value - y0;
    double y = y0 + u * (d0 + u * ((3.0 * rise - 2.0 * d0 - d1) + u * (d0 + d1 - 2.0 * rise)));
    return fmin(fmax(y, table->pfa), 1.0);
}
