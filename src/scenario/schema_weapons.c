// SPDX-License-Identifier: Apache-2.0
// Schema: rounds (missiles, passes of guns, interceptor drones) and the magazines that hold them.
#include <string.h>

#include "scenario/schema_macros.h"

static const char *const guidances[] = {"command",  "semi-active", "active",
                                        "infrared", "none",        NULL};

#define SPEC PvsSpecRound
static const PvsField low_altitude_fields[] = {
    PART_FIELD("below", NUMBER, LENGTH, low_altitude, below_m, "0 m",
               "height above ground below which the factor applies", .flags = PVS_VARY),
    PART_FIELD("factor", NUMBER, FRACTION, low_altitude, factor, "1",
               "what the probability is multiplied by", .flags = PVS_VARY),
};
static const PvsObject low_altitude = {.name = "low_altitude",
                                       FIELDS(low_altitude_fields),
                                       .side = "defence",
                                       .help = "What a round loses against low targets."};

static const PvsField round_fields[] = {
    NUMBER("range_min", LENGTH, range_min_m, "0 m", "least slant range", .flags = PVS_VARY),
    NUMBER("range_max", LENGTH, range_max_m, NULL, "greatest slant range",
           .flags = PVS_VARY | PVS_NEEDED, .example = "range_max: 40 km"),
    NUMBER("altitude_min", LENGTH, altitude_min_m, "0 m",
           "least height of the target above mean sea level", .min = -500, .max = 1e6,
           .flags = PVS_VARY),
    NUMBER("altitude_max", LENGTH, altitude_max_m, "100 km",
           "greatest height of the target above mean sea level", .min = -500, .max = 1e6,
           .flags = PVS_VARY),
    FIELD("target_speed_max", SPEED, SPEED, target_speed_max, "10 km/s",
          "fastest target; a Mach number counts at 11 km height", .flags = PVS_VARY),
    NUMBER("speed_mean", SPEED, speed_mean_mps, NULL,
           "mean speed to the end of the range; makes the flyout when there is no table", .min = 1,
           .max = 20e3, .flags = PVS_VARY, .example = "speed_mean: 900 m/s"),
    NUMBER("boost", TIME, boost_s, "0 s", "time before it moves off, with speed_mean",
           .flags = PVS_VARY),
    SHAPE("time_to_range", time_to_range, pvs_shape_flyout, NULL,
          "flyout table in place of speed_mean: up to 8 pairs [range, time], both rising",
          .example = "time_to_range: [[0 km, 2 s], [50 km, 45 s], [120 km, 160 s]]"),
    SHAPE("time_to_range_source", time_to_range, pvs_shape_ignored, NULL,
          "where the table comes from", .flags = 0),
    SHAPE("kill", kill, pvs_shape_kill, NULL,
          "probability that one round (or pass) kills, by class of target; a class that is not "
          "said takes its "
          "parent's figure, then `any`",
          .flags = PVS_VARY, .example = "kill: {one-way-drone: 70 %, aircraft: 75 %}"),
    SHAPE("planning_kill", planning_kill, pvs_shape_kill, "= kill",
          "the same as the defender plans with", .flags = PVS_VARY),
    OBJECT("low_altitude", low_altitude, low_altitude, "what it loses against low targets"),
    NUMBER("manoeuvre_factor", FRACTION, manoeuvre_factor, "1",
           "multiplier against targets that manoeuvre", .flags = PVS_VARY),
    NUMBER("crossing_factor", FRACTION, crossing_factor, "1", "multiplier at 90 degrees crossing",
           .flags = PVS_VARY),
    NUMBER("leaves_damaged", FRACTION, leaves_damaged, "0 %",
           "share of its kills that leave a damaged threat, which flies on until it comes down",
           .flags = PVS_VARY),
    ENUM("guidance", guidance, "active", guidances,
         "only as far as it holds a channel: command and semi-active do, to the intercept"),
    BOOL("holds_channel", holds_channel, "= by guidance",
         "the channel is held until the intercept"),
    NUMBER("release", TIME, release_s, "5 s",
           "else the channel is freed this long before the intercept", .flags = PVS_VARY),
    BOOL("gun", is_gun, "no", "one pass of fire, not a round in flight (kind: gun says so)"),
    NUMBER("price", MONEY, price_usd, "0 USD", "of one round, or one pass", .flags = PVS_VARY),
};
#undef SPEC

static const char *const round_kinds[] = {"round", "gun", "interceptor-drone", NULL};

static void finish_round(PvsBinder *b, PvsView view, void *out) {
    const PvsSpecRound *round = out;
    PvsNode *node = pvs_view_node(view);
    if (!pvs_view_find(view, "speed_mean", NULL).node &&
        !pvs_view_find(view, "time_to_range", NULL).node) {
        pvs_report(b->load, node, "%s: a round needs speed_mean or time_to_range", b->path);
    }
    if (!pvs_view_find(view, "kill", NULL).node) {
        pvs_report(b->load, node, "%s: a round needs kill, a probability for at least one class",
                   b->path);
    }
    if (round->range_min_m > round->range_max_m || round->altitude_min_m > round->altitude_max_m) {
        pvs_report(b->load, node, "%s: the least range or height is above the greatest", b->path);
    }
}

const PvsObject pvs_object_round = {.name = "a round",
                                    .size = sizeof(PvsSpecRound),
                                    FIELDS(round_fields),
                                    .kinds = round_kinds,
                                    .finish = finish_round,
                                    .side = "defence",
                                    .help =
                                        "What a unit shoots: a missile, one pass of a gun, an "
                                        "interceptor drone. It flies by a table of "
                                        "range and time, and kills by a table of probabilities."};

#define SPEC PvsSpecMagazine
static const PvsField magazine_fields[] = {
    {.name = "type",
     .kind = PVS_FIELD_TEXT,
     .offset = offsetof(PvsSpecMagazine, type),
     .help = "entry of the round, when it is named otherwise here"},
    COUNT("ready", ready, "0", "on launchers", .flags = PVS_VARY),
    COUNT("depot", depot, "0", "in the depot", .flags = PVS_VARY),
    COUNT("reload", reload, "0", "rounds brought by one reload; 0: no reload", .flags = PVS_VARY),
};
#undef SPEC

// The round itself: what the unit says of it, over the entry that it is named after.
static void finish_magazine(PvsBinder *b, PvsView view, void *out) {
    PvsSpecMagazine *magazine = out;
    const char *name = magazine->type ? magazine->type : magazine->head.name;
    PvsFound said = pvs_view_find(view, "type", NULL);
    const PvsType *type = pvs_type_find(b, name);
    for (int i = 0; i < pvs_object_round.n_fields; i++) {
        magazine->overridden =
            magazine->overridden || pvs_view_find(view, pvs_object_round.fields[i].name, NULL).node;
    }
    if (!type && (!magazine->overridden || said.node)) {
        pvs_type_need(b, said.node ? said.node : magazine->head.node, name, &pvs_object_round);
        return;
    }
    if (type && type->object != &pvs_object_round) {
        pvs_type_need(b, magazine->head.node, name, &pvs_object_round);
        return;
    }
    magazine->type = type ? type->name : NULL;
    magazine->round_view = view;
    if (type) {
        magazine->round_view = pvs_view_join(b->load, view, pvs_type_here(b, type));
    }
    pvs_bind_object(b, magazine->round_view, &pvs_object_round, &magazine->actual);
}

const PvsObject pvs_object_magazine = {.name = "a unit's rounds",
                                       .size = sizeof(PvsSpecMagazine),
                                       FIELDS(magazine_fields),
                                       .mixin = &pvs_object_round,
                                       .shorthand = "ready",
                                       .finish = finish_magazine,
                                       .side = "defence",
                                       .help = "Rounds of one kind at a unit: a bare number is how "
                                               "many are ready. The fields of a round may stand "
                                               "here too: they override its entry for this unit."};
