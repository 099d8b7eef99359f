// SPDX-License-Identifier: Apache-2.0
// Shortest augmenting paths over sparse pairs, with dual prices. Each row also has a way out that
// costs nothing: to stay without a column.
#include "track/assign.h"

#include <math.h>
#include <stddef.h>

#define NONE UINT32_MAX

typedef struct {
    const PvsPairs *pairs;
    double *u, *v;     // prices of rows and columns
    double *row_dist;  // of rows on the tree
    double *dist;      // of columns on the tree
    uint32_t *row_of;  // match of columns
    uint32_t *via;     // the row through which a column was reached
    uint32_t *touched; // columns reached in this search
    uint32_t *state;   // of columns: 0 not reached, 1 reached, 2 on the tree
    uint32_t n_touched;
    uint32_t *column_of;
} Search;

// Scans the pairs of a row that joined the tree at distance d. Updates the best way out.
static void scan_row(Search *s, uint32_t row, double d, double *out_dist, uint32_t *out_row) {
    s->row_dist[row] = d;
    double leave = d - s->u[row];
    if (leave < *out_dist) {
        *out_dist = leave;
        *out_row = row;
    }
    for (uint32_t k = s->pairs->first[row]; k < s->pairs->first[row + 1]; k++) {
        uint32_t j = s->pairs->column[k];
        if (!(s->pairs->reward[k] > 0.0) || s->state[j] == 2) {
            continue;
        }
        double nd = d - s->pairs->reward[k] - s->u[row] - s->v[j];
        if (s->state[j] == 0) {
            s->state[j] = 1;
            s->touched[s->n_touched++] = j;
            s->dist[j] = nd;
            s->via[j] = row;
        } else if (nd < s->dist[j]) {
            s->dist[j] = nd;
            s->via[j] = row;
        }
    }
}

static uint32_t nearest_column(const Search *s) {
    uint32_t best = NONE;
    double best_dist = (double)INFINITY;
    for (uint32_t k = 0; k < s->n_touched; k++) {
        uint32_t j = s->touched[k];
        if (s->state[j] == 1 && s->dist[j] < best_dist) {
            best_dist = s->dist[j];
            best = j;
        }
    }
    return best;
}

// Turns the path that ends in `column` (or, NONE, in `row` staying without one) into matches.
static void augment(Search *s, uint32_t start, uint32_t row, uint32_t column) {
    if (column == NONE) {
        column = s->column_of[row];
        s->column_of[row] = NONE;
        if (row == start) {
            return;
        }
    }
    for (;;) {
        uint32_t r = s->via[column], next = s->column_of[r];
        s->row_of[column] = r;
        s->column_of[r] = column;
        if (r == start) {
            return;
        }
        column = next;
    }
}

static void add_row(Search *s, uint32_t start) {
    const PvsPairs *p = s->pairs;
    double best = 0.0;
    for (uint32_t k = p->first[start]; k < p->first[start + 1]; k++) {
        double c = -p->reward[k] - s->v[p->column[k]];
        best = p->reward[k] > 0.0 && c < best ? c : best;
    }
    s->u[start] = best;
    s->n_touched = 0;
    double out_dist = (double)INFINITY, end_dist;
    uint32_t out_row = NONE, end_column = NONE;
    scan_row(s, start, 0.0, &out_dist, &out_row);
    for (;;) {
        uint32_t j = nearest_column(s);
        if (j == NONE || s->dist[j] >= out_dist) {
            end_dist = out_dist;
            break;
        }
        if (s->row_of[j] == NONE) {
            end_dist = s->dist[j];
            end_column = j;
            break;
        }
        s->state[j] = 2;
        scan_row(s, s->row_of[j], s->dist[j], &out_dist, &out_row);
    }
    // Prices, so that all reduced costs stay >= 0 and matched ones 0.
    s->u[start] += end_dist;
    for (uint32_t k = 0; k < s->n_touched; k++) {
        uint32_t j = s->touched[k];
        if (s->state[j] == 2) {
            s->u[s->row_of[j]] += end_dist - s->dist[j];
            s->v[j] -= end_dist - s->dist[j];
        }
        s->state[j] = 0;
    }
    augment(s, start, out_row, end_column);
}

void pvs_assign(const PvsPairs *pairs, uint32_t *column_of, void *scratch) {
    Search s = {.pairs = pairs, .column_of = column_of};
    double *d = scratch;
    s.u = d;
    s.row_dist = s.u + pairs->n_rows;
    s.v = s.row_dist + pairs->n_rows;
    s.dist = s.v + pairs->n_columns;
    s.row_of = (uint32_t *)(s.dist + pairs->n_columns);
    s.via = s.row_of + pairs->n_columns;
    s.touched = s.via + pairs->n_columns;
    s.state = s.touched + pairs->n_columns;
    for (uint32_t j = 0; j < pairs->n_columns; j++) {
        s.v[j] = 0.0;
        s.row_of[j] = NONE;
        s.state[j] = 0;
    }
    for (uint32_t i = 0; i < pairs->n_rows; i++) {
        column_of[i] = NONE;
    }
    for (uint32_t i = 0; i < pairs->n_rows; i++) {
        add_row(&s, i);
    }
}
