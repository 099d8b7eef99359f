// SPDX-License-Identifier: Apache-2.0
// Twenty timelines worked by hand: one target along the equator at a height and speed that do not change, one radar whose beam passes it once a
// turn, one launcher. With a the equator's radius, w = speed / (a + height) and th = range / a - w t the angle to go:
//
//     slant^2 = (a + h1)^2 + (a + h2)^2 - 2 (a + h1)(a + h2) cos th
//     detected   the first beam east (phase + period / 4 + k period) after the slant range has come down to the radar's
//     tracked    (detections - 1) turns later; in the picture after the link
//     launched   decision, link, hand-over, reaction later; or when the round meets the target at the end of its reach
//     intercept  launch + slant / speed of the round; assessed after its time and time a kilometre; then all again
#include <stdio.h>

#include "validate.h"

#define TIME_S 0.1

typedef struct {
    double t_s[PVS_N_EVENT_KINDS][2]; ///< of the first two events of a kind
    int n[PVS_N_EVENT_KINDS];
} Watch;

static int watch(void *ctx, const PvsEvent *e) {
    Watch *w = ctx;
    if (w->n[e->kind] < 2) {
        w->t_s[e->kind][w->n[e->kind]] = 1e-9 * (double)e->t;
    }
    w->n[e->kind]++;
    return PVS_OK;
}

// A column of the table, the path that it sets and the unit that it is in.
static const struct {
    const char *column, *path, *format;
} inputs[] = {{"speed_mps", "raids.one.speed", "%.9g m/s"},
              {"height_m", "raids.one.altitude", "%.9g m"},
              {"start_range_m", "raids.one.launch.from", "{from: city, bearing: 90 deg, range: %.3f m}"},
              {"radar_range_m", "radars.eye.range", "%.9g m"},
              {"antenna_m", "radars.eye.antenna_height", "%.9g m"},
              {"scan_period_s", "radars.eye.scan_period", "%.9g s"},
              {"beam_north_s", "radars.eye.phase", "%.9g s"},
              {"detections", "radars.eye.confirm", "%1$.0f of %1$.0f"},
              {"radar_link_s", "radars.eye.link.delay", "%.9g s"},
              {"decision_s", "posts.post.decision_time", "%.9g s"},
              {"link_s", "units.launcher.link.delay", "%.9g s"},
              {"handover_s", "units.launcher.handover.time", "%.9g s"},
              {"reaction_s", "units.launcher.reaction_time", "%.9g s"},
              {"round_range_m", "types.shot.range_max", "%.9g m"},
              {"round_speed_mps", "types.shot.speed_mean", "%.9g m/s"},
              {"assessment_s", "units.launcher.assessment.time", "%.9g s"},
              {"assessment_s_per_km", "units.launcher.assessment.per_km", "%.9g s"}};

static const struct {
    const char *column;
    PvsEventKind kind;
    int which;
} outputs[] = {{"detected_s", PVS_EV_SEEN, 0},      {"tracked_s", PVS_EV_CONFIRMED, 0},
               {"picture_s", PVS_EV_PICTURE, 0},    {"assigned_s", PVS_EV_ASSIGNED, 0},
               {"launched_s", PVS_EV_FIRED, 0},     {"intercept_s", PVS_EV_INTERCEPT, 0},
               {"assessed_s", PVS_EV_ASSESSED, 0},  {"launched_2_s", PVS_EV_FIRED, 1},
               {"intercept_2_s", PVS_EV_INTERCEPT, 1}, {"impact_s", PVS_EV_HIT, 0}};

static void one(const Suite *suite, const Csv *csv, Tally *t, size_t i) {
    char label[32];
    snprintf(label, sizeof label, "row %zu", i + 1);
    BattleRow row = {.label = label, .plan = plan_of("timeline.yaml")};
    for (size_t k = 0; k < sizeof inputs / sizeof inputs[0]; k++) {
        plan_set(&row.plan, inputs[k].path, inputs[k].format, csv_number(csv, i, inputs[k].column));
    }
    PvsModel *model = battle_model(suite, t, &row);
    PvsState *state = model ? pvs_state_create(model) : NULL;
    Watch seen = {0};
    PvsSink sink = {watch, &seen, PVS_LEVEL_TRACK};
    PvsRunOptions options = pvs_run_options_default();
    options.sinks = &sink;
    options.n_sinks = 1;
    PvsOutcome outcome;
    if (state && pvs_battle_run(model, state, 1, 0, &options, &outcome, NULL) == PVS_OK) {
        for (size_t k = 0; k < sizeof outputs / sizeof outputs[0]; k++) {
            double want_s = csv_number(csv, i, outputs[k].column);
            int which = outputs[k].which, kind = (int)outputs[k].kind;
            if (want_s == want_s) {
                double got_s = seen.n[kind] > which ? seen.t_s[kind][which] : NAN;
                tally_near(t, label, outputs[k].column, got_s, want_s, TIME_S);
            }
        }
    }
    pvs_state_destroy(state);
    pvs_model_free(model);
}

static void timelines(const Suite *suite, const Csv *none, Tally *t) {
    (void)none;
    char path[1200];
    snprintf(path, sizeof path, "%s/../data/timelines.csv", suite->scenarios);
    Csv csv;
    if (!csv_load_file(&csv, path)) {
        tally_holds(t, "timelines.csv", "is there", false);
        return;
    }
    t->n_rows = csv.n_rows;
    for (size_t i = 0; i < csv.n_rows; i++) {
        one(suite, &csv, t, i);
    }
    csv_free(&csv);
}

const Set set_timelines = {.name = "battle/timelines",
                           .element = "battle: when a target is seen, tracked, assigned, shot at and met",
                           .equation = "circles on the equator, beams, sums of delays (timelines.c)",
                           .source = "worked by hand, apart from the engine",
                           .tolerance = "0.1 s",
                           .run = timelines};
