// SPDX-License-Identifier: Apache-2.0
// Bit fields of big-endian octets. A field has at most 64 bits and may begin anywhere.
#ifndef PVS_ASTERIX_BITS_H
#define PVS_ASTERIX_BITS_H

#include <stddef.h>
#include <stdint.h>

/// The n bits (1 to 64) that begin at bit `at`, counted from the highest bit of bytes[0].
static inline uint64_t bits_read(const uint8_t *bytes, size_t at, unsigned n) {
    uint64_t value = 0;
    while (n > 0) {
        unsigned in_octet = 8u - (unsigned)(at & 7), take = n < in_octet ? n : in_octet;
        unsigned piece = bytes[at >> 3] >> (in_octet - take) & ((1u << take) - 1);
        value = value << take | piece;
        at += take;
        n -= take;
    }
    return value;
}

/// Ors the low n bits of `value` into zeroed bytes.
static inline void bits_write(uint8_t *bytes, size_t at, unsigned n, uint64_t value) {
    while (n > 0) {
        unsigned in_octet = 8u - (unsigned)(at & 7), take = n < in_octet ? n : in_octet;
        unsigned piece = (unsigned)(value >> (n - take)) & ((1u << take) - 1);
        bytes[at >> 3] |= (uint8_t)(piece << (in_octet - take));
        at += take;
        n -= take;
    }
}

#endif
