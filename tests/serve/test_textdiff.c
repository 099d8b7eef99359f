// SPDX-License-Identifier: Apache-2.0
// A difference, applied to the first text, gives the second one.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "serve/textdiff.h"

// Applies a unified diff as patch(1) does, strictly: every line must be where the diff says.
static char *patched(const char *a, const char *diff) {
    char *out = calloc(1, strlen(a) + strlen(diff) + 1);
    size_t n = 0;
    int line = 1;
    const char *at = strchr(strchr(diff, '\n') + 1, '\n') + 1; // behind the two heads
    while (*at) {
        int from, n_from, to, n_to;
        assert_int_equal(sscanf(at, "@@ -%d,%d +%d,%d @@", &from, &n_from, &to, &n_to), 4);
        at = strchr(at, '\n') + 1;
        while (line < (n_from ? from : from + 1)) { // what lies between hunks
            const char *end = strchr(a, '\n');
            size_t length = end ? (size_t)(end - a) + 1 : strlen(a);
            memcpy(out + n, a, length);
            n += length;
            a += length;
            line++;
        }
        while (*at && *at != '@') {
            const char *end = strchr(at, '\n');
            size_t length = (size_t)(end - at);
            bool no_end = strncmp(end + 1, "\\ No", 4) == 0;
            if (*at != '+') { // stands in a
                assert_true(strncmp(a, at + 1, length - 1) == 0);
                a += length - 1 + (no_end ? 0 : 1);
                line++;
            }
            if (*at != '-') {
                memcpy(out + n, at + 1, length - 1);
                n += length - 1;
                if (!no_end) {
                    out[n++] = '\n';
                }
            }
            at = end + 1;
            if (no_end) {
                at = strchr(at, '\n') + 1;
            }
        }
    }
    strcpy(out + n, a);
    return out;
}

static size_t check(const char *a, const char *b) {
    PvsStr diff = {0};
    pvs_textdiff(a, strlen(a), b, strlen(b), "t", &diff);
    char *got = patched(a, diff.text);
    assert_string_equal(got, b);
    size_t n = diff.n;
    free(got);
    pvs_str_free(&diff);
    return n;
}

static void equal_texts_differ_in_nothing(void **state) {
    (void)state;
    assert_int_equal(check("a\nb\n", "a\nb\n"), strlen("--- t\n+++ t\n"));
    assert_int_equal(check("", ""), strlen("--- t\n+++ t\n"));
}

static void a_small_change_is_a_small_difference(void **state) {
    (void)state;
    PvsStr diff = {0};
    const char *a = "1\n2\n3\n4\n5\n6\n7\n8\n9\n", *b = "1\n2\n3\n4\nfive\n6\n7\n8\n9\n";
    pvs_textdiff(a, strlen(a), b, strlen(b), "t.yaml", &diff);
    assert_string_equal(
        diff.text, "--- t.yaml\n+++ t.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
    pvs_str_free(&diff);
}

static void ends_and_empty_texts_are_kept(void **state) {
    (void)state;
    check("", "a\n");
    check("a\n", "");
    check("a", "a\n");
    check("a\n", "a");
    check("a\nb", "a\nc");
    check("x", "y");
}

static void random_texts(void **state) {
    (void)state;
    uint64_t seed = 0x2545F4914F6CDD1Dull;
    for (int round = 0; round < 300; round++) {
        char text[2][600] = {"", ""};
        for (int side = 0; side < 2; side++) {
            int n = (int)(seed >> 33) % 60;
            for (int i = 0; i < n; i++) {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                char line[8];
                snprintf(line, sizeof line, "%u\n", (unsigned)(seed >> 40) % 6);
                strcat(text[side], line);
            }
        }
        check(text[0], text[1]);
    }
}

// More changes than the method goes through: one hunk, and still right.
static void large_differences_are_right_too(void **state) {
    (void)state;
    size_t size = 1 << 17;
    char *a = calloc(1, size), *b = calloc(1, size);
    for (int i = 0; i < 3000; i++) {
        sprintf(a + strlen(a), "a%d\n", i);
        sprintf(b + strlen(b), "b%d\n", i);
    }
    check(a, b);
    free(a);
    free(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_texts_differ_in_nothing),
        cmocka_unit_test(a_small_change_is_a_small_difference),
        cmocka_unit_test(ends_and_empty_texts_are_kept),
        cmocka_unit_test(random_texts),
        cmocka_unit_test(large_differences_are_right_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
