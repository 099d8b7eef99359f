// SPDX-License-Identifier: Apache-2.0
// Chooses the instruction set of a batch of uniforms (luck_batch_kernel.c).
#include "luck_batch.h"
#include "luck.h"

void pvs_luck_u01_batch(int isa, PvsLuck luck, PvsPurpose purpose, const uint64_t *id,
                        uint32_t ordinal, int word, size_t n, double *u) {
#if defined(__x86_64__)
    switch (isa) {
    case 2:
        pvs_luck_u01_batch_isa2(luck, purpose, id, ordinal, word, n, u);
        return;
    case 3:
        pvs_luck_u01_batch_isa3(luck, purpose, id, ordinal, word, n, u);
        return;
    case 4:
        pvs_luck_u01_batch_isa4(luck, purpose, id, ordinal, word, n, u);
        return;
    default:
        break;
    }
#endif
    (void)isa;
    pvs_luck_u01_batch_isa0(luck, purpose, id, ordinal, word, n, u);
}
