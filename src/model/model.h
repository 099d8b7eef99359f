// SPDX-License-Identifier: Apache-2.0
// The model: the compiled scenario, all that is actual, immutable, shared by every thread.
//
// Made by scenario/ (or by hand in tests), read by battle/. Entities stand in natural order of their full names, so that the index order is
// the order of simultaneous events and the order in the file never matters. Ids are 64-bit hashes of full names (base/luck.h).
#ifndef PVS_MODEL_MODEL_H
#define PVS_MODEL_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/dist.h"
#include "base/time.h"
#include "earth/earth.h"
#include "motion/motion.h"
#include "sensor/sensor.h"
#include "weapon/weapon.h"

#define PVS_NONE UINT32_MAX

/// A named thing: full name ("guns/2", "north/92n6e") and its id. Names are owned by the model's arena.
typedef struct {
    const char *name;
    uint64_t id;
} PvsNamed;

// --- threats -----------------------------------------------------------------------------------------------

typedef enum {
    PVS_MOVE_CRUISE,
    PVS_MOVE_BALLISTIC,
    PVS_MOVE_PROFILE
} PvsMoveKind; ///< legs at a speed; a vacuum arc; a tabulated profile

typedef struct {
    PvsNamed named;
    PvsClass cls;
    PvsMoveKind move;
    double speed_mps;   ///< CRUISE
    double h_default_m; ///< CRUISE: height when the raid gives none
    bool h_default_is_agl;
    double turn_radius_m; ///< 0 = sharp corners
    double loft_rad;      ///< BALLISTIC
    const PvsProfileRow *profile;
    uint32_t n_profile; ///< PROFILE
    PvsRcs rcs[PVS_N_BANDS];
    int swerling;
    double visual_range_factor; ///< scales what passive sensors state for a reference target
    double reliability;         ///< share that does not break down by itself
    bool fails;                 ///< at a drawn time after launch, where it has not ended before
    PvsDist fails_after_s;
    double cep_m;           ///< circular error of where it comes down
    double lethal_radius_m; ///< a unit or site is hit when it comes down within this distance
    double hits;            ///< hits that one counts for, against hardness
    bool decoy;             ///< no effect on what it reaches
    bool uses_satellite_navigation; ///< soft kill applies
    bool manoeuvres;
    double glide_ratio;   ///< metres ahead for each metre down, once damaged; 0: it falls freely
    double damaged_cep_m; ///< circular error of where it comes down, once damaged
    double price_usd;
} PvsThreatType;

typedef enum { PVS_AIM_SITE, PVS_AIM_UNIT, PVS_AIM_PLACE } PvsAimKind;
typedef struct {
    PvsAimKind kind;
    uint32_t index; ///< site or unit
    PvsLlh place;   ///< PLACE, and the position of the site or unit otherwise
    double share;   ///< of the group; shares sum to 1
} PvsAim;

typedef struct {
    PvsLlh at; ///< height used when has_height
    bool has_height;
    double spread_m; ///< a member's point is drawn uniformly in this radius
} PvsRoutePoint;

/// A raid group: a rule that makes `count` members. Member k is the same at any count.
typedef struct {
    PvsNamed named;
    uint32_t type;       ///< threat type
    uint32_t decoy_type; ///< PVS_NONE: no decoys among them
    double decoy_share;
    bool
        decoys_drawn; ///< each member is a decoy with that chance; else exact shares of every prefix
    uint32_t count;   ///< decoys included
    double mean_count; ///< > 0: how many of `count` come is drawn, Poisson with this mean
    const PvsRoutePoint *route;
    uint32_t n_route; ///< [0] is the launch point; the aim point comes last and is not in the list
    PvsDist
        t_launch_s; ///< of member 0, or of each member when interval_s is 0 (a window is uniform)
    double interval_s;   ///< "every": member k is k intervals later
    bool time_on_target; ///< t_launch_s is the time of arrival instead
    PvsDist h_msl_m;     ///< for route points without a height
    bool h_is_agl;
    PvsDist speed_mps; ///< fixed 0: the type's
    const PvsAim *aims;
    uint32_t n_aims;
    double
        lateral_spread_m; ///< members fly side by side: offset drawn once a member, applied to the whole route
} PvsRaidGroup;

// --- sensors -----------------------------------------------------------------------------------------------

typedef struct {
    PvsNamed named;
    PvsRadarLook look;
    PvsReach reach;
    PvsBand band;
    uint32_t post;  ///< whose picture its tracks enter first
    uint32_t unit;  ///< whose radar it is; PVS_NONE: stands by itself
    int tracks_max; ///< 0 = no limit
    int confirm_m,
        confirm_n;         ///< a track is confirmed by M detections in the last N looks (n <= 16)
    int drop_misses;       ///< and dropped after this many misses in a row
    double load_per_track; ///< fixed-face: share of the revisit that each held track adds
    double link_delay_s;   ///< to its post
    const PvsWindow *emission;
    uint32_t n_emission; ///< when it radiates; none = always
    bool passive; ///< visual, infrared or acoustic post: detection by range and probability alone
    double passive_pd; ///< probability of one look within the range
} PvsRadar;

// --- rounds, units, posts -----------------------------------------------------------------------------------

typedef struct {
    PvsNamed named;
    PvsEnvelope envelope;
    PvsFlyout flyout;
    PvsKillTable kill;  ///< actual
    bool holds_channel; ///< channel held until the intercept; else freed release_s before it
    double release_s;
    bool is_gun; ///< a pass, not a round in flight
    double price_usd;
} PvsRoundType;

typedef struct {
    uint32_t round_type;
    int ready, depot; ///< on launchers; in depot stock
    int reload_batch; ///< rounds brought by one reload (0 = no reload)
} PvsUnitWeapon;

typedef struct {
    PvsNamed named;
    PvsLlh at;
    PvsEnuFrame frame;
    uint32_t post;
    const PvsUnitWeapon *weapons;
    uint32_t n_weapons;                    ///< at most PVS_UNIT_WEAPONS_MAX
    int target_channels, missile_channels; ///< 0 = no limit
    PvsDist reaction_s;                    ///< order received to first launch possible
    PvsDist handover_s;                    ///< acquisition to engagement radar
    double handover_prob;
    double slew_rate_radps;   ///< 0 = fixed or all-round: no slewing
    double launch_interval_s; ///< between two launches of the unit
    PvsDist reload_s;
    PvsDist assess_s; ///< assessment after the intercept, at zero range
    double assess_s_per_km;
    double assess_kill_prob;  ///< killed target declared killed
    double assess_alive_prob; ///< living target declared killed (wrongly)
    uint32_t radar;           ///< engagement radar, PVS_NONE = not modelled
    double availability;
    PvsDist link_delay_s; ///< to its post
    double link_loss;
    double hits_to_destroy, value_usd, price_usd;
    bool autonomous; ///< fights alone when its post is lost ...
    uint32_t
        self_post; ///< ... as this post of its own, which sees its own radars; PVS_NONE without autonomy
    PvsDist ready_s; ///< time at which it becomes ready (deploying before)
    double keep_out_m;
    const char *layer; ///< label for statistics
} PvsUnit;

typedef struct {
    PvsNamed named;
    PvsLlh at;
    uint32_t parent; ///< PVS_NONE: a root
    PvsDist decision_s;
    int crew_engagements; ///< 0 = no limit
    double link_delay_s;  ///< to its parent
    double link_loss;
    PvsDist identify_s;
    double identify_prob;         ///< class and allegiance come out right
    double decoy_recognised_prob; ///< a decoy is recognised as one
    double armed_taken_for_decoy_prob;
    uint32_t unit; ///< PVS_NONE, or the unit whose loss is its loss
} PvsPost;

typedef struct {
    PvsNamed named;
    PvsLlh at;
    double value_usd, hits_to_destroy, radius_m;
} PvsSite;

typedef struct {
    PvsNamed named;
    PvsReach reach;      ///< a cylinder: ground radius = range_max_m, height limits
    double loss_prob;    ///< that a threat which enters is lost
    PvsDist drift_s;     ///< how long one that is lost flies straight on; 0: it ends at once
    uint32_t class_mask; ///< bit by PvsClass
} PvsSoftKillArea;

/// Variance shares of the latent normal that decides a kill (see docs/decisions: Gaussian threshold keeps each mean exactly).
typedef struct {
    double night, unit, lot, threat, salvo; ///< shares of variance, sum < 1
    double threat_rcs_sd_db;                ///< a threat's own cross-section offset in all looks
    double night_rcs_sd_db;                 ///< one offset for all looks of the night
} PvsSharing;

typedef struct PvsModel {
    PvsArena arena; ///< owns everything below
    const char *scenario_name;
    char inputs_sha256[65];
    double start_unix_s; ///< UTC of time 0
    PvsTime duration;
    double h_msl_offset_m; ///< ellipsoidal height of mean sea level
    double k_factor;
    const PvsThreatType *threat_types;
    uint32_t n_threat_types;
    const PvsRaidGroup *groups;
    uint32_t n_groups;
    uint32_t n_threats; ///< sum of counts
    const PvsRoundType *round_types;
    uint32_t n_round_types;
    const PvsRadar *radars;
    uint32_t n_radars;
    const PvsUnit *units;
    uint32_t n_units;
    const PvsPost *posts;
    uint32_t n_posts;
    const PvsSite *sites;
    uint32_t n_sites;
    const PvsSoftKillArea *areas;
    uint32_t n_areas;
    const PvsNear *near_radars, *near_areas;
    PvsSharing sharing;
    bool engagement;      ///< false: nobody shoots (R1-none)
    bool neutral_traffic; ///< false: mistaken engagements are not modelled, reports say so
    const struct PvsBelief *belief; ///< what command knows; opaque here
    const char *const *warnings;
    uint32_t n_warnings; ///< that every result repeats
} PvsModel;

/// What a radar reaches of a type: a passive sensor notices what is plainer to see from farther away.
static inline PvsReach pvs_radar_reach(const PvsRadar *radar, const PvsThreatType *type) {
    PvsReach reach = radar->reach;
    reach.range_max_m *= radar->passive ? type->visual_range_factor : 1.0;
    return reach;
}

void pvs_model_free(PvsModel *model);

#endif
