// SPDX-License-Identifier: Apache-2.0
// The tutorial's files and commands work as they stand: blocks "```yaml NAME" are written, lines "$ ..." of blocks "```console" are
// run, in order, in an empty folder, and each must end with status 0.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/temporary.h"

typedef enum { PROSE, FILE_BLOCK, COMMANDS, OTHER_BLOCK } Block;

typedef struct {
    Temporary dir;
    FILE *file;
    int n_files, n_commands;
} Reading;

static Block open_block(Reading *r, const char *line) {
    char name[64];
    if (sscanf(line, "```yaml %60[a-z0-9.-]", name) == 1) {
        r->file = fopen(temporary_path(&r->dir, name), "w");
        assert_non_null(r->file);
        r->n_files++;
        return FILE_BLOCK;
    }
    return strncmp(line, "```console", 10) == 0 ? COMMANDS : OTHER_BLOCK;
}

static void run_command(Reading *r, const char *line) {
    char command[2000];
    size_t n = strcspn(line, "\n");
    snprintf(command, sizeof command, "cd '%s' && PATH='%s':$PATH %.*s > out 2> err", r->dir.dir,
             PVS_BINARY_DIR, (int)n, line);
    if (system(command) != 0) {
        size_t n_err;
        char *err = temporary_slurp(temporary_path(&r->dir, "err"), &n_err);
        fail_msg("%.*s\n%s", (int)n, line, err);
    }
    r->n_commands++;
}

static void the_files_and_commands_of_the_tutorial_work(void **ctx) {
    (void)ctx;
    Reading r = {0};
    temporary_create(&r.dir);
    size_t n;
    char *text = temporary_slurp(PVS_SOURCE_DIR "/docs/tutorial.md", &n);
    assert_non_null(text);
    Block block = PROSE;
    for (char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        if (strncmp(line, "```", 3) == 0) {
            if (block == FILE_BLOCK) {
                fclose(r.file);
            }
            block = block == PROSE ? open_block(&r, line) : PROSE;
        } else if (block == FILE_BLOCK) {
            fprintf(r.file, "%.*s\n", (int)length, line);
        } else if (block == COMMANDS && strncmp(line, "$ ", 2) == 0) {
            run_command(&r, line + 2);
        }
        line += length + (line[length] == '\n');
    }
    assert_true(r.n_files >= 3 && r.n_commands >= 10);
    free(text);
    temporary_remove(&r.dir);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_files_and_commands_of_the_tutorial_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
