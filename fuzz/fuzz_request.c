// SPDX-License-Identifier: Apache-2.0
// Foreign requests to the viewer's owner: whatever a page sends, it is answered, and the scenario that is shown stays one that loads.
// Several requests, one a line, meet the same view, so that edits build on each other.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "serve/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

// What would write files, or play for long, is tested in tests/serve.
static bool is_left_out(const char *line, size_t n) {
    static const char *const words[] = {"save", "whatif", "confirm", "\\u"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (memmem(line, n, words[i], strlen(words[i]))) {
            return true;
        }
    }
    return false;
}

static PvsView *open_view(void) {
    PvsViewOptions o = pvs_view_options_default();
    PvsView *view;
    PvsError err;
    o.file = PVS_SOURCE_DIR "/scenarios/first-steps.yaml";
    o.catalog_dir = PVS_SOURCE_DIR "/catalog";
    o.port = 21000;
    o.n_ports = 4000;
    if (pvs_view_open(&o, &view, &err) != PVS_OK) {
        abort();
    }
    return view;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static PvsView
        *view; // opened once: a socket and threads for each input would be all that is measured
    if (n > 5000) {
        return 0;
    }
    if (!view) {
        view = open_view();
    }
    const char *text = (const char *)data;
    for (size_t at = 0; at < n;) {
        const char *end = memchr(text + at, '\n', n - at);
        size_t length = end ? (size_t)(end - text) - at : n - at;
        if (!is_left_out(text + at, length)) {
            char *copy = calloc(1, length + 1);
            memcpy(copy, text + at, length);
            pvs_view_answer(view, &(PvsMail){PVS_MAIL_REQUEST, 1, copy, length});
            free(copy);
        }
        at += length + 1;
    }
    if (!view->now || !view->now->model) {
        abort();
    }
    return 0;
}
