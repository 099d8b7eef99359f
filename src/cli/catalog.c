// SPDX-License-Identifier: Apache-2.0
// pavise catalog: what the catalogue holds, each number with its range and source.
#include <string.h>

#include "cli/scenarios.h"

static int run(const CliArgs *args) {
    char buf[4200];
    const char *dir = cli_catalog_dir(args, buf, sizeof buf);
    const char *what = args->n_args > 0 ? args->args[0] : "list";
    bool json = cli_value(args, "json") != NULL;
    bool shows = strcmp(what, "show") == 0;
    if (!shows && strcmp(what, "list") != 0) {
        return cli_usage(args->command, "\"%s\" is neither list nor show", what);
    }
    if (args->n_args != (shows ? 2 : args->n_args > 0)) {
        return cli_usage(args->command,
                         shows ? "show takes the name of one entry" : "list takes nothing more");
    }
    if (!*dir) {
        cli_error("no catalogue is found; --catalog DIR or PAVISE_CATALOG says where it is");
        return EXIT_INPUT;
    }
    PvsDiags diags = {0};
    PvsStr text = {0};
    PvsStatus status = shows ? pvs_catalog_show(dir, args->args[1], json, &text, &diags)
                             : pvs_catalog_list(dir, json, &text, &diags);
    if (status != PVS_OK && diags.n_errors == 0) {
        cli_error("%s", pvs_status_text(status));
    }
    cli_say_diags(&diags);
    int exit_status = status == PVS_OK          ? cli_print(&text, EXIT_DONE)
                      : status == PVS_NO_MEMORY ? EXIT_FAILED
                                                : EXIT_INPUT;
    pvs_str_free(&text);
    return exit_status;
}

static const CliOption options[] = {
    {"json", 0, NULL, "one JSON document"},
    CLI_OPTION_CATALOG,
    {0},
};

const CliCommand cli_catalog = {
    .name = "catalog",
    .args = "[list | show NAME]",
    .summary = "Lists what the catalogue holds, or shows an entry with the range and source of "
               "each number",
    .options = options,
    .min_args = 0,
    .max_args = 2,
    .run = run,
};
