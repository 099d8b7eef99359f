// SPDX-License-Identifier: Apache-2.0
// Findings: kept up to a number, counted beyond it. When memory is out the counts still hold, so
// that a bad input never passes for a good one.
#include "diags.h"

#include <stdarg.h>
#include <string.h>

#include "arena.h"
#include "text.h"

// An excerpt longer than this many characters is cut to the piece around its column.
#define PVS_EXCERPT_MOST   120
#define PVS_EXCERPT_BEFORE 60

static char *copy_of(const char *text, size_t n) {
    char *copy = pvs_alloc(n + 1);
    if (copy && n) {
        memcpy(copy, text, n);
    }
    return copy;
}

void pvs_diags_add(PvsDiags *diags, PvsSeverity severity, PvsPlace place, const char *format, ...) {
    *(severity == PVS_DIAG_ERROR ? &diags->n_errors : &diags->n_warnings) += 1;
    diags->last_kept = false;
    if (!diags->items) {
        diags->items = pvs_alloc(PVS_DIAGS_MAX * sizeof *diags->items);
    }
    if (!diags->items || diags->n == PVS_DIAGS_MAX) {
        return;
    }
    char message[480];
    va_list args;
    va_start(args, format);
    pvs_text_format(message, sizeof message, format, args);
    va_end(args);
    pvs_text_clean(message);
    // findings outlive what was read
    place.file = place.file ? copy_of(place.file, strlen(place.file)) : NULL;
    diags->items[diags->n++] = (PvsDiag){
        .severity = severity, .place = place, .message = copy_of(message, strlen(message))};
    diags->last_kept = true;
}

// Bytes of the first n characters of a UTF-8 text (broken bytes count as one each).
static size_t bytes_of_characters(const char *text, size_t size, size_t n) {
    size_t i = 0;
    for (; n > 0 && i < size; n--) {
        i++;
        while (i < size && ((unsigned char)text[i] & 0xC0) == 0x80) {
            i++;
        }
    }
    return i;
}

void pvs_diags_set_excerpt(PvsDiags *diags, const char *line, size_t n) {
    PvsDiag *diag = diags->last_kept ? &diags->items[diags->n - 1] : NULL;
    if (!diag) {
        return;
    }
    size_t column = diag->place.column > 0 ? (size_t)diag->place.column : 0;
    size_t skip = 0; // characters left away in front
    if (column > PVS_EXCERPT_MOST) {
        skip = column - 1 - PVS_EXCERPT_BEFORE;
    }
    size_t begin = bytes_of_characters(line, n, skip);
    size_t size = bytes_of_characters(line + begin, n - begin, PVS_EXCERPT_MOST);
    pvs_free(diag->excerpt);
    diag->excerpt = copy_of(line + begin, size);
    diag->caret = (int)(column - skip);
    for (size_t i = 0; diag->excerpt && i < size; i++) { // tabs would put the caret elsewhere
        if (diag->excerpt[i] == '\t') {
            diag->excerpt[i] = ' ';
        } else if (diag->excerpt[i] == '\0') {
            diag->excerpt[i] = '?';
        }
    }
    if (diag->excerpt) {
        pvs_text_clean(diag->excerpt);
    }
}

// Appends to a text of *n bytes in buf, of which only what fits is written.
__attribute__((format(printf, 4, 5))) static void append(char *buf, size_t size, size_t *n,
                                                         const char *format, ...) {
    va_list args;
    va_start(args, format);
    size_t at = *n < size ? *n : size;
    *n += pvs_text_format(at < size ? buf + at : NULL, size - at, format, args);
    va_end(args);
}

size_t pvs_diag_format(const PvsDiag *diag, char *buf, size_t size) {
    size_t n = 0;
    const PvsPlace *place = &diag->place;
    if (place->file) {
        append(buf, size, &n, "%s:", place->file);
    }
    if (place->line > 0) {
        append(buf, size, &n, "%d:", place->line);
    }
    if (place->line > 0 && place->column > 0) {
        append(buf, size, &n, "%d:", place->column);
    }
    append(buf, size, &n, "%s%s: %s", n ? " " : "",
           diag->severity == PVS_DIAG_ERROR ? "error" : "warning",
           diag->message ? diag->message : "(no memory left for the message)");
    if (diag->excerpt) {
        append(buf, size, &n, "\n    %s", diag->excerpt);
    }
    if (diag->excerpt && diag->caret > 0) {
        append(buf, size, &n, "\n    %*s", diag->caret, "^");
    }
    return n;
}

void pvs_diags_free(PvsDiags *diags) {
    for (size_t i = 0; i < diags->n; i++) {
        pvs_free((char *)diags->items[i].place.file);
        pvs_free(diags->items[i].message);
        pvs_free(diags->items[i].excerpt);
    }
    pvs_free(diags->items);
    *diags = (PvsDiags){0};
}
