// SPDX-License-Identifier: Apache-2.0
// Threats and their paths: from the rule of a raid group to members, each with its own luck.
//
// Members are prefix-stable: member k is the same at any count. Its class and aim come from its place in the group (exact shares of every prefix),
// its chance values from draws keyed by its own id.
#include <stdlib.h>

#include "base/math.h"
#include "battle/state.h"

enum { VALUE_LAUNCH_TIME, VALUE_HEIGHT, VALUE_SPEED, VALUE_LATERAL, VALUE_FAILS, VALUE_POINT = 16 };

#define PROFILE_SEGMENTS_MAX 128

size_t pvs_route_segments_max(const PvsState *s) {
    return 2 * (size_t)s->cap_route + PROFILE_SEGMENTS_MAX; // each corner may become a turn
}

// The number of decoys among the first n members: exact for every prefix.
static uint64_t decoys_among(uint64_t n, double share) {
    return (uint64_t)floor((double)n * share + 0.5);
}

static bool is_decoy_member(const PvsState *s, const PvsRaidGroup *g, uint32_t k) {
    if (g->decoy_type == PVS_NONE) {
        return false;
    }
    if (g->decoys_drawn) {
        return pvs_luck_u01(s->luck, PVS_LUCK_CLASS, g->named.id, k) < g->decoy_share;
    }
    return decoys_among((uint64_t)k + 1, g->decoy_share) > decoys_among(k, g->decoy_share);
}

#define POISSON_STEP  500.0       // a larger mean is a sum of such: exp(-mean) must not vanish
#define COUNT_ORDINAL 0x80000000u // of PVS_LUCK_CLASS; below it the ordinals are members

// How many members come. Poisson by inversion: a larger mean never brings fewer.
static uint32_t members_coming(const PvsState *s, const PvsRaidGroup *g) {
    if (!(g->mean_count > 0)) {
        return g->count;
    }
    uint32_t n = 0, ordinal = COUNT_ORDINAL;
    for (double left = g->mean_count; left > 0; left -= POISSON_STEP) {
        double mean = left < POISSON_STEP ? left : POISSON_STEP;
        double u = pvs_luck_u01(s->luck, PVS_LUCK_CLASS, g->named.id, ordinal++);
        double term = pvs_exp(-mean), sum = term;
        for (uint32_t k = 1; u > sum && n < g->count; k++) {
            term *= mean / k;
            sum += term;
            n++;
        }
    }
    return n;
}

// The aim that is most behind its share gets the next member: the shares of every prefix are as exact as whole numbers
// can be. Armed members and decoys are counted apart, so that both follow the shares.
static uint16_t next_aim(const PvsRaidGroup *g, uint32_t *given, uint32_t n_given) {
    uint32_t best = 0;
    double most_behind = -1e300;
    for (uint32_t i = 0; i < g->n_aims; i++) {
        double behind = g->aims[i].share * (double)(n_given + 1) - (double)given[i];
        if (behind > most_behind + 1e-9) {
            most_behind = behind;
            best = i;
        }
    }
    given[best]++;
    return (uint16_t)best;
}

static double member_value(const PvsState *s, PvsDist dist, uint64_t id, uint32_t which) {
    return pvs_dist_draw(dist, s->luck, PVS_LUCK_MEMBER, id, which);
}

// A point moved by a distance in a direction of the local frame; small distances, so that the tangent plane is exact enough.
static PvsLlh moved(PvsLlh llh, double east_m, double north_m) {
    PvsEnuFrame frame = pvs_enu_frame(llh);
    PvsLlh out = pvs_llh_from_ecef(pvs_ecef_from_enu(&frame, pvs_vec3(east_m, north_m, 0)));
    out.h_ell_m = llh.h_ell_m;
    return out;
}

static PvsLlh spread_point(const PvsState *s, PvsLlh llh, double spread_m, uint64_t id,
                           uint32_t which) {
    if (!(spread_m > 0)) {
        return llh;
    }
    PvsBlock block = pvs_luck_block(s->luck, PVS_LUCK_MEMBER, id, which);
    double r_m = spread_m * sqrt(pvs_u01_53(block.w[0], block.w[1]));
    double sin_a, cos_a;
    pvs_sincos(PVS_TWO_PI * pvs_u01_53(block.w[2], block.w[3]), &sin_a, &cos_a);
    return moved(llh, r_m * sin_a, r_m * cos_a);
}

// The points that a member flies through, launch and aim included; returns their number.
static size_t member_points(const PvsState *s, const Threat *t, PvsLlh *points) {
    const PvsModel *m = s->model;
    const PvsRaidGroup *g = &m->groups[t->group];
    double h_ell_m = member_value(s, g->h_msl_m, t->id, VALUE_HEIGHT) + m->h_msl_offset_m;
    size_t n = 0;
    for (uint32_t i = 0; i < g->n_route; i++) {
        PvsLlh llh = g->route[i].at;
        llh.h_ell_m = g->route[i].has_height ? g->route[i].at.h_ell_m : h_ell_m;
        points[n++] = spread_point(s, llh, g->route[i].spread_m, t->id, VALUE_POINT + i);
    }
    PvsLlh aim = g->aims[t->aim].place;
    aim.h_ell_m = n ? points[n - 1].h_ell_m : h_ell_m;
    points[n++] = aim;
    if (g->lateral_spread_m > 0 && n >= 2) {
        // One offset a member, across the whole way from launch to aim: a stream has a width.
        double offset_m =
            g->lateral_spread_m *
            (2.0 * pvs_luck_u01(s->luck, PVS_LUCK_MEMBER, t->id, VALUE_LATERAL) - 1.0);
        PvsGeodesic way =
            pvs_geodesic_inverse(points[0].lat_rad, points[0].lon_rad, aim.lat_rad, aim.lon_rad);
        double sin_az, cos_az;
        pvs_sincos(way.az1_rad, &sin_az, &cos_az);
        for (size_t i = 0; i + 1 < n; i++) {
            points[i] = moved(points[i], offset_m * cos_az, -offset_m * sin_az);
        }
    }
    return n;
}

static size_t cruise_path(const PvsState *s, const Threat *t, const PvsLlh *points, size_t n,
                          PvsTime t0, PvsSegment *out) {
    const PvsRaidGroup *g = &s->model->groups[t->group];
    const PvsThreatType *type = &s->model->threat_types[t->type];
    double speed_mps = member_value(s, g->speed_mps, t->id, VALUE_SPEED);
    if (!(speed_mps > 0)) {
        speed_mps = type->speed_mps;
    }
    for (size_t i = 0; i + 1 < n; i++) {
        s->route_speeds[i] = speed_mps;
    }
    return pvs_route(points, n, s->route_speeds, type->turn_radius_m, t0, out,
                     pvs_route_segments_max(s));
}

// It begins where it ends.
static size_t nowhere_to_go(PvsLlh at, PvsTime t0, PvsSegment *out) {
    out[0] = pvs_stay(at, t0, t0 + 1);
    return 1;
}

// Builds the path of a member from t0; returns the number of segments.
static size_t member_path(PvsState *s, const Threat *t, PvsTime t0, PvsSegment *out) {
    PvsLlh *points = s->route_points;
    size_t n = member_points(s, t, points);
    const PvsThreatType *type = &s->model->threat_types[t->type];
    if (n < 2) {
        return nowhere_to_go(points[0], t0, out);
    }
    PvsLlh from = points[0], to = points[n - 1];
    if (type->move == PVS_MOVE_PROFILE) {
        to.h_ell_m = s->model->h_msl_offset_m;
        size_t n_pieces =
            pvs_profile(from, to, type->profile, type->n_profile, s->model->h_msl_offset_m, t0, out,
                        pvs_route_segments_max(s), NULL);
        return n_pieces ? n_pieces : nowhere_to_go(to, t0, out);
    }
    if (type->move == PVS_MOVE_BALLISTIC) {
        from.h_ell_m = s->model->h_msl_offset_m;
        to.h_ell_m = s->model->h_msl_offset_m;
        bool flies = pvs_ballistic_arc(from, to, type->loft_rad, t0, out, NULL) == PVS_OK ||
                     pvs_ballistic_arc(from, to, 0, t0, out, NULL) == PVS_OK;
        return flies ? 1 : nowhere_to_go(to, t0, out);
    }
    size_t n_legs = cruise_path(s, t, points, n, t0, out);
    return n_legs ? n_legs : nowhere_to_go(to, t0, out);
}

static int compare_launch(const void *a, const void *b, void *ctx) {
    const Threat *threats = ctx;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    if (threats[i].t_launch != threats[j].t_launch) {
        return threats[i].t_launch < threats[j].t_launch ? -1 : 1;
    }
    return i < j ? -1 : 1;
}

static PvsTime member_launch_time(PvsState *s, Threat *t) {
    const PvsRaidGroup *g = &s->model->groups[t->group];
    double t_s =
        member_value(s, g->t_launch_s, t->id, VALUE_LAUNCH_TIME) + g->interval_s * t->member;
    PvsTime time = pvs_time_from_s(t_s);
    if (g->time_on_target) {
        size_t n = member_path(s, t, 0, s->route_segments);
        time -=
            s->route_segments[(n < pvs_route_segments_max(s) ? n : pvs_route_segments_max(s)) - 1]
                .t1;
        if (time < 0) {
            time = 0; // it could not be there in time: it starts at once
        }
    }
    return time;
}

static void reset_member(PvsState *s, uint32_t i, uint32_t group, uint32_t k) {
    const PvsRaidGroup *g = &s->model->groups[group];
    const PvsSharing *sharing = &s->model->sharing;
    Threat *t = &s->threats[i];
    *t = (Threat){.id = pvs_id_member(g->named.id, k),
                  .group = group,
                  .member = k,
                  .pairs = NIL,
                  .tracks = NIL,
                  .shots_log = NIL,
                  .windows = NIL};
    bool decoy = is_decoy_member(s, g, k);
    t->type = decoy ? g->decoy_type : g->type;
    t->armed = !s->model->threat_types[t->type].decoy;
    double rcs_ln = s->night_rcs_ln;
    if (sharing->threat_rcs_sd_db > 0) {
        rcs_ln += sharing->threat_rcs_sd_db * 0.23025850929940457 *
                  pvs_luck_normal(s->luck, PVS_LUCK_SHARED, t->id, 0);
    }
    t->rcs_gain_ln = (float)rcs_ln;
    s->leaks[i] = (LeakBook){.shooter = NIL};
}

PvsStatus pvs_raid_reset(PvsState *s) {
    const PvsModel *m = s->model;
    pvs_arena_reset(&s->paths);
    pvs_arena_reset(&s->scratch);
    uint32_t i = 0, n_launches = 0;
    for (uint32_t group = 0; group < m->n_groups; group++) {
        const PvsRaidGroup *g = &m->groups[group];
        uint32_t *given =
            pvs_arena_alloc(&s->scratch, (size_t)2 * (g->n_aims ? g->n_aims : 1) * sizeof *given);
        if (!given) {
            return pvs_error_set(s->err, PVS_NO_MEMORY, "out of memory in a battle");
        }
        uint32_t n_given[2] = {0, 0};
        uint32_t n_coming = members_coming(s, g);
        for (uint32_t k = 0; k < g->count; k++, i++) {
            reset_member(s, i, group, k);
            if (k >= n_coming) {
                continue;
            }
            int kind = s->threats[i].armed ? 0 : 1;
            s->threats[i].aim = next_aim(g, given + (size_t)kind * g->n_aims, n_given[kind]++);
            s->threats[i].t_launch = member_launch_time(s, &s->threats[i]);
            s->launch_order[n_launches++] = i;
        }
    }
    qsort_r(s->launch_order, n_launches, sizeof *s->launch_order, compare_launch, s->threats);
    s->n_launches = s->n_alive = n_launches;
    s->at_launch = 0;
    if (n_launches > 0) {
        pvs_happen(s, s->threats[s->launch_order[0]].t_launch, HAP_LAUNCH, 0, 0, 0);
    }
    return s->status;
}

void pvs_raid_emit_path(PvsState *s, uint32_t threat, uint32_t first) {
    const Threat *t = &s->threats[threat];
    for (uint32_t i = first; i < t->n_segments; i++) {
        const PvsSegment *g = &t->segments[i];
        PvsEvent e = {.t = s->now, .kind = PVS_EV_PATH, .id = {threat, i, g->kind}};
        e.x[0] = (double)g->t0;
        e.x[1] = (double)g->t1;
        if (g->kind == PVS_SEG_ARC) {
            const double p[12] = {g->arc.a.x, g->arc.a.y,        g->arc.a.z,      g->arc.b.x,
                                  g->arc.b.y, g->arc.b.z,        g->arc.c.x,      g->arc.c.y,
                                  g->arc.c.z, g->arc.rate_radps, g->arc.h0_ell_m, g->arc.climb_mps};
            memcpy(e.x + 2, p, sizeof p);
        } else if (g->kind == PVS_SEG_BALLISTIC) {
            memcpy(e.x + 2, &g->ballistic, 6 * sizeof(double));
        } else {
            memcpy(e.x + 2, &g->profile, 12 * sizeof(double));
            e.x[14] = (double)g->profile_h0_m;
        }
        pvs_emit(s, &e);
    }
}

// Reliability: whether it breaks down by itself, and at which share of its time.
static void draw_failure(PvsState *s, uint32_t threat) {
    const Threat *t = &s->threats[threat];
    const PvsThreatType *type = &s->model->threat_types[t->type];
    if (type->fails) {
        double after_s = member_value(s, type->fails_after_s, t->id, VALUE_FAILS);
        PvsTime fail = t->t_launch + pvs_time_from_s(after_s > 0 ? after_s : 0);
        if (fail < t->t_end) {
            pvs_happen(s, fail, HAP_FAIL, threat, threat, 0);
        }
    }
    double reliability = type->reliability;
    if (reliability >= 1 || pvs_luck_u01(s->luck, PVS_LUCK_RELIABILITY, t->id, 0) < reliability) {
        return;
    }
    double share = pvs_luck_u01(s->luck, PVS_LUCK_RELIABILITY, t->id, 1);
    double flight_s = pvs_time_s(t->t_end - t->t_launch);
    pvs_happen(s, t->t_launch + pvs_time_from_s(share * flight_s), HAP_FAIL, threat, threat, 0);
}

static void launch_one(PvsState *s, uint32_t threat) {
    Threat *t = &s->threats[threat];
    PvsSegment *scratch = s->route_segments;
    size_t n = member_path(s, t, t->t_launch, scratch);
    if (n > pvs_route_segments_max(s)) {
        n = pvs_route_segments_max(s);
    }
    PvsSegment *kept = n ? pvs_arena_alloc(&s->paths, n * sizeof *kept) : NULL;
    if (!kept) {
        s->status = pvs_error_set(s->err, PVS_NO_MEMORY, "out of memory for the path of a threat");
        return;
    }
    memcpy(kept, scratch, n * sizeof *kept);
    t->segments = kept;
    t->n_segments = (uint16_t)n;
    t->t_end = kept[n - 1].t1;
    t->phase = THREAT_FLYING;
    PvsThreatCounts *by[3] = {&s->out.all, t->armed ? &s->out.armed : &s->out.decoys,
                              &s->by_type[t->type]};
    for (int i = 0; i < 3; i++) {
        by[i]->launched++;
    }
    s->out.attack_cost_usd += s->model->threat_types[t->type].price_usd;
    PvsLlh at = pvs_llh_from_ecef(pvs_segment_at(kept, t->t_launch).pos_ecef);
    pvs_emit(s, &(PvsEvent){.t = s->now,
                            .kind = PVS_EV_LAUNCH,
                            .id = {threat, t->type, t->group, t->armed},
                            .x = {at.lat_rad / PVS_DEG_RAD, at.lon_rad / PVS_DEG_RAD, at.h_ell_m}});
    if (wanted(s, PVS_LEVEL_PATH)) {
        pvs_raid_emit_path(s, threat, 0);
    }
    pvs_happen(s, t->t_end, HAP_PATH_END, threat, threat, 0);
    draw_failure(s, threat);
    pvs_sensing_threat(s, threat);
    pvs_areas_threat(s, threat);
}

void pvs_raid_launch(PvsState *s) {
    while (s->at_launch < s->n_launches && s->status == PVS_OK) {
        uint32_t threat = s->launch_order[s->at_launch];
        PvsTime t = s->threats[threat].t_launch;
        if (t > s->now) {
            pvs_happen(s, t, HAP_LAUNCH, 0, 0, 0);
            return;
        }
        s->at_launch++;
        launch_one(s, threat);
    }
}

PvsKinematics pvs_threat_at(PvsState *s, uint32_t threat, PvsTime t) {
    const Threat *r = &s->threats[threat];
    return pvs_path_at((PvsPath){r->segments, r->n_segments}, t);
}
