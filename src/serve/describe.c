// SPDX-License-Identifier: Apache-2.0
// What the scenario that is shown consists of, for maps, panels and forms.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "serve/view.h"

// --- small pieces of JSON ------------------------------------------------------------------------

static void add_text(PvsStr *out, const char *key, const char *text) {
    pvs_str_printf(out, ", \"%s\": ", key);
    text ? pvs_str_json_string(out, text) : pvs_str_printf(out, "null");
}

static void add_number(PvsStr *out, const char *key, double value) {
    pvs_str_printf(out, ", \"%s\": ", key);
    pvs_str_json_number(out, value);
}

static double deg(double rad) {
    return rad * (180.0 / PVS_PI);
}

static void begin_object(PvsStr *out, const char *name) {
    pvs_str_printf(out, "%s{\"name\": ", out->n > 1 ? ", " : "");
    pvs_str_json_string(out, name);
}

static void add_list(PvsRequest *r, const char *key, PvsStr *list) {
    pvs_str_add(list, "]", 1);
    pvs_request_add_json(r, key, list);
    pvs_str_free(list);
}

// --- things --------------------------------------------------------------------------------------

static void add_thing(void *ctx, const PvsScenarioThing *t) {
    static const char *const moves[] = {"no", "own", "group"};
    PvsStr *out = ctx;
    begin_object(out, t->name);
    add_text(out, "kind", t->kind);
    add_text(out, "path", t->path);
    add_text(out, "type", t->type);
    add_text(out, "under", t->under);
    add_text(out, "move", moves[t->move]);
    add_number(out, "lat_deg", deg(t->lat_rad));
    add_number(out, "lon_deg", deg(t->lon_rad));
    add_number(out, "h_ell_m", t->h_ell_m);
    add_number(out, "heading_deg", deg(t->heading_rad));
    pvs_str_add(out, "}", 1);
}

static void add_raids(PvsRequest *r, const PvsModel *m) {
    PvsStr out = {0};
    pvs_str_add(&out, "[", 1);
    for (uint32_t i = 0; i < m->n_groups; i++) {
        const PvsRaidGroup *g = &m->groups[i];
        begin_object(&out, g->named.name);
        pvs_str_printf(&out, ", \"path\": ");
        char path[300];
        pvs_text_printf(path, sizeof path, "raids.%s", g->named.name);
        pvs_str_json_string(&out, path);
        add_text(&out, "type", m->threat_types[g->type].named.name);
        pvs_str_printf(&out, ", \"count\": %u, \"decoy_share\": ", g->count);
        pvs_str_json_number(&out, g->decoy_type == PVS_NONE ? 0 : g->decoy_share);
        pvs_str_printf(&out, ", \"from\": ");
        if (g->n_route > 0) {
            pvs_str_printf(&out, "[");
            pvs_str_json_number(&out, deg(g->route[0].at.lat_rad));
            pvs_str_printf(&out, ", ");
            pvs_str_json_number(&out, deg(g->route[0].at.lon_rad));
            pvs_str_printf(&out, "]");
        } else {
            pvs_str_printf(&out, "null");
        }
        pvs_str_printf(&out, ", \"aims\": [");
        for (uint32_t k = 0; k < g->n_aims; k++) {
            const PvsAim *aim = &g->aims[k];
            const char *name = aim->kind == PVS_AIM_SITE   ? m->sites[aim->index].named.name
                               : aim->kind == PVS_AIM_UNIT ? m->units[aim->index].named.name
                                                           : "a place";
            pvs_str_printf(&out, k ? ", " : "");
            pvs_str_json_string(&out, name);
        }
        pvs_str_printf(&out, "]}");
    }
    add_list(r, "raids", &out);
}

// --- figures that maps need ----------------------------------------------------------------------

static void add_radar(PvsStr *out, const PvsModel *m, const PvsRadar *radar) {
    const PvsRadarLook *look = &radar->look;
    double sigma_range_m, sigma_az_rad, sigma_el_rad;
    pvs_plot_errors(look, 1000, &sigma_range_m, &sigma_az_rad, &sigma_el_rad); // of a strong plot
    begin_object(out, radar->named.name);
    add_text(out, "unit", radar->unit == PVS_NONE ? NULL : m->units[radar->unit].named.name);
    add_text(out, "post", radar->post == PVS_NONE ? NULL : m->posts[radar->post].named.name);
    add_number(out, "sigma_range_m", sigma_range_m);
    add_number(out, "sigma_az_rad", sigma_az_rad);
    add_number(out, "sigma_el_rad", sigma_el_rad);
    add_number(out, "range_min_m", radar->reach.range_min_m);
    add_number(out, "instrumented_range_m", radar->reach.range_max_m);
    pvs_str_printf(out, ", \"passive\": %s}", radar->passive ? "true" : "false");
}

static void add_figures(PvsRequest *r, const PvsModel *m) {
    PvsStr radars = {0}, rounds = {0}, types = {0};
    pvs_str_add(&radars, "[", 1);
    pvs_str_add(&rounds, "[", 1);
    pvs_str_add(&types, "[", 1);
    for (uint32_t i = 0; i < m->n_radars; i++) {
        add_radar(&radars, m, &m->radars[i]);
    }
    for (uint32_t i = 0; i < m->n_round_types; i++) {
        const PvsRoundType *round = &m->round_types[i];
        begin_object(&rounds, round->named.name);
        add_number(&rounds, "range_min_m", round->envelope.range_min_m);
        add_number(&rounds, "range_max_m", round->envelope.range_max_m);
        add_number(&rounds, "h_min_m", round->envelope.h_min_m);
        add_number(&rounds, "h_max_m", round->envelope.h_max_m);
        add_number(&rounds, "price_usd", round->price_usd);
        pvs_str_printf(&rounds, ", \"gun\": %s}", round->is_gun ? "true" : "false");
    }
    for (uint32_t i = 0; i < m->n_threat_types; i++) {
        const PvsThreatType *type = &m->threat_types[i];
        begin_object(&types, type->named.name);
        add_text(&types, "class", pvs_class_name(type->cls));
        add_number(&types, "speed_mps", type->speed_mps);
        pvs_str_printf(&types, ", \"decoy\": %s}", type->decoy ? "true" : "false");
    }
    add_list(r, "radars", &radars);
    add_list(r, "rounds", &rounds);
    add_list(r, "types", &types);
}

static void add_warnings(PvsRequest *r, const PvsLoaded *loaded) {
    PvsStr findings = {0}, model = {0};
    pvs_json_findings(&findings, &loaded->warnings);
    pvs_request_add_json(r, "warnings", &findings);
    pvs_str_add(&model, "[", 1);
    for (uint32_t i = 0; i < loaded->model->n_warnings; i++) {
        pvs_str_printf(&model, i ? ", " : "");
        pvs_str_json_string(&model, loaded->model->warnings[i]);
    }
    add_list(r, "notes", &model); // that every result repeats
    pvs_str_free(&findings);
}

void pvs_do_describe(PvsRequest *r) {
    PvsView *view = r->view;
    const PvsModel *m = view->now->model;
    PvsStr things = {0};
    pvs_request_add(r, "file", view->name);
    pvs_request_add(r, "name", pvs_scenario_name(view->now->scenario));
    pvs_request_add(r, "reported", pvs_scenario_reported(view->now->scenario));
    pvs_request_add(r, "inputs_sha256", pvs_scenario_inputs_sha256(view->now->scenario));
    pvs_request_add_number(r, "start_unix_s", m->start_unix_s);
    pvs_request_add_number(r, "duration_s", pvs_time_s(m->duration));
    pvs_request_add_number(r, "h_msl_offset_m", m->h_msl_offset_m);
    pvs_request_add_count(r, "seed", view->options.seed);
    pvs_request_add_count(r, "revision", view->revision);
    pvs_request_add_flag(r, "changed", pvs_view_is_changed(view));
    pvs_request_add_flag(r, "writable", pvs_view_is_writable(view));
    pvs_request_add_count(r, "undo", (uint64_t)view->undo.n);
    pvs_request_add_count(r, "redo", (uint64_t)view->redo.n);
    pvs_str_add(&things, "[", 1);
    pvs_scenario_things(view->now->scenario, add_thing, &things);
    add_list(r, "things", &things);
    add_raids(r, m);
    add_figures(r, m);
    add_warnings(r, view->now);
}

// --- values --------------------------------------------------------------------------------------

void pvs_do_values(PvsRequest *r) {
    PvsView *view = r->view;
    PvsStr values = {0};
    PvsStatus status =
        pvs_scenario_values(view->now->scenario, pvs_request_text(r, "under"), &values);
    pvs_request_add_count(r, "revision", view->revision);
    pvs_request_add_json(r, "values", &values);
    if (status != PVS_OK) {
        pvs_request_fail_status(r, status, NULL);
    }
    pvs_str_free(&values);
}

// --- the catalogue -------------------------------------------------------------------------------

// What a function wrote as a JSON document goes into the reply, without its last line break.
static void add_document(PvsRequest *r, const char *key, PvsStr *json, PvsStatus status,
                         PvsDiags *diags) {
    while (json->n > 0 && json->text[json->n - 1] == '\n') {
        json->n--;
    }
    if (status == PVS_OK) {
        pvs_request_add_json(r, key, json);
    } else {
        pvs_request_fail_diags(r, pvs_code_of(status), diags, pvs_status_text(status));
    }
    pvs_str_free(json);
    pvs_diags_free(diags);
}

void pvs_do_catalog(PvsRequest *r) {
    PvsView *view = r->view;
    PvsStr json = {0};
    PvsDiags diags = {0};
    if (view->catalog.n > 0) { // read once: a hundred files
        pvs_request_add_json(r, "catalog", &view->catalog);
        return;
    }
    PvsStatus status = pvs_catalog_list(view->options.catalog_dir, true, &json, &diags);
    if (status == PVS_OK) {
        pvs_str_add(&view->catalog, json.text, json.n);
    }
    add_document(r, "catalog", &json, status, &diags);
}

void pvs_do_entry(PvsRequest *r) {
    const char *name = pvs_request_text(r, "name");
    PvsStr json = {0};
    PvsDiags diags = {0};
    if (!name) {
        pvs_request_fail(r, "bad-request", "\"name\" is that of an entry");
        return;
    }
    PvsStatus status = pvs_catalog_show(r->view->options.catalog_dir, name, true, &json, &diags);
    add_document(r, "entry", &json, status, &diags);
}
