// SPDX-License-Identifier: Apache-2.0
// What a site can reach, as conditions on a point. Elevation limits are on the apparent elevation:
// the geometric one plus the ray's curvature over an effective Earth of k R, which to first order
// lifts a target by r (1 - 1/k) / (2 R) radians.
#include "reach.h"

Reach reach_ready(const PvsReach *reach) {
    Reach r = {.reach = reach, .active = 1u << REACH_RANGE_MAX};
    r.range_max2 = reach->range_max_m * reach->range_max_m;
    if (reach->range_min_m > 0.0) {
        r.range_min2 = reach->range_min_m * reach->range_min_m;
        r.active |= 1u << REACH_RANGE_MIN;
    }
    r.active |= reach->h_min_ell_m > -1e9 ? 1u << REACH_H_MIN : 0u;
    r.active |= reach->h_max_ell_m < 1e9 ? 1u << REACH_H_MAX : 0u;
    double lift =
        reach->k_factor > 0.0 ? 0.5 * (1.0 - 1.0 / reach->k_factor) / reach->earth_radius_m : 0.0;
    double cos_el;
    if (reach->el_min_rad > -0.5 * PVS_PI + 1e-9) {
        pvs_k_sincos(reach->el_min_rad, &r.sin_el_min, &cos_el);
        r.curve_el_min = lift * cos_el;
        r.active |= 1u << REACH_EL_MIN;
    }
    if (reach->el_max_rad < 0.5 * PVS_PI - 1e-9) {
        pvs_k_sincos(reach->el_max_rad, &r.sin_el_max, &cos_el);
        r.curve_el_max = lift * cos_el;
        r.active |= 1u << REACH_EL_MAX;
    }
    if (reach->sector_half_rad < PVS_PI) {
        // sin(half - turn) and sin(half + turn), times the horizontal distance: each a plane
        // through the vertical.
        double s, c;
        const PvsEnuFrame *f = &reach->frame;
        pvs_k_sincos(reach->sector_az_rad + reach->sector_half_rad, &s, &c);
        r.sector_right = pvs_vec3_add_scaled(pvs_vec3_scale(f->north, s), -c, f->east);
        pvs_k_sincos(reach->sector_az_rad - reach->sector_half_rad, &s, &c);
        r.sector_left = pvs_vec3_add_scaled(pvs_vec3_scale(f->east, c), -s, f->north);
        r.wide_sector = reach->sector_half_rad > 0.5 * PVS_PI;
        r.active |= 1u << REACH_SECTOR_LEFT | 1u << REACH_SECTOR_RIGHT;
    }
    if (reach->k_factor > 0.0) {
        double re_m = reach->k_factor * reach->earth_radius_m, h = fmax(reach->antenna_h_m, 0.0);
        r.dip_rad = reach->k_factor * pvs_k_atan2(sqrt(h * (2.0 * re_m + h)), re_m);
        r.active |= 1u << REACH_HORIZON;
    }
    return r;
}

double reach_horizon_cos(const Reach *r, double h_m) {
    const PvsReach *reach = r->reach;
    double re_m = reach->k_factor * reach->earth_radius_m, above_m = h_m - reach->ground_h_ell_m,
           h = above_m > 0.0 ? above_m : 0.0;
    double angle = r->dip_rad + reach->k_factor * pvs_k_atan2(sqrt(h * (2.0 * re_m + h)), re_m);
    if (angle >= PVS_PI) {
        return -2.0; // sees everything
    }
    double s, c;
    pvs_k_sincos(angle, &s, &c);
    return c;
}

double reach_value(const Reach *r, const ReachPoint *p, int condition) {
    switch (condition) {
    case REACH_RANGE_MAX:
        return r->range_max2 - p->range2;
    case REACH_RANGE_MIN:
        return p->range2 - r->range_min2;
    case REACH_H_MIN:
        return p->h_m - r->reach->h_min_ell_m;
    case REACH_H_MAX:
        return r->reach->h_max_ell_m - p->h_m;
    case REACH_EL_MIN:
        return pvs_vec3_dot(p->los, r->reach->frame.up) - r->sin_el_min * sqrt(p->range2) +
               r->curve_el_min * p->range2;
    case REACH_EL_MAX:
        return r->sin_el_max * sqrt(p->range2) - r->curve_el_max * p->range2 -
               pvs_vec3_dot(p->los, r->reach->frame.up);
    case REACH_SECTOR_LEFT:
        return pvs_vec3_dot(p->los, r->sector_left);
    default:
        return pvs_vec3_dot(p->los, r->sector_right);
    }
}

bool reach_holds(const Reach *r, const ReachPoint *p, unsigned mask) {
    const unsigned sectors = 1u << REACH_SECTOR_LEFT | 1u << REACH_SECTOR_RIGHT;
    for (int i = 0; i < REACH_SECTOR_LEFT; i++) {
        if ((mask >> i & 1u) && reach_value(r, p, i) < 0.0) {
            return false;
        }
    }
    if ((mask & sectors) != 0) {
        bool left =
            !(mask >> REACH_SECTOR_LEFT & 1u) || reach_value(r, p, REACH_SECTOR_LEFT) >= 0.0;
        bool right =
            !(mask >> REACH_SECTOR_RIGHT & 1u) || reach_value(r, p, REACH_SECTOR_RIGHT) >= 0.0;
        bool either = r->wide_sector && (mask & sectors) == sectors;
        if (either ? !(left || right) : !(left && right)) {
            return false;
        }
    }
    return !(mask >> REACH_HORIZON & 1u) || p->cos_centre >= reach_horizon_cos(r, p->h_m);
}

bool pvs_reach_contains(const PvsReach *reach, PvsVec3 pos_ecef) {
    Reach r = reach_ready(reach);
    double h_m;
    PvsVec3 normal = pvs_normal_from_ecef(pos_ecef, &h_m);
    ReachPoint p = reach_point(reach, pos_ecef, normal, h_m);
    return reach_holds(&r, &p, r.active);
}
