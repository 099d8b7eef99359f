// SPDX-License-Identifier: Apache-2.0
// A bounding-volume tree over reaches, on the unit sphere of geodetic normals: each node holds a
// ball about the normals of its sites and the most generous limits among them, and is refused by
// the same proven bounds as a single reach (span.h).
#include "base/math.h"
#include "motion.h"
#include "span.h"

#define LEAF_SITES 2

/// Generous limits of a node, or those of a site: what the test reads, together.
typedef struct {
    PvsVec3 centre; ///< of the normals; not of unit length for a node
    double radius;  ///< about the centre, holds the normals of all sites
    double range_max_m, sqrt_antenna_h;
    double horizon_scale; ///< sqrt(2 k / R); 0 when a site has no horizon
    double h_min_m, h_max_m;
} Limits;

typedef struct {
    Limits limits;
    uint32_t first, n; ///< places in `sites`
    uint32_t right;    ///< index of the second child, 0 for a leaf; the first is the next node
} Node;

/// One site, in tree order.
typedef struct {
    Limits limits;
    uint32_t index;
} Site;

struct PvsNear {
    Node *nodes;
    Site *sites;
    uint32_t n_nodes, n_sites;
};

// --- building ------------------------------------------------------------------------------------

static Site site_of(const PvsReach *r, uint32_t index) {
    Limits l = {.centre = r->frame.up,
                .range_max_m = r->range_max_m,
                .h_min_m = r->h_min_ell_m,
                .h_max_m = r->h_max_ell_m};
    // Ground below the ellipsoid: sqrt(h - ground) <= sqrt(h) + sqrt(-ground).
    l.sqrt_antenna_h = (r->antenna_h_m > 0.0 ? sqrt(r->antenna_h_m) : 0.0) +
                       (r->ground_h_ell_m < 0.0 ? sqrt(-r->ground_h_ell_m) : 0.0);
    l.horizon_scale = r->k_factor > 0.0 ? sqrt(2.0 * r->k_factor / r->earth_radius_m) : 0.0;
    return (Site){l, index};
}

static double coordinate(const Site *s, int axis) {
    PvsVec3 up = s->limits.centre;
    return axis == 0 ? up.x : axis == 1 ? up.y : up.z;
}

static void swap_sites(Site *a, Site *b) {
    Site t = *a;
    *a = *b;
    *b = t;
}

// Order of two sites along an axis; total, so that the tree is the same everywhere.
static bool before(const Site *a, const Site *b, int axis) {
    double x = coordinate(a, axis), y = coordinate(b, axis);
    return x < y || (x == y && a->index < b->index);
}

// Puts the k-th site along the axis in its place, smaller ones before it (Hoare's selection).
static void select_site(Site *s, uint32_t n, uint32_t k, int axis) {
    uint32_t low = 0, high = n - 1;
    while (low < high) {
        Site pivot = s[low + (high - low) / 2];
        uint32_t i = low, j = high;
        while (i <= j) {
            while (before(&s[i], &pivot, axis)) {
                i++;
            }
            while (before(&pivot, &s[j], axis)) {
                j--;
            }
            if (i <= j) {
                swap_sites(&s[i], &s[j]);
                i++;
                if (j == 0) {
                    break;
                }
                j--;
            }
        }
        if (k <= j) {
            high = j;
        } else if (k >= i) {
            low = i;
        } else {
            return;
        }
    }
}

// Limits that hold for all of n sites, and the axis along which they spread most.
static Limits limits_over(const Site *s, uint32_t n, int *axis) {
    PvsVec3 low = s[0].limits.centre, high = low;
    Limits most = s[0].limits;
    bool all_have_horizon = true;
    for (uint32_t i = 0; i < n; i++) {
        const Limits *l = &s[i].limits;
        low =
            pvs_vec3(fmin(low.x, l->centre.x), fmin(low.y, l->centre.y), fmin(low.z, l->centre.z));
        high = pvs_vec3(fmax(high.x, l->centre.x), fmax(high.y, l->centre.y),
                        fmax(high.z, l->centre.z));
        most.range_max_m = fmax(most.range_max_m, l->range_max_m);
        most.sqrt_antenna_h = fmax(most.sqrt_antenna_h, l->sqrt_antenna_h);
        most.horizon_scale = fmax(most.horizon_scale, l->horizon_scale);
        most.h_min_m = fmin(most.h_min_m, l->h_min_m);
        most.h_max_m = fmax(most.h_max_m, l->h_max_m);
        all_have_horizon = all_have_horizon && l->horizon_scale > 0.0;
    }
    most.horizon_scale = all_have_horizon ? most.horizon_scale : 0.0;
    most.centre = pvs_vec3_scale(pvs_vec3_add(low, high), 0.5);
    most.radius = 0.0;
    for (uint32_t i = 0; i < n; i++) {
        most.radius =
            fmax(most.radius, pvs_vec3_norm(pvs_vec3_sub(s[i].limits.centre, most.centre)));
    }
    PvsVec3 size = pvs_vec3_sub(high, low);
    *axis = size.x >= size.y && size.x >= size.z ? 0 : size.y >= size.z ? 1 : 2;
    return most;
}

static uint32_t build(PvsNear *near, uint32_t first, uint32_t n) {
    uint32_t at = near->n_nodes++;
    int axis;
    near->nodes[at] = (Node){limits_over(near->sites + first, n, &axis), first, n, 0};
    if (n > LEAF_SITES) {
        select_site(near->sites + first, n, n / 2, axis);
        build(near, first, n / 2);
        near->nodes[at].right = build(near, first + n / 2, n - n / 2);
    }
    return at;
}

PvsNear *pvs_near_create(const PvsReach *reaches, size_t n, PvsArena *arena) {
    PvsNear *near = pvs_arena_alloc(arena, sizeof *near);
    if (!near || n == 0) {
        return near;
    }
    near->nodes = pvs_arena_alloc(arena, 2 * n * sizeof *near->nodes);
    near->sites = pvs_arena_alloc(arena, n * sizeof *near->sites);
    if (!near->nodes || !near->sites) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        near->sites[i] = site_of(&reaches[i], (uint32_t)i);
    }
    near->n_sites = (uint32_t)n;
    build(near, 0, near->n_sites);
    return near;
}

// --- asking --------------------------------------------------------------------------------------

static bool span_near(const Span *s, const Limits *l) {
    if (s->h_high_m < l->h_min_m || s->h_low_m > l->h_max_m) {
        return false;
    }
    double limit = l->range_max_m * s->inverse_radius;
    if (l->horizon_scale > 0.0) {
        double horizon = l->horizon_scale * (l->sqrt_antenna_h + s->sqrt_h_high);
        limit = horizon < limit ? horizon : limit;
    }
    limit += s->slack + l->radius;
    double chord2 = 1.0 + pvs_vec3_dot(l->centre, l->centre) - 2.0 * span_max_dot(s, l->centre);
    return chord2 <= limit * limit * (1.0 + 1e-9) + 1e-14;
}

static bool any_span_near(const Span *spans, int n, const Limits *limits) {
    for (int i = 0; i < n; i++) {
        if (span_near(&spans[i], limits)) {
            return true;
        }
    }
    return false;
}

typedef void (*NearVisit)(void *ctx, uint32_t index);

static void walk(const PvsNear *near, const Span *spans, int n_spans, NearVisit visit, void *ctx) {
    uint32_t stack[64], n_stack = 0, at = 0; // the tree is balanced: its depth is log2 of the sites
    if (near->n_sites == 0) {
        return;
    }
    for (;;) {
        const Node *node = &near->nodes[at];
        bool enter = any_span_near(spans, n_spans, &node->limits);
        if (enter && node->right) {
            stack[n_stack++] = node->right;
            at++;
            continue;
        }
        for (uint32_t i = 0; enter && i < node->n; i++) {
            const Site *site = &near->sites[node->first + i];
            if (any_span_near(spans, n_spans, &site->limits)) {
                visit(ctx, site->index);
            }
        }
        if (n_stack == 0) {
            return;
        }
        at = stack[--n_stack];
    }
}

void pvs_near_query(const PvsNear *near, const PvsSegment *segment,
                    void (*visit)(void *ctx, uint32_t index), void *ctx) {
    Span spans[SPANS_MAX];
    int n = span_of_segment(segment, spans);
    walk(near, spans, n, visit, ctx);
}

void pvs_near_query_ball(const PvsNear *near, PvsVec3 pos_ecef, double radius_m,
                         void (*visit)(void *ctx, uint32_t index), void *ctx) {
    double h_m;
    PvsVec3 normal = pvs_normal_from_ecef(pos_ecef, &h_m);
    // The ball's normals lie within its radius over the smallest curvature radius (above the
    // ellipsoid height only helps).
    double depth_m = fmin(h_m - radius_m, 0.0);
    double slack = radius_m / fmax(SPAN_CURVATURE_M + depth_m, 1.0);
    Span ball = span_of_ball(normal, slack, h_m - radius_m, h_m + radius_m);
    walk(near, &ball, 1, visit, ctx);
}
