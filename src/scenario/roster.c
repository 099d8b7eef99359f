// SPDX-License-Identifier: Apache-2.0
// The roster: everything that has a name, with formations and counts written out, each name once, who stands under whom. Where things stand is
// found in place.c. Begin reading at pvs_roster_build.
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/impl.h"
#include "scenario/roster.h"

#define THINGS_MAX 2000000u

// --- adding ------------------------------------------------------------------------------------------------------

uint32_t pvs_roster_add(PvsBinder *b, PvsRoster *roster, PvsThing thing) {
    if (roster->n == roster->capacity) {
        uint32_t capacity = roster->capacity ? 2 * roster->capacity : 64;
        PvsThing *things = capacity <= 2 * THINGS_MAX
                               ? pvs_realloc(roster->things, capacity * sizeof *things)
                               : NULL;
        if (!things) {
            b->load->no_memory = true;
            return PVS_NONE;
        }
        roster->things = things;
        roster->capacity = capacity;
    }
    if (!thing.name) {
        return PVS_NONE;
    }
    roster->things[roster->n] = thing;
    return roster->n++;
}

PvsThing pvs_thing_of(PvsThingKind kind, const char *name, PvsNode *node, const void *spec,
                      uint32_t formation) {
    return (PvsThing){.kind = kind,
                      .name = name,
                      .node = node,
                      .spec = spec,
                      .formation = formation,
                      .owner = PVS_NONE,
                      .above = PVS_NONE,
                      .member = -1,
                      .index = PVS_NONE};
}

// "formation/name", or the name itself.
static const char *full_name(PvsBinder *b, const PvsRoster *roster, uint32_t formation,
                             const char *name) {
    return formation == PVS_NONE
               ? name
               : pvs_load_printf(b->load, "%s/%s", roster->things[formation].name, name);
}

static void check_own_doctrine(PvsBinder *b, const char *path, PvsView doctrine) {
    if (doctrine.n) {
        size_t length = pvs_bind_enter(b, path);
        pvs_bind_enter(b, "doctrine");
        pvs_doctrine_check(b, doctrine);
        pvs_bind_leave(b, length);
    }
}

static void add_radars_of_unit(PvsBinder *b, PvsRoster *roster, uint32_t unit) {
    const PvsSpecUnit *spec = roster->things[unit].spec;
    const PvsSpecRadar *radars = spec->radars.items;
    for (uint32_t i = 0; i < spec->radars.n; i++) {
        const char *name =
            pvs_load_printf(b->load, "%s/%s", roster->things[unit].name, radars[i].head.name);
        PvsThing radar = pvs_thing_of(PVS_THING_RADAR, name, radars[i].head.node, &radars[i],
                                      roster->things[unit].formation);
        radar.owner = unit;
        pvs_roster_add(b, roster, radar);
    }
}

static void add_unit(PvsBinder *b, PvsRoster *roster, const PvsSpecUnit *spec, uint32_t formation) {
    const char *name = full_name(b, roster, formation, spec->head.name);
    if (spec->count == PVS_UNSET) {
        uint32_t unit = pvs_roster_add(
            b, roster, pvs_thing_of(PVS_THING_UNIT, name, spec->head.node, spec, formation));
        if (unit != PVS_NONE) {
            add_radars_of_unit(b, roster, unit);
        }
        return;
    }
    uint32_t group = pvs_roster_add(
        b, roster, pvs_thing_of(PVS_THING_GROUP, name, spec->head.node, spec, formation));
    for (int64_t k = 0; group != PVS_NONE && k < spec->count && !b->load->no_memory; k++) {
        PvsThing member = pvs_thing_of(PVS_THING_UNIT,
                                       pvs_load_printf(b->load, "%s/%lld", name, (long long)k + 1),
                                       spec->head.node, spec, formation);
        member.owner = group;
        member.member = k;
        uint32_t unit = pvs_roster_add(b, roster, member);
        if (unit != PVS_NONE) {
            add_radars_of_unit(b, roster, unit);
        }
    }
    if (group != PVS_NONE) {
        roster->things[group].first = group + 1;
        roster->things[group].n = roster->n - group - 1;
    }
}

#define EACH(map, type, item)                                                                      \
    for (const type *item = (map).items; item && item < (const type *)(map).items + (map).n; item++)

static void add_simple(PvsBinder *b, PvsRoster *roster, PvsThingKind kind, const PvsSpecMap *map,
                       size_t size, uint32_t formation) {
    for (uint32_t i = 0; i < map->n; i++) {
        const PvsSpecHead *head = (const PvsSpecHead *)((const char *)map->items + i * size);
        pvs_roster_add(b, roster,
                       pvs_thing_of(kind, full_name(b, roster, formation, head->name), head->node,
                                    head, formation));
    }
}

static void add_formation(PvsBinder *b, PvsRoster *roster, const PvsSpecFormation *spec) {
    uint32_t formation = pvs_roster_add(
        b, roster,
        pvs_thing_of(PVS_THING_FORMATION, spec->head.name, spec->head.node, spec, PVS_NONE));
    if (formation == PVS_NONE) {
        return;
    }
    size_t length = pvs_bind_enter(b, spec->head.name);
    check_own_doctrine(b, "", spec->doctrine);
    add_simple(b, roster, PVS_THING_POST, &spec->posts, sizeof(PvsSpecPost), formation);
    add_simple(b, roster, PVS_THING_RADAR, &spec->radars, sizeof(PvsSpecRadar), formation);
    EACH(spec->units, PvsSpecUnit, unit) {
        check_own_doctrine(b, unit->head.name, unit->doctrine);
        add_unit(b, roster, unit, formation);
    }
    EACH(spec->posts, PvsSpecPost, post) {
        check_own_doctrine(b, post->head.name, post->doctrine);
    }
    add_simple(b, roster, PVS_THING_AREA, &spec->areas, sizeof(PvsSpecArea), formation);
    pvs_bind_leave(b, length);
    roster->things[formation].first = formation + 1;
    roster->things[formation].n = roster->n - formation - 1;
}

static void add_all(PvsBinder *b, PvsBound *bound) {
    const PvsSpecScenario *spec = &bound->spec;
    PvsRoster *roster = &bound->roster;
    add_simple(b, roster, PVS_THING_PLACE, &spec->places, sizeof(PvsSpecPlace), PVS_NONE);
    add_simple(b, roster, PVS_THING_SITE, &spec->sites, sizeof(PvsSpecSite), PVS_NONE);
    size_t length = pvs_bind_enter(b, "formations");
    EACH(spec->formations, PvsSpecFormation, formation) {
        add_formation(b, roster, formation);
    }
    pvs_bind_leave(b, length);
    add_simple(b, roster, PVS_THING_POST, &spec->posts, sizeof(PvsSpecPost), PVS_NONE);
    add_simple(b, roster, PVS_THING_RADAR, &spec->radars, sizeof(PvsSpecRadar), PVS_NONE);
    pvs_bind_enter(b, "posts");
    EACH(spec->posts, PvsSpecPost, post) {
        check_own_doctrine(b, post->head.name, post->doctrine);
    }
    pvs_bind_leave(b, length);
    pvs_bind_enter(b, "units");
    EACH(spec->units, PvsSpecUnit, unit) {
        check_own_doctrine(b, unit->head.name, unit->doctrine);
        add_unit(b, roster, unit, PVS_NONE);
    }
    pvs_bind_leave(b, length);
    add_simple(b, roster, PVS_THING_AREA, &spec->areas, sizeof(PvsSpecArea), PVS_NONE);
    add_simple(b, roster, PVS_THING_RAID, &spec->raids, sizeof(PvsSpecRaid), PVS_NONE);
}

// --- names -------------------------------------------------------------------------------------------------------

static int compare_names(const void *a, const void *b, void *ctx) {
    const PvsThing *things = ctx;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    int order = pvs_name_compare(things[i].name, things[j].name);
    return order ? order : (i > j) - (i < j);
}

const char *const pvs_thing_kind_names[PVS_N_THINGS] = {
    "place", "site", "post", "radar", "unit", "unit", "soft-kill area", "formation", "raid"};

static void sort_names(PvsBinder *b, PvsRoster *roster) {
    pvs_free(roster->by_name);
    roster->by_name = pvs_alloc((roster->n ? roster->n : 1) * sizeof *roster->by_name);
    roster->n_names = 0;
    if (!roster->by_name) {
        b->load->no_memory = true;
        return;
    }
    for (uint32_t i = 0; i < roster->n; i++) {
        roster->by_name[i] = i;
    }
    roster->n_names = roster->n;
    qsort_r(roster->by_name, roster->n, sizeof *roster->by_name, compare_names, roster->things);
}

static void report_twins(PvsBinder *b, const PvsRoster *roster) {
    for (uint32_t i = 1; i < roster->n; i++) {
        const PvsThing *first = &roster->things[roster->by_name[i - 1]],
                       *second = &roster->things[roster->by_name[i]];
        if (strcmp(first->name, second->name) == 0) {
            pvs_report(
                b->load, second->node,
                "the name \"%.64s\" of this %s is that of a %s too (%s); every name is used once",
                second->name, pvs_thing_kind_names[second->kind], pvs_thing_kind_names[first->kind],
                pvs_place_text(b->load, first->node));
        }
    }
}

static uint32_t find_full(const PvsRoster *roster, const char *name) {
    uint32_t low = 0, high = roster->n_names;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = pvs_name_compare(roster->things[roster->by_name[middle]].name, name);
        if (order == 0) {
            return roster->by_name[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return PVS_NONE;
}

uint32_t pvs_roster_find(const PvsRoster *roster, uint32_t formation, const char *name) {
    if (formation != PVS_NONE) {
        char full[256];
        pvs_text_printf(full, sizeof full, "%s/%s", roster->things[formation].name, name);
        uint32_t inside = find_full(roster, full);
        if (inside != PVS_NONE) {
            return inside;
        }
    }
    return find_full(roster, name);
}

void pvs_roster_unknown(PvsBinder *b, const PvsRoster *roster, PvsNode *node, const char *what,
                        const char *name) {
    const char **names = pvs_alloc((roster->n ? roster->n : 1) * sizeof *names);
    if (!names) {
        b->load->no_memory = true;
        return;
    }
    size_t n = 0;
    for (uint32_t i = 0; i < roster->n; i++) {
        if (roster->things[i].kind != PVS_THING_RAID) {
            names[n++] = roster->things[i].name;
        }
    }
    int near = pvs_name_nearest(name, names, n);
    pvs_report(b->load, node, "%s: nothing is named \"%.64s\"%s%s%s", what, name,
               near >= 0 ? "; did you mean \"" : "", near >= 0 ? names[near] : "",
               near >= 0 ? "\"?" : "");
    pvs_free(names);
}

// --- what raids aim at -----------------------------------------------------------------------------------------------

// A post or radar that is aimed at can be hit: it gets a station, a unit without weapons whose loss is its loss.
static void add_station(PvsBinder *b, PvsRoster *roster, uint32_t target) {
    for (uint32_t i = 0; i < roster->n; i++) {
        if (roster->things[i].station && roster->things[i].owner == target) {
            return;
        }
    }
    PvsThing station = pvs_thing_of(
        PVS_THING_UNIT, pvs_load_printf(b->load, "%s/station", roster->things[target].name),
        roster->things[target].node, NULL, PVS_NONE);
    PvsSpecUnit *spec = pvs_load_alloc(b->load, sizeof *spec);
    if (!spec) {
        return;
    }
    *spec = *roster->plain_unit;
    bool is_post = roster->things[target].kind == PVS_THING_POST;
    const PvsSpecPost *post = roster->things[target].spec;
    const PvsSpecRadar *radar = roster->things[target].spec;
    spec->hits_to_destroy = is_post ? post->hits_to_destroy : radar->hits_to_destroy;
    spec->price_usd = is_post ? post->price_usd : radar->price_usd;
    station.spec = spec;
    station.station = true;
    station.owner = target;
    station.above = is_post ? target : roster->things[target].above;
    pvs_roster_add(b, roster, station);
}

static void aim_at(PvsBinder *b, PvsRoster *roster, const char *name) {
    uint32_t found = name ? pvs_roster_find(roster, PVS_NONE, name) : PVS_NONE;
    if (found == PVS_NONE) {
        return;
    }
    const PvsThing *thing = &roster->things[found];
    if (thing->kind == PVS_THING_POST ||
        (thing->kind == PVS_THING_RADAR && thing->owner == PVS_NONE)) {
        add_station(b, roster, found);
    }
}

static void add_stations(PvsBinder *b, PvsBound *bound) {
    EACH(bound->spec.raids, PvsSpecRaid, raid) {
        EACH(raid->aim, PvsSpecAim, aim) {
            aim_at(b, &bound->roster, aim->name);
        }
        const char *last = NULL;
        for (uint32_t i = 0; i < raid->rows.n_rows; i++) {
            const char *name = raid->rows.rows[i].aim;
            if (name && (!last || strcmp(last, name) != 0)) {
                aim_at(b, &bound->roster, name);
                last = name;
            }
        }
    }
}

// --- all of it -----------------------------------------------------------------------------------------------------

static void plain_specs(PvsBinder *b, PvsRoster *roster) {
    PvsScenarioVisit visit = b->visit;
    b->visit = NULL;
    PvsSpecUnit *unit = pvs_load_alloc(b->load, sizeof *unit);
    PvsSpecPost *post = pvs_load_alloc(b->load, sizeof *post);
    if (unit && post) {
        pvs_bind_defaults(b, &pvs_object_unit, unit);
        pvs_bind_defaults(b, &pvs_object_post, post);
    }
    roster->plain_unit = unit;
    roster->plain_post = post;
    b->visit = visit;
}

void pvs_roster_build(PvsBinder *b, PvsBound *bound) {
    PvsRoster *roster = &bound->roster;
    plain_specs(b, roster);
    add_all(b, bound);
    if (b->load->no_memory || roster->n == 0) {
        return;
    }
    pvs_roster_ensure_post(b, roster);
    sort_names(b, roster);
    if (b->load->no_memory) {
        return;
    }
    report_twins(b, roster);
    pvs_roster_under_posts(b, roster);
    pvs_roster_under_all(b, roster);
    add_stations(b, bound);
    sort_names(b, roster);
    if (!b->load->no_memory) {
        pvs_roster_place_all(b, bound);
    }
}
