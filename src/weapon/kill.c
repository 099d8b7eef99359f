// SPDX-License-Identifier: Apache-2.0
// The probability that one round stops its target: a table by class, times factors of the geometry.
// The factors are assumptions of the catalogue; here they are only applied. No fuze, no warhead, no
// fragment.
#include <assert.h>

#include "weapon/weapon.h"

double pvs_kill_prob(const PvsKillTable *table, PvsClass cls, double h_agl_m, bool manoeuvres,
                     double crossing_sin) {
    assert((unsigned)cls < PVS_N_CLASSES);
    double prob = table->kill_prob[cls];
    if (h_agl_m < table->low_altitude_m) {
        prob *= table->low_altitude_factor;
    }
    if (manoeuvres) {
        prob *= table->manoeuvre_factor;
    }
    double crossing = fmin(fmax(crossing_sin, 0), 1);
    prob *= 1 + (table->crossing_factor - 1) * crossing;
    return fmin(fmax(prob, 0), 1);
}
