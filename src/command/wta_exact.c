// SPDX-License-Identifier: Apache-2.0
// Static weapon-target assignment, exactly: branch and bound on the Lagrangian dual.
//
// A price on each kind of weapon (weapons with equal rows are one kind) makes the targets independent: each buys the set that is best for it at these
// prices (wta_price.c). The sum of what is left and the prices, less the prices of the stock, bounds every assignment from below, for any prices;
// the best prices give the bound of the column-generation relaxation, which is within tenths of a per cent of the optimum (A. C. Andersen, K. Pavlikov,
// T. A. M. Toffolo, "Weapon-target assignment problem: exact and approximate solution algorithms", Annals of Operations Research 312 (2022); M. L.
// Fisher, "The Lagrangian relaxation method for solving integer programming problems", Management Science 27 (1981), 1-18). Prices climb by
// deflected subgradients (P. Camerini, L. Fratta, F. Maffioli, Mathematical Programming Study 3 (1975), 26-34). Then every count of a kind at a
// target whose alternative would already cost more than the best assignment known is fixed for good, and what is left is branched on.
#include <string.h>

#include "base/math.h"
#include "command/wta.h"
#include "command/wta_price.h"

#define TOLERANCE 1e-9      // relative: a bound this near to the incumbent proves it
#define STEPS_PER_ROUND 250 // at the root, between two rounds of fixing
#define ROOT_ROUNDS 150
#define NODE_STEPS 60
#define NODE_ROUNDS 6
#define FIRST_KICKS 10      // of the first incumbent: the tree finds better ones by itself
#define SCALE_MIN 1e-3      // of the subgradient's step: below it the prices have settled
#define LEVELS_MAX 4096

// What a node knows: how many of each kind go to each target, at least and at most (kinds x targets, row-major), and good prices.
typedef struct {
    uint8_t *low, *high;
    double *price;
} Node;

typedef struct {
    const PvsWta *wta;
    PvsArena *arena;
    int n_kinds, n_targets;
    int *kind_of, *units; // of weapons; of kinds
    double *q, *ln_q;     // kinds x targets
    double best, tolerance, open_bound;
    int *target, *trial;
    uint64_t nodes, node_limit;
    bool failed;          // out of memory
    // of the node at hand
    int *free_kinds, *n_free; // by target: kinds with low < high
    double *left;         // of each target after its least counts
    int *least_used;      // of each kind
    double *step, *price, *mean; // direction, trial prices, averaged counts
    int *used, *new_low, *new_high;
    PvsPriceItem *items;
    PvsPriced *priced, *priced_best;
    double *survive;
    Node levels[LEVELS_MAX];
} Exact;

// --- set-up -----------------------------------------------------------------------------------------------------

static void *room(Exact *x, size_t n, size_t size) {
    void *p = pvs_arena_alloc(x->arena, (n + 1) * size);
    x->failed |= p == NULL;
    return p;
}

static void find_kinds(Exact *x) {
    const PvsWta *wta = x->wta;
    size_t row = (size_t)wta->n_targets * sizeof(double);
    int *first = x->used; // weapon that stands for the kind; used as scratch here
    for (int i = 0; i < wta->n_weapons; i++) {
        const double *p = wta->p + (size_t)i * (size_t)wta->n_targets;
        int k = 0;
        while (k < x->n_kinds &&
               (x->units[k] == 255 || memcmp(p, wta->p + (size_t)first[k] * (size_t)wta->n_targets, row) != 0)) {
            k++;
        }
        if (k == x->n_kinds) {
            x->n_kinds++;
            first[k] = i;
            x->units[k] = 0;
            for (int j = 0; j < wta->n_targets; j++) {
                size_t at = (size_t)k * (size_t)wta->n_targets + (size_t)j;
                x->q[at] = 1 - p[j];
                x->ln_q[at] = p[j] < 1 ? fmax(pvs_log1p(-p[j]), -700) : -700;
            }
        }
        x->kind_of[i] = k;
        x->units[k]++;
    }
}

static Node *level(Exact *x, int depth) {
    Node *node = &x->levels[depth];
    if (!node->low) {
        size_t n = (size_t)x->n_kinds * (size_t)x->n_targets;
        node->low = room(x, n, 1);
        node->high = room(x, n, 1);
        node->price = room(x, (size_t)x->n_kinds, sizeof(double));
    }
    return x->failed ? NULL : node;
}

static size_t at(const Exact *x, int kind, int j) {
    return (size_t)kind * (size_t)x->n_targets + (size_t)j;
}

// --- bounds ------------------------------------------------------------------------------------------------------

// Lists what is free, and counts what is fixed.
static void open_node(Exact *x, const Node *node) {
    for (int k = 0; k < x->n_kinds; k++) {
        x->least_used[k] = 0;
    }
    for (int j = 0; j < x->n_targets; j++) {
        int *list = x->free_kinds + (size_t)j * (size_t)x->n_kinds;
        x->n_free[j] = 0;
        x->left[j] = x->wta->value[j];
        for (int k = 0; k < x->n_kinds; k++) {
            int low = node->low[at(x, k, j)];
            x->least_used[k] += low;
            for (int c = 0; c < low; c++) {
                x->left[j] *= x->q[at(x, k, j)];
            }
            if (node->high[at(x, k, j)] > low) {
                list[x->n_free[j]++] = k;
            }
        }
    }
}

static int gather(Exact *x, const Node *node, const double *price, int j) {
    const int *list = x->free_kinds + (size_t)j * (size_t)x->n_kinds;
    for (int f = 0; f < x->n_free[j]; f++) {
        int k = list[f];
        size_t cell = at(x, k, j);
        x->items[f] = (PvsPriceItem){.q = x->q[cell], .ln_q = x->ln_q[cell], .price = price[k], .kind = k,
                                     .most = node->high[cell] - node->low[cell]};
    }
    return x->n_free[j];
}

// The bound at given prices; leaves what each target buys in `priced`, and what is used of each kind in `used`.
static double bound_at(Exact *x, const Node *node, const double *price, PvsPriced *priced) {
    double bound = 0;
    for (int k = 0; k < x->n_kinds; k++) {
        x->used[k] = x->least_used[k];
        bound -= price[k] * (x->units[k] - x->least_used[k]);
    }
    for (int j = 0; j < x->n_targets; j++) {
        int n = gather(x, node, price, j);
        pvs_price(x->left[j], x->items, n, INFINITY, &priced[j]);
        bound += priced[j].value;
        for (int s = 0; s < priced[j].n; s++) {
            x->used[priced[j].kind[s]] += priced[j].count[s];
        }
    }
    return bound;
}

// Moves the averaged counts a little towards what is bought now: near the optimum they approach the relaxation's fractions.
static void average(Exact *x, const PvsPriced *priced, double weight) {
    for (int j = 0; j < x->n_targets; j++) {
        const int *list = x->free_kinds + (size_t)j * (size_t)x->n_kinds;
        for (int f = 0; f < x->n_free[j]; f++) {
            x->mean[at(x, list[f], j)] *= 1 - weight;
        }
        for (int s = 0; s < priced[j].n; s++) {
            x->mean[at(x, priced[j].kind[s], j)] += weight * priced[j].count[s];
        }
    }
}

// Climbs the dual from node->price; leaves the best prices there, and what is bought at them in priced_best. Returns the bound.
// `scale` of the step shrinks when a while brings nothing; `patience` says how long that is.
static double climb(Exact *x, Node *node, int steps, int patience, double *scale) {
    size_t n = (size_t)x->n_kinds;
    double best = -INFINITY;
    memcpy(x->price, node->price, n * sizeof(double));
    memset(x->step, 0, n * sizeof(double));
    memset(x->mean, 0, n * (size_t)x->n_targets * sizeof(double));
    for (int s = 0, stale = 0; s < steps; s++) {
        double bound = bound_at(x, node, x->price, x->priced), square = 0;
        average(x, x->priced, s == 0 ? 1 : 0.1);
        if (bound > best) {
            stale = bound > best + 1e-5 * fabs(x->best - best) ? 0 : stale;
            best = bound;
            memcpy(node->price, x->price, n * sizeof(double));
            PvsPriced *swap = x->priced_best;
            x->priced_best = x->priced;
            x->priced = swap;
        }
        if (best >= x->best - x->tolerance) {
            break;
        }
        for (size_t k = 0; k < n; k++) {
            double over = x->used[k] - x->units[k];
            over = over < 0 && x->price[k] <= 0 ? 0 : over;
            x->step[k] = over + 0.6 * x->step[k];
            square += x->step[k] * x->step[k];
        }
        if (square == 0) {
            break; // nothing is over-used, nothing is left that has a price: this is optimal
        }
        if (++stale > patience) {
            *scale *= 0.8;
            stale = 0;
            memcpy(x->price, node->price, n * sizeof(double));
        }
        if (*scale < SCALE_MIN) {
            break;
        }
        double length = *scale * (x->best - bound) / square;
        for (size_t k = 0; k < n; k++) {
            x->price[k] = fmax(x->price[k] + length * x->step[k], 0);
        }
    }
    return best;
}

// --- fixing -------------------------------------------------------------------------------------------------------

static int bought(const PvsPriced *priced, int kind) {
    for (int s = 0; s < priced->n; s++) {
        if (priced->kind[s] == kind) {
            return priced->count[s];
        }
    }
    return 0;
}

// The least that target j can cost when the count of one kind is `extra` above its least and it buys at most `more` of it besides.
static double cost_with(Exact *x, const Node *node, int j, int kind, int extra, int more, double cutoff) {
    int n = gather(x, node, node->price, j);
    double left = x->left[j], paid = extra * node->price[kind];
    for (int c = 0; c < extra; c++) {
        left *= x->q[at(x, kind, j)];
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

// Narrows the counts by the bound: an alternative that costs the gap or more cannot be in a better assignment. Returns what was fixed.
static int fix_by_bound(Exact *x, Node *node, double bound) {
    int n_fixed = 0;
    double gap = x->best - x->tolerance - bound;
    for (int j = 0; j < x->n_targets; j++) {
        const int *list = x->free_kinds + (size_t)j * (size_t)x->n_kinds;
        const PvsPriced *now = &x->priced_best[j];
        double cutoff = now->value + gap;
        for (int f = 0; f < x->n_free[j]; f++) {
            int k = list[f], count = bought(now, k), most = node->high[at(x, k, j)] - node->low[at(x, k, j)];
            bool no_more = count < most && cost_with(x, node, j, k, count + 1, most - count - 1, cutoff) >= cutoff;
            bool no_less = count > 0 && cost_with(x, node, j, k, 0, count - 1, cutoff) >= cutoff;
            x->new_high[f] = no_more ? count : most; // over the least; written when the whole target is done
            x->new_low[f] = no_less ? count : 0;
            n_fixed += no_more + no_less;
        }
        for (int f = 0; f < x->n_free[j]; f++) {
            size_t cell = at(x, list[f], j);
            node->high[cell] = (uint8_t)(node->low[cell] + x->new_high[f]);
            node->low[cell] = (uint8_t)(node->low[cell] + x->new_low[f]);
        }
    }
    return n_fixed;
}

// What the stock of each kind implies. False: more is demanded than there is.
static bool fix_by_stock(Exact *x, Node *node) {
    for (int k = 0; k < x->n_kinds; k++) {
        int least = 0, most = 0;
        for (int j = 0; j < x->n_targets; j++) {
            least += node->low[at(x, k, j)];
            most += node->high[at(x, k, j)];
        }
        int spare = x->units[k] - least;
        if (spare < 0) {
            return false;
        }
        for (int j = 0; j < x->n_targets; j++) {
            uint8_t *low = &node->low[at(x, k, j)], *high = &node->high[at(x, k, j)];
            if (most <= x->units[k]) {
                *low = *high; // one weapon more never hurts
            } else if (*high - *low > spare) {
                *high = (uint8_t)(*low + spare);
            }
        }
    }
    return true;
}

// --- incumbents ---------------------------------------------------------------------------------------------------

static void offer(Exact *x, const int *target) {
    double objective = pvs_wta_objective(x->wta, target);
    if (objective < x->best) {
        x->best = objective;
        memcpy(x->target, target, (size_t)x->wta->n_weapons * sizeof *target);
    }
}

// Which unit of a kind is the first that has no target yet, -1 when all have one.
static int idle_unit(const Exact *x, int kind) {
    for (int i = 0; i < x->wta->n_weapons; i++) {
        if (x->kind_of[i] == kind && x->trial[i] < 0) {
            return i;
        }
    }
    return -1;
}

static void give(Exact *x, int kind, int j, int count) {
    for (int c = 0; c < count; c++) {
        int i = idle_unit(x, kind);
        if (i < 0) {
            return;
        }
        x->trial[i] = j;
        x->survive[j] *= x->q[at(x, kind, j)];
    }
}

// An assignment from what the targets would buy: first come, first served; the rest goes where it saves most; then descent.
static void round_to_assignment(Exact *x, const Node *node) {
    const PvsWta *wta = x->wta;
    for (int i = 0; i < wta->n_weapons; i++) {
        x->trial[i] = -1;
    }
    for (int j = 0; j < wta->n_targets; j++) {
        x->survive[j] = wta->value[j];
        for (int k = 0; k < x->n_kinds; k++) {
            give(x, k, j, node->low[at(x, k, j)]);
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

// --- the tree -------------------------------------------------------------------------------------------------------

// The count to branch on: the one whose average is least decided. False: everything is fixed.
static bool choose_branch(const Exact *x, const Node *node, int *kind, int *j_out, int *split) {
    double most = -1;
    for (int k = 0; k < x->n_kinds; k++) {
        for (int j = 0; j < x->n_targets; j++) {
            size_t cell = at(x, k, j);
            int span = node->high[cell] - node->low[cell];
            if (span == 0) {
                continue;
            }
            double mean = fmin(fmax(x->mean[cell], 0), span), whole = floor(fmin(mean, span - 1e-9));
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

static void leave_open(Exact *x, double bound) {
    x->open_bound = fmin(x->open_bound, bound);
}

// Everything is fixed: the counts are an assignment.
static void finish_leaf(Exact *x, const Node *node) {
    for (int i = 0; i < x->wta->n_weapons; i++) {
        x->trial[i] = -1;
    }
    for (int k = 0; k < x->n_kinds; k++) {
        for (int j = 0; j < x->n_targets; j++) {
            give(x, k, j, node->low[at(x, k, j)]);
        }
    }
    offer(x, x->trial);
}

static void explore(Exact *x, int depth, double bound_above);

static void explore_child(Exact *x, const Node *node, int depth, double bound, int kind, int j, int split, bool up) {
    Node *child = level(x, depth + 1);
    if (!child) {
        return;
    }
    size_t n = (size_t)x->n_kinds * (size_t)x->n_targets, cell = at(x, kind, j);
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

static void explore(Exact *x, int depth, double bound_above) {
    Node *node = &x->levels[depth];
    double bound = bound_above;
    if (x->nodes >= x->node_limit || depth + 2 >= LEVELS_MAX) {
        leave_open(x, bound);
        return;
    }
    x->nodes++;
    bool root = depth == 0;
    double scale = 1;
    for (int r = 0, fixed = 1; r < (root ? ROOT_ROUNDS : NODE_ROUNDS) && (fixed > 0 || root) && scale >= SCALE_MIN; r++) {
        if (!fix_by_stock(x, node)) {
            return;
        }
        open_node(x, node);
        bound = fmax(bound, climb(x, node, root ? STEPS_PER_ROUND : NODE_STEPS, root ? 150 : 10, &scale));
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
    bool up_first = x->mean[at(x, kind, j)] - floor(x->mean[at(x, kind, j)]) >= 0.5;
    explore_child(x, node, depth, bound, kind, j, split, up_first);
    explore_child(x, node, depth, bound, kind, j, split, !up_first);
}

// --- the front ------------------------------------------------------------------------------------------------------

static void make_rooms(Exact *x) {
    size_t w = (size_t)x->wta->n_weapons, t = (size_t)x->wta->n_targets, cells = w * t;
    x->kind_of = room(x, w, sizeof(int));
    x->units = room(x, w, sizeof(int));
    x->used = room(x, w, sizeof(int));
    x->least_used = room(x, w, sizeof(int));
    x->new_low = room(x, w, sizeof(int));
    x->new_high = room(x, w, sizeof(int));
    x->q = room(x, cells, sizeof(double));
    x->ln_q = room(x, cells, sizeof(double));
    x->mean = room(x, cells, sizeof(double));
    x->free_kinds = room(x, cells, sizeof(int));
    x->n_free = room(x, t, sizeof(int));
    x->left = room(x, t, sizeof(double));
    x->survive = room(x, t, sizeof(double));
    x->step = room(x, w, sizeof(double));
    x->price = room(x, w, sizeof(double));
    x->items = room(x, w, sizeof(PvsPriceItem));
    x->priced = room(x, t, sizeof(PvsPriced));
    x->priced_best = room(x, t, sizeof(PvsPriced));
    x->trial = room(x, w, sizeof(int));
}

// First prices: what each weapon saves in the assignment known, averaged over the units of its kind.
static void first_node(Exact *x, Node *node) {
    const PvsWta *wta = x->wta;
    for (int i = 0; i < wta->n_weapons; i++) {
        int j = x->target[i];
        double without = j >= 0 ? wta->value[j] : 0;
        for (int k = 0; k < wta->n_weapons && j >= 0; k++) {
            without *= x->target[k] == j && k != i ? 1 - pvs_wta_p(wta, k, j) : 1;
        }
        node->price[x->kind_of[i]] += (j >= 0 ? without * pvs_wta_p(wta, i, j) : 0) / x->units[x->kind_of[i]];
    }
    for (int k = 0; k < x->n_kinds; k++) {
        for (int j = 0; j < x->n_targets; j++) {
            bool can = x->q[at(x, k, j)] < 1 && wta->value[j] > 0;
            node->high[at(x, k, j)] = (uint8_t)(can ? x->units[k] : 0);
        }
    }
}

PvsStatus pvs_wta_exact(const PvsWta *wta, uint64_t node_limit, PvsArena *arena, int *target, PvsWtaResult *out) {
    PvsStatus status = pvs_wta_search(wta, FIRST_KICKS, target, out);
    if (status != PVS_OK) {
        return status;
    }
    if (wta->n_weapons == 0 || wta->n_targets == 0) {
        out->lower_bound = out->objective;
        out->proven_optimal = true;
        return PVS_OK;
    }
    Exact *x = pvs_arena_alloc(arena, sizeof *x);
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
    make_rooms(x);
    if (x->failed) {
        return PVS_NO_MEMORY;
    }
    find_kinds(x);
    Node *root = level(x, 0);
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
