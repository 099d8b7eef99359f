// SPDX-License-Identifier: Apache-2.0
// libyaml's events -> a tree with places. Marks are taken by line and column: libyaml's own index counts a CR LF within a text once.
#include <string.h>
#include <yaml.h>

#include "scenario/edit.h"
#include "scenario/node.h"

typedef struct {
    PvsArena *arena;
    const char *text, *name;
    size_t n;
    size_t *lines; // where each begins; pvs_alloc
    size_t n_lines, capacity;
    PvsDiags *diags;
    yaml_parser_t parser;
    int depth;
    unsigned n_nodes;
    bool failed;
} Reader;

// --- places --------------------------------------------------------------------------------------

// Bytes of the line break at p, as libyaml sees line breaks; 0: none.
static size_t break_length(const char *p, size_t n) {
    const unsigned char *u = (const unsigned char *)p;
    if (n >= 2 && u[0] == '\r' && u[1] == '\n') {
        return 2;
    }
    if (n >= 1 && (u[0] == '\r' || u[0] == '\n')) {
        return 1;
    }
    if (n >= 2 && u[0] == 0xC2 && u[1] == 0x85) {
        return 2;
    }
    return n >= 3 && u[0] == 0xE2 && u[1] == 0x80 && (u[2] == 0xA8 || u[2] == 0xA9) ? 3 : 0;
}

static bool add_line(Reader *r, size_t at) {
    if (r->n_lines == r->capacity) {
        size_t capacity = r->capacity ? 2 * r->capacity : 256;
        size_t *lines = pvs_realloc(r->lines, capacity * sizeof *lines);
        if (!lines) {
            return false;
        }
        r->lines = lines;
        r->capacity = capacity;
    }
    r->lines[r->n_lines++] = at;
    return true;
}

static bool find_lines(Reader *r, size_t skip) {
    bool done = add_line(r, skip);
    for (size_t i = skip; done && i < r->n;) {
        size_t n = break_length(r->text + i, r->n - i);
        i += n ? n : 1;
        done = !n || add_line(r, i);
    }
    return done;
}

static size_t offset_of(const Reader *r, yaml_mark_t mark) {
    if (mark.line >= r->n_lines) {
        return r->n;
    }
    size_t at = r->lines[mark.line];
    for (size_t i = 0; i < mark.column && at < r->n; i++) {
        at++;
        while (at < r->n && ((unsigned char)r->text[at] & 0xC0) == 0x80) {
            at++;
        }
    }
    return at;
}

// A text in block style ends with its last letter, not with the empty lines behind it.
static size_t trimmed(const Reader *r, size_t begin, size_t end) {
    while (end > begin && strchr(" \t\r\n", r->text[end - 1]) && r->text[end - 1]) {
        end--;
    }
    return end;
}

// --- events --------------------------------------------------------------------------------------

static void refuse(Reader *r, yaml_mark_t mark, const char *why) {
    if (!r->failed) {
        pvs_diags_add(r->diags, PVS_DIAG_ERROR,
                      (PvsPlace){r->name, (int)mark.line + 1, (int)mark.column + 1}, "%s", why);
    }
    r->failed = true;
}

static bool next_event(Reader *r, yaml_event_t *event) {
    if (r->failed) {
        return false;
    }
    if (!yaml_parser_parse(&r->parser, event)) {
        refuse(r, r->parser.problem_mark, r->parser.problem ? r->parser.problem : "not YAML");
        return false;
    }
    return true;
}

static PvsEditNode *new_node(Reader *r, const yaml_event_t *event, PvsEditNodeKind kind) {
    PvsEditNode *node = pvs_arena_alloc(r->arena, sizeof *node);
    if (!node || ++r->n_nodes > PVS_NODES_MAX) {
        refuse(r, event->start_mark, node ? "too many values" : "out of memory");
        return NULL;
    }
    node->kind = kind;
    node->begin = offset_of(r, event->start_mark);
    node->end = offset_of(r, event->end_mark);
    node->column = (int)event->start_mark.column;
    return node;
}

static PvsEditNode *read_scalar(Reader *r, const yaml_event_t *event) {
    PvsEditNode *node = new_node(r, event, PVS_EDIT_SCALAR);
    if (!node) {
        return NULL;
    }
    if (event->data.scalar.anchor || event->data.scalar.tag ||
        memchr(event->data.scalar.value, 0, event->data.scalar.length)) {
        refuse(r, event->start_mark, "anchors, tags and zero bytes are not taken");
        return NULL;
    }
    yaml_scalar_style_t style = event->data.scalar.style;
    node->quoted = style != YAML_PLAIN_SCALAR_STYLE;
    if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE) {
        node->end = trimmed(r, node->begin, node->end);
    }
    node->text = pvs_arena_strndup(r->arena, (const char *)event->data.scalar.value,
                                   event->data.scalar.length);
    if (!node->text) {
        refuse(r, event->start_mark, "out of memory");
    }
    return node;
}

static void append(PvsEditNode *above, PvsEditNode *member) {
    member->before = above->last;
    *(above->last ? &above->last->next : &above->first) = member;
    above->last = member;
}

static PvsEditNode *read_value(Reader *r, const yaml_event_t *event);

// The members of a map or list, until its end.
static void read_members(Reader *r, PvsEditNode *node) {
    for (yaml_event_t event; next_event(r, &event);) {
        yaml_event_type_t type = event.type;
        if (type == YAML_MAPPING_END_EVENT || type == YAML_SEQUENCE_END_EVENT) {
            if (node->flow) {
                node->end = offset_of(r, event.end_mark);
            } else if (node->last) {
                size_t end = node->last->end;
                node->end = end > node->last->key_end ? end : node->last->key_end;
            }
            yaml_event_delete(&event);
            return;
        }
        PvsEditNode *key = NULL, *value;
        if (node->kind == PVS_EDIT_MAP) {
            if (type != YAML_SCALAR_EVENT) {
                refuse(r, event.start_mark, "a name is expected here");
            }
            key = type == YAML_SCALAR_EVENT ? read_scalar(r, &event) : NULL;
            yaml_event_delete(&event);
            if (!key || !next_event(r, &event)) {
                return;
            }
        }
        value = read_value(r, &event);
        yaml_event_delete(&event);
        if (!value) {
            return;
        }
        if (key) {
            value->key = key->text;
            value->key_quoted = key->quoted;
            value->key_begin = key->begin;
            value->key_end = key->end;
        }
        append(node, value);
    }
}

static PvsEditNode *read_value(Reader *r, const yaml_event_t *event) {
    bool map = event->type == YAML_MAPPING_START_EVENT;
    if (event->type == YAML_SCALAR_EVENT) {
        return read_scalar(r, event);
    }
    if (!map && event->type != YAML_SEQUENCE_START_EVENT) {
        refuse(r, event->start_mark, "a value is expected here");
        return NULL;
    }
    if (r->depth == PVS_DEPTH_MAX) {
        refuse(r, event->start_mark, "nested more than 64 deep");
        return NULL;
    }
    PvsEditNode *node = new_node(r, event, map ? PVS_EDIT_MAP : PVS_EDIT_LIST);
    if (!node) {
        return NULL;
    }
    bool decorated = map ? event->data.mapping_start.anchor || event->data.mapping_start.tag
                         : event->data.sequence_start.anchor || event->data.sequence_start.tag;
    if (decorated) {
        refuse(r, event->start_mark, "anchors and tags are not taken");
        return NULL;
    }
    node->flow = map ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                     : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    r->depth++;
    read_members(r, node);
    r->depth--;
    return r->failed ? NULL : node;
}

static PvsEditNode *read_document(Reader *r) {
    PvsEditNode *root = NULL;
    for (yaml_event_t event; next_event(r, &event);) {
        yaml_event_type_t type = event.type;
        if (type == YAML_DOCUMENT_START_EVENT && root) {
            refuse(r, event.start_mark, "a second document begins here");
        } else if (type == YAML_SCALAR_EVENT || type == YAML_MAPPING_START_EVENT ||
                   type == YAML_SEQUENCE_START_EVENT || type == YAML_ALIAS_EVENT) {
            root = read_value(r, &event);
        }
        yaml_event_delete(&event);
        if (type == YAML_STREAM_END_EVENT) {
            break;
        }
    }
    return r->failed ? NULL : root;
}

PvsEditNode *pvs_edit_parse(PvsArena *arena, const char *text, size_t n, const char *name,
                            PvsDiags *diags) {
    Reader r = {.arena = arena, .text = text, .name = name, .n = n, .diags = diags};
    size_t skip = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0; // byte order mark
    if (n > PVS_YAML_BYTES_MAX || !yaml_parser_initialize(&r.parser)) {
        pvs_diags_add(diags, PVS_DIAG_ERROR, (PvsPlace){name, 0, 0}, "too large, or out of memory");
        return NULL;
    }
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)text + skip, n - skip);
    PvsEditNode *root = find_lines(&r, skip) ? read_document(&r) : NULL;
    if (!root && !r.failed) {
        pvs_diags_add(diags, PVS_DIAG_ERROR, (PvsPlace){name, 0, 0}, "nothing is written here");
    }
    yaml_parser_delete(&r.parser);
    pvs_free(r.lines);
    return root;
}

// --- looking and comparing -----------------------------------------------------------------------

PvsEditNode *pvs_edit_find(const PvsEditNode *map, const char *key, size_t n) {
    for (PvsEditNode *m = map->kind == PVS_EDIT_MAP ? map->first : NULL; m; m = m->next) {
        if (strncmp(m->key, key, n) == 0 && m->key[n] == '\0') {
            return m;
        }
    }
    return NULL;
}

bool pvs_edit_is_null(const PvsEditNode *node) {
    return node->kind == PVS_EDIT_SCALAR && !node->quoted &&
           (!*node->text || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

bool pvs_edit_equal(const PvsEditNode *a, const PvsEditNode *b) {
    if (a->kind != b->kind) {
        return false;
    }
    if (a->kind == PVS_EDIT_SCALAR) {
        return a->quoted == b->quoted && strcmp(a->text, b->text) == 0;
    }
    const PvsEditNode *x = a->first, *y = b->first;
    for (; x && y; x = x->next, y = y->next) {
        if ((x->key && strcmp(x->key, y->key) != 0) || !pvs_edit_equal(x, y)) {
            return false;
        }
    }
    return !x && !y;
}

// --- writing -------------------------------------------------------------------------------------

// Whether a text may stand unquoted between brackets, and as a name: stricter than YAML, never wrong.
static bool is_plain(const char *text) {
    static const char never_first[] = "?:,[]{}#&*!|>'\"%@`=<";
    size_t n = strlen(text);
    if (n == 0 || text[0] == ' ' || text[n - 1] == ' ' || text[n - 1] == ':' ||
        strchr(never_first, text[0]) ||
        (text[0] == '-' && (n == 1 || strchr(" -,[]{}", text[1])))) {
        return false;
    }
    if (strncmp(text, "...", 3) == 0) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        bool ends_value = c == ':' && strchr(" ,[]{}", text[i + 1]);
        bool comment = c == '#' && text[i - 1] == ' ';
        if (c < 0x20 || c >= 0x7F || strchr(",[]{}\"", (int)c) || ends_value || comment) {
            return false;
        }
    }
    return true;
}

static void write_quoted(const char *text, PvsStr *out) {
    pvs_str_add(out, "\"", 1);
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '"' || c == '\\') {
            pvs_str_add(out, "\\", 1);
            pvs_str_add(out, p, 1);
        } else if (c == '\n') {
            pvs_str_add(out, "\\n", 2);
        } else if (c < 0x20 || c == 0x7F) {
            pvs_str_printf(out, "\\x%02X", c);
        } else if (c == 0xC2 && (unsigned char)p[1] == 0x85) { // line breaks of YAML's own
            pvs_str_add(out, "\\N", 2);
            p++;
        } else if (c == 0xE2 && (unsigned char)p[1] == 0x80 &&
                   ((unsigned char)p[2] & 0xFE) == 0xA8) {
            pvs_str_add(out, (unsigned char)p[2] == 0xA8 ? "\\L" : "\\P", 2);
            p += 2;
        } else {
            pvs_str_add(out, p, 1);
        }
    }
    pvs_str_add(out, "\"", 1);
}

void pvs_edit_write_key(PvsEditNode *member, PvsStr *out) {
    if (member->key_quoted || !is_plain(member->key)) {
        write_quoted(member->key, out);
    } else {
        pvs_str_printf(out, "%s", member->key);
    }
}

void pvs_edit_write(PvsEditNode *node, PvsStr *out) {
    if (node->kind == PVS_EDIT_SCALAR) {
        if (pvs_edit_is_null(node)) {
            node->text = "null";
        } else if (!is_plain(node->text)) {
            node->quoted = true;
        }
        node->quoted ? write_quoted(node->text, out) : pvs_str_printf(out, "%s", node->text);
        return;
    }
    bool map = node->kind == PVS_EDIT_MAP;
    pvs_str_add(out, map ? "{" : "[", 1);
    for (PvsEditNode *m = node->first; m; m = m->next) {
        if (m != node->first) {
            pvs_str_add(out, ", ", 2);
        }
        if (map) {
            pvs_edit_write_key(m, out);
            pvs_str_add(out, ": ", 2);
        }
        pvs_edit_write(m, out);
    }
    pvs_str_add(out, map ? "}" : "]", 1);
}
