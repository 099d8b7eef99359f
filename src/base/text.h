// SPDX-License-Identifier: Apache-2.0
// Names and numbers as text: natural order, nearest known name, growing strings, and numbers that
// do not change with the locale of the host program.
#ifndef PVS_BASE_TEXT_H
#define PVS_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/// Natural order of names: runs of digits compare as numbers (guns/2 before guns/10). A total order
/// (ties by bytes).
int pvs_name_compare(const char *a, const char *b);

/// Index of the nearest of n names by edit distance (a swap of neighbours counts one, case nothing;
/// ties: the first); -1 when none is near enough to suggest: a third of the longer of the two.
int pvs_name_nearest(const char *name, const char *const *names, size_t n);

/// vsnprintf with a decimal point, whatever the locale. Text that is cut ends at a whole UTF-8
/// character.
size_t pvs_text_format(char *buf, size_t size, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));
/// The same, as snprintf.
size_t pvs_text_printf(char *buf, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/// Replaces control characters by '?', so that a name from a file cannot drive a terminal.
void pvs_text_clean(char *text);

/// Reads a decimal number that fills the n bytes: [+-] digits [. digits] [e [+-] digits]. False,
/// with *value untouched, for all else: empty, blanks, hexadecimal, NaN, infinity, out of range.
/// Same value in every locale, correctly rounded.
bool pvs_number_parse(const char *text, size_t n, double *value);

/// Length in bytes of the longest such number that `text` begins with; 0 when it begins with none.
size_t pvs_number_length(const char *text, size_t n);

/// Shortest of 15, 16 or 17 digits that reads back as the same double; "nan", "inf" and "-inf"
/// else. Returns the length wanted.
size_t pvs_number_format(double value, char *buf, size_t size);

/// A growing string. Zero-initialise; pvs_str_free when done. `failed` is set when memory is out;
/// then text is kept as it was.
typedef struct {
    char *text; ///< zero-terminated when n > 0
    size_t n, capacity;
    bool failed;
} PvsStr;

void pvs_str_add(PvsStr *str, const char *text, size_t n);
void pvs_str_printf(PvsStr *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
/// JSON string literal with quotes and escapes; JSON number (shortest round-trip, null for NaN and
/// infinities).
void pvs_str_json_string(PvsStr *str, const char *text);
void pvs_str_json_number(PvsStr *str, double value);
void pvs_str_free(PvsStr *str);

#endif
