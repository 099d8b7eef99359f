// SPDX-License-Identifier: Apache-2.0
// Runs one case of a command test: a file that says arguments, exit status and expected output.
//
//     usage: cli_runner PROGRAM SOURCE_DIR CASE
//
// A case (see README.md here) is lines of "key: value", then sections that begin with "--- ". It
// runs in an empty folder of its own.
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/temporary.h"

extern char **environ;

#define ARGS_MAX 64

typedef struct {
    const char *program, *source_dir;
    Temporary dir;
    char *args[ARGS_MAX];
    int n_args, status;
    bool has_status;
    char *input; ///< path of standard input, null: empty
    int n_wrong;
} Case;

static void wrong(Case *c, const char *what, const char *wanted, const char *got) {
    printf("%s\n  wanted: %s\n  got:    %s\n", what, wanted, got);
    c->n_wrong++;
}

// --- text ----------------------------------------------------------------------------------------

// {src} and {dir} replaced; the caller frees it.
static char *expand(const Case *c, const char *text) {
    char *out = calloc(1, 16 * strlen(text) + 4096);
    char *p = out;
    while (*text) {
        const char *with = strncmp(text, "{src}", 5) == 0   ? c->source_dir
                           : strncmp(text, "{dir}", 5) == 0 ? c->dir.dir
                                                            : NULL;
        if (with) {
            p += sprintf(p, "%s", with);
            text += 5;
        } else {
            *p++ = *text++;
        }
    }
    return out;
}

// Whether a line fits a pattern in which {*} stands for anything.
static bool line_fits(const char *pattern, size_t n_pattern, const char *line, size_t n) {
    if (n_pattern >= 3 && strncmp(pattern, "{*}", 3) == 0) {
        for (size_t i = 0; i <= n; i++) {
            if (line_fits(pattern + 3, n_pattern - 3, line + i, n - i)) {
                return true;
            }
        }
        return false;
    }
    if (n_pattern == 0 || n == 0) {
        return n_pattern == n;
    }
    return *pattern == *line && line_fits(pattern + 1, n_pattern - 1, line + 1, n - 1);
}

static size_t line_length(const char *text) {
    return strcspn(text, "\n");
}

static const char *next_line(const char *text) {
    text += line_length(text);
    return *text ? text + 1 : text;
}

// A line "..." of the pattern stands for any lines. `*at` is how far the pattern got.
static bool text_fits(const char *pattern, const char *text, const char **at) {
    *at = pattern;
    if (!*pattern) {
        return !*text;
    }
    size_t n = line_length(pattern);
    if (n == 3 && strncmp(pattern, "...", 3) == 0) {
        for (const char *rest = text;; rest = next_line(rest)) {
            const char *deeper;
            if (text_fits(next_line(pattern), rest, &deeper)) {
                return true;
            }
            *at = deeper > *at ? deeper : *at;
            if (!*rest) {
                return false;
            }
        }
    }
    return *text && line_fits(pattern, n, text, line_length(text)) &&
           text_fits(next_line(pattern), next_line(text), at);
}

static void check_text(Case *c, const char *what, const char *pattern, const char *text) {
    char *wanted = expand(c, pattern);
    const char *at;
    if (!text_fits(wanted, text, &at)) {
        wrong(c, what, wanted, text);
        printf("  no line fits: %.*s\n", (int)line_length(at), at);
    }
    free(wanted);
}

// --- the case ------------------------------------------------------------------------------------

// Words separated by blanks; double quotes keep blanks together.
static void split_args(Case *c, char *text) {
    while (*text && c->n_args < ARGS_MAX - 1) {
        text += strspn(text, " ");
        if (!*text) {
            break;
        }
        bool quoted = *text == '"';
        char *begin = quoted ? text + 1 : text;
        size_t n = strcspn(begin, quoted ? "\"" : " ");
        char *end = begin + n;
        text = *end ? end + 1 : end;
        *end = '\0';
        c->args[c->n_args++] = expand(c, begin);
    }
}

static void read_key(Case *c, char *line) {
    if (strncmp(line, "args:", 5) == 0) {
        split_args(c, line + 5);
    } else if (strncmp(line, "status:", 7) == 0) {
        c->status = atoi(line + 7);
        c->has_status = true;
    } else if (strncmp(line, "input:", 6) == 0) {
        c->input = expand(c, line + 6 + strspn(line + 6, " "));
    } else if (*line && *line != '#') {
        wrong(c, "a line of the case", "args:, status:, input: or a comment", line);
    }
}

// Calls visit for each section: its name (after "--- ") and its text.
static void sections(Case *c, char *text,
                     void (*visit)(Case *c, const char *name, const char *body)) {
    char *begin = strstr(text, "\n--- ");
    while (begin) {
        char *name = begin + 5;
        char *body = (char *)next_line(name);
        char *end = strstr(body - 1, "\n--- ");
        char saved_name = name[line_length(name)], *name_end = name + line_length(name);
        *name_end = '\0';
        char saved = 0;
        if (end) {
            saved = end[1];
            end[1] = '\0';
        }
        visit(c, name, body);
        *name_end = saved_name;
        if (end) {
            end[1] = saved;
        }
        begin = end;
    }
}

static void write_files(Case *c, const char *name, const char *body) {
    if (strncmp(name, "file ", 5) == 0) {
        temporary_spit(temporary_path(&c->dir, name + 5), body, strlen(body));
    }
}

static void check_section(Case *c, const char *name, const char *body) {
    size_t n;
    if (strncmp(name, "expect ", 7) == 0 || strcmp(name, "stdout") == 0 ||
        strcmp(name, "stderr") == 0) {
        const char *file = *name == 'e'                     ? name + 7
                           : *name == 's' && name[3] == 'o' ? ".stdout"
                                                            : ".stderr";
        char *text = temporary_slurp(temporary_path(&c->dir, file), &n);
        if (text) {
            check_text(c, name, body, text);
        } else {
            wrong(c, name, "a file", "none");
        }
        free(text);
    } else if (strncmp(name, "no-file ", 8) == 0) {
        if (access(temporary_path(&c->dir, name + 8), F_OK) == 0) {
            wrong(c, name, "no file", "one");
        }
    } else if (strncmp(name, "file ", 5) != 0) {
        wrong(c, "a section", "stdout, stderr, file NAME, expect NAME or no-file NAME", name);
    }
}

static void run(Case *c) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    char out[200], err[200];
    snprintf(out, sizeof out, "%s/.stdout", c->dir.dir);
    snprintf(err, sizeof err, "%s/.stderr", c->dir.dir);
    posix_spawn_file_actions_addchdir_np(&actions, c->dir.dir);
    posix_spawn_file_actions_addopen(&actions, 0, c->input ? c->input : "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, out, O_WRONLY | O_CREAT, 0666);
    posix_spawn_file_actions_addopen(&actions, 2, err, O_WRONLY | O_CREAT, 0666);
    pid_t pid;
    int status = 0;
    if (posix_spawn(&pid, c->program, &actions, NULL, c->args, environ) != 0 ||
        waitpid(pid, &status, 0) != pid) {
        wrong(c, "the program", "runs", "does not");
    } else if (!WIFEXITED(status) || WEXITSTATUS(status) != c->status) {
        char wanted[16], got[32];
        snprintf(wanted, sizeof wanted, "%d", c->status);
        snprintf(got, sizeof got, WIFEXITED(status) ? "%d" : "signal %d",
                 WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
        wrong(c, "exit status", wanted, got);
        size_t n;
        char *text = temporary_slurp(err, &n);
        printf("  standard error: %s\n", text ? text : "");
        free(text);
    }
    posix_spawn_file_actions_destroy(&actions);
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: cli_runner PROGRAM SOURCE_DIR CASE\n");
        return 2;
    }
    Case c = {.program = argv[1], .source_dir = argv[2]};
    size_t n;
    char *text = temporary_slurp(argv[3], &n);
    if (!text) {
        fprintf(stderr, "%s: cannot be read\n", argv[3]);
        return 2;
    }
    temporary_create(&c.dir);
    unsetenv("PAVISE_CATALOG");
    c.args[c.n_args++] = argv[1];
    for (const char *line = text; *line && strncmp(line, "--- ", 4) != 0; line = next_line(line)) {
        char buf[4000];
        snprintf(buf, sizeof buf, "%.*s", (int)line_length(line), line);
        read_key(&c, buf);
    }
    sections(&c, text, write_files);
    run(&c);
    sections(&c, text, check_section);
    if (!c.has_status || c.n_args < 1) {
        wrong(&c, argv[3], "args: and status:", "one is missing");
    }
    temporary_remove(&c.dir);
    free(text);
    for (int i = 1; i < c.n_args; i++) {
        free(c.args[i]);
    }
    free(c.input);
    return c.n_wrong ? 1 : 0;
}
