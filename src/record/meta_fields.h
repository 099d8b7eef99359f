// SPDX-License-Identifier: Apache-2.0
// Private to record/: the fields of the metadata, once, from which its JSON is written and read.
#ifndef PVS_RECORD_META_FIELDS_H
#define PVS_RECORD_META_FIELDS_H

#include <stddef.h>

#include "record/record.h"

typedef enum {
    PVS_META_FIELD_STRING,
    PVS_META_FIELD_NUMBER,
    PVS_META_FIELD_COUNT,
    PVS_META_FIELD_BOOL,
    PVS_META_FIELD_INDEX,  ///< into the list `of`; PVS_NONE is null
    PVS_META_FIELD_WEAPONS ///< the unit's list of rounds
} PvsMetaFieldKind;

// The lists of the metadata: name of the enumeration, key in JSON, struct, pointer and count in
// PvsMeta.
#define PVS_META_LISTS(X)                                                                          \
    X(TYPES, "types", PvsMetaType, types, n_types)                                                 \
    X(GROUPS, "groups", PvsMetaGroup, groups, n_groups)                                            \
    X(ROUNDS, "rounds", PvsMetaRound, rounds, n_rounds)                                            \
    X(POSTS, "posts", PvsMetaPost, posts, n_posts)                                                 \
    X(UNITS, "units", PvsMetaUnit, units, n_units)                                                 \
    X(RADARS, "radars", PvsMetaRadar, radars, n_radars)                                            \
    X(SITES, "sites", PvsMetaSite, sites, n_sites)                                                 \
    X(AREAS, "areas", PvsMetaArea, areas, n_areas)

typedef enum {
#define X(name, key, type, list, n) PVS_META_##name,
    PVS_META_LISTS(X)
#undef X
        PVS_META_N_LISTS
} PvsMetaListId;

typedef struct {
    const char *key;
    PvsMetaFieldKind kind;
    size_t offset;
    PvsMetaListId of; ///< INDEX alone
} PvsMetaField;

typedef struct {
    const char *key;
    size_t size, list_offset, n_offset;
    const PvsMetaField *fields;
    size_t n_fields;
} PvsMetaList;

extern const PvsMetaList pvs_meta_lists[PVS_META_N_LISTS];
extern const PvsMetaField pvs_meta_weapon_fields[];
extern const size_t pvs_meta_n_weapon_fields;

/// One line that says what a kind of event carries: "seen track threat:threat radar:radar |
/// range_m".
void pvs_meta_event_signature(PvsEventKind kind, char *buf, size_t size);

/// The names of an enumeration by index; null past its end.
const char *pvs_meta_gate_text(unsigned i);
const char *pvs_meta_reason_text(unsigned i);
const char *pvs_meta_class_text(unsigned i);
const char *pvs_meta_result_text(unsigned i);

#endif
