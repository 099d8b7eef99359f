// SPDX-License-Identifier: Apache-2.0
// The life of a track: odds of its existence carried through plots and misses (integrated
// probabilistic data association: D. Musicki, R. Evans, S. Stankovic, IEEE Trans. AC 39, 1994, as a
// sequential test), when it is confirmed, shown and given up. Odds are kept as odds against, so that a
// long life does not round to certainty.
#include <math.h>

#include "base/math.h"
#include "track/impl.h"

#define LIFE_S          600.0 // mean time that a target stays in view
#define CONFIRM_AGAINST 0.2   // confirmed at 83 %
#define SHOW_AGAINST    1.0   // shown while it is likelier to exist than not
#define DELETE_AGAINST  50.0
#define DROP_AGAINST    1e5 // of a tentative track
#define PLOTS_MIN       3u  // 4 where the first two could also have been paired otherwise

uint32_t pvs_track_new_slot(PvsTracker *t) {
    if (t->n_free == 0) {
        t->stats.not_started++;
        return PVS_NO_INDEX;
    }
    uint32_t slot = t->free_slots[--t->n_free];
    t->lives[slot] = (PvsTrackLife){.alive = 1, .mode_3a = -1};
    for (size_t k = 0; k < t->n_sensors; k++) {
        t->passed[slot * t->n_sensors + k] = -1e300;
    }
    size_t packs = slot / PVS_LANES + 1;
    t->n_packs = packs > t->n_packs ? packs : t->n_packs;
    t->n_alive[packs - 1]++;
    t->stats.started++;
    return slot;
}

void pvs_track_delete(PvsTracker *t, uint32_t slot) {
    t->stats.deleted += t->lives[slot].number > 0;
    t->lives[slot].alive = 0;
    t->n_alive[slot / PVS_LANES]--;
    t->free_slots[t->n_free++] = slot;
}

void pvs_track_survive(PvsTrackLife *life, double t) {
    double dt = t - life->t_exist;
    if (dt > 0.0) {
        life->against = (1.0 + life->against) * (1.0 + dt * (1.0 / LIFE_S)) - 1.0;
        life->t_exist = t;
    }
}

void pvs_track_judge(PvsTracker *t, const PvsSensorState *s, uint32_t slot) {
    PvsTrackLife *life = &t->lives[slot];
    if (!life->number) {
        if (life->against < CONFIRM_AGAINST &&
            life->n_plots >= PLOTS_MIN + (uint32_t)life->crowded && life->misses == 0) {
            life->number = t->next_number++;
            t->stats.confirmed++;
        } else if (life->against > DROP_AGAINST || life->misses > s->misses_max) {
            pvs_track_delete(t, slot);
            return;
        }
    } else if (!(life->against < DELETE_AGAINST)) {
        pvs_track_delete(t, slot);
        return;
    }
    life->shown = life->number && life->against < SHOW_AGAINST;
}
