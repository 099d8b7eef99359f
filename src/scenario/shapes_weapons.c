// SPDX-License-Identifier: Apache-2.0
// Values with a shape of their own, second part: cross-sections, profiles, flyout and kill tables.
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "scenario/shapes.h"

static PvsFound nearest(PvsView view) {
    return (PvsFound){view.layers[0].node, &view.layers[0]};
}

// --- cross-section ---------------------------------------------------------------------------------------------

static const char *const aspects[] = {"nose", "beam", "tail", "top"};
static const char *const band_names[PVS_N_BANDS] = {"vhf", "uhf", "l", "s", "c", "x", "ku"};

static double *aspect_of(PvsRcs *rcs, int i) {
    double *const of[] = {&rcs->nose_m2, &rcs->beam_m2, &rcs->tail_m2, &rcs->top_m2};
    return of[i];
}

static void read_area(PvsBinder *b, const char *name, PvsFound found, double *out) {
    const PvsField field = {.name = name,
                            .kind = PVS_FIELD_NUMBER,
                            .dim = PVS_DIM_AREA,
                            .min = 1e-7,
                            .max = 1e5,
                            .flags = PVS_VARY,
                            .help = "radar cross-section"};
    pvs_bind_leaf(b, &field, found, out);
}

// A cross-section of one band: one area for all aspects, or some of the four; those that are not said are the nose's.
static void read_aspects(PvsBinder *b, PvsView view, PvsRcs *out) {
    PvsFound found = nearest(view);
    double all = NAN;
    if (found.node->kind != PVS_NODE_MAP || pvs_node_find(found.node, "best")) {
        read_area(b, "rcs", found, &all);
        *out = (PvsRcs){all, all, all, all};
        return;
    }
    for (int i = 0; i < 4; i++) {
        PvsFound one = pvs_view_find(view, aspects[i], NULL);
        size_t length = pvs_bind_enter(b, aspects[i]);
        *aspect_of(out, i) = i == 0 ? NAN : out->nose_m2;
        if (one.node) {
            read_area(b, aspects[i], one, aspect_of(out, i));
        } else if (i == 0) {
            pvs_report(b->load, found.node,
                       "rcs: {nose: , beam: , tail: , top: } needs at least nose");
        }
        pvs_bind_leave(b, length);
    }
}

static void check_rcs_keys(PvsBinder *b, PvsNode *node, bool bands) {
    for (uint32_t i = 0; node->kind == PVS_NODE_MAP && i < node->n; i++) {
        const char *key = node->pairs[i].key;
        bool ok = false;
        for (int k = 0; k < 4; k++) {
            ok = ok || strcmp(key, aspects[k]) == 0;
        }
        for (int k = 0; bands && k < PVS_N_BANDS; k++) {
            ok = ok || strcmp(key, band_names[k]) == 0;
        }
        if (!ok) {
            pvs_report(b->load, node,
                       "rcs: unknown key \"%.48s\"; this takes an area, or nose, beam, tail, top, "
                       "and bands (vhf, uhf, l, s, c, x, ku)",
                       key);
        }
    }
}

static bool is_figure(const PvsNode *node) {
    return node->kind == PVS_NODE_MAP &&
           (pvs_node_find(node, "best") || pvs_node_find(node, "low") ||
            pvs_node_find(node, "high"));
}

static void read_rcs(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    (void)field;
    PvsRcs *rcs = out, all = {NAN, NAN, NAN, NAN};
    PvsFound found = nearest(view);
    if (found.node->kind == PVS_NODE_MAP && !is_figure(found.node)) {
        check_rcs_keys(b, found.node, true);
        view.n = 1; // aspects of one author belong together
    }
    bool only_bands = found.node->kind == PVS_NODE_MAP && !is_figure(found.node) &&
                      !pvs_node_find(found.node, "nose");
    if (!only_bands) {
        read_aspects(b, view, &all);
    }
    bool some = false;
    for (int band = 0; band < PVS_N_BANDS; band++) {
        rcs[band] = all;
        PvsView own = found.node->kind == PVS_NODE_MAP && !is_figure(found.node)
                          ? pvs_view_sub(b->load, view, band_names[band], NULL)
                          : (PvsView){0};
        if (own.n) {
            size_t length = pvs_bind_enter(b, band_names[band]);
            if (!is_figure(own.layers[0].node)) {
                check_rcs_keys(b, own.layers[0].node, false);
            }
            read_aspects(b, own, &rcs[band]);
            pvs_bind_leave(b, length);
            some = true;
            all = only_bands ? rcs[band] : all; // bands that are not said take the one below them
        }
    }
    if (only_bands && !some) {
        pvs_report(b->load, found.node,
                   "rcs: this takes an area, or {nose: , beam: , tail: , top: }");
        return;
    }
    for (int band = PVS_N_BANDS - 2; only_bands && band >= 0; band--) {
        rcs[band] = pvs_is_set(rcs[band].nose_m2)
                        ? rcs[band]
                        : rcs[band + 1]; // and those below it take the first
    }
}
const PvsShape pvs_shape_rcs = {"an area, or `{nose, beam, tail, top}`, with bands inside",
                                "{\"$ref\": \"#/$defs/rcs\"}", read_rcs, NULL};

// --- profiles --------------------------------------------------------------------------------------------------

static void read_cell(PvsBinder *b, PvsFound row, const PvsField *field, void *out) {
    PvsPair *pair = pvs_node_find(row.node, field->name);
    if (!pair) {
        pvs_report(b->load, row.node,
                   "profile: a row is {at: , altitude: , speed: }; \"%s\" is missing", field->name);
        return;
    }
    size_t length = pvs_bind_enter(b, field->name);
    pvs_bind_leaf(b, field, (PvsFound){&pair->value, row.layer}, out);
    pvs_bind_leave(b, length);
}

static void check_rows(PvsBinder *b, PvsNode *node, const PvsSpecProfile *profile) {
    for (int i = 1; i < profile->n; i++) {
        if (!(profile->row[i].at > profile->row[i - 1].at)) {
            pvs_report(b->load, &node->items[i], "profile: `at` rises from row to row");
        }
    }
    if (profile->n < 2 || profile->row[0].at != 0 || profile->row[profile->n - 1].at != 1) {
        pvs_report(b->load, node, "profile: the first row is at 0 %%, the last at 100 %%");
    }
}

// One row; false: something in it is wrong, which was reported.
static bool read_row(PvsBinder *b, PvsFound row, PvsSpecProfile *profile, uint32_t i) {
    static const PvsField at = {.name = "at",
                                .kind = PVS_FIELD_NUMBER,
                                .dim = PVS_DIM_FRACTION,
                                .help = "share of the ground range"};
    static const PvsField altitude = {.name = "altitude",
                                      .kind = PVS_FIELD_NUMBER,
                                      .dim = PVS_DIM_LENGTH,
                                      .min = 0,
                                      .max = 1e6,
                                      .flags = PVS_VARY,
                                      .help = "above mean sea level"};
    static const PvsField speed = {.name = "speed",
                                   .kind = PVS_FIELD_SPEED,
                                   .dim = PVS_DIM_SPEED,
                                   .min = 1,
                                   .max = 10e3,
                                   .flags = PVS_VARY,
                                   .help = "along the path"};
    if (row.node->kind != PVS_NODE_MAP) {
        pvs_report(b->load, row.node, "profile: a row is {at: , altitude: , speed: }; found %s",
                   pvs_node_found(b->load, row.node));
        return false;
    }
    for (uint32_t k = 0; k < row.node->n; k++) {
        const char *key = row.node->pairs[k].key;
        if (strcmp(key, "at") != 0 && strcmp(key, "altitude") != 0 && strcmp(key, "speed") != 0) {
            pvs_report(b->load, row.node,
                       "profile: unknown key \"%.48s\"; a row is {at: , altitude: , speed: }", key);
        }
    }
    char index[16];
    pvs_text_printf(index, sizeof index, "%u", i + 1);
    size_t length = pvs_bind_enter(b, index);
    profile->row[i].at = profile->row[i].altitude_m = profile->row[i].speed.value = NAN;
    read_cell(b, row, &at, &profile->row[i].at);
    read_cell(b, row, &altitude, &profile->row[i].altitude_m);
    read_cell(b, row, &speed, &profile->row[i].speed);
    pvs_bind_leave(b, length);
    return pvs_is_set(profile->row[i].at) && pvs_is_set(profile->row[i].altitude_m) &&
           pvs_is_set(profile->row[i].speed.value);
}

static void read_profile(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    PvsSpecProfile *profile = out;
    PvsFound found = nearest(view);
    if (found.node->kind != PVS_NODE_LIST || found.node->n > PVS_PROFILE_MAX) {
        pvs_report(b->load, found.node,
                   "%s: this takes a list of 2 to %d rows {at: , altitude: , speed: }; found %s",
                   field->name, PVS_PROFILE_MAX, pvs_node_found(b->load, found.node));
        return;
    }
    bool ok = true;
    for (uint32_t i = 0; i < found.node->n; i++) {
        ok = read_row(b, (PvsFound){&found.node->items[i], found.layer}, profile, i) && ok;
    }
    profile->n = (int)found.node->n;
    if (ok) {
        check_rows(b, found.node, profile);
    }
}
const PvsShape pvs_shape_profile = {"2 to 32 rows `{at: , altitude: , speed: }`",
                                    "{\"$ref\": \"#/$defs/profile\"}", read_profile, NULL};

// --- flyout ----------------------------------------------------------------------------------------------------

static bool read_knot(PvsBinder *b, PvsFound pair, double *range_m, double *time_s) {
    static const PvsField range = {.name = "range",
                                   .kind = PVS_FIELD_NUMBER,
                                   .dim = PVS_DIM_LENGTH,
                                   .min = 0,
                                   .max = 1e7,
                                   .help = ""};
    static const PvsField time = {.name = "time",
                                  .kind = PVS_FIELD_NUMBER,
                                  .dim = PVS_DIM_TIME,
                                  .min = 0,
                                  .max = 1e5,
                                  .help = ""};
    if (pair.node->kind != PVS_NODE_LIST || pair.node->n != 2) {
        pvs_report(b->load, pair.node, "time_to_range: this takes pairs [range, time]; found %s",
                   pvs_node_found(b->load, pair.node));
        return false;
    }
    PvsValue r, t;
    if (!pvs_value_read(b, &range, (PvsFound){&pair.node->items[0], pair.layer}, 0, &r) ||
        !pvs_value_read(b, &time, (PvsFound){&pair.node->items[1], pair.layer}, 0, &t)) {
        return false;
    }
    *range_m = r.dist.a;
    *time_s = t.dist.a;
    return true;
}

static void read_flyout(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    PvsSpecFlyout *flyout = out;
    PvsFound found = nearest(view);
    if (found.node->kind != PVS_NODE_LIST || found.node->n < 1 || found.node->n > PVS_FLYOUT_MAX) {
        pvs_report(b->load, found.node, "%s: this takes 1 to %d pairs [range, time]; found %s",
                   field->name, PVS_FLYOUT_MAX, pvs_node_found(b->load, found.node));
        return;
    }
    for (uint32_t i = 0; i < found.node->n; i++) {
        if (!read_knot(b, (PvsFound){&found.node->items[i], found.layer}, &flyout->range_m[i],
                       &flyout->time_s[i])) {
            return;
        }
        if (i > 0 && !(flyout->range_m[i] > flyout->range_m[i - 1] &&
                       flyout->time_s[i] > flyout->time_s[i - 1])) {
            pvs_report(b->load, &found.node->items[i],
                       "%s: range and time both rise from pair to pair", field->name);
            return;
        }
    }
    if (found.node->n == 1 && !(flyout->range_m[0] > 0 && flyout->time_s[0] > 0)) {
        pvs_report(b->load, found.node, "%s: a single pair is not [0, 0]", field->name);
        return;
    }
    flyout->n = (int)found.node->n;
    pvs_value_tell(b, field, found, NULL);
}
const PvsShape pvs_shape_flyout = {"1 to 8 pairs `[range, time]`, both rising",
                                   "{\"$ref\": \"#/$defs/flyout\"}", read_flyout, NULL};

// --- kill tables -----------------------------------------------------------------------------------------------

static void no_kill(void *out) {
    PvsSpecKill *kill = out;
    for (int i = 0; i < PVS_N_CLASSES; i++) {
        kill->of[i] = NAN;
    }
    kill->any = NAN;
    kill->said = false;
}

static void read_kill(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    PvsSpecKill *kill = out;
    const char **keys;
    const PvsField one = {.name = field->name,
                          .kind = PVS_FIELD_NUMBER,
                          .dim = PVS_DIM_FRACTION,
                          .flags = PVS_VARY,
                          .help = "probability of one round"};
    for (int i = 0; i < view.n; i++) {
        PvsNode *node = view.layers[i].node;
        if (node->kind != PVS_NODE_MAP && !pvs_node_is_null(node)) {
            pvs_report(b->load, node,
                       "%s: this takes class: probability, like {one-way-drone: 70 %%}; found %s",
                       field->name, pvs_node_found(b->load, node));
        }
    }
    uint32_t n = pvs_view_keys(b->load, view, &keys);
    for (uint32_t i = 0; i < n; i++) {
        int cls = pvs_class_from_name(keys[i]);
        bool any = strcmp(keys[i], "any") == 0;
        PvsFound found = pvs_view_find(view, keys[i], NULL);
        if (cls < 0 && !any) {
            pvs_report_class(b, field->name, found.node, keys[i], ", or any");
            continue;
        }
        size_t length = pvs_bind_enter(b, keys[i]);
        pvs_bind_leaf(b, &one, found, any ? &kill->any : &kill->of[cls]);
        pvs_bind_check_range(b, &one, pvs_view_sub(b->load, view, keys[i], NULL));
        pvs_bind_leave(b, length);
        kill->said = kill->said || !any;
    }
}
const PvsShape pvs_shape_kill = {"class of target -> probability; `any` for all that have none",
                                 "{\"$ref\": \"#/$defs/kill\"}", read_kill, no_kill};
