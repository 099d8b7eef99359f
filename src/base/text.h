// SPDX-License-Identifier: Apache-2.0
// Names: natural order, nearest known name, growing strings.
#ifndef PVS_BASE_TEXT_H
#define PVS_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/// Natural order of names: runs of digits compare as numbers (guns/2 before guns/10). A total order (ties by bytes).
int pvs_name_compare(const char *a, const char *b);

/// Index of the nearest of n names by edit distance, -1 when none is near enough (a third of its length) to suggest.
int pvs_name_nearest(const char *name, const char *const *names, size_t n);

/// A growing string. Zero-initialise; pvs_str_free when done. `failed` is set when memory is out; then text is kept as it was.
typedef struct {
    char *text; ///< zero-terminated when n > 0
    size_t n, capacity;
    bool failed;
} PvsStr;

void pvs_str_add(PvsStr *str, const char *text, size_t n);
void pvs_str_printf(PvsStr *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
/// JSON string literal with quotes and escapes; JSON number (shortest round-trip, null for NaN and infinities).
void pvs_str_json_string(PvsStr *str, const char *text);
void pvs_str_json_number(PvsStr *str, double value);
void pvs_str_free(PvsStr *str);

#endif
