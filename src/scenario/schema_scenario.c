// SPDX-License-Identifier: Apache-2.0
// Schema: the scenario itself, what entries hold that no battle uses, and the kinds of entries.
#include <string.h>

#include "scenario/schema_macros.h"

#define SPEC PvsSpecPlace
static const PvsField place_fields[] = {
    SHAPE("at", at, pvs_shape_position, NULL, "where it is", .flags = PVS_NEEDED,
          .example = "places: {coast: [-14.2, 129.5]}"),
};
#undef SPEC
static const PvsObject place = {.name = "a place",
                                .size = sizeof(PvsSpecPlace),
                                FIELDS(place_fields),
                                .shorthand = "at",
                                .side = "scene",
                                .help = "A named point, for positions that count from it."};

#define SPEC PvsSpecScenario
static const PvsField tracking_fields[] = {
    {.name = "confirm",
     .kind = PVS_FIELD_SHAPE,
     .offset = offsetof(PvsSpecTracking, confirm),
     .shape = &pvs_shape_confirm,
     .help =
         "of every radar that says nothing itself: a track is confirmed by M detections in N looks",
     .example = "confirm: 3 of 5"},
    {.name = "drop_after",
     .kind = PVS_FIELD_COUNT,
     .offset = offsetof(PvsSpecTracking, drop_after),
     .dim = PVS_DIM_COUNT,
     .min = 1,
     .max = 1000,
     .help = "and dropped after this many misses in a row"},
};
const PvsObject pvs_object_tracking = {.name = "tracking",
                                       FIELDS(tracking_fields),
                                       .side = "defence",
                                       .help =
                                           "What holds for every radar that says nothing itself."};

static const PvsField sharing_fields[] = {
    PART_FIELD("on", BOOL, NONE, sharing, on, "yes",
               "off: every look and shot is independent, which makes tails absurdly good",
               .flags = 0),
#define SHARE(name_, def_, help_)                                                                  \
    {                                                                                              \
        .name = #name_, .kind = PVS_FIELD_NUMBER, .dim = PVS_DIM_FRACTION,                         \
        .offset = WITHIN(sharing, name_), .def = def_, .max = 0.9, .flags = PVS_VARY,              \
        .help = help_                                                                              \
    }
    SHARE(night, "10 %", "share of the variance of each kill that the whole night has in common"),
    SHARE(unit, "5 %", "that a unit's shots have in common"),
    SHARE(lot, "10 %", "that a round type against a threat type has in common"),
    SHARE(threat, "10 %", "that shots at one threat have in common"),
    SHARE(salvo, "15 %", "that the rounds of one salvo have in common"),
#undef SHARE
    PART_FIELD("threat_rcs", NUMBER, DECIBEL, sharing, threat_rcs_db, "2 dB",
               "standard deviation of a threat's own cross-section, in all looks", .max = 20,
               .flags = PVS_VARY),
    PART_FIELD("night_rcs", NUMBER, DECIBEL, sharing, night_rcs_db, "1 dB",
               "of all looks of the night", .max = 20, .flags = PVS_VARY),
};
static void finish_sharing(PvsBinder *b, PvsView view, void *out) {
    const PvsSpecSharing *s = out;
    if (s->night + s->unit + s->lot + s->threat + s->salvo > 0.95) {
        pvs_report(
            b->load, pvs_view_node(view),
            "sharing: the shares of night, unit, lot, threat and salvo sum to more than 95 %%");
    }
}
static const PvsObject sharing = {
    .name = "sharing",
    FIELDS(sharing_fields),
    .shorthand = "on",
    .finish = finish_sharing,
    .side = "defence",
    .help = "What looks and shots share. All figures are assumptions; published raids vary 2 to 13 "
            "times more than independent draws would."};

static const PvsField world_fields[] = {
    PART_FIELD("k_factor", NUMBER, RATIO, world, k_factor, "1.3333333333333333",
               "effective-Earth factor of sight lines", .min = 0.5, .max = 10, .flags = PVS_VARY),
    PART_FIELD("msl_offset", NUMBER, LENGTH, world, msl_offset_m, "0 m",
               "height of mean sea level above the ellipsoid here", .min = -150, .max = 150),
};
static const PvsObject world = {
    .name = "world", FIELDS(world_fields), .side = "scene", .help = "The Earth of a scenario."};

static const char *const class_names[] = {
#define X(name, text, parent) text,
    PVS_CLASS_TABLE(X)
#undef X
        NULL};
static const PvsField threat_belief_fields[] = {
    {.name = "class",
     .kind = PVS_FIELD_ENUM,
     .offset = offsetof(PvsSpecThreatBelief, cls),
     .names = class_names,
     .flags = PVS_NEEDED,
     .help = "what it is taken for when it is identified"},
};
const PvsObject pvs_object_threat_belief = {.name = "what a threat is believed to be",
                                            .size = sizeof(PvsSpecThreatBelief),
                                            FIELDS(threat_belief_fields),
                                            .shorthand = "class",
                                            .side = "defence",
                                            .help = "What a type of threat is taken for."};

static const PvsField belief_fields[] = {
    {.name = "threats",
     .kind = PVS_FIELD_VIEW,
     .offset = WITHIN(beliefs, threats),
     .object = &pvs_object_threat_belief,
     .flags = PVS_BY_NAME,
     .help = "type of threat -> the class that it is taken for, though it is another",
     .example = "beliefs: {threats: {gerbera: one-way-drone}}"},
    {.name = "rounds",
     .kind = PVS_FIELD_VIEW,
     .offset = WITHIN(beliefs, rounds),
     .object = &pvs_object_round,
     .flags = PVS_BY_NAME,
     .help = "round -> the fields of a round as the defender plans with them",
     .example = "beliefs: {rounds: {48n6e3: {kill: {ballistic: 80 %}}}}"},
};
static const PvsObject beliefs = {
    .name = "beliefs",
    FIELDS(belief_fields),
    .side = "defence",
    .help = "What the defender plans with where it differs from what is actual."};

static const PvsField scenario_fields[] = {
    COUNT("pavise", version, NULL, "version of the language: 1", .min = 1, .max = 1,
          .flags = PVS_NEEDED, .example = "pavise: 1"),
    TEXT("name", name, "of the scenario, in results"),
    TEXT("about", about, "what it is, what in it is reported, what assumed"),
    TEXT("reported", reported,
         "what was reported of the event that it resembles, as lines of text: shown apart from "
         "every outcome, used by nothing"),
    SHAPE("start", start_unix_s, pvs_shape_date, "2026-01-01T00:00:00Z",
          "date and time of second 0", .example = "start: 2026-03-01T20:00:00Z"),
    NUMBER("duration", TIME, duration_s, NULL,
           "a battle ends then, or when the last threat has ended", .min = 1, .max = 31.6e6,
           .flags = PVS_NEEDED | PVS_VARY, .example = "duration: 2 h"),
    SHAPE("include", version, pvs_shape_include, NULL,
          "other scenario files, beside this one; what stands here wins over them, the later over "
          "the earlier",
          .example = "include: [defence.yaml, raid.yaml]"),
    MAP("places", places, place, "named points", .flags = 0),
    MAP("sites", sites, pvs_object_site, "what is protected", .flags = PVS_TABLES),
    MAP("posts", posts, pvs_object_post, "who commands", .flags = PVS_TABLES),
    MAP("radars", radars, pvs_object_radar, "radars that belong to no unit",
        .flags = PVS_TYPE_BY_NAME | PVS_TABLES),
    MAP("units", units, pvs_object_unit, "who shoots", .flags = PVS_TABLES),
    MAP("formations", formations, pvs_object_formation, "what comes as a whole", .flags = 0),
    MAP("soft_kill", areas, pvs_object_area, "areas in which navigation is lost",
        .flags = PVS_TABLES),
    MAP("raids", raids, pvs_object_raid, "who comes", .flags = 0),
    VIEW("types", types,
         "entries of this scenario alone, or the catalogue's with other values: name -> fields "
         "(kind: or like: for new ones)",
         .shape = &pvs_shape_types,
         .example = "types: {fast-drone: {like: shahed-136, speed: 60 m/s}}"),
    {.name = "doctrine",
     .kind = PVS_FIELD_VIEW,
     .offset = offsetof(PvsSpecScenario, doctrine),
     .object = &pvs_object_doctrine,
     .help = "for everybody"},
    {.name = "tracking",
     .kind = PVS_FIELD_VIEW,
     .offset = offsetof(PvsSpecScenario, tracking),
     .object = &pvs_object_tracking,
     .help = "for every radar"},
    OBJECT("sharing", sharing, sharing, "what looks and shots share"),
    OBJECT("world", world, world, "the Earth of the scenario"),
    {.name = "beliefs",
     .kind = PVS_FIELD_OBJECT,
     .offset = offsetof(PvsSpecScenario, beliefs),
     .object = &beliefs,
     .help = "where the defender errs"},
    BOOL("engagement", engagement, "yes", "off: nobody shoots"),
};
#undef SPEC
const PvsObject pvs_object_scenario = {.name = "a scenario",
                                       .size = sizeof(PvsSpecScenario),
                                       FIELDS(scenario_fields),
                                       .side = "scene",
                                       .help = "A scenario file."};

// --- facts that no battle uses ---------------------------------------------------------------------------------

const PvsObject pvs_object_data = {.name = "data",
                                   .size = sizeof(PvsSpecHead),
                                   .fields = scenario_fields,
                                   .n_fields = 0,
                                   .kinds = (const char *const[]){"data", NULL},
                                   .side = "scene",
                                   .help = "Figures that no battle uses, with their sources."};

// --- kinds -----------------------------------------------------------------------------------------------------

const char *const pvs_entry_kinds[] = {
#define X(name, text, parent) text,
    PVS_CLASS_TABLE(X)
#undef X
        "round",
    "gun",
    "interceptor-drone",
    "radar",
    "passive-sensor",
    "unit",
    "post",
    "soft-kill-area",
    "formation",
    "data",
    NULL};

const PvsObject *pvs_object_of_kind(const char *kind) {
    static const PvsObject *const objects[] = {
        &pvs_object_threat, &pvs_object_round, &pvs_object_radar,     &pvs_object_unit,
        &pvs_object_post,   &pvs_object_area,  &pvs_object_formation, &pvs_object_data};
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        for (int k = 0; objects[i]->kinds[k]; k++) {
            if (strcmp(objects[i]->kinds[k], kind) == 0) {
                return objects[i];
            }
        }
    }
    return NULL;
}

const char *pvs_kind_defaults(const char *kind) {
    static const struct {
        const char *kind, *yaml;
    } defaults[] = {
        {"one-way-drone", "{satellite_navigation: yes}"},
        {"decoy-drone", "{decoy: yes, satellite_navigation: yes}"},
        {"glide-bomb", "{satellite_navigation: yes}"},
        {"ballistic", "{flies: arc}"},
        {"rocket", "{flies: arc}"},
        {"quasi-ballistic", "{flies: profile, manoeuvres: yes}"},
        {"aeroballistic", "{flies: profile, manoeuvres: yes}"},
        {"aircraft", "{manoeuvres: yes}"},
        {"gun", "{gun: yes, guidance: none}"},
        {"interceptor-drone", "{guidance: command}"},
        {"passive-sensor", "{passive: yes, measures_elevation: yes}"},
    };
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++) {
        if (strcmp(defaults[i].kind, kind) == 0) {
            return defaults[i].yaml;
        }
    }
    return NULL;
}

const PvsField *pvs_object_field(const PvsObject *object, const char *name) {
    for (; object; object = object->mixin) {
        for (int i = 0; i < object->n_fields; i++) {
            if (strcmp(object->fields[i].name, name) == 0) {
                return &object->fields[i];
            }
        }
    }
    return NULL;
}
