// SPDX-License-Identifier: Apache-2.0
// Geodetic, Earth-centred and local coordinates on WGS-84. The way back to geodetic is Bowring's
// iteration in its division-free form (B. R. Bowring, The accuracy of geodetic latitude and height
// equations, Survey Review 28, 1985), which from near the surface to 1000 km is at the last bits
// after two rounds.
#include "earth/earth.h"

#include "base/math.h"

static const double semi_minor_m = PVS_WGS84_A_M * (1.0 - PVS_WGS84_F);

PvsVec3 pvs_normal_from_llh(PvsLlh llh) {
    double sin_lat, cos_lat, sin_lon, cos_lon;
    pvs_sincos(llh.lat_rad, &sin_lat, &cos_lat);
    pvs_sincos(llh.lon_rad, &sin_lon, &cos_lon);
    return pvs_vec3(cos_lat * cos_lon, cos_lat * sin_lon, sin_lat);
}

PvsVec3 pvs_ecef_from_normal(PvsVec3 normal, double h_ell_m) {
    double n_m = PVS_WGS84_A_M / sqrt(1.0 - PVS_WGS84_E2 * normal.z * normal.z);
    double k = n_m + h_ell_m;
    return pvs_vec3(k * normal.x, k * normal.y, k * normal.z - PVS_WGS84_E2 * n_m * normal.z);
}

PvsVec3 pvs_ecef_from_llh(PvsLlh llh) {
    return pvs_ecef_from_normal(pvs_normal_from_llh(llh), llh.h_ell_m);
}

// Cosine and sine of the geodetic latitude of a point at p_m from the axis and z_m from the
// equator's plane.
static void latitude(double p_m, double z_m, double *cos_lat, double *sin_lat) {
    const double a = PVS_WGS84_A_M, b = semi_minor_m, e2 = PVS_WGS84_E2;
    const double ep2 = e2 / (1.0 - e2);
    double r = sqrt(p_m * p_m + z_m * z_m);
    if (!(r > 0)) {
        *cos_lat = 1.0;
        *sin_lat = 0.0;
        return;
    }
    // Parametric latitude as (cosine, sine) times any length; each round gives a better geodetic
    // one.
    double u_cos = a * p_m, u_sin = b * z_m * (1.0 + ep2 * b / r);
    for (int i = 0; i < 2; i++) {
        double scale = 1.0 / sqrt(u_cos * u_cos + u_sin * u_sin);
        u_cos *= scale;
        u_sin *= scale;
        double y = z_m + ep2 * b * (u_sin * u_sin * u_sin);
        double x = p_m - e2 * a * (u_cos * u_cos * u_cos);
        u_cos = x;
        u_sin = y * (1.0 - PVS_WGS84_F);
    }
    double c = u_cos * (1.0 - PVS_WGS84_F), s = u_sin;
    double scale = 1.0 / sqrt(c * c + s * s);
    *cos_lat = c * scale;
    *sin_lat = s * scale;
}

// Height along the normal: stable at every latitude.
static double height(double p_m, double z_m, double cos_lat, double sin_lat) {
    return p_m * cos_lat + z_m * sin_lat -
           PVS_WGS84_A_M * sqrt(1.0 - PVS_WGS84_E2 * sin_lat * sin_lat);
}

PvsLlh pvs_llh_from_ecef(PvsVec3 pos_ecef) {
    double p = sqrt(pos_ecef.x * pos_ecef.x + pos_ecef.y * pos_ecef.y);
    double c, s;
    latitude(p, pos_ecef.z, &c, &s);
    double lon = p > 0 ? pvs_atan2(pos_ecef.y, pos_ecef.x) : 0.0;
    return (PvsLlh){pvs_atan2(s, c), lon, height(p, pos_ecef.z, c, s)};
}

PvsVec3 pvs_normal_from_ecef(PvsVec3 pos_ecef, double *h_ell_m) {
    double p = sqrt(pos_ecef.x * pos_ecef.x + pos_ecef.y * pos_ecef.y);
    double c, s;
    latitude(p, pos_ecef.z, &c, &s);
    if (h_ell_m) {
        *h_ell_m = height(p, pos_ecef.z, c, s);
    }
    if (!(p > 0)) {
        return pvs_vec3(c, 0.0, s);
    }
    double k = c / p;
    return pvs_vec3(k * pos_ecef.x, k * pos_ecef.y, s);
}

// --- local frames --------------------------------------------------------------------------------

PvsEnuFrame pvs_enu_frame(PvsLlh origin) {
    double sin_lat, cos_lat, sin_lon, cos_lon;
    pvs_sincos(origin.lat_rad, &sin_lat, &cos_lat);
    pvs_sincos(origin.lon_rad, &sin_lon, &cos_lon);
    PvsVec3 up = pvs_vec3(cos_lat * cos_lon, cos_lat * sin_lon, sin_lat);
    return (PvsEnuFrame){
        .origin_ecef = pvs_ecef_from_normal(up, origin.h_ell_m),
        .east = pvs_vec3(-sin_lon, cos_lon, 0.0),
        .north = pvs_vec3(-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat),
        .up = up,
    };
}

PvsVec3 pvs_enu_rotate(const PvsEnuFrame *frame, PvsVec3 vec_ecef) {
    return pvs_vec3(pvs_vec3_dot(frame->east, vec_ecef), pvs_vec3_dot(frame->north, vec_ecef),
                    pvs_vec3_dot(frame->up, vec_ecef));
}

PvsVec3 pvs_enu_from_ecef(const PvsEnuFrame *frame, PvsVec3 pos_ecef) {
    return pvs_enu_rotate(frame, pvs_vec3_sub(pos_ecef, frame->origin_ecef));
}

PvsVec3 pvs_ecef_from_enu(const PvsEnuFrame *frame, PvsVec3 pos_enu) {
    PvsVec3 pos_ecef = pvs_vec3_add_scaled(frame->origin_ecef, pos_enu.x, frame->east);
    pos_ecef = pvs_vec3_add_scaled(pos_ecef, pos_enu.y, frame->north);
    return pvs_vec3_add_scaled(pos_ecef, pos_enu.z, frame->up);
}

PvsRae pvs_rae_from_enu(PvsVec3 los_enu) {
    double ground_m = sqrt(los_enu.x * los_enu.x + los_enu.y * los_enu.y);
    double range_m = pvs_vec3_norm(los_enu);
    if (!(range_m > 0)) {
        return (PvsRae){0.0, 0.0, 0.0};
    }
    double az = ground_m > 0 ? pvs_wrap_two_pi(pvs_atan2(los_enu.x, los_enu.y)) : 0.0;
    return (PvsRae){range_m, az, pvs_atan2(los_enu.z, ground_m)};
}

PvsVec3 pvs_enu_from_rae(PvsRae rae) {
    double sin_az, cos_az, sin_el, cos_el;
    pvs_sincos(rae.az_rad, &sin_az, &cos_az);
    pvs_sincos(rae.el_rad, &sin_el, &cos_el);
    double ground_m = rae.range_m * cos_el;
    return pvs_vec3(ground_m * sin_az, ground_m * cos_az, rae.range_m * sin_el);
}

double pvs_earth_gaussian_radius_m(double lat_rad) {
    double s = pvs_sin(lat_rad);
    return semi_minor_m / (1.0 - PVS_WGS84_E2 * s * s);
}
