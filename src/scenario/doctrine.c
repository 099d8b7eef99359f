// SPDX-License-Identifier: Apache-2.0
// Doctrine: several levels that say something (unit, formation, posts upwards, scenario) become one table by class. The nearest level that
// says something wins, field by field; within a level what stands under `against` comes before what holds for all.
#include <string.h>

#include "scenario/impl.h"

#define LEVELS_MAX 24

typedef struct {
    PvsView level[LEVELS_MAX];
    int n;
} Levels;

static void add_level(Levels *levels, PvsView view) {
    if (view.n && levels->n < LEVELS_MAX) {
        levels->level[levels->n++] = view;
    }
}

static uint32_t add_formation(Levels *levels, const PvsRoster *roster, uint32_t formation,
                              uint32_t last) {
    if (formation != PVS_NONE && formation != last) {
        add_level(levels, ((const PvsSpecFormation *)roster->things[formation].spec)->doctrine);
    }
    return formation;
}

static Levels levels_of(const PvsBound *bound, uint32_t unit) {
    const PvsRoster *roster = &bound->roster;
    const PvsThing *thing = &roster->things[unit];
    Levels levels = {.n = 0};
    add_level(&levels, ((const PvsSpecUnit *)thing->spec)->doctrine);
    uint32_t formation = add_formation(&levels, roster, thing->formation, PVS_NONE);
    uint32_t post = thing->above;
    for (int steps = 0; post != PVS_NONE && steps < LEVELS_MAX; steps++) {
        const PvsThing *above = &roster->things[post];
        add_level(&levels, ((const PvsSpecPost *)above->spec)->doctrine);
        formation = add_formation(&levels, roster, above->formation, formation);
        post = above->above;
    }
    add_level(&levels, bound->spec.doctrine);
    return levels;
}

static PvsClassDoctrine class_doctrine(PvsBinder *b, const Levels *levels, const PvsView *against,
                                       int cls) {
    PvsView view = {0};
    for (int i = 0; i < levels->n; i++) {
        view = pvs_view_join(
            b->load, view, pvs_view_sub(b->load, against[i], pvs_class_name((PvsClass)cls), NULL));
        view = pvs_view_join(b->load, view, levels->level[i]);
    }
    PvsSpecClassDoctrine spec;
    pvs_bind_object(b, view, &pvs_object_class_doctrine, &spec);
    return (PvsClassDoctrine){.control = (PvsWeaponsControl)spec.control,
                              .fire = (PvsFirePolicy)spec.fire,
                              .salvo = (int)spec.salvo,
                              .max_salvos = (int)spec.max_salvos,
                              .reserve_share = spec.reserve};
}

PvsDoctrine pvs_doctrine_of(PvsBinder *b, const PvsBound *bound, uint32_t unit,
                            double *keep_out_m) {
    PvsScenarioVisit visit = b->visit;
    b->visit = NULL;
    Levels levels = levels_of(bound, unit);
    PvsView against[LEVELS_MAX], all = {0};
    for (int i = 0; i < levels.n; i++) {
        against[i] = pvs_view_sub(b->load, levels.level[i], "against", NULL);
        all = pvs_view_join(b->load, all, levels.level[i]);
    }
    PvsSpecDoctrine spec = {0};
    pvs_bind_object(b, all, &pvs_object_doctrine, &spec);
    PvsDoctrine out = {.choose = (PvsChoose)spec.choose,
                       .engage_believed_decoys = spec.engage_decoys == 1,
                       .wait_for_identification = spec.wait_for_identification == 1};
    *keep_out_m = spec.keep_out_m;
    uint32_t left = (spec.leave_to_others == UINT32_MAX ? 0 : spec.leave_to_others) |
                    (spec.leave_to_guns == UINT32_MAX ? 0 : spec.leave_to_guns);
    for (int cls = 0; cls < PVS_N_CLASSES; cls++) {
        out.against[cls] = class_doctrine(b, &levels, against, cls);
        out.against[cls].leave_to_others = (left >> cls & 1) != 0;
    }
    b->visit = visit;
    return out;
}

// What one level says against one class.
static void check_against(PvsBinder *b, PvsView against, const char *cls) {
    PvsView own = pvs_view_sub(b->load, against, cls, NULL);
    PvsNode *node = pvs_view_node(own);
    PvsSpecClassDoctrine spec;
    if (pvs_class_from_name(cls) < 0) {
        pvs_report_class(b, "against", node, cls, "");
    } else if (node->kind != PVS_NODE_MAP) {
        pvs_report(
            b->load, node,
            "against: this takes class: {control, fire, salvo, max_salvos, reserve}; found %s",
            pvs_node_found(b->load, node));
    } else {
        pvs_bind_object(b, own, &pvs_object_class_doctrine, &spec);
    }
}

void pvs_doctrine_check(PvsBinder *b, PvsView doctrine) {
    bool silent = b->silent_defaults;
    b->silent_defaults = true;
    PvsSpecDoctrine all = {0};
    PvsSpecClassDoctrine one;
    for (int i = 0; i < doctrine.n; i++) {
        PvsNode *node = doctrine.layers[i].node;
        if (node->kind != PVS_NODE_MAP && !pvs_node_is_null(node)) {
            pvs_report(b->load, node, "doctrine is a map; found %s", pvs_node_found(b->load, node));
        }
    }
    pvs_bind_object(b, doctrine, &pvs_object_doctrine, &all);
    pvs_bind_object(b, doctrine, &pvs_object_class_doctrine, &one);
    const char **classes;
    uint32_t n = pvs_view_keys(b->load, all.against, &classes);
    for (uint32_t i = 0; i < n; i++) {
        size_t length = pvs_bind_enter(b, "against");
        pvs_bind_enter(b, classes[i]);
        check_against(b, all.against, classes[i]);
        pvs_bind_leave(b, length);
    }
    b->silent_defaults = silent;
}
