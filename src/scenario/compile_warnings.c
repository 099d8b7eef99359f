// SPDX-License-Identifier: Apache-2.0
// Warnings about what a battle would pass over in silence: a radar that can see no threat, a unit that can reach none, a site that nobody covers,
// way points without effect, a raid that flies farther than its type can; and what every result must say about itself.
//
// Paths are the raids' rules without their chance: launch, way points, aim, at mean height and speed; reaches are widened by the raids' spreads.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "base/text.h"
#include "scenario/compile_rounds.h"

#define LEGS_MAX    204
#define WINDOWS_MAX 300000 ///< of all pairs looked at: beyond it nothing is claimed
#define PATHS_MAX   50000  ///< of all raids; likewise
#define FAINT_PD                                                                                   \
    0.01 ///< a radar that finds a threat less often than this at a look does not see it

// The path of a group's plain member to one aim; returns its number of segments.
static size_t plain_path(const PvsModel *m, const PvsRaidGroup *g, uint32_t aim, PvsSegment *out) {
    PvsLlh points[LEGS_MAX];
    double speeds[LEGS_MAX];
    const PvsThreatType *type = &m->threat_types[g->type];
    double speed_mps =
        pvs_dist_mean(g->speed_mps) > 0 ? pvs_dist_mean(g->speed_mps) : type->speed_mps;
    double h_ell_m = pvs_dist_mean(g->h_msl_m) + m->h_msl_offset_m;
    size_t n = 0;
    for (uint32_t i = 0; i < g->n_route && n < LEGS_MAX - 1; i++) {
        points[n] = g->route[i].at;
        points[n].h_ell_m = g->route[i].has_height ? points[n].h_ell_m : h_ell_m;
        speeds[n++] = speed_mps;
    }
    if (n == 0) {
        return 0;
    }
    points[n] = g->aims[aim].place;
    if (type->move == PVS_MOVE_PROFILE) {
        return pvs_profile(points[0], points[n], type->profile, type->n_profile, m->h_msl_offset_m,
                           0, out, LEGS_MAX, NULL);
    }
    points[0].h_ell_m = type->move == PVS_MOVE_BALLISTIC ? m->h_msl_offset_m : points[0].h_ell_m;
    if (type->move == PVS_MOVE_BALLISTIC &&
        pvs_ballistic_arc(points[0], points[n], type->loft_rad, 0, out, NULL) == PVS_OK) {
        return 1;
    }
    points[n].h_ell_m = points[n - 1].h_ell_m;
    size_t made = speed_mps > 0 ? pvs_route(points, n + 1, speeds, 0, 0, out, LEGS_MAX) : 0;
    return made <= LEGS_MAX ? made : LEGS_MAX;
}

static double spread_of(const PvsRaidGroup *g) {
    double spread_m = 0;
    for (uint32_t i = 0; i < g->n_route; i++) {
        spread_m = fmax(spread_m, g->route[i].spread_m);
    }
    return spread_m + g->lateral_spread_m;
}

// How far members' heights lie from their mean, at most.
static double height_slack(const PvsRaidGroup *g) {
    return g->h_msl_m.kind == PVS_DIST_FIXED ? 0 : fabs(g->h_msl_m.b - g->h_msl_m.a);
}

// What a group's chance adds to a reach.
static PvsReach widened(PvsReach reach, const PvsRaidGroup *g) {
    double slack_m = spread_of(g), heights_m = height_slack(g);
    reach.range_max_m += slack_m + heights_m;
    reach.range_min_m = 0;
    reach.antenna_h_m += heights_m;
    reach.h_min_ell_m -= heights_m;
    reach.h_max_ell_m += heights_m;
    reach.sector_half_rad = slack_m > 0 ? 4 : reach.sector_half_rad;
    return reach;
}

// --- who is met by some threat -----------------------------------------------------------------------------------------

// Things with a reach, and which of them some path has come into so far. Paths are walked once; a tree finds who is near.
typedef struct Watch Watch;
struct Watch {
    const PvsModel *m;
    uint32_t n;
    bool *met;
    uint32_t n_met;
    long windows_left;
    const PvsNear *near;
    /// The reaches of one thing against a group: at most PVS_UNIT_WEAPONS_MAX; returns their number.
    int (*reaches)(const Watch *watch, uint32_t i, const PvsRaidGroup *g, PvsReach *out);
    // the path in hand
    const PvsRaidGroup *group;
    PvsPath path;
};

static void meet(void *ctx, uint32_t i) {
    Watch *watch = ctx;
    PvsReach reaches[PVS_UNIT_WEAPONS_MAX];
    PvsWindow window;
    if (watch->met[i] || watch->windows_left <= 0) {
        return;
    }
    int n = watch->reaches(watch, i, watch->group, reaches);
    for (int k = 0; k < n; k++) {
        PvsReach reach = widened(reaches[k], watch->group);
        watch->windows_left--;
        if (pvs_windows(watch->path, 0, &reach, &window, 1) > 0) {
            watch->met[i] = true;
            watch->n_met++;
            return;
        }
    }
}

static void walk_paths(Watch *watch) {
    const PvsModel *m = watch->m;
    PvsSegment segments[LEGS_MAX];
    long paths_left = PATHS_MAX;
    for (uint32_t g = 0; g < m->n_groups && watch->n_met < watch->n && watch->windows_left > 0;
         g++) {
        watch->group = &m->groups[g];
        for (uint32_t aim = 0; watch->group->count > 0 && aim < watch->group->n_aims; aim++) {
            watch->windows_left = paths_left-- > 0 ? watch->windows_left : 0;
            watch->path = (PvsPath){segments, (uint32_t)plain_path(m, watch->group, aim, segments)};
            for (uint32_t i = 0; i < watch->path.n; i++) {
                pvs_near_query(watch->near, &segments[i], meet, watch);
            }
        }
    }
    watch->path = (PvsPath){0}; // the segments end here
}

// Ready to walk: `reaches` are the things' own, widened here by what any raid's chance may add. False: out of memory.
static bool watch_begin(PvsCompile *c, Watch *watch, PvsReach *reaches, uint32_t n) {
    double slack_m = 0;
    for (uint32_t g = 0; g < c->model->n_groups; g++) {
        slack_m =
            fmax(slack_m, spread_of(&c->model->groups[g]) + height_slack(&c->model->groups[g]));
    }
    for (uint32_t i = 0; i < n; i++) {
        reaches[i].range_max_m += slack_m;
    }
    watch->m = c->model;
    watch->n = n;
    watch->met = pvs_load_alloc(c->b->load, n * sizeof *watch->met + 1);
    watch->near = pvs_near_create(reaches, n, &c->b->load->arena);
    watch->windows_left = WINDOWS_MAX;
    return watch->met && watch->near;
}

// --- radars --------------------------------------------------------------------------------------------------------

static double brightest(const PvsThreatType *type, PvsBand band) {
    const PvsRcs *rcs = &type->rcs[band];
    return fmax(fmax(rcs->nose_m2, rcs->beam_m2), fmax(rcs->tail_m2, rcs->top_m2));
}

// How far a radar finds a type at all.
static double sees_to(const PvsRadar *radar, const PvsThreatType *type) {
    if (radar->passive) {
        return pvs_radar_reach(radar, type).range_max_m;
    }
    double snr =
        pvs_pd_required_snr(type->swerling, FAINT_PD, radar->look.n_pulses, radar->look.pfa);
    return snr > 0 ? pvs_radar_range_m(radar->look.snr_constant, brightest(type, radar->band), snr)
                   : radar->reach.range_max_m;
}

static int reaches_of_radar(const Watch *watch, uint32_t i, const PvsRaidGroup *g, PvsReach *out) {
    const PvsRadar *radar = &watch->m->radars[i];
    out[0] = radar->reach;
    double sees_m = sees_to(radar, &watch->m->threat_types[g->type]);
    out[0].range_max_m = radar->passive ? sees_m : fmin(out[0].range_max_m, sees_m);
    return 1;
}

// Says it once for all things that stand for the same words (members of a count).
static void warn_unmet(PvsCompile *c, const Watch *watch, PvsThingKind kind, const char *what) {
    const PvsThing *things = c->actual->roster.things;
    const uint32_t *order = c->order[kind];
    for (uint32_t i = 0; watch->windows_left > 0 && i < watch->n; i++) {
        const PvsThing *thing = &things[order[i]];
        if (watch->met[i] || thing->station) {
            continue;
        }
        uint32_t more = 0;
        for (uint32_t k = i + 1; k < watch->n; k++) {
            if (things[order[k]].spec == thing->spec && !watch->met[k]) {
                watch->met[k] = true; // said here
                more++;
            }
        }
        const PvsNode *node = kind == PVS_THING_UNIT || thing->owner == PVS_NONE
                                  ? thing->node
                                  : things[thing->owner].node;
        char others[32] = "";
        if (more) {
            pvs_text_printf(others, sizeof others, " and %u more like it", more);
        }
        pvs_warn(c->b->load, node, "\"%.64s\"%s %s", thing->name, others, what);
    }
}

static void warn_radars(PvsCompile *c) {
    const PvsModel *m = c->model;
    PvsReach *reaches =
        pvs_load_alloc(c->b->load, (m->n_radars ? m->n_radars : 1) * sizeof *reaches);
    Watch watch = {.reaches = reaches_of_radar};
    for (uint32_t i = 0; reaches && i < m->n_radars; i++) {
        reaches[i] = pvs_compile_widest_reach(m, &m->radars[i]);
    }
    if (!reaches || !watch_begin(c, &watch, reaches, m->n_radars)) {
        return;
    }
    walk_paths(&watch);
    warn_unmet(c, &watch, PVS_THING_RADAR,
               "can never see any threat: none comes into its range and above its horizon");
}

// --- units -----------------------------------------------------------------------------------------------------------

static bool harms(const PvsModel *m, const PvsRoundType *round, const PvsRaidGroup *g) {
    return round->kill.kill_prob[m->threat_types[g->type].cls] > 0 ||
           (g->decoy_type != PVS_NONE &&
            round->kill.kill_prob[m->threat_types[g->decoy_type].cls] > 0);
}

static PvsReach reach_of_round(const PvsModel *m, const PvsUnit *unit, const PvsRoundType *round) {
    return (PvsReach){.frame = unit->frame,
                      .range_max_m = round->envelope.range_max_m,
                      .el_min_rad = -PVS_PI / 2,
                      .el_max_rad = PVS_PI / 2,
                      .h_min_ell_m = pvs_height_of(round->envelope.h_min_m, m),
                      .h_max_ell_m = pvs_height_of(round->envelope.h_max_m, m),
                      .sector_half_rad = 4,
                      .earth_radius_m = pvs_earth_gaussian_radius_m(unit->at.lat_rad)};
}

static int reaches_of_unit(const Watch *watch, uint32_t i, const PvsRaidGroup *g, PvsReach *out) {
    const PvsUnit *unit = &watch->m->units[i];
    int n = 0;
    for (uint32_t w = 0; w < unit->n_weapons; w++) {
        const PvsRoundType *round = &watch->m->round_types[unit->weapons[w].round_type];
        if (harms(watch->m, round, g)) {
            out[n++] = reach_of_round(watch->m, unit, round);
        }
    }
    return n;
}

static void warn_units(PvsCompile *c) {
    const PvsModel *m = c->model;
    PvsReach *reaches = pvs_load_alloc(c->b->load, (m->n_units ? m->n_units : 1) * sizeof *reaches);
    Watch watch = {.reaches = reaches_of_unit};
    for (uint32_t i = 0; reaches && i < m->n_units; i++) {
        reaches[i] =
            (PvsReach){.frame = m->units[i].frame,
                       .range_max_m = c->belief->units[i].reach_max_m,
                       .el_min_rad = -PVS_PI / 2,
                       .el_max_rad = PVS_PI / 2,
                       .h_min_ell_m = -INFINITY,
                       .h_max_ell_m = INFINITY,
                       .sector_half_rad = 4,
                       .earth_radius_m = pvs_earth_gaussian_radius_m(m->units[i].at.lat_rad)};
        for (uint32_t w = 0; w < m->units[i].n_weapons;
             w++) { // what is actual may reach farther than what is believed
            reaches[i].range_max_m =
                fmax(reaches[i].range_max_m,
                     m->round_types[m->units[i].weapons[w].round_type].envelope.range_max_m);
        }
    }
    if (!reaches || !watch_begin(c, &watch, reaches, m->n_units)) {
        return;
    }
    walk_paths(&watch);
    warn_unmet(c, &watch, PVS_THING_UNIT, "can never reach any threat that its rounds could kill");
}

// --- sites -----------------------------------------------------------------------------------------------------------

static void warn_sites(PvsCompile *c) {
    const PvsModel *m = c->model;
    for (uint32_t s = 0; s < m->n_sites; s++) {
        PvsVec3 at_ecef = pvs_ecef_from_llh(m->sites[s].at);
        bool covered = false;
        for (uint32_t i = 0; i < m->n_units && !covered; i++) {
            double distance_m =
                pvs_vec3_norm(pvs_vec3_sub(pvs_ecef_from_llh(m->units[i].at), at_ecef));
            covered = distance_m <= c->belief->units[i].reach_max_m;
        }
        if (!covered) {
            const PvsThing *thing = &c->actual->roster.things[c->order[PVS_THING_SITE][s]];
            pvs_warn(c->b->load, thing->node,
                     "nobody defends \"%.64s\": it lies in no unit's range", thing->name);
        }
    }
}

// --- raids -----------------------------------------------------------------------------------------------------------

static double ground_length(const PvsRaidGroup *g) {
    double length_m = 0, farthest_m = 0;
    for (uint32_t i = 1; i < g->n_route; i++) {
        length_m += pvs_geodesic_inverse(g->route[i - 1].at.lat_rad, g->route[i - 1].at.lon_rad,
                                         g->route[i].at.lat_rad, g->route[i].at.lon_rad)
                        .distance_m;
    }
    const PvsLlh *last = &g->route[g->n_route - 1].at;
    for (uint32_t i = 0; i < g->n_aims; i++) {
        farthest_m = fmax(farthest_m,
                          pvs_geodesic_inverse(last->lat_rad, last->lon_rad,
                                               g->aims[i].place.lat_rad, g->aims[i].place.lon_rad)
                              .distance_m);
    }
    return length_m + farthest_m;
}

static void warn_raids(PvsCompile *c) {
    const PvsSpecRaid *raids = c->actual->spec.raids.items;
    for (uint32_t i = 0; i < c->actual->spec.raids.n; i++) {
        if (raids[i].table || raids[i].type_index == UINT32_MAX) {
            continue;
        }
        const PvsRaidGroup *g = NULL;
        for (uint32_t k = 0; k < c->model->n_groups && !g; k++) {
            g = strcmp(c->model->groups[k].named.name, raids[i].head.name) == 0
                    ? &c->model->groups[k]
                    : NULL;
        }
        const PvsSpecThreat *threat = &c->actual->threat_types.items[raids[i].type_index].spec;
        if (!g || g->n_route == 0 || g->n_aims == 0) {
            continue;
        }
        if (threat->flies != 0 && raids[i].route.n > 0) {
            pvs_warn(c->b->load, raids[i].head.node,
                     "raid \"%.64s\": its route has no effect, because its type flies %s from "
                     "launch to aim",
                     raids[i].head.name, threat->flies == 1 ? "an arc" : "a profile");
        }
        double length_m = ground_length(g);
        if (pvs_is_set(threat->range_max_m) && length_m > threat->range_max_m) {
            pvs_warn(c->b->load, raids[i].head.node,
                     "raid \"%.64s\" flies %.0f km; its type reaches %.0f km", raids[i].head.name,
                     length_m / 1000, threat->range_max_m / 1000);
        }
    }
}

// --- what every result says ------------------------------------------------------------------------------------------

static void standing_warnings(PvsCompile *c) {
    static const char *const texts[] = {
        "tracks are statistical, and their rates of false, merged and swapped tracks are zero: not "
        "yet measured from a real tracker",
        "there is no neutral traffic in the scene: mistaken engagements are not modelled",
        "all figures are public, coarse estimates; kill probabilities are assumptions; nothing "
        "here is a prediction",
    };
    size_t n = sizeof texts / sizeof texts[0];
    const char **warnings = pvs_compile_alloc(c, n + 1, sizeof *warnings);
    if (!warnings) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        warnings[i] = pvs_compile_text(c, texts[i]);
    }
    if (c->actual->spec.sharing.on != 1) {
        warnings[n++] = pvs_compile_text(
            c, "looks and shots share nothing: tails are thinner than in published raids");
    }
    c->model->warnings = warnings;
    c->model->n_warnings = (uint32_t)n;
}

void pvs_compile_warnings(PvsCompile *c) {
    standing_warnings(c);
    warn_sites(c);
    warn_raids(c);
    if (c->model->n_threats > 0) {
        warn_radars(c);
        if (c->model->engagement) {
            warn_units(c);
        }
    }
}
