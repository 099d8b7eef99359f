// SPDX-License-Identifier: Apache-2.0
// Chooses the instruction set of the filter's arithmetic.
#include "track/filter.h"

#if defined(__x86_64__)
#define CALL(name, isa, ...)                                                                       \
    switch (isa) {                                                                                 \
    case 2:                                                                                        \
        name##_isa2(__VA_ARGS__);                                                                  \
        return;                                                                                    \
    case 3:                                                                                        \
        name##_isa3(__VA_ARGS__);                                                                  \
        return;                                                                                    \
    case 4:                                                                                        \
        name##_isa4(__VA_ARGS__);                                                                  \
        return;                                                                                    \
    default:                                                                                       \
        name##_isa0(__VA_ARGS__);                                                                  \
    }
#else
#define CALL(name, isa, ...)                                                                       \
    (void)(isa);                                                                                   \
    name##_isa0(__VA_ARGS__)
#endif

void pvs_filter_gates(int isa, const PvsFilterSensor *sensor, const PvsMotions *motions,
                      const PvsStatePack *states, const uint32_t *packs, size_t n,
                      const double *t_s, PvsGatePack *out) {
    CALL(pvs_filter_gates, isa, sensor, motions, states, packs, n, t_s, out)
}

void pvs_filter_update_cv(int isa, const PvsMotions *motions, PvsStatePack *states,
                          const uint32_t *packs, size_t n, const PvsGatePack *gates,
                          PvsUpdatePack *updates) {
    CALL(pvs_filter_update_cv, isa, motions, states, packs, n, gates, updates)
}

void pvs_filter_update_imm(int isa, const PvsMotions *motions, PvsStatePack *states,
                           PvsModelPack *models, const uint32_t *packs, size_t n,
                           const PvsGatePack *gates, PvsUpdatePack *updates) {
    CALL(pvs_filter_update_imm, isa, motions, states, models, packs, n, gates, updates)
}

void pvs_filter_place(int isa, const PvsFilterSensor *sensor, size_t n, const PvsPlaces *places) {
    CALL(pvs_filter_place, isa, sensor, n, places)
}
