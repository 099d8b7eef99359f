// SPDX-License-Identifier: Apache-2.0
// Kepler's problem in closed form: the change of eccentric anomaly by Newton's method, then
// Lagrange's f and g (R. R. Bate, D. D. Mueller, J. E. White, Fundamentals of Astrodynamics, 1971,
// chapter 4). Bound orbits alone.
#include "kepler_flight.h"

#include "base/math.h"

KeplerOrbit kepler_orbit(PvsVec3 pos, PvsVec3 vel, double mu) {
    KeplerOrbit o = {.pos = pos, .vel = vel, .mu = mu, .r0_m = pvs_vec3_norm(pos)};
    o.inverse_a = 2.0 / o.r0_m - pvs_vec3_dot(vel, vel) / mu;
    o.mean_rate = sqrt(mu * o.inverse_a) * o.inverse_a;
    o.e_cos = 1.0 - o.r0_m * o.inverse_a;
    o.e_sin = pvs_vec3_dot(pos, vel) * sqrt(o.inverse_a / mu);
    return o;
}

// Change x of the eccentric anomaly after s_s: x - e_cos sin x + e_sin (1 - cos x) = mean_rate s.
// The left side rises with x.
static double anomaly_change(const KeplerOrbit *o, double s_s, double *sin_x, double *versine_x) {
    double mean = o->mean_rate * s_s, low = mean - 2.0, high = mean + 2.0;
    double x = mean / (1.0 - o->e_cos);
    x = x > low && x < high ? x : mean;
    for (int i = 0; i < 60; i++) {
        double sin_half, cos_half;
        pvs_k_sincos(0.5 * x, &sin_half, &cos_half);
        *sin_x = 2.0 * sin_half * cos_half;
        *versine_x = 2.0 * sin_half * sin_half;
        double miss = x - o->e_cos * *sin_x + o->e_sin * *versine_x - mean;
        double slope = 1.0 - o->e_cos * (1.0 - *versine_x) + o->e_sin * *sin_x;
        if (miss > 0) {
            high = x;
        } else {
            low = x;
        }
        double step = miss / slope, next = x - step;
        // Newton doubles the digits: after a step of 1e-9 the next changes nothing; apply it by the
        // derivatives.
        if (fabs(step) < 1e-9) {
            double c = 1.0 - *versine_x;
            *versine_x -= step * *sin_x;
            *sin_x -= step * c;
            return next;
        }
        x = next > low && next < high ? next : 0.5 * (low + high);
    }
    return x;
}

void kepler_state(const KeplerOrbit *o, double s_s, PvsVec3 *pos, PvsVec3 *vel) {
    double sin_x, versine_x;
    double x = anomaly_change(o, s_s, &sin_x, &versine_x);
    double a = 1.0 / o->inverse_a;
    double f = 1.0 - a * versine_x / o->r0_m, g = s_s - (x - sin_x) / o->mean_rate;
    *pos = pvs_vec3_add_scaled(pvs_vec3_scale(o->pos, f), g, o->vel);
    double r = pvs_vec3_norm(*pos);
    double f_slope = -sqrt(o->mu * a) * sin_x / (r * o->r0_m), g_slope = 1.0 - a * versine_x / r;
    *vel = pvs_vec3_add_scaled(pvs_vec3_scale(o->pos, f_slope), g_slope, o->vel);
}

static double eccentricity(const KeplerOrbit *o) {
    return sqrt(o->e_cos * o->e_cos + o->e_sin * o->e_sin);
}

double kepler_apogee_m(const KeplerOrbit *o) {
    return (1.0 + eccentricity(o)) / o->inverse_a;
}

double kepler_perigee_m(const KeplerOrbit *o) {
    return (1.0 - eccentricity(o)) / o->inverse_a;
}

// Seconds from time 0 until the eccentric anomaly is next `anomaly` (whose sine is given).
static double time_to(const KeplerOrbit *o, double anomaly, double sin_anomaly) {
    double begin = pvs_atan2(o->e_sin, o->e_cos);
    double mean = (anomaly - eccentricity(o) * sin_anomaly) - (begin - o->e_sin);
    return pvs_wrap_two_pi(mean) /
           o->mean_rate; // anomalies come from either branch: one turn too many is none
}

double kepler_apogee_s(const KeplerOrbit *o) {
    return time_to(o, PVS_PI, 0.0);
}

double kepler_fall_s(const KeplerOrbit *o, double radius_m) {
    double e = eccentricity(o), e_cos = 1.0 - radius_m * o->inverse_a;
    double rest = (e - e_cos) * (e + e_cos);
    if (!(rest > 0)) {
        return NAN;
    }
    double e_sin = -sqrt(rest); // on the way down
    return time_to(o, pvs_wrap_two_pi(pvs_atan2(e_sin, e_cos)), e_sin / e);
}

PvsVec3 kepler_turned(PvsVec3 v, double angle_rad) {
    double s, c;
    pvs_k_sincos(angle_rad, &s, &c);
    return pvs_vec3(c * v.x + s * v.y, c * v.y - s * v.x, v.z);
}

PvsKinematics kepler_flight_at(PvsVec3 pos_eci, PvsVec3 vel_eci, double s_s) {
    const double w = PVS_EARTH_RATE;
    KeplerOrbit o = kepler_orbit(pos_eci, vel_eci, PVS_EARTH_GM);
    PvsVec3 pos, vel;
    kepler_state(&o, s_s, &pos, &vel);
    PvsKinematics k = {.pos_ecef = kepler_turned(pos, w * s_s),
                       .vel_ecef = kepler_turned(vel, w * s_s)};
    k.vel_ecef.x += w * k.pos_ecef.y;
    k.vel_ecef.y -= w * k.pos_ecef.x;
    // Gravity, Coriolis and centrifugal acceleration.
    double r = pvs_vec3_norm(k.pos_ecef);
    k.acc_ecef = pvs_vec3_scale(k.pos_ecef, -PVS_EARTH_GM / (r * r * r));
    k.acc_ecef.x += 2.0 * w * k.vel_ecef.y + w * w * k.pos_ecef.x;
    k.acc_ecef.y += -2.0 * w * k.vel_ecef.x + w * w * k.pos_ecef.y;
    return k;
}
