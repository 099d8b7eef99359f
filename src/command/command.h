// SPDX-License-Identifier: Apache-2.0
// What the defender believes, and what he decides: threat evaluation, doctrine, assignment. Sees tracks, never truth.
//
// This room knows no threat, no path, no actual value: only tracks, own units' status and beliefs (planning kill probabilities, envelopes,
// flyouts, classes), compiled apart from the model. A test reads its includes: nothing of model/ or battle/ is reachable from here.
#ifndef PVS_COMMAND_COMMAND_H
#define PVS_COMMAND_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/dist.h"
#include "base/status.h"
#include "base/time.h"
#include "earth/earth.h"
#include "motion/motion.h"
#include "weapon/weapon.h"

// --- gates: why a unit did not shoot at a track ---------------------------------------------------------------
// One line a gate: name, text in tables and JSON, meaning.
#define PVS_GATE_TABLE(X)                                                                          \
    X(OPEN, "open", "nothing stands in the way")                                                   \
    X(UNIT_DOWN, "unit-down", "the unit is destroyed, unavailable tonight, or not ready")          \
    X(HELD, "held", "weapons control or doctrine forbids this class")                              \
    X(LEFT_TO_OTHERS, "left-to-others", "doctrine leaves this class to other weapons")             \
    X(MISIDENTIFIED, "misidentified", "taken for a friend or a decoy")                             \
    X(NOT_IDENTIFIED, "not-identified", "not yet identified, and doctrine waits for it")           \
    X(OUT_OF_ENVELOPE, "out-of-envelope", "the predicted path never enters the envelope")          \
    X(OUT_OF_SECTOR, "out-of-sector", "outside the engagement radar's sector")                     \
    X(BELOW_HORIZON, "below-horizon", "not in the engagement radar's sight while in the envelope") \
    X(NOT_YET, "not-yet", "will enter the envelope later")                                         \
    X(TOO_LATE, "too-late",                                                                        \
      "reaction and flight take longer than the target stays in the envelope")                     \
    X(KEEP_OUT, "keep-out",                                                                        \
      "the intercept would be inside the keep-out distance of what is guarded")                    \
    X(NO_CHANNEL, "no-channel", "every target or missile channel is in use")                       \
    X(NO_CREW, "no-crew", "the crew handles as many engagements as it can")                        \
    X(NO_ROUNDS, "no-rounds", "no round of a fitting type is ready")                               \
    X(RESERVED, "reserved", "the rounds left are kept in reserve for other classes")               \
    X(ENGAGED, "engaged", "another engagement of this target is in progress")                      \
    X(BELIEVED_DEAD, "believed-dead", "assessed as killed")                                        \
    X(NOT_WORTH, "not-worth", "the track threatens nothing that this post guards")                 \
    X(HANDOVER_FAILED, "handover-failed", "the engagement radar did not find the target")          \
    X(TRACK_LOST, "track-lost", "the track was dropped before launch")                             \
    X(LINK_DOWN, "link-down", "the order or the track did not arrive")
typedef enum {
#define X(name, text, meaning) PVS_GATE_##name,
    PVS_GATE_TABLE(X)
#undef X
        PVS_N_GATES
} PvsGate;
const char *pvs_gate_name(PvsGate gate);

// --- tracks: the one type that both tracking fidelities publish ----------------------------------------------

typedef enum {
    PVS_ALLEGIANCE_UNKNOWN,
    PVS_ALLEGIANCE_HOSTILE,
    PVS_ALLEGIANCE_FRIEND
} PvsAllegiance;

/// A track as a post sees it. No path, no threat: `luck` is opaque and is used for draws alone.
typedef struct {
    uint32_t number;            ///< the post's track number
    uint64_t luck;              ///< luck key
    PvsTime t_update;           ///< time of the last update
    PvsVec3 pos_ecef, vel_ecef; ///< at t_update
    double
        cov[21]; ///< upper triangle of the 6 x 6 covariance (position, velocity), row by row, ECEF
    double quality; ///< 0 .. 1
    PvsAllegiance allegiance;
    bool identified; ///< identification is complete
    bool believed_decoy;
    PvsClass cls;    ///< believed class
    double cls_prob; ///< certainty of it
} PvsTrack;

/// Where a track is going, from t_update to t_end.
///
/// Constant ground speed along the great circle with height linear in time (an ARC), or, for ballistic classes, a free vacuum arc that ends
/// at the ellipsoid at the latest (quasi- and aeroballistic ones only while they climb or dive by more than a tenth of their speed: level, they
/// glide). The climb rate of an ARC is weighed down by its own uncertainty, and held so that the height stays between the ellipsoid and
/// 20 km (or the present height) until t_end.
PvsSegment pvs_track_predict(const PvsTrack *track, PvsTime t_end);
/// Kinematic class of a track from speed, height and climb alone, with its certainty. The thresholds stand in predict.c with their sources.
PvsClass pvs_track_classify(const PvsTrack *track, double h_msl_offset_m, double *prob);

// --- belief: compiled, immutable ------------------------------------------------------------------------------

typedef enum {
    PVS_FIRE_SHOOT_LOOK_SHOOT,
    PVS_FIRE_SALVO
} PvsFirePolicy; ///< SALVO: as many salvos as doctrine allows, without waiting for assessment
typedef enum {
    PVS_CONTROL_FREE,
    PVS_CONTROL_TIGHT,
    PVS_CONTROL_HOLD
} PvsWeaponsControl; ///< free: all but friends; tight: identified hostile only; hold: none
typedef enum {
    PVS_CHOOSE_CHEAPEST,
    PVS_CHOOSE_NEAREST,
    PVS_CHOOSE_SUREST,
    PVS_CHOOSE_EARLIEST
} PvsChoose; ///< which feasible (unit, round) first

/// Doctrine towards one class.
typedef struct {
    PvsWeaponsControl control;
    PvsFirePolicy fire;
    int salvo;            ///< rounds launched together, >= 1
    int max_salvos;       ///< at one target by one unit; 0 = no limit
    double reserve_share; ///< share of each round type that is kept from this class, 0 .. 1
    bool
        leave_to_others; ///< only when no other unit can take it before it reaches what it threatens
} PvsClassDoctrine;
typedef struct {
    PvsClassDoctrine against[PVS_N_CLASSES];
    PvsChoose choose;
    bool engage_believed_decoys;
    bool wait_for_identification;
} PvsDoctrine;

/// One kind of round at a unit, as planned with. A gun's pass is a round.
typedef struct {
    uint32_t round_type; ///< index in the model's list; command uses it as a name only
    PvsEnvelope envelope;
    PvsFlyout flyout;
    PvsKillTable kill; ///< planning values
    double price_usd;
    bool holds_channel; ///< the engagement radar must see the target until the intercept
} PvsBeliefWeapon;

typedef struct {
    PvsEnuFrame frame;
    PvsReach
        sight; ///< of the engagement radar as believed: sector, horizon; range_max_m 0 = no radar of its own needed
    bool needs_sight;
    uint32_t post;                    ///< who commands it
    uint32_t first_weapon, n_weapons; ///< in PvsBelief.weapons
    double reaction_mean_s;           ///< order given to launch: link, hand-over, reaction
    double reach_max_m;               ///< greatest range of its weapons
    double keep_out_m;      ///< intercepts nearer than this to a guarded site are not wanted
    bool may_defend_itself; ///< fires without its post when the link is down
    PvsDoctrine doctrine;
} PvsBeliefUnit;

typedef struct {
    PvsVec3 pos_ecef;
    PvsVec3 normal;
    double value_usd;
} PvsBeliefSite; ///< sites and units that are worth defending

typedef enum { PVS_ASSIGN_DOCTRINE, PVS_ASSIGN_GREEDY, PVS_ASSIGN_EXACT } PvsAssigner;

typedef struct {
    PvsDist decision_time; ///< s
    int crew_engagements;  ///< engagements that the crew can handle at once; 0 = no limit
    double
        coordination_s; ///< delay after which it learns of other posts' engagements; negative = never
    PvsAssigner assigner;
} PvsBeliefPost;

typedef struct PvsBelief {
    double h_msl_offset_m; ///< ellipsoidal height of mean sea level
    const uint8_t
        *class_of_type; ///< PvsClass that each type of threat is taken for when it is identified
    uint32_t n_types;   ///< 0: nothing is believed of types (hand-made models)
    const PvsBeliefPost *posts;
    uint32_t n_posts;
    const PvsBeliefUnit *units;
    uint32_t n_units;
    const PvsBeliefWeapon *weapons;
    uint32_t n_weapons;
    const PvsBeliefSite *sites;
    uint32_t n_sites;
    const PvsNear *near_units; ///< reach of each unit's longest weapon
} PvsBelief;

// --- own units, as reported -----------------------------------------------------------------------------------

#define PVS_UNIT_WEAPONS_MAX 8
typedef struct {
    bool ready;
    int channels_free; ///< target channels
    int missile_channels_free;
    int ready_rounds[PVS_UNIT_WEAPONS_MAX]; ///< on launchers, by the unit's own weapon order
    int total_rounds[PVS_UNIT_WEAPONS_MAX]; ///< with depot
    int initial_rounds[PVS_UNIT_WEAPONS_MAX];
    PvsTime t_launcher_free; ///< earliest next launch
    int salvos_at_track; ///< already fired by this unit at the track under consideration (filled for it by the caller)
    PvsGate gate; ///< OPEN, or why not ready
} PvsUnitStatus;

// --- decisions ------------------------------------------------------------------------------------------------

/// A threat as evaluated: which site it may hit, when.
typedef struct {
    int32_t site;      ///< index of the likeliest site, -1 when it threatens none
    double value_usd;  ///< value threatened x certainty
    PvsTime t_arrival; ///< at that site; PVS_TIME_NEVER when site is -1
    double
        miss_distance_m; ///< of the predicted ground track, or of the predicted impact of a ballistic track
    double certainty; ///< 0 .. 1, falls with the miss relative to the distance still to go
} PvsEvaluation;
/// The site with the greatest value x certainty among those ahead (ties: the lowest index); one pass over the sites, a few dot products each.
PvsEvaluation pvs_evaluate(const PvsBelief *belief, const PvsTrack *track, PvsTime now);

/// One feasible shot.
typedef struct {
    uint32_t unit, weapon; ///< weapon: the unit's own order
    PvsTime t_launch;      ///< earliest useful
    PvsTime t_intercept;
    double kill_prob; ///< planning, one round
    double range_m;
    double price_usd;
} PvsShot;

#define PVS_DECISION_GATES_MAX 24
typedef struct {
    enum { PVS_DECIDE_ENGAGE, PVS_DECIDE_WAIT, PVS_DECIDE_NOTHING } action;
    PvsShot shot; ///< ENGAGE
    int salvo;    ///< ENGAGE
    PvsTime
        t_reconsider; ///< WAIT: when to look again at the latest (PVS_TIME_NEVER: only when something changes)
    bool
        wait_for_channel; ///< WAIT: a unit that can reach has no free channel, crew or ready round: look again when one frees
    uint32_t n_gates;
    struct {
        uint32_t unit;
        PvsGate gate;
    } gates[PVS_DECISION_GATES_MAX]; ///< what each unit near enough to matter came up against
    PvsEvaluation threat;            ///< the evaluation that the decision rests on
} PvsDecision;

/// What a decision reads besides belief. `units` is indexed as belief->units. `scratch` may be reset by the callee's caller between calls.
typedef struct {
    uint32_t post;
    const PvsTrack *track;
    const PvsUnitStatus *units;
    const uint32_t *unit_post; ///< post that commands each unit now; null: as in belief
    int crew_free;             ///< engagements that the post's crew can still take
    PvsTime now;
    PvsTime delay_mean; ///< expected decision + order time before a unit starts to react
    bool
        engaged; ///< an engagement of this track is in progress: units that shoot, look and shoot wait for its end
    bool believed_dead; ///< assessed as killed: nobody shoots
} PvsSituation;

/// Doctrine: the post's decision about one track now. Pure; deterministic (ties by unit index, then weapon index).
///
/// ENGAGE: one of the shots that can be ordered now, that is, whose first useful launch comes no more than 2 s after the unit can launch
/// (decision, order, reaction, launcher). The first useful launch meets the predicted path just inside the envelope (two sigma of the track, at
/// most a tenth of the range), in the radar's sight at the launch (until the intercept where the round holds its channel), and before
/// the keep-out of the threatened site. The way of choosing is that of the first unit that can shoot. CHEAPEST: least price / kill probability
/// among shots with at least half of the best kill probability at hand; NEAREST: by range at the intercept. A salvo is held to what missile
/// channels, launchers and reserve allow; a reserve is a share of the initial rounds, rounded up.
/// A unit that leaves a class to others shoots when no unit (of any post) that does not leave it can take the track now or later.
/// A post that guards no site at all shoots at what comes within reach; else a track that threatens none is not worth a round.
/// WAIT: t_reconsider is 0.8 of the time to the next unit's first useful launch, at least 2 s, less the more the velocity may err; while that is
/// known worse than to 2 %, also well before the track could be within reach of a unit that it does not seem to fly to.
/// NOTHING: no unit's envelope is ever entered on the predicted path.
/// Gates: units that the path cannot come near are not named, nor those that can only act later than another one that will.
void pvs_decide(const PvsBelief *belief, const PvsSituation *situation, PvsArena *scratch,
                PvsDecision *out);

/// All shots of the post's units that can be ordered now, in the order of units and weapons; returns their number, of which at most `capacity` are
/// written. `gates` (may be null) gets n_gates, gates and threat alone.
size_t pvs_feasible_shots(const PvsBelief *belief, const PvsSituation *situation, PvsShot *out,
                          size_t capacity, PvsDecision *gates);

// --- the reference assigner (static weapon-target assignment) -------------------------------------------------

/// min sum_j value_j prod_i (1 - p_ij)^x_ij, each weapon i used at most once (repeat its row for more units). Row-major p[i * n_targets + j].
typedef struct {
    int n_weapons, n_targets;
    const double *value; ///< n_targets
    const double *p;     ///< n_weapons x n_targets; 0 = cannot
} PvsWta;
typedef struct {
    double objective;
    double lower_bound; ///< proven; equal to the objective (1e-9) when optimal
    bool proven_optimal;
    uint64_t nodes;
} PvsWtaResult;
/// Maximum marginal return. target[i] = index or -1.
PvsStatus pvs_wta_greedy(const PvsWta *wta, int *target, PvsWtaResult *out);
/// Greedy, then exchange to a local optimum: within 1 % of optimum on the reference instances.
PvsStatus pvs_wta_improve(const PvsWta *wta, int *target, PvsWtaResult *out);
/// Branch and bound with a proven bound; stops at node_limit with its proven gap. Exact to 30 x 30 (in the root as a rule), usually to
/// 200 x 200. Weapons with equal rows are one kind with several units: repeat a row to give a type several units.
/// `proven_optimal`: within 1e-9 of the objective. Memory comes from the arena: about 10 bytes a cell and level of the tree.
PvsStatus pvs_wta_exact(const PvsWta *wta, uint64_t node_limit, PvsArena *arena, int *target,
                        PvsWtaResult *out);

// --- the reference assigner standing in for doctrine ---------------------------------------------------------------

/// A post's whole picture at one moment: what pvs_decide sees track by track.
typedef struct {
    uint32_t post;
    const PvsTrack *tracks;
    uint32_t n_tracks;          ///< those that may be shot at: not engaged, not believed dead
    const PvsUnitStatus *units; ///< indexed as belief->units; salvos_at_track is not read
    const uint32_t *unit_post;  ///< as in PvsSituation
    int crew_free;
    PvsTime now;
    PvsTime delay_mean;
    PvsAssigner assigner; ///< GREEDY or EXACT (DOCTRINE is taken as GREEDY)
    uint64_t
        node_limit; ///< of EXACT; beyond it the best assignment found stands, with its proven gap
} PvsPicture;

/// One salvo: a free channel of a unit at a track.
typedef struct {
    uint32_t track; ///< index in PvsPicture.tracks
    PvsShot shot;
    int salvo;
} PvsOrder;

/// The best static assignment on believed values, at one moment: each free channel of the post's units (as many as have rounds, in all at most
/// crew_free) is a weapon; a track is a target of its evaluated value (at least one dollar); the probability is that of the doctrinal salvo of
/// the unit's surest open shot at that track, 0 when it has none. Rules, sights, stock and reserve hold as in pvs_decide; leaving to others
/// does not. Writes the orders by unit, then track; returns their number in *n_out. `result` (may be null): value expected to survive, and its proven bound.
/// PVS_LIMIT when there are more than `capacity` orders (the first ones are written), PVS_NO_MEMORY when the arena is out.
PvsStatus pvs_assign_picture(const PvsBelief *belief, const PvsPicture *picture, PvsArena *scratch,
                             PvsOrder *out, size_t capacity, size_t *n_out, PvsWtaResult *result);

#endif
