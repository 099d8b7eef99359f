// SPDX-License-Identifier: Apache-2.0
// Ignorance: each figure has its place in its range in an outer draw. Figures of a group move together, with a rank correlation, through a
// Gaussian copula: z = sqrt(r) z_group + sqrt(1 - r) z_own, r = 2 sin(pi rho / 6) (Pearson 1907: the correlation of normals whose ranks
// correlate by rho).
#include "study/draw.h"

#include <math.h>
#include <string.h>

#include "base/luck.h"
#include "base/math.h"
#include "stats/stats.h"

static const char *const group_names[] = {
#define X(name, text) text,
    PVS_GROUP_TABLE(X)
#undef X
};

const char *pvs_group_name(int group) {
    return group >= 0 && group < PVS_N_GROUPS ? group_names[group] : "";
}

static const PvsDrawnFigure *find(const PvsDrawn *drawn, const char *key) {
    uint32_t low = 0, high = drawn->n;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = strcmp(drawn->figures[middle].key, key);
        if (order == 0) {
            return &drawn->figures[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

double pvs_draw_quantile(PvsStudyShape shape, double low, double best, double high, double u) {
    if (!(low < high)) {
        return best;
    }
    switch (shape) {
    case PVS_SHAPE_PERT:
        return pvs_pert_quantile(low, best, high, u);
    case PVS_SHAPE_UNIFORM:
        return low + u * (high - low);
    default:
        return pvs_triangular_quantile(low, best, high, u);
    }
}

// The place of a figure in its range.
static double place(const PvsDrawContext *c, const PvsDrawnFigure *f) {
    const PvsParameters *p = c->parameters;
    if (p->placing == PVS_PLACE_LEVELS) {
        return p->level[f->group];
    }
    if (p->placing == PVS_PLACE_GIVEN) {
        return p->u[f - c->drawn->figures];
    }
    double rho = p->correlation >= 0 ? p->correlation : c->drawn->correlation; // NaN compares false
    PvsLuck luck = pvs_luck(c->seed, c->draw);
    const char *group = group_names[f->group];
    double r = 2 * pvs_sin(PVS_PI * rho / 6);
    double shared = pvs_luck_normal(luck, PVS_LUCK_DESIGN, pvs_id_of_name(group, strlen(group)), 0);
    double own = pvs_luck_normal(luck, PVS_LUCK_DESIGN, pvs_id_of_name(f->key, strlen(f->key)), 0);
    return pvs_normal_cdf(sqrt(r) * shared + sqrt(r < 1 ? 1 - r : 0) * own);
}

double pvs_draw_figure(void *ctx, const char *key, double low, double best, double high) {
    const PvsDrawContext *c = ctx;
    const PvsDrawnFigure *f = find(c->drawn, key);
    if (!f || c->parameters->placing == PVS_PLACE_BEST) {
        return best;
    }
    double u = place(c, f);
    if (u < 0) {
        return best;
    }
    // What the scenario gives here may have been overridden: its own range, unless it was widened or listed.
    bool own = f->used_low == f->low && f->used_high == f->high;
    double scale = f->best != 0 && best != f->best ? best / f->best : 1;
    return pvs_draw_quantile(c->drawn->shape, own ? low : f->used_low * scale, best,
                             own ? high : f->used_high * scale, u);
}
