// SPDX-License-Identifier: Apache-2.0
// Cubics stand for stretches of segments: never further off than asked for, whatever moves.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random_motion.h"

static PvsVec3 at(const PvsCubic *cubic, double s) {
    PvsVec3 p = cubic->c[3];
    for (int k = 2; k >= 0; k--) {
        p = pvs_vec3_add_scaled(cubic->c[k], s, p);
    }
    return p;
}

// Largest distance of the segment from its cubic over the span about t_about.
static double worst_m(const PvsSegment *g, PvsTime t_about, PvsTime span) {
    PvsCubic cubic = pvs_segment_cubic(g, t_about, span / 2);
    double worst = 0;
    for (int i = -20; i <= 20; i++) {
        PvsTime t = t_about + span / 40 * i;
        PvsVec3 off =
            pvs_vec3_sub(at(&cubic, pvs_time_s(t - t_about)), pvs_segment_at(g, t).pos_ecef);
        worst = fmax(worst, pvs_vec3_norm(off));
    }
    return worst;
}

// Further off, a radar would look at, and measure, what is not there.
static void a_cubic_is_as_close_as_it_says(void **state) {
    (void)state;
    uint32_t n_long = 0, n_near_bound = 0;
    for (uint32_t i = 0; i < 4000; i++) {
        PvsSegment g = random_segment(i, random_place(i, 0, 0, 100));
        double error_m = random_in(i, 90, 0, 1) < 0.5 ? 0.05 : 5.0;
        PvsTime span = pvs_time_from_s(pvs_cubic_span_s(&g, error_m));
        PvsTime about = g.t0 + (PvsTime)((double)(g.t1 - g.t0) * random_in(i, 91, 0, 1)) + span / 7;
        if (span == 0) {
            continue;
        }
        n_long += span >= 16 * PVS_NS_PER_S;
        double off_m = worst_m(&g, about, span);
        n_near_bound += off_m > error_m / 100;
        if (!(off_m <= error_m)) {
            fail_msg("segment %u of kind %d: %g m off over %g s", i, g.kind, off_m,
                     pvs_time_s(span));
        }
    }
    assert_true(n_long > 2000);
    assert_true(n_near_bound > 1000); // the bound is no luxury
}

static void no_stretch_gives_position_velocity_and_acceleration(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 200; i++) {
        PvsSegment g = random_segment(i, random_place(i, 0, 0, 100));
        PvsKinematics k = pvs_segment_at(&g, g.t0 + 5);
        PvsCubic cubic = pvs_segment_cubic(&g, g.t0 + 5, 0);
        assert_memory_equal(&cubic.c[0], &k.pos_ecef, sizeof k.pos_ecef);
        assert_memory_equal(&cubic.c[1], &k.vel_ecef, sizeof k.vel_ecef);
        assert_true(cubic.c[2].y == 0.5 * k.acc_ecef.y && cubic.c[3].z == 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cubic_is_as_close_as_it_says),
        cmocka_unit_test(no_stretch_gives_position_velocity_and_acceleration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
