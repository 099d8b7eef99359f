// SPDX-License-Identifier: Apache-2.0
// Morris's screening on groups: trajectories and effects.
#include "stats/morris.h"

#include "base/math.h"
#include "stats/distributions.h"

#define LEVELS   4
#define ID_BASE  0x6d6f7272u // name these draws among those of the purpose DESIGN
#define ID_ORDER 0x69736f72u

// The group whose random key is the step-th smallest.
static int group_at(size_t n_groups, uint32_t trajectory, size_t step, PvsLuck luck) {
    for (size_t g = 0; g < n_groups; g++) {
        double mine = pvs_luck_u01(luck, PVS_LUCK_DESIGN, pvs_id_member(ID_ORDER, g), trajectory);
        size_t before = 0;
        for (size_t k = 0; k < n_groups; k++) {
            double other =
                pvs_luck_u01(luck, PVS_LUCK_DESIGN, pvs_id_member(ID_ORDER, k), trajectory);
            before += other < mine || (other == mine && k < g);
        }
        if (before == step) {
            return (int)g;
        }
    }
    return -1;
}

int pvs_morris_point(PvsGroups groups, uint32_t trajectory, size_t step, PvsLuck luck, double *u) {
    for (size_t d = 0; d < groups.n_dims; d++) {
        double draw = pvs_luck_u01(luck, PVS_LUCK_DESIGN, pvs_id_member(ID_BASE, d), trajectory);
        u[d] = (floor(draw * LEVELS) + 0.5) / LEVELS;
    }
    int moved = -1;
    for (size_t s = 0; s < step && s < groups.n_groups; s++) {
        moved = group_at(groups.n_groups, trajectory, s, luck);
        for (size_t d = 0; d < groups.n_dims; d++) {
            if (groups.group_of[d] == moved) {
                u[d] += u[d] < 0.5 ? 0.5 : -0.5;
            }
        }
    }
    return moved;
}

// Sums over trajectories of one group's effects.
typedef struct {
    double n, size, size2, product, product2;
} Effects;

static void add_effect(Effects *e, double d1, double d2) {
    double size = fabs((d1 + d2) / 2), product = d1 * d2;
    e->n++;
    e->size += size;
    e->size2 += size * size;
    e->product += product;
    e->product2 += product * product;
}

static double half_width(double sum, double sum2, double n, double t) {
    double variance = (sum2 - sum * sum / n) / (n - 1);
    return t * sqrt((variance > 0 ? variance : 0) / n);
}

static PvsMorris conclude(const Effects *e, double noise_variance, double confidence) {
    PvsMorris m = {.mu_star = e->size / e->n, .interval = pvs_interval_undefined()};
    double product = e->product / e->n;
    m.rms = product > 0 ? sqrt(product) : 0;
    // Mean absolute value of a normal whose variance is that of a difference of two averaged points.
    m.noise_floor = sqrt(noise_variance * 2 / PVS_PI);
    if (e->n >= 2) {
        double t = pvs_t_two_sided(e->n - 1, confidence);
        double half = half_width(e->size, e->size2, e->n, t);
        m.interval = (PvsInterval){m.mu_star - half, m.mu_star + half};
        double one_sided = pvs_t_quantile(e->n - 1, confidence);
        m.above_noise = product > half_width(e->product, e->product2, e->n, one_sided);
    }
    return m;
}

void pvs_morris_effects(size_t n_trajectories, size_t n_groups, const int *moved, const double *y1,
                        const double *y2, double confidence, PvsMorris *out) {
    size_t n_points = n_groups + 1;
    double noise = 0;
    for (size_t i = 0; i < n_trajectories * n_points; i++) {
        noise += (y1[i] - y2[i]) * (y1[i] - y2[i]);
    }
    // (y1 - y2)^2 averages to twice a replicate's variance; the mean of two has half of one's, and a
    // difference of two points twice that.
    noise /= 2 * (double)(n_trajectories * n_points);
    for (size_t g = 0; g < n_groups; g++) {
        Effects e = {0};
        for (size_t i = 0; i < n_trajectories * n_points; i++) {
            if (i % n_points > 0 && moved[i] == (int)g) {
                add_effect(&e, y1[i] - y1[i - 1], y2[i] - y2[i - 1]);
            }
        }
        out[g] = conclude(&e, noise, confidence);
    }
}
