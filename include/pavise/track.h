// SPDX-License-Identifier: Apache-2.0
// The tracker: from radar plots to tracks. Stands alone: it needs no model and no battle.
//
//     PvsTrackerOptions options = pvs_tracker_options_default();
//     PvsTracker *tracker;
//     if (pvs_tracker_create(&options, sensors, n_sensors, &tracker, &err) == PVS_OK) {
//         pvs_tracker_add(tracker, plots, n_plots);
//         pvs_tracker_advance(tracker, t_s);
//         n = pvs_tracker_tracks(tracker, t_s, tracks, capacity);
//     }
//
// Not for operational use. Units: metres, seconds, radians. One tracker a thread; nothing is global.
#ifndef PAVISE_TRACK_H
#define PAVISE_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pavise/status.h>

#ifdef __cplusplus
extern "C" {
#endif

// --- what goes in --------------------------------------------------------------------------------

/// The frame of sensors' places and tracks' states. FLAT: x east, y north, z up, constant gravity.
/// ECEF: Earth-fixed (WGS-84 axes), gravity towards the centre, with what the rotation adds.
typedef enum { PVS_TRACK_FLAT, PVS_TRACK_ECEF } PvsTrackFrame;

/// One plot as a radar reports it. Made by pvs_radar_plot, which fills what is not reported.
typedef struct {
    double time_s;   ///< when the beam passed, by the caller's clock
    uint32_t sensor; ///< PvsTrackSensor.id
    uint32_t number; ///< the plot's number in its source; for reports alone
    double range_m;  ///< slant range from the sensor
    double az_rad;   ///< clockwise from the sensor's north; any turn
    double el_rad;   ///< above the sensor's horizontal; NaN: not measured
    double height_m; ///< height in the frame (FLAT: z; ECEF: over the ellipsoid); NaN: not reported
    uint32_t mode_s; ///< 24-bit address; 0: none
    int32_t mode_3a; ///< 0 to 07777; -1: none
} PvsRadarPlot;
PvsRadarPlot pvs_radar_plot(double time_s, uint32_t sensor, double range_m, double az_rad,
                            double el_rad);

/// What is known of a radar. Made by pvs_track_sensor_default; a struct that skipped it is refused.
typedef struct {
    uint32_t made; ///< set by the maker
    uint32_t id;
    double pos[3]; ///< in the tracker's frame
    double scan_period_s;
    bool rotating; ///< each plot has the time of the beam; else all plots of a scan carry one time
    double sigma_range_m, sigma_az_rad;
    double sigma_el_rad;     ///< 0: a 2-D radar
    double sigma_height_m;   ///< of reported heights; 0: they are not used
    double pd;               ///< probability of detection in a scan, in (0, 1)
    double max_range_m;      ///< beyond it nothing is expected
    double clutter_per_scan; ///< mean number of false plots; 0: none (a floor of 0.1 is assumed)
    double clutter_range_m[2], clutter_az_rad[2],
        clutter_el_rad[2];                         ///< the box they are spread over
    double range_bias_m, az_bias_rad, time_bias_s; ///< subtracted from what it reports
} PvsTrackSensor;
PvsTrackSensor pvs_track_sensor_default(uint32_t id);

/// Which motions a track may make.
typedef enum {
    PVS_TRACK_IMM, ///< interacting models: straight, turning, manoeuvring; ballistic where it applies
    PVS_TRACK_CV   ///< straight alone: the cheapest
} PvsTrackFilter;

/// Made by pvs_tracker_options_default; a struct that skipped it is refused.
typedef struct {
    uint32_t made; ///< set by the maker
    PvsTrackFrame frame;
    PvsTrackFilter filter;
    double late_window_s; ///< a plot this much older than the newest is still put in its place
    bool registration;    ///< with several radars: their biases are estimated and removed
    uint32_t tracks_max;  ///< most tracks, tentative ones included, held at a time
    int isa;              ///< 0: best; 2 to 4: force x86-64-v2 to v4 (same bits)
} PvsTrackerOptions;
PvsTrackerOptions pvs_tracker_options_default(void);

// --- what comes out ------------------------------------------------------------------------------

/// A confirmed track at a time.
typedef struct {
    double time_s;
    uint32_t track; ///< its number, from 1 in order of confirmation, never used again
    double pos[3], vel[3];
    double cov[21];   ///< upper triangle of the 6 x 6 covariance (position, velocity), row by row
    double existence; ///< probability that it is a target, in (0, 1)
    double model_prob[4]; ///< straight, turning, manoeuvring, ballistic; sum 1
    double last_plot_s;   ///< time of its last plot
    uint32_t n_plots;
    uint32_t mode_s; ///< 0: none
    int32_t mode_3a; ///< -1: none
} PvsTrackState;

/// What was done and what was skipped, since the tracker was created.
typedef struct {
    uint64_t plots;             ///< given
    uint64_t used;              ///< that updated a confirmed track
    uint64_t skipped_sensor;    ///< of an unknown sensor
    uint64_t skipped_value;     ///< not a number, range not above 0, elevation out of -90..90 deg
    uint64_t skipped_late;      ///< older than the window allows
    uint64_t skipped_duplicate; ///< equal to another in sensor, time, range and azimuth
    uint64_t skipped_memory;    ///< memory was out
    uint64_t scans;             ///< groups of plots processed
    uint64_t started, confirmed, deleted;
    uint64_t not_started; ///< tracks_max was reached
    uint64_t recovered;   ///< covariances that had lost positive definiteness and were reset
    uint64_t nis_n;       ///< updates of confirmed tracks counted in nis_sum
    double nis_sum;       ///< normalised innovations squared; nis_dims their degrees of freedom
    double nis_dims;
} PvsTrackerStats;

/// What a radar adds to its measurements: a plot's range is true range + range_m, and so on; its time
/// is the time of the measurement + time_s. sd: one sigma of each; infinite where nothing is known.
typedef struct {
    double range_m, az_rad, time_s;
    double sd_range_m, sd_az_rad, sd_time_s;
    uint64_t n; ///< plots that told of it
} PvsRadarBias;

typedef struct PvsTracker PvsTracker;

/// Sensors are copied. PVS_BAD_USAGE with words when an option or a sensor makes no sense.
PvsStatus pvs_tracker_create(const PvsTrackerOptions *options, const PvsTrackSensor *sensors,
                             size_t n_sensors, PvsTracker **out, PvsError *err);
void pvs_tracker_destroy(PvsTracker *tracker); ///< null is allowed

/// Takes plots, in any order within the window. What cannot be used is counted and skipped. Fails
/// for lack of memory alone.
PvsStatus pvs_tracker_add(PvsTracker *tracker, const PvsRadarPlot *plots, size_t n);
/// Processes all plots with time <= t_s. Times that go backwards do nothing.
PvsStatus pvs_tracker_advance(PvsTracker *tracker, double t_s);
/// The confirmed tracks at t_s (extrapolated where t_s is later), in order of their numbers. Returns
/// how many there are; writes at most `capacity`.
size_t pvs_tracker_tracks(const PvsTracker *tracker, double t_s, PvsTrackState *out,
                          size_t capacity);
PvsTrackerStats pvs_tracker_stats(const PvsTracker *tracker);

/// The bias of a radar as estimated so far, beside what its PvsTrackSensor states; false for an
/// unknown sensor. Only differences between radars can be seen: the first sensor is the reference.
bool pvs_tracker_bias(const PvsTracker *tracker, uint32_t sensor, PvsRadarBias *out);

// --- registration against a reference ------------------------------------------------------------

/// Sums over plots whose target's true place is known otherwise (system tracks, a transponder's own
/// position). Zero-initialise; the sums belong to one radar.
typedef struct {
    double information[6], right[3]; ///< of range, azimuth, time
    double residual;                 ///< sum of squared normalised residuals before any bias
    uint64_t n;
} PvsRegistration;
/// A plot and the place and velocity of its target at the plot's time, in the frame of the sensor.
/// Plots that are not usable are not counted.
void pvs_registration_add(PvsRegistration *sums, PvsTrackFrame frame, const PvsTrackSensor *sensor,
                          const PvsRadarPlot *plot, const double pos[3], const double vel[3]);
/// Least squares; with_time: also the bias of the clock (needs targets that move along and across).
/// False when there is too little to tell.
bool pvs_registration_solve(const PvsRegistration *sums, bool with_time, PvsRadarBias *out);

// --- files ---------------------------------------------------------------------------------------

/// A case: the sensors and the times and measures of an evaluation.
typedef struct {
    char name[64];
    PvsTrackFrame frame;
    PvsTrackSensor *sensors;
    size_t n_sensors;
    double end_s, eval_period_s, settle_s; ///< 0 where the file does not say
    int score_dims;                        ///< 2 or 3
    double gospa_c_m, gospa_p;
    bool has_origin; ///< of a flat frame: where its zero lies on the Earth
    double origin_lat_rad, origin_lon_rad, origin_h_m;
} PvsTrackCase;

/// Reads case.json. PVS_BAD_INPUT with file and place.
PvsStatus pvs_track_case_read(const char *path, PvsTrackCase *out, PvsError *err);
PvsStatus pvs_track_case_parse(const char *name, const char *text, size_t n, PvsTrackCase *out,
                               PvsError *err);
void pvs_track_case_free(PvsTrackCase *track_case);

/// Reads plots as CSV (gzip or plain): columns plot, time, sensor, range_m, az_rad and, where
/// measured, el_rad, height_m, in any order. `path` "-" is not read here. *plots is the caller's,
/// freed by pvs_track_free. PVS_BAD_INPUT with file, line and column.
PvsStatus pvs_plots_csv_read(const char *path, PvsRadarPlot **plots, size_t *n, PvsError *err);
PvsStatus pvs_plots_csv_parse(const char *name, const char *text, size_t n_bytes,
                              PvsRadarPlot **plots, size_t *n, PvsError *err);
void pvs_track_free(void *p);

/// The header line of a tracks file, and a track as a line of it, as snprintf does.
size_t pvs_track_csv_header(char *buf, size_t size);
size_t pvs_track_csv_row(const PvsTrackState *state, char *buf, size_t size);

/// A row of a truth or tracks file: time,id,x,y,z,vx,vy,vz.
typedef struct {
    double time_s;
    int64_t id;
    double pos[3], vel[3];
} PvsTrackRow;
/// Reads truth or tracks (gzip or plain); as pvs_plots_csv_read.
PvsStatus pvs_track_rows_read(const char *path, PvsTrackRow **rows, size_t *n, PvsError *err);
PvsStatus pvs_track_rows_parse(const char *name, const char *text, size_t n_bytes,
                               PvsTrackRow **rows, size_t *n, PvsError *err);

// --- how good it is ------------------------------------------------------------------------------

/// Means over the evaluation times of a part of the run.
typedef struct {
    double gospa_m, gospa_loc_m, gospa_missed, gospa_false, ospa_m;
    double completeness, ambiguity, spuriousness, matched;
} PvsTrackScorePart;

/// GOSPA (Rahmathullah, Garcia-Fernandez, Svensson 2017; alpha 2), OSPA (Schuhmacher 2008), counts in
/// the manner of SIAP, identity switches, longest track, root mean square errors. `settled`: after
/// settle_s. Where nothing was matched the errors are NaN; `settled` is all zero when it is empty.
typedef struct {
    uint32_t evals, settled_evals;
    PvsTrackScorePart whole, settled;
    uint64_t id_switches;
    double id_switches_per_truth_hour, longest_track_fraction;
    uint64_t tracks_total, truths;
    double pos_rmse_m, vel_rmse_mps;
} PvsTrackScore;

/// until_s: 0, or the time after which nothing is scored.
PvsStatus pvs_track_score(const PvsTrackCase *track_case, const PvsTrackRow *truth, size_t n_truth,
                          const PvsTrackRow *tracks, size_t n_tracks, double until_s,
                          PvsTrackScore *out, PvsError *err);

#ifdef __cplusplus
}
#endif

#endif
