// SPDX-License-Identifier: Apache-2.0
// Models made by hand, for tests of the engine that must not depend on the scenario language: one post, and as many radars, units, sites and threats as asked.
#ifndef PVS_TESTS_BATTLE_FIXTURE_H
#define PVS_TESTS_BATTLE_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "battle/battle.h"
#include "command/command.h"
#include "model/model.h"

#define FIXTURE_MAX 1024

typedef struct {
    PvsModel model;
    PvsBelief belief;
    PvsArena arena;
    PvsPdTables tables;
    PvsThreatType types[16];
    PvsRaidGroup groups[FIXTURE_MAX];
    PvsRadar radars[64];
    PvsUnit units[64];
    PvsUnitWeapon weapons[64];
    PvsRoundType rounds[64];
    PvsPost posts[4];
    PvsSite sites[32];
    PvsSoftKillArea areas[4];
    PvsBeliefUnit belief_units[64];
    PvsBeliefWeapon belief_weapons[64];
    PvsBeliefPost belief_posts[4];
    PvsBeliefSite belief_sites[32];
} Fixture;

static inline PvsLlh fixture_llh(double lat_deg, double lon_deg, double h_m) {
    return (PvsLlh){lat_deg * PVS_DEG_RAD, lon_deg * PVS_DEG_RAD, h_m};
}

static inline PvsNamed fixture_named(Fixture *f, const char *kind, uint32_t i) {
    char name[64];
    int n = snprintf(name, sizeof name, "%s/%u", kind, i + 1);
    return (PvsNamed){pvs_arena_strndup(&f->arena, name, (size_t)n),
                      pvs_id_of_name(name, (size_t)n)};
}

/// An empty battle of `duration_s` with one post that decides at once. Allocated; fixture_free.
static inline Fixture *fixture_new(double duration_s) {
    Fixture *f = calloc(1, sizeof *f);
    pvs_arena_init(&f->arena);
    f->model.duration = pvs_time_from_s(duration_s);
    f->model.k_factor = 4.0 / 3.0;
    f->model.engagement = true;
    f->posts[0] = (PvsPost){.named = fixture_named(f, "post", 0),
                            .parent = PVS_NONE,
                            .identify_prob = 1,
                            .unit = PVS_NONE};
    f->belief_posts[0] = (PvsBeliefPost){.coordination_s = 0};
    f->model.n_posts = 1;
    return f;
}

static inline uint32_t fixture_type(Fixture *f, PvsClass cls, double speed_mps, double rcs_m2) {
    uint32_t i = f->model.n_threat_types++;
    PvsThreatType *t = &f->types[i];
    *t = (PvsThreatType){.named = fixture_named(f, "type", i),
                         .cls = cls,
                         .speed_mps = speed_mps,
                         .swerling = 1,
                         .visual_range_factor = 1,
                         .reliability = 1,
                         .hits = 1,
                         .price_usd = 1000};
    for (int band = 0; band < PVS_N_BANDS; band++) {
        t->rcs[band] = (PvsRcs){rcs_m2, rcs_m2, rcs_m2, rcs_m2};
    }
    return i;
}

static inline uint32_t fixture_site(Fixture *f, double lat_deg, double lon_deg) {
    uint32_t i = f->model.n_sites++;
    f->sites[i] = (PvsSite){.named = fixture_named(f, "site", i),
                            .at = fixture_llh(lat_deg, lon_deg, 0),
                            .value_usd = 1e6,
                            .hits_to_destroy = 1e9};
    f->belief_sites[i] = (PvsBeliefSite){pvs_ecef_from_llh(f->sites[i].at),
                                         pvs_normal_from_llh(f->sites[i].at), 1e6};
    return i;
}

/// A group that flies straight from a point to a site at a height.
static inline PvsRaidGroup *fixture_group(Fixture *f, uint32_t type, uint32_t count, PvsLlh from,
                                          uint32_t site, double t_s, double interval_s) {
    uint32_t i = f->model.n_groups++;
    PvsRoutePoint *route = pvs_arena_alloc(&f->arena, sizeof *route);
    PvsAim *aim = pvs_arena_alloc(&f->arena, sizeof *aim);
    *route = (PvsRoutePoint){.at = from, .has_height = true};
    *aim = (PvsAim){PVS_AIM_SITE, site, f->sites[site].at, 1.0};
    f->groups[i] = (PvsRaidGroup){.named = fixture_named(f, "group", i),
                                  .type = type,
                                  .decoy_type = PVS_NONE,
                                  .count = count,
                                  .route = route,
                                  .n_route = 1,
                                  .t_launch_s = pvs_dist_fixed(t_s),
                                  .interval_s = interval_s,
                                  .aims = aim,
                                  .n_aims = 1};
    f->model.n_threats += count;
    return &f->groups[i];
}

static inline PvsRadar *fixture_radar(Fixture *f, double lat_deg, double lon_deg, double mast_m,
                                      double range_m, double scan_s, double reference_range_m,
                                      double phase_s) {
    uint32_t i = f->model.n_radars++;
    PvsRadar *r = &f->radars[i];
    PvsLlh at = fixture_llh(lat_deg, lon_deg, mast_m);
    double snr = pvs_lin_from_db(13.0);
    *r = (PvsRadar){.named = fixture_named(f, "radar", i),
                    .post = 0,
                    .unit = PVS_NONE,
                    .confirm_m = 3,
                    .confirm_n = 3,
                    .drop_misses = 5,
                    .band = PVS_BAND_S};
    r->look =
        (PvsRadarLook){.frame = pvs_enu_frame(at),
                       .snr_constant = pvs_radar_constant_reference(reference_range_m, 1.0, snr),
                       .pfa = 1e-6,
                       .n_pulses = 1,
                       .rotating = true,
                       .scan_period_s = scan_s,
                       .phase_s = phase_s,
                       .range_error_m = 50,
                       .az_error_rad = 3e-3,
                       .el_error_rad = 4.5e-3,
                       .snr_error_ref_lin = snr,
                       .el_min_rad = -PVS_PI / 2,
                       .el_max_rad = PVS_PI / 2,
                       .range_max_m = range_m,
                       .sector_half_rad = 4,
                       .measures_elevation = true};
    r->reach = (PvsReach){.frame = r->look.frame,
                          .antenna_h_m = mast_m,
                          .range_max_m = range_m,
                          .el_min_rad = -PVS_PI / 2,
                          .el_max_rad = PVS_PI / 2,
                          .h_min_ell_m = -INFINITY,
                          .h_max_ell_m = INFINITY,
                          .sector_half_rad = 4,
                          .k_factor = 4.0 / 3.0,
                          .earth_radius_m = pvs_earth_gaussian_radius_m(at.lat_rad)};
    return r;
}

/// A fire unit with one kind of round: range circle, constant speed, fixed reaction, one kill probability for all classes.
static inline PvsUnit *fixture_unit(Fixture *f, double lat_deg, double lon_deg, double range_m,
                                    int channels, double speed_mps, double reaction_s,
                                    double kill_prob, int rounds) {
    uint32_t i = f->model.n_units++;
    PvsLlh at = fixture_llh(lat_deg, lon_deg, 0);
    PvsRoundType *round = &f->rounds[f->model.n_round_types++];
    *round = (PvsRoundType){.named = fixture_named(f, "round", i),
                            .holds_channel = true,
                            .price_usd = 1e5,
                            .envelope = {0, range_m, -1000, 1e6, 1e6},
                            .flyout = pvs_flyout_constant(speed_mps, range_m)};
    round->kill =
        (PvsKillTable){.low_altitude_factor = 1, .manoeuvre_factor = 1, .crossing_factor = 1};
    for (int c = 0; c < PVS_N_CLASSES; c++) {
        round->kill.kill_prob[c] = kill_prob;
    }
    f->weapons[i] = (PvsUnitWeapon){i, rounds, 0, 0};
    f->units[i] = (PvsUnit){.named = fixture_named(f, "unit", i),
                            .at = at,
                            .frame = pvs_enu_frame(at),
                            .weapons = &f->weapons[i],
                            .n_weapons = 1,
                            .target_channels = channels,
                            .reaction_s = pvs_dist_fixed(reaction_s),
                            .handover_prob = 1,
                            .radar = PVS_NONE,
                            .availability = 1,
                            .assess_kill_prob = 1,
                            .hits_to_destroy = 1};
    f->belief_weapons[i] =
        (PvsBeliefWeapon){i, round->envelope, round->flyout, round->kill, 1e5, true};
    PvsBeliefUnit *b = &f->belief_units[i];
    *b = (PvsBeliefUnit){.frame = f->units[i].frame,
                         .post = 0,
                         .first_weapon = i,
                         .n_weapons = 1,
                         .reaction_mean_s = reaction_s,
                         .reach_max_m = range_m};
    b->doctrine.choose = PVS_CHOOSE_NEAREST;
    b->doctrine.engage_believed_decoys = true;
    for (int c = 0; c < PVS_N_CLASSES; c++) {
        b->doctrine.against[c] = (PvsClassDoctrine){.control = PVS_CONTROL_FREE, .salvo = 1};
    }
    return &f->units[i];
}

/// Joins everything; the model is ready to run.
static inline const PvsModel *fixture_model(Fixture *f) {
    PvsModel *m = &f->model;
    m->scenario_name = "fixture";
    m->threat_types = f->types;
    m->groups = f->groups;
    m->round_types = f->rounds;
    m->radars = f->radars;
    m->units = f->units;
    m->posts = f->posts;
    m->sites = f->sites;
    m->areas = f->areas;
    PvsReach *radars = pvs_arena_alloc(&f->arena, 64 * sizeof *radars);
    for (uint32_t i = 0; i < m->n_radars; i++) {
        radars[i] = f->radars[i].reach;
        pvs_radar_look_prepare(&f->radars[i].look, 1u << 1, &f->tables, &f->arena);
    }
    m->near_radars = pvs_near_create(radars, m->n_radars, &f->arena);
    PvsReach *units = pvs_arena_alloc(&f->arena, 64 * sizeof *units);
    for (uint32_t i = 0; i < m->n_units; i++) {
        units[i] =
            (PvsReach){.frame = f->units[i].frame,
                       .range_max_m = f->belief_units[i].reach_max_m,
                       .el_min_rad = -PVS_PI / 2,
                       .el_max_rad = PVS_PI / 2,
                       .h_min_ell_m = -INFINITY,
                       .h_max_ell_m = INFINITY,
                       .sector_half_rad = 4,
                       .earth_radius_m = pvs_earth_gaussian_radius_m(f->units[i].at.lat_rad)};
    }
    f->belief.near_units = pvs_near_create(units, m->n_units, &f->arena);
    f->belief.posts = f->belief_posts;
    f->belief.n_posts = m->n_posts;
    f->belief.units = f->belief_units;
    f->belief.n_units = m->n_units;
    f->belief.weapons = f->belief_weapons;
    f->belief.n_weapons = m->n_units;
    f->belief.sites = f->belief_sites;
    f->belief.n_sites = m->n_sites;
    m->belief = &f->belief;
    return m;
}

static inline void fixture_free(Fixture *f) {
    pvs_arena_free(&f->arena);
    free(f);
}

#endif
