// SPDX-License-Identifier: Apache-2.0
// The canonical encoding of an event, field by field: the same bytes in every record and under
// every hash.
#include <string.h>

#include "record/bytes.h"
#include "record/meta.h"

static uint64_t zigzag(int64_t v) {
    return ((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0);
}

static int64_t unzigzag(uint64_t u) {
    return (int64_t)(u >> 1) ^ -(int64_t)(u & 1);
}

static uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return x == x ? bits : 0x7ff8000000000000u; // one NaN, whatever made it
}

size_t pvs_event_encode(const PvsEvent *event, uint8_t out[PVS_EVENT_BYTES_MAX]) {
    const PvsEventInfo *info = pvs_event_info((PvsEventKind)event->kind);
    uint8_t *p = out;
    *p++ = event->kind;
    p += pvs_put_varint(p, zigzag(event->t));
    for (int i = 0; i < info->n_ids; i++) {
        p += pvs_put_varint(p, (uint32_t)(event->id[i] + 1u));
    }
    for (int i = 0; i < info->n_numbers; i++, p += 8) {
        pvs_put_u64(p, bits_of(event->x[i]));
    }
    return (size_t)(p - out);
}

// `kinds` gives this program's kind for each kind of the data.
static size_t decode(const uint8_t *kinds, unsigned n_kinds, const uint8_t *data, size_t n,
                     PvsEvent *event) {
    memset(event, 0, sizeof *event);
    if (n == 0 || data[0] >= n_kinds) {
        return 0;
    }
    event->kind = kinds ? kinds[data[0]] : data[0];
    const PvsEventInfo *info = pvs_event_info((PvsEventKind)event->kind);
    size_t at = 1;
    uint64_t value;
    size_t used = pvs_get_varint(data + at, n - at, &value);
    if (used == 0) {
        return 0;
    }
    at += used;
    event->t = unzigzag(value);
    for (int i = 0; i < info->n_ids; i++) {
        used = pvs_get_varint(data + at, n - at, &value);
        if (used == 0 || value > UINT32_MAX) {
            return 0;
        }
        at += used;
        event->id[i] = (uint32_t)value - 1u;
    }
    if ((size_t)info->n_numbers * 8 > n - at) {
        return 0;
    }
    for (int i = 0; i < info->n_numbers; i++, at += 8) {
        uint64_t bits = pvs_get_u64(data + at);
        memcpy(&event->x[i], &bits, sizeof bits);
        if (bits_of(event->x[i]) != bits) {
            return 0; // a NaN in another coat: one value has one encoding
        }
    }
    return at;
}

size_t pvs_event_decode(const uint8_t *data, size_t n, PvsEvent *event) {
    return decode(NULL, PVS_N_EVENT_KINDS, data, n, event);
}

size_t pvs_event_decode_mapped(const PvsMetaMap *map, const uint8_t *data, size_t n,
                               PvsEvent *event) {
    return decode(map->kinds, map->n_kinds, data, n, event);
}

// Four bits at a time: sixteen constants, fast enough for records.
uint32_t pvs_crc32(uint32_t crc, const void *data, size_t n) {
    static const uint32_t table[16] = {
        0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
        0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
        0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
    };
    const uint8_t *p = data;
    crc = ~crc;
    for (size_t i = 0; i < n; i++) {
        crc ^= p[i];
        crc = (crc >> 4) ^ table[crc & 15];
        crc = (crc >> 4) ^ table[crc & 15];
    }
    return ~crc;
}
