// SPDX-License-Identifier: Apache-2.0
// Where a track is going: constant velocity over the ground, or a free fall. Dead reckoning, no
// more: no turn is foreseen, no manoeuvre guessed. Kepler's arc to the ground: R. Bate, D. Mueller,
// J. White, "Fundamentals of Astrodynamics" (1971), sections 4.2 and 6.2.
#include "command/course.h"

#include "base/math.h"

// a climb is not carried on above this (assumption: nothing that flies level does)
#define CEILING_M 20000.0
// of the speed: a glider that climbs or dives less flies level (assumption)
#define PIECE_S      60.0 // of a free arc: a cubic errs by half a metre over it
#define LEVEL_SHARE  0.1
#define ESCAPE_SHARE 0.9 // of the square of the escape speed

// --- uncertainty of the velocity -----------------------------------------------------------------

// Variance of the velocity along a unit vector; the velocity block of the upper triangle, row by
// row.
static double velocity_variance(const double cov[21], PvsVec3 u) {
    double xx = cov[15], xy = cov[16], xz = cov[17], yy = cov[18], yz = cov[19], zz = cov[20];
    return u.x * u.x * xx + u.y * u.y * yy + u.z * u.z * zz +
           2 * (u.x * u.y * xy + u.x * u.z * xz + u.y * u.z * yz);
}

// A climb rate within its own noise is no climb: scaled by 1 - (sigma / climb)^2, never below 0
// (the positive-part James-Stein weight).
static double weighed_climb(double climb_mps, double variance) {
    double square = climb_mps * climb_mps;
    return square > variance && variance > 0 ? climb_mps * (1 - variance / square)
           : variance > 0                    ? 0
                                             : climb_mps;
}

// --- free arcs -----------------------------------------------------------------------------------

static double ellipsoid_radius_m(double sin_geocentric) {
    double s2 = sin_geocentric * sin_geocentric, b_over_a = 1 - PVS_WGS84_F;
    return PVS_WGS84_A_M / sqrt((1 - s2) + s2 / (b_over_a * b_over_a));
}

// Seconds until a vacuum arc comes down to the ellipsoid; negative when it never does. Two rounds
// settle the radius at the impact's latitude.
static double seconds_to_ground(PvsVec3 p, PvsVec3 v) {
    double r0 = pvs_vec3_norm(p), v2 = pvs_vec3_dot(v, v), radius_m = ellipsoid_radius_m(p.z / r0);
    double a = 1 / (2 / r0 - v2 / PVS_EARTH_GM);
    if (r0 <= radius_m) {
        return 0;
    }
    double mean_s = sqrt(a * a * a / PVS_EARTH_GM);
    double e_cos = 1 - r0 / a, e_sin = pvs_vec3_dot(p, v) / sqrt(PVS_EARTH_GM * a);
    double ecc = sqrt(e_cos * e_cos + e_sin * e_sin), anomaly0 = pvs_atan2(e_sin, e_cos), t_s = -1;
    for (int i = 0; i < 3; i++) {
        double cos1 = (1 - radius_m / a) / ecc;
        if (!(ecc > 0) || cos1 > 1 || cos1 < -1) {
            return -1;
        }
        double anomaly1 = -pvs_acos(cos1); // on the way down
        if (anomaly1 < anomaly0) {
            anomaly1 += PVS_TWO_PI;
        }
        t_s = mean_s * ((anomaly1 - anomaly0) - (ecc * pvs_sin(anomaly1) - e_sin));
        double turned = anomaly1 - anomaly0;
        double f = 1 - a / r0 * (1 - pvs_cos(turned)),
               g_s = t_s - mean_s * (turned - pvs_sin(turned));
        radius_m = ellipsoid_radius_m((f * p.z + g_s * v.z) / radius_m);
    }
    return t_s;
}

// False when it is too fast to come back: nothing ballistic is, so the velocity is wrong, and a
// level course does less harm.
static bool course_ballistic(PvsCourse *course, const PvsTrack *track) {
    PvsVec3 p = track->pos_ecef, spin = {0, 0, PVS_EARTH_RATE};
    PvsVec3 vel_eci = pvs_vec3_add(track->vel_ecef, pvs_vec3_cross(spin, p));
    if (pvs_vec3_dot(vel_eci, vel_eci) > ESCAPE_SHARE * 2 * PVS_EARTH_GM / pvs_vec3_norm(p)) {
        return false;
    }
    course->ballistic = true;
    course->segment.kind = PVS_SEG_BALLISTIC;
    course->segment.ballistic.pos_eci = p; // the inertial axes coincide with ECEF at t0
    course->segment.ballistic.vel_eci = vel_eci;
    double down_s = seconds_to_ground(p, vel_eci);
    if (down_s < 0) {
        course->t_impact = PVS_TIME_NEVER;
        return true;
    }
    course->t_impact = track->t_update + pvs_time_from_s(down_s) + 1;
    course->segment.t1 = course->t_impact;
    course->impact_normal =
        pvs_normal_from_ecef(pvs_segment_at(&course->segment, course->t_impact).pos_ecef, NULL);
    return true;
}

// --- level courses -------------------------------------------------------------------------------

static PvsVec3 any_perpendicular(PvsVec3 n) {
    PvsVec3 axis = fabs(n.z) < 0.9 ? pvs_vec3(0, 0, 1) : pvs_vec3(1, 0, 0);
    return pvs_vec3_unit(pvs_vec3_cross(axis, n));
}

static void course_arc(PvsCourse *course, PvsVec3 n, PvsVec3 level, double h_ell_m) {
    // The normal turns by (north / (M + h), east / (N + h)): north's own radius is set right by the
    // second term.
    double w2 = 1 - PVS_WGS84_E2 * n.z * n.z, w = sqrt(w2);
    double prime_m = PVS_WGS84_A_M / w, meridian_m = prime_m * (1 - PVS_WGS84_E2) / w2,
           cos2 = 1 - n.z * n.z;
    PvsVec3 turn = pvs_vec3_scale(level, 1 / (prime_m + h_ell_m));
    if (cos2 > 1e-18) {
        PvsVec3 north = {-n.z * n.x, -n.z * n.y, cos2}; // times cos(lat)
        double correction = level.z / cos2 * (1 / (meridian_m + h_ell_m) - 1 / (prime_m + h_ell_m));
        turn = pvs_vec3_add_scaled(turn, correction, north);
    }
    double rate = pvs_vec3_norm(turn);
    course->segment.kind = PVS_SEG_ARC;
    course->segment.arc.a = n;
    course->segment.arc.b = rate > 0 ? pvs_vec3_scale(turn, 1 / rate) : any_perpendicular(n);
    course->segment.arc.rate_radps = rate;
    course->segment.arc.h0_ell_m = h_ell_m;
    course->segment.arc.climb_mps = course->climb_mps;
    course->pole = pvs_vec3_cross(n, course->segment.arc.b);
}

static bool falls_freely(PvsClass cls, double climb_mps, double speed_mps) {
    if (cls == PVS_CLASS_QUASI_BALLISTIC || cls == PVS_CLASS_AEROBALLISTIC) {
        return fabs(climb_mps) > LEVEL_SHARE * speed_mps;
    }
    return pvs_class_parent(cls) == PVS_CLASS_BALLISTIC;
}

PvsCourse pvs_course(const PvsTrack *track) {
    PvsCourse course = {.t_impact = PVS_TIME_NEVER};
    course.segment.t0 = track->t_update;
    course.segment.t1 = PVS_TIME_NEVER;
    PvsVec3 n = pvs_normal_from_ecef(track->pos_ecef, &course.h_ell_m), v = track->vel_ecef;
    double climb_mps = pvs_vec3_dot(v, n);
    PvsVec3 level = pvs_vec3_add_scaled(v, -climb_mps, n);
    course.ground_mps = pvs_vec3_norm(level);
    course.speed_mps = pvs_vec3_norm(v);
    course.climb_mps = weighed_climb(climb_mps, velocity_variance(track->cov, n));
    double variance = pvs_larger(track->cov[15], pvs_larger(track->cov[18], track->cov[20]));
    course.speed_error =
        course.speed_mps > 0 ? sqrt(pvs_larger(variance, 0)) / course.speed_mps : 0;
    if (!falls_freely(track->cls, climb_mps, course.speed_mps) ||
        !course_ballistic(&course, track)) {
        course_arc(&course, n, level, course.h_ell_m);
    }
    return course;
}

void pvs_course_end(PvsCourse *course, PvsTime t_end) {
    PvsSegment *s = &course->segment;
    t_end = t_end > s->t0 ? t_end : s->t0 + 1;
    s->t1 = t_end < course->t_impact ? t_end : course->t_impact;
    if (course->ballistic) {
        return;
    }
    double life_s = pvs_time_s(s->t1 - s->t0), ceiling_m = pvs_larger(CEILING_M, course->h_ell_m);
    double lowest_mps = -pvs_larger(course->h_ell_m, 0) / life_s,
           highest_mps = (ceiling_m - course->h_ell_m) / life_s;
    s->arc.climb_mps = pvs_smaller(pvs_larger(course->climb_mps, lowest_mps), highest_mps);
}

void pvs_course_table(PvsCourse *course, PvsArcTable *t) {
    if (!course->ballistic) {
        return;
    }
    course->table = t;
    double life_s = pvs_time_s(course->segment.t1 - course->segment.t0);
    t->n = (int)pvs_smaller(pvs_larger(ceil(life_s / PIECE_S), 1), PVS_ARC_PIECES);
    t->step_s = life_s / t->n;
    for (int i = 0; i <= t->n; i++) {
        PvsTime at =
            i < t->n ? course->segment.t0 + pvs_time_from_s(t->step_s * i) : course->segment.t1;
        PvsKinematics k = pvs_segment_at(&course->segment, at);
        PvsVec3 up = pvs_normal_from_ecef(k.pos_ecef, &t->h_ell_m[i]);
        t->pos_ecef[i] = k.pos_ecef;
        t->vel_ecef[i] = k.vel_ecef;
        t->speed_mps[i] = pvs_vec3_norm(k.vel_ecef);
        t->climb_mps[i] = pvs_vec3_dot(k.vel_ecef, up);
    }
}

PvsSegment pvs_track_predict(const PvsTrack *track, PvsTime t_end) {
    PvsCourse course = pvs_course(track);
    pvs_course_end(&course, t_end);
    return course.segment;
}

// --- class from kinematics -----------------------------------------------------------------------

// First row that fits; thresholds are assumptions, set between the public speeds and heights of the
// catalogue: one-way drones 40-55 m/s up to 4.5 km (jet ones to 170 m/s); subsonic cruise missiles
// 190-270 m/s below 9 km and mostly below 1 km; aircraft the same speeds, higher; supersonic cruise
// missiles 680-1,000 m/s level; rockets and ballistic missiles climb or dive steeply; aeroballistic
// ones Mach 4 and more.
typedef struct {
    PvsClass cls;
    double speed_min_mps, speed_max_mps, h_min_m, h_max_m;
    double slope_min, slope_max; // |climb| / speed
    // how often such kinematics mean this class, well inside the row (assumption)
    double prob;
} KinematicRow;

static const KinematicRow kinematic_rows[] = {
    {PVS_CLASS_ONE_WAY_DRONE, 0, 90, -1e3, 6e3, 0, 0.5, 0.8},
    {PVS_CLASS_ONE_WAY_DRONE, 90, 175, -1e3, 6e3, 0, 0.2, 0.6},
    {PVS_CLASS_GLIDE_BOMB, 90, 400, -1e3, 15e3, 0.12, 0.6, 0.5},
    {PVS_CLASS_CRUISE, 175, 400, -1e3, 2e3, 0, 0.12, 0.8},
    {PVS_CLASS_AIRCRAFT, 0, 600, -1e3, 25e3, 0, 0.6, 0.6},
    {PVS_CLASS_ROCKET, 200, 900, -1e3, 60e3, 0.2, 1, 0.5},
    {PVS_CLASS_SUPERSONIC_CRUISE, 400, 1250, -1e3, 25e3, 0, 0.2, 0.7},
    {PVS_CLASS_BALLISTIC, 600, 1e5, 60e3, 1e8, 0.1, 1, 0.8},
    {PVS_CLASS_AEROBALLISTIC, 1200, 1e5, -1e3, 60e3, 0, 0.1, 0.6},
    {PVS_CLASS_QUASI_BALLISTIC, 600, 1e5, -1e3, 60e3, 0.1, 1, 0.5},
};

PvsClass pvs_track_classify(const PvsTrack *track, double h_msl_offset_m, double *prob) {
    double h_ell_m;
    PvsVec3 n = pvs_normal_from_ecef(track->pos_ecef, &h_ell_m);
    double speed_mps = pvs_vec3_norm(track->vel_ecef), h_m = h_ell_m - h_msl_offset_m;
    double slope = speed_mps > 0 ? fabs(pvs_vec3_dot(track->vel_ecef, n)) / speed_mps : 0;
    for (size_t i = 0; i < sizeof kinematic_rows / sizeof kinematic_rows[0]; i++) {
        const KinematicRow *row = &kinematic_rows[i];
        if (speed_mps < row->speed_min_mps || speed_mps >= row->speed_max_mps ||
            h_m < row->h_min_m || h_m >= row->h_max_m || slope < row->slope_min ||
            slope > row->slope_max) {
            continue;
        }
        // Near a bound of the speed the neighbour is as likely: from a half there to the row's
        // figure 15 % inside.
        double low = row->speed_min_mps > 0 ? speed_mps / row->speed_min_mps - 1 : 1;
        double inside =
            pvs_smaller(pvs_smaller(low, row->speed_max_mps / pvs_larger(speed_mps, 1e-3) - 1),
                        0.15) /
            0.15;
        if (prob) {
            *prob = 0.5 + (row->prob - 0.5) * inside;
        }
        return row->cls;
    }
    if (prob) {
        *prob = 0.3;
    }
    return slope > 0.3 ? PVS_CLASS_BALLISTIC : PVS_CLASS_AIRCRAFT;
}
