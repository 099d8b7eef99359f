// SPDX-License-Identifier: Apache-2.0
// Specs: plain structs that the binder fills from the text by the schema's offsets. SI and radians. What nobody said is NaN, a null pointer
// or PVS_UNSET.
#ifndef PVS_SCENARIO_SPEC_H
#define PVS_SCENARIO_SPEC_H

#include "base/dist.h"
#include "scenario/view.h"
#include "sensor/sensor.h"
#include "weapon/weapon.h"

#define PVS_UNSET INT64_MIN

static inline bool pvs_is_set(double value) {
    return value == value;
}

typedef struct {
    double value; ///< m/s, or the Mach number
    bool mach;
} PvsSpecSpeed;

typedef struct {
    PvsDist dist; ///< m/s, or Mach numbers
    bool mach;
} PvsSpecSpeedDist;

typedef struct {
    PvsDist dist; ///< m
    bool agl;     ///< above ground; else above mean sea level
} PvsSpecHeight;

/// n objects of one struct type, in natural order of names (MAP) or as written (LIST).
typedef struct {
    void *items;
    uint32_t n;
} PvsSpecMap;

typedef enum { PVS_AT_NOWHERE, PVS_AT_POINT, PVS_AT_OFFSET, PVS_AT_NAMED } PvsSpecAt;
/// A position as written: a point; a bearing and range from a place (from null: from what stands around); a named place.
typedef struct {
    PvsSpecAt kind;
    double lat_rad, lon_rad;
    const char *from;
    double bearing_rad, range_m;
    PvsNode *node;
} PvsSpecPosition;

/// Every named thing begins with this.
typedef struct {
    const char *name;
    PvsNode *node; ///< for places of messages
    PvsView view;
} PvsSpecHead;

typedef struct {
    PvsSpecHead head;
    PvsSpecPosition at;
} PvsSpecPlace;

typedef struct {
    PvsSpecHead head;
    PvsSpecPosition at;
    double value_usd, hits_to_destroy, radius_m;
} PvsSpecSite;

typedef struct {
    double delay_s, loss;
} PvsSpecLink;

typedef struct {
    PvsDist delay_s;
    double loss;
} PvsSpecUnitLink;

typedef struct {
    PvsSpecHead head;
    const char *type;
    PvsSpecPosition at, place;
    const char *under;
    PvsDist decision_s;
    int64_t engagements_max;
    struct {
        PvsDist time_s;
        double probability, decoy_recognised, armed_taken_for_decoy;
    } identification;
    PvsSpecLink link;
    double coordination_s; ///< negative: never
    int assigner;
    double hits_to_destroy, price_usd;
    PvsView doctrine;
} PvsSpecPost;

typedef struct {
    double rcs_m2, range_m, probability, snr_lin;
    int64_t swerling;
} PvsSpecFinds;

typedef struct {
    double peak_w, gain_db, frequency_hz, pulse_s, noise_figure_db, losses_db;
} PvsSpecPower;

typedef struct {
    PvsSpecHead head;
    const char *type;
    PvsSpecPosition at, place;
    const char *under;
    double heading_rad;
    int passive;
    int band;
    PvsSpecFinds finds;
    PvsSpecPower power;
    double instrumented_range_m, range_min_m;
    double passive_range_m, look_probability;
    int scan; ///< 0 rotating, 1 fixed-face
    double scan_period_s, sector_rad, el_min_rad, el_max_rad, antenna_height_m,
        min_radial_speed_mps;
    int64_t pulses;
    double false_alarm;
    struct {
        double range_m, azimuth_rad, elevation_rad, at_snr_lin;
    } errors;
    int measures_elevation;
    struct {
        double range_m, azimuth_rad;
    } resolution;
    int64_t tracks_max;
    double load_per_track;
    struct {
        int m, n;
    } confirm;
    int64_t drop_after;
    PvsSpecLink link;
    double phase_s;
    PvsSpecMap emission; ///< PvsSpecInterval
    double hits_to_destroy, price_usd;
} PvsSpecRadar;

typedef struct {
    double begin_s, end_s;
} PvsSpecInterval;

typedef struct {
    int n;
    double range_m[PVS_FLYOUT_MAX], time_s[PVS_FLYOUT_MAX];
} PvsSpecFlyout;

/// Probability by class; NaN: not said. any stands for every class that has none of its own, after the parents.
typedef struct {
    double of[PVS_N_CLASSES], any;
    bool said; ///< some class was
} PvsSpecKill;

typedef struct {
    double range_min_m, range_max_m, altitude_min_m, altitude_max_m;
    PvsSpecSpeed target_speed_max;
    double speed_mean_mps, boost_s;
    PvsSpecFlyout time_to_range;
    PvsSpecKill kill, planning_kill;
    struct {
        double below_m, factor;
    } low_altitude;
    double manoeuvre_factor, crossing_factor, leaves_damaged;
    int guidance;
    int holds_channel; ///< -1: by guidance
    double release_s;
    int is_gun;
    double price_usd;
} PvsSpecRound;
enum {
    PVS_GUIDANCE_COMMAND,
    PVS_GUIDANCE_SEMI_ACTIVE,
    PVS_GUIDANCE_ACTIVE,
    PVS_GUIDANCE_INFRARED,
    PVS_GUIDANCE_NONE
};

typedef struct {
    PvsSpecHead head;
    const char *type; ///< entry of the round; null: all of it stands in the unit
    int64_t ready, depot, reload;
    PvsView round_view;  ///< of the round: what stands here, then its type's entry
    bool overridden;     ///< the unit says something about the round itself
    PvsSpecRound actual; ///< as bound
} PvsSpecMagazine;

typedef struct {
    PvsSpecHead head;
    const char *type;
    PvsSpecPosition at, place;
    const char *under, *around;
    double radius_m, bearing_rad, heading_rad;
    int64_t count;     ///< PVS_UNSET: one, without a number
    PvsSpecMap rounds; ///< PvsSpecMagazine
    PvsSpecMap radars; ///< PvsSpecRadar
    const char *engagement_radar;
    int64_t target_channels, missile_channels;
    PvsDist reaction_s;
    struct {
        PvsDist time_s;
        double probability;
    } handover;
    double slew_rate_radps, launch_interval_s;
    PvsDist reload_s;
    struct {
        PvsDist time_s;
        double per_km_s, kill_seen, alive_taken_for_killed;
    } assessment;
    double availability;
    PvsDist ready_after_s;
    PvsSpecUnitLink link;
    int autonomous;
    double hits_to_destroy, value_usd, price_usd, keep_out_m;
    const char *layer;
    PvsView doctrine;
} PvsSpecUnit;

typedef struct {
    PvsSpecHead head;
    const char *type;
    PvsSpecPosition at, place;
    const char *around;
    double radius_m, altitude_min_m, altitude_max_m, loss_probability;
    PvsDist drift_s;
    uint32_t against;
} PvsSpecArea;

typedef struct {
    PvsSpecHead head;
    const char *type;
    PvsSpecPosition at;
    const char *under;
    double heading_rad;
    PvsSpecMap posts, radars, units, areas;
    PvsView doctrine;
} PvsSpecFormation;

#define PVS_PROFILE_MAX 32
typedef struct {
    int n;
    struct {
        double at, altitude_m;
        PvsSpecSpeed speed;
    } row[PVS_PROFILE_MAX];
} PvsSpecProfile;

typedef struct {
    int flies; ///< 0 legs, 1 arc, 2 profile
    PvsSpecSpeed speed;
    PvsSpecHeight altitude;
    double turn_radius_m, loft_rad;
    PvsSpecProfile profile;
    PvsRcs rcs[PVS_N_BANDS];
    bool has_rcs;
    int64_t swerling;
    PvsDist fails_after_s;
    double visual_range_factor, reliability, range_max_m, cep_m, lethal_radius_m, hits;
    double glide_ratio, damaged_cep_m;
    int decoy, satellite_navigation, manoeuvres;
    double price_usd;
} PvsSpecThreat;

/// A threat type in use: an entry, or an entry with what a raid says differently.
typedef struct {
    const char *name;
    int cls; ///< PvsClass
    PvsSpecThreat spec;
    PvsNode *node;
} PvsSpecThreatType;

typedef struct {
    PvsSpecPosition by;
    double spread_m;
    PvsSpecHeight altitude; ///< dist NaN: the raid's
} PvsSpecRoutePoint;

typedef struct {
    const char *name; ///< null: a place
    PvsSpecPosition at;
    double share; ///< NaN: an equal part
    PvsNode *node;
} PvsSpecAim;

/// One row of a table of threats.
typedef struct {
    const char *name;
    uint32_t type; ///< in the scenario's threat types
    const char *aim;
    double at_s, speed_mps, altitude_m; ///< NaN: the raid's
    double lat_rad, lon_rad;            ///< launch point; NaN: the raid's, or the first way point
    uint32_t first_point, n_points;     ///< in the table's way points
    int32_t row;
} PvsSpecThreatRow;

typedef struct {
    double lat_rad, lon_rad, altitude_m; ///< NaN height: the threat's
} PvsSpecWaypoint;

typedef struct {
    PvsSpecThreatRow *rows;
    uint32_t n_rows;
    PvsSpecWaypoint *points;
    uint32_t n_points;
    int source;
} PvsSpecThreatTable;

typedef struct {
    PvsSpecHead head;
    const char *type;
    int64_t count;
    double mean_count;
    struct {
        const char *type;
        double share;
        int drawn;
    } decoys;
    struct {
        PvsSpecPosition from;
        double spread_m;
        PvsSpecHeight altitude;
        PvsDist at_s;
        double every_s, within_s;
        PvsDist arrive_s;
    } launch;
    PvsSpecMap route; ///< PvsSpecRoutePoint
    PvsSpecHeight altitude;
    PvsSpecSpeedDist speed;
    PvsSpecMap aim; ///< PvsSpecAim
    double lateral_spread_m;
    const char *table, *waypoints;
    PvsView types;                         ///< names in the table -> types
    uint32_t type_index, decoy_type_index; ///< in the scenario's threat types; UINT32_MAX: none
    PvsSpecThreatTable rows;
} PvsSpecRaid;

typedef struct {
    struct {
        int m, n;
    } confirm;
    int64_t drop_after;
} PvsSpecTracking;

typedef struct {
    int on;
    double night, unit, lot, threat, salvo, threat_rcs_db, night_rcs_db;
} PvsSpecSharing;

typedef struct {
    int control, fire;
    int64_t salvo, max_salvos;
    double reserve;
} PvsSpecClassDoctrine;

typedef struct {
    int choose, engage_decoys, wait_for_identification;
    double keep_out_m;
    uint32_t leave_to_others, leave_to_guns;
    PvsView against;
} PvsSpecDoctrine;

typedef struct {
    int cls; ///< PvsClass
} PvsSpecThreatBelief;

typedef struct {
    int64_t version;
    const char *name, *about, *reported;
    double start_unix_s, duration_s;
    PvsSpecMap places, sites, posts, radars, units, areas, formations, raids;
    PvsView types, doctrine, tracking;
    struct {
        PvsView rounds, threats;
    } beliefs;
    PvsSpecSharing sharing;
    struct {
        double k_factor, msl_offset_m;
    } world;
    int engagement;
} PvsSpecScenario;

#endif
