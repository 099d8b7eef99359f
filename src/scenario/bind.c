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
    size_t wanted =
        pvs_text_printf(b->path + length, sizeof b->path - length, "%s%s", length ? "." : "", name);
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

static void report_unknown_key(PvsBinder *b, const PvsNode *map, const PvsPair *pair,
                               const PvsObject *object) {
    const char *names[NAMES_MAX] = {NULL};
    size_t n = names_of(object, names, 0);
    int near = pvs_name_nearest(pair->key, names, n);
    if (near >= 0) {
        pvs_report_at(b->load, PVS_DIAG_ERROR, map->source, pair->line, pair->column,
                      "unknown key \"%.64s\" in %s; did you mean \"%s\"?", pair->key, object->name,
                      names[near]);
        return;
    }
    if (b->load->listed == object) { // its keys were listed just before
        pvs_report_at(b->load, PVS_DIAG_ERROR, map->source, pair->line, pair->column,
                      "unknown key \"%.64s\" in %s", pair->key, object->name);
        return;
    }
    b->load->listed = object;
    char list[300] = "";
    size_t used = 0;
    for (size_t i = 0; i < n && used < sizeof list - 40; i++) {
        used += pvs_text_printf(list + used, sizeof list - used, "%s%s", i ? ", " : "", names[i]);
    }
    bool all = used < sizeof list - 40;
    pvs_report_at(b->load, PVS_DIAG_ERROR, map->source, pair->line, pair->column,
                  "unknown key \"%.64s\" in %s, which takes %s%s", pair->key, object->name, list,
                  all ? "" : ", ...");
}

void pvs_bind_check_keys(PvsBinder *b, PvsView view, const PvsObject *object) {
    for (int i = 0; i < view.n; i++) {
        PvsNode *node = view.layers[i].node;
        bool is_entry = view.layers[i].entry && view.layers[i].base == b->n_path;
        bool bare = object->shorthand && pvs_view_find((PvsView){&view.layers[i], 1},
                                                       object->shorthand, object->shorthand)
                                                 .node == node;
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
            pvs_report(b->load, node, "%s is a map of its fields; found %s", object->name,
                       pvs_node_found(b->load, node));
        }
    }
}

// --- maps and lists --------------------------------------------------------------------------------------------

static bool is_name_byte(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c >= 0x80;
}

static bool check_name(PvsBinder *b, PvsView view, const char *name) {
    size_t n = strlen(name);
    bool ok = n > 0 && n <= 64;
    for (size_t i = 0; ok && i < n; i++) {
        ok = is_name_byte((unsigned char)name[i]) || (i > 0 && name[i] == '.');
    }
    if (!ok) {
        pvs_report(b->load, pvs_view_node(view),
                   "\"%.70s\" is no name: letters, digits, - and _, at most 64", name);
    }
    return ok;
}

static void bind_member(PvsBinder *b, const PvsField *field, const char *name, PvsView view,
                        void *out) {
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

// What was set from outside for the row of a table; empty: nothing.
static PvsView set_for_row(PvsBinder *b, PvsView map, const char *name) {
    PvsView said = pvs_view_sub(b->load, map, name, NULL);
    PvsNode *node = said.n ? pvs_view_node(said) : NULL;
    if (!node || !node->row) {
        return (PvsView){0};
    }
    node->row_met = true;
    return pvs_view_of(b->load, node);
}

// Rows of a table: each is one more layer above the member's own words, and below what was set from outside.
static void bind_rows(PvsBinder *b, const PvsField *field, PvsView map, PvsView view,
                      Members *members) {
    PvsTable table;
    if (!pvs_table_read(b, view, field->object, &table)) {
        return;
    }
    static const char *const own[] = {"table", "columns"};
    PvsView rest = pvs_view_without(b->load, view, own, 2);
    for (uint32_t i = 0; i < table.n; i++) {
        size_t length = pvs_bind_enter(b, table.rows[i].key);
        void *item = add_member(b, members);
        PvsView row = pvs_view_join(b->load, set_for_row(b, map, table.rows[i].key),
                                    pvs_view_of(b->load, &table.rows[i].value));
        row = pvs_view_join(b->load, row, rest);
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

static void check_rows_met(PvsBinder *b, const PvsField *field, PvsView view, const char **keys,
                           uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        PvsNode *node = pvs_view_node(pvs_view_sub(b->load, view, keys[i], NULL));
        if (node->row && !node->row_met) {
            pvs_report(b->load, node, "%s has no \"%.64s\": neither a member nor a row of a table",
                       field->name, keys[i]);
        }
    }
}

static void bind_map(PvsBinder *b, const PvsField *field, PvsView view, PvsSpecMap *out) {
    const char **keys;
    uint32_t n = pvs_view_keys(b->load, listing(field, view), &keys);
    Members members = {.size = field->object->size};
    for (int i = 0; i < view.n; i++) {
        PvsNode *node = view.layers[i].node;
        if (node->kind != PVS_NODE_MAP && !pvs_node_is_null(node)) {
            pvs_report(b->load, node, "%s is a map of names; found %s", field->name,
                       pvs_node_found(b->load, node));
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        PvsView member = pvs_view_sub(b->load, view, keys[i], NULL);
        if ((field->flags & PVS_TABLES) && pvs_view_find(member, "table", NULL).node) {
            bind_rows(b, field, view, member, &members);
            continue;
        }
        if (pvs_view_node(member)->row) {
            continue; // no member: a row of one of the tables
        }
        size_t length = pvs_bind_enter(b, keys[i]);
        void *item = check_name(b, member, keys[i]) ? add_member(b, &members) : NULL;
        if (item) {
            bind_member(b, field, keys[i], member, item);
        }
        pvs_bind_leave(b, length);
    }
    check_rows_met(b, field, view, keys, n);
    keep_members(b, &members, out);
}

static void bind_list(PvsBinder *b, const PvsField *field, PvsView view, PvsSpecMap *out) {
    PvsLayer layer = view.layers[0];
    PvsNode *node = layer.node;
    if (node->kind != PVS_NODE_LIST) {
        pvs_report(b->load, node, "%s: this takes a list; found %s", field->name,
                   pvs_node_found(b->load, node));
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

static void report_missing(PvsBinder *b, PvsView view, const PvsObject *object,
                           const PvsField *field) {
    PvsNode *node = pvs_view_node(view);
    if (node && !b->unknown_type && node->kind != PVS_NODE_BROKEN && !node->reported) {
        pvs_report_at(b->load, PVS_DIAG_ERROR, node->source, node->line, node->column,
                      "%s%s%s lacks \"%s\"%s%s%s", b->path, b->path[0] ? ": " : "", object->name,
                      field->name, field->example ? " (for example " : "",
                      field->example ? field->example : "", field->example ? ")" : "");
    }
}

static void bind_field(PvsBinder *b, PvsView view, const PvsObject *object, const PvsField *field,
                       void *out) {
    PvsView own = pvs_view_sub(b->load, view, field->name, object->shorthand);
    if (own.n == 0) {
        if (field->flags & PVS_NEEDED) {
            pvs_bind_unset(field, out);
        } else if (field->kind == PVS_FIELD_OBJECT) {
            pvs_bind_defaults(b, field->object, out);
        } else {
            pvs_bind_default(b, field, out);
        }
        return;
    }
    switch (field->kind) {
    case PVS_FIELD_OBJECT:
        check_maps(b, own, field->object);
        pvs_bind_object(b, own, field->object, out);
        break;
    case PVS_FIELD_MAP:
        pvs_bind_unset(field, out);
        bind_map(b, field, own, out);
        break;
    case PVS_FIELD_LIST:
        pvs_bind_unset(field, out);
        bind_list(b, field, own, out);
        break;
    case PVS_FIELD_VIEW:
        *(PvsView *)out = own;
        break;
    case PVS_FIELD_SHAPE:
        pvs_bind_unset(field, out);
        field->shape->read(b, field, own, out);
        break;
    default:
        pvs_bind_unset(field, out); // in case that reading fails
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
        bool missing = (field->flags & PVS_NEEDED) &&
                       !pvs_view_find(view, field->name, object->shorthand).node;
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
