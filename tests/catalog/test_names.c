// SPDX-License-Identifier: Apache-2.0
// No code names a system: a name of the catalogue stands in no statement under src/, and in no string that a program could compare or look
// up. Comments, and texts for people (strings with a space in them), may give examples. Adding a system is adding one file, and this keeps it so.
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

static char *blank(char *from, const char *to) {
    for (; from < to; from++) {
        *from = *from == '\n' ? '\n' : ' ';
    }
    return from;
}

/// The end of what begins at `at`: a string, a character, a comment; null when nothing of these begins there.
static char *end_of_literal(char *at) {
    char *end = at;
    if (at[0] == '/' && at[1] == '/') {
        return at + strcspn(at, "\n");
    }
    if (at[0] == '/' && at[1] == '*') {
        end = strstr(at + 2, "*/");
        return end ? end + 2 : at + strlen(at);
    }
    if (*at != '"' && *at != '\'') {
        return NULL;
    }
    for (end = at + 1; *end && *end != *at && *end != '\n'; end++) {
        end += *end == '\\' && end[1];
    }
    return *end ? end + 1 : end;
}

/// Blanks out comments and texts for people, in place.
static void keep_code(char *text) {
    for (char *at = text; *at;) {
        char *end = end_of_literal(at);
        bool text_for_people = end && (*at == '/' || memchr(at, ' ', (size_t)(end - at)));
        at = text_for_people ? blank(at, end) : end ? end : at + 1;
    }
}

/// The code of a file. The caller frees.
static char *code_of(const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = calloc((size_t)size + 1, 1);
    assert_int_equal(fread(text, 1, (size_t)size, file), (size_t)size);
    fclose(file);
    keep_code(text);
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
        } else if (length > 2 &&
                   (strcmp(name + length - 2, ".c") == 0 || strcmp(name + length - 2, ".h") == 0)) {
            char *code = code_of(path);
            for (size_t k = 0; k < cat->n_entries; k++) {
                const char *at =
                    is_common_word(cat->names[k]) ? NULL : find_word(code, cat->names[k]);
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

static bool finds(const char *code, const char *name) {
    char text[256];
    snprintf(text, sizeof text, "%s", code);
    keep_code(text);
    return find_word(text, name) != NULL;
}

// Wrong if the search itself were blind: it must find a name in code and in a string that can be compared, and pass over comments, texts and
// longer words.
static void the_search_sees_code_and_strings_but_not_comments_and_texts(void **state) {
    (void)state;
    assert_true(finds("if (strcmp(name, \"x-100\") == 0)", "x-100"));
    assert_true(finds("if (strncmp(name, \"x-100-\", 6) == 0)", "x-100"));
    assert_true(finds("int X_100 = 1; // comment", "x-100"));
    assert_false(finds("int x_1000 = 1;", "x-100"));
    assert_false(finds("int ax_100 = 1;", "x-100"));
    assert_false(finds("int a; // x-100\nint b; /* x-100 */ char c = '\"';", "x-100"));
    assert_false(finds("help(\"for example type: x-100\");", "x-100"));
    assert_true(finds("help(\"a \\\" quote\"); y(\"x-100\");", "x-100"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_code_names_a_system_of_the_catalogue),
        cmocka_unit_test(the_search_sees_code_and_strings_but_not_comments_and_texts),
    };
    return cmocka_run_group_tests_name("catalogue names", tests, NULL, NULL);
}
