// SPDX-License-Identifier: Apache-2.0
// The chain of gates: for each unit that had to do with a threat, what it came up against and how
// far it got, in order of time; and where the chain broke, by the label that the battle gave.
#include <string.h>

#include "export/story.h"
#include "export/text_table.h"

#define UNITS_MAX    4096
#define LINE_COLUMNS 100

static const PvsStoryEvent *event_at(const PvsStoryBook *book, uint32_t i) {
    return i == PVS_NONE ? NULL : &book->events[i];
}

// The unit that an event is about, PVS_NONE when about none.
static uint32_t unit_of(const PvsStoryEvent *e) {
    switch (e->kind) {
    case PVS_EV_GATE:
    case PVS_EV_ASSIGNED:
    case PVS_EV_ORDERED:
    case PVS_EV_FIRED:
    case PVS_EV_INTERCEPT:
    case PVS_EV_ASSESSED:
    case PVS_EV_DAMAGED:
    case PVS_EV_KILLED:
        return e->id[1];
    default:
        return PVS_NONE;
    }
}

/// Like steps that follow one another are counted, not repeated ("fired x2"). Lines are broken between
/// steps, and go on below the first step.
typedef struct {
    const PvsStoryBook *book;
    PvsStr *out;
    char last[48];
    uint32_t n_last;
    PvsTime t_last;
    int indent, column;
    bool begun;
} Steps;

static void flush(Steps *s) {
    char text[96], clock[16];
    if (s->n_last == 0) {
        return;
    }
    pvs_clock(s->book->meta, s->t_last, clock);
    int n = s->n_last > 1
                ? (int)pvs_text_printf(text, sizeof text, "%s x%u %s", s->last, s->n_last, clock)
                : (int)pvs_text_printf(text, sizeof text, "%s %s", s->last, clock);
    if (s->begun && s->column + 3 + n > LINE_COLUMNS) {
        pvs_str_printf(s->out, " >\n%*s", s->indent, "");
        s->column = s->indent;
    } else if (s->begun) {
        pvs_str_printf(s->out, " > ");
        s->column += 3;
    }
    pvs_str_printf(s->out, "%s", text);
    s->column += n;
    s->begun = true;
    s->n_last = 0;
}

static void step(Steps *s, PvsTime t, const char *text) {
    if (s->n_last > 0 && strcmp(s->last, text) == 0) {
        s->n_last++;
        return;
    }
    flush(s);
    pvs_text_printf(s->last, sizeof s->last, "%s", text);
    s->n_last = 1;
    s->t_last = t;
}

static void add_steps(const PvsStoryBook *book, uint32_t threat, uint32_t unit, int indent,
                      PvsStr *out) {
    Steps s = {.book = book, .out = out, .indent = indent, .column = indent};
    for (const PvsStoryEvent *e = event_at(book, book->first[threat]); e;
         e = event_at(book, e->next)) {
        if (unit_of(e) != unit) {
            continue;
        }
        switch (e->kind) {
        case PVS_EV_GATE:
            step(&s, e->t, e->id[2] < PVS_N_GATES ? pvs_gate_name((PvsGate)e->id[2]) : "unknown");
            break;
        case PVS_EV_ASSIGNED:
            step(&s, e->t, "assigned");
            break;
        case PVS_EV_ORDERED:
            step(&s, e->t, "ordered");
            break;
        case PVS_EV_FIRED:
            step(&s, e->t, "fired");
            break;
        case PVS_EV_INTERCEPT:
            step(&s, e->t, pvs_shot_result_name(e->id[3]));
            break;
        case PVS_EV_ASSESSED:
            step(&s, e->t, e->id[2] ? "assessed dead" : "assessed alive");
            break;
        default:
            break;
        }
    }
    flush(&s);
}

// What a unit came up against: nothing, one gate alone (FIRST_GATE + gate), or more than that.
enum { MARK_NONE, MARK_MORE, FIRST_GATE };

#define ALIKE_MIN 4 ///< so many units that met the same one gate share a line

typedef struct {
    uint8_t of_unit[UNITS_MAX];
    uint32_t n_units, n_alike[PVS_N_GATES];
} Marks;

static void mark_units(const PvsStoryBook *book, uint32_t threat, Marks *marks) {
    *marks = (Marks){0};
    for (const PvsStoryEvent *e = event_at(book, book->first[threat]); e;
         e = event_at(book, e->next)) {
        uint32_t unit = unit_of(e);
        if (unit >= book->meta->n_units || unit >= UNITS_MAX) {
            continue;
        }
        uint8_t *mark = &marks->of_unit[unit];
        bool is_gate = e->kind == PVS_EV_GATE && e->id[2] < PVS_N_GATES;
        uint8_t now = is_gate ? (uint8_t)(FIRST_GATE + e->id[2]) : MARK_MORE;
        *mark = *mark == MARK_NONE || *mark == now ? now : MARK_MORE;
    }
    marks->n_units = book->meta->n_units < UNITS_MAX ? book->meta->n_units : UNITS_MAX;
    for (uint32_t i = 0; i < marks->n_units; i++) {
        if (marks->of_unit[i] >= FIRST_GATE) {
            marks->n_alike[marks->of_unit[i] - FIRST_GATE]++;
        }
    }
}

static bool has_line(const Marks *marks, uint32_t unit) {
    uint8_t mark = unit < marks->n_units ? marks->of_unit[unit] : MARK_NONE;
    return mark == MARK_MORE ||
           (mark >= FIRST_GATE && marks->n_alike[mark - FIRST_GATE] < ALIKE_MIN);
}

static const PvsStoryEvent *leak_of(const PvsStoryBook *book, uint32_t threat) {
    const PvsStoryEvent *e = event_at(book, book->first[threat]);
    while (e && e->kind != PVS_EV_LEAK) {
        e = event_at(book, e->next);
    }
    return e;
}

void pvs_story_chain(const PvsStoryBook *book, uint32_t threat, bool colour, PvsStr *out) {
    Marks marks;
    char name[PVS_NAME_MAX];
    int width = 0;
    mark_units(book, threat, &marks);
    for (uint32_t i = 0; i < marks.n_units; i++) {
        int n = has_line(&marks, i) ? (int)strlen(pvs_story_name(book, PVS_DOM_UNIT, i, name)) : 0;
        width = n > width ? n : width;
    }
    for (uint32_t i = 0; i < marks.n_units; i++) {
        if (has_line(&marks, i)) {
            pvs_str_printf(out, "    %-*s  ", width, pvs_story_name(book, PVS_DOM_UNIT, i, name));
            add_steps(book, threat, i, width + 6, out);
            pvs_str_printf(out, "\n");
        }
    }
    for (uint32_t gate = 0; gate < PVS_N_GATES; gate++) {
        if (marks.n_alike[gate] >= ALIKE_MIN) {
            pvs_text_printf(name, sizeof name, "%u others", marks.n_alike[gate]);
            pvs_str_printf(out, "    %-*s  %s: %s\n", width, name, pvs_gate_name((PvsGate)gate),
                           pvs_story_gate_meaning(gate));
        }
    }
    const PvsStoryEvent *leak = leak_of(book, threat);
    if (leak) {
        pvs_str_printf(out, "  ");
        pvs_styled(out, colour, STYLE_BOLD, "The chain broke");
        if (has_line(&marks, leak->id[2])) {
            pvs_str_printf(out, " at %s", pvs_story_name(book, PVS_DOM_UNIT, leak->id[2], name));
        }
        pvs_str_printf(out, ": %s - %s.\n", pvs_leak_name((PvsLeakReason)leak->id[1]),
                       pvs_leak_meaning((PvsLeakReason)leak->id[1]));
    }
}
