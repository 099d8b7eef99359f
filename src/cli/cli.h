// SPDX-License-Identifier: Apache-2.0
// The program: one table of commands, one file a command. Only this room prints, reads the
// environment and exits.
#ifndef PVS_CLI_CLI_H
#define PVS_CLI_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "base/status.h"
#include "base/text.h"

// Exit statuses, as every script may rely on.
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_INPUT = 3 };

/// One option of a command. `arg` null: a flag.
typedef struct {
    const char *name; ///< long name, without dashes
    char letter;      ///< short form, 0 = none
    const char *arg;  ///< what its value is, for help: "FILE"
    const char *help; ///< one line
} CliOption;

#define CLI_OPTIONS_MAX 24
#define CLI_MANY_MAX    64 ///< times that an option that may be repeated can be given

/// The arguments of a command, parsed: a value for each option (null: not given; "" for a flag),
/// and what is left.
typedef struct {
    const struct CliCommand *command;
    const char *value[CLI_OPTIONS_MAX]; ///< in the order of the command's options
    const char *many[CLI_MANY_MAX];     ///< values of the option --set, which may be repeated
    int n_many;
    char **args;
    int n_args;
} CliArgs;

/// A command: one constant struct in its own file, and a line in main.c.
typedef struct CliCommand {
    const char *name;
    const char *args;                ///< for the usage line: "SCENARIO"
    const char *summary;             ///< one line, for the list of commands
    const char *details;             ///< further lines of its help; may be null
    const CliOption *options;        ///< ended by a name of null; may be null
    int min_args, max_args;          ///< max_args < 0: any number
    int (*run)(const CliArgs *args); ///< returns an exit status
} CliCommand;

// --- args.c --------------------------------------------------------------------------------------

/// Parses argv[1..] of a command. False when there is nothing more to do: help was printed, or what
/// is wrong was said; then *status is the exit status.
bool cli_parse(const CliCommand *command, int argc, char **argv, CliArgs *out, int *status);
/// The value of an option by name, null when it was not given.
const char *cli_value(const CliArgs *args, const char *option);
/// A whole number >= 0 of an option; `standard` when it was not given. False after saying what is
/// wrong.
bool cli_count(const CliArgs *args, const char *option, unsigned long long standard,
               unsigned long long *out);
void cli_help(const CliCommand *command, FILE *out);
/// "pavise NAME: message" on standard error, then the hint to --help; returns EXIT_USAGE.
int cli_usage(const CliCommand *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/// What came with the program under `name` (a file or folder of share/pavise), or `in_sources` in the sources: its path in buf, null when
/// it is nowhere.
const char *cli_shipped(const char *name, const char *in_sources, char *buf, size_t size);

// --- output.c ------------------------------------------------------------------------------------

/// "pavise: error: message" on standard error.
void cli_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/// Says what an error is and returns the exit status for it: `reading` when it came from input, so
/// that a file that cannot be opened is bad input and not a failure.
int cli_fail(const PvsError *err, bool reading);
/// From now on the first Ctrl-C (or SIGTERM) sets the flag that is returned; a second one ends the program at once.
const volatile int *cli_heed_signals(void);
/// All of a text to standard output; says so and returns EXIT_FAILED when that fails, else
/// `status`.
int cli_print(const PvsStr *text, int status);
/// Whether standard output is a terminal that takes colours (NO_COLOR and TERM=dumb are heeded).
bool cli_colour(void);
/// All of standard input; false after saying what is wrong. The caller frees out->text with
/// pvs_str_free.
bool cli_read_stdin(PvsStr *out, size_t limit);

// --- the commands --------------------------------------------------------------------------------

extern const CliCommand cli_check, cli_run, cli_explain, cli_convert, cli_diff, cli_catalog,
    cli_schema, cli_view, cli_study, cli_merge, cli_report, cli_track;

#endif
