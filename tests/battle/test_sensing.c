// SPDX-License-Identifier: Apache-2.0
// Windows of passive sensors: what is plainer to see is noticed from farther away.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "battle/fixture.h"
#include "support/check.h"

static int farthest(void *ctx, const PvsEvent *e) {
    double *range_m = ctx;
    if (e->kind == PVS_EV_SEEN) {
        *range_m = fmax(*range_m, e->x[0]);
    }
    return PVS_OK;
}

static double seen_from_m(double factor) {
    Fixture *f = fixture_new(7200);
    uint32_t drone = fixture_type(f, PVS_CLASS_ONE_WAY_DRONE, 50, 0.1);
    f->types[drone].visual_range_factor = factor;
    uint32_t site = fixture_site(f, -24.0, 133.0);
    PvsRadar *eye = fixture_radar(f, -24.0, 133.0, 20, 8e3, 1, 100e3, 0.3);
    eye->passive = true;
    eye->passive_pd = 1;
    fixture_group(f, drone, 1, fixture_llh(-24.0, 132.5, 500), site, 0, 0);
    const PvsModel *m = fixture_model(f);
    PvsReach widest = pvs_radar_reach(eye, &f->types[drone]);
    f->model.near_radars = pvs_near_create(&widest, 1, &f->arena);
    PvsState *s = pvs_state_create(m);
    double range_m = 0;
    PvsSink sink = {farthest, &range_m, PVS_LEVEL_TRACK};
    PvsRunOptions opt = pvs_run_options_default();
    opt.sinks = &sink;
    opt.n_sinks = 1;
    assert_int_equal(pvs_battle_run(m, s, 1, 0, &opt, NULL, NULL), PVS_OK);
    pvs_state_destroy(s);
    fixture_free(f);
    return range_m;
}

static void a_passive_sensor_sees_by_the_factor_of_its_target(void **state) {
    (void)state;
    const double factors[] = {0.5, 1, 2};
    for (int i = 0; i < 3; i++) {
        double wanted_m = 8e3 * factors[i];
        CHECK_NEAR(seen_from_m(factors[i]), wanted_m - 25, 30); // one look a second, 50 m apart
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_passive_sensor_sees_by_the_factor_of_its_target),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
