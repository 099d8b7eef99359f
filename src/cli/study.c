// SPDX-License-Identifier: Apache-2.0
// pavise study: thousands of battles of a scenario or a study, in its folder, with a bar of progress.
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/studies.h"

// --- signals -------------------------------------------------------------------------------------------

// A signal handler can reach nothing else.
static volatile int stop_requested;

static void on_signal(int signal) {
    (void)signal;
    stop_requested = 1;
}

// The first Ctrl-C (or SIGTERM) lets the battles under way end; a second one ends the program at once.
static void heed_signals(void) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

// --- progress ------------------------------------------------------------------------------------------

typedef struct {
    bool shown;
    double last_s;
} Bar;

static double clock_s(void *ctx) {
    (void)ctx;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t); // never goes back, whatever the wall clock does
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void show_time(double s, char *buf, size_t size) {
    if (s < 100) {
        pvs_text_printf(buf, size, "%.0f s", s);
    } else if (s < 6000) {
        pvs_text_printf(buf, size, "%.0f min", s / 60);
    } else {
        pvs_text_printf(buf, size, "%.1f h", s / 3600);
    }
}

static void on_progress(void *ctx, const PvsStudyProgress *p) {
    Bar *bar = ctx;
    double now = clock_s(NULL);
    if (now - bar->last_s < 0.2 && p->done < p->total) {
        return;
    }
    bar->last_s = now;
    bar->shown = true;
    enum { WIDTH = 24 };
    char line[WIDTH + 1], left[32] = "-";
    double share = p->total ? (double)p->done / (double)p->total : 0,
           rate = p->elapsed_s > 0 ? (double)p->done / p->elapsed_s : 0;
    for (int i = 0; i < WIDTH; i++) {
        line[i] = i < (int)(share * WIDTH) ? '#' : '.';
    }
    line[WIDTH] = '\0';
    if (rate > 0) {
        show_time((double)(p->total - p->done) / rate, left, sizeof left);
    }
    fprintf(stderr, "\r[%s] %llu of %llu battles, %.3g/s, %s left", line,
            (unsigned long long)p->done, (unsigned long long)p->total, rate, left);
    if (p->lo == p->lo && p->hi == p->hi) {
        fprintf(stderr, "; leakers %.3g (%.3g to %.3g)", p->mean, p->lo < 0 ? 0 : p->lo, p->hi);
    }
    fprintf(stderr, "\033[K");
    fflush(stderr);
}

static void end_bar(Bar *bar) {
    if (bar->shown) {
        fprintf(stderr, "\r\033[K");
        bar->shown = false;
    }
}

void cli_study_finding(void *ctx, bool is_error, const char *text) {
    CliStudy *s = ctx;
    if (s->bar) {
        end_bar(s->bar);
    }
    if (is_error || !s->quiet) {
        fprintf(stderr, "%s%s", text, text[0] && text[strlen(text) - 1] == '\n' ? "" : "\n");
    }
}

static void cli_study_progress(void *ctx, const PvsStudyProgress *p) {
    on_progress(((CliStudy *)ctx)->bar, p);
}

// --- a folder that is not kept ---------------------------------------------------------------------------

static void remove_tree(const char *path) {
    DIR *dir = opendir(path);
    char inner[4600];
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
            struct stat info;
            pvs_text_printf(inner, sizeof inner, "%s/%s", path, e->d_name);
            if (lstat(inner, &info) == 0 && S_ISDIR(info.st_mode)) {
                remove_tree(inner);
            } else {
                unlink(inner);
            }
        }
    }
    if (dir) {
        closedir(dir);
    }
    rmdir(path);
}

static bool make_temporary(char *buf, size_t size) {
    const char *tmp = getenv("TMPDIR");
    pvs_text_printf(buf, size, "%s/pavise-study-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (mkdtemp(buf)) {
        return true;
    }
    cli_error("no temporary folder can be made in %s: --out DIR names one",
              tmp && *tmp ? tmp : "/tmp");
    return false;
}

// --- the command -------------------------------------------------------------------------------------------

static bool read_shard(const CliArgs *args, PvsStudyOptions *o) {
    const char *text = cli_value(args, "shard");
    unsigned shard, n;
    char end;
    if (!text) {
        return true;
    }
    if (sscanf(text, "%u/%u%c", &shard, &n, &end) != 2 || shard < 1 || n < 1 || shard > n) {
        cli_usage(args->command, "--shard takes I/N, as 3/12: part 3 of 12 parts; not \"%s\"",
                  text);
        return false;
    }
    if (!cli_value(args, "out")) {
        cli_usage(args->command, "--shard needs --out: the parts meet in one folder");
        return false;
    }
    o->shard = shard;
    o->n_shards = n;
    return true;
}

static bool read_options(const CliArgs *args, PvsStudyOptions *o) {
    unsigned long long replications, seed, jobs;
    if (!cli_count(args, "replications", 0, &replications) || !cli_count(args, "seed", 0, &seed) ||
        !cli_count(args, "jobs", 0, &jobs) || !read_shard(args, o)) {
        return false;
    }
    if (cli_value(args, "replications") && (replications < 1 || replications > 1000000000)) {
        cli_usage(args->command, "--replications takes 1 to 1000000000, not %s",
                  cli_value(args, "replications"));
        return false;
    }
    if (cli_value(args, "jobs") && (jobs < 1 || jobs > 256)) {
        cli_usage(args->command, "--jobs takes 1 to 256, not %s", cli_value(args, "jobs"));
        return false;
    }
    if (cli_value(args, "json") && cli_value(args, "quiet")) {
        cli_usage(args->command, "--json and --quiet exclude each other");
        return false;
    }
    if (cli_value(args, "resume") && !cli_value(args, "out")) {
        cli_usage(args->command, "--resume needs --out: the folder to go on with");
        return false;
    }
    o->replications = replications;
    o->has_seed = cli_value(args, "seed") != NULL;
    o->seed = seed;
    o->jobs = (int)jobs;
    o->out_dir = cli_value(args, "out");
    o->battles_csv = cli_value(args, "battles");
    o->resume = cli_value(args, "resume") != NULL;
    return true;
}

static bool read_settings(const CliArgs *args, PvsArena *arena, PvsModelSetting *settings,
                          PvsStudyOptions *o) {
    for (int i = 0; i < args->n_many; i++) {
        const char *equals = strchr(args->many[i], '=');
        char *path = equals
                         ? pvs_arena_strndup(arena, args->many[i], (size_t)(equals - args->many[i]))
                         : NULL;
        if (!path || !*path) {
            cli_usage(args->command, "--set takes PATH=VALUE, not \"%s\"", args->many[i]);
            return false;
        }
        settings[i] = (PvsModelSetting){path, equals + 1};
    }
    o->settings = settings;
    o->n_settings = (size_t)args->n_many;
    return true;
}

// What repeats it.
static void write_command(const CliArgs *args, const PvsStudyOptions *o, PvsStr *out) {
    pvs_str_printf(out, "pavise study %s", args->args[0]);
    if (o->replications) {
        pvs_str_printf(out, " --replications %llu", (unsigned long long)o->replications);
    }
    if (o->has_seed) {
        pvs_str_printf(out, " --seed %llu", (unsigned long long)o->seed);
    }
    for (size_t i = 0; i < o->n_settings; i++) {
        pvs_str_printf(out, " --set '%s=%s'", o->settings[i].path, o->settings[i].value);
    }
}

int cli_study_end(const CliArgs *args, PvsStatus status, PvsStudyResults *results,
                  const PvsError *err, const char *kept) {
    int exit_status = EXIT_DONE;
    if (results && cli_value(args, "json")) {
        PvsStr text = {0};
        pvs_str_printf(&text, "%s", pvs_study_results_json(results));
        exit_status = cli_print(&text, exit_status);
        pvs_str_free(&text);
    } else if (results && !cli_value(args, "quiet")) {
        PvsStr text = {0};
        pvs_str_printf(&text, "%s", pvs_study_results_text(results));
        if (kept) {
            pvs_str_printf(&text, "\nIn %s: results.json, study.db, and every battle.\n", kept);
        }
        exit_status = cli_print(&text, exit_status);
        pvs_str_free(&text);
    }
    if (status == PVS_INTERRUPTED) {
        fprintf(stderr, "pavise: %s\n", err->message);
        return EXIT_FAILED;
    }
    if (status != PVS_OK) {
        return cli_fail(err, false);
    }
    return exit_status;
}

static int play(const CliArgs *args, PvsStudyOptions *o, CliStudy *context) {
    char temporary[4200], catalog[4200];
    bool kept = o->out_dir != NULL;
    if (!kept) {
        if (!make_temporary(temporary, sizeof temporary)) {
            return EXIT_FAILED;
        }
        o->out_dir = temporary;
        o->scratch = true;
    }
    o->catalog_dir = cli_catalog_dir(args, catalog, sizeof catalog);
    PvsStr command = {0};
    PvsStudyResults *results = NULL;
    PvsError err = {0};
    write_command(args, o, &command);
    o->command = command.text;
    heed_signals();
    PvsStatus status = pvs_study_run(args->args[0], o, &results, &err);
    if (context->bar) {
        end_bar(context->bar);
    }
    int exit_status;
    if (status != PVS_OK && status != PVS_INTERRUPTED &&
        context->n_errors) { // all was said as findings
        exit_status = status == PVS_BAD_INPUT || status == PVS_IO ? EXIT_INPUT : EXIT_FAILED;
    } else {
        exit_status = cli_study_end(args, status, results, &err, kept ? o->out_dir : NULL);
    }
    if (!kept) {
        remove_tree(temporary);
    }
    pvs_study_results_free(results);
    pvs_str_free(&command);
    return exit_status;
}

static void finding(void *ctx, bool is_error, const char *text) {
    ((CliStudy *)ctx)->n_errors += is_error;
    cli_study_finding(ctx, is_error, text);
}

static int run(const CliArgs *args) {
    PvsStudyOptions o = pvs_study_options_default();
    if (!read_options(args, &o)) {
        return EXIT_USAGE;
    }
    PvsArena arena;
    PvsModelSetting settings[CLI_MANY_MAX];
    pvs_arena_init(&arena);
    if (!read_settings(args, &arena, settings, &o)) {
        pvs_arena_free(&arena);
        return EXIT_USAGE;
    }
    Bar bar = {0};
    bool quiet = cli_value(args, "quiet") != NULL;
    CliStudy context = {.bar = isatty(STDERR_FILENO) && !quiet ? &bar : NULL, .quiet = quiet};
    o.ctx = &context;
    o.clock_s = clock_s;
    o.on_finding = finding;
    o.on_progress = context.bar ? cli_study_progress : NULL;
    o.stop = &stop_requested;
    int status = play(args, &o, &context);
    pvs_arena_free(&arena);
    return status;
}

static const CliOption options[] = {
    {"replications", 'n', "N", "battles of each point, instead of what the study says"},
    {"seed", 's', "S", "seed of all chance, instead of the study's"},
    {"jobs", 'j', "J", "threads (one for each processor); the answer is the same for any number"},
    {"out", 'o', "DIR",
     "the study's folder: every battle, the frozen inputs, results.json, study.db"},
    {"battles", 0, "FILE", "a table (CSV) too: a row a battle"},
    {"resume", 0, NULL, "go on with the folder where it stopped"},
    {"shard", 0, "I/N", "play part I of N alone, for many machines; pavise merge DIR joins them"},
    {"json", 0, NULL, "the results as one JSON document (docs/reference/study-results.md)"},
    {"quiet", 'q', NULL, "say only what is wrong"},
    CLI_OPTION_SET,
    CLI_OPTION_CATALOG,
    {0},
};

const CliCommand cli_study = {
    .name = "study",
    .args = "FILE",
    .summary =
        "Plays thousands of battles of a study or scenario, and says what they say, with intervals",
    .details = "FILE is a study (docs/studies.md), or a scenario: 200 battles of it as it is. "
               "Without --out nothing is "
               "kept.\nCtrl-C once lets the battles under way end and keeps what is done; --resume "
               "goes on.",
    .options = options,
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
