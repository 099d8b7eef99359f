// SPDX-License-Identifier: Apache-2.0
// Telling a visitor of each value: as it is written, where it stands, what its source is.
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "scenario/bind.h"

static bool is_citation(const char *key) {
    return strcmp(key, "source") == 0 || strcmp(key, "assumption") == 0;
}

void pvs_node_write(PvsStr *str, const PvsNode *node) {
    if (node->kind == PVS_NODE_SCALAR) {
        pvs_str_add(str, node->text, node->n);
        return;
    }
    bool is_map = node->kind == PVS_NODE_MAP, first = true;
    pvs_str_add(str, is_map ? "{" : "[", 1);
    for (uint32_t i = 0; node->kind != PVS_NODE_BROKEN && i < node->n; i++) {
        if (is_map && is_citation(node->pairs[i].key)) {
            continue;
        }
        pvs_str_printf(str, "%s", first ? "" : ", ");
        first = false;
        if (is_map) {
            pvs_str_printf(str, "%s: ", node->pairs[i].key);
        }
        pvs_node_write(str, is_map ? &node->pairs[i].value : &node->items[i]);
    }
    pvs_str_add(str, is_map ? "}" : "]", 1);
}

void pvs_value_tell(PvsBinder *b, const PvsField *field, PvsFound found, const PvsValue *value) {
    if (!b->visit || found.node->kind == PVS_NODE_BROKEN ||
        (b->own_words && found.layer && found.layer->entry)) {
        return;
    }
    PvsStr text = {0};
    pvs_node_write(&text, found.node);
    b->load->no_memory = b->load->no_memory || text.failed;
    char key[PVS_PATH_MAX + 128];
    PvsScenarioValue told = {
        .path = b->path,
        .key = pvs_value_key(b, found.layer, key, sizeof key),
        .text = text.n ? text.text : "",
        .place = {b->load->sources[found.node->source].name, found.node->line, found.node->column},
        .may_vary = (field->flags & PVS_VARY) != 0,
        .in_entry = found.layer && found.layer->entry,
        .dim = field->dim,
        .low = NAN,
        .best = NAN,
        .high = NAN,
        .help = field->help};
    if (value) {
        told.source = value->source;
        told.assumption = value->assumption || (told.in_entry && !value->source);
        told.chance = value->dist.kind != PVS_DIST_FIXED;
        told.low = value->low;
        told.best = value->best;
        told.high = value->high;
    }
    b->visit(b->visit_ctx, &told);
    pvs_str_free(&text);
}

void pvs_value_tell_text(PvsBinder *b, const char *name, const char *text) {
    size_t length = pvs_bind_enter(b, name);
    pvs_value_tell_default(b, &(PvsField){.name = name, .help = ""}, text);
    pvs_bind_leave(b, length);
}

void pvs_value_tell_default(PvsBinder *b, const PvsField *field, const char *text) {
    if (b->visit && !b->silent_defaults) {
        PvsScenarioValue told = {.path = b->path,
                                 .key = b->path,
                                 .text = text,
                                 .is_default = true,
                                 .may_vary = (field->flags & PVS_VARY) != 0,
                                 .dim = field->dim,
                                 .low = NAN,
                                 .best = NAN,
                                 .high = NAN,
                                 .help = field->help};
        b->visit(b->visit_ctx, &told);
    }
}
