// SPDX-License-Identifier: Apache-2.0
// The fields of the metadata as tables: key, kind, place in the struct.
#include "record/meta_fields.h"

#include <stdio.h>

#include "command/command.h"

#define FIELD(type, member, kind, key)                                                             \
    { key, PVS_META_FIELD_##kind, offsetof(type, member), PVS_META_TYPES }
#define INDEX(type, member, list, key)                                                             \
    { key, PVS_META_FIELD_INDEX, offsetof(type, member), PVS_META_##list }
#define PLACE(type)                                                                                \
    FIELD(type, at.name, STRING, "name"), FIELD(type, at.lat_deg, NUMBER, "lat_deg"),              \
        FIELD(type, at.lon_deg, NUMBER, "lon_deg"), FIELD(type, at.h_ell_m, NUMBER, "h_ell_m")

static const PvsMetaField fields_TYPES[] = {
    FIELD(PvsMetaType, name, STRING, "name"),
    FIELD(PvsMetaType, cls, STRING, "class"),
    FIELD(PvsMetaType, decoy, BOOL, "decoy"),
    FIELD(PvsMetaType, price_usd, NUMBER, "price_usd"),
};
static const PvsMetaField fields_GROUPS[] = {
    FIELD(PvsMetaGroup, name, STRING, "name"),
    INDEX(PvsMetaGroup, type, TYPES, "type"),
    INDEX(PvsMetaGroup, decoy_type, TYPES, "decoy_type"),
    FIELD(PvsMetaGroup, count, COUNT, "count"),
};
static const PvsMetaField fields_ROUNDS[] = {
    FIELD(PvsMetaRound, name, STRING, "name"),
    FIELD(PvsMetaRound, price_usd, NUMBER, "price_usd"),
    FIELD(PvsMetaRound, is_gun, BOOL, "gun"),
};
static const PvsMetaField fields_POSTS[] = {
    PLACE(PvsMetaPost),
    INDEX(PvsMetaPost, parent, POSTS, "parent"),
};
static const PvsMetaField fields_UNITS[] = {
    PLACE(PvsMetaUnit),
    FIELD(PvsMetaUnit, layer, STRING, "layer"),
    INDEX(PvsMetaUnit, post, POSTS, "post"),
    FIELD(PvsMetaUnit, channels, COUNT, "channels"),
    FIELD(PvsMetaUnit, price_usd, NUMBER, "price_usd"),
    FIELD(PvsMetaUnit, value_usd, NUMBER, "value_usd"),
    FIELD(PvsMetaUnit, weapons, WEAPONS, "rounds"),
};
static const PvsMetaField fields_RADARS[] = {
    PLACE(PvsMetaRadar),
    INDEX(PvsMetaRadar, unit, UNITS, "unit"),
    INDEX(PvsMetaRadar, post, POSTS, "post"),
    FIELD(PvsMetaRadar, passive, BOOL, "passive"),
};
static const PvsMetaField fields_SITES[] = {
    PLACE(PvsMetaSite),
    FIELD(PvsMetaSite, value_usd, NUMBER, "value_usd"),
    FIELD(PvsMetaSite, hits_to_destroy, NUMBER, "hits_to_destroy"),
};
static const PvsMetaField fields_AREAS[] = {
    PLACE(PvsMetaArea),
    FIELD(PvsMetaArea, radius_m, NUMBER, "radius_m"),
};

const PvsMetaField pvs_meta_weapon_fields[] = {
    INDEX(PvsMetaWeapon, round, ROUNDS, "round"),
    FIELD(PvsMetaWeapon, ready, COUNT, "ready"),
    FIELD(PvsMetaWeapon, depot, COUNT, "depot"),
};
const size_t pvs_meta_n_weapon_fields =
    sizeof pvs_meta_weapon_fields / sizeof *pvs_meta_weapon_fields;

const PvsMetaList pvs_meta_lists[PVS_META_N_LISTS] = {
#define X(name, key, type, list, n)                                                                \
    [PVS_META_##name] = {key,                                                                      \
                         sizeof(type),                                                             \
                         offsetof(PvsMeta, list),                                                  \
                         offsetof(PvsMeta, n),                                                     \
                         fields_##name,                                                            \
                         sizeof fields_##name / sizeof *fields_##name},
    PVS_META_LISTS(X)
#undef X
};

static const char *const level_texts[PVS_N_LEVELS] = {
    [PVS_LEVEL_OUTCOME] = "outcome", [PVS_LEVEL_ENGAGE] = "engage", [PVS_LEVEL_TRACK] = "track",
    [PVS_LEVEL_PATH] = "path",       [PVS_LEVEL_PLOT] = "plot",
};

static const char *const domain_texts[PVS_N_DOMAINS] = {
    [PVS_DOM_NONE] = "none",       [PVS_DOM_THREAT] = "threat", [PVS_DOM_TYPE] = "type",
    [PVS_DOM_GROUP] = "group",     [PVS_DOM_RADAR] = "radar",   [PVS_DOM_UNIT] = "unit",
    [PVS_DOM_POST] = "post",       [PVS_DOM_SITE] = "site",     [PVS_DOM_AREA] = "area",
    [PVS_DOM_ROUND] = "round",     [PVS_DOM_GATE] = "gate",     [PVS_DOM_TRACK] = "track",
    [PVS_DOM_SHOT] = "shot",       [PVS_DOM_FLAG] = "flag",     [PVS_DOM_COUNT] = "count",
    [PVS_DOM_CLASS] = "class",     [PVS_DOM_RESULT] = "result", [PVS_DOM_REASON] = "reason",
    [PVS_DOM_SEGMENT] = "segment",
};

void pvs_meta_event_signature(PvsEventKind kind, char *buf, size_t size) {
    const PvsEventInfo *info = pvs_event_info(kind);
    size_t at = (size_t)snprintf(buf, size, "%s %s", info->text, level_texts[info->level]);
    for (int i = 0; i < info->n_ids && at < size; i++) {
        at += (size_t)snprintf(buf + at, size - at, " %s:%s", info->id_name[i],
                               domain_texts[info->id_domain[i]]);
    }
    for (int i = 0; i < info->n_numbers && at < size; i++) {
        at += (size_t)snprintf(buf + at, size - at, "%s %s", i == 0 ? " |" : "",
                               info->number_name[i]);
    }
}

const char *pvs_meta_gate_text(unsigned i) {
    return i < PVS_N_GATES ? pvs_gate_name((PvsGate)i) : NULL;
}

const char *pvs_meta_reason_text(unsigned i) {
    return i < PVS_N_LEAK_REASONS ? pvs_leak_name((PvsLeakReason)i) : NULL;
}

const char *pvs_meta_class_text(unsigned i) {
    return i < PVS_N_CLASSES ? pvs_class_name((PvsClass)i) : NULL;
}

const char *pvs_meta_result_text(unsigned i) {
    return i <= PVS_SHOT_IN_FLIGHT ? pvs_shot_result_name(i) : NULL;
}
