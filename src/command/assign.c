// SPDX-License-Identifier: Apache-2.0
// The reference assigner at one moment of a battle: all open shots of a post as one static
// weapon-target assignment, solved greedily or exactly. It knows nothing of the next wave, nor of
// the second shot that looking would allow: doctrine may beat it.
#include "command/cases.h"
#include "command/wta.h"

#define NODE_LIMIT_DEFAULT 200

// The matrix: a row for each channel, a column for each track that somebody can shoot at.
typedef struct {
    const PvsBelief *belief;
    const PvsPicture *picture;
    PvsArena *arena;
    double *value;       // by track
    double *prob;        // unit slot x track: of the doctrinal salvo
    PvsShot *shot;       // the same
    uint8_t *salvo;      // the same
    uint32_t *slot_unit; // the post's units, in order
    uint32_t n_slots;
    uint32_t *row_slot;
    int n_rows;
} Matrix;

static double salvo_prob(double kill_prob, int salvo) {
    double miss = 1;
    for (int i = 0; i < salvo; i++) {
        miss *= 1 - kill_prob;
    }
    return 1 - miss;
}

static PvsSituation situation_of(const PvsPicture *p, uint32_t track) {
    return (PvsSituation){.post = p->post,
                          .track = &p->tracks[track],
                          .units = p->units,
                          .unit_post = p->unit_post,
                          .crew_free = p->crew_free,
                          .now = p->now,
                          .delay_mean = p->delay_mean};
}

static bool make_matrix(Matrix *m) {
    const PvsBelief *belief = m->belief;
    m->slot_unit = pvs_arena_alloc(m->arena, (belief->n_units + 1) * sizeof *m->slot_unit);
    for (uint32_t u = 0; m->slot_unit && u < belief->n_units; u++) {
        uint32_t post = m->picture->unit_post ? m->picture->unit_post[u] : belief->units[u].post;
        if (post == m->picture->post) {
            m->slot_unit[m->n_slots++] = u;
        }
    }
    size_t cells = (size_t)m->n_slots * m->picture->n_tracks + 1;
    m->value = pvs_arena_alloc(m->arena, (m->picture->n_tracks + 1) * sizeof *m->value);
    m->prob = pvs_arena_alloc(m->arena, cells * sizeof *m->prob);
    m->shot = pvs_arena_alloc(m->arena, cells * sizeof *m->shot);
    m->salvo = pvs_arena_alloc(m->arena, cells);
    return m->slot_unit && m->value && m->prob && m->shot && m->salvo;
}

static uint32_t slot_of(const Matrix *m, uint32_t unit) {
    uint32_t low = 0, high = m->n_slots;
    while (low + 1 < high) {
        uint32_t middle = (low + high) / 2;
        if (m->slot_unit[middle] <= unit) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

// The unit's surest open shot at a track.
static void weigh_case(Matrix *m, const PvsSituation *s, const PvsCases *cases, const PvsCase *c,
                       uint32_t track) {
    size_t cell = (size_t)slot_of(m, c->unit) * m->picture->n_tracks + track;
    for (int k = 0; k < c->n_weapons; k++) {
        PvsShot shot;
        PvsGate gate;
        if (!pvs_case_shot(m->belief, s, cases, c, k, &shot, &gate)) {
            continue;
        }
        int salvo = pvs_case_salvo(m->belief, s, c, k);
        double prob = salvo_prob(shot.kill_prob, salvo);
        if (prob > m->prob[cell]) {
            m->prob[cell] = prob;
            m->shot[cell] = shot;
            m->salvo[cell] = (uint8_t)(salvo < 255 ? salvo : 255);
        }
    }
}

static void fill_matrix(Matrix *m) {
    for (uint32_t j = 0; j < m->picture->n_tracks; j++) {
        PvsSituation s = situation_of(m->picture, j);
        PvsCases cases;
        pvs_cases(m->belief, &s, &cases, true);
        m->value[j] = fmax(cases.threat.value_usd, 1);
        for (uint32_t i = 0; i < cases.n; i++) {
            if (cases.cases[i].own && cases.cases[i].gate == PVS_GATE_OPEN) {
                weigh_case(m, &s, &cases, &cases.cases[i], j);
            }
        }
    }
}

// How many of a unit's channels can be used now: free, with a round, and with something to shoot
// at.
static int channels_of(const Matrix *m, uint32_t slot) {
    const PvsUnitStatus *status = &m->picture->units[m->slot_unit[slot]];
    uint32_t n_weapons = m->belief->units[m->slot_unit[slot]].n_weapons;
    int rounds = 0, targets = 0;
    for (uint32_t w = 0; w < n_weapons && w < PVS_UNIT_WEAPONS_MAX; w++) {
        rounds += status->ready_rounds[w] < 1000000 ? status->ready_rounds[w] : 1000000;
    }
    for (uint32_t j = 0; j < m->picture->n_tracks; j++) {
        targets += m->prob[(size_t)slot * m->picture->n_tracks + j] > 0;
    }
    int n = status->channels_free < status->missile_channels_free ? status->channels_free
                                                                  : status->missile_channels_free;
    n = n < rounds ? n : rounds;
    return n < targets ? n : targets;
}

static bool make_rows(Matrix *m) {
    for (uint32_t slot = 0; slot < m->n_slots; slot++) {
        m->n_rows += channels_of(m, slot);
    }
    m->row_slot = pvs_arena_alloc(m->arena, ((size_t)m->n_rows + 1) * sizeof *m->row_slot);
    int row = 0;
    for (uint32_t slot = 0; m->row_slot && slot < m->n_slots; slot++) {
        for (int n = channels_of(m, slot); n > 0; n--) {
            m->row_slot[row++] = slot;
        }
    }
    return m->row_slot != NULL;
}

static PvsStatus solve(Matrix *m, int *target, PvsWtaResult *result) {
    uint32_t n_tracks = m->picture->n_tracks;
    double *p = pvs_arena_alloc(m->arena, ((size_t)m->n_rows * n_tracks + 1) * sizeof *p);
    if (!p) {
        return PVS_NO_MEMORY;
    }
    for (int row = 0; row < m->n_rows; row++) {
        for (uint32_t j = 0; j < n_tracks; j++) {
            p[(size_t)row * n_tracks + j] = m->prob[(size_t)m->row_slot[row] * n_tracks + j];
        }
    }
    PvsWta wta = {m->n_rows, (int)n_tracks, m->value, p};
    if (m->picture->assigner == PVS_ASSIGN_EXACT) {
        uint64_t limit = m->picture->node_limit ? m->picture->node_limit : NODE_LIMIT_DEFAULT;
        return pvs_wta_exact(&wta, limit, m->arena, target, result);
    }
    return pvs_wta_greedy(&wta, target, result);
}

// What the picture's assignment would lose without a row.
static double worth_of(const Matrix *m, const int *target, int row) {
    double left = m->value[target[row]], with = 1;
    for (int i = 0; i < m->n_rows; i++) {
        if (target[i] == target[row]) {
            double q =
                1 - m->prob[(size_t)m->row_slot[i] * m->picture->n_tracks + (size_t)target[i]];
            left *= i == row ? 1 : q;
            with = i == row ? q : with;
        }
    }
    return left * (1 - with);
}

// Where the crew can handle fewer, the least worthy go, one by one.
static void keep_what_the_crew_can(const Matrix *m, int *target) {
    for (;;) {
        int used = 0, least = -1;
        double least_worth = INFINITY;
        for (int i = 0; i < m->n_rows; i++) {
            if (target[i] < 0) {
                continue;
            }
            used++;
            double worth = worth_of(m, target, i);
            if (worth < least_worth) {
                least_worth = worth;
                least = i;
            }
        }
        if (used <= m->picture->crew_free || least < 0) {
            return;
        }
        target[least] = -1;
    }
}

static PvsStatus write_orders(const Matrix *m, const int *target, PvsOrder *out, size_t capacity,
                              size_t *n_out) {
    uint32_t n_tracks = m->picture->n_tracks;
    for (uint32_t slot = 0; slot < m->n_slots; slot++) {
        for (uint32_t j = 0; j < n_tracks; j++) {
            for (int i = 0; i < m->n_rows; i++) {
                if (m->row_slot[i] != slot || target[i] != (int)j) {
                    continue;
                }
                size_t cell = (size_t)slot * n_tracks + j;
                if (*n_out == capacity) {
                    return PVS_LIMIT;
                }
                out[(*n_out)++] = (PvsOrder){j, m->shot[cell], m->salvo[cell]};
            }
        }
    }
    return PVS_OK;
}

PvsStatus pvs_assign_picture(const PvsBelief *belief, const PvsPicture *picture, PvsArena *scratch,
                             PvsOrder *out, size_t capacity, size_t *n_out, PvsWtaResult *result) {
    Matrix m = {.belief = belief, .picture = picture, .arena = scratch};
    PvsWtaResult unread;
    result = result ? result : &unread;
    *result = (PvsWtaResult){0};
    *n_out = 0;
    if (!make_matrix(&m)) {
        return PVS_NO_MEMORY;
    }
    fill_matrix(&m);
    if (!make_rows(&m)) {
        return PVS_NO_MEMORY;
    }
    int *target = pvs_arena_alloc(scratch, ((size_t)m.n_rows + 1) * sizeof *target);
    PvsStatus status = target ? solve(&m, target, result) : PVS_NO_MEMORY;
    if (status != PVS_OK) {
        return status;
    }
    keep_what_the_crew_can(&m, target);
    return write_orders(&m, target, out, capacity, n_out);
}
