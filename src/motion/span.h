// SPDX-License-Identifier: Apache-2.0
// Private to motion/: a quick, proven answer to "can this segment come into that reach at all?", on
// the unit sphere of geodetic normals.
//
// Two bounds make it proven. (1) The ellipsoid's curvature radius is nowhere below rho = a (1 -
// e2), so a ball of that radius rolls inside it, and for two points with normals n1, n2 and heights
// h1, h2: |p1 - p2| >= (rho + (h1 + h2) / 2) |n1 - n2|. (2) The central angle of the radio horizon
// is at most sqrt(2 k / R) (sqrt h1 + sqrt h2), and a chord of normals is not longer than its
// angle.
#ifndef PVS_MOTION_SPAN_H
#define PVS_MOTION_SPAN_H

#include "base/inline.h"
#include "base/math.h"
#include "motion/motion.h"

/// A set of normals that holds those of (a part of) a segment: all within `slack` of the arc c + a
/// cos(phi) + b sin(phi), phi from 0 to an angle below pi whose sine and cosine are given, or of
/// the whole circle. A ball is a circle with b = 0 and |a| = 1.
typedef struct {
    PvsVec3 a, b, c;
    double sin_end, cos_end;
    double h_low_m, h_high_m; ///< ellipsoidal heights, bounds
    double sqrt_h_high;       ///< of h_high_m, or 0
    double inverse_radius;    ///< 1/m: times a range, the chord beyond which nothing is in range
    double slack;             ///< chord of the unit sphere
    bool whole;
} Span;

#define SPANS_MAX 8

/// Spans that together hold the segment from t0 (or later) to t1; returns how many (at most
/// SPANS_MAX, at least 1).
int span_of_segment(const PvsSegment *segment, Span spans[SPANS_MAX]);

/// All normals within a chord `slack` of one.
Span span_of_ball(PvsVec3 normal, double slack, double h_low_m, double h_high_m);

/// Largest m . n over the arc (without slack).
PVS_INLINE double span_max_dot(const Span *s, PvsVec3 m) {
    double x = pvs_vec3_dot(s->a, m), y = pvs_vec3_dot(s->b, m), z = pvs_vec3_dot(s->c, m);
    double peak = sqrt(x * x + y * y);
    if (!s->whole) {
        // The cosine peaks at the angle of (x, y): inside the arc when it still rises at 0 and
        // already falls at the end. Else the larger end holds the maximum.
        bool inside = y >= 0.0 && y * s->cos_end <= x * s->sin_end;
        double end = x * s->cos_end + y * s->sin_end;
        peak = inside ? peak : (x > end ? x : end);
    }
    return z + peak;
}

/// Smallest curvature radius of the ellipsoid, less a quarter of a kilometre for sites below it.
#define SPAN_CURVATURE_M (PVS_WGS84_A_M * (1.0 - PVS_WGS84_E2) - 250.0)

/// Whether the span can enter the reach; false is proven.
PVS_INLINE bool span_may_enter(const Span *s, const PvsReach *r) {
    if (s->h_high_m < r->h_min_ell_m || s->h_low_m > r->h_max_ell_m) {
        return false;
    }
    double chord2 = 2.0 - 2.0 * span_max_dot(s, r->frame.up);
    double limit = r->range_max_m * s->inverse_radius;
    if (r->k_factor > 0.0) {
        double h1 = r->antenna_h_m > 0.0 ? r->antenna_h_m : 0.0,
               below_m = r->ground_h_ell_m < 0.0 ? -r->ground_h_ell_m : 0.0;
        double horizon = sqrt(2.0 * r->k_factor / r->earth_radius_m) *
                         (sqrt(h1) + sqrt(below_m) + s->sqrt_h_high);
        limit = horizon < limit ? horizon : limit;
    }
    limit += s->slack;
    return chord2 <= limit * limit * (1.0 + 1e-9) + 1e-14;
}

#endif
