// SPDX-License-Identifier: Apache-2.0
// Leaves: one value each, by the kind of its field; defaults, which are written as a user would write them and read the same way; and the look
// at what a value's source says.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "base/text.h"
#include "scenario/bind.h"

// --- leaves ----------------------------------------------------------------------------------------------------

static bool text_leaf(PvsBinder *b, const PvsField *field, PvsFound found, const char **out) {
    if (found.node->kind != PVS_NODE_SCALAR || pvs_node_is_null(found.node)) {
        pvs_report(b->load, found.node, "%s: this takes a %s; found %s", field->name,
                   field->kind == PVS_FIELD_NAME ? "name" : "text",
                   pvs_node_found(b->load, found.node));
        return false;
    }
    *out = found.node->text;
    pvs_value_tell(b, field, found, NULL);
    return true;
}

static void enum_leaf(PvsBinder *b, const PvsField *field, PvsFound found, int *out) {
    int n = 0;
    while (field->names[n]) {
        n++;
    }
    for (int i = 0; found.node->kind == PVS_NODE_SCALAR && i < n; i++) {
        if (strcmp(found.node->text, field->names[i]) == 0) {
            *out = i;
            pvs_value_tell(b, field, found, NULL);
            return;
        }
    }
    char list[300] = "";
    size_t used = 0;
    for (int i = 0; i < n && used < sizeof list - 40; i++) {
        used += pvs_text_printf(list + used, sizeof list - used, "%s%s",
                                i == 0       ? ""
                                : i + 1 == n ? " or "
                                             : ", ",
                                field->names[i]);
    }
    int near = found.node->kind == PVS_NODE_SCALAR
                   ? pvs_name_nearest(found.node->text, field->names, (size_t)n)
                   : -1;
    if (near >= 0) {
        pvs_report(b->load, found.node, "%s: unknown %s; did you mean \"%s\"? This takes %s",
                   field->name, pvs_node_found(b->load, found.node), field->names[near], list);
    } else {
        pvs_report(b->load, found.node, "%s: this takes %s; found %s", field->name, list,
                   pvs_node_found(b->load, found.node));
    }
}

void pvs_report_class(PvsBinder *b, const char *what, PvsNode *node, const char *name,
                      const char *others) {
    const char *names[PVS_N_CLASSES];
    for (int i = 0; i < PVS_N_CLASSES; i++) {
        names[i] = pvs_class_name((PvsClass)i);
    }
    int near = pvs_name_nearest(name, names, PVS_N_CLASSES);
    if (near >= 0) {
        pvs_report(b->load, node, "%s: \"%.48s\" is no class of threats; did you mean \"%s\"?",
                   what, name, names[near]);
    } else {
        pvs_report(
            b->load, node,
            "%s: \"%.48s\" is no class of threats (one-way-drone, cruise-missile, ballistic, "
            "aircraft, ...%s)",
            what, name, others);
    }
}

static void class_bit(PvsBinder *b, const PvsField *field, PvsNode *node, uint32_t *mask) {
    int cls = node->kind == PVS_NODE_SCALAR ? pvs_class_from_name(node->text) : -1;
    if (cls >= 0) {
        *mask |= 1u << cls;
    } else if (node->kind == PVS_NODE_SCALAR) {
        pvs_report_class(b, field->name, node, node->text, "");
    } else {
        pvs_report(b->load, node, "%s: this takes classes of threats; found %s", field->name,
                   pvs_node_found(b->load, node));
    }
}

static void classes_leaf(PvsBinder *b, const PvsField *field, PvsFound found, uint32_t *out) {
    *out = 0;
    if (found.node->kind != PVS_NODE_LIST) {
        class_bit(b, field, found.node, out);
    }
    for (uint32_t i = 0; found.node->kind == PVS_NODE_LIST && i < found.node->n; i++) {
        class_bit(b, field, &found.node->items[i], out);
    }
    pvs_value_tell(b, field, found, NULL);
}

static void count_leaf(PvsBinder *b, const PvsField *field, PvsFound found, int64_t *out) {
    PvsValue value;
    if (!pvs_value_read(b, field, found, 0, &value)) {
        return;
    }
    if (value.best != floor(value.best)) {
        pvs_report(b->load, found.node, "%s: this takes a whole number; found %s", field->name,
                   pvs_node_found(b->load, found.node));
        return;
    }
    *out = (int64_t)floor(value.dist.a + 0.5);
    pvs_value_tell(b, field, found, &value);
}

static void number_leaf(PvsBinder *b, const PvsField *field, PvsFound found, void *out) {
    bool mach = field->kind == PVS_FIELD_SPEED || field->kind == PVS_FIELD_CHANCE_SPEED;
    bool chance = field->kind != PVS_FIELD_NUMBER && field->kind != PVS_FIELD_SPEED;
    unsigned take = (mach ? PVS_TAKE_MACH : 0) | (chance ? PVS_TAKE_CHANCE : 0) |
                    (field->kind == PVS_FIELD_HEIGHT ? PVS_TAKE_HEIGHT : 0);
    PvsValue value;
    if (!pvs_value_read(b, field, found, take, &value)) {
        return;
    }
    switch (field->kind) {
    case PVS_FIELD_NUMBER:
        *(double *)out = value.dist.a;
        break;
    case PVS_FIELD_SPEED:
        *(PvsSpecSpeed *)out = (PvsSpecSpeed){value.dist.a, value.mach};
        break;
    case PVS_FIELD_CHANCE_SPEED:
        *(PvsSpecSpeedDist *)out = (PvsSpecSpeedDist){value.dist, value.mach};
        break;
    case PVS_FIELD_HEIGHT:
        *(PvsSpecHeight *)out = (PvsSpecHeight){value.dist, value.agl};
        break;
    default:
        *(PvsDist *)out = value.dist;
    }
    pvs_value_tell(b, field, found, &value);
}

void pvs_bind_leaf(PvsBinder *b, const PvsField *field, PvsFound found, void *out) {
    switch (field->kind) {
    case PVS_FIELD_TEXT:
    case PVS_FIELD_NAME:
        text_leaf(b, field, found, out);
        break;
    case PVS_FIELD_BOOL:
        if (pvs_value_bool(b, field->name, found.node, out)) {
            pvs_value_tell(b, field, found, NULL);
        }
        break;
    case PVS_FIELD_ENUM:
        enum_leaf(b, field, found, out);
        break;
    case PVS_FIELD_CLASSES:
        classes_leaf(b, field, found, out);
        break;
    case PVS_FIELD_COUNT:
        count_leaf(b, field, found, out);
        break;
    default:
        number_leaf(b, field, found, out);
    }
}

// --- defaults --------------------------------------------------------------------------------------------------

void pvs_bind_unset(const PvsField *field, void *out) {
    switch (field->kind) {
    case PVS_FIELD_BOOL:
    case PVS_FIELD_ENUM:
        *(int *)out = -1;
        break;
    case PVS_FIELD_COUNT:
        *(int64_t *)out = PVS_UNSET;
        break;
    case PVS_FIELD_NUMBER:
        *(double *)out = NAN;
        break;
    case PVS_FIELD_SPEED:
        *(PvsSpecSpeed *)out = (PvsSpecSpeed){NAN, false};
        break;
    case PVS_FIELD_CHANCE_SPEED:
        *(PvsSpecSpeedDist *)out = (PvsSpecSpeedDist){pvs_dist_fixed(NAN), false};
        break;
    case PVS_FIELD_HEIGHT:
        *(PvsSpecHeight *)out = (PvsSpecHeight){pvs_dist_fixed(NAN), false};
        break;
    case PVS_FIELD_CHANCE:
        *(PvsDist *)out = pvs_dist_fixed(NAN);
        break;
    case PVS_FIELD_CLASSES:
        *(uint32_t *)out = UINT32_MAX;
        break;
    case PVS_FIELD_SHAPE:
        if (field->shape->absent) {
            field->shape->absent(out);
        }
        break;
    case PVS_FIELD_TEXT:
    case PVS_FIELD_NAME:
        *(const char **)out = NULL;
        break;
    case PVS_FIELD_MAP:
    case PVS_FIELD_LIST:
        *(PvsSpecMap *)out = (PvsSpecMap){0};
        break;
    case PVS_FIELD_VIEW:
        *(PvsView *)out = (PvsView){0};
        break;
    case PVS_FIELD_OBJECT: // its fields have their own
        break;
    }
}

// A default is written as a user would write it, and read the same way.
void pvs_bind_default(PvsBinder *b, const PvsField *field, void *out) {
    pvs_bind_unset(field, out);
    if (!field->def) {
        return;
    }
    pvs_value_tell_default(b, field, field->def[0] == '=' ? field->def + 2 : field->def);
    if (field->def[0] == '=' || field->kind == PVS_FIELD_SHAPE) {
        return;
    }
    PvsNode items[8],
        node = {.kind = PVS_NODE_SCALAR, .text = field->def, .n = (uint32_t)strlen(field->def)};
    char copy[128];
    if (field->kind == PVS_FIELD_CLASSES) { // "one-way-drone, decoy-drone"
        node = (PvsNode){.kind = PVS_NODE_LIST, .items = items};
        pvs_text_printf(copy, sizeof copy, "%s", field->def);
        char *rest = NULL;
        for (char *word = strtok_r(copy, ", ", &rest); word && node.n < 8;
             word = strtok_r(NULL, ", ", &rest)) {
            items[node.n++] =
                (PvsNode){.kind = PVS_NODE_SCALAR, .text = word, .n = (uint32_t)strlen(word)};
        }
    }
    PvsScenarioVisit visit = b->visit;
    PvsIgnoranceDraw draw = b->draw;
    b->visit = NULL;
    b->draw = NULL;
    pvs_bind_leaf(b, field, (PvsFound){&node, NULL}, out);
    b->visit = visit;
    b->draw = draw;
}

void pvs_bind_defaults(PvsBinder *b, const PvsObject *object, void *out) {
    for (int i = 0; i < object->n_fields; i++) {
        const PvsField *field = &object->fields[i];
        size_t length = pvs_bind_enter(b, field->name);
        void *at = (char *)out + field->offset;
        if (field->kind == PVS_FIELD_OBJECT) {
            pvs_bind_defaults(b, field->object, at);
        } else {
            pvs_bind_default(b, field, at);
        }
        pvs_bind_leave(b, length);
    }
}

// --- values beyond what their source says ------------------------------------------------------------------------

void pvs_bind_check_range(PvsBinder *b, const PvsField *field, PvsView own) {
    const PvsLayer *said = &own.layers[0];
    if (b->load->sources[said->node->source].entry || said->node->warned || said->node->reported ||
        b->visit || own.n < 2) {
        return;
    }
    for (int i = 1; i < own.n; i++) {
        if (!b->load->sources[own.layers[i].node->source].entry ||
            !pvs_node_find(own.layers[i].node, "best")) {
            continue;
        }
        PvsBinder quiet = *b;
        quiet.draw = NULL;
        PvsValue value, range;
        bool mach = field->kind == PVS_FIELD_SPEED || field->kind == PVS_FIELD_CHANCE_SPEED;
        unsigned take = PVS_TAKE_CHANCE | (mach ? PVS_TAKE_MACH : 0) |
                        (field->kind == PVS_FIELD_HEIGHT ? PVS_TAKE_HEIGHT : 0);
        bool read = pvs_value_read(&quiet, field, (PvsFound){said->node, said}, take, &value) &&
                    pvs_value_read(&quiet, field, (PvsFound){own.layers[i].node, &own.layers[i]},
                                   take, &range);
        bool inside =
            read && value.low >= range.low * (1 - 1e-9) && value.high <= range.high * (1 + 1e-9);
        bool alike = read && value.mach == range.mach && range.dist.kind == PVS_DIST_FIXED &&
                     range.low < range.high;
        if (read && !inside && alike) {
            said->node->warned = true;
            pvs_warn(b->load, said->node,
                     "%s: %s lies outside what the catalogue's sources say of \"%s\": %s", b->path,
                     pvs_node_found(b->load, said->node), own.layers[i].entry,
                     pvs_range_text(b->load, own.layers[i].node));
        }
        return;
    }
}
