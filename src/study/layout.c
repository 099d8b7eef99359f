// SPDX-License-Identifier: Apache-2.0
// The columns of a row and their names, from a model. One place decides the order; blocks, statistics and results follow it.
#include "study/layout.h"

#include <string.h>

#include "base/luck.h"

static const char *const count_names[] = {
#define X(name) #name,
    PVS_THREAT_COUNT_TABLE(X)
#undef X
};
#define X(name) #name,
static const char *const global_names[] = {PVS_GLOBAL_COLUMNS(X)};
static const char *const type_names[] = {PVS_TYPE_COLUMNS(X)};
static const char *const unit_names[] = {PVS_UNIT_COLUMNS(X)};
static const char *const layer_names[] = {PVS_LAYER_COLUMNS(X)};
static const char *const round_names[] = {PVS_ROUND_COLUMNS(X)};
static const char *const site_names[] = {PVS_SITE_COLUMNS(X)};
#undef X

const char *pvs_stage_name(int stage) {
    static const char *const names[PVS_N_STAGES] = {"launched", "seen", "tracked", "assigned",
                                                    "shot at"};
    return stage >= 0 && stage < PVS_N_STAGES ? names[stage] : "";
}

const char *pvs_flow_end_name(int end) {
    static const char *const names[] = {"killed", "soft-killed", "failed", "returned", "in flight"};
    return end < PVS_FLOW_LEAKED ? names[end]
                                 : pvs_leak_name((PvsLeakReason)(end - PVS_FLOW_LEAKED));
}

// Layers in the order of their first unit; units without one share "none".
static bool find_layers(const PvsModel *m, PvsLayout *l) {
    l->layers = pvs_arena_alloc(&l->arena, (m->n_units + 1) * sizeof *l->layers);
    l->unit_layer = pvs_arena_alloc(&l->arena, (m->n_units + 1) * sizeof *l->unit_layer);
    l->layer_rounds = pvs_arena_alloc(&l->arena, (m->n_units + 1) * sizeof *l->layer_rounds);
    l->layer_channels = pvs_arena_alloc(&l->arena, (m->n_units + 1) * sizeof *l->layer_channels);
    l->layer_units = pvs_arena_alloc(&l->arena, (m->n_units + 1) * sizeof *l->layer_units);
    if (!l->layers || !l->unit_layer || !l->layer_rounds || !l->layer_channels || !l->layer_units) {
        return false;
    }
    for (uint32_t u = 0; u < m->n_units; u++) {
        const char *name = m->units[u].layer && *m->units[u].layer ? m->units[u].layer : "none";
        uint32_t k = 0;
        while (k < l->n_layers && strcmp(l->layers[k], name) != 0) {
            k++;
        }
        if (k == l->n_layers) {
            const char *kept = pvs_arena_strndup(&l->arena, name, strlen(name));
            if (!kept) {
                return false;
            }
            l->layers[l->n_layers++] = kept;
        }
        l->unit_layer[u] = k;
        l->layer_units[k]++;
        l->layer_channels[k] += (uint32_t)m->units[u].target_channels;
        for (uint32_t w = 0; w < m->units[u].n_weapons; w++) {
            l->layer_rounds[k] += m->units[u].weapons[w].ready + m->units[u].weapons[w].depot;
        }
    }
    return true;
}

// Names one column; prefix, name, then a mark and what it belongs to.
static bool set_name(PvsLayout *l, uint32_t column, const char *prefix, const char *name,
                     const char *mark, const char *of) {
    char text[400];
    pvs_text_printf(text, sizeof text, "%s%s%s%s", prefix, name, mark, of);
    l->name[column] = pvs_arena_strndup(&l->arena, text, strlen(text));
    return l->name[column] != NULL;
}

static bool name_group(PvsLayout *l, uint32_t first, const char *const *names, uint32_t n,
                       const char *prefix, const char *mark, const char *of) {
    bool ok = true;
    for (uint32_t i = 0; i < n; i++) {
        ok = set_name(l, first + i, prefix, names[i], mark, of) && ok;
    }
    return ok;
}

static bool name_reasons(PvsLayout *l, uint32_t first, const char *mark, const char *of) {
    bool ok = true;
    for (int i = 0; i < PVS_N_LEAK_REASONS; i++) {
        char name[80];
        pvs_text_printf(name, sizeof name, "leakers:%s", pvs_leak_name((PvsLeakReason)i));
        ok = set_name(l, first + (uint32_t)i, "", name, mark, of) && ok;
    }
    return ok;
}

static bool name_columns(const PvsModel *m, PvsLayout *l) {
    bool ok = name_group(l, l->counts, count_names, PVS_N_THREAT_COUNTS, "", "", "") &&
              name_group(l, l->counts + PVS_N_THREAT_COUNTS, count_names, PVS_N_THREAT_COUNTS,
                         "armed_", "", "") &&
              name_group(l, l->counts + 2 * PVS_N_THREAT_COUNTS, count_names, PVS_N_THREAT_COUNTS,
                         "decoys_", "", "") &&
              name_group(l, l->globals, global_names, PVS_N_G, "", "", "") &&
              name_reasons(l, l->reasons, "", "");
    for (uint32_t i = 0; i < l->n_types && ok; i++) {
        const char *of = m->threat_types[i].named.name;
        uint32_t at = l->types + i * PVS_TYPE_STRIDE;
        ok = name_group(l, at, count_names, PVS_N_THREAT_COUNTS, "", "/", of) &&
             name_group(l, at + PVS_N_THREAT_COUNTS, type_names, PVS_N_T, "", "/", of) &&
             name_reasons(l, at + PVS_N_THREAT_COUNTS + PVS_N_T, "/", of);
    }
    for (uint32_t i = 0; i < l->n_units && ok; i++) {
        ok = name_group(l, l->units + i * PVS_N_U, unit_names, PVS_N_U, "", "@",
                        m->units[i].named.name);
    }
    for (uint32_t i = 0; i < l->n_layers && ok; i++) {
        ok = name_group(l, l->by_layer + i * PVS_N_L, layer_names, PVS_N_L, "",
                        "@layer:", l->layers[i]);
    }
    for (uint32_t i = 0; i < l->n_rounds && ok; i++) {
        ok = name_group(l, l->by_round + i * PVS_N_R, round_names, PVS_N_R, "", "%",
                        m->round_types[i].named.name);
    }
    for (uint32_t i = 0; i < l->n_sites && ok; i++) {
        ok = name_group(l, l->sites + i * PVS_N_S, site_names, PVS_N_S, "",
                        "@site:", m->sites[i].named.name);
    }
    for (int s = 0; s < PVS_N_STAGES && ok; s++) {
        for (int e = 0; e < PVS_N_FLOW_ENDS && ok; e++) {
            char name[120];
            pvs_text_printf(name, sizeof name, "flow:%s:%s%s", pvs_stage_name(s),
                            e < PVS_FLOW_LEAKED ? "" : "leaked: ", pvs_flow_end_name(e));
            ok = set_name(l, l->flow + (uint32_t)(s * PVS_N_FLOW_ENDS + e), "", name, "", "");
        }
    }
    return ok;
}

PvsStatus pvs_layout_make(const PvsModel *m, PvsLayout *l, PvsError *err) {
    *l = (PvsLayout){.n_types = m->n_threat_types,
                     .n_units = m->n_units,
                     .n_rounds = m->n_round_types,
                     .n_sites = m->n_sites,
                     .n_times = PVS_SERIES_TIMES,
                     .dt_s = pvs_time_s(m->duration) / (PVS_SERIES_TIMES - 1)};
    pvs_arena_init(&l->arena);
    if (!find_layers(m, l)) {
        pvs_layout_free(l);
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    }
    l->globals = l->counts + 3 * PVS_N_THREAT_COUNTS;
    l->reasons = l->globals + PVS_N_G;
    l->types = l->reasons + PVS_N_LEAK_REASONS;
    l->units = l->types + l->n_types * PVS_TYPE_STRIDE;
    l->by_layer = l->units + l->n_units * PVS_N_U;
    l->by_round = l->by_layer + l->n_layers * PVS_N_L;
    l->sites = l->by_round + l->n_rounds * PVS_N_R;
    l->flow = l->sites + l->n_sites * PVS_N_S;
    l->n = l->flow + PVS_N_STAGES * PVS_N_FLOW_ENDS;
    l->n_series = 3 + 2 * l->n_layers;
    l->name = pvs_arena_alloc(&l->arena, l->n * sizeof *l->name);
    if (!l->name || !name_columns(m, l)) {
        pvs_layout_free(l);
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    }
    l->hash = pvs_id_of_name((const char *)&l->dt_s, sizeof l->dt_s);
    for (uint32_t i = 0; i < l->n; i++) {
        l->hash = pvs_id_pair(l->hash, pvs_id_of_name(l->name[i], strlen(l->name[i])));
    }
    return PVS_OK;
}

void pvs_layout_free(PvsLayout *l) {
    pvs_arena_free(&l->arena);
    l->n = 0;
    l->name = NULL;
}

int pvs_layout_find(const PvsLayout *l, const char *name) {
    for (uint32_t i = 0; i < l->n; i++) {
        if (strcmp(l->name[i], name) == 0) {
            return (int)i;
        }
    }
    return -1;
}
