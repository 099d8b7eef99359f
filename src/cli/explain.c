// SPDX-License-Identifier: Apache-2.0
// pavise explain: stories from a record.
#include "cli/cli.h"
#include "cli/records.h"
#include "export/export.h"

static int run(const CliArgs *args) {
    CliRecord record;
    int status = cli_record_open(args->args[0], &record);
    if (status != EXIT_DONE) {
        return status;
    }
    PvsStr text = {0};
    PvsError err = {0};
    status =
        pvs_explain(record.record, cli_value(args, "threat"), cli_colour(), &text, &err) == PVS_OK
            ? cli_print(&text, EXIT_DONE)
            : cli_fail(&err, true);
    pvs_str_free(&text);
    cli_record_close(&record);
    return status;
}

static const CliOption options[] = {
    {"threat", 't', "NAME", "tell the story of this threat alone, whatever became of it"},
    {0},
};

const CliCommand cli_explain = {
    .name = "explain",
    .args = "RECORD",
    .summary = "Tells in words what became of each leaker, or of one threat",
    .details = "RECORD is what pavise run --record has written; - reads it from standard input. "
               "Each story says by whom\n"
               "the threat was seen and tracked, to whom it was assigned, what was fired with what "
               "result, and where the\n"
               "chain broke. Times are of the scenario's clock.",
    .options = options,
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
