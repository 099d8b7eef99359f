// SPDX-License-Identifier: Apache-2.0
// From YAML to a tree: places, limits, and what is refused.
#include "loading.h"
#include "scenario/node.h"

static PvsLoad begin(PvsDiags *diags) {
    PvsLoad loading = {.diags = diags};
    pvs_arena_init(&loading.arena);
    return loading;
}

static PvsNode *compose(PvsLoad *loading, const char *text, size_t n) {
    int source = pvs_source_add(loading, "t", "scenario", text, n);
    assert_true(source >= 0);
    return pvs_compose(loading, source);
}

static void expect_error(const char *text, size_t n, const char *wanted) {
    PvsDiags diags = {0};
    PvsLoad loading = begin(&diags);
    compose(&loading, text, n);
    pvs_load_free(&loading);
    char *found = findings(&diags);
    if (!strstr(found, wanted)) {
        fail_msg("wanted \"%s\", got:\n%s", wanted, found);
    }
    free(found);
}

// If places were off, every message would point at the wrong word.
static void every_node_keeps_line_and_column_of_key_and_value(void **state) {
    (void)state;
    PvsDiags diags = {0};
    PvsLoad loading = begin(&diags);
    const char text[] = "a: 1\nb:\n  \xC3\xA4\xC3\xB6: {c: [x, y]}\n";
    PvsNode *root = compose(&loading, text, sizeof text - 1);
    assert_non_null(root);
    PvsPair *b = pvs_node_find(root, "b"), *inner = pvs_node_find(&b->value, "\xC3\xA4\xC3\xB6"),
            *c = pvs_node_find(&inner->value, "c");
    assert_int_equal(b->line, 2);
    assert_int_equal(b->column, 1);
    assert_int_equal(inner->line, 3);
    assert_int_equal(inner->column, 3);
    assert_int_equal(c->line, 3);
    assert_int_equal(c->column, 8); // characters, not bytes
    assert_int_equal(c->value.items[1].column, 15);
    assert_string_equal(c->value.items[1].text, "y");
    pvs_load_free(&loading);
    pvs_diags_free(&diags);
}

// Programs write JSON: it must read as the same tree.
static void json_is_a_part_of_the_language(void **state) {
    (void)state;
    PvsDiags diags = {0};
    PvsLoad loading = begin(&diags);
    const char text[] = "{\"a\": {\"b\": [1, \"two\", true]},\n \"c\": \"\\u00e4\"}";
    PvsNode *root = compose(&loading, text, sizeof text - 1);
    assert_non_null(root);
    PvsNode *b = &pvs_node_find(&pvs_node_find(root, "a")->value, "b")->value;
    assert_int_equal(b->n, 3);
    assert_string_equal(b->items[2].text, "true");
    assert_string_equal(pvs_node_find(root, "c")->value.text, "\xC3\xA4");
    pvs_load_free(&loading);
    pvs_diags_free(&diags);
}

// Large maps are searched by halves: every key must be found, and twins too.
static void a_map_of_many_keys_finds_each_and_reports_each_twin(void **state) {
    (void)state;
    PvsDiags diags = {0};
    PvsLoad loading = begin(&diags);
    PvsStr text = {0};
    for (int i = 0; i < 1000; i++) {
        pvs_str_printf(&text, "k%d: %d\n", i * 7919 % 1000, i);
    }
    pvs_str_printf(&text, "k500: again\nk500: and again\n");
    PvsNode *root = compose(&loading, text.text, text.n);
    assert_int_equal(root->n, 1000);
    for (int i = 0; i < 1000; i++) {
        char key[16];
        pvs_text_printf(key, sizeof key, "k%d", i);
        assert_non_null(pvs_node_find(root, key));
    }
    assert_null(pvs_node_find(root, "k1000"));
    assert_int_equal(diags.n_errors, 2);
    assert_string_not_equal(pvs_node_find(root, "k500")->value.text, "again");
    pvs_str_free(&text);
    pvs_load_free(&loading);
    pvs_diags_free(&diags);
}

static void expect_refused(const char *text, const char *wanted) {
    expect_error(text, strlen(text), wanted);
}

// Each of these could cost time, memory or surprise.
static void what_could_surprise_is_refused_with_its_place(void **state) {
    (void)state;
    expect_refused("a: &x 1\n", "t:1:4: error: anchors");
    expect_refused("a: *x\n", "t:1:4: error: aliases");
    expect_refused("a: !!str 1\n", "t:1:4: error: tags");
    expect_refused("a: {<<: {b: 1}}\n", "t:1:5: error: merge keys");
    expect_refused("a: 1\n---\nb: 2\n", "t:2:1: error: a second document");
    expect_refused(
        "a: 1\nb: 2\na: 3\n",
        "t:3:1: error: \"a\" stands here a second time; the first is in line 1, column 1");
    expect_refused("? [a, b]\n: c\n", "a map or a list stands where a name is expected");
    expect_refused("a: \"x\\0y\"\n", "zero byte");
    expect_refused("%TAG ! tag:x,2000:\n---\na: 1\n", "%TAG");
    expect_refused("a:\n\tb: 1\n", "t:2:1: error: a tab stands here");
    expect_refused("", "the file is empty");
    expect_refused("# only a comment\n", "the file is empty");
}

// Broken text from a foreign editor: the message names the line.
static void bytes_that_are_no_text_are_refused_with_line_and_column(void **state) {
    (void)state;
    expect_error("a: 1\nb: \xFF\n", 10, "t:2:4: error: this is not valid UTF-8 text (byte 0xFF)");
    expect_error("a: 1\nb: \x01\n", 10,
                 "t:2:4: error: a control character is not allowed (byte 0x01)");
    expect_error("a: \xC0\xAF\n", 6, "not valid UTF-8");
    expect_error("a\0b: 1\n", 7, "control character");
}

// libyaml needs quadratic time for deep nesting: the cap is what bounds it.
static void depth_is_bounded(void **state) {
    (void)state;
    enum { DEPTH = 100000 };
    char *text = malloc(DEPTH + 8);
    memcpy(text, "a: ", 3);
    memset(text + 3, '[', DEPTH);
    expect_error(text, DEPTH + 3, "nested more than 64 deep");
    for (int i = 0; i < DEPTH / 2; i++) {
        memcpy(text + 3 + 2 * i, "- ", 2);
    }
    expect_error(text, DEPTH + 3, "error");
    free(text);
}

static void sixty_four_levels_are_taken(void **state) {
    (void)state;
    PvsDiags diags = {0};
    PvsLoad loading = begin(&diags);
    char text[256];
    memset(text, '[', 64);
    memset(text + 64, ']', 64);
    assert_non_null(compose(&loading, text, 128));
    assert_int_equal(diags.n_errors, 0);
    pvs_load_free(&loading);
}

// A bomb of values must end with a message, not with the memory.
static void the_number_of_values_is_bounded(void **state) {
    (void)state;
    PvsDiags diags = {0};
    PvsLoad loading = begin(&diags);
    size_t n = 2 * (size_t)(PVS_NODES_MAX + 10);
    char *text = malloc(n + 8);
    text[0] = '[';
    for (size_t i = 1; i < n; i += 2) {
        memcpy(text + i, "1,", 2);
    }
    assert_null(compose(&loading, text, n));
    pvs_load_free(&loading);
    char *found = findings(&diags);
    assert_non_null(strstr(found, "more than 1000000 values"));
    free(found);
    free(text);
}

// A file saved by an editor of another system.
static void byte_order_mark_and_foreign_line_ends_are_taken(void **state) {
    (void)state;
    PvsDiags diags = {0};
    PvsLoad loading = begin(&diags);
    const char text[] = "\xEF\xBB\xBF"
                        "a: 1\r\nb: 2\r\n";
    PvsNode *root = compose(&loading, text, sizeof text - 1);
    assert_non_null(root);
    assert_int_equal(root->n, 2);
    assert_string_equal(pvs_node_find(root, "a")->value.text, "1");
    pvs_load_free(&loading);
    pvs_diags_free(&diags);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_node_keeps_line_and_column_of_key_and_value),
        cmocka_unit_test(json_is_a_part_of_the_language),
        cmocka_unit_test(a_map_of_many_keys_finds_each_and_reports_each_twin),
        cmocka_unit_test(what_could_surprise_is_refused_with_its_place),
        cmocka_unit_test(bytes_that_are_no_text_are_refused_with_line_and_column),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(sixty_four_levels_are_taken),
        cmocka_unit_test(the_number_of_values_is_bounded),
        cmocka_unit_test(byte_order_mark_and_foreign_line_ends_are_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
