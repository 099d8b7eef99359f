// SPDX-License-Identifier: Apache-2.0
// Who stands under whom: the tree of command as it is written with `under`, and what holds when nothing is said: the head of one's formation,
// else the only root.
#include <string.h>

#include "scenario/roster.h"

static PvsNode *node_of_key(const PvsThing *thing, const char *key) {
    const PvsSpecHead *head = thing->spec;
    PvsFound found = pvs_view_find(head->view, key, NULL);
    return found.node ? found.node : thing->node;
}

// The post of that name; PVS_NONE: reported.
static uint32_t post_named(PvsBinder *b, const PvsRoster *roster, const PvsThing *thing,
                           uint32_t formation, const char *name) {
    uint32_t found = pvs_roster_find(roster, formation, name);
    if (found == PVS_NONE) {
        pvs_roster_unknown(b, roster, node_of_key(thing, "under"), "under", name);
    } else if (roster->things[found].kind != PVS_THING_POST) {
        pvs_report(b->load, node_of_key(thing, "under"),
                   "under: \"%.64s\" is a %s; a post is expected", name,
                   pvs_thing_kind_names[roster->things[found].kind]);
        found = PVS_NONE;
    }
    return found;
}

void pvs_roster_under_posts(PvsBinder *b, PvsRoster *roster) {
    for (uint32_t i = 0; i < roster->n; i++) {
        PvsThing *thing = &roster->things[i];
        if (thing->kind != PVS_THING_POST) {
            continue;
        }
        const PvsSpecPost *spec = thing->spec;
        if (spec->under) {
            thing->above = post_named(b, roster, thing, thing->formation, spec->under);
        } else if (thing->formation != PVS_NONE) {
            const PvsThing *formation = &roster->things[thing->formation];
            const char *under = ((const PvsSpecFormation *)formation->spec)->under;
            thing->above = under ? post_named(b, roster, formation, PVS_NONE, under) : PVS_NONE;
        }
    }
    for (uint32_t i = 0; i < roster->n; i++) { // a tree has no rings
        uint32_t at = i, steps = 0;
        while (roster->things[i].kind == PVS_THING_POST && at != PVS_NONE && steps <= roster->n) {
            at = roster->things[at].above;
            steps += at == i ? roster->n + 1 : 1;
        }
        if (steps > roster->n) {
            pvs_report(b->load, node_of_key(&roster->things[i], "under"),
                       "\"%.64s\" stands under itself", roster->things[i].name);
            roster->things[i].above = PVS_NONE;
        }
    }
}

// The only root post of the scenario, or of its formations when it has no posts of its own; PVS_NONE when there is none or several.
static uint32_t only_root(const PvsRoster *roster, bool *several) {
    uint32_t found[2] = {PVS_NONE, PVS_NONE}, n[2] = {0, 0};
    for (uint32_t i = 0; i < roster->n; i++) {
        const PvsThing *thing = &roster->things[i];
        if (thing->kind == PVS_THING_POST && thing->above == PVS_NONE) {
            int inside = thing->formation != PVS_NONE;
            found[inside] = i;
            n[inside]++;
        }
    }
    int which = n[0] == 0;
    *several = n[which] > 1;
    return n[which] == 1 ? found[which] : PVS_NONE;
}

// The head of a formation: its only post that stands under no other one of it.
static uint32_t head_of(const PvsRoster *roster, uint32_t formation) {
    uint32_t head = PVS_NONE;
    for (uint32_t i = 0; formation != PVS_NONE && i < roster->things[formation].n; i++) {
        const PvsThing *thing = &roster->things[roster->things[formation].first + i];
        if (thing->kind == PVS_THING_POST && !((const PvsSpecPost *)thing->spec)->under) {
            head = roster->things[formation].first + i;
        }
    }
    return head;
}

static void place_under(PvsBinder *b, PvsRoster *roster, PvsThing *thing, const char *under,
                        uint32_t root, bool several) {
    if (under && strcmp(under, "none") == 0 && thing->kind == PVS_THING_UNIT) {
        thing->own_post = true;
        return;
    }
    if (under) {
        thing->above = post_named(b, roster, thing, thing->formation, under);
        return;
    }
    thing->above = head_of(roster, thing->formation);
    if (thing->above == PVS_NONE && thing->formation != PVS_NONE) {
        const char *formation_under =
            ((const PvsSpecFormation *)roster->things[thing->formation].spec)->under;
        if (formation_under) {
            thing->above =
                post_named(b, roster, &roster->things[thing->formation], PVS_NONE, formation_under);
            return;
        }
    }
    if (thing->above == PVS_NONE) {
        thing->above = root;
    }
    if (thing->above == PVS_NONE && several) {
        pvs_report(b->load, thing->node,
                   "\"%.64s\" needs under: there are several posts that stand under none",
                   thing->name);
    }
}

// Without any post there is one all the same, so that somebody decides.
void pvs_roster_ensure_post(PvsBinder *b, PvsRoster *roster) {
    bool needs = false;
    for (uint32_t i = 0; i < roster->n; i++) {
        if (roster->things[i].kind == PVS_THING_POST) {
            return;
        }
        needs = needs || roster->things[i].kind == PVS_THING_UNIT ||
                roster->things[i].kind == PVS_THING_RADAR;
    }
    if (needs) {
        PvsThing post = pvs_thing_of(PVS_THING_POST, "command", roster->things[0].node,
                                     roster->plain_post, PVS_NONE);
        post.placed = PVS_PLACED;
        pvs_roster_add(b, roster, post);
    }
}

void pvs_roster_under_all(PvsBinder *b, PvsRoster *roster) {
    bool several;
    uint32_t root = only_root(roster, &several);
    for (uint32_t i = 0; i < roster->n; i++) {
        PvsThing *thing = &roster->things[i];
        if (thing->kind == PVS_THING_UNIT && !thing->station) {
            place_under(b, roster, thing, ((const PvsSpecUnit *)thing->spec)->under, root, several);
        } else if (thing->kind == PVS_THING_RADAR && thing->owner == PVS_NONE) {
            place_under(b, roster, thing, ((const PvsSpecRadar *)thing->spec)->under, root,
                        several);
        }
    }
    for (uint32_t i = 0, n = roster->n; i < n; i++) { // a unit by itself decides for itself
        if (roster->things[i].own_post) {
            PvsThing post = pvs_thing_of(
                PVS_THING_POST, pvs_load_printf(b->load, "%s/post", roster->things[i].name),
                roster->things[i].node, roster->plain_post, roster->things[i].formation);
            post.owner = i;
            uint32_t index = pvs_roster_add(b, roster, post);
            roster->things[i].above = index;
        }
    }
    for (uint32_t i = 0, n = roster->n; i < n;
         i++) { // one that fights alone when its post is lost has a post for that day
        const PvsThing *unit = &roster->things[i];
        if (unit->kind == PVS_THING_UNIT && !unit->own_post && !unit->station &&
            ((const PvsSpecUnit *)unit->spec)->autonomous == 1) {
            PvsThing post =
                pvs_thing_of(PVS_THING_POST, pvs_load_printf(b->load, "%s/alone", unit->name),
                             unit->node, roster->plain_post, unit->formation);
            post.owner = i;
            pvs_roster_add(b, roster, post);
        }
    }
    for (uint32_t i = 0; i < roster->n; i++) {
        PvsThing *thing = &roster->things[i];
        if (thing->kind == PVS_THING_RADAR && thing->owner != PVS_NONE) {
            thing->above = roster->things[thing->owner].above;
        }
    }
}
