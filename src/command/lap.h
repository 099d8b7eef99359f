// SPDX-License-Identifier: Apache-2.0
// Private to command/: the linear assignment problem.
#ifndef PVS_COMMAND_LAP_H
#define PVS_COMMAND_LAP_H

#include <stddef.h>

/// Bytes of scratch that pvs_lap needs.
size_t pvs_lap_scratch(int n_columns);
/// Each of n_rows rows to its own column (n_rows <= n_columns) at least cost, cost[row * n_columns
/// + column]. Writes column_of[row]. Ties are resolved by index, the same way every time.
void pvs_lap(int n_rows, int n_columns, const double *cost, int *column_of, void *scratch);

#endif
