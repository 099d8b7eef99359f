// SPDX-License-Identifier: Apache-2.0
// One row a threat: when it was seen, tracked, identified, assigned, shot at and met; how it ended;
// why it leaked.
#include <math.h>
#include <string.h>

#include "export/csv.h"
#include "export/formats.h"

#define NEVER PVS_TIME_NEVER

typedef struct {
    PvsTime t_launched, t_seen, t_tracked, t_picture, t_identified, t_assigned, t_fired,
        t_intercept, t_end;
    double launch_lat_deg, launch_lon_deg, seen_range_m, end_lat_deg, end_lon_deg, end_h_m, miss_m;
    uint32_t type, armed, seen_by, tracked_by, picture_of, identified_as, taken_for_decoy,
        assigned_to;
    uint32_t n_assigned, n_fired, end_unit, end_round, end_site, end_area, reason, reason_unit;
    uint8_t end; ///< kind of the event that ended it; PVS_EV_END: none
} Row;

typedef struct {
    const PvsMeta *meta;
    PvsOut *out;
    Row *rows;
} Writer;

static const char heading[] = "threat,type,class,group,armed,launched_s,launch_lat_deg,launch_lon_"
                              "deg,seen_s,seen_by,seen_range_m,tracked_s,tracked_by,"
                              "picture_s,picture_of,identified_s,identified_as,taken_for_decoy,"
                              "assigned_s,assigned_to,n_assigned,first_shot_s,n_shots,"
                              "last_intercept_s,end_s,end,end_lat_deg,end_lon_deg,end_h_m,by_unit,"
                              "by_round,site,area,miss_m,leak_reason,leak_unit";

static PvsStatus create(const PvsMeta *meta, PvsOut *out, void **ctx, PvsError *err) {
    Writer *w = pvs_alloc(sizeof *w);
    Row *rows = pvs_alloc((meta->n_threats + (size_t)1) * sizeof *rows);
    if (!w || !rows) {
        pvs_free(w);
        pvs_free(rows);
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory for a table of threats");
    }
    for (uint32_t i = 0; i < meta->n_threats; i++) {
        rows[i] = (Row){
            NEVER,    NEVER,    NEVER,    NEVER,    NEVER,    NEVER,      NEVER, NEVER,    NEVER,
            NAN,      NAN,      NAN,      NAN,      NAN,      NAN,        NAN,   PVS_NONE, PVS_NONE,
            PVS_NONE, PVS_NONE, PVS_NONE, PVS_NONE, PVS_NONE, PVS_NONE,   0,     0,        PVS_NONE,
            PVS_NONE, PVS_NONE, PVS_NONE, PVS_NONE, PVS_NONE, PVS_EV_END,
        };
    }
    *w = (Writer){meta, out, rows};
    *ctx = w;
    return PVS_OK;
}

static void end_row(Row *row, const PvsEvent *e) {
    row->t_end = e->t;
    row->end = e->kind;
    row->end_lat_deg = e->x[0];
    row->end_lon_deg = e->x[1];
    if (e->kind == PVS_EV_KILLED) {
        row->end_h_m = e->x[2];
        row->end_unit = e->id[1];
        row->end_round = e->id[2];
    } else if (e->kind == PVS_EV_SOFT_KILLED) {
        row->end_area = e->id[1];
    } else if (e->kind == PVS_EV_HIT) {
        row->end_site = e->id[1];
        row->end_unit = e->id[2];
    }
    if (e->kind == PVS_EV_HIT || e->kind == PVS_EV_MISSED) {
        row->miss_m = e->x[2];
    }
}

// Keeps the first of each step; t is the step's time, who its place in the row.
static void first(PvsTime *t, const PvsEvent *e, uint32_t *who) {
    if (*t == NEVER) {
        *t = e->t;
        *who = e->id[1];
    }
}

static int on_event(void *ctx, const PvsEvent *e) {
    Writer *w = ctx;
    const PvsEventInfo *info = pvs_event_info((PvsEventKind)e->kind);
    if (info->n_ids == 0 || info->id_domain[0] != PVS_DOM_THREAT ||
        e->id[0] >= w->meta->n_threats) {
        return PVS_OK;
    }
    Row *row = &w->rows[e->id[0]];
    switch (e->kind) {
    case PVS_EV_LAUNCH:
        row->t_launched = e->t;
        row->type = e->id[1];
        row->armed = e->id[3];
        row->launch_lat_deg = e->x[0];
        row->launch_lon_deg = e->x[1];
        break;
    case PVS_EV_SEEN:
        if (row->t_seen == NEVER) {
            row->seen_range_m = e->x[0];
        }
        first(&row->t_seen, e, &row->seen_by);
        break;
    case PVS_EV_CONFIRMED:
        first(&row->t_tracked, e, &row->tracked_by);
        break;
    case PVS_EV_PICTURE:
        first(&row->t_picture, e, &row->picture_of);
        break;
    case PVS_EV_IDENTIFIED:
        if (row->t_identified == NEVER) {
            row->identified_as = e->id[2];
            row->taken_for_decoy = e->id[3];
            row->t_identified = e->t;
        }
        break;
    case PVS_EV_ASSIGNED:
        first(&row->t_assigned, e, &row->assigned_to);
        row->n_assigned++;
        break;
    case PVS_EV_FIRED:
        row->t_fired = row->n_fired++ == 0 ? e->t : row->t_fired;
        break;
    case PVS_EV_INTERCEPT:
        row->t_intercept = e->t;
        break;
    case PVS_EV_LEAK:
        row->reason = e->id[1];
        row->reason_unit = e->id[2];
        break;
    case PVS_EV_KILLED:
    case PVS_EV_SOFT_KILLED:
    case PVS_EV_FAILED:
    case PVS_EV_HIT:
    case PVS_EV_MISSED:
        end_row(row, e);
        break;
    default:
        break;
    }
    return PVS_OK;
}

// The names of `pavise run --json`.
static const char *end_name(const Row *row) {
    switch (row->end) {
    case PVS_EV_KILLED:
        return "killed";
    case PVS_EV_SOFT_KILLED:
        return "soft_killed";
    case PVS_EV_FAILED:
        return "failed";
    case PVS_EV_HIT:
        return "hit";
    case PVS_EV_MISSED:
        return "missed";
    default:
        return row->t_launched == NEVER ? "unreleased" : "in_flight";
    }
}

static void csv_count_if(PvsCsvRow *row, uint32_t n, bool known) {
    if (known) {
        pvs_csv_count(row, n);
    } else {
        pvs_csv_empty(row);
    }
}

static void write_sensing(PvsCsvRow *csv, const PvsMeta *m, const Row *row) {
    pvs_csv_time(csv, row->t_launched);
    pvs_csv_number(csv, row->launch_lat_deg);
    pvs_csv_number(csv, row->launch_lon_deg);
    pvs_csv_time(csv, row->t_seen);
    pvs_csv_name(csv, m, PVS_DOM_RADAR, row->seen_by);
    pvs_csv_number(csv, row->seen_range_m);
    pvs_csv_time(csv, row->t_tracked);
    pvs_csv_name(csv, m, PVS_DOM_RADAR, row->tracked_by);
    pvs_csv_time(csv, row->t_picture);
    pvs_csv_name(csv, m, PVS_DOM_POST, row->picture_of);
    pvs_csv_time(csv, row->t_identified);
    pvs_csv_name(csv, m, PVS_DOM_CLASS, row->identified_as);
    csv_count_if(csv, row->taken_for_decoy, row->taken_for_decoy != PVS_NONE);
}

static void write_end(PvsCsvRow *csv, const PvsMeta *m, const Row *row) {
    pvs_csv_time(csv, row->t_end);
    pvs_csv_text(csv, end_name(row));
    pvs_csv_number(csv, row->end_lat_deg);
    pvs_csv_number(csv, row->end_lon_deg);
    pvs_csv_number(csv, row->end_h_m);
    pvs_csv_name(csv, m, PVS_DOM_UNIT, row->end_unit);
    pvs_csv_name(csv, m, PVS_DOM_ROUND, row->end_round);
    pvs_csv_name(csv, m, PVS_DOM_SITE, row->end_site);
    pvs_csv_name(csv, m, PVS_DOM_AREA, row->end_area);
    pvs_csv_number(csv, row->miss_m);
    pvs_csv_name(csv, m, PVS_DOM_REASON, row->reason);
    pvs_csv_name(csv, m, PVS_DOM_UNIT, row->reason_unit);
}

static PvsStatus finish(void *ctx) {
    const Writer *w = ctx;
    const PvsMeta *m = w->meta;
    PvsStatus status = pvs_csv_heading(w->out, heading);
    for (uint32_t i = 0; i < m->n_threats && status == PVS_OK; i++) {
        const Row *row = &w->rows[i];
        uint32_t group = pvs_meta_group_of(m, i);
        uint32_t type = row->type != PVS_NONE ? row->type : m->groups[group].type;
        PvsCsvRow csv = {w->out, false};
        pvs_csv_name(&csv, m, PVS_DOM_THREAT, i);
        pvs_csv_name(&csv, m, PVS_DOM_TYPE, type);
        pvs_csv_text(&csv, m->types[type].cls);
        pvs_csv_name(&csv, m, PVS_DOM_GROUP, group);
        csv_count_if(&csv, row->armed, row->armed != PVS_NONE);
        write_sensing(&csv, m, row);
        pvs_csv_time(&csv, row->t_assigned);
        pvs_csv_name(&csv, m, PVS_DOM_UNIT, row->assigned_to);
        pvs_csv_count(&csv, row->n_assigned);
        pvs_csv_time(&csv, row->t_fired);
        pvs_csv_count(&csv, row->n_fired);
        pvs_csv_time(&csv, row->t_intercept);
        write_end(&csv, m, row);
        status = pvs_csv_end(&csv);
    }
    return status;
}

static void destroy(void *ctx) {
    Writer *w = ctx;
    pvs_free(w->rows);
    pvs_free(w);
}

const PvsFormat pvs_format_threats_csv = {
    .ending = ".threats.csv",
    .help =
        "one row a threat: when it was seen, tracked, assigned, shot at; its end; why it leaked",
    .level = PVS_LEVEL_TRACK,
    .create = create,
    .on_event = on_event,
    .finish = finish,
    .destroy = destroy,
};
