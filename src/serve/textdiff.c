// SPDX-License-Identifier: Apache-2.0
#include "serve/textdiff.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

#define CHANGES_MAX 1000
#define CONTEXT     3

typedef struct {
    const char *text;
    size_t n; ///< with its end
} Line;

typedef struct {
    Line *lines;
    int n;
    bool *changed; ///< taken away (a) or new (b)
} Side;

typedef struct {
    Side a, b;
    PvsStr *out;
} Diff;

static bool split(const char *text, size_t n, Side *side) {
    size_t n_lines = 1;
    for (size_t i = 0; i < n; i++) {
        n_lines += text[i] == '\n';
    }
    side->lines = pvs_alloc(n_lines * sizeof *side->lines);
    side->changed = pvs_alloc(n_lines * sizeof *side->changed);
    if (!side->lines || !side->changed) {
        return false;
    }
    for (size_t at = 0; at < n;) {
        const char *end = memchr(text + at, '\n', n - at);
        size_t length = end ? (size_t)(end - (text + at)) + 1 : n - at;
        side->lines[side->n++] = (Line){text + at, length};
        at += length;
    }
    return true;
}

static bool same(const Diff *d, int i, int k) {
    const Line *x = &d->a.lines[i], *y = &d->b.lines[k];
    return x->n == y->n && memcmp(x->text, y->text, x->n) == 0;
}

// Walks the trace back: one line taken away or new for each change.
static void mark(Diff *d, const int *trace, int changes, int a0, int b0, int n, int m) {
    int x = n, y = m;
    for (int c = changes; c > 0; c--) {
        const int *v = trace + (size_t)c * (2 * CHANGES_MAX + 3) + CHANGES_MAX + 1;
        const int *before = v - (2 * CHANGES_MAX + 3);
        int k = x - y;
        bool down = k == -c || (k != c && before[k - 1] < before[k + 1]);
        int from = down ? k + 1 : k - 1;
        int x0 = before[from], y0 = x0 - from;
        if (down) {
            d->b.changed[b0 + y0] = true;
        } else {
            d->a.changed[a0 + x0] = true;
        }
        x = x0;
        y = y0;
    }
}

// The shortest script between a[a0..a0+n) and b[b0..b0+m). False: too many changes, or no memory.
static bool compare(Diff *d, int a0, int b0, int n, int m) {
    size_t width = 2 * CHANGES_MAX + 3;
    int rows = 64, *trace = pvs_alloc((size_t)rows * width * sizeof *trace);
    for (int c = 0; trace && c <= CHANGES_MAX; c++) {
        if (c == rows) {
            int *more = pvs_realloc(trace, 2 * (size_t)rows * width * sizeof *trace);
            if (!more) {
                break;
            }
            trace = more;
            rows *= 2;
        }
        int *v = trace + (size_t)c * width + CHANGES_MAX + 1;
        const int *before = v - width;
        for (int k = -c; k <= c; k += 2) {
            int x = c == 0                                                 ? 0
                    : k == -c || (k != c && before[k - 1] < before[k + 1]) ? before[k + 1]
                                                                           : before[k - 1] + 1;
            int y = x - k;
            while (x < n && y < m && y >= 0 && x >= 0 && same(d, a0 + x, b0 + y)) {
                x++;
                y++;
            }
            v[k] = x;
            if (x >= n && y >= m) {
                mark(d, trace, c, a0, b0, n, m);
                pvs_free(trace);
                return true;
            }
        }
    }
    pvs_free(trace);
    return false;
}

static void find_changes(Diff *d) {
    int first = 0, last = 0;
    while (first < d->a.n && first < d->b.n && same(d, first, first)) {
        first++;
    }
    while (last < d->a.n - first && last < d->b.n - first &&
           same(d, d->a.n - 1 - last, d->b.n - 1 - last)) {
        last++;
    }
    int n = d->a.n - first - last, m = d->b.n - first - last;
    if (!compare(d, first, first, n, m)) {
        memset(d->a.changed, 0, (size_t)d->a.n * sizeof *d->a.changed);
        memset(d->b.changed, 0, (size_t)d->b.n * sizeof *d->b.changed);
        for (int i = 0; i < n; i++) {
            d->a.changed[first + i] = true;
        }
        for (int i = 0; i < m; i++) {
            d->b.changed[first + i] = true;
        }
    }
}

static void write_line(Diff *d, char sign, const Line *line) {
    pvs_str_add(d->out, &sign, 1);
    pvs_str_add(d->out, line->text, line->n);
    if (line->n == 0 || line->text[line->n - 1] != '\n') {
        pvs_str_printf(d->out, "\n\\ No newline at end of file\n");
    }
}

// The hunk that begins with the change at (i, k); returns through them where it ends.
static void write_hunk(Diff *d, int *i, int *k) {
    int lead = *i < CONTEXT ? *i : CONTEXT;
    lead = lead < *k ? lead : *k;
    int a0 = *i - lead, b0 = *k - lead, a = *i, b = *k, quiet = 0;
    // On to where more than twice the context has no change.
    while ((a < d->a.n || b < d->b.n) && quiet <= 2 * CONTEXT) {
        if (a < d->a.n && d->a.changed[a]) {
            a++;
            quiet = 0;
        } else if (b < d->b.n && d->b.changed[b]) {
            b++;
            quiet = 0;
        } else {
            a++;
            b++;
            quiet++;
        }
    }
    int trail = quiet > CONTEXT ? quiet - CONTEXT : 0;
    a -= trail;
    b -= trail;
    pvs_str_printf(d->out, "@@ -%d,%d +%d,%d @@\n", a0 + (a > a0), a - a0, b0 + (b > b0), b - b0);
    for (int x = a0, y = b0; x < a || y < b;) {
        if (x < a && d->a.changed[x]) {
            write_line(d, '-', &d->a.lines[x++]);
        } else if (y < b && d->b.changed[y]) {
            write_line(d, '+', &d->b.lines[y++]);
        } else {
            write_line(d, ' ', &d->a.lines[x++]);
            y++;
        }
    }
    *i = a;
    *k = b;
}

static void write_hunks(Diff *d) {
    for (int i = 0, k = 0; i < d->a.n || k < d->b.n;) {
        bool changed = (i < d->a.n && d->a.changed[i]) || (k < d->b.n && d->b.changed[k]);
        if (changed) {
            write_hunk(d, &i, &k);
        } else {
            i++;
            k++;
        }
    }
}

void pvs_textdiff(const char *a, size_t n_a, const char *b, size_t n_b, const char *name,
                  PvsStr *out) {
    Diff d = {.out = out};
    pvs_str_printf(out, "--- %s\n+++ %s\n", name, name);
    if (split(a, n_a, &d.a) && split(b, n_b, &d.b)) {
        find_changes(&d);
        write_hunks(&d);
    } else {
        out->failed = true;
    }
    pvs_free(d.a.lines);
    pvs_free(d.a.changed);
    pvs_free(d.b.lines);
    pvs_free(d.b.changed);
}
