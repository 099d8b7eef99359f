// SPDX-License-Identifier: Apache-2.0
// A YAML text as a tree that knows where in the text each thing stands, for edits that leave the rest of it byte for byte. Private to the room.
// (The composer's tree knows places for messages alone; this one knows ends, styles and the bytes of keys, and nothing else.)
#ifndef PVS_SCENARIO_EDIT_H
#define PVS_SCENARIO_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/diags.h"
#include "base/text.h"

typedef enum { PVS_EDIT_SCALAR, PVS_EDIT_MAP, PVS_EDIT_LIST } PvsEditNodeKind;

typedef struct PvsEditNode PvsEditNode;

/// A value. Offsets are bytes of the text; begin = end: nothing is written there.
struct PvsEditNode {
    PvsEditNodeKind kind;
    bool quoted;      ///< SCALAR: not plain
    bool flow;        ///< MAP, LIST: in brackets
    const char *text; ///< SCALAR
    size_t begin,
        end;    ///< from its first byte to behind its last one; comments behind it are not its own
    int column; ///< of begin, in characters from 0
    PvsEditNode *first, *last; ///< MAP, LIST: its members
    // As a member of the one above:
    PvsEditNode *next, *before;
    const char *key; ///< null in a list
    bool key_quoted;
    size_t key_begin, key_end;
};

/// Reads a text into a tree in the arena. Null, with a finding, when it is no YAML that scenarios are written in.
PvsEditNode *pvs_edit_parse(PvsArena *arena, const char *text, size_t n, const char *name,
                            PvsDiags *diags);
PvsEditNode *pvs_edit_find(const PvsEditNode *map, const char *key, size_t n); ///< member; null
bool pvs_edit_is_null(const PvsEditNode *node); ///< nothing, ~ or null
/// Whether two trees say the same: kinds, keys in order, texts, plain or not. Places do not matter.
bool pvs_edit_equal(const PvsEditNode *a, const PvsEditNode *b);
/// Writes a value on one line, so that it may stand anywhere a value may. What must be quoted is, and is then marked as quoted.
void pvs_edit_write(PvsEditNode *node, PvsStr *out);
void pvs_edit_write_key(PvsEditNode *member, PvsStr *out);

#endif
