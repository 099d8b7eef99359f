// SPDX-License-Identifier: Apache-2.0
// The report as Markdown.
#include "validate.h"
#include "words.h"

// Bars would end a cell.
static void cell(FILE *out, const char *text) {
    for (; *text; text++) {
        if (*text == '|') {
            fputc('\\', out);
        }
        fputc(*text, out);
    }
}

static void row_of(FILE *out, const char *const *cells, size_t n) {
    fputs("|", out);
    for (size_t i = 0; i < n; i++) {
        fputs(" ", out);
        cell(out, cells[i]);
        fputs(" |", out);
    }
    fputs("\n", out);
}

static void summary(const Results *r, FILE *out) {
    size_t count[4] = {0};
    for (size_t i = 0; i < r->n; i++) {
        count[r->tallies[i].state]++;
    }
    const Judgement *j = &r->judgement;
    fprintf(out, "| | |\n| --- | --- |\n");
    fprintf(out, "| version, date | %s, %s |\n", r->version, r->date);
    fprintf(out, "| run | %s, %llu battles a row |\n",
            r->suite->quick ? "quick: fewer rows, the same criteria" : "full",
            (unsigned long long)r->suite->battles);
    fprintf(out, "| sets | %zu held, %zu failed, %zu absent, %zu not tested |\n", count[SET_HELD],
            count[SET_FAILED], count[SET_ABSENT], count[SET_NOT_TESTED]);
    fprintf(out, "| rows judged by chance | %zu, of which %zu refused |\n", j->n_rows, j->n_refused);
    fprintf(out, "| sum of z squared | %.1f over %zu rows; expected %.1f to %.1f |\n\n", j->sum_z2,
            j->n_z, j->sum_z2_low, j->sum_z2_high);
}

static void pairs(FILE *out, const char *head, const Assumption *list) {
    fprintf(out, "%s\n", head);
    for (; list->what; list++) {
        const char *const cells[] = {list->what, list->note};
        row_of(out, cells, 2);
    }
    fputs("\n", out);
}

static void table(const Results *r, FILE *out) {
    fputs("| set | state | model element | equation or method | source of the numbers | tolerance | result |\n"
          "| --- | --- | --- | --- | --- | --- | --- |\n",
          out);
    for (size_t i = 0; i < r->n; i++) {
        const Set *set = r->tallies[i].set;
        char result[400];
        tally_result(&r->tallies[i], result, sizeof result);
        const char *const cells[] = {set->name,     state_name(r->tallies[i].state),
                                     set->element,  set->equation,
                                     set->source,   set->tolerance,
                                     result};
        row_of(out, cells, 7);
    }
    fputs("\n", out);
}

static void chance_rows(const Results *r, FILE *out) {
    fputs("| set | row | battles | wanted | got | z | p | judged by | bias found at 80 % |\n"
          "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- | ---: |\n",
          out);
    for (size_t i = 0; i < r->n; i++) {
        for (size_t k = 0; k < r->tallies[i].n_chance; k++) {
            const ChanceRow *row = &r->tallies[i].rows[k];
            fprintf(out, "| %s | %s%s | %llu | %.6g | %.6g | %.2f%s | %.3g | %s | %.2g |\n",
                    r->tallies[i].set->name, row->label, row->refused ? " **refused**" : "",
                    (unsigned long long)row->n, row->want, row->got, row->z,
                    row->rerun ? " (played again)" : "", row->p_value, row->how, row->bias_seen);
        }
    }
}

int report_markdown(const Results *r, FILE *out) {
    fputs("# Validation of Pavise\n\n<!-- Made by `make validate`. Do not edit. -->\n\n", out);
    summary(r, out);
    fprintf(out, "## Intended use\n%s\n\n## Limits\n", words_use);
    for (const char *const *limit = words_limits; *limit; limit++) {
        fprintf(out, "- %s\n", *limit);
    }
    pairs(out, "\n## Assumptions, and what they risk\n| assumption | risk |\n| --- | --- |",
          words_assumptions);
    fprintf(out, "## Criteria\n%s\n\n## Results\n", words_criteria);
    table(r, out);
    pairs(out, "## Credibility\n| factor | state |\n| --- | --- |", words_credibility);
    fputs("## Rows judged by chance\n", out);
    chance_rows(r, out);
    return ferror(out) ? -1 : 0;
}
