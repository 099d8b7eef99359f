// SPDX-License-Identifier: Apache-2.0
// Private to command/: the Lagrangian dual of one node of the exact assigner's tree.
#ifndef PVS_COMMAND_WTA_DUAL_H
#define PVS_COMMAND_WTA_DUAL_H

#include "command/wta.h"
#include "command/wta_price.h"

#define PVS_WTA_LEVELS_MAX 4096

// What a node knows: how many of each kind go to each target, at least and at most (kinds x
// targets, row-major), and good prices.
typedef struct {
    uint8_t *low, *high;
    double *price;
} PvsWtaNode;

typedef struct {
    const PvsWta *wta;
    PvsArena *arena;
    int n_kinds, n_targets;
    int *kind_of, *units; // of weapons; of kinds
    double *q, *ln_q;     // kinds x targets
    double best, tolerance, open_bound;
    int *target, *trial;
    uint64_t nodes, node_limit;
    bool failed; // out of memory
    // of the node at hand
    int *free_kinds, *n_free;    // by target: kinds with low < high
    double *left;                // of each target after its least counts
    int *least_used;             // of each kind
    double *step, *price, *mean; // direction, trial prices, averaged counts
    int *used, *new_low, *new_high;
    PvsPriceItem *items;
    PvsPriced *priced, *priced_best;
    double *survive;
    PvsWtaNode levels[PVS_WTA_LEVELS_MAX];
} PvsWtaTree;

static inline size_t pvs_wta_cell(const PvsWtaTree *x, int kind, int j) {
    return (size_t)kind * (size_t)x->n_targets + (size_t)j;
}

/// Memory for the tree of a problem whose `wta`, `arena` and `n_targets` are set, and its kinds of
/// weapons; sets `failed` when memory is out.
void pvs_wta_tree_init(PvsWtaTree *x);
/// The node at a depth, zeroed the first time; null when memory is out.
PvsWtaNode *pvs_wta_level(PvsWtaTree *x, int depth);
/// Lists what is free at a node, and counts what is fixed. Before the next ones.
void pvs_wta_open_node(PvsWtaTree *x, const PvsWtaNode *node);
/// The kinds that are free at target j, at given prices, in x->items; returns their number.
int pvs_wta_gather(PvsWtaTree *x, const PvsWtaNode *node, const double *price, int j);
/// Climbs the dual from node->price; leaves the best prices there, and what is bought at them in
/// priced_best. Returns the bound. `scale` of the step shrinks when a while brings nothing;
/// `patience` says how long that is. Stops below PVS_WTA_SCALE_MIN.
double pvs_wta_climb(PvsWtaTree *x, PvsWtaNode *node, int steps, int patience, double *scale);

#define PVS_WTA_SCALE_MIN 1e-3 ///< of the subgradient's step: below it the prices have settled

#endif
