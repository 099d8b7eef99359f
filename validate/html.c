// SPDX-License-Identifier: Apache-2.0
// The report as one page that opens from disk: a summary first, the traceability table, plots as SVG.
#include <stdlib.h>

#include "validate.h"
#include "words.h"

static void text(FILE *out, const char *s) {
    for (; *s; s++) {
        if (*s == '<') {
            fputs("&lt;", out);
        } else if (*s == '>') {
            fputs("&gt;", out);
        } else if (*s == '&') {
            fputs("&amp;", out);
        } else {
            fputc(*s, out);
        }
    }
}

static const char style[] =
    ":root{color-scheme:light dark;--ink:#1c2430;--dim:#5c6675;--line:#d7dce3;--paper:#fff;--good:#1f6f8b;--bad:#b2440f;"
    "--wash:#f4f6f8}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e4e8ee;--dim:#9aa5b4;--line:#39424f;--paper:#14181e;--good:#6bb7d1;"
    "--bad:#f0935a;--wash:#1c222a}}"
    "body{font:13px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1080px;margin:32px auto;"
    "padding:0 20px}"
    "h1{font-size:26px;margin:0 0 4px}h2{font-size:17px;margin:36px 0 8px;border-bottom:1px solid var(--line);"
    "padding-bottom:4px}"
    "p,li{max-width:76ch}.dim{color:var(--dim)}"
    ".cards{display:flex;flex-wrap:wrap;gap:12px;margin:20px 0}.card{border:1px solid var(--line);padding:10px 16px;"
    "min-width:120px}.card b{display:block;font-size:24px;font-variant-numeric:tabular-nums}"
    "table{border-collapse:collapse;width:100%;margin:8px 0}th,td{text-align:left;vertical-align:top;padding:5px 8px;"
    "border-bottom:1px solid var(--line)}th{font-weight:600;color:var(--dim)}td.n{text-align:right;"
    "font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".state{white-space:nowrap;font-weight:600}.held{color:var(--good)}.failed{color:var(--bad)}"
    "svg text{font:11px system-ui,sans-serif;fill:var(--dim)}figure{margin:12px 0}figcaption{color:var(--dim);"
    "max-width:70ch}.wide{overflow-x:auto}@media print{body{margin:0}details{display:block}}";

static void card(FILE *out, size_t n, const char *what) {
    fprintf(out, "<div class=card><b>%zu</b>%s</div>", n, what);
}

static void cards(const Results *r, FILE *out) {
    size_t count[4] = {0};
    for (size_t i = 0; i < r->n; i++) {
        count[r->tallies[i].state]++;
    }
    fputs("<div class=cards>", out);
    card(out, count[SET_HELD], "sets held");
    card(out, count[SET_FAILED], "failed");
    card(out, count[SET_ABSENT], "absent");
    card(out, count[SET_NOT_TESTED], "not tested");
    card(out, r->judgement.n_rows, "rows by chance");
    card(out, r->judgement.n_refused, "of them refused");
    fputs("</div>\n", out);
}

// --- the z of all rows against the normal law ----------------------------------------------------------------------------

#define PLOT_W 420.0
#define PLOT_H 300.0
#define PLOT_Z 4.0

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double plot_x(double z) {
    return 40 + (PLOT_W - 60) * (z + PLOT_Z) / (2 * PLOT_Z);
}

static double plot_y(double z) {
    z = z > PLOT_Z ? PLOT_Z : z < -PLOT_Z ? -PLOT_Z : z;
    return PLOT_H - 36 - (PLOT_H - 56) * (z + PLOT_Z) / (2 * PLOT_Z);
}

static void normal_plot(const Results *r, FILE *out) {
    double *z = calloc(r->judgement.n_rows ? r->judgement.n_rows : 1, sizeof *z);
    size_t n = 0;
    for (size_t i = 0; z && i < r->n; i++) {
        for (size_t k = 0; k < r->tallies[i].n_chance; k++) {
            if (r->tallies[i].rows[k].how[0] == 'z') {
                z[n++] = r->tallies[i].rows[k].z;
            }
        }
    }
    if (n < 3) {
        free(z);
        return;
    }
    qsort(z, n, sizeof *z, compare);
    fprintf(out, "<figure><svg viewBox='0 0 %.0f %.0f' width='%.0f' role=img aria-label='z of all rows'>", PLOT_W,
            PLOT_H, PLOT_W);
    fprintf(out, "<line x1=%.1f y1=%.1f x2=%.1f y2=%.1f stroke='var(--line)'/>", plot_x(-PLOT_Z),
            plot_y(-PLOT_Z), plot_x(PLOT_Z), plot_y(PLOT_Z));
    for (int tick = -3; tick <= 3; tick++) {
        fprintf(out, "<text x=%.1f y=%.1f text-anchor=middle>%d</text>", plot_x(tick), PLOT_H - 18, tick);
        fprintf(out, "<text x=30 y=%.1f text-anchor=end>%d</text>", plot_y(tick) + 4, tick);
    }
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "<circle cx=%.1f cy=%.1f r=2.5 fill='none' stroke='var(--good)'/>",
                plot_x(pvs_normal_quantile(((double)i + 0.5) / (double)n)), plot_y(z[i]));
    }
    fprintf(out,
            "<text x=%.0f y=%.0f text-anchor=middle>expected of chance</text></svg><figcaption>z of the %zu rows, in "
            "order, against the normal law. Points on the line: the battles deviate from theory as chance says, no more "
            "and no less.</figcaption></figure>\n",
            PLOT_W / 2, PLOT_H - 4, n);
    free(z);
}

// --- tables ----------------------------------------------------------------------------------------------------------------

static void td(FILE *out, const char *s) {
    fputs("<td>", out);
    text(out, s);
}

static void table(const Results *r, FILE *out) {
    fputs("<div class=wide><table><tr><th>set<th>state<th>model element<th>equation or method<th>source<th>tolerance"
          "<th>result</tr>\n",
          out);
    for (size_t i = 0; i < r->n; i++) {
        const Tally *t = &r->tallies[i];
        char result[400];
        tally_result(t, result, sizeof result);
        fputs("<tr>", out);
        td(out, t->set->name);
        fprintf(out, "<td class='state %s'>%s",
                t->state == SET_HELD ? "held" : t->state == SET_FAILED ? "failed" : "dim",
                state_name(t->state));
        td(out, t->set->element);
        td(out, t->set->equation);
        td(out, t->set->source);
        td(out, t->set->tolerance);
        td(out, result);
        fputs("</tr>\n", out);
    }
    fputs("</table></div>\n", out);
}

static void chance_rows(const Results *r, FILE *out) {
    fputs("<details><summary>every row</summary><div class=wide><table><tr><th>set<th>row<th>battles<th>wanted<th>got"
          "<th>z<th>p<th>judged by<th>bias found at 80 %</tr>\n",
          out);
    for (size_t i = 0; i < r->n; i++) {
        for (size_t k = 0; k < r->tallies[i].n_chance; k++) {
            const ChanceRow *row = &r->tallies[i].rows[k];
            fputs("<tr>", out);
            td(out, r->tallies[i].set->name);
            td(out, row->label);
            fprintf(out,
                    "%s<td class=n>%llu<td class=n>%.6g<td class=n>%.6g<td class=n>%.2f%s<td class=n>%.3g<td>%s<td "
                    "class=n>%.2g</tr>\n",
                    row->refused ? " <b class=failed>refused</b>" : "", (unsigned long long)row->n,
                    row->want, row->got, row->z, row->rerun ? " again" : "", row->p_value, row->how,
                    row->bias_seen);
        }
    }
    fputs("</table></div></details>\n", out);
}

static void pairs(FILE *out, const char *title, const Assumption *list) {
    fprintf(out, "<h2>%s</h2><table>\n", title);
    for (; list->what; list++) {
        fputs("<tr>", out);
        td(out, list->what);
        td(out, list->note);
        fputs("</tr>\n", out);
    }
    fputs("</table>\n", out);
}

int report_html(const Results *r, FILE *out) {
    fprintf(out,
            "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
            "<title>Validation of Pavise</title><style>%s</style>\n<h1>Validation of Pavise</h1>"
            "<p class=dim>version %s, %s; %s run, %llu battles a row; made by <code>make validate</code></p>\n",
            style, r->version, r->date, r->suite->quick ? "quick" : "full",
            (unsigned long long)r->suite->battles);
    cards(r, out);
    const Judgement *j = &r->judgement;
    if (j->n_z > 0) {
        fprintf(out, "<p>Sum of z squared %.1f over %zu rows; chance gives %.1f to %.1f.</p>", j->sum_z2,
                j->n_z, j->sum_z2_low, j->sum_z2_high);
    }
    normal_plot(r, out);
    fprintf(out, "<h2>Intended use</h2><p>%s</p><h2>Limits</h2><ul>", words_use);
    for (const char *const *limit = words_limits; *limit; limit++) {
        fprintf(out, "<li>%s", *limit);
    }
    fputs("</ul>", out);
    pairs(out, "Assumptions, and what they risk", words_assumptions);
    fprintf(out, "<h2>Criteria</h2><p>%s</p><h2>Results</h2>", words_criteria);
    table(r, out);
    pairs(out, "Credibility", words_credibility);
    fputs("<h2>Rows judged by chance</h2>", out);
    chance_rows(r, out);
    fputs("</html>\n", out);
    return ferror(out) ? -1 : 0;
}
