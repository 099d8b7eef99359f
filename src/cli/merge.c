// SPDX-License-Identifier: Apache-2.0
// pavise merge: joins the parts of a study that were played in different places.
#include "cli/studies.h"

static void finding(void *ctx, bool is_error, const char *text) {
    ((CliStudy *)ctx)->n_errors += is_error;
    cli_study_finding(ctx, is_error, text);
}

static int run(const CliArgs *args) {
    CliStudy context = {.quiet = cli_value(args, "quiet") != NULL};
    PvsStudyOptions o = pvs_study_options_default();
    PvsStudyResults *results = NULL;
    PvsError err = {0};
    if (cli_value(args, "json") && cli_value(args, "quiet")) {
        return cli_usage(args->command, "--json and --quiet exclude each other");
    }
    o.ctx = &context;
    o.on_finding = finding;
    o.battles_csv = cli_value(args, "battles");
    PvsStatus status = pvs_study_merge(args->args[0], (const char *const *)args->args + 1,
                                       (size_t)args->n_args - 1, &o, &results, &err);
    int exit_status = status != PVS_OK && context.n_errors
                          ? EXIT_INPUT
                          : cli_study_end(args, status, results, &err, args->args[0]);
    pvs_study_results_free(results);
    return exit_status;
}

static const CliOption options[] = {
    {"battles", 0, "FILE", "a table (CSV) too: a row a battle"},
    {"json", 0, NULL, "the results as one JSON document"},
    {"quiet", 'q', NULL, "say only what is wrong"},
    {0},
};

const CliCommand cli_merge = {
    .name = "merge",
    .args = "DIR [DIR...]",
    .summary = "Joins the parts of a study that many machines have played",
    .details = "DIR is the study's folder, where its parts were played (pavise study FILE --shard "
               "I/N --out DIR); further\n"
               "folders hold parts that were played elsewhere, and are copied in. Says what is "
               "missing, damaged or of\n"
               "another study.",
    .options = options,
    .min_args = 1,
    .max_args = -1,
    .run = run,
};
