// SPDX-License-Identifier: Apache-2.0
// WGS-84 geodesy, the standard atmosphere and the radio horizon. Usable alone.
#ifndef PVS_EARTH_EARTH_H
#define PVS_EARTH_EARTH_H

#include "base/vec.h"

#define PVS_WGS84_A_M           6378137.0
#define PVS_WGS84_F             (1.0 / 298.257223563)
#define PVS_WGS84_E2            (PVS_WGS84_F * (2.0 - PVS_WGS84_F))
#define PVS_EARTH_GM            3.986004418e14 ///< m3/s2
#define PVS_EARTH_RATE          7.292115e-5    ///< rad/s
#define PVS_EARTH_MEAN_RADIUS_M 6371000.0

/// Geodetic coordinates; height above the WGS-84 ellipsoid.
typedef struct {
    double lat_rad, lon_rad, h_ell_m;
} PvsLlh;

/// Slant range, azimuth (from true north, clockwise, [0, 2 pi)), elevation above the local
/// horizontal.
typedef struct {
    double range_m, az_rad, el_rad;
} PvsRae;

/// A local frame: origin and the unit vectors east, north, up (of the ellipsoid's normal), all in
/// ECEF.
typedef struct {
    PvsVec3 origin_ecef, east, north, up;
} PvsEnuFrame;

/// Position of a geodetic point.
PvsVec3 pvs_ecef_from_llh(PvsLlh llh);
/// Geodetic point of a position; longitude in (-pi, pi], 0 on the axis.
/// accuracy   1e-8 m and 1e-11 deg from -430 m to 1000 km (tests/earth/test_ecef.c)
PvsLlh pvs_llh_from_ecef(PvsVec3 pos_ecef);
/// Unit normal of the ellipsoid, ECEF (the height is ignored).
PvsVec3 pvs_normal_from_llh(PvsLlh llh);
/// Normal and height of a position, without angles; `h_ell_m` may be null. Accuracy as above.
PvsVec3 pvs_normal_from_ecef(PvsVec3 pos_ecef, double *h_ell_m);
/// Position of a point given by its unit normal and height.
PvsVec3 pvs_ecef_from_normal(PvsVec3 normal, double h_ell_m);

/// The local frame at a point; at a pole east is that of the point's longitude.
PvsEnuFrame pvs_enu_frame(PvsLlh origin);
/// East, north, up of a position from the frame's origin.
PvsVec3 pvs_enu_from_ecef(const PvsEnuFrame *frame, PvsVec3 pos_ecef);
/// A direction or velocity in the frame's axes (no origin).
PvsVec3 pvs_enu_rotate(const PvsEnuFrame *frame, PvsVec3 vec_ecef);
/// Position of a point given by east, north, up.
PvsVec3 pvs_ecef_from_enu(const PvsEnuFrame *frame, PvsVec3 pos_enu);
/// Range, azimuth, elevation of a line of sight, and back. Straight up the azimuth is 0.
PvsRae pvs_rae_from_enu(PvsVec3 los_enu);
PvsVec3 pvs_enu_from_rae(PvsRae rae);

/// The shortest line between two points of the ellipsoid: its length, its azimuths at both ends and
/// its reduced length.
typedef struct {
    double distance_m, az1_rad, az2_rad;
    double reduced_length_m;
} PvsGeodesic;
/// The shortest line from one point to another.
///
/// accuracy   1e-6 m anywhere, antipodes included (against PROJ: 2e-8 m); azimuths 1e-12 rad
///            where the line is longer than 100 km
/// source     C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013), series of order 6
/// Azimuths from north, clockwise, in (-pi, pi]; undefined where points coincide, are opposite, or
/// are poles.
PvsGeodesic pvs_geodesic_inverse(double lat1_rad, double lon1_rad, double lat2_rad,
                                 double lon2_rad);
/// Where a geodesic ends (h_ell_m = 0) and its azimuth there (az2_rad may be null); accuracy and
/// source as above. A negative distance goes backward.
PvsLlh pvs_geodesic_direct(double lat1_rad, double lon1_rad, double az1_rad, double distance_m,
                           double *az2_rad);

/// Radius of the osculating sphere (Gaussian mean radius) at a latitude.
double pvs_earth_gaussian_radius_m(double lat_rad);

/// US Standard Atmosphere 1976: the kinetic temperature, and what follows from the molecular one.
typedef struct {
    double temperature_k, pressure_pa, density_kgm3, sound_speed_mps;
} PvsAir;
/// The air at a geometric height, -5 km to 86 km: clamped below; above, vacuum with the temperature
/// and speed of sound of the top. Relative 1e-9 to the defining formulas.
PvsAir pvs_air_at(double h_msl_m);

/// Central angle (on the effective sphere) from an antenna at h1_m to its own horizon.
double pvs_horizon_dip_rad(double h1_m, double k_factor, double radius_m);
/// Ground range at which a target at h2_m is on the radio horizon of an antenna at h1_m over a
/// smooth sphere of `k_factor * radius_m` (exact circles; heights clamped at 0).
double pvs_horizon_ground_range_m(double h1_m, double h2_m, double k_factor, double radius_m);
/// Slant range of that: the sum of the two tangents.
double pvs_horizon_slant_range_m(double h1_m, double h2_m, double k_factor, double radius_m);
/// Lowest height visible at a ground range; 0 inside the horizon of the ground.
double pvs_horizon_lowest_height_m(double h1_m, double ground_range_m, double k_factor,
                                   double radius_m);
/// Height and ground range of a beam at a slant range and elevation.
void pvs_beam_height_m(double h1_m, double slant_range_m, double el_rad, double k_factor,
                       double radius_m, double *height_m, double *ground_range_m);

#endif
