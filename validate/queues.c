// SPDX-License-Identifier: Apache-2.0
// Whole battles as queues: launchers are the servers, reloading is the service, targets that cannot wait are lost.
#include <stdio.h>

#include "validate.h"

static double number(const Csv *csv, size_t row, const char *column) {
    return csv_number(csv, row, column);
}

// A hundred times the table's times: the offered load is the same, and the two seconds between looks are
// little.
#define SLOWER         100.0
#define WARMING        12.0 ///< services before counting begins: what is left of the empty start is e^-12
#define COUNTED        60.0 ///< services that are counted
#define LATE_S         1.0  ///< a target is seen this late on average
#define QUEUE_BATTLES  400  ///< of some hundred targets each
#define PATIENCES      5.0  ///< the way to the city, in mean patiences, where these are exponential

typedef struct {
    double lost_share; ///< as the closed form says
} Queue;

// Lost less expected, over the targets that count: its mean is 0 whatever their number. A share of sums needs no
// standard deviation from the table: that of the battles is taken, each a batch of its own.
static double measure_lost(const PvsModel *model, const PvsOutcome *outcome, const void *ctx) {
    const Queue *queue = ctx;
    double lost = 0;
    for (uint32_t i = 0; i < pvs_model_count(model, PVS_DOM_TYPE); i++) {
        char name[64];
        pvs_model_name(model, PVS_DOM_TYPE, i, name, sizeof name);
        if (strstr(name, "measured")) {
            const PvsThreatCounts *c = &outcome->by_type[i];
            lost += (double)(c->launched - c->killed) - queue->lost_share * c->launched;
        }
    }
    return lost;
}

static Plan queue_plan(double channels, double arrivals_hz, double service_s, bool exponential) {
    Plan plan = plan_of("queue.yaml");
    double service = SLOWER * service_s, rate_hz = arrivals_hz / SLOWER;
    plan_set(&plan, "units.launcher.count", "%.0f", channels);
    plan_set(&plan, "units.launcher.reload_time",
             exponential ? "{mean: %.9g s, law: exponential}" : "%.9g s", service);
    plan_set(&plan, "raids.warming.mean_count", "%.9g", rate_hz * WARMING * service);
    plan_set(&plan, "raids.warming.launch.within", "%.9g s", WARMING * service);
    plan_set(&plan, "raids.measured.mean_count", "%.9g", rate_hz * COUNTED * service);
    plan_set(&plan, "raids.measured.launch.at", "%.9g s", WARMING * service);
    plan_set(&plan, "raids.measured.launch.within", "%.9g s", COUNTED * service);
    return plan;
}

static void play(const Suite *suite, Tally *t, const char *label, const Plan *plan,
                 double lost_share) {
    Queue queue = {lost_share};
    BattleRow row = {.label = label,
                     .plan = *plan,
                     .measure = measure_lost,
                     .ctx = &queue,
                     .want = 0,
                     .sd = NAN,
                     .battles = suite->quick ? QUEUE_BATTLES / 4 : QUEUE_BATTLES};
    battle_row(suite, t, &row);
}

// A target that lives two metres of its way: seen at once, shot at or lost.
static void erlang(const Suite *suite, const Csv *csv, Tally *t) {
    const size_t quick = 4;
    for (size_t k = 0; k < suite_rows(suite, csv->n_rows, quick); k++) {
        size_t i = suite_row(suite, csv->n_rows, quick, k);
        bool exponential = i % 2 == 0; // the loss is the same for any law of service with that mean
        char label[64];
        snprintf(label, sizeof label, "row %zu, blocked, %s service", i + 1,
                 exponential ? "exponential" : "constant");
        Plan plan = queue_plan(number(csv, i, "channels"), number(csv, i, "arrivals_per_s"),
                               number(csv, i, "mean_service_s"), exponential);
        plan_set(&plan, "types.target.speed", "20 m/s");
        plan_set(&plan, "radars.doorman.scan_period", "50 ms");
        plan_set(&plan, "places.gate", "{from: city, bearing: 90 deg, range: 2 m}");
        play(suite, t, label, &plan, number(csv, i, "p_blocked"));
    }
}

// Odd rows: patience is the way to the city, the same for all. Even rows: it is the time after which a target breaks
// down by itself, exponential; the way is long.
static void impatient(const Suite *suite, const Csv *csv, Tally *t) {
    const size_t quick = 4;
    for (size_t k = 0; k < suite_rows(suite, csv->n_rows, quick); k++) {
        size_t i = suite_row(suite, csv->n_rows, quick, k);
        bool exponential = k % 2 == 0;
        char label[64];
        snprintf(label, sizeof label, "row %zu, lost, %s patience", i + 1,
                 exponential ? "exponential" : "fixed");
        Plan plan = queue_plan(number(csv, i, "channels"), number(csv, i, "arrivals_per_s"),
                               number(csv, i, "mean_service_s"), true);
        double patience_s = SLOWER * number(csv, i, "mean_or_fixed_patience_s");
        double way_s = (exponential ? PATIENCES * patience_s : patience_s) + LATE_S;
        plan_set(&plan, "places.gate", "{from: city, bearing: 90 deg, range: %.3f m}", way_s);
        plan_set(&plan, "radars.doorman.range", "%.9g m", 2 * way_s);
        if (exponential) {
            plan_set(&plan, "types.target.fails_after", "{mean: %.9g s, law: exponential}",
                     patience_s);
        }
        play(suite, t, label, &plan,
             number(csv, i, exponential ? "p_abandon_exponential_patience" : "p_lost_fixed_patience"));
    }
}

// Sources that start again when they have been served have no counterpart in a raid: the formula alone is checked.
static void engset(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        char label[32];
        snprintf(label, sizeof label, "row %zu", i + 1);
        int channels = (int)number(csv, i, "channels"), sources = (int)number(csv, i, "sources");
        double a = number(csv, i, "idle_rate_times_mean_service");
        double term = 1, sum = 1, busy = 0;
        for (int k = 1; k <= channels && k <= sources; k++) { // weights of k busy channels
            term *= a * (sources - k + 1) / k;
            sum += term;
            busy += k * term;
        }
        double congestion = sources >= channels ? term / sum : 0;
        tally_near(t, label, "time congestion", congestion, number(csv, i, "time_congestion"),
                   1e-9);
        tally_near(t, label, "utilisation", busy / sum / channels,
                   number(csv, i, "channel_utilisation"), 1e-9);
    }
}

#define BY_CHANCE "1 % family-wise over all rows"

const Set set_erlang = {.name = "defence/erlang_loss",
                        .file = "defence/erlang_loss.csv",
                        .element = "battle: channels as a loss system",
                        .equation = "Erlang's B, for exponential and for constant service",
                        .source = "Erlang 1917",
                        .tolerance = BY_CHANCE ", battles as batches",
                        .run = erlang};
const Set set_impatient = {.name = "defence/impatient_queue",
                           .file = "defence/impatient_queue.csv",
                           .element = "battle: targets that wait for a channel, and leave",
                           .equation = "M/M/c + M (Palm 1957), M/M/c + D (Barrer 1957)",
                           .source = "the same, evaluated apart from the project",
                           .tolerance = BY_CHANCE ", battles as batches",
                           .run = impatient};
const Set set_engset = {.name = "defence/engset",
                        .file = "defence/engset.csv",
                        .element = "by function, not by battle: raids have no sources that start again",
                        .equation = "Engset's distribution",
                        .source = "Engset 1918",
                        .tolerance = "1e-9",
                        .run = engset};
