// SPDX-License-Identifier: Apache-2.0
// Rounds, units, radars, areas: from fields to the model's figures.
#include "loading.h"

#define DEPOT HEAD "sites: {depot: {at: [-24, 133]}}\n"

static void fields_become_the_units_figures(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    const PvsUnit *u = unit_named(m, "north");
    assert_int_equal(u->target_channels, 4);
    assert_int_equal(u->reaction_s.kind, PVS_DIST_LOGNORMAL);
    CHECK_NEAR(u->reaction_s.b, 15, 1e-12);
    CHECK_NEAR(u->link_delay_s.a, 2, 1e-12);
    CHECK_NEAR(u->slew_rate_radps, 10 * PVS_DEG_RAD, 1e-15);
    CHECK_NEAR(u->price_usd, 30e6, 1e-3);
    CHECK_NEAR(u->value_usd, 30e6, 1e-3); // its price
    CHECK_NEAR(u->assess_kill_prob, 0.95, 1e-15);
    CHECK_NEAR(u->reload_s.a, 1800, 1e-9);
    assert_string_equal(u->layer, "battery");
    assert_string_equal(m->radars[u->radar].named.name, "north/face");
    pvs_model_free(m);
}

// "rounds: {sam: 12}" is a list: the gun's passes of the entry are gone, the depot of the entry is not.
static void the_nearest_list_of_rounds_decides_which_kinds_there_are(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    const PvsUnit *north = unit_named(m, "north"), *south = unit_named(m, "south/battery-1");
    assert_int_equal(north->n_weapons, 1);
    assert_int_equal(north->weapons[0].ready, 12);
    assert_int_equal(north->weapons[0].depot, 16);
    assert_int_equal(north->weapons[0].reload_batch, 4);
    assert_int_equal(south->n_weapons, 2);
    assert_int_equal(south->weapons[1].round_type,
                     north->weapons[0].round_type); // one type for all that hold it
    assert_string_equal(m->round_types[south->weapons[0].round_type].named.name, "burst");
    pvs_model_free(m);
    m = model_with(DEPOT "units: {u: {type: battery, at: depot}}\n", "units.u.rounds.sam",
                   "3"); // a value from outside lists nothing
    assert_int_equal(m->units[0].n_weapons, 2);
    assert_int_equal(m->units[0].weapons[1].ready, 3);
    assert_int_equal(m->units[0].weapons[1].depot, 16);
    pvs_model_free(m);
}

// A class without a figure takes its parent's, not zero and not a neighbour's.
static void kill_tables_are_filled_through_parents(void **state) {
    (void)state;
    PvsModel *m =
        model_of(DEPOT "types:\n"
                       "  r: {kind: round, range_max: 10 km, speed_mean: 500 m/s, kill: {aircraft: "
                       "0.8, ballistic: 0.2, cruise-missile: 0.6, quasi-ballistic: 0.1}}\n"
                       "  s: {kind: round, range_max: 10 km, speed_mean: 500 m/s, kill: "
                       "{one-way-drone: 0.5, any: 0.05}}\n"
                       "units: {u: {at: depot, rounds: {r: 1, s: 1}}}\n");
    const double *r = round_named(m, "r")->kill.kill_prob, *s = round_named(m, "s")->kill.kill_prob;
    CHECK_NEAR(r[PVS_CLASS_AIRCRAFT], 0.8, 0);
    CHECK_NEAR(r[PVS_CLASS_ONE_WAY_DRONE], 0.8, 0);
    CHECK_NEAR(r[PVS_CLASS_DECOY_DRONE], 0.8, 0);
    CHECK_NEAR(r[PVS_CLASS_SUPERSONIC_CRUISE], 0.6, 0);
    CHECK_NEAR(r[PVS_CLASS_ANTI_RADIATION], 0.6, 0);
    CHECK_NEAR(r[PVS_CLASS_GLIDE_BOMB], 0.6, 0);
    CHECK_NEAR(r[PVS_CLASS_AEROBALLISTIC], 0.1, 0);
    CHECK_NEAR(r[PVS_CLASS_ROCKET], 0.2, 0);
    CHECK_NEAR(s[PVS_CLASS_DECOY_DRONE], 0.5, 0);
    CHECK_NEAR(s[PVS_CLASS_BALLISTIC], 0.05, 0);
    CHECK_NEAR(s[PVS_CLASS_AIRCRAFT], 0.05, 0);
    pvs_model_free(m);
}

static void a_round_without_a_word_on_ballistic_missiles_is_no_use_against_them(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    CHECK_NEAR(round_named(m, "sam")->kill.kill_prob[PVS_CLASS_BALLISTIC], 0, 0);
    CHECK_NEAR(round_named(m, "burst")->kill.kill_prob[PVS_CLASS_CRUISE], 0, 0);
    pvs_model_free(m);
}

static void flyouts_envelopes_and_channels(void **state) {
    (void)state;
    PvsModel *m = model_of(
        DEPOT
        "types:\n"
        "  a: {kind: round, range_max: 10 km, speed_mean: 500 m/s, boost: 3 s, kill: {any: 1}, "
        "guidance: command}\n"
        "  b: {kind: round, range_max: 10 km, speed_mean: 500 m/s, kill: {any: 1}, guidance: "
        "command, holds_channel: no, release: 2 s}\n"
        "  d: {kind: interceptor-drone, range_max: 10 km, speed_mean: 250 km/h, kill: {any: 1}}\n"
        "units: {u: {at: depot, rounds: {a: 1, b: 1, sam: 1, burst: 1, d: 1}}}\n");
    CHECK_NEAR(pvs_flyout_time_s(&round_named(m, "a")->flyout, 10e3), 23, 1e-9);
    CHECK_NEAR(pvs_flyout_time_s(&round_named(m, "b")->flyout, 5e3), 10, 1e-9);
    CHECK_NEAR(pvs_flyout_time_s(&round_named(m, "sam")->flyout, 20e3), 25, 1e-9);
    CHECK_NEAR(pvs_flyout_time_s(&round_named(m, "sam")->flyout, 40e3), 60, 1e-9);
    double last_s = -1;
    for (double r = 0; r <= 50e3; r += 250) { // monotone: a round never goes back
        double t_s = pvs_flyout_time_s(&round_named(m, "sam")->flyout, r);
        assert_true(t_s > last_s);
        last_s = t_s;
    }
    CHECK_NEAR(round_named(m, "sam")->envelope.target_speed_max_mps,
               3 * pvs_air_at(11e3).sound_speed_mps, 1e-9);
    assert_true(round_named(m, "a")->holds_channel);
    assert_false(round_named(m, "b")->holds_channel);
    CHECK_NEAR(round_named(m, "b")->release_s, 2, 0);
    assert_true(round_named(m, "sam")->holds_channel); // semi-active
    assert_false(round_named(m, "burst")->holds_channel);
    assert_true(round_named(m, "burst")->is_gun);
    assert_true(round_named(m, "d")->holds_channel); // its pilot
    assert_false(round_named(m, "d")->is_gun);
    pvs_model_free(m);
}

// A unit's own version of a round is a type of its own, shared by its members, and leaves the entry's alone.
static void a_unit_may_override_its_rounds(void **state) {
    (void)state;
    PvsModel *m =
        model_of(DEPOT "units: {a: {type: battery, at: depot, rounds: {sam: {ready: 2, kill: "
                       "{aircraft: 0.1}}}}, b: {type: battery, at: depot, rounds: {sam: 1}},\n"
                       "  c: {at: depot, count: 2, rounds: {own: {ready: 4, range_max: 5 km, "
                       "speed_mean: 300 m/s, kill: {any: 0.3}}}}}\n");
    assert_int_equal(m->n_round_types, 3);
    CHECK_NEAR(round_named(m, "a/sam")->kill.kill_prob[PVS_CLASS_AIRCRAFT], 0.1, 0);
    CHECK_NEAR(round_named(m, "a/sam")->kill.kill_prob[PVS_CLASS_CRUISE], 0.6, 0);
    CHECK_NEAR(round_named(m, "sam")->kill.kill_prob[PVS_CLASS_AIRCRAFT], 0.7, 0);
    assert_int_equal(unit_named(m, "c/1")->weapons[0].round_type,
                     unit_named(m, "c/2")->weapons[0].round_type);
    pvs_model_free(m);
}

static void radars_by_reference_range_and_by_full_parameters(void **state) {
    (void)state;
    PvsModel *m = model_of(
        DEPOT "radars:\n"
              "  by-snr: {type: dish, at: depot}\n"
              "  by-pd: {at: depot, finds: {rcs: 4 m2, at: 390 km, probability: 80 %}, "
              "instrumented_range: 600 km, pulses: 10}\n"
              "  full: {at: depot, power: {peak: 100 kW, gain: 40 dB, frequency: 3 GHz, pulse: 50 "
              "us, noise_figure: 4 dB, losses: 6 dB}, instrumented_range: 400 km}\n");
    const PvsRadar *snr = radar_named(m, "by-snr"), *pd = radar_named(m, "by-pd"),
                   *full = radar_named(m, "full");
    CHECK_RELATIVE(snr->look.snr_constant, pvs_lin_from_db(13) * 1e20, 1e-12);
    double at_reference = pvs_radar_snr(pd->look.snr_constant, 4, 390e3, 390e3);
    CHECK_NEAR(pvs_pd(1, at_reference, 10, 1e-6), 0.8, 1e-9); // it finds what it says it finds
    PvsRadarPower power = {1e5, 1e4, 1e4, 3e9, 50e-6, 290 * pvs_lin_from_db(4), pvs_lin_from_db(6)};
    CHECK_RELATIVE(full->look.snr_constant, pvs_radar_constant_full(&power), 1e-12);
    assert_int_equal(snr->band, PVS_BAND_C);
    assert_int_equal(snr->confirm_m, 2);
    assert_int_equal(snr->confirm_n, 3);
    assert_int_equal(pd->confirm_n, 3);
    assert_int_equal(pd->drop_misses, 5);
    assert_true(snr->look.rotating);
    CHECK_NEAR(snr->reach.k_factor, 4.0 / 3, 1e-12);
    pvs_model_free(m);
}

static void passive_sensors_and_fixed_faces(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    const PvsRadar *eye = radar_named(m, "guns/1/eye"), *face = radar_named(m, "north/face"),
                   *gap = radar_named(m, "gap");
    assert_true(eye->passive);
    CHECK_NEAR(eye->passive_pd, 0.3, 1e-15);
    CHECK_NEAR(eye->reach.range_max_m, 3000, 1e-9);
    assert_false(face->look.rotating);
    assert_int_equal(face->band, PVS_BAND_X);
    CHECK_NEAR(face->look.sector_half_rad, 45 * PVS_DEG_RAD, 1e-12);
    CHECK_NEAR(face->reach.antenna_h_m, 8, 1e-12);
    CHECK_NEAR(face->look.snr_constant, radar_named(m, "north/dish")->look.snr_constant,
               0); // like the dish
    assert_int_equal(gap->n_emission, 1);
    assert_int_equal(gap->emission[0].begin, 600 * PVS_NS_PER_S);
    assert_int_equal(gap->tracks_max, 20);
    assert_true(gap->reach.sector_half_rad > PVS_PI);
    pvs_model_free(m);
}

static void tracking_holds_for_radars_that_say_nothing_themselves(void **state) {
    (void)state;
    PvsModel *m = model_of(DEPOT "tracking: {confirm: 4 of 7, drop_after: 9}\nradars: {a: {type: "
                                 "dish, at: depot}, b: {type: dish, at: depot, confirm: 1 of 1}}\n"
                                 "types: {dish: {drop_after: 3}}\n");
    assert_int_equal(radar_named(m, "a")->confirm_m, 2); // its entry says 2 of 3
    assert_int_equal(radar_named(m, "b")->confirm_m, 1);
    assert_int_equal(radar_named(m, "b")->drop_misses, 3);
    pvs_model_free(m);
    m = model_of(DEPOT "tracking: {confirm: 4 of 7}\nradars: {a: {at: depot, finds: {rcs: 1 m2, "
                       "at: 50 km}, instrumented_range: 60 km}}\n");
    assert_int_equal(radar_named(m, "a")->confirm_n, 7);
    assert_int_equal(radar_named(m, "a")->drop_misses, 5);
    pvs_model_free(m);
}

static void areas_are_cylinders_by_class(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    const PvsSoftKillArea *area = area_named(m, "jam");
    CHECK_NEAR(area->reach.range_max_m, 15e3, 1e-9);
    CHECK_NEAR(area->loss_prob, 0.25, 1e-15);
    CHECK_NEAR(area->reach.h_max_ell_m, 10e3, 1e-9);
    assert_int_equal(area->class_mask, 1u << PVS_CLASS_ONE_WAY_DRONE | 1u << PVS_CLASS_DECOY_DRONE);
    pvs_model_free(m);
}

// Mean sea level may lie off the ellipsoid: everything that stands or flies is lifted once.
static void heights_above_sea_level_are_lifted_to_the_ellipsoid_once(void **state) {
    (void)state;
    PvsModel *m = model_of(
        DEPOT "world: {msl_offset: 30 m, k_factor: 1.2}\nunits: {u: {type: battery, at: depot}}\n"
              "raids: {r: {type: drone, launch: {from: [-20, 139], altitude: 1 km}, aim: depot, "
              "altitude: 500 m}}\n");
    CHECK_NEAR(m->sites[0].at.h_ell_m, 30, 1e-12);
    CHECK_NEAR(m->units[0].at.h_ell_m, 30, 1e-12);
    CHECK_NEAR(m->groups[0].route[0].at.h_ell_m, 1030, 1e-9);
    CHECK_NEAR(m->groups[0].h_msl_m.a, 500, 1e-9);
    CHECK_NEAR(pvs_llh_from_ecef(m->radars[0].look.frame.origin_ecef).h_ell_m, 45, 1e-6);
    CHECK_NEAR(m->radars[0].reach.k_factor, 1.2, 0);
    CHECK_NEAR(m->belief->h_msl_offset_m, 30, 0);
    pvs_model_free(m);
}

static void what_is_shared_can_be_switched_off(void **state) {
    (void)state;
    PvsModel *on = model_of(DEPOT), *off = model_of(DEPOT "sharing: off\n"),
             *some = model_of(DEPOT "sharing: {night: 20 %, salvo: 0}\n");
    assert_true(on->sharing.night > 0 && on->sharing.threat_rcs_sd_db > 0);
    CHECK_NEAR(off->sharing.night + off->sharing.unit + off->sharing.lot + off->sharing.threat +
                   off->sharing.salvo + off->sharing.night_rcs_sd_db,
               0, 0);
    CHECK_NEAR(some->sharing.night, 0.2, 1e-15);
    CHECK_NEAR(some->sharing.salvo, 0, 0);
    assert_int_equal(off->n_warnings, on->n_warnings + 1); // and the result says so
    pvs_model_free(on);
    pvs_model_free(off);
    pvs_model_free(some);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_become_the_units_figures),
        cmocka_unit_test(the_nearest_list_of_rounds_decides_which_kinds_there_are),
        cmocka_unit_test(kill_tables_are_filled_through_parents),
        cmocka_unit_test(a_round_without_a_word_on_ballistic_missiles_is_no_use_against_them),
        cmocka_unit_test(flyouts_envelopes_and_channels),
        cmocka_unit_test(a_unit_may_override_its_rounds),
        cmocka_unit_test(radars_by_reference_range_and_by_full_parameters),
        cmocka_unit_test(passive_sensors_and_fixed_faces),
        cmocka_unit_test(tracking_holds_for_radars_that_say_nothing_themselves),
        cmocka_unit_test(areas_are_cylinders_by_class),
        cmocka_unit_test(heights_above_sea_level_are_lifted_to_the_ellipsoid_once),
        cmocka_unit_test(what_is_shared_can_be_switched_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
