// SPDX-License-Identifier: Apache-2.0
// The door of the program: finds the command and hands over. A command is listed here once it is
// built, and not before.
#include <string.h>

#include "cli/cli.h"

static const CliCommand *const commands[] = {
    &cli_check,   &cli_run,  &cli_study,   &cli_merge,  &cli_report, &cli_explain,
    &cli_convert, &cli_diff, &cli_catalog, &cli_schema, &cli_view,   &cli_track,
};
#define N_COMMANDS (sizeof commands / sizeof *commands)

static void help(FILE *out) {
    fprintf(out,
            "usage: pavise COMMAND [options] ...\n\n"
            "A mission-level simulator of air and missile defence, for analysis and teaching.\n"
            "Figures are public, coarse and cited; results are notional, not a prediction.\n\n");
    for (size_t i = 0; i < N_COMMANDS; i++) {
        fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    }
    fprintf(out, "\npavise COMMAND --help says more; pavise --version names the version.\n");
}

static int unknown(const char *name) {
    const char *names[N_COMMANDS];
    for (size_t i = 0; i < N_COMMANDS; i++) {
        names[i] = commands[i]->name;
    }
    int nearest = pvs_name_nearest(name, names, N_COMMANDS);
    char clean[64];
    pvs_text_printf(clean, sizeof clean, "%s", name);
    pvs_text_clean(clean);
    fprintf(stderr, "pavise: unknown command \"%s\"", clean);
    if (nearest >= 0) {
        fprintf(stderr, "; did you mean \"%s\"?", names[nearest]);
    }
    fprintf(stderr, " (pavise --help lists them)\n");
    return EXIT_USAGE;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("pavise %s\n", PAVISE_VERSION);
        return EXIT_DONE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        help(stdout);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(argv[1], commands[i]->name) == 0) {
            CliArgs args;
            int status;
            return cli_parse(commands[i], argc - 1, argv + 1, &args, &status)
                       ? commands[i]->run(&args)
                       : status;
        }
    }
    return unknown(argv[1]);
}
