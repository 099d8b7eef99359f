// SPDX-License-Identifier: Apache-2.0
// The Lagrangian dual of the static assignment at one node of the tree: prices on the kinds of
// weapons make the targets independent, and any prices bound the node from below. They climb by
// deflected subgradients: P. Camerini, L. Fratta, F. Maffioli, "On improving relaxation methods by
// modified gradient techniques", Mathematical Programming Study 3 (1975), 26-34.
#include "command/wta_dual.h"

#include <string.h>

#include "base/math.h"

// --- set-up --------------------------------------------------------------------------------------

static void *room(PvsWtaTree *x, size_t n, size_t size) {
    void *p = pvs_arena_alloc(x->arena, (n + 1) * size);
    x->failed |= p == NULL;
    return p;
}

static void find_kinds(PvsWtaTree *x) {
    const PvsWta *wta = x->wta;
    size_t row = (size_t)wta->n_targets * sizeof(double);
    int *first = x->used; // weapon that stands for the kind; used as scratch here
    for (int i = 0; i < wta->n_weapons; i++) {
        const double *p = wta->p + (size_t)i * (size_t)wta->n_targets;
        int k = 0;
        while (k < x->n_kinds &&
               (x->units[k] == 255 ||
                memcmp(p, wta->p + (size_t)first[k] * (size_t)wta->n_targets, row) != 0)) {
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

PvsWtaNode *pvs_wta_level(PvsWtaTree *x, int depth) {
    PvsWtaNode *node = &x->levels[depth];
    if (!node->low) {
        size_t n = (size_t)x->n_kinds * (size_t)x->n_targets;
        node->low = room(x, n, 1);
        node->high = room(x, n, 1);
        node->price = room(x, (size_t)x->n_kinds, sizeof(double));
    }
    return x->failed ? NULL : node;
}

static void make_rooms(PvsWtaTree *x) {
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

void pvs_wta_tree_init(PvsWtaTree *x) {
    make_rooms(x);
    if (!x->failed) {
        find_kinds(x);
    }
}

// --- bounds --------------------------------------------------------------------------------------

// Lists what is free, and counts what is fixed.
void pvs_wta_open_node(PvsWtaTree *x, const PvsWtaNode *node) {
    for (int k = 0; k < x->n_kinds; k++) {
        x->least_used[k] = 0;
    }
    for (int j = 0; j < x->n_targets; j++) {
        int *list = x->free_kinds + (size_t)j * (size_t)x->n_kinds;
        x->n_free[j] = 0;
        x->left[j] = x->wta->value[j];
        for (int k = 0; k < x->n_kinds; k++) {
            int low = node->low[pvs_wta_cell(x, k, j)];
            x->least_used[k] += low;
            for (int c = 0; c < low; c++) {
                x->left[j] *= x->q[pvs_wta_cell(x, k, j)];
            }
            if (node->high[pvs_wta_cell(x, k, j)] > low) {
                list[x->n_free[j]++] = k;
            }
        }
    }
}

int pvs_wta_gather(PvsWtaTree *x, const PvsWtaNode *node, const double *price, int j) {
    const int *list = x->free_kinds + (size_t)j * (size_t)x->n_kinds;
    for (int f = 0; f < x->n_free[j]; f++) {
        int k = list[f];
        size_t cell = pvs_wta_cell(x, k, j);
        x->items[f] = (PvsPriceItem){.q = x->q[cell],
                                     .ln_q = x->ln_q[cell],
                                     .price = price[k],
                                     .kind = k,
                                     .most = node->high[cell] - node->low[cell]};
    }
    return x->n_free[j];
}

// The bound at given prices; leaves what each target buys in `priced`, and what is used of each
// kind in `used`.
static double bound_at(PvsWtaTree *x, const PvsWtaNode *node, const double *price,
                       PvsPriced *priced) {
    double bound = 0;
    for (int k = 0; k < x->n_kinds; k++) {
        x->used[k] = x->least_used[k];
        bound -= price[k] * (x->units[k] - x->least_used[k]);
    }
    for (int j = 0; j < x->n_targets; j++) {
        int n = pvs_wta_gather(x, node, price, j);
        pvs_price(x->left[j], x->items, n, INFINITY, &priced[j]);
        bound += priced[j].value;
        for (int s = 0; s < priced[j].n; s++) {
            x->used[priced[j].kind[s]] += priced[j].count[s];
        }
    }
    return bound;
}

// Moves the averaged counts a little towards what is bought now: near the optimum they approach the
// relaxation's fractions.
static void average(PvsWtaTree *x, const PvsPriced *priced, double weight) {
    for (int j = 0; j < x->n_targets; j++) {
        const int *list = x->free_kinds + (size_t)j * (size_t)x->n_kinds;
        for (int f = 0; f < x->n_free[j]; f++) {
            x->mean[pvs_wta_cell(x, list[f], j)] *= 1 - weight;
        }
        for (int s = 0; s < priced[j].n; s++) {
            x->mean[pvs_wta_cell(x, priced[j].kind[s], j)] += weight * priced[j].count[s];
        }
    }
}

// Climbs the dual from node->price; leaves the best prices there, and what is bought at them in
// priced_best. Returns the bound. `scale` of the step shrinks when a while brings nothing;
// `patience` says how long that is.
double pvs_wta_climb(PvsWtaTree *x, PvsWtaNode *node, int steps, int patience, double *scale) {
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
        if (*scale < PVS_WTA_SCALE_MIN) {
            break;
        }
        double length = *scale * (x->best - bound) / square;
        for (size_t k = 0; k < n; k++) {
            x->price[k] = fmax(x->price[k] + length * x->step[k], 0);
        }
    }
    return best;
}
