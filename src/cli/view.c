// SPDX-License-Identifier: Apache-2.0
// pavise view: serves the viewer and prints where it is.
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/scenarios.h"
#include "cli/viewing.h"

extern char **environ;

static bool is_folder(const char *path) {
    struct stat st;
    return path && *path && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool make_token(char token[33]) {
    unsigned char bytes[16];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes) {
        return false;
    }
    for (size_t i = 0; i < sizeof bytes; i++) {
        pvs_text_printf(token + 2 * i, 3, "%02x", bytes[i]);
    }
    return true;
}

static bool is_plain(const char *token) {
    return token[strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")] ==
           '\0';
}

// A browser is opened where somebody sits in front of one; whether it opens is its own affair.
static void open_browser(const char *url) {
    const char *x11 = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");
    if (!isatty(STDOUT_FILENO) || !((x11 && *x11) || (wayland && *wayland))) {
        return;
    }
    char *const argv[] = {"xdg-open", (char *)url, NULL};
    posix_spawn_file_actions_t quiet;
    pid_t child;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnp(&child, argv[0], &quiet, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&quiet);
}

static int read_options(const CliArgs *args, CliViewing *v) {
    PvsViewOptions *o = &v->options;
    unsigned long long port, jobs, seed;
    if (!cli_count(args, "port", 0, &port) || !cli_count(args, "jobs", 0, &jobs) ||
        !cli_count(args, "seed", 1, &seed)) {
        return EXIT_USAGE;
    }
    if (port > 65535) {
        return cli_usage(args->command, "--port takes a number up to 65535");
    }
    long n_cores = sysconf(_SC_NPROCESSORS_ONLN);
    const char *address = cli_value(args, "address"), *token = cli_value(args, "token");
    o->address = address ? address : o->address;
    o->name = cli_value(args, "name");
    o->port = port ? (int)port : o->port;
    o->n_threads = (int)(jobs          ? jobs < 256 ? jobs : 256
                         : n_cores > 0 ? (unsigned long long)n_cores
                                       : 1);
    o->seed = seed;
    o->token = token;
    if (token && (strlen(token) < 16 || !is_plain(token))) {
        return cli_usage(args->command, "--token takes 16 letters and digits or more");
    }
    if (!token && !pvs_view_is_loopback(o->address)) {
        if (!make_token(v->token)) {
            cli_error("no random numbers can be had for a token; give one with --token");
            return EXIT_FAILED;
        }
        o->token = v->token;
    }
    return EXIT_DONE;
}

int cli_viewing_start(const CliArgs *args, CliViewing *v) {
    const char *page = cli_value(args, "page");
    PvsError err = {0};
    int wanted, status = read_options(args, v);
    if (status != EXIT_DONE) {
        return status;
    }
    v->options.catalog_dir = cli_catalog_dir(args, v->catalog, sizeof v->catalog);
    v->options.assets_dir =
        page ? page : cli_shipped("viewer", "web/dist", v->assets, sizeof v->assets);
    v->options.examples_dir =
        cli_shipped("scenarios", "scenarios", v->examples, sizeof v->examples);
    v->options.stop = cli_heed_signals();
    wanted = v->options.port;
    if (page && !is_folder(page)) {
        return cli_usage(args->command, "--page takes a folder, not \"%s\"", page);
    }
    if (pvs_view_open(&v->options, &v->view, &err) != PVS_OK) {
        return cli_fail(&err, false);
    }
    int port = pvs_view_port(v->view);
    bool is_any = strcmp(v->options.address, "0.0.0.0") == 0,
         is_v6 = strchr(v->options.address, ':');
    pvs_text_printf(v->url, sizeof v->url, "http://%s%s%s:%d/%s%s", is_v6 ? "[" : "",
                    is_any ? "127.0.0.1" : v->options.address, is_v6 ? "]" : "", port,
                    v->options.token ? "?token=" : "", v->options.token ? v->options.token : "");
    if (port != wanted) {
        fprintf(stderr, "pavise: port %d is taken; using %d\n", wanted, port);
    }
    if (pvs_view_failed(v->view, &err)) {
        cli_error("%s", err.message);
        if (!(v->options.live_rate > 0)) {
            fprintf(stderr,
                    "pavise: the page says so, and reads the file again when it is asked to\n");
        }
    }
    if (!v->options.assets_dir) {
        fprintf(
            stderr,
            "pavise: the viewer's page is not built (make viewer); the server runs without it\n");
    }
    return EXIT_DONE;
}

int cli_viewing_run(const CliArgs *args, CliViewing *v) {
    printf("%s\n", v->url);
    if (fflush(stdout) != 0) {
        cli_error("standard output cannot be written: %s", strerror(errno));
        return EXIT_FAILED;
    }
    if (!cli_value(args, "quiet")) {
        fprintf(stderr, "pavise: the viewer is at the address above; Ctrl-C ends it\n");
    }
    if (!cli_value(args, "no-browser")) {
        open_browser(v->url);
    }
    pvs_view_run(v->view);
    return EXIT_DONE;
}

static int run(const CliArgs *args) {
    CliViewing *v = pvs_alloc(sizeof *v);
    if (!v) {
        cli_error("out of memory");
        return EXIT_FAILED;
    }
    v->options = pvs_view_options_default();
    v->options.file = args->n_args ? args->args[0] : NULL;
    int status = EXIT_DONE;
    if (v->options.file &&
        access(v->options.file, F_OK) != 0) { // nothing that could be mended and read again
        cli_error("%s: %s", v->options.file, strerror(errno));
        status = EXIT_INPUT;
    }
    if (status == EXIT_DONE) {
        status = cli_viewing_start(args, v);
    }
    if (status == EXIT_DONE) {
        status = cli_viewing_run(args, v);
    }
    pvs_view_close(v->view);
    pvs_free(v);
    return status;
}

static const CliOption options[] = {
    {"port", 'p', "PORT", "the first port to try (8080); when it is taken, the next ones"},
    {"seed", 's', "S", "seed of battles and comparisons (1)"},
    {"jobs", 'j', "J", "threads that play battles (all cores)"},
    {"address", 0, "ADDRESS",
     "bind to ADDRESS in place of 127.0.0.1; unless it is loopback, the URL has a token"},
    {"token", 0, "TOKEN", "the token in place of a random one: 16 letters and digits or more"},
    {"name", 0, "HOST", "a host name under which pages may ask, besides addresses"},
    {"no-browser", 0, NULL, "open no browser"},
    {"page", 0, "DIR", "folder of the built page (else the one that came with pavise)"},
    {"quiet", 'q', NULL, "print the URL and errors alone"},
    CLI_OPTION_CATALOG,
    {0},
};

const CliCommand cli_view = {
    .name = "view",
    .args = "[FILE]",
    .summary = "Shows a scenario, a record or a study in a browser",
    .details = "FILE is a scenario (plays it, and lets you change it), a record (replays it) or a "
               "study's folder. Without it, the page offers examples.\n"
               "Nothing leaves this machine: the server binds loopback and the page brings all it "
               "needs. The URL is printed on standard output.",
    .options = options,
    .min_args = 0,
    .max_args = 1,
    .run = run,
};
