// SPDX-License-Identifier: Apache-2.0
// Beliefs made by hand: units, weapons, sites and a track, on neutral ground near 24 S 133 E.
#ifndef PVS_TESTS_COMMAND_BELIEF_H
#define PVS_TESTS_COMMAND_BELIEF_H

#include <limits.h>
#include <string.h>

#include "base/luck.h"
#include "base/math.h"
#include "command/command.h"

#define BELIEF_MAX 64

typedef struct {
    PvsBelief belief;
    PvsBeliefPost posts[2];
    PvsBeliefUnit units[BELIEF_MAX];
    PvsBeliefWeapon weapons[BELIEF_MAX * 2];
    PvsBeliefSite sites[BELIEF_MAX];
    PvsUnitStatus status[BELIEF_MAX];
    PvsTrack track;
    PvsSituation situation;
} World;

static inline double world_u01(uint64_t id, uint32_t ordinal) {
    return pvs_luck_u01((PvsLuck){{5, 2}}, PVS_LUCK_TEST, id, ordinal);
}

static inline PvsLlh place(double lat_deg, double lon_deg, double h_m) {
    return (PvsLlh){lat_deg * PVS_DEG_RAD, lon_deg * PVS_DEG_RAD, h_m};
}

static inline void world_site(World *w, double lat_deg, double lon_deg, double value_usd) {
    PvsLlh at = place(lat_deg, lon_deg, 0);
    w->sites[w->belief.n_sites++] =
        (PvsBeliefSite){pvs_ecef_from_llh(at), pvs_normal_from_llh(at), value_usd};
}

/// A unit of post 0 with one weapon: range circle, constant speed, no sight needed, free against
/// all, salvo of one.
static inline PvsBeliefUnit *world_unit(World *w, double lat_deg, double lon_deg, double range_m,
                                        double speed_mps) {
    uint32_t i = w->belief.n_units++;
    PvsLlh at = place(lat_deg, lon_deg, 0);
    PvsBeliefWeapon *weapon = &w->weapons[i];
    w->belief.n_weapons = i + 1;
    *weapon = (PvsBeliefWeapon){
        .round_type = i,
        .envelope = {0, range_m, -1000, 1e6, 1e6},
        .flyout = pvs_flyout_constant(speed_mps, range_m),
        .kill = {.low_altitude_factor = 1, .manoeuvre_factor = 1, .crossing_factor = 1},
        .price_usd = 1e6,
        .holds_channel = true};
    PvsBeliefUnit *unit = &w->units[i];
    *unit = (PvsBeliefUnit){.frame = pvs_enu_frame(at),
                            .first_weapon = i,
                            .n_weapons = 1,
                            .reaction_mean_s = 5,
                            .reach_max_m = range_m};
    unit->doctrine = (PvsDoctrine){.choose = PVS_CHOOSE_NEAREST};
    for (int c = 0; c < PVS_N_CLASSES; c++) {
        weapon->kill.kill_prob[c] = 0.7;
        unit->doctrine.against[c] = (PvsClassDoctrine){.control = PVS_CONTROL_FREE, .salvo = 1};
    }
    w->status[i] = (PvsUnitStatus){
        .ready = true, .channels_free = 2, .missile_channels_free = 4, .gate = PVS_GATE_OPEN};
    w->status[i].ready_rounds[0] = w->status[i].total_rounds[0] = w->status[i].initial_rounds[0] =
        8;
    return unit;
}

/// The engagement radar of a unit, all round, with a horizon.
static inline void world_sight(PvsBeliefUnit *unit, double mast_m, double range_m) {
    unit->needs_sight = true;
    unit->sight = (PvsReach){.frame = unit->frame,
                             .antenna_h_m = mast_m,
                             .range_max_m = range_m,
                             .el_min_rad = -PVS_PI / 2,
                             .el_max_rad = PVS_PI / 2,
                             .h_min_ell_m = -INFINITY,
                             .h_max_ell_m = INFINITY,
                             .sector_half_rad = 4,
                             .k_factor = 4.0 / 3.0,
                             .earth_radius_m = 6371000};
}

/// A track now at a place, flying towards another at a speed over the ground.
static inline PvsTrack track_towards(PvsLlh from, PvsLlh to, double speed_mps, PvsTime now,
                                     PvsClass cls) {
    PvsSegment leg = pvs_leg(from, to, speed_mps, now);
    PvsKinematics k = pvs_segment_at(&leg, now);
    return (PvsTrack){.number = 1,
                      .luck = 77,
                      .t_update = now,
                      .pos_ecef = k.pos_ecef,
                      .vel_ecef = k.vel_ecef,
                      .quality = 1,
                      .allegiance = PVS_ALLEGIANCE_HOSTILE,
                      .identified = true,
                      .cls = cls,
                      .cls_prob = 1};
}

/// One site at 24 S 133 E, and a drone that flies to it from the north at 60 m/s, 1,000 m high,
/// distance_deg away. No unit yet.
static inline void world_init(World *w, double distance_deg) {
    memset(w, 0, sizeof *w);
    w->belief.posts = w->posts;
    w->belief.units = w->units;
    w->belief.weapons = w->weapons;
    w->belief.sites = w->sites;
    w->belief.n_posts = 2;
    world_site(w, -24, 133, 1e8);
    w->track = track_towards(place(-24 + distance_deg, 133, 1000), place(-24, 133, 1000), 60, 0,
                             PVS_CLASS_ONE_WAY_DRONE);
    w->situation = (PvsSituation){.track = &w->track, .units = w->status, .crew_free = INT_MAX};
}

static inline PvsDecision world_decide(const World *w) {
    PvsArena arena = {0};
    PvsDecision d;
    pvs_decide(&w->belief, &w->situation, &arena, &d);
    pvs_arena_free(&arena);
    return d;
}

/// The gate of a unit in a decision; PVS_N_GATES when it is not named.
static inline PvsGate gate_of(const PvsDecision *d, uint32_t unit) {
    for (uint32_t i = 0; i < d->n_gates; i++) {
        if (d->gates[i].unit == unit) {
            return d->gates[i].gate;
        }
    }
    return PVS_N_GATES;
}

#endif
