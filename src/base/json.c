// SPDX-License-Identifier: Apache-2.0
// A recursive-descent reader of JSON with a depth limit; memory is bounded by a small multiple of
// the text.
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

typedef struct {
    const char *text;
    size_t n, at;
    int depth;
    PvsArena *arena;
    PvsError *err;
} Reader;

static PvsStatus refuse(Reader *r, const char *expected) {
    return pvs_error_set(r->err, PVS_BAD_INPUT, "JSON at byte %zu: expected %s", r->at, expected);
}

static PvsStatus no_memory(Reader *r) {
    return pvs_error_set(r->err, PVS_NO_MEMORY, "out of memory while reading JSON");
}

static void skip_space(Reader *r) {
    while (r->at < r->n && memchr(" \t\r\n", r->text[r->at], 4)) {
        r->at++;
    }
}

static bool take(Reader *r, char c) {
    skip_space(r);
    if (r->at < r->n && r->text[r->at] == c) {
        r->at++;
        return true;
    }
    return false;
}

static bool take_word(Reader *r, const char *word) {
    size_t n = strlen(word);
    if (r->n - r->at < n || memcmp(r->text + r->at, word, n) != 0) {
        return false;
    }
    r->at += n;
    return true;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Four hexadecimal digits after \u; -1 when they are not.
static long take_hex4(Reader *r) {
    if (r->n - r->at < 4) {
        return -1;
    }
    long code = 0;
    for (int i = 0; i < 4; i++) {
        int d = hex_digit(r->text[r->at + (size_t)i]);
        if (d < 0) {
            return -1;
        }
        code = code * 16 + d;
    }
    r->at += 4;
    return code;
}

static size_t put_utf8(char *p, long code) {
    if (code < 0x80) {
        p[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        p[0] = (char)(0xc0 | (code >> 6));
        p[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        p[0] = (char)(0xe0 | (code >> 12));
        p[1] = (char)(0x80 | ((code >> 6) & 0x3f));
        p[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    p[0] = (char)(0xf0 | (code >> 18));
    p[1] = (char)(0x80 | ((code >> 12) & 0x3f));
    p[2] = (char)(0x80 | ((code >> 6) & 0x3f));
    p[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

// After a backslash; writes at p, returns the bytes, 0 when the escape is not valid.
static size_t take_escape(Reader *r, char *p) {
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (r->at >= r->n) {
        return 0;
    }
    char c = r->text[r->at++];
    const char *known = c ? strchr(from, c) : NULL;
    if (known) {
        *p = to[known - from];
        return 1;
    }
    long code = c == 'u' ? take_hex4(r) : -1;
    if (code >= 0xd800 && code < 0xdc00) { // a pair of surrogates
        long low = take_word(r, "\\u") ? take_hex4(r) : -1;
        code =
            low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : -1;
    } else if (code >= 0xdc00 && code < 0xe000) {
        code = -1;
    }
    return code > 0 ? put_utf8(p, code) : 0;
}

// A string whose opening quote has been taken. Escapes never make it longer than its source.
static PvsStatus read_string(Reader *r, const char **out) {
    size_t end = r->at;
    while (end < r->n && r->text[end] != '"') {
        end += r->text[end] == '\\' ? 2 : 1;
    }
    if (end >= r->n) {
        return refuse(r, "the closing quote of a string");
    }
    char *p = pvs_arena_alloc(r->arena, end - r->at + 1);
    if (!p) {
        return no_memory(r);
    }
    *out = p;
    while (r->at < end) {
        char c = r->text[r->at++];
        if ((unsigned char)c < 0x20) {
            return refuse(r, "no control character in a string");
        }
        if (c != '\\') {
            *p++ = c;
            continue;
        }
        size_t n = take_escape(r, p);
        if (n == 0 || r->at > end) {
            return refuse(r, "a valid escape in a string");
        }
        p += n;
    }
    *p = '\0';
    r->at = end + 1;
    return PVS_OK;
}

static size_t digits(const char *p, size_t n) {
    size_t i = 0;
    while (i < n && p[i] >= '0' && p[i] <= '9') {
        i++;
    }
    return i;
}

// Length of the number at the start of p by RFC 8259's grammar; 0 when there is none.
static size_t number_length(const char *p, size_t n) {
    size_t i = n > 0 && p[0] == '-' ? 1 : 0;
    size_t whole = digits(p + i, n - i);
    if (whole == 0 || (whole > 1 && p[i] == '0')) {
        return 0;
    }
    i += whole;
    if (i < n && p[i] == '.') {
        size_t fraction = digits(p + i + 1, n - i - 1);
        if (fraction == 0) {
            return 0;
        }
        i += 1 + fraction;
    }
    if (i < n && (p[i] == 'e' || p[i] == 'E')) {
        size_t sign = i + 1 < n && (p[i + 1] == '+' || p[i + 1] == '-') ? 1 : 0;
        size_t exponent = digits(p + i + 1 + sign, n - i - 1 - sign);
        if (exponent == 0) {
            return 0;
        }
        i += 1 + sign + exponent;
    }
    return i;
}

static PvsStatus read_value(Reader *r, PvsJson *value);

static bool has_key(const PvsJson *object, const char *key) {
    return pvs_json_get(object, key) != NULL;
}

// Duplicate keys are looked for as they come in small objects, and by sorting once a large one is
// whole.
#define KEYS_CHECKED 64
#define KEYS_MAX     1000000

static int compare_keys(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static PvsStatus check_keys(Reader *r, const PvsJson *object) {
    const char **keys = pvs_alloc(object->n * sizeof *keys);
    if (!keys) {
        return no_memory(r);
    }
    size_t n = 0;
    for (const PvsJson *child = object->first; child; child = child->next) {
        keys[n++] = child->key;
    }
    qsort(keys, n, sizeof *keys, compare_keys);
    bool twice = false;
    for (size_t i = 1; i < n; i++) {
        twice = twice || strcmp(keys[i - 1], keys[i]) == 0;
    }
    pvs_free(keys);
    return twice ? refuse(r, "no key twice") : PVS_OK;
}

static PvsStatus read_members(Reader *r, PvsJson *value, char close) {
    PvsJson **link = (PvsJson **)&value->first;
    bool is_object = close == '}';
    if (take(r, close)) {
        return PVS_OK;
    }
    do {
        PvsJson *child = pvs_arena_alloc(r->arena, sizeof *child);
        if (!child) {
            return no_memory(r);
        }
        if (is_object) {
            if (!take(r, '"')) {
                return refuse(r, "a key in quotes");
            }
            PvsStatus status = read_string(r, &child->key);
            if (status != PVS_OK) {
                return status;
            }
            if (value->n >= KEYS_MAX || (value->n < KEYS_CHECKED && has_key(value, child->key))) {
                return refuse(r, "no key twice, and at most a million keys in one object");
            }
            if (!take(r, ':')) {
                return refuse(r, "':' after a key");
            }
        }
        PvsStatus status = read_value(r, child);
        if (status != PVS_OK) {
            return status;
        }
        *link = child;
        link = (PvsJson **)&child->next;
        value->n++;
    } while (take(r, ','));
    if (!take(r, close)) {
        return refuse(r, is_object ? "',' or '}'" : "',' or ']'");
    }
    return is_object && value->n > KEYS_CHECKED ? check_keys(r, value) : PVS_OK;
}

static PvsStatus read_number(Reader *r, PvsJson *value) {
    size_t n = number_length(r->text + r->at, r->n - r->at);
    if (n == 0) {
        return refuse(r, "a value");
    }
    value->kind = PVS_JSON_NUMBER;
    value->text = pvs_arena_strndup(r->arena, r->text + r->at, n);
    r->at += n;
    return value->text ? PVS_OK : no_memory(r);
}

static PvsStatus read_nested(Reader *r, PvsJson *value, PvsJsonKind kind, char close) {
    value->kind = kind;
    if (r->depth >= PVS_JSON_DEPTH_MAX) {
        return refuse(r, "no deeper nesting than 32");
    }
    r->depth++;
    PvsStatus status = read_members(r, value, close);
    r->depth--;
    return status;
}

static PvsStatus read_value(Reader *r, PvsJson *value) {
    skip_space(r);
    if (take(r, '{')) {
        return read_nested(r, value, PVS_JSON_OBJECT, '}');
    }
    if (take(r, '[')) {
        return read_nested(r, value, PVS_JSON_ARRAY, ']');
    }
    if (take(r, '"')) {
        value->kind = PVS_JSON_STRING;
        return read_string(r, &value->text);
    }
    if (take_word(r, "true")) {
        value->kind = PVS_JSON_TRUE;
        return PVS_OK;
    }
    if (take_word(r, "false")) {
        value->kind = PVS_JSON_FALSE;
        return PVS_OK;
    }
    if (take_word(r, "null")) {
        value->kind = PVS_JSON_NULL;
        return PVS_OK;
    }
    return read_number(r, value);
}

PvsStatus pvs_json_parse(const char *text, size_t n, PvsArena *arena, const PvsJson **out,
                         PvsError *err) {
    Reader r = {.text = text, .n = n, .arena = arena, .err = err};
    PvsJson *root = pvs_arena_alloc(arena, sizeof *root);
    *out = root;
    if (!root) {
        return no_memory(&r);
    }
    PvsStatus status = read_value(&r, root);
    if (status != PVS_OK) {
        return status;
    }
    skip_space(&r);
    return r.at == n ? PVS_OK : refuse(&r, "the end of the document");
}

const PvsJson *pvs_json_get(const PvsJson *object, const char *key) {
    if (!object || object->kind != PVS_JSON_OBJECT) {
        return NULL;
    }
    for (const PvsJson *child = object->first; child; child = child->next) {
        if (strcmp(child->key, key) == 0) {
            return child;
        }
    }
    return NULL;
}

bool pvs_json_number(const PvsJson *value, double *out) {
    if (!value || value->kind != PVS_JSON_NUMBER) {
        return false;
    }
    return pvs_number_parse(value->text, strlen(value->text), out);
}

bool pvs_json_u64(const PvsJson *value, uint64_t *out) {
    if (!value || value->kind != PVS_JSON_NUMBER) {
        return false;
    }
    uint64_t v = 0;
    for (const char *p = value->text; *p; p++) {
        if (*p < '0' || *p > '9' || v > (UINT64_MAX - (uint64_t)(*p - '0')) / 10) {
            return false;
        }
        v = v * 10 + (uint64_t)(*p - '0');
    }
    *out = v;
    return true;
}

const char *pvs_json_string(const PvsJson *value) {
    return value && value->kind == PVS_JSON_STRING ? value->text : NULL;
}
