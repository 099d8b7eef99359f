// SPDX-License-Identifier: Apache-2.0
// Joint moments of designs: one exact sum for each mean and each product.
#include "stats/cross.h"

#include <math.h>

#include "base/arena.h"
#include "stats/exact_dd.h"

#define DESIGNS_MAX 1000

static size_t place(size_t i, size_t k) {
    return i >= k ? i * (i + 1) / 2 + k : k * (k + 1) / 2 + i;
}

PvsStatus pvs_cross_init(PvsCross *c, size_t n_designs) {
    *c = (PvsCross){0};
    if (n_designs < 1 || n_designs > DESIGNS_MAX) {
        return PVS_LIMIT;
    }
    c->sum = pvs_alloc(n_designs * sizeof *c->sum);
    c->product = pvs_alloc(place(n_designs, 0) * sizeof *c->product);
    if (!c->sum || !c->product) {
        pvs_cross_free(c);
        return PVS_NO_MEMORY;
    }
    c->n_designs = n_designs;
    return PVS_OK;
}

void pvs_cross_free(PvsCross *c) {
    pvs_free(c->sum);
    pvs_free(c->product);
    *c = (PvsCross){0};
}

void pvs_cross_add(PvsCross *c, const double *values) {
    c->n++;
    for (size_t i = 0; i < c->n_designs; i++) {
        pvs_exact_add(&c->sum[i], values[i]);
        for (size_t k = 0; k <= i; k++) {
            PvsDd p = pvs_dd_two_product(values[i], values[k]);
            pvs_exact_add(&c->product[place(i, k)], p.hi);
            pvs_exact_add(&c->product[place(i, k)], p.lo);
        }
    }
}

PvsStatus pvs_cross_merge(PvsCross *c, const PvsCross *other) {
    if (c->n_designs != other->n_designs) {
        return PVS_BAD_USAGE;
    }
    c->n += other->n;
    for (size_t i = 0; i < c->n_designs; i++) {
        pvs_exact_merge(&c->sum[i], &other->sum[i]);
    }
    for (size_t i = 0; i < place(c->n_designs, 0); i++) {
        pvs_exact_merge(&c->product[i], &other->product[i]);
    }
    return PVS_OK;
}

double pvs_cross_mean(const PvsCross *c, size_t i) {
    return c->n > 0 ? pvs_dd_value(pvs_dd_div(pvs_exact_dd(&c->sum[i]), (double)c->n))
                    : (double)NAN;
}

double pvs_cross_cov(const PvsCross *c, size_t i, size_t k) {
    if (c->n < 2) {
        return (double)NAN;
    }
    PvsDd both = pvs_dd_mul(pvs_exact_dd(&c->sum[i]), pvs_exact_dd(&c->sum[k]));
    PvsDd rest = pvs_dd_sub(pvs_exact_dd(&c->product[place(i, k)]), pvs_dd_div(both, (double)c->n));
    double cov = pvs_dd_value(rest) / (double)(c->n - 1);
    return i == k && cov < 0 ? 0 : cov;
}
