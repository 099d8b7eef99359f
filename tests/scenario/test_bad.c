// SPDX-License-Identifier: Apache-2.0
// Every kind of bad input, by data: bad/NAME.yaml must be refused with exactly the findings of bad/NAME.expect, in that order. To add a case: write
// the YAML, run `pavise check --catalog ../catalog NAME.yaml` in bad/, read what it says with a critical eye, and keep the first line of each finding.
#include <dirent.h>
#include <stdio.h>

#include "loading.h"
#include "support/temporary.h"

#define BAD PVS_SOURCE_DIR "/tests/scenario/bad/"

// Findings of a file, the folder taken away from the names of files.
static char *found_in(const char *path) {
    PvsScenarioOptions opt = test_options();
    PvsScenario *scenario = NULL;
    PvsDiags diags = {0};
    PvsStatus status = pvs_scenario_load(path, &opt, &scenario, &diags);
    assert_null(scenario);
    assert_true(status == PVS_BAD_INPUT || status == PVS_IO);
    char *found = findings(&diags), *write = found;
    for (const char *read = found; *read;) {
        if (strncmp(read, BAD, sizeof BAD - 1) == 0) {
            read += sizeof BAD - 1;
        } else {
            *write++ = *read++;
        }
    }
    *write = '\0';
    return found;
}

static void each_bad_file_is_refused_with_the_kept_words(void **state) {
    (void)state;
    struct dirent **items;
    int n = scandir(BAD, &items, NULL, alphasort), cases = 0;
    assert_true(n > 2);
    for (int i = 0; i < n; i++) {
        char path[600];
        size_t length = strlen(items[i]->d_name);
        if (length > 5 && strcmp(items[i]->d_name + length - 5, ".yaml") == 0) {
            snprintf(path, sizeof path, "%s%s", BAD, items[i]->d_name);
            char *found = found_in(path);
            snprintf(path, sizeof path, "%s%.*s.expect", BAD, (int)length - 5, items[i]->d_name);
            size_t n_wanted;
            char *wanted = temporary_slurp(path, &n_wanted);
            if (!wanted || strcmp(wanted, found) != 0) {
                fail_msg("%s: wanted\n%s\ngot\n%s", items[i]->d_name,
                         wanted ? wanted : "(no .expect file)", found);
            }
            free(wanted);
            free(found);
            cases++;
        }
        free(items[i]);
    }
    free(items);
    assert_true(cases >= 40);
}

// A file of 2 GB is refused by its size, before a byte of it is read: it has holes here, and would be read in no time otherwise.
static void a_file_of_two_gigabytes_is_refused_by_its_size(void **state) {
    (void)state;
    Temporary t;
    temporary_create(&t);
    const char *path = temporary_path(&t, "large.yaml");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), (off_t)2 << 30), 0);
    fclose(file);
    PvsScenarioOptions opt = test_options();
    PvsScenario *scenario = NULL;
    PvsDiags diags = {0};
    assert_int_equal(pvs_scenario_load(path, &opt, &scenario, &diags), PVS_IO);
    char *found = findings(&diags);
    assert_non_null(strstr(found, "is too large: 2048.0 MiB; at most 16 MiB are read"));
    free(found);
    temporary_remove(&t);
}

static void expect_io(const char *path, const char *wanted) {
    PvsScenarioOptions opt = test_options();
    PvsScenario *scenario = NULL;
    PvsDiags diags = {0};
    assert_int_equal(pvs_scenario_load(path, &opt, &scenario, &diags), PVS_IO);
    char *found = findings(&diags);
    if (!strstr(found, wanted)) {
        fail_msg("wanted %s, got %s", wanted, found);
    }
    free(found);
}

static void what_is_no_file_is_refused(void **state) {
    (void)state;
    expect_io(BAD "no-such-file.yaml", "No such file");
    expect_io(BAD, "is a folder; a file is expected");
    expect_io("", "No such file");
    Temporary t;
    temporary_create(&t);
    assert_int_equal(mkfifo(temporary_path(&t, "pipe"), 0600), 0);
    PvsScenarioOptions opt = test_options(); // a pipe that nobody writes to must not hang
    PvsScenario *scenario = NULL;
    PvsDiags diags = {0};
    assert_int_not_equal(pvs_scenario_load(temporary_path(&t, "pipe"), &opt, &scenario, &diags),
                         PVS_OK);
    pvs_diags_free(&diags);
    temporary_remove(&t);
}

static void a_catalogue_that_is_not_there_is_an_error(void **state) {
    (void)state;
    PvsScenarioOptions opt = test_options();
    opt.catalog_dir = BAD "no-such-folder";
    char *found = refusal_with(HEAD, &opt);
    assert_non_null(strstr(found, "cannot read the catalogue"));
    free(found);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_bad_file_is_refused_with_the_kept_words),
        cmocka_unit_test(a_file_of_two_gigabytes_is_refused_by_its_size),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(a_catalogue_that_is_not_there_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
