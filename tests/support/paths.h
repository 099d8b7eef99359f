// SPDX-License-Identifier: Apache-2.0
// Random segments of every kind, near a launcher at 24 S 133 E.
#ifndef PVS_TESTS_SUPPORT_PATHS_H
#define PVS_TESTS_SUPPORT_PATHS_H

#include "base/luck.h"
#include "base/math.h"
#include "motion/motion.h"

static inline double path_u01(uint64_t id, uint32_t ordinal) {
    return pvs_luck_u01((PvsLuck){{3, 1}}, PVS_LUCK_TEST, id, ordinal);
}

static inline double path_between(uint64_t id, uint32_t ordinal, double a, double b) {
    return a + (b - a) * path_u01(id, ordinal);
}

static inline PvsLlh launcher_place(void) {
    return (PvsLlh){-24 * PVS_DEG_RAD, 133 * PVS_DEG_RAD, 500};
}

// A place within `degrees` of the launcher.
static inline PvsLlh place_near(uint64_t id, uint32_t ordinal, double degrees, double h_m) {
    return (PvsLlh){(-24 + path_between(id, ordinal, -degrees, degrees)) * PVS_DEG_RAD,
                    (133 + path_between(id, ordinal + 1, -degrees, degrees)) * PVS_DEG_RAD, h_m};
}

// A leg, a turn, a profile piece or a ballistic arc, by id.
static inline PvsSegment random_segment(uint64_t id, double speed_min_mps, double speed_max_mps) {
    double speed = path_between(id, 0, speed_min_mps, speed_max_mps);
    PvsTime t0 = (PvsTime)(path_u01(id, 1) * 1e11);
    PvsLlh from = place_near(id, 2, 1.5, path_between(id, 4, 50, 12e3)),
           to = place_near(id, 5, 1.5, path_between(id, 7, 50, 12e3));
    PvsSegment s;
    PvsProfileRow rows[3] = {{0, path_between(id, 8, 1e3, 30e3), speed},
                             {0.5, path_between(id, 9, 1e3, 30e3), speed * 1.5},
                             {1, path_between(id, 10, 0, 5e3), speed * 0.7}};
    PvsSegment pieces[64];
    switch (id % 4) {
    case 0:
        return pvs_leg(from, to, speed, t0);
    case 1:
        return pvs_turn(place_near(id, 8, 0.5, 0), path_between(id, 10, 5e3, 60e3),
                        path_between(id, 11, 0, 6), path_between(id, 12, -12, 12),
                        path_between(id, 13, 100, 9e3), speed, t0);
    case 2:
        if (pvs_profile(from, to, rows, 3, 0, t0, pieces, 64, NULL) > 0) {
            return pieces[0];
        }
        return pvs_leg(from, to, speed, t0);
    default:
        from.h_ell_m = to.h_ell_m = 0;
        from.lat_rad += 2 * PVS_DEG_RAD;
        return pvs_ballistic_arc(from, to, path_between(id, 8, 0, 0.3), t0, &s, NULL) == PVS_OK
                   ? s
                   : pvs_leg(from, to, speed, t0);
    }
}

#endif
