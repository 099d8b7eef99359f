// SPDX-License-Identifier: Apache-2.0
// Foreign edits of foreign texts: no crash, no read outside, and what is let through can be edited again. (That it says what was meant is
// checked by the editor itself.) Input: a kind, a path and a value, each ended by a line break, then the text.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static char *line(const uint8_t **data, size_t *n) {
    const uint8_t *end = memchr(*data, '\n', *n);
    size_t length = end ? (size_t)(end - *data) : *n;
    char *text = calloc(1, length + 1);
    if (text) {
        memcpy(text, *data, length);
    }
    *n -= end ? length + 1 : length;
    *data += end ? length + 1 : length;
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    if (n < 1 || n > 20000) {
        return 0;
    }
    PvsEditKind kind = (PvsEditKind)(data[0] % 5);
    data++;
    n--;
    char *path = line(&data, &n), *value = line(&data, &n);
    PvsStr out = {0}, again = {0};
    PvsDiags diags = {0};
    PvsTextEdit edit = {kind, path, value};
    if (path && value) {
        PvsStatus status =
            pvs_scenario_edit_text((const char *)data, n, "fuzz", &edit, &out, &diags);
        if (status == PVS_OK) {
            PvsTextEdit next = {PVS_EDIT_DROP, path, NULL};
            pvs_scenario_edit_text(out.text ? out.text : "", out.n, "fuzz", &next, &again, &diags);
        } else if (diags.n_errors == 0) {
            abort(); // refused without a word
        }
    }
    pvs_str_free(&out);
    pvs_str_free(&again);
    pvs_diags_free(&diags);
    free(path);
    free(value);
    return 0;
}
