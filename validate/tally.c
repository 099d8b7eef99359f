// SPDX-License-Identifier: Apache-2.0
// Booking what a set finds: values against tolerances, and rows that chance decides.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "validate.h"

static void book_failure(Tally *t, const char *text) {
    if (t->n_failed < sizeof t->failures / sizeof t->failures[0]) {
        snprintf(t->failures[t->n_failed], sizeof t->failures[0], "%s", text);
    }
    t->n_failed++;
    t->state = SET_FAILED;
}

void tally_near(Tally *t, const char *row, const char *what, double got, double want,
                double tolerance) {
    t->n_values++;
    double share = fabs(got - want) / tolerance;
    if (tolerance <= 0) {
        share = got == want ? 0 : INFINITY;
    }
    if (!(share <= t->worst)) { // also when it is NaN
        t->worst = share;
        snprintf(t->worst_at, sizeof t->worst_at, "%s, %s", row, what);
    }
    if (!(share <= 1)) {
        char text[160];
        snprintf(text, sizeof text, "%.40s: %.40s is %.12g, wanted %.12g, tolerance %.3g", row,
                 what, got, want, tolerance);
        book_failure(t, text);
    }
}

void tally_relative(Tally *t, const char *row, const char *what, double got, double want,
                    double tolerance) {
    tally_near(t, row, what, got, want, fabs(want) * tolerance);
}

void tally_holds(Tally *t, const char *row, const char *what, bool holds) {
    t->n_values++;
    if (!holds) {
        char text[160];
        snprintf(text, sizeof text, "%.60s: %.90s", row, what);
        book_failure(t, text);
    }
}

int suite_csv(const Suite *suite, const char *file, Csv *csv) {
    const char *folders[] = {suite->folder, suite->fallback};
    for (int i = 0; i < 2; i++) {
        char full[1200];
        snprintf(full, sizeof full, "%s/%s", folders[i], file);
        FILE *there = fopen(full, "rb");
        if (there) {
            fclose(there);
            return csv_load_file(csv, full);
        }
    }
    return 0;
}

size_t suite_rows(const Suite *suite, size_t n, size_t quick) {
    return suite->quick && n > quick ? quick : n;
}

size_t suite_row(const Suite *suite, size_t n, size_t quick, size_t k) {
    size_t taken = suite_rows(suite, n, quick);
    // every second one a row further: even and odd rows judge different measures
    return taken == n ? k : k * n / taken + k % 2;
}

ChanceRow *tally_chance(Tally *t) {
    if (t->n_chance == t->capacity) {
        size_t capacity = t->capacity ? 2 * t->capacity : 32;
        ChanceRow *more = realloc(t->rows, capacity * sizeof *more);
        if (!more) {
            return NULL;
        }
        t->rows = more;
        t->capacity = capacity;
    }
    t->rows[t->n_chance] = (ChanceRow){0};
    return &t->rows[t->n_chance++];
}

void tally_result(const Tally *t, char *buf, size_t size) {
    if (t->state == SET_ABSENT || t->state == SET_NOT_TESTED) {
        snprintf(buf, size, "%s", t->why);
    } else if (t->n_chance > 0) {
        double worst = 0;
        for (size_t i = 0; i < t->n_chance; i++) {
            worst = fabs(t->rows[i].z) > worst ? fabs(t->rows[i].z) : worst;
        }
        snprintf(buf, size, "%zu rows by chance, largest |z| %.2f%s%s", t->n_chance, worst,
                 t->n_failed ? "; " : "", t->n_failed ? t->failures[0] : "");
    } else if (t->n_failed > 0) {
        snprintf(buf, size, "%zu of %zu values off; %s", t->n_failed, t->n_values, t->failures[0]);
    } else if (t->worst_at[0]) {
        snprintf(buf, size, "%zu values, the worst at %.2g of its tolerance (%s)", t->n_values,
                 t->worst, t->worst_at);
    } else {
        snprintf(buf, size, "%zu values, all equal", t->n_values);
    }
}

const char *state_name(SetState state) {
    static const char *const names[] = {"held", "FAILED", "absent", "not tested"};
    return names[state];
}
