// SPDX-License-Identifier: Apache-2.0
// Sampled designs: a Latin hypercube, or the first points of a scrambled Sobol sequence.
#include "study/design.h"

#include "stats/points.h"

PvsStatus pvs_design_sample(bool sobol, uint64_t seed, uint32_t n, uint32_t k, double *u) {
    PvsLuck luck = pvs_luck(seed, 0);
    if (!sobol) {
        pvs_latin_hypercube(n, k, luck, u);
        return PVS_OK;
    }
    PvsSobolPoints points;
    PvsStatus status = pvs_sobol_points_init(&points, k, luck);
    for (uint32_t i = 0; i < n && status == PVS_OK; i++) {
        for (uint32_t f = 0; f < k; f++) {
            u[(size_t)i * k + f] = pvs_sobol_point(&points, i, f);
        }
    }
    if (status == PVS_OK) {
        pvs_sobol_points_free(&points);
    }
    return status;
}
