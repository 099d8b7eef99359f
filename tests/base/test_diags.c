// SPDX-License-Identifier: Apache-2.0
// Findings: kept with their place, shown with a caret under it, counted even when they cannot be
// kept.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/diags.h"

static void assert_shown(const PvsDiags *diags, const char *wanted) {
    char text[1000];
    assert_int_equal(pvs_diag_format(&diags->items[diags->n - 1], text, sizeof text),
                     strlen(wanted));
    assert_string_equal(text, wanted);
}

static void a_finding_shows_its_place_line_and_caret(void **state) {
    (void)state;
    PvsDiags diags = {0};
    const char *line = "    type: s-4OO-battalion";
    pvs_diags_add(&diags, PVS_DIAG_ERROR, (PvsPlace){"first.yaml", 14, 11}, "unknown type \"%s\"",
                  "s-4OO-battalion");
    pvs_diags_set_excerpt(&diags, line, strlen(line));
    assert_shown(&diags, "first.yaml:14:11: error: unknown type \"s-4OO-battalion\"\n"
                         "        type: s-4OO-battalion\n"
                         "              ^");
    pvs_diags_free(&diags);
}

static void unknown_parts_of_a_place_are_left_away(void **state) {
    (void)state;
    PvsDiags diags = {0};
    pvs_diags_add(&diags, PVS_DIAG_WARNING, (PvsPlace){"a.yaml", 0, 0}, "odd");
    assert_shown(&diags, "a.yaml: warning: odd");
    pvs_diags_add(&diags, PVS_DIAG_ERROR, (PvsPlace){NULL, 0, 0}, "bad");
    assert_shown(&diags, "error: bad");
    pvs_diags_add(&diags, PVS_DIAG_ERROR, (PvsPlace){"a.yaml", 3, 0}, "bad");
    assert_shown(&diags, "a.yaml:3: error: bad");
    pvs_diags_free(&diags);
}

// Columns count characters: bytes would put the caret too far right behind a name with accents.
static void the_caret_stands_under_the_character(void **state) {
    (void)state;
    PvsDiags diags = {0};
    const char *line = "\tn\xC3\xA4me: x";
    pvs_diags_add(&diags, PVS_DIAG_ERROR, (PvsPlace){"f", 1, 8}, "no");
    pvs_diags_set_excerpt(&diags, line, strlen(line));
    assert_shown(&diags, "f:1:8: error: no\n"
                         "     n\xC3\xA4me: x\n"
                         "           ^");
    pvs_diags_free(&diags);
}

static void a_long_line_is_cut_around_the_column(void **state) {
    (void)state;
    static char line[100000];
    memset(line, '.', sizeof line);
    line[70000] = 'X';
    PvsDiags diags = {0};
    pvs_diags_add(&diags, PVS_DIAG_ERROR, (PvsPlace){"f", 1, 70001}, "here");
    pvs_diags_set_excerpt(&diags, line, sizeof line);
    const PvsDiag *diag = &diags.items[0];
    assert_int_equal(strlen(diag->excerpt), 120);
    assert_int_equal(diag->excerpt[diag->caret - 1], 'X');
    pvs_diags_free(&diags);
}

static void what_is_beyond_the_limit_is_counted(void **state) {
    (void)state;
    PvsDiags diags = {0};
    for (int i = 0; i < 80; i++) {
        pvs_diags_add(&diags, i % 4 ? PVS_DIAG_ERROR : PVS_DIAG_WARNING, (PvsPlace){"f", i + 1, 1},
                      "number %d", i);
        pvs_diags_set_excerpt(&diags, "line", 4);
    }
    assert_int_equal(diags.n, PVS_DIAGS_MAX);
    assert_int_equal(diags.n_errors, 60);
    assert_int_equal(diags.n_warnings, 20);
    assert_string_equal(diags.items[PVS_DIAGS_MAX - 1].message, "number 49");
    pvs_diags_free(&diags);
}

// A bad input must not pass for a good one because memory ran out while saying so.
static void an_error_counts_even_when_memory_is_out(void **state) {
    (void)state;
    for (long fail_after = 0; fail_after < 6; fail_after++) {
        PvsDiags diags = {0};
        char text[200];
        pvs_alloc_fail_after(fail_after);
        for (int i = 0; i < 2; i++) {
            pvs_diags_add(&diags, PVS_DIAG_ERROR, (PvsPlace){"f", 1, 1}, "bad");
            pvs_diags_set_excerpt(&diags, "line", 4);
        }
        for (size_t i = 0; i < diags.n; i++) {
            pvs_diag_format(&diags.items[i], text, sizeof text);
            assert_non_null(strstr(text, "error: "));
        }
        pvs_alloc_fail_after(-1);
        assert_int_equal(diags.n_errors, 2);
        pvs_diags_free(&diags);
    }
}

static void a_small_buffer_is_filled_and_ended(void **state) {
    (void)state;
    PvsDiags diags = {0};
    pvs_diags_add(&diags, PVS_DIAG_ERROR, (PvsPlace){"file.yaml", 10, 20}, "a message");
    char text[100], small[100];
    size_t n = pvs_diag_format(&diags.items[0], text, sizeof text);
    for (size_t size = 0; size < n + 3; size++) {
        memset(small, '#', sizeof small);
        assert_int_equal(pvs_diag_format(&diags.items[0], small, size), n);
        assert_int_equal(small[size], '#');
        if (size) {
            assert_true(strlen(small) == (n < size ? n : size - 1));
            assert_memory_equal(small, text, strlen(small));
        }
    }
    pvs_diags_free(&diags);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_shows_its_place_line_and_caret),
        cmocka_unit_test(unknown_parts_of_a_place_are_left_away),
        cmocka_unit_test(the_caret_stands_under_the_character),
        cmocka_unit_test(a_long_line_is_cut_around_the_column),
        cmocka_unit_test(what_is_beyond_the_limit_is_counted),
        cmocka_unit_test(an_error_counts_even_when_memory_is_out),
        cmocka_unit_test(a_small_buffer_is_filled_and_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
