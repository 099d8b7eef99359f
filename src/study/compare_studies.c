// SPDX-License-Identifier: Apache-2.0
// What differs between the answers of two studies: settings of their points, and measures whose intervals exclude each other.
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pavise/study.h>

#include "base/text.h"
#include "record/json.h"
#include "study/results.h"

#define RESULTS_MAX ((size_t)1 << 30)

typedef struct {
    PvsArena arena;
    const PvsJson *doc;
} Document;

static PvsStatus read_document(const char *path, Document *out, PvsError *err) {
    char file[4600];
    struct stat info;
    bool folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    pvs_text_printf(file, sizeof file, "%s%s", path, folder ? "/results.json" : "");
    pvs_arena_init(&out->arena);
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return pvs_error_set(err, PVS_IO, "%s: %s", file,
                             folder ? "there are no results in this folder: pavise merge makes them"
                                    : "cannot be read");
    }
    PvsStr text = {0};
    char buffer[65536];
    ssize_t n;
    while ((n = read(fd, buffer, sizeof buffer)) > 0 && text.n < RESULTS_MAX) {
        pvs_str_add(&text, buffer, (size_t)n);
    }
    close(fd);
    PvsError inner = {0};
    PvsStatus status = text.failed ? PVS_NO_MEMORY
                                   : pvs_json_parse(text.text ? text.text : "", text.n, &out->arena,
                                                    &out->doc, &inner);
    if (status == PVS_OK && !pvs_json_get(out->doc, "points")) {
        status = PVS_BAD_INPUT;
        pvs_text_printf(inner.message, sizeof inner.message, "these are no results of a study");
    }
    pvs_str_free(&text);
    return status == PVS_OK ? PVS_OK : pvs_error_set(err, status, "%s: %s", file, inner.message);
}

static const char *text_of(const PvsJson *object, const char *key) {
    const char *text = pvs_json_string(pvs_json_get(object, key));
    return text ? text : "";
}

static double number_of(const PvsJson *object, const char *key) {
    double x = (double)NAN;
    pvs_json_number(pvs_json_get(object, key), &x);
    return x;
}

static double end_of(const PvsJson *measure, int which) {
    const PvsJson *ci = pvs_json_get(measure, "ci95");
    const PvsJson *end = ci ? ci->first : NULL;
    double x = (double)NAN;
    pvs_json_number(which && end ? end->next : end, &x);
    return x;
}

static const PvsJson *point_of(const PvsJson *doc, const char *label) {
    const PvsJson *points = pvs_json_get(doc, "points");
    for (const PvsJson *p = points->first; p; p = p->next) {
        if (strcmp(text_of(p, "label"), label) == 0) {
            return p;
        }
    }
    return NULL;
}

typedef struct {
    PvsStr *out;
    bool json, first;
    size_t n;
} Writer;

static void write_fact(Writer *w, const char *what, const char *a, const char *b) {
    w->n++;
    if (w->json) {
        pvs_str_printf(w->out, w->first ? "\n  {" : ",\n  {");
        pvs_report_text(w->out, "what", what);
        pvs_str_printf(w->out, ", ");
        pvs_report_text(w->out, "a", a);
        pvs_str_printf(w->out, ", ");
        pvs_report_text(w->out, "b", b);
        pvs_str_printf(w->out, "}");
    } else {
        pvs_str_printf(w->out, "%s: %s | %s\n", what, a, b);
    }
    w->first = false;
}

static void write_measure(Writer *w, const char *label, const char *name, const PvsJson *a,
                          const PvsJson *b, bool apart) {
    double ma = number_of(a, "mean"), mb = number_of(b, "mean");
    char x[6][32];
    w->n++;
    if (w->json) {
        pvs_str_printf(w->out, w->first ? "\n  {" : ",\n  {");
        pvs_report_text(w->out, "point", label);
        pvs_str_printf(w->out, ", ");
        pvs_report_text(w->out, "measure", name);
        pvs_str_printf(w->out, ", \"a\": ");
        pvs_str_json_number(w->out, ma);
        pvs_str_printf(w->out, ", \"b\": ");
        pvs_str_json_number(w->out, mb);
        pvs_str_printf(w->out, ", \"a_ci95\": ");
        pvs_report_pair(w->out, end_of(a, 0), end_of(a, 1));
        pvs_str_printf(w->out, ", \"b_ci95\": ");
        pvs_report_pair(w->out, end_of(b, 0), end_of(b, 1));
        pvs_str_printf(w->out, ", \"apart\": %s}", apart ? "true" : "false");
    } else {
        pvs_str_printf(w->out, "%s: %s %s (%s to %s) | %s (%s to %s)%s\n", label, name,
                       pvs_report_number(ma, x[0]), pvs_report_number(end_of(a, 0), x[1]),
                       pvs_report_number(end_of(a, 1), x[2]), pvs_report_number(mb, x[3]),
                       pvs_report_number(end_of(b, 0), x[4]), pvs_report_number(end_of(b, 1), x[5]),
                       apart ? "" : "; the intervals overlap");
    }
    w->first = false;
}

static void compare_points(Writer *w, const PvsJson *a, const PvsJson *b) {
    static const char *const shown[] = {
        "leakers",          "leak_fraction",    "no_leak",
        "worst5_leakers",   "killed",           "interceptors_fired",
        "defence_cost_usd", "assets_destroyed", "value_lost"};
    const char *label = text_of(a, "label");
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        const PvsJson *x = pvs_json_get(pvs_json_get(a, "measures"), shown[i]);
        const PvsJson *y = pvs_json_get(pvs_json_get(b, "measures"), shown[i]);
        if (x && y && number_of(x, "mean") != number_of(y, "mean")) {
            bool apart = end_of(x, 0) > end_of(y, 1) || end_of(y, 0) > end_of(x, 1);
            write_measure(w, label, shown[i], x, y, apart);
        }
    }
}

static void compare(Writer *w, const PvsJson *a, const PvsJson *b) {
    static const char *const facts[] = {"pavise", "study", "scenario", "inputs_sha256",
                                        "results_sha256"};
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        if (strcmp(text_of(a, facts[i]), text_of(b, facts[i])) != 0) {
            write_fact(w, facts[i], text_of(a, facts[i]), text_of(b, facts[i]));
        }
    }
    for (const PvsJson *p = pvs_json_get(a, "points")->first; p; p = p->next) {
        const PvsJson *q = point_of(b, text_of(p, "label"));
        if (q) {
            compare_points(w, p, q);
        } else {
            write_fact(w, "point", text_of(p, "label"), "-");
        }
    }
    for (const PvsJson *q = pvs_json_get(b, "points")->first; q; q = q->next) {
        if (!point_of(a, text_of(q, "label"))) {
            write_fact(w, "point", "-", text_of(q, "label"));
        }
    }
}

PvsStatus pvs_study_diff(const char *path_a, const char *path_b, bool json, char **text,
                         size_t *n_differences, PvsError *err) {
    Document a = {0}, b = {0};
    PvsStr out = {0};
    Writer w = {.out = &out, .json = json, .first = true};
    *text = NULL;
    PvsStatus status = read_document(path_a, &a, err);
    if (status == PVS_OK) {
        status = read_document(path_b, &b, err);
    }
    if (status == PVS_OK) {
        pvs_str_printf(&out, json ? "{\"differences\": [" : "");
        compare(&w, a.doc, b.doc);
        pvs_str_printf(&out, json ? "]}\n" : "");
        status = out.failed ? pvs_error_set(err, PVS_NO_MEMORY, "out of memory") : PVS_OK;
    }
    pvs_arena_free(&a.arena);
    pvs_arena_free(&b.arena);
    if (status != PVS_OK) {
        pvs_str_free(&out);
        return status;
    }
    if (!out.text) {
        pvs_str_printf(&out, "%s", " ");
        out.text[0] = '\0';
    }
    *text = out.text;
    if (n_differences) {
        *n_differences = w.n;
    }
    return PVS_OK;
}

void pvs_study_text_free(char *text) {
    pvs_free(text);
}
