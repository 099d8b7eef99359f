// SPDX-License-Identifier: Apache-2.0
// All events but path segments as one wide table: a row an event, a column for each name that the
// table of events knows.
#include <string.h>

#include "export/csv.h"
#include "export/formats.h"

#define COLUMNS_MAX 96

typedef struct {
    const char *name;
    uint8_t id_of[PVS_N_EVENT_KINDS];     ///< 1 + index of the id; 0: this kind has none
    uint8_t number_of[PVS_N_EVENT_KINDS]; ///< likewise
} Column;

typedef struct {
    const PvsMeta *meta;
    PvsOut *out;
    int n_columns;
    Column columns[COLUMNS_MAX];
} Writer;

static Column *column(Writer *w, const char *name) {
    for (int i = 0; i < w->n_columns; i++) {
        if (strcmp(w->columns[i].name, name) == 0) {
            return &w->columns[i];
        }
    }
    if (w->n_columns == COLUMNS_MAX) {
        return NULL;
    }
    w->columns[w->n_columns].name = name;
    return &w->columns[w->n_columns++];
}

static bool find_columns(Writer *w) {
    bool fits = true;
    for (int kind = 0; kind < PVS_N_EVENT_KINDS; kind++) {
        const PvsEventInfo *info = pvs_event_info((PvsEventKind)kind);
        for (int i = 0; kind != PVS_EV_PATH && i < info->n_ids; i++) {
            Column *c = column(w, info->id_name[i]);
            fits = fits && c;
            if (c) {
                c->id_of[kind] = (uint8_t)(i + 1);
            }
        }
    }
    for (int kind = 0; kind < PVS_N_EVENT_KINDS; kind++) {
        const PvsEventInfo *info = pvs_event_info((PvsEventKind)kind);
        for (int i = 0; kind != PVS_EV_PATH && i < info->n_numbers; i++) {
            Column *c = column(w, info->number_name[i]);
            fits = fits && c;
            if (c) {
                c->number_of[kind] = (uint8_t)(i + 1);
            }
        }
    }
    return fits;
}

static PvsStatus create(const PvsMeta *meta, PvsOut *out, void **ctx, PvsError *err) {
    Writer *w = pvs_alloc(sizeof *w);
    if (!w || !find_columns(w)) {
        pvs_free(w);
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory for a table of events");
    }
    w->meta = meta;
    w->out = out;
    *ctx = w;
    PvsCsvRow row = {out, false};
    pvs_csv_text(&row, "time_s");
    pvs_csv_text(&row, "event");
    for (int i = 0; i < w->n_columns; i++) {
        pvs_csv_text(&row, w->columns[i].name);
    }
    pvs_csv_end(&row);
    return PVS_OK;
}

static int on_event(void *ctx, const PvsEvent *event) {
    Writer *w = ctx;
    const PvsEventInfo *info = pvs_event_info((PvsEventKind)event->kind);
    if (event->kind == PVS_EV_PATH) {
        return PVS_OK;
    }
    PvsCsvRow row = {w->out, false};
    pvs_csv_time(&row, event->t);
    pvs_csv_text(&row, info->text);
    for (int i = 0; i < w->n_columns; i++) {
        const Column *c = &w->columns[i];
        int id = c->id_of[event->kind], number = c->number_of[event->kind];
        if (id) {
            pvs_csv_name(&row, w->meta, info->id_domain[id - 1], event->id[id - 1]);
        } else if (number) {
            pvs_csv_number(&row, event->x[number - 1]);
        } else {
            pvs_csv_empty(&row);
        }
    }
    return (int)pvs_csv_end(&row);
}

static PvsStatus finish(void *ctx) {
    (void)ctx;
    return PVS_OK;
}

const PvsFormat pvs_format_events_csv = {
    .ending = ".csv",
    .help = "all events but path segments, one row an event",
    .level = PVS_LEVEL_PLOT,
    .create = create,
    .on_event = on_event,
    .finish = finish,
    .destroy = pvs_free,
};
