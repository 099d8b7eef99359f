// SPDX-License-Identifier: Apache-2.0
// Scenes for the tracker's tests: targets that fly a known motion, a radar that measures them with
// noise, misses and false plots. All draws are functions of a seed.
#ifndef PVS_TEST_TRACK_SCENE_H
#define PVS_TEST_TRACK_SCENE_H

#include <math.h>
#include <stdlib.h>

#include "base/luck.h"
#include "base/math.h"
#include "earth/earth.h"
#include "track/track.h"

typedef struct {
    double pos[3], vel[3], acc[3]; // at time 0, in the local frame
} SceneTarget;

typedef struct {
    uint64_t seed;
    const SceneTarget *targets;
    uint32_t n_targets;
    double end_s;
    double range_bias_m, az_bias_rad, time_bias_s; // of what the radar reports
} Scene;

static inline double scene_u01(const Scene *s, uint64_t which, uint32_t i) {
    return pvs_luck_u01(pvs_luck(s->seed, 0), PVS_LUCK_TEST, which, i);
}
static inline double scene_normal(const Scene *s, uint64_t which, uint32_t i) {
    double u = scene_u01(s, which, i);
    return pvs_normal_quantile(u < 1e-12 ? 1e-12 : u);
}

static inline void scene_at(const SceneTarget *target, double t, double pos[3], double vel[3]) {
    for (int k = 0; k < 3; k++) {
        pos[k] = target->pos[k] + t * (target->vel[k] + 0.5 * t * target->acc[k]);
        vel[k] = target->vel[k] + t * target->acc[k];
    }
}

static inline PvsTrackSensor scene_radar(uint32_t id, double period_s) {
    PvsTrackSensor r = pvs_track_sensor_default(id);
    r.scan_period_s = period_s;
    r.sigma_range_m = 50.0;
    r.sigma_az_rad = 0.0015;
    r.sigma_el_rad = 0.002;
    r.clutter_per_scan = 20.0;
    r.clutter_range_m[0] = 5e3;
    r.clutter_range_m[1] = 150e3;
    r.max_range_m = 300e3;
    return r;
}

/// The plots of one radar at the place `from` of the local frame, in order of time; appended.
static inline size_t scene_plots(const Scene *s, const PvsTrackSensor *radar, const double from[3],
                                 PvsRadarPlot *out, size_t n) {
    double period = radar->scan_period_s;
    for (uint32_t k = 0; k * period < s->end_s; k++) {
        for (uint32_t i = 0; i < s->n_targets; i++) {
            uint32_t key = (radar->id * 4096 + k) * 512 + i;
            double pos[3], vel[3], los[3], t = (k + 1) * period;
            // A rotating radar meets a target where it is when the beam comes by.
            for (int again = 0; again < (radar->rotating ? 3 : 1); again++) {
                scene_at(&s->targets[i], t, pos, vel);
                for (int c = 0; c < 3; c++) {
                    los[c] = pos[c] - from[c];
                }
                double az = pvs_wrap_two_pi(pvs_atan2(los[0], los[1]));
                t = radar->rotating ? (k + az / PVS_TWO_PI) * period : t;
            }
            if (scene_u01(s, 1, key) > radar->pd) {
                continue;
            }
            double flat = pvs_hypot(los[0], los[1]);
            double az = pvs_atan2(los[0], los[1]) + radar->sigma_az_rad * scene_normal(s, 2, key);
            out[n++] = pvs_radar_plot(
                t + s->time_bias_s, radar->id,
                pvs_hypot(flat, los[2]) + radar->sigma_range_m * scene_normal(s, 3, key) +
                    s->range_bias_m,
                pvs_wrap_two_pi(az + s->az_bias_rad),
                pvs_atan2(los[2], flat) + radar->sigma_el_rad * scene_normal(s, 4, key));
        }
        for (uint32_t i = 0; i < (uint32_t)radar->clutter_per_scan; i++) {
            uint32_t key = (radar->id * 4096 + k) * 512 + 256 + i;
            double az = PVS_TWO_PI * scene_u01(s, 5, key);
            double range =
                radar->clutter_range_m[0] +
                (radar->clutter_range_m[1] - radar->clutter_range_m[0]) * scene_u01(s, 6, key);
            out[n++] =
                pvs_radar_plot(radar->rotating ? (k + az / PVS_TWO_PI) * period : (k + 1) * period,
                               radar->id, range, az, 0.35 * scene_u01(s, 7, key));
        }
    }
    return n;
}

static inline int scene_by_time(const void *a, const void *b) {
    double x = ((const PvsRadarPlot *)a)->time_s, y = ((const PvsRadarPlot *)b)->time_s;
    return (x > y) - (x < y);
}

/// The nearest track to a place, and how far it is.
static inline const PvsTrackState *scene_nearest(const PvsTrackState *tracks, size_t n,
                                                 const double pos[3], double *distance) {
    const PvsTrackState *best = NULL;
    *distance = (double)INFINITY;
    for (size_t i = 0; i < n; i++) {
        double d = 0.0;
        for (int k = 0; k < 3; k++) {
            d += (tracks[i].pos[k] - pos[k]) * (tracks[i].pos[k] - pos[k]);
        }
        if (sqrt(d) < *distance) {
            *distance = sqrt(d);
            best = &tracks[i];
        }
    }
    return best;
}

#endif
