// SPDX-License-Identifier: Apache-2.0
// Where things stand: bearings and ranges along the geodesic, circles by the golden angle, formations that turn.
#include "loading.h"

#define DEPOT HEAD "sites: {depot: {at: [-24, 133]}}\n"

// Moving the count must not move those that were there: paired comparisons of designs stand on it.
static void member_k_stands_in_the_same_place_at_any_count(void **state) {
    (void)state;
    const char *text = DEPOT "units: {guns: {type: gun, count: 4, around: depot, radius: 4 km}}\n";
    PvsModel *four = model_with(text, NULL, NULL),
             *eight = model_with(text, "units.guns.count", "8");
    assert_int_equal(four->n_units, 4);
    assert_int_equal(eight->n_units, 8);
    for (uint32_t k = 0; k < 4; k++) {
        assert_string_equal(four->units[k].named.name, eight->units[k].named.name);
        assert_int_equal(four->units[k].named.id, eight->units[k].named.id);
        assert_memory_equal(&four->units[k].at, &eight->units[k].at, sizeof(PvsLlh));
    }
    pvs_model_free(four);
    pvs_model_free(eight);
}

// On the circle, and never close together: the golden angle keeps n members at least a third of the even spacing apart.
static void members_stand_on_their_circle_and_apart(void **state) {
    (void)state;
    PvsModel *m = model_of(
        DEPOT
        "units: {guns: {type: gun, count: 20, around: depot, radius: 4 km, bearing: 30 deg}}\n");
    for (uint32_t i = 0; i < m->n_units; i++) {
        CHECK_NEAR(distance_m(m->units[i].at, m->sites[0].at), 4000, 1e-3);
        for (uint32_t k = 0; k < i; k++) {
            assert_true(distance_m(m->units[i].at, m->units[k].at) > 4000 * PVS_TWO_PI / 20 / 3);
        }
    }
    const PvsUnit *first = unit_named(m, "guns/1");
    double az_rad = pvs_geodesic_inverse(m->sites[0].at.lat_rad, m->sites[0].at.lon_rad,
                                         first->at.lat_rad, first->at.lon_rad)
                        .az1_rad;
    CHECK_NEAR(az_rad, 30 * PVS_DEG_RAD, 1e-8);
    pvs_model_free(m);
}

static void a_bearing_and_range_count_from_any_named_thing(void **state) {
    (void)state;
    PvsModel *m = model_of(DEPOT "places: {p: {from: depot, bearing: 90 deg, range: 10 km}}\n"
                                 "posts: {hq: {at: {from: p, bearing: 0 deg, range: 5 km}}}\n"
                                 "units: {u: {type: gun, at: hq}}\nradars: {r: {type: dish, at: "
                                 "{from: u, bearing: 180 deg, range: 5 km}}}\n");
    PvsLlh radar = pvs_llh_from_ecef(radar_named(m, "r")->look.frame.origin_ecef);
    CHECK_NEAR(distance_m(radar, m->sites[0].at), 10000, 0.5); // north and back on a meridian
    CHECK_NEAR(distance_m(unit_named(m, "u")->at, radar), 5000, 1e-3);
    CHECK_NEAR(radar.h_ell_m, 15, 1e-6); // its antenna's height
    pvs_model_free(m);
}

// A formation that is turned turns as a whole.
static void a_formation_turns_with_its_heading(void **state) {
    (void)state;
    const char *text = DEPOT "formations: {f: {type: regiment, at: depot}}\n";
    PvsModel *north = model_with(text, NULL, NULL),
             *east = model_with(text, "formations.f.heading", "90 deg");
    PvsLlh at = north->sites[0].at;
    for (int i = 0; i < 2; i++) {
        const PvsUnit *unit = unit_named(i ? east : north, "f/battery-1");
        PvsGeodesic way =
            pvs_geodesic_inverse(at.lat_rad, at.lon_rad, unit->at.lat_rad, unit->at.lon_rad);
        CHECK_NEAR(way.distance_m, 20000, 1e-3);
        CHECK_NEAR(way.az1_rad, (i ? 150 : 60) * PVS_DEG_RAD, 1e-8);
        const PvsRadar *face = radar_named(i ? east : north, "f/battery-1/face");
        CHECK_NEAR(face->reach.sector_az_rad, i ? PVS_PI / 2 : 0, 1e-12);
        CHECK_NEAR(face->reach.sector_half_rad, 45 * PVS_DEG_RAD, 1e-12);
    }
    assert_int_equal(north->n_units, 5); // two batteries, three guns
    CHECK_NEAR(distance_m(unit_named(north, "f/guns/2")->at, at), 2000, 1e-3);
    pvs_model_free(north);
    pvs_model_free(east);
}

// Radars of one fixed phase by name: two seeds, two machines, two counts see the same beams.
static void phases_come_from_names_alone(void **state) {
    (void)state;
    PvsModel *a =
        model_of(DEPOT "radars: {x: {type: dish, at: depot}, y: {type: dish, at: depot}}\n");
    PvsModel *b = model_of(DEPOT "radars: {y: {type: dish, at: depot}, x: {type: dish, at: depot}, "
                                 "z: {type: dish, at: depot, phase: 1.5 s}}\n");
    CHECK_NEAR(radar_named(a, "x")->look.phase_s, radar_named(b, "x")->look.phase_s, 0);
    assert_true(radar_named(a, "x")->look.phase_s != radar_named(a, "y")->look.phase_s);
    assert_true(radar_named(a, "x")->look.phase_s >= 0 && radar_named(a, "x")->look.phase_s < 5);
    CHECK_NEAR(radar_named(b, "z")->look.phase_s, 1.5, 0);
    pvs_model_free(a);
    pvs_model_free(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(member_k_stands_in_the_same_place_at_any_count),
        cmocka_unit_test(members_stand_on_their_circle_and_apart),
        cmocka_unit_test(a_bearing_and_range_count_from_any_named_thing),
        cmocka_unit_test(a_formation_turns_with_its_heading),
        cmocka_unit_test(phases_come_from_names_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
