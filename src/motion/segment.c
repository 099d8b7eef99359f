// SPDX-License-Identifier: Apache-2.0
// Where a segment and a path are at a time.
#include "arc_inline.h"
#include "kepler_flight.h"
#include "motion.h"

static PvsKinematics arc_at(const PvsSegment *g, double s_s) {
    PvsKinematics k;
    double sin_phi, cos_phi;
    pvs_k_sincos(g->arc.rate_radps * s_s, &sin_phi, &cos_phi);
    double nz = g->arc.c.z + (g->arc.a.z * cos_phi + g->arc.b.z * sin_phi);
    arc_kinematics(g->arc.a.x, g->arc.a.y, g->arc.a.z, g->arc.b.x, g->arc.b.y, g->arc.b.z,
                   g->arc.c.x, g->arc.c.y, g->arc.c.z, g->arc.rate_radps,
                   g->arc.h0_ell_m + g->arc.climb_mps * s_s, g->arc.climb_mps, sin_phi, cos_phi,
                   arc_n_radius(nz), &k.pos_ecef.x, &k.pos_ecef.y, &k.pos_ecef.z, &k.vel_ecef.x,
                   &k.vel_ecef.y, &k.vel_ecef.z, &k.acc_ecef.x, &k.acc_ecef.y, &k.acc_ecef.z);
    return k;
}

// The same as arc_inline.h says, with the angle and the height as cubics; the acceleration as
// there, with the angle's own.
static PvsKinematics profile_at(const PvsSegment *g, double s) {
    const double *p = g->profile.phi, *h = g->profile.h;
    double phi = ((p[2] * s + p[1]) * s + p[0]) * s;
    double rate = (3.0 * p[2] * s + 2.0 * p[1]) * s + p[0],
           rate_slope = 6.0 * p[2] * s + 2.0 * p[1];
    double height = (double)g->profile_h0_m + ((h[2] * s + h[1]) * s + h[0]) * s;
    double climb = (3.0 * h[2] * s + 2.0 * h[1]) * s + h[0],
           climb_slope = 6.0 * h[2] * s + 2.0 * h[1];

    double sin_phi, cos_phi;
    pvs_k_sincos(phi, &sin_phi, &cos_phi);
    PvsVec3 n = pvs_vec3_add_scaled(pvs_vec3_scale(g->profile.a, cos_phi), sin_phi, g->profile.b);
    PvsVec3 along =
        pvs_vec3_add_scaled(pvs_vec3_scale(g->profile.b, cos_phi), -sin_phi, g->profile.a);
    double n_radius = arc_n_radius(n.z), radius = n_radius + height;
    double w_e2 = (n_radius * n_radius) * (PVS_WGS84_E2 / (PVS_WGS84_A_M * PVS_WGS84_A_M));
    double n_slope = n_radius * (w_e2 * (n.z * along.z)) * rate;

    PvsKinematics k;
    arc_position(n.x, n.y, n.z, n_radius, height, &k.pos_ecef.x, &k.pos_ecef.y, &k.pos_ecef.z);
    k.vel_ecef = pvs_vec3_add_scaled(pvs_vec3_scale(n, n_slope + climb), radius * rate, along);
    k.vel_ecef.z -= PVS_WGS84_E2 * (n_slope * n.z + n_radius * rate * along.z);
    k.acc_ecef = pvs_vec3_scale(n, climb_slope - radius * rate * rate);
    k.acc_ecef = pvs_vec3_add_scaled(k.acc_ecef, radius * rate_slope + 2.0 * climb * rate, along);
    return k;
}

PvsKinematics pvs_segment_at(const PvsSegment *segment, PvsTime t) {
    double s_s = pvs_time_s(t - segment->t0);
    switch (segment->kind) {
    case PVS_SEG_BALLISTIC:
        return kepler_flight_at(segment->ballistic.pos_eci, segment->ballistic.vel_eci, s_s);
    case PVS_SEG_PROFILE:
        return profile_at(segment, s_s);
    default:
        return arc_at(segment, s_s);
    }
}

double pvs_segment_height_m(const PvsSegment *segment, PvsTime t) {
    double s = pvs_time_s(t - segment->t0), h_m;
    switch (segment->kind) {
    case PVS_SEG_BALLISTIC:
        pvs_normal_from_ecef(pvs_segment_at(segment, t).pos_ecef, &h_m);
        return h_m;
    case PVS_SEG_PROFILE: {
        const double *h = segment->profile.h;
        return (double)segment->profile_h0_m + ((h[2] * s + h[1]) * s + h[0]) * s;
    }
    default:
        return segment->arc.h0_ell_m + segment->arc.climb_mps * s;
    }
}

uint32_t pvs_path_segment(PvsPath path, PvsTime t, uint32_t hint) {
    uint32_t i = hint < path.n ? hint : path.n - 1;
    while (i > 0 && t < path.segments[i].t0) {
        i--;
    }
    while (i + 1 < path.n && t >= path.segments[i].t1) {
        i++;
    }
    return i;
}

// First index whose segment ends after t, by halving: paths may have hundreds of pieces.
static uint32_t find_segment(PvsPath path, PvsTime t) {
    uint32_t low = 0, high = path.n - 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (path.segments[middle].t1 > t) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

PvsKinematics pvs_path_at(PvsPath path, PvsTime t) {
    return pvs_segment_at(&path.segments[find_segment(path, t)], t);
}
