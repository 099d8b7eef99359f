// SPDX-License-Identifier: Apache-2.0
// validate [--reference DIR] [--quick] [--battles N] [--threads N] [--report DIR] [SET...]
//
// Runs the suite, prints a line for each set, writes the report, exits 0 only when all that was tested holds.
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "validate.h"

#define BATTLES 10000

typedef struct {
    Suite suite;
    const char *report; ///< folder; null: none
    char **names;       ///< null-terminated; the first null: all sets
} Options;

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static const char usage_text[] =
    "usage: validate [--reference DIR] [--quick] [--battles N] [--threads N] [--report DIR] [SET...]\n"
    "  --reference DIR  a folder laid out like tests/data/reference (the default)\n"
    "  --quick          fewer rows, the same criteria\n"
    "  --battles N      replications a row (10000)\n"
    "  --threads N      threads (all cores)\n"
    "  --report DIR     writes README.md and index.html there\n"
    "  SET              only sets whose names begin so, as defence/\n";

static bool wanted(const Options *options, const char *name) {
    for (char **n = options->names; *n; n++) {
        if (strncmp(name, *n, strlen(*n)) == 0) {
            return true;
        }
    }
    return !*options->names;
}

static void run_set(const Suite *suite, const Set *set, Tally *tally) {
    tally->set = set;
    if (set->not_tested) {
        tally->state = SET_NOT_TESTED;
        tally->why = set->not_tested;
        return;
    }
    Csv csv = {0};
    char full[1200] = "";
    if (set->file) {
        snprintf(full, sizeof full, "%s/%s", suite->folder, set->file);
        FILE *there = fopen(full, "rb");
        if (!there) {
            tally->state = SET_ABSENT;
            tally->why = "the folder has no such file";
            return;
        }
        fclose(there);
        if (!csv_load_file(&csv, full)) {
            tally_holds(tally, set->file, "has rows", false);
            return;
        }
        tally->n_rows = csv.n_rows;
    }
    double t0_s = now_s();
    set->run(suite, &csv, tally);
    tally->seconds = now_s() - t0_s;
    csv_free(&csv);
}

static void say(const Tally *tally) {
    char text[400];
    tally_result(tally, text, sizeof text);
    printf("%-30s %-10s %6.1f s  %s\n", tally->set->name, state_name(tally->state), tally->seconds,
           text);
    for (size_t k = 1; k < tally->n_failed && k < sizeof tally->failures / sizeof tally->failures[0]; k++) {
        printf("    %s\n", tally->failures[k]);
    }
    for (size_t i = 0; i < tally->n_chance; i++) {
        const ChanceRow *row = &tally->rows[i];
        if (fabs(row->z) > SHOWN_Z || row->rerun || row->refused) {
            printf("    %s: %.6g of %llu battles, wanted %.6g, z %.2f%s, p %.2g (%s)\n", row->label,
                   row->got, (unsigned long long)row->n, row->want, row->z,
                   row->rerun ? " when played again" : "", row->p_value, row->how);
        }
    }
    fflush(stdout);
}

static bool write_file(const char *folder, const char *name, const Results *results,
                       int (*write)(const Results *, FILE *)) {
    char path[1200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    bool ok = out && write(results, out) == 0;
    ok = out && fclose(out) == 0 && ok;
    if (!ok) {
        fprintf(stderr, "validate: %s: %s\n", path, strerror(errno));
    }
    return ok;
}

static int parse(int argc, char **argv, Options *options) {
    static const struct option long_options[] = {
        {"reference", required_argument, NULL, 'r'}, {"quick", no_argument, NULL, 'q'},
        {"battles", required_argument, NULL, 'b'},   {"threads", required_argument, NULL, 't'},
        {"report", required_argument, NULL, 'o'},    {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0}};
    int c;
    while ((c = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
        switch (c) {
        case 'r': options->suite.folder = optarg; break;
        case 'q': options->suite.quick = true; break;
        case 'b': options->suite.battles = strtoull(optarg, NULL, 10); break;
        case 't': options->suite.threads = atoi(optarg); break;
        case 'o': options->report = optarg; break;
        case 'h': fputs(usage_text, stdout); return 0;
        default: fputs(usage_text, stderr); return 2;
        }
    }
    options->names = argv + optind;
    if (options->suite.battles < 100 || options->suite.threads < 1) {
        fputs("validate: at least 100 battles and one thread\n", stderr);
        return 2;
    }
    return -1;
}

static void summary(const Results *results) {
    size_t count[4] = {0};
    for (size_t i = 0; i < results->n; i++) {
        count[results->tallies[i].state]++;
    }
    const Judgement *j = &results->judgement;
    if (j->n_rows > 0) {
        printf("\n%zu rows by chance, %zu refused at %.0f %% family-wise (Holm)", j->n_rows,
               j->n_refused, 100 * FAMILY_ALPHA);
        printf("; sum of z squared %.1f over %zu rows, expected %.1f to %.1f\n", j->sum_z2, j->n_z,
               j->sum_z2_low, j->sum_z2_high);
    }
    printf("\n%zu held, %zu failed, %zu absent, %zu not tested; %.0f s\n", count[SET_HELD],
           count[SET_FAILED], count[SET_ABSENT], count[SET_NOT_TESTED], results->seconds);
}

int main(int argc, char **argv) {
    Options options = {.suite = {.folder = VALIDATE_SOURCE "/tests/data/reference",
                                 .fallback = VALIDATE_SOURCE "/tests/data/reference",
                                 .unpublished = VALIDATE_SOURCE "/../shared/reference",
                                 .scenarios = VALIDATE_SOURCE "/validate/scenarios",
                                 .catalog = VALIDATE_SOURCE "/catalog",
                                 .threads = (int)sysconf(_SC_NPROCESSORS_ONLN),
                                 .battles = BATTLES}};
    int stop = parse(argc, argv, &options);
    if (stop >= 0) {
        return stop;
    }
    size_t n_sets = 0;
    while (validate_sets[n_sets]) {
        n_sets++;
    }
    Tally *tallies = calloc(n_sets, sizeof *tallies);
    if (!tallies) {
        fputs("validate: out of memory\n", stderr);
        return 1;
    }
    double t0_s = now_s();
    size_t n = 0;
    for (size_t i = 0; i < n_sets; i++) {
        if (wanted(&options, validate_sets[i]->name)) {
            run_set(&options.suite, validate_sets[i], &tallies[n]);
            say(&tallies[n++]);
        }
    }
    char date[16] = "";
    time_t now = time(NULL);
    struct tm day;
    strftime(date, sizeof date, "%Y-%m-%d", gmtime_r(&now, &day));
    Results results = {.suite = &options.suite,
                       .tallies = tallies,
                       .n = n,
                       .judgement = judge(tallies, n),
                       .version = pvs_version(),
                       .date = date,
                       .seconds = now_s() - t0_s};
    for (size_t i = 0; i < n; i++) {
        if (tallies[i].state == SET_FAILED) {
            say(&tallies[i]);
        }
    }
    summary(&results);
    bool ok = results.judgement.held && n > 0;
    if (options.report) {
        ok &= write_file(options.report, "README.md", &results, report_markdown);
        ok &= write_file(options.report, "index.html", &results, report_html);
    }
    for (size_t i = 0; i < n; i++) {
        free(tallies[i].rows);
    }
    free(tallies);
    return ok ? 0 : 1;
}
