// SPDX-License-Identifier: Apache-2.0
// A grid over the plots of a group, about two cells a plot, filled by a counting sort. A box of the
// plane is one run of `order` for each row of cells.
#include <math.h>

#include "base/arena.h"
#include "track/impl.h"

#define CELLS_MAX 4096 // along one side

bool pvs_track_reserve(void *items, size_t n, size_t *capacity, size_t size) {
    void **at = items;
    if (n <= *capacity) {
        return true;
    }
    size_t wanted = n + n / 2 + 64;
    char *more = pvs_realloc(*at, wanted * size);
    if (!more) {
        return false;
    }
    for (size_t i = *capacity * size; i < wanted * size; i++) {
        more[i] = 0;
    }
    *at = more;
    *capacity = wanted;
    return true;
}

static uint32_t cell_along(const PvsGrid *g, int axis, double x) {
    double c = (x - g->min[axis]) * g->per_m[axis];
    uint32_t last = g->cells[axis] - 1;
    return c > 0.0 ? (c < last ? (uint32_t)c : last) : 0;
}

bool pvs_grid_build(PvsGrid *g, const double *a, const double *b, size_t n) {
    const double *xs[2] = {a, b};
    double side = floor(sqrt(2.0 * (double)n)) + 1.0;
    for (int k = 0; k < 2; k++) {
        double low = n ? xs[k][0] : 0.0, high = low;
        for (size_t i = 1; i < n; i++) {
            low = xs[k][i] < low ? xs[k][i] : low;
            high = xs[k][i] > high ? xs[k][i] : high;
        }
        g->cells[k] = (uint32_t)(side < CELLS_MAX ? side : CELLS_MAX);
        g->min[k] = low;
        g->per_m[k] = high > low ? g->cells[k] / (high - low) : 0.0;
    }
    size_t cells = (size_t)g->cells[0] * g->cells[1];
    if (!pvs_track_reserve(&g->first, cells + 2, &g->cells_capacity, sizeof *g->first)) {
        return false;
    }
    if (n > g->plots_capacity) {
        size_t capacity = g->plots_capacity;
        if (!pvs_track_reserve(&g->order, n, &capacity, sizeof *g->order) ||
            !pvs_track_reserve(&g->cell, n, &g->plots_capacity, sizeof *g->cell)) {
            return false;
        }
    }
    for (size_t c = 0; c <= cells + 1; c++) {
        g->first[c] = 0;
    }
    for (size_t i = 0; i < n; i++) {
        g->cell[i] = cell_along(g, 1, b[i]) * g->cells[0] + cell_along(g, 0, a[i]);
        g->first[g->cell[i] + 2]++;
    }
    for (size_t c = 2; c <= cells + 1; c++) {
        g->first[c] += g->first[c - 1];
    }
    for (size_t i = 0; i < n; i++) {
        g->order[g->first[g->cell[i] + 1]++] = (uint32_t)i;
    }
    return true;
}

bool pvs_grid_box(const PvsGrid *g, double a, double b, double half_a, double half_b,
                  uint32_t low[2], uint32_t high[2]) {
    double x[2] = {a, b}, half[2] = {half_a, half_b};
    for (int k = 0; k < 2; k++) {
        double end = (x[k] + half[k] - g->min[k]) * g->per_m[k];
        double begin = (x[k] - half[k] - g->min[k]) * g->per_m[k];
        if (!(end >= 0.0) || !(begin <= g->cells[k])) { // also no number
            return false;
        }
        low[k] = cell_along(g, k, x[k] - half[k]);
        high[k] = cell_along(g, k, x[k] + half[k]);
    }
    return true;
}

void pvs_grid_free(PvsGrid *g) {
    pvs_free(g->first);
    pvs_free(g->order);
    pvs_free(g->cell);
}
