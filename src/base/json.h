// SPDX-License-Identifier: Apache-2.0
// A bounded reader of JSON (RFC 8259) into a tree in an arena: for the metadata of
// records and the sensors of the tracker.
#ifndef PVS_BASE_JSON_H
#define PVS_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "status.h"

typedef enum {
    PVS_JSON_NULL,
    PVS_JSON_FALSE,
    PVS_JSON_TRUE,
    PVS_JSON_NUMBER,
    PVS_JSON_STRING,
    PVS_JSON_ARRAY,
    PVS_JSON_OBJECT
} PvsJsonKind;

/// One value. Strings are UTF-8, zero-terminated, without embedded zeros; numbers keep their text.
typedef struct PvsJson {
    PvsJsonKind kind;
    const char *key;             ///< within an object, else null
    const char *text;            ///< of a string or a number
    const struct PvsJson *first; ///< of an array or object
    const struct PvsJson *next;  ///< the sibling
    size_t n;                    ///< children
} PvsJson;

#define PVS_JSON_DEPTH_MAX 32

/// Reads exactly one document of n bytes. Errors name the offset. Duplicate keys are refused.
PvsStatus pvs_json_parse(const char *text, size_t n, PvsArena *arena, const PvsJson **out,
                         PvsError *err);

/// The member of that key; null when `object` is null, no object, or has none.
const PvsJson *pvs_json_get(const PvsJson *object, const char *key);
/// Conversions: false, and *out unchanged, when the value is not of that kind or does not fit.
bool pvs_json_number(const PvsJson *value, double *out); ///< independent of the locale
bool pvs_json_u64(const PvsJson *value, uint64_t *out);
const char *pvs_json_string(const PvsJson *value); ///< null when it is no string

#endif
