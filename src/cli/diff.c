// SPDX-License-Identifier: Apache-2.0
// pavise diff: what differs between two scenarios, value by value, defaults and catalogue included.
#include "cli/scenarios.h"

static int run(const CliArgs *args) {
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
    .summary = "Says what differs between two scenarios, value by value",
    .details = "Values are compared after units, defaults and catalogue: \"1 km\" and \"1000 m\" "
               "are the same.\n"
               "The exit status is 0 whether they differ or not.",
    .options = options,
    .min_args = 2,
    .max_args = 2,
    .run = run,
};
