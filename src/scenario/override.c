// SPDX-License-Identifier: Apache-2.0
// Values set from outside (a study's factors, the command line's --set): written into the tree of the scenario itself, where they stand above
// includes and catalogue like any other word of the scenario, and are checked like it.
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/impl.h"

typedef struct {
    PvsBinder *b;
    PvsView root;
    const char *path; ///< whole, for messages
    PvsNode value;
    bool failed;
} Setting;

__attribute__((format(printf, 2, 3))) static void fail(Setting *s, const char *format, ...) {
    char message[400];
    va_list args;
    va_start(args, format);
    pvs_text_format(message, sizeof message, format, args);
    va_end(args);
    pvs_report_at(s->b->load, PVS_DIAG_ERROR, s->value.source, 0, 0, "%s", message);
    s->failed = true;
}

// The value under a key of a map, made when it is not there.
static PvsNode *child(Setting *s, PvsNode *map, const char *key, size_t n) {
    PvsLoad *load = s->b->load;
    if (map->kind == PVS_NODE_LIST) {
        char *end;
        unsigned long index = strtoul(key, &end, 10);
        if (end != key + n || index < 1 || index > map->n) {
            fail(s, "%s: \"%.*s\" is no place in a list of %u", s->path, (int)n, key, map->n);
            return NULL;
        }
        return &map->items[index - 1];
    }
    char *name = pvs_load_strndup(load, key, n);
    PvsPair *found = name ? pvs_node_find(map, name) : NULL;
    if (found || !name) {
        return found ? &found->value : NULL;
    }
    if (map->kind != PVS_NODE_MAP) {
        *map = (PvsNode){
            .kind = PVS_NODE_MAP, .patch = true, .source = s->value.source, .line = 1, .column = 1};
    }
    PvsPair *pairs = pvs_load_alloc(load, (map->n + 1) * sizeof *pairs);
    if (!pairs) {
        return NULL;
    }
    if (map->n) {
        memcpy(pairs, map->pairs, map->n * sizeof *pairs);
    }
    pairs[map->n] = (PvsPair){.key = name,
                              .line = 1,
                              .column = 1,
                              .value = {.kind = PVS_NODE_SCALAR,
                                        .text = "",
                                        .source = s->value.source,
                                        .line = 1,
                                        .column = 1}};
    pvs_node_set_pairs(load, map, pairs, map->n + 1);
    found = pvs_node_find(map, name);
    return found ? &found->value : NULL;
}

// A bare value that stands for one field becomes a map with that field.
static void spell_out(Setting *s, PvsNode *node, const PvsObject *object) {
    if (object && object->shorthand && node->kind == PVS_NODE_SCALAR && !pvs_node_is_null(node)) {
        PvsNode bare = *node;
        *node = (PvsNode){
            .kind = PVS_NODE_MAP, .source = bare.source, .line = bare.line, .column = bare.column};
        PvsNode *inner = child(s, node, object->shorthand, strlen(object->shorthand));
        if (inner) {
            *inner = bare;
        }
    }
}

static void set_here(Setting *s, PvsNode *node, const PvsObject *object) {
    if (object && object->shorthand && s->value.kind == PVS_NODE_SCALAR &&
        node->kind == PVS_NODE_MAP) {
        node = child(s, node, object->shorthand, strlen(object->shorthand));
    }
    if (node) {
        *node = s->value;
    }
}

// The longest name of a map that a path begins with: names may have dots in them.
static size_t name_length(PvsBinder *b, PvsView view, const char *rest) {
    const char **keys;
    uint32_t n = pvs_view_keys(b->load, view, &keys);
    size_t best = 0;
    for (uint32_t i = 0; i < n; i++) {
        size_t length = strlen(keys[i]);
        if (length > best && strncmp(keys[i], rest, length) == 0 &&
            (rest[length] == '.' || rest[length] == '\0')) {
            best = length;
        }
    }
    return best;
}

static void set_parts(Setting *s, PvsNode *node, const char *rest) {
    while (node && *rest) {
        size_t n = strcspn(rest, ".");
        node = child(s, node, rest, n);
        rest += n + (rest[n] == '.');
    }
    if (node) {
        *node = s->value;
    }
}

// Whether some member of a map is a table.
static bool has_table(PvsBinder *b, PvsView view) {
    const char **keys;
    uint32_t n = pvs_view_keys(b->load, view, &keys);
    for (uint32_t i = 0; i < n; i++) {
        PvsView member = pvs_view_sub(b->load, view, keys[i], NULL);
        if (pvs_view_find(member, "table", NULL).node) {
            return true;
        }
    }
    return false;
}

// A name that no member has may be that of a row: tables are read later, so it is kept for them. False: it cannot be one.
static bool may_be_row(Setting *s, const PvsField *field, PvsView view, const char *rest) {
    if (!has_table(s->b, view)) {
        return false;
    }
    if (!(field->flags & PVS_TABLES)) {
        fail(s,
             "%s: rows of a table of %s are set in the table; from outside, only what is said for "
             "all "
             "of them",
             s->path, field->name);
        return false;
    }
    return rest[strcspn(rest, ".")] == '.';
}

static void report_no_name(Setting *s, const PvsField *field, PvsView view, const char *rest) {
    const char **keys;
    uint32_t n = pvs_view_keys(s->b->load, view, &keys);
    char name[80];
    pvs_text_printf(name, sizeof name, "%.*s", (int)strcspn(rest, "."), rest);
    int near = pvs_name_nearest(name, keys, n);
    fail(s, "%s: %s has no \"%s\"%s%s%s", s->path, field->name, name,
         near >= 0 ? "; did you mean \"" : "", near >= 0 ? keys[near] : "", near >= 0 ? "\"?" : "");
}

static void set_in_object(Setting *s, PvsNode *node, PvsView view, const PvsObject *object,
                          const char *rest, int depth);

// Behind a map's field: a name, then what belongs to the member.
static void set_in_map(Setting *s, PvsNode *node, PvsView view, const PvsField *field,
                       const char *rest, int depth) {
    size_t n = name_length(s->b, view, rest);
    bool of_scenario = pvs_object_field(&pvs_object_scenario, field->name) == field &&
                       field->kind == PVS_FIELD_MAP;
    bool row = n == 0 && of_scenario && may_be_row(s, field, view, rest);
    if (n == 0 && of_scenario && !row) {
        if (!s->failed) {
            report_no_name(s, field, view, rest);
        }
        return;
    }
    n = n ? n : strcspn(rest, ".");
    char *name = pvs_load_strndup(s->b->load, rest, n);
    PvsNode *member = name ? child(s, node, rest, n) : NULL;
    if (!member) {
        return;
    }
    if (row) {
        *member = (PvsNode){.kind = PVS_NODE_MAP,
                            .patch = true,
                            .row = true,
                            .source = s->value.source,
                            .line = 1,
                            .column = 1};
    }
    rest += n + (rest[n] == '.');
    if (field->object && *rest) {
        spell_out(s, member, field->object);
        set_in_object(s, member, pvs_view_sub(s->b->load, view, name, NULL), field->object, rest,
                      depth + 1);
    } else if (*rest) {
        set_parts(s, member, rest);
    } else {
        set_here(s, member, field->object);
    }
}

static void set_in_object(Setting *s, PvsNode *node, PvsView view, const PvsObject *object,
                          const char *rest, int depth) {
    char name[80];
    size_t n = strcspn(rest, ".");
    pvs_text_printf(name, sizeof name, "%.*s", (int)n, rest);
    const PvsField *field = pvs_object_field(object, name);
    if (!field || depth > 16) {
        const char *names[128];
        size_t n_names = 0;
        for (const PvsObject *o = object; o; o = o->mixin) {
            for (int i = 0; i < o->n_fields && n_names < 128; i++) {
                names[n_names++] = o->fields[i].name;
            }
        }
        int near = pvs_name_nearest(name, names, n_names);
        fail(s, "%s: %s has no \"%s\"%s%s%s", s->path, object->name, name,
             near >= 0 ? "; did you mean \"" : "", near >= 0 ? names[near] : "",
             near >= 0 ? "\"?" : "");
        return;
    }
    rest += n + (rest[n] == '.');
    PvsNode *value = child(s, node, name, n);
    PvsView sub = pvs_view_sub(s->b->load, view, name, object->shorthand);
    bool map = field->kind == PVS_FIELD_MAP ||
               (field->kind == PVS_FIELD_VIEW && (!field->object || (field->flags & PVS_BY_NAME)));
    if (!value) {
        return;
    }
    if (!*rest) {
        set_here(s, value, field->kind == PVS_FIELD_OBJECT ? field->object : NULL);
    } else if (map) {
        set_in_map(s, value, sub, field, rest, depth);
    } else if (field->object && field->kind != PVS_FIELD_LIST) {
        spell_out(s, value, field->object);
        set_in_object(s, value, sub, field->object, rest, depth + 1);
    } else {
        set_parts(s, value, rest);
    }
}

bool pvs_override_apply(PvsBinder *b, PvsView root, const PvsOverride *override) {
    PvsLoad *load = b->load;
    if (!override->path || !override->value || strlen(override->path) > PVS_PATH_MAX / 2) {
        return false;
    }
    char *name = pvs_load_printf(load, "%s=", override->path),
         *role = pvs_load_printf(load, "override %s", override->path);
    int source = name && role
                     ? pvs_source_add(load, name, role, override->value, strlen(override->value))
                     : -1;
    PvsNode *value = source >= 0 ? pvs_compose(load, source) : NULL;
    if (!value) {
        return false;
    }
    Setting s = {.b = b, .root = root, .path = override->path, .value = *value};
    set_in_object(&s, root.layers[0].node, root, &pvs_object_scenario, override->path, 0);
    return !s.failed && !load->no_memory;
}
