// SPDX-License-Identifier: Apache-2.0
// How the tables of categories are written: one line a field, in the order of the bits.
#ifndef PVS_ASTERIX_TABLES_H
#define PVS_ASTERIX_TABLES_H

#include "asterix.h"

// A plain number, an unsigned and a signed quantity, codes and text.
#define N(name, bits)                                                                              \
    { name, bits, PVS_ASTERIX_UINT, 1.0, "" }
#define U(name, bits, scale, unit)                                                                 \
    { name, bits, PVS_ASTERIX_UINT, scale, unit }
#define S(name, bits, scale, unit)                                                                 \
    { name, bits, PVS_ASTERIX_SINT, scale, unit }
#define OCTAL(name, bits)                                                                          \
    { name, bits, PVS_ASTERIX_OCTAL, 1.0, "" }
#define HEX(name, bits)                                                                            \
    { name, bits, PVS_ASTERIX_HEX, 1.0, "" }
#define ICAO(name, bits)                                                                           \
    { name, bits, PVS_ASTERIX_ICAO, 1.0, "" }
#define ASCII(name, bits)                                                                          \
    { name, bits, PVS_ASTERIX_ASCII, 1.0, "" }
#define SPARE(bits)                                                                                \
    { "spare", bits, PVS_ASTERIX_SPARE, 1.0, "" }
#define FX                                                                                         \
    { "FX", 1, PVS_ASTERIX_FX, 1.0, "" }

#define FIELDS(...)                                                                                \
    (const PvsAsterixField[]) {                                                                    \
        __VA_ARGS__, {                                                                             \
            NULL, 0, 0, 0.0, NULL                                                                  \
        }                                                                                          \
    }
#define END                                                                                        \
    { "END", NULL, 0, NULL, NULL }

/// Whether a list of items ends here.
static inline bool asterix_is_end(const PvsAsterixItem *item) {
    return item->id && !item->title;
}

#define FIXED(id, title, ...)                                                                      \
    { id, title, PVS_ASTERIX_FIXED, FIELDS(__VA_ARGS__), NULL }
#define EXTENDED(id, title, ...)                                                                   \
    { id, title, PVS_ASTERIX_EXTENDED, FIELDS(__VA_ARGS__), NULL }
#define REPETITIVE(id, title, ...)                                                                 \
    { id, title, PVS_ASTERIX_REPETITIVE, FIELDS(__VA_ARGS__), NULL }
#define REPETITIVE_FX(id, title, ...)                                                              \
    { id, title, PVS_ASTERIX_REPETITIVE_FX, FIELDS(__VA_ARGS__), NULL }
#define COMPOUND(id, title, ...)                                                                   \
    {                                                                                              \
        id, title, PVS_ASTERIX_COMPOUND, NULL, (const PvsAsterixItem[]) {                          \
            __VA_ARGS__, END                                                                       \
        }                                                                                          \
    }
#define EXPLICIT(id, title)                                                                        \
    { id, title, PVS_ASTERIX_EXPLICIT, FIELDS({"", 8, PVS_ASTERIX_BYTES, 1.0, ""}), NULL }
#define NOTHING                                                                                    \
    { NULL, NULL, 0, NULL, NULL } // a spare place of a profile

// Units and steps that many items share.
#define TIME_OF_DAY           N_128TH("", 24)
#define N_128TH(name, bits)   U(name, bits, 1.0 / 128, "s")
#define TURN(name, bits)      U(name, bits, 360.0 / (double)(1ull << (bits)), "deg")
#define NMI_PER_S(name, bits) U(name, bits, 1.0 / 16384, "NM/s")
#define AGE(id, title)        FIXED(id, title, U("", 8, 0.25, "s"))
#define SOURCE                FIXED("010", "data source identifier", N("SAC", 8), N("SIC", 8))

/// Whether `path` begins with `name` up to its end or a slash; then *rest is what follows.
bool asterix_path_step(const char *path, const char *name, const char **rest);
/// Place of a field by name in a list; -1 when it has none of it.
int asterix_field_place(const PvsAsterixField *fields, const char *name);

extern const PvsAsterixCategory pvs_asterix_cat001, pvs_asterix_cat002, pvs_asterix_cat021,
    pvs_asterix_cat034, pvs_asterix_cat048, pvs_asterix_cat062, pvs_asterix_cat065;

#endif
