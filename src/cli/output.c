// SPDX-License-Identifier: Apache-2.0
// What the program says, and where: results on standard output, everything else on standard error.
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

void cli_error(const char *format, ...) {
    va_list args;
    char text[1000];
    va_start(args, format);
    pvs_text_format(text, sizeof text, format, args);
    va_end(args);
    pvs_text_clean(text);
    fprintf(stderr, "pavise: error: %s\n", text);
}

int cli_fail(const PvsError *err, bool reading) {
    cli_error("%s", *err->message ? err->message : pvs_status_text(err->status));
    switch (err->status) {
    case PVS_BAD_USAGE:
        return EXIT_USAGE;
    case PVS_BAD_INPUT:
        return EXIT_INPUT;
    case PVS_LIMIT:
        return EXIT_INPUT;
    case PVS_IO:
        return reading ? EXIT_INPUT : EXIT_FAILED;
    default:
        return EXIT_FAILED;
    }
}

int cli_print(const PvsStr *text, int status) {
    if (text->failed) {
        cli_error("out of memory");
        return EXIT_FAILED;
    }
    if ((text->n > 0 && fwrite(text->text, 1, text->n, stdout) != text->n) || fflush(stdout) != 0) {
        cli_error("standard output cannot be written: %s", strerror(errno));
        return EXIT_FAILED;
    }
    return status;
}

bool cli_colour(void) {
    const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0 && !(no_color && *no_color);
}

bool cli_read_stdin(PvsStr *out, size_t limit) {
    char buf[65536];
    size_t n;
    while ((n = fread(buf, 1, sizeof buf, stdin)) > 0) {
        if (n > limit - out->n) {
            cli_error("standard input is longer than %zu bytes", limit);
            return false;
        }
        pvs_str_add(out, buf, n);
    }
    if (ferror(stdin) || out->failed) {
        cli_error(out->failed ? "out of memory" : "standard input cannot be read");
        return false;
    }
    return true;
}
