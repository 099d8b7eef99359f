// SPDX-License-Identifier: Apache-2.0
// What-if: its figures are those of the battles, whatever plays them, and however often it was stopped.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "battle/battle.h"
#include "record/json.h"
#include "serve/trial.h"

#define N 40

static const char text[] =
    "pavise: 1\n"
    "duration: 2 h\n"
    "sites: {depot: {at: [-24.10, 133.20]}}\n"
    "posts: {sector: {at: [-24.10, 133.21]}}\n"
    "units: {guns: {type: gepard, count: %d, around: depot, radius: 2 km, under: sector}}\n"
    "raids: {drones: {type: shahed-136, count: 8, launch: {from: [-23.80, 133.90], at: 1 min, "
    "every: 5 s}, aim: depot}}\n";

static PvsLoaded *load(int n_guns, uint64_t serial) {
    char buf[1000];
    PvsLoadPlace place = {"t.yaml", NULL, PVS_SOURCE_DIR "/catalog"};
    PvsDiags diags = {0};
    PvsLoaded *loaded = NULL;
    int n = snprintf(buf, sizeof buf, text, n_guns);
    assert_int_equal(pvs_loaded_create(buf, (size_t)n, &place, serial, &loaded, &diags), PVS_OK);
    return loaded;
}

static double mean_leakers(const PvsLoaded *loaded, uint64_t first) {
    PvsState *state = pvs_state_create(loaded->model);
    double sum = 0;
    for (uint64_t i = 0; i < N; i++) {
        PvsOutcome outcome;
        assert_int_equal(pvs_battle_run(loaded->model, state, 5, first + i, NULL, &outcome, NULL),
                         PVS_OK);
        sum += outcome.leakers;
    }
    pvs_state_destroy(state);
    return sum / N;
}

static void nothing(void *ctx) {
    (void)ctx;
}

// The last notice; the caller frees it.
static PvsStr wait_until_done(PvsTrial *trial) {
    PvsStr out = {0};
    for (int i = 0; i < 3000; i++) {
        PvsStr notice = {0};
        if (pvs_trial_tell(trial, (uint64_t)i * 1000000, true, &notice)) {
            pvs_str_free(&out);
            out = notice;
            if (strstr(out.text, "\"state\": \"done\"")) {
                return out;
            }
        }
        usleep(10000);
    }
    fail_msg("it does not end: %s", out.text);
    return out;
}

static double mean_of(const PvsStr *notice, const char *which) {
    PvsArena arena;
    const PvsJson *json;
    double mean = -1e9;
    pvs_arena_init(&arena);
    assert_int_equal(pvs_json_parse(notice->text, notice->n, &arena, &json, NULL), PVS_OK);
    const PvsJson *leakers = pvs_json_get(json, "measures")->first;
    assert_string_equal(pvs_json_string(pvs_json_get(leakers, "name")), "leakers");
    assert_true(pvs_json_number(pvs_json_get(pvs_json_get(leakers, which), "mean"), &mean));
    pvs_arena_free(&arena);
    return mean;
}

static void its_figures_are_those_of_the_battles(void **state) {
    (void)state;
    PvsLoaded *before = load(2, 1), *now = load(5, 2);
    PvsTrial *trial = pvs_trial_create(2, 5, nothing, NULL);
    pvs_trial_begin(trial, before, now, 1, false, N);
    PvsStr notice = wait_until_done(trial);
    double b = mean_leakers(before, 0), n = mean_leakers(now, 0);
    assert_true(b != n);
    assert_float_equal(mean_of(&notice, "before"), b, 1e-12);
    assert_float_equal(mean_of(&notice, "now"), n, 1e-12);
    assert_float_equal(mean_of(&notice, "difference"), n - b, 1e-12);
    assert_non_null(strstr(notice.text, "\"tries\": 1,"));
    pvs_str_free(&notice);

    // A confirmation is played on other luck, and is no try.
    pvs_trial_begin(trial, before, now, 1, true, N);
    notice = wait_until_done(trial);
    assert_float_equal(mean_of(&notice, "now"), mean_leakers(now, 1ull << 40), 1e-12);
    assert_non_null(strstr(notice.text, "\"fresh\": true, \"tries\": 1,"));
    pvs_str_free(&notice);
    pvs_trial_destroy(trial);
    pvs_loaded_release(before);
    pvs_loaded_release(now);
}

static void any_number_of_threads_and_halts_give_the_same(void **state) {
    (void)state;
    PvsLoaded *before = load(2, 1), *now = load(4, 2);
    PvsTrial *one = pvs_trial_create(1, 5, nothing, NULL),
             *three = pvs_trial_create(3, 5, nothing, NULL);
    pvs_trial_begin(one, before, now, 1, false, N);
    PvsStr wanted = wait_until_done(one);
    for (int i = 0; i < 20; i++) { // moves that come faster than battles end
        pvs_trial_begin(three, before, i % 2 ? now : before, 1, false, N);
        usleep((useconds_t)(i * 300));
    }
    pvs_trial_begin(three, before, now, 1, false, N / 2);
    pvs_trial_pause(three, true);
    usleep(5000);
    pvs_trial_pause(three, false);
    pvs_trial_extend(three, N);
    PvsStr got = wait_until_done(three);
    assert_string_equal(got.text, wanted.text);
    pvs_str_free(&wanted);
    pvs_str_free(&got);
    pvs_trial_destroy(one);
    pvs_trial_destroy(three);
    pvs_loaded_release(before);
    pvs_loaded_release(now);
}

static void each_change_is_one_try(void **state) {
    (void)state;
    PvsLoaded *before = load(2, 1), *a = load(3, 2), *b = load(4, 3);
    PvsTrial *trial = pvs_trial_create(1, 5, nothing, NULL);
    pvs_trial_begin(trial, before, a, 1, false, N);
    pvs_trial_begin(trial, before, b, 2, false, N);
    pvs_trial_begin(trial, before, a, 3, false, N); // undone: the same text, seen before
    pvs_trial_begin(trial, before, before, 4, false, N);
    PvsStr notice = wait_until_done(trial);
    assert_non_null(strstr(notice.text, "\"tries\": 2,"));
    assert_non_null(strstr(notice.text, "\"now\": null"));
    pvs_str_free(&notice);
    pvs_trial_begin(trial, NULL, NULL, 5, false, 0); // another file
    notice = (PvsStr){0};
    assert_false(pvs_trial_tell(trial, 0, true, &notice));
    pvs_trial_destroy(trial);
    pvs_loaded_release(before);
    pvs_loaded_release(a);
    pvs_loaded_release(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_figures_are_those_of_the_battles),
        cmocka_unit_test(any_number_of_threads_and_halts_give_the_same),
        cmocka_unit_test(each_change_is_one_try),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
