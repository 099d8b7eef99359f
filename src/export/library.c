// SPDX-License-Identifier: Apache-2.0
// The public face where it is more than a room's own: scenarios to models, names, outcomes as text.
#include <pavise/pavise.h>

#include <string.h>

#include "export/export.h"
#include "scenario/scenario.h"

#define OPTIONS_MADE 0x70767331u // "pvs1"

const char *pvs_version(void) {
    return PAVISE_VERSION;
}

PvsModelOptions pvs_model_options_default(void) {
    return (PvsModelOptions){.made = OPTIONS_MADE};
}

// Hands on all findings; the first error becomes the error value. Frees the list.
static void tell_findings(PvsDiags *diags, const PvsModelOptions *options, PvsStatus status,
                          PvsError *err) {
    bool told = false;
    for (size_t i = 0; i < diags->n; i++) {
        char text[2000];
        bool is_error = diags->items[i].severity == PVS_DIAG_ERROR;
        pvs_diag_format(&diags->items[i], text, sizeof text);
        if (options->on_finding) {
            options->on_finding(options->ctx, is_error, text);
        }
        if (is_error && !told && status != PVS_OK) {
            text[strcspn(text, "\n")] = '\0'; // without the source line and the caret
            pvs_error_set(err, status, "%s", text);
            told = true;
        }
    }
    if (status != PVS_OK && !told) {
        pvs_error_set(err, status, "%s", pvs_status_text(status));
    }
    pvs_diags_free(diags);
}

static PvsStatus load(const char *path, const char *text, size_t n, const char *name,
                      const char *dir, const PvsModelOptions *options, PvsModel **out,
                      PvsError *err) {
    *out = NULL;
    if (!options || options->made != OPTIONS_MADE) {
        return pvs_error_set(err, PVS_BAD_USAGE,
                             "the options were not made by pvs_model_options_default");
    }
    PvsOverride *overrides = pvs_alloc((options->n_settings + 1) * sizeof *overrides);
    if (!overrides) {
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < options->n_settings; i++) {
        overrides[i] = (PvsOverride){options->settings[i].path, options->settings[i].value};
    }
    PvsScenarioOptions opt = pvs_scenario_options_default();
    opt.catalog_dir = options->catalog_dir;
    opt.overrides = overrides;
    opt.n_overrides = options->n_settings;
    PvsDiags diags = {0};
    PvsScenario *scenario = NULL;
    PvsStatus status = path ? pvs_scenario_load(path, &opt, &scenario, &diags)
                            : pvs_scenario_load_text(text, n, name, dir, &opt, &scenario, &diags);
    if (status == PVS_OK) {
        status = pvs_scenario_compile(scenario, out, &diags);
        pvs_scenario_free(scenario);
    }
    tell_findings(&diags, options, status, err);
    pvs_free(overrides);
    return status;
}

PvsStatus pvs_model_load(const char *path, const PvsModelOptions *options, PvsModel **out,
                         PvsError *err) {
    return load(path, NULL, 0, NULL, NULL, options, out, err);
}

PvsStatus pvs_model_load_text(const char *text, size_t n, const char *name, const char *dir,
                              const PvsModelOptions *options, PvsModel **out, PvsError *err) {
    return load(NULL, text, n, name, dir, options, out, err);
}

uint32_t pvs_model_count(const PvsModel *m, PvsEventDomain domain) {
    switch (domain) {
    case PVS_DOM_THREAT:
        return m->n_threats;
    case PVS_DOM_TYPE:
        return m->n_threat_types;
    case PVS_DOM_GROUP:
        return m->n_groups;
    case PVS_DOM_RADAR:
        return m->n_radars;
    case PVS_DOM_UNIT:
        return m->n_units;
    case PVS_DOM_POST:
        return m->n_posts;
    case PVS_DOM_SITE:
        return m->n_sites;
    case PVS_DOM_AREA:
        return m->n_areas;
    case PVS_DOM_ROUND:
        return m->n_round_types;
    default:
        return 0;
    }
}

// "group/k", or "group" where it has one member.
static size_t threat_name(const PvsModel *m, uint32_t threat, char *buf, size_t size) {
    for (uint32_t i = 0; i < m->n_groups; i++) {
        const PvsRaidGroup *g = &m->groups[i];
        if (threat < g->count) {
            return g->count == 1 ? pvs_text_printf(buf, size, "%s", g->named.name)
                                 : pvs_text_printf(buf, size, "%s/%u", g->named.name, threat + 1);
        }
        threat -= g->count;
    }
    return pvs_text_printf(buf, size, "unknown");
}

size_t pvs_model_name(const PvsModel *m, PvsEventDomain domain, uint32_t id, char *buf,
                      size_t size) {
    const char *name;
    char other[PVS_NAME_MAX];
    bool known = id < pvs_model_count(m, domain);
    switch (known ? domain : PVS_DOM_NONE) {
    case PVS_DOM_THREAT:
        return threat_name(m, id, buf, size);
    case PVS_DOM_TYPE:
        name = m->threat_types[id].named.name;
        break;
    case PVS_DOM_GROUP:
        name = m->groups[id].named.name;
        break;
    case PVS_DOM_RADAR:
        name = m->radars[id].named.name;
        break;
    case PVS_DOM_UNIT:
        name = m->units[id].named.name;
        break;
    case PVS_DOM_POST:
        name = m->posts[id].named.name;
        break;
    case PVS_DOM_SITE:
        name = m->sites[id].named.name;
        break;
    case PVS_DOM_AREA:
        name = m->areas[id].named.name;
        break;
    case PVS_DOM_ROUND:
        name = m->round_types[id].named.name;
        break;
    default:
        name = pvs_meta_name(&(PvsMeta){0}, domain, id, other, sizeof other);
        break; // gates, reasons, results; none
    }
    return pvs_text_printf(buf, size, "%s", name);
}

const char *pvs_model_inputs_sha256(const PvsModel *model) {
    return model->inputs_sha256;
}

size_t pvs_outcome_text(const PvsModel *model, const PvsOutcome *outcome, uint64_t seed,
                        uint64_t replication, const char *sha256, bool json, char *buf,
                        size_t size) {
    PvsArena arena;
    PvsMeta meta;
    PvsStr text = {0};
    pvs_arena_init(&arena);
    if (pvs_meta_from_model(model, seed, replication, &arena, &meta, NULL) == PVS_OK) {
        PvsResult result = {&meta, outcome, sha256};
        if (json) {
            pvs_result_json(&result, &text);
        } else {
            pvs_result_table(&result, false, &text);
        }
    }
    size_t n = text.failed ? 0 : text.n;
    if (size > 0) {
        size_t n_copy = n < size ? n : size - 1;
        if (n_copy > 0) {
            memcpy(buf, text.text, n_copy);
        }
        buf[n_copy] = '\0';
    }
    pvs_str_free(&text);
    pvs_arena_free(&arena);
    return n;
}
