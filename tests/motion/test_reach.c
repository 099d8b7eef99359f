// SPDX-License-Identifier: Apache-2.0
// The predicate of a reach against each of its limits, computed by other routes (angles, geodetic
// coordinates, the horizon's functions).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random_motion.h"
#include "support/check.h"

// How far inside all limits a point is, as an angle or a share; negative: outside.
static double margin(const PvsReach *r, PvsLlh site, PvsVec3 pos) {
    PvsLlh p = pvs_llh_from_ecef(pos);
    PvsRae rae = pvs_rae_from_enu(pvs_enu_from_ecef(&r->frame, pos));
    double lift =
        r->k_factor > 0 ? 0.5 * rae.range_m * (1 - 1 / r->k_factor) / r->earth_radius_m : 0;
    double m = fmin(r->range_max_m - rae.range_m, rae.range_m - r->range_min_m) / 1e6;
    m = fmin(m, fmin(p.h_ell_m - r->h_min_ell_m, r->h_max_ell_m - p.h_ell_m) / 1e6);
    if (r->el_min_rad > -1.57) {
        m = fmin(m, rae.el_rad + lift - r->el_min_rad);
    }
    if (r->el_max_rad < 1.57) {
        m = fmin(m, r->el_max_rad - rae.el_rad - lift);
    }
    if (r->sector_half_rad < PVS_PI) {
        m = fmin(m, r->sector_half_rad - fabs(pvs_wrap_pi(rae.az_rad - r->sector_az_rad)));
    }
    if (r->k_factor > 0) {
        double dlat = p.lat_rad - site.lat_rad,
               dlon = p.lon_rad - site.lon_rad; // the haversine of the angle between normals
        double x = pvs_sin(0.5 * dlat), y = pvs_sin(0.5 * dlon);
        double angle =
            2 * pvs_asin(sqrt(x * x + pvs_cos(p.lat_rad) * pvs_cos(site.lat_rad) * y * y));
        double horizon = pvs_horizon_ground_range_m(r->antenna_h_m, p.h_ell_m - r->ground_h_ell_m,
                                                    r->k_factor, r->earth_radius_m);
        m = fmin(m, horizon / r->earth_radius_m - angle);
    }
    return m;
}

// If this failed, a sensor's limits would not mean what the documentation says.
static void a_point_is_inside_when_it_keeps_every_limit(void **state) {
    (void)state;
    size_t n[2] = {0, 0};
    for (uint32_t i = 0; i < 100000; i++) {
        PvsLlh site = random_place(i, 0, 0, 200);
        PvsReach r = random_reach(i, site);
        r.h_max_ell_m = isinf(r.h_max_ell_m)
                            ? 1e300
                            : r.h_max_ell_m; // "none" may be written as a large number too
        PvsVec3 pos = pvs_ecef_from_llh(random_near(i, 20, site, 150e3, 0, 12000));
        double m = margin(&r, site, pos);
        // The lift of a ray is taken to first order in the predicate: (lift)^2 / 2, below 5e-5
        // within 400 km.
        if (fabs(m) > 5e-5) {
            n[m > 0]++;
            assert_int_equal(pvs_reach_contains(&r, pos), m > 0);
        }
    }
    assert_true(n[0] > 10000 && n[1] > 10000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_point_is_inside_when_it_keeps_every_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
