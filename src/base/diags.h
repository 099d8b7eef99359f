// SPDX-License-Identifier: Apache-2.0
// Findings about an input: everything that is wrong with it, collected in one pass, each with file,
// line and column.
#ifndef PVS_BASE_DIAGS_H
#define PVS_BASE_DIAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "status.h"

typedef enum { PVS_DIAG_ERROR, PVS_DIAG_WARNING } PvsSeverity;

/// Where in a text: lines and columns count from 1; 0 = unknown. `file` is not owned; a finding
/// keeps a copy of it.
typedef struct {
    const char *file;
    int line, column;
} PvsPlace;

typedef struct {
    PvsSeverity severity;
    PvsPlace place;
    char *message; ///< owned by the list; null when memory was out
    char *excerpt; ///< the source line or a piece of it, for the caret; null when unknown; owned
    int caret;     ///< column of `place` in the excerpt, in characters from 1; 0 = no caret
} PvsDiag;

#define PVS_DIAGS_MAX 50 ///< findings kept; further ones are only counted

/// A list of findings. Zero-initialise; pvs_diags_free when done.
typedef struct {
    PvsDiag *items;              ///< the first n findings, n <= PVS_DIAGS_MAX
    size_t n;                    ///< kept
    size_t n_errors, n_warnings; ///< found, kept or not: an error counts even when memory is out
    bool last_kept;              ///< the finding added last is items[n - 1]
} PvsDiags;

/// Adds a finding; `format` as printf. Control characters from the input become '?'.
void pvs_diags_add(PvsDiags *diags, PvsSeverity severity, PvsPlace place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/// The source line (n bytes, UTF-8, without its end) of the finding added last; of a long line the
/// piece around the column is kept.
void pvs_diags_set_excerpt(PvsDiags *diags, const char *line, size_t n);
/// `file:line:col: error: message` (and, with an excerpt, the line and a caret) into buf; returns
/// the length wanted.
size_t pvs_diag_format(const PvsDiag *diag, char *buf, size_t size);
void pvs_diags_free(PvsDiags *diags);

#endif
