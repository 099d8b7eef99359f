// SPDX-License-Identifier: Apache-2.0
// The outcome as JSON and as a table.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/json.h"
#include "support/outcome.h"

static const PvsJson *json_of(const PvsResult *result, PvsArena *arena) {
    PvsStr text = {0};
    pvs_result_json(result, &text);
    const PvsJson *root = NULL;
    PvsError err = {0};
    if (pvs_json_parse(text.text, text.n, arena, &root, &err) != PVS_OK) {
        fail_msg("%s in %s", err.message, text.text);
    }
    assert_true(text.text[text.n - 1] == '\n');
    pvs_str_free(&text);
    return root;
}

static uint64_t count(const PvsJson *object, const char *key) {
    uint64_t n = UINT64_MAX;
    if (!pvs_json_u64(pvs_json_get(object, key), &n)) {
        fail_msg("no count \"%s\"", key);
    }
    return n;
}

static void assert_balance(const PvsJson *c) {
    assert_int_equal(count(c, "launched"), count(c, "killed") + count(c, "soft_killed") +
                                               count(c, "failed") + count(c, "hit") +
                                               count(c, "missed") + count(c, "returned") +
                                               count(c, "in_flight"));
    assert_true(count(c, "unreleased") != UINT64_MAX);
}

// Scripts and the bindings rely on these names: a renamed key breaks them silently.
static void the_document_has_the_names_that_scripts_rely_on(void **ctx) {
    (void)ctx;
    PvsArena arena;
    pvs_arena_init(&arena);
    PvsMeta meta = synthetic_meta();
    PvsOutcome outcome = synthetic_outcome();
    const PvsJson *root = json_of(&(PvsResult){&meta, &outcome, "ab12"}, &arena);
    assert_string_equal(pvs_json_string(pvs_json_get(root, "pavise")), PAVISE_VERSION);
    assert_string_equal(pvs_json_string(pvs_json_get(root, "scenario")), "Synthetic \"night\"");
    assert_string_equal(pvs_json_string(pvs_json_get(root, "inputs_sha256")), "00ff");
    assert_true(count(root, "seed") == UINT64_MAX);
    assert_int_equal(count(root, "replication"), 7);
    assert_int_equal(count(root, "end_time_s"), 7200);
    assert_string_equal(pvs_json_string(pvs_json_get(root, "outcome_sha256")), "ab12");
    const PvsJson *cost = pvs_json_get(root, "cost");
    assert_int_equal(count(cost, "defence_usd"), 3000000);
    assert_int_equal(count(cost, "attack_usd"), 2105000);
    const PvsJson *north = pvs_json_get(pvs_json_get(root, "units"), "north");
    assert_int_equal(count(north, "fired"), 3);
    assert_int_equal(count(north, "kills"), 1);
    assert_int_equal(count(north, "rounds_left"), 9);
    assert_int_equal(pvs_json_get(north, "destroyed")->kind, PVS_JSON_FALSE);
    const PvsJson *depot = pvs_json_get(pvs_json_get(root, "assets"), "depot");
    assert_int_equal(count(depot, "hits"), 1);
    assert_int_equal(pvs_json_get(depot, "destroyed")->kind, PVS_JSON_FALSE);
    pvs_arena_free(&arena);
}

static void the_books_balance_in_all_armed_decoys_and_each_type(void **ctx) {
    (void)ctx;
    PvsArena arena;
    pvs_arena_init(&arena);
    PvsMeta meta = synthetic_meta();
    PvsOutcome outcome = synthetic_outcome();
    const PvsJson *root = json_of(&(PvsResult){&meta, &outcome, NULL}, &arena);
    const PvsJson *threats = pvs_json_get(root, "threats");
    assert_balance(threats);
    assert_balance(pvs_json_get(threats, "armed"));
    assert_balance(pvs_json_get(threats, "decoys"));
    uint64_t launched = 0;
    for (const PvsJson *type = pvs_json_get(threats, "by_type")->first; type; type = type->next) {
        assert_balance(type);
        launched += count(type, "launched");
    }
    assert_int_equal(launched, count(threats, "launched"));
    const PvsJson *shots = pvs_json_get(root, "interceptors");
    assert_int_equal(count(shots, "fired"), count(shots, "hit") + count(shots, "missed") +
                                                count(shots, "wasted") + count(shots, "in_flight"));
    assert_int_equal(count(pvs_json_get(pvs_json_get(shots, "by_type"), "round-a"), "fired"), 3);
    uint64_t leakers = 0;
    for (const PvsJson *reason = pvs_json_get(root, "leak_reasons")->first; reason;
         reason = reason->next) {
        uint64_t n = 0;
        assert_true(pvs_json_u64(reason, &n));
        leakers += n;
    }
    const PvsJson *armed = pvs_json_get(threats, "armed");
    assert_int_equal(leakers, count(armed, "hit") + count(armed, "missed"));
    assert_int_equal(pvs_json_get(root, "outcome_sha256")->kind, PVS_JSON_NULL);
    pvs_arena_free(&arena);
}

// An empty ratio is null, and not 0 or NaN.
static void a_raid_of_nothing_has_no_leak_fraction(void **ctx) {
    (void)ctx;
    PvsArena arena;
    pvs_arena_init(&arena);
    PvsMeta meta = synthetic_meta();
    meta.n_types = meta.n_rounds = meta.n_units = meta.n_sites = 0;
    PvsOutcome outcome = {0};
    const PvsJson *root = json_of(&(PvsResult){&meta, &outcome, NULL}, &arena);
    assert_int_equal(pvs_json_get(root, "leak_fraction")->kind, PVS_JSON_NULL);
    PvsStr text = {0};
    pvs_result_table(&(PvsResult){&meta, &outcome, NULL}, false, &text);
    assert_non_null(strstr(text.text, "No armed threat could have leaked."));
    pvs_str_free(&text);
    pvs_arena_free(&arena);
}

static void the_table_is_aligned_and_plain_without_colour(void **ctx) {
    (void)ctx;
    PvsMeta meta = synthetic_meta();
    PvsOutcome outcome = synthetic_outcome();
    PvsStr plain = {0}, coloured = {0};
    pvs_result_table(&(PvsResult){&meta, &outcome, "ab12"}, false, &plain);
    pvs_result_table(&(PvsResult){&meta, &outcome, "ab12"}, true, &coloured);
    assert_null(strchr(plain.text, '\x1b'));
    assert_non_null(strchr(coloured.text, '\x1b'));
    assert_non_null(strstr(
        plain.text,
        "  drone           2       1            0       0    1       0         0          0\n"));
    assert_non_null(
        strstr(plain.text, "  2 of 3 armed threats that did not fail by themselves (66.7 %)"));
    assert_non_null(strstr(
        plain.text, "  defence 3 MUSD in rounds fired; attack 2.105 MUSD in threats launched\n"));
    assert_non_null(strstr(plain.text, "note: mistaken engagements are not modelled\n"));
    assert_non_null(
        strstr(plain.text, "20:00:00 to 22:00:00, seed 18446744073709551615, replication 7"));
    pvs_str_free(&plain);
    pvs_str_free(&coloured);
}

static void an_interrupted_battle_says_so_first(void **ctx) {
    (void)ctx;
    PvsMeta meta = synthetic_meta();
    PvsOutcome outcome = synthetic_outcome();
    outcome.interrupted = true;
    outcome.t_end = S(60);
    PvsStr text = {0};
    pvs_result_table(&(PvsResult){&meta, &outcome, NULL}, false, &text);
    assert_non_null(strstr(text.text, "Interrupted at 20:01:00 of the scenario's clock"));
    pvs_str_free(&text);
}

// Names come from files: they must not drive the terminal that shows them.
static void control_characters_in_names_do_not_reach_the_terminal(void **ctx) {
    (void)ctx;
    PvsMeta meta = synthetic_meta();
    PvsMetaSite sites[] = {{{"\x1b]0;owned\a", 0, 0, 0}, 1, 1}};
    meta.sites = sites;
    meta.scenario_name = "\x1b[2Jx";
    PvsOutcome outcome = synthetic_outcome();
    PvsStr text = {0};
    pvs_result_table(&(PvsResult){&meta, &outcome, NULL}, false, &text);
    assert_null(strchr(text.text, '\x1b'));
    assert_null(strchr(text.text, '\a'));
    pvs_str_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_document_has_the_names_that_scripts_rely_on),
        cmocka_unit_test(the_books_balance_in_all_armed_decoys_and_each_type),
        cmocka_unit_test(a_raid_of_nothing_has_no_leak_fraction),
        cmocka_unit_test(the_table_is_aligned_and_plain_without_colour),
        cmocka_unit_test(an_interrupted_battle_says_so_first),
        cmocka_unit_test(control_characters_in_names_do_not_reach_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
