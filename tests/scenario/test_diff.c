// SPDX-License-Identifier: Apache-2.0
// What differs between two scenarios, value by value.
#include "loading.h"

#define BASE HEAD "sites: {depot: {at: [-24, 133]}}\n"

static char *diff_of(const char *a, const char *b, bool json, size_t *n) {
    PvsScenario *x = load(a), *y = load(b);
    PvsStr out = {0};
    assert_int_equal(pvs_scenario_diff(x, y, json, &out, n), PVS_OK);
    pvs_scenario_free(x);
    pvs_scenario_free(y);
    char *text = strdup(out.n ? out.text : "");
    pvs_str_free(&out);
    return text;
}

static void the_same_in_other_words_is_no_difference(void **state) {
    (void)state;
    size_t n;
    char *text =
        diff_of(BASE "units: {u: {type: gun, at: depot, keep_out: 1 km, reaction_time: 10 s}}\n",
                "# other words\n" HEAD "units: {u: {reaction_time: 10 s, at: depot, type: gun, "
                "keep_out: 1000 m}}\nsites:\n  depot:\n    at: [-24, 133]\n",
                false, &n);
    assert_string_equal(text, "");
    assert_int_equal(n, 0);
    free(text);
}

static void changed_new_and_gone_values_are_lines(void **state) {
    (void)state;
    size_t n;
    char *text =
        diff_of(BASE "units: {u: {type: gun, at: depot, count: 4}, old: {type: gun, at: depot}}\n",
                BASE "units: {u: {type: gun, at: depot, count: 6, keep_out: 2 km}, new: {type: "
                     "gun, at: depot}}\n",
                false, &n);
    assert_non_null(strstr(text, "  units.u.count: 4 -> 6\n"));
    assert_non_null(strstr(text, "  units.u.keep_out: its doctrine's, else 0 m -> 2 km\n"));
    assert_non_null(strstr(text, "- units.old: "));
    assert_non_null(strstr(text, "+ units.new: "));
    assert_int_equal(n, 4);
    free(text);
    text = diff_of(BASE, BASE "engagement: off\n", true, &n);
    assert_non_null(strstr(text, "{\"path\": \"engagement\", \"a\": \"yes\", \"b\": \"off\"}"));
    free(text);
}

// 8..12 s is drawn in each battle, {low: 8 s, high: 12 s} once for a study: the same numbers, not the same scenario.
static void chance_and_ignorance_differ(void **state) {
    (void)state;
    size_t n;
    char *text =
        diff_of(BASE "posts: {p: {at: depot, decision_time: 8..12 s}}\n",
                BASE "posts: {p: {at: depot, decision_time: {low: 8 s, best: 10 s, high: 12 s}}}\n",
                false, &n);
    assert_int_equal(n, 1);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_in_other_words_is_no_difference),
        cmocka_unit_test(changed_new_and_gone_values_are_lines),
        cmocka_unit_test(chance_and_ignorance_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
