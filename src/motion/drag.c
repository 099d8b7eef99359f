// SPDX-License-Identifier: Apache-2.0
// Flight with drag over a sphere, integrated by the pair of order 5(4) of J. R. Dormand and P. J.
// Prince (J. Comput. Appl. Math. 6, 1980) with step control. A step that crosses an event (the top
// of the air, the apogee, the ground) is taken again with the length at which it just reaches it,
// so that no step ever straddles the top of the air.
#include "base/math.h"
#include "kepler_flight.h"
#include "sphere_flight.h"

#define AIR_TOP_M    86000.0
#define TOLERANCE_M  1e-7 ///< of one step; velocity counts a second of it
#define STEP_MAX_S   10.0
#define FLIGHT_MAX_S 1e5
#define ROOT_STEPS   60

/// One integration.
typedef struct {
    const PvsSphere *earth;
    const PvsDrag *drag;
    bool in_air;
    double t_s;
    SphereState state;
} Flight;

static double height_of(const Flight *f, SphereState s) {
    return pvs_vec3_norm(s.pos) - f->earth->radius_m;
}

static double climb_of(SphereState s) {
    return pvs_vec3_dot(s.pos, s.vel) / pvs_vec3_norm(s.pos);
}

static double table_cd(const PvsDrag *d, double mach) {
    size_t i = 0;
    if (!(mach > d->mach[0])) {
        return d->cd[0];
    }
    while (i + 1 < d->n_table && mach >= d->mach[i + 1]) {
        i++;
    }
    if (i + 1 == d->n_table) {
        return d->cd[i];
    }
    return d->cd[i] +
           (mach - d->mach[i]) / (d->mach[i + 1] - d->mach[i]) * (d->cd[i + 1] - d->cd[i]);
}

// Deceleration over the speed, 1/s.
static double drag_rate(const PvsDrag *d, double h_m, double speed_mps) {
    PvsAir air =
        pvs_air_at(h_m < AIR_TOP_M ? h_m : AIR_TOP_M); // a step may end a hair above the top
    if (d->n_table == 0) {
        return 0.5 * air.density_kgm3 * speed_mps / d->beta_kgm2;
    }
    return 0.5 * air.density_kgm3 * speed_mps * d->area_per_mass_m2pkg *
           table_cd(d, speed_mps / air.sound_speed_mps);
}

static SphereState slope(const Flight *f, SphereState s) {
    double r = pvs_vec3_norm(s.pos);
    SphereState d = {s.vel, pvs_vec3_scale(s.pos, -f->earth->gm_m3ps2 / (r * r * r))};
    if (f->in_air) {
        PvsVec3 rel = sphere_relative_velocity(f->earth, s);
        d.vel = pvs_vec3_add_scaled(
            d.vel, -drag_rate(f->drag, r - f->earth->radius_m, pvs_vec3_norm(rel)), rel);
    }
    return d;
}

// state + h sum of weight[i] k[i]
static SphereState combine(SphereState s, double h, const double *weight, const SphereState *k,
                           int n) {
    for (int i = 0; i < n; i++) {
        s.pos = pvs_vec3_add_scaled(s.pos, h * weight[i], k[i].pos);
        s.vel = pvs_vec3_add_scaled(s.vel, h * weight[i], k[i].vel);
    }
    return s;
}

// One step of length h; returns the state after it and its estimated error.
static SphereState step(const Flight *f, double h, double *error_m) {
    static const double a[6][6] = {
        {1.0 / 5},
        {3.0 / 40, 9.0 / 40},
        {44.0 / 45, -56.0 / 15, 32.0 / 9},
        {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
        {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
        {35.0 / 384, 0.0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84},
    };
    static const double off[7] = {71.0 / 57600,      0.0,        -71.0 / 16695, 71.0 / 1920,
                                  -17253.0 / 339200, 22.0 / 525, -1.0 / 40};
    SphereState k[7], next = f->state;
    k[0] = slope(f, f->state);
    for (int i = 0; i < 6; i++) {
        next = combine(f->state, h, a[i], k, i + 1);
        k[i + 1] = slope(f, next);
    }
    SphereState error = combine((SphereState){0}, h, off, k, 7);
    *error_m = pvs_vec3_norm(error.pos) + pvs_vec3_norm(error.vel);
    return next;
}

// --- events --------------------------------------------------------------------------------------

typedef enum { EVENT_NONE, EVENT_AIR, EVENT_APOGEE, EVENT_GROUND } Event;

static double event_value(const Flight *f, Event event, SphereState s) {
    switch (event) {
    case EVENT_AIR:
        return height_of(f, s) - AIR_TOP_M;
    case EVENT_APOGEE:
        return climb_of(s);
    default:
        return height_of(f, s);
    }
}

static bool crosses(const Flight *f, Event event, SphereState next) {
    double now = event_value(f, event, f->state), then = event_value(f, event, next);
    switch (event) {
    case EVENT_AIR:
        return f->in_air ? then > 0.0 : then < 0.0;
    case EVENT_APOGEE:
        return now > 0.0 && then <= 0.0;
    default:
        return then < 0.0 && climb_of(next) < 0.0;
    }
}

// Length of the step that just reaches the event, by halving and secants inside the bracket.
static double step_to(const Flight *f, Event event, double h, SphereState *reached) {
    double low = 0.0, high = h, error, x = h;
    double v_low = event_value(f, event, f->state),
           v_high = event_value(f, event, step(f, h, &error));
    if (event == EVENT_GROUND && v_low <= 0.0) {
        v_low = 1e-9; // begins on the ground
    }
    for (int i = 0; i < ROOT_STEPS && high - low > 1e-12; i++) {
        x = i % 3 == 2 ? 0.5 * (low + high) : low + (high - low) * v_low / (v_low - v_high);
        x = x > low && x < high ? x : 0.5 * (low + high);
        *reached = step(f, x, &error);
        double v = event_value(f, event, *reached);
        if (fabs(v) < 1e-10) {
            break;
        }
        if ((v < 0.0) == (v_high < 0.0)) {
            high = x;
            v_high = v;
        } else {
            low = x;
            v_low = v;
        }
    }
    return x;
}

// The next step that keeps the tolerance, cut at what is wanted; `next` is the state after it. *h
// is the length to try, and left as the length to try next.
static double controlled_step(const Flight *f, double *h, double most_s, SphereState *next) {
    for (;;) {
        double error, length = *h < most_s ? *h : most_s;
        *next = step(f, length, &error);
        double ratio = error / TOLERANCE_M;
        double grow = ratio > 1e-6 ? 0.9 * pvs_pow(1.0 / ratio, 0.2) : 5.0;
        grow = grow < 0.2 ? 0.2 : grow > 5.0 ? 5.0 : grow;
        if (ratio <= 1.0 || length < 1e-6) {
            if (length == *h || grow < 1.0) {
                *h = length * grow < STEP_MAX_S ? length * grow : STEP_MAX_S;
            }
            return length;
        }
        *h = length * grow;
    }
}

static PvsFlightState fixed_state(const PvsSphere *earth, SphereState s, double t_s) {
    double angle = earth->rate_radps * t_s;
    return (PvsFlightState){kepler_turned(s.pos, angle),
                            kepler_turned(sphere_relative_velocity(earth, s), angle)};
}

PvsStatus pvs_drag_flight(const PvsSphere *earth, const PvsLaunch *launch, const PvsDrag *drag,
                          const double *t_s, size_t n, PvsFlightState *states, PvsFlight *flight,
                          PvsError *err) {
    Flight f = {earth, drag, launch->h_m < AIR_TOP_M, 0.0, sphere_launch(earth, launch)};
    *flight = (PvsFlight){.apogee_h_m = launch->h_m};
    double h = 0.1;
    size_t i = 0;
    while (f.t_s < FLIGHT_MAX_S) {
        for (; i < n && t_s[i] <= f.t_s; i++) {
            states[i] = fixed_state(earth, f.state, f.t_s);
        }
        SphereState next = f.state;
        double to_wanted_s = i < n ? t_s[i] - f.t_s : INFINITY;
        double length = controlled_step(&f, &h, to_wanted_s, &next);
        if (crosses(&f, EVENT_APOGEE, next)) {
            SphereState top = next;
            flight->apogee_s = f.t_s + step_to(&f, EVENT_APOGEE, length, &top);
            flight->apogee_h_m = height_of(&f, top);
        }
        if (crosses(&f, EVENT_GROUND, next)) {
            length = step_to(&f, EVENT_GROUND, length, &next);
            sphere_impact(earth, launch, next, f.t_s + length, flight);
            return PVS_OK;
        }
        bool at_top = crosses(&f, EVENT_AIR, next);
        if (at_top) {
            length = step_to(&f, EVENT_AIR, length, &next);
        }
        f.t_s = length == to_wanted_s ? t_s[i] : f.t_s + length;
        f.state = next;
        if (at_top) {
            f.in_air = !f.in_air;
            h = 0.1;
        }
    }
    return pvs_error_set(err, PVS_LIMIT, "this flight lasts longer than %.0f s", FLIGHT_MAX_S);
}
