// SPDX-License-Identifier: Apache-2.0
// Private to sensor/: what look.c hands to the vector loops of look_kernel.c, which are compiled
// once for each instruction set.
#ifndef PVS_SENSOR_LOOK_KERNEL_H
#define PVS_SENSOR_LOOK_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "sensor.h"

#define PVS_LOOK_BLOCK                                                                             \
    128 ///< lanes that are worked on together: the temporaries of a block stay in the first cache
#define PVS_LOOK_WIDTH 8 ///< a block's length is a multiple of it: the widest vector

/// Constants of one scan of one radar. Vectors are rows of the rotation from ECEF into the radar's
/// east, north, up.
typedef struct {
    double origin[3];                       ///< ECEF
    double half_period_s, beam_radps_exact; ///< for hard lanes
    float east[3], north[3], up[3];
    float centre[3];  ///< the antenna seen from the Earth's centre, ENU axes, Earth radii
    float per_radius; ///< 1 / Earth radius
    float period_s, half_s, beam_radps; ///< beam: 2 pi / period
    float last_s; ///< the greatest offset from mid-scan, a hair below half the period
    float root_constant, ln_pfa; ///< the radar's constant as its root: no product overflows
    float range_min_m, range_max_m, sin_el_min, sin_el_max, lift_el_min, lift_el_max;
    float radial_min_mps;
    uint32_t round_key[10][2], ordinal; ///< of Philox
    uint32_t which;                     ///< word of the block that this scan draws
    int32_t mid_tick;                   ///< of lanes that are cubics (PvsLookCourses)
    float mid_rest_s;
} PvsLookScan;

typedef struct {
    const PvsLookCourse *courses; ///< or null
    const double *px, *py, *pz, *vx, *vy, *vz, *ax, *ay, *az;
    const PvsLnRcs *types; ///< or null
    const uint16_t *type;
    const float *ln_nose, *ln_beam, *ln_tail, *ln_top, *ln_gain; ///< ln_gain may be null
    const uint64_t *pair_id;
    PvsLookWords *words; ///< or null
    bool drawn;
} PvsLookIn;

typedef struct {
    float *t_s, *range_m, *az_rad, *sin_el, *closing_mps, *snr_lin, *pd;
    uint8_t *detected;
} PvsLookOut;

/// A number for each lane of a block.
typedef float PvsLookLanes[PVS_LOOK_BLOCK];

/// Temporaries of a block.
typedef struct {
    PvsLookLanes east, north, up, v_east, v_north, v_up; ///< ENU position, velocity at mid-scan
    PvsLookLanes half_a_east, half_a_north, half_a_up;   ///< and half the acceleration
    PvsLookLanes ahead_rad; ///< azimuth less pi: at mid-scan; of hard lanes, at the look
    PvsLookLanes offset_s;  ///< of the look from mid-scan
    PvsLookLanes hard;      ///< 1: one Newton step is not enough, or no beam turns
    PvsLookLanes range2, v2, lv, p2, lp, pv, height; ///< products at the look, see `products`
    PvsLookLanes inv_range2, ln_rcs;
    PvsLookLanes ln_nose, ln_beam, ln_tail, ln_top; ///< of each lane's type
    uint64_t word[PVS_LOOK_BLOCK];                  ///< drawn; then 1 where detected
    uint64_t more_words[3][PVS_LOOK_BLOCK];
} PvsLookTemp;

/// The steps of a block, in order; n <= PVS_LOOK_BLOCK, a multiple of PVS_LOOK_WIDTH.
typedef struct {
    /// ENU kinematics into temp. Rotating: offset_s and the beam's azimuth; returns non-zero when
    /// some lane is hard.
    uint32_t (*beam)(const PvsLookScan *scan, const PvsLookIn *in, size_t n, PvsLookTemp *temp);
    /// Fixed face: offset_s from the pair's id, and the azimuth then.
    void (*revisit)(const PvsLookScan *scan, const PvsLookIn *in, size_t n, PvsLookTemp *temp);
    /// Geometry at the time of the look, SNR, and Pd as of Swerling 1 and one pulse.
    void (*signal)(const PvsLookScan *scan, const PvsLookIn *in, size_t n, PvsLookTemp *temp,
                   const PvsLookOut *out);
    /// Limits of the radar, the draw, and the results.
    void (*finish)(const PvsLookScan *scan, const PvsLookIn *in, size_t n, PvsLookTemp *temp,
                   const PvsLookOut *out);
} PvsLookKernel;

/// mid_tick and mid_rest_s are left to the caller.
void pvs_look_scan(PvsLookScan *scan, const PvsRadarLook *radar, PvsLuck luck, uint32_t scan_index);

extern const PvsLookKernel pvs_look_kernel_isa0, pvs_look_kernel_isa2, pvs_look_kernel_isa3,
    pvs_look_kernel_isa4;

#endif
