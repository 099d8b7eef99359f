// SPDX-License-Identifier: Apache-2.0
// Private to battle/: the state of one replication, and the processes that change it.
//
// Everything is in growing pools indexed by integers, kept between replications: a warm state allocates nothing. Hot records (Pair) are small;
// what is read seldom (names, types) stays in the model.
#ifndef PVS_BATTLE_STATE_H
#define PVS_BATTLE_STATE_H

#include <string.h>

#include "base/arena.h"
#include "base/heap.h"
#include "base/luck.h"
#include "battle/battle.h"
#include "command/command.h"
#include "model/model.h"

#define NIL UINT32_MAX

// --- the order of simultaneous happenings: one published table ---------------------------------------------
// name, what happens, what the entity of the key is
#define PVS_HAPPENING_TABLE(X)                                                                     \
    X(EMISSION, "a radar begins or ceases to radiate", "radar")                                    \
    X(UNIT_READY, "a unit has deployed", "unit")                                                   \
    X(LAUNCH, "threats begin their paths", "threat")                                               \
    X(WINDOW, "a threat enters a radar's window", "radar")                                         \
    X(RADAR, "a beam passes a threat, or a scan begins", "radar")                                  \
    X(COAST, "a track outside its window has been missed too often", "radar")                      \
    X(PICTURE, "a confirmed track reaches a post", "post")                                         \
    X(IDENTIFY, "a post has identified a track", "post")                                           \
    X(AREA, "a threat enters a soft-kill area", "area")                                            \
    X(SOFT_KILL, "a threat loses its way", "threat")                                               \
    X(FAIL, "a threat breaks down", "threat")                                                      \
    X(INTERCEPT, "a round ends", "unit")                                                           \
    X(CHANNEL, "a channel is freed", "unit")                                                       \
    X(ASSESS, "a unit has assessed a salvo", "unit")                                               \
    X(RELOAD, "rounds are on launchers", "unit")                                                   \
    X(ORDER, "an order reaches a unit", "unit")                                                    \
    X(FIRE, "a round leaves", "unit")                                                              \
    X(CONSIDER, "a post considers a track", "post")                                                \
    X(PATH_END, "a threat comes to the end of its path", "threat")                                 \
    X(GHOST, "the track of a threat that is gone fades", "post")                                   \
    X(STOP, "the end of the scenario's time", "none")
typedef enum {
#define X(name, what, entity) HAP_##name,
    PVS_HAPPENING_TABLE(X)
#undef X
        HAP_N
} Happening;

// --- records ------------------------------------------------------------------------------------------------

typedef enum { THREAT_WAITING, THREAT_FLYING, THREAT_ENDED } ThreatPhase;

/// Whether it flies as it was sent. DAMAGED: hit by a round, it will not get far; ADRIFT: it has lost its way.
typedef enum { THREAT_WHOLE, THREAT_DAMAGED, THREAT_ADRIFT } ThreatCondition;

/// A threat in this replication.
typedef struct {
    uint64_t id;
    PvsTime t_launch, t_end;    ///< t_end: end of the path, then of the threat
    const PvsSegment *segments; ///< in the path arena
    uint32_t group, member, type;
    uint32_t pairs, tracks, shots_log,
        windows; ///< heads of lists: Pair, PostTrack, Ordinal, ComingWindow by time
    uint16_t n_segments;
    uint16_t aim;
    uint8_t phase, armed, seen;
    uint8_t outcome;   ///< PvsEventKind of its end
    uint8_t condition; ///< ThreatCondition
    uint32_t stopper;  ///< DAMAGED: the shot; ADRIFT: the area
    float rcs_gain_ln; ///< shared offset of its cross-section, natural log
} Threat;

/// Leak book-keeping of one threat, fed from events alone.
typedef struct {
    uint32_t gates; ///< bit by PvsGate, over all units
    uint16_t n_fired, n_missed, n_assigned;
    uint8_t seen, tracked, assessed_dead, damaged;
    uint32_t shooter; ///< the last unit that fired at it, NIL
} LeakBook;

/// A window that has not opened yet.
typedef struct {
    uint32_t next; ///< the threat's next window; first, because the free list overlays it
    uint32_t radar;
    PvsTime t_in, t_out;
} ComingWindow;

/// A radar and a threat in one of its windows, or whose track coasts: what is read seldom. What every look reads stands in the radar's lanes.
typedef struct {
    uint32_t next_of_threat; ///< list; first, because the free list overlays it
    uint32_t threat, radar;
    uint32_t lane;  ///< in the radar's lanes; of the pool of coasting tracks when it coasts
    PvsTime t_out;  ///< end of the current window
    PvsTime t_look; ///< latest look, kept up when its lane is looked after or left
    PvsTime t_confirmed;
    uint16_t segment;       ///< of the threat's path that it was last looked at on
    uint16_t settled;       ///< the segment that its track has settled on
    uint16_t coast_history; ///< the lane's, while it coasts
    uint8_t coast_misses, coast_updates;
    uint8_t confirmed, dead, full_said, coasting;
} Pair;

/// A radar's track of a threat: touched by detections alone.
typedef struct {
    PvsTime t[3]; ///< the latest plots, newest first
    uint32_t pair, threat;
    float snr_lin, range_m; ///< of the latest scan with a plot
} LaneTrack;

/// What the state byte of a lane says.
enum {
    LANE_CONFIRMED = 1,
    LANE_TURNED = 2,   ///< its next plot shows a turn
    LANE_LOOKED = 4,   ///< the beam passes it in this scan
    LANE_QUIET = 8,    ///< and finds it: booked already, in force from the time of the look on
    LANE_PLOT = 16,    ///< as a plot of its own
    LANE_UPDATED = 32, ///< which is in the track
    LANE_SEEN = 64,    ///< by this radar
    LANE_DEAD = 128,   ///< its threat is gone: it leaves at the next scan
    LANE_LASTING = LANE_CONFIRMED | LANE_TURNED | LANE_SEEN ///< from scan to scan
};

/// The pairs in a radar's windows, structure of arrays: a scan streams through them. Lanes move when others leave; they never move inside a
/// scan. All arrays stand in one block.
typedef struct {
    PvsLookWords *words; ///< of eight lanes each, of the current four scans
    PvsLookCourse *
        courses; ///< of eight lanes each: the path as cubics in the radar's axes; begin of the block
    uint32_t n, capacity; ///< capacity: a multiple of 16
    float *ln_gain;       ///< offset of the cross-section
    float *look_s;        ///< of the latest scan's look, after the scan's begin
    uint64_t *id;         ///< pvs_id_pair(radar, threat)
    PvsTime
        *t_care; ///< when the lane must be looked after: its window, its segment or its cubic ends
    LaneTrack *track;
    uint16_t *type, *history; ///< history: looks, newest in bit 0
    uint8_t *misses, *state;
    uint8_t *updates; ///< plots since the track began or last saw a turn, saturating
} Lanes;

/// A plot more.
static inline void pvs_lane_update(Lanes *l, uint32_t lane, PvsTime t) {
    PvsTime *of = l->track[lane].t;
    of[2] = of[1];
    of[1] = of[0];
    of[0] = t;
    l->updates[lane] = (uint8_t)(l->updates[lane] < 200 ? l->updates[lane] + 1 : 200);
}

/// One detection (or a miss that drops a track) of a scan.
typedef struct {
    PvsTime t;
    uint32_t lane;
    float range_m, az_rad, sin_el, snr_lin;
    uint8_t merged, is_drop;
} PendingLook;

typedef struct {
    Lanes lanes;
    PendingLook *pending; ///< what waits for its moment in the scan, a heap
    uint32_t n_pending, cap_pending;
    uint32_t scan;               ///< index of the current scan
    PvsTime t_scan, t_next_scan; ///< begin of it, and of the next
    PvsTime t_care;              ///< the least of the lanes'
    PvsTime period, phase;
    uint32_t n_held; ///< confirmed tracks, for capacity and load
    uint8_t scanning, lost;
} RadarState;

/// A threat as a post holds it. Truth stands here only as an index that the battle uses; command sees a PvsTrack.
typedef struct {
    uint64_t luck;               ///< the track's luck key
    uint64_t crew_id;            ///< pvs_id_pair(post, luck)
    PvsTime t_known, t_consider; ///< t_consider: of the CONSIDER that counts, PVS_TIME_NEVER = none
    PvsTime t_arrival;           ///< as last evaluated; the urgency of one that waits
    PvsTime t_ghost;             ///< last update of the track of a threat that is gone
    PvsTime t_fade;              ///< until when debris and habit keep it
    PvsTime t_believed_dead;     ///< since when it is believed dead
    float ghost_pos_sd_m, ghost_vel_sd_mps;
    uint32_t threat, post, number;
    uint32_t next_of_threat;
    uint32_t consider_seq; ///< only the latest CONSIDER counts
    uint32_t wait_seq;     ///< only the latest wait counts
    uint32_t gates;        ///< list of GateNote
    uint32_t engagements;  ///< list of Engagement, newest first
    uint16_t n_engaged;    ///< engagements in progress by this post
    uint16_t n_identify, n_crew, n_handover, n_assess, n_salvos;
    uint8_t held, identified, believed_decoy, allegiance, cls, believed_dead, ghost;
} PostTrack;

typedef struct {
    uint32_t unit, mask, next;
} GateNote;

/// How often a round type has been shot at a threat: the ordinal of the kill draw.
typedef struct {
    uint32_t round_type, count, next;
} Ordinal;

typedef enum { ENG_DECIDED, ENG_FIRING, ENG_FLYING, ENG_ASSESSING, ENG_DONE } EngagementPhase;

/// One assignment of a track to a unit, from decision to assessment.
typedef struct {
    PvsTime t_decided, t_launch; ///< t_launch: planned
    PvsTime t_intercept;         ///< planned, then the last actual one
    uint64_t salvo_id;           ///< shared luck of its rounds
    uint32_t unit, weapon, track, threat;
    uint32_t next_of_track;
    uint32_t ordinal; ///< of the salvo at that track
    uint32_t shots;   ///< list of Shot, newest first
    uint16_t n_salvo, n_fired, n_flying, n_hit, n_reserved;
    float range_last_m;
    uint8_t phase, holds_channel, holds_crew, fails, gate;
} Engagement;

typedef struct {
    double h_ell_m, crossing_sin; ///< at the intercept
    PvsTime t_launch, t_end;      ///< t_end: the intercept as last solved
    float range_m;
    uint32_t engagement, threat, unit, round_type, number, ordinal;
    uint32_t next_of_engagement;
    uint32_t
        n_solved; ///< times that the intercept was solved: an INTERCEPT of an older one does not count
    uint8_t feasible; ///< the intercept lies inside the envelope
    uint8_t ended;
} Shot;

typedef struct {
    PvsTime t_launcher_free;
    uint32_t waiting; ///< list of WaitNode: tracks that wait for a channel or a round here
    int channels_used, missiles_used;
    int ready[PVS_UNIT_WEAPONS_MAX], depot[PVS_UNIT_WEAPONS_MAX], reserved[PVS_UNIT_WEAPONS_MAX];
    uint8_t reloading[PVS_UNIT_WEAPONS_MAX];
    uint32_t fired, kills, fired_at_decoys, n_reloads;
    double hits;
    double heading_rad;
    uint8_t alive, available, deployed, empty_said;
} UnitState;

typedef struct {
    uint32_t track, seq, next;
} WaitNode;

typedef struct {
    uint32_t crew_engaged, next_number;
    uint8_t alive;
} PostState;

/// Results of a batch of looks: structure of arrays, capacity a multiple of 8.
typedef struct {
    size_t capacity;
    void *block; ///< all arrays below, 64-byte aligned
    float *t_look_s, *range_m, *az_rad, *sin_el, *radial_mps, *snr_lin, *pd;
    uint8_t *swerling, *detected, *looked, *notable;
    uint32_t *at; ///< the notable ones
    size_t bytes;
} LookResults;

/// A growing array. Macro-free: `grow` keeps element size.
typedef struct {
    void *items; ///< aligned to a cache line
    void *block; ///< what was allocated
    uint32_t n, capacity, free_list;
    size_t item_size;
} Pool;

/// Who is next among the radars: a tournament tree over their next times. One update costs log2(n) compares without a branch; ties go to the
/// radar that comes first.
typedef struct {
    PvsTime *next;    ///< by radar; PVS_TIME_NEVER = sleeps
    uint32_t *winner; ///< node k's winner; leaves begin at `leaves`
    uint32_t leaves;  ///< a power of two
} BeamQueue;

struct PvsState {
    const PvsModel *model;
    const PvsBelief *belief;
    const PvsRunOptions *options;
    PvsLuck luck;
    PvsTime now;
    PvsHeap heap;    ///< all happenings but radars'
    BeamQueue beams; ///< when each radar next has something to do
    uint32_t sequence;
    PvsStatus status; ///< first failure; ends the run
    PvsError *err;

    Threat *threats;
    LeakBook *leaks;
    uint32_t *launch_order;
    uint32_t n_launches, at_launch, n_alive; ///< of this battle; the next to launch; not ended

    PvsArena paths;             ///< segments
    PvsSegment *route_segments; ///< where a path is built
    PvsLlh *route_points;
    double *route_speeds;
    uint32_t cap_route; ///< points; segments: twice as many and PROFILE_SEGMENTS_MAX
    PvsArena scratch;
    Pool pairs, windows, coasts, tracks, gates, ordinals, engagements, shots, waits;
    RadarState *radars;
    UnitState *units;
    PvsUnitStatus *unit_status;
    uint32_t *unit_post;      ///< who commands each unit now
    PvsTrack *picture_tracks; ///< of one post at one moment, for the reference assigner
    uint32_t *picture_index, cap_picture, cap_index;
    PostState *posts;
    float *delay_s; ///< radar x post: seconds until a track is seen there, < 0 = never
    float *loss;    ///< radar x post: share of tracks that get lost on the links between
    uint32_t *radar_marks, *radar_found, radar_mark; ///< which radars a path comes near
    uint32_t *area_marks, area_mark;
    LookResults looks;
    PendingLook *found; ///< of one scan
    uint32_t n_found, cap_found;
    uint32_t *edges, n_edges, cap_edges; ///< lanes whose windows begin or end inside the scan
    PvsLnRcs *ln_rcs;                    ///< band x type
    uint8_t *swerling;                   ///< by type
    bool all_swerling_1;
    int isa;
    uint32_t n_shots_flying;

    // shared luck of the night
    double night_z, night_rcs_ln;

    // outcome
    PvsOutcome out;
    PvsThreatCounts *by_type;
    PvsShotCounts *by_round;
    PvsUnitOutcome *unit_out;
    PvsSiteOutcome *site_out;
    double *site_hits;
    PvsEventLevel deepest; ///< that any sink wants; -1 = none
    size_t fixed_bytes;
};

static inline Pair *pair_at(PvsState *s, uint32_t i) {
    return (Pair *)s->pairs.items + i;
}
static inline PostTrack *track_at(PvsState *s, uint32_t i) {
    return (PostTrack *)s->tracks.items + i;
}
static inline Engagement *engagement_at(PvsState *s, uint32_t i) {
    return (Engagement *)s->engagements.items + i;
}
static inline Shot *shot_at(PvsState *s, uint32_t i) {
    return (Shot *)s->shots.items + i;
}

// pool.c
uint32_t
pvs_pool_take(PvsState *s,
              Pool *pool); ///< index of a zeroed item; NIL sets the state's status to NO_MEMORY
void pvs_pool_give(Pool *pool, uint32_t i); ///< the item's first four bytes hold the free list
void pvs_pool_reset(Pool *pool);
bool pvs_grow_array(PvsState *s, void *array, uint32_t *capacity, uint32_t wanted,
                    size_t item_size);

// beams.c
bool pvs_beams_create(BeamQueue *q, uint32_t n);
void pvs_beams_destroy(BeamQueue *q);
void pvs_beams_clear(BeamQueue *q);
static inline uint32_t pvs_beams_first(const BeamQueue *q) {
    return q->winner[1];
}
static inline void pvs_beams_set(BeamQueue *q, uint32_t radar, PvsTime t) {
    q->next[radar] = t;
    for (uint32_t k = (q->leaves + radar) / 2; k >= 1; k /= 2) {
        uint32_t a = q->winner[2 * k], b = q->winner[2 * k + 1];
        q->winner[k] = q->next[b] < q->next[a] ? b : a;
    }
}

// battle.c
void pvs_happen(PvsState *s, PvsTime t, Happening what, uint32_t entity, uint32_t a, uint32_t b);

// emit.c
void pvs_emit(PvsState *s, const PvsEvent *event);
static inline bool wanted(const PvsState *s, PvsEventLevel level) {
    return (int)level <= (int)s->deepest;
}

// raid.c: threats and their paths
PvsStatus pvs_raid_reset(PvsState *s);
size_t pvs_route_segments_max(const PvsState *s);
void pvs_raid_launch(PvsState *s); ///< all threats that are due at s->now
PvsKinematics pvs_threat_at(PvsState *s, uint32_t threat, PvsTime t);
void pvs_raid_emit_path(PvsState *s, uint32_t threat,
                        uint32_t first); ///< its segments from the first-th on

// turns.c: paths that change in flight
void pvs_turn_to(PvsState *s, uint32_t threat, const PvsSegment *ahead);
void pvs_turn_damaged(PvsState *s, uint32_t threat); ///< comes down by itself from where it is
bool pvs_turn_adrift(PvsState *s, uint32_t threat,
                     double drift_s); ///< straight on for so long; false: it does not fly so

// windows.c
void pvs_windows_find(PvsState *s, uint32_t threat); ///< all of its path from now on
void pvs_windows_queue(PvsState *s,
                       uint32_t threat); ///< only a threat's next window stands in the queue
void pvs_windows_forget(PvsState *s, uint32_t threat);

// sensing.c
void pvs_sensing_reset(PvsState *s);
void pvs_sensing_threat(PvsState *s, uint32_t threat); ///< finds its windows
void pvs_sensing_window(PvsState *s, uint32_t threat); ///< its next window opens
void pvs_sensing_radar(PvsState *s, uint32_t radar); ///< what its beam meets now, or its next scan
void pvs_sensing_coast(PvsState *s, uint32_t radar, uint32_t threat);
void pvs_sensing_leave(PvsState *s, uint32_t pair);
void pvs_sensing_emission(PvsState *s, uint32_t radar, bool on);
void pvs_sensing_forget(PvsState *s, uint32_t threat); ///< the threat is gone
void pvs_sensing_turned(PvsState *s, uint32_t threat); ///< its path has changed from now on
void pvs_sensing_radar_lost(PvsState *s, uint32_t radar);
/// A pair's track as it stands now: a plot that lies ahead in the scan is not in it.
LaneTrack pvs_sensing_track(const PvsState *s, const Pair *pair, int *n_updates);

// scan.c
void pvs_scan_begin(PvsState *s, uint32_t radar);
void pvs_scan_single(PvsState *s, uint32_t radar, uint32_t lane); ///< what is left of the scan

// lanes.c
static inline PvsTime pvs_look_offset(float look_s) { ///< rounds up, as pvs_time_from_s
    double ns = (double)look_s * 1e9;
    PvsTime t = (PvsTime)ns;
    return t + ((double)t < ns);
}
uint32_t pvs_lane_add(PvsState *s, uint32_t radar, uint32_t pair); ///< NIL: out of memory
void pvs_lane_remove(PvsState *s, uint32_t radar, uint32_t lane);  ///< the last takes its place
/// Makes the lane's cubic for a scan whose middle is at t_middle, and says when to look after it again.
void pvs_lane_renew(PvsState *s, uint32_t radar, uint32_t lane, PvsTime t_middle, PvsTime period);
void pvs_lanes_free(Lanes *lanes);
size_t pvs_lanes_bytes(const Lanes *lanes);

// looks.c: the kernel
bool pvs_looks_reserve(PvsState *s, size_t n);
void pvs_looks_free(LookResults *looks);
/// first: a multiple of 8.
void pvs_looks_evaluate(PvsState *s, uint32_t radar, uint32_t first, uint32_t n, PvsTime period,
                        bool drawn); ///< whether the lanes hold the random words of this scan
void pvs_looks_keep(LookResults *looks, uint32_t i); ///< makes result i the first, and only, one

// merge.c
void pvs_found_merge(PvsState *s,
                     uint32_t radar); ///< marks found looks that the radar cannot tell apart
void pvs_pending_push(PvsState *s, uint32_t radar, const PendingLook *look);
PendingLook pvs_pending_pop(PvsState *s, uint32_t radar); ///< the earliest
void pvs_pending_forget(PvsState *s, uint32_t radar, uint32_t lane);

// picture.c
void pvs_picture_reset(PvsState *s);
void pvs_picture_confirmed(PvsState *s, uint32_t pair);
void pvs_picture_dropped(PvsState *s, uint32_t threat);
void pvs_picture_arrives(PvsState *s, uint32_t post, uint32_t threat);
void pvs_picture_turned(PvsState *s, uint32_t threat,
                        PvsTime t); ///< a track has seen a turn; at t it will have settled
void pvs_picture_identify(PvsState *s, uint32_t track);
void pvs_picture_look_again(PvsState *s, uint32_t post); ///< every track that it holds
void pvs_picture_ghost(PvsState *s, uint32_t track);
void pvs_picture_gone(PvsState *s, uint32_t threat); ///< the threat is gone: its tracks fade
void pvs_picture_debris(PvsState *s,
                        uint32_t track); ///< debris is taken for the target while it falls
bool pvs_picture_track(PvsState *s, const PostTrack *pt,
                       PvsTrack *out); ///< false: nothing to go by

// decide.c
void pvs_decide_soon(PvsState *s, uint32_t track, PvsTime t);
void pvs_decide_consider(PvsState *s, uint32_t track, uint32_t seq);
void pvs_decide_unit_free(PvsState *s, uint32_t unit);
void pvs_note_gate(PvsState *s, uint32_t track, uint32_t unit, PvsGate gate);

// engage.c, shots.c
void pvs_engage_reset(PvsState *s);
void pvs_engage_begin(PvsState *s, uint32_t track, const PvsDecision *decision);
void pvs_engage_order(PvsState *s, uint32_t engagement);
void pvs_engage_fire(PvsState *s, uint32_t engagement);
void pvs_engage_channel(PvsState *s, uint32_t engagement);
void pvs_engage_assess(PvsState *s, uint32_t engagement);
void pvs_engage_reload(PvsState *s, uint32_t unit, uint32_t weapon);
void pvs_engage_status(PvsState *s, uint32_t unit); ///< refreshes what the unit reports
void pvs_engage_round_ended(PvsState *s, uint32_t engagement);
void pvs_engage_unit_lost(PvsState *s, uint32_t unit);
void pvs_shot_fire(PvsState *s, uint32_t engagement);
void pvs_shot_intercept(PvsState *s, uint32_t shot, uint32_t n_solved);
void pvs_shots_solve_again(PvsState *s,
                           uint32_t threat); ///< rounds in flight at a threat that has turned

// ends.c
void pvs_end_killed(PvsState *s, uint32_t threat, const Shot *shot);
void pvs_end_damaged(PvsState *s, uint32_t threat, const Shot *shot); ///< it flies on
void pvs_end_soft_killed(PvsState *s, uint32_t threat, uint32_t area);
void pvs_end_failed(PvsState *s, uint32_t threat);
void pvs_end_path(PvsState *s, uint32_t threat);
void pvs_areas_threat(PvsState *s, uint32_t threat);
void pvs_areas_enter(PvsState *s, uint32_t area, uint32_t threat);

// leaks.c
void pvs_leaks_on_event(PvsState *s, const PvsEvent *event);
PvsLeakReason pvs_leak_reason(const PvsState *s, uint32_t threat, uint32_t *unit);

#endif
