// SPDX-License-Identifier: Apache-2.0
// Registration: the range, azimuth and time bias of each radar, from what several of them, or one and
// a reference, say of the same targets.
#ifndef PAVISE_ALIGNMENT_H
#define PAVISE_ALIGNMENT_H

#include <pavise/track.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What was found of one radar. A bias has the sign of PvsTrackSensor: it is to be subtracted.
typedef struct {
    uint32_t sensor;
    double range_bias_m, az_bias_rad, time_bias_s;
    double sigma_range_bias_m, sigma_az_bias_rad, sigma_time_bias_s; ///< standard deviations
    uint64_t n_pairs;    ///< comparisons with this radar in them; 0: nothing is known of it
    uint64_t n_rejected; ///< of them, too far off to be the same target
    double rms_range_m, rms_az_rad; ///< of what is left in its comparisons
} PvsAlignment;

/// Made by pvs_alignment_options_default.
typedef struct {
    double prior_range_bias_m, prior_az_bias_rad; ///< standard deviations of biases before all data
    double prior_time_bias_s;                     ///< 0: clocks are taken to be right
    double sigma_reference_m;                     ///< of the reference's positions
    double gap_max_s; ///< longest time between two neighbours, to take a position between them
} PvsAlignmentOptions;
PvsAlignmentOptions pvs_alignment_options_default(void);

/// Compares each plot of a target with where the reference, or another radar, has the target at that
/// time, and finds the biases that make the differences least.
///
/// labels     which target each plot is of; 0: unknown, not used
/// reference  positions of targets, with the label as id; may be none. They must be in the frame
/// out        n_sensors results, in the order of `sensors`. Biases that the sensors have already are
///            taken off first and are contained in the result
/// method     linear least squares in the polar coordinates of the radar compared, with a prior,
///            reweighted (Huber; scale from the median of magnitudes) until it settles
/// source     M. P. Dana, Registration: a prerequisite for multiple sensor tracking, in Y. Bar-Shalom
///            (ed.), Multitarget-Multisensor Tracking: Advanced Applications, 1990
/// errors     LIMIT for more than 64 radars that can be compared, NO_MEMORY
PvsStatus pvs_alignment_solve(const PvsAlignmentOptions *options, PvsTrackFrame frame,
                              const PvsTrackSensor *sensors, size_t n_sensors,
                              const PvsRadarPlot *plots, const uint32_t *labels, size_t n_plots,
                              const PvsTrackRow *reference, size_t n_reference, PvsAlignment *out,
                              PvsError *err);

#ifdef __cplusplus
}
#endif

#endif
