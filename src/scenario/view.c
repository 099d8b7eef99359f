// SPDX-License-Identifier: Apache-2.0
// Views: see view.h.
#include "scenario/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

PvsView pvs_view_of(PvsLoad *load, PvsNode *node) {
    PvsLayer *layer = node ? pvs_load_alloc(load, sizeof *layer) : NULL;
    if (!layer) {
        return (PvsView){0};
    }
    layer->node = node;
    return (PvsView){layer, 1};
}

// A place is written as a position, and a position by bearing and range is a map too.
static bool is_position_map(const PvsNode *node, const char *shorthand) {
    return shorthand && strcmp(shorthand, "at") == 0 && !pvs_node_find(node, "at") &&
           pvs_node_find(node, "bearing");
}

// The value that one layer gives to a key.
static PvsNode *in_layer(const PvsLayer *layer, const char *key, const char *shorthand) {
    PvsNode *node = layer->node;
    if (node->kind == PVS_NODE_MAP && !is_position_map(node, shorthand)) {
        PvsPair *pair = pvs_node_find(node, key);
        return pair ? &pair->value : NULL;
    }
    bool meant = shorthand && strcmp(key, shorthand) == 0 && node->kind != PVS_NODE_BROKEN &&
                 !pvs_node_is_null(node);
    return meant ? node : NULL;
}

PvsFound pvs_view_find(PvsView view, const char *key, const char *shorthand) {
    for (int i = 0; i < view.n; i++) {
        PvsNode *node = in_layer(&view.layers[i], key, shorthand);
        if (node) {
            return (PvsFound){node, &view.layers[i]};
        }
    }
    return (PvsFound){0};
}

PvsView pvs_view_sub(PvsLoad *load, PvsView view, const char *key, const char *shorthand) {
    int n = 0;
    for (int i = 0; i < view.n; i++) {
        n += in_layer(&view.layers[i], key, shorthand) != NULL;
    }
    PvsLayer *layers = n ? pvs_load_alloc(load, (size_t)n * sizeof *layers) : NULL;
    if (!layers) {
        return (PvsView){0};
    }
    n = 0;
    for (int i = 0; i < view.n; i++) {
        PvsNode *node = in_layer(&view.layers[i], key, shorthand);
        if (node) {
            layers[n] = view.layers[i];
            layers[n++].node = node;
        }
    }
    return (PvsView){layers, n};
}

PvsView pvs_view_join(PvsLoad *load, PvsView a, PvsView b) {
    if (a.n == 0 || b.n == 0) {
        return a.n ? a : b;
    }
    PvsLayer *layers = pvs_load_alloc(load, (size_t)(a.n + b.n) * sizeof *layers);
    if (!layers) {
        return a;
    }
    memcpy(layers, a.layers, (size_t)a.n * sizeof *layers);
    memcpy(layers + a.n, b.layers, (size_t)b.n * sizeof *layers);
    return (PvsView){layers, a.n + b.n};
}

static int compare_names(const void *a, const void *b) {
    return pvs_name_compare(*(const char *const *)a, *(const char *const *)b);
}

uint32_t pvs_view_keys(PvsLoad *load, PvsView view, const char ***keys) {
    size_t n = 0;
    for (int i = 0; i < view.n; i++) {
        n += view.layers[i].node->kind == PVS_NODE_MAP ? view.layers[i].node->n : 0;
    }
    *keys = n ? pvs_load_alloc(load, n * sizeof **keys) : NULL;
    if (!*keys) {
        return 0;
    }
    n = 0;
    for (int i = 0; i < view.n; i++) {
        const PvsNode *node = view.layers[i].node;
        for (uint32_t k = 0; node->kind == PVS_NODE_MAP && k < node->n; k++) {
            (*keys)[n++] = node->pairs[k].key;
        }
    }
    qsort(*keys, n, sizeof **keys, compare_names);
    uint32_t unique = 0;
    for (size_t i = 0; i < n; i++) {
        if (unique == 0 || strcmp((*keys)[unique - 1], (*keys)[i]) != 0) {
            (*keys)[unique++] = (*keys)[i];
        }
    }
    return unique;
}

PvsNode *pvs_view_node(PvsView view) {
    return view.n ? view.layers[0].node : NULL;
}
