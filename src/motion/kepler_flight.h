// SPDX-License-Identifier: Apache-2.0
// Private to motion/: Kepler's problem from a state, still or seen from the turning Earth.
#ifndef PVS_MOTION_KEPLER_FLIGHT_H
#define PVS_MOTION_KEPLER_FLIGHT_H

#include "motion/motion.h"

/// An elliptic orbit through (pos, vel): what does not change along it.
typedef struct {
    PvsVec3 pos, vel; ///< at time 0
    double mu;
    double r0_m, inverse_a; ///< 1/m; > 0
    double mean_rate;       ///< rad/s
    double e_cos, e_sin; ///< eccentricity times cosine and sine of the eccentric anomaly at time 0
} KeplerOrbit;

KeplerOrbit kepler_orbit(PvsVec3 pos, PvsVec3 vel, double mu);
/// Inertial state after s_s seconds.
void kepler_state(const KeplerOrbit *orbit, double s_s, PvsVec3 *pos, PvsVec3 *vel);
/// Seconds from time 0 to the first apogee; and to the first passage downward through a radius (NAN
/// when the orbit does not reach it).
double kepler_apogee_s(const KeplerOrbit *orbit);
double kepler_fall_s(const KeplerOrbit *orbit, double radius_m);
double kepler_apogee_m(const KeplerOrbit *orbit);  ///< largest radius
double kepler_perigee_m(const KeplerOrbit *orbit); ///< smallest radius

/// A vector in axes that have turned by angle_rad about z since they coincided with the inertial
/// ones.
PvsVec3 kepler_turned(PvsVec3 v, double angle_rad);

/// State s_s seconds after (pos_eci, vel_eci) in the frame that turns with the Earth and coincided
/// with the inertial one at s_s = 0.
PvsKinematics kepler_flight_at(PvsVec3 pos_eci, PvsVec3 vel_eci, double s_s);

#endif
