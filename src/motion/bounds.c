// SPDX-License-Identifier: Apache-2.0
// Bounds on the motion of a segment (bounds.h).
#include "bounds.h"

#include "base/math.h"
#include "kepler_flight.h"

static double larger(double x, double y) {
    return x > y ? x : y;
}

// What turns its normal at w1, w2 and climbs at c1, c2 at height h moves no faster, and bends no
// more, than this. With N <= 6.4e6 m, N' / N <= 0.0035 w1 and N'' / N <= 0.0071 (w1^2 + w2), the
// second derivative of the ground point is below 1.015 N w2 + 0.015 N w1^2 + N w2.
static MotionBounds turning(double w1, double w2, double c1, double c2, double h_high_m) {
    double radius = BOUNDS_CURVATURE_M + larger(h_high_m, 0.0);
    return (MotionBounds){
        .speed_mps = sqrt(radius * radius * w1 * w1 + c1 * c1),
        .acceleration_mps2 = 1.015 * radius * w2 + 0.015 * radius * w1 * w1 + 2.0 * c1 * w1 + c2,
        .normal_rate = w1,
        .normal_rate2 = w2,
        .climb_mps = c1,
        .climb_rate_mps2 = c2,
    };
}

static MotionBounds arc_bounds(const PvsSegment *g) {
    double rate = g->arc.rate_radps, size = pvs_vec3_norm(g->arc.a);
    double h1 = g->arc.h0_ell_m + g->arc.climb_mps * pvs_time_s(g->t1 - g->t0);
    MotionBounds b = turning(rate * size, rate * rate * size, fabs(g->arc.climb_mps), 0.0,
                             larger(g->arc.h0_ell_m, h1));
    double radius_low =
        PVS_WGS84_A_M * (1.0 - PVS_WGS84_E2) + (g->arc.h0_ell_m < h1 ? g->arc.h0_ell_m : h1);
    b.speed_low_mps = radius_low * b.normal_rate;
    return b;
}

// Largest size of x0 + x1 s + x2 s^2 on [0, s_max].
static double largest_quadratic(double x0, double x1, double x2, double s_max) {
    double most = larger(fabs(x0), fabs(x0 + (x1 + x2 * s_max) * s_max));
    double peak = x2 != 0.0 ? -0.5 * x1 / x2 : -1.0;
    return peak > 0.0 && peak < s_max ? larger(most, fabs(x0 + (x1 + x2 * peak) * peak)) : most;
}

static MotionBounds profile_bounds(const PvsSegment *g) {
    const double *p = g->profile.phi, *h = g->profile.h;
    double s = pvs_time_s(g->t1 - g->t0);
    double w1 = largest_quadratic(p[0], 2.0 * p[1], 3.0 * p[2], s);
    double w2 = larger(fabs(2.0 * p[1]), fabs(2.0 * p[1] + 6.0 * p[2] * s));
    double c1 = largest_quadratic(h[0], 2.0 * h[1], 3.0 * h[2], s);
    double c2 = larger(fabs(2.0 * h[1]), fabs(2.0 * h[1] + 6.0 * h[2] * s));
    // The normal bends both along its circle (w2) and with it (w1^2).
    return turning(w1, w1 * w1 + w2, c1, c2, fabs(g->profile_h0_m) + c1 * s);
}

// Least and greatest distance from the Earth's centre. It is least at an end, unless the arc passes
// its perigee.
static KeplerOrbit ballistic_radii(const PvsSegment *g, double *r_low, double *r_high) {
    KeplerOrbit o = kepler_orbit(g->ballistic.pos_eci, g->ballistic.vel_eci, PVS_EARTH_GM);
    PvsVec3 pos, vel;
    kepler_state(&o, pvs_time_s(g->t1 - g->t0), &pos, &vel);
    bool up_first = pvs_vec3_dot(o.pos, o.vel) >= 0.0, down_last = pvs_vec3_dot(pos, vel) <= 0.0;
    *r_low = fmin(o.r0_m, pvs_vec3_norm(pos));
    double turned = o.mean_rate * pvs_time_s(g->t1 - g->t0);
    if ((!up_first && !down_last) || turned > (up_first && down_last ? PVS_TWO_PI : PVS_PI)) {
        *r_low = kepler_perigee_m(&o);
    }
    *r_low = larger(*r_low, 1e6);
    *r_high = kepler_apogee_m(&o);
    return o;
}

static MotionBounds ballistic_bounds(const PvsSegment *g) {
    const double w = PVS_EARTH_RATE, mu = PVS_EARTH_GM;
    double r_low, r_high;
    KeplerOrbit o = ballistic_radii(g, &r_low, &r_high);
    double speed = sqrt(mu * larger(2.0 / r_low - o.inverse_a, 0.0)) + w * r_high;
    double acceleration = mu / (r_low * r_low) + 2.0 * w * speed + w * w * r_high;
    // The normal's rate is the horizontal speed over a curvature radius; height above the ellipsoid
    // bends with both.
    double radius = larger(r_low - PVS_WGS84_A_M, -500.0) + PVS_WGS84_A_M * (1.0 - PVS_WGS84_E2);
    double w1 = speed / radius;
    return (MotionBounds){speed,
                          acceleration,
                          0.0,
                          w1,
                          acceleration / radius + 3.2 * w1 * w1,
                          speed,
                          acceleration + speed * w1};
}

MotionBounds bounds_of(const PvsSegment *segment) {
    switch (segment->kind) {
    case PVS_SEG_BALLISTIC:
        return ballistic_bounds(segment);
    case PVS_SEG_PROFILE:
        return profile_bounds(segment);
    default:
        return arc_bounds(segment);
    }
}

// Jacobi's integral: in the turning frame v^2 / 2 - mu / r - (w x distance from the axis)^2 / 2
// stays what it is; so the speed is greatest where the radius is least, give or take what the spin
// adds.
static double jacobi_speed(const PvsSegment *g, double r_low, double r_high) {
    const double w = PVS_EARTH_RATE;
    PvsVec3 v = g->ballistic.vel_eci, p = g->ballistic.pos_eci;
    double vx = v.x + w * p.y, vy = v.y - w * p.x, axis2 = p.x * p.x + p.y * p.y;
    double square = vx * vx + vy * vy + v.z * v.z +
                    2.0 * PVS_EARTH_GM * (1.0 / r_low - 1.0 / pvs_vec3_norm(p)) +
                    w * w * (r_high * r_high - axis2);
    return sqrt(larger(square, 0.0));
}

PvsSegmentBounds pvs_segment_bounds(const PvsSegment *segment) {
    MotionBounds b = bounds_of(segment);
    double speed = b.speed_mps;
    if (segment->kind == PVS_SEG_BALLISTIC) {
        double r_low, r_high;
        ballistic_radii(segment, &r_low, &r_high);
        speed = fmin(speed, jacobi_speed(segment, r_low, r_high));
    }
    return (PvsSegmentBounds){speed * (1.0 + 1e-9), b.acceleration_mps2 * (1.0 + 1e-9)};
}
