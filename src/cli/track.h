// SPDX-License-Identifier: Apache-2.0
// What the files of `pavise track` share.
#ifndef PVS_CLI_TRACK_H
#define PVS_CLI_TRACK_H

#include "cli/cli.h"
#include "feed/feed.h"
#include "track/track.h"

/// What a run of the command holds.
typedef struct {
    PvsTrackCase track_case;
    PvsRadarPlot *plots;
    size_t n_plots;
    PvsTrackRow *rows; // tracks as rows, for the score
    size_t n_rows, rows_capacity;
    PvsStr csv; // the tracks as they will be written: CSV, or ASTERIX where `asterix` says so
    PvsTrackerStats stats;
    PvsRadarBias *biases; // of the case's sensors
    double end_s, period_s, window_s;

    bool asterix, capture; // the output is CAT062 and CAT065; in a capture
    unsigned batch;
    double epoch_s;
    bool recording, packets; // the input was ASTERIX; in packets
    PvsFeedCounts feed;
    PvsAsterixCounts read;
    PvsFeedReference reference;
    bool has_reference;
    PvsFeedAgreement agreement;
    PvsAlignment *registration; // of each sensor; null: not asked for
    FILE *live;                 // rows go out at once
} TrackRun;

/// Takes the tracks of an evaluation into the output and the rows for the score. False: no memory, or
/// a live output that cannot be written.
bool cli_track_add(TrackRun *run, double t_s, const PvsTrackState *tracks, size_t n);

// --- track_recording.c ---------------------------------------------------------------------------

/// Whether a file is ASTERIX (a capture or blocks) and not CSV: by its first bytes.
bool cli_is_recording(const char *path);
/// Tracks a recording; exit status.
int cli_track_recording(TrackRun *run, const CliArgs *args);
/// Tracks datagrams as they come, until interrupted or idle; exit status.
int cli_track_live(TrackRun *run, const CliArgs *args);
/// Prints the records of a recording as JSON lines; exit status.
int cli_track_decode(const CliArgs *args);

// --- track_output.c ------------------------------------------------------------------------------

/// Sets what kind of output a file's ending asks for. False after saying what is wrong.
bool cli_track_output_kind(TrackRun *run, const CliArgs *args);
/// Adds an evaluation's tracks to an ASTERIX output.
bool cli_track_asterix_add(TrackRun *run, double t_s, const PvsTrackState *tracks, size_t n);
/// What the recording did not give, biases and agreement, in words and as members of a JSON object
/// (each behind ", ").
void cli_track_recording_text(const TrackRun *run, PvsStr *out);
void cli_track_recording_json(const TrackRun *run, PvsStr *out);

#endif
