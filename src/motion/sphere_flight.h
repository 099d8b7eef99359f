// SPDX-License-Identifier: Apache-2.0
// Private to motion/: what the vacuum flights (kepler.c) and those with drag (drag.c) over a sphere
// share.
#ifndef PVS_MOTION_SPHERE_FLIGHT_H
#define PVS_MOTION_SPHERE_FLIGHT_H

#include "motion/ballistic.h"

/// Inertial position and velocity.
typedef struct {
    PvsVec3 pos, vel;
} SphereState;

SphereState sphere_launch(const PvsSphere *earth, const PvsLaunch *launch);
/// Velocity relative to the turning Earth, in inertial axes.
PvsVec3 sphere_relative_velocity(const PvsSphere *earth, SphereState state);
/// Angle between two vectors.
double sphere_angle(PvsVec3 a, PvsVec3 b);
/// Fills in all of the flight but its apogee from the state at impact.
void sphere_impact(const PvsSphere *earth, const PvsLaunch *launch, SphereState state, double t_s,
                   PvsFlight *flight);

#endif
