// SPDX-License-Identifier: Apache-2.0
// Sampled designs: each factor's range is cut into as many slices as there are points, and each slice is used once (McKay, Beckman, Conover
// 1979); the order of the slices is a random permutation for each factor.
#include "study/design.h"

#include "base/arena.h"
#include "base/luck.h"

PvsStatus pvs_design_sample(bool sobol, uint64_t seed, uint32_t n, uint32_t k, double *u) {
    (void)sobol;
    uint32_t *order = pvs_alloc((n + 1) * sizeof *order);
    if (!order) {
        return PVS_NO_MEMORY;
    }
    for (uint32_t f = 0; f < k; f++) {
        PvsLuck luck = pvs_luck(seed, f);
        for (uint32_t i = 0; i < n; i++) {
            uint32_t j = (uint32_t)(pvs_luck_u01(luck, PVS_LUCK_DESIGN, 1, i) * (i + 1));
            order[i] = order[j <= i ? j : i];
            order[j <= i ? j : i] = i;
        }
        for (uint32_t i = 0; i < n; i++) {
            u[(size_t)i * k + f] = (order[i] + pvs_luck_u01(luck, PVS_LUCK_DESIGN, 2, i)) / n;
        }
    }
    pvs_free(order);
    return PVS_OK;
}
