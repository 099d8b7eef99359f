// SPDX-License-Identifier: Apache-2.0
// What the ids of a stream of events mean: taken from a model, and the names made from it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "record/meta_fields.h"
#include "record/record.h"

static PvsMetaPlace place_of(PvsNamed named, PvsLlh at) {
    return (PvsMetaPlace){named.name, at.lat_rad / PVS_DEG_RAD, at.lon_rad / PVS_DEG_RAD,
                          at.h_ell_m};
}

static PvsMetaPlace place_at(PvsNamed named, PvsVec3 pos_ecef) {
    return place_of(named, pvs_llh_from_ecef(pos_ecef));
}

// The lists, each from its own part of the model. The arrays have been allocated with the model's
// counts.

static void fill_threats(const PvsModel *m, PvsMetaType *types, PvsMetaGroup *groups) {
    for (uint32_t i = 0; i < m->n_threat_types; i++) {
        const PvsThreatType *t = &m->threat_types[i];
        types[i] = (PvsMetaType){t->named.name, pvs_class_name(t->cls), t->decoy, t->price_usd};
    }
    uint32_t first = 0;
    for (uint32_t i = 0; i < m->n_groups; i++) {
        const PvsRaidGroup *g = &m->groups[i];
        groups[i] = (PvsMetaGroup){g->named.name, g->type, g->decoy_type, g->count, first};
        first += g->count;
    }
}

static PvsStatus fill_units(const PvsModel *m, PvsArena *arena, PvsMetaUnit *units) {
    for (uint32_t i = 0; i < m->n_units; i++) {
        const PvsUnit *u = &m->units[i];
        PvsMetaWeapon *weapons = pvs_arena_alloc(arena, (u->n_weapons + 1) * sizeof *weapons);
        if (!weapons) {
            return PVS_NO_MEMORY;
        }
        for (uint32_t k = 0; k < u->n_weapons; k++) {
            const PvsUnitWeapon *w = &u->weapons[k];
            weapons[k] = (PvsMetaWeapon){w->round_type, (uint32_t)w->ready, (uint32_t)w->depot};
        }
        units[i] = (PvsMetaUnit){.at = place_of(u->named, u->at),
                                 .layer = u->layer ? u->layer : "",
                                 .post = u->post,
                                 .weapons = weapons,
                                 .n_weapons = u->n_weapons,
                                 .channels = (uint32_t)u->target_channels,
                                 .price_usd = u->price_usd,
                                 .value_usd = u->value_usd};
    }
    return PVS_OK;
}

static void fill_places(const PvsModel *m, PvsMetaRadar *radars, PvsMetaPost *posts,
                        PvsMetaSite *sites, PvsMetaArea *areas) {
    for (uint32_t i = 0; i < m->n_radars; i++) {
        const PvsRadar *r = &m->radars[i];
        radars[i] = (PvsMetaRadar){place_at(r->named, r->reach.frame.origin_ecef), r->unit, r->post,
                                   r->passive};
    }
    for (uint32_t i = 0; i < m->n_posts; i++) {
        posts[i] = (PvsMetaPost){place_of(m->posts[i].named, m->posts[i].at), m->posts[i].parent};
    }
    for (uint32_t i = 0; i < m->n_sites; i++) {
        const PvsSite *s = &m->sites[i];
        sites[i] = (PvsMetaSite){place_of(s->named, s->at), s->value_usd, s->hits_to_destroy};
    }
    for (uint32_t i = 0; i < m->n_areas; i++) {
        const PvsSoftKillArea *a = &m->areas[i];
        areas[i] =
            (PvsMetaArea){place_at(a->named, a->reach.frame.origin_ecef), a->reach.range_max_m};
    }
}

PvsStatus pvs_meta_from_model(const PvsModel *m, uint64_t seed, uint64_t replication,
                              PvsArena *arena, PvsMeta *out, PvsError *err) {
    PvsMetaType *types = pvs_arena_alloc(arena, (m->n_threat_types + 1) * sizeof *types);
    PvsMetaGroup *groups = pvs_arena_alloc(arena, (m->n_groups + 1) * sizeof *groups);
    PvsMetaRound *rounds = pvs_arena_alloc(arena, (m->n_round_types + 1) * sizeof *rounds);
    PvsMetaRadar *radars = pvs_arena_alloc(arena, (m->n_radars + 1) * sizeof *radars);
    PvsMetaUnit *units = pvs_arena_alloc(arena, (m->n_units + 1) * sizeof *units);
    PvsMetaPost *posts = pvs_arena_alloc(arena, (m->n_posts + 1) * sizeof *posts);
    PvsMetaSite *sites = pvs_arena_alloc(arena, (m->n_sites + 1) * sizeof *sites);
    PvsMetaArea *areas = pvs_arena_alloc(arena, (m->n_areas + 1) * sizeof *areas);
    if (!types || !groups || !rounds || !radars || !units || !posts || !sites || !areas ||
        fill_units(m, arena, units) != PVS_OK) {
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory for the metadata of a battle");
    }
    fill_threats(m, types, groups);
    for (uint32_t i = 0; i < m->n_round_types; i++) {
        rounds[i] = (PvsMetaRound){m->round_types[i].named.name, m->round_types[i].price_usd,
                                   m->round_types[i].is_gun};
    }
    fill_places(m, radars, posts, sites, areas);
    *out = (PvsMeta){
        .version = PAVISE_VERSION,
        .scenario_name = m->scenario_name ? m->scenario_name : "",
        .inputs_sha256 = m->inputs_sha256,
        .seed = seed,
        .replication = replication,
        .start_unix_s = m->start_unix_s,
        .duration_s = pvs_time_s(m->duration),
        .h_msl_offset_m = m->h_msl_offset_m,
        .types = types,
        .n_types = m->n_threat_types,
        .groups = groups,
        .n_groups = m->n_groups,
        .n_threats = m->n_threats,
        .rounds = rounds,
        .n_rounds = m->n_round_types,
        .radars = radars,
        .n_radars = m->n_radars,
        .units = units,
        .n_units = m->n_units,
        .posts = posts,
        .n_posts = m->n_posts,
        .sites = sites,
        .n_sites = m->n_sites,
        .areas = areas,
        .n_areas = m->n_areas,
        .warnings = m->warnings,
        .n_warnings = m->n_warnings,
    };
    return PVS_OK;
}

// --- names ---------------------------------------------------------------------------------------

uint32_t pvs_meta_group_of(const PvsMeta *meta, uint32_t threat) {
    uint32_t lo = 0, hi = meta->n_groups;
    while (hi - lo > 1) { // the last group that begins at or before the threat
        uint32_t mid = lo + (hi - lo) / 2;
        if (meta->groups[mid].first <= threat) {
            lo = mid;
        } else {
            hi = mid;
        }
    }
    // A group of no members begins where the next one begins; the search above passes over it.
    return threat < meta->n_threats ? lo : PVS_NONE;
}

static const char *threat_name(const PvsMeta *meta, uint32_t threat, char *buf, size_t size) {
    uint32_t group = pvs_meta_group_of(meta, threat);
    if (group == PVS_NONE) {
        return "unknown";
    }
    const PvsMetaGroup *g = &meta->groups[group];
    if (g->count == 1) {
        return g->name;
    }
    snprintf(buf, size, "%s/%u", g->name, threat - g->first + 1);
    return buf;
}

uint32_t pvs_meta_threat(const PvsMeta *meta, const char *name) {
    const char *slash = strrchr(name, '/');
    char *end = NULL;
    unsigned long member =
        slash && slash[1] >= '1' && slash[1] <= '9' ? strtoul(slash + 1, &end, 10) : 0;
    bool numbered = end && *end == '\0';
    for (uint32_t i = 0; i < meta->n_groups; i++) {
        const PvsMetaGroup *g = &meta->groups[i];
        if (g->count == 1 && strcmp(g->name, name) == 0) {
            return g->first;
        }
        if (numbered && member <= g->count && strncmp(g->name, name, (size_t)(slash - name)) == 0 &&
            g->name[slash - name] == '\0') {
            return g->first + (uint32_t)member - 1;
        }
    }
    return PVS_NONE;
}

static const char *of_list(const PvsMeta *meta, PvsMetaListId id, uint32_t i) {
    const PvsMetaList *list = &pvs_meta_lists[id];
    uint32_t n;
    const char *items;
    memcpy(&n, (const char *)meta + list->n_offset, sizeof n);
    memcpy(&items, (const char *)meta + list->list_offset, sizeof items);
    if (i >= n) {
        return "unknown";
    }
    const char *name; // the first field of every list is its name
    memcpy(&name, items + i * list->size + list->fields[0].offset, sizeof name);
    return name;
}

static const char *known(const char *text) {
    return text ? text : "unknown";
}

const char *pvs_meta_name(const PvsMeta *meta, PvsEventDomain domain, uint32_t id, char *buf,
                          size_t size) {
    static const char *const segments[PVS_SEG_N_KINDS] = {"arc", "ballistic", "profile"};
    if (id == PVS_NONE && domain != PVS_DOM_COUNT) {
        return "";
    }
    switch (domain) {
    case PVS_DOM_THREAT:
        return threat_name(meta, id, buf, size);
    case PVS_DOM_TYPE:
        return of_list(meta, PVS_META_TYPES, id);
    case PVS_DOM_GROUP:
        return of_list(meta, PVS_META_GROUPS, id);
    case PVS_DOM_RADAR:
        return of_list(meta, PVS_META_RADARS, id);
    case PVS_DOM_UNIT:
        return of_list(meta, PVS_META_UNITS, id);
    case PVS_DOM_POST:
        return of_list(meta, PVS_META_POSTS, id);
    case PVS_DOM_SITE:
        return of_list(meta, PVS_META_SITES, id);
    case PVS_DOM_AREA:
        return of_list(meta, PVS_META_AREAS, id);
    case PVS_DOM_ROUND:
        return of_list(meta, PVS_META_ROUNDS, id);
    case PVS_DOM_GATE:
        return known(pvs_meta_gate_text(id));
    case PVS_DOM_CLASS:
        return known(pvs_meta_class_text(id));
    case PVS_DOM_RESULT:
        return known(pvs_meta_result_text(id));
    case PVS_DOM_REASON:
        return known(pvs_meta_reason_text(id));
    case PVS_DOM_SEGMENT:
        return id < PVS_SEG_N_KINDS ? segments[id] : "unknown";
    case PVS_DOM_FLAG:
        return id ? "true" : "false";
    case PVS_DOM_NONE:
    case PVS_DOM_TRACK:
    case PVS_DOM_SHOT:
    case PVS_DOM_COUNT:
    case PVS_N_DOMAINS:
        break;
    }
    snprintf(buf, size, "%u", id);
    return buf;
}
