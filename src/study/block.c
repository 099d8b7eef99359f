// SPDX-License-Identifier: Apache-2.0
// Blocks: columns of mostly small whole numbers, so that a column is one byte when it is constant, varints when it is whole, and raw doubles else.
#include "study/block.h"

#include <math.h>
#include <string.h>

#include "record/record.h"

#define MAGIC      "PVSBLK1\n"
#define WHOLE_MAX  9007199254740992.0 ///< 2^53
#define TEXT_MAX   256u
#define ROWS_MAX   (1u << 24)
#define COLUMN_MAX (1u << 24)

enum { COLUMN_ZERO, COLUMN_CONSTANT, COLUMN_WHOLE, COLUMN_RAW };

// --- writing ---------------------------------------------------------------------------------------

static void put_bytes(PvsStr *out, uint64_t value, int n) {
    char bytes[8];
    for (int i = 0; i < n; i++) {
        bytes[i] = (char)(value >> (8 * i));
    }
    pvs_str_add(out, bytes, (size_t)n);
}

static void put_varint(PvsStr *out, uint64_t value) {
    char bytes[10];
    size_t n = 0;
    do {
        bytes[n++] = (char)((value & 127) | (value > 127 ? 128 : 0));
        value >>= 7;
    } while (value);
    pvs_str_add(out, bytes, n);
}

static void put_double(PvsStr *out, double value) {
    uint64_t bits;
    memcpy(&bits, &value, 8);
    put_bytes(out, bits, 8);
}

static void put_text(PvsStr *out, const char *text) {
    size_t n = strlen(text);
    put_bytes(out, n, 4);
    pvs_str_add(out, text, n);
}

static bool is_whole(double x) {
    return x >= 0 && x < WHOLE_MAX && x == floor(x) && !(x == 0 && signbit(x));
}

static void put_column(PvsStr *out, const double *first, uint32_t n, uint32_t stride) {
    bool whole = true, constant = true;
    for (uint32_t i = 0; i < n; i++) {
        double x = first[(size_t)i * stride];
        whole = whole && is_whole(x);
        constant = constant && memcmp(&x, first, 8) == 0;
    }
    int how = constant ? (n && *first == 0 && whole ? COLUMN_ZERO : COLUMN_CONSTANT)
              : whole  ? COLUMN_WHOLE
                       : COLUMN_RAW;
    put_bytes(out, (uint64_t)how, 1);
    if (how == COLUMN_CONSTANT) {
        put_double(out, n ? *first : 0);
    }
    for (uint32_t i = 0; i < n && how >= COLUMN_WHOLE; i++) {
        double x = first[(size_t)i * stride];
        if (how == COLUMN_WHOLE) {
            put_varint(out, (uint64_t)x);
        } else {
            put_double(out, x);
        }
    }
}

void pvs_block_encode(const PvsBlockHead *head, const double *rows, const double *series,
                      PvsStr *out) {
    PvsStr inner = {0};
    put_text(&inner, head->version);
    put_text(&inner, head->study);
    put_bytes(&inner, head->seed, 8);
    put_bytes(&inner, head->layout, 8);
    put_bytes(&inner, head->point, 4);
    put_bytes(&inner, head->first, 8);
    put_bytes(&inner, head->n, 4);
    put_bytes(&inner, head->n_columns, 4);
    put_bytes(&inner, head->n_series, 4);
    pvs_str_add(out, MAGIC, 8);
    put_bytes(out, inner.n, 4);
    pvs_str_add(out, inner.text, inner.n);
    out->failed = out->failed || inner.failed;
    pvs_str_free(&inner);
    for (uint32_t c = 0; c < head->n_columns; c++) {
        put_column(out, rows + c, head->n, head->n_columns);
    }
    for (uint32_t c = 0; c < head->n_series; c++) {
        put_column(out, series + c, head->n, head->n_series);
    }
    put_bytes(out, pvs_crc32(0, out->text, out->n), 4);
}

// --- reading ---------------------------------------------------------------------------------------

typedef struct {
    const unsigned char *at, *end;
    bool bad;
} Reader;

static uint64_t take_bytes(Reader *r, int n) {
    uint64_t value = 0;
    if (r->bad || r->end - r->at < n) {
        r->bad = true;
        return 0;
    }
    for (int i = 0; i < n; i++) {
        value |= (uint64_t)r->at[i] << (8 * i);
    }
    r->at += n;
    return value;
}

static uint64_t take_varint(Reader *r) {
    uint64_t value = 0;
    for (int shift = 0; shift < 64 && r->at < r->end; shift += 7) {
        unsigned char byte = *r->at++;
        value |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) {
            return value;
        }
    }
    r->bad = true;
    return 0;
}

static double take_double(Reader *r) {
    uint64_t bits = take_bytes(r, 8);
    double value;
    memcpy(&value, &bits, 8);
    return value;
}

// Texts are followed by more header, so that their ends are known; they are compared, not kept.
static bool take_text(Reader *r, char *buf) {
    uint64_t n = take_bytes(r, 4);
    if (r->bad || n >= TEXT_MAX || (uint64_t)(r->end - r->at) < n) {
        r->bad = true;
        return false;
    }
    memcpy(buf, r->at, n);
    buf[n] = '\0';
    r->at += n;
    return true;
}

PvsBlockState pvs_block_head(const void *data, size_t n, PvsBlockHead *head, char *why) {
    const unsigned char *bytes = data;
    *head = (PvsBlockHead){0};
    if (n < 16 || memcmp(bytes, MAGIC, 8) != 0) {
        pvs_text_printf(why, 160, n < 16 ? "it is cut short" : "it does not begin as a block does");
        return PVS_BLOCK_DAMAGED;
    }
    Reader tail = {bytes + n - 4, bytes + n, false};
    uint32_t crc = (uint32_t)take_bytes(&tail, 4), got = pvs_crc32(0, bytes, n - 4);
    if (crc != got) {
        pvs_text_printf(why, 160, "its checksum is %08x; %08x is written in it", got, crc);
        return PVS_BLOCK_DAMAGED;
    }
    Reader r = {bytes + 8, bytes + n - 4, false};
    uint64_t size = take_bytes(&r, 4);
    if (size > (uint64_t)(r.end - r.at)) {
        r.bad = true;
    }
    bool ok = take_text(&r, head->version) && take_text(&r, head->study);
    head->seed = take_bytes(&r, 8);
    head->layout = take_bytes(&r, 8);
    head->point = (uint32_t)take_bytes(&r, 4);
    head->first = take_bytes(&r, 8);
    head->n = (uint32_t)take_bytes(&r, 4);
    head->n_columns = (uint32_t)take_bytes(&r, 4);
    head->n_series = (uint32_t)take_bytes(&r, 4);
    if (!ok || r.bad || head->n > ROWS_MAX || head->n_columns > COLUMN_MAX ||
        head->n_series > COLUMN_MAX) {
        pvs_text_printf(why, 160, "its header makes no sense");
        return PVS_BLOCK_DAMAGED;
    }
    head->body = (size_t)(r.at - bytes);
    return PVS_BLOCK_WHOLE;
}

static void take_column(Reader *r, double *first, uint32_t n, uint32_t stride) {
    uint64_t how = take_bytes(r, 1);
    double constant = how == COLUMN_CONSTANT ? take_double(r) : 0;
    r->bad = r->bad || how > COLUMN_RAW;
    for (uint32_t i = 0; i < n && !r->bad; i++) {
        double x = how == COLUMN_WHOLE ? (double)take_varint(r)
                   : how == COLUMN_RAW ? take_double(r)
                                       : constant;
        if (first) {
            first[(size_t)i * stride] = x;
        }
    }
}

bool pvs_block_decode(const void *data, size_t n, const PvsBlockHead *head, double *rows,
                      double *series) {
    const unsigned char *bytes = data;
    Reader r = {bytes + head->body, bytes + n - 4, false};
    for (uint32_t c = 0; c < head->n_columns && !r.bad; c++) {
        take_column(&r, rows + c, head->n, head->n_columns);
    }
    for (uint32_t c = 0; c < head->n_series && series && !r.bad; c++) {
        take_column(&r, series + c, head->n, head->n_series);
    }
    return !r.bad && (!series || r.at == r.end);
}
