// SPDX-License-Identifier: Apache-2.0
// A copy of a tracker in the state of another. With a window for late plots there are two: one has
// processed what is older than the window, and nothing that comes can change it; the other is the first
// and the plots since, made anew whenever it is asked. So a late plot within the window has the effect
// that it would have had in time, exactly.
#include <string.h>

#include "track/impl.h"

static bool copy_sensor(PvsSensorState *to, const PvsSensorState *from) {
    size_t waiting = from->n_queue - from->head;
    if (!pvs_track_reserve(&to->queue, waiting, &to->queue_capacity, sizeof *to->queue) ||
        !pvs_track_reserve(&to->old, from->n_old, &to->old_capacity, sizeof *to->old)) {
        return false;
    }
    if (waiting > 0) {
        memcpy(to->queue, from->queue + from->head, waiting * sizeof *to->queue);
    }
    if (from->n_old > 0) {
        memcpy(to->old, from->old, from->n_old * sizeof *to->old);
    }
    to->head = 0;
    to->n_queue = waiting;
    to->n_sorted = from->n_sorted - from->head;
    to->n_old = from->n_old;
    to->t_done = from->t_done;
    to->started = from->started;
    to->t_heard = from->t_heard;
    to->phase_s = from->phase_s;
    to->phase_known = from->phase_known;
    to->bias = from->bias;
    return true;
}

bool pvs_track_copy(PvsTracker *to, const PvsTracker *from) {
    size_t packs = from->n_packs > to->n_packs ? from->n_packs : to->n_packs;
    size_t slots = packs * PVS_LANES;
    for (size_t i = 0; i < from->n_sensors; i++) {
        if (!copy_sensor(&to->sensors[i], &from->sensors[i])) {
            return false;
        }
    }
    memcpy(to->states, from->states, packs * sizeof *to->states);
    if (to->models) {
        memcpy(to->models, from->models, packs * sizeof *to->models);
    }
    memcpy(to->lives, from->lives, slots * sizeof *to->lives);
    memcpy(to->n_alive, from->n_alive, packs);
    memcpy(to->passed, from->passed, slots * from->n_sensors * sizeof *to->passed);
    memcpy(to->free_slots, from->free_slots, from->n_slots * sizeof *to->free_slots);
    to->n_free = from->n_free;
    to->n_packs = from->n_packs;
    to->next_number = from->next_number;
    to->t_now = from->t_now;
    to->stats = from->stats;
    return true;
}
