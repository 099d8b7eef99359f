// SPDX-License-Identifier: Apache-2.0
// Rounds by tables: envelope, flyout (range to time), kill probability. No guidance, seeker, fuze or warhead model. Usable alone.
#ifndef PVS_WEAPON_WEAPON_H
#define PVS_WEAPON_WEAPON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/time.h"
#include "earth/earth.h"
#include "motion/motion.h"
// (weapon/ stands beside motion/ in the house; it solves intercepts on paths, so motion/ is the lower of the two: see docs/decisions)

// Target classes: name as written in files, the class whose figures stand in when a table has no entry of its own.
#define PVS_CLASS_TABLE(X)                                                                         \
    X(ONE_WAY_DRONE, "one-way-drone", AIRCRAFT)                                                    \
    X(DECOY_DRONE, "decoy-drone", ONE_WAY_DRONE)                                                   \
    X(CRUISE, "cruise-missile", AIRCRAFT)                                                          \
    X(SUPERSONIC_CRUISE, "supersonic-cruise", CRUISE)                                              \
    X(BALLISTIC, "ballistic", BALLISTIC)                                                           \
    X(QUASI_BALLISTIC, "quasi-ballistic", BALLISTIC)                                               \
    X(AEROBALLISTIC, "aeroballistic", QUASI_BALLISTIC)                                             \
    X(ROCKET, "rocket", BALLISTIC)                                                                 \
    X(GLIDE_BOMB, "glide-bomb", CRUISE)                                                            \
    X(ANTI_RADIATION, "anti-radiation", SUPERSONIC_CRUISE)                                         \
    X(AIRCRAFT, "aircraft", AIRCRAFT)

typedef enum {
#define X(name, text, parent) PVS_CLASS_##name,
    PVS_CLASS_TABLE(X)
#undef X
        PVS_N_CLASSES
} PvsClass;
const char *pvs_class_name(PvsClass cls);
PvsClass pvs_class_parent(PvsClass cls);
int pvs_class_from_name(const char *name); ///< -1 when unknown

/// Where a round can reach, about its launcher.
typedef struct {
    double range_min_m, range_max_m; ///< slant
    double h_min_m, h_max_m;         ///< target height above mean sea level
    double target_speed_max_mps;
} PvsEnvelope;

#define PVS_FLYOUT_MAX 8
/// Time of flight by slant range: knots with increasing range and time, joined by a monotone cubic; before the first knot the line from the
/// origin. Knot 0 is (0, boost delay). A constant speed is two knots. Make it with pvs_flyout_init or pvs_flyout_constant.
typedef struct {
    int n;
    double range_m[PVS_FLYOUT_MAX], time_s[PVS_FLYOUT_MAX], slope_spm[PVS_FLYOUT_MAX];
    double
        slope_max_spm; ///< steepest slope anywhere: the round's least speed is its inverse; bounds the search for intercepts
} PvsFlyout;
/// 1..PVS_FLYOUT_MAX knots; ranges and times finite, >= 0, strictly increasing (one knot: a constant speed from the origin). Anything else
/// is PVS_BAD_INPUT with the knot named.
PvsStatus pvs_flyout_init(PvsFlyout *flyout, int n, const double *range_m, const double *time_s,
                          PvsError *err);
PvsFlyout pvs_flyout_constant(double speed_mps, double range_max_m);
double pvs_flyout_time_s(const PvsFlyout *flyout,
                         double range_m); ///< beyond the last knot: the last slope

/// Kill probability of one round by target class with its modifiers, all drawn from tables.
typedef struct {
    double kill_prob[PVS_N_CLASSES]; ///< filled for every class at compile time (parents stand in)
    double low_altitude_m;           ///< below this height above ground ...
    double low_altitude_factor;      ///< ... the probability is multiplied by this (1 = none)
    double manoeuvre_factor;         ///< for targets that manoeuvre (1 = none)
    double
        crossing_factor; ///< at 90 degrees crossing; linear in the sine of the crossing angle (1 = none)
    double
        damage_share; ///< share of kills that leave a damaged target that flies on; the rest are hard
} PvsKillTable;
/// Probability at the actual geometry, in [0, 1].
double pvs_kill_prob(const PvsKillTable *table, PvsClass cls, double h_agl_m, bool manoeuvres,
                     double crossing_sin);

/// An intercept: when and where a round launched at t_launch from `launcher` meets a path.
typedef struct {
    bool feasible;
    PvsTime t_intercept;
    PvsVec3 pos_ecef; ///< of the target then
    double range_m, h_ell_m, target_speed_mps, crossing_sin;
    const char *
        why_not; ///< static text when not feasible: "beyond range", "inside minimum range", "too high", "too low", "too fast", "gone"
} PvsIntercept;
/// Solves flyout time = time of flight on the path by a bracketed root (to 1 ns, rounded up); then checks the envelope there.
///
/// The first time at or after t_launch at which the round's range has reached the target's is taken, never a later one: the search is led
/// by bounds of the target's speed and acceleration, not by samples (intercept.c). A path that begins after t_launch is met from its
/// begin on; a path that ends first is "gone". Position, range, height, speed and crossing are also filled when the envelope says no,
/// and zero when the target is gone.
///
/// h_msl_offset_m   ellipsoidal height of mean sea level
/// accuracy         1 ns in time; two roots closer than 0.1 ms may count as one (or, tangent, as none)
PvsIntercept pvs_intercept(PvsPath path, PvsTime t_launch, const PvsEnuFrame *launcher,
                           const PvsEnvelope *envelope, const PvsFlyout *flyout,
                           double h_msl_offset_m);

#endif
