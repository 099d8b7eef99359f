// SPDX-License-Identifier: Apache-2.0
// Whole battles against closed forms: looks, layers, coordination, magazines, saturation, salvos, raids of
// random size. Each row is a scenario of validate/scenarios with values set by path.
#include <stdio.h>

#include "stats/stats.h"
#include "validate.h"

static double number(const Csv *csv, size_t row, const char *column) {
    return csv_number(csv, row, column);
}

// Numbers of a cell such as "0.531 0.991 0.871"; returns how many.
static int numbers(const char *text, double *out, int capacity) {
    int n = 0;
    char *end;
    for (double x = strtod(text, &end); end != text && n < capacity; x = strtod(text, &end)) {
        out[n++] = x;
        text = end;
    }
    return n;
}

// The suite's rows of a table, one after the other: calls `row` with each index.
static void each_row(const Suite *suite, const Csv *csv, Tally *t, size_t quick,
                     void (*row)(const Suite *suite, const Csv *csv, Tally *t, size_t i)) {
    for (size_t k = 0; k < suite_rows(suite, csv->n_rows, quick); k++) {
        row(suite, csv, t, suite_row(suite, csv->n_rows, quick, k));
    }
}

#define BY_CHANCE "1 % family-wise over all rows"
#define STAGES    4

// --- shoot, look, shoot --------------------------------------------------------------------------------------------

typedef struct {
    int n;
    double salvo[STAGES], sspk, seen, wrongly; ///< declared killed given killed, given alive
} Looks;

// Mean and standard deviation of the shots fired: over the stages at which firing can end.
static void shots_of(const Looks *looks, double *mean, double *sd) {
    double alive = 1, dead = 0, fired = 0, sum = 0, sum2 = 0;
    for (int i = 0; i < looks->n; i++) {
        double survives = pvs_pow(1 - looks->sspk, looks->salvo[i]);
        fired += looks->salvo[i];
        dead += alive * (1 - survives);
        alive *= survives;
        bool last = i + 1 == looks->n;
        double stops = last ? alive + dead : alive * looks->wrongly + dead * looks->seen;
        sum += stops * fired;
        sum2 += stops * fired * fired;
        alive *= 1 - looks->wrongly;
        dead *= 1 - looks->seen;
    }
    double variance = sum2 - sum * sum;
    *mean = sum;
    *sd = sqrt(variance > 1e-12 ? variance : 0);
}

// Even rows judge the leak, odd ones the shots.
static void look_row(const Suite *suite, const Csv *csv, Tally *t, size_t i) {
    Looks looks = {.sspk = number(csv, i, "sspk"),
                   .seen = number(csv, i, "p_declared_killed_given_killed"),
                   .wrongly = number(csv, i, "p_declared_killed_given_alive")};
    looks.n = numbers(csv_text(csv, i, "salvo_sizes"), looks.salvo, STAGES);
    bool leak = i % 2 == 0;
    char label[64], path[80];
    snprintf(label, sizeof label, "row %zu, %s", i + 1, leak ? "leak" : "mean shots");
    BattleRow row = {.label = label, .plan = plan_of("looks.yaml"), .yes_no = leak};
    plan_set(&row.plan, "types.shot.kill.any", "%.9g", looks.sspk);
    for (int k = 0; k < STAGES; k++) {
        snprintf(path, sizeof path, "units.stage-%d.rounds.shot.ready", k + 1);
        plan_set(&row.plan, path, "%d", k < looks.n ? 32 : 0);
        if (k < looks.n) {
            snprintf(path, sizeof path, "units.stage-%d.doctrine.salvo", k + 1);
            plan_set(&row.plan, path, "%.0f", looks.salvo[k]);
        }
    }
    plan_set(&row.plan, "types.stage.assessment.kill_seen", "%.9g", looks.seen);
    plan_set(&row.plan, "types.stage.assessment.alive_taken_for_killed", "%.9g", looks.wrongly);
    double mean_shots;
    shots_of(&looks, &mean_shots, &row.sd);
    tally_near(t, label, "mean shots by enumeration", mean_shots, number(csv, i, "mean_shots"),
               1e-6);
    row.measure = leak ? measure_leakers : measure_fired;
    row.want = number(csv, i, leak ? "p_leak" : "mean_shots");
    battle_row(suite, t, &row);
}

static void looks(const Suite *suite, const Csv *csv, Tally *t) {
    each_row(suite, csv, t, 6, look_row);
}

const Set set_looks = {.name = "defence/shoot_look_shoot",
                       .file = "defence/shoot_look_shoot.csv",
                       .element = "battle: salvos with imperfect assessment between them",
                       .equation = "exact recursion over the stages",
                       .source = "standard; Przemieniecki, Soland 1987",
                       .tolerance = BY_CHANCE,
                       .run = looks};

// --- layers --------------------------------------------------------------------------------------------------------

static void layer_row(const Suite *suite, const Csv *csv, Tally *t, size_t i) {
    double engage[STAGES], kill[STAGES];
    int n = numbers(csv_text(csv, i, "p_engage_by_layer"), engage, STAGES);
    numbers(csv_text(csv, i, "p_kill_by_layer"), kill, STAGES);
    bool mean = i % 2 == 0;
    char label[64], path[80];
    snprintf(label, sizeof label, "row %zu, %s", i + 1, mean ? "mean leakers" : "no leak");
    BattleRow row = {.label = label,
                     .plan = plan_of("layers.yaml"),
                     .measure = mean ? measure_leakers : measure_no_leak,
                     .want = number(csv, i, mean ? "mean_leakers" : "p_zero_leak"),
                     .sd = number(csv, i, "sd_leakers"),
                     .yes_no = !mean};
    plan_set(&row.plan, "raids.wave.count", "%.0f", number(csv, i, "threats"));
    for (int k = 0; k < STAGES; k++) {
        snprintf(path, sizeof path, "units.layer-%d.rounds.shot.ready", k + 1);
        plan_set(&row.plan, path, "%d", k < n ? 100 : 0);
        if (k < n) {
            snprintf(path, sizeof path, "units.layer-%d.handover.probability", k + 1);
            plan_set(&row.plan, path, "%.9g", engage[k]);
            snprintf(path, sizeof path, "units.layer-%d.rounds.shot.kill.any", k + 1);
            plan_set(&row.plan, path, "%.9g", kill[k]);
        }
    }
    battle_row(suite, t, &row);
}

static void layers(const Suite *suite, const Csv *csv, Tally *t) {
    each_row(suite, csv, t, 4, layer_row);
}

const Set set_layers = {.name = "defence/layers",
                        .file = "defence/layers.csv",
                        .element = "battle: independent layers, each engaging and killing by chance",
                        .equation = "leak = product of (1 - e k); binomial",
                        .source = "standard",
                        .tolerance = BY_CHANCE,
                        .run = layers};

// --- coordination --------------------------------------------------------------------------------------------------

// Shots spread evenly: the targets of one class get one shot more than those of the other.
static void even_spread(const Suite *suite, Tally *t, const char *label, double targets,
                        double shots, double sspk, double want) {
    double each = floor(shots / targets), more = shots - each * targets;
    double leak_more = pvs_pow(1 - sspk, each + 1), leak_less = pvs_pow(1 - sspk, each);
    BattleRow row = {.label = label,
                     .plan = plan_of("even-spread.yaml"),
                     .measure = measure_leakers,
                     .want = want,
                     .sd = sqrt(more * leak_more * (1 - leak_more) +
                                (targets - more) * leak_less * (1 - leak_less))};
    plan_set(&row.plan, "types.shot.kill.any", "%.9g", sspk);
    plan_set(&row.plan, "raids.more.count", "%.0f", more);
    plan_set(&row.plan, "raids.less.count", "%.0f", targets - more);
    plan_set(&row.plan, "units.battery.doctrine.against.cruise-missile.salvo", "%.0f", each + 1);
    if (each > 0) {
        plan_set(&row.plan, "units.battery.doctrine.against.supersonic-cruise.salvo", "%.0f", each);
    } else {
        plan_set(&row.plan, "units.battery.doctrine.against.supersonic-cruise.control", "hold");
    }
    battle_row(suite, t, &row);
}

// Every shooter under a post of its own, which knows of no other and shoots at the first target that it has
// identified: with times drawn alike for all, each target with the same chance.
static char *shooters_text(double targets, double shots, double sspk) {
    size_t size = 2048 + (size_t)shots * 256, at = 0;
    char *text = malloc(size);
    if (!text) {
        return NULL;
    }
    at += (size_t)snprintf(text + at, size - at,
                           "pavise: 1\nname: Random choice\ninclude: [random-choice.yaml]\n"
                           "types: {shot: {kill: {any: %.9g}}}\nraids: {wave: {count: %.0f}}\n"
                           "posts:\n",
                           sspk, targets);
    for (int k = 1; k <= (int)shots; k++) {
        at += (size_t)snprintf(text + at, size - at, "  crew-%d: {type: crew, under: post}\n", k);
    }
    at += (size_t)snprintf(text + at, size - at, "units:\n");
    for (int k = 1; k <= (int)shots; k++) {
        at += (size_t)snprintf(text + at, size - at,
                               "  shooter-%d: {type: shooter, at: [-24.0, 133.0], under: crew-%d}\n",
                               k, k);
    }
    return text;
}

static void coordination_row(const Suite *suite, const Csv *csv, Tally *t, size_t i) {
    double targets = number(csv, i, "threats"), shots = number(csv, i, "shots");
    double sspk = number(csv, i, "sspk");
    bool even = i % 2 == 0;
    char label[64];
    snprintf(label, sizeof label, "row %zu, %s", i + 1, even ? "even spread" : "random choice");
    if (even) {
        even_spread(suite, t, label, targets, shots, sspk,
                    number(csv, i, "mean_survivors_even_spread"));
        return;
    }
    char *text = shooters_text(targets, shots, sspk);
    BattleRow row = {.label = label,
                     .text = text,
                     .measure = measure_leakers,
                     .want = number(csv, i, "mean_survivors_random_choice"),
                     .sd = number(csv, i, "sd_survivors_random_choice"),
                     .battles = suite->battles / 4}; // many posts: slow battles
    if (text) {
        battle_row(suite, t, &row);
    }
    free(text);
}

static void coordination(const Suite *suite, const Csv *csv, Tally *t) {
    each_row(suite, csv, t, 6, coordination_row);
}

const Set set_coordination = {.name = "defence/coordination",
                              .file = "defence/coordination.csv",
                              .element = "battle: shots spread evenly, or each by a shooter alone",
                              .equation = "N (1 - p/N)^M, variance by pairs; even: by counting",
                              .source = "standard",
                              .tolerance = BY_CHANCE,
                              .run = coordination};

// --- magazines -----------------------------------------------------------------------------------------------------

static void plan_magazine(const Csv *csv, size_t i, Plan *plan) {
    bool salvo = strcmp(csv_text(csv, i, "doctrine"), "salvo") == 0;
    int most = (int)number(csv, i, "shots_per_object_max");
    *plan = plan_of("magazine.yaml");
    plan_set(plan, "raids.wave.count", "%.0f", number(csv, i, "objects"));
    plan_set(plan, "raids.wave.decoys.share", "%.9g", number(csv, i, "p_decoy"));
    plan_set(plan, "posts.post.identification.decoy_recognised", "%.9g",
             number(csv, i, "p_discriminate"));
    plan_set(plan, "units.battery.rounds.shot", "%.0f", number(csv, i, "magazine"));
    plan_set(plan, "units.battery.doctrine.salvo", "%d", salvo ? most : 1);
    plan_set(plan, "units.battery.doctrine.max_salvos", "%d", salvo ? 1 : most);
    plan_set(plan, "types.shot.kill.any", "%.9g", number(csv, i, "sspk"));
}

static void magazine_row(const Suite *suite, const Csv *csv, Tally *t, size_t i) {
    bool mean = i % 2 == 0;
    char label[64];
    snprintf(label, sizeof label, "%s, %s", csv_text(csv, i, "case"),
             mean ? "mean leakers" : "no leak");
    BattleRow row = {.label = label,
                     .measure = mean ? measure_leakers : measure_no_leak,
                     .want = number(csv, i, mean ? "mean_leakers" : "p_zero_leak"),
                     .sd = number(csv, i, "sd_leakers"),
                     .yes_no = !mean};
    plan_magazine(csv, i, &row.plan);
    battle_row(suite, t, &row);
}

static void magazine(const Suite *suite, const Csv *csv, Tally *t) {
    each_row(suite, csv, t, 6, magazine_row);
}

#define LEAKERS_MAX 512

static void magazine_pmf(const Suite *suite, const Csv *csv, Tally *t) {
    Csv cases = {0};
    if (!suite_csv(suite, "defence/magazine.csv", &cases)) {
        tally_holds(t, "magazine.csv", "is there", false);
        return;
    }
    const size_t quick = 4;
    for (size_t k = 0; k < suite_rows(suite, cases.n_rows, quick); k++) {
        size_t i = suite_row(suite, cases.n_rows, quick, k), n = 0;
        const char *name = csv_text(&cases, i, "case");
        double p[LEAKERS_MAX] = {0};
        for (size_t j = 0; j < csv->n_rows; j++) {
            size_t leakers = (size_t)number(csv, j, "leakers");
            if (strcmp(csv_text(csv, j, "case"), name) == 0 && leakers < LEAKERS_MAX) {
                p[leakers] = number(csv, j, "probability");
                n = leakers + 1 > n ? leakers + 1 : n;
            }
        }
        char label[64];
        snprintf(label, sizeof label, "%s, distribution", name);
        BattleRow row = {.label = label, .measure = measure_leakers};
        plan_magazine(&cases, i, &row.plan);
        if (n > 0) {
            battle_distribution(suite, t, &row, p, n);
        }
    }
    csv_free(&cases);
}

const Set set_magazine = {.name = "defence/magazine",
                          .file = "defence/magazine.csv",
                          .element = "battle: a finite magazine with decoys",
                          .equation = "exact recursion over (rounds left, leakers)",
                          .source = "the recursion, evaluated apart from the project",
                          .tolerance = BY_CHANCE,
                          .run = magazine};
const Set set_magazine_pmf = {.name = "defence/magazine_pmf",
                              .file = "defence/magazine_pmf.csv",
                              .element = "battle: a finite magazine, whole distribution of leakers",
                              .equation = "exact recursion over (rounds left, leakers)",
                              .source = "the recursion, evaluated apart from the project",
                              .tolerance = BY_CHANCE ", by chi-square",
                              .run = magazine_pmf};

// --- saturation ----------------------------------------------------------------------------------------------------

#define SATURATION_MPS 50.0
#define ON_THE_DOT_S   0.05 ///< a cycle that ends with the window still counts

static void saturation_row(const Suite *suite, const Csv *csv, Tally *t, size_t i) {
    double cycle_s = number(csv, i, "cycle_s"), window_s = number(csv, i, "window_s");
    char label[64];
    snprintf(label, sizeof label, "row %zu, mean leakers", i + 1);
    BattleRow row = {.label = label,
                     .plan = plan_of("saturation.yaml"),
                     .measure = measure_leakers,
                     .want = number(csv, i, "mean_leakers"),
                     .sd = number(csv, i, "sd_leakers")};
    plan_set(&row.plan, "raids.wave.count", "%.0f", number(csv, i, "threats"));
    plan_set(&row.plan, "raids.wave.launch.from", "{from: city, bearing: 90 deg, range: %.3f m}",
             SATURATION_MPS * (window_s + ON_THE_DOT_S));
    plan_set(&row.plan, "units.launcher.count", "%.0f", number(csv, i, "channels"));
    plan_set(&row.plan, "units.launcher.reload_time", "%.9g s", cycle_s);
    plan_set(&row.plan, "units.launcher.ready_after", "%.9g s", cycle_s);
    plan_set(&row.plan, "types.shot.kill.any", "%.9g", number(csv, i, "sspk"));
    battle_row(suite, t, &row);
}

static void saturation(const Suite *suite, const Csv *csv, Tally *t) {
    each_row(suite, csv, t, 6, saturation_row);
}

const Set set_saturation = {.name = "defence/raid_saturation",
                            .file = "defence/raid_saturation.csv",
                            .element = "battle: more at once than channels can serve in the window",
                            .equation = "c floor(window / cycle) single shots; binomial",
                            .source = "counting",
                            .tolerance = BY_CHANCE,
                            .run = saturation};

// --- salvo equations: the defending half -----------------------------------------------------------------------------

typedef struct {
    double ships, hits_to_sink;
} Fleet;

static double measure_loss(const PvsModel *model, const PvsOutcome *outcome, const void *ctx) {
    (void)model;
    const Fleet *fleet = ctx;
    double loss = outcome->leakers / fleet->hits_to_sink;
    return loss < fleet->ships ? loss : fleet->ships;
}

static void plan_salvo(Plan *plan, double missiles, double shots, double kill) {
    *plan = plan_of("single-shots.yaml");
    plan_set(plan, "raids.wave.count", "%.0f", missiles);
    plan_set(plan, "units.battery.rounds.shot", "%.0f", shots);
    plan_set(plan, "types.shot.kill.any", "%.9g", kill);
}

static void hughes_row(const Suite *suite, const Csv *csv, Tally *t, size_t i) {
    for (int side = 0; side < 2; side++) {
        bool b = side == 0; // B's loss to A's missiles, then A's to B's
        double shooters = number(csv, i, b ? "ships_A" : "ships_B");
        Fleet fleet = {number(csv, i, b ? "ships_B" : "ships_A"),
                       number(csv, i, b ? "hits_to_sink_B" : "hits_to_sink_A")};
        double missiles = shooters * number(csv, i, b ? "offence_per_A" : "offence_per_B");
        double stops = fleet.ships * number(csv, i, b ? "defence_per_B" : "defence_per_A");
        double want = number(csv, i, b ? "loss_B" : "loss_A");
        char label[64];
        snprintf(label, sizeof label, "row %zu, loss of %s", i + 1, b ? "B" : "A");
        if (missiles != floor(missiles) || stops != floor(stops)) { // no battle has half a missile
            double loss = fmax(0, fmin(fleet.ships, (missiles - stops) / fleet.hits_to_sink));
            tally_near(t, label, "by function", loss, want, 1e-9);
            continue;
        }
        BattleRow row = {.label = label,
                         .measure = measure_loss,
                         .ctx = &fleet,
                         .want = want,
                         .battles = 100}; // nothing in it is chance
        plan_salvo(&row.plan, missiles, stops, 1);
        battle_row(suite, t, &row);
    }
}

static void hughes(const Suite *suite, const Csv *csv, Tally *t) {
    each_row(suite, csv, t, 10, hughes_row);
}

static void stochastic_row(const Suite *suite, const Csv *csv, Tally *t, size_t i) {
    Fleet fleet = {number(csv, i, "ships"), number(csv, i, "hits_to_sink")};
    char label[64];
    snprintf(label, sizeof label, "row %zu, mean loss", i + 1);
    double p_hit = number(csv, i, "p_offence_hit");
    BattleRow row = {.label = label,
                     .measure = measure_loss,
                     .ctx = &fleet,
                     .want = number(csv, i, "mean_loss_ships"),
                     .sd = number(csv, i, "sd_loss_ships")};
    plan_salvo(&row.plan, number(csv, i, "offensive_missiles"), number(csv, i, "defensive_shots"),
               number(csv, i, "p_defence_stop"));
    // what would not hit is a decoy that everybody recognises
    plan_set(&row.plan, "raids.wave.decoys", "{type: bait, share: %.9g, drawn: yes}", 1 - p_hit);
    battle_row(suite, t, &row);
}

static void stochastic(const Suite *suite, const Csv *csv, Tally *t) {
    each_row(suite, csv, t, 4, stochastic_row);
}

const Set set_hughes = {.name = "defence/hughes_salvo",
                        .file = "defence/hughes_salvo.csv",
                        .element = "battle: one exchange of salvos, the defending half of each side",
                        .equation = "loss_B = clamp((alpha A - z B) / w, 0, B)",
                        .source = "Hughes, Naval Research Logistics 42 (1995)",
                        .tolerance = "every battle equal; rows with broken numbers by function",
                        .run = hughes};
const Set set_stochastic = {.name = "defence/salvo_stochastic",
                            .file = "defence/salvo_stochastic.csv",
                            .element = "battle: a salvo of uncertain hits against uncertain stops",
                            .equation = "binomial offence less binomial defence, not below 0",
                            .source = "after Armstrong, Operations Research 53 (2005)",
                            .tolerance = BY_CHANCE,
                            .run = stochastic};

// --- raids of random size --------------------------------------------------------------------------------------------

static void poisson_row(const Suite *suite, const Csv *csv, Tally *t, size_t i) {
    bool mean = i % 2 == 0;
    char label[64];
    snprintf(label, sizeof label, "row %zu, %s", i + 1, mean ? "mean leakers" : "no leak");
    BattleRow row = {.label = label,
                     .plan = plan_of("poisson-raid.yaml"),
                     .measure = mean ? measure_leakers : measure_no_leak,
                     .want = number(csv, i, mean ? "mean_leakers" : "p_zero_leak"),
                     .sd = number(csv, i, "sd_leakers"),
                     .yes_no = !mean};
    plan_set(&row.plan, "raids.wave.mean_count", "%.9g", number(csv, i, "mean_raid_size"));
    plan_set(&row.plan, "types.shot.kill.any", "%.9g", 1 - number(csv, i, "leak_prob"));
    battle_row(suite, t, &row);
}

static void poisson(const Suite *suite, const Csv *csv, Tally *t) {
    each_row(suite, csv, t, 4, poisson_row);
}

const Set set_poisson = {.name = "defence/poisson_raid",
                         .file = "defence/poisson_raid.csv",
                         .element = "battle: a raid of Poisson size, thinned by the defence",
                         .equation = "Poisson with mean N leak",
                         .source = "standard",
                         .tolerance = BY_CHANCE,
                         .run = poisson};
