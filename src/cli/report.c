// SPDX-License-Identifier: Apache-2.0
// pavise report: a study's results as one page that opens from disk. The page is built once, from report/ (make); here the results
// take their place in it.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "record/io.h"

#define MARK       "/*RESULTS*/" ///< where the results go
#define SIZE_MAX_B (512L << 20)  ///< no results are that large

// All of a file, zero-terminated; null after saying what is wrong. The caller frees it.
static char *read_all(const char *path, size_t *n) {
    struct stat st;
    FILE *f = fopen(path, "rb");
    char buf[128];
    if (!f || fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > SIZE_MAX_B) {
        cli_error("%s: %s", path,
                  f ? "no file of a reasonable size" : pvs_errno_text(errno, buf, sizeof buf));
        if (f) {
            fclose(f);
        }
        return NULL;
    }
    char *text = malloc((size_t)st.st_size + 1);
    *n = text ? fread(text, 1, (size_t)st.st_size, f) : 0;
    if (text) {
        text[*n] = '\0';
    } else {
        cli_error("out of memory for %s", path);
    }
    fclose(f);
    return text;
}

// JSON inside a script element: "</" would end the element, and is written with an escaped solidus, which is the same string.
static void write_results(PvsOut *out, const char *json, size_t n) {
    const char *end = json + n;
    for (const char *at = json; at < end;) {
        const char *next = memchr(at, '<', (size_t)(end - at));
        if (!next) {
            next = end;
        }
        pvs_out_write(out, at, (size_t)(next - at));
        if (next < end) {
            pvs_out_text(out, next + 1 < end && next[1] == '/' ? "<\\" : "\\u003c");
            next++;
        }
        at = next;
    }
}

static int write_page(const char *path, const char *page, const char *json, size_t n_json) {
    const char *mark = strstr(page, MARK);
    PvsOut *out;
    PvsError err = {0};
    if (!mark) {
        cli_error("the report's page has no place for results; build it anew (make)");
        return EXIT_FAILED;
    }
    PvsStatus status = pvs_out_create(path, NULL, &out, &err);
    if (status == PVS_OK) {
        pvs_out_write(out, page, (size_t)(mark - page));
        write_results(out, json, n_json);
        pvs_out_text(out, mark + strlen(MARK));
        status = pvs_out_commit(out, &err);
    }
    return status == PVS_OK ? EXIT_DONE : cli_fail(&err, false);
}

static int run(const CliArgs *args) {
    const char *folder = args->args[0], *wanted = cli_value(args, "output");
    char results[4096], page_path[4096], output[4096];
    pvs_text_printf(results, sizeof results, "%s/results.json", folder);
    pvs_text_printf(output, sizeof output, "%s/report.html", folder);
    const char *page_file =
        cli_shipped("report.html", "report/dist/report.html", page_path, sizeof page_path);
    struct stat st;
    if (stat(results, &st) != 0) {
        cli_error("%s is no folder of a finished study: it has no results.json", folder);
        return EXIT_INPUT;
    }
    if (!page_file) {
        cli_error("the report's page is not built: run make where npm is (apt-get install nodejs "
                  "npm)");
        return EXIT_FAILED;
    }
    size_t n_json, n_page;
    char *json = read_all(results, &n_json), *page = json ? read_all(page_file, &n_page) : NULL;
    int status = EXIT_INPUT;
    if (json && page && !(strstr(json, "\"points\"") && strstr(json, "\"format\""))) {
        cli_error("%s: these are no results of a study", results);
    } else if (json && page) {
        status = write_page(wanted ? wanted : output, page, json, n_json);
    }
    if (status == EXIT_DONE && !cli_value(args, "quiet")) {
        printf("%s\n", wanted ? wanted : output);
    }
    free(json);
    free(page);
    return status;
}

static const CliOption options[] = {
    {"output", 'o', "FILE", "where the page goes, instead of DIR/report.html"},
    {"quiet", 'q', NULL, "say only what is wrong"},
    {0},
};

const CliCommand cli_report = {
    .name = "report",
    .args = "DIR",
    .summary = "Writes a study's results as one page, with plots, that opens from disk",
    .details =
        "DIR is the folder of a study that has been played (pavise study FILE --out DIR). The "
        "page needs no network and\n"
        "no other file; it prints, and each figure has its data as CSV. Prints the page's name.",
    .options = options,
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
