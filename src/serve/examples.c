// SPDX-License-Identifier: Apache-2.0
// Scenarios that came with the program, for a page that was given none. They are opened by a name of the list, never by a path.
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "serve/view.h"

#define EXAMPLES_MAX 64

typedef struct {
    char names[EXAMPLES_MAX][64]; ///< without ".yaml"
    int n;
} Examples;

static int compare(const void *a, const void *b) {
    return pvs_name_compare(a, b);
}

static void list(const PvsView *view, Examples *out) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    out->n = 0;
    DIR *dir = view->options.examples_dir ? opendir(view->options.examples_dir) : NULL;
    for (struct dirent *entry; dir && out->n < EXAMPLES_MAX && (entry = readdir(dir));) {
        size_t n = strspn(entry->d_name, letters);
        if (n > 0 && n < sizeof out->names[0] && strcmp(entry->d_name + n, ".yaml") == 0) {
            pvs_text_printf(out->names[out->n++], sizeof out->names[0], "%.*s", (int)n,
                            entry->d_name);
        }
    }
    if (dir) {
        closedir(dir);
    }
    qsort(out->names, (size_t)out->n, sizeof out->names[0], compare);
}

static char *path_of(const PvsView *view, const char *name) {
    size_t size = strlen(view->options.examples_dir) + strlen(name) + 7;
    char *path = pvs_alloc(size);
    if (path) {
        pvs_text_printf(path, size, "%s/%s.yaml", view->options.examples_dir, name);
    }
    return path;
}

// What its author calls it, and the comment that it begins with.
static void add_example(const PvsView *view, const char *name, PvsStr *out) {
    char *path = path_of(view, name), *text = NULL, title[200] = "", about[400] = "";
    size_t n = 0;
    if (path && pvs_file_read(path, PVS_SCENARIO_BYTES_MAX, &text, &n, NULL) == PVS_OK) {
        for (const char *line = text; line && *line;
             line = strchr(line, '\n'), line += line ? 1 : 0) {
            int length = (int)strcspn(line, "\r\n");
            if (*line == '#' && !*about && strncmp(line, "# SPDX", 6) != 0 && length > 2) {
                pvs_text_printf(about, sizeof about, "%.*s", length - 2, line + 2);
            } else if (strncmp(line, "name: ", 6) == 0 && !*title) {
                pvs_text_printf(title, sizeof title, "%.*s", length - 6, line + 6);
            }
        }
    }
    pvs_free(text);
    pvs_free(path);
    pvs_str_printf(out, "{\"name\": ");
    pvs_str_json_string(out, name);
    pvs_str_printf(out, ", \"title\": ");
    pvs_str_json_string(out, *title ? title : name);
    pvs_str_printf(out, ", \"about\": ");
    pvs_str_json_string(out, about);
    pvs_str_add(out, "}", 1);
}

void pvs_view_json_examples(const PvsView *view, PvsStr *out) {
    Examples examples = {.n = 0};
    if (view->kind == PVS_FILE_NONE || view->kind == PVS_FILE_FAILED) {
        list(view, &examples);
    }
    pvs_str_add(out, "[", 1);
    for (int i = 0; i < examples.n; i++) {
        if (i > 0) {
            pvs_str_add(out, ", ", 2);
        }
        add_example(view, examples.names[i], out);
    }
    pvs_str_add(out, "]", 1);
}

void pvs_do_open(PvsRequest *r) {
    PvsView *view = r->view;
    const char *name = pvs_request_text(r, "example");
    Examples examples;
    list(view, &examples);
    for (int i = 0; name && i < examples.n; i++) {
        if (strcmp(examples.names[i], name) != 0) {
            continue;
        }
        char *path = path_of(view, name);
        if (!path) {
            pvs_request_fail(r, "internal", "out of memory");
            return;
        }
        pvs_free(view->path);
        view->path = path;
        pvs_view_load(view);
        view->revision++;
        pvs_view_hello(view, 0);
        return;
    }
    pvs_request_fail(r, "not-here", "there is no example of that name");
}
