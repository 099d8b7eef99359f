// SPDX-License-Identifier: Apache-2.0
// The exact sum: a small superaccumulator. Each term's 53 bits are added to two of twelve 64-bit
// chunks that overlap by 32 bits, so that carries need moving once in 512 additions only. R. M.
// Neal, "Fast exact summation using small and large superaccumulators", arXiv:1505.05571 (2015).
#include "stats/exact.h"

#include <string.h>

#include "stats/exact_dd.h"

#define QUANTUM_EXPONENT (-160)
#define CHUNK_BITS       32
#define PENDING_MAX      512
#define TERM_MAX         0x1.fffffffffffffp189

// Moves what exceeds 32 bits of each chunk up to the next: all but the top one end in [0, 2^32).
// The same value always ends in the same chunks.
static void carry(PvsExact *sum) {
    int64_t up = 0;
    for (int i = 0; i < PVS_EXACT_CHUNKS - 1; i++) {
        int64_t v = sum->chunk[i] + up;
        int64_t low = (int64_t)((uint64_t)v & 0xffffffffu);
        up = (v - low) / ((int64_t)1 << CHUNK_BITS); // exact
        sum->chunk[i] = low;
    }
    sum->chunk[PVS_EXACT_CHUNKS - 1] += up;
    sum->n_pending = 0;
}

void pvs_exact_add(PvsExact *sum, double x) {
    x = x > TERM_MAX ? TERM_MAX : x < -TERM_MAX ? -TERM_MAX : x == x ? x : 0;
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int exponent = (int)(bits >> 52 & 0x7ff);
    uint64_t mantissa = bits & 0xfffffffffffffu;
    if (exponent == 0) {
        return; // zero, or far below the quantum
    }
    mantissa |= (uint64_t)1 << 52;
    int place = exponent - 1075 - QUANTUM_EXPONENT;
    if (place < 0) {
        mantissa = place > -64 ? mantissa >> -place : 0;
        place = 0;
    }
    int i = place / CHUNK_BITS, shift = place % CHUNK_BITS;
    int64_t low = (int64_t)(mantissa << shift & 0xffffffffu);
    int64_t high = (int64_t)(mantissa >> (CHUNK_BITS - shift)); // below 2^53
    int64_t sign = bits >> 63 ? -1 : 1;
    sum->chunk[i] += sign * low;
    sum->chunk[i + 1] += sign * high;
    if (++sum->n_pending >= PENDING_MAX) {
        carry(sum);
    }
}

void pvs_exact_merge(PvsExact *sum, const PvsExact *other) {
    PvsExact add = *other;
    carry(&add);
    carry(sum);
    for (int i = 0; i < PVS_EXACT_CHUNKS; i++) {
        sum->chunk[i] += add.chunk[i];
    }
    carry(sum);
}

PvsDd pvs_exact_dd(const PvsExact *sum) {
    PvsExact s = *sum;
    carry(&s);
    double sign = 1;
    if (s.chunk[PVS_EXACT_CHUNKS - 1] < 0) {
        sign = -1;
        for (int i = 0; i < PVS_EXACT_CHUNKS; i++) {
            s.chunk[i] = -s.chunk[i];
        }
        carry(&s);
    }
    PvsDd total = {0, 0};
    double weight = 0x1p192;                                             // of the top chunk
    for (int i = PVS_EXACT_CHUNKS - 1; i >= 0; i--, weight *= 0x1p-32) { // from the largest down
        if (s.chunk[i] != 0) {
            total = pvs_dd_add(total, pvs_dd_of((double)s.chunk[i] * weight));
        }
    }
    return (PvsDd){sign * total.hi, sign * total.lo};
}

double pvs_exact_value(const PvsExact *sum) {
    return pvs_dd_value(pvs_exact_dd(sum));
}
