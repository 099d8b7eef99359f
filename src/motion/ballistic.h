// SPDX-License-Identifier: Apache-2.0
// Flight over a spherical Earth of any radius and GM, for tables and reference sets: Kepler arcs,
// least-speed arcs, drag in closed form and by integration. Battles use pvs_ballistic_arc
// (motion.h), which hits the ellipsoid and knows no drag.
#ifndef PVS_MOTION_BALLISTIC_H
#define PVS_MOTION_BALLISTIC_H

#include "motion/motion.h"

/// The Earth of these functions.
typedef struct {
    double radius_m, gm_m3ps2;
    double rate_radps; ///< of the Earth's turning; 0 for a still one
} PvsSphere;

/// A launch: geocentric latitude, height above the sphere; direction and speed relative to the
/// turning Earth. At time 0 the inertial axes coincide with the Earth-fixed ones.
typedef struct {
    double lat_rad, lon_rad, h_m;
    double az_rad, el_rad, speed_mps;
} PvsLaunch;

/// What a flight comes to. Impact is the first descent to the sphere's radius; ranges along its
/// great circle, Earth-fixed.
typedef struct {
    double flight_s, apogee_s, apogee_h_m;
    double impact_lat_rad, impact_lon_rad, ground_range_m;
    double impact_speed_mps,
        impact_angle_rad; ///< relative to the turning Earth; negative: downward
} PvsFlight;

/// Vacuum flight in closed form. PVS_LIMIT when it does not come down. apogee_s is 0 when it begins
/// on the way down.
PvsStatus pvs_kepler_flight(const PvsSphere *earth, const PvsLaunch *launch, PvsFlight *flight,
                            PvsError *err);
/// Earth-fixed position t_s seconds after launch.
PvsVec3 pvs_kepler_position(const PvsSphere *earth, const PvsLaunch *launch, double t_s);

/// Least-speed arc over a still sphere between two points of its surface (Wheelon 1959).
typedef struct {
    double speed_mps, angle_rad, flight_s, apogee_h_m;
} PvsLeastArc;
PvsLeastArc pvs_least_arc(const PvsSphere *earth, double ground_range_m);

/// Fall and rise with quadratic drag, constant density and gravity; beta = mass / (Cd A).
double pvs_drag_terminal_speed_mps(double beta_kgm2, double density_kgm3, double gravity_mps2);
double pvs_drag_fall_speed_mps(double terminal_mps, double gravity_mps2, double t_s); ///< from rest
double pvs_drag_fall_m(double terminal_mps, double gravity_mps2, double t_s);
double pvs_drag_rise_s(double terminal_mps, double gravity_mps2,
                       double speed_mps); ///< time to the top
double pvs_drag_rise_m(double terminal_mps, double gravity_mps2,
                       double speed_mps); ///< height of the top

/// Straight entry through air whose density falls exponentially, gravity neglected (Allen and
/// Eggers, NACA TR 1381, 1958).
typedef struct {
    double speed_mps; ///< at entry
    double sin_angle; ///< of the path below the horizontal, > 0
    double beta_kgm2;
    double density0_kgm3, scale_height_m;
} PvsEntry;
double pvs_entry_speed_mps(const PvsEntry *entry, double h_m);
double pvs_entry_deceleration_mps2(const PvsEntry *entry, double h_m);
/// Height, speed and size of the largest deceleration. The height is below 0 when the ground comes
/// first.
void pvs_entry_peak(const PvsEntry *entry, double *h_m, double *speed_mps,
                    double *deceleration_mps2);

/// Drag: by a ballistic coefficient, or by a table of Cd over Mach (linear, ends kept) and
/// cross-section per mass.
typedef struct {
    double beta_kgm2;        ///< used when n_table = 0
    const double *mach, *cd; ///< n_table of each, mach increasing
    size_t n_table;
    double area_per_mass_m2pkg; ///< used with the table
} PvsDrag;

/// A point of an integrated flight, Earth-fixed.
typedef struct {
    PvsVec3 pos, vel;
} PvsFlightState;

/// Flight with drag through the 1976 atmosphere (by height above the sphere; none from 86 km up; at
/// rest on the turning Earth) and inverse-square gravity, by Dormand and Prince's method of order 5
/// with step control.
///
/// t_s, states   optional (n of each): wanted times, increasing, within the flight, and what is
/// written for them
/// accuracy      against a run of order 8: below 0.1 m and 1e-4 s (tests/motion)
PvsStatus pvs_drag_flight(const PvsSphere *earth, const PvsLaunch *launch, const PvsDrag *drag,
                          const double *t_s, size_t n, PvsFlightState *states, PvsFlight *flight,
                          PvsError *err);

#endif
