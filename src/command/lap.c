// SPDX-License-Identifier: Apache-2.0
// Linear assignment by shortest augmenting paths with potentials, one row after another: O(rows^2
// columns). R. Jonker, A. Volgenant, "A shortest augmenting path algorithm for dense and sparse
// linear assignment problems", Computing 38 (1987), 325-340.
#include "command/lap.h"

#include <math.h>

typedef struct {
    double *potential, *distance; // of columns; the column `n_columns` is the root of the search
    int *row_of, *previous;
    unsigned char *done;
} Scratch;

size_t pvs_lap_scratch(int n_columns) {
    return ((size_t)n_columns + 1) * (2 * sizeof(double) + 2 * sizeof(int) + 1);
}

static Scratch lay_out(void *memory, int n_columns) {
    size_t n = (size_t)n_columns + 1;
    Scratch s;
    s.potential = memory;
    s.distance = s.potential + n;
    s.row_of = (int *)(s.distance + n);
    s.previous = s.row_of + n;
    s.done = (unsigned char *)(s.previous + n);
    return s;
}

void pvs_lap(int n_rows, int n_columns, const double *cost, int *column_of, void *scratch) {
    Scratch s = lay_out(scratch, n_columns);
    for (int c = 0; c <= n_columns; c++) {
        s.potential[c] = 0;
        s.row_of[c] = -1;
    }
    for (int row = 0; row < n_rows; row++) {
        for (int c = 0; c <= n_columns; c++) {
            s.distance[c] = INFINITY;
            s.done[c] = 0;
        }
        // Dijkstra over columns on reduced costs; the row potentials are kept inside the column
        // loop: u = cost - v at the matched column.
        int at = n_columns;
        double reached = 0;
        s.row_of[at] = row;
        while (s.row_of[at] >= 0) {
            int r = s.row_of[at], next = -1;
            const double *c_row = cost + (size_t)r * (size_t)n_columns;
            double base = at == n_columns ? 0 : c_row[at] - s.potential[at];
            double nearest = INFINITY;
            s.done[at] = 1;
            for (int c = 0; c < n_columns; c++) {
                if (s.done[c]) {
                    continue;
                }
                double d = reached + (c_row[c] - s.potential[c] - base);
                if (d < s.distance[c]) {
                    s.distance[c] = d;
                    s.previous[c] = at;
                }
                if (s.distance[c] < nearest) {
                    nearest = s.distance[c];
                    next = c;
                }
            }
            reached = nearest;
            at = next;
        }
        for (int c = 0; c < n_columns; c++) {
            if (s.done[c]) {
                s.potential[c] += s.distance[c] - reached;
            }
        }
        while (at != n_columns) { // turn the path over
            int from = s.previous[at];
            s.row_of[at] = s.row_of[from];
            at = from;
        }
        s.row_of[n_columns] = -1;
    }
    for (int c = 0; c < n_columns; c++) {
        if (s.row_of[c] >= 0) {
            column_of[s.row_of[c]] = c;
        }
    }
}
