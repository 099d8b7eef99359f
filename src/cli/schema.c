// SPDX-License-Identifier: Apache-2.0
// pavise schema: the one schema of scenarios, for editors and for people.
#include "asterix/asterix.h"
#include "cli/scenarios.h"

static int run(const CliArgs *args) {
    PvsStr text = {0};
    if (cli_value(args, "reference")) {
        pvs_schema_reference(&text);
    } else if (cli_value(args, "asterix")) {
        pvs_asterix_reference(&text);
    } else {
        pvs_schema_json(&text);
    }
    int status = cli_print(&text, EXIT_DONE);
    pvs_str_free(&text);
    return status;
}

static const CliOption options[] = {
    {"reference", 0, NULL, "the reference page instead, as Markdown"},
    {"asterix", 0, NULL, "the reference page of ASTERIX, as Markdown"},
    {0},
};

const CliCommand cli_schema = {
    .name = "schema",
    .args = "",
    .summary = "Prints the JSON Schema of scenarios and catalogue entries, for editors that "
               "complete and check",
    .options = options,
    .min_args = 0,
    .max_args = 0,
    .run = run,
};
