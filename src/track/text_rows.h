// SPDX-License-Identifier: Apache-2.0
// Tables of numbers as text: a header line of column names, then rows of numbers. What the CSV
// readers of this room share.
#ifndef PVS_TRACK_TEXT_ROWS_H
#define PVS_TRACK_TEXT_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

#define PVS_TEXT_ROWS_COLUMNS_MAX 32

/// A table being read. `names` are the columns wanted; where they stand is found in the header.
typedef struct {
    const char *name; ///< of the file, for messages
    const char *at, *end;
    int line;
    const char *const *names;
    int n_names, n_needed;                   ///< the first n_needed must be there
    int place[PVS_TEXT_ROWS_COLUMNS_MAX];    ///< column of each name, -1 when absent
    int n_columns;                           ///< in the file
    double value[PVS_TEXT_ROWS_COLUMNS_MAX]; ///< of the row, by name; NaN where absent or empty
    PvsError *err;
    PvsStatus status;
} PvsTextRows;

/// Reads the header. `names` must outlive the table.
bool pvs_text_rows_begin(PvsTextRows *rows, const char *name, const char *text, size_t n,
                         const char *const *names, int n_names, int n_needed, PvsError *err);
/// The next row into rows->value; false at the end or at a fault (rows->status tells).
bool pvs_text_rows_next(PvsTextRows *rows);

/// All of a file, unpacked when it is gzip; the caller frees *text with pvs_free. PVS_LIMIT beyond
/// 4 GiB.
PvsStatus pvs_gz_read(const char *path, char **text, size_t *n, PvsError *err);

#endif
