// SPDX-License-Identifier: Apache-2.0
// Private to cli/: a server of the viewer, for pavise view and pavise run --live.
#ifndef PVS_CLI_VIEWING_H
#define PVS_CLI_VIEWING_H

#include "cli/cli.h"
#include "serve/serve.h"

/// Large: allocate it, zeroed.
typedef struct {
    PvsViewOptions options; ///< made by the caller, with what is to be shown
    PvsView *view;          ///< the caller closes it
    char token[33], url[600];
    char catalog[4200], assets[4200], examples[4200];
} CliViewing;

/// Reads the options that both commands have, and begins to listen; says what there is to say. EXIT_DONE, or the exit status.
int cli_viewing_start(const CliArgs *args, CliViewing *v);
/// Prints the URL and serves until Ctrl-C.
int cli_viewing_run(const CliArgs *args, CliViewing *v);

#endif
