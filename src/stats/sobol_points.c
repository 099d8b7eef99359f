// SPDX-License-Identifier: Apache-2.0
// Sobol's sequence: in each dimension, bit k of the index turns on a direction; directions follow from
// a primitive polynomial by Bratley and Fox's recurrence (Algorithm 659, ACM TOMS 14, 1988). Points
// are taken in the order of their index (no Gray code), so that each stands by itself.
#include <math.h>

#include "base/arena.h"
#include "stats/joe_kuo.h"
#include "stats/points.h"

#define BITS        32
#define ID_SCRAMBLE 0x736f626fu // names these draws among those of the purpose DESIGN
#define ID_SHUFFLE  0x73687566u
#define ID_BEYOND   0x62657965u

static void directions(size_t dim, uint32_t v[BITS]) {
    if (dim == 0) {
        for (int k = 0; k < BITS; k++) {
            v[k] = (uint32_t)1 << (BITS - 1 - k);
        }
        return;
    }
    const uint16_t *row = pvs_joe_kuo[dim - 1];
    int degree = row[0];
    for (int k = 0; k < BITS; k++) {
        if (k < degree) {
            v[k] = (uint32_t)row[2 + k] << (BITS - 1 - k);
            continue;
        }
        v[k] = v[k - degree] ^ v[k - degree] >> degree;
        for (int j = 1; j < degree; j++) {
            if (row[1] >> (degree - 1 - j) & 1) {
                v[k] ^= v[k - j];
            }
        }
    }
}

static uint32_t combine(const uint32_t v[BITS], uint32_t index) {
    uint32_t x = 0;
    for (int k = 0; index; k++, index >>= 1) {
        x ^= index & 1 ? v[k] : 0;
    }
    return x;
}

uint32_t pvs_sobol_bits(size_t dim, uint32_t index) {
    uint32_t v[BITS];
    if (dim >= PVS_SOBOL_DIMS) {
        return 0;
    }
    directions(dim, v);
    return combine(v, index);
}

PvsStatus pvs_sobol_points_init(PvsSobolPoints *s, size_t n_dims, PvsLuck luck) {
    *s = (PvsSobolPoints){.n_dims = n_dims, .luck = luck};
    size_t n = n_dims < PVS_SOBOL_DIMS ? n_dims : PVS_SOBOL_DIMS;
    s->direction = pvs_alloc((n ? n : 1) * BITS * sizeof *s->direction);
    if (!s->direction) {
        return PVS_NO_MEMORY;
    }
    for (size_t d = 0; d < n; d++) {
        directions(d, s->direction + d * BITS);
    }
    return PVS_OK;
}

void pvs_sobol_points_free(PvsSobolPoints *s) {
    pvs_free(s->direction);
    *s = (PvsSobolPoints){0};
}

static uint32_t reverse(uint32_t x) {
    x = x << 16 | x >> 16;
    x = (x & 0x00ff00ffu) << 8 | (x & 0xff00ff00u) >> 8;
    x = (x & 0x0f0f0f0fu) << 4 | (x & 0xf0f0f0f0u) >> 4;
    x = (x & 0x33333333u) << 2 | (x & 0xccccccccu) >> 2;
    return (x & 0x55555555u) << 1 | (x & 0xaaaaaaaau) >> 1;
}

// Each bit is turned or not as a hash of the bits above it says: that is a nested scramble. On reversed
// bits "above" is "below", which is how carries run in sums and products with even factors.
static uint32_t owen(uint32_t x, uint32_t seed) {
    x = reverse(x);
    x ^= x * 0x3d20adeau;
    x += seed;
    x *= (seed >> 16) | 1;
    x ^= x * 0x05526c56u;
    x ^= x * 0x53a22864u;
    return reverse(x);
}

double pvs_sobol_point_copy(const PvsSobolPoints *s, uint32_t copy, uint32_t index, size_t dim) {
    uint64_t id = pvs_id_member(dim < PVS_SOBOL_DIMS ? ID_SCRAMBLE : ID_BEYOND, dim);
    if (dim >= PVS_SOBOL_DIMS) {
        return pvs_luck_u01(s->luck, PVS_LUCK_DESIGN, pvs_id_member(id, copy), index);
    }
    if (copy > 0) { // a scramble of the index takes the same block of points in another order
        index = owen(index, pvs_luck_block(s->luck, PVS_LUCK_DESIGN, ID_SHUFFLE, copy).w[0]);
    }
    PvsBlock key = pvs_luck_block(s->luck, PVS_LUCK_DESIGN, id, copy);
    return pvs_u01_32(owen(combine(s->direction + dim * BITS, index), key.w[0]));
}

double pvs_sobol_point(const PvsSobolPoints *s, uint32_t index, size_t dim) {
    return pvs_sobol_point_copy(s, 0, index, dim);
}
