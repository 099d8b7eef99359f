// SPDX-License-Identifier: Apache-2.0
// A batch of looks with room of its own, and a radar to look with: for the tests of looks.
#ifndef PVS_TESTS_SENSOR_LOOK_LANES_H
#define PVS_TESTS_SENSOR_LOOK_LANES_H

#include <string.h>

#include "base/math.h"
#include "sensor/sensor.h"

#define LANES_MAX 1024

typedef struct {
    double in[9][LANES_MAX];
    float ln[4][LANES_MAX], gain[LANES_MAX];
    uint64_t id[LANES_MAX];
    uint8_t swerling[LANES_MAX];
    float out[7][LANES_MAX];
    uint8_t detected[LANES_MAX];
} LookLanes;

static inline PvsLookBatch lanes_batch(LookLanes *l, size_t from, size_t n) {
    return (PvsLookBatch){.n = n,
                          .px = l->in[0] + from,
                          .py = l->in[1] + from,
                          .pz = l->in[2] + from,
                          .vx = l->in[3] + from,
                          .vy = l->in[4] + from,
                          .vz = l->in[5] + from,
                          .ax = l->in[6] + from,
                          .ay = l->in[7] + from,
                          .az = l->in[8] + from,
                          .ln_nose = l->ln[0] + from,
                          .ln_beam = l->ln[1] + from,
                          .ln_tail = l->ln[2] + from,
                          .ln_top = l->ln[3] + from,
                          .ln_gain = l->gain + from,
                          .pair_id = l->id + from,
                          .t_look_s = l->out[0] + from,
                          .range_m = l->out[1] + from,
                          .az_rad = l->out[2] + from,
                          .sin_el = l->out[3] + from,
                          .radial_speed_mps = l->out[4] + from,
                          .snr_lin = l->out[5] + from,
                          .pd = l->out[6] + from,
                          .detected = l->detected + from};
}

static inline void lanes_put(LookLanes *l, size_t i, PvsVec3 pos, PvsVec3 vel, PvsVec3 acc) {
    const PvsVec3 v[3] = {pos, vel, acc};
    for (int k = 0; k < 3; ++k) {
        l->in[3 * k][i] = v[k].x;
        l->in[3 * k + 1][i] = v[k].y;
        l->in[3 * k + 2][i] = v[k].z;
    }
    l->id[i] = pvs_id_pair(77, i);
}

/// A direction given in the radar's axes, in ECEF.
static inline PvsVec3 from_enu_axes(const PvsEnuFrame *f, double e, double n, double u) {
    return pvs_vec3_add_scaled(pvs_vec3_add_scaled(pvs_vec3_scale(f->east, e), n, f->north), u,
                               f->up);
}

static inline double draw(uint64_t which, size_t i, double low, double high) {
    return low + (high - low) * pvs_luck_u01(pvs_luck(11, 4), PVS_LUCK_TEST, which, (uint32_t)i);
}

/// 13 dB on 1 m2 at 250 km, a turn in 10 s, no limits but 400 km.
static inline PvsRadarLook plain_radar(void) {
    return (PvsRadarLook){.frame = pvs_enu_frame((PvsLlh){-0.42, 2.31, 640}),
                          .snr_constant = pvs_radar_constant_reference(250e3, 1.0, 19.95),
                          .pfa = 1e-6,
                          .n_pulses = 1,
                          .rotating = true,
                          .scan_period_s = 10,
                          .el_min_rad = -2,
                          .el_max_rad = 2,
                          .range_max_m = 400e3,
                          .range_error_m = 50,
                          .az_error_rad = 3e-3,
                          .el_error_rad = 4.5e-3,
                          .snr_error_ref_lin = 19.95,
                          .range_cell_m = 150,
                          .az_cell_rad = 1.5 * PVS_DEG_RAD,
                          .sector_half_rad = 4,
                          .measures_elevation = true};
}

/// Threats of all speeds anywhere about the radar.
static inline void random_lanes(LookLanes *l, const PvsRadarLook *radar, size_t n) {
    static const double speeds_mps[] = {40, 50, 220, 700, 1200};
    memset(l, 0, sizeof *l);
    for (size_t i = 0; i < n; ++i) {
        double far_m = 3e3 * pvs_exp(draw(1, i, 0, 4.9)), az = draw(2, i, 0, PVS_TWO_PI);
        double heading = draw(3, i, 0, PVS_TWO_PI), v = speeds_mps[i % 5];
        PvsVec3 pos =
            pvs_ecef_from_enu(&radar->frame, pvs_vec3(far_m * pvs_sin(az), far_m * pvs_cos(az),
                                                      draw(4, i, -100, 20e3)));
        PvsVec3 vel = from_enu_axes(&radar->frame, v * pvs_sin(heading), v * pvs_cos(heading),
                                    draw(5, i, -20, 20));
        PvsVec3 acc = from_enu_axes(&radar->frame, draw(6, i, -2, 2), draw(7, i, -2, 2), 0);
        lanes_put(l, i, pos, vel, acc);
        for (int k = 0; k < 4; ++k) {
            l->ln[k][i] = (float)draw(8 + (uint64_t)k, i, -6, 2);
        }
        l->gain[i] = (float)draw(12, i, -1, 1);
        l->swerling[i] = (uint8_t)(i % 5);
    }
}

#endif
