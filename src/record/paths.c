// SPDX-License-Identifier: Apache-2.0
// Paths from the event stream: the segments of each threat, as motion/ evaluates them, cut off
// where the threat ended.
#include <pavise/paths.h>

#include <string.h>

#include "base/arena.h"
#include "base/math.h"
#include "motion/motion.h"
#include "record/record.h"

typedef struct {
    PvsSegment segment;
    uint32_t next; ///< of the same threat; PVS_NONE: the last
} Node;

typedef struct {
    PvsTime t_launch,
        t_end; ///< t_launch PVS_TIME_NEVER: not launched; t_end: when it was stopped, PVS_TIME_NEVER: not yet
    uint32_t first, last;
} Track;

struct PvsPaths {
    Node *nodes;
    uint32_t n_nodes, nodes_capacity;
    Track *threats;
    uint32_t n_threats, threats_capacity;
};

PvsPaths *pvs_paths_create(void) {
    return pvs_alloc(sizeof(PvsPaths));
}

void pvs_paths_destroy(PvsPaths *paths) {
    if (paths) {
        pvs_free(paths->nodes);
        pvs_free(paths->threats);
        pvs_free(paths);
    }
}

static Track *threat_of(PvsPaths *p, uint32_t threat) {
    if (threat >= PVS_NONE / 2) {
        return NULL;
    }
    if (threat >= p->threats_capacity) {
        uint32_t capacity = p->threats_capacity ? p->threats_capacity : 256;
        while (capacity <= threat) {
            capacity *= 2;
        }
        Track *threats = pvs_realloc(p->threats, capacity * sizeof *threats);
        if (!threats) {
            return NULL;
        }
        p->threats = threats;
        p->threats_capacity = capacity;
    }
    for (; p->n_threats <= threat; p->n_threats++) {
        p->threats[p->n_threats] = (Track){PVS_TIME_NEVER, PVS_TIME_NEVER, PVS_NONE, PVS_NONE};
    }
    return &p->threats[threat];
}

// The inverse of what battle/ emits; see docs/reference/record-format.md.
static PvsSegment segment_of(const PvsEvent *e) {
    const double *x = e->x + 2;
    PvsSegment g = {.t0 = (PvsTime)e->x[0], .t1 = (PvsTime)e->x[1], .kind = (uint8_t)e->id[2]};
    if (e->id[2] == PVS_SEG_ARC) {
        g.arc.a = pvs_vec3(x[0], x[1], x[2]);
        g.arc.b = pvs_vec3(x[3], x[4], x[5]);
        g.arc.c = pvs_vec3(x[6], x[7], x[8]);
        g.arc.rate_radps = x[9];
        g.arc.h0_ell_m = x[10];
        g.arc.climb_mps = x[11];
    } else if (e->id[2] == PVS_SEG_BALLISTIC) {
        g.ballistic.pos_eci = pvs_vec3(x[0], x[1], x[2]);
        g.ballistic.vel_eci = pvs_vec3(x[3], x[4], x[5]);
    } else {
        g.profile.a = pvs_vec3(x[0], x[1], x[2]);
        g.profile.b = pvs_vec3(x[3], x[4], x[5]);
        memcpy(g.profile.phi, x + 6, sizeof g.profile.phi);
        memcpy(g.profile.h, x + 9, sizeof g.profile.h);
        g.profile_h0_m = (float)x[12];
    }
    return g;
}

// Times beyond what an int64 holds cannot be converted; a reader of foreign bytes may meet them.
static bool is_sound(const PvsEvent *e) {
    return e->id[2] < PVS_SEG_N_KINDS && fabs(e->x[0]) < 9e18 && fabs(e->x[1]) < 9e18;
}

static int add_segment(PvsPaths *p, Track *track, const PvsEvent *e) {
    if (!is_sound(e)) {
        return PVS_BAD_INPUT;
    }
    if (p->n_nodes == p->nodes_capacity) {
        uint32_t capacity = p->nodes_capacity ? 2 * p->nodes_capacity : 256;
        Node *nodes =
            capacity < PVS_NONE / 2 ? pvs_realloc(p->nodes, capacity * sizeof *nodes) : NULL;
        if (!nodes) {
            return PVS_NO_MEMORY;
        }
        p->nodes = nodes;
        p->nodes_capacity = capacity;
    }
    uint32_t at = p->n_nodes++;
    p->nodes[at] = (Node){segment_of(e), PVS_NONE};
    if (track->first == PVS_NONE) {
        track->first = at;
    } else {
        p->nodes[track->last].next = at;
    }
    track->last = at;
    return PVS_OK;
}

static int on_event(void *ctx, const PvsEvent *e) {
    PvsPaths *p = ctx;
    bool ends = e->kind == PVS_EV_KILLED || e->kind == PVS_EV_SOFT_KILLED ||
                e->kind == PVS_EV_FAILED || e->kind == PVS_EV_HIT || e->kind == PVS_EV_MISSED;
    if (!ends && e->kind != PVS_EV_LAUNCH && e->kind != PVS_EV_PATH) {
        return PVS_OK;
    }
    Track *track = threat_of(p, e->id[0]);
    if (!track) {
        return PVS_NO_MEMORY;
    }
    if (e->kind == PVS_EV_LAUNCH) {
        track->t_launch = e->t;
    } else if (ends) {
        track->t_end = e->t;
    } else {
        return add_segment(p, track, e);
    }
    return PVS_OK;
}

PvsSink pvs_paths_sink(PvsPaths *paths) {
    return (PvsSink){.on_event = on_event, .ctx = paths, .level = PVS_LEVEL_PATH};
}

bool pvs_paths_span(const PvsPaths *p, uint32_t threat, PvsTime *t_begin, PvsTime *t_end) {
    if (threat >= p->n_threats || p->threats[threat].t_launch == PVS_TIME_NEVER ||
        p->threats[threat].first == PVS_NONE) {
        return false;
    }
    const Track *track = &p->threats[threat];
    PvsTime t_path = p->nodes[track->last].segment.t1;
    *t_begin = track->t_launch;
    *t_end = track->t_end < t_path ? track->t_end : t_path;
    return true;
}

bool pvs_paths_at(const PvsPaths *p, uint32_t threat, PvsTime t, PvsPathPoint *out) {
    PvsTime t_begin, t_end;
    if (!pvs_paths_span(p, threat, &t_begin, &t_end) || t < t_begin || t > t_end) {
        return false;
    }
    // The newest segment that covers t: a path that was changed is told again from there on.
    const PvsSegment *at = NULL;
    for (uint32_t i = p->threats[threat].first; i != PVS_NONE; i = p->nodes[i].next) {
        const PvsSegment *g = &p->nodes[i].segment;
        if (g->t0 <= t && t <= g->t1) {
            at = g;
        }
    }
    if (!at) {
        return false;
    }
    PvsKinematics k = pvs_segment_at(at, t);
    PvsLlh llh = pvs_llh_from_ecef(k.pos_ecef);
    *out = (PvsPathPoint){llh.lat_rad / PVS_DEG_RAD,
                          llh.lon_rad / PVS_DEG_RAD,
                          llh.h_ell_m,
                          {k.pos_ecef.x, k.pos_ecef.y, k.pos_ecef.z},
                          {k.vel_ecef.x, k.vel_ecef.y, k.vel_ecef.z}};
    return true;
}
