// SPDX-License-Identifier: Apache-2.0
// Kinematics of every kind of segment: velocity and acceleration are the derivatives of the
// position.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random_motion.h"
#include "support/check.h"

// If this failed, speeds (Doppler, closing rates) or the extrapolation of looks would be wrong.
static void velocity_and_acceleration_are_derivatives_of_position(void **state) {
    (void)state;
    size_t n_kinds[PVS_SEG_N_KINDS] = {0};
    for (uint32_t i = 0; i < 6000; i++) {
        PvsSegment g = random_segment(i, random_place(i, 0, 0, 100));
        n_kinds[g.kind]++;
        const PvsTime step = 16777216; // about 17 ms
        PvsTime t = g.t0 + (PvsTime)((double)(g.t1 - g.t0) * random_in(i, 70, 0, 1));
        PvsKinematics a = pvs_segment_at(&g, t - step), b = pvs_segment_at(&g, t),
                      c = pvs_segment_at(&g, t + step);
        double dt = pvs_time_s(step), speed = pvs_vec3_norm(b.vel_ecef);
        PvsVec3 vel = pvs_vec3_scale(pvs_vec3_sub(c.pos_ecef, a.pos_ecef), 0.5 / dt);
        // The difference quotient's own error, where the path bends with a rate w: speed (w dt)^2 /
        // 6.
        double w = speed > 0 ? pvs_vec3_norm(b.acc_ecef) / speed : 0, bends = 0.2 * w * dt * w * dt;
        double jerk = g.kind == PVS_SEG_PROFILE
                          ? 6 * (6.4e6 * fabs(g.profile.phi[2]) + fabs(g.profile.h[2]))
                          : 0;
        CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(vel, b.vel_ecef)), 0,
                   5e-7 + (1e-8 + bends) * speed + jerk * dt * dt / 6);
        PvsVec3 acc = pvs_vec3_scale(pvs_vec3_sub(c.vel_ecef, a.vel_ecef), 0.5 / dt);
        // The stated bound for what the acceleration leaves out; and rounding.
        double left_out = g.kind == PVS_SEG_BALLISTIC ? 0 : 0.0142 * speed * speed / 6.33e6;
        if (g.kind == PVS_SEG_ARC) {
            double turns = pvs_vec3_norm(
                b.acc_ecef); // a turn bends more than a leg, and its share grows with it
            left_out = fmax(left_out, 0.0142 * turns);
        } else if (g.kind == PVS_SEG_PROFILE) {
            left_out += 0.0142 * pvs_vec3_norm(b.acc_ecef);
        }
        CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(acc, b.acc_ecef)), 0,
                   left_out + 1e-6 + 1e-9 * speed + bends * speed * w);
    }
    for (int k = 0; k < PVS_SEG_N_KINDS; k++) {
        assert_true(n_kinds[k] > 300);
    }
}

// If this failed, heights shown and heights flown would differ.
static void height_is_that_of_the_position(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 6000; i++) {
        PvsSegment g = random_segment(i, random_place(i, 0, 0, 100));
        PvsTime t = g.t0 + (PvsTime)((double)(g.t1 - g.t0) * random_in(i, 70, 0, 1));
        CHECK_NEAR(pvs_segment_height_m(&g, t),
                   pvs_llh_from_ecef(pvs_segment_at(&g, t).pos_ecef).h_ell_m, 1e-7);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(velocity_and_acceleration_are_derivatives_of_position),
        cmocka_unit_test(height_is_that_of_the_position),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
