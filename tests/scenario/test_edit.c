// SPDX-License-Identifier: Apache-2.0
// Edits of a scenario's text: what is not meant stays byte for byte.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "scenario/edit.h"
#include "scenario/scenario.h"

static void expect(const char *text, PvsEditKind kind, const char *path, const char *value,
                   const char *wanted) {
    PvsStr out = {0};
    PvsDiags diags = {0};
    PvsTextEdit edit = {kind, path, value};
    PvsStatus status = pvs_scenario_edit_text(text, strlen(text), "t.yaml", &edit, &out, &diags);
    if (wanted && status != PVS_OK) {
        print_error("%s: %s\n", path, diags.n ? diags.items[0].message : "?");
    }
    assert_int_equal(status, wanted ? PVS_OK : PVS_BAD_INPUT);
    if (wanted) {
        assert_string_equal(out.text, wanted);
    } else {
        assert_true(diags.n_errors > 0);
        assert_null(out.text);
    }
    pvs_str_free(&out);
    pvs_diags_free(&diags);
}

static void set(const char *text, const char *path, const char *value, const char *wanted) {
    expect(text, PVS_EDIT_SET, path, value, wanted);
}
static void take(const char *text, const char *path, const char *wanted) {
    expect(text, PVS_EDIT_REMOVE, path, NULL, wanted);
}

static const char sample[] = "# a comment\n"
                             "name: First   # the name\n"
                             "\n"
                             "sites:\n"
                             "  depot: {at: [-24.10, 133.20], value: 100 MUSD}   # protected\n"
                             "units:\n"
                             "  north:   # a battalion\n"
                             "    type: s-400-battalion # here too\n"
                             "    rounds: {48n6e3: 16, 9m96e2: 64}\n"
                             "  # before the guns\n"
                             "  guns: {type: gepard, count: 4}\n"
                             "# the end\n";

static void a_value_is_changed_where_it_stands(void **state) {
    (void)state;
    set("a: 1 # one\nb: 2\n", "a", "11", "a: 11 # one\nb: 2\n");
    set("a: {b: [1, 2], c: 3}\n", "a.b", "[3, 4]", "a: {b: [3, 4], c: 3}\n");
    set("a: {b: [1, 2], c: 3}\n", "a.b.2", "9", "a: {b: [1, 9], c: 3}\n");
    set("a: 'old' # x\n", "a", "new words", "a: new words # x\n");
    set("a: |\n  line\n  line\nb: 1\n", "a", "short", "a: short\nb: 1\n");
    set("a: x", "a", "y", "a: y");
    set("\xEF\xBB\xBF"
        "a: x\n",
        "a", "y",
        "\xEF\xBB\xBF"
        "a: y\n");
    set("a: Gr\xC3\xB6\xC3\x9F"
        "e # \xC3\xA4\nb: 1\n",
        "b", "2",
        "a: Gr\xC3\xB6\xC3\x9F"
        "e # \xC3\xA4\nb: 2\n");
    set("a: 1\r\nb: 2\r\n", "b", "3", "a: 1\r\nb: 3\r\n");
    set("a: one\r\n  two\r\nb: 2\r\n", "b", "3", "a: one\r\n  two\r\nb: 3\r\n");
}

static void what_brackets_would_misread_is_quoted(void **state) {
    (void)state;
    set("a: {b: 1}\n", "a.b", "'x, y: {z}'", "a: {b: \"x, y: {z}\"}\n");
    set("a: {b: 1}\n", "a.b", "\"1\"", "a: {b: \"1\"}\n");
    set("a: {b: 1}\n", "a.b", "a # comment", "a: {b: a}\n");
    set("a: {b: 1}\n", "a.b", "x: 1\ny: [2, 3]\n", "a: {b: {x: 1, y: [2, 3]}}\n");
    set("a: {b: 1}\n", "a.b", "100..2000 m", "a: {b: 100..2000 m}\n");
    set("a: {b: 1}\n", "a.b", "-24.10", "a: {b: -24.10}\n");
}

static void what_is_missing_is_added_at_the_end_of_its_map(void **state) {
    (void)state;
    set("a: {b: 1}\n", "a.c", "2", "a: {b: 1, c: 2}\n");
    set("a: {}\n", "a.c", "2", "a: {c: 2}\n");
    set("a:\n  b: 1 # x\n# end\n", "a.c", "2", "a:\n  b: 1 # x\n  c: 2\n# end\n");
    set("a:\n  b: 1", "a.c", "2", "a:\n  b: 1\n  c: 2");
    set("a: 1\n", "b.c.d", "2", "a: 1\nb: {c: {d: 2}}\n");
    set("a:\nb: 1\n", "a.c", "2", "a: {c: 2}\nb: 1\n");
    set("a: {b: 1,\n    c: 2} # x\n", "a.d", "3", "a: {b: 1,\n    c: 2, d: 3} # x\n");
    set("a:\r\n  b: 1\r\nc: 1\r\n", "a.d", "2", "a:\r\n  b: 1\r\n  d: 2\r\nc: 1\r\n");
    set("a:\n- b: 1\n  c: 2\n- d: 1\n", "a.1.e", "3", "a:\n- b: 1\n  c: 2\n  e: 3\n- d: 1\n");
    set("a:\n  b: |\n    text\n\n\nc: 1\n", "a.d", "2", "a:\n  b: |\n    text\n  d: 2\n\n\nc: 1\n");
    expect("a: {b: 1}\n", PVS_EDIT_ADD, "a.b", "2", NULL);
    expect("a: {b: 1}\n", PVS_EDIT_ADD, "a.c", "2", "a: {b: 1, c: 2}\n");
}

static void a_map_of_lines_gives_way_to_a_value(void **state) {
    (void)state;
    set("a: # why\n  b: 1\n  c: 2 # x\nd: 1\n", "a", "[1]", "a: [1] # why\nd: 1\n");
    set("a:\n  - 1\n  - 2\n", "a", "3", "a: 3\n");
    set("a:\n- 1\n- 2\nb: 1\n", "a", "3", "a: 3\nb: 1\n");
}

static void what_is_taken_away_leaves_the_rest(void **state) {
    (void)state;
    take("a: {b: 1, c: 2, d: 3}\n", "a.b", "a: {c: 2, d: 3}\n");
    take("a: {b: 1, c: 2, d: 3}\n", "a.c", "a: {b: 1, d: 3}\n");
    take("a: {b: 1, c: 2, d: 3}\n", "a.d", "a: {b: 1, c: 2}\n");
    take("a: {b: 1}\n", "a.b", "a: {}\n");
    take("a: 1\nb: 2 # gone\nc: 3\n", "b", "a: 1\nc: 3\n");
    take("a:\n  b: 1\n# kept\nc: 3\n", "a.b", "a: {}\n# kept\nc: 3\n");
    take("a:\n- b: 1\n  c: 2\n", "a.1.b", "a:\n- c: 2\n");
    take("a: [1, 2, 3]\n", "a.3", "a: [1, 2]\n");
    take("a:\n  - 1\n  - 2\n", "a.1", "a:\n  - 2\n");
    take("a: 1\n", "b", NULL);
    expect("a: 1\n", PVS_EDIT_DROP, "b", NULL, "a: 1\n");
}

static void a_name_is_changed_alone(void **state) {
    (void)state;
    expect("a:\n  b: 1 # x\n  c: 2\n", PVS_EDIT_RENAME, "a.b", "d", "a:\n  d: 1 # x\n  c: 2\n");
    expect("a: {b: 1, c: 2}\n", PVS_EDIT_RENAME, "a.b", "c", NULL);
    expect("a: {b: 1}\n", PVS_EDIT_RENAME, "a.b", "x: y", "a: {\"x: y\": 1}\n");
    expect("a: [1]\n", PVS_EDIT_RENAME, "a.1", "c", NULL);
}

// A bare value may stand for one field; what else is set spells it out, and setting that field finds it.
static void bare_values_are_understood_by_the_schema(void **state) {
    (void)state;
    const char *rounds = "units: {n: {rounds: {48n6e3: 16}}}\n";
    set(rounds, "units.n.rounds.48n6e3", "24", "units: {n: {rounds: {48n6e3: 24}}}\n");
    set(rounds, "units.n.rounds.48n6e3.depot", "8",
        "units: {n: {rounds: {48n6e3: {ready: 16, depot: 8}}}}\n");
    set(rounds, "units.n.rounds.48n6e3.ready", "8", "units: {n: {rounds: {48n6e3: 8}}}\n");
    set("units: {n: {rounds: {48n6e3: {ready: 16, depot: 8}}}}\n", "units.n.rounds.48n6e3", "24",
        "units: {n: {rounds: {48n6e3: {ready: 24, depot: 8}}}}\n");
    set("places: {coast: [1, 2]}\n", "places.coast.at", "[3, 4]", "places: {coast: [3, 4]}\n");
    set("places: {x: {from: a, bearing: 1 deg, range: 1 km}}\n", "places.x.at", "[3, 4]",
        "places: {x: [3, 4]}\n");
}

static void comments_and_order_stay(void **state) {
    (void)state;
    static const char wanted[] = "# a comment\n"
                                 "name: First   # the name\n"
                                 "\n"
                                 "sites:\n"
                                 "  depot: {at: [-24.10, 133.20], value: 100 MUSD}   # protected\n"
                                 "units:\n"
                                 "  north:   # a battalion\n"
                                 "    type: s-400-battalion # here too\n"
                                 "    rounds: {48n6e3: 16, 9m96e2: 64}\n"
                                 "    at: [-23.9, 133.3]\n"
                                 "  # before the guns\n"
                                 "  guns: {type: gepard, count: 4}\n"
                                 "# the end\n";
    set(sample, "units.north.at", "[-23.9, 133.3]", wanted);
}

static void what_is_no_text_of_a_scenario_is_refused(void **state) {
    (void)state;
    set("a: &x 1\nb: *x\n", "a", "2", NULL);
    set("a: 1\n", "", "2", NULL);
    set("a: 1\n", "b..c", "2", NULL);
    set("a: 1\n", "a", "[1", NULL);
    set("a: 1\n", "a.b", "2", NULL);
    set("a: [1]\n", "a.7", "2", NULL);
    set("", "a", "1", NULL);
    set("- 1\n---\n- 2\n", "1", "1", NULL);
}

// Every value of every scenario that is shipped is set to what it is: nothing may change but the layout of that value; every one is taken
// away: the rest must still be read. What matters is checked inside: the text read again must be the tree that was meant.
static void scenarios_that_are_shipped_survive(void **state) {
    (void)state;
    static const char *const files[] = {"first-steps",          "june-2025-raid", "brahmos-s400",
                                        "fourth-fifth-battery", "bench/r0",       "bench/r1"};
    int n_sets = 0, n_removed = 0, n_refused = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[4096], *text = NULL;
        snprintf(path, sizeof path, "%s/scenarios/%s.yaml", PVS_SOURCE_DIR, files[i]);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        text = calloc(1, 1 << 20);
        size_t n = fread(text, 1, (1 << 20) - 1, file);
        fclose(file);
        PvsArena arena;
        PvsDiags diags = {0};
        pvs_arena_init(&arena);
        PvsEditNode *root = pvs_edit_parse(&arena, text, n, path, &diags);
        assert_non_null(root);
        for (PvsEditNode *top = root->first; top; top = top->next) {
            for (PvsEditNode *m = top->first; m && m->key; m = m->next) {
                for (PvsEditNode *f = m->first; f && f->key; f = f->next) {
                    char name[300];
                    PvsStr value = {0}, out = {0};
                    snprintf(name, sizeof name, "%s.%s.%s", top->key, m->key, f->key);
                    pvs_edit_write(f, &value);
                    PvsTextEdit edit = {PVS_EDIT_SET, name, value.text};
                    PvsStatus status = pvs_scenario_edit_text(text, n, path, &edit, &out, &diags);
                    n_refused += status != PVS_OK;
                    n_sets++;
                    pvs_str_free(&out);
                    out = (PvsStr){0};
                    edit.kind = PVS_EDIT_REMOVE;
                    status = pvs_scenario_edit_text(text, n, path, &edit, &out, &diags);
                    n_refused += status != PVS_OK;
                    n_removed++;
                    pvs_str_free(&out);
                    pvs_str_free(&value);
                }
            }
        }
        if (diags.n) {
            print_error("%s\n", diags.items[0].message);
        }
        pvs_diags_free(&diags);
        pvs_arena_free(&arena);
        free(text);
    }
    print_message("%d set, %d taken away, %d refused\n", n_sets, n_removed, n_refused);
    assert_true(n_sets > 300);
    assert_int_equal(n_refused, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_changed_where_it_stands),
        cmocka_unit_test(what_brackets_would_misread_is_quoted),
        cmocka_unit_test(what_is_missing_is_added_at_the_end_of_its_map),
        cmocka_unit_test(a_map_of_lines_gives_way_to_a_value),
        cmocka_unit_test(what_is_taken_away_leaves_the_rest),
        cmocka_unit_test(a_name_is_changed_alone),
        cmocka_unit_test(bare_values_are_understood_by_the_schema),
        cmocka_unit_test(comments_and_order_stay),
        cmocka_unit_test(what_is_no_text_of_a_scenario_is_refused),
        cmocka_unit_test(scenarios_that_are_shipped_survive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
