// SPDX-License-Identifier: Apache-2.0
// The outcome of a replication for people: what was launched and how it ended, what was fired, what
// was lost, why it leaked.
#include <string.h>

#include "base/units.h"
#include "export/export.h"
#include "export/text_table.h"

typedef struct {
    const PvsMeta *meta;
    const PvsOutcome *outcome;
    bool colour;
    PvsStr *out;
} Page;

static void title(const Page *page, const char *text) {
    pvs_str_printf(page->out, "\n");
    pvs_styled(page->out, page->colour, STYLE_BOLD, text);
    pvs_str_printf(page->out, "\n");
}

static void money(double usd, char *buf, size_t size) {
    pvs_quantity_format(usd, PVS_DIM_MONEY, buf, size);
}

// --- threats -------------------------------------------------------------------------------------

static const char *const threat_heading[] = {"",    "launched", "killed",   "soft-killed", "failed",
                                             "hit", "missed",   "returned", "in flight"};

static void threat_row(PvsTable *table, const char *name, const PvsThreatCounts *c) {
    pvs_table_text(table, name);
    const uint32_t counts[] = {c->launched, c->killed, c->soft_killed, c->failed,
                               c->hit,      c->missed, c->returned,    c->in_flight};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        pvs_table_count(table, counts[i]);
    }
}

static void add_threats(const Page *page) {
    const PvsOutcome *o = page->outcome;
    title(page, "Threats, and how each ended");
    PvsTable table;
    pvs_table_begin(&table, threat_heading, sizeof threat_heading / sizeof *threat_heading);
    for (uint32_t i = 0; i < page->meta->n_types; i++) {
        if (o->by_type[i].launched > 0) {
            threat_row(&table, page->meta->types[i].name, &o->by_type[i]);
        }
    }
    threat_row(&table, "armed", &o->armed);
    threat_row(&table, "decoys", &o->decoys);
    threat_row(&table, "all", &o->all);
    pvs_table_end(&table, page->colour, page->out);
    if (o->all.unreleased > 0) {
        pvs_str_printf(page->out, "  %u more never left their carriers.\n", o->all.unreleased);
    }
}

// --- leakers -------------------------------------------------------------------------------------

// Reasons by falling count; equal counts keep the documented order.
static int reasons_in_order(const PvsOutcome *o, int order[PVS_N_LEAK_REASONS]) {
    int n = 0;
    for (int i = 0; i < PVS_N_LEAK_REASONS; i++) {
        if (o->leak_reasons[i] == 0) {
            continue;
        }
        int at = n++;
        for (; at > 0 && o->leak_reasons[order[at - 1]] < o->leak_reasons[i]; at--) {
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
    return n;
}

static void add_leakers(const Page *page) {
    const PvsOutcome *o = page->outcome;
    uint32_t could = o->armed.launched - o->armed.failed - o->armed.returned;
    title(page, "Leakers");
    if (could == 0) {
        pvs_str_printf(page->out, "  No armed threat could have leaked.\n");
        return;
    }
    pvs_str_printf(page->out,
                   "  %u of %u armed threats that did not fail by themselves (%.1f %%): %u hit, %u "
                   "came down elsewhere.\n",
                   o->leakers, could, 100.0 * o->leakers / could, o->armed.hit, o->armed.missed);
    int order[PVS_N_LEAK_REASONS];
    int n = reasons_in_order(o, order);
    if (n == 0) {
        return;
    }
    static const char *const heading[] = {"why", "leakers"};
    PvsTable table;
    pvs_table_begin(&table, heading, 2);
    for (int i = 0; i < n; i++) {
        pvs_table_text(&table, pvs_leak_name((PvsLeakReason)order[i]));
        pvs_table_count(&table, o->leak_reasons[order[i]]);
    }
    pvs_table_end(&table, page->colour, page->out);
}

// --- rounds and units ----------------------------------------------------------------------------

static void shot_row(PvsTable *table, const char *name, const PvsShotCounts *c) {
    pvs_table_text(table, name);
    const uint32_t counts[] = {c->fired, c->hit, c->missed, c->wasted, c->in_flight};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        pvs_table_count(table, counts[i]);
    }
}

static void add_rounds(const Page *page) {
    static const char *const heading[] = {"", "fired", "hit", "missed", "wasted", "in flight"};
    title(page, "Rounds (one pass of a gun is one)");
    PvsTable table;
    pvs_table_begin(&table, heading, sizeof heading / sizeof *heading);
    for (uint32_t i = 0; i < page->meta->n_rounds; i++) {
        if (page->outcome->by_round[i].fired > 0) {
            shot_row(&table, page->meta->rounds[i].name, &page->outcome->by_round[i]);
        }
    }
    shot_row(&table, "all", &page->outcome->shots);
    pvs_table_end(&table, page->colour, page->out);
}

// Bytes of a name before "/number"; the whole name when it has none.
static size_t stem_length(const char *name) {
    const char *slash = strrchr(name, '/');
    return slash && slash[1] && strspn(slash + 1, "0123456789") == strlen(slash + 1)
               ? (size_t)(slash - name)
               : strlen(name);
}

static bool same_stem(const char *a, const char *b) {
    size_t n = stem_length(a);
    return n == stem_length(b) && n < strlen(a) && n < strlen(b) && memcmp(a, b, n) == 0;
}

// Units of one entry ("guns/1" to "guns/12") share a row.
static void add_units(const Page *page) {
    static const char *const heading[] = {"", "units", "fired", "kills", "rounds left", "lost"};
    const PvsMeta *m = page->meta;
    if (m->n_units == 0) {
        return;
    }
    title(page, "Units");
    PvsTable table;
    pvs_table_begin(&table, heading, sizeof heading / sizeof *heading);
    for (uint32_t i = 0; i < m->n_units;) {
        const char *name = m->units[i].at.name;
        uint64_t n = 0, fired = 0, kills = 0, left = 0, lost = 0;
        do {
            const PvsUnitOutcome *u = &page->outcome->units[i];
            n++;
            fired += u->fired;
            kills += u->kills;
            left += u->rounds_left;
            lost += u->destroyed;
            i++;
        } while (i < m->n_units && same_stem(name, m->units[i].at.name));
        char stem[PVS_NAME_MAX];
        pvs_text_printf(stem, sizeof stem, "%.*s", (int)(n > 1 ? stem_length(name) : strlen(name)),
                        name);
        pvs_table_text(&table, stem);
        const uint64_t counts[] = {n, fired, kills, left, lost};
        for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
            pvs_table_count(&table, counts[k]);
        }
    }
    pvs_table_end(&table, page->colour, page->out);
}

// --- sites, cost ---------------------------------------------------------------------------------

static void add_sites(const Page *page) {
    static const char *const heading[] = {"", "hits", "destroyed by", "low kills", "lost"};
    const PvsMeta *m = page->meta;
    if (m->n_sites == 0) {
        return;
    }
    title(page, "What is defended");
    PvsTable table;
    pvs_table_begin(&table, heading, sizeof heading / sizeof *heading);
    for (uint32_t i = 0; i < m->n_sites; i++) {
        const PvsSiteOutcome *s = &page->outcome->sites[i];
        char buf[32];
        pvs_table_text(&table, m->sites[i].at.name);
        pvs_number_format(s->hits, buf, sizeof buf);
        pvs_table_text(&table, buf);
        pvs_number_format(m->sites[i].hits_to_destroy, buf, sizeof buf);
        pvs_table_text(&table, buf);
        pvs_table_count(&table, s->low_kills);
        pvs_table_text(&table, s->destroyed ? "yes" : "no");
    }
    pvs_table_end(&table, page->colour, page->out);
}

static void add_cost(const Page *page) {
    char defence[48], attack[48];
    money(page->outcome->defence_cost_usd, defence, sizeof defence);
    money(page->outcome->attack_cost_usd, attack, sizeof attack);
    title(page, "Cost");
    pvs_str_printf(page->out, "  defence %s in rounds fired; attack %s in threats launched\n",
                   defence, attack);
}

static void add_foot(const Page *page, const char *sha256) {
    char begin[16], end[16];
    const PvsMeta *m = page->meta;
    pvs_str_printf(page->out, "\n");
    for (uint32_t i = 0; i < m->n_warnings; i++) {
        pvs_str_printf(page->out, "note: %s\n", m->warnings[i]);
    }
    pvs_str_printf(page->out, "%s to %s, seed %llu, replication %llu, pavise %s\n",
                   pvs_clock(m, 0, begin), pvs_clock(m, page->outcome->t_end, end),
                   (unsigned long long)m->seed, (unsigned long long)m->replication, m->version);
    pvs_str_printf(page->out, "inputs  sha256 %s\n", m->inputs_sha256);
    if (sha256) {
        pvs_str_printf(page->out, "outcome sha256 %s\n", sha256);
    }
}

void pvs_result_table(const PvsResult *result, bool colour, PvsStr *out) {
    Page page = {result->meta, result->outcome, colour, out};
    char name[256];
    pvs_text_printf(name, sizeof name, "%s", result->meta->scenario_name);
    pvs_text_clean(name);
    pvs_styled(out, colour, STYLE_BOLD, name);
    pvs_str_printf(out, "\n");
    if (result->outcome->interrupted) {
        char clock[16];
        pvs_str_printf(out,
                       "Interrupted at %s of the scenario's clock: what follows is what had "
                       "happened until then.\n",
                       pvs_clock(result->meta, result->outcome->t_end, clock));
    }
    add_threats(&page);
    add_leakers(&page);
    add_rounds(&page);
    add_units(&page);
    add_sites(&page);
    add_cost(&page);
    add_foot(&page, result->sha256);
}
