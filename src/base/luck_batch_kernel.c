// SPDX-License-Identifier: Apache-2.0
// Philox over many ids. With AVX2 it is written out in intrinsics, because gcc 12 spends three
// times the time on shuffles that only move the halves of 64-bit products (7.2 ns a block against
// 2.5): here a word lives in the low half of a 64-bit lane, and what gathers in the high half is
// never read. All integers: every form gives the same bits.
#include "luck_batch.h"

#define NAME_OF(isa)   pvs_luck_u01_batch_isa##isa
#define NAME_FOR(isa)  NAME_OF(isa)
#define PVS_LUCK_BATCH NAME_FOR(PVS_ISA)

static void plain(PvsLuck luck, PvsPurpose purpose, const uint64_t *restrict id, uint32_t ordinal,
                  int word, size_t n, double *restrict u) {
    for (size_t i = 0; i < n; i++) {
        PvsBlock block = pvs_luck_block_inline(luck, purpose, id[i], ordinal);
        uint32_t low = word & 1 ? block.w[1] : block.w[0];
        uint32_t high = word & 1 ? block.w[3] : block.w[2];
        u[i] = pvs_u01_32(word & 2 ? high : low);
    }
}

#if PVS_ISA >= 3

#include <immintrin.h>

// Four blocks, a word of each in a 64-bit lane.
typedef struct {
    __m256i a, b, c, d;
} Lanes;

static inline Lanes philox_round4(Lanes x, uint32_t key0, uint32_t key1) {
    __m256i p0 = _mm256_mul_epu32(x.a, _mm256_set1_epi64x(PVS_PHILOX_M0));
    __m256i p1 = _mm256_mul_epu32(x.c, _mm256_set1_epi64x(PVS_PHILOX_M1));
    __m256i k0 = _mm256_set1_epi64x(key0), k1 = _mm256_set1_epi64x(key1);
    return (Lanes){
        .a = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(p1, 32), x.b), k0),
        .b = p1,
        .c = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(p0, 32), x.d), k1),
        .d = p0,
    };
}

void PVS_LUCK_BATCH(PvsLuck luck, PvsPurpose purpose, const uint64_t *id, uint32_t ordinal,
                    int word, size_t n, double *u) {
    size_t n_whole = n & ~(size_t)3;
    for (size_t i = 0; i < n_whole; i += 4) {
        __m256i ids = _mm256_loadu_si256((const __m256i *)(const void *)(id + i));
        Lanes x = {ids, _mm256_srli_epi64(ids, 32), _mm256_set1_epi64x(ordinal),
                   _mm256_set1_epi64x(purpose)};
        uint32_t key0 = luck.key[0], key1 = luck.key[1];
#pragma GCC unroll 10
        for (int round = 0; round < 10; round++) {
            x = philox_round4(x, key0, key1);
            key0 += PVS_PHILOX_W0;
            key1 += PVS_PHILOX_W1;
        }
        __m256i w = word & 2 ? (word & 1 ? x.d : x.c) : (word & 1 ? x.b : x.a);
        // The word in the mantissa of 2^52 + w, minus 2^52: AVX2's way from integer to double.
        __m256d magic = _mm256_set1_pd(0x1p52);
        w = _mm256_and_si256(w, _mm256_set1_epi64x(0xffffffff));
        __m256d real = _mm256_sub_pd(
            _mm256_castsi256_pd(_mm256_or_si256(w, _mm256_castpd_si256(magic))), magic);
        real = _mm256_mul_pd(_mm256_add_pd(real, _mm256_set1_pd(0.5)), _mm256_set1_pd(0x1p-32));
        _mm256_storeu_pd(u + i, real);
    }
    plain(luck, purpose, id + n_whole, ordinal, word, n - n_whole, u + n_whole);
}

#else

void PVS_LUCK_BATCH(PvsLuck luck, PvsPurpose purpose, const uint64_t *id, uint32_t ordinal,
                    int word, size_t n, double *u) {
    plain(luck, purpose, id, ordinal, word, n, u);
}

#endif
