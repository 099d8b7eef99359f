// SPDX-License-Identifier: Apache-2.0
// What another decoder (`asterix` 2.8.11 of Croatia Control) says of a record, as one line of its
// JSON: flat lists of its values and of ours, which must be the same in the same order.
#ifndef PVS_TESTS_ASTERIX_PEER_H
#define PVS_TESTS_ASTERIX_PEER_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asterix/asterix.h"

#define PEER_VALUES_MAX 4096

typedef struct {
    char path[64]; // "I040/RHO"
    char text[64];
    bool quoted;
} PeerValue;

typedef struct {
    int cat, n;
    char hex[8192];
    PeerValue values[PEER_VALUES_MAX];
} PeerRecord;

// The string that begins behind the quote at *s, and steps behind it. The peer escapes nothing.
static inline void peer_string(const char **s, char *out, size_t size) {
    const char *end = strchr(*s + 1, '"');
    size_t n = end ? (size_t)(end - *s - 1) : strlen(*s + 1);
    snprintf(out, size, "%.*s", (int)(n < size ? n : size - 1), *s + 1);
    *s = end ? end + 1 : *s + 1 + n;
}

static inline bool peer_ignores(int cat, const char *path) {
    if (cat == 48 && strcmp(path, "I020/spare") == 0) {
        return false; // ERR, which its edition 1.21 did not have
    }
    static const char *const ends[] = {"/spare", "/FX", "/fx", "/res1", "/res2"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t n = strlen(ends[i]), length = strlen(path);
        if (length >= n && strcmp(path + length - n, ends[i]) == 0) {
            return true;
        }
    }
    return strncmp(path, "IRE", 3) == 0; // our RE stays bytes
}

// Reads one line. False when it holds no record.
static inline bool peer_read(const char *line, PeerRecord *out) {
    const char *s = strstr(line, "\"cat\":"), *hex = strstr(line, "\"hexdata\":\"");
    const char *body = strstr(line, "\"CAT");
    if (!s || !hex || !body) {
        return false;
    }
    out->cat = atoi(s + 6);
    out->n = 0;
    hex += 10;
    peer_string(&hex, out->hex, sizeof out->hex);
    s = strchr(body, '{');
    char keys[8][48] = {""};
    int depth = 0;
    bool key_next = true, array[8] = {false};
    for (; *s;) {
        if (*s == '{' || *s == '[') {
            depth++;
            array[depth & 7] = *s == '[';
            keys[depth & 7][0] = '\0';
            key_next = *s++ == '{';
        } else if (*s == '}' || *s == ']') {
            depth--;
            s++;
            if (depth == 0) {
                break;
            }
        } else if (*s == ',') {
            key_next = !array[depth & 7];
            s++;
        } else if (*s == ':') {
            key_next = false;
            s++;
        } else if (*s == '"' && key_next) {
            peer_string(&s, keys[depth & 7], sizeof keys[0]);
        } else if (out->n < PEER_VALUES_MAX) {
            PeerValue *v = &out->values[out->n];
            v->quoted = *s == '"';
            if (v->quoted) {
                peer_string(&s, v->text, sizeof v->text);
            } else {
                size_t n = strcspn(s, ",}]");
                snprintf(v->text, sizeof v->text, "%.*s", (int)n, s);
                s += n;
            }
            int at = 0;
            for (int i = 1; i <= depth; i++) {
                if (keys[i & 7][0]) {
                    at += snprintf(v->path + at, sizeof v->path - (size_t)at, "%s%s", at ? "/" : "",
                                   keys[i & 7]);
                }
            }
            out->n += !peer_ignores(out->cat, v->path);
        } else {
            s++;
        }
    }
    return true;
}

// --- ours ----------------------------------------------------------------------------------------

typedef struct {
    const PvsAsterixField *field;
    uint64_t raw;
    const char *item;
    char text[24];
} OurValue;

typedef struct {
    int n;
    OurValue values[PEER_VALUES_MAX];
} OurRecord;

static inline void our_add(OurRecord *out, const char *item, const PvsAsterixField *field,
                           uint64_t raw) {
    if (field->kind == PVS_ASTERIX_SPARE || field->kind == PVS_ASTERIX_BYTES ||
        out->n == PEER_VALUES_MAX) {
        return;
    }
    OurValue *v = &out->values[out->n++];
    *v = (OurValue){.field = field, .raw = raw, .item = item};
    if (field->kind != PVS_ASTERIX_UINT && field->kind != PVS_ASTERIX_SINT) {
        pvs_asterix_text(field, raw, v->text);
    }
}

// A register as the peer lists it: its fields, or its bits, then its number.
static inline void our_register(OurRecord *out, const PvsAsterixField *whole, uint64_t raw,
                                unsigned bds) {
    static const PvsAsterixField number = {"BDS", 8, PVS_ASTERIX_HEX, 1.0, ""};
    const PvsAsterixField *field = pvs_asterix_bds_fields(bds);
    unsigned left = 56;
    if (!field) {
        our_add(out, "250", whole, raw);
    }
    for (; field && field->bits; field++) {
        left -= field->bits;
        our_add(out, "250", field, raw >> left & ((1ull << field->bits) - 1));
    }
    our_add(out, "250", &number, bds);
}

static inline void our_values(const PvsAsterixRecord *record, OurRecord *out) {
    out->n = 0;
    for (size_t i = 0; i < record->n_leaves; i++) {
        const PvsAsterixLeaf *leaf = &record->leaves[i];
        const PvsAsterixField *field = pvs_asterix_leaf_field(record, leaf);
        const char *item = pvs_asterix_leaf_item(record, leaf)->id;
        if (field && strcmp(field->name, "MBDATA") == 0) {
            our_register(out, field, leaf->raw, (unsigned)(leaf[1].raw << 4 | leaf[2].raw));
            i += 2;
        } else if (field) {
            our_add(out, item, field, leaf->raw);
        }
    }
}

#endif
