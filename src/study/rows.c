// SPDX-License-Identifier: Apache-2.0
// Rows of a point in order of battles, block by block.
#include "study/summary.h"

typedef struct {
    double *rows, *series;
} Buffers;

static bool make_buffers(const PvsStudy *s, const PvsPoint *p, bool series, Buffers *b) {
    b->rows = pvs_alloc(((size_t)s->block * p->layout->n + 1) * sizeof(double));
    b->series =
        series && p->n_series ? pvs_alloc((size_t)s->block * p->n_series * sizeof(double)) : NULL;
    return b->rows && (b->series || !series || !p->n_series);
}

static void free_buffers(Buffers *b) {
    pvs_free(b->rows);
    pvs_free(b->series);
}

static PvsStatus get(const PvsStore *store, uint32_t point, uint64_t first, uint64_t want,
                     Buffers *b, PvsError *err) {
    char why[400] = "";
    uint32_t n;
    PvsStored stored = pvs_store_get(store, point, first, b->rows, b->series, &n, why);
    bool whole = stored == PVS_STORED_WHOLE || stored == PVS_STORED_PART;
    return whole && n >= want
               ? PVS_OK
               : pvs_error_set(err, PVS_IO, "%s/shards: block of battle %llu of point %u: %s",
                               store->dir, (unsigned long long)first, point,
                               *why ? why : "is not whole");
}

PvsStatus pvs_rows_visit(const PvsStore *store, uint32_t point, uint64_t n, PvsRowVisit visit,
                         void *ctx, PvsError *err) {
    const PvsStudy *s = store->study;
    const PvsPoint *p = &s->points[point];
    Buffers b = {0};
    PvsStatus status =
        make_buffers(s, p, true, &b) ? PVS_OK : pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    for (uint64_t first = 0; first < n && status == PVS_OK; first += s->block) {
        uint64_t want = n - first < s->block ? n - first : s->block;
        status = get(store, point, first, want, &b, err);
        bool series = b.series && first < PVS_SERIES_BATTLES;
        for (uint64_t i = 0; i < want && status == PVS_OK; i++) {
            status = visit(ctx, first + i, b.rows + i * p->layout->n,
                           series ? b.series + i * p->n_series : NULL);
        }
    }
    free_buffers(&b);
    return status;
}

PvsStatus pvs_rows_visit_pairs(const PvsStore *store, uint32_t a, uint32_t b, uint64_t n,
                               PvsRowPairVisit visit, void *ctx, PvsError *err) {
    const PvsStudy *s = store->study;
    Buffers one = {0}, two = {0};
    bool made =
        make_buffers(s, &s->points[a], false, &one) && make_buffers(s, &s->points[b], false, &two);
    PvsStatus status = made ? PVS_OK : pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    for (uint64_t first = 0; first < n && status == PVS_OK; first += s->block) {
        uint64_t want = n - first < s->block ? n - first : s->block;
        status = get(store, a, first, want, &one, err);
        if (status == PVS_OK) {
            status = get(store, b, first, want, &two, err);
        }
        for (uint64_t i = 0; i < want && status == PVS_OK; i++) {
            status = visit(ctx, first + i, one.rows + i * s->points[a].layout->n,
                           two.rows + i * s->points[b].layout->n);
        }
    }
    free_buffers(&one);
    free_buffers(&two);
    return status;
}
