// SPDX-License-Identifier: Apache-2.0
// Threat evaluation: which site may a track hit, when, and how sure is that? From the track's
// course alone, by its closest approach.
//
// On the unit sphere a site s has the coordinates x = s.a, y = s.b, z = s.pole in the plane of the
// course (a: where the track is, b: where it heads): R |z| is how far the course passes by,
// atan2(y, x) the arc to go. The certainty 1 / (1 + (miss / width)^2) is a Cauchy shape (its tails
// are long because routes have waypoints); the width grows with the way still to go, since a
// heading says less from far away. Shape and constants are assumptions; the idea of closest point
// of approach as the evidence of intent: J. Roy, S. Paradis, M. Allouche, "Threat evaluation for
// impact assessment in situation analysis systems", Proc. SPIE 4729 (2002).
#include "base/math.h"
#include "command/course.h"

#define WIDTH_AT_SITE_M       2000.0
#define WIDTH_PASSED_M        1000.0 // of a site that lies behind: it may yet turn
#define WIDTH_PER_M           0.35   // about 19 degrees of heading
#define BALLISTIC_WIDTH_PER_M 0.1
// a miss of seven widths: it threatens something else, or nothing
#define CERTAINTY_MIN 0.02

static double certainty_of(double miss_m, double width_m) {
    double ratio = miss_m / width_m;
    return 1 / (1 + ratio * ratio);
}

static double chord_m(PvsVec3 n1, PvsVec3 n2) {
    return PVS_EARTH_MEAN_RADIUS_M * pvs_vec3_norm(pvs_vec3_sub(n1, n2));
}

// A site without a value of its own counts one dollar, so that it can be threatened at all.
static double worth(double value_usd, double certainty) {
    return pvs_larger(value_usd, 1) * certainty;
}

// What is written for the best site so far.
static void take(PvsEvaluation *best, double *best_worth, uint32_t site, double value_usd,
                 double certainty, double miss_m) {
    double w = worth(value_usd, certainty);
    if (certainty >= CERTAINTY_MIN && w > *best_worth) {
        *best_worth = w;
        *best = (PvsEvaluation){.site = (int32_t)site,
                                .value_usd = value_usd * certainty,
                                .t_arrival = PVS_TIME_NEVER,
                                .miss_distance_m = miss_m,
                                .certainty = certainty};
    }
}

static PvsEvaluation evaluate_impact(const PvsBelief *belief, const PvsCourse *course,
                                     PvsEvaluation best) {
    double best_worth = 0;
    double to_go_m =
        chord_m(course->impact_normal, pvs_vec3_unit(course->segment.ballistic.pos_eci));
    for (uint32_t i = 0; i < belief->n_sites; i++) {
        const PvsBeliefSite *site = &belief->sites[i];
        double miss_m = chord_m(course->impact_normal, site->normal);
        take(&best, &best_worth, i, site->value_usd,
             certainty_of(miss_m, WIDTH_AT_SITE_M + BALLISTIC_WIDTH_PER_M * to_go_m), miss_m);
    }
    best.t_arrival = best.site >= 0 ? course->t_impact : PVS_TIME_NEVER;
    return best;
}

static PvsEvaluation evaluate_level(const PvsBelief *belief, const PvsCourse *course, PvsTime now,
                                    PvsEvaluation best) {
    const PvsSegment *s = &course->segment;
    double best_worth = 0, sin_phi, cos_phi, rate = s->arc.rate_radps;
    pvs_sincos(rate * pvs_time_s(now - s->t0), &sin_phi, &cos_phi);
    PvsVec3 here = pvs_vec3_add_scaled(pvs_vec3_scale(s->arc.a, cos_phi), sin_phi, s->arc.b);
    PvsVec3 ahead = pvs_vec3_add_scaled(pvs_vec3_scale(s->arc.b, cos_phi), -sin_phi, s->arc.a);
    for (uint32_t i = 0; i < belief->n_sites; i++) {
        const PvsBeliefSite *site = &belief->sites[i];
        double y = pvs_vec3_dot(site->normal, ahead), miss_m, width_m = WIDTH_AT_SITE_M;
        if (y > 0 && rate > 0) {
            miss_m = PVS_EARTH_MEAN_RADIUS_M * fabs(pvs_vec3_dot(site->normal, course->pole));
            width_m += WIDTH_PER_M * PVS_EARTH_MEAN_RADIUS_M * y;
        } else {
            // passed, or standing still: only what is right here
            miss_m = chord_m(site->normal, here);
            width_m = WIDTH_PASSED_M;
        }
        take(&best, &best_worth, i, site->value_usd, certainty_of(miss_m, width_m), miss_m);
    }
    if (best.site >= 0) {
        PvsVec3 n = belief->sites[best.site].normal;
        double arc = pvs_k_atan2(pvs_vec3_dot(n, ahead), pvs_vec3_dot(n, here));
        best.t_arrival = arc > 0 && rate > 0 ? now + pvs_time_from_s(arc / rate) : now;
    }
    return best;
}

PvsEvaluation pvs_evaluate_course(const PvsBelief *belief, const PvsCourse *course, PvsTime now) {
    PvsEvaluation none = {.site = -1, .t_arrival = PVS_TIME_NEVER, .miss_distance_m = INFINITY};
    if (!course->ballistic) {
        return evaluate_level(belief, course, now, none);
    }
    return course->t_impact == PVS_TIME_NEVER ? none : evaluate_impact(belief, course, none);
}

PvsEvaluation pvs_evaluate(const PvsBelief *belief, const PvsTrack *track, PvsTime now) {
    PvsCourse course = pvs_course(track);
    return pvs_evaluate_course(belief, &course, now);
}
