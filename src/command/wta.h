// SPDX-License-Identifier: Apache-2.0
// Private to command/: what the three solvers of the static assignment share.
#ifndef PVS_COMMAND_WTA_H
#define PVS_COMMAND_WTA_H

#include "command/command.h"

/// Checks sizes, values and probabilities; PVS_BAD_USAGE otherwise.
PvsStatus pvs_wta_check(const PvsWta *wta);
/// sum_j value_j prod_i (1 - p_ij), products and sum in index order.
double pvs_wta_objective(const PvsWta *wta, const int *target);
/// One weapon at a time to one target, or two exchanged, while that helps; first improvement, in
/// index order. `survive` (n_targets) is scratch.
void pvs_wta_descend(const PvsWta *wta, int *target, double *survive);

/// Greedy, exchanges to a local optimum, then at most kicks_max disturbed restarts (fewer for large
/// instances).
PvsStatus pvs_wta_search(const PvsWta *wta, int kicks_max, int *target, PvsWtaResult *out);

static inline double pvs_wta_p(const PvsWta *wta, int weapon, int j) {
    return wta->p[(size_t)weapon * (size_t)wta->n_targets + (size_t)j];
}

#endif
