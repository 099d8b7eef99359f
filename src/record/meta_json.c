// SPDX-License-Identifier: Apache-2.0
// Metadata to JSON and back, driven by the tables of meta_fields.c.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "record/meta.h"
#include "record/meta_fields.h"

// --- writing -------------------------------------------------------------------------------------

static void add_key(PvsStr *out, const char *key, bool first) {
    pvs_str_printf(out, "%s\"%s\":", first ? "" : ",", key);
}

static void add_records(PvsStr *out, const PvsMetaField *fields, size_t n_fields, const char *items,
                        size_t size, uint32_t n);

static void add_field(PvsStr *out, const PvsMetaField *field, const char *item) {
    const void *p = item + field->offset;
    switch (field->kind) {
    case PVS_META_FIELD_STRING: {
        const char *text;
        memcpy(&text, p, sizeof text);
        pvs_str_json_string(out, text ? text : "");
        break;
    }
    case PVS_META_FIELD_NUMBER: {
        double x;
        memcpy(&x, p, sizeof x);
        pvs_str_json_number(out, x);
        break;
    }
    case PVS_META_FIELD_BOOL: {
        bool b;
        memcpy(&b, p, sizeof b);
        pvs_str_printf(out, "%s", b ? "true" : "false");
        break;
    }
    case PVS_META_FIELD_COUNT:
    case PVS_META_FIELD_INDEX: {
        uint32_t n;
        memcpy(&n, p, sizeof n);
        if (field->kind == PVS_META_FIELD_INDEX && n == PVS_NONE) {
            pvs_str_printf(out, "null");
        } else {
            pvs_str_printf(out, "%u", n);
        }
        break;
    }
    case PVS_META_FIELD_WEAPONS: {
        const PvsMetaUnit *unit = (const PvsMetaUnit *)(const void *)item;
        add_records(out, pvs_meta_weapon_fields, pvs_meta_n_weapon_fields,
                    (const char *)unit->weapons, sizeof *unit->weapons, unit->n_weapons);
        break;
    }
    }
}

static void add_records(PvsStr *out, const PvsMetaField *fields, size_t n_fields, const char *items,
                        size_t size, uint32_t n) {
    pvs_str_printf(out, "[");
    for (uint32_t i = 0; i < n; i++) {
        pvs_str_printf(out, i ? ",{" : "{");
        for (size_t f = 0; f < n_fields; f++) {
            add_key(out, fields[f].key, f == 0);
            add_field(out, &fields[f], items + i * size);
        }
        pvs_str_printf(out, "}");
    }
    pvs_str_printf(out, "]");
}

static void add_texts(PvsStr *out, const char *key, const char *(*text)(unsigned)) {
    add_key(out, key, false);
    for (unsigned i = 0; text(i); i++) {
        pvs_str_printf(out, i ? "," : "[");
        pvs_str_json_string(out, text(i));
    }
    pvs_str_printf(out, "]");
}

static const char *event_text(unsigned i, char *buf, size_t size) {
    pvs_meta_event_signature((PvsEventKind)i, buf, size);
    return buf;
}

void pvs_meta_to_json(const PvsMeta *meta, PvsStr *out) {
    pvs_str_printf(out, "{\"pavise\":");
    pvs_str_json_string(out, meta->version);
    pvs_str_printf(out, ",\"scenario\":");
    pvs_str_json_string(out, meta->scenario_name);
    pvs_str_printf(out, ",\"inputs_sha256\":");
    pvs_str_json_string(out, meta->inputs_sha256);
    pvs_str_printf(out, ",\"seed\":%llu,\"replication\":%llu,\"start_unix_s\":",
                   (unsigned long long)meta->seed, (unsigned long long)meta->replication);
    pvs_str_json_number(out, meta->start_unix_s);
    pvs_str_printf(out, ",\"duration_s\":");
    pvs_str_json_number(out, meta->duration_s);
    pvs_str_printf(out, ",\"h_msl_offset_m\":");
    pvs_str_json_number(out, meta->h_msl_offset_m);

    pvs_str_printf(out, ",\"warnings\":[");
    for (uint32_t i = 0; i < meta->n_warnings; i++) {
        pvs_str_printf(out, i ? "," : "");
        pvs_str_json_string(out, meta->warnings[i]);
    }
    pvs_str_printf(out, "]");

    for (int i = 0; i < PVS_META_N_LISTS; i++) {
        const PvsMetaList *list = &pvs_meta_lists[i];
        const char *items;
        uint32_t n;
        memcpy(&items, (const char *)meta + list->list_offset, sizeof items);
        memcpy(&n, (const char *)meta + list->n_offset, sizeof n);
        add_key(out, list->key, false);
        add_records(out, list->fields, list->n_fields, items, list->size, n);
    }

    pvs_str_printf(out, ",\"events\":[");
    for (unsigned i = 0; i < PVS_N_EVENT_KINDS; i++) {
        char buf[400];
        pvs_str_printf(out, i ? "," : "");
        pvs_str_json_string(out, event_text(i, buf, sizeof buf));
    }
    pvs_str_printf(out, "]");
    add_texts(out, "gates", pvs_meta_gate_text);
    add_texts(out, "reasons", pvs_meta_reason_text);
    add_texts(out, "classes", pvs_meta_class_text);
    add_texts(out, "results", pvs_meta_result_text);
    pvs_str_printf(out, "}");
}

// --- reading -------------------------------------------------------------------------------------

typedef struct {
    PvsArena *arena;
    PvsMeta *meta;
    PvsError *err;
} Reading;

static PvsStatus wrong(Reading *r, const char *what, const char *key) {
    return pvs_error_set(r->err, PVS_BAD_INPUT, "metadata: \"%s\" is %s", key, what);
}

static uint32_t list_count(const PvsMeta *meta, PvsMetaListId id) {
    uint32_t n;
    memcpy(&n, (const char *)meta + pvs_meta_lists[id].n_offset, sizeof n);
    return n;
}

static PvsStatus read_records(Reading *r, const PvsMetaField *fields, size_t n_fields,
                              const PvsJson *json, size_t size, const char *key, char **items,
                              uint32_t *n);

static PvsStatus read_field(Reading *r, const PvsMetaField *field, const PvsJson *json,
                            char *item) {
    void *p = item + field->offset;
    uint64_t u = 0;
    double x = 0;
    switch (field->kind) {
    case PVS_META_FIELD_STRING: {
        const char *text = pvs_json_string(json);
        if (!text) {
            return wrong(r, "no string", field->key);
        }
        memcpy(p, &text, sizeof text);
        return PVS_OK;
    }
    case PVS_META_FIELD_NUMBER:
        if (json && json->kind == PVS_JSON_NULL) {
            x = NAN; // JSON knows no infinity and no NaN
        } else if (!pvs_json_number(json, &x)) {
            return wrong(r, "no number", field->key);
        }
        memcpy(p, &x, sizeof x);
        return PVS_OK;
    case PVS_META_FIELD_BOOL: {
        if (!json || (json->kind != PVS_JSON_TRUE && json->kind != PVS_JSON_FALSE)) {
            return wrong(r, "neither true nor false", field->key);
        }
        bool b = json->kind == PVS_JSON_TRUE;
        memcpy(p, &b, sizeof b);
        return PVS_OK;
    }
    case PVS_META_FIELD_COUNT:
    case PVS_META_FIELD_INDEX: {
        uint32_t n = PVS_NONE;
        bool is_none = field->kind == PVS_META_FIELD_INDEX && json && json->kind == PVS_JSON_NULL;
        if (!is_none) {
            if (!pvs_json_u64(json, &u) || u >= PVS_NONE) {
                return wrong(r, "no whole number in range", field->key);
            }
            n = (uint32_t)u;
            if (field->kind == PVS_META_FIELD_INDEX && n >= list_count(r->meta, field->of)) {
                return wrong(r, "an index past the end of its list", field->key);
            }
        }
        memcpy(p, &n, sizeof n);
        return PVS_OK;
    }
    case PVS_META_FIELD_WEAPONS: {
        PvsMetaUnit *unit = (PvsMetaUnit *)(void *)item;
        char *weapons = NULL;
        PvsStatus status =
            read_records(r, pvs_meta_weapon_fields, pvs_meta_n_weapon_fields, json,
                         sizeof(PvsMetaWeapon), field->key, &weapons, &unit->n_weapons);
        unit->weapons = (const PvsMetaWeapon *)(const void *)weapons;
        return status;
    }
    }
    return PVS_BAD_INPUT;
}

static PvsStatus read_records(Reading *r, const PvsMetaField *fields, size_t n_fields,
                              const PvsJson *json, size_t size, const char *key, char **items,
                              uint32_t *n) {
    if (!json || json->kind != PVS_JSON_ARRAY || json->n >= PVS_NONE) {
        return wrong(r, "no list", key);
    }
    *items = pvs_arena_alloc(r->arena, (json->n + 1) * size);
    if (!*items) {
        return pvs_error_set(r->err, PVS_NO_MEMORY, "out of memory while reading metadata");
    }
    *n = (uint32_t)json->n;
    char *item = *items;
    for (const PvsJson *child = json->first; child; child = child->next, item += size) {
        for (size_t f = 0; f < n_fields; f++) {
            PvsStatus status = read_field(r, &fields[f], pvs_json_get(child, fields[f].key), item);
            if (status != PVS_OK) {
                return status;
            }
        }
    }
    return PVS_OK;
}

// Counts come first, so that an index may point into a list that is read later.
static PvsStatus read_lists(Reading *r, const PvsJson *root) {
    for (int i = 0; i < PVS_META_N_LISTS; i++) {
        const PvsJson *json = pvs_json_get(root, pvs_meta_lists[i].key);
        uint32_t n = json && json->n < PVS_NONE ? (uint32_t)json->n : 0;
        memcpy((char *)r->meta + pvs_meta_lists[i].n_offset, &n, sizeof n);
    }
    for (int i = 0; i < PVS_META_N_LISTS; i++) {
        const PvsMetaList *list = &pvs_meta_lists[i];
        char *items = NULL;
        uint32_t n = 0;
        PvsStatus status =
            read_records(r, list->fields, list->n_fields, pvs_json_get(root, list->key), list->size,
                         list->key, &items, &n);
        if (status != PVS_OK) {
            return status;
        }
        memcpy((char *)r->meta + list->list_offset, &items, sizeof items);
        memcpy((char *)r->meta + list->n_offset, &n, sizeof n);
    }
    return PVS_OK;
}

static PvsStatus count_threats(Reading *r) {
    uint64_t n = 0;
    PvsMetaGroup *groups = (PvsMetaGroup *)r->meta->groups; // this reader's own array
    for (uint32_t i = 0; i < r->meta->n_groups; i++) {
        groups[i].first = (uint32_t)n;
        n += groups[i].count;
        if (n > PVS_META_THREATS_MAX || groups[i].type == PVS_NONE) {
            return wrong(r, "too long, or has a group without a type", "groups");
        }
    }
    r->meta->n_threats = (uint32_t)n;
    return PVS_OK;
}

static PvsStatus read_warnings(Reading *r, const PvsJson *json) {
    size_t n = json && json->kind == PVS_JSON_ARRAY ? json->n : 0;
    const char **texts = pvs_arena_alloc(r->arena, (n + 1) * sizeof *texts);
    if (!texts || n >= PVS_NONE) {
        return pvs_error_set(r->err, PVS_NO_MEMORY, "out of memory while reading metadata");
    }
    const PvsJson *child = n ? json->first : NULL;
    for (size_t i = 0; child; child = child->next, i++) {
        texts[i] = pvs_json_string(child);
        if (!texts[i]) {
            return wrong(r, "no list of strings", "warnings");
        }
    }
    r->meta->warnings = texts;
    r->meta->n_warnings = (uint32_t)n;
    return PVS_OK;
}

static PvsStatus map_texts(Reading *r, const PvsJson *root, const char *key,
                           const char *(*text)(unsigned), uint8_t *map, unsigned *n) {
    const PvsJson *json = pvs_json_get(root, key);
    if (!json || json->kind != PVS_JSON_ARRAY || json->n > PVS_MAP_MAX) {
        return wrong(r, "no list of names", key);
    }
    *n = 0;
    for (const PvsJson *child = json->first; child; child = child->next) {
        const char *wanted = pvs_json_string(child);
        unsigned i = 0;
        while (wanted && text(i) && strcmp(text(i), wanted) != 0) {
            i++;
        }
        if (!wanted || !text(i)) {
            return pvs_error_set(r->err, PVS_BAD_INPUT,
                                 "metadata: this version of pavise does not know \"%s\" in \"%s\"",
                                 wanted ? wanted : "", key);
        }
        map[(*n)++] = (uint8_t)i;
    }
    return PVS_OK;
}

// A kind is known by its name and must carry what this version expects of it.
static PvsStatus map_events(Reading *r, const PvsJson *json, PvsMetaMap *map) {
    if (!json || json->kind != PVS_JSON_ARRAY || json->n > PVS_MAP_MAX - 1) {
        return wrong(r, "no list of kinds", "events");
    }
    map->n_kinds = 0;
    for (const PvsJson *child = json->first; child; child = child->next) {
        const char *wanted = pvs_json_string(child);
        bool found = false;
        for (unsigned i = 0; wanted && i < PVS_N_EVENT_KINDS && !found; i++) {
            char buf[400];
            found = strcmp(event_text(i, buf, sizeof buf), wanted) == 0;
            map->kinds[map->n_kinds] = (uint8_t)i;
        }
        if (!found) {
            return pvs_error_set(
                r->err, PVS_BAD_INPUT,
                "metadata: this version of pavise does not know events of the form \"%.200s\"",
                wanted ? wanted : "");
        }
        map->n_kinds++;
    }
    return PVS_OK;
}

static PvsStatus read_scalars(Reading *r, const PvsJson *root) {
    PvsMeta *m = r->meta;
    m->version = pvs_json_string(pvs_json_get(root, "pavise"));
    m->scenario_name = pvs_json_string(pvs_json_get(root, "scenario"));
    m->inputs_sha256 = pvs_json_string(pvs_json_get(root, "inputs_sha256"));
    if (!m->version || !m->scenario_name || !m->inputs_sha256) {
        return wrong(r, "missing or no string", "pavise, scenario or inputs_sha256");
    }
    if (!pvs_json_u64(pvs_json_get(root, "seed"), &m->seed) ||
        !pvs_json_u64(pvs_json_get(root, "replication"), &m->replication)) {
        return wrong(r, "missing or no whole number", "seed or replication");
    }
    if (!pvs_json_number(pvs_json_get(root, "start_unix_s"), &m->start_unix_s) ||
        !pvs_json_number(pvs_json_get(root, "duration_s"), &m->duration_s) ||
        !pvs_json_number(pvs_json_get(root, "h_msl_offset_m"), &m->h_msl_offset_m)) {
        return wrong(r, "missing or no number", "start_unix_s, duration_s or h_msl_offset_m");
    }
    return PVS_OK;
}

PvsStatus pvs_meta_from_json(const char *text, size_t n, PvsArena *arena, PvsMeta *out,
                             PvsMetaMap *map, PvsError *err) {
    *out = (PvsMeta){0};
    Reading r = {arena, out, err};
    const PvsJson *root = NULL;
    PvsStatus status = pvs_json_parse(text, n, arena, &root, err);
    if (status == PVS_OK) {
        status = read_scalars(&r, root);
    }
    if (status == PVS_OK) {
        status = read_lists(&r, root);
    }
    if (status == PVS_OK) {
        status = count_threats(&r);
    }
    if (status == PVS_OK) {
        status = read_warnings(&r, pvs_json_get(root, "warnings"));
    }
    if (status == PVS_OK) {
        status = map_events(&r, pvs_json_get(root, "events"), map);
    }
    if (status == PVS_OK) {
        status = map_texts(&r, root, "gates", pvs_meta_gate_text, map->gates, &map->n_gates);
    }
    if (status == PVS_OK) {
        status =
            map_texts(&r, root, "reasons", pvs_meta_reason_text, map->reasons, &map->n_reasons);
    }
    if (status == PVS_OK) {
        status = map_texts(&r, root, "classes", pvs_meta_class_text, map->classes, &map->n_classes);
    }
    if (status == PVS_OK) {
        status =
            map_texts(&r, root, "results", pvs_meta_result_text, map->results, &map->n_results);
    }
    return status;
}

// --- ids of events -------------------------------------------------------------------------------

static bool map_id(uint32_t *id, const uint8_t *map, unsigned n) {
    if (*id >= n) {
        return false;
    }
    *id = map[*id];
    return true;
}

static bool check_id(const PvsMeta *m, const PvsMetaMap *map, PvsEventDomain domain, uint32_t *id) {
    if (*id == PVS_NONE) {
        return true;
    }
    switch (domain) {
    case PVS_DOM_THREAT:
        return *id < m->n_threats;
    case PVS_DOM_TYPE:
        return *id < m->n_types;
    case PVS_DOM_GROUP:
        return *id < m->n_groups;
    case PVS_DOM_RADAR:
        return *id < m->n_radars;
    case PVS_DOM_UNIT:
        return *id < m->n_units;
    case PVS_DOM_POST:
        return *id < m->n_posts;
    case PVS_DOM_SITE:
        return *id < m->n_sites;
    case PVS_DOM_AREA:
        return *id < m->n_areas;
    case PVS_DOM_ROUND:
        return *id < m->n_rounds;
    case PVS_DOM_GATE:
        return map_id(id, map->gates, map->n_gates);
    case PVS_DOM_REASON:
        return map_id(id, map->reasons, map->n_reasons);
    case PVS_DOM_CLASS:
        return map_id(id, map->classes, map->n_classes);
    case PVS_DOM_RESULT:
        return map_id(id, map->results, map->n_results);
    case PVS_DOM_SEGMENT:
        return *id < PVS_SEG_N_KINDS;
    case PVS_DOM_FLAG:
        return *id <= 1;
    case PVS_DOM_NONE:
    case PVS_DOM_TRACK:
    case PVS_DOM_SHOT:
    case PVS_DOM_COUNT:
    case PVS_N_DOMAINS:
        break;
    }
    return true;
}

bool pvs_meta_check_event(const PvsMeta *meta, const PvsMetaMap *map, PvsEvent *event) {
    const PvsEventInfo *info = pvs_event_info((PvsEventKind)event->kind);
    for (int i = 0; i < info->n_ids; i++) {
        if (!check_id(meta, map, info->id_domain[i], &event->id[i])) {
            return false;
        }
    }
    return true;
}
