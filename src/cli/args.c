// SPDX-License-Identifier: Apache-2.0
// Options of a command by getopt_long, from the command's own table; its help from the same table.
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

#define CODE_FIRST 1000 // getopt codes of the table's rows; --help comes after them

int cli_usage(const CliCommand *command, const char *format, ...) {
    va_list args;
    char text[600];
    va_start(args, format);
    pvs_text_format(text, sizeof text, format, args);
    va_end(args);
    pvs_text_clean(text);
    fprintf(stderr, "pavise %s: %s\n", command->name, text);
    fprintf(stderr, "(pavise %s --help says what it takes)\n", command->name);
    return EXIT_USAGE;
}

static int n_options(const CliCommand *command) {
    int n = 0;
    while (command->options && command->options[n].name) {
        n++;
    }
    return n;
}

static void help_row(FILE *out, const CliOption *o) {
    char left[64], letter[8] = "    ";
    if (o->letter) {
        pvs_text_printf(letter, sizeof letter, "-%c, ", o->letter);
    }
    pvs_text_printf(left, sizeof left, "%s--%s%s%s", letter, o->name, o->arg ? " " : "",
                    o->arg ? o->arg : "");
    fprintf(out, "  %-26s %s\n", left, o->help);
}

void cli_help(const CliCommand *command, FILE *out) {
    bool has_options = n_options(command) > 0;
    fprintf(out, "usage: pavise %s%s%s%s\n\n", command->name, has_options ? " [options]" : "",
            *command->args ? " " : "", command->args);
    fprintf(out, "%s.\n", command->summary);
    if (command->details) {
        fprintf(out, "\n%s\n", command->details);
    }
    fprintf(out, "\noptions:\n");
    for (int i = 0; i < n_options(command); i++) {
        help_row(out, &command->options[i]);
    }
    help_row(out, &(CliOption){"help", 'h', NULL, "this text"});
    fprintf(out, "\nexit status: 0 done, 1 failed, 2 wrong usage, 3 invalid input\n");
}

// What getopt did not understand, with the nearest name.
static int unknown_option(const CliCommand *command, const char *given) {
    const char *names[CLI_OPTIONS_MAX + 1];
    int n = n_options(command);
    for (int i = 0; i < n; i++) {
        names[i] = command->options[i].name;
    }
    names[n] = "help";
    size_t length = strcspn(given, "=");
    if (strncmp(given, "--", 2) != 0) {
        return cli_usage(command, "unknown option \"%s\"", given);
    }
    char name[64];
    pvs_text_printf(name, sizeof name, "%.*s", (int)(length - 2), given + 2);
    int nearest = pvs_name_nearest(name, names, (size_t)n + 1);
    if (nearest >= 0) {
        return cli_usage(command, "unknown option \"--%s\"; did you mean \"--%s\"?", name,
                         names[nearest]);
    }
    return cli_usage(command, "unknown option \"--%s\"", name);
}

static int wrong_option(const CliCommand *command, int code, const char *given) {
    for (int i = 0; i < n_options(command); i++) {
        const CliOption *o = &command->options[i];
        bool named = optopt == CODE_FIRST + i || (o->letter && optopt == o->letter);
        if (named && code == ':') {
            return cli_usage(command, "--%s needs a value: %s", o->name, o->arg);
        }
        if (named && !o->arg) {
            return cli_usage(command, "--%s takes no value", o->name);
        }
    }
    return unknown_option(command, given);
}

bool cli_parse(const CliCommand *command, int argc, char **argv, CliArgs *out, int *status) {
    struct option longs[CLI_OPTIONS_MAX + 2] = {{0}};
    char shorts[3 * CLI_OPTIONS_MAX + 4] = ":h";
    int n = n_options(command);
    size_t n_shorts = 2;
    for (int i = 0; i < n; i++) {
        const CliOption *o = &command->options[i];
        longs[i] = (struct option){o->name, o->arg ? required_argument : no_argument, NULL,
                                   CODE_FIRST + i};
        if (o->letter) {
            shorts[n_shorts++] = o->letter;
            if (o->arg) {
                shorts[n_shorts++] = ':';
            }
        }
    }
    shorts[n_shorts] = '\0';
    longs[n] = (struct option){"help", no_argument, NULL, 'h'};
    *out = (CliArgs){.command = command};
    opterr = 0;
    optind = 1;
    int code;
    while ((code = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        if (code == 'h') {
            cli_help(command, stdout);
            *status = EXIT_DONE;
            return false;
        }
        if (code == '?' || code == ':') {
            *status = wrong_option(command, code, argv[optind - 1]);
            return false;
        }
        for (int i = 0; i < n; i++) {
            const CliOption *o = &command->options[i];
            if (code == CODE_FIRST + i || (o->letter && code == o->letter)) {
                out->value[i] = o->arg ? optarg : "";
                if (strcmp(o->name, "set") == 0) {
                    if (out->n_many == CLI_MANY_MAX) {
                        *status =
                            cli_usage(command, "--set is given more than %d times", CLI_MANY_MAX);
                        return false;
                    }
                    out->many[out->n_many++] = optarg;
                }
            }
        }
    }
    out->args = argv + optind;
    out->n_args = argc - optind;
    if (out->n_args < command->min_args ||
        (command->max_args >= 0 && out->n_args > command->max_args)) {
        *status = out->n_args < command->min_args
                      ? cli_usage(command, "what is missing: %s", command->args)
                      : cli_usage(command, "one too many: \"%s\"", out->args[command->max_args]);
        return false;
    }
    return true;
}

const char *cli_value(const CliArgs *args, const char *option) {
    for (int i = 0; i < n_options(args->command); i++) {
        if (strcmp(args->command->options[i].name, option) == 0) {
            return args->value[i];
        }
    }
    return NULL;
}

bool cli_count(const CliArgs *args, const char *option, unsigned long long standard,
               unsigned long long *out) {
    const char *text = cli_value(args, option);
    unsigned long long n = 0;
    *out = standard;
    if (!text) {
        return true;
    }
    bool valid = *text != '\0';
    for (const char *p = text; *p && valid; p++) {
        unsigned digit = (unsigned)(*p - '0');
        valid = digit <= 9 && n <= (~0ull - digit) / 10;
        n = n * 10 + digit;
    }
    if (!valid) {
        cli_usage(args->command,
                  "--%s takes a whole number from 0 to 18446744073709551615, not \"%s\"", option,
                  text);
        return false;
    }
    *out = n;
    return true;
}
