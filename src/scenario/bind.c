// SPDX-License-Identifier: Apache-2.0
// The binder: walks a schema table over a view and fills a struct. Begin reading at pvs_bind_object.
#include "scenario/bind.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "base/text.h"
#include "scenario/table.h"

size_t pvs_bind_enter(PvsBinder *b, const char *name) {
    size_t length = b->n_path;
    size_t wanted = pvs_text_printf(b->path + length, sizeof b->path - length, "%s%s", length ? "." : "", name);
    b->n_path = length + wanted < sizeof b->path ? length + wanted : sizeof b->path - 1;
    return length;
}

void pvs_bind_leave(PvsBinder *b, size_t length) {
    b->n_path = length;
    b->path[length] = '\0';
}

// --- keys ------------------------------------------------------------------------------------------------------

const char *const pvs_entry_keys[] = {"name", "kind", "title", "about", "like", "facts", NULL};

static bool is_entry_key(const char *key) {
    for (int i = 0; pvs_entry_keys[i]; i++) {
        if (strcmp(pvs_entry_keys[i], key) == 0) {
            return true;
        }
    }
    return false;
}

#define NAMES_MAX 128

static size_t names_of(const PvsObject *object, const char **names, size_t n) {
    for (; object; object = object->mixin) {
        for (int i = 0; i < object->n_fields && n < NAMES_MAX; i++) {
            names[n++] = object->fields[i].name;
        }
    }
    return n;
}

static void report_unknown_key(PvsBinder *b, const PvsNode *map, const PvsPair *pair, const PvsObject *object) {
    const char *names[NAMES_MAX] = {NULL};
    size_t n = names_of(object, names, 0);
    int near = pvs_name_nearest(pair->key, names, n);
    if (near >= 0) {
        pvs_report_at(b->load, PVS_DIAG_ERROR, map->source, pair->line, pair->column,
                      "unknown key \"%.64s\" in %s; did you mean \"%s\"?", pair->key, object->name, names[near]);
        return;
    }
    if (b->load->listed == object) { // its keys were listed just before
        pvs_report_at(b->load, PVS_DIAG_ERROR, map->source, pair->line, pair->column, "unknown key \"%.64s\" in %s", pair->key, object->name);
        return;
    }
    b->load->listed = object;
    char list[300] = "";
    size_t used = 0;
    for (size_t i = 0; i < n && used < sizeof list - 40; i++) {
        used += pvs_text_printf(list + used, sizeof list - used, "%s%s", i ? ", " : "", names[i]);
    }
    bool all = used < sizeof list - 40;
    pvs_report_at(b->load, PVS_DIAG_ERROR, map->source, pair->line, pair->column, "unknown key \"%.64s\" in %s, which takes %s%s",
                  pair->key, object->name, list, all ? "" : ", ...");
}

void pvs_bind_check_keys(PvsBinder *b, PvsView view, const PvsObject *object) {
    for (int i = 0; i < view.n; i++) {
        PvsNode *node = view.layers[i].node;
        bool is_entry = view.layers[i].entry && view.layers[i].base == b->n_path;
        bool bare = object->shorthand && pvs_view_find((PvsView){&view.layers[i], 1}, object->shorthand, object->shorthand).node == node;
        if (node->kind != PVS_NODE_MAP || node->checked || bare) {
            continue;
        }
        node->checked = true;
        for (uint32_t k = 0; k < node->n; k++) {
            const char *key = node->pairs[k].key;
            bool is_type = object->kinds && strcmp(key, "type") == 0;
            if (!is_type && !pvs_object_field(object, key) && !(is_entry && is_entry_key(key))) {
                report_unknown_key(b, node, &node->pairs[k], object);
            }
        }
    }
}

// A layer of an object that is no map, and no shorthand either.
static void check_maps(PvsBinder *b, PvsView view, const PvsObject *object) {
    for (int i = 0; i < view.n; i++) {
        PvsNode *node = view.layers[i].node;
        if (node->kind != PVS_NODE_MAP && !object->shorthand && !pvs_node_is_null(node)) {
            pvs_report(b->load, node, "%s is a map of its fields; found %s", object->name, pvs_node_found(b->load, node));
        }
    }
}

// --- leaves ----------------------------------------------------------------------------------------------------

static bool text_leaf(PvsBinder *b, const PvsField *field, PvsFound found, const char **out) {
    if (found.node->kind != PVS_NODE_SCALAR || pvs_node_is_null(found.node)) {
        pvs_report(b->load, found.node, "%s: this takes a %s; found %s", field->name,
                   field->kind == PVS_FIELD_NAME ? "name" : "text", pvs_node_found(b->load, found.node));
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
        used += pvs_text_printf(list + used, sizeof list - used, "%s%s", i == 0 ? "" : i + 1 == n ? " or " : ", ", field->names[i]);
    }
    int near = found.node->kind == PVS_NODE_SCALAR ? pvs_name_nearest(found.node->text, field->names, (size_t)n) : -1;
    if (near >= 0) {
        pvs_report(b->load, found.node, "%s: unknown %s; did you mean \"%s\"? This takes %s", field->name,
                   pvs_node_found(b->load, found.node), field->names[near], list);
    } else {
        pvs_report(b->load, found.node, "%s: this takes %s; found %s", field->name, list, pvs_node_found(b->load, found.node));
    }
}

static void class_bit(PvsBinder *b, const PvsField *field, PvsNode *node, uint32_t *mask) {
    int cls = node->kind == PVS_NODE_SCALAR ? pvs_class_from_name(node->text) : -1;
    if (cls >= 0) {
        *mask |= 1u << cls;
        return;
    }
    const char *names[PVS_N_CLASSES];
    for (int i = 0; i < PVS_N_CLASSES; i++) {
        names[i] = pvs_class_name((PvsClass)i);
    }
    int near = node->kind == PVS_NODE_SCALAR ? pvs_name_nearest(node->text, names, PVS_N_CLASSES) : -1;
    pvs_report(b->load, node, "%s: %s is no class of threats%s%s%s", field->name, pvs_node_found(b->load, node),
               near >= 0 ? "; did you mean \"" : "", near >= 0 ? names[near] : "", near >= 0 ? "\"?" : "");
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
        pvs_report(b->load, found.node, "%s: this takes a whole number; found %s", field->name, pvs_node_found(b->load, found.node));
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

static void unset(const PvsField *field, void *out) {
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
static void default_of(PvsBinder *b, const PvsField *field, void *out) {
    unset(field, out);
    if (!field->def) {
        return;
    }
    pvs_value_tell_default(b, field, field->def[0] == '=' ? field->def + 2 : field->def);
    if (field->def[0] == '=' || field->kind == PVS_FIELD_SHAPE) {
        return;
    }
    PvsNode items[8], node = {.kind = PVS_NODE_SCALAR, .text = field->def, .n = (uint32_t)strlen(field->def)};
    char copy[128];
    if (field->kind == PVS_FIELD_CLASSES) { // "one-way-drone, decoy-drone"
        node = (PvsNode){.kind = PVS_NODE_LIST, .items = items};
        pvs_text_printf(copy, sizeof copy, "%s", field->def);
        char *rest = NULL;
        for (char *word = strtok_r(copy, ", ", &rest); word && node.n < 8; word = strtok_r(NULL, ", ", &rest)) {
            items[node.n++] = (PvsNode){.kind = PVS_NODE_SCALAR, .text = word, .n = (uint32_t)strlen(word)};
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
            default_of(b, field, at);
        }
        pvs_bind_leave(b, length);
    }
}

// --- maps and lists --------------------------------------------------------------------------------------------

static bool is_name_byte(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c >= 0x80;
}

static bool check_name(PvsBinder *b, PvsView view, const char *name) {
    size_t n = strlen(name);
    bool ok = n > 0 && n <= 64;
    for (size_t i = 0; ok && i < n; i++) {
        ok = is_name_byte((unsigned char)name[i]) || (i > 0 && name[i] == '.');
    }
    if (!ok) {
        pvs_report(b->load, pvs_view_node(view), "\"%.70s\" is no name: letters, digits, - and _, at most 64", name);
    }
    return ok;
}

static void bind_member(PvsBinder *b, const PvsField *field, const char *name, PvsView view, void *out) {
    const PvsObject *object = field->object;
    bool outer = b->unknown_type;
    b->unknown_type = false;
    PvsSpecHead *head = out;
    bool implied = (field->flags & PVS_TYPE_BY_NAME) != 0;
    check_maps(b, view, object);
    PvsView typed = pvs_bind_typed(b, view, object, implied ? name : NULL);
    if (object == &pvs_object_radar) {
        typed = pvs_view_join(b->load, typed, b->tracking);
    }
    head->name = name;
    head->node = pvs_view_node(view);
    head->view = typed;
    pvs_bind_object(b, typed, object, out);
    b->unknown_type = outer;
}

// A growing array of specs, copied into the loading's arena at the end.
typedef struct {
    char *items;
    size_t size;
    uint32_t n, capacity;
} Members;

static void *add_member(PvsBinder *b, Members *members) {
    if (members->n == members->capacity) {
        uint32_t capacity = members->capacity ? 2 * members->capacity : 8;
        char *items = pvs_realloc(members->items, capacity * members->size);
        if (!items) {
            b->load->no_memory = true;
            return NULL;
        }
        members->items = items;
        members->capacity = capacity;
    }
    void *item = members->items + (size_t)members->n++ * members->size;
    memset(item, 0, members->size);
    return item;
}

static void keep_members(PvsBinder *b, Members *members, PvsSpecMap *out) {
    out->items = members->n ? pvs_load_alloc(b->load, members->n * members->size) : NULL;
    if (out->items) {
        memcpy(out->items, members->items, members->n * members->size);
        out->n = members->n;
    }
    pvs_free(members->items);
}

// Rows of a table: each is one more layer above the member's own words.
static void bind_rows(PvsBinder *b, const PvsField *field, PvsView view, Members *members) {
    PvsTable table;
    if (!pvs_table_read(b, view, field->object, &table)) {
        return;
    }
    static const char *const own[] = {"table", "columns"};
    PvsView rest = pvs_view_without(b->load, view, own, 2);
    for (uint32_t i = 0; i < table.n; i++) {
        size_t length = pvs_bind_enter(b, table.rows[i].key);
        void *item = add_member(b, members);
        PvsView row = pvs_view_join(b->load, pvs_view_of(b->load, &table.rows[i].value), rest);
        if (item && check_name(b, row, table.rows[i].key)) {
            bind_member(b, field, table.rows[i].key, row, item);
        }
        pvs_bind_leave(b, length);
    }
}

// The layers that decide which members a map has: all, or down to the nearest one that is a list of them.
static PvsView listing(const PvsField *field, PvsView view) {
    for (int i = 0; (field->flags & PVS_LISTED) && i < view.n; i++) {
        const PvsNode *node = view.layers[i].node;
        if (node->kind == PVS_NODE_MAP && !node->patch) {
            return (PvsView){view.layers, i + 1};
        }
    }
    return view;
}

static void bind_map(PvsBinder *b, const PvsField *field, PvsView view, PvsSpecMap *out) {
    const char **keys;
    uint32_t n = pvs_view_keys(b->load, listing(field, view), &keys);
    Members members = {.size = field->object->size};
    for (int i = 0; i < view.n; i++) {
        PvsNode *node = view.layers[i].node;
        if (node->kind != PVS_NODE_MAP && !pvs_node_is_null(node)) {
            pvs_report(b->load, node, "%s is a map of names; found %s", field->name, pvs_node_found(b->load, node));
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        PvsView member = pvs_view_sub(b->load, view, keys[i], NULL);
        if ((field->flags & PVS_TABLES) && pvs_view_find(member, "table", NULL).node) {
            bind_rows(b, field, member, &members);
            continue;
        }
        size_t length = pvs_bind_enter(b, keys[i]);
        void *item = check_name(b, member, keys[i]) ? add_member(b, &members) : NULL;
        if (item) {
            bind_member(b, field, keys[i], member, item);
        }
        pvs_bind_leave(b, length);
    }
    keep_members(b, &members, out);
}

static void bind_list(PvsBinder *b, const PvsField *field, PvsView view, PvsSpecMap *out) {
    PvsLayer layer = view.layers[0];
    PvsNode *node = layer.node;
    if (node->kind != PVS_NODE_LIST) {
        pvs_report(b->load, node, "%s: this takes a list; found %s", field->name, pvs_node_found(b->load, node));
        return;
    }
    Members members = {.size = field->object->size};
    for (uint32_t i = 0; i < node->n; i++) {
        char index[16];
        pvs_text_printf(index, sizeof index, "%u", i + 1);
        size_t length = pvs_bind_enter(b, index);
        PvsLayer *item_layer = pvs_load_alloc(b->load, sizeof *item_layer);
        void *item = item_layer ? add_member(b, &members) : NULL;
        if (item) {
            *item_layer = layer;
            item_layer->node = &node->items[i];
            check_maps(b, (PvsView){item_layer, 1}, field->object);
            pvs_bind_object(b, (PvsView){item_layer, 1}, field->object, item);
        }
        pvs_bind_leave(b, length);
    }
    keep_members(b, &members, out);
}

// --- values beyond what their source says ------------------------------------------------------------------------

void pvs_bind_check_range(PvsBinder *b, const PvsField *field, PvsView own) {
    const PvsLayer *said = &own.layers[0];
    if (b->load->sources[said->node->source].entry || said->node->warned || said->node->reported || b->visit || own.n < 2) {
        return;
    }
    for (int i = 1; i < own.n; i++) {
        if (!b->load->sources[own.layers[i].node->source].entry || !pvs_node_find(own.layers[i].node, "best")) {
            continue;
        }
        PvsBinder quiet = *b;
        quiet.draw = NULL;
        PvsValue value, range;
        bool mach = field->kind == PVS_FIELD_SPEED || field->kind == PVS_FIELD_CHANCE_SPEED;
        unsigned take = PVS_TAKE_CHANCE | (mach ? PVS_TAKE_MACH : 0) | (field->kind == PVS_FIELD_HEIGHT ? PVS_TAKE_HEIGHT : 0);
        bool read = pvs_value_read(&quiet, field, (PvsFound){said->node, said}, take, &value) &&
                    pvs_value_read(&quiet, field, (PvsFound){own.layers[i].node, &own.layers[i]}, take, &range);
        bool inside = read && value.low >= range.low * (1 - 1e-9) && value.high <= range.high * (1 + 1e-9);
        bool alike = read && value.mach == range.mach && range.dist.kind == PVS_DIST_FIXED && range.low < range.high;
        if (read && !inside && alike) {
            said->node->warned = true;
            pvs_warn(b->load, said->node, "%s: %s lies outside what the catalogue's sources say of \"%s\": %s", b->path, pvs_node_found(b->load, said->node),
                     own.layers[i].entry, pvs_range_text(b->load, own.layers[i].node));
        }
        return;
    }
}

// --- objects ---------------------------------------------------------------------------------------------------

PvsView pvs_bind_typed(PvsBinder *b, PvsView view, const PvsObject *object, const char *implied) {
    if (!object->kinds) {
        return view;
    }
    PvsFound found = pvs_view_find(view, "type", object->shorthand);
    const PvsType *type = NULL;
    if (found.node && found.node->kind == PVS_NODE_SCALAR) {
        type = pvs_type_need(b, found.node, found.node->text, object);
        b->unknown_type = b->unknown_type || !type;
    } else if (!found.node && implied) {
        type = pvs_type_find(b, implied);
        type = type && type->object == object ? type : NULL;
    }
    if (!type || type->object != object) {
        return view;
    }
    return pvs_view_join(b->load, view, pvs_type_here(b, type));
}

static void report_missing(PvsBinder *b, PvsView view, const PvsObject *object, const PvsField *field) {
    PvsNode *node = pvs_view_node(view);
    if (node && !b->unknown_type && node->kind != PVS_NODE_BROKEN && !node->reported) {
        pvs_report_at(b->load, PVS_DIAG_ERROR, node->source, node->line, node->column, "%s%s%s lacks \"%s\"%s%s%s",
                      b->path, b->path[0] ? ": " : "", object->name, field->name, field->example ? " (for example " : "",
                      field->example ? field->example : "", field->example ? ")" : "");
    }
}

static void bind_field(PvsBinder *b, PvsView view, const PvsObject *object, const PvsField *field, void *out) {
    PvsView own = pvs_view_sub(b->load, view, field->name, object->shorthand);
    if (own.n == 0) {
        if (field->flags & PVS_NEEDED) {
            unset(field, out);
        } else if (field->kind == PVS_FIELD_OBJECT) {
            pvs_bind_defaults(b, field->object, out);
        } else {
            default_of(b, field, out);
        }
        return;
    }
    switch (field->kind) {
    case PVS_FIELD_OBJECT:
        check_maps(b, own, field->object);
        pvs_bind_object(b, own, field->object, out);
        break;
    case PVS_FIELD_MAP:
        unset(field, out);
        bind_map(b, field, own, out);
        break;
    case PVS_FIELD_LIST:
        unset(field, out);
        bind_list(b, field, own, out);
        break;
    case PVS_FIELD_VIEW:
        *(PvsView *)out = own;
        break;
    case PVS_FIELD_SHAPE:
        unset(field, out);
        field->shape->read(b, field, own, out);
        break;
    default:
        unset(field, out); // in case that reading fails
        pvs_bind_leaf(b, field, pvs_view_find(view, field->name, object->shorthand), out);
        if (field->dim != PVS_DIM_NONE) {
            pvs_bind_check_range(b, field, own);
        }
    }
}

void pvs_bind_object(PvsBinder *b, PvsView view, const PvsObject *object, void *out) {
    pvs_bind_check_keys(b, view, object);
    for (int i = 0; i < object->n_fields; i++) {
        const PvsField *field = &object->fields[i];
        bool missing = (field->flags & PVS_NEEDED) && !pvs_view_find(view, field->name, object->shorthand).node;
        size_t length = pvs_bind_enter(b, field->name);
        bind_field(b, view, object, field, (char *)out + field->offset);
        pvs_bind_leave(b, length);
        if (missing) {
            report_missing(b, view, object, field);
        }
    }
    if (object->finish && !b->unknown_type) {
        object->finish(b, view, out);
    }
}
