// SPDX-License-Identifier: Apache-2.0
// Cross-section by aspect: the four values where they belong, and steady between them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/math.h"
#include "sensor/look_lanes.h"
#include "sensor/sensor.h"
#include "support/check.h"

static const PvsRcs shape = {0.01, 1.0, 0.1, 3.0};

static void each_aspect_shows_its_own_value(void **state) {
    (void)state;
    CHECK_RELATIVE(pvs_rcs_at(&shape, 1, 0), 0.01, 1e-12);
    CHECK_RELATIVE(pvs_rcs_at(&shape, -1, 0), 0.1, 1e-12);
    CHECK_RELATIVE(pvs_rcs_at(&shape, 0, 0), 1.0, 1e-12);
    CHECK_RELATIVE(pvs_rcs_at(&shape, 0, 1), 3.0, 1e-12);
    CHECK_RELATIVE(pvs_rcs_at(&shape, 0, -1), 3.0, 1e-12);
    // half-way in the squared cosine: half-way in dB
    CHECK_RELATIVE(pvs_rcs_at(&shape, sqrt(0.5), 0), 0.1, 1e-12);
}

static void it_stays_between_its_values_and_has_no_steps(void **state) {
    (void)state;
    double before = 0.01;
    for (double a = 0; a <= PVS_PI; a += 1e-3) {
        double rcs_m2 = pvs_rcs_at(&shape, pvs_cos(a), 0);
        assert_true(rcs_m2 >= 0.01 * (1 - 1e-12) && rcs_m2 <= 1.0 + 1e-12);
        assert_true(fabs(pvs_db_from_lin(rcs_m2 / before)) < 0.03);
        before = rcs_m2;
    }
}

static void aspect_comes_from_velocity_vertical_and_line_of_sight(void **state) {
    (void)state;
    PvsEnuFrame at = pvs_enu_frame((PvsLlh){0.3, 1.0, 0}); // at the target
    PvsVec3 pos = at.origin_ecef, radar = pvs_vec3_add_scaled(pos, -50e3, at.north),
            below = pvs_vec3_add_scaled(pos, -5e3, at.up);
    double u, w;
    pvs_rcs_aspect(pos, from_enu_axes(&at, 0, -200, 0), radar, &u, &w); // flies towards it
    CHECK_NEAR(u, 1.0, 1e-6);
    pvs_rcs_aspect(pos, from_enu_axes(&at, 0, 200, 0), radar, &u, &w); // away
    CHECK_NEAR(u, -1.0, 1e-6);
    pvs_rcs_aspect(pos, from_enu_axes(&at, 200, 0, 0), radar, &u, &w); // across
    CHECK_NEAR(u, 0.0, 1e-6);
    CHECK_NEAR(w, 0.0, 4e-3); // the Earth's centre is not below the ellipsoid's normal
    pvs_rcs_aspect(pos, from_enu_axes(&at, 200, 0, 0), below, &u, &w); // over it
    CHECK_NEAR(w, -1.0, 1e-5);
    pvs_rcs_aspect(pos, from_enu_axes(&at, 0, -100, -173.2050808), radar, &u,
                   &w); // dives towards it at 60 deg
    CHECK_NEAR(u, 0.5, 1e-6);
    CHECK_NEAR(fabs(w), sqrt(0.75), 4e-3);
}

static void what_climbs_straight_up_or_stands_still_shows_its_beam(void **state) {
    (void)state;
    PvsEnuFrame at = pvs_enu_frame(
        (PvsLlh){0, 1.0, 0}); // on the equator the vertical goes through the Earth's centre
    PvsVec3 radar = pvs_vec3_add_scaled(at.origin_ecef, -50e3, at.north);
    double u, w;
    pvs_rcs_aspect(at.origin_ecef, pvs_vec3_scale(at.up, 900), radar, &u, &w);
    CHECK_RELATIVE(pvs_rcs_at(&shape, u, w), shape.beam_m2, 1e-5);
    pvs_rcs_aspect(at.origin_ecef, pvs_vec3(0, 0, 0), radar, &u, &w);
    CHECK_NEAR(u, 0.0, 1e-12);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_aspect_shows_its_own_value),
        cmocka_unit_test(it_stays_between_its_values_and_has_no_steps),
        cmocka_unit_test(aspect_comes_from_velocity_vertical_and_line_of_sight),
        cmocka_unit_test(what_climbs_straight_up_or_stands_still_shows_its_beam),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
