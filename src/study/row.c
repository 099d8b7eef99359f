// SPDX-License-Identifier: Apache-2.0
// From the events of a battle to its row: counts by type, unit, layer, round and site, the kill chain, and the time series.
#include "study/row.h"

#include <string.h>

typedef struct {
    uint16_t type;
    uint8_t armed, stage, ended;
} ThreatNote;

struct PvsRow {
    const PvsModel *model;
    const PvsLayout *layout;
    double *row, *series;
    ThreatNote *threats;
    uint32_t capacity;
    uint32_t last_hit; ///< threat of the last hit: what is lost after it was lost to that
};

PvsRow *pvs_row_create(void) {
    return pvs_alloc(sizeof(PvsRow));
}

void pvs_row_destroy(PvsRow *t) {
    if (t) {
        pvs_free(t->threats);
        pvs_free(t);
    }
}

PvsStatus pvs_row_begin(PvsRow *t, const PvsModel *model, const PvsLayout *layout, double *row,
                        double *series, PvsError *err) {
    if (t->capacity < model->n_threats) {
        ThreatNote *more = pvs_realloc(t->threats, model->n_threats * sizeof *more);
        if (!more) {
            return pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
        }
        t->threats = more;
        t->capacity = model->n_threats;
    }
    if (model->n_threats) {
        memset(t->threats, 0, model->n_threats * sizeof *t->threats);
    }
    t->model = model;
    t->layout = layout;
    t->row = row;
    t->series = series;
    t->last_hit = PVS_NONE;
    memset(row, 0, layout->n * sizeof *row);
    if (series) {
        memset(series, 0, (size_t)layout->n_series * layout->n_times * sizeof *series);
    }
    return PVS_OK;
}

// --- time series: changes first, summed up at the end ---------------------------------------------

enum { SERIES_IN_AIR, SERIES_ROUNDS, SERIES_CHANNELS };

// From the first point of time at or after t on, the series is `by` higher.
static void change(PvsRow *t, uint32_t series, PvsTime at, double by) {
    const PvsLayout *l = t->layout;
    double k = pvs_time_s(at) / l->dt_s;
    uint32_t i = k <= 0 ? 0 : (uint32_t)k;
    i += (double)i < k;
    if (i < l->n_times) {
        t->series[(size_t)series * l->n_times + i] += by;
    }
}

static void change_unit(PvsRow *t, int series, uint32_t unit, PvsTime at, double by) {
    if (t->series && unit < t->layout->n_units) {
        uint32_t of_layer = 3 + 2 * t->layout->unit_layer[unit] + (series == SERIES_CHANNELS);
        change(t, (uint32_t)series, at, by);
        change(t, of_layer, at, by);
    }
}

static void sum_up(PvsRow *t) {
    const PvsLayout *l = t->layout;
    for (uint32_t s = 0; s < l->n_series; s++) {
        double sum = 0;
        for (uint32_t i = 0; i < l->n_times; i++) {
            double *x = &t->series[(size_t)s * l->n_times + i];
            sum += *x;
            *x = sum;
        }
    }
}

// Launchers and depots are full at the start.
static void fill_magazines(PvsRow *t) {
    for (uint32_t u = 0; u < t->model->n_units; u++) {
        const PvsUnit *unit = &t->model->units[u];
        double rounds = 0;
        for (uint32_t w = 0; w < unit->n_weapons; w++) {
            rounds += unit->weapons[w].ready + unit->weapons[w].depot;
        }
        change_unit(t, SERIES_ROUNDS, u, 0, rounds);
    }
}

// --- events ----------------------------------------------------------------------------------------

static double *type_row(PvsRow *t, uint32_t threat) {
    return t->row + t->layout->types + t->threats[threat].type * PVS_TYPE_STRIDE;
}

static void reach(PvsRow *t, uint32_t threat, uint8_t stage) {
    if (t->threats[threat].stage < stage) {
        t->threats[threat].stage = stage;
    }
}

static void end_threat(PvsRow *t, uint32_t threat, int end, PvsTime at) {
    ThreatNote *note = &t->threats[threat];
    note->ended = 1;
    if (note->armed && end >= 0) {
        t->row[t->layout->flow + note->stage * PVS_N_FLOW_ENDS + (uint32_t)end]++;
    }
    if (t->series) {
        change(t, SERIES_IN_AIR, at, -1);
    }
}

static void launched(PvsRow *t, const PvsEvent *e) {
    ThreatNote *note = &t->threats[e->id[0]];
    note->type = (uint16_t)e->id[1];
    note->armed = e->id[3] != 0;
    double *type = type_row(t, e->id[0]) + PVS_N_THREAT_COUNTS;
    type[PVS_T_could_leak] += note->armed;
    type[PVS_T_attack_cost_usd] += t->model->threat_types[note->type].price_usd;
    if (t->series) {
        change(t, SERIES_IN_AIR, e->t, 1);
    }
}

static void fired(PvsRow *t, const PvsEvent *e) {
    double price = t->model->round_types[e->id[2]].price_usd;
    double *type = type_row(t, e->id[0]) + PVS_N_THREAT_COUNTS;
    double *unit = t->row + t->layout->units + e->id[1] * PVS_N_U;
    reach(t, e->id[0], 4);
    type[PVS_T_interceptors_fired]++;
    type[PVS_T_defence_cost_usd] += price;
    unit[PVS_U_defence_cost_usd] += price;
    change_unit(t, SERIES_ROUNDS, e->id[1], e->t, -1);
}

static void leaked(PvsRow *t, const PvsEvent *e) {
    ThreatNote *note = &t->threats[e->id[0]];
    double *type = type_row(t, e->id[0]) + PVS_N_THREAT_COUNTS;
    type[PVS_T_leakers]++;
    type[PVS_N_T + e->id[1]]++;
    t->row[t->layout->flow + note->stage * PVS_N_FLOW_ENDS + PVS_FLOW_LEAKED + e->id[1]]++;
    if (e->id[2] < t->layout->n_units) {
        t->row[t->layout->units + e->id[2] * PVS_N_U + PVS_U_leakers]++;
    }
}

// Sites, and units with a value of their own, are assets.
static void lost(PvsRow *t, uint32_t unit, double value_usd) {
    value_usd = value_usd > 0 ? value_usd : 0; // NaN: nobody gave one
    double asset = unit == PVS_NONE || value_usd > 0;
    t->row[t->layout->globals + PVS_G_assets_destroyed] += asset;
    t->row[t->layout->globals + PVS_G_value_lost] += value_usd;
    if (t->last_hit != PVS_NONE) {
        double *type = type_row(t, t->last_hit) + PVS_N_THREAT_COUNTS;
        type[PVS_T_assets_destroyed] += asset;
        type[PVS_T_value_lost] += value_usd;
    }
    if (unit != PVS_NONE) {
        double *u = t->row + t->layout->units + unit * PVS_N_U;
        u[PVS_U_assets_destroyed]++;
        u[PVS_U_value_lost] += value_usd;
    }
}

static void hit(PvsRow *t, const PvsEvent *e) {
    t->last_hit = e->id[0];
    if (e->id[2] < t->layout->n_units) {
        t->row[t->layout->units + e->id[2] * PVS_N_U + PVS_U_hit]++;
    }
    end_threat(t, e->id[0], -1, e->t); // its LEAK says where in the flow
}

static int on_event(void *ctx, const PvsEvent *e) {
    PvsRow *t = ctx;
    switch (e->kind) {
    case PVS_EV_LAUNCH:
        launched(t, e);
        break;
    case PVS_EV_SEEN:
        reach(t, e->id[0], 1);
        break;
    case PVS_EV_PICTURE:
        reach(t, e->id[0], 2);
        break;
    case PVS_EV_ASSIGNED:
        reach(t, e->id[0], 3);
        break;
    case PVS_EV_ORDERED:
        change_unit(t, SERIES_CHANNELS, e->id[1], e->t, 1);
        break;
    case PVS_EV_CHANNEL_FREE:
        change_unit(t, SERIES_CHANNELS, e->id[0], e->t, -1);
        break;
    case PVS_EV_FIRED:
        fired(t, e);
        break;
    case PVS_EV_KILLED:
        end_threat(t, e->id[0], PVS_FLOW_KILLED, e->t);
        break;
    case PVS_EV_SOFT_KILLED:
        end_threat(t, e->id[0], PVS_FLOW_SOFT_KILLED, e->t);
        break;
    case PVS_EV_FAILED:
        type_row(t, e->id[0])[PVS_N_THREAT_COUNTS + PVS_T_could_leak] -= t->threats[e->id[0]].armed;
        end_threat(t, e->id[0], PVS_FLOW_FAILED, e->t);
        break;
    case PVS_EV_HIT:
        hit(t, e);
        break;
    case PVS_EV_MISSED:
        end_threat(t, e->id[0], -1, e->t);
        break;
    case PVS_EV_LEAK:
        leaked(t, e);
        break;
    case PVS_EV_SITE_LOST:
        lost(t, PVS_NONE, t->model->sites[e->id[0]].value_usd);
        break;
    case PVS_EV_UNIT_LOST:
        lost(t, e->id[0], t->model->units[e->id[0]].value_usd);
        break;
    default:
        break;
    }
    return PVS_OK;
}

PvsSink pvs_row_sink(PvsRow *t) {
    return (PvsSink){on_event, t, PVS_LEVEL_TRACK};
}

// --- the outcome -----------------------------------------------------------------------------------

static void put_counts(double *at, const PvsThreatCounts *c) {
    int i = 0;
#define X(name) at[i++] = c->name;
    PVS_THREAT_COUNT_TABLE(X)
#undef X
}

static void put_units(PvsRow *t, const PvsOutcome *o) {
    const PvsLayout *l = t->layout;
    for (uint32_t i = 0; i < l->n_units; i++) {
        double *u = t->row + l->units + i * PVS_N_U;
        double *layer = t->row + l->by_layer + l->unit_layer[i] * PVS_N_L;
        u[PVS_U_killed] = o->units[i].kills;
        u[PVS_U_interceptors_fired] = o->units[i].fired;
        u[PVS_U_rounds_left] = o->units[i].rounds_left;
        layer[PVS_L_killed] += u[PVS_U_killed];
        layer[PVS_L_leakers] += u[PVS_U_leakers];
        layer[PVS_L_interceptors_fired] += u[PVS_U_interceptors_fired];
        layer[PVS_L_defence_cost_usd] += u[PVS_U_defence_cost_usd];
        layer[PVS_L_rounds_left] += u[PVS_U_rounds_left];
    }
}

static void put_globals(PvsRow *t, const PvsOutcome *o) {
    double *g = t->row + t->layout->globals;
    g[PVS_G_leakers] = o->leakers;
    g[PVS_G_could_leak] = (double)o->armed.launched - o->armed.failed - o->armed.returned;
    g[PVS_G_interceptors_fired] = o->shots.fired;
    g[PVS_G_interceptors_hit] = o->shots.hit;
    g[PVS_G_interceptors_missed] = o->shots.missed;
    g[PVS_G_interceptors_wasted] = o->shots.wasted;
    g[PVS_G_interceptors_in_flight] = o->shots.in_flight;
    g[PVS_G_defence_cost_usd] = o->defence_cost_usd;
    g[PVS_G_attack_cost_usd] = o->attack_cost_usd;
    g[PVS_G_end_time_s] = pvs_time_s(o->t_end);
    g[PVS_G_digest_low] = (double)(uint32_t)o->digest;
    g[PVS_G_digest_high] = (double)(uint32_t)(o->digest >> 32);
}

void pvs_row_end(PvsRow *t, const PvsOutcome *o) {
    const PvsLayout *l = t->layout;
    put_counts(t->row + l->counts, &o->all);
    put_counts(t->row + l->counts + PVS_N_THREAT_COUNTS, &o->armed);
    put_counts(t->row + l->counts + 2 * PVS_N_THREAT_COUNTS, &o->decoys);
    put_globals(t, o);
    for (int i = 0; i < PVS_N_LEAK_REASONS; i++) {
        t->row[l->reasons + (uint32_t)i] = o->leak_reasons[i];
    }
    for (uint32_t i = 0; i < l->n_types; i++) {
        put_counts(t->row + l->types + i * PVS_TYPE_STRIDE, &o->by_type[i]);
    }
    put_units(t, o);
    for (uint32_t i = 0; i < l->n_rounds; i++) {
        double *r = t->row + l->by_round + i * PVS_N_R;
        r[PVS_R_interceptors_fired] = o->by_round[i].fired;
        r[PVS_R_interceptors_hit] = o->by_round[i].hit;
        r[PVS_R_interceptors_missed] = o->by_round[i].missed;
        r[PVS_R_interceptors_wasted] = o->by_round[i].wasted;
    }
    for (uint32_t i = 0; i < l->n_sites; i++) {
        double *s = t->row + l->sites + i * PVS_N_S;
        s[PVS_S_hits] = o->sites[i].hits;
        s[PVS_S_destroyed] = o->sites[i].destroyed;
        s[PVS_S_low_kills] = o->sites[i].low_kills;
    }
    for (uint32_t i = 0; i < t->model->n_threats; i++) { // what still flies
        const ThreatNote *note = &t->threats[i];
        if (note->armed && !note->ended) {
            t->row[l->flow + note->stage * PVS_N_FLOW_ENDS + PVS_FLOW_IN_FLIGHT]++;
        }
    }
    if (t->series) {
        fill_magazines(t);
        sum_up(t);
    }
}
