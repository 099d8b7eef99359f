// SPDX-License-Identifier: Apache-2.0
// Ballistic arcs over the turning Earth between two given places, and the fall of what is already
// flying. Vacuum, inverse-square gravity without J2: the arc ends where it should anyway, since its
// launch is chosen for that.
//
// The place aimed at turns on while the missile flies: flight time and aim are iterated until they
// agree. For fixed ends the arc of least speed leaves along the bisector of the vertical and the
// chord (the vacant focus then lies on the chord); a lofted one is turned from there towards the
// vertical. (A. D. Wheelon, Free flight of a ballistic missile, ARS Journal 29, 1959; Bate et al.,
// chapter 6.)
#include "ballistic.h"

#include "base/math.h"
#include "kepler_flight.h"
#include "motion.h"

#define ROUNDS_MAX 60

// Velocity at pos1 of the arc through pos2 that leaves along `direction` (a unit vector in their
// plane, outward), and its flight time.
static bool arc_between(PvsVec3 pos1, PvsVec3 pos2, PvsVec3 direction, double mu, PvsVec3 *vel,
                        double *time_s) {
    double r1 = pvs_vec3_norm(pos1), r2 = pvs_vec3_norm(pos2);
    PvsVec3 up = pvs_vec3_scale(pos1, 1.0 / r1);
    double sin_gamma = pvs_vec3_dot(direction, up);
    PvsVec3 level = pvs_vec3_add_scaled(direction, -sin_gamma, up);
    double cos_gamma = pvs_vec3_norm(level);
    double x = pvs_vec3_dot(pos2, up), y = pvs_vec3_dot(pos2, level) / cos_gamma;
    if (!(cos_gamma > 1e-6) || !(y > 0)) {
        return false;
    }
    // 1 / r2 = (1 - cos theta) / p + (cos theta - tan gamma sin theta) / r1 gives the parameter p.
    double cos_theta = x / r2, sin_theta = y / r2;
    double versine = 0.5 * ((sin_theta * sin_theta) + (1.0 - cos_theta) * (1.0 - cos_theta));
    double p = versine / (1.0 / r2 - (cos_theta - sin_gamma / cos_gamma * sin_theta) / r1);
    if (!(p > 0)) {
        return false;
    }
    double speed = sqrt(mu * p) / (r1 * cos_gamma);
    *vel = pvs_vec3_scale(direction, speed);
    double inverse_a = 2.0 / r1 - speed * speed / mu;
    if (!(inverse_a > 0)) {
        return false;
    }
    // Change of eccentric anomaly: cosine from f, sine from the rate of f; then the time from g.
    double versine_x = r1 * r2 * versine * inverse_a / p;
    double sin_x = -r1 * r2 * sqrt(inverse_a / p) * (versine / sin_theta) *
                   (versine / p - 1.0 / r1 - 1.0 / r2);
    double change = pvs_wrap_two_pi(pvs_atan2(sin_x, 1.0 - versine_x));
    double a = 1.0 / inverse_a;
    *time_s = r1 * r2 * sin_theta / sqrt(mu * p) + a * sqrt(a / mu) * (change - sin_x);
    return true;
}

// Direction of the least-speed arc, turned towards the vertical by loft_rad.
static PvsVec3 launch_direction(PvsVec3 pos1, PvsVec3 pos2, double loft_rad) {
    PvsVec3 up = pvs_vec3_unit(pos1), chord = pvs_vec3_unit(pvs_vec3_sub(pos2, pos1));
    PvsVec3 level = pvs_vec3_unit(pvs_vec3_add_scaled(chord, -pvs_vec3_dot(chord, up), up));
    PvsVec3 least = pvs_vec3_add(up, chord);
    double gamma = pvs_atan2(pvs_vec3_dot(least, up), pvs_vec3_dot(least, level)) + loft_rad;
    double s, c;
    pvs_sincos(gamma, &s, &c);
    return pvs_vec3_add_scaled(pvs_vec3_scale(level, c), s, up);
}

PvsStatus pvs_ballistic_arc(PvsLlh from, PvsLlh to, double loft_rad, PvsTime t0, PvsSegment *out,
                            PvsError *err) {
    PvsVec3 pos1 = pvs_ecef_from_llh(from), aim_ecef = pvs_ecef_from_llh(to), vel = {0};
    if (!(pvs_vec3_norm(pvs_vec3_sub(pos1, aim_ecef)) > 1.0)) {
        return pvs_error_set(err, PVS_LIMIT,
                             "a ballistic arc needs two places more than a metre apart");
    }
    // The time assumed for where the aim will be, and what the arc there takes: a secant makes them
    // agree.
    double time_s = 0.0, miss_s = 0.0, last_s = 0.0, last_miss_s = 0.0;
    bool settled = false;
    for (int i = 0; i < ROUNDS_MAX && !settled; i++) {
        PvsVec3 pos2 = kepler_turned(aim_ecef, -PVS_EARTH_RATE * time_s);
        double takes_s;
        if (!arc_between(pos1, pos2, launch_direction(pos1, pos2, loft_rad), PVS_EARTH_GM, &vel,
                         &takes_s)) {
            return pvs_error_set(
                err, PVS_LIMIT,
                "no ballistic arc leaves at this angle and comes down at the aim point");
        }
        miss_s = takes_s - time_s;
        settled = fabs(miss_s) < 1e-9;
        double slope = i > 0 ? (miss_s - last_miss_s) / (time_s - last_s) : -1.0;
        last_s = time_s;
        last_miss_s = miss_s;
        time_s = slope < -0.1 ? time_s - miss_s / slope : takes_s;
    }
    if (!settled) {
        return pvs_error_set(
            err, PVS_LIMIT,
            "no ballistic arc at this angle meets the aim point as the Earth turns");
    }
    time_s = last_s + last_miss_s;
    *out = (PvsSegment){.t0 = t0, .t1 = t0 + pvs_time_from_s(time_s), .kind = PVS_SEG_BALLISTIC};
    out->ballistic.pos_eci = pos1;
    out->ballistic.vel_eci = vel;
    return PVS_OK;
}

PvsStatus pvs_ballistic_fall(PvsVec3 pos_ecef, PvsVec3 vel_ecef, double h_end_ell_m, PvsTime t0,
                             PvsSegment *out, PvsError *err) {
    PvsVec3 vel_eci = vel_ecef;
    vel_eci.x -= PVS_EARTH_RATE * pos_ecef.y;
    vel_eci.y += PVS_EARTH_RATE * pos_ecef.x;
    KeplerOrbit orbit = kepler_orbit(pos_ecef, vel_eci, PVS_EARTH_GM);
    // Nothing on the ellipsoid is lower than the poles: at this time it is certainly down.
    double high_s = orbit.inverse_a > 0
                        ? kepler_fall_s(&orbit, PVS_WGS84_A_M * (1.0 - PVS_WGS84_F) + h_end_ell_m)
                        : NAN;
    if (!(high_s >= 0)) {
        return pvs_error_set(err, PVS_LIMIT, "this flight never comes down");
    }
    double low_s = kepler_apogee_s(&orbit);
    if (!(low_s < high_s)) {
        low_s = 0.0; // already on its way down
    }
    for (int i = 0; i < 80 && high_s - low_s > 1e-10; i++) {
        double middle_s = 0.5 * (low_s + high_s), h_m;
        pvs_normal_from_ecef(kepler_flight_at(pos_ecef, vel_eci, middle_s).pos_ecef, &h_m);
        if (h_m > h_end_ell_m) {
            low_s = middle_s;
        } else {
            high_s = middle_s;
        }
    }
    *out = (PvsSegment){.t0 = t0, .t1 = t0 + pvs_time_from_s(high_s), .kind = PVS_SEG_BALLISTIC};
    out->ballistic.pos_eci = pos_ecef;
    out->ballistic.vel_eci = vel_eci;
    return PVS_OK;
}
