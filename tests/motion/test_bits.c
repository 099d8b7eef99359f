// SPDX-License-Identifier: Apache-2.0
// One number made from the bits of many positions, windows, geodesics and flights. Nobody can
// derive it: it is a change alarm, and it must be the same for every compiler, optimisation and
// processor, because outcomes hang on these bits.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "motion/ballistic.h"
#include "random_motion.h"

#define GOLDEN UINT64_C(0x5bf5d45cd118b267)

static uint64_t mixed(uint64_t hash, const void *data, size_t n) {
    const unsigned char *p = data;
    for (size_t i = 0; i < n; i++) {
        hash = (hash ^ p[i]) * UINT64_C(0x100000001b3); // FNV-1a
    }
    return hash;
}

static void the_bits_are_those_of_every_other_build(void **state) {
    (void)state;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (uint32_t i = 0; i < 3000; i++) {
        PvsLlh place = random_place(i, 0, 0, 100), other = random_place(i, 100, 0, 0);
        PvsReach r = random_reach(i, place);
        PvsSegment g = random_segment(i, place);
        PvsKinematics k = pvs_segment_at(&g, g.t0 + (g.t1 - g.t0) / 3);
        PvsWindow w[8] = {0};
        size_t n = pvs_windows((PvsPath){&g, 1}, 0, &r, w, 8);
        PvsGeodesic way =
            pvs_geodesic_inverse(place.lat_rad, place.lon_rad, other.lat_rad, other.lon_rad);
        PvsAir air = pvs_air_at(place.h_ell_m * 800);
        hash = mixed(hash, &k, sizeof k);
        hash = mixed(hash, w, (n < 8 ? n : 8) * sizeof *w);
        hash = mixed(hash, &way, sizeof way);
        hash = mixed(hash, &air, sizeof air);
        if (i % 100 == 0) {
            const PvsSphere earth = {6371000.0, PVS_EARTH_GM, PVS_EARTH_RATE};
            PvsLaunch launch = {place.lat_rad, place.lon_rad, 0,
                                1.0,           0.8,           random_in(i, 90, 300, 4000)};
            PvsDrag drag = {.beta_kgm2 = 5000};
            PvsFlight f;
            assert_int_equal(pvs_drag_flight(&earth, &launch, &drag, NULL, 0, NULL, &f, NULL),
                             PVS_OK);
            hash = mixed(hash, &f, sizeof f);
        }
    }
    if (hash != GOLDEN) {
        fail_msg("got 0x%016llx, wanted 0x%016llx", (unsigned long long)hash,
                 (unsigned long long)GOLDEN);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bits_are_those_of_every_other_build),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
