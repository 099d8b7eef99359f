// SPDX-License-Identifier: Apache-2.0
#include "serve/steps.h"

#include <string.h>

#include "base/arena.h"

static void drop_oldest(PvsSteps *steps) {
    steps->n_bytes -= steps->list[0].n;
    pvs_free(steps->list[0].text);
    steps->n--;
    memmove(steps->list, steps->list + 1, (size_t)steps->n * sizeof *steps->list);
}

bool pvs_steps_push(PvsSteps *steps, const char *text, size_t n) {
    char *copy = pvs_alloc(n + 1);
    if (!copy) {
        return false;
    }
    memcpy(copy, text, n);
    while (steps->n > 0 &&
           (steps->n == PVS_STEPS_MAX || steps->n_bytes + n > PVS_STEPS_BYTES_MAX)) {
        drop_oldest(steps);
    }
    steps->list[steps->n++] = (PvsStep){copy, n};
    steps->n_bytes += n;
    return true;
}

bool pvs_steps_pop(PvsSteps *steps, PvsStep *out) {
    if (steps->n == 0) {
        return false;
    }
    *out = steps->list[--steps->n];
    steps->n_bytes -= out->n;
    return true;
}

void pvs_steps_clear(PvsSteps *steps) {
    while (steps->n > 0) {
        steps->n--;
        pvs_free(steps->list[steps->n].text);
    }
    steps->n_bytes = 0;
}
