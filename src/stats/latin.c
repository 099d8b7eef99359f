// SPDX-License-Identifier: Apache-2.0
// Latin hypercubes: in each dimension a random order of the strata.
#include "stats/points.h"

#define ID_ORDER 0x6c617469u // names these draws among those of the purpose DESIGN
#define ID_PLACE 0x6e737475u

void pvs_latin_hypercube(uint32_t n, size_t n_dims, PvsLuck luck, double *u) {
    for (size_t d = 0; d < n_dims; d++) {
        uint64_t order = pvs_id_member(ID_ORDER, d), place = pvs_id_member(ID_PLACE, d);
        for (uint32_t i = 0; i < n; i++) {
            u[i * n_dims + d] = i;
        }
        for (uint32_t i = n; i > 1; i--) { // Fisher and Yates
            uint32_t k = (uint32_t)(pvs_luck_u01(luck, PVS_LUCK_DESIGN, order, i) * i);
            double held = u[k * n_dims + d];
            u[k * n_dims + d] = u[(i - 1) * n_dims + d];
            u[(i - 1) * n_dims + d] = held;
        }
        for (uint32_t i = 0; i < n; i++) {
            double within = pvs_luck_u01(luck, PVS_LUCK_DESIGN, place, i);
            u[i * n_dims + d] = (u[i * n_dims + d] + within) / n;
        }
    }
}
