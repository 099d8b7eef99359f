// SPDX-License-Identifier: Apache-2.0
// pavise convert: a record in another format, by the ending of the output's name.
#include <string.h>

#include "cli/cli.h"
#include "cli/records.h"
#include "export/export.h"

static void list_endings(char *buf, size_t size) {
    size_t n = 0;
    buf[0] = '\0';
    for (const PvsFormat *const *f = pvs_formats; *f && n < size; f++) {
        n += pvs_text_printf(buf + n, size - n, "%s%s", n ? ", " : "", (*f)->ending);
    }
}

static int convert(PvsRecord *record, const PvsFormat *format, const char *path) {
    PvsError err = {0};
    PvsExport *file;
    if (pvs_export_create(format, path, pvs_record_meta(record), NULL, &file, &err) != PVS_OK) {
        return cli_fail(&err, false);
    }
    PvsSink sink = pvs_export_sink(file);
    PvsStatus status = pvs_record_replay(record, &sink, 1, &err);
    if (status != PVS_OK) {
        bool writing = pvs_export_error(file)->status != PVS_OK;
        int exit_status = cli_fail(writing ? pvs_export_error(file) : &err, !writing);
        pvs_export_discard(file);
        return exit_status;
    }
    return pvs_export_finish(file, &err) == PVS_OK ? EXIT_DONE : cli_fail(&err, false);
}

static int run(const CliArgs *args) {
    const char *path = cli_value(args, "output"), *ending = cli_value(args, "format");
    char endings[200];
    list_endings(endings, sizeof endings);
    if (!path) {
        return cli_usage(args->command,
                         "where to? -o FILE names the output; its ending says the format: %s",
                         endings);
    }
    char by_format[64];
    pvs_text_printf(by_format, sizeof by_format, "x.%s", ending ? ending : "");
    const PvsFormat *format = pvs_format_for(ending ? by_format : path);
    if (!format) {
        return cli_usage(args->command, "no format ends in \"%s\"; there are: %s",
                         ending ? ending : path, endings);
    }
    CliRecord record;
    int status = cli_record_open(args->args[0], &record);
    if (status == EXIT_DONE) {
        status = convert(record.record, format, path);
        cli_record_close(&record);
    }
    return status;
}

static const CliOption options[] = {
    {"output", 'o', "FILE", "where to write; - is standard output (then --format is needed)"},
    {"format", 'f', "NAME",
     "the format, where the file's ending does not say it: csv, threats.csv, shots.csv, jsonl"},
    {0},
};

const CliCommand cli_convert = {
    .name = "convert",
    .args = "RECORD -o FILE",
    .summary = "Writes a record as tables or JSON lines, by the ending of the file's name",
    .details = "  .csv          all events but path segments, one row an event\n"
               "  .threats.csv  one row a threat: when it was seen, tracked, assigned, shot at; "
               "its end; why it leaked\n"
               "  .shots.csv    one row a shot: who fired what at which threat, when, at what "
               "geometry, with what result\n"
               "  .jsonl        all events as JSON lines, after a line of metadata\n\n"
               "RECORD - reads standard input. On failure nothing new stands at FILE.",
    .options = options,
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
