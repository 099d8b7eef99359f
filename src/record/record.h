// SPDX-License-Identifier: Apache-2.0
// The event stream as bytes: encoded one way, hashed, stored in a record, and replayed exactly.
//
// The byte layout is described in docs/reference/record-format.md. Everything that a reader needs
// to tell a battle (names, places, prices) stands in the record's metadata, so that tables, stories
// and other formats are made from a record alone.
#ifndef PVS_RECORD_RECORD_H
#define PVS_RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/sha256.h"
#include "base/status.h"
#include "base/text.h"
#include "battle/events.h"
#include "model/model.h"
#include "record/io.h"

#include <pavise/record.h>

// --- one event as bytes --------------------------------------------------------------------------

#define PVS_EVENT_BYTES_MAX (1 + 10 + 4 * 5 + 16 * 8) ///< the longest encoding of an event

/// The canonical encoding: kind (1 byte), time (zigzag varint of ns), each id plus one modulo 2^32
/// (varint, so that "none" is one byte), each number (8 bytes, little-endian IEEE 754; every NaN is
/// the quiet one). Returns the bytes written.
size_t pvs_event_encode(const PvsEvent *event, uint8_t out[PVS_EVENT_BYTES_MAX]);

/// The inverse. Reads at most n bytes; returns the bytes used, 0 when they are no event. Ids and
/// numbers that the kind does not have come out as zero.
size_t pvs_event_decode(const uint8_t *data, size_t n, PvsEvent *event);

/// CRC-32 (ISO 3309, as in zlib and PNG); begin with 0, feed the last result on.
uint32_t pvs_crc32(uint32_t crc, const void *data, size_t n);

// --- the hash of a battle ------------------------------------------------------------------------

/// The same as a plain struct, owned by the caller; pvs_hash_create makes one.
struct PvsHash {
    PvsSha256 sha256;
    uint64_t n_events;
    size_t n_buffered;
    uint8_t buffer[4096];
};
void pvs_hash_init(PvsHash *hash);

// --- metadata: what the ids of a record mean -----------------------------------------------------

typedef struct {
    const char *name, *cls;
    bool decoy;
    double price_usd;
} PvsMetaType;
typedef struct {
    const char *name;
    uint32_t type, decoy_type; ///< decoy_type PVS_NONE: none
    uint32_t count, first;     ///< members; index of the first one among all threats
} PvsMetaGroup;
typedef struct {
    const char *name;
    double price_usd;
    bool is_gun;
} PvsMetaRound;
typedef struct {
    const char *name;
    double lat_deg, lon_deg, h_ell_m;
} PvsMetaPlace;
typedef struct {
    PvsMetaPlace at;
    uint32_t unit, post; ///< PVS_NONE: none
    bool passive;
} PvsMetaRadar;
typedef struct {
    uint32_t round, ready, depot;
} PvsMetaWeapon;
typedef struct {
    PvsMetaPlace at;
    const char *layer;
    uint32_t post;
    const PvsMetaWeapon *weapons;
    uint32_t n_weapons, channels;
    double price_usd, value_usd;
} PvsMetaUnit;
typedef struct {
    PvsMetaPlace at;
    uint32_t parent;
} PvsMetaPost;
typedef struct {
    PvsMetaPlace at;
    double value_usd, hits_to_destroy;
} PvsMetaSite;
typedef struct {
    PvsMetaPlace at;
    double radius_m;
} PvsMetaArea;

/// Names and facts, owned by `arena`. Values only: copies share the arena.
typedef struct PvsMeta {
    const char *version; ///< of the program that made it
    const char *scenario_name;
    const char *inputs_sha256;
    uint64_t seed, replication;
    double start_unix_s, duration_s;
    double h_msl_offset_m; ///< ellipsoidal height of mean sea level
    const PvsMetaType *types;
    uint32_t n_types;
    const PvsMetaGroup *groups;
    uint32_t n_groups;
    uint32_t n_threats; ///< sum of the groups' counts
    const PvsMetaRound *rounds;
    uint32_t n_rounds;
    const PvsMetaRadar *radars;
    uint32_t n_radars;
    const PvsMetaUnit *units;
    uint32_t n_units;
    const PvsMetaPost *posts;
    uint32_t n_posts;
    const PvsMetaSite *sites;
    uint32_t n_sites;
    const PvsMetaArea *areas;
    uint32_t n_areas;
    const char *const *warnings;
    uint32_t n_warnings;
} PvsMeta;

/// The metadata of a replication of a model. Strings stay the model's; arrays come from the arena.
PvsStatus pvs_meta_from_model(const PvsModel *model, uint64_t seed, uint64_t replication,
                              PvsArena *arena, PvsMeta *out, PvsError *err);
/// As JSON, one document, with the tables of events, gates, reasons, classes and results.
void pvs_meta_to_json(const PvsMeta *meta, PvsStr *out);

/// The name of what an id points at ("drones/17", "no-channel", "true", "3"), in buf or static or
/// the meta's; never null.
const char *pvs_meta_name(const PvsMeta *meta, PvsEventDomain domain, uint32_t id, char *buf,
                          size_t size);
#define PVS_NAME_MAX 192 ///< a buffer that takes every name whole but the longest
/// Index of the threat of that name ("drones/17", or "drones" where it has one member); PVS_NONE
/// when unknown.
uint32_t pvs_meta_threat(const PvsMeta *meta, const char *name);
/// The group of a threat.
uint32_t pvs_meta_group_of(const PvsMeta *meta, uint32_t threat);

// --- writing -------------------------------------------------------------------------------------

/// As pvs_record_writer_begin, from metadata. io null: the system's files.
PvsStatus pvs_record_writer_create(const char *path, const PvsMeta *meta, const PvsIo *io,
                                   PvsRecordWriter **out, PvsError *err);

/// Closes the block that is being filled and passes on all that was written so far, for readers that follow while the writer goes on.
PvsStatus pvs_record_writer_flush(PvsRecordWriter *writer);

// --- reading -------------------------------------------------------------------------------------

const PvsMeta *pvs_record_meta(const PvsRecord *record);

#endif
