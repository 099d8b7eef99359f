// SPDX-License-Identifier: Apache-2.0
// pavise check: everything that is wrong with scenarios, in one pass; with --expand, everything
// that is in one.
#include <string.h>

#include "cli/studies.h"
#include "scenario/study_file.h"

static int check_study(const CliArgs *args, const char *path) {
    CliStudy context = {.quiet = cli_value(args, "quiet") != NULL};
    PvsStudyOptions o = pvs_study_options_default();
    char catalog[4200];
    uint32_t n_points;
    uint64_t n_battles;
    PvsError err = {0};
    o.catalog_dir = cli_catalog_dir(args, catalog, sizeof catalog);
    o.on_finding = cli_study_finding;
    o.ctx = &context;
    PvsStatus status = pvs_study_check(path, &o, &n_points, &n_battles, &err);
    if (status != PVS_OK) {
        return status == PVS_NO_MEMORY ? EXIT_FAILED : EXIT_INPUT;
    }
    if (!context.quiet) {
        printf("%s: no errors: %u point%s, at most %llu battles\n", path, n_points,
               n_points == 1 ? "" : "s", (unsigned long long)n_battles);
    }
    return EXIT_DONE;
}

// Loads, and compiles, so that warnings about reach and sight are found too.
static int check_one(const CliArgs *args, const char *path) {
    if (strcmp(path, "-") != 0 && pvs_study_file_is_one(path)) {
        return check_study(args, path);
    }
    PvsScenario *scenario;
    int status = cli_scenario_load(args, path, &scenario);
    if (status != EXIT_DONE) {
        return status;
    }
    PvsDiags diags = {0};
    PvsModel *model = NULL;
    PvsStatus compiled = pvs_scenario_compile(scenario, &model, &diags);
    size_t n_warnings = diags.n_warnings;
    cli_say_diags(&diags);
    if (compiled != PVS_OK) {
        status = compiled == PVS_NO_MEMORY ? EXIT_FAILED : EXIT_INPUT;
    } else if (!cli_value(args, "quiet")) {
        printf("%s: no errors, %zu warning%s: %u threats in %u groups against %u units, %u radars, "
               "%u posts; %u sites\n",
               strcmp(path, "-") == 0 ? "standard input" : path, n_warnings,
               n_warnings == 1 ? "" : "s", model->n_threats, model->n_groups, model->n_units,
               model->n_radars, model->n_posts, model->n_sites);
    }
    pvs_model_free(model);
    pvs_scenario_free(scenario);
    return status;
}

static int expand(const CliArgs *args, const char *path) {
    PvsScenario *scenario;
    int status = cli_scenario_load(args, path, &scenario);
    if (status != EXIT_DONE) {
        return status;
    }
    PvsStr text = {0};
    PvsStatus expanded = pvs_scenario_expand(scenario, cli_value(args, "json") != NULL, &text);
    if (expanded == PVS_OK) {
        status = cli_print(&text, EXIT_DONE);
    } else {
        cli_error("%s: %s", path, pvs_status_text(expanded));
        status = EXIT_FAILED;
    }
    pvs_str_free(&text);
    pvs_scenario_free(scenario);
    return status;
}

static int run(const CliArgs *args) {
    int worst = EXIT_DONE;
    bool expands = cli_value(args, "expand") != NULL;
    if (cli_value(args, "json") && !expands) {
        return cli_usage(args->command, "--json goes with --expand");
    }
    for (int i = 0; i < args->n_args; i++) {
        int status = expands ? expand(args, args->args[i]) : check_one(args, args->args[i]);
        worst = status > worst ? status : worst;
    }
    return worst;
}

static const CliOption options[] = {
    {"expand", 'e', NULL,
     "print the whole scenario: every value, where it came from, what is assumed"},
    {"json", 0, NULL, "with --expand: as one JSON document"},
    {"quiet", 'q', NULL, "say only what is wrong"},
    CLI_OPTION_SET,
    CLI_OPTION_CATALOG,
    {0},
};

const CliCommand cli_check = {
    .name = "check",
    .args = "FILE...",
    .summary = "Says everything that is wrong with scenarios, at line and column, in one pass",
    .details = "FILE - reads standard input. Findings go to standard error; warnings do not fail.",
    .options = options,
    .min_args = 1,
    .max_args = -1,
    .run = run,
};
