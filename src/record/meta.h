// SPDX-License-Identifier: Apache-2.0
// Private to record/: metadata from JSON, and how the kinds and enumerations of a file map on to
// those of this program.
#ifndef PVS_RECORD_META_H
#define PVS_RECORD_META_H

#include "record/record.h"

#define PVS_MAP_MAX          256
#define PVS_META_THREATS_MAX (1u << 24) ///< a reader takes no more: tables keep a row for each

/// What a record of another version calls by another number. Names decide; what this version does
/// not know is refused.
typedef struct {
    uint8_t kinds[PVS_MAP_MAX];
    unsigned n_kinds;
    uint8_t gates[PVS_MAP_MAX], reasons[PVS_MAP_MAX], classes[PVS_MAP_MAX], results[PVS_MAP_MAX];
    unsigned n_gates, n_reasons, n_classes, n_results;
} PvsMetaMap;

/// Reads metadata; strings and arrays live in `arena`. Every index in it is within its list or
/// PVS_NONE.
PvsStatus pvs_meta_from_json(const char *text, size_t n, PvsArena *arena, PvsMeta *out,
                             PvsMetaMap *map, PvsError *err);

/// As pvs_event_decode, with the file's kinds.
size_t pvs_event_decode_mapped(const PvsMetaMap *map, const uint8_t *data, size_t n,
                               PvsEvent *event);

/// Maps enumerations and checks that every id points at something; false when one does not.
bool pvs_meta_check_event(const PvsMeta *meta, const PvsMetaMap *map, PvsEvent *event);

#endif
