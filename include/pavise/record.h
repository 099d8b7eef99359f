// SPDX-License-Identifier: Apache-2.0
// Records: a battle's events in a file, written by a sink, replayed into sinks. The layout is in
// docs/reference/record-format.md.
#ifndef PAVISE_RECORD_H
#define PAVISE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pavise/events.h>
#include <pavise/model.h>
#include <pavise/status.h>

#ifdef __cplusplus
extern "C" {
#endif

// --- the hash of a battle ------------------------------------------------------------------------

/// Hashes the canonical encoding of every event down to plots: outcome_sha256.
typedef struct PvsHash PvsHash;
PvsHash *pvs_hash_create(void); ///< null: out of memory
PvsSink pvs_hash_sink(PvsHash *hash);
void pvs_hash_hex(PvsHash *hash, char hex[65]); ///< once, at the end; lower case
void pvs_hash_destroy(PvsHash *hash);           ///< null is allowed

// --- writing -------------------------------------------------------------------------------------

typedef struct PvsRecordWriter PvsRecordWriter;

/// Begins a record of a replication that will stand at `path` once it is whole; until then it is a
/// temporary file beside it. The writer must be ended by finish or discard; it does not need the
/// model any more.
PvsStatus pvs_record_writer_begin(const char *path, const PvsModel *model, uint64_t seed,
                                  uint64_t replication, PvsRecordWriter **out, PvsError *err);
PvsSink pvs_record_writer_sink(PvsRecordWriter *writer); ///< wants every level
/// Writes index and footer, makes the file safe on disk and gives it its name. On failure nothing
/// stands at `path` that was not there before. Frees the writer either way.
PvsStatus pvs_record_writer_finish(PvsRecordWriter *writer, bool interrupted, PvsError *err);
/// What went wrong first; the reason when the sink has returned a failure.
const PvsError *pvs_record_writer_error(const PvsRecordWriter *writer);
void pvs_record_writer_discard(
    PvsRecordWriter *writer); ///< removes the temporary file; null is allowed

// --- reading -------------------------------------------------------------------------------------

typedef struct PvsRecord PvsRecord;

/// Opens a record and checks header, metadata, footer and index. `path` is for messages in the
/// memory form, whose bytes must outlive the record. PVS_BAD_INPUT with offset, found and expected
/// when it is not a whole record.
PvsStatus pvs_record_open(const char *path, PvsRecord **out, PvsError *err);
PvsStatus pvs_record_open_memory(const char *path, const void *data, size_t n, PvsRecord **out,
                                 PvsError *err);
void pvs_record_close(PvsRecord *record); ///< null is allowed
bool pvs_record_interrupted(const PvsRecord *record);
uint64_t pvs_record_n_events(const PvsRecord *record);
const char *pvs_record_sha256(const PvsRecord *record); ///< outcome_sha256 as the footer states it
/// As pvs_model_name, from the record alone.
size_t pvs_record_name(const PvsRecord *record, PvsEventDomain domain, uint32_t id, char *buf,
                       size_t size);

/// Sends every event, in order, to each sink that wants its level. Checks each block's CRC and, at
/// the end, count and sha256.
PvsStatus pvs_record_replay(PvsRecord *record, const PvsSink *sinks, uint32_t n_sinks,
                            PvsError *err);
/// The same for the events with t_begin <= t < t_end; blocks outside are not read, and only CRCs
/// are checked.
PvsStatus pvs_record_replay_between(PvsRecord *record, PvsTime t_begin, PvsTime t_end,
                                    const PvsSink *sinks, uint32_t n_sinks, PvsError *err);

#ifdef __cplusplus
}
#endif

#endif
