// SPDX-License-Identifier: Apache-2.0
// Private to cli/: scenarios from files or standard input, their findings on standard error, and
// where the catalogue is.
#ifndef PVS_CLI_SCENARIOS_H
#define PVS_CLI_SCENARIOS_H

#include "cli/cli.h"
#include "scenario/scenario.h"

/// The folder of the catalogue: --catalog, PAVISE_CATALOG, beside the program, where it was
/// installed, in the sources that it was built from: the first that is a folder. "" when there is
/// none. `buf` may hold the answer.
const char *cli_catalog_dir(const CliArgs *args, char *buf, size_t size);

/// Loads and checks a scenario ("-" is standard input); says its findings. EXIT_DONE with *out, or
/// the exit status.
int cli_scenario_load(const CliArgs *args, const char *path, PvsScenario **out);
/// The same, and compiles it. `reported` (may be null) gets the scenario's text of what was reported.
int cli_model_load(const CliArgs *args, const char *path, PvsModel **out, PvsStr *reported);
/// Says all findings on standard error, and frees them.
void cli_say_diags(PvsDiags *diags);

/// The option that all commands with a catalogue have.
#define CLI_OPTION_CATALOG                                                                         \
    {                                                                                              \
        "catalog", 0, "DIR",                                                                       \
            "folder of catalogue entries (else PAVISE_CATALOG, or the one that came with pavise)"  \
    }
/// Values set from outside.
#define CLI_OPTION_SET                                                                             \
    {                                                                                              \
        "set", 0, "PATH=VALUE",                                                                    \
            "sets a value of the scenario, as \"units.guns.count=8\"; may be repeated"             \
    }

#endif
