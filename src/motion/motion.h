// SPDX-License-Identifier: Apache-2.0
// Paths: what moves is a list of segments, each a closed form in time, in Earth-fixed coordinates.
// Nothing is stepped.
//
// Segment kinds
//   ARC      the geodetic normal n turns at a constant rate about a fixed axis:
//            n = c + a cos(phi) + b sin(phi), phi = rate (t - t0); ellipsoidal height linear in
//            time. With c = 0 it is a great-circle leg (level or climbing); with c along the axis
//            it is a turn of constant radius (or a circular orbit).
//            Position = (N + h) n - e2 N n_z z, N = a / sqrt(1 - e2 n_z^2).
//   BALLISTIC a vacuum arc over the turning Earth (Kepler, no J2), from an inertial state at t0.
//   PROFILE  along a great circle of normals: phi and height are cubics of t - t0: one piece of a
//            tabulated altitude-speed profile (the table's pieces are separate segments).
#ifndef PVS_MOTION_MOTION_H
#define PVS_MOTION_MOTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/time.h"
#include "base/vec.h"
#include "earth/earth.h"

typedef enum { PVS_SEG_ARC, PVS_SEG_BALLISTIC, PVS_SEG_PROFILE, PVS_SEG_N_KINDS } PvsSegmentKind;

/// One segment, valid for t0 <= t < t1. 120 bytes: it is kept for each leg of each threat.
typedef struct {
    PvsTime t0, t1;
    union {
        struct {
            PvsVec3 a, b, c;   ///< unit-sphere vectors of the normal's circle, ECEF
            double rate_radps; ///< of phi
            double h0_ell_m, climb_mps;
        } arc;
        struct {
            PvsVec3 pos_eci, vel_eci; ///< at t0; the inertial axes coincide with ECEF at t0
        } ballistic;
        struct {
            PvsVec3 a, b;  ///< great circle (c = 0)
            double phi[3]; ///< rad/s^i: phi[0] s + phi[1] s^2 + phi[2] s^3, s = t - t0
            double h[3];   ///< m/s^i: the same for the height above profile_h0_m
        } profile;
    };
    float profile_h0_m; ///< PROFILE alone: rounded to float when built, so exact thereafter
    uint8_t kind;       ///< PvsSegmentKind
    uint8_t flags;
} PvsSegment;

/// A path: n contiguous segments (t1 of one is t0 of the next). Does not own them.
typedef struct {
    const PvsSegment *segments;
    uint32_t n;
} PvsPath;

/// Position, velocity, acceleration in ECEF (m, m/s, m/s2, rates seen in the turning frame).
/// Position and velocity are exact; the acceleration is exact for BALLISTIC, and to leading order
/// for ARC and PROFILE: what is left out is below 0.0142 v^2 / 6.4e6 m (1e-4 m/s2 at 200 m/s, 3e-3
/// at 1200 m/s: 6 cm after the six seconds over which looks extrapolate).
typedef struct {
    PvsVec3 pos_ecef, vel_ecef, acc_ecef;
} PvsKinematics;

/// Where a segment is at t; t may lie outside [t0, t1), on the continued curve.
PvsKinematics pvs_segment_at(const PvsSegment *segment, PvsTime t);
/// Index of the segment at t, clamped to the path's ends. `hint` is where to begin looking.
uint32_t pvs_path_segment(PvsPath path, PvsTime t, uint32_t hint);
/// Where a path is at t, on its first or last segment's curve outside its time (found by halving).
PvsKinematics pvs_path_at(PvsPath path, PvsTime t);
static inline PvsTime pvs_path_begin(PvsPath path) {
    return path.segments[0].t0;
}
static inline PvsTime pvs_path_end(PvsPath path) {
    return path.segments[path.n - 1].t1;
}
/// Ellipsoidal height at t (no iteration for ARC and PROFILE).
double pvs_segment_height_m(const PvsSegment *segment, PvsTime t);

/// Upper bounds of speed and acceleration over the whole segment, ECEF (rates seen in the turning
/// frame); what lets a search step without jumping over anything. Within a tenth of what occurs,
/// for the speed.
typedef struct {
    double speed_mps, acc_mps2;
} PvsSegmentBounds;
PvsSegmentBounds pvs_segment_bounds(const PvsSegment *segment);

/// A stretch of a segment as a cubic of time: position = c[0] + s (c[1] + s (c[2] + s c[3])), ECEF,
/// s in seconds from some moment.
typedef struct {
    PvsVec3 c[4];
} PvsCubic;
#define PVS_CUBIC_SPAN_MAX_S 4096.0
/// How long a stretch of the segment may be, so that a cubic is nowhere further off than error_m: a
/// power of two of seconds, at most PVS_CUBIC_SPAN_MAX_S; 0 where even one second is too long.
/// From a bound on the fourth derivative, not from samples.
double pvs_cubic_span_s(const PvsSegment *segment, double error_m);
/// The cubic that has the segment's positions and velocities at t_about - half and t_about + half
/// (both may lie outside the segment, on its continued curve); half = 0: position, velocity and half
/// the acceleration at t_about.
PvsCubic pvs_segment_cubic(const PvsSegment *segment, PvsTime t_about, PvsTime half);

// --- building ------------------------------------------------------------------------------------

/// Great-circle leg from one point to another at constant normal rate, height linear. Speed is the
/// ground speed of the mean point of the leg at its mean height. Lasts pvs_time_from_s(length /
/// speed). Coincident points (and speeds <= 0) give a zero-length segment.
///
/// accuracy   ends exact; against the geodesic flown at constant speed at most 67 m sideways and
///            198 m along the way for 1000 km, both as the square of the length (0.7 m and 2 m for
///            100 km); speed within 7e-4 of its mean for 1000 km, as the length
PvsSegment pvs_leg(PvsLlh from, PvsLlh to, double speed_mps, PvsTime t0);
/// A point that stays (a leg of rate 0), to t1.
PvsSegment pvs_stay(PvsLlh at, PvsTime t0, PvsTime t1);
/// Constant-radius turn or orbit: about `centre`, from azimuth az0_rad (from the centre), turning
/// by sweep_rad (+ clockwise; any number of turns). The circle is one of normals: its radius on the
/// ellipsoid is within 0.4 % of radius_m.
PvsSegment pvs_turn(PvsLlh centre, double radius_m, double az0_rad, double sweep_rad,
                    double h_ell_m, double speed_mps, PvsTime t0);
/// Route through n points (each with its height), speed on each leg speed_mps[i] (n - 1 of them);
/// turn_radius_m > 0 rounds the corners where the legs are long enough (a corner may take 45 % of
/// each). Turns are level, at the corner's height. Position and heading are continuous; speed
/// differs by up to 0.5 % where a leg meets a turn. Writes at most `capacity` segments and returns
/// how many are needed.
size_t pvs_route(const PvsLlh *points, size_t n, const double *speed_mps, double turn_radius_m,
                 PvsTime t0, PvsSegment *out, size_t capacity);

/// One row of a tabulated profile: at a fraction of the ground range, the height and the speed
/// along the path.
typedef struct {
    double range_fraction; ///< 0 .. 1, increasing
    double h_msl_m;
    double speed_mps;
} PvsProfileRow;
/// Flies a profile from one point to another along the great circle of normals: height by monotone
/// cubic in ground range, time by integrating speed, whose square is linear in range between rows
/// (so that a row may have speed 0, but not two in succession). Written as PROFILE segments; *fit_m
/// (may be null) is their largest distance from the table's own curve: at most 1 m, or what the
/// capacity allows. Fractions are scaled so that the first row is `from` and the last is `to`; the
/// last height is that of `to`, the others are the table's plus h_offset_m (mean sea level to
/// ellipsoid). Returns the number of segments; 0 when the table is not valid (rows in order, speeds
/// not negative), the points coincide, or the capacity is below the number of row intervals.
size_t pvs_profile(PvsLlh from, PvsLlh to, const PvsProfileRow *rows, size_t n_rows,
                   double h_offset_m, PvsTime t0, PvsSegment *out, size_t capacity, double *fit_m);

/// Least-speed (or lofted by loft_rad) ballistic arc from one point to another over the turning
/// Earth, hitting the ellipsoid point `to`.
/// PVS_LIMIT when no arc exists. J2 is not in.
PvsStatus pvs_ballistic_arc(PvsLlh from, PvsLlh to, double loft_rad, PvsTime t0, PvsSegment *out,
                            PvsError *err);

/// Vacuum flight of what already moves with vel_ecef (relative to the turning Earth), until it
/// first comes down to a height above the ellipsoid. PVS_LIMIT when it never does.
PvsStatus pvs_ballistic_fall(PvsVec3 pos_ecef, PvsVec3 vel_ecef, double h_end_ell_m, PvsTime t0,
                             PvsSegment *out, PvsError *err);

/// Reference-set functions (spherical Earth of any radius and GM): Kepler arc and drag
/// trajectories; see motion/ballistic.h.

// --- windows -------------------------------------------------------------------------------------

/// What a sensor or a weapon at a site can reach: limits that do not change with time. A point is
/// inside when all of these hold:
///   slant range, ellipsoidal height and azimuth within their limits;
///   apparent elevation within its limits: the geometric one plus range (1 - 1/k) / (2 R), the
///   ray's curvature to first order (k_factor 0: the geometric one);
///   horizon: the angle between the two geodetic normals times earth_radius_m is at most
///   pvs_horizon_ground_range_m(antenna_h_m, height of the point above the ground, k_factor,
///   earth_radius_m).
typedef struct {
    PvsEnuFrame frame;               ///< at the antenna or launcher (its height included)
    double antenna_h_m;              ///< height above the smooth ground, for the horizon
    double ground_h_ell_m;           ///< of the smooth ground: mean sea level, for the horizon
    double range_min_m, range_max_m; ///< slant
    double el_min_rad, el_max_rad;   ///< apparent limits; -pi/2 and pi/2 for none
    double h_min_ell_m, h_max_ell_m; ///< target height limits; -inf, +inf for none
    double sector_az_rad, sector_half_rad; ///< azimuth sector; half >= pi for none
    double k_factor;       ///< effective-Earth factor of the horizon; 0 = no horizon
    double earth_radius_m; ///< osculating sphere at the site
} PvsReach;

/// One interval of a path inside a reach.
typedef struct {
    PvsTime begin, end; ///< begin < end
} PvsWindow;

/// All windows of a path (whole, from t_from on) inside a reach, in order, whatever the path is
/// made of; windows that touch are one. Found by bounds that are proven for each interval and roots
/// bracketed on the exact path (4e-8 s); nothing is sampled, so no visit is too short to be found.
/// Within 1e-6 m of a limit either answer may be given. Returns the number (at most capacity are
/// written).
size_t pvs_windows(PvsPath path, PvsTime t_from, const PvsReach *reach, PvsWindow *out,
                   size_t capacity);

/// Whether a point is inside a reach (the predicate that the windows bound).
bool pvs_reach_contains(const PvsReach *reach, PvsVec3 pos_ecef);

/// A static spatial index over reaches (bounding-volume tree): which of n sites can a segment come
/// near at all?
typedef struct PvsNear PvsNear;
PvsNear *pvs_near_create(const PvsReach *reaches, size_t n,
                         PvsArena *arena); ///< lives in the arena; null: out of memory
/// Calls visit(ctx, index) for a superset of the sites whose reach the segment enters, in
/// increasing index order? No: in tree order, each once. The caller sorts if order matters.
void pvs_near_query(const PvsNear *near, const PvsSegment *segment,
                    void (*visit)(void *ctx, uint32_t index), void *ctx);
/// The same for a ball about a point.
void pvs_near_query_ball(const PvsNear *near, PvsVec3 pos_ecef, double radius_m,
                         void (*visit)(void *ctx, uint32_t index), void *ctx);

// --- batches for the look kernel -----------------------------------------------------------------

/// Structure of arrays: n lanes of kinematics (ECEF). The arrays are the caller's, 64-byte aligned,
/// capacity a multiple of 8.
typedef struct {
    double *px, *py, *pz, *vx, *vy, *vz, *ax, *ay, *az;
} PvsKinematicsSoA;
/// Position, velocity and acceleration of segment[i] at t_s[i] seconds. ARC lanes run through the
/// vector kernel (selected by the instruction set), the rest one by one; the bits are the same
/// whatever the batch and the instruction set, and those of pvs_segment_at. `isa` as pvs_isa_best
/// (base/isa.h) gives it. Lanes n to the next multiple of 4 are overwritten too.
void pvs_segments_at(const PvsSegment *const *segments, const PvsTime *t, size_t n,
                     PvsKinematicsSoA out, int isa);

#endif
