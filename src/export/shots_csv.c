// SPDX-License-Identifier: Apache-2.0
// One row a shot: who fired what at which threat, when it was assigned, launched and over, at what
// geometry, with what result.
#include <math.h>
#include <string.h>

#include "export/csv.h"
#include "export/formats.h"

typedef struct {
    PvsTime t_assigned, t_fired, t_end;
    double fired_range_m, range_m, h_m, kill_prob, crossing_sin, planned_kill_prob;
    uint32_t shot, threat, unit, round, post, result;
} Row;

// The assignment that a unit's next shots at a threat belong to: kept for each unit, since its last
// assignments are few.
typedef struct {
    PvsTime t;
    double kill_prob;
    uint32_t unit, post;
} Assignment;

typedef struct {
    const PvsMeta *meta;
    PvsOut *out;
    Row *rows; ///< in order of launch
    size_t n, capacity;
    Assignment *latest; ///< RING of each threat, newest first
    uint32_t *types;    ///< of each threat; PVS_NONE: not launched
    bool failed;
} Writer;

#define RING 4 ///< assignments remembered for each threat

static const char heading[] = "shot,threat,type,class,armed,unit,round,post,assigned_s,fired_s,"
                              "intercept_s,flight_s,fired_range_m,range_m,h_m,"
                              "planned_kill_prob,kill_prob,crossing_sin,result";

static PvsStatus create(const PvsMeta *meta, PvsOut *out, void **ctx, PvsError *err) {
    Writer *w = pvs_alloc(sizeof *w);
    Assignment *latest = pvs_alloc((meta->n_threats + (size_t)1) * RING * sizeof *latest);
    uint32_t *types = pvs_alloc((meta->n_threats + (size_t)1) * sizeof *types);
    if (!w || !latest || !types) {
        pvs_free(w);
        pvs_free(latest);
        pvs_free(types);
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory for a table of shots");
    }
    for (size_t i = 0; i < meta->n_threats * (size_t)RING; i++) {
        latest[i].unit = PVS_NONE;
    }
    for (uint32_t i = 0; i < meta->n_threats; i++) {
        types[i] = PVS_NONE;
    }
    *w = (Writer){.meta = meta, .out = out, .latest = latest, .types = types};
    *ctx = w;
    return PVS_OK;
}

static void remember(Writer *w, const PvsEvent *e) {
    Assignment *ring = w->latest + (size_t)e->id[0] * RING;
    memmove(ring + 1, ring, (RING - 1) * sizeof *ring);
    ring[0] = (Assignment){e->t, e->x[2], e->id[1], e->id[3]};
}

static void add_shot(Writer *w, const PvsEvent *e) {
    if (w->n == w->capacity) {
        size_t capacity = w->capacity ? 2 * w->capacity : 256;
        Row *rows = pvs_realloc(w->rows, capacity * sizeof *rows);
        if (!rows) {
            w->failed = true;
            return;
        }
        w->rows = rows;
        w->capacity = capacity;
    }
    Row row = {PVS_TIME_NEVER,
               e->t,
               PVS_TIME_NEVER,
               e->x[0],
               NAN,
               NAN,
               NAN,
               NAN,
               NAN,
               e->id[3],
               e->id[0],
               e->id[1],
               e->id[2],
               PVS_NONE,
               PVS_SHOT_IN_FLIGHT};
    const Assignment *ring = w->latest + (size_t)e->id[0] * RING;
    for (int i = 0; i < RING; i++) {
        if (ring[i].unit == e->id[1]) {
            row.t_assigned = ring[i].t;
            row.planned_kill_prob = ring[i].kill_prob;
            row.post = ring[i].post;
            break;
        }
    }
    w->rows[w->n++] = row;
}

// Shots end near where they began in the list: the search goes back from the newest.
static void end_shot(Writer *w, const PvsEvent *e) {
    for (size_t i = w->n; i-- > 0;) {
        Row *row = &w->rows[i];
        if (row->shot == e->id[2]) {
            row->t_end = e->t;
            row->result = e->id[3];
            row->range_m = e->x[0];
            row->h_m = e->x[1];
            row->kill_prob = e->x[2];
            row->crossing_sin = e->x[3];
            return;
        }
    }
}

static int on_event(void *ctx, const PvsEvent *e) {
    Writer *w = ctx;
    const PvsEventInfo *info = pvs_event_info((PvsEventKind)e->kind);
    if (info->n_ids == 0 || info->id_domain[0] != PVS_DOM_THREAT ||
        e->id[0] >= w->meta->n_threats) {
        return PVS_OK;
    }
    if (e->kind == PVS_EV_LAUNCH) {
        w->types[e->id[0]] = e->id[1];
    } else if (e->kind == PVS_EV_ASSIGNED) {
        remember(w, e);
    } else if (e->kind == PVS_EV_FIRED) {
        add_shot(w, e);
    } else if (e->kind == PVS_EV_INTERCEPT) {
        end_shot(w, e);
    }
    return w->failed ? PVS_NO_MEMORY : PVS_OK;
}

static void write_row(PvsCsvRow *csv, const PvsMeta *m, const Row *row, uint32_t type) {
    pvs_csv_count(csv, row->shot);
    pvs_csv_name(csv, m, PVS_DOM_THREAT, row->threat);
    pvs_csv_name(csv, m, PVS_DOM_TYPE, type);
    pvs_csv_text(csv, m->types[type].cls);
    pvs_csv_count(csv, !m->types[type].decoy);
    pvs_csv_name(csv, m, PVS_DOM_UNIT, row->unit);
    pvs_csv_name(csv, m, PVS_DOM_ROUND, row->round);
    pvs_csv_name(csv, m, PVS_DOM_POST, row->post);
    pvs_csv_time(csv, row->t_assigned);
    pvs_csv_time(csv, row->t_fired);
    pvs_csv_time(csv, row->t_end);
    pvs_csv_time(csv, row->t_end == PVS_TIME_NEVER ? PVS_TIME_NEVER : row->t_end - row->t_fired);
    pvs_csv_number(csv, row->fired_range_m);
    pvs_csv_number(csv, row->range_m);
    pvs_csv_number(csv, row->h_m);
    pvs_csv_number(csv, row->planned_kill_prob);
    pvs_csv_number(csv, row->kill_prob);
    pvs_csv_number(csv, row->crossing_sin);
    pvs_csv_name(csv, m, PVS_DOM_RESULT, row->result);
}

static PvsStatus finish(void *ctx) {
    const Writer *w = ctx;
    PvsStatus status = w->failed ? PVS_NO_MEMORY : pvs_csv_heading(w->out, heading);
    for (size_t i = 0; i < w->n && status == PVS_OK; i++) {
        const Row *row = &w->rows[i];
        uint32_t type = w->types[row->threat];
        if (type == PVS_NONE) {
            type = w->meta->groups[pvs_meta_group_of(w->meta, row->threat)].type;
        }
        PvsCsvRow csv = {w->out, false};
        write_row(&csv, w->meta, row, type);
        status = pvs_csv_end(&csv);
    }
    return status;
}

static void destroy(void *ctx) {
    Writer *w = ctx;
    pvs_free(w->rows);
    pvs_free(w->latest);
    pvs_free(w->types);
    pvs_free(w);
}

const PvsFormat pvs_format_shots_csv = {
    .ending = ".shots.csv",
    .help =
        "one row a shot: who fired what at which threat, when, at what geometry, with what result",
    .level = PVS_LEVEL_ENGAGE,
    .create = create,
    .on_event = on_event,
    .finish = finish,
    .destroy = destroy,
};
