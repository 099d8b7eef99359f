// SPDX-License-Identifier: Apache-2.0
// Compiling threats and raids: types, groups by rule, groups of one from tables.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/impl.h"

// --- types -------------------------------------------------------------------------------------------------------

static void compile_profile(PvsCompile *c, const PvsSpecProfile *spec, PvsThreatType *out) {
    PvsProfileRow *rows = pvs_compile_alloc(c, (size_t)spec->n, sizeof *rows);
    for (int i = 0; rows && i < spec->n; i++) {
        rows[i] = (PvsProfileRow){spec->row[i].at, spec->row[i].altitude_m,
                                  pvs_speed_of(spec->row[i].speed, spec->row[i].altitude_m)};
    }
    out->profile = rows;
    out->n_profile = rows ? (uint32_t)spec->n : 0;
}

static void compile_type(PvsCompile *c, const PvsSpecThreatType *type, PvsThreatType *out) {
    const PvsSpecThreat *spec = &type->spec;
    double h_m = pvs_dist_mean(spec->altitude.dist);
    *out = (PvsThreatType){.named = pvs_compile_named(c, type->name),
                           .cls = (PvsClass)type->cls,
                           .move = spec->flies == 0   ? PVS_MOVE_CRUISE
                                   : spec->flies == 1 ? PVS_MOVE_BALLISTIC
                                                      : PVS_MOVE_PROFILE,
                           .speed_mps =
                               pvs_is_set(spec->speed.value) ? pvs_speed_of(spec->speed, h_m) : 0,
                           .h_default_m = h_m,
                           .h_default_is_agl = spec->altitude.agl,
                           .turn_radius_m = spec->turn_radius_m,
                           .loft_rad = spec->loft_rad,
                           .swerling = (int)spec->swerling,
                           .visual_range_factor = spec->visual_range_factor,
                           .reliability = spec->reliability,
                           .fails = pvs_is_set(spec->fails_after_s.a),
                           .fails_after_s = spec->fails_after_s,
                           .cep_m = spec->cep_m,
                           .lethal_radius_m = spec->lethal_radius_m,
                           .hits = spec->hits,
                           .decoy = spec->decoy == 1,
                           .uses_satellite_navigation = spec->satellite_navigation == 1,
                           .manoeuvres = spec->manoeuvres == 1,
                           .glide_ratio = spec->glide_ratio,
                           .damaged_cep_m = spec->damaged_cep_m,
                           .price_usd = spec->price_usd};
    memcpy(out->rcs, spec->rcs, sizeof out->rcs);
    if (spec->flies == 2) {
        compile_profile(c, &spec->profile, out);
    }
}

static int compare_types(const void *a, const void *b, void *ctx) {
    const PvsSpecThreatType *items = ctx;
    return pvs_name_compare(items[*(const uint32_t *)a].name, items[*(const uint32_t *)b].name);
}

// Types in natural order; c->type_index says where each spec went.
void pvs_compile_threats(PvsCompile *c) {
    const PvsThreatTypes *types = &c->actual->threat_types;
    uint32_t n = types->n;
    PvsThreatType *out = pvs_compile_alloc(c, n, sizeof *out);
    uint32_t *order = pvs_load_alloc(c->b->load, (n ? n : 1) * sizeof *order);
    c->type_index = pvs_load_alloc(c->b->load, (n ? n : 1) * sizeof *c->type_index);
    if (!out || !order || !c->type_index) {
        return;
    }
    for (uint32_t i = 0; i < n; i++) {
        order[i] = i;
    }
    if (n) {
        qsort_r(order, n, sizeof *order, compare_types, types->items);
    }
    for (uint32_t i = 0; i < n; i++) {
        c->type_index[order[i]] = i;
        compile_type(c, &types->items[order[i]], &out[i]);
    }
    c->model->threat_types = out;
    c->model->n_threat_types = n;
}

// --- aims --------------------------------------------------------------------------------------------------------

typedef struct {
    PvsAim *items; // pvs_alloc
    uint32_t n, capacity;
} Aims;

static void add_aim(PvsCompile *c, Aims *aims, PvsAim aim) {
    if (aims->n == aims->capacity) {
        uint32_t capacity = aims->capacity ? 2 * aims->capacity : 8;
        PvsAim *more = pvs_realloc(aims->items, capacity * sizeof *more);
        if (!more) {
            c->b->load->no_memory = true;
            return;
        }
        aims->items = more;
        aims->capacity = capacity;
    }
    aims->items[aims->n++] = aim;
}

static PvsLlh ground(const PvsCompile *c, PvsLlh at) {
    at.h_ell_m = pvs_height_of(0, c->model);
    return at;
}

static bool can_be_hit(const PvsThing *thing) {
    return thing->kind == PVS_THING_UNIT;
}

// A share on one thing: a site, a unit, the station of a post or radar, the members of a count or formation in equal parts, or a place.
static void aim_at_thing(PvsCompile *c, Aims *aims, uint32_t index, double share) {
    const PvsRoster *roster = &c->actual->roster;
    const PvsThing *thing = &roster->things[index];
    PvsLlh at = ground(c, thing->at);
    if (thing->kind == PVS_THING_SITE) {
        add_aim(c, aims, (PvsAim){PVS_AIM_SITE, thing->index, at, share});
        return;
    }
    if (thing->kind == PVS_THING_UNIT) {
        add_aim(c, aims, (PvsAim){PVS_AIM_UNIT, thing->index, at, share});
        return;
    }
    if (thing->kind == PVS_THING_RADAR && thing->owner != PVS_NONE) {
        aim_at_thing(c, aims, thing->owner, share);
        return;
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < thing->n; i++) {
        n += can_be_hit(&roster->things[thing->first + i]);
    }
    for (uint32_t i = 0; i < thing->n; i++) {
        if (can_be_hit(&roster->things[thing->first + i])) {
            aim_at_thing(c, aims, thing->first + i, share / n);
        }
    }
    for (uint32_t i = 0; n == 0 && i < c->n[PVS_THING_UNIT];
         i++) { // the station of a post or radar
        const PvsThing *unit = &roster->things[c->order[PVS_THING_UNIT][i]];
        if (unit->station && unit->owner == index) {
            add_aim(c, aims, (PvsAim){PVS_AIM_UNIT, i, at, share});
            return;
        }
    }
    if (n == 0) {
        add_aim(c, aims, (PvsAim){PVS_AIM_PLACE, 0, at, share});
    }
}

static void add_aims(PvsCompile *c, const PvsSpecMap *specs, Aims *aims) {
    const PvsSpecAim *spec = specs->items;
    for (uint32_t i = 0; i < specs->n; i++) {
        PvsLlh at;
        if (spec[i].name) {
            aim_at_thing(c, aims, pvs_roster_find(&c->actual->roster, PVS_NONE, spec[i].name),
                         spec[i].share);
        } else if (pvs_roster_locate(c->b, (PvsRoster *)&c->actual->roster, PVS_NONE, &spec[i].at,
                                     &at)) {
            add_aim(c, aims, (PvsAim){PVS_AIM_PLACE, 0, ground(c, at), spec[i].share});
        }
    }
}

static void keep_aims(PvsCompile *c, Aims *aims, PvsRaidGroup *group) {
    PvsAim *kept = pvs_compile_alloc(c, aims->n, sizeof *kept);
    if (kept && aims->n) {
        memcpy(kept, aims->items, aims->n * sizeof *kept);
        group->aims = kept;
        group->n_aims = aims->n;
    }
    pvs_free(aims->items);
}

// --- groups by rule ------------------------------------------------------------------------------------------------

static void set_height(const PvsCompile *c, const PvsSpecHeight *height, PvsRoutePoint *point) {
    if (pvs_is_set(height->dist.a)) {
        point->has_height = true;
        point->at.h_ell_m = pvs_height_of(pvs_dist_mean(height->dist), c->model);
    }
}

static void compile_route(PvsCompile *c, const PvsSpecRaid *raid, PvsRaidGroup *group) {
    PvsRoster *roster = (PvsRoster *)&c->actual->roster;
    PvsRoutePoint *route = pvs_compile_alloc(c, raid->route.n + 1, sizeof *route);
    if (!route) {
        return;
    }
    pvs_roster_locate(c->b, roster, PVS_NONE, &raid->launch.from, &route[0].at);
    route[0].spread_m = raid->launch.spread_m;
    set_height(c, &raid->launch.altitude, &route[0]);
    const PvsSpecRoutePoint *points = raid->route.items;
    for (uint32_t i = 0; i < raid->route.n; i++) {
        pvs_roster_locate(c->b, roster, PVS_NONE, &points[i].by, &route[i + 1].at);
        route[i + 1].spread_m = points[i].spread_m;
        set_height(c, &points[i].altitude, &route[i + 1]);
    }
    group->route = route;
    group->n_route = raid->route.n + 1;
}

// Height and speed of a raid: its own, else its type's; a Mach number counts at the mean height.
static void compile_flight(const PvsSpecRaid *raid, const PvsSpecThreat *threat,
                           PvsRaidGroup *group) {
    PvsSpecHeight height = pvs_is_set(raid->altitude.dist.a) ? raid->altitude : threat->altitude;
    group->h_msl_m = height.dist;
    group->h_is_agl = height.agl;
    PvsSpecSpeedDist speed = raid->speed;
    if (!pvs_is_set(speed.dist.a) && threat->speed.mach) {
        speed = (PvsSpecSpeedDist){pvs_dist_fixed(threat->speed.value), true};
    }
    group->speed_mps = pvs_is_set(speed.dist.a) ? speed.dist : pvs_dist_fixed(0);
    if (pvs_is_set(speed.dist.a) && speed.mach) {
        double sound_mps = pvs_air_at(pvs_dist_mean(height.dist)).sound_speed_mps;
        group->speed_mps.a *= sound_mps;
        group->speed_mps.b *= sound_mps;
    }
}

static void compile_times(const PvsSpecRaid *raid, PvsRaidGroup *group) {
    group->interval_s = raid->launch.every_s;
    group->time_on_target = pvs_is_set(raid->launch.arrive_s.a);
    group->t_launch_s = group->time_on_target             ? raid->launch.arrive_s
                        : pvs_is_set(raid->launch.at_s.a) ? raid->launch.at_s
                                                          : pvs_dist_fixed(0);
    double within_s = raid->launch.within_s;
    if (pvs_is_set(within_s) && within_s > 0) {
        group->t_launch_s =
            (PvsDist){PVS_DIST_UNIFORM, group->t_launch_s.a, group->t_launch_s.a + within_s};
    }
}

static void compile_rule(PvsCompile *c, const PvsSpecRaid *raid, PvsRaidGroup *group) {
    *group = (PvsRaidGroup){.named = pvs_compile_named(c, raid->head.name),
                            .type = c->type_index[raid->type_index],
                            .decoy_type = PVS_NONE,
                            .count = (uint32_t)raid->count,
                            .lateral_spread_m = raid->lateral_spread_m};
    if (pvs_is_set(raid->mean_count)) {
        // room for what comes in all but one of 10^12 battles; what lies beyond does not come
        group->mean_count = raid->mean_count;
        group->count = (uint32_t)(raid->mean_count + 8 * sqrt(raid->mean_count) + 20);
    }
    if (raid->decoy_type_index != UINT32_MAX) {
        group->decoy_type = c->type_index[raid->decoy_type_index];
        group->decoy_share = raid->decoys.share;
        group->decoys_drawn = raid->decoys.drawn == 1;
    }
    compile_route(c, raid, group);
    compile_flight(raid, &c->actual->threat_types.items[raid->type_index].spec, group);
    compile_times(raid, group);
    Aims aims = {0};
    add_aims(c, &raid->aim, &aims);
    keep_aims(c, &aims, group);
}

// --- groups of one, from tables --------------------------------------------------------------------------------------

#define SAME_PLACE_RAD 1.6e-5 ///< 100 m: the last way point of a table that is the aim itself

static bool same_place(PvsLlh a, double lat_rad, double lon_rad) {
    return fabs(a.lat_rad - lat_rad) < SAME_PLACE_RAD && fabs(a.lon_rad - lon_rad) < SAME_PLACE_RAD;
}

static PvsRoutePoint row_point(const PvsCompile *c, double lat_rad, double lon_rad,
                               double altitude_m) {
    PvsRoutePoint point = {.at = {lat_rad, lon_rad, 0}, .has_height = pvs_is_set(altitude_m)};
    point.at.h_ell_m = point.has_height ? pvs_height_of(altitude_m, c->model) : 0;
    return point;
}

static void row_route(PvsCompile *c, const PvsSpecRaid *raid, const PvsSpecThreatRow *row,
                      PvsRaidGroup *group) {
    const PvsSpecWaypoint *points = raid->rows.points + row->first_point;
    uint32_t n = row->n_points;
    if (n > 1 && group->n_aims == 1 &&
        same_place(group->aims[0].place, points[n - 1].lat_rad, points[n - 1].lon_rad)) {
        n--;
    }
    bool own = n == 0 || pvs_is_set(row->lat_rad);
    PvsRoutePoint *route = pvs_compile_alloc(c, n + own, sizeof *route);
    if (!route) {
        return;
    }
    uint32_t at = 0;
    if (own && pvs_is_set(row->lat_rad)) {
        route[at++] = row_point(c, row->lat_rad, row->lon_rad, row->altitude_m);
    } else if (own) {
        pvs_roster_locate(c->b, (PvsRoster *)&c->actual->roster, PVS_NONE, &raid->launch.from,
                          &route[at].at);
        set_height(c, &raid->launch.altitude, &route[at]);
        route[at++].spread_m = raid->launch.spread_m;
    }
    for (uint32_t i = 0; i < n; i++) {
        route[at++] =
            row_point(c, points[i].lat_rad, points[i].lon_rad,
                      pvs_is_set(points[i].altitude_m) ? points[i].altitude_m : row->altitude_m);
    }
    group->route = route;
    group->n_route = at;
}

static void compile_row(PvsCompile *c, const PvsSpecRaid *raid, const PvsSpecThreatRow *row,
                        PvsRaidGroup *group) {
    *group = (PvsRaidGroup){.named = pvs_compile_named(c, row->name),
                            .type = c->type_index[row->type],
                            .decoy_type = PVS_NONE,
                            .count = 1};
    Aims aims = {0};
    if (row->aim) {
        aim_at_thing(c, &aims, pvs_roster_find(&c->actual->roster, PVS_NONE, row->aim), 1);
    } else {
        add_aims(c, &raid->aim, &aims);
    }
    keep_aims(c, &aims, group);
    row_route(c, raid, row, group);
    compile_flight(raid, &c->actual->threat_types.items[row->type].spec, group);
    compile_times(raid, group);
    group->interval_s = 0;
    if (pvs_is_set(row->altitude_m)) {
        group->h_msl_m = pvs_dist_fixed(row->altitude_m);
        group->h_is_agl = false;
    }
    if (pvs_is_set(row->speed_mps)) {
        group->speed_mps = pvs_dist_fixed(row->speed_mps);
    }
    if (pvs_is_set(row->at_s)) {
        group->t_launch_s = pvs_dist_fixed(row->at_s);
        group->time_on_target = false;
    }
}

// --- all groups ------------------------------------------------------------------------------------------------------

typedef struct {
    const char *name;
    const PvsSpecRaid *raid;
    const PvsSpecThreatRow *row; ///< null: by rule
} Source;

static int compare_sources(const void *a, const void *b) {
    return pvs_name_compare(((const Source *)a)->name, ((const Source *)b)->name);
}

static void refuse_twins(PvsCompile *c, const Source *sources, uint32_t n) {
    for (uint32_t i = 1; i < n; i++) {
        if (strcmp(sources[i].name, sources[i - 1].name) == 0) {
            const Source *of = sources[i].row ? &sources[i] : &sources[i - 1];
            pvs_report_at(c->b->load, PVS_DIAG_ERROR, of->raid->rows.source,
                          of->row ? of->row->row : 0, 1,
                          "the name \"%.64s\" is used by another raid too", of->name);
            return;
        }
    }
}

void pvs_compile_raids(PvsCompile *c) {
    const PvsSpecRaid *raids = c->actual->spec.raids.items;
    size_t n = 0;
    uint64_t n_threats = 0;
    for (uint32_t i = 0; i < c->actual->spec.raids.n; i++) {
        n += raids[i].table ? raids[i].rows.n_rows : 1;
    }
    Source *sources = pvs_alloc((n ? n : 1) * sizeof *sources);
    PvsRaidGroup *groups =
        sources && c->type_index ? pvs_compile_alloc(c, n, sizeof *groups) : NULL;
    if (!groups) {
        c->b->load->no_memory = true;
        pvs_free(sources);
        return;
    }
    n = 0;
    for (uint32_t i = 0; i < c->actual->spec.raids.n; i++) {
        for (uint32_t k = 0; raids[i].table && k < raids[i].rows.n_rows; k++) {
            sources[n++] = (Source){raids[i].rows.rows[k].name, &raids[i], &raids[i].rows.rows[k]};
        }
        if (!raids[i].table) {
            sources[n++] = (Source){raids[i].head.name, &raids[i], NULL};
        }
    }
    if (n) {
        qsort(sources, n, sizeof *sources, compare_sources);
    }
    refuse_twins(c, sources, (uint32_t)n);
    for (size_t i = 0; i < n; i++) {
        if (sources[i].row) {
            compile_row(c, sources[i].raid, sources[i].row, &groups[i]);
        } else {
            compile_rule(c, sources[i].raid, &groups[i]);
        }
        n_threats += groups[i].count;
    }
    pvs_free(sources);
    c->model->groups = groups;
    c->model->n_groups = (uint32_t)n;
    c->model->n_threats = (uint32_t)n_threats;
}
