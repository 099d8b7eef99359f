// SPDX-License-Identifier: Apache-2.0
// Luck: every random number of a battle, as a pure function of what it means. (Rule 3 of the
// house.)
//
// The one layout, written here and nowhere else:
//
//     Philox4x32-10   key     = 64 bits mixed from (seed, replication)
//                     counter = { id low 32, id high 32, ordinal, purpose }
//
// `id` is a 64-bit hash made from stable names (one name, or an ordered pair of names mixed);
// `ordinal` counts within that meaning (scan index / 4, ordinal of a shot); `purpose` says what is
// drawn. So results are bit-identical on any number of threads, and two designs share as much luck
// as they can.
#ifndef PVS_BASE_LUCK_H
#define PVS_BASE_LUCK_H

#include <stddef.h>
#include <stdint.h>

// One line a purpose: name, what is drawn, what the id is made from, what the ordinal counts.
#define PVS_PURPOSE_TABLE(X)                                                                       \
    X(LOOK, "detection at a look", "radar x threat",                                               \
      "scan index / 4 (the word is scan index % 4)")                                               \
    X(PLOT, "measurement errors of a plot", "radar x threat", "scan index")                        \
    X(TRACK, "time-correlated errors of a statistical track", "post x track luck", "knot index")   \
    X(MEMBER, "chance values of a raid member", "member", "which value")                           \
    X(CLASS, "armed or decoy, aim point of a member", "group", "place in the sequence")            \
    X(RELIABILITY, "breaks down, and where", "member", "0")                                        \
    X(IDENTIFY, "identification of a track", "post x track luck", "ordinal")                       \
    X(CREW, "a human or mechanical time", "post or unit x track luck", "ordinal x stage")          \
    X(HANDOVER, "hand-over to the engagement radar", "unit x track luck",                          \
      "ordinal of the attempt")                                                                    \
    X(KILL, "a kill", "threat x round type", "ordinal of the shot at that threat")                 \
    X(ASSESS, "kill assessment", "unit x track luck", "ordinal of the salvo")                      \
    X(SOFT_KILL, "loss of navigation in an area", "area x threat", "0")                            \
    X(IMPACT, "where a threat comes down", "member", "0")                                          \
    X(LINK, "loss of a message on a link", "link x track luck", "ordinal")                         \
    X(SHARED, "shared effects: night, unit, lot, threat, salvo", "what shares it", "which effect") \
    X(AVAILABILITY, "whether a unit works tonight", "unit", "0")                                   \
    X(FALSE_PLOT, "false plots of a scan", "radar", "scan index")                                  \
    X(PHASE, "where a radar's beam stands at time 0", "radar", "0")                                \
    X(TEST, "tests and synthetic data", "any", "any")                                              \
    X(DAMAGE, "a kill is hard, or leaves a damaged threat", "threat x round type",                 \
      "ordinal of the shot at that threat")                                                        \
    X(DESIGN, "points of a design, resamples of an estimate", "dimension or method",               \
      "point or resample")

typedef enum {
#define X(name, what, id, ordinal) PVS_LUCK_##name,
    PVS_PURPOSE_TABLE(X)
#undef X
        PVS_LUCK_N_PURPOSES
} PvsPurpose;

/// The key of one replication. A value; make it with pvs_luck.
typedef struct {
    uint32_t key[2];
} PvsLuck;

PvsLuck pvs_luck(uint64_t seed, uint64_t replication);

/// 64-bit hash of a name (n bytes), stable for ever; the source of every id. (Wyhash-free: FNV-1a
/// then a finaliser.)
uint64_t pvs_id_of_name(const char *name, size_t n);
/// Id of a numbered member of a named group: the same as the id of "group/k" is not promised;
/// stable for ever.
uint64_t pvs_id_member(uint64_t group_id, uint64_t member);
/// Id of an ordered pair of ids.
uint64_t pvs_id_pair(uint64_t a, uint64_t b);

/// Four 32-bit words.
typedef struct {
    uint32_t w[4];
} PvsBlock;

PvsBlock pvs_luck_block(PvsLuck luck, PvsPurpose purpose, uint64_t id, uint32_t ordinal);

/// Philox4x32 itself, `rounds` in {7, 10}: known answers in tests/base.
PvsBlock pvs_philox4x32(PvsBlock counter, const uint32_t key[2], int rounds);

/// Uniform in (0, 1): (w + 1/2) / 2^32; and an odd multiple of 2^-53, from 26 bits of each of two
/// words. Never 0 and never 1.
static inline double pvs_u01_32(uint32_t w) {
    return ((double)w + 0.5) * 0x1p-32;
}
static inline double pvs_u01_53(uint32_t hi, uint32_t lo) {
    return ((double)(hi >> 6) * 67108864.0 + (double)(lo >> 6) + 0.5) * 0x1p-52;
}

/// uniform, 53 bits
double pvs_luck_u01(PvsLuck luck, PvsPurpose purpose, uint64_t id, uint32_t ordinal);
/// N(0, 1), by inversion
double pvs_luck_normal(PvsLuck luck, PvsPurpose purpose, uint64_t id, uint32_t ordinal);

/// Uniforms of n ids in one call: u[i] = pvs_u01_32 of word `word` (0..3) of the block of (purpose,
/// id[i], ordinal). The same bits for every `isa` (pvs_isa_best); 2.5 ns each with AVX2.
void pvs_luck_u01_batch(int isa, PvsLuck luck, PvsPurpose purpose, const uint64_t *id,
                        uint32_t ordinal, int word, size_t n, double *u);

#include "luck_kernels.h" // pvs_luck_block_inline, pvs_philox_inline: for vector loops

#endif
