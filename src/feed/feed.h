// SPDX-License-Identifier: Apache-2.0
// Recordings into the tracker and its tracks out of it: what stands between ASTERIX and the tracker.
// Not for operational use.
#ifndef PVS_FEED_FEED_H
#define PVS_FEED_FEED_H

#include "asterix/asterix.h"
#include "base/text.h"
#include "track/alignment.h"
#include "track/track.h"

// --- who speaks ----------------------------------------------------------------------------------

/// A radar in a recording.
typedef struct {
    uint8_t sac, sic;
    uint64_t n_plots, n_heights, n_primary; ///< plots; with a height; of the primary radar alone
    uint64_t n_north;
    double north_s, period_s; ///< last north mark; antenna period, NaN when it is not known
    double range_max_m;
    bool has_position;
    double lat_rad, lon_rad, h_msl_m;
} PvsFeedSource;

/// All radars of a recording, by SAC and SIC. Free with pvs_feed_survey_free.
typedef struct {
    PvsFeedSource *sources;
    size_t n, capacity;
    double first_s, last_s; ///< of plots; NaN when there are none
    uint64_t n_plots, n_system_tracks;
} PvsFeedSurvey;

/// Reads a recording to its end. Errors: those of the reader, NO_MEMORY.
PvsStatus pvs_feed_survey(PvsAsterixReader *reader, PvsFeedSurvey *out, PvsError *err);
void pvs_feed_survey_free(PvsFeedSurvey *survey);

/// The sensor of a radar: that with id = SAC * 256 + SIC, else that with id = SIC; null: none.
PvsTrackSensor *pvs_feed_sensor(const PvsTrackCase *track_case, uint8_t sac, uint8_t sic);

/// Makes the sensors of a case that has none out of a survey, in an Earth-fixed frame, from where the
/// radars say that they stand (CAT034). BAD_INPUT when none of them does.
/// In a case that has sensors, one that is described as 2-D but reports heights becomes 3-D.
/// `notes` gets a line for each radar whose plots will not be used, and why.
PvsStatus pvs_feed_complete(const PvsFeedSurvey *survey, PvsTrackCase *track_case, PvsStr *notes,
                            PvsError *err);

// --- into the tracker and out of it --------------------------------------------------------------

/// Made by pvs_feed_options_default.
typedef struct {
    double epoch_s;  ///< seconds of the first day at which the case's time is 0
    double period_s; ///< between evaluations; 0: the case's, else the shortest scan period
    double end_s;    ///< last evaluation, in case time; 0: the case's, else the last plot
    double wait_s;   ///< an evaluation waits for plots this much later, so that late ones are in it
    double late_s;   ///< PvsTrackerOptions.late_window_s
    bool straight;   ///< PVS_TRACK_CV
    uint32_t tracks_max; ///< of the tracker; 0: its standard
} PvsFeedOptions;
PvsFeedOptions pvs_feed_options_default(void);

/// What was fed and what was not, beside the tracker's own statistics.
typedef struct {
    PvsAsterixListener listener;
    uint64_t n_plots;     ///< target reports that are plots
    uint64_t n_no_sensor; ///< of radars that have no sensor
    uint64_t
        n_no_height; ///< of 3-D sensors without a height of their own or of the same code lately
    uint64_t n_evaluations;
} PvsFeedCounts;

/// Gets the confirmed tracks of each evaluation, in order of time. False: stop.
typedef bool PvsFeedTracks(void *ctx, double t_s, const PvsTrackState *tracks, size_t n);

typedef struct PvsFeed PvsFeed;

/// `track_case` outlives the feed. Errors: those of pvs_tracker_create.
PvsStatus pvs_feed_create(const PvsTrackCase *track_case, const PvsFeedOptions *options,
                          PvsFeedTracks *tracks, void *ctx, PvsFeed **out, PvsError *err);
void pvs_feed_destroy(PvsFeed *feed); ///< null is allowed
/// Takes the next record of a recording: plots go to the tracker; evaluations whose time has come are
/// made. Errors: NO_MEMORY, INTERRUPTED when `tracks` said stop.
PvsStatus pvs_feed_record(PvsFeed *feed, const PvsAsterixRecord *record, PvsError *err);
/// Makes the evaluations that are left.
PvsStatus pvs_feed_finish(PvsFeed *feed, PvsError *err);
const PvsFeedCounts *pvs_feed_counts(const PvsFeed *feed);
PvsTrackerStats pvs_feed_stats(const PvsFeed *feed);
/// pvs_tracker_bias of its tracker.
bool pvs_feed_bias(const PvsFeed *feed, uint32_t sensor, PvsRadarBias *out);
/// Lines on what was not used and why; nothing when all was.
void pvs_feed_counts_tell(const PvsFeedCounts *counts, PvsStr *out);

/// A plot of a radar as the tracker takes it. The elevation is that at which the plot has its height.
/// False when a 3-D sensor's plot has no height; NaN elevation for 2-D sensors.
/// accuracy   of the height, 0.01 m
bool pvs_feed_plot(const PvsTrackSensor *sensor, PvsTrackFrame frame, double epoch_s,
                   const PvsAsterixPlot *plot, PvsRadarPlot *out);

/// A state as a system track. FLAT frames need the case's origin: a place at (x, y) lies on the
/// geodesic from it; z is the height. False when the case has no origin.
bool pvs_feed_system_track(const PvsTrackCase *track_case, double epoch_s,
                           const PvsTrackState *state, PvsAsterixTrack *out);
/// A system track as a position and velocity in a case's frame (id: its number + 1); its flight level
/// is its height where it says no other. False when the case has no origin, or it has no height.
bool pvs_feed_row(const PvsTrackCase *track_case, double epoch_s, const PvsAsterixTrack *track,
                  PvsTrackRow *out);

// --- a reference ---------------------------------------------------------------------------------

/// System tracks of another tracker, by code and time, in a case's frame.
typedef struct {
    PvsTrackRow *rows; ///< id: track number + 1
    int32_t *mode_3a;  ///< of each row; -1: none
    size_t n, capacity;
    uint64_t n_unusable; ///< without time, position, height
} PvsFeedReference;

/// Reads the CAT062 records of a recording. Errors: those of the reader, NO_MEMORY.
PvsStatus pvs_feed_reference_read(PvsAsterixReader *reader, const PvsTrackCase *track_case,
                                  double epoch_s, PvsFeedReference *out, PvsError *err);
void pvs_feed_reference_free(PvsFeedReference *reference);
/// Where the reference has the target with this code nearest to `pos` at a time, from two reports at
/// most 12 s apart; false when it has none within max_m (horizontally for a FLAT frame: in all).
bool pvs_feed_reference_at(const PvsFeedReference *reference, int32_t mode_3a, double t_s,
                           const double pos[3], double max_m, PvsTrackRow *out);

/// A recording that can be read again: makes a reader that stands at its beginning.
typedef struct {
    PvsStatus (*open)(void *ctx, PvsAsterixReader **out, PvsError *err);
    void *ctx;
} PvsFeedInput;

/// Registers the radars of a case and puts their biases into its sensors: against a reference by code,
/// or, with a null reference, against each other by codes and by the tracks that a first run makes (biases must then be smaller than
/// what keeps the radars' plots of a target in one track).
/// out   n_sensors results
PvsStatus pvs_feed_register(const PvsFeedInput *input, PvsTrackCase *track_case,
                            const PvsFeedOptions *options, const PvsFeedReference *reference,
                            PvsAlignment *out, PvsError *err);

/// How tracks that see their targets agree with a reference's tracks of the same code. Zero-initialise.
typedef struct {
    uint64_t n;          ///< comparisons
    uint64_t n_alone;    ///< states of tracks whose code the reference does not have there
    uint64_t n_coasting; ///< states without a plot in the last scan: not compared
    double sum_m2;       ///< horizontal differences squared
    double max_m;
    uint64_t codes[64]; ///< bit set of codes compared
} PvsFeedAgreement;
void pvs_feed_agree(PvsFeedAgreement *agreement, const PvsFeedReference *reference,
                    const PvsTrackCase *track_case, const PvsTrackState *tracks, size_t n);
double pvs_feed_agreement_rms_m(const PvsFeedAgreement *agreement); ///< NaN: nothing compared
int pvs_feed_agreement_codes(const PvsFeedAgreement *agreement);

#endif
