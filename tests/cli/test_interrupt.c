// SPDX-License-Identifier: Apache-2.0
// Ctrl-C during a battle: it ends at its next event, the partial outcome is printed and marked, the status is 1.
//
// No clock is involved: the record goes into a pipe, so that the battle waits in the middle until the test has sent its signal.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include "support/temporary.h"

extern char **environ;

typedef struct {
    Temporary dir;
    char pipe[160], out[160];
} Setting;

static pid_t start(Setting *s, const char *format) {
    char *args[] = {"pavise",   "run",   PVS_SOURCE_DIR "/scenarios/june-2025-raid.yaml",
                    "--record", s->pipe, (char *)format,
                    NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, s->out, O_WRONLY | O_CREAT, 0666);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t pid = 0;
    assert_int_equal(posix_spawn(&pid, PVS_BINARY_DIR "/pavise", &actions, NULL, args, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

// Runs until the pipe is full, interrupts, and lets it go on; returns the exit status, or 1000 + signal.
static int interrupt(Setting *s, int signal, const char *format) {
    pid_t pid = start(s, format);
    int fd = open(
        s->pipe,
        O_RDONLY); // waits until the program has opened it for writing: the battle is about to begin
    assert_true(fd >= 0);
    static char buffer[1 << 16];
    size_t n = 0;
    while (n < 200000) { // well into the events
        ssize_t got = read(fd, buffer, sizeof buffer);
        assert_true(got > 0);
        n += (size_t)got;
    }
    assert_int_equal(kill(pid, signal), 0);
    while (read(fd, buffer, sizeof buffer) > 0) {
        continue;
    }
    close(fd);
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void set_up(Setting *s) {
    temporary_create(&s->dir);
    snprintf(s->pipe, sizeof s->pipe, "%s/record", s->dir.dir);
    snprintf(s->out, sizeof s->out, "%s/out", s->dir.dir);
    assert_int_equal(mkfifo(s->pipe, 0600), 0);
}

static void an_interrupted_run_says_what_was_done(void **ctx) {
    (void)ctx;
    const int signals[] = {SIGINT, SIGTERM};
    for (int i = 0; i < 2; i++) {
        Setting s;
        set_up(&s);
        assert_int_equal(interrupt(&s, signals[i], "--json"), 1);
        size_t n;
        char *text = temporary_slurp(s.out, &n);
        assert_non_null(strstr(text, "\"interrupted\": true"));
        assert_non_null(strstr(text, "\"outcome_sha256\": \""));
        free(text);
        temporary_remove(&s.dir);
    }
}

static void the_table_of_an_interrupted_run_says_so_first(void **ctx) {
    (void)ctx;
    Setting s;
    set_up(&s);
    assert_int_equal(interrupt(&s, SIGINT, "--seed=2"), 1);
    size_t n;
    char *text = temporary_slurp(s.out, &n);
    assert_non_null(strstr(text, "\nInterrupted at "));
    free(text);
    temporary_remove(&s.dir);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_interrupted_run_says_what_was_done),
        cmocka_unit_test(the_table_of_an_interrupted_run_says_so_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
