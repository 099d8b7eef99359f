// SPDX-License-Identifier: Apache-2.0
// The queue of beams: a tournament tree over the radars, each with one next time (state.h).
#include "battle/state.h"

bool pvs_beams_create(BeamQueue *q, uint32_t n) {
    q->leaves = 1;
    while (q->leaves < n + 1) { // at least one leaf that always sleeps
        q->leaves *= 2;
    }
    q->next = pvs_alloc(q->leaves * sizeof *q->next);
    q->winner = pvs_alloc(2 * (size_t)q->leaves * sizeof *q->winner);
    if (!q->next || !q->winner) {
        return false;
    }
    pvs_beams_clear(q);
    return true;
}

void pvs_beams_destroy(BeamQueue *q) {
    pvs_free(q->next);
    pvs_free(q->winner);
    *q = (BeamQueue){0};
}

void pvs_beams_clear(BeamQueue *q) {
    for (uint32_t i = 0; i < q->leaves; i++) {
        q->next[i] = PVS_TIME_NEVER;
        q->winner[q->leaves + i] = i;
    }
    for (uint32_t k = q->leaves - 1; k >= 1; k--) {
        q->winner[k] = q->winner[2 * k];
    }
    if (q->leaves == 1) {
        q->winner[1] = 0;
    }
}
