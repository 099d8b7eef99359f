// SPDX-License-Identifier: Apache-2.0
// The one layout of luck (luck.h): keys, ids and blocks of Philox4x32 (Salmon et al., SC11).
#include "luck.h"

#include "math.h"

// Stafford's finaliser number 13 (as in SplitMix64, Steele et al., 2014): a bijection of 64 bits
// that mixes all of them.
static uint64_t mix64(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

// Different odd constants keep replications, members and pairs apart.
#define PVS_SALT_SEED   0x9E3779B97F4A7C15u
#define PVS_SALT_MEMBER 0xD1342543DE82EF95u
#define PVS_SALT_PAIR   0xA0761D6478BD642Fu

// For one seed, each replication has its own key: both steps are bijections.
PvsLuck pvs_luck(uint64_t seed, uint64_t replication) {
    uint64_t key = mix64(mix64(seed + PVS_SALT_SEED) + replication);
    return (PvsLuck){{(uint32_t)key, (uint32_t)(key >> 32)}};
}

uint64_t pvs_id_of_name(const char *name, size_t n) {
    uint64_t hash = 0xCBF29CE484222325u; // FNV-1a
    for (size_t i = 0; i < n; i++) {
        hash = (hash ^ (unsigned char)name[i]) * 0x100000001B3u;
    }
    return mix64(hash);
}

uint64_t pvs_id_member(uint64_t group_id, uint64_t member) {
    return mix64(mix64(group_id + PVS_SALT_MEMBER) + member);
}

uint64_t pvs_id_pair(uint64_t a, uint64_t b) {
    return mix64(mix64(a + PVS_SALT_PAIR) + b);
}

PvsBlock pvs_philox4x32(PvsBlock counter, const uint32_t key[2], int rounds) {
    uint32_t key0 = key[0], key1 = key[1];
    for (int i = 0; i < rounds; i++) {
        pvs_philox_round(&counter.w[0], &counter.w[1], &counter.w[2], &counter.w[3], key0, key1);
        key0 += PVS_PHILOX_W0;
        key1 += PVS_PHILOX_W1;
    }
    return counter;
}

PvsBlock pvs_luck_block(PvsLuck luck, PvsPurpose purpose, uint64_t id, uint32_t ordinal) {
    return pvs_luck_block_inline(luck, purpose, id, ordinal);
}

double pvs_luck_u01(PvsLuck luck, PvsPurpose purpose, uint64_t id, uint32_t ordinal) {
    PvsBlock block = pvs_luck_block(luck, purpose, id, ordinal);
    return pvs_u01_53(block.w[0], block.w[1]);
}

double pvs_luck_normal(PvsLuck luck, PvsPurpose purpose, uint64_t id, uint32_t ordinal) {
    return pvs_normal_quantile(pvs_luck_u01(luck, purpose, id, ordinal));
}
