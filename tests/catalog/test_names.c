// SPDX-License-Identifier: Apache-2.0
// No code names a system: a name of the catalogue stands in no statement and no string under src/ (comments may give examples).
// Adding a system is adding one file, and this is what keeps it so.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "catalog_files.h"

// Names that are also words of the field. They are classes of things, not systems.
static const char *const COMMON_WORDS[] = {"interceptor-drone"};

static bool is_common_word(const char *name) {
    for (size_t i = 0; i < sizeof COMMON_WORDS / sizeof *COMMON_WORDS; i++) {
        if (strcmp(name, COMMON_WORDS[i]) == 0) {
            return true;
        }
    }
    return false;
}

/// The whole file, with comments blanked out (strings are kept). The caller frees.
static char *code_of(const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = calloc((size_t)size + 1, 1);
    assert_int_equal(fread(text, 1, (size_t)size, file), (size_t)size);
    fclose(file);
    char quote = 0;
    for (char *at = text; *at; at++) {
        if (quote) {
            if (*at == '\\' && at[1]) {
                at++;
            } else if (*at == quote) {
                quote = 0;
            }
        } else if (*at == '"' || *at == '\'') {
            quote = *at;
        } else if (at[0] == '/' && at[1] == '/') {
            for (; *at && *at != '\n'; at++) {
                *at = ' ';
            }
            at -= *at == '\0';
        } else if (at[0] == '/' && at[1] == '*') {
            char *end = strstr(at + 2, "*/");
            char *stop = end ? end + 2 : text + size;
            for (; at < stop; at++) {
                *at = *at == '\n' ? '\n' : ' ';
            }
            at--;
        }
    }
    return text;
}

/// Whether `name` stands in the text as a word, in upper or lower case, with dashes or underscores.
static const char *find_word(const char *text, const char *name) {
    char spelled[256];
    for (int with = 0; with < 2; with++) {
        snprintf(spelled, sizeof spelled, "%s", name);
        for (char *at = spelled; *at; at++) {
            *at = *at == '-' && with ? '_' : *at;
        }
        size_t length = strlen(spelled);
        for (const char *at = text; (at = strcasestr(at, spelled)) != NULL; at++) {
            bool begins = at == text || !isalnum((unsigned char)at[-1]);
            if (begins && !isalnum((unsigned char)at[length])) {
                return at;
            }
        }
    }
    return NULL;
}

static int search_folder(const Catalogue *cat, const char *folder) {
    struct dirent **list;
    int n_found = 0, n = scandir(folder, &list, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        const char *name = list[i]->d_name;
        size_t length = strlen(name);
        char path[1024];
        struct stat info;
        snprintf(path, sizeof path, "%s/%s", folder, name);
        if (name[0] == '.' || stat(path, &info) != 0) {
            free(list[i]);
            continue;
        }
        if (S_ISDIR(info.st_mode)) {
            n_found += search_folder(cat, path);
        } else if (length > 2 && (strcmp(name + length - 2, ".c") == 0 || strcmp(name + length - 2, ".h") == 0)) {
            char *code = code_of(path);
            for (size_t k = 0; k < cat->n_entries; k++) {
                const char *at = is_common_word(cat->names[k]) ? NULL : find_word(code, cat->names[k]);
                if (at) {
                    print_error("%s: names \"%s\": %.60s\n", path, cat->names[k], at);
                    n_found++;
                }
            }
            free(code);
        }
        free(list[i]);
    }
    if (n >= 0) {
        free(list);
    }
    return n_found;
}

// Wrong if a behaviour hung on a system's name, so that a system of another name could not have it.
static void no_code_names_a_system_of_the_catalogue(void **state) {
    (void)state;
    Catalogue cat = {0};
    assert_true(read_catalogue(&cat, PVS_SOURCE_DIR "/catalog", ""));
    assert_true(cat.n_entries > 0);
    assert_int_equal(search_folder(&cat, PVS_SOURCE_DIR "/src"), 0);
    free_catalogue(&cat);
}

// Wrong if the search itself were blind: it must find a name in a string, and must pass over comments and longer words.
static void the_search_sees_code_and_strings_but_not_comments(void **state) {
    (void)state;
    assert_non_null(find_word("if (strcmp(name, \"x-100\") == 0)", "x-100"));
    assert_non_null(find_word("int X_100 = 1;", "x-100"));
    assert_null(find_word("int x_1000 = 1;", "x-100"));
    assert_null(find_word("int ax_100 = 1;", "x-100"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_code_names_a_system_of_the_catalogue),
        cmocka_unit_test(the_search_sees_code_and_strings_but_not_comments),
    };
    return cmocka_run_group_tests_name("catalogue names", tests, NULL, NULL);
}
