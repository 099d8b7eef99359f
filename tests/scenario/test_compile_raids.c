// SPDX-License-Identifier: Apache-2.0
// Threats and raids: what a rule, a type and a table become.
#include "loading.h"

#define DEPOT HEAD "sites: {depot: {at: [-24, 133]}, plant: {at: [-24.5, 133]}}\n"

static void a_rule_becomes_a_group(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    const PvsRaidGroup *g = group_named(m, "drones");
    assert_int_equal(g->count, 40);
    assert_string_equal(m->threat_types[g->type].named.name, "drone");
    assert_string_equal(m->threat_types[g->decoy_type].named.name, "decoy");
    CHECK_NEAR(g->decoy_share, 0.4, 1e-15);
    CHECK_NEAR(g->t_launch_s.a, 300, 1e-12);
    CHECK_NEAR(g->interval_s, 20, 1e-12);
    assert_false(g->time_on_target);
    assert_int_equal(g->h_msl_m.kind, PVS_DIST_UNIFORM);
    CHECK_NEAR(g->h_msl_m.b, 2000, 1e-9);
    assert_int_equal(g->n_route, 2);
    CHECK_NEAR(g->route[0].spread_m, 30e3, 1e-9);
    assert_false(g->route[0].has_height);
    assert_true(g->route[1].has_height);
    CHECK_NEAR(g->route[1].at.h_ell_m, 500, 1e-9);
    CHECK_NEAR(g->route[1].at.lat_rad, -22 * PVS_DEG_RAD, 1e-15);
    CHECK_NEAR(g->speed_mps.a, 0, 0); // the type's
    pvs_model_free(m);
}

// Shares of a count go to its members in equal parts; in all they are one.
static void aims_and_their_shares(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    const PvsRaidGroup *g = group_named(m, "drones");
    assert_int_equal(g->n_aims, 6); // depot, north, four guns
    double sum = 0;
    for (uint32_t i = 0; i < g->n_aims; i++) {
        sum += g->aims[i].share;
        if (g->aims[i].kind == PVS_AIM_UNIT &&
            strncmp(m->units[g->aims[i].index].named.name, "guns/", 5) == 0) {
            CHECK_NEAR(g->aims[i].share, 0.025, 1e-12);
        }
    }
    CHECK_NEAR(sum, 1, 1e-12);
    g = group_named(m, "arcs");
    assert_int_equal(g->n_aims, 2); // a list: equal parts
    CHECK_NEAR(g->aims[1].share, 0.5, 1e-15);
    pvs_model_free(m);
}

static void times_are_at_every_within_or_on_target(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    const PvsRaidGroup *g = group_named(m, "fast");
    assert_true(g->time_on_target);
    CHECK_NEAR(g->t_launch_s.a, 3600, 1e-9);
    g = group_named(m, "arcs");
    assert_int_equal(g->t_launch_s.kind, PVS_DIST_UNIFORM);
    CHECK_NEAR(g->t_launch_s.a, 600, 1e-9);
    CHECK_NEAR(g->t_launch_s.b, 1800, 1e-9);
    pvs_model_free(m);
    m = model_of(
        "pavise: 1\nduration: 1 h\nstart: 2026-03-01T20:00:00Z\nsites: {depot: {at: [-24, 133]}}\n"
        "raids: {r: {type: drone, launch: {from: [-20, 139], at: 2026-03-01T20:10:30Z}, aim: "
        "depot}}\n");
    CHECK_NEAR(m->groups[0].t_launch_s.a, 630, 1e-9); // a date counts from the start
    CHECK_NEAR(m->start_unix_s, 1772395200, 0);
    pvs_model_free(m);
}

// What a raid says about its threats makes a type of its own, and leaves the entry's alone.
static void a_raid_may_override_its_type(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    const PvsThreatType *own = type_named(m, "fast-drone@fast");
    CHECK_NEAR(own->reliability, 0.8, 1e-15);
    CHECK_NEAR(own->speed_mps, 120, 1e-12);
    CHECK_NEAR(type_named(m, "fast-drone")->reliability, 0.9, 1e-15); // used by the table
    assert_ptr_equal(&m->threat_types[group_named(m, "fast")->type], own);
    pvs_model_free(m);
}

static void an_entry_takes_what_it_is_like_and_what_its_kind_says(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    const PvsThreatType *decoy = type_named(m, "decoy"), *quasi = type_named(m, "quasi");
    assert_true(decoy->decoy);
    assert_true(decoy->uses_satellite_navigation);
    assert_int_equal(decoy->cls, PVS_CLASS_DECOY_DRONE);
    CHECK_NEAR(decoy->speed_mps, 50, 1e-12); // like the drone
    CHECK_NEAR(decoy->price_usd, 5000, 1e-9);
    assert_false(type_named(m, "drone")->decoy);
    assert_int_equal(quasi->move, PVS_MOVE_PROFILE);
    assert_true(quasi->manoeuvres);
    assert_false(quasi->uses_satellite_navigation);
    assert_int_equal(quasi->n_profile, 3);
    CHECK_NEAR(quasi->profile[1].speed_mps, 6 * pvs_air_at(50e3).sound_speed_mps,
               1e-9); // Mach at the row's height
    CHECK_NEAR(quasi->profile[1].range_fraction, 0.5, 1e-15);
    pvs_model_free(m);
}

// Mach is resolved where it flies: the raid's mean height before the type's.
static void mach_counts_at_the_mean_height_of_flight(void **state) {
    (void)state;
    PvsModel *m = model_of(
        DEPOT "types: {m: {kind: cruise-missile, speed: Mach 0.8, altitude: 100 m, rcs: 0.1 m2}}\n"
              "raids: {low: {type: m, launch: {from: [-20, 139]}, aim: depot}, high: {type: m, "
              "launch: {from: [-20, 139]}, aim: depot, altitude: 8..12 km},\n"
              "  own: {type: m, launch: {from: [-20, 139]}, aim: depot, altitude: 5 km, speed: "
              "Mach 0.6..0.7}}\n");
    CHECK_NEAR(group_named(m, "low")->speed_mps.a, 0.8 * pvs_air_at(100).sound_speed_mps, 1e-9);
    CHECK_NEAR(group_named(m, "high")->speed_mps.a, 0.8 * pvs_air_at(10e3).sound_speed_mps, 1e-9);
    CHECK_NEAR(group_named(m, "own")->speed_mps.b, 0.7 * pvs_air_at(5e3).sound_speed_mps, 1e-9);
    assert_int_equal(group_named(m, "own")->speed_mps.kind, PVS_DIST_UNIFORM);
    pvs_model_free(m);
}

static void cross_sections_by_aspect_and_band(void **state) {
    (void)state;
    PvsModel *m = model_of(DEPOT "types:\n"
                                 "  a: {kind: cruise-missile, speed: 200 m/s, rcs: {nose: 0.1 m2, "
                                 "beam: 1 m2, vhf: {nose: 2 m2}, x: 0.05 m2}}\n"
                                 "  b: {kind: cruise-missile, speed: 200 m/s, rcs: {l: 1 m2, x: "
                                 "{nose: 0.2 m2, tail: 0.3 m2}}}\n"
                                 "raids: {r: {type: a, launch: {from: [-20, 139]}, aim: depot}, s: "
                                 "{type: b, launch: {from: [-20, 139]}, aim: depot}}\n");
    const PvsThreatType *a = type_named(m, "a"), *b = type_named(m, "b");
    CHECK_NEAR(a->rcs[PVS_BAND_S].nose_m2, 0.1, 1e-15);
    CHECK_NEAR(a->rcs[PVS_BAND_S].beam_m2, 1, 1e-15);
    CHECK_NEAR(a->rcs[PVS_BAND_S].tail_m2, 0.1, 1e-15); // not said: the nose's
    CHECK_NEAR(a->rcs[PVS_BAND_VHF].beam_m2, 2, 1e-15);
    CHECK_NEAR(a->rcs[PVS_BAND_X].beam_m2, 0.05, 1e-15);
    CHECK_NEAR(b->rcs[PVS_BAND_VHF].nose_m2, 1,
               1e-15);                               // only bands: those below the first take it,
    CHECK_NEAR(b->rcs[PVS_BAND_C].top_m2, 1, 1e-15); // those above the one below them
    CHECK_NEAR(b->rcs[PVS_BAND_KU].tail_m2, 0.3, 1e-15);
    pvs_model_free(m);
}

// --- tables ----------------------------------------------------------------------------------------------------------

static void a_row_becomes_a_group_of_one(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    const PvsRaidGroup *g = group_named(m, "t-2");
    assert_int_equal(g->count, 1);
    CHECK_NEAR(g->t_launch_s.a, 120, 1e-9);
    CHECK_NEAR(g->speed_mps.a, 60, 1e-9);
    CHECK_NEAR(g->h_msl_m.a, 200, 1e-9);
    assert_int_equal(g->n_route, 1);
    CHECK_NEAR(g->route[0].at.lat_rad, -21 * PVS_DEG_RAD, 1e-15);
    assert_string_equal(m->sites[g->aims[0].index].named.name, "plant");
    assert_string_equal(m->threat_types[g->type].named.name,
                        "drone"); // by the raid's own word, and its cross-section
    assert_string_equal(m->threat_types[group_named(m, "t-1")->type].named.name, "drone@0.02 m2");
    CHECK_NEAR(m->threat_types[group_named(m, "t-1")->type].rcs[PVS_BAND_S].tail_m2, 0.02, 1e-15);
    pvs_model_free(m);
}

// Way points come in order of their index, whatever the order of the rows; the last one, when it is the aim, is not flown to twice.
static void way_points_are_in_order_and_end_at_the_aim(void **state) {
    (void)state;
    PvsModel *m = whole_model();
    const PvsRaidGroup *g = group_named(m, "t-10");
    assert_int_equal(g->n_route, 2);
    CHECK_NEAR(g->route[0].at.lat_rad, -21.5 * PVS_DEG_RAD, 1e-15);
    assert_false(g->route[0].has_height);
    CHECK_NEAR(g->route[1].at.h_ell_m, 400, 1e-9);
    assert_string_equal(m->sites[g->aims[0].index].named.name, "depot"); // the raid's
    g = group_named(m, "t-1");
    assert_int_equal(g->n_route, 2); // three in the table, the last one is the depot
    CHECK_NEAR(g->route[1].at.h_ell_m, 250, 1e-9);
    pvs_model_free(m);
}

// The fixed workloads, through their own column names.
static void the_benchmark_tables_load_as_they_are(void **state) {
    (void)state;
    PvsScenarioOptions opt = pvs_scenario_options_default();
    for (int i = 0; i < 2; i++) {
        PvsScenario *scenario = NULL;
        PvsDiags diags = {0};
        PvsStatus status = pvs_scenario_load(i ? PVS_SOURCE_DIR "/scenarios/bench/r1.yaml"
                                               : PVS_SOURCE_DIR "/scenarios/bench/r0.yaml",
                                             &opt, &scenario, &diags);
        char *found = findings(&diags);
        if (status != PVS_OK) {
            fail_msg("%s", found);
        }
        free(found);
        PvsModel *m = compiled(scenario);
        assert_int_equal(m->n_threats, i ? 537 : 100);
        assert_int_equal(m->n_radars, i ? 30 : 4);
        assert_int_equal(m->n_units, i ? 30 : 4);
        assert_int_equal(m->n_sites, i ? 10 : 3);
        const PvsRadar *radar = radar_named(m, "radar-01");
        CHECK_NEAR(radar->reach.range_max_m, 400e3, 1e-6);
        CHECK_RELATIVE(radar->look.snr_constant,
                       pvs_lin_from_db(13) * 250e3 * 250e3 * 250e3 * 250e3, 1e-12);
        CHECK_NEAR(radar->reach.antenna_h_m, 30, 1e-12);
        CHECK_NEAR(radar->look.scan_period_s, 10, 1e-12);
        const PvsUnit *unit = unit_named(m, "battery-02");
        assert_int_equal(unit->target_channels, 1);
        assert_int_equal(unit->weapons[0].ready, 12);
        CHECK_NEAR(unit->reaction_s.a, 10, 1e-12);
        const PvsRoundType *round = &m->round_types[unit->weapons[0].round_type];
        CHECK_NEAR(round->envelope.range_max_m, 15e3, 1e-9);
        CHECK_NEAR(pvs_flyout_time_s(&round->flyout, 7000), 10, 1e-9);
        for (int cls = 0; cls < PVS_N_CLASSES; cls++) {
            CHECK_NEAR(round->kill.kill_prob[cls], 0.7, 1e-15);
        }
        pvs_model_free(m);
        pvs_scenario_free(scenario);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_becomes_a_group),
        cmocka_unit_test(aims_and_their_shares),
        cmocka_unit_test(times_are_at_every_within_or_on_target),
        cmocka_unit_test(a_raid_may_override_its_type),
        cmocka_unit_test(an_entry_takes_what_it_is_like_and_what_its_kind_says),
        cmocka_unit_test(mach_counts_at_the_mean_height_of_flight),
        cmocka_unit_test(cross_sections_by_aspect_and_band),
        cmocka_unit_test(a_row_becomes_a_group_of_one),
        cmocka_unit_test(way_points_are_in_order_and_end_at_the_aim),
        cmocka_unit_test(the_benchmark_tables_load_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
