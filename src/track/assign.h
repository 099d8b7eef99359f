// SPDX-License-Identifier: Apache-2.0
// Sparse assignment: the pairs of rows and columns, each at most once, that earn the most.
#ifndef PVS_TRACK_ASSIGN_H
#define PVS_TRACK_ASSIGN_H

#include <stdint.h>

/// Pairs of row i stand at first[i] to first[i + 1] - 1 of `column` and `reward`. Only pairs with a
/// reward above 0 are ever taken.
typedef struct {
    uint32_t n_rows, n_columns;
    const uint32_t *first, *column;
    const double *reward;
} PvsPairs;

/// Bytes of scratch for a problem of this size.
#define PVS_ASSIGN_SCRATCH(n_rows, n_columns) ((size_t)(n_rows)*24 + (size_t)(n_columns)*32 + 64)

/// column_of[i]: the column of row i, or UINT32_MAX. Optimal (total reward); ties by order of rows
/// and pairs. Rows are added one by one by a shortest augmenting path (Jonker and Volgenant, 1987)
/// which stays within the connected part of the row, so parts need not be found before.
void pvs_assign(const PvsPairs *pairs, uint32_t *column_of, void *scratch);

#endif
