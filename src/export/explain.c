// SPDX-License-Identifier: Apache-2.0
// Stories from a record: one pass marks whose story is told, a second gathers their events, so that
// memory follows the leakers and not the raid.
#include <string.h>

#include "export/story.h"
#include "export/text_table.h"

static void book_free(PvsStoryBook *book) {
    pvs_free(book->wanted);
    pvs_free(book->first);
    pvs_free(book->last);
    pvs_free(book->events);
}

static bool book_init(PvsStoryBook *book, const PvsMeta *meta) {
    size_t n = meta->n_threats + (size_t)1;
    *book = (PvsStoryBook){.meta = meta,
                           .wanted = pvs_alloc(n),
                           .first = pvs_alloc(n * sizeof(uint32_t)),
                           .last = pvs_alloc(n * sizeof(uint32_t))};
    if (!book->wanted || !book->first || !book->last) {
        return false;
    }
    for (uint32_t i = 0; i < meta->n_threats; i++) {
        book->first[i] = book->last[i] = PVS_NONE;
    }
    return true;
}

static int mark_leaker(void *ctx, const PvsEvent *e) {
    PvsStoryBook *book = ctx;
    if (e->kind == PVS_EV_LEAK && e->id[0] < book->meta->n_threats) {
        book->wanted[e->id[0]] = 1;
    }
    return PVS_OK;
}

static int gather(void *ctx, const PvsEvent *e) {
    PvsStoryBook *book = ctx;
    const PvsEventInfo *info = pvs_event_info((PvsEventKind)e->kind);
    if (info->n_ids == 0 || info->id_domain[0] != PVS_DOM_THREAT ||
        e->id[0] >= book->meta->n_threats || !book->wanted[e->id[0]]) {
        return PVS_OK;
    }
    if (book->n == book->capacity) {
        uint32_t capacity = book->capacity ? 2 * book->capacity : 1024;
        PvsStoryEvent *events =
            capacity < PVS_NONE / 2 ? pvs_realloc(book->events, capacity * sizeof *events) : NULL;
        if (!events) {
            return PVS_NO_MEMORY;
        }
        book->events = events;
        book->capacity = capacity;
    }
    uint32_t at = book->n++;
    PvsStoryEvent *s = &book->events[at];
    *s = (PvsStoryEvent){.t = e->t, .kind = e->kind, .next = PVS_NONE};
    memcpy(s->id, e->id, sizeof s->id);
    memcpy(s->x, e->x, sizeof s->x);
    uint32_t *last = &book->last[e->id[0]];
    if (*last == PVS_NONE) {
        book->first[e->id[0]] = at;
    } else {
        book->events[*last].next = at;
    }
    *last = at;
    return PVS_OK;
}

// The nearest name among groups and threats, for a message.
static void suggest(const PvsMeta *meta, const char *name, char *buf, size_t size) {
    char stem[PVS_NAME_MAX];
    const char *slash = strrchr(name, '/');
    pvs_text_printf(stem, sizeof stem, "%.*s", slash ? (int)(slash - name) : (int)strlen(name),
                    name);
    const char **names = pvs_alloc((meta->n_groups + (size_t)1) * sizeof *names);
    int nearest = -1;
    for (uint32_t i = 0; names && i < meta->n_groups; i++) {
        names[i] = meta->groups[i].name;
    }
    if (names) {
        nearest = pvs_name_nearest(stem, names, meta->n_groups);
    }
    buf[0] = '\0';
    if (nearest >= 0) {
        const PvsMetaGroup *g = &meta->groups[nearest];
        if (g->count == 1) {
            pvs_text_printf(buf, size, "; did you mean \"%s\"?", g->name);
        } else {
            pvs_text_printf(buf, size, "; did you mean one of \"%s/1\" to \"%s/%u\"?", g->name,
                            g->name, g->count);
        }
        pvs_text_clean(buf);
    }
    pvs_free(names);
}

static PvsStatus choose(PvsStoryBook *book, PvsRecord *record, const char *threat, PvsError *err) {
    if (!threat) {
        PvsSink sink = {mark_leaker, book, PVS_LEVEL_OUTCOME};
        return pvs_record_replay(record, &sink, 1, err);
    }
    uint32_t i = pvs_meta_threat(book->meta, threat);
    if (i == PVS_NONE) {
        char hint[400];
        suggest(book->meta, threat, hint, sizeof hint);
        return pvs_error_set(err, PVS_BAD_USAGE, "no threat is called \"%s\"%s", threat, hint);
    }
    book->wanted[i] = 1;
    return PVS_OK;
}

// How many leak, and why, before their stories.
static void tell_summary(const PvsStoryBook *book, bool colour, PvsStr *out) {
    uint32_t n = 0, by_reason[PVS_N_LEAK_REASONS] = {0};
    for (uint32_t i = 0; i < book->n; i++) {
        if (book->events[i].kind == PVS_EV_LEAK && book->events[i].id[1] < PVS_N_LEAK_REASONS) {
            n++;
            by_reason[book->events[i].id[1]]++;
        }
    }
    char text[64];
    pvs_text_printf(text, sizeof text, n == 1 ? "%u leaker" : "%u leakers", n);
    pvs_styled(out, colour, STYLE_BOLD, n ? text : "No leakers: nothing armed got through.");
    const char *separator = ": ";
    for (int i = 0; i < PVS_N_LEAK_REASONS; i++) {
        if (by_reason[i]) {
            pvs_str_printf(out, "%s%s %u", separator, pvs_leak_name((PvsLeakReason)i),
                           by_reason[i]);
            separator = ", ";
        }
    }
    pvs_str_printf(out, "\n");
}

PvsStatus pvs_explain(PvsRecord *record, const char *threat, bool colour, PvsStr *out,
                      PvsError *err) {
    PvsStoryBook book;
    PvsStatus status = PVS_NO_MEMORY;
    if (book_init(&book, pvs_record_meta(record))) {
        status = choose(&book, record, threat, err);
        if (status == PVS_OK) {
            PvsSink sink = {gather, &book, PVS_LEVEL_TRACK};
            status = pvs_record_replay(record, &sink, 1, err);
        }
    } else {
        pvs_error_set(err, status, "out of memory for stories");
    }
    if (status == PVS_OK && !threat) {
        tell_summary(&book, colour, out);
    }
    for (uint32_t i = 0; status == PVS_OK && i < book.meta->n_threats; i++) {
        if (book.wanted[i]) {
            pvs_str_printf(out, threat ? "" : "\n");
            pvs_story_tell(&book, i, colour, out);
        }
    }
    book_free(&book);
    if (status == PVS_OK && out->failed) {
        status = pvs_error_set(err, PVS_NO_MEMORY, "out of memory for stories");
    }
    return status;
}
