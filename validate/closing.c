// SPDX-License-Identifier: Apache-2.0
// What geometry and time allow: depth of fire, cumulative detection of a closing target, hand-over from one battery to the next. Closed forms on
// the equator's circle, written here apart from the engine.
#include <stdio.h>

#include "validate.h"

#define RADIUS_M 6378137.0

// --- the circle ------------------------------------------------------------------------------------------------------

static double slant_m(double angle_rad, double h1_m, double h2_m) {
    double a = RADIUS_M + h1_m, b = RADIUS_M + h2_m;
    return sqrt(a * a + b * b - 2 * a * b * pvs_cos(angle_rad));
}

typedef struct {
    double start_m, speed_mps, height_m;
} Flight;

static double angle_at(const Flight *f, double t_s) {
    return f->start_m / RADIUS_M - f->speed_mps / (RADIUS_M + f->height_m) * t_s;
}

static double range_at(const Flight *f, double t_s, double h_m) {
    return slant_m(angle_at(f, t_s), h_m, f->height_m);
}

static double arrival_s(const Flight *f) {
    return f->start_m / RADIUS_M * (RADIUS_M + f->height_m) / f->speed_mps;
}

// --- depth of fire -----------------------------------------------------------------------------------------------------

typedef struct {
    Flight flight;
    double radar_m, reach_m, round_mps, reaction_s, assess_s, keep_out_m;
} Depth;

static const Depth depths[] = {
    {{120e3, 300, 6000}, 60e3, 40e3, 1000, 8, 5, 0},
    {{150e3, 300, 9000}, 100e3, 80e3, 1200, 10, 8, 0},
    {{100e3, 60, 1000}, 40e3, 15e3, 900, 6, 6, 0},
    {{120e3, 900, 12000}, 90e3, 60e3, 1500, 4, 4, 0},
    {{120e3, 250, 3000}, 50e3, 30e3, 800, 12, 10, 5e3},
    {{120e3, 200, 5000}, 80e3, 50e3, 1000, 9, 7, 9e3},
    {{80e3, 700, 4000}, 60e3, 25e3, 1200, 5, 3, 0},
    {{100e3, 100, 2000}, 35e3, 20e3, 700, 15, 15, 3e3},
};

// Shots of shoot, look, shoot at a target that nothing stops: each leaves when the last has been assessed and the crew has reacted, or later, when it
// meets the target at the end of its reach; the last one meets it before the keep-out.
static int shots_possible(const Depth *d) {
    double seen_s = 0, end_s = arrival_s(&d->flight);
    while (range_at(&d->flight, seen_s, 10) > d->radar_m) {
        seen_s += 1e-3;
    }
    seen_s = ceil(seen_s); // a turn a second, east at whole ones
    int n = 0;
    for (double t = seen_s;; n++) {
        double launch_s = t + d->reaction_s, meet_s = launch_s;
        for (;; launch_s += 1e-3) { // waits until the round meets it within reach
            meet_s = launch_s;
            for (int i = 0; i < 60; i++) {
                meet_s = launch_s + range_at(&d->flight, meet_s, 0) / d->round_mps;
            }
            if (range_at(&d->flight, meet_s, 0) <= d->reach_m || meet_s > end_s) {
                break;
            }
        }
        double to_go_m = angle_at(&d->flight, meet_s) * RADIUS_M;
        if (meet_s > end_s || to_go_m < d->keep_out_m) {
            return n;
        }
        t = meet_s + d->assess_s;
    }
}

// What is fired too late is over the city when the round is.
static double measure_met(const PvsModel *model, const PvsOutcome *outcome, const void *ctx) {
    (void)model;
    (void)ctx;
    return (double)outcome->shots.hit + outcome->shots.missed;
}

static void plan_depth(const Depth *d, Plan *plan) {
    *plan = plan_of("timeline.yaml");
    plan_set(plan, "raids.one.speed", "%.9g m/s", d->flight.speed_mps);
    plan_set(plan, "raids.one.altitude", "%.9g m", d->flight.height_m);
    plan_set(plan, "raids.one.launch.from", "{from: city, bearing: 90 deg, range: %.3f m}",
             d->flight.start_m);
    plan_set(plan, "radars.eye.range", "%.9g m", d->radar_m);
    plan_set(plan, "radars.eye.scan_period", "1 s");
    plan_set(plan, "radars.eye.phase", "0.75 s");
    plan_set(plan, "types.shot.range_max", "%.9g m", d->reach_m);
    plan_set(plan, "types.shot.speed_mean", "%.9g m/s", d->round_mps);
    plan_set(plan, "units.launcher.rounds.shot", "1000");
    plan_set(plan, "units.launcher.reaction_time", "%.9g s", d->reaction_s);
    plan_set(plan, "units.launcher.assessment.time", "%.9g s", d->assess_s);
    plan_set(plan, "units.launcher.keep_out", "%.9g m", d->keep_out_m);
}

static void depth_of_fire(const Suite *suite, const Csv *none, Tally *t) {
    (void)none;
    for (size_t i = 0; i < sizeof depths / sizeof depths[0]; i++) {
        const Depth *d = &depths[i];
        char label[48];
        snprintf(label, sizeof label, "row %zu, shots", i + 1);
        BattleRow row = {.label = label,
                         .measure = measure_met,
                         .want = shots_possible(d),
                         .battles = 100};
        plan_depth(d, &row.plan);
        battle_row(suite, t, &row);
    }
}

const Set set_depth = {.name = "battle/depth_of_fire",
                       .element = "battle: shots that one launcher gets at one target",
                       .equation = "detection, speeds, reaction, assessment, keep-out on the circle",
                       .source = "closed form in closing.c, apart from the engine",
                       .tolerance = "every battle equal",
                       .run = depth_of_fire};

// Channels: so many targets at once that one is always waiting, one shot at each; a channel is held to the intercept and serves the next at
// once. Each channel then fires as one launcher at one target would, without looking.
static void channels(const Suite *suite, const Csv *none, Tally *t) {
    (void)none;
    for (size_t i = 0; i < sizeof depths / sizeof depths[0]; i++) {
        Depth depth = depths[i];
        int n_channels = 1 + (int)(i % 4);
        depth.assess_s = 0;
        char label[48];
        snprintf(label, sizeof label, "row %zu, shots of %d channels", i + 1, n_channels);
        BattleRow row = {.label = label,
                         .measure = measure_met,
                         .want = n_channels * shots_possible(&depth),
                         .battles = 100};
        plan_depth(&depth, &row.plan);
        plan_set(&row.plan, "raids.one.count", "200");
        plan_set(&row.plan, "types.shot.guidance", "command");
        plan_set(&row.plan, "units.launcher.target_channels", "%d", n_channels);
        plan_set(&row.plan, "units.launcher.assessment.alive_taken_for_killed", "100 %%");
        battle_row(suite, t, &row);
    }
}

const Set set_channels = {.name = "battle/channels",
                          .element = "battle: shots that a unit's channels allow at many targets",
                          .equation = "channels x depth of fire without looks",
                          .source = "closed form in closing.c, apart from the engine",
                          .tolerance = "every battle equal",
                          .run = channels};

// --- cumulative detection ------------------------------------------------------------------------------------------------

typedef struct {
    double speed_mps, height_m, period_s, rcs_m2, reference_m, outer_m, inner_m;
} Closing;

static const Closing closings[] = {
    {300, 6000, 10, 1.0, 40e3, 60e3, 30e3}, {200, 3000, 6, 0.1, 60e3, 60e3, 40e3},
    {900, 12000, 5, 0.5, 50e3, 80e3, 45e3}, {60, 1000, 12, 0.02, 80e3, 50e3, 42e3},
    {250, 9000, 4, 0.05, 70e3, 70e3, 50e3}, {450, 8000, 10, 0.2, 45e3, 75e3, 35e3},
};

#define PFA     1e-6
#define START_M 100e3

// 1 - prod (1 - Pd) over the looks between the outer and the inner range, Swerling 1, one pulse: Pd = Pfa^(1 / (1 + snr)), snr by the fourth power
// from the reference range, where Pd is a half.
static double cumulative(const Closing *c) {
    Flight flight = {START_M, c->speed_mps, c->height_m};
    double snr_half = pvs_log(PFA) / pvs_log(0.5) - 1, missed = 1;
    for (int k = 0; k < 100000; k++) {
        double t_s = 0.5 * c->period_s + k * c->period_s, range_m = range_at(&flight, t_s, 10);
        if (range_m < c->inner_m || t_s > arrival_s(&flight)) {
            break;
        }
        if (range_m <= c->outer_m) {
            double ratio = c->reference_m / range_m;
            double snr = snr_half * c->rcs_m2 * ratio * ratio * ratio * ratio;
            missed *= 1 - pvs_exp(pvs_log(PFA) / (1 + snr));
        }
    }
    return missed;
}

static void cumulative_detection(const Suite *suite, const Csv *none, Tally *t) {
    (void)none;
    for (size_t i = 0; i < sizeof closings / sizeof closings[0]; i++) {
        const Closing *c = &closings[i];
        char label[48];
        snprintf(label, sizeof label, "row %zu, never seen", i + 1);
        BattleRow row = {.label = label,
                         .plan = plan_of("closing.yaml"),
                         .measure = measure_leakers,
                         .want = cumulative(c),
                         .yes_no = true};
        Plan *plan = &row.plan;
        plan_set(plan, "raids.one.speed", "%.9g m/s", c->speed_mps);
        plan_set(plan, "raids.one.altitude", "%.9g m", c->height_m);
        plan_set(plan, "types.target.rcs", "%.9g m2", c->rcs_m2);
        plan_set(plan, "radars.eye.finds.at", "%.9g m", c->reference_m);
        plan_set(plan, "radars.eye.instrumented_range", "%.9g m", c->outer_m);
        plan_set(plan, "radars.eye.range_min", "%.9g m", c->inner_m);
        plan_set(plan, "radars.eye.scan_period", "%.9g s", c->period_s);
        plan_set(plan, "radars.eye.phase", "%.9g s", 0.25 * c->period_s); // east at half a turn
        battle_row(suite, t, &row);
    }
}

const Set set_cumulative = {.name = "battle/cumulative_detection",
                            .element = "battle: a closing target, looked at once a turn",
                            .equation = "1 - prod (1 - Pd(R_k)), Swerling 1, fourth power",
                            .source = "closed form in closing.c, apart from the engine",
                            .tolerance = "1 % family-wise over all rows",
                            .run = cumulative_detection};

// --- two batteries -----------------------------------------------------------------------------------------------------

static void two_batteries(const Suite *suite, const Csv *none, Tally *t) {
    (void)none;
    static const double rows[][4] = {
        // targets, salvo, kill probability of the first, of the second
        {4, 1, 0.5, 0.7}, {8, 2, 0.4, 0.3}, {1, 1, 0.9, 0.2}, {12, 1, 0.6, 0.6},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double targets = rows[i][0], salvo = rows[i][1];
        double leak = pvs_pow(1 - rows[i][2], salvo) * pvs_pow(1 - rows[i][3], salvo);
        char label[48];
        snprintf(label, sizeof label, "row %zu, mean leakers", i + 1);
        BattleRow row = {.label = label,
                         .plan = plan_of("two-batteries.yaml"),
                         .measure = measure_leakers,
                         .want = targets * leak,
                         .sd = sqrt(targets * leak * (1 - leak))};
        plan_set(&row.plan, "raids.wave.count", "%.0f", targets);
        plan_set(&row.plan, "types.battery.doctrine.salvo", "%.0f", salvo);
        plan_set(&row.plan, "units.first.rounds.shot.kill.any", "%.9g", rows[i][2]);
        plan_set(&row.plan, "units.second.rounds.shot.kill.any", "%.9g", rows[i][3]);
        battle_row(suite, t, &row);
    }
}

const Set set_two_batteries = {.name = "battle/two_batteries",
                               .element = "battle: hand-over from one battery's reach to the next's",
                               .equation = "leak = (1 - k1)^m (1 - k2)^m; binomial",
                               .source = "closed form",
                               .tolerance = "1 % family-wise over all rows",
                               .run = two_batteries};
