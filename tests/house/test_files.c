// SPDX-License-Identifier: Apache-2.0
// What every file of the house carries: a licence line; a room its README; none of them a path of
// the machine it was written on.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "house/house.h"

typedef struct {
    int n_files, n_wrong;
} Walk;

static bool is_source(const char *path) {
    static const char *const ends[] = {".c",        ".h",  ".sh", ".cmake", "/CMakeLists.txt",
                                       "/Makefile", ".yml"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (house_ends_with(path, ends[i])) {
            return true;
        }
    }
    return false;
}

static void check_licence(const char *path, void *ctx) {
    Walk *walk = ctx;
    if (!is_source(path)) {
        return;
    }
    walk->n_files++;
    char *text = house_read(path);
    const char *spdx = strstr(text, "SPDX-License-Identifier: Apache-2.0");
    if (!spdx || spdx - text > 200) {
        print_error("%s: no line SPDX-License-Identifier: Apache-2.0 at its head\n", path);
        walk->n_wrong++;
    }
    free(text);
}

static void each_source_file_names_its_licence(void **state) {
    (void)state;
    Walk walk = {0};
    house_walk(PVS_SOURCE_DIR, check_licence, &walk);
    print_message("%d files\n", walk.n_files);
    assert_true(walk.n_files > 50);
    assert_int_equal(walk.n_wrong, 0);
}

static void each_room_has_a_readme_that_says_its_job(void **state) {
    (void)state;
    House house;
    assert_true(house_ladder(&house));
    int n_wrong = 0;
    for (int i = 0; i < house.n; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/src/%s/README.md", PVS_SOURCE_DIR, house.rooms[i].name);
        char *text = house_read(path);
        if (!text || strcspn(text, "\n") < 10) {
            print_error("%s: missing, or its first line does not say the room's job\n", path);
            n_wrong++;
        }
        free(text);
    }
    assert_int_equal(n_wrong, 0);
}

// Assembled from pieces, so that this file does not contain them.
static const char *const foreign[][2] = {
    {"/wo", "rk/"}, {"/tm", "p/b_"}, {"/ho", "me/"}, {"/ro", "ot/"}, {"/fa", "rm/"},
};

static void check_words(const char *path, void *ctx) {
    Walk *walk = ctx;
    walk->n_files++;
    char *text = house_read(path);
    for (size_t i = 0; text && i < sizeof foreign / sizeof foreign[0]; i++) {
        char word[32];
        snprintf(word, sizeof word, "%s%s", foreign[i][0], foreign[i][1]);
        const char *found = strstr(text, word);
        // Inside a longer word it is no path: a path begins after something that is no letter.
        while (found && found > text &&
               (found[-1] == '.' || found[-1] == '_' || found[-1] == '}' ||
                (found[-1] | 32) - 'a' + 0u < 26u)) {
            found = strstr(found + 1, word);
        }
        if (found) {
            print_error("%s: contains the path %s...\n", path, word);
            walk->n_wrong++;
        }
    }
    free(text);
}

static void no_file_names_a_path_of_the_machine_it_was_written_on(void **state) {
    (void)state;
    Walk walk = {0};
    house_walk(PVS_SOURCE_DIR, check_words, &walk);
    assert_true(walk.n_files > 50);
    assert_int_equal(walk.n_wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_source_file_names_its_licence),
        cmocka_unit_test(each_room_has_a_readme_that_says_its_job),
        cmocka_unit_test(no_file_names_a_path_of_the_machine_it_was_written_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
