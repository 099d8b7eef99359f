// SPDX-License-Identifier: Apache-2.0
// Included by luck.h alone: Philox4x32-10 as straight-line code, for vector loops over many
// counters. Same words as pvs_philox4x32 with ten rounds (J. Salmon et al., "Parallel random
// numbers: as easy as 1, 2, 3", SC11, section 3.3).
#ifndef PVS_BASE_LUCK_KERNELS_H
#define PVS_BASE_LUCK_KERNELS_H

#include "inline.h"

#define PVS_PHILOX_M0 0xD2511F53u ///< multipliers and Weyl constants of the paper
#define PVS_PHILOX_M1 0xCD9E8D57u
#define PVS_PHILOX_W0 0x9E3779B9u
#define PVS_PHILOX_W1 0xBB67AE85u

/// One round on four words; the key grows by the Weyl constants from round to round.
PVS_INLINE void pvs_philox_round(uint32_t *w0, uint32_t *w1, uint32_t *w2, uint32_t *w3,
                                 uint32_t key0, uint32_t key1) {
    uint64_t p0 = (uint64_t)PVS_PHILOX_M0 * *w0;
    uint64_t p1 = (uint64_t)PVS_PHILOX_M1 * *w2;
    *w0 = (uint32_t)(p1 >> 32) ^ *w1 ^ key0;
    *w1 = (uint32_t)p1;
    *w2 = (uint32_t)(p0 >> 32) ^ *w3 ^ key1;
    *w3 = (uint32_t)p0;
}

/// Ten rounds, inlined: a loop around it over counters becomes vector code. (Written out, and in
/// words rather than an array, because clang 14 does not vectorise it otherwise.)
PVS_INLINE PvsBlock pvs_philox_inline(PvsBlock c, uint32_t key0, uint32_t key1) {
    uint32_t a = c.w[0], b = c.w[1], d = c.w[2], e = c.w[3];
    pvs_philox_round(&a, &b, &d, &e, key0 + 0u * PVS_PHILOX_W0, key1 + 0u * PVS_PHILOX_W1);
    pvs_philox_round(&a, &b, &d, &e, key0 + 1u * PVS_PHILOX_W0, key1 + 1u * PVS_PHILOX_W1);
    pvs_philox_round(&a, &b, &d, &e, key0 + 2u * PVS_PHILOX_W0, key1 + 2u * PVS_PHILOX_W1);
    pvs_philox_round(&a, &b, &d, &e, key0 + 3u * PVS_PHILOX_W0, key1 + 3u * PVS_PHILOX_W1);
    pvs_philox_round(&a, &b, &d, &e, key0 + 4u * PVS_PHILOX_W0, key1 + 4u * PVS_PHILOX_W1);
    pvs_philox_round(&a, &b, &d, &e, key0 + 5u * PVS_PHILOX_W0, key1 + 5u * PVS_PHILOX_W1);
    pvs_philox_round(&a, &b, &d, &e, key0 + 6u * PVS_PHILOX_W0, key1 + 6u * PVS_PHILOX_W1);
    pvs_philox_round(&a, &b, &d, &e, key0 + 7u * PVS_PHILOX_W0, key1 + 7u * PVS_PHILOX_W1);
    pvs_philox_round(&a, &b, &d, &e, key0 + 8u * PVS_PHILOX_W0, key1 + 8u * PVS_PHILOX_W1);
    pvs_philox_round(&a, &b, &d, &e, key0 + 9u * PVS_PHILOX_W0, key1 + 9u * PVS_PHILOX_W1);
    return (PvsBlock){{a, b, d, e}};
}

/// pvs_luck_block, inlined.
PVS_INLINE PvsBlock pvs_luck_block_inline(PvsLuck luck, PvsPurpose purpose, uint64_t id,
                                          uint32_t ordinal) {
    PvsBlock counter = {{(uint32_t)id, (uint32_t)(id >> 32), ordinal, (uint32_t)purpose}};
    return pvs_philox_inline(counter, luck.key[0], luck.key[1]);
}

#endif
