// SPDX-License-Identifier: Apache-2.0
// A battle is a function of (model, seed, replication): what was chosen is played again with sinks that keep everything.
#include "study/timeline.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "battle/battle.h"

typedef struct {
    uint32_t unit, threat, round;
    double t_s, t_end_s;
    int result; ///< PvsShotResult; -1: not known
} Shot;

typedef struct {
    double t_s, t_end_s;
    uint32_t type;
    bool launched, armed;
    int end; ///< PvsEventKind; -1: none
} Threat;

typedef struct {
    double t_s;
    uint32_t threat, reason, unit;
} Leak;

typedef struct {
    Shot *shots;
    uint32_t n_shots, cap_shots;
    Leak *leaks;
    uint32_t n_leaks, cap_leaks;
    Threat *threats;
    uint32_t *shot_of; ///< number of a shot -> its place
    uint32_t cap_shot_of;
} Watch;

static bool grow(void *array, uint32_t *capacity, uint32_t wanted, size_t size) {
    if (wanted <= *capacity) {
        return true;
    }
    uint32_t n = *capacity ? *capacity : 256;
    while (n < wanted) {
        n *= 2;
    }
    void *more = pvs_realloc(*(void **)array, n * size);
    if (!more) {
        return false;
    }
    *(void **)array = more;
    *capacity = n;
    return true;
}

static int note_shot(Watch *w, const PvsEvent *e) {
    uint32_t number = e->id[3];
    if (number > 1u << 28 || !grow(&w->shots, &w->cap_shots, w->n_shots + 1, sizeof *w->shots) ||
        !grow(&w->shot_of, &w->cap_shot_of, number + 1, sizeof *w->shot_of)) {
        return PVS_NO_MEMORY;
    }
    w->shot_of[number] = w->n_shots;
    w->shots[w->n_shots++] = (Shot){.unit = e->id[1],
                                    .threat = e->id[0],
                                    .round = e->id[2],
                                    .t_s = pvs_time_s(e->t),
                                    .t_end_s = (double)NAN,
                                    .result = -1};
    return PVS_OK;
}

static int note_leak(Watch *w, const PvsEvent *e) {
    if (!grow(&w->leaks, &w->cap_leaks, w->n_leaks + 1, sizeof *w->leaks)) {
        return PVS_NO_MEMORY;
    }
    w->leaks[w->n_leaks++] = (Leak){pvs_time_s(e->t), e->id[0], e->id[1], e->id[2]};
    return PVS_OK;
}

static int on_event(void *ctx, const PvsEvent *e) {
    Watch *w = ctx;
    switch (e->kind) {
    case PVS_EV_LAUNCH:
        w->threats[e->id[0]] =
            (Threat){pvs_time_s(e->t), (double)NAN, e->id[1], true, e->id[3] != 0, -1};
        return PVS_OK;
    case PVS_EV_FIRED:
        return note_shot(w, e);
    case PVS_EV_INTERCEPT: {
        Shot *shot = e->id[2] < w->cap_shot_of ? &w->shots[w->shot_of[e->id[2]]] : NULL;
        if (shot) {
            shot->t_end_s = pvs_time_s(e->t);
            shot->result = (int)e->id[3];
        }
        return PVS_OK;
    }
    case PVS_EV_KILLED:
    case PVS_EV_SOFT_KILLED:
    case PVS_EV_FAILED:
    case PVS_EV_HIT:
    case PVS_EV_MISSED:
        w->threats[e->id[0]].t_end_s = pvs_time_s(e->t);
        w->threats[e->id[0]].end = e->kind;
        return PVS_OK;
    case PVS_EV_LEAK:
        return note_leak(w, e);
    default:
        return PVS_OK;
    }
}

// --- writing ----------------------------------------------------------------------------------------------

static void time_at(PvsStr *out, const char *key, double t_s) {
    char text[32];
    pvs_text_printf(text, sizeof text, "%.1f", t_s);
    pvs_str_printf(out, ", \"%s\": %s", key, t_s == t_s ? text : "null");
}

static void name(PvsStr *out, const char *key, const PvsMeta *m, PvsEventDomain domain,
                 uint32_t id) {
    char buf[PVS_NAME_MAX];
    pvs_report_text(out, key, pvs_meta_name(m, domain, id, buf, sizeof buf));
}

static void write_shots(PvsStr *out, const PvsMeta *m, const Watch *w) {
    bool first_row = true;
    pvs_str_printf(out, ",\n   \"rows\": [");
    for (uint32_t u = 0; u < m->n_units; u++) {
        bool first = true;
        for (uint32_t i = 0; i < w->n_shots; i++) {
            const Shot *s = &w->shots[i];
            if (s->unit != u) {
                continue;
            }
            if (first) {
                pvs_str_printf(out, first_row ? "\n    {" : ",\n    {");
                name(out, "unit", m, PVS_DOM_UNIT, u);
                pvs_str_printf(out, ", ");
                pvs_report_text(out, "layer", m->units[u].layer);
                pvs_str_printf(out, ", \"shots\": [");
                first_row = false;
            }
            pvs_str_printf(out, first ? "{" : ", {");
            name(out, "threat", m, PVS_DOM_THREAT, s->threat);
            pvs_str_printf(out, ", ");
            name(out, "type", m, PVS_DOM_TYPE, w->threats[s->threat].type);
            pvs_str_printf(out, ", ");
            name(out, "round", m, PVS_DOM_ROUND, s->round);
            time_at(out, "t_s", s->t_s);
            time_at(out, "t_end_s", s->t_end_s);
            pvs_str_printf(out, ", \"result\": \"%s\"}",
                           s->result >= 0 ? pvs_shot_result_name((uint32_t)s->result)
                                          : "in-flight");
            first = false;
        }
        pvs_str_printf(out, first ? "" : "]}");
    }
    pvs_str_printf(out, "]");
}

static void write_leaks(PvsStr *out, const PvsMeta *m, const Watch *w) {
    pvs_str_printf(out, ",\n   \"leaks\": [");
    for (uint32_t i = 0; i < w->n_leaks; i++) {
        const Leak *l = &w->leaks[i];
        pvs_str_printf(out, i ? ", {" : "{");
        name(out, "threat", m, PVS_DOM_THREAT, l->threat);
        pvs_str_printf(out, ", ");
        name(out, "type", m, PVS_DOM_TYPE, w->threats[l->threat].type);
        time_at(out, "t_s", l->t_s);
        pvs_str_printf(out, ", \"reason\": \"%s\", ", pvs_leak_name((PvsLeakReason)l->reason));
        name(out, "unit", m, PVS_DOM_UNIT, l->unit);
        pvs_str_printf(out, "}");
    }
    pvs_str_printf(out, "]");
}

static void write_threats(PvsStr *out, const PvsMeta *m, const Watch *w) {
    bool first = true;
    pvs_str_printf(out, ",\n   \"threats\": [");
    for (uint32_t i = 0; i < m->n_threats; i++) {
        const Threat *t = &w->threats[i];
        if (!t->launched) {
            continue;
        }
        pvs_str_printf(out, first ? "{" : ", {");
        first = false;
        name(out, "name", m, PVS_DOM_THREAT, i);
        pvs_str_printf(out, ", ");
        name(out, "type", m, PVS_DOM_TYPE, t->type);
        pvs_str_printf(out, ", \"armed\": %s", t->armed ? "true" : "false");
        time_at(out, "t_s", t->t_s);
        time_at(out, "t_end_s", t->t_end_s);
        pvs_str_printf(out, ", \"end\": \"%s\"}",
                       t->end >= 0 ? pvs_event_info((PvsEventKind)t->end)->text : "in flight");
    }
    pvs_str_printf(out, "]");
}

// --- playing ----------------------------------------------------------------------------------------------

typedef struct {
    PvsReport *r;
    uint32_t point;
    uint64_t replication;
    const char *chosen;
    bool first;
} Choice;

// A record can be made again at any time, so that it need not be safe on disk before the results are.
static PvsStatus play(const Choice *c, const PvsModel *model, const PvsMeta *meta, Watch *w,
                      PvsOutcome *outcome, PvsState *state, const char *record_path) {
    PvsError *err = c->r->err;
    PvsRecordWriter *record = NULL;
    const PvsIo io = pvs_store_scratch_io();
    PvsStatus status = pvs_record_writer_create(record_path, meta, &io, &record, err);
    if (status != PVS_OK) {
        return status;
    }
    PvsSink sinks[] = {{on_event, w, PVS_LEVEL_ENGAGE}, pvs_record_writer_sink(record)};
    PvsRunOptions o = pvs_run_options_default();
    o.sinks = sinks;
    o.n_sinks = 2;
    status = pvs_battle_run(model, state, c->r->study->seed, c->replication, &o, outcome, err);
    if (status != PVS_OK) {
        pvs_record_writer_discard(record);
        return status;
    }
    return pvs_record_writer_finish(record, false, err);
}

static PvsStatus write_choice(const Choice *c, const PvsModel *model, PvsArena *arena) {
    PvsReport *r = c->r;
    PvsMeta meta;
    PvsStatus status =
        pvs_meta_from_model(model, r->study->seed, c->replication, arena, &meta, r->err);
    PvsState *state = status == PVS_OK ? pvs_state_create(model) : NULL;
    Watch w = {.threats = pvs_alloc((model->n_threats + 1) * sizeof *w.threats)};
    PvsOutcome outcome;
    char name_in_folder[120], path[4800];
    pvs_text_printf(name_in_folder, sizeof name_in_folder, "records/p%05u-%s-%llu.pvr", c->point,
                    c->chosen, (unsigned long long)c->replication);
    pvs_text_printf(path, sizeof path, "%s/records", r->store->dir);
    mkdir(path, 0777);
    pvs_text_printf(path, sizeof path, "%s/%s", r->store->dir, name_in_folder);
    if (status == PVS_OK) {
        status = state && w.threats ? play(c, model, &meta, &w, &outcome, state, path)
                                    : pvs_error_set(r->err, PVS_NO_MEMORY, "out of memory");
    }
    if (status == PVS_OK) {
        pvs_str_printf(
            &r->json,
            "%s{\"point\": %u, \"replication\": %llu, \"chosen\": \"%s\", \"leakers\": %u",
            c->first ? "\n  " : ",\n  ", c->point, (unsigned long long)c->replication, c->chosen,
            outcome.leakers);
        time_at(&r->json, "t_end_s", pvs_time_s(outcome.t_end));
        pvs_str_printf(&r->json, ", ");
        pvs_report_text(&r->json, "record", name_in_folder);
        write_shots(&r->json, &meta, &w);
        write_leaks(&r->json, &meta, &w);
        write_threats(&r->json, &meta, &w);
        pvs_str_printf(&r->json, "}");
    }
    pvs_state_destroy(state);
    pvs_free(w.threats);
    pvs_free(w.shots);
    pvs_free(w.leaks);
    pvs_free(w.shot_of);
    return status;
}

// --- choosing ---------------------------------------------------------------------------------------------

typedef struct {
    PvsTally tally;
    double wanted;
    uint32_t column;
    uint64_t found;
    bool any;
} Search;

static PvsStatus count(void *ctx, uint64_t replication, const double *row, const double *series) {
    (void)replication;
    (void)series;
    Search *s = ctx;
    return pvs_tally_add(&s->tally, row[s->column]);
}

static PvsStatus find(void *ctx, uint64_t replication, const double *row, const double *series) {
    (void)series;
    Search *s = ctx;
    if (!s->any && row[s->column] == s->wanted) {
        s->found = replication;
        s->any = true;
    }
    return PVS_OK;
}

// The first battle with as many leakers as the middle one has.
static PvsStatus median_of(const PvsReport *r, uint32_t point, uint64_t *out) {
    const PvsPoint *p = &r->study->points[point];
    Search s = {.column = p->layout->globals + PVS_G_leakers};
    pvs_tally_init(&s.tally, PVS_TALLY_BINS_DEFAULT);
    PvsStatus status = pvs_rows_visit(r->store, point, p->n_done, count, &s, r->err);
    s.wanted = pvs_tally_order(&s.tally, (p->n_done + 1) / 2);
    if (status == PVS_OK) {
        status = pvs_rows_visit(r->store, point, p->n_done, find, &s, r->err);
    }
    pvs_tally_free(&s.tally);
    *out = s.found;
    return status;
}

static bool wants(const PvsStudySpec *spec, const char *what) {
    bool named = spec->n_chosen == 0; // both, when nobody says
    for (uint32_t i = 0; i < spec->n_chosen; i++) {
        named = named || strcmp(spec->chosen[i], what) == 0;
    }
    return named;
}

static PvsStatus add_choice(PvsReport *r, const char *what, uint64_t replication, bool first) {
    uint32_t point = r->study->base;
    PvsPoint *p = &r->study->points[point];
    PvsModel *model = p->model;
    PvsArena arena;
    PvsDiags diags = {0};
    PvsStatus status = PVS_OK;
    pvs_arena_init(&arena);
    if (!model) {
        status = pvs_point_compile(r->study, p, pvs_point_draw(r->study, p, replication), &model,
                                   &diags);
    }
    if (status == PVS_OK) {
        Choice c = {r, point, replication, what, first};
        status = write_choice(&c, model, &arena);
    }
    if (!p->model) {
        pvs_model_free(model);
    }
    pvs_diags_free(&diags);
    pvs_arena_free(&arena);
    return status;
}

PvsStatus pvs_report_timelines(PvsReport *r) {
    const PvsStudySpec *spec = r->study->spec;
    PvsStatus status = PVS_OK;
    bool first = true;
    pvs_str_printf(&r->json, " \"timelines\": [");
    if (wants(spec, "median")) {
        uint64_t replication;
        status = median_of(r, r->study->base, &replication);
        if (status == PVS_OK) {
            status = add_choice(r, "median", replication, true);
        }
        first = false;
    }
    if (status == PVS_OK && wants(spec, "worst")) {
        status = add_choice(r, "worst", r->study->points[r->study->base].worst, first);
    }
    pvs_str_printf(&r->json, "],\n");
    return status;
}
