// SPDX-License-Identifier: Apache-2.0
// When does a round meet a path? The lag f(t) = flyout(range(t)) - (t - t_launch) is positive while
// the round has not yet flown as far as the target is away; the intercept is the first t with f <=
// 0.
//
// The first root is never jumped over, without samples at fixed steps. Where the target's speed v
// and the flyout's steepest slope S are bounded, f falls no faster than S v + 1: a step of f / (S v
// + 1) is always safe ("sphere tracing", J. C. Hart, The Visual Computer 12 (1996) 527-545).
// Longer, Newton's step is safe wherever f provably falls over it: the range rate grows no faster
// than v^2 / range + acceleration, and f' = S' (range rate) - 1 stays negative. So a usual
// intercept costs about eight looks at the path.
#include "weapon/flyout.h"
#include "weapon/weapon.h"

#define LOOKS_MAX  4000   // a guard only: grazing roots of targets faster than the round
#define LEAST_STEP 100000 // ns; below this two roots are one

typedef struct {
    PvsVec3 launcher;
    PvsTime t_launch;
    const PvsFlyout *flyout;
} Chase;

// The lag at one time.
typedef struct {
    PvsTime t;
    double lag_s, lag_rate; // f, f'
    double range_m, range_rate_mps;
    PvsKinematics target;
} Look;

static Look look_at(const Chase *chase, const PvsSegment *segment, PvsTime t) {
    Look look = {.t = t, .target = pvs_segment_at(segment, t)};
    PvsVec3 los = pvs_vec3_sub(look.target.pos_ecef, chase->launcher);
    look.range_m = pvs_vec3_norm(los);
    look.range_rate_mps =
        look.range_m > 0 ? pvs_vec3_dot(los, look.target.vel_ecef) / look.range_m : 0;
    double slope_spm;
    double flight_s = pvs_flyout_time_and_slope(chase->flyout, look.range_m, &slope_spm);
    look.lag_s = flight_s - pvs_time_s(t - chase->t_launch);
    look.lag_rate = slope_spm * look.range_rate_mps - 1;
    return look;
}

// Whether the lag falls all the way over the next step_s seconds, whatever the target does within
// its bounds.
static bool falls_over(const Chase *chase, const Look *from, PvsSegmentBounds bounds,
                       double step_s) {
    double slope_max = chase->flyout->slope_max_spm;
    if (slope_max * bounds.speed_mps < 1) {
        return true; // the round is faster than the target, always
    }
    double nearest_m = from->range_m - bounds.speed_mps * step_s;
    if (nearest_m <= 0) {
        return false;
    }
    double most_mps = from->range_rate_mps +
                      step_s * (bounds.speed_mps * bounds.speed_mps / nearest_m + bounds.acc_mps2);
    return slope_max * most_mps < 1;
}

static PvsTime step_time(double step_s, PvsTime at_least, PvsTime at_most) {
    PvsTime step = pvs_time_from_s(step_s);
    step = step < at_least ? at_least : step;
    return step > at_most ? at_most : step;
}

// The root between a look with positive lag and one without: Newton from the better end, bisection
// when that does not halve the bracket.
static Look close_in(const Chase *chase, const PvsSegment *segment, Look before, Look after) {
    for (int i = 0; after.t - before.t > 1; i++) {
        const Look *better = before.lag_s < -after.lag_s ? &before : &after;
        PvsTime width = after.t - before.t, guess = before.t + width / 2;
        if (i % 3 != 2 && better->lag_rate < 0) {
            double offset_s = -better->lag_s / better->lag_rate;
            if (fabs(offset_s) < 1e9) {
                guess = better->t + pvs_time_from_s(offset_s);
            }
        }
        guess = guess <= before.t ? before.t + 1 : guess >= after.t ? after.t - 1 : guess;
        Look look = look_at(chase, segment, guess);
        if (look.lag_s > 0) {
            before = look;
        } else {
            after = look;
        }
    }
    return after;
}

// The first time in [from, to] at which the lag is gone. False: none.
static bool first_meeting(const Chase *chase, const PvsSegment *segment, PvsTime from, PvsTime to,
                          Look *out) {
    Look look = look_at(chase, segment, from);
    if (look.lag_s <= 0) {
        *out = look;
        return true;
    }
    PvsSegmentBounds bounds = pvs_segment_bounds(segment);
    double steepest_fall = chase->flyout->slope_max_spm * bounds.speed_mps + 1;
    for (int i = 0; i < LOOKS_MAX && look.t < to; i++) {
        PvsTime left = to - look.t;
        double safe_s = look.lag_s / steepest_fall;
        if (safe_s >= pvs_time_s(left)) {
            return false;
        }
        PvsTime step = step_time(safe_s, LEAST_STEP, left);
        if (look.lag_rate < 0) {
            double newton_s = fmin(-look.lag_s / look.lag_rate, pvs_time_s(left));
            if (falls_over(chase, &look, bounds, newton_s)) {
                step = step_time(newton_s, 1, left);
            }
        }
        Look next = look_at(chase, segment, look.t + step);
        if (next.lag_s <= 0) {
            *out = close_in(chase, segment, look, next);
            return true;
        }
        look = next;
    }
    return false;
}

static const char *envelope_refuses(const PvsEnvelope *envelope, const PvsIntercept *at,
                                    double h_msl_m) {
    if (at->range_m > envelope->range_max_m) {
        return "beyond range";
    }
    if (at->range_m < envelope->range_min_m) {
        return "inside minimum range";
    }
    if (h_msl_m > envelope->h_max_m) {
        return "too high";
    }
    if (h_msl_m < envelope->h_min_m) {
        return "too low";
    }
    return at->target_speed_mps > envelope->target_speed_max_mps ? "too fast" : NULL;
}

PvsIntercept pvs_intercept(PvsPath path, PvsTime t_launch, const PvsEnuFrame *launcher,
                           const PvsEnvelope *envelope, const PvsFlyout *flyout,
                           double h_msl_offset_m) {
    Chase chase = {launcher->origin_ecef, t_launch, flyout};
    Look meeting = {0};
    PvsIntercept out = {.t_intercept = PVS_TIME_NEVER, .why_not = "gone"};
    if (path.n == 0 || t_launch >= pvs_path_end(path)) {
        return out;
    }
    uint32_t i = pvs_path_segment(path, t_launch, 0);
    bool met = false;
    for (; i < path.n && !met; i++) {
        const PvsSegment *s = &path.segments[i];
        met = first_meeting(&chase, s, s->t0 > t_launch ? s->t0 : t_launch, s->t1, &meeting);
    }
    if (!met) {
        return out;
    }
    PvsVec3 los = pvs_vec3_sub(meeting.target.pos_ecef, chase.launcher),
            vel = meeting.target.vel_ecef;
    out.t_intercept = meeting.t;
    out.pos_ecef = meeting.target.pos_ecef;
    out.range_m = meeting.range_m;
    out.h_ell_m = pvs_segment_height_m(&path.segments[i - 1], meeting.t);
    out.target_speed_mps = pvs_vec3_norm(vel);
    double product = out.range_m * out.target_speed_mps;
    out.crossing_sin = product > 0 ? fmin(pvs_vec3_norm(pvs_vec3_cross(los, vel)) / product, 1) : 0;
    out.why_not = envelope_refuses(envelope, &out, out.h_ell_m - h_msl_offset_m);
    out.feasible = out.why_not == NULL;
    return out;
}
