// SPDX-License-Identifier: Apache-2.0
// The reader of JSON takes what RFC 8259 allows, and nothing else, within its bounds.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/text.h"

static PvsStatus parse(const char *text, PvsArena *arena, const PvsJson **out) {
    return pvs_json_parse(text, strlen(text), arena, out, NULL);
}

static void values_come_out_as_written(void **ctx) {
    (void)ctx;
    PvsArena arena;
    pvs_arena_init(&arena);
    const PvsJson *root;
    assert_int_equal(
        parse(" {\"a\": [1, -2.5e3, true, null], \"b\\n\": \"\\u00e9\\ud83d\\ude00\\\\\"} ", &arena,
              &root),
        PVS_OK);
    const PvsJson *a = pvs_json_get(root, "a");
    assert_int_equal(a->n, 4);
    double x = 0;
    assert_true(pvs_json_number(a->first->next, &x));
    assert_true(x == -2500);
    assert_int_equal(a->first->next->next->kind, PVS_JSON_TRUE);
    assert_string_equal(pvs_json_string(pvs_json_get(root, "b\n")), "\xc3\xa9\xf0\x9f\x98\x80\\");
    assert_null(pvs_json_get(root, "c"));
    uint64_t u = 0;
    assert_int_equal(parse("18446744073709551615", &arena, &root), PVS_OK);
    assert_true(pvs_json_u64(root, &u) && u == UINT64_MAX);
    assert_int_equal(parse("18446744073709551616", &arena, &root), PVS_OK);
    assert_false(pvs_json_u64(root, &u));
    assert_int_equal(parse("-1", &arena, &root), PVS_OK);
    assert_false(pvs_json_u64(root, &u));
    pvs_arena_free(&arena);
}

static void what_is_no_json_is_refused(void **ctx) {
    (void)ctx;
    static const char *const texts[] = {
        "",
        " ",
        "{",
        "}",
        "[",
        "[1,]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "--1",
        "nul",
        "truee",
        "\"",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\u0000\"",
        "\"\t\"",
        "1 2",
        "{\"a\":1,\"a\":2}",
        "[\"\\\"]",
        "NaN",
        "Infinity",
        "'a'",
        "[1]]",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        PvsArena arena;
        pvs_arena_init(&arena);
        const PvsJson *root;
        if (parse(texts[i], &arena, &root) != PVS_BAD_INPUT) {
            fail_msg("accepted: %s", texts[i]);
        }
        pvs_arena_free(&arena);
    }
}

// Without the limit, a file of brackets would overflow the stack.
static void deep_nesting_is_refused(void **ctx) {
    (void)ctx;
    static char text[200001];
    memset(text, '[', sizeof text - 1);
    PvsArena arena;
    pvs_arena_init(&arena);
    const PvsJson *root;
    PvsError err = {0};
    assert_int_equal(pvs_json_parse(text, sizeof text - 1, &arena, &root, &err), PVS_BAD_INPUT);
    assert_non_null(strstr(err.message, "nesting"));
    pvs_arena_free(&arena);
}

// A map of measures has thousands of keys, and may not have one twice either.
static void a_large_object_is_taken_and_a_key_in_it_twice_is_not(void **state) {
    (void)state;
    for (int twice = 0; twice < 2; twice++) {
        PvsStr text = {0};
        PvsArena arena;
        const PvsJson *root;
        double x;
        pvs_arena_init(&arena);
        pvs_str_printf(&text, "{\"k7000\": 1");
        for (int i = 0; i < 5000; i++) {
            pvs_str_printf(&text, ", \"k%d\": %d", i == 3000 && twice ? 2999 : i, i);
        }
        pvs_str_printf(&text, "}");
        PvsStatus status = pvs_json_parse(text.text, text.n, &arena, &root, NULL);
        assert_int_equal(status, twice ? PVS_BAD_INPUT : PVS_OK);
        assert_true(twice || (pvs_json_number(pvs_json_get(root, "k4999"), &x) && x == 4999));
        pvs_str_free(&text);
        pvs_arena_free(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_large_object_is_taken_and_a_key_in_it_twice_is_not),
        cmocka_unit_test(values_come_out_as_written),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(deep_nesting_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
