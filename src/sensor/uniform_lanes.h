// SPDX-License-Identifier: Apache-2.0
// Included by look_kernel.c alone: one word of Philox4x32-10 for many ids. Compilers do not find
// the instruction that multiplies two 32-bit words in 64-bit lanes, so it is named here; the words
// are those of pvs_luck_block, which the portable build calls, and a test compares them. A lane
// carries one word of the state in its low half; what stands in the high half is never read, which
// saves every mask.
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

#define CHAINS                                                                                     \
    (PVS_ISA == 4                                                                                  \
         ? 1                                                                                       \
         : 2) ///< vectors side by side: the rounds of one alone would wait for each other

typedef struct {
    Words c0[CHAINS], c1[CHAINS], c2[CHAINS], c3[CHAINS];
} State;

/// Keeps gcc from regrouping a ^ b ^ c so that the late operand comes in first; no instruction.
/// clang does not regroup.
PVS_INLINE void settled(Words *x) {
#if defined(__GNUC__) && !defined(__clang__)
    __asm__("" : "+v"(*x));
#else
    (void)x;
#endif
}

PVS_INLINE void round_of(State *c, const uint32_t *key) {
    const Words m0 = words_all(PVS_PHILOX_M0), m1 = words_all(PVS_PHILOX_M1);
    const Words k0 = words_all(key[0]), k1 = words_all(key[1]);
    for (int k = 0; k < CHAINS; ++k) {
        Words p0 = WORDS(mul_epu32)(c->c0[k], m0), p1 = WORDS(mul_epu32)(c->c2[k], m1);
        Words x0 = WORDS_BITS(xor)(c->c1[k], k0), x1 = WORDS_BITS(xor)(c->c3[k], k1);
        settled(&x0);
        settled(&x1);
        c->c0[k] = WORDS_BITS(xor)(WORDS(srli_epi64)(p1, 32), x0);
        c->c2[k] = WORDS_BITS(xor)(WORDS(srli_epi64)(p0, 32), x1);
        c->c1[k] = p1;
        c->c3[k] = p0;
    }
}

enum { PER_VECTOR = sizeof(Words) / sizeof(uint64_t) };

PVS_INLINE State rounds_of(const PvsLookScan *scan, const uint64_t *restrict id) {
    const uint32_t(*key)[2] = scan->round_key;
    State c;
    for (int k = 0; k < CHAINS; ++k) {
        c.c0[k] = WORDS_BITS(loadu)((const Words *)(id + k * PER_VECTOR));
        c.c1[k] = WORDS(srli_epi64)(c.c0[k], 32);
        c.c2[k] = words_all(scan->ordinal);
        c.c3[k] = words_all(PVS_LUCK_LOOK);
    }
    round_of(&c, key[0]);
    round_of(&c, key[1]);
    round_of(&c, key[2]);
    round_of(&c, key[3]);
    round_of(&c, key[4]);
    round_of(&c, key[5]);
    round_of(&c, key[6]);
    round_of(&c, key[7]);
    round_of(&c, key[8]);
    round_of(&c, key[9]);
    return c;
}

PVS_INLINE void put_words(uint64_t *restrict to, const Words from[CHAINS]) {
    const Words low_half = words_all(UINT32_MAX);
    for (int k = 0; k < CHAINS; ++k) {
        WORDS_BITS(storeu)((Words *)(to + k * PER_VECTOR), WORDS_BITS(and)(from[k], low_half));
    }
}

/// `which` is a constant where it is inlined: what the last round need not make is left out.
PVS_INLINE void words_of(const PvsLookScan *scan, const uint64_t *restrict id, size_t n,
                         uint64_t *restrict word, const int which) {
    for (size_t i = 0; i < n; i += (size_t)CHAINS * PER_VECTOR) {
        State c = rounds_of(scan, id + i);
        put_words(word + i, which == 0 ? c.c0 : which == 1 ? c.c1 : which == 2 ? c.c2 : c.c3);
    }
}

/// All four words of the block of each id. n is a multiple of 8.
static void all_words(const PvsLookScan *scan, const uint64_t *restrict id, size_t n,
                      uint64_t *restrict word, uint64_t more[3][PVS_LOOK_BLOCK]) {
    for (size_t i = 0; i < n; i += (size_t)CHAINS * PER_VECTOR) {
        State c = rounds_of(scan, id + i);
        put_words(word + i, c.c0);
        put_words(more[0] + i, c.c1);
        put_words(more[1] + i, c.c2);
        put_words(more[2] + i, c.c3);
    }
}

#else

PVS_INLINE void words_of(const PvsLookScan *scan, const uint64_t *restrict id, size_t n,
                         uint64_t *restrict word, const int which) {
    const PvsLuck luck = {{scan->round_key[0][0], scan->round_key[0][1]}};
    const uint32_t ordinal = scan->ordinal;
    for (size_t i = 0; i < n; ++i) {
        word[i] = pvs_luck_block_inline(luck, PVS_LUCK_LOOK, id[i], ordinal).w[which];
    }
}

static void all_words(const PvsLookScan *scan, const uint64_t *restrict id, size_t n,
                      uint64_t *restrict word, uint64_t more[3][PVS_LOOK_BLOCK]) {
    const PvsLuck luck = {{scan->round_key[0][0], scan->round_key[0][1]}};
    const uint32_t ordinal = scan->ordinal;
    for (size_t i = 0; i < n; ++i) {
        PvsBlock block = pvs_luck_block_inline(luck, PVS_LUCK_LOOK, id[i], ordinal);
        word[i] = block.w[0];
        more[0][i] = block.w[1];
        more[1][i] = block.w[2];
        more[2][i] = block.w[3];
    }
}

#endif

/// Word number scan->which of the block of each id. n is a multiple of 8.
static void words(const PvsLookScan *scan, const uint64_t *restrict id, size_t n,
                  uint64_t *restrict word) {
    switch (scan->which) {
    case 0:
        words_of(scan, id, n, word, 0);
        break;
    case 1:
        words_of(scan, id, n, word, 1);
        break;
    case 2:
        words_of(scan, id, n, word, 2);
        break;
    default:
        words_of(scan, id, n, word, 3);
        break;
    }
}

#endif
