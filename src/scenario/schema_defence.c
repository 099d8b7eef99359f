// SPDX-License-Identifier: Apache-2.0
// Schema: sites, posts, units, soft-kill areas, formations, doctrine.
#include <string.h>

#include "base/math.h"
#include "scenario/schema_macros.h"

extern const PvsObject pvs_object_link;

// --- what is protected, and named places -----------------------------------------------------------------------

static const PvsColumn place_columns[] = {{"lat", "at.lat"}, {"lon", "at.lon"}, {NULL, NULL}};

#define SPEC PvsSpecSite
static const PvsField site_fields[] = {
    SHAPE("at", at, pvs_shape_position, NULL, "where it is", .flags = PVS_NEEDED,
          .example = "at: [-24.10, 133.20]"),
    NUMBER("value", MONEY, value_usd, "1 MUSD",
           "what its loss costs; the defence weighs threats by it", .flags = PVS_VARY),
    NUMBER("hits_to_destroy", NONE, hits_to_destroy, "1", "hits that destroy it", .min = 0.001,
           .max = 1e6, .flags = PVS_VARY),
    NUMBER("radius", LENGTH, radius_m, "50 m",
           "its size: what comes down within it, plus the threat's lethal radius, has hit",
           .flags = PVS_VARY),
};
#undef SPEC
const PvsObject pvs_object_site = {.name = "a site",
                                   .size = sizeof(PvsSpecSite),
                                   FIELDS(site_fields),
                                   .columns = place_columns,
                                   .side = "defence",
                                   .help = "A place that is protected."};

// --- doctrine --------------------------------------------------------------------------------------------------

static const char *const controls[] = {"free", "tight", "hold", NULL};
static const char *const fires[] = {"shoot-look-shoot", "salvo", NULL};
static const char *const choices[] = {"cheapest", "nearest", "surest", "earliest", NULL};

#define SPEC PvsSpecClassDoctrine
#define CLASS_DOCTRINE_FIELDS                                                                      \
    ENUM("control", control, "free", controls,                                                     \
         "free: all but friends; tight: identified hostiles alone; hold: nothing"),                \
        ENUM("fire", fire, "shoot-look-shoot", fires,                                              \
             "wait for the assessment of a salvo before the next, or not"),                        \
        COUNT("salvo", salvo, "1", "rounds launched together", .min = 1, .max = 32,                \
              .flags = PVS_VARY),                                                                  \
        COUNT("max_salvos", max_salvos, "0", "at one target by one unit; 0: no limit",             \
              .flags = PVS_VARY),                                                                  \
        NUMBER("reserve", FRACTION, reserve, "0 %",                                                \
               "share of each round type that is kept from this class", .flags = PVS_VARY)
static const PvsField class_doctrine_fields[] = {CLASS_DOCTRINE_FIELDS};
#undef SPEC
const PvsObject pvs_object_class_doctrine = {.name = "doctrine against a class",
                                             .size = sizeof(PvsSpecClassDoctrine),
                                             FIELDS(class_doctrine_fields),
                                             .side = "defence",
                                             .help = "What holds against one class of targets."};

#define SPEC PvsSpecDoctrine
static const PvsField doctrine_fields[] = {
    ENUM("choose", choose, "cheapest", choices, "which of the feasible shots comes first"),
    NUMBER("keep_out", LENGTH, keep_out_m, NULL,
           "no intercepts nearer than this to what is guarded; a unit may say its own",
           .flags = PVS_VARY),
    BOOL("engage_decoys", engage_decoys, "no", "shoots at what it takes for a decoy"),
    BOOL("wait_for_identification", wait_for_identification, "no",
         "shoots at nothing that is not identified yet"),
    FIELD("leave_to_others", CLASSES, NONE, leave_to_others, NULL,
          "classes that are left to other units while one of these can take them", .flags = 0),
    FIELD("leave_to_guns", CLASSES, NONE, leave_to_guns, NULL,
          "the same, in the words of a unit that stands behind guns", .flags = 0,
          .example = "leave_to_guns: [one-way-drone]"),
    {.name = "against",
     .kind = PVS_FIELD_VIEW,
     .offset = offsetof(PvsSpecDoctrine, against),
     .object = &pvs_object_class_doctrine,
     .flags = PVS_BY_NAME,
     .help = "differently against a class: class -> control, fire, salvo, max_salvos, reserve",
     .example = "against: {ballistic: {salvo: 2}}"},
};
#undef SPEC
const PvsObject pvs_object_doctrine = {
    .name = "doctrine",
    .size = sizeof(PvsSpecDoctrine),
    FIELDS(doctrine_fields),
    .mixin = &pvs_object_class_doctrine,
    .side = "defence",
    .help = "How a unit, or all below a post, fights. Unit, then its posts upwards, then the "
            "scenario: the nearest that says something "
            "wins, field by field; at one level what stands under `against` comes first."};

// --- posts -----------------------------------------------------------------------------------------------------

static const char *const assigners[] = {"doctrine", "greedy", "exact", NULL};

#define SPEC PvsSpecPost
static const PvsField identification_fields[] = {
    PART_FIELD("time", CHANCE, TIME, identification, time_s, "0 s",
               "from a new track to its identity", .flags = PVS_VARY),
    PART_FIELD("probability", NUMBER, FRACTION, identification, probability, "100 %",
               "that class and allegiance come out right", .flags = PVS_VARY),
    PART_FIELD("decoy_recognised", NUMBER, FRACTION, identification, decoy_recognised, "0 %",
               "that a decoy is recognised as one", .flags = PVS_VARY),
    PART_FIELD("armed_taken_for_decoy", NUMBER, FRACTION, identification, armed_taken_for_decoy,
               "0 %", "that an armed threat is taken for a decoy", .flags = PVS_VARY),
};
static const PvsObject identification = {.name = "identification",
                                         FIELDS(identification_fields),
                                         .side = "defence",
                                         .help = "How a post tells what a track is."};

static const PvsField post_fields[] = {
    NAME("type", type, "entry of the catalogue (post)", .flags = 0),
    SHAPE("at", at, pvs_shape_position, "= the formation's point", "where it is",
          .flags = PVS_HERE_ONLY, .example = "at: [-24.10, 133.21]"),
    SHAPE("place", place, pvs_shape_offset, NULL,
          "in a formation: bearing and range from its point", .flags = PVS_HERE_ONLY),
    NAME("under", under, "the post above; none: a root of the tree", .flags = PVS_HERE_ONLY),
    CHANCE("decision_time", TIME, decision_s, "10 s", "from a track to an order",
           .flags = PVS_VARY),
    COUNT("engagements_max", engagements_max, "0",
          "engagements that its crew handles at once; 0: no limit", .flags = PVS_VARY),
    OBJECT("identification", identification, identification, "how it tells what a track is"),
    OBJECT("link", link, pvs_object_link, "to the post above"),
    SHAPE("coordination_delay", coordination_s, pvs_shape_never, "0 s",
          "after which it learns of other posts' engagements; never: not at all",
          .flags = PVS_VARY),
    ENUM("assigner", assigner, "doctrine", assigners,
         "who pairs targets and weapons; greedy and exact are for reference"),
    NUMBER("hits_to_destroy", NONE, hits_to_destroy, "1", "when it is aimed at", .min = 0.001,
           .max = 1e6, .flags = PVS_VARY),
    NUMBER("price", MONEY, price_usd, "0 USD", "", .flags = PVS_VARY),
    {.name = "doctrine",
     .kind = PVS_FIELD_VIEW,
     .offset = offsetof(PvsSpecPost, doctrine),
     .object = &pvs_object_doctrine,
     .help = "for all below it"},
};
#undef SPEC
static const char *const post_kinds[] = {"post", NULL};
const PvsObject pvs_object_post = {
    .name = "a post",
    .size = sizeof(PvsSpecPost),
    FIELDS(post_fields),
    .kinds = post_kinds,
    .columns = place_columns,
    .side = "defence",
    .help = "A command post. The tree of command is written with `under`."};

// --- units -----------------------------------------------------------------------------------------------------

#define SPEC PvsSpecUnit
static const PvsField handover_fields[] = {
    PART_FIELD("time", CHANCE, TIME, handover, time_s, "0 s",
               "from acquisition to engagement radar", .flags = PVS_VARY),
    PART_FIELD("probability", NUMBER, FRACTION, handover, probability, "100 %", "that it succeeds",
               .flags = PVS_VARY),
};
static const PvsObject handover = {.name = "handover",
                                   FIELDS(handover_fields),
                                   .side = "defence",
                                   .help = "From the picture to the engagement radar."};
static const PvsField assessment_fields[] = {
    PART_FIELD("time", CHANCE, TIME, assessment, time_s, "5 s", "after the intercept",
               .flags = PVS_VARY),
    PART_FIELD("per_km", NUMBER, TIME, assessment, per_km_s, "0 s",
               "and for each kilometre of range", .flags = PVS_VARY),
    PART_FIELD("kill_seen", NUMBER, FRACTION, assessment, kill_seen, "95 %",
               "that a killed target is declared killed", .flags = PVS_VARY),
    PART_FIELD("alive_taken_for_killed", NUMBER, FRACTION, assessment, alive_taken_for_killed,
               "5 %", "that a living one is", .flags = PVS_VARY),
};
static const PvsObject assessment = {.name = "assessment",
                                     FIELDS(assessment_fields),
                                     .side = "defence",
                                     .help = "What the unit thinks that a salvo has done."};
static const PvsField unit_link_fields[] = {
    PART_FIELD("delay", CHANCE, TIME, link, delay_s, "0 s", "of a message", .flags = PVS_VARY),
    PART_FIELD("loss", NUMBER, FRACTION, link, loss, "0 %", "share of messages lost",
               .flags = PVS_VARY),
};
static const PvsObject unit_link = {.name = "link of a unit",
                                    FIELDS(unit_link_fields),
                                    .shorthand = "delay",
                                    .side = "defence",
                                    .help = "A unit's link to its post; the delay may be chance."};

static const PvsField unit_fields[] = {
    NAME("type", type, "entry of the catalogue (unit)", .example = "type: s-400-battalion"),
    SHAPE("at", at, pvs_shape_position, "= by around, radius, or place", "where it stands",
          .flags = PVS_HERE_ONLY, .example = "at: [-23.90, 133.30]"),
    SHAPE("place", place, pvs_shape_offset, NULL,
          "in a formation: bearing and range from its point", .flags = PVS_HERE_ONLY),
    NAME("around", around, "a site, unit, post or place that it stands around",
         .flags = PVS_HERE_ONLY),
    NUMBER("radius", LENGTH, radius_m, "0 m",
           "of the circle that members stand on, by the golden angle, so that member k stands "
           "there at any count",
           .flags = PVS_VARY),
    NUMBER("bearing", ANGLE, bearing_rad, "0 deg", "of the first member on that circle",
           .min = -2 * PVS_PI, .max = 2 * PVS_PI, .flags = PVS_VARY),
    NAME("under", under,
         "the post that commands it; the only root post when nothing is said; none: by itself",
         .flags = PVS_HERE_ONLY),
    NUMBER("heading", ANGLE, heading_rad, "0 deg", "that its sectored radars face",
           .min = -2 * PVS_PI, .max = 2 * PVS_PI, .flags = PVS_VARY),
    COUNT("count", count, NULL, "members name/1, name/2, ...", .max = 10000,
          .flags = PVS_VARY | PVS_HERE_ONLY),
    MAP("rounds", rounds, pvs_object_magazine,
        "what it shoots: round -> how many are ready, or {ready, depot, reload, ...}; at most 8 "
        "kinds. The nearest list decides which kinds there are",
        .flags = PVS_NEEDED | PVS_LISTED,
        .example = "rounds: {48n6e3: 16, 9m96e2: {ready: 64, depot: 64, reload: 16}}"),
    MAP("radars", radars, pvs_object_radar, "its own radars: name -> entry",
        .flags = PVS_TYPE_BY_NAME, .example = "radars: {92n6e: 92n6e}"),
    NAME("engagement_radar", engagement_radar,
         "which of its radars must see a target to engage it; nothing: not modelled", .flags = 0),
    COUNT("target_channels", target_channels, "1", "targets at once; 0: no limit",
          .flags = PVS_VARY),
    COUNT("missile_channels", missile_channels, "0", "rounds in flight at once; 0: no limit",
          .flags = PVS_VARY),
    CHANCE("reaction_time", TIME, reaction_s, "10 s", "order received to first launch possible",
           .flags = PVS_VARY),
    OBJECT("handover", handover, handover, "from the picture to the engagement radar"),
    NUMBER("slew_rate", ANGULAR_RATE, slew_rate_radps, "0 deg/s",
           "of a sectored engagement radar; 0: it does not turn", .flags = PVS_VARY),
    NUMBER("launch_interval", TIME, launch_interval_s, "3 s", "between two launches",
           .flags = PVS_VARY),
    CHANCE("reload_time", TIME, reload_s, "30 min", "of one reload", .flags = PVS_VARY),
    OBJECT("assessment", assessment, assessment, "what it thinks that a salvo has done"),
    NUMBER("availability", FRACTION, availability, "100 %", "share of nights on which it works",
           .flags = PVS_VARY),
    CHANCE("ready_after", TIME, ready_after_s, "0 s", "deploying when the scenario begins",
           .flags = PVS_VARY),
    OBJECT("link", link, unit_link, "to its post"),
    BOOL("autonomous", autonomous, "no", "fights alone when its post is lost or the link is down"),
    NUMBER("hits_to_destroy", NONE, hits_to_destroy, "1", "hits that destroy it", .min = 0.001,
           .max = 1e6, .flags = PVS_VARY),
    NUMBER("value", MONEY, value_usd, "= price",
           "what its loss costs; the defence weighs threats by it", .flags = PVS_VARY),
    NUMBER("price", MONEY, price_usd, "0 USD", "", .flags = PVS_VARY),
    NUMBER("keep_out", LENGTH, keep_out_m, "= its doctrine's, else 0 m",
           "no intercepts nearer than this to what is guarded", .flags = PVS_VARY),
    FIELD("layer", TEXT, NONE, layer, "= name of its type", "label for statistics", .flags = 0),
    {.name = "doctrine",
     .kind = PVS_FIELD_VIEW,
     .offset = offsetof(PvsSpecUnit, doctrine),
     .object = &pvs_object_doctrine,
     .help = "how it fights"},
};
#undef SPEC

static void finish_unit(PvsBinder *b, PvsView view, void *out) {
    const PvsSpecUnit *unit = out;
    if (unit->rounds.n > 8) {
        pvs_report(b->load, pvs_view_node(view), "%s: a unit has at most 8 kinds of rounds",
                   b->path);
    }
    PvsFound named = pvs_view_find(view, "engagement_radar", NULL);
    bool found = !named.node || !unit->engagement_radar;
    const PvsSpecRadar *radars = unit->radars.items;
    for (uint32_t i = 0; i < unit->radars.n; i++) {
        found = found || strcmp(radars[i].head.name, unit->engagement_radar) == 0;
    }
    if (!found) {
        pvs_report(b->load, named.node, "engagement_radar: \"%.48s\" is none of this unit's radars",
                   unit->engagement_radar);
    }
}

static const char *const unit_kinds[] = {"unit", NULL};
static const PvsColumn unit_columns[] = {{"range", "rounds.interceptor.range_max"},
                                         {"interceptor_speed", "rounds.interceptor.speed_mean"},
                                         {"reaction", "reaction_time"},
                                         {"pk", "rounds.interceptor.kill.any"},
                                         {"rounds", "rounds.interceptor.ready"},
                                         {"lat", "at.lat"},
                                         {"lon", "at.lon"},
                                         {NULL, NULL}};
const PvsObject pvs_object_unit = {
    .name = "a unit",
    .size = sizeof(PvsSpecUnit),
    FIELDS(unit_fields),
    .kinds = unit_kinds,
    .finish = finish_unit,
    .columns = unit_columns,
    .side = "defence",
    .help = "A fire unit: what fights as one, a battalion, a battery, a vehicle, a gun, a team."};

// --- soft-kill areas -------------------------------------------------------------------------------------------

#define SPEC PvsSpecArea
static const PvsField area_fields[] = {
    NAME("type", type, "entry of the catalogue (soft-kill-area)", .flags = 0),
    SHAPE("at", at, pvs_shape_position, "= by around or place", "its middle",
          .flags = PVS_HERE_ONLY),
    SHAPE("place", place, pvs_shape_offset, NULL,
          "in a formation: bearing and range from its point", .flags = PVS_HERE_ONLY),
    NAME("around", around, "a site, unit, post or place that is its middle",
         .flags = PVS_HERE_ONLY),
    NUMBER("radius", LENGTH, radius_m, NULL, "on the ground", .min = 1, .max = 1e6,
           .flags = PVS_NEEDED | PVS_VARY, .example = "radius: 15 km"),
    NUMBER("altitude_min", LENGTH, altitude_min_m, "0 m", "above mean sea level", .min = -500,
           .max = 1e5, .flags = PVS_VARY),
    NUMBER("altitude_max", LENGTH, altitude_max_m, "10 km", "above mean sea level", .min = -500,
           .max = 1e5, .flags = PVS_VARY),
    NUMBER("loss_probability", FRACTION, loss_probability, NULL,
           "that a threat which enters is lost", .flags = PVS_NEEDED | PVS_VARY,
           .example = "loss_probability: 25 %"),
    CHANCE("drift", TIME, drift_s, "0 s",
           "how long one that flies legs goes straight on, lost, before it comes down; 0 s: it is "
           "gone at once",
           .flags = PVS_VARY, .example = "drift: 2..10 min"),
    FIELD("against", CLASSES, NONE, against, "one-way-drone, decoy-drone",
          "classes that it works on (those that use satellite navigation)", .flags = 0),
};
#undef SPEC
static const char *const area_kinds[] = {"soft-kill-area", NULL};
const PvsObject pvs_object_area = {.name = "a soft-kill area",
                                   .size = sizeof(PvsSpecArea),
                                   FIELDS(area_fields),
                                   .kinds = area_kinds,
                                   .columns = place_columns,
                                   .side = "defence",
                                   .help = "A cylinder in which threats lose their navigation with "
                                           "a probability, drawn once for each threat and area."};

// --- formations ------------------------------------------------------------------------------------------------

#define SPEC PvsSpecFormation
static const PvsField formation_fields[] = {
    NAME("type", type, "entry of the catalogue (formation)", .flags = 0),
    SHAPE("at", at, pvs_shape_position, NULL, "its point", .flags = PVS_HERE_ONLY,
          .example = "at: [-24.1, 133.2]"),
    NAME("under", under, "the post above its own head", .flags = PVS_HERE_ONLY),
    NUMBER("heading", ANGLE, heading_rad, "0 deg", "bearings inside count from it",
           .min = -2 * PVS_PI, .max = 2 * PVS_PI, .flags = PVS_VARY),
    MAP("posts", posts, pvs_object_post, "its posts; the one without `under` is its head",
        .flags = 0),
    MAP("radars", radars, pvs_object_radar, "its radars", .flags = PVS_TYPE_BY_NAME),
    MAP("units", units, pvs_object_unit, "its units", .flags = 0,
        .example = "units: {battalion-1: {type: s-400-battalion, under: command, place: {bearing: "
                   "60 deg, range: 20 km}}}"),
    MAP("soft_kill", areas, pvs_object_area, "its soft-kill areas", .flags = 0),
    {.name = "doctrine",
     .kind = PVS_FIELD_VIEW,
     .offset = offsetof(PvsSpecFormation, doctrine),
     .object = &pvs_object_doctrine,
     .help = "for all in it"},
};
#undef SPEC
static const char *const formation_kinds[] = {"formation", NULL};
const PvsObject pvs_object_formation = {
    .name = "a formation",
    .size = sizeof(PvsSpecFormation),
    FIELDS(formation_fields),
    .kinds = formation_kinds,
    .columns = place_columns,
    .side = "defence",
    .help = "Posts, radars, units and areas that come together; they appear as `NAME/member`."};
