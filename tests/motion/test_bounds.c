// SPDX-License-Identifier: Apache-2.0
// Bounds of speed and acceleration on a segment: never exceeded, and tight enough to be of use.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "motion/motion.h"
#include "support/check.h"
#include "support/paths.h"

// If a segment could be faster than its bound, an intercept could be jumped over. The acceleration
// is that of a central difference.
static void no_sample_exceeds_the_bounds(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 800; id++) {
        PvsSegment s = random_segment(id, 30, 2500);
        PvsSegmentBounds bounds = pvs_segment_bounds(&s);
        PvsTime life = s.t1 - s.t0, h = life / 200 < PVS_NS_PER_S ? life / 200 : PVS_NS_PER_S;
        double fastest = 0;
        for (int i = 1; i < 100; i++) {
            PvsTime t = s.t0 + life / 100 * i;
            PvsKinematics before = pvs_segment_at(&s, t - h), at = pvs_segment_at(&s, t),
                          after = pvs_segment_at(&s, t + h);
            double acc =
                pvs_vec3_norm(pvs_vec3_sub(after.vel_ecef, before.vel_ecef)) / pvs_time_s(2 * h);
            fastest = fmax(fastest, pvs_vec3_norm(at.vel_ecef));
            assert_true(pvs_vec3_norm(at.vel_ecef) <= bounds.speed_mps);
            assert_true(acc <= bounds.acc_mps2 + 1e-6);
        }
        if (s.kind != PVS_SEG_BALLISTIC) { // else the bound does not help
            assert_true(bounds.speed_mps < 1.2 * fastest + 1);
        } else {
            assert_true(bounds.speed_mps < 1.1 * fastest);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_sample_exceeds_the_bounds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
