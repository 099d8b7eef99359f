// SPDX-License-Identifier: Apache-2.0
// Wilkening's barrage and the shots that it needs (Science & Global Security 8, 1999).
#include <stdio.h>

#include "validate.h"

static double number(const Csv *csv, size_t row, const char *column) {
    return csv_number(csv, row, column);
}

static Plan barrage_plan(double warheads, double shots, double sspk, double track, double common) {
    Plan plan = plan_of("barrage.yaml");
    plan_set(&plan, "raids.wave.count", "%.0f", warheads);
    plan_set(&plan, "units.battery.doctrine.salvo", "%.0f", shots);
    plan_set(&plan, "types.shot.kill.any", "%.9g", sspk);
    plan_set(&plan, "radars.eye.look_probability", "%.9g", track);
    plan_set(&plan, "units.battery.availability", "%.9g", common);
    return plan;
}

// Even rows judge the mean of the leakers, odd ones the chance that nothing leaks.
static void barrage(const Suite *suite, const Csv *csv, Tally *t) {
    const size_t quick = 6;
    for (size_t k = 0; k < suite_rows(suite, csv->n_rows, quick); k++) {
        size_t i = suite_row(suite, csv->n_rows, quick, k);
        bool mean = i % 2 == 0;
        char label[64];
        snprintf(label, sizeof label, "row %zu, %s", i + 1, mean ? "mean leakers" : "no leak");
        BattleRow row = {
            .label = label,
            .plan = barrage_plan(number(csv, i, "warheads"), number(csv, i, "shots_per_warhead"),
                                 number(csv, i, "sspk"), number(csv, i, "p_track_each"),
                                 number(csv, i, "p_common_all")),
            .measure = mean ? measure_leakers : measure_no_leak,
            .want = number(csv, i, mean ? "mean_leakers" : "p_zero_leak"),
            .sd = number(csv, i, "sd_leakers"),
            .yes_no = !mean};
        battle_row(suite, t, &row);
    }
}

const Set set_barrage = {.name = "defence/wilkening_barrage",
                         .file = "defence/wilkening_barrage.csv",
                         .element = "battle: barrage, tracking shared by the shots at one target, "
                                    "one event common to all",
                         .equation = "Kw = pt (1 - (1-k)^m); no leak: pc Kw^W; binomial leakers",
                         .source = "Wilkening, Science & Global Security 8 (1999)",
                         .tolerance = "1 % family-wise",
                         .run = barrage};

#define SALVO_MAX 32

// With the shots that the table asks for, the battle's chance of no leak is that of the formula and so
// reaches the goal; where the goal cannot be met, the most that salvos can do is pt^W.
static void shots_needed(const Suite *suite, const Csv *csv, Tally *t) {
    const size_t quick = 4;
    for (size_t k = 0; k < suite_rows(suite, csv->n_rows, quick); k++) {
        size_t i = suite_row(suite, csv->n_rows, quick, k);
        double warheads = number(csv, i, "warheads"), sspk = number(csv, i, "sspk");
        double track = number(csv, i, "p_track_each"), goal = number(csv, i, "goal_p_zero_leak");
        double shots = number(csv, i, "shots_per_warhead");
        bool can = shots == shots;
        shots = can ? shots : SALVO_MAX;
        double killed = track * (1 - pvs_pow(1 - sspk, shots));
        double fewer = track * (1 - pvs_pow(1 - sspk, shots - 1));
        char label[64];
        snprintf(label, sizeof label, "row %zu, no leak", i + 1);
        tally_holds(t, label, "the goal is met with these shots, and not with one less",
                    can ? pvs_pow(killed, warheads) >= goal - 1e-12 &&
                              (shots <= 1 || pvs_pow(fewer, warheads) < goal)
                        : pvs_pow(track, warheads) < goal + 1e-12);
        BattleRow row = {.label = label,
                         .plan = barrage_plan(warheads, shots, sspk, track, 1),
                         .measure = measure_no_leak,
                         .want = pvs_pow(killed, warheads),
                         .yes_no = true};
        battle_row(suite, t, &row);
    }
}

const Set set_shots_needed = {.name = "defence/wilkening_shots_needed",
                              .file = "defence/wilkening_shots_needed.csv",
                              .element = "battle: shots needed for a chance of no leak",
                              .equation = "smallest m with (pt (1 - (1-k)^m))^W >= goal",
                              .source = "Wilkening, Science & Global Security 8 (1999)",
                              .tolerance = "1 % family-wise",
                              .run = shots_needed};
