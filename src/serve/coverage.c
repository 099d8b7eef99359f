// SPDX-License-Identifier: Apache-2.0
// Where sensors see and weapons reach, at one height: closed forms on the sphere that osculates the Earth at the site, as the horizon of a
// battle is. Terrain is not in it, as it is not in a battle.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "serve/view.h"

#define AZIMUTHS_MAX 720
#define HEIGHTS_MAX  64

static double deg(double rad) {
    return rad * (180.0 / PVS_PI);
}

/// A site and a height above it, on a sphere.
typedef struct {
    double radius_m, h1_m, h2_m; ///< of the sphere; of the site and of the target above it
    double lift_radpm;           ///< apparent less geometric elevation, over range
} Geometry;

// Slant range at a ground range.
static double slant_at(const Geometry *g, double ground_m) {
    double a = g->radius_m + g->h1_m, b = g->radius_m + g->h2_m,
           s = pvs_sin(ground_m / g->radius_m / 2);
    return sqrt((b - a) * (b - a) + 4 * a * b * s * s);
}

// Ground range at a slant range; 0 when the target is never that near.
static double ground_at(const Geometry *g, double slant_m) {
    double a = g->radius_m + g->h1_m, b = g->radius_m + g->h2_m;
    double s2 = (slant_m * slant_m - (b - a) * (b - a)) / (4 * a * b);
    if (!(s2 > 0)) {
        return 0;
    }
    double s = s2 < 1 ? sqrt(s2) : 1;
    return 2 * g->radius_m * pvs_atan2(s, sqrt(1 - s * s));
}

static double elevation_at(const Geometry *g, double ground_m) {
    double a = g->radius_m + g->h1_m, b = g->radius_m + g->h2_m, angle = ground_m / g->radius_m;
    return pvs_atan2(b * pvs_cos(angle) - a, b * pvs_sin(angle)) +
           g->lift_radpm * slant_at(g, ground_m);
}

// The ground range, between 0 and far, at which the elevation has fallen to a limit.
static double where_elevation_is(const Geometry *g, double limit_rad, double far_m) {
    double low = 0, high = far_m;
    for (int i = 0; i < 50; i++) {
        double middle = (low + high) / 2;
        *(elevation_at(g, middle) > limit_rad ? &low : &high) = middle;
    }
    return (low + high) / 2;
}

// --- radars --------------------------------------------------------------------------------------

typedef struct {
    double h_m, rcs_m2, probability;
    const PvsThreatType *type; ///< null: rcs_m2
    uint64_t n_azimuths;
} Question;

typedef struct {
    double near_m, far_m;
    const char *limit;
} Ring;

static void at_most(Ring *ring, double far_m, const char *limit) {
    if (far_m < ring->far_m) {
        ring->far_m = far_m;
        ring->limit = limit;
    }
}

static double signal_range_m(const PvsRadar *radar, const Question *q) {
    const PvsRadarLook *look = &radar->look;
    int swerling = q->type ? q->type->swerling : 1;
    double rcs_m2 = q->type ? q->type->rcs[radar->band].nose_m2 : q->rcs_m2;
    double snr = pvs_pd_required_snr(swerling, q->probability, look->n_pulses, look->pfa);
    return pvs_radar_range_m(look->snr_constant, rcs_m2, snr);
}

static PvsLlh origin_of(const PvsReach *reach) {
    return pvs_llh_from_ecef(reach->frame.origin_ecef);
}

static Ring ring_of(const PvsModel *m, const PvsRadar *radar, const Question *q) {
    const PvsReach *reach = &radar->reach;
    double h2_m = q->h_m + m->h_msl_offset_m;
    Geometry g = {reach->earth_radius_m, origin_of(reach).h_ell_m, h2_m,
                  reach->k_factor > 0 ? (1 - 1 / reach->k_factor) / (2 * reach->earth_radius_m)
                                      : 0};
    Ring ring = {0, ground_at(&g, reach->range_max_m), "instrumented"};
    if (h2_m < reach->h_min_ell_m || h2_m > reach->h_max_ell_m ||
        (radar->passive && radar->passive_pd < q->probability)) {
        return (Ring){0, 0, radar->passive ? "signal" : "instrumented"};
    }
    if (!radar->passive) {
        at_most(&ring, ground_at(&g, signal_range_m(radar, q)), "signal");
    }
    if (reach->k_factor > 0) {
        at_most(&ring,
                pvs_horizon_ground_range_m(reach->antenna_h_m, h2_m, reach->k_factor,
                                           reach->earth_radius_m),
                "horizon");
    }
    double el_far = elevation_at(&g, ring.far_m);
    if (el_far < reach->el_min_rad) {
        at_most(&ring, where_elevation_is(&g, reach->el_min_rad, ring.far_m), "elevation");
    }
    ring.near_m = ground_at(&g, reach->range_min_m);
    if (elevation_at(&g, 1) > reach->el_max_rad) {
        double hole_m = where_elevation_is(&g, reach->el_max_rad, ring.far_m);
        ring.near_m = hole_m > ring.near_m ? hole_m : ring.near_m;
    }
    if (ring.near_m >= ring.far_m) {
        ring.near_m = ring.far_m = 0;
    }
    return ring;
}

static bool looks_at(const PvsReach *reach, double az_rad) {
    double off = pvs_wrap_two_pi(az_rad - reach->sector_az_rad);
    return reach->sector_half_rad >= PVS_PI || off <= reach->sector_half_rad ||
           PVS_TWO_PI - off <= reach->sector_half_rad;
}

static void add_coverage(PvsRequest *r, const PvsRadar *radar, const Question *q, bool first) {
    PvsStr *out = &r->body;
    Ring ring = ring_of(r->view->now->model, radar, q);
    const PvsLlh at = origin_of(&radar->reach);
    pvs_str_printf(out, "%s\n{\"radar\": ", first ? "" : ",");
    pvs_str_json_string(out, radar->named.name);
    pvs_str_printf(out,
                   ", \"lat_deg\": %.7f, \"lon_deg\": %.7f, \"h_ell_m\": %.1f, \"range_min_m\": "
                   "%.1f, \"limit\": \"%s\", \"range_m\": [",
                   deg(at.lat_rad), deg(at.lon_rad), at.h_ell_m, ring.near_m, ring.limit);
    for (uint64_t i = 0; i < q->n_azimuths; i++) {
        double az_rad = PVS_TWO_PI * (double)i / (double)q->n_azimuths;
        pvs_str_printf(out, i ? ", %.0f" : "%.0f",
                       looks_at(&radar->reach, az_rad) ? ring.far_m : 0.0);
    }
    pvs_str_printf(out, "]}");
}

// Whether a name is in a list of the request; everything is when the request has none.
static bool is_asked_for(const PvsRequest *r, const char *key, const char *name) {
    const PvsJson *list = pvs_json_get(r->json, key);
    if (!list || list->kind != PVS_JSON_ARRAY) {
        return true;
    }
    for (const PvsJson *item = list->first; item; item = item->next) {
        const char *text = pvs_json_string(item);
        if (text && strcmp(text, name) == 0) {
            return true;
        }
    }
    return false;
}

// The threat type that the request names. False: the request has failed.
static bool find_type(PvsRequest *r, const PvsThreatType **out) {
    const char *name = pvs_request_text(r, "type");
    const PvsModel *m = r->view->now->model;
    *out = NULL;
    for (uint32_t i = 0; name && i < m->n_threat_types; i++) {
        if (strcmp(m->threat_types[i].named.name, name) == 0) {
            *out = &m->threat_types[i];
        }
    }
    if (name && !*out) {
        pvs_request_fail(r, "bad-request", "no threat type of this scenario is named \"%.60s\"",
                         name);
    }
    return !name || *out;
}

void pvs_do_coverage(PvsRequest *r) {
    const PvsModel *m = r->view->now->model;
    Question q;
    if (!find_type(r, &q.type) || !pvs_request_number(r, "h_m", 1000, 0, 100000, &q.h_m) ||
        !pvs_request_number(r, "rcs_m2", 1, 1e-6, 1e6, &q.rcs_m2) ||
        !pvs_request_number(r, "probability", 0.5, 0.01, 0.99, &q.probability) ||
        !pvs_request_count(r, "azimuths", 72, AZIMUTHS_MAX, &q.n_azimuths)) {
        return;
    }
    if (q.n_azimuths < 4) {
        pvs_request_fail(r, "bad-request", "\"azimuths\" is from 4 to %d", AZIMUTHS_MAX);
        return;
    }
    pvs_request_add_count(r, "revision", r->view->revision);
    pvs_request_add_number(r, "h_m", q.h_m);
    pvs_request_add(r, "type", q.type ? q.type->named.name : NULL);
    pvs_request_add_number(r, "rcs_m2", q.type ? NAN : q.rcs_m2);
    pvs_request_add_number(r, "probability", q.probability);
    pvs_str_printf(&r->body, ", \"coverages\": [");
    bool first = true;
    for (uint32_t i = 0; i < m->n_radars && r->body.n <= PVS_REPLY_BYTES_MAX; i++) {
        if (is_asked_for(r, "radars", m->radars[i].named.name)) {
            add_coverage(r, &m->radars[i], &q, first);
            first = false;
        }
    }
    pvs_str_printf(&r->body, "]");
}

// --- weapons -------------------------------------------------------------------------------------

static int heights_of(const PvsRequest *r, const PvsEnvelope *e, double *h_m) {
    const PvsJson *list = pvs_json_get(r->json, "heights_m");
    int n = 0;
    if (list && list->kind == PVS_JSON_ARRAY) {
        for (const PvsJson *item = list->first; item && n < HEIGHTS_MAX; item = item->next) {
            n += pvs_json_number(item, &h_m[n]);
        }
        return n;
    }
    // A ladder from the lowest to the highest, nearer together low down, where the horizon bends.
    double top_m = e->h_max_m < e->range_max_m ? e->h_max_m : e->range_max_m;
    for (n = 0; n < 16; n++) {
        double x = n / 15.0;
        h_m[n] = e->h_min_m + (top_m - e->h_min_m) * x * x;
    }
    return n;
}

static bool reaches_class(const PvsRoundType *round, const PvsThreatType *type) {
    if (!type) {
        return true;
    }
    double h_m = (round->envelope.h_min_m + round->envelope.h_max_m) / 2;
    return type->speed_mps <= round->envelope.target_speed_max_mps &&
           pvs_kill_prob(&round->kill, type->cls, h_m, false, 0) > 0;
}

static void add_numbers(PvsStr *out, const char *key, const double *x, int n) {
    pvs_str_printf(out, ", \"%s\": [", key);
    for (int i = 0; i < n; i++) {
        pvs_str_printf(out, i ? ", %.0f" : "%.0f", x[i]);
    }
    pvs_str_printf(out, "]");
}

static void add_envelope(PvsRequest *r, const PvsUnit *unit, const PvsRoundType *round,
                         const PvsThreatType *type, bool first) {
    const PvsModel *m = r->view->now->model;
    const PvsRadar *radar = unit->radar == PVS_NONE ? NULL : &m->radars[unit->radar];
    PvsStr *out = &r->body;
    double h_m[HEIGHTS_MAX], near_m[HEIGHTS_MAX], far_m[HEIGHTS_MAX], sight_m[HEIGHTS_MAX];
    double radius_m = pvs_earth_gaussian_radius_m(unit->at.lat_rad);
    int n = heights_of(r, &round->envelope, h_m);
    for (int i = 0; i < n; i++) {
        double h2_m = h_m[i] + m->h_msl_offset_m;
        Geometry g = {radius_m, unit->at.h_ell_m, h2_m, 0};
        bool inside = h_m[i] >= round->envelope.h_min_m && h_m[i] <= round->envelope.h_max_m;
        near_m[i] = inside ? ground_at(&g, round->envelope.range_min_m) : 0;
        far_m[i] = inside ? ground_at(&g, round->envelope.range_max_m) : 0;
        sight_m[i] =
            radar && radar->reach.k_factor > 0
                ? pvs_horizon_ground_range_m(radar->reach.antenna_h_m, h2_m, radar->reach.k_factor,
                                             radar->reach.earth_radius_m)
                : far_m[i];
    }
    pvs_str_printf(out, "%s\n{\"unit\": ", first ? "" : ",");
    pvs_str_json_string(out, unit->named.name);
    pvs_str_printf(out, ", \"round\": ");
    pvs_str_json_string(out, round->named.name);
    pvs_str_printf(out, ", \"lat_deg\": %.7f, \"lon_deg\": %.7f, \"h_ell_m\": %.1f",
                   deg(unit->at.lat_rad), deg(unit->at.lon_rad), unit->at.h_ell_m);
    add_numbers(out, "heights_m", h_m, n);
    add_numbers(out, "range_max_m", far_m, n);
    add_numbers(out, "range_min_m", near_m, n);
    add_numbers(out, "sight_m", sight_m, n);
    if (radar && radar->reach.sector_half_rad < PVS_PI) {
        double az = radar->reach.sector_az_rad, half = radar->reach.sector_half_rad;
        pvs_str_printf(out, ", \"sector_deg\": [%.2f, %.2f]", deg(pvs_wrap_two_pi(az - half)),
                       deg(pvs_wrap_two_pi(az + half)));
    } else {
        pvs_str_printf(out, ", \"sector_deg\": null");
    }
    pvs_str_printf(out, ", \"reaches\": %s}", reaches_class(round, type) ? "true" : "false");
}

void pvs_do_envelope(PvsRequest *r) {
    const PvsModel *m = r->view->now->model;
    const PvsThreatType *type;
    if (!find_type(r, &type)) {
        return;
    }
    pvs_request_add_count(r, "revision", r->view->revision);
    pvs_str_printf(&r->body, ", \"envelopes\": [");
    bool first = true;
    for (uint32_t i = 0; i < m->n_units && r->body.n <= PVS_REPLY_BYTES_MAX; i++) {
        const PvsUnit *unit = &m->units[i];
        for (uint32_t k = 0; k < unit->n_weapons && is_asked_for(r, "units", unit->named.name);
             k++) {
            add_envelope(r, unit, &m->round_types[unit->weapons[k].round_type], type, first);
            first = false;
        }
    }
    pvs_str_printf(&r->body, "]");
}
