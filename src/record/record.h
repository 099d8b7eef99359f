// SPDX-License-Identifier: Apache-2.0
// The event stream as bytes: encoded one way, hashed, stored in a record, and replayed exactly.
//
// The byte layout is described in docs/reference/record-format.md. Everything that a reader needs to tell a battle (names,
// places, prices) stands in the record's metadata, so that tables, stories and other formats are made from a record alone.
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

// --- one event as bytes -------------------------------------------------------------------------------------

#define PVS_EVENT_BYTES_MAX (1 + 10 + 4 * 5 + 16 * 8) ///< the longest encoding of an event

/// The canonical encoding: kind (1 byte), time (zigzag varint of ns), each id plus one modulo 2^32 (varint, so that "none" is
/// one byte), each number (8 bytes, little-endian IEEE 754; every NaN is the quiet one). Returns the bytes written.
size_t pvs_event_encode(const PvsEvent *event, uint8_t out[PVS_EVENT_BYTES_MAX]);

/// The inverse. Reads at most n bytes; returns the bytes used, 0 when they are no event. Ids and numbers that the kind does not
/// have come out as zero.
size_t pvs_event_decode(const uint8_t *data, size_t n, PvsEvent *event);

/// CRC-32 (ISO 3309, as in zlib and PNG); begin with 0, feed the last result on.
uint32_t pvs_crc32(uint32_t crc, const void *data, size_t n);

// --- the hash of a battle -----------------------------------------------------------------------------------

/// A sink that hashes the canonical encoding of every event down to plots: outcome_sha256. Owned by the caller.
typedef struct {
    PvsSha256 sha256;
    uint64_t n_events;
    size_t n_buffered;
    uint8_t buffer[4096];
} PvsHashSink;

void pvs_hash_sink_init(PvsHashSink *hash);
PvsSink pvs_hash_sink(PvsHashSink *hash);                ///< the sink; `hash` must outlive it
void pvs_hash_sink_hex(PvsHashSink *hash, char hex[65]); ///< finishes

// --- metadata: what the ids of a record mean ----------------------------------------------------------------

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
    const char *version;       ///< of the program that made it
    const char *scenario_name;
    const char *inputs_sha256;
    uint64_t seed, replication;
    double start_unix_s, duration_s;
    double h_msl_offset_m;     ///< ellipsoidal height of mean sea level
    const PvsMetaType *types;   uint32_t n_types;
    const PvsMetaGroup *groups; uint32_t n_groups;
    uint32_t n_threats;         ///< sum of the groups' counts
    const PvsMetaRound *rounds; uint32_t n_rounds;
    const PvsMetaRadar *radars; uint32_t n_radars;
    const PvsMetaUnit *units;   uint32_t n_units;
    const PvsMetaPost *posts;   uint32_t n_posts;
    const PvsMetaSite *sites;   uint32_t n_sites;
    const PvsMetaArea *areas;   uint32_t n_areas;
    const char *const *warnings; uint32_t n_warnings;
} PvsMeta;

/// The metadata of a replication of a model. Strings stay the model's; arrays come from the arena.
PvsStatus pvs_meta_from_model(const PvsModel *model, uint64_t seed, uint64_t replication, PvsArena *arena,
                              PvsMeta *out, PvsError *err);
/// As JSON, one document, with the tables of events, gates, reasons, classes and results.
void pvs_meta_to_json(const PvsMeta *meta, PvsStr *out);

/// The name of what an id points at ("drones/17", "no-channel", "true", "3"), in buf or static or the meta's; never null.
const char *pvs_meta_name(const PvsMeta *meta, PvsEventDomain domain, uint32_t id, char *buf, size_t size);
#define PVS_NAME_MAX 192 ///< a buffer that takes every name whole but the longest
/// Index of the threat of that name ("drones/17", or "drones" where it has one member); PVS_NONE when unknown.
uint32_t pvs_meta_threat(const PvsMeta *meta, const char *name);
/// The group of a threat.
uint32_t pvs_meta_group_of(const PvsMeta *meta, uint32_t threat);

// --- writing ------------------------------------------------------------------------------------------------

typedef struct PvsRecordWriter PvsRecordWriter;

/// Begins a record that will stand at `path` once it is whole; until then it is a temporary file beside it. io null: the
/// system's files. The writer must be ended by finish or discard.
PvsStatus pvs_record_writer_create(const char *path, const PvsMeta *meta, const PvsIo *io, PvsRecordWriter **out,
                                   PvsError *err);
PvsSink pvs_record_writer_sink(PvsRecordWriter *writer); ///< wants every level
/// Writes index and footer, makes the file safe on disk and gives it its name. On failure nothing stands at `path` that was not
/// there before. Frees the writer either way.
PvsStatus pvs_record_writer_finish(PvsRecordWriter *writer, bool interrupted, PvsError *err);
/// What went wrong first; the reason when the sink has returned a failure.
const PvsError *pvs_record_writer_error(const PvsRecordWriter *writer);
void pvs_record_writer_discard(PvsRecordWriter *writer); ///< removes the temporary file; null is allowed

// --- reading ------------------------------------------------------------------------------------------------

typedef struct PvsRecord PvsRecord;

/// Opens a record and checks header, metadata, footer and index. `path` is for messages in the memory form, whose bytes must
/// outlive the record. PVS_BAD_INPUT with offset, found and expected when it is not a whole record.
PvsStatus pvs_record_open(const char *path, PvsRecord **out, PvsError *err);
PvsStatus pvs_record_open_memory(const char *path, const void *data, size_t n, PvsRecord **out, PvsError *err);
void pvs_record_close(PvsRecord *record); ///< null is allowed
const PvsMeta *pvs_record_meta(const PvsRecord *record);
bool pvs_record_interrupted(const PvsRecord *record);
uint64_t pvs_record_n_events(const PvsRecord *record);
const char *pvs_record_sha256(const PvsRecord *record); ///< outcome_sha256 as the footer states it

/// Sends every event, in order, to each sink that wants its level. Checks each block's CRC and, at the end, count and sha256.
PvsStatus pvs_record_replay(PvsRecord *record, const PvsSink *sinks, uint32_t n_sinks, PvsError *err);
/// The same for the events with t_begin <= t < t_end; blocks outside are not read, and only CRCs are checked.
PvsStatus pvs_record_replay_between(PvsRecord *record, PvsTime t_begin, PvsTime t_end, const PvsSink *sinks,
                                    uint32_t n_sinks, PvsError *err);

#endif
