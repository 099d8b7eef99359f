// SPDX-License-Identifier: Apache-2.0
// pavise run: one replication of a scenario, its outcome as a table or as JSON, and files of its
// events.
#include <signal.h>
#include <string.h>
#include <sys/time.h>

#include "base/isa.h"
#include "cli/scenarios.h"
#include "cli/viewing.h"
#include "export/export.h"

// The one mutable variable of the program outside functions: a signal handler can reach nothing
// else.
static volatile int stop_requested;

static void on_signal(int signal) {
    (void)signal;
    stop_requested = 1;
}

// The first signal asks the battle to stop at its next event.
const volatile int *cli_heed_signals(void) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &stop_requested;
}

/// What is attached to the battle. The hash is always there.
typedef struct {
    PvsHash hash;
    PvsRecordWriter *record;
    PvsExport *threats, *shots;
    PvsSink sinks[4];
    uint32_t n_sinks;
} Outputs;

static void discard(Outputs *o) {
    pvs_record_writer_discard(o->record);
    pvs_export_discard(o->threats);
    pvs_export_discard(o->shots);
    o->record = NULL;
    o->threats = o->shots = NULL;
}

static PvsStatus attach_table(const char *path, const char *ending, const PvsMeta *meta,
                              PvsExport **file, Outputs *o, PvsError *err) {
    if (!path) {
        return PVS_OK;
    }
    PvsStatus status = pvs_export_create(pvs_format_for(ending), path, meta, NULL, file, err);
    if (status == PVS_OK) {
        o->sinks[o->n_sinks++] = pvs_export_sink(*file);
    }
    return status;
}

static PvsStatus attach(const CliArgs *args, const PvsMeta *meta, Outputs *o, PvsError *err) {
    *o = (Outputs){.n_sinks = 1};
    pvs_hash_init(&o->hash);
    o->sinks[0] = pvs_hash_sink(&o->hash);
    PvsStatus status = PVS_OK;
    const char *record = cli_value(args, "record");
    if (record) {
        status = pvs_record_writer_create(record, meta, NULL, &o->record, err);
        if (status == PVS_OK) {
            o->sinks[o->n_sinks++] = pvs_record_writer_sink(o->record);
        }
    }
    if (status == PVS_OK) {
        status =
            attach_table(cli_value(args, "threats"), "x.threats.csv", meta, &o->threats, o, err);
    }
    if (status == PVS_OK) {
        status = attach_table(cli_value(args, "shots"), "x.shots.csv", meta, &o->shots, o, err);
    }
    return status;
}

// The reason behind a sink's status, where it has one.
static const PvsError *sink_error(const Outputs *o, const PvsError *err) {
    if (o->record && pvs_record_writer_error(o->record)->status != PVS_OK) {
        return pvs_record_writer_error(o->record);
    }
    if (o->threats && pvs_export_error(o->threats)->status != PVS_OK) {
        return pvs_export_error(o->threats);
    }
    return o->shots && pvs_export_error(o->shots)->status != PVS_OK ? pvs_export_error(o->shots)
                                                                    : err;
}

static PvsStatus finish(Outputs *o, bool interrupted, PvsError *err) {
    PvsStatus status = PVS_OK;
    if (o->record) {
        status = pvs_record_writer_finish(o->record, interrupted, err);
        o->record = NULL;
    }
    if (status == PVS_OK && o->threats) {
        status = pvs_export_finish(o->threats, err);
        o->threats = NULL;
    }
    if (status == PVS_OK && o->shots) {
        status = pvs_export_finish(o->shots, err);
        o->shots = NULL;
    }
    return status;
}

// What a scenario says was reported of the event that it resembles: apart from the outcome, in its own
// words, and never set against it.
static void add_reported(const PvsStr *reported, PvsStr *out) {
    if (reported->n == 0) {
        return;
    }
    pvs_str_printf(out, "\nReported that night: another defence, other rules of counting\n");
    for (const char *line = reported->text; *line;) {
        int n = (int)strcspn(line, "\n");
        char clean[400];
        pvs_text_printf(clean, sizeof clean, "%.*s", n, line);
        pvs_text_clean(clean);
        pvs_str_printf(out, *clean ? "  %s\n" : "\n", clean);
        line += n;
        line += *line == '\n';
    }
}

static int say(const CliArgs *args, const PvsResult *result, const PvsStr *reported) {
    PvsStr text = {0};
    int status = result->outcome->interrupted ? EXIT_FAILED : EXIT_DONE;
    if (cli_value(args, "json")) {
        pvs_result_json(result, &text);
    } else if (!cli_value(args, "quiet")) {
        pvs_result_table(result, cli_colour(), &text);
        add_reported(reported, &text);
    }
    status = cli_print(&text, status);
    pvs_str_free(&text);
    if (result->outcome->interrupted) {
        char clock[16];
        fprintf(stderr,
                "pavise: interrupted at %s of the scenario's clock; the outcome is that of the "
                "battle until then\n",
                pvs_clock(result->meta, result->outcome->t_end, clock));
    }
    return status;
}

typedef struct {
    const CliArgs *args;
    const PvsModel *model;
    PvsStr reported;
    unsigned long long seed, replication, isa;
} Task;

static int play(const Task *task, const PvsMeta *meta, PvsState *state) {
    static const char out_of[] = "out of memory";
    PvsError err = {0};
    PvsOutcome outcome;
    Outputs *o = pvs_alloc(sizeof *o);
    if (!o) {
        cli_error("%s", out_of);
        return EXIT_FAILED;
    }
    const volatile int *stop =
        cli_heed_signals(); // before the first temporary file, so that none is left behind
    PvsStatus status = attach(task->args, meta, o, &err);
    if (status == PVS_OK) {
        PvsRunOptions opt = pvs_run_options_default();
        opt.sinks = o->sinks;
        opt.n_sinks = o->n_sinks;
        opt.stop = stop;
        opt.isa = (int)task->isa;
        status =
            pvs_battle_run(task->model, state, task->seed, task->replication, &opt, &outcome, &err);
    }
    if (status == PVS_OK) {
        status = finish(o, outcome.interrupted, &err);
    }
    int exit_status = EXIT_FAILED;
    if (status == PVS_OK) {
        char hex[65];
        pvs_hash_hex(&o->hash, hex);
        exit_status = say(task->args, &(PvsResult){meta, &outcome, hex}, &task->reported);
    } else {
        exit_status = cli_fail(sink_error(o, &err), false);
        discard(o);
    }
    pvs_free(o);
    return exit_status;
}

static bool is_dash(const char *path) {
    return path && strcmp(path, "-") == 0;
}

// Standard output holds one thing alone.
static bool outputs_fit(const CliArgs *args) {
    bool threats = is_dash(cli_value(args, "threats")), shots = is_dash(cli_value(args, "shots"));
    if (is_dash(cli_value(args, "record"))) {
        cli_usage(args->command, "--record takes the name of a file");
        return false;
    }
    if ((threats && shots) || ((threats || shots) && !cli_value(args, "quiet"))) {
        cli_usage(args->command,
                  "a table on standard output needs --quiet, and stands there alone");
        return false;
    }
    return true;
}

static bool read_task(const CliArgs *args, Task *task) {
    *task = (Task){.args = args};
    if (!cli_count(args, "seed", 1, &task->seed) ||
        !cli_count(args, "replication", 0, &task->replication) ||
        !cli_count(args, "isa", 0, &task->isa)) {
        return false;
    }
    unsigned long long best = (unsigned long long)pvs_isa_best();
    if (task->isa != 0 && (task->isa < 2 || task->isa > best)) {
        cli_usage(args->command, "--isa takes 0 (the best) or 2 to %llu on this machine, not %llu",
                  best, task->isa);
        return false;
    }
    if (!outputs_fit(args)) {
        return false;
    }
    if (cli_value(args, "json") && cli_value(args, "quiet")) {
        cli_usage(args->command, "--json and --quiet exclude each other");
        return false;
    }
    return true;
}

// Played at a chosen rate into the viewer. What is written otherwise is for a battle that is over.
static int run_live(const CliArgs *args, const Task *task) {
    static const char *const not_with[] = {"record", "threats", "shots", "json", "set", "isa"};
    const char *rate = cli_value(args, "rate");
    double value = 1;
    for (size_t i = 0; i < sizeof not_with / sizeof *not_with; i++) {
        if (cli_value(args, not_with[i])) {
            return cli_usage(args->command, "--live and --%s exclude each other", not_with[i]);
        }
    }
    if (rate && (!pvs_number_parse(rate, strlen(rate), &value) || !(value > 0 && value <= 1e6))) {
        return cli_usage(args->command,
                         "--rate takes a number above 0, at most a million, not \"%s\"", rate);
    }
    CliViewing *v = pvs_alloc(sizeof *v);
    if (!v) {
        cli_error("out of memory");
        return EXIT_FAILED;
    }
    v->options = pvs_view_options_default();
    v->options.file = args->args[0];
    v->options.live_rate = value;
    v->options.replication = task->replication;
    int status = cli_viewing_start(args, v);
    PvsError err;
    if (status == EXIT_DONE && pvs_view_failed(v->view, &err)) {
        status = EXIT_INPUT; // said already; there is nothing to watch
    }
    if (status == EXIT_DONE) {
        status = cli_viewing_run(args, v);
    }
    pvs_view_close(v->view);
    pvs_free(v);
    return status;
}

static int run(const CliArgs *args) {
    Task task;
    if (!read_task(args, &task)) {
        return EXIT_USAGE;
    }
    if (cli_value(args, "live")) {
        return run_live(args, &task);
    }
    if (cli_value(args, "rate") || cli_value(args, "port")) {
        return cli_usage(args->command, "--rate and --port belong to --live");
    }
    PvsModel *model = NULL;
    int status = cli_model_load(args, args->args[0], &model, &task.reported);
    if (status != EXIT_DONE) {
        pvs_str_free(&task.reported);
        return status;
    }
    task.model = model;
    PvsArena arena;
    PvsMeta meta;
    PvsError err = {0};
    pvs_arena_init(&arena);
    PvsState *state = pvs_state_create(model);
    PvsStatus made =
        state ? pvs_meta_from_model(model, task.seed, task.replication, &arena, &meta, &err)
              : pvs_error_set(&err, PVS_NO_MEMORY, "out of memory");
    status = made == PVS_OK ? play(&task, &meta, state) : cli_fail(&err, false);
    pvs_state_destroy(state);
    pvs_arena_free(&arena);
    pvs_model_free(model);
    pvs_str_free(&task.reported);
    return status;
}

static const CliOption options[] = {
    {"seed", 's', "S", "seed of all chance (1)"},
    {"replication", 'k', "K", "which replication of that seed (0)"},
    {"record", 'r', "FILE", "write every event to FILE, for explain, convert and the viewer"},
    {"threats", 0, "FILE", "write a table with one row a threat (CSV)"},
    {"shots", 0, "FILE", "write a table with one row a shot (CSV)"},
    {"json", 0, NULL, "one JSON document on standard output"},
    {"quiet", 'q', NULL, "print nothing but errors"},
    {"live", 0, NULL, "play at a chosen rate into the viewer; Ctrl-C ends it"},
    {"rate", 0, "R", "with --live: seconds of the battle in one of the clock (1)"},
    {"port", 'p', "PORT", "with --live: the first port to try (8080)"},
    {"no-browser", 0, NULL, "with --live: open no browser"},
    CLI_OPTION_SET,
    CLI_OPTION_CATALOG,
    {"isa", 0, "N",
     "instruction set of the kernels, 2 to 4 for x86-64-v2 to v4 (0: the best); the outcome is the "
     "same"},
    {0},
};

const CliCommand cli_run = {
    .name = "run",
    .args = "SCENARIO",
    .summary = "Plays one replication of a scenario and says what happened",
    .details = "SCENARIO - reads standard input. The same scenario, seed and replication give the "
               "same battle, bit for bit, on any\n"
               "machine. Ctrl-C stops the battle: what had happened is printed and marked, and the "
               "exit status is 1.",
    .options = options,
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
