// SPDX-License-Identifier: Apache-2.0
// Included by look_kernel.c alone: one word of Philox4x32-10 for many ids. Compilers do not find the instruction
// that multiplies two 32-bit words in 64-bit lanes, so it is named here; the words are those of pvs_luck_block, which
// the portable build calls, and a test compares them. A lane carries one word of the state in its low half; what stands in the
// high half is never read, which saves every mask.
#ifndef PVS_SENSOR_UNIFORM_LANES_H
#define PVS_SENSOR_UNIFORM_LANES_H

#include "base/luck.h"
#include "base/math.h"
#include "look_kernel.h"

#if PVS_ISA >= 2

#include <immintrin.h>

#if PVS_ISA == 4
typedef __m512i Words;
#define WORDS(op)      _mm512_##op
#define WORDS_BITS(op) _mm512_##op##_si512
#elif PVS_ISA == 3
typedef __m256i Words;
#define WORDS(op)      _mm256_##op
#define WORDS_BITS(op) _mm256_##op##_si256
#else
typedef __m128i Words;
#define WORDS(op)      _mm_##op
#define WORDS_BITS(op) _mm_##op##_si128
#endif

static inline Words words_all(uint32_t word) {
#if PVS_ISA == 2
    return _mm_set1_epi64x((long long)word);
#elif PVS_ISA == 3
    return _mm256_set1_epi64x((long long)word);
#else
    return _mm512_set1_epi64((long long)word);
#endif
}

/// Vectors of ids that are worked on together: one chain of rounds leaves most of the processor waiting.
#define CHAINS (PVS_ISA == 4 ? 1 : 2)

/// One word of the block of each id: the one that scan->word_mask picks.
static void words(const PvsLookScan *scan, const uint64_t *restrict id, size_t n, uint64_t *restrict word) {
    enum { LANES = sizeof(Words) / sizeof(uint64_t) };
    const Words m0 = words_all(PVS_PHILOX_M0), m1 = words_all(PVS_PHILOX_M1);
    for (size_t i = 0; i < n; i += CHAINS * LANES) {
        Words c0[CHAINS], c1[CHAINS], c2[CHAINS], c3[CHAINS];
        for (int k = 0; k < CHAINS; ++k) {
            c0[k] = WORDS_BITS(loadu)((const Words *)(id + i + k * LANES));
            c1[k] = WORDS(srli_epi64)(c0[k], 32);
            c2[k] = words_all(scan->ordinal);
            c3[k] = words_all(PVS_LUCK_LOOK);
        }
        uint32_t key0 = scan->key[0], key1 = scan->key[1];
        for (int round = 0; round < 10; ++round) {
            for (int k = 0; k < CHAINS; ++k) {
                Words p0 = WORDS(mul_epu32)(c0[k], m0), p1 = WORDS(mul_epu32)(c2[k], m1);
                c0[k] = WORDS_BITS(xor)(WORDS(srli_epi64)(p1, 32), WORDS_BITS(xor)(c1[k], words_all(key0)));
                c2[k] = WORDS_BITS(xor)(WORDS(srli_epi64)(p0, 32), WORDS_BITS(xor)(c3[k], words_all(key1)));
                c1[k] = p1;
                c3[k] = p0;
            }
            key0 += PVS_PHILOX_W0;
            key1 += PVS_PHILOX_W1;
        }
        for (int k = 0; k < CHAINS; ++k) {
            Words low = WORDS_BITS(or)(WORDS_BITS(and)(c0[k], words_all(scan->word_mask[0])),
                                       WORDS_BITS(and)(c1[k], words_all(scan->word_mask[1])));
            Words high = WORDS_BITS(or)(WORDS_BITS(and)(c2[k], words_all(scan->word_mask[2])),
                                        WORDS_BITS(and)(c3[k], words_all(scan->word_mask[3])));
            WORDS_BITS(storeu)((Words *)(word + i + k * LANES), WORDS_BITS(or)(low, high));
        }
    }
}

#else

static void words(const PvsLookScan *scan, const uint64_t *restrict id, size_t n, uint64_t *restrict word) {
    const PvsLookScan c = *scan;
    const PvsLuck luck = {{c.key[0], c.key[1]}};
    for (size_t i = 0; i < n; ++i) {
        PvsBlock b = pvs_luck_block_inline(luck, PVS_LUCK_LOOK, id[i], c.ordinal);
        word[i] = ((b.w[0] & c.word_mask[0]) | (b.w[1] & c.word_mask[1])) |
                  ((b.w[2] & c.word_mask[2]) | (b.w[3] & c.word_mask[3]));
    }
}

#endif

#endif
