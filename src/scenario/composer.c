// SPDX-License-Identifier: Apache-2.0
// The composer: libyaml's events -> our tree. Every value keeps its place; depth, number of nodes and size are bounded while reading, so that
// hostile files cost bounded time and memory. What could surprise a reader is refused: aliases, anchors, tags, merge keys.
//
// libyaml 0.2.5 checks UTF-8 and control characters itself. Its parser is quadratic in the depth of flow collections unless the consumer
// stops, so that the depth cap is what bounds its time.
#include <string.h>
#include <yaml.h>

#include "scenario/node.h"

// A collection that is being filled. Children are collected in a growing array and copied into the arena when it ends.
typedef struct {
    PvsNode node;
    PvsPair *pairs; // a list uses the values alone
    uint32_t n, capacity;
    bool has_key;
    PvsPair pending; // MAP: its key has been read, its value is awaited
} Open;

typedef struct {
    PvsLoad *load;
    int source;
    Open open[PVS_DEPTH_MAX];
    int depth;
    PvsNode *root;
    bool stop;
} Composer;

static PvsNode node_at(const Composer *c, PvsNodeKind kind, yaml_mark_t mark) {
    return (PvsNode){.kind = (uint8_t)kind,
                     .source = (uint16_t)c->source,
                     .line = (int32_t)mark.line + 1,
                     .column = (int32_t)mark.column + 1};
}

static void complain(Composer *c, yaml_mark_t mark, const char *what) {
    pvs_report_at(c->load, PVS_DIAG_ERROR, c->source, (int)mark.line + 1, (int)mark.column + 1,
                  "%s", what);
}

static void give_up(Composer *c, yaml_mark_t mark, const char *what) {
    complain(c, mark, what);
    c->stop = true;
}

static bool grow(Composer *c, Open *open) {
    if (open->n < open->capacity) {
        return true;
    }
    uint32_t capacity = open->capacity ? 2 * open->capacity : 8;
    PvsPair *pairs = pvs_realloc(open->pairs, capacity * sizeof *pairs);
    if (!pairs) {
        c->load->no_memory = true;
        c->stop = true;
        return false;
    }
    open->pairs = pairs;
    open->capacity = capacity;
    return true;
}

// Puts a finished value where it belongs: the root, an item of the list, or the value of the pending key.
static void put(Composer *c, PvsNode node) {
    if (++c->load->n_nodes > PVS_NODES_MAX) {
        if (!c->stop) {
            pvs_report_at(c->load, PVS_DIAG_ERROR, c->source, node.line, node.column,
                          "more than %u values; use tables (CSV) for long lists", PVS_NODES_MAX);
        }
        c->stop = true;
        return;
    }
    if (c->depth == 0) {
        c->root = pvs_load_alloc(c->load, sizeof *c->root);
        if (c->root) {
            *c->root = node;
        }
        return;
    }
    Open *open = &c->open[c->depth - 1];
    if (open->node.kind == PVS_NODE_MAP) {
        open->has_key = false;
        if (!open->pending.key || !grow(c, open)) {
            return; // a bad key was reported: its value goes with it
        }
        open->pending.value = node;
        open->pairs[open->n++] = open->pending;
    } else if (grow(c, open)) {
        open->pairs[open->n++] = (PvsPair){.value = node};
    }
}

static bool awaits_key(const Composer *c) {
    return c->depth > 0 && c->open[c->depth - 1].node.kind == PVS_NODE_MAP &&
           !c->open[c->depth - 1].has_key;
}

static void take_key(Composer *c, const char *key, yaml_mark_t mark) {
    Open *open = &c->open[c->depth - 1];
    open->has_key = true;
    open->pending =
        (PvsPair){.key = key, .line = (int32_t)mark.line + 1, .column = (int32_t)mark.column + 1};
    if (key && strcmp(key, "<<") == 0) {
        complain(c, mark, "merge keys (<<) are not taken; use include, or like: in types");
        open->pending.key = NULL;
    }
}

static bool refuse_decoration(Composer *c, yaml_mark_t mark, const void *anchor, const void *tag) {
    if (anchor) {
        complain(
            c, mark,
            "anchors (&name) are not taken; write the value where it is meant, or use include");
    } else if (tag) {
        complain(c, mark, "tags (!name) are not taken; write the value plainly");
    }
    return anchor || tag;
}

static void scalar(Composer *c, const yaml_event_t *event) {
    const char *text = (const char *)event->data.scalar.value;
    size_t n = event->data.scalar.length;
    yaml_mark_t mark = event->start_mark;
    bool bad = refuse_decoration(c, mark, event->data.scalar.anchor, event->data.scalar.tag);
    if (n > PVS_TEXT_MAX) {
        complain(c, mark, "a text of more than 65536 bytes");
        bad = true;
    } else if (memchr(text, '\0', n)) {
        complain(c, mark, "a text with a zero byte in it");
        bad = true;
    }
    const char *kept = bad ? NULL : pvs_load_strndup(c->load, text, n);
    if (awaits_key(c)) {
        take_key(c, kept, mark);
        return;
    }
    PvsNode node = node_at(c, kept ? PVS_NODE_SCALAR : PVS_NODE_BROKEN, mark);
    node.text = kept;
    node.n = kept ? (uint32_t)n : 0;
    node.quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    put(c, node);
}

static void begin(Composer *c, PvsNodeKind kind, const yaml_event_t *event) {
    bool is_map = kind == PVS_NODE_MAP;
    refuse_decoration(c, event->start_mark,
                      is_map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor,
                      is_map ? event->data.mapping_start.tag : event->data.sequence_start.tag);
    if (awaits_key(c)) {
        complain(c, event->start_mark, "a map or a list stands where a name is expected");
        take_key(c, NULL, event->start_mark);
        c->open[c->depth - 1].has_key =
            false; // its value comes later; this collection is thrown away
        c->stop = true;
        return;
    }
    if (c->depth == PVS_DEPTH_MAX) {
        give_up(c, event->start_mark, "nested more than 64 deep");
        return;
    }
    c->open[c->depth++] = (Open){.node = node_at(c, kind, event->start_mark)};
}

static void end(Composer *c) {
    Open *open = &c->open[--c->depth];
    PvsNode node = open->node;
    if (node.kind == PVS_NODE_MAP) {
        PvsPair *pairs = pvs_load_alloc(c->load, (open->n ? open->n : 1) * sizeof *pairs);
        if (pairs) {
            if (open->n) {
                memcpy(pairs, open->pairs, open->n * sizeof *pairs);
            }
            pvs_node_set_pairs(c->load, &node, pairs, open->n);
        }
    } else {
        node.items = pvs_load_alloc(c->load, (open->n ? open->n : 1) * sizeof *node.items);
        for (uint32_t i = 0; node.items && i < open->n; i++) {
            node.items[i] = open->pairs[i].value;
        }
        node.n = node.items ? open->n : 0;
    }
    pvs_free(open->pairs);
    open->pairs = NULL;
    put(c, node);
}

static void alias(Composer *c, const yaml_event_t *event) {
    complain(c, event->start_mark,
             "aliases (*name) are not taken; write the value where it is meant, or use include");
    if (awaits_key(c)) {
        take_key(c, NULL, event->start_mark);
    } else {
        put(c, node_at(c, PVS_NODE_BROKEN, event->start_mark));
    }
}

// One event; false when the text is done or given up.
static bool take(Composer *c, const yaml_event_t *event) {
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        scalar(c, event);
        break;
    case YAML_MAPPING_START_EVENT:
        begin(c, PVS_NODE_MAP, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        begin(c, PVS_NODE_LIST, event);
        break;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        end(c);
        break;
    case YAML_ALIAS_EVENT:
        alias(c, event);
        break;
    case YAML_DOCUMENT_START_EVENT:
        if (c->root) {
            give_up(c, event->start_mark, "a second document begins here; one file holds one");
        } else if (event->data.document_start.tag_directives.start !=
                   event->data.document_start.tag_directives.end) {
            complain(c, event->start_mark, "%TAG directives are not taken");
        }
        break;
    case YAML_STREAM_END_EVENT:
        return false;
    default:
        break;
    }
    return !c->stop && !c->load->no_memory;
}

// Line and column (in characters) of a byte offset: reader errors of libyaml have no mark.
static yaml_mark_t mark_of_offset(const PvsSource *source, size_t offset) {
    yaml_mark_t mark = {0};
    for (size_t i = 0; i < offset && i < source->n; i++) {
        if (source->text[i] == '\n') {
            mark.line++;
            mark.column = 0;
        } else if (((unsigned char)source->text[i] & 0xC0) != 0x80) {
            mark.column++;
        }
    }
    return mark;
}

// Whether a byte stands at a mark, or in the blanks before it.
static bool stands_at(const PvsSource *source, yaml_mark_t mark, char byte) {
    const char *at = source->text, *end = source->text + source->n;
    for (size_t line = 0; at < end && line < mark.line; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        at = stop ? stop + 1 : end;
    }
    for (size_t i = 0; at + i < end && i <= mark.column && (at[i] == ' ' || at[i] == '\t'); i++) {
        if (at[i] == byte) {
            return true;
        }
    }
    return false;
}

static void parser_error(Composer *c, const yaml_parser_t *parser) {
    const char *problem = parser->problem ? parser->problem : "not YAML";
    if (parser->error == YAML_MEMORY_ERROR) {
        c->load->no_memory = true;
        return;
    }
    if (parser->error == YAML_READER_ERROR) {
        yaml_mark_t mark = mark_of_offset(&c->load->sources[c->source], parser->problem_offset);
        bool control = strstr(problem, "control") != NULL;
        pvs_report_at(c->load, PVS_DIAG_ERROR, c->source, (int)mark.line + 1, (int)mark.column + 1,
                      "%s (byte 0x%02X)",
                      control ? "a control character is not allowed"
                              : "this is not valid UTF-8 text",
                      parser->problem_value & 0xFF);
        return;
    }
    yaml_mark_t mark = parser->problem_mark;
    if (parser->error == YAML_SCANNER_ERROR &&
        stands_at(&c->load->sources[c->source], mark, '\t')) {
        complain(c, mark, "a tab stands here; YAML indents with spaces");
        return;
    }
    pvs_report_at(c->load, PVS_DIAG_ERROR, c->source, (int)mark.line + 1, (int)mark.column + 1,
                  "not YAML: %s%s%s", problem, parser->context ? " " : "",
                  parser->context ? parser->context : "");
}

static void run(Composer *c, yaml_parser_t *parser) {
    for (bool more = true; more;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) {
            parser_error(c, parser);
            c->stop = true;
            return;
        }
        more = take(c, &event);
        yaml_event_delete(&event);
    }
}

PvsNode *pvs_compose(PvsLoad *load, int source) {
    Composer *c = pvs_alloc(sizeof *c);
    yaml_parser_t parser;
    if (!c || !yaml_parser_initialize(&parser)) {
        pvs_free(c);
        load->no_memory = true;
        return NULL;
    }
    c->load = load;
    c->source = source;
    const PvsSource *text = &load->sources[source];
    size_t skip =
        text->n >= 3 && memcmp(text->text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0; // byte order mark
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text->text + skip, text->n - skip);
    run(c, &parser);
    yaml_parser_delete(&parser);
    for (int i = 0; i < c->depth; i++) {
        pvs_free(c->open[i].pairs);
    }
    PvsNode *root = c->stop || load->no_memory ? NULL : c->root;
    if (!c->stop && !load->no_memory && (!root || pvs_node_is_null(root))) {
        pvs_report_at(load, PVS_DIAG_ERROR, source, 0, 0, "the file is empty");
        root = NULL;
    }
    pvs_free(c);
    return root;
}
