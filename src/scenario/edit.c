// SPDX-License-Identifier: Apache-2.0
// An edit is one splice of the text and one change of its tree. The new text is then read, and must be the changed tree: so an edit that this
// file does not understand well enough is refused, and never damages a scenario.
#include "scenario/edit.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"
#include "scenario/schema.h"

typedef struct {
    PvsArena arena;
    const char *text, *name;
    size_t n;
    const PvsTextEdit *edit;
    PvsDiags *diags;
    PvsEditNode *root, *value;
    size_t from, to, n_splices; // what is replaced, once
    PvsStr with;
    bool failed;
} Edit;

__attribute__((format(printf, 2, 3))) static void fail(Edit *e, const char *format, ...) {
    char message[400];
    va_list args;
    va_start(args, format);
    pvs_text_format(message, sizeof message, format, args);
    va_end(args);
    if (!e->failed) {
        pvs_diags_add(e->diags, PVS_DIAG_ERROR, (PvsPlace){e->name, 0, 0}, "%s: %s", e->edit->path,
                      message);
    }
    e->failed = true;
}

// --- what a path means, by the schema -----------------------------------------------------------

/// Where in the schema a node stands. object null: nothing is known.
typedef struct {
    const PvsObject *object;
    bool names; ///< its keys are names (or places in a list) of such objects
} Place;

static Place place_below(Place at, const char *key, size_t n) {
    char name[80];
    if (at.names || !at.object || n >= sizeof name) {
        return (Place){at.names ? at.object : NULL, false};
    }
    pvs_text_printf(name, sizeof name, "%.*s", (int)n, key);
    const PvsField *field = pvs_object_field(at.object, name);
    if (!field) {
        return (Place){0};
    }
    bool names = field->kind == PVS_FIELD_MAP || field->kind == PVS_FIELD_LIST ||
                 (field->kind == PVS_FIELD_VIEW && (field->flags & PVS_BY_NAME));
    return (Place){field->object, names};
}

// The field that a value which is no map of fields stands for; null.
static const char *shorthand_of(Place at, const PvsEditNode *node) {
    const char *shorthand = at.object && !at.names ? at.object->shorthand : NULL;
    if (!shorthand || pvs_edit_is_null(node)) {
        return NULL;
    }
    if (node->kind != PVS_EDIT_MAP) {
        return shorthand;
    }
    // {from: , bearing: , range: } is a position, not a map of fields
    bool position = strcmp(shorthand, "at") == 0 && !pvs_edit_find(node, "at", 2) &&
                    (pvs_edit_find(node, "from", 4) || pvs_edit_find(node, "bearing", 7) ||
                     pvs_edit_find(node, "range", 5));
    return position ? shorthand : NULL;
}

// The length of the first name of a path: the longest that the map has, for names may have dots in them; else up to the next dot.
static size_t first_name(const PvsEditNode *map, const char *path) {
    size_t best = 0;
    for (PvsEditNode *m = map->kind == PVS_EDIT_MAP ? map->first : NULL; m; m = m->next) {
        size_t n = strlen(m->key);
        if (n > best && strncmp(m->key, path, n) == 0 && (path[n] == '.' || !path[n])) {
            best = n;
        }
    }
    return best ? best : strcspn(path, ".");
}

static PvsEditNode *member_of(const PvsEditNode *node, const char *key, size_t n) {
    if (node->kind != PVS_EDIT_LIST) {
        return pvs_edit_find(node, key, n);
    }
    char *end;
    unsigned long index = strtoul(key, &end, 10);
    PvsEditNode *m = node->first;
    for (unsigned long i = 1; m && i < index; i++) {
        m = m->next;
    }
    return index >= 1 && end == key + n ? m : NULL;
}

// --- trees ---------------------------------------------------------------------------------------

static PvsEditNode *new_map(Edit *e) {
    PvsEditNode *map = pvs_arena_alloc(&e->arena, sizeof *map);
    if (!map) {
        fail(e, "out of memory");
        return NULL;
    }
    map->kind = PVS_EDIT_MAP;
    return map;
}

static void name_member(Edit *e, PvsEditNode *member, const char *key, size_t n) {
    member->key = pvs_arena_strndup(&e->arena, key, n);
    member->key_quoted = false;
    if (!member->key) {
        fail(e, "out of memory");
        member->key = "";
    }
}

static void append(PvsEditNode *above, PvsEditNode *member) {
    member->next = NULL;
    member->before = above->last;
    *(above->last ? &above->last->next : &above->first) = member;
    above->last = member;
}

// The value with maps around it for what is left of a path: "a.b" -> {a: {b: value}}.
static PvsEditNode *wrapped(Edit *e, const char *rest) {
    if (!*rest) {
        return e->value;
    }
    size_t n = strcspn(rest, ".");
    if (n == 0) {
        fail(e, "a name is missing between two dots");
        return NULL;
    }
    PvsEditNode *inner = wrapped(e, rest + n + (rest[n] == '.')), *map = new_map(e);
    if (!inner || !map) {
        return NULL;
    }
    name_member(e, inner, rest, n);
    append(map, inner);
    return map;
}

// What a node says becomes what another one says; where it stands stays.
static void become(PvsEditNode *node, const PvsEditNode *other) {
    node->kind = other->kind;
    node->quoted = other->quoted;
    node->text = other->text;
    node->first = other->first;
    node->last = other->last;
}

// --- splices -------------------------------------------------------------------------------------

static void splice(Edit *e, size_t from, size_t to) {
    e->from = from;
    e->to = to;
    e->n_splices++;
}

static size_t line_begin(const Edit *e, size_t at) {
    while (at > 0 && e->text[at - 1] != '\n' && e->text[at - 1] != '\r') {
        at--;
    }
    return at;
}

static size_t line_end(const Edit *e, size_t at) { // before its break
    while (at < e->n && e->text[at] != '\n' && e->text[at] != '\r') {
        at++;
    }
    return at;
}

static size_t next_line(const Edit *e, size_t at) {
    at = line_end(e, at);
    if (at < e->n && e->text[at] == '\r') {
        at++;
        return at < e->n && e->text[at] == '\n' ? at + 1 : at;
    }
    return at < e->n ? at + 1 : at;
}

// The line break that the text uses.
static const char *line_break(const Edit *e) {
    size_t end = line_end(e, 0);
    return end < e->n && e->text[end] == '\r'
               ? (end + 1 < e->n && e->text[end + 1] == '\n' ? "\r\n" : "\r")
               : "\n";
}

// Puts another value in the place of a node, in text and tree.
static void replace(Edit *e, PvsEditNode *node, PvsEditNode *value) {
    bool is_block = node->kind != PVS_EDIT_SCALAR && !node->flow;
    bool is_empty = node->kind == PVS_EDIT_SCALAR && node->begin == node->end;
    if (is_empty) {
        pvs_str_add(&e->with, " ", 1);
    }
    if (is_block && node->key) {
        // It begins on a line of its own: the value goes behind the colon, the lines go.
        size_t colon = node->key_end;
        while (colon < node->begin && e->text[colon] != ':') {
            colon++;
        }
        size_t first = line_begin(e, node->begin), last = line_end(e, node->end);
        if (colon >= node->begin || first <= colon) {
            fail(e, "this cannot be changed in place");
            return;
        }
        pvs_str_add(&e->with, " ", 1);
        pvs_edit_write(value, &e->with);
        pvs_str_add(&e->with, e->text + colon + 1,
                    first - colon - 1); // the key's own comment, lines between
        size_t from = colon + 1,
               n = e->with.n; // the break before the lines that go stays as the end of what is kept
        while (n > 0 && last < e->n && strchr("\r\n", e->with.text[n - 1])) {
            n--;
        }
        e->with.n = n;
        splice(e, from, last);
    } else {
        pvs_edit_write(value, &e->with);
        splice(e, node->begin, node->end);
    }
    become(node, value);
}

// Adds a member to a map that has none of that name.
static void insert(Edit *e, PvsEditNode *map, const char *key, size_t n, PvsEditNode *value) {
    if (!map->first && !map->flow) {
        fail(e, "this cannot be added in place");
        return;
    }
    name_member(e, value, key, n);
    PvsEditNode *last = map->last;
    if (map->flow) {
        size_t at = last ? (last->end > last->key_end ? last->end : last->key_end) : map->begin + 1;
        if (last) {
            pvs_str_add(&e->with, ", ", 2);
        }
        splice(e, at, at);
    } else {
        // Behind the last line of the last member, as far in as the first one.
        size_t end = map->end, at = next_line(e, end);
        bool at_line_begin = at > 0 && strchr("\r\n", e->text[at - 1]);
        if (!at_line_begin) {
            pvs_str_printf(&e->with, "%s", line_break(e));
        }
        pvs_str_printf(&e->with, "%*s", map->column, "");
        splice(e, at, at);
    }
    pvs_edit_write_key(value, &e->with);
    pvs_str_add(&e->with, ": ", 2);
    pvs_edit_write(value, &e->with);
    if (!map->flow && strchr("\r\n", e->text[e->from > 0 ? e->from - 1 : 0])) {
        pvs_str_printf(&e->with, "%s", line_break(e));
    }
    append(map, value);
}

static void unlink_member(PvsEditNode *above, PvsEditNode *m) {
    *(m->before ? &m->before->next : &above->first) = m->next;
    *(m->next ? &m->next->before : &above->last) = m->before;
}

static void take_away(Edit *e, PvsEditNode *above, PvsEditNode *m) {
    size_t begin = m->key ? m->key_begin : m->begin,
           end = m->end > m->key_end ? m->end : m->key_end;
    if (!m->next && !m->before && !above->flow) {
        PvsEditNode empty = {.kind = above->kind};
        replace(e, above, &empty);
        return;
    }
    if (above->flow) {
        PvsEditNode *b = m->before;
        size_t before = b ? (b->end > b->key_end ? b->end : b->key_end) : above->begin + 1;
        size_t next = m->next ? (m->next->key ? m->next->key_begin : m->next->begin) : end;
        m->next ? splice(e, begin, next) : splice(e, b ? before : begin, end);
    } else {
        size_t first = line_begin(e, begin);
        bool own_line = strspn(e->text + first, " ") >= begin - first;
        if (m->key && !own_line && m->next) { // behind a dash: the next one takes its place
            splice(e, begin, m->next->key_begin);
        } else if (m->key && own_line) {
            splice(e, first, next_line(e, end));
        } else if (!m->key) { // an item of a list: its line begins with the dash
            splice(e, first, next_line(e, end));
        } else {
            fail(e, "this cannot be taken away in place");
            return;
        }
    }
    unlink_member(above, m);
}

// --- the edits -----------------------------------------------------------------------------------

// Sets what a node that is there says.
static void set_here(Edit *e, PvsEditNode *node, Place at) {
    const char *shorthand = at.object && !at.names ? at.object->shorthand : NULL;
    bool for_field = shorthand && e->value->kind == PVS_EDIT_SCALAR && node->kind == PVS_EDIT_MAP &&
                     !shorthand_of(at, node);
    if (!for_field) {
        replace(e, node, e->value);
        return;
    }
    PvsEditNode *field = pvs_edit_find(node, shorthand, strlen(shorthand));
    field ? replace(e, field, e->value) : insert(e, node, shorthand, strlen(shorthand), e->value);
}

// A bare value that stands for one field becomes a map of that field and another.
static void spell_out(Edit *e, PvsEditNode *node, const char *shorthand, const char *rest) {
    size_t n = strcspn(rest, ".");
    PvsEditNode *map = new_map(e), *bare = pvs_arena_alloc(&e->arena, sizeof *bare);
    PvsEditNode *inner = wrapped(e, rest + n + (rest[n] == '.'));
    if (!map || !bare || !inner) {
        fail(e, "out of memory");
        return;
    }
    become(bare, node);
    name_member(e, bare, shorthand, strlen(shorthand));
    append(map, bare);
    name_member(e, inner, rest, n);
    append(map, inner);
    replace(e, node, map);
}

static void set(Edit *e) {
    PvsEditNode *node = e->root;
    Place at = {&pvs_object_scenario, false};
    const char *rest = e->edit->path;
    while (*rest && !e->failed) {
        size_t n = first_name(node, rest);
        const char *behind = rest + n + (rest[n] == '.'), *shorthand = shorthand_of(at, node);
        if (n == 0) {
            fail(e, "a name is missing between two dots");
        } else if (shorthand && strlen(shorthand) == n && strncmp(shorthand, rest, n) == 0) {
            at = place_below(at, rest, n); // the node is that field's value
        } else if (shorthand) {
            spell_out(e, node, shorthand, rest);
            return;
        } else if (member_of(node, rest, n)) {
            node = member_of(node, rest, n);
            at = place_below(at, rest, n);
        } else if (node->kind == PVS_EDIT_MAP) {
            PvsEditNode *value = wrapped(e, behind);
            if (value) {
                insert(e, node, rest, n, value);
            }
            return;
        } else if (pvs_edit_is_null(node)) {
            PvsEditNode *value = wrapped(e, rest);
            if (value) {
                replace(e, node, value);
            }
            return;
        } else {
            fail(e, "\"%.*s\" is nothing that this text has", (int)n, rest);
        }
        rest = behind;
    }
    if (!e->failed) {
        set_here(e, node, at);
    }
}

// The member that the path names, with what it is in; null when the text does not have it.
static PvsEditNode *find(Edit *e, PvsEditNode **above) {
    PvsEditNode *node = e->root;
    const char *rest = e->edit->path;
    *above = NULL;
    while (node && *rest) {
        size_t n = first_name(node, rest);
        *above = node;
        node = member_of(node, rest, n);
        rest += n + (rest[n] == '.');
    }
    return *above ? node : NULL;
}

static void rename_member(Edit *e, PvsEditNode *above, PvsEditNode *m) {
    const char *name = e->edit->value;
    if (!m->key || !*name || pvs_edit_find(above, name, strlen(name))) {
        fail(e,
             m->key ? "\"%.64s\" is taken, or no name"
                    : "what stands in a list has no name (%.64s)",
             name);
        return;
    }
    name_member(e, m, name, strlen(name));
    pvs_edit_write_key(m, &e->with);
    splice(e, m->key_begin, m->key_end);
}

static void apply(Edit *e) {
    PvsEditNode *above, *found = find(e, &above);
    switch (e->edit->kind) {
    case PVS_EDIT_ADD:
        if (found) {
            fail(e, "there is one already");
            return;
        }
        set(e);
        break;
    case PVS_EDIT_SET:
        set(e);
        break;
    case PVS_EDIT_REMOVE:
    case PVS_EDIT_DROP:
        if (found) {
            take_away(e, above, found);
        } else if (e->edit->kind == PVS_EDIT_REMOVE) {
            fail(e, "it is not written in this file (an include or the catalogue may say it)");
        }
        break;
    case PVS_EDIT_RENAME:
        found ? rename_member(e, above, found) : fail(e, "it is not written in this file");
        break;
    }
}

// --- the text ------------------------------------------------------------------------------------

static void put_together(Edit *e, PvsStr *out) {
    if (e->n_splices == 0) {
        e->from = e->to = e->n;
    }
    if (e->from > 0) {
        pvs_str_add(out, e->text, e->from);
    }
    if (e->with.n > 0) {
        pvs_str_add(out, e->with.text, e->with.n);
    }
    if (e->n > e->to) {
        pvs_str_add(out, e->text + e->to, e->n - e->to);
    }
    if (out->failed || e->with.failed) {
        fail(e, "out of memory");
    }
}

static void check(Edit *e, const PvsStr *out) {
    PvsDiags diags = {0};
    PvsEditNode *got =
        pvs_edit_parse(&e->arena, out->text ? out->text : "", out->n, e->name, &diags);
    if (!got || !pvs_edit_equal(got, e->root)) {
        fail(e, "this cannot be changed in place; change it in the file itself");
    }
    pvs_diags_free(&diags);
}

static bool has_value(PvsEditKind kind) {
    return kind == PVS_EDIT_SET || kind == PVS_EDIT_ADD;
}

PvsStatus pvs_scenario_edit_text(const char *text, size_t n, const char *name,
                                 const PvsTextEdit *edit, PvsStr *out, PvsDiags *diags) {
    Edit e = {.text = text, .n = n, .name = name, .edit = edit, .diags = diags};
    pvs_arena_init(&e.arena);
    bool known = edit->path && *edit->path && strlen(edit->path) < 1000 &&
                 (edit->value || edit->kind == PVS_EDIT_REMOVE || edit->kind == PVS_EDIT_DROP);
    if (!known) {
        pvs_diags_add(diags, PVS_DIAG_ERROR, (PvsPlace){name, 0, 0},
                      "an edit needs a path and a value");
        e.failed = true;
    }
    e.root = e.failed ? NULL : pvs_edit_parse(&e.arena, text, n, name, diags);
    if (e.root && has_value(edit->kind)) {
        e.value = pvs_edit_parse(&e.arena, edit->value, strlen(edit->value), edit->path, diags);
    }
    e.failed = e.failed || !e.root || (has_value(edit->kind) && !e.value);
    if (!e.failed) {
        apply(&e);
    }
    if (!e.failed) {
        put_together(&e, out);
    }
    if (!e.failed) {
        check(&e, out);
    }
    if (e.failed) {
        pvs_str_free(out);
        *out = (PvsStr){0};
    }
    pvs_str_free(&e.with);
    pvs_arena_free(&e.arena);
    return e.failed ? PVS_BAD_INPUT : PVS_OK;
}
