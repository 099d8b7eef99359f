// SPDX-License-Identifier: Apache-2.0
// A small battle written by hand: metadata and the events of four threats, each with another fate.
// For tests of what reads events.
#ifndef PVS_TESTS_SYNTHETIC_H
#define PVS_TESTS_SYNTHETIC_H

#include <string.h>

#include "command/command.h"
#include "record/record.h"

static const PvsMetaType synthetic_types[] = {
    {"decoy", "decoy-drone", true, 5000},
    {"drone", "one-way-drone", false, 50000},
    {"missile", "cruise-missile", false, 2e6},
};
// drones: 3 members, threats 0 to 2; "missile": 1 member, threat 3
static const PvsMetaGroup synthetic_groups[] = {{"drones", 1, 0, 3, 0},
                                                {"missile", 2, PVS_NONE, 1, 3}};
static const PvsMetaRound synthetic_rounds[] = {{"round-a", 1e6, false}, {"shells", 1000, true}};
static const PvsMetaPost synthetic_posts[] = {{{"sector", -24.1, 133.21, 550}, PVS_NONE}};
static const PvsMetaWeapon synthetic_weapons_north[] = {{0, 8, 4}};
static const PvsMetaWeapon synthetic_weapons_guns[] = {{1, 20, 0}};
static const PvsMetaUnit synthetic_units[] = {
    {{"guns", -24.1, 133.2, 540}, "guns", 0, synthetic_weapons_guns, 1, 1, 5e6, 5e6},
    {{"north", -23.9, 133.3, 545}, "long", 0, synthetic_weapons_north, 1, 2, 5e8, 5e8},
};
static const PvsMetaRadar synthetic_radars[] = {
    {{"north/search", -23.9, 133.3, 570}, 1, 0, false},
    {{"watch", -24.0, 133.0, 560}, PVS_NONE, 0, true},
};
static const PvsMetaSite synthetic_sites[] = {{{"depot", -24.1, 133.2, 540}, 1e8, 2}};
static const PvsMetaArea synthetic_areas[] = {{{"jam", -24.05, 133.2, 540}, 15000}};
static const char *const synthetic_warnings[] = {"mistaken engagements are not modelled"};

static inline PvsMeta synthetic_meta(void) {
    return (PvsMeta){
        .version = PAVISE_VERSION,
        .scenario_name = "Synthetic \"night\"",
        .inputs_sha256 = "00ff",
        .seed = 18446744073709551615u,
        .replication = 7,
        .start_unix_s = 1772395200 /* 2026-03-01T20:00:00Z */,
        .duration_s = 7200,
        .h_msl_offset_m = 12.25,
        .types = synthetic_types,
        .n_types = 3,
        .groups = synthetic_groups,
        .n_groups = 2,
        .n_threats = 4,
        .rounds = synthetic_rounds,
        .n_rounds = 2,
        .radars = synthetic_radars,
        .n_radars = 2,
        .units = synthetic_units,
        .n_units = 2,
        .posts = synthetic_posts,
        .n_posts = 1,
        .sites = synthetic_sites,
        .n_sites = 1,
        .areas = synthetic_areas,
        .n_areas = 1,
        .warnings = synthetic_warnings,
        .n_warnings = 1,
    };
}

#define S(seconds) ((PvsTime)((seconds)*1e9))

// Threat 0 is killed by the second round; 1 is a decoy, jammed; 2 is held for a channel, shot at
// once, missed, and hits the depot; 3 is never seen and comes down beside it.
static const PvsEvent synthetic_events[] = {
    {S(10), PVS_EV_EMISSION, {0, 1}, {0}},
    {S(60), PVS_EV_LAUNCH, {0, 1, 0, 1}, {-22.0, 133.0, 500}},
    {S(60), PVS_EV_PATH, {0, 0, 0}, {6e10, 4e12, 1, 0, 0, 0, 1, 0, 0, 0, 0, 7.8e-6, 500, 0.25, 0}},
    {S(61), PVS_EV_LAUNCH, {1, 0, 0, 0}, {-22.0, 133.1, 500}},
    {S(62), PVS_EV_LAUNCH, {2, 1, 0, 1}, {-22.0, 133.2, 500}},
    {S(63), PVS_EV_LAUNCH, {3, 2, 1, 1}, {-21.0, 133.2, 60}},
    {S(1390), PVS_EV_SEEN, {0, 0}, {212000}},
    {S(1390), PVS_EV_PLOT, {0, 0, 1}, {212003.5, 6.1, 0.02, 13.5}},
    {S(1395), PVS_EV_SEEN, {2, 0}, {211000}},
    {S(1400), PVS_EV_CONFIRMED, {0, 0}, {211200}},
    {S(1402), PVS_EV_PICTURE, {0, 0, 1}, {0}},
    {S(1405), PVS_EV_CONFIRMED, {2, 0}, {210000}},
    {S(1407), PVS_EV_PICTURE, {2, 0, 2}, {0}},
    {S(1420), PVS_EV_IDENTIFIED, {0, 0, PVS_CLASS_ONE_WAY_DRONE, 0}, {0}},
    {S(1422), PVS_EV_IDENTIFIED, {2, 0, PVS_CLASS_ONE_WAY_DRONE, 0}, {0}},
    {S(1423), PVS_EV_GATE, {2, 0, PVS_GATE_OUT_OF_ENVELOPE, 0}, {0}},
    {S(1500), PVS_EV_ASSIGNED, {0, 1, 0, 0}, {1510, 1540, 0.7}},
    {S(1502), PVS_EV_ORDERED, {0, 1}, {0}},
    {S(1504), PVS_EV_GATE, {2, 1, PVS_GATE_NO_CHANNEL, 0}, {0}},
    {S(1510), PVS_EV_FIRED, {0, 1, 0, 0}, {60000}},
    {S(1513), PVS_EV_FIRED, {0, 1, 0, 1}, {59800}},
    {S(1520), PVS_EV_ENTERED_AREA, {1, 0, 1}, {0}},
    {S(1525), PVS_EV_SOFT_KILLED, {1, 0}, {-23.95, 133.1}},
    {S(1540), PVS_EV_INTERCEPT, {0, 1, 0, PVS_SHOT_MISSED}, {55000, 480, 0.7, 0.25}},
    {S(1542), PVS_EV_INTERCEPT, {0, 1, 1, PVS_SHOT_HIT}, {54800, 480, 0.7, 0.25}},
    {S(1542), PVS_EV_KILLED, {0, 1, 0, 1}, {-23.5, 133.1, 480}},
    {S(1548), PVS_EV_ASSESSED, {0, 1, 1}, {0}},
    {S(1548), PVS_EV_CHANNEL_FREE, {1}, {0}},
    {S(1548), PVS_EV_ASSIGNED, {2, 1, 0, 0}, {1556, 1580, 0.65}},
    {S(1550), PVS_EV_ORDERED, {2, 1}, {0}},
    {S(1556), PVS_EV_FIRED, {2, 1, 0, 2}, {30000}},
    {S(1575), PVS_EV_INTERCEPT, {2, 1, 2, PVS_SHOT_MISSED}, {22000, 470, 0.65, 0.5}},
    {S(1581), PVS_EV_ASSESSED, {2, 1, 1}, {0}},
    {S(1700), PVS_EV_MISSED, {3}, {-24.11, 133.2, 850}},
    {S(1700), PVS_EV_LEAK, {3, PVS_LEAK_NOT_SEEN, PVS_NONE}, {0}},
    {S(1900), PVS_EV_HIT, {2, 0, PVS_NONE}, {-24.1, 133.2, 6}},
    {S(1900), PVS_EV_LEAK, {2, PVS_LEAK_ASSESSED_DEAD, 1}, {0}},
    {S(7200), PVS_EV_END, {0}, {0}},
};
#define SYNTHETIC_N (sizeof synthetic_events / sizeof *synthetic_events)

static inline void synthetic_play(PvsSink sink) {
    for (size_t i = 0; i < SYNTHETIC_N; i++) {
        const PvsEvent *e = &synthetic_events[i];
        if (pvs_event_info((PvsEventKind)e->kind)->level <= sink.level) {
            sink.on_event(sink.ctx, e);
        }
    }
}

#endif
