// SPDX-License-Identifier: Apache-2.0
// Static weapon-target assignment by maximum marginal return: again and again the (weapon, target)
// that saves most. Equal savings go to the lower weapon, then the lower target. G. G. denBroeder,
// R. E. Ellison, L. Emerling, "On optimum target assignments", Operations Research 7 (1959),
// 322-326: optimal when all weapons are alike; else 0 to 35 % above the optimum on the reference
// instances.
#include "command/wta.h"

PvsStatus pvs_wta_check(const PvsWta *wta) {
    if (wta->n_weapons < 0 || wta->n_targets < 0) {
        return PVS_BAD_USAGE;
    }
    for (int j = 0; j < wta->n_targets; j++) {
        if (!(wta->value[j] >= 0 && wta->value[j] < 1e300)) {
            return PVS_BAD_USAGE;
        }
    }
    size_t n = (size_t)wta->n_weapons * (size_t)wta->n_targets;
    for (size_t k = 0; k < n; k++) {
        if (!(wta->p[k] >= 0 && wta->p[k] <= 1)) {
            return PVS_BAD_USAGE;
        }
    }
    return PVS_OK;
}

double pvs_wta_objective(const PvsWta *wta, const int *target) {
    double sum = 0;
    for (int j = 0; j < wta->n_targets; j++) {
        double survive = wta->value[j];
        for (int i = 0; i < wta->n_weapons; i++) {
            survive *= target[i] == j ? 1 - pvs_wta_p(wta, i, j) : 1;
        }
        sum += survive;
    }
    return sum;
}

// The best target of one weapon: index, and what it saves (0 and -1: nothing).
static int best_target(const PvsWta *wta, int weapon, const double *survive, double *saved) {
    int best = -1;
    *saved = 0;
    for (int j = 0; j < wta->n_targets; j++) {
        double s = survive[j] * pvs_wta_p(wta, weapon, j);
        if (s > *saved) {
            *saved = s;
            best = j;
        }
    }
    return best;
}

PvsStatus pvs_wta_greedy(const PvsWta *wta, int *target, PvsWtaResult *out) {
    PvsStatus status = pvs_wta_check(wta);
    if (status != PVS_OK) {
        return status;
    }
    size_t n_weapons = (size_t)wta->n_weapons, n_targets = (size_t)wta->n_targets;
    double *survive = pvs_alloc((n_targets + n_weapons + 1) * sizeof *survive),
           *saved = survive + n_targets;
    int *best = pvs_alloc((n_weapons + 1) * sizeof *best);
    if (!survive || !best) {
        pvs_free(survive);
        pvs_free(best);
        return PVS_NO_MEMORY;
    }
    for (int j = 0; j < wta->n_targets; j++) {
        survive[j] = wta->value[j];
    }
    for (int i = 0; i < wta->n_weapons; i++) {
        target[i] = -1;
        best[i] = best_target(wta, i, survive, &saved[i]);
    }
    for (;;) {
        int pick = -1;
        for (int i = 0; i < wta->n_weapons; i++) {
            if (target[i] < 0 && best[i] >= 0 && (pick < 0 || saved[i] > saved[pick])) {
                pick = i;
            }
        }
        if (pick < 0) {
            break;
        }
        int j = best[pick];
        target[pick] = j;
        survive[j] *= 1 - pvs_wta_p(wta, pick, j);
        for (int i = 0; i < wta->n_weapons; i++) { // savings only shrink, and only at this target
            if (target[i] < 0 && best[i] == j) {
                best[i] = best_target(wta, i, survive, &saved[i]);
            }
        }
    }
    pvs_free(survive);
    pvs_free(best);
    *out = (PvsWtaResult){.objective = pvs_wta_objective(wta, target)};
    return PVS_OK;
}
