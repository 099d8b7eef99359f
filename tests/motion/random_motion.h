// SPDX-License-Identifier: Apache-2.0
// Random segments and reaches for the tests of motion/, from fixed seeds.
#ifndef PVS_TESTS_MOTION_RANDOM_MOTION_H
#define PVS_TESTS_MOTION_RANDOM_MOTION_H

#include "base/luck.h"
#include "base/math.h"
#include "motion/motion.h"

static inline double random_in(uint32_t i, uint64_t which, double low, double high) {
    return low + (high - low) * pvs_luck_u01(pvs_luck(11, 0), PVS_LUCK_TEST, which, i);
}

static inline uint32_t random_below(uint32_t i, uint64_t which, uint32_t n) {
    return (uint32_t)random_in(i, which, 0.0, n);
}

/// Somewhere on Earth, now and then near a pole, the antimeridian or the equator.
static inline PvsLlh random_place(uint32_t i, uint64_t which, double h_low_m, double h_high_m) {
    double lat = pvs_asin(random_in(i, which, -1.0, 1.0)),
           lon = random_in(i, which + 1, -PVS_PI, PVS_PI);
    switch (random_below(i, which + 2, 12)) {
    case 0:
        lat = PVS_PI / 2 * (lat > 0 ? 1 : -1) - lat * 1e-3;
        break;
    case 1:
        lon = PVS_PI * (lon > 0 ? 1 : -1) - lon * 1e-3;
        break;
    case 2:
        lat *= 1e-3;
        break;
    default:
        break;
    }
    return (PvsLlh){lat, lon, random_in(i, which + 3, h_low_m, h_high_m)};
}

/// A place some way from another.
static inline PvsLlh random_near(uint32_t i, uint64_t which, PvsLlh from, double far_m,
                                 double h_low_m, double h_high_m) {
    double d = far_m * random_in(i, which, 0.0, 1.0);
    PvsLlh p = pvs_geodesic_direct(from.lat_rad, from.lon_rad,
                                   random_in(i, which + 1, 0.0, PVS_TWO_PI), d, NULL);
    p.h_ell_m = random_in(i, which + 2, h_low_m, h_high_m);
    return p;
}

/// A segment of any kind that passes within a few hundred kilometres of a place, at t0 = 7 s.
static inline PvsSegment random_segment(uint32_t i, PvsLlh place) {
    const PvsTime t0 = 7 * PVS_NS_PER_S;
    double h_high = random_below(i, 20, 2) ? 500.0 : 20000.0;
    PvsLlh from = random_near(i, 21, place, 600e3, -50.0, h_high),
           to = random_near(i, 25, place, 600e3, -50.0, h_high);
    PvsSegment g;
    switch (random_below(i, 29, 9)) {
    case 0:
        to.h_ell_m = from.h_ell_m;
        return pvs_leg(from, to, random_in(i, 30, 20.0, 1500.0), t0);
    case 1:
        to = place; // straight to the site
        return pvs_leg(from, to, random_in(i, 30, 20.0, 1500.0), t0);
    case 2:
        return pvs_turn(from, random_in(i, 30, 500.0, 60e3), random_in(i, 31, 0.0, 6.0),
                        random_in(i, 32, -20.0, 20.0), from.h_ell_m, random_in(i, 33, 50.0, 300.0),
                        t0);
    case 3:
        return pvs_turn(place, random_in(i, 30, 500.0, 60e3), random_in(i, 31, 0.0, 6.0),
                        random_in(i, 32, -8.0, 8.0), from.h_ell_m, random_in(i, 33, 50.0, 300.0),
                        t0);
    case 4:
    case 5:
        from.h_ell_m = 0.0;
        to.h_ell_m = 0.0;
        if (pvs_ballistic_arc(from, to, random_in(i, 30, -0.3, 0.3), t0, &g, NULL) == PVS_OK) {
            return g;
        }
        return pvs_stay(from, t0, t0 + 100 * PVS_NS_PER_S);
    case 6: { // any cubic that a profile's piece could be
        g = pvs_leg(from, to, random_in(i, 30, 200.0, 2500.0), t0);
        double s = pvs_time_s(g.t1 - g.t0) + 1e-9, w = g.arc.rate_radps, c = g.arc.climb_mps,
               h0 = g.arc.h0_ell_m;
        PvsSegment p = {.t0 = g.t0, .t1 = g.t1, .kind = PVS_SEG_PROFILE, .profile_h0_m = (float)h0};
        p.profile.a = g.arc.a;
        p.profile.b = g.arc.b;
        double x = random_in(i, 34, -0.4, 0.4), y = random_in(i, 35, -0.3, 0.3);
        p.profile.phi[0] = w * (1 - x - y);
        p.profile.phi[1] = w * x / s;
        p.profile.phi[2] = w * y / s / s;
        x = random_in(i, 36, -1.0, 1.0) * h_high / s;
        p.profile.h[0] = c - x;
        p.profile.h[1] = x / s;
        p.profile.h[2] = 0.0;
        return p;
    }
    default:
        return pvs_leg(from, to, random_in(i, 30, 20.0, 1500.0), t0);
    }
}

/// Limits of every kind, each present now and then.
static inline PvsReach random_reach(uint32_t i, PvsLlh place) {
    PvsReach r = {.frame = pvs_enu_frame(place),
                  .antenna_h_m = place.h_ell_m,
                  .range_max_m = random_in(i, 50, 5e3, 400e3),
                  .el_min_rad = -PVS_PI / 2,
                  .el_max_rad = PVS_PI / 2,
                  .h_min_ell_m = -INFINITY,
                  .h_max_ell_m = INFINITY,
                  .sector_half_rad = PVS_PI,
                  .earth_radius_m = pvs_earth_gaussian_radius_m(place.lat_rad)};
    if (random_below(i, 51, 3) == 0) {
        r.range_min_m = random_in(i, 52, 0.0, 0.5) * r.range_max_m;
    }
    if (random_below(i, 53, 2)) {
        r.el_min_rad = random_in(i, 54, -0.05, 0.1);
    }
    if (random_below(i, 55, 2)) {
        r.el_max_rad = random_in(i, 56, 0.2, 1.5);
    }
    if (random_below(i, 57, 3) == 0) {
        r.h_min_ell_m = random_in(i, 58, 0.0, 1000.0);
    }
    if (random_below(i, 59, 3) == 0) {
        r.h_max_ell_m = random_in(i, 60, 200.0, 20000.0);
    }
    if (random_below(i, 61, 2)) {
        r.sector_az_rad = random_in(i, 62, 0.0, PVS_TWO_PI);
        r.sector_half_rad = random_in(i, 63, 0.1, PVS_PI);
    }
    if (random_below(i, 64, 4)) {
        r.k_factor = random_below(i, 65, 4) ? 4.0 / 3.0 : random_in(i, 66, 0.7, 2.0);
    }
    if (random_below(i, 67, 2)) {
        r.ground_h_ell_m = random_in(i, 68, -100.0, 100.0);
    }
    return r;
}

#endif
