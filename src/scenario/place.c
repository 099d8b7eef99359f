// SPDX-License-Identifier: Apache-2.0
// Places: a position is a point, or counts from another thing's place by bearing and range along the geodesic; members of a count stand on a
// circle at multiples of the golden angle, so that member k stands there at any count.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "scenario/impl.h"
#include "scenario/roster.h"

#define THREATS_MAX      5e6
#define GOLDEN_ANGLE_RAD 2.39996322972865332 ///< pi (3 - sqrt 5)

static bool locate_thing(PvsBinder *b, PvsRoster *roster, uint32_t index, PvsLlh *out);

static PvsLlh offset(PvsLlh from, double bearing_rad, double range_m) {
    return range_m > 0 ? pvs_geodesic_direct(from.lat_rad, from.lon_rad,
                                             pvs_wrap_two_pi(bearing_rad), range_m, NULL)
                       : from;
}

static bool locate_name(PvsBinder *b, PvsRoster *roster, uint32_t formation, PvsNode *node,
                        const char *what, const char *name, PvsLlh *out) {
    uint32_t found = pvs_roster_find(roster, formation, name);
    if (found == PVS_NONE) {
        pvs_roster_unknown(b, roster, node, what, name);
        return false;
    }
    if (roster->things[found].kind == PVS_THING_RAID) {
        pvs_report(b->load, node, "%s: \"%.64s\" is a raid, which stands nowhere", what, name);
        return false;
    }
    if (roster->things[found].placed == PVS_PLACING) {
        pvs_report(b->load, node, "%s: the place of \"%.64s\" counts from itself", what, name);
        return false;
    }
    return locate_thing(b, roster, found, out);
}

bool pvs_roster_locate(PvsBinder *b, PvsRoster *roster, uint32_t formation,
                       const PvsSpecPosition *position, PvsLlh *out) {
    PvsLlh from;
    switch (position->kind) {
    case PVS_AT_POINT:
        *out = (PvsLlh){position->lat_rad, position->lon_rad, 0};
        return true;
    case PVS_AT_NAMED:
        return locate_name(b, roster, formation, position->node, "at", position->from, out);
    case PVS_AT_OFFSET:
        if (!position->from) {
            pvs_report(b->load, position->node,
                       "a bearing and range from nowhere: from: is needed here");
            return false;
        }
        if (!locate_name(b, roster, formation, position->node, "from", position->from, &from)) {
            return false;
        }
        *out = offset(from, position->bearing_rad, position->range_m);
        return true;
    default:
        return false;
    }
}

// What a spec says about where it stands, whatever its kind.
typedef struct {
    const PvsSpecPosition *at, *place;
    const char *around;
    double radius_m, bearing_rad, heading_rad;
} Where;

static Where where_of(const PvsThing *thing) {
    Where w = {.heading_rad = NAN};
    switch (thing->kind) {
    case PVS_THING_PLACE:
        w.at = &((const PvsSpecPlace *)thing->spec)->at;
        break;
    case PVS_THING_SITE:
        w.at = &((const PvsSpecSite *)thing->spec)->at;
        break;
    case PVS_THING_POST: {
        const PvsSpecPost *post = thing->spec;
        w.at = &post->at;
        w.place = &post->place;
        break;
    }
    case PVS_THING_RADAR: {
        const PvsSpecRadar *radar = thing->spec;
        w.at = &radar->at;
        w.place = &radar->place;
        w.heading_rad = radar->heading_rad;
        break;
    }
    case PVS_THING_UNIT:
    case PVS_THING_GROUP: {
        const PvsSpecUnit *unit = thing->spec;
        w = (Where){&unit->at,      &unit->place,      unit->around,
                    unit->radius_m, unit->bearing_rad, unit->heading_rad};
        break;
    }
    case PVS_THING_AREA: {
        const PvsSpecArea *area = thing->spec;
        w = (Where){&area->at, &area->place, area->around, 0, 0, NAN};
        break;
    }
    case PVS_THING_FORMATION: {
        const PvsSpecFormation *formation = thing->spec;
        w.at = &formation->at;
        w.heading_rad = formation->heading_rad;
        break;
    }
    default:
        break;
    }
    return w;
}

// The point that a thing's own words mean, members not yet on their circle.
static bool centre_of(PvsBinder *b, PvsRoster *roster, uint32_t index, const Where *w,
                      PvsLlh *out) {
    const PvsThing *thing = &roster->things[index];
    uint32_t formation = thing->formation;
    PvsLlh point;
    if (w->at && w->at->kind != PVS_AT_NOWHERE) {
        return pvs_roster_locate(b, roster, formation, w->at, out);
    }
    if (w->place && w->place->kind == PVS_AT_OFFSET && !w->place->from && formation != PVS_NONE) {
        double heading_rad =
            ((const PvsSpecFormation *)roster->things[formation].spec)->heading_rad;
        if (!locate_thing(b, roster, formation, &point)) {
            return false;
        }
        *out = offset(point, w->place->bearing_rad + heading_rad, w->place->range_m);
        return true;
    }
    if (w->place && w->place->kind != PVS_AT_NOWHERE) {
        return pvs_roster_locate(b, roster, formation, w->place, out);
    }
    if (w->around) {
        return locate_name(b, roster, formation, thing->node, "around", w->around, out);
    }
    bool owned = thing->owner != PVS_NONE && thing->kind != PVS_THING_UNIT;
    if (owned || thing->station) {
        return locate_thing(b, roster, thing->owner, out);
    }
    if (formation != PVS_NONE) {
        return locate_thing(b, roster, formation, out);
    }
    bool said = (w->at && w->at->node) ||
                (w->place && w->place->node); // a bad position was reported already
    bool reported = thing->node->kind == PVS_NODE_BROKEN || thing->kind == PVS_THING_SITE ||
                    thing->kind == PVS_THING_PLACE;
    if (!said && !reported) {
        pvs_report_at(b->load, PVS_DIAG_ERROR, thing->node->source, thing->node->line,
                      thing->node->column, "\"%.64s\" lacks \"at\": where it stands", thing->name);
    }
    return false;
}

static double heading_of(const PvsRoster *roster, const PvsThing *thing, const Where *w) {
    double heading_rad = pvs_is_set(w->heading_rad) ? w->heading_rad : 0;
    if (thing->kind == PVS_THING_RADAR && thing->owner != PVS_NONE && !pvs_is_set(w->heading_rad)) {
        return roster->things[thing->owner].heading_rad;
    }
    if (thing->formation != PVS_NONE) {
        heading_rad +=
            ((const PvsSpecFormation *)roster->things[thing->formation].spec)->heading_rad;
    }
    return heading_rad;
}

static bool locate_thing(PvsBinder *b, PvsRoster *roster, uint32_t index, PvsLlh *out) {
    PvsThing *thing = &roster->things[index];
    if (thing->placed == PVS_UNPLACED) {
        thing->placed = PVS_PLACING;
        Where w = where_of(thing);
        bool ok = centre_of(b, roster, index, &w, &thing->at);
        if (ok && thing->member >= 0) {
            thing->at = offset(thing->at, w.bearing_rad + (double)thing->member * GOLDEN_ANGLE_RAD,
                               w.radius_m);
        } else if (ok && thing->kind == PVS_THING_UNIT && !thing->station) {
            thing->at = offset(thing->at, w.bearing_rad, w.radius_m);
        }
        thing->placed = ok ? PVS_PLACED : PVS_MISPLACED;
    }
    *out = thing->at;
    return thing->placed == PVS_PLACED;
}

// --- raids -------------------------------------------------------------------------------------------------------

static void check_aim(PvsBinder *b, PvsRoster *roster, const PvsSpecAim *aim) {
    PvsLlh at;
    if (!aim->name) {
        if (aim->at.kind != PVS_AT_NOWHERE) {
            pvs_roster_locate(b, roster, PVS_NONE, &aim->at, &at);
        }
        return;
    }
    uint32_t found = pvs_roster_find(roster, PVS_NONE, aim->name);
    if (found == PVS_NONE) {
        pvs_roster_unknown(b, roster, aim->node, "aim", aim->name);
    } else if (roster->things[found].kind == PVS_THING_RAID ||
               roster->things[found].kind == PVS_THING_AREA) {
        pvs_report(b->load, aim->node,
                   "aim: \"%.64s\" is a %s; a site, unit, post, radar or place is expected",
                   aim->name,
                   roster->things[found].kind == PVS_THING_RAID ? "raid" : "soft-kill area");
    }
}

static void check_rows(PvsBinder *b, PvsRoster *roster, const PvsSpecRaid *raid) {
    const char *last = NULL;
    for (uint32_t i = 0; i < raid->rows.n_rows; i++) {
        const PvsSpecThreatRow *row = &raid->rows.rows[i];
        if (row->aim && (!last || strcmp(last, row->aim) != 0)) {
            PvsNode *node = pvs_load_alloc(b->load, sizeof *node);
            if (!node) {
                return;
            }
            *node = (PvsNode){.kind = PVS_NODE_SCALAR,
                              .source = (uint16_t)raid->rows.source,
                              .line = row->row,
                              .column = 1};
            check_aim(b, roster, &(PvsSpecAim){.name = row->aim, .node = node});
            last = row->aim;
        }
        bool placed = row->n_points > 0 || pvs_is_set(row->lat_rad) ||
                      raid->launch.from.kind != PVS_AT_NOWHERE;
        if (!placed) {
            pvs_report_at(
                b->load, PVS_DIAG_ERROR, raid->rows.source, row->row, 1,
                "\"%.48s\" has no launch point: no way points, no lat and lon, no launch.from",
                row->name);
        }
    }
}

static void check_raid(PvsBinder *b, PvsRoster *roster, const PvsSpecRaid *raid) {
    PvsLlh at;
    if (raid->launch.from.kind != PVS_AT_NOWHERE) {
        pvs_roster_locate(b, roster, PVS_NONE, &raid->launch.from, &at);
    }
    const PvsSpecRoutePoint *points = raid->route.items;
    for (uint32_t i = 0; i < raid->route.n; i++) {
        if (points[i].by.kind != PVS_AT_NOWHERE) {
            pvs_roster_locate(b, roster, PVS_NONE, &points[i].by, &at);
        }
    }
    const PvsSpecAim *aims = raid->aim.items;
    for (uint32_t i = 0; i < raid->aim.n; i++) {
        check_aim(b, roster, &aims[i]);
    }
    check_rows(b, roster, raid);
}

void pvs_roster_place_all(PvsBinder *b, PvsBound *bound) {
    PvsRoster *roster = &bound->roster;
    PvsLlh at;
    for (uint32_t i = 0; i < roster->n; i++) {
        if (roster->things[i].kind != PVS_THING_RAID) {
            locate_thing(b, roster, i, &at);
        }
    }
    for (uint32_t i = 0; i < roster->n; i++) {
        PvsThing *thing = &roster->things[i];
        Where w = where_of(thing);
        if (thing->kind == PVS_THING_UNIT) {
            thing->heading_rad = heading_of(roster, thing, &w);
        }
    }
    for (uint32_t i = 0; i < roster->n; i++) {
        PvsThing *thing = &roster->things[i];
        if (thing->kind == PVS_THING_RADAR) {
            Where w = where_of(thing);
            thing->heading_rad = heading_of(roster, thing, &w);
        }
    }
    const PvsSpecRaid *raids = bound->spec.raids.items;
    double n_threats = 0;
    for (uint32_t i = 0; i < bound->spec.raids.n; i++) {
        check_raid(b, roster, &raids[i]);
        n_threats += raids[i].table ? (double)raids[i].rows.n_rows : (double)raids[i].count;
        if (n_threats > THREATS_MAX) {
            pvs_report(b->load, raids[i].head.node,
                       "more than %.0f threats in all; the count of \"%.64s\" goes beyond",
                       THREATS_MAX, raids[i].head.name);
            break;
        }
    }
}
