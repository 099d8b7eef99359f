// SPDX-License-Identifier: Apache-2.0
// How good tracks are against truth: at each evaluation time the pairs within the cut-off, the
// optimal assignment among them, and what follows from it. GOSPA: A. S. Rahmathullah, A. F.
// Garcia-Fernandez, L. Svensson, Generalized optimal sub-pattern assignment metric, FUSION 2017. OSPA:
// D. Schuhmacher, B.-T. Vo, B.-N. Vo, IEEE Trans. Signal Processing 56 (2008).
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/math.h"
#include "track/assign.h"
#include "track/track.h"

#define NONE UINT32_MAX

typedef struct {
    int64_t eval;
    uint32_t row, id; // index in the caller's rows; index among the sorted distinct ids
} Item;

typedef struct {
    Item *items;
    size_t n;
    int64_t *ids;
    uint32_t n_ids;
} Side;

// A pair within the cut-off: items of the present evaluation.
typedef struct {
    uint32_t a, b;
    double d;
} Pair;

typedef struct {
    uint64_t key; // truth and track
} Held;

typedef struct {
    double gospa, loc, missed, falses, ospa, tracked, assigned, spurious, truths, tracks, matched;
    uint32_t n;
} Sum;

typedef struct {
    const PvsTrackCase *track_case;
    const PvsTrackRow *truth, *tracks;
    Side a, b;
    Pair *pairs;
    size_t n_pairs, pairs_capacity;
    Held *held;
    size_t n_held, held_capacity;
    uint32_t *prev, *last; // of each truth: the track it has, had last
    uint32_t *first, *column, *match, *owner;
    double *reward, *owner_d;
    void *scratch;
    size_t rows_capacity, columns_capacity, list_capacity;
    double sum_pos2, sum_vel2;
    uint64_t n_errors;
    Sum whole, settled;
    PvsTrackScore *out;
    bool failed;
} Score;

static int by_id(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int by_eval(const void *a, const void *b) {
    const Item *x = a, *y = b;
    if (x->eval != y->eval) {
        return x->eval < y->eval ? -1 : 1;
    }
    return (x->row > y->row) - (x->row < y->row);
}

static int by_key(const void *a, const void *b) {
    uint64_t x = ((const Held *)a)->key, y = ((const Held *)b)->key;
    return (x > y) - (x < y);
}

static bool side(Side *s, const PvsTrackRow *rows, size_t n, double period_s, bool exact) {
    s->items = pvs_alloc((n + 1) * sizeof *s->items);
    s->ids = pvs_alloc((n + 1) * sizeof *s->ids);
    if (!s->items || !s->ids) {
        return false;
    }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        double k = rint(rows[i].time_s / period_s);
        if (exact && !(fabs(rows[i].time_s - k * period_s) < 1e-3)) {
            continue;
        }
        s->items[kept] = (Item){(int64_t)k, (uint32_t)i, 0};
        s->ids[kept++] = rows[i].id;
    }
    s->n = kept;
    qsort(s->ids, kept, sizeof *s->ids, by_id);
    for (size_t i = 0; i < kept; i++) {
        if (i == 0 || s->ids[i] != s->ids[i - 1]) {
            s->ids[s->n_ids++] = s->ids[i];
        }
    }
    for (size_t i = 0; i < kept; i++) {
        int64_t id = rows[s->items[i].row].id;
        const int64_t *at = bsearch(&id, s->ids, s->n_ids, sizeof id, by_id);
        s->items[i].id = (uint32_t)(at - s->ids);
    }
    qsort(s->items, kept, sizeof *s->items, by_eval);
    return true;
}

static void *room_for(Score *s, void *items, size_t n, size_t *capacity, size_t size) {
    if (n <= *capacity) {
        return items;
    }
    size_t wanted = n + n / 2 + 256;
    void *more = pvs_realloc(items, wanted * size);
    if (!more) {
        s->failed = true;
        return items;
    }
    *capacity = wanted;
    return more;
}

static double distance(const Score *s, const double *p, const double *q) {
    double sum = 0.0;
    for (int k = 0; k < s->track_case->score_dims; k++) {
        sum += (p[k] - q[k]) * (p[k] - q[k]);
    }
    return sqrt(sum);
}

// Pairs within the cut-off: tracks sorted by x, each truth looks at those in reach.
typedef struct {
    double x;
    uint32_t b;
} ByX;

static int by_x(const void *a, const void *b) {
    const ByX *p = a, *q = b;
    return p->x != q->x ? (p->x < q->x ? -1 : 1) : (p->b > q->b) - (p->b < q->b);
}

static void find_pairs(Score *s, const Item *a, size_t na, const Item *b, size_t nb) {
    double c = s->track_case->gospa_c_m;
    ByX *sorted = pvs_alloc((nb + 1) * sizeof *sorted);
    s->n_pairs = 0;
    if (!sorted) {
        s->failed = true;
        return;
    }
    for (size_t j = 0; j < nb; j++) {
        sorted[j] = (ByX){s->tracks[b[j].row].pos[0], (uint32_t)j};
    }
    qsort(sorted, nb, sizeof *sorted, by_x);
    for (size_t i = 0; i < na; i++) {
        const double *p = s->truth[a[i].row].pos;
        size_t low = 0, high = nb;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (sorted[middle].x < p[0] - c) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        for (size_t j = low; j < nb && sorted[j].x <= p[0] + c; j++) {
            double d = distance(s, p, s->tracks[b[sorted[j].b].row].pos);
            if (d <= c) {
                s->pairs =
                    room_for(s, s->pairs, s->n_pairs + 1, &s->pairs_capacity, sizeof *s->pairs);
                if (s->failed) {
                    break;
                }
                s->pairs[s->n_pairs++] = (Pair){(uint32_t)i, sorted[j].b, d};
            }
        }
    }
    pvs_free(sorted);
}

static bool arrays(Score *s, size_t na, size_t nb) {
    size_t rows = s->rows_capacity, columns = s->columns_capacity, list = s->list_capacity;
    if (na + 1 > rows || nb + 1 > columns) {
        rows = na + na / 2 + 64;
        columns = nb + nb / 2 + 64;
        pvs_free(s->first);
        pvs_free(s->match);
        pvs_free(s->owner);
        pvs_free(s->owner_d);
        pvs_free(s->scratch);
        s->first = pvs_alloc((rows + 1) * sizeof *s->first);
        s->match = pvs_alloc(rows * sizeof *s->match);
        s->owner = pvs_alloc(columns * sizeof *s->owner);
        s->owner_d = pvs_alloc(columns * sizeof *s->owner_d);
        s->scratch = pvs_alloc(PVS_ASSIGN_SCRATCH(rows, columns));
        s->rows_capacity = rows;
        s->columns_capacity = columns;
    }
    if (s->n_pairs + 1 > list) {
        list = s->n_pairs + s->n_pairs / 2 + 64;
        pvs_free(s->column);
        pvs_free(s->reward);
        s->column = pvs_alloc(list * sizeof *s->column);
        s->reward = pvs_alloc(list * sizeof *s->reward);
        s->list_capacity = list;
    }
    return s->first && s->match && s->owner && s->owner_d && s->scratch && s->column && s->reward;
}

// Optimal assignment among the pairs for which neither truth nor track is already taken.
static void assign(Score *s, size_t na, size_t nb, const bool *taken_a, const bool *taken_b) {
    double c = s->track_case->gospa_c_m, p = s->track_case->gospa_p;
    size_t at = 0, k = 0;
    for (size_t i = 0; i < na; i++) {
        s->first[i] = (uint32_t)k;
        for (; at < s->n_pairs && s->pairs[at].a == i; at++) {
            const Pair *pair = &s->pairs[at];
            if (!taken_a || !(taken_a[i] || taken_b[pair->b])) {
                s->column[k] = pair->b;
                s->reward[k++] = pvs_pow(c, p) - pvs_pow(pair->d, p);
            }
        }
    }
    s->first[na] = (uint32_t)k;
    PvsPairs pairs = {(uint32_t)na, (uint32_t)nb, s->first, s->column, s->reward};
    pvs_assign(&pairs, s->match, s->scratch);
}

static double pair_distance(const Score *s, const Item *a, const Item *b) {
    return distance(s, s->truth[a->row].pos, s->tracks[b->row].pos);
}

// Identity: a truth keeps the track it had while that is within the cut-off; the rest is assigned.
static void identity(Score *s, const Item *a, size_t na, const Item *b, size_t nb, bool settled) {
    bool *taken = pvs_alloc(na + nb + 2);
    if (!taken) {
        s->failed = true;
        return;
    }
    bool *taken_b = taken + na + 1;
    uint32_t *now = pvs_alloc((na + 1) * sizeof *now);
    if (!now) {
        pvs_free(taken);
        s->failed = true;
        return;
    }
    for (size_t i = 0; i < na; i++) {
        now[i] = NONE;
    }
    for (size_t k = 0; k < s->n_pairs; k++) {
        const Pair *p = &s->pairs[k];
        if (s->prev[a[p->a].id] == b[p->b].id) {
            taken[p->a] = taken_b[p->b] = true;
            now[p->a] = p->b;
        }
    }
    assign(s, na, nb, taken, taken_b);
    for (size_t i = 0; i < s->a.n_ids; i++) {
        s->prev[i] = NONE;
    }
    for (size_t i = 0; i < na; i++) {
        uint32_t j = now[i] != NONE ? now[i] : s->match[i];
        if (j == NONE) {
            continue;
        }
        uint32_t truth = a[i].id, track = b[j].id;
        s->prev[truth] = track;
        s->out->id_switches += settled && s->last[truth] != NONE && s->last[truth] != track;
        s->last[truth] = track;
        s->held = room_for(s, s->held, s->n_held + 1, &s->held_capacity, sizeof *s->held);
        if (s->failed) {
            break;
        }
        s->held[s->n_held++] = (Held){(uint64_t)truth << 32 | track};
    }
    pvs_free(taken);
    pvs_free(now);
}

// SIAP: each track belongs to its nearest truth within the cut-off.
static void siap(Score *s, size_t na, size_t nb, Sum *one) {
    bool *tracked = pvs_alloc(na + 1);
    if (!tracked) {
        s->failed = true;
        return;
    }
    for (size_t j = 0; j < nb; j++) {
        s->owner[j] = NONE;
    }
    for (size_t k = 0; k < s->n_pairs; k++) {
        const Pair *p = &s->pairs[k];
        if (s->owner[p->b] == NONE || p->d < s->owner_d[p->b]) {
            s->owner[p->b] = p->a;
            s->owner_d[p->b] = p->d;
        }
    }
    for (size_t j = 0; j < nb; j++) {
        if (s->owner[j] != NONE) {
            one->assigned++;
            one->tracked += !tracked[s->owner[j]];
            tracked[s->owner[j]] = true;
        }
    }
    one->spurious = (double)nb - one->assigned;
    pvs_free(tracked);
}

static void add(Sum *sum, const Sum *one) {
    sum->gospa += one->gospa;
    sum->loc += one->loc;
    sum->missed += one->missed;
    sum->falses += one->falses;
    sum->ospa += one->ospa;
    sum->tracked += one->tracked;
    sum->assigned += one->assigned;
    sum->spurious += one->spurious;
    sum->truths += one->truths;
    sum->tracks += one->tracks;
    sum->matched += one->matched;
    sum->n++;
}

static void evaluate(Score *s, const Item *a, size_t na, const Item *b, size_t nb, bool settled) {
    double c = s->track_case->gospa_c_m, p = s->track_case->gospa_p;
    find_pairs(s, a, na, b, nb);
    if (s->failed || !arrays(s, na, nb)) {
        s->failed = true;
        return;
    }
    assign(s, na, nb, NULL, NULL);
    Sum one = {.truths = (double)na, .tracks = (double)nb};
    double loc = 0.0;
    for (size_t i = 0; i < na; i++) {
        if (s->match[i] == NONE) {
            continue;
        }
        double d = pair_distance(s, &a[i], &b[s->match[i]]);
        loc += pvs_pow(d, p);
        one.matched++;
        if (settled) {
            double dv = distance(s, s->truth[a[i].row].vel, s->tracks[b[s->match[i]].row].vel);
            s->sum_pos2 += d * d;
            s->sum_vel2 += dv * dv;
            s->n_errors++;
        }
    }
    one.missed = (double)na - one.matched;
    one.falses = (double)nb - one.matched;
    one.loc = sqrt(loc);
    one.gospa = pvs_pow(loc + pvs_pow(c, p) / 2.0 * (one.missed + one.falses), 1.0 / p);
    double n = (double)(na > nb ? na : nb);
    one.ospa = n > 0.0 ? pvs_pow((loc + pvs_pow(c, p) * (n - one.matched)) / n, 1.0 / p) : 0.0;
    identity(s, a, na, b, nb, settled);
    siap(s, na, nb, &one);
    add(&s->whole, &one);
    if (settled) {
        add(&s->settled, &one);
    }
}

static PvsTrackScorePart part(const Sum *s) {
    if (s->n == 0) {
        return (PvsTrackScorePart){0};
    }
    double n = s->n, truths = s->truths > 1.0 ? s->truths : 1.0;
    return (PvsTrackScorePart){.gospa_m = s->gospa / n,
                               .gospa_loc_m = s->loc / n,
                               .gospa_missed = s->missed / n,
                               .gospa_false = s->falses / n,
                               .ospa_m = s->ospa / n,
                               .completeness = s->tracked / truths,
                               .ambiguity = s->assigned / (s->tracked > 1.0 ? s->tracked : 1.0),
                               .spuriousness = s->spurious / (s->tracks > 1.0 ? s->tracks : 1.0),
                               .matched = s->matched / truths};
}

// Mean over truths of the evaluations held by the one track that held it longest.
static void longest(Score *s, double end_s) {
    uint32_t *lived = pvs_alloc((s->a.n_ids + 1) * sizeof *lived);
    uint32_t *most = pvs_alloc((s->a.n_ids + 1) * sizeof *most);
    if (!lived || !most) {
        s->failed = true;
    } else {
        double evals = 0.0, sum = 0.0;
        for (size_t i = 0; i < s->a.n; i++) {
            if (s->truth[s->a.items[i].row].time_s <= end_s + 1e-6) {
                lived[s->a.items[i].id]++;
                evals++;
            }
        }
        qsort(s->held, s->n_held, sizeof *s->held, by_key);
        for (size_t i = 0, run = 0; i < s->n_held; i++) {
            run = i > 0 && s->held[i].key == s->held[i - 1].key ? run + 1 : 1;
            uint32_t truth = (uint32_t)(s->held[i].key >> 32);
            most[truth] = run > most[truth] ? (uint32_t)run : most[truth];
        }
        for (uint32_t i = 0; i < s->a.n_ids; i++) {
            s->out->truths += lived[i] > 0;
            sum += lived[i] ? (double)most[i] / lived[i] : 0.0;
        }
        double truths = (double)s->out->truths;
        double hours = evals * s->track_case->eval_period_s / 3600.0;
        s->out->longest_track_fraction = truths > 0.0 ? sum / truths : 0.0;
        s->out->id_switches_per_truth_hour =
            (double)s->out->id_switches / (hours > 1e-9 ? hours : 1e-9);
    }
    pvs_free(lived);
    pvs_free(most);
}

static size_t run_of(const Side *side, size_t *at, int64_t eval, const Item **items) {
    while (*at < side->n && side->items[*at].eval < eval) {
        ++*at;
    }
    size_t begin = *at;
    while (*at < side->n && side->items[*at].eval == eval) {
        ++*at;
    }
    *items = side->items + begin;
    return *at - begin;
}

static void score(Score *s, double end_s) {
    double period = s->track_case->eval_period_s;
    int64_t n_evals = (int64_t)floor(end_s / period + 1e-9);
    size_t at_a = 0, at_b = 0;
    for (uint32_t i = 0; i < s->a.n_ids; i++) {
        s->prev[i] = s->last[i] = NONE;
    }
    for (int64_t k = 1; k <= n_evals && !s->failed; k++) {
        const Item *a, *b;
        size_t na = run_of(&s->a, &at_a, k, &a), nb = run_of(&s->b, &at_b, k, &b);
        evaluate(s, a, na, b, nb, (double)k * period > s->track_case->settle_s);
    }
    if (s->failed) {
        return;
    }
    longest(s, end_s);
    PvsTrackScore *out = s->out;
    out->evals = s->whole.n;
    out->settled_evals = s->settled.n;
    out->whole = part(&s->whole);
    out->settled = part(&s->settled);
    out->tracks_total = s->b.n_ids;
    double n = (double)s->n_errors;
    out->pos_rmse_m = s->n_errors ? sqrt(s->sum_pos2 / n) : (double)NAN;
    out->vel_rmse_mps = s->n_errors ? sqrt(s->sum_vel2 / n) : (double)NAN;
}

static void free_all(Score *s) {
    void *all[] = {s->a.items, s->a.ids, s->b.items, s->b.ids,   s->pairs,
                   s->held,    s->prev,  s->last,    s->first,   s->column,
                   s->match,   s->owner, s->reward,  s->owner_d, s->scratch};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        pvs_free(all[i]);
    }
}

PvsStatus pvs_track_score(const PvsTrackCase *track_case, const PvsTrackRow *truth, size_t n_truth,
                          const PvsTrackRow *tracks, size_t n_tracks, double until_s,
                          PvsTrackScore *out, PvsError *err) {
    *out = (PvsTrackScore){0};
    double end_s = until_s > 0.0 ? until_s : track_case->end_s;
    if (!(track_case->eval_period_s > 0.0) || !(track_case->gospa_c_m > 0.0) ||
        !(track_case->gospa_p >= 1.0) || !(end_s > 0.0) ||
        end_s / track_case->eval_period_s > 1e7 || n_truth > NONE - 1 || n_tracks > NONE - 1) {
        return pvs_error_set(err, PVS_BAD_USAGE,
                             "scoring needs an end, an evaluation period (at most 1e7 of them), "
                             "gospa.c_m above 0 and gospa.p of at least 1");
    }
    Score s = {.track_case = track_case, .truth = truth, .tracks = tracks, .out = out};
    s.failed = !side(&s.a, truth, n_truth, track_case->eval_period_s, false) ||
               !side(&s.b, tracks, n_tracks, track_case->eval_period_s, true);
    if (!s.failed) {
        s.prev = pvs_alloc((s.a.n_ids + 1) * sizeof *s.prev);
        s.last = pvs_alloc((s.a.n_ids + 1) * sizeof *s.last);
        s.failed = !s.prev || !s.last;
    }
    if (!s.failed) {
        score(&s, end_s);
    }
    free_all(&s);
    return s.failed ? pvs_error_set(err, PVS_NO_MEMORY, "out of memory") : PVS_OK;
}
