// SPDX-License-Identifier: Apache-2.0
// A view: one thing as it is written in several places, nearest first (what the scenario says, what its includes say, the catalogue entry of
// its type, the entry that this one is like, the defaults of its kind). A value comes from the first layer that has it; maps of known
// shape are seen through all layers. So overriding, inheriting and including are one mechanism.
#ifndef PVS_SCENARIO_VIEW_H
#define PVS_SCENARIO_VIEW_H

#include "scenario/node.h"

typedef struct {
    PvsNode *node;
    const char
        *entry; ///< catalogue entry or local type that the node stands in; null: the scenario
    uint16_t
        base; ///< length of the path at which that entry begins: the rest of the path is the field's path in the entry
} PvsLayer;

typedef struct {
    const PvsLayer *layers; ///< in the loading's arena
    int n;
} PvsView;

/// The value of a field: the layer that has it, and the pair's value. node null: nobody has it.
typedef struct {
    PvsNode *node;
    const PvsLayer *layer;
} PvsFound;

PvsView pvs_view_of(PvsLoad *load, PvsNode *node);
/// `shorthand` (may be null): the field that a layer means which is no map ("rounds: {48n6e3: 16}": 16 is its `ready`).
PvsFound pvs_view_find(PvsView view, const char *key, const char *shorthand);
/// The field's own view: its value in each layer that has it.
PvsView pvs_view_sub(PvsLoad *load, PvsView view, const char *key, const char *shorthand);
/// The layers of a, then those of b.
PvsView pvs_view_join(PvsLoad *load, PvsView a, PvsView b);
/// All keys of the map layers, each once, in natural order. Returns their number; *keys in the loading's arena.
uint32_t pvs_view_keys(PvsLoad *load, PvsView view, const char ***keys);
/// The nearest node, for places of messages; null when the view is empty.
PvsNode *pvs_view_node(PvsView view);

#endif
