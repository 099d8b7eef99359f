// SPDX-License-Identifier: Apache-2.0
// What the files of the tracker share. Private to the room.
#ifndef PVS_TRACK_IMPL_H
#define PVS_TRACK_IMPL_H

#include "track/assign.h"
#include "track/filter.h"
#include "track/track.h"

#define PVS_NO_INDEX    UINT32_MAX
#define PVS_SENSOR_MADE 0x5e2504u ///< PvsTrackSensor.made

/// Groups of plots in the plane of the grid, sorted by cell: a box is a few runs of neighbours.
typedef struct {
    double min[2], per_m[2];
    uint32_t cells[2];
    uint32_t *first; ///< cells + 1
    uint32_t *order; ///< plots by cell
    uint32_t *cell;  ///< of each plot
    size_t cells_capacity, plots_capacity;
} PvsGrid;

/// Biases of a radar (range, azimuth, time) and their covariance, estimated while it tracks.
typedef struct {
    double x[3], p[3][3], t_s;
    double used[3]; ///< what is subtracted from its plots: significant parts
    uint64_t n;
} PvsBiasFilter;

/// A plot as the tracker keeps it: corrected for bias, with its place.
typedef struct {
    double t_s, pos[3], range_m;
    double gain; ///< ln of pd over the density of false plots there
    uint32_t mode_s;
    int32_t mode_3a;
} PvsPlacedPlot;

/// A plot that no track claimed, kept for pairing with later ones.
typedef struct {
    PvsPlacedPlot plot;
    double against; ///< odds against its being a target's first
} PvsOldPlot;

typedef struct {
    PvsTrackSensor spec;
    PvsFilterSensor f;
    double clutter;      ///< mean false plots a scan
    double sector_s;     ///< length of a group; a scan for radars whose plots carry one time
    double log_miss, pd; ///< ln(1 - pd), pd
    double miss_factor;  ///< 1 / (1 - pd)
    double log_var_up;   ///< of a 2-D radar
    int misses_max;      ///< of a tentative track
    PvsRadarPlot *queue; ///< plots to come, by time from `head` on
    size_t n_queue, head, queue_capacity, n_sorted;
    double t_done; ///< plots up to here are processed
    bool started;
    double t_heard; ///< end of the last group with a plot
    double phase_s; ///< of a rotating radar: time at north, modulo the scan
    bool phase_known;
    PvsBiasFilter bias;
    PvsOldPlot *old;
    size_t n_old, old_capacity;
    PvsGrid free_grid; ///< of the plots that no track claims
    double *free_at[2];
    uint32_t *free_plot;
    size_t free_capacity;
} PvsSensorState;

/// Of one track beside the numbers of the filter.
typedef struct {
    double against; ///< odds against its existence
    double t_exist; ///< time to which `against` belongs
    double t_plot;  ///< last plot
    double t_first;
    uint32_t number; ///< 0: tentative
    uint32_t n_plots;
    uint16_t misses; ///< in a row
    uint8_t alive, shown, ballistic, crowded;
    uint32_t mode_s;
    int32_t mode_3a;
} PvsTrackLife;

typedef struct {
    uint32_t track, plot; ///< slot; index in the group
    double reward;        ///< ln of how much likelier it is than a miss and a false plot
    double d2;
} PvsPair;

/// Room that a group of plots needs while it is processed.
typedef struct {
    const PvsRadarPlot *reports; ///< the caller's
    PvsPlaces at;                ///< their places, in columns
    double *t_s;                 ///< their times, corrected
    double *claim;               ///< of each plot: probability that a track has it
    uint32_t *plot_track;        ///< slot that took it
    uint32_t *wanted_by;         ///< established tracks in whose gate it is
    size_t plots_capacity;
    uint32_t *packs; ///< packs of this group
    double *t_lane;  ///< time of each of their lanes
    PvsGatePack *gates;
    PvsUpdatePack *updates;
    uint8_t *wanted;      ///< lanes that take part
    uint32_t *pick;       ///< of each lane: the pair that it took
    uint32_t *first_pair; ///< of each lane, and one more: where its pairs begin
    size_t packs_capacity;
    PvsPair *pairs;
    size_t n_pairs, pairs_capacity;
    uint32_t *first, *column, *match, *row_lane;
    double *reward;
    void *scratch;
    size_t scratch_bytes, rows_capacity, list_capacity;
} PvsGroup;

struct PvsTracker {
    PvsTrackerOptions options;
    PvsMotions motions;
    PvsSensorState *sensors;
    size_t n_sensors;
    PvsStatePack *states;
    PvsModelPack *models;
    PvsTrackLife *lives;
    double *passed;   ///< slots x sensors: when a rotating radar's beam last passed
    uint8_t *n_alive; ///< of each pack
    void *states_block, *models_block; ///< what states and models lie in, aligned
    size_t n_packs;                    ///< packs that ever held a track
    size_t n_slots;                    ///< all there are, from creation on
    uint32_t *free_slots;
    size_t n_free;
    uint32_t next_number;
    double t_now;
    PvsGrid grid;
    PvsGroup group;
    PvsTrackerStats stats;
    bool no_memory;
    double newest_s;          ///< time of the newest plot given
    struct PvsTracker *ahead; ///< with a window for late plots: this one, and what is not final yet
};

/// Makes room for n items; false, with nothing changed, when memory is out. *capacity counts items.
bool pvs_track_reserve(void *items, size_t n, size_t *capacity, size_t size);

// --- window.c
/// Makes `to`, created alike, equal to `from`, waiting plots included. False when memory is out.
bool pvs_track_copy(PvsTracker *to, const PvsTracker *from);

// --- grid.c
bool pvs_grid_build(PvsGrid *grid, const double *a, const double *b, size_t n);
void pvs_grid_free(PvsGrid *grid);
/// Cells that a box covers; false when none.
bool pvs_grid_box(const PvsGrid *grid, double a, double b, double half_a, double half_b,
                  uint32_t low[2], uint32_t high[2]);

// --- scan.c
/// Processes the plots of one sensor of (t0, t1].
void pvs_track_group(PvsTracker *tracker, PvsSensorState *sensor, double t0, double t1,
                     const PvsRadarPlot *plots, size_t n);
/// Plot j of the group as it is kept.
PvsPlacedPlot pvs_track_placed(const PvsGroup *group, uint32_t j);

// --- gate.c
/// Which lanes take part, at which time; into packs, t_lane, wanted. False when memory is out.
bool pvs_track_lanes(PvsTracker *tracker, const PvsSensorState *sensor, double t0, double t1,
                     size_t *n_packs);
/// The pairs of tracks and plots that are in each other's gate.
bool pvs_track_gate(PvsTracker *tracker, const PvsSensorState *sensor, size_t n_packs);
/// The place of plot j as a lane sees it, and what is left of it after the predicted place; the track
/// is moved to the plot's time.
void pvs_track_innovation(const PvsTracker *tracker, const PvsSensorState *sensor, size_t k,
                          uint32_t l, uint32_t j, double z[3], double nu[3]);

// --- associate.c
static inline bool pvs_track_established(const PvsTrackLife *life) {
    return life->number || life->against < 1.0;
}
/// Which pair each lane takes.
bool pvs_track_associate(PvsTracker *tracker, size_t n_packs, size_t n_plots);
/// Room in the group for an assignment of so many rows and columns, and its pairs.
bool pvs_track_list(PvsTracker *tracker, size_t n_rows, size_t n_columns);

// --- settle.c
/// What the pairs taken mean for the odds of tracks, and the updates of the filters.
void pvs_track_hits(PvsTracker *tracker, PvsSensorState *sensor, size_t n_packs);
void pvs_track_misses(PvsTracker *tracker, PvsSensorState *sensor, size_t n_packs, double t1);

// --- register.c
void pvs_track_bias_begin(PvsSensorState *sensor);
/// What an updated confirmed track tells of its radar's bias: predicted place and velocity, and its
/// position covariance, at plot j.
void pvs_track_bias_learn(PvsTracker *tracker, PvsSensorState *sensor, size_t k, uint32_t l,
                          uint32_t j);

// --- life.c
uint32_t pvs_track_new_slot(PvsTracker *tracker); ///< PVS_NO_INDEX: none is left
void pvs_track_delete(PvsTracker *tracker, uint32_t slot);
/// Carries the odds of existence to t (tracks end by themselves now and then).
void pvs_track_survive(PvsTrackLife *life, double t);
/// Decides what a track is after a plot or a miss; deletes it when it is over.
void pvs_track_judge(PvsTracker *tracker, const PvsSensorState *sensor, uint32_t slot);

// --- start.c
/// Pairs plots of the group that no track claims with older ones, and begins tracks.
/// False when memory is out.
bool pvs_track_start(PvsTracker *tracker, PvsSensorState *sensor, size_t n, double t1);
/// Writes a state (position, velocity; PP, PV, VV) into a slot, all models alike.
void pvs_track_set_state(PvsTracker *tracker, uint32_t slot, double t, const double x[6],
                         const double p[21]);

/// Height above the ellipsoid (right to 30 m), or z of a flat frame.
double pvs_track_height(bool ecef, const double pos[3]);

// --- ballistic.c: of a tracker with interacting models
#define PVS_BALLISTIC_FROM_M 15e3 ///< above it what flies fast is taken for ballistic
void pvs_track_make_ballistic(PvsTracker *tracker, uint32_t slot);
/// False when the covariance went bad.
bool pvs_track_update_ballistic(PvsTracker *tracker, uint32_t slot, double time, const double z[3],
                                const double r[6]);

// --- sym3.c: symmetric 3 x 3 (xx xy xz yy yz zz), off the hot path
double pvs_sym3_invert(const double s[6], double inverse[6]); ///< returns the determinant
double pvs_sym3_quadratic(const double s[6], const double a[3]);
/// Measurement covariance of a plot at a place; returns the distance.
double pvs_sym3_measurement(const PvsFilterSensor *sensor, const double pos[3], double r[6]);

#endif
