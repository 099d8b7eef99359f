// SPDX-License-Identifier: Apache-2.0
// How threats end: each in exactly one way, booked in all, for armed and decoys, and for its type; and what that does to what they reach.
#include "base/math.h"
#include "battle/state.h"

#define LOW_KILL_HEIGHT_M                                                                          \
    1000.0 // a kill below this over a site is counted as such: debris comes down on it
#define LOW_KILL_RADIUS_M 2000.0

static PvsLlh place_of(PvsState *s, uint32_t threat) {
    return pvs_llh_from_ecef(pvs_threat_at(s, threat, s->now).pos_ecef);
}

static void book(PvsState *s, uint32_t threat, size_t field) {
    const Threat *t = &s->threats[threat];
    PvsThreatCounts *by[3] = {&s->out.all, t->armed ? &s->out.armed : &s->out.decoys,
                              &s->by_type[t->type]};
    for (int i = 0; i < 3; i++) {
        ++*(uint32_t *)((char *)by[i] + field);
    }
}
#define BOOK(s, threat, field) book(s, threat, offsetof(PvsThreatCounts, field))

// After this the threat is no more: no look, no plot, no track but a fading one.
static void gone(PvsState *s, uint32_t threat, PvsEventKind how) {
    Threat *t = &s->threats[threat];
    pvs_picture_gone(s, threat);
    t->phase = THREAT_ENDED;
    t->t_end = s->now;
    t->outcome = (uint8_t)how;
    s->n_alive--;
    pvs_sensing_forget(s, threat);
}

static void count_low_kill(PvsState *s, PvsLlh at, PvsVec3 pos_ecef) {
    if (at.h_ell_m - s->model->h_msl_offset_m > LOW_KILL_HEIGHT_M) {
        return;
    }
    for (uint32_t i = 0; i < s->model->n_sites; i++) {
        PvsVec3 d = pvs_vec3_sub(pvs_ecef_from_llh(s->model->sites[i].at), pos_ecef);
        double radius_m = LOW_KILL_RADIUS_M + s->model->sites[i].radius_m;
        s->site_out[i].low_kills += pvs_vec3_dot(d, d) <= radius_m * radius_m;
    }
}

static void say_shot(PvsState *s, PvsEventKind kind, uint32_t threat, const Shot *shot, PvsLlh at) {
    pvs_emit(s, &(PvsEvent){.t = s->now,
                            .kind = (uint8_t)kind,
                            .id = {threat, shot->unit, shot->round_type, shot->number},
                            .x = {at.lat_rad / PVS_DEG_RAD, at.lon_rad / PVS_DEG_RAD, at.h_ell_m}});
}

static void end_killed_at(PvsState *s, uint32_t threat, const Shot *shot, PvsVec3 pos_ecef) {
    PvsLlh at = pvs_llh_from_ecef(pos_ecef);
    BOOK(s, threat, killed);
    s->units[shot->unit].kills++;
    gone(s, threat, PVS_EV_KILLED);
    count_low_kill(s, at, pos_ecef);
    say_shot(s, PVS_EV_KILLED, threat, shot, at);
}

void pvs_end_killed(PvsState *s, uint32_t threat, const Shot *shot) {
    end_killed_at(s, threat, shot, pvs_threat_at(s, threat, s->now).pos_ecef);
}

void pvs_end_damaged(PvsState *s, uint32_t threat, const Shot *shot) {
    Threat *t = &s->threats[threat];
    if (t->condition == THREAT_DAMAGED) {
        return; // it is no worse off than before
    }
    t->condition = THREAT_DAMAGED;
    t->stopper = shot->number;
    say_shot(s, PVS_EV_DAMAGED, threat, shot, place_of(s, threat));
    pvs_turn_damaged(s, threat);
}

static void end_lost(PvsState *s, uint32_t threat, uint32_t area) {
    PvsLlh at = place_of(s, threat);
    BOOK(s, threat, soft_killed);
    gone(s, threat, PVS_EV_SOFT_KILLED);
    pvs_emit(s, &(PvsEvent){.t = s->now,
                            .kind = PVS_EV_SOFT_KILLED,
                            .id = {threat, area},
                            .x = {at.lat_rad / PVS_DEG_RAD, at.lon_rad / PVS_DEG_RAD}});
}

void pvs_end_soft_killed(PvsState *s, uint32_t threat, uint32_t area) {
    Threat *t = &s->threats[threat];
    if (t->phase != THREAT_FLYING || t->condition != THREAT_WHOLE) {
        return; // gone, or beyond finding a way
    }
    PvsLlh at = place_of(s, threat);
    double drift_s = pvs_dist_draw(s->model->areas[area].drift_s, s->luck, PVS_LUCK_SOFT_KILL,
                                   pvs_id_pair(s->model->areas[area].named.id, t->id), 1);
    t->condition = THREAT_ADRIFT;
    t->stopper = area;
    if (!pvs_turn_adrift(s, threat, drift_s)) {
        end_lost(s, threat, area);
        return;
    }
    pvs_emit(s, &(PvsEvent){.t = s->now,
                            .kind = PVS_EV_ADRIFT,
                            .id = {threat, area},
                            .x = {at.lat_rad / PVS_DEG_RAD, at.lon_rad / PVS_DEG_RAD}});
}

void pvs_end_failed(PvsState *s, uint32_t threat) {
    const Threat *t = &s->threats[threat];
    if (t->phase != THREAT_FLYING || t->condition != THREAT_WHOLE) {
        return; // what a round or an area has done to it came first
    }
    PvsLlh at = place_of(s, threat);
    BOOK(s, threat, failed);
    gone(s, threat, PVS_EV_FAILED);
    pvs_emit(s, &(PvsEvent){.t = s->now,
                            .kind = PVS_EV_FAILED,
                            .id = {threat},
                            .x = {at.lat_rad / PVS_DEG_RAD, at.lon_rad / PVS_DEG_RAD}});
}

// --- the end of the path -------------------------------------------------------------------------------------

// Rayleigh: half of all come down within the circular error of where their paths end.
static double scatter_m(const PvsState *s, const Threat *t, double cep_m) {
    if (!(cep_m > 0)) {
        return 0;
    }
    double u = pvs_luck_u01(s->luck, PVS_LUCK_IMPACT, t->id, 0);
    return cep_m * sqrt(-pvs_log(u) / 0.69314718055994530942);
}

// Where a damaged threat comes down: about the end of its path, in any direction.
static PvsVec3 wreck_ecef(PvsState *s, uint32_t threat) {
    const Threat *t = &s->threats[threat];
    PvsLlh end = place_of(s, threat);
    PvsEnuFrame frame = pvs_enu_frame(end);
    double r_m = scatter_m(s, t, s->model->threat_types[t->type].damaged_cep_m), sin_a, cos_a;
    pvs_sincos(PVS_TWO_PI * pvs_luck_u01(s->luck, PVS_LUCK_IMPACT, t->id, 1), &sin_a, &cos_a);
    return pvs_ecef_from_enu(&frame, pvs_vec3(r_m * sin_a, r_m * cos_a, 0));
}

// Distance from the aim at which a threat comes down that is not damaged.
static double miss_distance_m(const PvsState *s, const Threat *t) {
    return scatter_m(s, t, s->model->threat_types[t->type].cep_m);
}

// How near to its aim a threat must come down.
static double hit_radius_m(const PvsState *s, const Threat *t) {
    const PvsAim *aim = &s->model->groups[t->group].aims[t->aim];
    return s->model->threat_types[t->type].lethal_radius_m +
           (aim->kind == PVS_AIM_SITE ? s->model->sites[aim->index].radius_m : 0);
}

static void strike_site(PvsState *s, uint32_t site, double hits) {
    PvsSiteOutcome *out = &s->site_out[site];
    out->hits += hits;
    if (!out->destroyed && out->hits >= s->model->sites[site].hits_to_destroy) {
        out->destroyed = true;
        pvs_emit(s, &(PvsEvent){.t = s->now, .kind = PVS_EV_SITE_LOST, .id = {site}});
    }
}

static void strike_unit(PvsState *s, uint32_t unit, double hits) {
    UnitState *us = &s->units[unit];
    us->hits += hits;
    if (us->alive && us->hits >= s->model->units[unit].hits_to_destroy) {
        pvs_emit(s, &(PvsEvent){.t = s->now, .kind = PVS_EV_UNIT_LOST, .id = {unit}});
        pvs_engage_unit_lost(s, unit);
    }
}

static void say_leak(PvsState *s, uint32_t threat) {
    uint32_t unit = NIL;
    PvsLeakReason reason = pvs_leak_reason(s, threat, &unit);
    s->out.leakers++;
    s->out.leak_reasons[reason]++;
    pvs_emit(s, &(PvsEvent){.t = s->now, .kind = PVS_EV_LEAK, .id = {threat, reason, unit}});
}

// It is down, whole enough to count: at its aim or beside it.
static void come_down(PvsState *s, uint32_t threat, double miss_m) {
    Threat *t = &s->threats[threat];
    const PvsThreatType *type = &s->model->threat_types[t->type];
    const PvsAim *aim = &s->model->groups[t->group].aims[t->aim];
    bool hit = miss_m <= hit_radius_m(s, t);
    PvsEvent e = {.t = s->now, .kind = hit ? PVS_EV_HIT : PVS_EV_MISSED, .id = {threat, NIL, NIL}};
    e.x[0] = aim->place.lat_rad / PVS_DEG_RAD;
    e.x[1] = aim->place.lon_rad / PVS_DEG_RAD;
    e.x[2] = miss_m;
    if (hit) {
        e.id[1] = aim->kind == PVS_AIM_SITE ? aim->index : NIL;
        e.id[2] = aim->kind == PVS_AIM_UNIT ? aim->index : NIL;
        BOOK(s, threat, hit);
    } else {
        BOOK(s, threat, missed);
    }
    gone(s, threat, (PvsEventKind)e.kind);
    pvs_emit(s, &e);
    if (t->armed) {
        say_leak(s, threat);
    }
    if (hit && t->armed && aim->kind == PVS_AIM_SITE) {
        strike_site(s, aim->index, type->hits);
    } else if (hit && t->armed && aim->kind == PVS_AIM_UNIT) {
        strike_unit(s, aim->index, type->hits);
    }
}

// A damaged threat is down: all the same at its aim, or as what the round that hit it has made of it.
static void wreck_comes_down(PvsState *s, uint32_t threat) {
    const Threat *t = &s->threats[threat];
    PvsVec3 pos_ecef = wreck_ecef(s, threat);
    PvsVec3 off =
        pvs_vec3_sub(pos_ecef, pvs_ecef_from_llh(s->model->groups[t->group].aims[t->aim].place));
    double miss_m = pvs_vec3_norm(off);
    if (miss_m <= hit_radius_m(s, t)) {
        come_down(s, threat, miss_m);
    } else {
        end_killed_at(s, threat, shot_at(s, t->stopper), pos_ecef);
    }
}

void pvs_end_path(PvsState *s, uint32_t threat) {
    const Threat *t = &s->threats[threat];
    if (t->phase != THREAT_FLYING || t->t_end != s->now) {
        return; // gone, or it has turned since
    }
    switch ((ThreatCondition)t->condition) {
    case THREAT_WHOLE:
        come_down(s, threat, miss_distance_m(s, t));
        break;
    case THREAT_DAMAGED:
        wreck_comes_down(s, threat);
        break;
    case THREAT_ADRIFT:
        end_lost(s, threat, t->stopper);
        break;
    }
}

// --- soft kill -----------------------------------------------------------------------------------------------

typedef struct {
    PvsState *s;
    uint32_t threat, mark;
} FindAreas;

// The draw of an area and a threat: whether it loses its way there; the block's other half says where.
static bool loses_its_way(const PvsState *s, const PvsSoftKillArea *a, const Threat *t,
                          PvsBlock *block) {
    *block = pvs_luck_block(s->luck, PVS_LUCK_SOFT_KILL, pvs_id_pair(a->named.id, t->id), 0);
    return pvs_u01_53(block->w[0], block->w[1]) < a->loss_prob;
}

// One area: the first time the path enters it, navigation is lost with the area's probability, somewhere inside.
static void area_of(void *ctx, uint32_t area) {
    FindAreas *find = ctx;
    PvsState *s = find->s;
    const PvsSoftKillArea *a = &s->model->areas[area];
    const Threat *t = &s->threats[find->threat];
    if (s->area_marks[area] == find->mark ||
        !(a->class_mask >> s->model->threat_types[t->type].cls & 1u)) {
        return;
    }
    s->area_marks[area] = find->mark;
    PvsWindow window;
    if (pvs_windows((PvsPath){t->segments, t->n_segments}, s->now, &a->reach, &window, 1) == 0) {
        return;
    }
    PvsBlock block;
    bool lost = loses_its_way(s, a, t, &block);
    pvs_happen(s, window.begin, HAP_AREA, area, area, find->threat);
    if (lost) {
        double inside_s =
            pvs_time_s(window.end - window.begin) * pvs_u01_53(block.w[2], block.w[3]);
        pvs_happen(s, window.begin + pvs_time_from_s(inside_s), HAP_SOFT_KILL, find->threat,
                   find->threat, area);
    }
}

void pvs_areas_threat(PvsState *s, uint32_t threat) {
    const Threat *t = &s->threats[threat];
    if (s->model->n_areas == 0 || !s->model->threat_types[t->type].uses_satellite_navigation) {
        return;
    }
    FindAreas find = {s, threat, ++s->area_mark};
    for (uint32_t i = 0; i < t->n_segments; i++) {
        pvs_near_query(s->model->near_areas, &t->segments[i], area_of, &find);
    }
}

void pvs_areas_enter(PvsState *s, uint32_t area, uint32_t threat) {
    const Threat *t = &s->threats[threat];
    if (t->phase == THREAT_FLYING && t->condition == THREAT_WHOLE) {
        PvsBlock block;
        bool lost = loses_its_way(s, &s->model->areas[area], t, &block);
        pvs_emit(s,
                 &(PvsEvent){.t = s->now, .kind = PVS_EV_ENTERED_AREA, .id = {threat, area, lost}});
    }
}
