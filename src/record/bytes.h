// SPDX-License-Identifier: Apache-2.0
// Private to record/: little-endian integers and varints (LEB128), written and read byte by byte.
#ifndef PVS_RECORD_BYTES_H
#define PVS_RECORD_BYTES_H

#include <stddef.h>
#include <stdint.h>

static inline void pvs_put_u32(uint8_t *p, uint32_t v) {
    for (int i = 0; i < 4; i++) {
        p[i] = (uint8_t)(v >> (8 * i));
    }
}

static inline void pvs_put_u64(uint8_t *p, uint64_t v) {
    for (int i = 0; i < 8; i++) {
        p[i] = (uint8_t)(v >> (8 * i));
    }
}

static inline uint32_t pvs_get_u32(const uint8_t *p) {
    uint32_t v = 0;
    for (int i = 0; i < 4; i++) {
        v |= (uint32_t)p[i] << (8 * i);
    }
    return v;
}

static inline uint64_t pvs_get_u64(const uint8_t *p) {
    uint64_t v = 0;
    for (int i = 0; i < 8; i++) {
        v |= (uint64_t)p[i] << (8 * i);
    }
    return v;
}

/// Seven bits a byte, lowest first; at most 10 bytes. Returns the bytes written.
static inline size_t pvs_put_varint(uint8_t *p, uint64_t v) {
    size_t n = 0;
    while (v >= 0x80) {
        p[n++] = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    p[n++] = (uint8_t)v;
    return n;
}

/// Returns the bytes used; 0 when the varint does not end within n bytes, is longer than 64 bits or
/// longer than it need be (one value has one encoding).
static inline size_t pvs_get_varint(const uint8_t *p, size_t n, uint64_t *v) {
    uint64_t value = 0;
    for (size_t i = 0; i < n && i < 10; i++) {
        uint64_t bits = p[i] & 0x7f;
        if (i == 9 && bits > 1) {
            return 0;
        }
        value |= bits << (7 * i);
        if (!(p[i] & 0x80)) {
            if (i > 0 && p[i] == 0) {
                return 0;
            }
            *v = value;
            return i + 1;
        }
    }
    return 0;
}

#endif
