// SPDX-License-Identifier: Apache-2.0
// Vacuum flights over a spherical Earth that turns or stands still, and the arcs of least speed
// (ballistic.h). R. R. Bate, D. D. Mueller, J. E. White, Fundamentals of Astrodynamics (1971),
// chapters 4 and 6; A. D. Wheelon, Free flight of a ballistic missile, ARS Journal 29 (1959).
#include "sphere_flight.h"

#include "base/math.h"
#include "kepler_flight.h"

SphereState sphere_launch(const PvsSphere *earth, const PvsLaunch *launch) {
    double sin_lat, cos_lat, sin_lon, cos_lon, sin_az, cos_az, sin_el, cos_el;
    pvs_sincos(launch->lat_rad, &sin_lat, &cos_lat);
    pvs_sincos(launch->lon_rad, &sin_lon, &cos_lon);
    pvs_sincos(launch->az_rad, &sin_az, &cos_az);
    pvs_sincos(launch->el_rad, &sin_el, &cos_el);
    PvsVec3 up = pvs_vec3(cos_lat * cos_lon, cos_lat * sin_lon, sin_lat),
            east = pvs_vec3(-sin_lon, cos_lon, 0.0);
    PvsVec3 north = pvs_vec3(-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat);
    SphereState s = {.pos = pvs_vec3_scale(up, earth->radius_m + launch->h_m)};
    PvsVec3 direction = pvs_vec3_add_scaled(pvs_vec3_scale(up, sin_el), cos_el * sin_az, east);
    direction = pvs_vec3_add_scaled(direction, cos_el * cos_az, north);
    s.vel = pvs_vec3_scale(direction, launch->speed_mps);
    s.vel.x -= earth->rate_radps * s.pos.y; // from relative to inertial
    s.vel.y += earth->rate_radps * s.pos.x;
    return s;
}

PvsVec3 sphere_relative_velocity(const PvsSphere *earth, SphereState s) {
    return pvs_vec3(s.vel.x + earth->rate_radps * s.pos.y, s.vel.y - earth->rate_radps * s.pos.x,
                    s.vel.z);
}

double sphere_angle(PvsVec3 a, PvsVec3 b) {
    return pvs_atan2(pvs_vec3_norm(pvs_vec3_cross(a, b)), pvs_vec3_dot(a, b));
}

void sphere_impact(const PvsSphere *earth, const PvsLaunch *launch, SphereState s, double t_s,
                   PvsFlight *flight) {
    PvsVec3 rel = sphere_relative_velocity(earth, s);
    flight->flight_s = t_s;
    flight->impact_speed_mps = pvs_vec3_norm(rel);
    flight->impact_angle_rad =
        pvs_asin(pvs_vec3_dot(rel, pvs_vec3_unit(s.pos)) / flight->impact_speed_mps);
    PvsVec3 fixed = kepler_turned(s.pos, earth->rate_radps * t_s);
    flight->impact_lat_rad = pvs_atan2(fixed.z, sqrt(fixed.x * fixed.x + fixed.y * fixed.y));
    flight->impact_lon_rad = pvs_atan2(fixed.y, fixed.x);
    flight->ground_range_m =
        earth->radius_m * sphere_angle(sphere_launch(earth, launch).pos, fixed);
}

PvsStatus pvs_kepler_flight(const PvsSphere *earth, const PvsLaunch *launch, PvsFlight *flight,
                            PvsError *err) {
    SphereState start = sphere_launch(earth, launch), end;
    KeplerOrbit orbit = kepler_orbit(start.pos, start.vel, earth->gm_m3ps2);
    double fall_s = orbit.inverse_a > 0.0 ? kepler_fall_s(&orbit, earth->radius_m) : NAN;
    if (!(fall_s >= 0.0)) {
        return pvs_error_set(err, PVS_LIMIT, "this flight never comes down");
    }
    *flight = (PvsFlight){.apogee_h_m = launch->h_m};
    if (orbit.e_sin > 0.0) {
        flight->apogee_s = kepler_apogee_s(&orbit);
        flight->apogee_h_m = kepler_apogee_m(&orbit) - earth->radius_m;
    }
    kepler_state(&orbit, fall_s, &end.pos, &end.vel);
    sphere_impact(earth, launch, end, fall_s, flight);
    return PVS_OK;
}

PvsVec3 pvs_kepler_position(const PvsSphere *earth, const PvsLaunch *launch, double t_s) {
    SphereState start = sphere_launch(earth, launch);
    KeplerOrbit orbit = kepler_orbit(start.pos, start.vel, earth->gm_m3ps2);
    PvsVec3 pos, vel;
    kepler_state(&orbit, t_s, &pos, &vel);
    return kepler_turned(pos, earth->rate_radps * t_s);
}

PvsLeastArc pvs_least_arc(const PvsSphere *earth, double ground_range_m) {
    // With P the central angle: V^2 = (mu / R) 2 sin(P/2) / (1 + sin(P/2)), flight path angle (pi -
    // P) / 4.
    double p = ground_range_m / earth->radius_m, s = pvs_sin(0.5 * p);
    PvsLeastArc arc = {.angle_rad = 0.25 * (PVS_PI - p)};
    arc.speed_mps = sqrt(earth->gm_m3ps2 / earth->radius_m * 2.0 * s / (1.0 + s));
    double sin_angle, cos_angle;
    pvs_sincos(arc.angle_rad, &sin_angle, &cos_angle);
    SphereState start = {pvs_vec3(earth->radius_m, 0.0, 0.0),
                         pvs_vec3(arc.speed_mps * sin_angle, arc.speed_mps * cos_angle, 0.0)};
    KeplerOrbit orbit = kepler_orbit(start.pos, start.vel, earth->gm_m3ps2);
    arc.flight_s = 2.0 * kepler_apogee_s(&orbit); // an arc is symmetric about its apogee
    arc.apogee_h_m = kepler_apogee_m(&orbit) - earth->radius_m;
    return arc;
}
