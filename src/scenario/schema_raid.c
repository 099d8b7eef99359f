// SPDX-License-Identifier: Apache-2.0
// Schema: threats and raids.
#include <math.h>

#include "base/math.h"
#include "scenario/schema_macros.h"

// --- threats ---------------------------------------------------------------------------------------------------

static const char *const flights[] = {"legs", "arc", "profile", NULL};

#define SPEC PvsSpecThreat
static const PvsField threat_fields[] = {
    ENUM("flies", flies, "legs", flights,
         "legs: at a speed along a route; arc: a ballistic arc; profile: a tabulated altitude and "
         "speed"),
    FIELD("speed", SPEED, SPEED, speed, NULL,
          "along legs; a Mach number counts at the height where it flies", .min = 1, .max = 10e3,
          .flags = PVS_VARY, .example = "speed: 50 m/s"),
    FIELD("altitude", HEIGHT, LENGTH, altitude, "100 m agl",
          "along legs, when the raid gives none; msl (the default) or agl behind it", .min = 0,
          .max = 1e6, .flags = PVS_VARY),
    NUMBER("turn_radius", LENGTH, turn_radius_m, "0 m", "0: sharp corners", .flags = PVS_VARY),
    NUMBER("loft", ANGLE, loft_rad, "0 deg", "above the least-energy arc", .min = -PVS_PI / 4,
           .max = PVS_PI / 4, .flags = PVS_VARY),
    SHAPE("profile", profile, pvs_shape_profile, NULL,
          "rows {at: share of the ground range, altitude: , speed: }", .flags = PVS_VARY,
          .example = "profile: [{at: 0 %, altitude: 0 km, speed: 300 m/s}, {at: 50 %, altitude: 50 "
                     "km, speed: 2000 m/s}, {at: 100 %, altitude: 0 km, speed: 900 m/s}]"),
    SHAPE("profile_source", profile, pvs_shape_ignored, NULL, "where the table comes from",
          .flags = 0),
    SHAPE("rcs", rcs, pvs_shape_rcs, NULL,
          "radar cross-section: one for all aspects, or {nose, beam, tail, top}, with bands inside",
          .flags = PVS_NEEDED | PVS_VARY,
          .example = "rcs: {nose: 0.05 m2, beam: 0.2 m2, vhf: {nose: 0.5 m2}}"),
    COUNT("swerling", swerling, "1", "fluctuation, 0 to 4", .max = 4),
    NUMBER("visual_range_factor", RATIO, visual_range_factor, "1",
           "how much farther than their reference target passive sensors notice it", .max = 100,
           .flags = PVS_VARY),
    NUMBER("reliability", FRACTION, reliability, "100 %",
           "share that does not break down by itself", .flags = PVS_VARY),
    CHANCE("fails_after", TIME, fails_after_s, NULL,
           "time after launch at which it breaks down by itself, where it has not ended before",
           .flags = PVS_VARY, .example = "fails_after: {mean: 20 h, law: exponential}"),
    NUMBER("range_max", LENGTH, range_max_m, NULL, "a raid that flies farther gets a warning",
           .flags = 0),
    NUMBER("cep", LENGTH, cep_m, "10 m", "circular error of where it comes down",
           .flags = PVS_VARY),
    NUMBER("lethal_radius", LENGTH, lethal_radius_m, "30 m",
           "what it comes down within this distance of is hit", .flags = PVS_VARY),
    NUMBER("hits", NONE, hits, "1", "hits that one counts for against hardness", .max = 1000,
           .flags = PVS_VARY),
    NUMBER("glide_ratio", NONE, glide_ratio, "0",
           "damaged, it glides so many metres ahead for each metre down; 0: it falls freely",
           .max = 100, .flags = PVS_VARY),
    NUMBER("damaged_cep", LENGTH, damaged_cep_m, "300 m",
           "damaged, its circular error about the end of its path", .flags = PVS_VARY),
    BOOL("decoy", decoy, "no", "no effect on what it reaches"),
    BOOL("satellite_navigation", satellite_navigation, "no", "soft kill works on it"),
    BOOL("manoeuvres", manoeuvres, "no", "the manoeuvre factor of rounds applies"),
    NUMBER("price", MONEY, price_usd, "0 USD", "", .flags = PVS_VARY),
};
#undef SPEC

static const char *const threat_kinds[] = {
#define X(name, text, parent) text,
    PVS_CLASS_TABLE(X)
#undef X
        NULL};

static void finish_threat(PvsBinder *b, PvsView view, void *out) {
    const PvsSpecThreat *threat = out;
    PvsNode *node = pvs_view_node(view);
    if (threat->flies == 0 && !pvs_view_find(view, "speed", NULL).node) {
        pvs_report(b->load, node, "%s: a threat that flies legs needs speed", b->path);
    }
    if (threat->flies == 2 && !pvs_view_find(view, "profile", NULL).node) {
        pvs_report(b->load, node,
                   "%s: a threat that flies a profile needs profile, at least two rows", b->path);
    }
}

const PvsObject pvs_object_threat = {
    .name = "a threat",
    .size = sizeof(PvsSpecThreat),
    FIELDS(threat_fields),
    .kinds = threat_kinds,
    .finish = finish_threat,
    .side = "raid",
    .help =
        "What flies: drone, missile, rocket, bomb, aircraft. The kind of its entry is its class."};

// --- raids -----------------------------------------------------------------------------------------------------

#define SPEC PvsSpecRaid
static const PvsField decoy_fields[] = {
    PART_FIELD("type", NAME, NONE, decoys, type, NULL,
               "entry of the catalogue (a class of threats)", .flags = 0),
    PART_FIELD("share", NUMBER, FRACTION, decoys, share, "0 %",
               "of the count; which members is a matter of their place in the sequence",
               .flags = PVS_VARY),
    PART_FIELD("drawn", BOOL, NONE, decoys, drawn, "no",
               "each member is a decoy with that chance, drawn in each battle, in place of exact "
               "shares",
               .flags = 0),
};
static const PvsObject decoys = {
    .name = "decoys", FIELDS(decoy_fields), .side = "raid", .help = "Decoys among the members."};

static const PvsField launch_fields[] = {
    PART_FIELD("from", SHAPE, NONE, launch, from, NULL, "where they come from",
               .shape = &pvs_shape_position, .example = "from: [-20.00, 139.00]"),
    PART_FIELD("spread", NUMBER, LENGTH, launch, spread_m, "0 m",
               "a member's point is drawn within this radius", .flags = PVS_VARY),
    PART_FIELD("altitude", HEIGHT, LENGTH, launch, altitude, "= the raid's", "of the launch point",
               .max = 1e6, .flags = PVS_VARY),
    PART_FIELD("at", CHANCE, TIME, launch, at_s, "= 0 s unless arrive is given",
               "after the start, or a date; low..high: each member draws its own", .max = 1e7,
               .flags = PVS_VARY),
    PART_FIELD("every", NUMBER, TIME, launch, every_s, "0 s", "member k comes k intervals later",
               .flags = PVS_VARY),
    PART_FIELD("within", NUMBER, TIME, launch, within_s, "= 0 s",
               "each member at a time drawn within this long after `at`", .flags = PVS_VARY),
    PART_FIELD("arrive", CHANCE, TIME, launch, arrive_s, NULL, "time on target, in place of `at`",
               .max = 1e7, .flags = PVS_VARY),
};
static const PvsObject launch = {.name = "launch",
                                 FIELDS(launch_fields),
                                 .side = "raid",
                                 .help = "Where and when a raid begins."};
#undef SPEC

#define SPEC PvsSpecRoutePoint
static const PvsField route_fields[] = {
    SHAPE("by", by, pvs_shape_position, NULL, "the way point", .flags = PVS_NEEDED,
          .example = "by: [-22.00, 136.00]"),
    NUMBER("spread", LENGTH, spread_m, "0 m", "a member's point is drawn within this radius",
           .flags = PVS_VARY),
    FIELD("altitude", HEIGHT, LENGTH, altitude, "= the raid's", "height at this point", .max = 1e6,
          .flags = PVS_VARY),
};
#undef SPEC
static const PvsObject route_point = {.name = "a way point",
                                      .size = sizeof(PvsSpecRoutePoint),
                                      FIELDS(route_fields),
                                      .side = "raid",
                                      .help = "A point that members fly by."};

#define SPEC PvsSpecRaid
static const PvsField raid_fields[] = {
    {.name = "type",
     .kind = PVS_FIELD_NAME,
     .offset = offsetof(PvsSpecRaid, type),
     .help = "entry of the catalogue (a class of threats)",
     .example = "type: shahed-136"},
    COUNT("count", count, "1", "members, decoys included", .max = 5e6, .flags = PVS_VARY),
    NUMBER("mean_count", NONE, mean_count, NULL,
           "in place of count: how many come is drawn in each battle, Poisson with this mean; with "
           "launch.within their times are a Poisson process",
           .max = 1e6, .flags = PVS_VARY, .example = "mean_count: 23.8"),
    OBJECT("decoys", decoys, decoys, "decoys among them"),
    OBJECT("launch", launch, launch, "where and when it begins"),
    LIST("route", route, route_point, "way points between launch and aim",
         .example = "route: [{by: [-22.00, 136.00], spread: 10 km}]"),
    FIELD("altitude", HEIGHT, LENGTH, altitude, "= the type's",
          "low..high: each member draws its own", .max = 1e6, .flags = PVS_VARY,
          .example = "altitude: 100..2000 m"),
    FIELD("speed", CHANCE_SPEED, SPEED, speed, "= the type's", "along legs", .min = 1, .max = 10e3,
          .flags = PVS_VARY),
    SHAPE("aim", aim, pvs_shape_aim, NULL,
          "a site or unit by name, a position, or shares over several", .flags = PVS_VARY,
          .example = "aim: {depot: 70 %, north: 30 %}"),
    NUMBER("lateral_spread", LENGTH, lateral_spread_m, "0 m",
           "members fly side by side: an offset drawn once, for the whole way", .flags = PVS_VARY),
    NAME("table", table,
         "a CSV file beside the scenario, a row a threat, in place of count, route and so on",
         .example = "table: missiles.csv"),
    NAME("waypoints", waypoints,
         "with a table: a CSV file of way points (threat, index, lat_deg, lon_deg, alt_m)",
         .flags = 0),
    {.name = "types",
     .kind = PVS_FIELD_VIEW,
     .offset = offsetof(PvsSpecRaid, types),
     .shape = &pvs_shape_type_names,
     .help = "with a table: its own words for types -> entries",
     .example = "types: {drone: shahed-136}"},
};
#undef SPEC

void pvs_raid_finish(PvsBinder *b, PvsView view, void *out);

const PvsObject pvs_object_raid = {
    .name = "a raid",
    .size = sizeof(PvsSpecRaid),
    FIELDS(raid_fields),
    .mixin = &pvs_object_threat,
    .finish = pvs_raid_finish,
    .side = "raid",
    .help = "A group of threats by rule, or a table with a row each. The fields of a threat may "
            "stand here too: they override its entry for this raid."};
