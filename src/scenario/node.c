// SPDX-License-Identifier: Apache-2.0
// Trees: looking up keys, and the words for what was found.
#include "scenario/node.h"

#include <stdlib.h>
#include <string.h>

#define SORT_FROM 12 ///< maps of fewer pairs are searched one by one

typedef struct {
    const char *key;
    uint32_t index;
} SortKey;

static int compare_keys(const void *a, const void *b) {
    const SortKey *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

PvsPair *pvs_node_find(const PvsNode *node, const char *key) {
    if (!node || node->kind != PVS_NODE_MAP) {
        return NULL;
    }
    if (!node->sorted) {
        for (uint32_t i = 0; i < node->n; i++) {
            if (strcmp(node->pairs[i].key, key) == 0) {
                return &node->pairs[i];
            }
        }
        return NULL;
    }
    uint32_t low = 0, high = node->n;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        PvsPair *pair = &node->pairs[node->sorted[middle]];
        int order = strcmp(pair->key, key);
        if (order == 0) {
            return pair;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static void report_duplicate(PvsLoad *load, const PvsNode *map, const PvsPair *first,
                             const PvsPair *again) {
    pvs_report_at(load, PVS_DIAG_ERROR, map->source, again->line, again->column,
                  "\"%.64s\" stands here a second time; the first is in line %d, column %d",
                  again->key, first->line, first->column);
}

// Sorts by key, reports keys that stand twice, and marks the later ones by a null key.
static bool drop_duplicates(PvsLoad *load, PvsNode *map, SortKey *keys, uint32_t n) {
    bool dropped = false;
    qsort(keys, n, sizeof *keys, compare_keys);
    for (uint32_t i = 1, first = 0; i < n; i++) {
        if (strcmp(keys[i].key, keys[first].key) != 0) {
            first = i;
            continue;
        }
        report_duplicate(load, map, &map->pairs[keys[first].index], &map->pairs[keys[i].index]);
        dropped = true;
    }
    if (dropped) {
        for (uint32_t i = n; i-- > 1;) {
            if (strcmp(keys[i].key, keys[i - 1].key) == 0) {
                map->pairs[keys[i].index].key = NULL;
            }
        }
    }
    return dropped;
}

void pvs_node_set_pairs(PvsLoad *load, PvsNode *map, PvsPair *pairs, uint32_t n) {
    map->pairs = pairs;
    map->n = n;
    map->sorted = NULL;
    SortKey *keys = n > 1 ? pvs_alloc(n * sizeof *keys) : NULL;
    if (n > 1 && !keys) {
        load->no_memory = true;
        return;
    }
    for (uint32_t i = 0; keys && i < n; i++) {
        keys[i] = (SortKey){pairs[i].key, i};
    }
    if (keys && drop_duplicates(load, map, keys, n)) {
        map->n = 0;
        for (uint32_t i = 0; i < n; i++) {
            if (pairs[i].key) {
                pairs[map->n] = pairs[i];
                keys[map->n] = (SortKey){pairs[i].key, map->n};
                map->n++;
            }
        }
        qsort(keys, map->n, sizeof *keys, compare_keys);
    }
    uint32_t *sorted = map->n >= SORT_FROM ? pvs_load_alloc(load, map->n * sizeof *sorted) : NULL;
    for (uint32_t i = 0; sorted && i < map->n; i++) {
        sorted[i] = keys[i].index;
    }
    map->sorted = sorted;
    pvs_free(keys);
}

bool pvs_node_is_null(const PvsNode *node) {
    return node->kind == PVS_NODE_SCALAR && !node->quoted &&
           (node->n == 0 || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0);
}

const char *pvs_node_found(PvsLoad *load, const PvsNode *node) {
    switch (node->kind) {
    case PVS_NODE_MAP:
        return "a map";
    case PVS_NODE_LIST:
        return "a list";
    case PVS_NODE_SCALAR:
        if (pvs_node_is_null(node)) {
            return "nothing";
        }
        const char *text =
            pvs_load_printf(load, "\"%.48s%s\"", node->text, node->n > 48 ? "..." : "");
        return text ? text : "a text";
    default:
        return "something that is wrong";
    }
}
