// SPDX-License-Identifier: Apache-2.0
// The event stream: every kind of event, once, in one table. Encoder, hash, CSV, JSON lines and
// docs follow from it.
//
// An event has a time, a kind, up to four ids and up to sixteen numbers, named in the table. Kinds
// stand in the order in which simultaneous events happen. Levels: OUTCOME < ENGAGE < TRACK < PATH <
// PLOT; a sink says how deep it wants to see.
#ifndef PAVISE_EVENTS_H
#define PAVISE_EVENTS_H

#include <stddef.h>
#include <stdint.h>

#include <pavise/time.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    PVS_LEVEL_OUTCOME,
    PVS_LEVEL_ENGAGE,
    PVS_LEVEL_TRACK,
    PVS_LEVEL_PATH,
    PVS_LEVEL_PLOT,
    PVS_N_LEVELS
} PvsEventLevel;

// What an id points at.
typedef enum {
    PVS_DOM_NONE,
    PVS_DOM_THREAT,
    PVS_DOM_TYPE,
    PVS_DOM_GROUP,
    PVS_DOM_RADAR,
    PVS_DOM_UNIT,
    PVS_DOM_POST,
    PVS_DOM_SITE,
    PVS_DOM_AREA,
    PVS_DOM_ROUND,
    PVS_DOM_GATE,
    PVS_DOM_TRACK,
    PVS_DOM_SHOT,
    PVS_DOM_FLAG,
    PVS_DOM_COUNT,
    PVS_DOM_CLASS,
    PVS_DOM_RESULT,
    PVS_DOM_REASON,
    PVS_DOM_SEGMENT,
    PVS_N_DOMAINS
} PvsEventDomain;

// kind, text, level, ids as ID(name, domain), numbers as NUM(name_unit), meaning. Who reads those
// two columns defines ID, NUM, NO_IDS and NO_NUMS first, as events.c does.
// clang-format off
#define PVS_EVENT_TABLE(X)                                                                        \
    X(LAUNCH, "launch", OUTCOME, ID(threat, THREAT) ID(type, TYPE) ID(group, GROUP)               \
      ID(armed, FLAG), NUM(lat_deg) NUM(lon_deg) NUM(h_m), "a threat begins its path")            \
    X(PATH, "path", PATH, ID(threat, THREAT) ID(segment, COUNT) ID(kind, SEGMENT), NUM(t0_ns)     \
      NUM(t1_ns) NUM(p0) NUM(p1) NUM(p2) NUM(p3) NUM(p4) NUM(p5) NUM(p6) NUM(p7) NUM(p8) NUM(p9)  \
      NUM(p10) NUM(p11) NUM(p12), "a segment of a path, as in motion/motion.h")                   \
    X(SEEN, "seen", TRACK, ID(threat, THREAT) ID(radar, RADAR), NUM(range_m),                     \
      "first detection of a threat by a radar")                                                   \
    X(PLOT, "plot", PLOT, ID(threat, THREAT) ID(radar, RADAR) ID(merged, COUNT), NUM(range_m)     \
      NUM(az_rad) NUM(el_rad) NUM(snr_db), "a plot")                                              \
    X(CONFIRMED, "confirmed", TRACK, ID(threat, THREAT) ID(radar, RADAR), NUM(range_m),           \
      "a radar's track is confirmed")                                                             \
    X(DROPPED, "dropped", TRACK, ID(threat, THREAT) ID(radar, RADAR), NO_NUMS,                    \
      "a radar's track is dropped")                                                               \
    X(RADAR_FULL, "radar-full", TRACK, ID(threat, THREAT) ID(radar, RADAR), NO_NUMS,              \
      "a track was not held: the radar's capacity is in use")                                     \
    X(PICTURE, "picture", TRACK, ID(threat, THREAT) ID(post, POST) ID(track, TRACK), NO_NUMS,     \
      "a post holds a track")                                                                     \
    X(PICTURE_LOST, "picture-lost", TRACK, ID(threat, THREAT) ID(post, POST) ID(track, TRACK),    \
      NO_NUMS, "a post lost it")                                                                  \
    X(IDENTIFIED, "identified", TRACK, ID(threat, THREAT) ID(post, POST) ID(class, CLASS)         \
      ID(decoy, FLAG), NO_NUMS, "a post has identified a track, rightly or wrongly")              \
    X(GATE, "gate", ENGAGE, ID(threat, THREAT) ID(unit, UNIT) ID(gate, GATE) ID(post, POST),      \
      NO_NUMS, "what kept a unit from shooting at a track; each reason once")                     \
    X(ASSIGNED, "assigned", ENGAGE, ID(threat, THREAT) ID(unit, UNIT) ID(round, ROUND)            \
      ID(post, POST), NUM(t_launch_s) NUM(t_intercept_s) NUM(kill_prob),                          \
      "a post assigns a track to a unit")                                                         \
    X(ORDERED, "ordered", ENGAGE, ID(threat, THREAT) ID(unit, UNIT), NO_NUMS,                     \
      "the order reaches the unit, a channel is taken")                                           \
    X(FIRED, "fired", ENGAGE, ID(threat, THREAT) ID(unit, UNIT) ID(round, ROUND) ID(shot, SHOT),  \
      NUM(range_m), "a round leaves, or a gun begins a pass")                                     \
    X(INTERCEPT, "intercept", ENGAGE, ID(threat, THREAT) ID(unit, UNIT) ID(shot, SHOT)            \
      ID(result, RESULT), NUM(range_m) NUM(h_m) NUM(kill_prob) NUM(crossing_sin),                 \
      "a round's end: hit, missed, wasted")                                                       \
    X(ASSESSED, "assessed", ENGAGE, ID(threat, THREAT) ID(unit, UNIT) ID(killed, FLAG), NO_NUMS,  \
      "the unit's assessment of a salvo")                                                         \
    X(CHANNEL_FREE, "channel-free", ENGAGE, ID(unit, UNIT), NO_NUMS,                              \
      "a target channel is free again")                                                           \
    X(RELOADED, "reloaded", ENGAGE, ID(unit, UNIT) ID(round, ROUND) ID(rounds, COUNT), NO_NUMS,   \
      "rounds are on launchers again")                                                            \
    X(EMPTY, "empty", ENGAGE, ID(unit, UNIT), NO_NUMS, "a unit has no round left")                \
    X(EMISSION, "emission", ENGAGE, ID(radar, RADAR) ID(on, FLAG), NO_NUMS,                       \
      "a radar begins or ceases to radiate")                                                      \
    X(ENTERED_AREA, "entered-area", ENGAGE, ID(threat, THREAT) ID(area, AREA) ID(lost, FLAG),     \
      NO_NUMS, "a threat enters a soft-kill area")                                                \
    X(DAMAGED, "damaged", ENGAGE, ID(threat, THREAT) ID(unit, UNIT) ID(round, ROUND)              \
      ID(shot, SHOT), NUM(lat_deg) NUM(lon_deg) NUM(h_m),                                         \
      "a round leaves a damaged threat that flies on; its new path follows")                      \
    X(ADRIFT, "adrift", ENGAGE, ID(threat, THREAT) ID(area, AREA), NUM(lat_deg) NUM(lon_deg),     \
      "a threat has lost its way and flies straight on; its new path follows")                    \
    X(KILLED, "killed", OUTCOME, ID(threat, THREAT) ID(unit, UNIT) ID(round, ROUND)               \
      ID(shot, SHOT), NUM(lat_deg) NUM(lon_deg) NUM(h_m), "a threat is stopped by a round, or comes down damaged by it") \
    X(SOFT_KILLED, "soft-killed", OUTCOME, ID(threat, THREAT) ID(area, AREA), NUM(lat_deg)        \
      NUM(lon_deg), "a threat is lost to soft kill")                                              \
    X(FAILED, "failed", OUTCOME, ID(threat, THREAT), NUM(lat_deg) NUM(lon_deg),                   \
      "a threat breaks down by itself")                                                           \
    X(HIT, "hit", OUTCOME, ID(threat, THREAT) ID(site, SITE) ID(unit, UNIT), NUM(lat_deg)         \
      NUM(lon_deg) NUM(miss_m), "a threat reaches its aim point")                                 \
    X(MISSED, "missed", OUTCOME, ID(threat, THREAT), NUM(lat_deg) NUM(lon_deg) NUM(miss_m),       \
      "a threat comes down elsewhere without being stopped")                                      \
    X(SITE_LOST, "site-lost", OUTCOME, ID(site, SITE), NO_NUMS, "a site is destroyed")            \
    X(UNIT_LOST, "unit-lost", OUTCOME, ID(unit, UNIT), NO_NUMS, "a unit is destroyed")            \
    X(LEAK, "leak", OUTCOME, ID(threat, THREAT) ID(reason, REASON) ID(unit, UNIT), NO_NUMS,       \
      "why a leaker got through: one label by the documented order")                              \
    X(END, "end", OUTCOME, NO_IDS, NO_NUMS, "the battle ends")
// clang-format on

typedef enum {
#define X(name, text, level, ids, numbers, meaning) PVS_EV_##name,
    PVS_EVENT_TABLE(X)
#undef X
        PVS_N_EVENT_KINDS
} PvsEventKind;

/// One event. Only the first n of each array that the table names are written.
typedef struct {
    PvsTime t;
    uint8_t kind;
    uint32_t id[4];
    double x[16];
} PvsEvent;

typedef struct {
    const char *text, *meaning;
    PvsEventLevel level;
    int n_ids, n_numbers;
    const char *id_name[4];
    PvsEventDomain id_domain[4];
    const char *number_name[16];
} PvsEventInfo;
/// The table, parsed once at compile time into constants; never null for a valid kind.
const PvsEventInfo *pvs_event_info(PvsEventKind kind);
int pvs_event_kind_from_text(const char *text); ///< -1 when unknown

// Results of a round.
typedef enum { PVS_SHOT_HIT, PVS_SHOT_MISSED, PVS_SHOT_WASTED, PVS_SHOT_IN_FLIGHT } PvsShotResult;
const char *
pvs_shot_result_name(uint32_t result); ///< "hit", "missed", "wasted", "in-flight"; never null

// Why a leaker got through: one label, by the order of this table (the first that holds).
// clang-format off
#define PVS_LEAK_TABLE(X)                                                                                              \
    X(UNDEFENDED, "undefended aim point", "no unit, whole or lost, reaches its aim point")                              \
    X(NOT_SEEN, "not seen", "no radar ever detected it")                                                               \
    X(NOT_TRACKED, "track dropped", "detected, yet no post held a track long enough to assign it; or the last track was dropped for good") \
    X(ASSESSED_DEAD, "assessed dead", "it was declared killed while alive, and not shot at again")                     \
    X(DAMAGED, "damaged", "a round hit it, and it flew on to its aim all the same")                                    \
    X(MISSED, "missed", "every round fired at it missed")                                                              \
    X(UNIT_LOST, "unit lost", "the unit that had it was destroyed")                                                    \
    X(MISIDENTIFIED, "misidentified", "taken for a friend or a decoy")                                                 \
    X(HELD, "held by rule", "weapons control, reserve or doctrine forbade the shot")                                   \
    X(WASTED_ON_DECOYS, "wasted on decoys", "as no channel or no rounds, where at least as many rounds went to decoys") \
    X(NO_CHANNEL, "no channel", "a unit that could reach it had no free channel or crew")                              \
    X(NO_ROUNDS, "no rounds", "a unit that could reach it had no round ready")                                         \
    X(TOO_LATE, "seen too late", "tracked, yet too late for any launch")                                               \
    X(OUT_OF_ENVELOPE, "out of every envelope", "tracked, yet its path lay outside every envelope")                    \
    X(OTHER, "other", "none of the above")
// clang-format on
typedef enum {
#define X(name, text, meaning) PVS_LEAK_##name,
    PVS_LEAK_TABLE(X)
#undef X
        PVS_N_LEAK_REASONS
} PvsLeakReason;
const char *pvs_leak_name(PvsLeakReason reason);
const char *pvs_leak_meaning(PvsLeakReason reason); ///< one line; never null

/// A sink of events. `level` is the deepest level it wants. on_event is called in the order of
/// events, from the worker's thread; the event lives only during the call. A status other than
/// PVS_OK stops the battle and is returned by it.
typedef struct PvsSink {
    int (*on_event)(void *ctx, const PvsEvent *event); ///< returns a PvsStatus
    void *ctx;
    PvsEventLevel level;
} PvsSink;

#ifdef __cplusplus
}
#endif

#endif
