// SPDX-License-Identifier: Apache-2.0
// Findings about an input: everything that is wrong with it, collected in one pass, each with file, line and column.
#ifndef PVS_BASE_DIAGS_H
#define PVS_BASE_DIAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "status.h"

typedef enum { PVS_DIAG_ERROR, PVS_DIAG_WARNING } PvsSeverity;

/// Where in a text: lines and columns count from 1; 0 = unknown. `file` is not owned.
typedef struct {
    const char *file;
    int line, column;
} PvsPlace;

typedef struct {
    PvsSeverity severity;
    PvsPlace place;
    char *message; ///< owned by the list
    char *excerpt; ///< the source line, for the caret; null when unknown; owned
} PvsDiag;

#define PVS_DIAGS_MAX 50 ///< findings kept; further ones are only counted

typedef struct {
    PvsDiag *items; ///< n of them
    size_t n, n_errors, n_warnings; ///< counts include what was not kept
} PvsDiags;

void pvs_diags_add(PvsDiags *diags, PvsSeverity severity, PvsPlace place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void pvs_diags_set_excerpt(PvsDiags *diags, const char *line, size_t n); ///< for the finding added last
/// `file:line:col: error: message` (and, with an excerpt, the line and a caret) into buf; returns the length wanted.
size_t pvs_diag_format(const PvsDiag *diag, char *buf, size_t size);
void pvs_diags_free(PvsDiags *diags);

#endif
