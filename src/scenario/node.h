// SPDX-License-Identifier: Apache-2.0
// The tree that a YAML text becomes, and the loading that owns all trees, sources and findings of one scenario. Private to the room.
#ifndef PVS_SCENARIO_NODE_H
#define PVS_SCENARIO_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diags.h"
#include "base/status.h"

#define PVS_YAML_BYTES_MAX  (16u << 20)  ///< of one YAML file
#define PVS_TABLE_BYTES_MAX (512u << 20) ///< of one CSV file
#define PVS_DEPTH_MAX       64           ///< nesting in a YAML file
#define PVS_NODES_MAX       1000000u     ///< in all trees of one scenario
#define PVS_SOURCES_MAX     4096u        ///< files of one scenario
#define PVS_TEXT_MAX        65536u       ///< bytes of one scalar

typedef enum { PVS_NODE_BROKEN, PVS_NODE_SCALAR, PVS_NODE_MAP, PVS_NODE_LIST } PvsNodeKind;

typedef struct PvsNode PvsNode;
typedef struct PvsPair PvsPair;

/// A value with its place. BROKEN stands where an error was already reported; readers pass over it in silence.
struct PvsNode {
    uint8_t kind;         ///< PvsNodeKind
    bool quoted;          ///< SCALAR: written in quotes
    bool checked;         ///< MAP: its keys were checked against an object
    bool reported;        ///< an error about this value was reported
    bool patch;           ///< MAP: made by values set from outside, so that it lists nothing
    bool warned;          ///< a warning about this value was given
    bool row;             ///< MAP: values set from outside for a row of a table ...
    bool row_met;         ///< ... which a table has
    uint16_t source;      ///< index in PvsLoad.sources
    int32_t line, column; ///< from 1; a table's row and field
    uint32_t n;           ///< bytes, pairs or items
    union {
        const char *text; ///< zero-terminated
        PvsPair *pairs;
        PvsNode *items;
    };
    const uint32_t *sorted; ///< MAP of more than a few pairs: their indices by key; else null
};

struct PvsPair {
    const char *key;
    int32_t line, column; ///< of the key
    PvsNode value;
};

/// One text that was read. All of them make the hash of inputs.
typedef struct {
    const char *name; ///< in messages: the path as given, or made from the given one
    const char *
        role; ///< in the hash: what it is to the scenario ("scenario", "include raids.yaml", "catalog 48n6e3"); no absolute path
    const char *entry; ///< name of the catalogue entry that it holds; null for other files
    const char *
        folder; ///< of the file, under the scenario's own folder ("" for that itself); null: it may name no files
    bool is_table; ///< columns of places count fields
    char sha256[65];
    char *text; ///< owned, n bytes and a zero
    size_t n;
} PvsSource;

/// What one scenario is made from. Owned by the scenario.
typedef struct PvsLoad {
    PvsArena arena;
    PvsDiags *diags;    ///< of the call in progress
    PvsSource *sources; ///< grows: pointers into it are void when a file is read
    uint32_t capacity;
    uint32_t n_sources;
    uint32_t n_nodes;
    bool no_memory;     ///< some allocation failed: the call ends with PVS_NO_MEMORY
    bool io_failed;     ///< a file could not be read
    const void *listed; ///< object whose keys a message listed last
} PvsLoad;

/// Memory that lives as long as the loading, zeroed; null (and no_memory set) when out.
void *pvs_load_alloc(PvsLoad *load, size_t size);
char *pvs_load_strndup(PvsLoad *load, const char *s, size_t n);
char *pvs_load_printf(PvsLoad *load, const char *format, ...) __attribute__((format(printf, 2, 3)));
void pvs_load_free(PvsLoad *load); ///< all but the findings

// --- sources, in source.c --------------------------------------------------------------------------------------

/// Reads a file of at most max_bytes. "from" (may be null) is the node that names it, for the message. Returns its index or -1, reported.
int pvs_source_read(PvsLoad *load, const char *path, const char *role, size_t max_bytes,
                    const PvsNode *from);
/// Takes a text that is in memory (copied).
int pvs_source_add(PvsLoad *load, const char *name, const char *role, const char *text, size_t n);

/// Reports a finding at a place of a source, with the line's text.
void pvs_report_at(PvsLoad *load, PvsSeverity severity, int source, int line, int column,
                   const char *format, ...) __attribute__((format(printf, 6, 7)));
/// An error about a value: at most one for each node.
void pvs_report(PvsLoad *load, PvsNode *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void pvs_warn(PvsLoad *load, const PvsNode *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/// "file:line:column" of a node, for messages that name a second place; in the loading's arena.
const char *pvs_place_text(PvsLoad *load, const PvsNode *node);

// --- composer.c ------------------------------------------------------------------------------------------------

/// Makes the tree of a source: YAML 1.1 without aliases, anchors, tags and merge keys; JSON is a part of it. Null when it is no tree at all
/// (reported). Duplicate keys are reported; the first stands.
PvsNode *pvs_compose(PvsLoad *load, int source);

// --- node.c ----------------------------------------------------------------------------------------------------

/// The pair of a map, null when absent or not a map.
PvsPair *pvs_node_find(const PvsNode *node, const char *key);
/// Sets n, pairs and the order of a map; reports duplicate keys and drops the later one.
void pvs_node_set_pairs(PvsLoad *load, PvsNode *map, PvsPair *pairs, uint32_t n);
/// "a map", "a list", "nothing" or the text in quotes (shortened): what was found, for messages.
const char *pvs_node_found(PvsLoad *load, const PvsNode *node);
bool pvs_node_is_null(const PvsNode *node); ///< an empty, unquoted scalar, "~" or "null"

#endif
