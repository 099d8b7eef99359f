// SPDX-License-Identifier: Apache-2.0
// Raids: what a raid needs, and the threat types that raids use: an entry as it is, or with what the raid says differently.
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "scenario/table.h"

// --- threat types ------------------------------------------------------------------------------------------------

static uint32_t known_type(const PvsThreatTypes *types, const char *name) {
    for (uint32_t i = 0; i < types->n; i++) {
        if (strcmp(types->items[i].name, name) == 0) {
            return i;
        }
    }
    return UINT32_MAX;
}

static PvsSpecThreatType *add_type(PvsBinder *b) {
    PvsThreatTypes *types = b->threat_types;
    if (types->n == types->capacity) {
        uint32_t capacity = types->capacity ? 2 * types->capacity : 16;
        PvsSpecThreatType *items = pvs_realloc(types->items, capacity * sizeof *items);
        if (!items) {
            b->load->no_memory = true;
            return NULL;
        }
        types->items = items;
        types->capacity = capacity;
    }
    PvsSpecThreatType *type = &types->items[types->n];
    memset(type, 0, sizeof *type);
    return type;
}

static uint32_t bind_type(PvsBinder *b, const PvsType *type, const char *name, PvsView above) {
    PvsSpecThreatType *out = add_type(b);
    if (!out) {
        return UINT32_MAX;
    }
    PvsSpecThreatType bound = {
        .name = name, .cls = pvs_class_from_name(type->kind), .node = pvs_view_node(type->view)};
    PvsView view = pvs_view_join(b->load, above, pvs_type_here(b, type));
    pvs_bind_object(b, view, &pvs_object_threat, &bound.spec);
    *out = bound;
    return b->threat_types->n++;
}

uint32_t pvs_threat_type(PvsBinder *b, PvsNode *user, const char *name) {
    const PvsType *type = pvs_type_need(b, user, name, &pvs_object_threat);
    if (!type) {
        return UINT32_MAX;
    }
    uint32_t index = known_type(b->threat_types, type->name);
    if (index != UINT32_MAX) {
        return index;
    }
    char path[PVS_PATH_MAX];
    size_t length = b->n_path;
    memcpy(path, b->path, sizeof path);
    pvs_bind_leave(b, 0);
    pvs_bind_enter(b, "types");
    pvs_bind_enter(b, type->name);
    index = bind_type(b, type, type->name, (PvsView){0});
    memcpy(b->path, path, sizeof path);
    b->n_path = length;
    return index;
}

uint32_t pvs_threat_type_with_rcs(PvsBinder *b, uint32_t index, double rcs_m2) {
    const PvsSpecThreatType *type = &b->threat_types->items[index];
    const PvsRcs *rcs = &type->spec.rcs[PVS_BAND_S];
    if (rcs->nose_m2 == rcs_m2 && rcs->beam_m2 == rcs_m2 && rcs->tail_m2 == rcs_m2 &&
        rcs->top_m2 == rcs_m2) {
        return index;
    }
    char number[32];
    pvs_number_format(rcs_m2, number, sizeof number);
    char *name = pvs_load_printf(b->load, "%s@%s m2", type->name, number);
    uint32_t known = name ? known_type(b->threat_types, name) : UINT32_MAX;
    PvsSpecThreatType *out = name && known == UINT32_MAX ? add_type(b) : NULL;
    if (!out) {
        return known;
    }
    *out = b->threat_types->items[index];
    out->name = name;
    for (int band = 0; band < PVS_N_BANDS; band++) {
        out->spec.rcs[band] = (PvsRcs){rcs_m2, rcs_m2, rcs_m2, rcs_m2};
    }
    return b->threat_types->n++;
}

// A raid may say anything about its threats that an entry may; altitude and speed are the raid's own.
static const char *const own_keys[] = {
    "altitude", "speed",          "type",  "count",     "decoys", "launch",    "route",
    "aim",      "lateral_spread", "table", "waypoints", "types",  "mean_count"};

static bool says_more(PvsView view) {
    for (int i = 0; i < pvs_object_threat.n_fields; i++) {
        const char *name = pvs_object_threat.fields[i].name;
        if (strcmp(name, "altitude") != 0 && strcmp(name, "speed") != 0 &&
            pvs_view_find(view, name, NULL).node) {
            return true;
        }
    }
    return false;
}

static uint32_t type_of_raid(PvsBinder *b, PvsView view, const PvsSpecRaid *raid) {
    PvsFound named = pvs_view_find(view, "type", NULL);
    if (!says_more(view)) {
        return pvs_threat_type(b, named.node, raid->type);
    }
    const PvsType *type = pvs_type_need(b, named.node, raid->type, &pvs_object_threat);
    char *name = type ? pvs_load_printf(b->load, "%s@%s", raid->type, raid->head.name) : NULL;
    PvsView above = pvs_view_without(b->load, view, own_keys, sizeof own_keys / sizeof own_keys[0]);
    return name ? bind_type(b, type, name, above) : UINT32_MAX;
}

// --- what a raid needs -------------------------------------------------------------------------------------------

static void need(PvsBinder *b, const PvsSpecRaid *raid, const char *what, const char *example) {
    const PvsNode *node = raid->head.node;
    if (node && !node->reported) {
        pvs_report_at(b->load, PVS_DIAG_ERROR, node->source, node->line, node->column,
                      "%s: a raid lacks \"%s\" (for example %s)", b->path, what, example);
    }
}

static void check_rule(PvsBinder *b, PvsView view, const PvsSpecRaid *raid) {
    if (!raid->type) {
        need(b, raid, "type", "type: shahed-136");
    }
    if (raid->launch.from.kind == PVS_AT_NOWHERE && !raid->launch.from.node) {
        need(b, raid, "launch", "launch: {from: [-20.00, 139.00], at: 5 min}");
    }
    if (raid->aim.n == 0) {
        need(b, raid, "aim", "aim: depot");
    }
    bool at = pvs_is_set(raid->launch.at_s.a), arrive = pvs_is_set(raid->launch.arrive_s.a);
    if (at && arrive) {
        pvs_report(b->load, raid->head.node,
                   "%s: launch has both at and arrive; one of them decides", b->path);
    }
    if (pvs_is_set(raid->launch.within_s) &&
        (arrive || (at && raid->launch.at_s.kind != PVS_DIST_FIXED))) {
        pvs_report(b->load, raid->head.node, "%s: launch.within goes with one time `at`", b->path);
    }
    if (pvs_is_set(raid->mean_count) && pvs_view_find(view, "count", NULL).node) {
        pvs_report(b->load, raid->head.node, "%s: count and mean_count; one of them decides",
                   b->path);
    }
    if (raid->decoys.share > 0 && !raid->decoys.type) {
        pvs_report(b->load, raid->head.node, "%s: decoys need a type", b->path);
    }
    bool fixed = raid->launch.altitude.dist.kind == PVS_DIST_FIXED;
    const PvsSpecRoutePoint *points = raid->route.items;
    for (uint32_t i = 0; i < raid->route.n; i++) {
        fixed = fixed && points[i].altitude.dist.kind == PVS_DIST_FIXED;
    }
    if (!fixed) {
        pvs_report(b->load, raid->head.node,
                   "%s: the altitude of launch and way points is one value; chance stands in the "
                   "raid's altitude",
                   b->path);
    }
    if (raid->route.n > 200) {
        pvs_report(b->load, raid->head.node, "%s: more than 200 way points", b->path);
    }
}

void pvs_raid_finish(PvsBinder *b, PvsView view, void *out);
void pvs_raid_finish(PvsBinder *b, PvsView view, void *out) {
    PvsSpecRaid *raid = out;
    raid->type_index = raid->decoy_type_index = UINT32_MAX;
    if (raid->type) {
        raid->type_index = type_of_raid(b, view, raid);
    }
    if (raid->decoys.type && raid->decoys.share > 0) {
        PvsView decoys = pvs_view_sub(b->load, view, "decoys", NULL);
        raid->decoy_type_index =
            pvs_threat_type(b, pvs_view_find(decoys, "type", NULL).node, raid->decoys.type);
    }
    if (raid->table) {
        pvs_raid_table_read(b, view, raid);
    } else {
        check_rule(b, view, raid);
    }
}
