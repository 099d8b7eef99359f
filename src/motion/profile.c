// SPDX-License-Identifier: Apache-2.0
// Tabulated profiles (placeholder until the next commit).
#include "motion.h"
size_t pvs_profile(PvsLlh from, PvsLlh to, const PvsProfileRow *rows, size_t n_rows, double h_offset_m, PvsTime t0,
                   PvsSegment *out, size_t capacity, double *fit_m) {
    (void)from; (void)to; (void)rows; (void)n_rows; (void)h_offset_m; (void)t0; (void)out; (void)capacity; (void)fit_m;
    return 0;
}
