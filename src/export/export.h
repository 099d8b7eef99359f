// SPDX-License-Identifier: Apache-2.0
// What people and other programs read: outcomes, tables, stories, and the formats into which a
// battle's events are written.
//
// Everything here is made from metadata and events (or the outcome), so that a live battle and a
// record give the same text.
#ifndef PVS_EXPORT_EXPORT_H
#define PVS_EXPORT_EXPORT_H

#include <stdbool.h>

#include "base/text.h"
#include "battle/battle.h"
#include "record/record.h"

// --- the outcome of a replication ----------------------------------------------------------------

typedef struct {
    const PvsMeta *meta;
    const PvsOutcome *outcome;
    const char *sha256; ///< outcome_sha256; null: not computed
} PvsResult;

/// The document of `pavise run --json`: one JSON object and a line feed.
void pvs_result_json(const PvsResult *result, PvsStr *out);
/// The table of `pavise run` for people; `colour` puts in ANSI attributes.
void pvs_result_table(const PvsResult *result, bool colour, PvsStr *out);

// --- formats: sinks that write files -------------------------------------------------------------

/// A format: one constant struct in one file, and a line in formats.c.
typedef struct {
    const char *ending;  ///< of the file's name, with the dot; the longest that fits decides
    const char *help;    ///< one line
    PvsEventLevel level; ///< deepest events that it wants
    /// Makes the writer's context. `out` stays the caller's.
    PvsStatus (*create)(const PvsMeta *meta, PvsOut *out, void **ctx, PvsError *err);
    int (*on_event)(void *ctx, const PvsEvent *event);
    PvsStatus (*finish)(void *ctx); ///< writes what is left
    void (*destroy)(void *ctx);
} PvsFormat;

extern const PvsFormat *const pvs_formats[]; ///< null-terminated
/// The format of a file by its name's ending; null when none fits.
const PvsFormat *pvs_format_for(const char *path);

/// A file being written in a format. `meta` must outlive it.
typedef struct PvsExport PvsExport;
/// `path` "-" is standard output. io null: the system's.
PvsStatus pvs_export_create(const PvsFormat *format, const char *path, const PvsMeta *meta,
                            const PvsIo *io, PvsExport **out, PvsError *err);
PvsSink pvs_export_sink(PvsExport *export);
const PvsError *pvs_export_error(const PvsExport *export); ///< what went wrong first
/// Writes the rest and gives the file its name; frees. On failure nothing new stands at the path.
PvsStatus pvs_export_finish(PvsExport *export, PvsError *err);
void pvs_export_discard(PvsExport *export); ///< null is allowed

// --- stories -------------------------------------------------------------------------------------

/// The story of one threat by name, or of each leaker (threat null), from a record alone.
/// PVS_BAD_USAGE with the nearest name when there is no such threat.
PvsStatus pvs_explain(PvsRecord *record, const char *threat, bool colour, PvsStr *out,
                      PvsError *err);

/// HH:MM:SS of the scenario's clock (UTC), rounded to the nearest second; buf of at least 16 bytes.
const char *pvs_clock(const PvsMeta *meta, PvsTime t, char buf[16]);

#endif
