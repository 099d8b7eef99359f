// SPDX-License-Identifier: Apache-2.0
// Names and numbers as text. What the C library does by locale is done here in the "C" locale of
// the calling thread alone, so that a host program that calls setlocale() changes nothing.
#include "text.h"

#include <limits.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "math.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

// ---- order and likeness of names

// Compares two runs of digits as numbers of any length and moves both pointers behind them.
static int compare_numbers(const char **a, const char **b) {
    while (**a == '0') {
        ++*a;
    }
    while (**b == '0') {
        ++*b;
    }
    size_t n_a = strspn(*a, "0123456789"), n_b = strspn(*b, "0123456789");
    int order = n_a != n_b ? (n_a < n_b ? -1 : 1) : memcmp(*a, *b, n_a);
    *a += n_a;
    *b += n_b;
    return order;
}

int pvs_name_compare(const char *a, const char *b) {
    const char *p = a, *q = b;
    while (*p && *q) {
        int order;
        if (is_digit(*p) && is_digit(*q)) {
            order = compare_numbers(&p, &q);
        } else {
            order = (unsigned char)*p++ - (unsigned char)*q++;
        }
        if (order) {
            return order < 0 ? -1 : 1;
        }
    }
    if (*p || *q) {
        return *p ? 1 : -1;
    }
    int order = strcmp(a, b); // "a1" and "a01" are the same number, not the same name
    return (order > 0) - (order < 0);
}

#define PVS_NAME_MOST 64 ///< longer names are compared by their first bytes

// Edit distance with swaps of neighbours (optimal string alignment), upper and lower case alike.
static int edit_distance(const char *a, size_t n_a, const char *b, size_t n_b) {
    int rows[3][PVS_NAME_MOST + 1];
    int *two_up = rows[0], *up = rows[1], *row = rows[2];
    for (size_t j = 0; j <= n_b; j++) {
        up[j] = (int)j;
    }
    for (size_t i = 1; i <= n_a; i++) {
        row[0] = (int)i;
        for (size_t j = 1; j <= n_b; j++) {
            int same = lower(a[i - 1]) == lower(b[j - 1]);
            int best = up[j - 1] + !same;
            best = up[j] + 1 < best ? up[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]) && two_up[j - 2] + 1 < best) {
                best = two_up[j - 2] + 1;
            }
            row[j] = best;
        }
        int *spare = two_up;
        two_up = up;
        up = row;
        row = spare;
    }
    return up[n_b];
}

int pvs_name_nearest(const char *name, const char *const *names, size_t n) {
    size_t n_name = strnlen(name, PVS_NAME_MOST);
    int nearest = -1, least = INT_MAX;
    for (size_t i = 0; i < n; i++) {
        size_t n_other = strnlen(names[i], PVS_NAME_MOST);
        int longer = (int)(n_name > n_other ? n_name : n_other);
        int limit = longer < 3 ? 1 : longer / 3;
        int distance = edit_distance(name, n_name, names[i], n_other);
        // In a name of one or two letters at least one must agree: else each is near to each.
        if (distance < least && distance <= limit && distance < longer) {
            least = distance;
            nearest = (int)i;
        }
    }
    return nearest;
}

// ---- text that is safe to print

size_t pvs_text_format(char *buf, size_t size, const char *format, va_list args) {
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = uselocale(c_locale);
    int wanted = vsnprintf(buf, size, format, args);
    uselocale(before);
    freelocale(c_locale);
    if (wanted < 0) {
        wanted = 0;
        if (buf && size) {
            buf[0] = '\0';
        }
    }
    if (buf && size && (size_t)wanted >= size) { // cut: back over the bytes of a broken character
        size_t end = size - 1, n = end;
        while (n > 0 && end - n < 3 && ((unsigned char)buf[n - 1] & 0xC0) == 0x80) {
            n--;
        }
        if (n > 0 && (unsigned char)buf[n - 1] >= 0xC0) {
            unsigned char lead = (unsigned char)buf[n - 1];
            size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
            if (end - (n - 1) < length) {
                buf[n - 1] = '\0';
            }
        }
    }
    return (size_t)wanted;
}

size_t pvs_text_printf(char *buf, size_t size, const char *format, ...) {
    va_list args;
    va_start(args, format);
    size_t n = pvs_text_format(buf, size, format, args);
    va_end(args);
    return n;
}

void pvs_text_clean(char *text) {
    for (unsigned char *p = (unsigned char *)text; *p; p++) {
        bool control = *p < 0x20 || *p == 0x7F;
        bool control_c1 = *p == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0;
        if (control) {
            *p = '?';
        } else if (control_c1) {
            p[0] = p[1] = '?';
            p++;
        }
    }
}

// ---- numbers

static size_t skip_digits(const char *text, size_t n, size_t i) {
    while (i < n && is_digit(text[i])) {
        i++;
    }
    return i;
}

size_t pvs_number_length(const char *text, size_t n) {
    size_t i = n > 0 && (text[0] == '+' || text[0] == '-') ? 1 : 0;
    size_t begin = i;
    i = skip_digits(text, n, i);
    size_t n_digits = i - begin;
    // "1..2" is a range: a point counts only with a digit behind it.
    if (i + 1 < n && text[i] == '.' && is_digit(text[i + 1])) {
        size_t fraction = i + 1;
        i = skip_digits(text, n, fraction);
        n_digits += i - fraction;
    }
    if (n_digits == 0) {
        return 0;
    }
    if (i < n && (text[i] == 'e' || text[i] == 'E')) {
        size_t exponent = i + 1;
        exponent += exponent < n && (text[exponent] == '+' || text[exponent] == '-');
        size_t end = skip_digits(text, n, exponent);
        i = end > exponent ? end : i; // else the letter begins a unit
    }
    return i;
}

bool pvs_number_parse(const char *text, size_t n, double *value) {
    char copy[400]; // 1e308 written out has 309 digits
    if (n == 0 || n >= sizeof copy || pvs_number_length(text, n) != n) {
        return false;
    }
    memcpy(copy, text, n);
    copy[n] = '\0';
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    double x = strtod_l(copy, NULL, c_locale);
    freelocale(c_locale);
    if (!(fabs(x) <= 1.7976931348623157e308)) {
        return false;
    }
    *value = x;
    return true;
}

size_t pvs_number_format(double value, char *buf, size_t size) {
    char text[32];
    size_t n;
    if (fabs(value) < 1e15 && value == (double)(int64_t)value && !(value == 0 && signbit(value))) {
        n = (size_t)snprintf(text, sizeof text, "%lld", (long long)value);
    } else if (!(fabs(value) <= 1.7976931348623157e308)) {
        n = (size_t)snprintf(text, sizeof text, "%s",
                             value > 0   ? "inf"
                             : value < 0 ? "-inf"
                                         : "nan");
    } else {
        double back = 0;
        n = 0;
        for (int digits = 15; digits <= 17; digits++) {
            n = pvs_text_printf(text, sizeof text, "%.*g", digits, value);
            if (pvs_number_parse(text, n, &back) && back == value) {
                break;
            }
        }
    }
    if (size) {
        size_t kept = n < size ? n : size - 1;
        memcpy(buf, text, kept);
        buf[kept] = '\0';
    }
    return n;
}

// ---- growing strings

// Room for n more bytes and the zero.
static bool reserve(PvsStr *str, size_t n) {
    if (str->failed || n > SIZE_MAX / 4 || str->n > SIZE_MAX / 4) {
        str->failed = true;
        return false;
    }
    size_t need = str->n + n + 1;
    if (need <= str->capacity) {
        return true;
    }
    size_t capacity = str->capacity ? 2 * str->capacity : 64;
    capacity = capacity > need ? capacity : need;
    char *text = pvs_realloc(str->text, capacity);
    if (!text) {
        str->failed = true;
        return false;
    }
    str->text = text;
    str->capacity = capacity;
    return true;
}

void pvs_str_add(PvsStr *str, const char *text, size_t n) {
    if (n > 0 && reserve(str, n)) {
        memcpy(str->text + str->n, text, n);
        str->n += n;
        str->text[str->n] = '\0';
    }
}

void pvs_str_printf(PvsStr *str, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    size_t room = str->capacity - str->n; // 0 for an empty string
    size_t n = pvs_text_format(str->text ? str->text + str->n : NULL, room, format, args);
    if (n >= room && reserve(str, n)) {
        pvs_text_format(str->text + str->n, n + 1, format, again);
        str->n += n;
    } else if (n < room && !str->failed) {
        str->n += n;
    } else if (str->text) {
        str->text[str->n] = '\0'; // memory is out: as it was
    }
    va_end(again);
    va_end(args);
}

void pvs_str_json_string(PvsStr *str, const char *text) {
    static const char hex[] = "0123456789abcdef";
    pvs_str_add(str, "\"", 1);
    const char *begin = text;
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        pvs_str_add(str, begin, (size_t)(p - begin));
        begin = p + 1;
        if (c == '"' || c == '\\') {
            pvs_str_add(str, (char[]){'\\', (char)c}, 2);
        } else if (c == '\n') {
            pvs_str_add(str, "\\n", 2);
        } else if (c == '\t') {
            pvs_str_add(str, "\\t", 2);
        } else {
            pvs_str_add(str, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
        }
    }
    pvs_str_add(str, begin, strlen(begin));
    pvs_str_add(str, "\"", 1);
}

void pvs_str_json_number(PvsStr *str, double value) {
    char text[32];
    if (!(fabs(value) <= 1.7976931348623157e308)) {
        pvs_str_add(str, "null", 4);
        return;
    }
    pvs_str_add(str, text, pvs_number_format(value, text, sizeof text));
}

void pvs_str_free(PvsStr *str) {
    pvs_free(str->text);
    *str = (PvsStr){0};
}
