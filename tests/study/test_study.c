// SPDX-License-Identifier: Apache-2.0
// A study is a function of its inputs: whatever threads, shards, interruptions and damage there were.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "study/studies.h"

static const char guns[] =
    STUDY_HEAD "replications: 40\nvary: {units.guns.count: [2, 6]}\n"
               "compare: {to: {units.guns.count: 2}}\ncounterfactuals: [certain kills]\n";

static void any_number_of_threads_gives_the_same_bits(void **state) {
    (void)state;
    Temporary t;
    char one[65], three[65];
    PvsError err = {0};
    temporary_create(&t);
    studies_write(&t, "guns.yaml", guns);
    assert_int_equal(studies_run(&t, "guns.yaml", "one", studies_options(NULL, 1), one, &err),
                     PVS_OK);
    assert_int_equal(studies_run(&t, "guns.yaml", "three", studies_options(NULL, 3), three, &err),
                     PVS_OK);
    assert_int_equal(strlen(one), 64);
    assert_string_equal(one, three);
    studies_remove(&t);
}

static void parts_that_are_joined_are_the_whole(void **state) {
    (void)state;
    Temporary t;
    char whole[65], joined[65], dir[200];
    PvsError err = {0};
    temporary_create(&t);
    studies_write(&t, "guns.yaml", guns);
    assert_int_equal(studies_run(&t, "guns.yaml", "whole", studies_options(NULL, 2), whole, &err),
                     PVS_OK);
    snprintf(dir, sizeof dir, "%s/parts", t.dir);
    for (uint32_t i = 1; i <= 3; i++) {
        PvsStudyOptions o = studies_options(NULL, 1);
        o.shard = i;
        o.n_shards = 3;
        PvsStudyResults *results = NULL;
        if (i == 3) { // one is still missing, and the merger says so
            assert_int_equal(pvs_study_merge(dir, NULL, 0, &o, &results, &err), PVS_BAD_INPUT);
            assert_non_null(strstr(err.message, "missing"));
        }
        assert_int_equal(studies_run(&t, "guns.yaml", "parts", o, joined, &err), PVS_OK);
        assert_int_equal(studies_run(&t, "guns.yaml", "parts", o, joined, &err),
                         PVS_OK); // twice does no harm
    }
    PvsStudyOptions o = studies_options(NULL, 1);
    PvsStudyResults *results = NULL;
    assert_int_equal(pvs_study_merge(dir, NULL, 0, &o, &results, &err), PVS_OK);
    studies_text(pvs_study_results_json(results), "results_sha256", joined, sizeof joined);
    pvs_study_results_free(results);
    assert_string_equal(whole, joined);
    studies_remove(&t);
}

static void flip_byte(const char *path, long at) {
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    fseek(f, at, SEEK_SET);
    int c = fgetc(f);
    fseek(f, at, SEEK_SET);
    fputc(c ^ 1, f);
    fclose(f);
}

static int n_named;
static void count_damaged(void *ctx, bool is_error, const char *text) {
    (void)ctx;
    (void)is_error;
    n_named += strstr(text, "p00001-b0000002.pvb is damaged") != NULL;
}

static void what_is_damaged_is_named_and_played_again(void **state) {
    (void)state;
    Temporary t;
    char before[65], after[65], path[200];
    PvsError err = {0};
    temporary_create(&t);
    studies_write(&t, "guns.yaml", guns);
    assert_int_equal(studies_run(&t, "guns.yaml", "out", studies_options(NULL, 2), before, &err),
                     PVS_OK);
    snprintf(path, sizeof path, "%s/out/shards/p00001-b0000002.pvb", t.dir);
    flip_byte(path, 300);
    snprintf(path, sizeof path, "%s/out/shards/p00000-b0000001.pvb", t.dir);
    remove(path);
    PvsStudyOptions o = studies_options(NULL, 2);
    o.resume = true;
    o.on_finding = count_damaged;
    n_named = 0;
    assert_int_equal(studies_run(&t, "guns.yaml", "out", o, after, &err), PVS_OK);
    assert_string_equal(before, after);
    assert_int_equal(n_named, 1);
    studies_remove(&t);
}

static void a_folder_of_another_study_is_refused_with_the_reason(void **state) {
    (void)state;
    Temporary t;
    char sha[65];
    PvsError err = {0};
    temporary_create(&t);
    studies_write(&t, "guns.yaml", guns);
    studies_write(&t, "other.yaml", STUDY_HEAD "replications: 40\nvary: {units.guns.count: [3]}\n");
    assert_int_equal(studies_run(&t, "guns.yaml", "out", studies_options(NULL, 2), sha, &err),
                     PVS_OK);
    PvsStudyOptions o = studies_options(NULL, 2);
    assert_int_equal(studies_run(&t, "guns.yaml", "out", o, sha, &err), PVS_BAD_INPUT);
    assert_non_null(strstr(err.message, "--resume"));
    o.resume = true;
    assert_int_equal(studies_run(&t, "other.yaml", "out", o, sha, &err), PVS_BAD_INPUT);
    assert_non_null(strstr(err.message, "other inputs"));
    o.has_seed = true;
    o.seed = 7;
    assert_int_equal(studies_run(&t, "guns.yaml", "out", o, sha, &err), PVS_BAD_INPUT);
    assert_non_null(strstr(err.message, "seed"));
    // A block of another study under a right name is found by what is written in it.
    char command[500];
    assert_int_equal(studies_run(&t, "other.yaml", "other", studies_options(NULL, 2), sha, &err),
                     PVS_OK);
    snprintf(command, sizeof command, "cp %s/other/shards/p00000-b0000000.pvb %s/out/shards/",
             t.dir, t.dir);
    assert_int_equal(system(command), 0);
    o.has_seed = false;
    assert_int_equal(studies_run(&t, "guns.yaml", "out", o, sha, &err), PVS_BAD_INPUT);
    assert_non_null(strstr(err.message, "another study"));
    studies_remove(&t);
}

static volatile int stop_now;
static void stop_soon(void *ctx, const PvsStudyProgress *p) {
    (void)ctx;
    __atomic_store_n(&stop_now, p->done >= 30, __ATOMIC_RELAXED); // read by the threads that play
}

static void what_was_done_before_a_stop_is_kept(void **state) {
    (void)state;
    Temporary t;
    char whole[65], stopped[65], resumed[65];
    PvsError err = {0};
    temporary_create(&t);
    studies_write(&t, "guns.yaml", guns);
    assert_int_equal(studies_run(&t, "guns.yaml", "whole", studies_options(NULL, 2), whole, &err),
                     PVS_OK);
    PvsStudyOptions o = studies_options(NULL, 2);
    o.stop = &stop_now;
    o.on_progress = stop_soon;
    stop_now = 0;
    assert_int_equal(studies_run(&t, "guns.yaml", "out", o, stopped, &err), PVS_INTERRUPTED);
    assert_non_null(strstr(err.message, "kept"));
    assert_string_not_equal(stopped, whole);
    o = studies_options(NULL, 2);
    o.resume = true;
    assert_int_equal(studies_run(&t, "guns.yaml", "out", o, resumed, &err), PVS_OK);
    assert_string_equal(whole, resumed);
    studies_remove(&t);
}

// Each with what the message must say.
static const struct {
    const char *text, *says;
} bad[] = {
    {"replications: 0\n", "too small"},
    {"replications: 1000000000000\n", "too large"},
    {"vary: {units.gun.count: [2]}\n", "guns"},
    {"vary: {units.guns.cont: [2]}\n", "count"},
    {"vary: {units.guns.count: [2, nine]}\n", "whole number"},
    {"vary: {units.guns.count: [2, 2]}\n", "twice"},
    {"vary: {units.guns.count: []}\n", "empty"},
    {"vary: {units.guns.count: {low: 1, high: 4}}\n", "latin-hypercube"},
    {"vary: {raids.drones.count: [20, 40]}\ncompare: {to: {raids.drones.count: 20}}\n",
     "defending side"},
    {"one_more: {drones: {set: {raids.drones.count: 80}}}\n", "defending side"},
    {"goal: {seek: raids.drones.count, over: [10, 20]}\n", "defending side"},
    {"vary: {units.guns.count: [2, 4]}\ncompare: {to: {units.guns.count: 3}}\n", "no point"},
    {"vary: {units.guns.count: [2, 4]}\ncompare: {to: {units.guns.count: 2}, measures: "
     "[leekers]}\n",
     "leakers"},
    {"counterfactuals: [unlimited round]\n", "unlimited rounds"},
    {"draw: catalog ranges\n", "catalogue ranges"},
    {"replicatons: 20\n", "replications"},
    {"replications: {until: {leak_fraction: 2 % points}}\n", "at_most"},
    {"replications: {until: {leak_fractio: 2 % points}, at_most: 100}\n", "leak_fraction"},
    {"draw: {list: {shahed-136.sped: {low: 1, best: 2, high: 3}}}\n", "no figure"},
};

static void bad_studies_are_refused_and_leave_nothing(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Temporary t;
        char sha[65], text[2000];
        PvsError err = {0};
        temporary_create(&t);
        snprintf(text, sizeof text, "%s%s", STUDY_HEAD, bad[i].text);
        studies_write(&t, "bad.yaml", text);
        PvsStatus status = studies_run(&t, "bad.yaml", "out", studies_options(NULL, 2), sha, &err);
        if (status != PVS_BAD_INPUT || !strstr(err.message, bad[i].says) ||
            temporary_count(&t) != 1) {
            fail_msg("%s: status %d, \"%s\", %d files; wanted \"%s\"", bad[i].text, status,
                     err.message, temporary_count(&t), bad[i].says);
        }
        if (!strstr(err.message, "bad.yaml:")) {
            fail_msg("%s: no place in \"%s\"", bad[i].text, err.message);
        }
        studies_remove(&t);
    }
}

static void options_that_skipped_the_maker_are_refused(void **state) {
    (void)state;
    PvsStudyOptions o = {0};
    PvsStudyResults *results;
    assert_int_equal(pvs_study_run("x.yaml", &o, &results, NULL), PVS_BAD_USAGE);
    assert_int_equal(pvs_study_merge("x", NULL, 0, &o, &results, NULL), PVS_BAD_USAGE);
}

static PvsStudyResults *results_of(Temporary *t, const char *text) {
    char path[200], dir[200];
    PvsStudyResults *results = NULL;
    PvsError err = {0};
    studies_write(t, "s.yaml", text);
    snprintf(path, sizeof path, "%s/s.yaml", t->dir);
    snprintf(dir, sizeof dir, "%s/s", t->dir);
    PvsStudyOptions o = studies_options(dir, 2);
    if (pvs_study_run(path, &o, &results, &err) != PVS_OK) {
        fail_msg("%s", err.message);
    }
    return results;
}

// What the document promises when each part is asked for.
static void every_part_that_is_asked_for_is_there(void **state) {
    (void)state;
    static const char *const parts[] = {
        "\"comparisons\": [\n", "\"ensemble\": {",          "\"one_more\": {",
        "\"goal\": {",          "\"counterfactuals\": [\n", "\"cases\": {",
        "\"structural\": [\n",  "\"sharing\": [{",          "\"timelines\": [\n",
        "\"convergence\": [\n", "\"assumptions\": [\n",     "\"flow\": {",
        "\"series\": {"};
    Temporary t;
    temporary_create(&t);
    PvsStudyResults *r = results_of(
        &t, STUDY_HEAD
        "replications: 8\nvary: {units.guns.count: [2, 4]}\ncompare: {to: {units.guns.count: 2}}\n"
        "ensemble: {a: {set: {raids.drones.count: 10}}, b: {set: {raids.drones.count: 20}}}\n"
        "one_more: {guns: {set: {units.guns.count: 6}, price: 5 MUSD}}\n"
        "goal: {seek: units.guns.count, over: [1, 4]}\ncounterfactuals: all\n"
        "cases: {c: {set: {raids.drones.count: 5}}}\nsharing: yes\n"
        "structural: {alone: {set: {sharing.on: no}}}\n");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!strstr(pvs_study_results_json(r), parts[i])) {
            fail_msg("no %s", parts[i]);
        }
    }
    pvs_study_results_free(r);
    studies_remove(&t);
}

static void drawn_ranges_are_split_screened_and_said(void **state) {
    (void)state;
    static const char *const parts[] = {"\"assumed\": {\"band90\": [",
                                        "\"drawn\": [\n",
                                        "\"tornado\": [\n",
                                        "\"morris\": [\n",
                                        "\"sobol\": [\n",
                                        "\"by_correlation\": [",
                                        "\"method\": \"t over draws\""};
    Temporary t;
    temporary_create(&t);
    PvsStudyResults *r =
        results_of(&t, STUDY_HEAD "replications: 12\ndraw: {battles: 3}\n"
                                  "sensitivity: {morris: 2, sobol: 8, battles: 2}\n");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!strstr(pvs_study_results_json(r), parts[i])) {
            fail_msg("no %s", parts[i]);
        }
    }
    pvs_study_results_free(r);
    studies_remove(&t);
}

static void a_width_that_is_not_reached_is_said(void **state) {
    (void)state;
    Temporary t;
    temporary_create(&t);
    PvsStudyResults *r =
        results_of(&t, STUDY_HEAD "replications: {until: {leakers: 0.01}, at_most: 24}\n");
    assert_non_null(strstr(pvs_study_results_json(r), "\"rule\": \"width\", \"reached\": false"));
    pvs_study_results_free(r);
    studies_remove(&t);
}

static void answers_of_two_studies_are_compared(void **state) {
    (void)state;
    Temporary t;
    char sha[65], a[200], b[200], *text;
    size_t n;
    PvsError err = {0};
    temporary_create(&t);
    studies_write(&t, "guns.yaml", guns);
    PvsStudyOptions o = studies_options(NULL, 2);
    o.replications = 8;
    assert_int_equal(studies_run(&t, "guns.yaml", "a", o, sha, &err), PVS_OK);
    o.has_seed = true;
    o.seed = 9;
    assert_int_equal(studies_run(&t, "guns.yaml", "b", o, sha, &err), PVS_OK);
    snprintf(a, sizeof a, "%s/a", t.dir);
    snprintf(b, sizeof b, "%s/b/results.json", t.dir);
    assert_int_equal(pvs_study_diff(a, a, false, &text, &n, &err), PVS_OK);
    assert_int_equal(n, 0);
    pvs_study_text_free(text);
    assert_int_equal(pvs_study_diff(a, b, true, &text, &n, &err), PVS_OK);
    assert_true(n > 3);
    assert_non_null(strstr(text, "\"measure\": \"leakers\""));
    pvs_study_text_free(text);
    snprintf(b, sizeof b, "%s/guns.yaml", t.dir);
    assert_int_equal(pvs_study_diff(a, b, true, &text, &n, &err), PVS_BAD_INPUT);
    studies_remove(&t);
}

// A database of somebody else is left as it is.
static void a_foreign_database_is_not_overwritten(void **state) {
    (void)state;
    Temporary t;
    char sha[65], command[300];
    PvsError err = {0};
    temporary_create(&t);
    studies_write(&t, "s.yaml", STUDY_HEAD "replications: 4\n");
    snprintf(command, sizeof command,
             "mkdir %s/out && printf 'SQLite format 3 and more' > %s/out/study.db", t.dir, t.dir);
    assert_int_equal(system(command), 0);
    assert_int_equal(studies_run(&t, "s.yaml", "out", studies_options(NULL, 1), sha, &err),
                     PVS_BAD_INPUT);
    assert_non_null(strstr(err.message, "did not write"));
    studies_remove(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_threads_gives_the_same_bits),
        cmocka_unit_test(parts_that_are_joined_are_the_whole),
        cmocka_unit_test(what_is_damaged_is_named_and_played_again),
        cmocka_unit_test(a_folder_of_another_study_is_refused_with_the_reason),
        cmocka_unit_test(what_was_done_before_a_stop_is_kept),
        cmocka_unit_test(bad_studies_are_refused_and_leave_nothing),
        cmocka_unit_test(options_that_skipped_the_maker_are_refused),
        cmocka_unit_test(every_part_that_is_asked_for_is_there),
        cmocka_unit_test(drawn_ranges_are_split_screened_and_said),
        cmocka_unit_test(a_width_that_is_not_reached_is_said),
        cmocka_unit_test(answers_of_two_studies_are_compared),
        cmocka_unit_test(a_foreign_database_is_not_overwritten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
// pthread_create: threads are started by the room (the thread sanitizer's run looks for this word).
