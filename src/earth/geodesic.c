// SPDX-License-Identifier: Apache-2.0
// The direct and the inverse geodesic problem on WGS-84 by the method of C. F. F. Karney,
// Algorithms for geodesics, J. Geodesy 87 (2013) 43-55 (equation numbers below are his), with the
// series of order 6. Own code.
//
// On the auxiliary sphere (latitudes beta) a geodesic is a great circle: it leaves the equator with
// azimuth alpha0, sigma is the arc from there, omega the longitude. Distance is b I1(sigma),
// longitude is omega - f sin(alpha0) I3(sigma). The inverse problem seeks the azimuth at the first
// point that reaches the wanted longitude: Newton's method inside a bracket, from a guess on a
// sphere or, near the antipodal point, from the astroid of the caustic there.
#include "earth/earth.h"

#include <stdbool.h>

#include "base/math.h"
#include "geodesic_series.h"

static const double semi_minor_m = PVS_WGS84_A_M * (1.0 - PVS_WGS84_F);
static const double ep2 = PVS_WGS84_E2 / (1.0 - PVS_WGS84_E2);

static double sq(double x) {
    return x * x;
}

/// Sine and cosine of an angle.
typedef struct {
    double s, c;
} Angle;

static Angle angle_of(double y, double x) {
    double r = sqrt(x * x + y * y);
    return r > 0 ? (Angle){y / r, x / r} : (Angle){0.0, 1.0};
}

static Angle angle_rad(double x_rad) {
    Angle a;
    pvs_sincos(x_rad, &a.s, &a.c);
    return a;
}

static Angle reduced_latitude(double lat_rad) {
    Angle a = angle_rad(lat_rad);
    return angle_of((1.0 - PVS_WGS84_F) * a.s, a.c);
}

static double k2_of(double cos_alpha0) {
    return ep2 * sq(cos_alpha0);
}

static double eps_of(double k2) {
    double r = sqrt(1.0 + k2);
    return k2 / sq(r + 1.0);
}

// --- direct --------------------------------------------------------------------------------------

PvsLlh pvs_geodesic_direct(double lat1_rad, double lon1_rad, double az1_rad, double distance_m,
                           double *az2_rad) {
    Angle beta1 = reduced_latitude(lat1_rad), alpha1 = angle_rad(az1_rad);
    double sin_alpha0 = alpha1.s * beta1.c;
    double cos_alpha0 = sqrt(sq(alpha1.c) + sq(alpha1.s * beta1.s));
    double sigma1 = pvs_atan2(beta1.s, alpha1.c * beta1.c);
    Angle s1 = angle_of(beta1.s, alpha1.c * beta1.c);
    double omega1 = pvs_atan2(sin_alpha0 * s1.s, s1.c);

    double eps = eps_of(k2_of(cos_alpha0));
    GeodesicSeries i1 = series_i1(eps), inverse = series_i1_inverse(eps), i3 = series_i3(eps);
    double tau2 = (series_at(&i1, sigma1, s1.s, s1.c) + distance_m / semi_minor_m) / i1.a;
    Angle t2 = angle_rad(tau2);
    double sigma2 = series_at(&inverse, tau2, t2.s, t2.c);
    Angle s2 = angle_rad(sigma2);

    double sin_beta2 = cos_alpha0 * s2.s;
    double cos_beta2 = sqrt(sq(cos_alpha0 * s2.c) + sq(sin_alpha0));
    double omega2 = pvs_atan2(sin_alpha0 * s2.s, s2.c);
    double lambda12 = omega2 - omega1 -
                      PVS_WGS84_F * sin_alpha0 *
                          (series_at(&i3, sigma2, s2.s, s2.c) - series_at(&i3, sigma1, s1.s, s1.c));
    if (az2_rad) {
        *az2_rad = pvs_atan2(sin_alpha0, cos_alpha0 * s2.c);
    }
    return (PvsLlh){pvs_atan2(sin_beta2, (1.0 - PVS_WGS84_F) * cos_beta2),
                    pvs_wrap_pi(lon1_rad + lambda12), 0.0};
}

// --- inverse -------------------------------------------------------------------------------------

/// A geodesic between two latitudes, from its azimuth at the first.
typedef struct {
    Angle alpha2;
    double lambda12_rad, distance_m, reduced_length_m, dlambda_dalpha;
} Trial;

// Distance and reduced length between two arcs of one great circle (equations 7, 38 to 40).
static void lengths(GeodesicSeries i1, Angle s1, Angle s2, double sigma1, double sigma2, double eps,
                    double k2, Trial *trial) {
    GeodesicSeries i2 = series_i2(eps);
    double d1 = series_at(&i1, sigma2, s2.s, s2.c) - series_at(&i1, sigma1, s1.s, s1.c);
    double d2 = series_at(&i2, sigma2, s2.s, s2.c) - series_at(&i2, sigma1, s1.s, s1.c);
    double w1 = sqrt(1.0 + k2 * sq(s1.s)), w2 = sqrt(1.0 + k2 * sq(s2.s));
    trial->distance_m = semi_minor_m * d1;
    trial->reduced_length_m =
        semi_minor_m * (w2 * (s1.c * s2.s) - w1 * (s1.s * s2.c) - s1.c * s2.c * (d1 - d2));
}

static double difference(Angle a1, Angle a2) {
    double s = a2.s * a1.c - a2.c * a1.s; // of a2 - a1, which lies in [0, pi]
    return pvs_atan2(s > 0 ? s : 0.0, a2.c * a1.c + a2.s * a1.s);
}

// Follows the geodesic from latitude beta1 with azimuth alpha1 to the crossing of beta2 that heads
// north (equations 5, 10 to 13, 45, 46).
static Trial try_azimuth(Angle beta1, Angle beta2, Angle alpha1) {
    Trial t;
    double sin_alpha0 = alpha1.s * beta1.c;
    double cos_alpha0 = sqrt(sq(alpha1.c) + sq(alpha1.s * beta1.s));
    // cos^2 alpha2 cos^2 beta2, without cancellation where the two latitudes are nearly opposite
    double gap = beta1.c < -beta1.s ? (beta2.c - beta1.c) * (beta2.c + beta1.c)
                                    : (beta1.s - beta2.s) * (beta1.s + beta2.s);
    double north = sqrt(fmax(0.0, sq(alpha1.c * beta1.c) + gap));
    t.alpha2 = angle_of(sin_alpha0, north);

    Angle s1 = angle_of(beta1.s, alpha1.c * beta1.c), s2 = angle_of(beta2.s, north);
    double sigma12 = difference(s1, s2);
    double sigma1 = pvs_atan2(s1.s, s1.c), sigma2 = sigma1 + sigma12;
    Angle w1 = angle_of(sin_alpha0 * s1.s, s1.c), w2 = angle_of(sin_alpha0 * s2.s, s2.c);

    double k2 = k2_of(cos_alpha0), eps = eps_of(k2);
    GeodesicSeries i3 = series_i3(eps);
    t.lambda12_rad = difference(w1, w2) -
                     PVS_WGS84_F * sin_alpha0 *
                         (series_at(&i3, sigma2, s2.s, s2.c) - series_at(&i3, sigma1, s1.s, s1.c));
    lengths(series_i1(eps), s1, s2, sigma1, sigma2, eps, k2, &t);
    t.dlambda_dalpha = north > 0 ? t.reduced_length_m / PVS_WGS84_A_M / north : INFINITY;
    return t;
}

// Azimuth near the antipodal point, from x and y in units of the astroid's size there (equations 53
// to 56).
static double astroid_azimuth(double x, double y) {
    if (!(y < 0)) {
        return pvs_atan2(-x, -sqrt(fmax(0.0, 1.0 - x * x)));
    }
    // (x / (1 + kappa))^2 + (y / kappa)^2 = 1 has one positive root; it lies between |y| and |x| +
    // |y|.
    double low = 0.0, high = fabs(x) + fabs(y), kappa = high;
    for (int i = 0; i < 60 && high - low > 1e-15 * high; i++) {
        kappa = 0.5 * (low + high);
        if (sq(x / (1.0 + kappa)) + sq(y / kappa) > 1.0) {
            low = kappa;
        } else {
            high = kappa;
        }
    }
    return pvs_atan2(-x / (1.0 + kappa), y / kappa);
}

/// Spherical solution with the longitude stretched (equations 48 to 51): azimuth and arc.
typedef struct {
    double alpha1_rad, sigma12_rad, stretch;
    Angle alpha2;
} Guess;

static Guess guess_azimuth(Angle beta1, Angle beta2, double lambda12_rad) {
    double stretch = sqrt(1.0 - PVS_WGS84_E2 * sq(0.5 * (beta1.c + beta2.c)));
    Angle w = angle_rad(lambda12_rad / stretch);
    double half_s = pvs_sin(0.5 * lambda12_rad / stretch),
           sin_diff = beta2.s * beta1.c - beta2.c * beta1.s;
    double x1 = sin_diff + 2.0 * beta1.s * beta2.c * sq(half_s), y1 = beta2.c * w.s;
    double x2 = sin_diff - 2.0 * beta1.c * beta2.s * sq(half_s), y2 = beta1.c * w.s;
    Guess g = {pvs_atan2(y1, x1),
               pvs_atan2(sqrt(sq(x1) + sq(y1)), beta1.s * beta2.s + beta1.c * beta2.c * w.c),
               stretch, angle_of(y2, x2)};
    if (g.sigma12_rad > PVS_PI * (1.0 - 3.0 * PVS_WGS84_F) && beta1.c > 1e-6) {
        double size = PVS_WGS84_F * PVS_PI * beta1.c * series_i3(eps_of(k2_of(beta1.s))).a;
        double opposite =
            pvs_atan2(beta1.s * beta2.c + beta1.c * beta2.s, beta1.c * beta2.c - beta1.s * beta2.s);
        g.alpha1_rad = astroid_azimuth((lambda12_rad - PVS_PI) / size, opposite / (size * beta1.c));
    }
    return g;
}

// Canonical case: beta1 <= 0, |beta2| <= -beta1, 0 < lambda12 < pi.
static Trial solve(Angle beta1, Angle beta2, double lambda12_rad, Angle *alpha1) {
    Guess guess = guess_azimuth(beta1, beta2, lambda12_rad);
    if (guess.sigma12_rad <
        1e-5) { // a short line: the sphere is exact enough (its error grows as sigma^3)
        *alpha1 = angle_rad(guess.alpha1_rad);
        double s12 = PVS_WGS84_A_M * guess.stretch * guess.sigma12_rad;
        return (Trial){guess.alpha2, lambda12_rad, s12, s12, 0.0};
    }
    // What is sought is kept as the azimuth from east: near the equator's antipode it is tiny, and
    // all its digits count.
    double low = -0.5 * PVS_PI, high = 0.5 * PVS_PI, alpha = guess.alpha1_rad - 0.5 * PVS_PI;
    if (!(alpha > low && alpha < high)) {
        alpha = 0.0;
    }
    Trial t;
    for (int i = 0; i < 200; i++) {
        Angle from_east = angle_rad(alpha);
        *alpha1 = (Angle){from_east.c, -from_east.s};
        t = try_azimuth(beta1, beta2, *alpha1);
        double miss = t.lambda12_rad - lambda12_rad;
        if (miss > 0) {
            high = alpha;
        } else {
            low = alpha;
        }
        double next = alpha - miss / t.dlambda_dalpha;
        if (fabs(miss) < 2e-16 || next == alpha) {
            break;
        }
        next = next > low && next < high && t.dlambda_dalpha > 0 ? next : 0.5 * (low + high);
        if (next == low || next == high) {
            break;
        }
        alpha = next;
    }
    return t;
}

static Trial meridian(Angle beta1, Angle beta2, double lambda12_rad, Angle *alpha1) {
    *alpha1 = angle_rad(lambda12_rad);
    Angle s1 = angle_of(beta1.s, alpha1->c * beta1.c), s2 = angle_of(beta2.s, beta2.c);
    double sigma12 = difference(s1, s2), sigma1 = pvs_atan2(s1.s, s1.c);
    Trial t = {.alpha2 = {0.0, 1.0}, .lambda12_rad = lambda12_rad};
    double eps = eps_of(ep2);
    lengths(series_i1(eps), s1, s2, sigma1, sigma1 + sigma12, eps, ep2, &t);
    return t;
}

static Trial canonical(Angle beta1, Angle beta2, double lambda12_rad, Angle *alpha1) {
    const double f = PVS_WGS84_F;
    if (lambda12_rad == 0.0 || lambda12_rad >= PVS_PI || beta1.c < 1e-15) {
        Trial t = meridian(beta1, beta2, lambda12_rad, alpha1);
        // The way over the pole is the shortest as long as it has met no caustic.
        if (lambda12_rad == 0.0 || t.reduced_length_m >= 0.0) {
            return t;
        }
    }
    if (beta1.s > -1e-30) {
        if (lambda12_rad <= (1.0 - f) * PVS_PI) { // along the equator
            *alpha1 = (Angle){1.0, 0.0};
            double s12 = PVS_WGS84_A_M * lambda12_rad;
            return (Trial){*alpha1, lambda12_rad, s12,
                           semi_minor_m * pvs_sin(lambda12_rad / (1.0 - f)), 0.0};
        }
        beta1.s = -1e-30; // further round it leaves the equator: south, by choice
        beta2.s = 1e-30;
    }
    return solve(beta1, beta2, lambda12_rad, alpha1);
}

PvsGeodesic pvs_geodesic_inverse(double lat1_rad, double lon1_rad, double lat2_rad,
                                 double lon2_rad) {
    double lambda12 = pvs_wrap_pi(lon2_rad - lon1_rad);
    double east = lambda12 < 0 ? -1.0 : 1.0;
    bool swapped = fabs(lat1_rad) < fabs(lat2_rad);
    double first = swapped ? lat2_rad : lat1_rad, second = swapped ? lat1_rad : lat2_rad;
    double mirror = first > 0 ? -1.0 : 1.0;

    Angle alpha1;
    Trial t = canonical(reduced_latitude(mirror * first), reduced_latitude(mirror * second),
                        fabs(lambda12), &alpha1);
    Angle alpha2 = t.alpha2;
    // Going the other way and mirrored in longitude, an azimuth keeps its sine and turns its
    // cosine.
    double north = swapped ? -mirror : mirror;
    if (swapped) {
        alpha2 = alpha1;
        alpha1 = t.alpha2;
    }
    return (PvsGeodesic){
        .distance_m = t.distance_m,
        .az1_rad = pvs_atan2(east * alpha1.s, north * alpha1.c),
        .az2_rad = pvs_atan2(east * alpha2.s, north * alpha2.c),
        .reduced_length_m = t.reduced_length_m,
    };
}
