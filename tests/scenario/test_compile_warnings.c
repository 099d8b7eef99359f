// SPDX-License-Identifier: Apache-2.0
// Warnings: said when they are true, and only then.
#include "loading.h"

#define RAID                                                                                       \
    "raids: {r: {type: drone, launch: {from: [-23, 133]}, aim: depot}}\n" // due south, 111 km, 300 m high
#define DEPOT HEAD "sites: {depot: {at: [-24, 133]}}\n"

static void expect_warning(const char *text, const char *wanted) {
    char *found = warnings_of(text);
    if (!strstr(found, wanted)) {
        fail_msg("wanted \"%s\", got:\n%s", wanted, found);
    }
    free(found);
}

static void expect_quiet(const char *text) {
    char *found = warnings_of(text);
    assert_string_equal(found, "");
    free(found);
}

static void nothing_is_said_about_a_sound_scene(void **state) {
    (void)state;
    expect_quiet(DEPOT "units: {u: {type: battery, at: [-23.9, 133]}}\n" RAID);
}

static void a_radar_that_can_never_see_a_threat(void **state) {
    (void)state;
    expect_warning(DEPOT "units: {u: {type: battery, at: [-23.9, 133]}}\nradars: {far: {type: "
                         "dish, at: [-24, 140]}}\n" RAID,
                   "\"far\" can never see any threat");
    // In range, and below the horizon.
    expect_warning(DEPOT "units: {u: {type: battery, at: [-23.9, 133]}}\nradars: {low: {type: "
                         "dish, at: [-23.5, 134.3], finds: {at: 400 km}}}\n" RAID,
                   "\"low\" can never see any threat");
    expect_quiet(DEPOT "units: {u: {type: battery, at: [-23.9, 133]}}\nradars: {tall: {type: dish, "
                       "at: [-23.5, 134.3], antenna_height: 2 km, finds: {at: 400 km}}}\n" RAID);
    // In sight, and too faint for it.
    expect_warning(DEPOT "units: {u: {type: battery, at: [-23.9, 133]}}\nradars: {weak: {type: "
                         "dish, at: [-23.5, 133.3], finds: {at: 1 km}}}\n" RAID,
                   "\"weak\" can never see");
}

static void a_unit_that_can_never_reach_or_harm_a_threat(void **state) {
    (void)state;
    expect_warning(DEPOT "units: {u: {type: battery, at: [-23.9, 133]}, far: {type: battery, "
                         "radars: {}, at: [-23.5, 134]}}\n" RAID,
                   "\"far\" can never reach any threat");
    expect_warning(DEPOT
                   "units: {u: {type: battery, at: depot}, blunt: {at: depot, rounds: {x: {ready: "
                   "1, range_max: 50 km, speed_mean: 1 km/s, kill: {ballistic: 0.5}}}}}\n" RAID,
                   "\"blunt\" can never reach any threat that its rounds could kill");
    expect_warning(DEPOT "units: {u: {type: battery, at: depot}, low: {type: gun, at: depot, "
                         "rounds: {burst: {ready: 3, altitude_max: 100 m}}}}\n" RAID,
                   "\"low\" can never reach");
    expect_quiet(DEPOT "units: {u: {type: battery, at: depot}, low: {type: gun, at: depot, radars: "
                       "{}, rounds: {burst: {ready: 3, altitude_max: 100 m}}}}\n"
                       "raids: {r: {type: drone, launch: {from: [-23, 133]}, aim: depot, altitude: "
                       "50..300 m}}\n"); // chance brings some low enough
}

static void members_of_a_count_are_one_warning(void **state) {
    (void)state;
    char *found = warnings_of(DEPOT "units: {u: {type: battery, at: depot}, far: {type: gun, "
                                    "count: 9, at: [-23.5, 134]}}\n" RAID);
    assert_non_null(strstr(found, "\"far/1\" and 8 more like it can never reach"));
    assert_null(strstr(found, "\"far/2\""));
    free(found);
}

static void a_site_that_nobody_covers(void **state) {
    (void)state;
    expect_warning(DEPOT "places: {p: [-26, 133]}\nunits: {u: {type: battery, at: p}}\n",
                   "nobody defends \"depot\"");
}

static void a_value_outside_what_its_source_says(void **state) {
    (void)state;
    expect_warning(DEPOT "types: {drone: {speed: 80 m/s}}\n",
                   "types.drone.speed: \"80 m/s\" lies outside what the catalogue's sources say of "
                   "\"drone\": 45 m/s to 55 m/s");
    expect_warning(DEPOT "units: {u: {type: battery, at: depot, rounds: {sam: {ready: 1, kill: "
                         "{aircraft: 99 %}}}}}\n",
                   "kill.aircraft");
    expect_quiet(DEPOT "types: {drone: {speed: 54 m/s}}\nunits: {u: {type: battery, at: depot, "
                       "rounds: {sam: {ready: 1, kill: {aircraft: 89 %}}}}}\n");
}

static void a_route_without_effect_and_a_raid_beyond_its_range(void **state) {
    (void)state;
    expect_warning(DEPOT "units: {u: {type: battery, at: depot}}\nraids: {r: {type: quasi, launch: "
                         "{from: [-23, 133]}, route: [{by: [-23.5, 133]}], aim: depot}}\n",
                   "its route has no effect, because its type flies a profile");
    expect_warning(
        DEPOT "types: {drone: {range_max: 100 km}}\nunits: {u: {type: battery, at: depot}}\n" RAID,
        "raid \"r\" flies 111 km; its type reaches 100 km");
}

// Every result says what is not modelled.
static void results_say_what_they_leave_out(void **state) {
    (void)state;
    PvsModel *m = model_of(DEPOT);
    PvsStr all = {0};
    for (uint32_t i = 0; i < m->n_warnings; i++) {
        pvs_str_printf(&all, "%s\n", m->warnings[i]);
    }
    assert_non_null(strstr(all.text, "false, merged and swapped tracks are zero"));
    assert_non_null(strstr(all.text, "no neutral traffic"));
    assert_false(m->neutral_traffic);
    pvs_str_free(&all);
    pvs_model_free(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_said_about_a_sound_scene),
        cmocka_unit_test(a_radar_that_can_never_see_a_threat),
        cmocka_unit_test(a_unit_that_can_never_reach_or_harm_a_threat),
        cmocka_unit_test(members_of_a_count_are_one_warning),
        cmocka_unit_test(a_site_that_nobody_covers),
        cmocka_unit_test(a_value_outside_what_its_source_says),
        cmocka_unit_test(a_route_without_effect_and_a_raid_beyond_its_range),
        cmocka_unit_test(results_say_what_they_leave_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
