// SPDX-License-Identifier: Apache-2.0
// Everything that stands somewhere, for maps: where it is, what wrote it, and whether it can be moved by itself.
#include <math.h>

#include "base/text.h"
#include "scenario/impl.h"

static const char *const tops[PVS_N_THINGS] = {
    "places", "sites", "posts", "radars", "units", "units", "soft_kill", "formations", "raids"};
static const char *const kinds[PVS_N_THINGS] = {"place", "site", "post",      "radar", "unit",
                                                "group", "area", "formation", "raid"};

// The thing that the text names: a member's group, an own radar's unit, all of a formation.
static const PvsThing *written(const PvsRoster *roster, const PvsThing *thing) {
    if (thing->formation != PVS_NONE) {
        return &roster->things[thing->formation];
    }
    while (thing->owner != PVS_NONE) {
        thing = &roster->things[thing->owner];
    }
    return thing;
}

static PvsThingMove move_of(const PvsScenario *s, const PvsThing *thing, const PvsThing *by) {
    const PvsNode *node = by->node;
    bool from_table = node && s->load.sources[node->source].is_table;
    if (from_table || (thing->kind == PVS_THING_RADAR && thing->owner != PVS_NONE)) {
        return PVS_MOVES_NOT;
    }
    return by == thing ? PVS_MOVES_ITSELF : PVS_MOVES_GROUP;
}

static const char *type_of(const PvsThing *thing) {
    const PvsSpecHead *head = thing->spec;
    PvsFound found = pvs_view_find(head->view, "type", NULL);
    return found.node && found.node->kind == PVS_NODE_SCALAR ? found.node->text : NULL;
}

static void tell(const PvsScenario *s, const PvsThing *thing, PvsThingVisit visit, void *ctx) {
    const PvsRoster *roster = &s->actual.roster;
    const PvsThing *by = written(roster, thing);
    char path[600];
    pvs_text_printf(path, sizeof path, "%s.%s", tops[by->kind], by->name);
    bool looks = thing->kind == PVS_THING_RADAR || thing->kind == PVS_THING_UNIT;
    visit(ctx, &(PvsScenarioThing){
                   .kind = kinds[thing->kind],
                   .name = thing->name,
                   .path = path,
                   .type = type_of(thing),
                   .under = thing->above != PVS_NONE ? roster->things[thing->above].name : NULL,
                   .lat_rad = thing->at.lat_rad,
                   .lon_rad = thing->at.lon_rad,
                   .h_ell_m = thing->at.h_ell_m,
                   .heading_rad = looks ? thing->heading_rad : NAN,
                   .move = move_of(s, thing, by),
               });
}

void pvs_scenario_things(const PvsScenario *scenario, PvsThingVisit visit, void *ctx) {
    const PvsRoster *roster = &scenario->actual.roster;
    for (uint32_t i = 0; i < roster->n_names; i++) {
        const PvsThing *thing = &roster->things[roster->by_name[i]];
        bool stands = thing->kind != PVS_THING_RAID && thing->placed == PVS_PLACED;
        // Stations and posts of units that fight alone are stand-ins that nobody wrote.
        bool real = thing->node && !thing->station &&
                    !(thing->kind == PVS_THING_POST && thing->owner != PVS_NONE);
        if (stands && real) {
            tell(scenario, thing, visit, ctx);
        }
    }
}
