// SPDX-License-Identifier: Apache-2.0
// pavise diff: what differs between two scenarios, value by value, defaults and catalogue included.
#include <string.h>
#include <sys/stat.h>

#include "cli/studies.h"

// A folder, or the results in it.
static bool is_answer(const char *path) {
    struct stat info;
    size_t n = strlen(path);
    return (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) ||
           (n > 5 && strcmp(path + n - 5, ".json") == 0);
}

static int diff_answers(const CliArgs *args) {
    PvsError err = {0};
    char *text;
    size_t n;
    bool json = cli_value(args, "json") != NULL;
    PvsStatus status = pvs_study_diff(args->args[0], args->args[1], json, &text, &n, &err);
    if (status != PVS_OK) {
        return cli_fail(&err, true);
    }
    PvsStr out = {0};
    pvs_str_printf(&out, "%s", n == 0 && !json ? "no difference\n" : text);
    int exit_status = cli_print(&out, EXIT_DONE);
    pvs_str_free(&out);
    pvs_study_text_free(text);
    return exit_status;
}

static int run(const CliArgs *args) {
    if (is_answer(args->args[0]) && is_answer(args->args[1])) {
        return diff_answers(args);
    }
    PvsScenario *a = NULL, *b = NULL;
    int status = cli_scenario_load(args, args->args[0], &a);
    if (status == EXIT_DONE) {
        status = cli_scenario_load(args, args->args[1], &b);
    }
    if (status == EXIT_DONE) {
        PvsStr text = {0};
        bool json = cli_value(args, "json") != NULL;
        size_t n = 0;
        PvsStatus compared = pvs_scenario_diff(a, b, json, &text, &n);
        if (compared == PVS_OK && n == 0 && !json) {
            pvs_str_printf(&text, "no difference\n");
        }
        if (compared == PVS_OK) {
            status = cli_print(&text, EXIT_DONE);
        } else {
            cli_error("%s", pvs_status_text(compared));
            status = EXIT_FAILED;
        }
        pvs_str_free(&text);
    }
    pvs_scenario_free(a);
    pvs_scenario_free(b);
    return status;
}

static const CliOption options[] = {
    {"json", 0, NULL, "one JSON document"},
    {"quiet", 'q', NULL, "no warnings"},
    CLI_OPTION_CATALOG,
    {0},
};

const CliCommand cli_diff = {
    .name = "diff",
    .args = "A B",
    .summary = "Says what differs between two scenarios, or between the answers of two studies",
    .details =
        "Values are compared after units, defaults and catalogue: \"1 km\" and \"1000 m\" "
        "are the same.\n"
        "Two study folders (or their results.json): measures whose means differ, with intervals.\n"
        "The exit status is 0 whether they differ or not.",
    .options = options,
    .min_args = 2,
    .max_args = 2,
    .run = run,
};
