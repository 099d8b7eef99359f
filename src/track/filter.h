// SPDX-License-Identifier: Apache-2.0
// The numbers of the filters: four tracks side by side (a pack), each quantity a row of four, so that
// one vector instruction serves four tracks. The arithmetic is in filter_kernel.c, compiled for each
// instruction set (same bits); filter.c chooses.
#ifndef PVS_TRACK_FILTER_H
#define PVS_TRACK_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PVS_LANES 4

// Rows of a state pack: the combined estimate of a track at its last plot. PP, VV: xx xy xz yy yz zz;
// PV: row position, column velocity. A: acceleration that its models expect. QH, QV: their process
// noise across and along the vertical, m2/s3.
enum {
    G_T,
    G_X,
    G_V = G_X + 3,
    G_A = G_V + 3,
    G_PP = G_A + 3,
    G_PV = G_PP + 6,
    G_VV = G_PV + 9,
    G_QH = G_VV + 6,
    G_QV,
    G_N
};
// Rows of a model pack: for each model its probability, state (position, velocity, turn rate) and
// covariance PP, PV, VV, PW (3), VW (3), WW.
enum { M_MU, M_X, M_P = M_X + 7, M_N = M_P + 28, M_MODELS = 3 };
enum { P_PP = 0, P_PV = 6, P_VV = 15, P_PW = 21, P_VW = 24, P_WW = 27 };
// Rows of a gate pack: predicted position, inverse of the innovation covariance and log of its
// determinant, the same for a target that begins to manoeuvre, half sides of the gate's box,
// measurement covariance, distance from the sensor.
enum {
    O_P,
    O_SI = O_P + 3,
    O_LOGDET = O_SI + 6,
    O_SI2,
    O_LOGDET2 = O_SI2 + 6,
    O_HALF,
    O_R = O_HALF + 2,
    O_RANGE = O_R + 6,
    O_N
};
// Rows of an update pack: time, measurement, weight (0: no plot; below 1: probability that one of the
// plots is its own), spread of several plots (read where the weight is below 1), and out: 1 where the
// covariance went bad.
enum { U_T, U_Z, U_W = U_Z + 3, U_BAD, U_SPREAD, U_N = U_SPREAD + 6 };

typedef struct {
    double q[G_N][PVS_LANES];
} PvsStatePack;
typedef struct {
    double q[M_MODELS * M_N][PVS_LANES];
} PvsModelPack;
typedef struct {
    double q[O_N][PVS_LANES];
} PvsGatePack;
typedef struct {
    double q[U_N][PVS_LANES];
} PvsUpdatePack;

/// A radar as the arithmetic sees it; vectors in the tracker's frame.
typedef struct {
    double pos[3], east[3], north[3], up[3];
    double var_range, var_az, var_el; ///< var_el in rad2, of a 2-D radar unused
    double var_up;                    ///< of a 2-D radar: m2 of what it cannot see; else 0
    double axis[2][3];                ///< the plane of the grid
    double log_gain;                  ///< ln of pd over the density of false plots in its own units
    double gate;                      ///< largest normalised distance squared
} PvsFilterSensor;

/// The motions of the interacting models: straight, turning, manoeuvring.
typedef struct {
    bool ecef; ///< up is radial; else z
    double qh[M_MODELS], qv[M_MODELS];
    double gate_qh, gate_qv;         ///< of a manoeuvre that may begin, for the gate
    double q_turn;                   ///< rad2/s3 of the turn rate's walk
    double var_turn;                 ///< rad2/s2 of the turn rate of a track that has not turned
    double stay_s[M_MODELS];         ///< mean time in a model
    double next[M_MODELS][M_MODELS]; ///< where it goes then; rows sum to 1
} PvsMotions;

/// Gates of n packs at times t (four a pack).
void pvs_filter_gates(int isa, const PvsFilterSensor *sensor, const PvsMotions *motions,
                      const PvsStatePack *states, const uint32_t *packs, size_t n,
                      const double *t_s, PvsGatePack *out);
/// Predicts to U_T and updates the lanes with U_W > 0 of the packs named. The state is the filter.
void pvs_filter_update_cv(int isa, const PvsMotions *motions, PvsStatePack *states,
                          const uint32_t *packs, size_t n, const PvsGatePack *gates,
                          PvsUpdatePack *updates);
/// The same with interacting models.
void pvs_filter_update_imm(int isa, const PvsMotions *motions, PvsStatePack *states,
                           PvsModelPack *models, const uint32_t *packs, size_t n,
                           const PvsGatePack *gates, PvsUpdatePack *updates);

/// Plots in columns: what was measured, and out: their places, their coordinates in the plane of the
/// grid, and ln of pd over the density of false plots there, per m3 (per m2 for a 2-D radar).
typedef struct {
    double *range_m, *az_rad, *el_rad, *pos[3], *plane[2], *gain;
} PvsPlaces;
void pvs_filter_place(int isa, const PvsFilterSensor *sensor, size_t n, const PvsPlaces *places);

#define PVS_FILTER_KERNELS(isa)                                                                    \
    void pvs_filter_gates_isa##isa(const PvsFilterSensor *, const PvsMotions *,                    \
                                   const PvsStatePack *, const uint32_t *, size_t, const double *, \
                                   PvsGatePack *);                                                 \
    void pvs_filter_update_cv_isa##isa(const PvsMotions *, PvsStatePack *, const uint32_t *,       \
                                       size_t, const PvsGatePack *, PvsUpdatePack *);              \
    void pvs_filter_update_imm_isa##isa(const PvsMotions *, PvsStatePack *, PvsModelPack *,        \
                                        const uint32_t *, size_t, const PvsGatePack *,             \
                                        PvsUpdatePack *);                                          \
    void pvs_filter_place_isa##isa(const PvsFilterSensor *, size_t, const PvsPlaces *);
PVS_FILTER_KERNELS(0)
PVS_FILTER_KERNELS(2)
PVS_FILTER_KERNELS(3)
PVS_FILTER_KERNELS(4)

#endif
