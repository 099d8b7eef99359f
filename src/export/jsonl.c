// SPDX-License-Identifier: Apache-2.0
// All events as JSON lines: first a line of metadata, then one object an event, ids by name,
// numbers with their units in the key.
#include "export/csv.h"
#include "export/formats.h"

typedef struct {
    const PvsMeta *meta;
    PvsOut *out;
    PvsStr line;
} Writer;

static PvsStatus write_line(Writer *w) {
    pvs_str_printf(&w->line, "\n");
    PvsStatus status =
        w->line.failed ? PVS_NO_MEMORY : pvs_out_write(w->out, w->line.text, w->line.n);
    w->line.n = 0;
    return status;
}

static PvsStatus create(const PvsMeta *meta, PvsOut *out, void **ctx, PvsError *err) {
    Writer *w = pvs_alloc(sizeof *w);
    if (!w) {
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory for JSON lines");
    }
    *w = (Writer){.meta = meta, .out = out};
    pvs_meta_to_json(meta, &w->line);
    if (write_line(w) == PVS_NO_MEMORY) {
        pvs_str_free(&w->line);
        pvs_free(w);
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory for JSON lines");
    }
    *ctx = w;
    return PVS_OK;
}

static void add_id(Writer *w, const PvsEventInfo *info, int i, uint32_t id) {
    PvsEventDomain domain = info->id_domain[i];
    pvs_str_printf(&w->line, ", \"%s\": ", info->id_name[i]);
    bool is_number = domain == PVS_DOM_COUNT || domain == PVS_DOM_TRACK || domain == PVS_DOM_SHOT;
    if (id == PVS_NONE && domain != PVS_DOM_COUNT) {
        pvs_str_printf(&w->line, "null");
    } else if (domain == PVS_DOM_FLAG) {
        pvs_str_printf(&w->line, "%s", id ? "true" : "false");
    } else if (is_number) {
        pvs_str_printf(&w->line, "%u", id);
    } else {
        char buf[PVS_NAME_MAX];
        pvs_str_json_string(&w->line, pvs_meta_name(w->meta, domain, id, buf, sizeof buf));
    }
}

static int on_event(void *ctx, const PvsEvent *event) {
    Writer *w = ctx;
    const PvsEventInfo *info = pvs_event_info((PvsEventKind)event->kind);
    char time_s[32];
    pvs_str_printf(&w->line, "{\"time_s\": %s, \"event\": \"%s\"",
                   pvs_exact_seconds(event->t, time_s), info->text);
    for (int i = 0; i < info->n_ids; i++) {
        add_id(w, info, i, event->id[i]);
    }
    for (int i = 0; i < info->n_numbers; i++) {
        pvs_str_printf(&w->line, ", \"%s\": ", info->number_name[i]);
        pvs_str_json_number(&w->line, event->x[i]);
    }
    pvs_str_printf(&w->line, "}");
    return (int)write_line(w);
}

static PvsStatus finish(void *ctx) {
    const Writer *w = ctx;
    return w->line.failed ? PVS_NO_MEMORY : PVS_OK;
}

static void destroy(void *ctx) {
    Writer *w = ctx;
    pvs_str_free(&w->line);
    pvs_free(w);
}

const PvsFormat pvs_format_jsonl = {
    .ending = ".jsonl",
    .help = "all events as JSON lines, after a line of metadata",
    .level = PVS_LEVEL_PLOT,
    .create = create,
    .on_event = on_event,
    .finish = finish,
    .destroy = destroy,
};
