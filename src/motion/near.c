// SPDX-License-Identifier: Apache-2.0
// A bounding-volume tree over reaches, on the unit sphere of geodetic normals: each node holds a ball about the normals of its sites and
// the most generous limits among them, and is refused by the same proven bounds as a single reach (span.h).
#include "base/math.h"
#include "motion.h"
#include "span.h"

#define LEAF_SITES 2

typedef struct {
    PvsVec3 centre; ///< not of unit length
    double radius;  ///< about the centre, holds the normals of all sites
    double range_max_m, sqrt_antenna_h_high, horizon_scale; ///< sqrt(2 k / R), largest; 0 when a site has no horizon
    double h_min_m, h_max_m;
    uint32_t first, n;    ///< places in `order`
    uint32_t right;       ///< index of the second child, 0 for a leaf; the first is the next node
} Node;

/// One site, with what the test needs: kept together, in tree order.
typedef struct {
    PvsVec3 up, origin_ecef;
    double range_max_m, sqrt_antenna_h, horizon_scale, h_min_m, h_max_m;
    uint32_t index;
} Site;

struct PvsNear {
    Node *nodes;
    Site *sites;
    uint32_t n_nodes, n_sites;
};

// --- building -----------------------------------------------------------------------------------------------------

static Site site_of(const PvsReach *r, uint32_t index) {
    Site s = {.up = r->frame.up, .origin_ecef = r->frame.origin_ecef, .range_max_m = r->range_max_m,
              .h_min_m = r->h_min_ell_m, .h_max_m = r->h_max_ell_m, .index = index};
    s.sqrt_antenna_h = r->antenna_h_m > 0.0 ? sqrt(r->antenna_h_m) : 0.0;
    s.horizon_scale = r->k_factor > 0.0 ? sqrt(2.0 * r->k_factor / r->earth_radius_m) : 0.0;
    return s;
}

static double coordinate(const Site *s, int axis) {
    return axis == 0 ? s->up.x : axis == 1 ? s->up.y : s->up.z;
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

static Node node_over(const Site *s, uint32_t first, uint32_t n, int *axis) {
    PvsVec3 low = s[0].up, high = s[0].up;
    Node node = {.first = first, .n = n, .h_min_m = INFINITY, .h_max_m = -INFINITY, .horizon_scale = INFINITY};
    double scale = 0.0;
    bool blind = true; // each site has a horizon
    for (uint32_t i = 0; i < n; i++) {
        low = pvs_vec3(fmin(low.x, s[i].up.x), fmin(low.y, s[i].up.y), fmin(low.z, s[i].up.z));
        high = pvs_vec3(fmax(high.x, s[i].up.x), fmax(high.y, s[i].up.y), fmax(high.z, s[i].up.z));
        node.range_max_m = fmax(node.range_max_m, s[i].range_max_m);
        node.sqrt_antenna_h_high = fmax(node.sqrt_antenna_h_high, s[i].sqrt_antenna_h);
        node.h_min_m = fmin(node.h_min_m, s[i].h_min_m);
        node.h_max_m = fmax(node.h_max_m, s[i].h_max_m);
        scale = fmax(scale, s[i].horizon_scale);
        blind = blind && s[i].horizon_scale > 0.0;
    }
    node.horizon_scale = blind ? scale : 0.0;
    node.centre = pvs_vec3_scale(pvs_vec3_add(low, high), 0.5);
    for (uint32_t i = 0; i < n; i++) {
        node.radius = fmax(node.radius, pvs_vec3_norm(pvs_vec3_sub(s[i].up, node.centre)));
    }
    PvsVec3 size = pvs_vec3_sub(high, low);
    *axis = size.x >= size.y && size.x >= size.z ? 0 : size.y >= size.z ? 1 : 2;
    return node;
}

static uint32_t build(PvsNear *near, uint32_t first, uint32_t n) {
    uint32_t at = near->n_nodes++;
    int axis;
    near->nodes[at] = node_over(near->sites + first, first, n, &axis);
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

// --- asking -------------------------------------------------------------------------------------------------------

/// Generous limits of a node or a site.
typedef struct {
    PvsVec3 centre;
    double radius, range_max_m, sqrt_antenna_h, horizon_scale, h_min_m, h_max_m;
} Limits;

static bool span_near(const Span *s, Limits l) {
    if (s->h_high_m < l.h_min_m || s->h_low_m > l.h_max_m) {
        return false;
    }
    double chord2 = 1.0 + pvs_vec3_dot(l.centre, l.centre) - 2.0 * span_max_dot(s, l.centre);
    double limit = span_range_chord(s, l.range_max_m);
    if (l.horizon_scale > 0.0) {
        double horizon = l.horizon_scale * (l.sqrt_antenna_h + s->sqrt_h_high);
        limit = horizon < limit ? horizon : limit;
    }
    limit += s->slack + l.radius;
    return chord2 <= limit * limit * (1.0 + 1e-9) + 1e-14;
}

typedef bool (*NearTest)(const void *what, Limits limits);
typedef void (*NearVisit)(void *ctx, uint32_t index);

static Limits limits_of_site(const Site *s) {
    return (Limits){s->up, 0.0, s->range_max_m, s->sqrt_antenna_h, s->horizon_scale, s->h_min_m, s->h_max_m};
}

static void walk(const PvsNear *near, NearTest test, const void *what, NearVisit visit, void *ctx) {
    uint32_t stack[64], n_stack = 0, at = 0; // depth is log2 of the sites
    if (near->n_sites == 0) {
        return;
    }
    for (;;) {
        const Node *node = &near->nodes[at];
        Limits limits = {node->centre, node->radius, node->range_max_m, node->sqrt_antenna_h_high, node->horizon_scale,
                         node->h_min_m, node->h_max_m};
        bool enter = test(what, limits);
        if (enter && node->right) {
            stack[n_stack++] = node->right;
            at++;
            continue;
        }
        for (uint32_t i = 0; enter && i < node->n; i++) {
            const Site *site = &near->sites[node->first + i];
            if (test(what, limits_of_site(site))) {
                visit(ctx, site->index);
            }
        }
        if (n_stack == 0) {
            return;
        }
        at = stack[--n_stack];
    }
}

/// The spans of a segment.
typedef struct {
    Span spans[SPANS_MAX];
    int n;
} Spans;

static bool any_span_near(const void *what, Limits limits) {
    const Spans *s = what;
    for (int i = 0; i < s->n; i++) {
        if (span_near(&s->spans[i], limits)) {
            return true;
        }
    }
    return false;
}

void pvs_near_query(const PvsNear *near, const PvsSegment *segment, void (*visit)(void *ctx, uint32_t index), void *ctx) {
    Spans spans;
    spans.n = span_of_segment(segment, spans.spans);
    walk(near, any_span_near, &spans, visit, ctx);
}

void pvs_near_query_ball(const PvsNear *near, PvsVec3 pos_ecef, double radius_m, void (*visit)(void *ctx, uint32_t index),
                         void *ctx) {
    // As a span: the ball's normals lie within its radius over the smallest curvature radius (outside the ellipsoid heights only help).
    double h_m;
    Spans ball = {.n = 1};
    ball.spans[0] = (Span){.a = pvs_normal_from_ecef(pos_ecef, &h_m), .whole = true};
    Span *s = &ball.spans[0];
    double depth = fmin(h_m - radius_m, 0.0);
    s->slack = radius_m / fmax(SPAN_CURVATURE_M + depth, 1.0);
    s->h_low_m = h_m - radius_m;
    s->h_high_m = h_m + radius_m;
    s->sqrt_h_high = s->h_high_m > 0.0 ? sqrt(s->h_high_m) : 0.0;
    walk(near, any_span_near, &ball, visit, ctx);
}
