// SPDX-License-Identifier: Apache-2.0
// Static weapon-target assignment by local search, from the greedy rule to a local optimum of a
// very large neighbourhood.
//
// Take at most one weapon from each target: whatever is left, giving these weapons back at most one
// to a target is a linear assignment problem, so the best of all their cyclic and path exchanges is
// found exactly. (The neighbourhood of R. K. Ahuja, A. Kumar, K. C. Jha, J. B. Orlin, "Exact and
// heuristic algorithms for the weapon-target assignment problem", Operations Research 55 (2007),
// 1136-1146, searched there by labels.) Which weapon is taken from which target is drawn by a fixed
// generator, so that the answer is the same every time. Between, moves and swaps of single weapons.
#include <string.h>

#include "base/luck.h"
#include "command/lap.h"
#include "command/wta.h"

// exchanges in a row without gain, after which the assignment counts as a local optimum
#define IDLE_ROUNDS 24
#define KICKS_MAX   300 // restarts from a disturbed best assignment
// ... fewer for large instances: about this many steps of the linear assignment
#define KICK_WORK    2e8
#define KICK_TARGETS 4
#define KICK_ROUNDS  3
#define GAIN_MIN     1e-12 // of the objective; below it rounding could go round in circles

// What is left of target j without weapon `but` (-1: with all).
static double left_of(const PvsWta *wta, const int *target, int j, int but) {
    double left = wta->value[j];
    for (int i = 0; i < wta->n_weapons; i++) {
        if (target[i] == j && i != but) {
            left *= 1 - pvs_wta_p(wta, i, j);
        }
    }
    return left;
}

static bool move_one(const PvsWta *wta, int *target, double *survive, int i, double least) {
    int from = target[i], best = from;
    double without = from >= 0 ? left_of(wta, target, from, i) : 0;
    double loss = from >= 0 ? without - survive[from] : 0, best_gain = least;
    for (int j = 0; j < wta->n_targets; j++) {
        double gain = j == from ? 0 : survive[j] * pvs_wta_p(wta, i, j) - loss;
        if (gain > best_gain) {
            best_gain = gain;
            best = j;
        }
    }
    if (best == from) {
        return false;
    }
    target[i] = best;
    survive[best] = left_of(wta, target, best, -1);
    if (from >= 0) {
        survive[from] = without;
    }
    return true;
}

static bool swap_one(const PvsWta *wta, int *target, double *survive, int i, double least) {
    int from = target[i];
    if (from < 0) {
        return false;
    }
    double without = left_of(wta, target, from, i);
    for (int k = i + 1; k < wta->n_weapons; k++) {
        int to = target[k];
        if (to < 0 || to == from) {
            continue;
        }
        // A bound first: the other target can at best fall to nothing.
        double here = without * (1 - pvs_wta_p(wta, k, from));
        if (survive[from] + survive[to] - here <= least) {
            continue;
        }
        double there = left_of(wta, target, to, k) * (1 - pvs_wta_p(wta, i, to));
        if (survive[from] + survive[to] - here - there > least) {
            target[i] = to;
            target[k] = from;
            survive[from] = left_of(wta, target, from, -1);
            survive[to] = left_of(wta, target, to, -1);
            return true;
        }
    }
    return false;
}

void pvs_wta_descend(const PvsWta *wta, int *target, double *survive) {
    double sum = 0;
    for (int j = 0; j < wta->n_targets; j++) {
        survive[j] = left_of(wta, target, j, -1);
        sum += survive[j];
    }
    double least = GAIN_MIN * sum;
    for (bool better = true; better;) {
        better = false;
        for (int i = 0; i < wta->n_weapons; i++) {
            better |= move_one(wta, target, survive, i, least) ||
                      swap_one(wta, target, survive, i, least);
        }
    }
}

// --- exchanges -----------------------------------------------------------------------------------

typedef struct {
    double *survive, *left, *cost;
    int *chosen, *column_of; // weapon taken from each row; where it goes
    int *pick;               // of each target: the weapon taken, -1 none
    unsigned *n_at;          // weapons at each target
    void *lap;
    int *trial, *best;
} Room;

static bool make_room(Room *r, const PvsWta *wta, char **memory) {
    size_t w = (size_t)wta->n_weapons + 1, t = (size_t)wta->n_targets + 1;
    size_t doubles = 2 * t + t * t, ints = 4 * t + 2 * w;
    *memory = pvs_alloc(doubles * sizeof(double) + pvs_lap_scratch(wta->n_targets) + 8 +
                        ints * sizeof(int));
    if (!*memory) {
        return false;
    }
    r->survive = (double *)*memory;
    r->left = r->survive + t;
    r->cost = r->left + t;
    r->lap = r->cost + t * t;
    size_t lap_bytes = (pvs_lap_scratch(wta->n_targets) + 7) / 8 * 8;
    r->chosen = (int *)((char *)r->lap + lap_bytes);
    r->column_of = r->chosen + t;
    r->pick = r->column_of + t;
    r->n_at = (unsigned *)(r->pick + t);
    r->trial = (int *)(r->n_at + t);
    r->best = r->trial + w;
    return true;
}

// Which weapon, if any, each target gives up in this round: an even choice; in every other round a
// third of the targets give none, so that a weapon can be added to what stays.
static int take_weapons(const PvsWta *wta, const int *target, const Room *r, uint32_t round) {
    PvsLuck luck = {{0x57544121u, 0}}; // a fixed key: this is search, not chance
    memset(r->n_at, 0, (size_t)wta->n_targets * sizeof *r->n_at);
    for (int j = 0; j < wta->n_targets; j++) {
        r->pick[j] = -1;
    }
    for (int i = 0; i < wta->n_weapons; i++) {
        int j = target[i];
        if (j >= 0) {
            r->n_at[j]++;
            // Reservoir of one: the n-th weapon replaces the pick with chance 1 / n.
            uint32_t draw = pvs_luck_block(luck, PVS_LUCK_TEST, (uint64_t)i, round).w[0];
            if (draw % r->n_at[j] == 0) {
                r->pick[j] = i;
            }
        }
    }
    int n = 0;
    for (int j = 0; j < wta->n_targets; j++) {
        bool stays =
            round % 2 == 1 && pvs_luck_block(luck, PVS_LUCK_TEST, (uint64_t)j, round).w[1] % 3 == 0;
        if (r->pick[j] >= 0 && !stays) {
            r->chosen[n++] = r->pick[j];
        }
    }
    return n;
}

// One round; the objective afterwards.
static double exchange(const PvsWta *wta, int *target, const Room *r, uint32_t round,
                       double objective) {
    int n = take_weapons(wta, target, r, round), n_targets = wta->n_targets;
    memcpy(r->trial, target, (size_t)wta->n_weapons * sizeof *target);
    for (int k = 0; k < n; k++) {
        r->trial[r->chosen[k]] = -1;
    }
    for (int j = 0; j < n_targets; j++) {
        r->left[j] = left_of(wta, r->trial, j, -1);
    }
    for (int k = 0; k < n; k++) {
        for (int j = 0; j < n_targets; j++) {
            r->cost[(size_t)k * (size_t)n_targets + (size_t)j] =
                -r->left[j] * pvs_wta_p(wta, r->chosen[k], j);
        }
    }
    pvs_lap(n, n_targets, r->cost, r->column_of, r->lap);
    for (int k = 0; k < n; k++) {
        r->trial[r->chosen[k]] = r->column_of[k];
    }
    double after = pvs_wta_objective(wta, r->trial);
    if (after < objective - GAIN_MIN * objective) {
        memcpy(target, r->trial, (size_t)wta->n_weapons * sizeof *target);
        pvs_wta_descend(wta, target, r->survive);
        return pvs_wta_objective(wta, target);
    }
    return objective;
}

// Exchanges until `idle_rounds` of them in a row gain nothing; the objective afterwards. `round`
// goes on counting.
static double settle(const PvsWta *wta, int *target, const Room *r, uint32_t *round,
                     int idle_rounds) {
    pvs_wta_descend(wta, target, r->survive);
    double objective = pvs_wta_objective(wta, target);
    for (int idle = 0; idle < idle_rounds; ++*round) {
        double after = exchange(wta, target, r, *round, objective);
        idle = after < objective ? 0 : idle + 1;
        objective = after;
    }
    return objective;
}

// Throws the weapons of a few targets, drawn by the fixed generator, over each other.
static void kick(const PvsWta *wta, int *target, uint32_t ordinal) {
    PvsLuck luck = {{0x57544121u, 1}};
    PvsBlock draw = pvs_luck_block(luck, PVS_LUCK_TEST, 0, ordinal);
    int victim[KICK_TARGETS];
    for (int k = 0; k < KICK_TARGETS; k++) {
        victim[k] = (int)(draw.w[k] % (uint32_t)wta->n_targets);
    }
    for (int i = 0; i < wta->n_weapons; i++) {
        for (int k = 0; k < KICK_TARGETS; k++) {
            if (target[i] == victim[k]) {
                uint32_t w = pvs_luck_block(luck, PVS_LUCK_TEST, (uint64_t)i + 1, ordinal).w[0];
                target[i] = victim[w % KICK_TARGETS];
                break;
            }
        }
    }
}

PvsStatus pvs_wta_search(const PvsWta *wta, int kicks_max, int *target, PvsWtaResult *out) {
    PvsStatus status = pvs_wta_greedy(wta, target, out);
    if (status != PVS_OK || wta->n_weapons == 0 || wta->n_targets == 0) {
        return status;
    }
    Room room;
    char *memory;
    if (!make_room(&room, wta, &memory)) {
        return PVS_NO_MEMORY;
    }
    uint32_t round = 0;
    double objective = settle(wta, target, &room, &round, IDLE_ROUNDS);
    memcpy(room.best, target, (size_t)wta->n_weapons * sizeof *target);
    double n_targets = wta->n_targets, work = n_targets * n_targets * (n_targets + wta->n_weapons);
    int kicks = (int)fmin(kicks_max, KICK_WORK / work);
    for (int k = 0; k < kicks; k++) {
        kick(wta, target, (uint32_t)k);
        double after = settle(wta, target, &room, &round, KICK_ROUNDS);
        bool keep = after < objective - GAIN_MIN * objective;
        objective = keep ? after : objective;
        memcpy(keep ? room.best : target, keep ? target : room.best,
               (size_t)wta->n_weapons * sizeof *target);
    }
    pvs_free(memory);
    *out = (PvsWtaResult){.objective = objective};
    return PVS_OK;
}

PvsStatus pvs_wta_improve(const PvsWta *wta, int *target, PvsWtaResult *out) {
    return pvs_wta_search(wta, KICKS_MAX, target, out);
}
