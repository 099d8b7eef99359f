// SPDX-License-Identifier: Apache-2.0
// Pairs of battles of two points: the same seed and replication, hence the same luck wherever it means the same.
#include "study/pairing.h"

#include <math.h>

typedef struct {
    PvsMeasure a, b;
    PvsPairs *pairs;
    uint32_t of_draw; ///< battles of a draw; 1: the battle is the unit
    uint32_t n_in_draw;
    double sum_a, sum_b;
    double *values;
    size_t capacity, n;
} Pairing;

static void add(Pairing *p, double a, double b) {
    pvs_pairs_add(p->pairs, a, b);
    if (p->n < p->capacity) {
        p->values[p->n++] = a - b;
    }
}

static PvsStatus visit(void *ctx, uint64_t replication, const double *row_a, const double *row_b) {
    (void)replication;
    Pairing *p = ctx;
    double a = pvs_measure_value(&p->a, row_a), b = pvs_measure_value(&p->b, row_b);
    if (p->of_draw <= 1) {
        add(p, a, b);
        return PVS_OK;
    }
    p->sum_a += a;
    p->sum_b += b;
    if (++p->n_in_draw == p->of_draw) {
        add(p, p->sum_a / p->of_draw, p->sum_b / p->of_draw);
        p->sum_a = p->sum_b = 0;
        p->n_in_draw = 0;
    }
    return PVS_OK;
}

PvsStatus pvs_pairing_values(const PvsStore *store, uint32_t point, uint32_t base,
                             const char *measure, PvsPairs *out, double *values, size_t capacity,
                             size_t *n, PvsError *err) {
    const PvsStudy *s = store->study;
    const PvsPoint *a = &s->points[point], *b = &s->points[base];
    Pairing p = {.pairs = out, .values = values, .capacity = capacity};
    *out = (PvsPairs){0};
    if (!pvs_measure_find(a->layout, measure, &p.a, NULL) ||
        !pvs_measure_find(b->layout, measure, &p.b, NULL)) {
        return pvs_error_set(err, PVS_BAD_INPUT, "no measure \"%.100s\" at both points", measure);
    }
    p.of_draw = pvs_point_is_drawn(s, a) && pvs_point_is_drawn(s, b) ? s->spec->draw.battles : 1;
    uint64_t both = a->n_done < b->n_done ? a->n_done : b->n_done;
    PvsStatus status = pvs_rows_visit_pairs(store, point, base, both, visit, &p, err);
    if (n) {
        *n = p.n;
    }
    return status;
}

PvsStatus pvs_pairing(const PvsStore *store, uint32_t point, uint32_t base, const char *measure,
                      PvsPairs *out, PvsError *err) {
    return pvs_pairing_values(store, point, base, measure, out, NULL, 0, NULL, err);
}
