// SPDX-License-Identifier: Apache-2.0
// The story of a threat as sentences: launched, seen, tracked, identified; each engagement with its
// rounds and results; its end.
#include "export/story.h"

#include <math.h>
#include <string.h>

#include "export/text_table.h"

#define WRAP_COLUMNS 88
#define NAMED_RADARS 2 ///< radars named one by one; the rest is counted

typedef struct {
    const PvsStoryBook *book;
    uint32_t threat;
    PvsStr text; ///< the paragraph, before it is wrapped
    bool in_sentence;
} Teller;

const char *pvs_story_gate_meaning(uint32_t gate) {
    static const char *const meanings[PVS_N_GATES] = {
#define X(name, text, meaning) [PVS_GATE_##name] = meaning,
        PVS_GATE_TABLE(X)
#undef X
    };
    return gate < PVS_N_GATES ? meanings[gate] : "";
}

const char *pvs_story_name(const PvsStoryBook *book, PvsEventDomain domain, uint32_t id,
                           char *buf) {
    const char *name = pvs_meta_name(book->meta, domain, id, buf, PVS_NAME_MAX);
    if (name != buf) {
        pvs_text_printf(buf, PVS_NAME_MAX, "%s", name);
    }
    pvs_text_clean(buf);
    return buf;
}

// --- words ---------------------------------------------------------------------------------------

// A clause of the sentence in progress; the first one begins it.
static void clause(Teller *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void clause(Teller *t, const char *format, ...) {
    char text[1200];
    va_list args;
    va_start(args, format);
    pvs_text_format(text, sizeof text, format, args);
    va_end(args);
    if (t->in_sentence) {
        pvs_str_printf(&t->text, "; %s", text);
    } else {
        if (text[0] >= 'a' && text[0] <= 'z') {
            text[0] = (char)(text[0] - 'a' + 'A');
        }
        pvs_str_printf(&t->text, "%s%s", t->text.n ? " " : "", text);
        t->in_sentence = true;
    }
}

static void full_stop(Teller *t) {
    if (t->in_sentence) {
        pvs_str_printf(&t->text, ".");
        t->in_sentence = false;
    }
}

static const char *number_word(uint32_t n, char buf[16]) {
    static const char *const words[] = {"no",    "one",   "two",  "three", "four",   "five",  "six",
                                        "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    if (n < sizeof words / sizeof *words) {
        return words[n];
    }
    pvs_text_printf(buf, 16, "%u", n);
    return buf;
}

static const char *times(uint32_t n, char buf[32]) {
    char word[16];
    pvs_text_printf(buf, 32, "%s times", number_word(n, word));
    return buf;
}

static const char *distance(double range_m, char buf[32]) {
    double km = range_m * 1e-3;
    if (fabs(range_m) < 1000) {
        pvs_text_printf(buf, 32, "%.0f m", range_m);
    } else {
        pvs_text_printf(buf, 32, km < 10 ? "%.1f km" : "%.0f km", km);
    }
    return buf;
}

static const char *at(const Teller *t, PvsTime time, char buf[16]) {
    return pvs_clock(t->book->meta, time, buf);
}

static const PvsStoryEvent *first_event(const Teller *t) {
    return pvs_story_first(t->book, t->threat);
}

static const PvsStoryEvent *next_event(const Teller *t, const PvsStoryEvent *e) {
    return pvs_story_next(t->book, e);
}

static const PvsStoryEvent *find_event(const Teller *t, const PvsStoryEvent *from,
                                       PvsEventKind kind) {
    for (const PvsStoryEvent *e = from; e; e = next_event(t, e)) {
        if (e->kind == kind) {
            return e;
        }
    }
    return NULL;
}

static bool is_end(uint8_t kind) {
    return kind == PVS_EV_KILLED || kind == PVS_EV_SOFT_KILLED || kind == PVS_EV_FAILED ||
           kind == PVS_EV_HIT || kind == PVS_EV_MISSED;
}

static const PvsStoryEvent *end_event(const Teller *t) {
    for (const PvsStoryEvent *e = first_event(t); e; e = next_event(t, e)) {
        if (is_end(e->kind)) {
            return e;
        }
    }
    return NULL;
}

// --- launched, seen, tracked ---------------------------------------------------------------------

static void tell_launch(Teller *t) {
    const PvsStoryEvent *e = find_event(t, first_event(t), PVS_EV_LAUNCH);
    char clock[16];
    if (!e) {
        clause(t, "it was never released by its carrier");
    } else {
        clause(t, "launched at %s from %.2f %c %.2f %c", at(t, e->t, clock), fabs(e->x[0]),
               e->x[0] < 0 ? 'S' : 'N', fabs(e->x[1]), e->x[1] < 0 ? 'W' : 'E');
    }
    full_stop(t);
}

static bool is_first_of_radar(const Teller *t, const PvsStoryEvent *event) {
    const PvsStoryEvent *e = find_event(t, first_event(t), (PvsEventKind)event->kind);
    while (e != event && e->id[1] != event->id[1]) {
        e = find_event(t, next_event(t, e), (PvsEventKind)event->kind);
    }
    return e == event;
}

// The first few radars of a step by name, the others by number: "seen by ...", "tracked by ...".
static uint32_t tell_radars(Teller *t, PvsEventKind kind, const char *verb) {
    uint32_t n = 0;
    for (const PvsStoryEvent *e = find_event(t, first_event(t), kind); e;
         e = find_event(t, next_event(t, e), kind)) {
        char radar[PVS_NAME_MAX], clock[16], range[32];
        if (is_first_of_radar(t, e) && n++ < NAMED_RADARS) {
            clause(t, "%s by %s at %s, %s", n == 1 ? verb : "then",
                   pvs_story_name(t->book, PVS_DOM_RADAR, e->id[1], radar), at(t, e->t, clock),
                   distance(e->x[0], range));
        }
    }
    if (n > NAMED_RADARS) {
        char word[16];
        clause(t, "later by %s more", number_word(n - NAMED_RADARS, word));
    }
    return n;
}

static void tell_picture(Teller *t) {
    char post[PVS_NAME_MAX], clock[16], class_name[PVS_NAME_MAX];
    const PvsStoryEvent *e = find_event(t, first_event(t), PVS_EV_PICTURE);
    if (!e) {
        clause(t, "no post ever held a track of it");
        return;
    }
    clause(t, "in the picture of %s at %s", pvs_story_name(t->book, PVS_DOM_POST, e->id[1], post),
           at(t, e->t, clock));
    e = find_event(t, first_event(t), PVS_EV_IDENTIFIED);
    if (e) {
        pvs_story_name(t->book, PVS_DOM_CLASS, e->id[2], class_name);
        clause(t, "%s as %s by %s at %s", e->id[3] ? "taken for a decoy, identified" : "identified",
               class_name, pvs_story_name(t->book, PVS_DOM_POST, e->id[1], post),
               at(t, e->t, clock));
    } else {
        clause(t, "never identified");
    }
}

static void tell_losses(Teller *t) {
    char radar[PVS_NAME_MAX], post[PVS_NAME_MAX], clock[16];
    const PvsStoryEvent *end = end_event(t);
    const PvsStoryEvent *full = find_event(t, first_event(t), PVS_EV_RADAR_FULL);
    if (full) {
        clause(t, "%s had no room for its track at %s",
               pvs_story_name(t->book, PVS_DOM_RADAR, full->id[1], radar), at(t, full->t, clock));
    }
    uint32_t n_lost = 0;
    const PvsStoryEvent *last = NULL;
    for (const PvsStoryEvent *e = first_event(t); e && e != end; e = next_event(t, e)) {
        if (e->kind == PVS_EV_PICTURE_LOST) {
            n_lost++;
            last = e;
        }
    }
    if (last) {
        char times[32] = "";
        if (n_lost > 1) {
            pvs_text_printf(times, sizeof times, " (%u times in all)", n_lost);
        }
        clause(t, "its track was lost by %s at %s%s",
               pvs_story_name(t->book, PVS_DOM_POST, last->id[1], post), at(t, last->t, clock),
               times);
    }
}

static void tell_sensing(Teller *t) {
    if (!find_event(t, first_event(t), PVS_EV_LAUNCH)) {
        return;
    }
    if (tell_radars(t, PVS_EV_SEEN, "seen") == 0) {
        clause(t, "no radar ever saw it");
        full_stop(t);
        return;
    }
    full_stop(t);
    tell_radars(t, PVS_EV_CONFIRMED, "tracked");
    tell_picture(t);
    tell_losses(t);
    full_stop(t);
}

// --- engagements ---------------------------------------------------------------------------------

static void tell_results(Teller *t, const PvsStoryEngagement *g) {
    char round[PVS_NAME_MAX], word[16], range[32], clock[16], clock2[16];
    pvs_story_name(t->book, PVS_DOM_ROUND, g->round, round);
    bool is_gun = g->round < t->book->meta->n_rounds && t->book->meta->rounds[g->round].is_gun;
    const char *what = is_gun ? (g->n_fired == 1 ? "pass with " : "passes with ") : "";
    if (g->n_fired == 1) {
        const char *result = g->n_hit      ? "hit"
                             : g->n_missed ? "missed"
                             : g->n_wasted ? "found nothing left to hit"
                                           : "";
        if (!*result) {
            clause(t, "one %s%s fired at %s, still in flight at the end", what, round,
                   at(t, g->t_first_fired, clock));
        } else if (g->n_wasted) {
            clause(t, "one %s%s fired at %s, %s at %s", what, round, at(t, g->t_first_fired, clock),
                   result, at(t, g->t_last_end, clock2));
        } else {
            clause(t, "one %s%s fired at %s, %s at %s, %s", what, round,
                   at(t, g->t_first_fired, clock), result, at(t, g->t_last_end, clock2),
                   distance(g->last_range_m, range));
        }
        return;
    }
    char results[120] = "";
    size_t n = 0;
    const uint32_t counts[] = {g->n_hit, g->n_missed, g->n_wasted};
    const char *const names[] = {"hit", "missed", "found nothing left to hit"};
    for (int i = 0; i < 3; i++) {
        char number[16];
        if (counts[i] == g->n_fired) {
            n += pvs_text_printf(results, sizeof results, g->n_fired == 2 ? "both %s" : "all %s",
                                 names[i]);
        } else if (counts[i] > 0) {
            n += pvs_text_printf(results + n, sizeof results - n, "%s%s %s", n ? ", " : "",
                                 number_word(counts[i], number), names[i]);
        }
    }
    clause(t, "%s %s%s from %s on%s%s", number_word(g->n_fired, word), what, round,
           at(t, g->t_first_fired, clock), n ? ", " : "", results);
}

static void tell_assessment(Teller *t, const PvsStoryEngagement *g) {
    char clock[16];
    const PvsStoryEvent *end = end_event(t);
    bool dead =
        end && end->t <= g->t_assessed && end->kind != PVS_EV_HIT && end->kind != PVS_EV_MISSED;
    if (g->t_assessed == PVS_TIME_NEVER) {
        return;
    }
    if (g->declared_killed && !dead) {
        clause(t, "declared killed at %s, wrongly", at(t, g->t_assessed, clock));
    } else if (!g->declared_killed && dead) {
        clause(t, "not known to be dead at %s", at(t, g->t_assessed, clock));
    }
}

// An assignment that came to nothing is told once with those that followed it at the same unit.
static void tell_unfired(Teller *t, const PvsStoryEngagement *g, uint32_t n) {
    char clock[16], word[32];
    if (n > 1) {
        clause(t, "again %s more until %s", n == 2 ? "once" : times(n - 1, word),
               at(t, g[n - 1].t_assigned, clock));
    }
    uint32_t gate = PVS_NONE;
    for (uint32_t i = 0; i < n && gate >= PVS_N_GATES; i++) {
        gate = g[i].failed_gate;
    }
    if (gate < PVS_N_GATES) {
        clause(t, "it came to nothing: %s", pvs_story_gate_meaning(gate));
    } else {
        clause(t, "nothing was fired");
    }
}

// Tells the engagement at g, and those after it that it stands for; returns how many.
static int tell_engagement(Teller *t, const PvsStoryEngagement *g, int n_left) {
    char unit[PVS_NAME_MAX], clock[16], held[80] = "";
    const char *waited = pvs_story_waited_for(g->held_gate);
    if (waited && g->t_assigned > g->t_held) {
        pvs_text_printf(held, sizeof held, ", held %.0f s for %s",
                        pvs_time_s(g->t_assigned - g->t_held), waited);
    }
    clause(t, "assigned to %s at %s%s", pvs_story_name(t->book, PVS_DOM_UNIT, g->unit, unit),
           at(t, g->t_assigned, clock), held);
    int n = 1;
    if (g->n_fired > 0) {
        tell_results(t, g);
        tell_assessment(t, g);
    } else {
        while (n < n_left && g[n].n_fired == 0 && g[n].unit == g->unit) {
            n++;
        }
        tell_unfired(t, g, (uint32_t)n);
    }
    full_stop(t);
    return n;
}

static void tell_engagements(Teller *t) {
    PvsStoryEngagement all[PVS_STORY_ENGAGEMENTS_MAX];
    int n = pvs_story_engagements(t->book, t->threat, all);
    int n_kept = n < PVS_STORY_ENGAGEMENTS_MAX ? n : PVS_STORY_ENGAGEMENTS_MAX;
    for (int i = 0; i < n_kept;) {
        i += tell_engagement(t, &all[i], n_kept - i);
    }
    if (n > n_kept) {
        clause(t, "%d more engagements followed", n - n_kept);
        full_stop(t);
    }
}

// --- the end -------------------------------------------------------------------------------------

static void tell_kill(Teller *t, const PvsStoryEvent *e) {
    const PvsStoryEvent *hit = find_event(t, first_event(t), PVS_EV_DAMAGED);
    char clock[16], since[16], name[PVS_NAME_MAX], round[PVS_NAME_MAX];
    pvs_story_name(t->book, PVS_DOM_UNIT, e->id[1], name);
    pvs_story_name(t->book, PVS_DOM_ROUND, e->id[2], round);
    at(t, e->t, clock);
    if (hit && hit->id[3] == e->id[3]) {
        clause(t, "damaged by %s with %s at %s, it flew on and came down at %s", name, round,
               at(t, hit->t, since), clock);
    } else {
        clause(t, "killed by %s with %s at %s, %.0f m up", name, round, clock, e->x[2]);
    }
}

static void tell_end(Teller *t) {
    const PvsStoryEvent *e = end_event(t);
    const PvsStoryEvent *turn;
    char clock[16], since[16], name[PVS_NAME_MAX], range[32];
    if (!e) {
        if (find_event(t, first_event(t), PVS_EV_LAUNCH)) {
            clause(t, "still flying at the end");
        }
        full_stop(t);
        return;
    }
    at(t, e->t, clock);
    switch (e->kind) {
    case PVS_EV_KILLED:
        tell_kill(t, e);
        break;
    case PVS_EV_SOFT_KILLED:
        turn = find_event(t, first_event(t), PVS_EV_ADRIFT);
        clause(t, "it lost its way in %s at %s%s%s",
               pvs_story_name(t->book, PVS_DOM_AREA, e->id[1], name),
               turn ? at(t, turn->t, since) : clock, turn ? " and came down at " : "",
               turn ? clock : "");
        break;
    case PVS_EV_FAILED:
        clause(t, "it broke down by itself at %s", clock);
        break;
    case PVS_EV_HIT:
        pvs_story_name(t->book, e->id[1] != PVS_NONE ? PVS_DOM_SITE : PVS_DOM_UNIT,
                       e->id[1] != PVS_NONE ? e->id[1] : e->id[2], name);
        clause(t, "hit %s at %s", *name ? name : "its aim point", clock);
        break;
    default:
        clause(t, "came down at %s, %s from its aim point", clock, distance(e->x[2], range));
        break;
    }
    full_stop(t);
}

// --- the page ------------------------------------------------------------------------------------

// Breaks at spaces; two columns of indentation.
static void wrap(const char *text, PvsStr *out) {
    int column = 0;
    while (*text) {
        size_t n = strcspn(text, " ");
        if (column > 0 && column + 1 + (int)n > WRAP_COLUMNS) {
            pvs_str_printf(out, "\n");
            column = 0;
        }
        pvs_str_printf(out, "%s%.*s", column == 0 ? "  " : " ", (int)n, text);
        column += (column == 0 ? 2 : 1) + (int)n;
        text += n;
        text += *text == ' ';
    }
    pvs_str_printf(out, "\n");
}

static const char *fate(const Teller *t) {
    const PvsStoryEvent *e = end_event(t);
    switch (e ? e->kind : PVS_EV_END) {
    case PVS_EV_KILLED:
        return "killed";
    case PVS_EV_SOFT_KILLED:
        return "soft-killed";
    case PVS_EV_FAILED:
        return "failed";
    case PVS_EV_HIT:
        return "hit";
    case PVS_EV_MISSED:
        return "missed";
    default:
        return first_event(t) ? "in flight" : "unreleased";
    }
}

static void tell_heading(const Teller *t, bool colour, PvsStr *out) {
    char name[PVS_NAME_MAX], type[PVS_NAME_MAX];
    const PvsStoryEvent *launch = find_event(t, first_event(t), PVS_EV_LAUNCH);
    const PvsStoryEvent *leak = find_event(t, first_event(t), PVS_EV_LEAK);
    pvs_styled(out, colour, STYLE_BOLD, pvs_story_name(t->book, PVS_DOM_THREAT, t->threat, name));
    if (launch) {
        pvs_str_printf(out, " (%s, %s)", pvs_story_name(t->book, PVS_DOM_TYPE, launch->id[1], type),
                       launch->id[3] ? "armed" : "decoy");
    }
    pvs_str_printf(out, ": ");
    pvs_styled(out, colour && leak, STYLE_RED, fate(t));
    if (leak) {
        pvs_str_printf(out, "; leaked: %s", pvs_leak_name((PvsLeakReason)leak->id[1]));
    }
    pvs_str_printf(out, "\n");
}

void pvs_story_tell(const PvsStoryBook *book, uint32_t threat, bool colour, PvsStr *out) {
    Teller t = {.book = book, .threat = threat};
    tell_heading(&t, colour, out);
    tell_launch(&t);
    tell_sensing(&t);
    tell_engagements(&t);
    tell_end(&t);
    if (t.text.n > 0) {
        wrap(t.text.text, out);
    }
    out->failed |= t.text.failed;
    pvs_str_free(&t.text);
    pvs_story_chain(book, threat, colour, out);
}
