// SPDX-License-Identifier: Apache-2.0
// Private to study/: points of sampled designs in the unit cube.
#ifndef PVS_STUDY_DESIGN_H
#define PVS_STUDY_DESIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/// n points of k numbers in (0, 1), row by row: a Latin hypercube, or a scrambled Sobol sequence. A function of the seed.
PvsStatus pvs_design_sample(bool sobol, uint64_t seed, uint32_t n, uint32_t k, double *u);

#endif
