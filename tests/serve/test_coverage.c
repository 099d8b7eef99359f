// SPDX-License-Identifier: Apache-2.0
// What the page draws is what the battle sees: just inside a ring the radar's reach has the point, just outside it has not.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/math.h"
#include "model/model.h"
#include "record/json.h"
#include "serve/ws.h"

#include <pavise/model.h>

#define SCENARIO PVS_SOURCE_DIR "/scenarios/june-2025-raid.yaml"

static double number(const PvsJson *object, const char *key) {
    double x = NAN;
    assert_true(pvs_json_number(pvs_json_get(object, key), &x));
    return x;
}

static const PvsRadar *radar_of(const PvsModel *m, const char *name) {
    for (uint32_t i = 0; i < m->n_radars; i++) {
        if (strcmp(m->radars[i].named.name, name) == 0) {
            return &m->radars[i];
        }
    }
    fail();
    return NULL;
}

static bool contains(const PvsModel *m, const PvsRadar *radar, double az_rad, double range_m,
                     double h_m) {
    PvsLlh from = pvs_llh_from_ecef(radar->reach.frame.origin_ecef);
    PvsLlh at = pvs_geodesic_direct(from.lat_rad, from.lon_rad, az_rad, range_m, NULL);
    at.h_ell_m = h_m + m->h_msl_offset_m;
    return pvs_reach_contains(&radar->reach, pvs_ecef_from_llh(at));
}

// The sphere of the rings against the ellipsoid of the battle: 1 %.
static int check_ring(const PvsModel *m, const PvsJson *coverage, double h_m) {
    const PvsRadar *radar = radar_of(m, pvs_json_string(pvs_json_get(coverage, "radar")));
    const char *limit = pvs_json_string(pvs_json_get(coverage, "limit"));
    const PvsJson *ranges = pvs_json_get(coverage, "range_m");
    int i = 0, n_checked = 0;
    double widest_m = 0;
    for (const PvsJson *item = ranges->first; item; item = item->next) {
        double range_m = 0;
        pvs_json_number(item, &range_m);
        widest_m = range_m > widest_m ? range_m : widest_m;
    }
    for (const PvsJson *item = ranges->first; item; item = item->next, i++) {
        double az_rad = PVS_TWO_PI * i / (double)ranges->n, range_m = 0;
        pvs_json_number(item, &range_m);
        double near_m = number(coverage, "range_min_m");
        double off = pvs_wrap_two_pi(az_rad - radar->reach.sector_az_rad + PVS_PI) - PVS_PI;
        bool at_edge = fabs(fabs(off) - radar->reach.sector_half_rad) < 0.02;
        if (range_m > 0 && near_m < 0.9 * range_m && !at_edge) {
            assert_true(contains(m, radar, az_rad, 0.99 * range_m, h_m));
            if (strcmp(limit, "signal") != 0) {
                assert_false(contains(m, radar, az_rad, 1.01 * range_m, h_m));
            }
            n_checked++;
        } else if (range_m == 0 && widest_m > 0 && !at_edge) { // it does not look there
            assert_false(contains(m, radar, az_rad, 0.5 * widest_m, h_m));
        }
    }
    return n_checked;
}

static void rings_are_where_the_battle_has_them(void **state) {
    (void)state;
    static const double heights_m[] = {30, 500, 5000, 15000};
    PvsModelOptions opt = pvs_model_options_default();
    PvsModel *model;
    PvsError err = {0};
    Served s;
    Ws w;
    int n_checked = 0;
    opt.catalog_dir = PVS_SOURCE_DIR "/catalog";
    assert_int_equal(pvs_model_load(SCENARIO, &opt, &model, &err), PVS_OK);
    assert_true(served_start(&s, served_options(SCENARIO)));
    assert_int_equal(ws_open(&w, s.port, NULL, NULL, NULL, NULL), 101);
    for (size_t i = 0; i < sizeof heights_m / sizeof *heights_m; i++) {
        char body[200];
        snprintf(body, sizeof body,
                 "\"do\": \"coverage\", \"h_m\": %g, \"rcs_m2\": 1, \"azimuths\": 24",
                 heights_m[i]);
        char *reply = ws_ask(&w, body);
        PvsArena arena;
        const PvsJson *json;
        pvs_arena_init(&arena);
        assert_int_equal(pvs_json_parse(reply, strlen(reply), &arena, &json, &err), PVS_OK);
        const PvsJson *list = pvs_json_get(json, "coverages");
        assert_int_equal(list->n, model->n_radars);
        for (const PvsJson *c = list->first; c; c = c->next) {
            n_checked += check_ring(model, c, heights_m[i]);
        }
        pvs_arena_free(&arena);
        free(reply);
    }
    print_message("%d places on rings\n", n_checked);
    assert_true(n_checked > 1000);
    ws_close(&w);
    served_stop(&s);
    pvs_model_free(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rings_are_where_the_battle_has_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
