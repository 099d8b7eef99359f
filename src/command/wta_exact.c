// SPDX-License-Identifier: Apache-2.0
// Static weapon-target assignment, exactly: branch and bound on the Lagrangian dual.
//
// A price on each kind of weapon (weapons with equal rows are one kind) makes the targets
// independent: each buys the set that is best for it at these prices (wta_price.c). The sum of what
// is left and the prices, less the prices of the stock, bounds every assignment from below, for any
// prices; the best prices give the bound of the column-generation relaxation, which is within
// tenths of a per cent of the optimum (A. C. Andersen, K. Pavlikov, T. A. M. Toffolo,
// "Weapon-target assignment problem: exact and approximate solution algorithms", Annals of
// Operations Research 312 (2022); M. L. Fisher, "The Lagrangian relaxation method for solving
// integer programming problems", Management Science 27 (1981), 1-18). Prices climb by deflected
// subgradients (P. Camerini, L. Fratta, F. Maffioli, Mathematical Programming Study 3 (1975),
// 26-34). Then every count of a kind at a target whose alternative would already cost more than the
// best assignment known is fixed for good, and what is left is branched on.
#include <string.h>

#include "base/math.h"
#include "command/wta_dual.h"

#define TOLERANCE       1e-9 // relative: a bound this near to the incumbent proves it
#define STEPS_PER_ROUND 250  // at the root, between two rounds of fixing
#define ROOT_ROUNDS     150
#define NODE_STEPS      60
#define NODE_ROUNDS     6
#define FIRST_KICKS     10 // of the first incumbent: the tree finds better ones by itself

// --- fixing --------------------------------------------------------------------------------------

static int bought(const PvsPriced *priced, int kind) {
    for (int s = 0; s < priced->n; s++) {
        if (priced->kind[s] == kind) {
            return priced->count[s];
        }
    }
    return 0;
}

// The least that target j can cost when the count of one kind is `extra` above its least and it
// buys at most `more` of it besides.
static double cost_with(PvsWtaTree *x, const PvsWtaNode *node, int j, int kind, int extra, int more,
                        double cutoff) {
    int n = pvs_wta_gather(x, node, node->price, j);
    double left = x->left[j], paid = extra * node->price[kind];
    for (int c = 0; c < extra; c++) {
        left *= x->q[pvs_wta_cell(x, kind, j)];
    }
    for (int f = 0; f < n; f++) {
        if (x->items[f].kind == kind) {
            x->items[f].most = more;
        }
    }
    PvsPriced priced;
    if (!(left > 0)) {
        return paid;
    }
    pvs_price(left, x->items, n, cutoff - paid, &priced);
    return paid + priced.value;
}

// Narrows the counts by the bound: an alternative that costs the gap or more cannot be in a better
// assignment. Returns what was fixed.
static int fix_by_bound(PvsWtaTree *x, PvsWtaNode *node, double bound) {
    int n_fixed = 0;
    double gap = x->best - x->tolerance - bound;
    for (int j = 0; j < x->n_targets; j++) {
        const int *list = x->free_kinds + (size_t)j * (size_t)x->n_kinds;
        const PvsPriced *now = &x->priced_best[j];
        double cutoff = now->value + gap;
        for (int f = 0; f < x->n_free[j]; f++) {
            int k = list[f], count = bought(now, k),
                most = node->high[pvs_wta_cell(x, k, j)] - node->low[pvs_wta_cell(x, k, j)];
            bool no_more = count < most &&
                           cost_with(x, node, j, k, count + 1, most - count - 1, cutoff) >= cutoff;
            bool no_less = count > 0 && cost_with(x, node, j, k, 0, count - 1, cutoff) >= cutoff;
            // over the least; written when the whole target is done
            x->new_high[f] = no_more ? count : most;
            x->new_low[f] = no_less ? count : 0;
            n_fixed += no_more + no_less;
        }
        for (int f = 0; f < x->n_free[j]; f++) {
            size_t cell = pvs_wta_cell(x, list[f], j);
            node->high[cell] = (uint8_t)(node->low[cell] + x->new_high[f]);
            node->low[cell] = (uint8_t)(node->low[cell] + x->new_low[f]);
        }
    }
    return n_fixed;
}

// What the stock of each kind implies. False: more is demanded than there is.
static bool fix_by_stock(PvsWtaTree *x, PvsWtaNode *node) {
    for (int k = 0; k < x->n_kinds; k++) {
        int least = 0, most = 0;
        for (int j = 0; j < x->n_targets; j++) {
            least += node->low[pvs_wta_cell(x, k, j)];
            most += node->high[pvs_wta_cell(x, k, j)];
        }
        int spare = x->units[k] - least;
        if (spare < 0) {
            return false;
        }
        for (int j = 0; j < x->n_targets; j++) {
            uint8_t *low = &node->low[pvs_wta_cell(x, k, j)],
                    *high = &node->high[pvs_wta_cell(x, k, j)];
            if (most <= x->units[k]) {
                *low = *high; // one weapon more never hurts
            } else if (*high - *low > spare) {
                *high = (uint8_t)(*low + spare);
            }
        }
    }
    return true;
}

// --- incumbents ----------------------------------------------------------------------------------

static void offer(PvsWtaTree *x, const int *target) {
    double objective = pvs_wta_objective(x->wta, target);
    if (objective < x->best) {
        x->best = objective;
        memcpy(x->target, target, (size_t)x->wta->n_weapons * sizeof *target);
    }
}

// Which unit of a kind is the first that has no target yet, -1 when all have one.
static int idle_unit(const PvsWtaTree *x, int kind) {
    for (int i = 0; i < x->wta->n_weapons; i++) {
        if (x->kind_of[i] == kind && x->trial[i] < 0) {
            return i;
        }
    }
    return -1;
}

static void give(PvsWtaTree *x, int kind, int j, int count) {
    for (int c = 0; c < count; c++) {
        int i = idle_unit(x, kind);
        if (i < 0) {
            return;
        }
        x->trial[i] = j;
        x->survive[j] *= x->q[pvs_wta_cell(x, kind, j)];
    }
}

// An assignment from what the targets would buy: first come, first served; the rest goes where it
// saves most; then descent.
static void round_to_assignment(PvsWtaTree *x, const PvsWtaNode *node) {
    const PvsWta *wta = x->wta;
    for (int i = 0; i < wta->n_weapons; i++) {
        x->trial[i] = -1;
    }
    for (int j = 0; j < wta->n_targets; j++) {
        x->survive[j] = wta->value[j];
        for (int k = 0; k < x->n_kinds; k++) {
            give(x, k, j, node->low[pvs_wta_cell(x, k, j)]);
        }
    }
    for (int j = 0; j < wta->n_targets; j++) {
        for (int s = 0; s < x->priced_best[j].n; s++) {
            give(x, x->priced_best[j].kind[s], j, x->priced_best[j].count[s]);
        }
    }
    for (int i = 0; i < wta->n_weapons; i++) {
        double saved = 0;
        int to = -1;
        for (int j = 0; j < wta->n_targets && x->trial[i] < 0; j++) {
            double s = x->survive[j] * pvs_wta_p(wta, i, j);
            to = s > saved ? j : to;
            saved = s > saved ? s : saved;
        }
        if (to >= 0) {
            x->trial[i] = to;
            x->survive[to] *= 1 - pvs_wta_p(wta, i, to);
        }
    }
    pvs_wta_descend(wta, x->trial, x->survive);
    offer(x, x->trial);
}

// --- the tree ------------------------------------------------------------------------------------

// The count to branch on: the one whose average is least decided. False: everything is fixed.
static bool choose_branch(const PvsWtaTree *x, const PvsWtaNode *node, int *kind, int *j_out,
                          int *split) {
    double most = -1;
    for (int k = 0; k < x->n_kinds; k++) {
        for (int j = 0; j < x->n_targets; j++) {
            size_t cell = pvs_wta_cell(x, k, j);
            int span = node->high[cell] - node->low[cell];
            if (span == 0) {
                continue;
            }
            double mean = fmin(fmax(x->mean[cell], 0), span),
                   whole = floor(fmin(mean, span - 1e-9));
            double undecided = fmin(mean - whole, 1 - (mean - whole));
            if (undecided > most) {
                most = undecided;
                *kind = k;
                *j_out = j;
                *split = node->low[cell] + (int)whole; // at most so many, or at least one more
            }
        }
    }
    return most >= 0;
}

static void leave_open(PvsWtaTree *x, double bound) {
    x->open_bound = fmin(x->open_bound, bound);
}

// Everything is fixed: the counts are an assignment.
static void finish_leaf(PvsWtaTree *x, const PvsWtaNode *node) {
    for (int i = 0; i < x->wta->n_weapons; i++) {
        x->trial[i] = -1;
    }
    for (int k = 0; k < x->n_kinds; k++) {
        for (int j = 0; j < x->n_targets; j++) {
            give(x, k, j, node->low[pvs_wta_cell(x, k, j)]);
        }
    }
    offer(x, x->trial);
}

static void explore(PvsWtaTree *x, int depth, double bound_above);

static void explore_child(PvsWtaTree *x, const PvsWtaNode *node, int depth, double bound, int kind,
                          int j, int split, bool up) {
    PvsWtaNode *child = pvs_wta_level(x, depth + 1);
    if (!child) {
        return;
    }
    size_t n = (size_t)x->n_kinds * (size_t)x->n_targets, cell = pvs_wta_cell(x, kind, j);
    memcpy(child->low, node->low, n);
    memcpy(child->high, node->high, n);
    memcpy(child->price, node->price, (size_t)x->n_kinds * sizeof(double));
    if (up) {
        child->low[cell] = (uint8_t)(split + 1);
    } else {
        child->high[cell] = (uint8_t)split;
    }
    explore(x, depth + 1, bound);
}

static void explore(PvsWtaTree *x, int depth, double bound_above) {
    PvsWtaNode *node = &x->levels[depth];
    double bound = bound_above;
    if (x->nodes >= x->node_limit || depth + 2 >= PVS_WTA_LEVELS_MAX) {
        leave_open(x, bound);
        return;
    }
    x->nodes++;
    bool root = depth == 0;
    double scale = 1;
    for (int r = 0, fixed = 1; r < (root ? ROOT_ROUNDS : NODE_ROUNDS) && (fixed > 0 || root) &&
                               scale >= PVS_WTA_SCALE_MIN;
         r++) {
        if (!fix_by_stock(x, node)) {
            return;
        }
        pvs_wta_open_node(x, node);
        bound = fmax(bound, pvs_wta_climb(x, node, root ? STEPS_PER_ROUND : NODE_STEPS,
                                          root ? 150 : 10, &scale));
        if (bound >= x->best - x->tolerance) {
            return;
        }
        round_to_assignment(x, node);
        fixed = fix_by_bound(x, node, bound);
    }
    int kind = 0, j = 0, split = 0;
    if (!fix_by_stock(x, node)) {
        return;
    }
    if (!choose_branch(x, node, &kind, &j, &split)) {
        finish_leaf(x, node);
        return;
    }
    bool up_first =
        x->mean[pvs_wta_cell(x, kind, j)] - floor(x->mean[pvs_wta_cell(x, kind, j)]) >= 0.5;
    explore_child(x, node, depth, bound, kind, j, split, up_first);
    explore_child(x, node, depth, bound, kind, j, split, !up_first);
}

// --- the front -----------------------------------------------------------------------------------

// First prices: what each weapon saves in the assignment known, averaged over the units of its
// kind.
static void first_node(PvsWtaTree *x, PvsWtaNode *node) {
    const PvsWta *wta = x->wta;
    for (int i = 0; i < wta->n_weapons; i++) {
        int j = x->target[i];
        double without = j >= 0 ? wta->value[j] : 0;
        for (int k = 0; k < wta->n_weapons && j >= 0; k++) {
            without *= x->target[k] == j && k != i ? 1 - pvs_wta_p(wta, k, j) : 1;
        }
        node->price[x->kind_of[i]] +=
            (j >= 0 ? without * pvs_wta_p(wta, i, j) : 0) / x->units[x->kind_of[i]];
    }
    for (int k = 0; k < x->n_kinds; k++) {
        for (int j = 0; j < x->n_targets; j++) {
            bool can = x->q[pvs_wta_cell(x, k, j)] < 1 && wta->value[j] > 0;
            node->high[pvs_wta_cell(x, k, j)] = (uint8_t)(can ? x->units[k] : 0);
        }
    }
}

PvsStatus pvs_wta_exact(const PvsWta *wta, uint64_t node_limit, PvsArena *arena, int *target,
                        PvsWtaResult *out) {
    PvsStatus status = pvs_wta_search(wta, FIRST_KICKS, target, out);
    if (status != PVS_OK) {
        return status;
    }
    if (wta->n_weapons == 0 || wta->n_targets == 0) {
        out->lower_bound = out->objective;
        out->proven_optimal = true;
        return PVS_OK;
    }
    PvsWtaTree *x = pvs_arena_alloc(arena, sizeof *x);
    if (!x) {
        return PVS_NO_MEMORY;
    }
    x->wta = wta;
    x->arena = arena;
    x->n_targets = wta->n_targets;
    x->target = target;
    x->best = out->objective;
    x->tolerance = TOLERANCE * fmax(x->best, 1e-300);
    x->open_bound = INFINITY;
    x->node_limit = node_limit;
    pvs_wta_tree_init(x);
    if (x->failed) {
        return PVS_NO_MEMORY;
    }
    PvsWtaNode *root = pvs_wta_level(x, 0);
    if (!root) {
        return PVS_NO_MEMORY;
    }
    first_node(x, root);
    explore(x, 0, 0);
    out->objective = x->best;
    out->nodes = x->nodes;
    out->proven_optimal = !(x->open_bound < x->best - x->tolerance);
    out->lower_bound = out->proven_optimal ? x->best : x->open_bound;
    return x->failed ? PVS_NO_MEMORY : PVS_OK;
}
