// SPDX-License-Identifier: Apache-2.0
// Engagements: from a post's decision to the unit's assessment. Channels, crews, launchers, rounds and reloads are booked here; what happens to a
// round in flight is in shots.c.
//
//   decided --decision time, link--> ordered --reaction, hand-over--> firing --rounds leave--> flying --last intercept--> assessing --> done
//
// The channel, the crew and the rounds are taken at the decision, so that nothing is promised twice; an engagement that comes to nothing gives
// all of it back and says why with a gate.
#include <limits.h>

#include "base/math.h"
#include "battle/state.h"

static double crew_time_s(const PvsState *s, const PostTrack *pt, PvsDist dist, const Engagement *g,
                          uint32_t stage) {
    uint64_t id = pvs_id_pair(s->model->units[g->unit].named.id, pt->luck);
    double t_s = pvs_dist_draw(dist, s->luck, PVS_LUCK_CREW, id, g->ordinal * 8u + stage);
    return t_s > 0 ? t_s : 0;
}
enum { STAGE_DECISION, STAGE_LINK, STAGE_REACTION, STAGE_HANDOVER, STAGE_ASSESS };

// --- what a unit reports -------------------------------------------------------------------------------------

static int left_of(int limit, int used) {
    return limit > 0 ? limit - used : INT_MAX / 2;
}

void pvs_engage_status(PvsState *s, uint32_t unit) {
    const PvsUnit *u = &s->model->units[unit];
    UnitState *us = &s->units[unit];
    PvsUnitStatus *st = &s->unit_status[unit];
    st->ready = us->alive && us->available && us->deployed;
    st->gate = st->ready ? PVS_GATE_OPEN : PVS_GATE_UNIT_DOWN;
    st->channels_free = left_of(u->target_channels, us->channels_used);
    st->t_launcher_free = us->t_launcher_free;
    int missiles = us->missiles_used; // in flight, or ordered to be
    for (uint32_t w = 0; w < u->n_weapons; w++) {
        missiles += us->reserved[w];
        st->ready_rounds[w] = us->ready[w] - us->reserved[w];
        st->total_rounds[w] = us->ready[w] + us->depot[w] - us->reserved[w];
    }
    st->missile_channels_free = left_of(u->missile_channels, missiles);
}

void pvs_engage_reset(PvsState *s) {
    for (uint32_t i = 0; i < s->model->n_units; i++) {
        const PvsUnit *u = &s->model->units[i];
        UnitState *us = &s->units[i];
        *us = (UnitState){.waiting = NIL, .alive = 1, .t_launcher_free = INT64_MIN};
        us->available = u->availability >= 1 || pvs_luck_u01(s->luck, PVS_LUCK_AVAILABILITY,
                                                             u->named.id, 0) < u->availability;
        double ready_s = pvs_dist_draw(u->ready_s, s->luck, PVS_LUCK_CREW, u->named.id, UINT32_MAX);
        us->deployed = ready_s <= 0;
        us->heading_rad = u->radar == PVS_NONE ? 0 : s->model->radars[u->radar].reach.sector_az_rad;
        s->unit_status[i] = (PvsUnitStatus){0};
        s->unit_post[i] = u->post;
        for (uint32_t w = 0; w < u->n_weapons; w++) {
            us->ready[w] = u->weapons[w].ready;
            us->depot[w] = u->weapons[w].depot;
            s->unit_status[i].initial_rounds[w] = u->weapons[w].ready + u->weapons[w].depot;
        }
        pvs_engage_status(s, i);
        if (!us->deployed) {
            pvs_happen(s, pvs_time_from_s(ready_s), HAP_UNIT_READY, i, i, 0);
        }
    }
}

// --- begin and end -------------------------------------------------------------------------------------------

static void release_channel(PvsState *s, Engagement *g) {
    if (g->holds_channel) {
        g->holds_channel = 0;
        s->units[g->unit].channels_used--;
        pvs_engage_status(s, g->unit);
        pvs_emit(s, &(PvsEvent){.t = s->now, .kind = PVS_EV_CHANNEL_FREE, .id = {g->unit}});
        pvs_decide_unit_free(s, g->unit);
    }
}

static void finish(PvsState *s, uint32_t engagement) {
    Engagement *g = engagement_at(s, engagement);
    PostTrack *pt = track_at(s, g->track);
    g->phase = ENG_DONE;
    if (g->holds_crew) {
        g->holds_crew = 0;
        s->posts[pt->post].crew_engaged--;
    }
    if (pt->n_engaged > 0) {
        pt->n_engaged--;
    }
    s->units[g->unit].reserved[g->weapon] -= g->n_reserved;
    g->n_reserved = 0;
    release_channel(s, g);
    pvs_engage_status(s, g->unit);
}

// Other posts that hold the threat learn that nobody is at it any more.
static void others_look_again(PvsState *s, uint32_t threat) {
    for (uint32_t i = s->threats[threat].tracks; i != NIL; i = track_at(s, i)->next_of_threat) {
        if (track_at(s, i)->held && track_at(s, i)->n_engaged == 0) {
            pvs_decide_soon(s, i, s->now);
        }
    }
}

#define RETRY_S 5.0 // assumption: how soon a crew tries again what has just come to nothing

// Comes to nothing: gives everything back, says why, and looks again a little later.
static void abandon(PvsState *s, uint32_t engagement, PvsGate gate) {
    Engagement *g = engagement_at(s, engagement);
    uint32_t track = g->track;
    pvs_note_gate(s, track, g->unit, gate);
    finish(s, engagement);
    pvs_decide_soon(s, track, s->now + pvs_time_from_s(RETRY_S));
}

// Rounds that the unit can still promise of those that were decided: the assigner orders for a whole picture at once, and its second order for a
// unit may find less than it counted on.
static int salvo_left(const PvsState *s, const PvsDecision *d) {
    const PvsUnitStatus *status = &s->unit_status[d->shot.unit];
    int n = d->salvo;
    n = n < status->ready_rounds[d->shot.weapon] ? n : status->ready_rounds[d->shot.weapon];
    n = n < status->missile_channels_free ? n : status->missile_channels_free;
    return status->ready && status->channels_free > 0 ? n : 0;
}

void pvs_engage_begin(PvsState *s, uint32_t track, const PvsDecision *d) {
    int n_salvo = salvo_left(s, d);
    uint32_t index = n_salvo > 0 ? pvs_pool_take(s, &s->engagements) : NIL;
    if (index == NIL) {
        return;
    }
    PostTrack *pt = track_at(s, track);
    const PvsPost *post = &s->model->posts[pt->post];
    const PvsUnit *unit = &s->model->units[d->shot.unit];
    Engagement *g = engagement_at(s, index);
    *g = (Engagement){.t_decided = s->now,
                      .t_launch = d->shot.t_launch,
                      .t_intercept = d->shot.t_intercept,
                      .unit = d->shot.unit,
                      .weapon = d->shot.weapon,
                      .track = track,
                      .threat = pt->threat,
                      .ordinal = pt->n_salvos++,
                      .next_of_track = pt->engagements,
                      .shots = NIL,
                      .holds_channel = 1,
                      .holds_crew = 1};
    UnitState *us = &s->units[g->unit];
    g->n_salvo = g->n_reserved = (uint16_t)n_salvo;
    g->salvo_id = pvs_id_pair(pvs_id_pair(unit->named.id, s->threats[g->threat].id), g->ordinal);
    pt->engagements = index;
    pt->n_engaged++;
    us->channels_used++;
    us->reserved[g->weapon] += g->n_reserved;
    s->posts[pt->post].crew_engaged++;
    pvs_engage_status(s, g->unit);
    pvs_emit(s, &(PvsEvent){
                    .t = s->now,
                    .kind = PVS_EV_ASSIGNED,
                    .id = {g->threat, g->unit, unit->weapons[g->weapon].round_type, pt->post},
                    .x = {pvs_time_s(g->t_launch), pvs_time_s(g->t_intercept), d->shot.kill_prob}});
    double decision_s = pvs_dist_draw(post->decision_s, s->luck, PVS_LUCK_CREW, pt->crew_id,
                                      g->ordinal * 8u + STAGE_DECISION);
    double link_s = crew_time_s(s, pt, unit->link_delay_s, g, STAGE_LINK);
    PvsTime t = s->now + pvs_time_from_s(decision_s > 0 ? decision_s : 0) + pvs_time_from_s(link_s);
    g->fails = unit->link_loss > 0 &&
               pvs_luck_u01(s->luck, PVS_LUCK_LINK, pvs_id_pair(unit->named.id, pt->luck),
                            g->ordinal) < unit->link_loss;
    g->gate = PVS_GATE_LINK_DOWN;
    pvs_happen(s, t, HAP_ORDER, g->unit, index, 0);
}

// --- the unit ------------------------------------------------------------------------------------------------

// Turning the engagement radar towards the target; while it serves another it can only look where it looks.
static bool slew(PvsState *s, Engagement *g, PvsVec3 pos_ecef, double *slew_s) {
    const PvsUnit *u = &s->model->units[g->unit];
    *slew_s = 0;
    if (!(u->slew_rate_radps > 0)) {
        return true;
    }
    UnitState *us = &s->units[g->unit];
    PvsRae rae = pvs_rae_from_enu(pvs_enu_from_ecef(&u->frame, pos_ecef));
    double off_rad = pvs_wrap_pi(rae.az_rad - us->heading_rad);
    double half_rad = s->model->radars[u->radar].reach.sector_half_rad;
    if (fabs(off_rad) <= half_rad) {
        return true;
    }
    if (us->channels_used > 1) {
        return false;
    }
    us->heading_rad = rae.az_rad;
    *slew_s = (fabs(off_rad) - half_rad) / u->slew_rate_radps;
    return true;
}

#define HANDOVER_LOOKS                                                                             \
    3 // assumption: looks that the engagement radar spends on the spot it is told

// Probability that the engagement radar detects the target in a few looks at the spot: the same SNR and Pd as in a scan.
static double finds_on_the_spot(const PvsState *s, const PvsRadar *radar, uint32_t threat,
                                PvsKinematics k) {
    if (radar->passive) {
        return radar->passive_pd;
    }
    const PvsThreatType *type = &s->model->threat_types[s->threats[threat].type];
    double u, w;
    pvs_rcs_aspect(k.pos_ecef, k.vel_ecef, radar->look.frame.origin_ecef, &u, &w);
    double rcs_m2 =
        pvs_rcs_at(&type->rcs[radar->band], u, w) * pvs_exp((double)s->threats[threat].rcs_gain_ln);
    double range_m = pvs_vec3_norm(pvs_vec3_sub(k.pos_ecef, radar->look.frame.origin_ecef));
    double snr_lin = pvs_radar_snr(radar->look.snr_constant, rcs_m2, range_m, range_m);
    const PvsPdTable *table = radar->look.pd_table[type->swerling];
    double miss = 1.0 - (table ? pvs_pd_table_at(table, snr_lin) : 0.0), all_miss = 1.0;
    for (int i = 0; i < HANDOVER_LOOKS; i++) {
        all_miss *= miss;
    }
    return 1.0 - all_miss;
}

// Whether the engagement radar finds the target where the order says, and how long that takes.
static bool hand_over(PvsState *s, Engagement *g, PostTrack *pt, double *wait_s) {
    const PvsUnit *u = &s->model->units[g->unit];
    *wait_s = 0;
    if (u->radar == PVS_NONE) {
        return true;
    }
    double slew_s = 0;
    *wait_s = crew_time_s(s, pt, u->handover_s, g, STAGE_HANDOVER);
    if (s->threats[g->threat].phase != THREAT_FLYING || s->radars[u->radar].lost) {
        return false;
    }
    PvsKinematics k = pvs_threat_at(s, g->threat, s->now);
    PvsReach reach = pvs_radar_reach(&s->model->radars[u->radar],
                                     &s->model->threat_types[s->threats[g->threat].type]);
    if (u->slew_rate_radps > 0) {
        reach.sector_half_rad = PVS_PI; // the sector goes where the radar is turned
    }
    bool in_reach = slew(s, g, k.pos_ecef, &slew_s) && pvs_reach_contains(&reach, k.pos_ecef);
    *wait_s += slew_s;
    double u01 = pvs_luck_u01(s->luck, PVS_LUCK_HANDOVER, pvs_id_pair(u->named.id, pt->luck),
                              pt->n_handover++);
    return in_reach &&
           u01 < u->handover_prob * finds_on_the_spot(s, &s->model->radars[u->radar], g->threat, k);
}

void pvs_engage_order(PvsState *s, uint32_t engagement) {
    Engagement *g = engagement_at(s, engagement);
    PostTrack *pt = track_at(s, g->track);
    UnitState *us = &s->units[g->unit];
    const PvsUnit *u = &s->model->units[g->unit];
    if (g->phase != ENG_DECIDED) {
        return;
    }
    if (g->fails || !us->alive) {
        abandon(s, engagement, us->alive ? PVS_GATE_LINK_DOWN : PVS_GATE_UNIT_DOWN);
        return;
    }
    pvs_emit(s, &(PvsEvent){.t = s->now, .kind = PVS_EV_ORDERED, .id = {g->threat, g->unit}});
    double handover_s;
    g->fails = !hand_over(s, g, pt, &handover_s);
    g->gate = PVS_GATE_HANDOVER_FAILED;
    g->phase = ENG_FIRING;
    PvsTime t = s->now + pvs_time_from_s(handover_s);
    if (!g->fails) {
        t += pvs_time_from_s(crew_time_s(s, pt, u->reaction_s, g, STAGE_REACTION));
        t = t > g->t_launch ? t : g->t_launch;
    }
    pvs_happen(s, t, HAP_FIRE, g->unit, engagement, 0);
}

static void reload_if_due(PvsState *s, uint32_t unit, uint32_t w) {
    const PvsUnitWeapon *weapon = &s->model->units[unit].weapons[w];
    UnitState *us = &s->units[unit];
    bool due = us->ready[w] == 0 || weapon->ready - us->ready[w] >= weapon->reload_batch;
    if (weapon->reload_batch <= 0 || us->depot[w] <= 0 || us->reloading[w] || !due) {
        return;
    }
    us->reloading[w] = 1;
    double reload_s = pvs_dist_draw(s->model->units[unit].reload_s, s->luck, PVS_LUCK_CREW,
                                    s->model->units[unit].named.id, us->n_reloads++);
    pvs_happen(s, s->now + pvs_time_from_s(reload_s > 0 ? reload_s : 0), HAP_RELOAD, unit, unit, w);
}

void pvs_engage_reload(PvsState *s, uint32_t unit, uint32_t w) {
    const PvsUnitWeapon *weapon = &s->model->units[unit].weapons[w];
    UnitState *us = &s->units[unit];
    us->reloading[w] = 0;
    if (!us->alive) {
        return;
    }
    int n = weapon->reload_batch < us->depot[w] ? weapon->reload_batch : us->depot[w];
    us->ready[w] += n;
    us->depot[w] -= n;
    pvs_emit(s, &(PvsEvent){.t = s->now,
                            .kind = PVS_EV_RELOADED,
                            .id = {unit, weapon->round_type, (uint32_t)n}});
    reload_if_due(s, unit, w);
    pvs_engage_status(s, unit);
    pvs_decide_unit_free(s, unit);
}

static void say_if_empty(PvsState *s, uint32_t unit) {
    UnitState *us = &s->units[unit];
    int left = 0;
    for (uint32_t w = 0; w < s->model->units[unit].n_weapons; w++) {
        left += us->ready[w] + us->depot[w];
    }
    if (left == 0 && !us->empty_said) {
        us->empty_said = 1;
        pvs_emit(s, &(PvsEvent){.t = s->now, .kind = PVS_EV_EMPTY, .id = {unit}});
    }
}

void pvs_engage_fire(PvsState *s, uint32_t engagement) {
    Engagement *g = engagement_at(s, engagement);
    const PostTrack *pt = track_at(s, g->track);
    UnitState *us = &s->units[g->unit];
    if (g->phase != ENG_FIRING) {
        return;
    }
    if (!us->alive || g->fails) {
        abandon(s, engagement, us->alive ? (PvsGate)g->gate : PVS_GATE_UNIT_DOWN);
        return;
    }
    if (!pt->held && g->n_fired == 0) {
        abandon(s, engagement, PVS_GATE_TRACK_LOST);
        return;
    }
    if (us->t_launcher_free > s->now) {
        pvs_happen(s, us->t_launcher_free, HAP_FIRE, g->unit, engagement, 0);
        return;
    }
    us->t_launcher_free = s->now + pvs_time_from_s(s->model->units[g->unit].launch_interval_s);
    us->ready[g->weapon]--;
    us->reserved[g->weapon]--;
    g->n_reserved--;
    us->missiles_used++;
    pvs_shot_fire(s, engagement);
    g = engagement_at(s, engagement);
    if (g->n_fired < g->n_salvo) {
        pvs_happen(s, us->t_launcher_free, HAP_FIRE, g->unit, engagement, 0);
    } else {
        g->phase = ENG_FLYING;
        const PvsRoundType *round =
            &s->model->round_types[s->model->units[g->unit].weapons[g->weapon].round_type];
        if (!round->holds_channel) {
            PvsTime t = g->t_intercept - pvs_time_from_s(round->release_s);
            pvs_happen(s, t > s->now ? t : s->now, HAP_CHANNEL, g->unit, engagement, 0);
        }
    }
    reload_if_due(s, g->unit, g->weapon);
    say_if_empty(s, g->unit);
    pvs_engage_status(s, g->unit);
}

void pvs_engage_channel(PvsState *s, uint32_t engagement) {
    release_channel(s, engagement_at(s, engagement));
}

// --- assessment ----------------------------------------------------------------------------------------------

// Called by shots.c when a round of the engagement has ended.
void pvs_engage_round_ended(PvsState *s, uint32_t engagement) {
    Engagement *g = engagement_at(s, engagement);
    s->units[g->unit].missiles_used--;
    g->n_flying--;
    pvs_engage_status(s, g->unit);
    if (g->n_flying > 0 || g->phase != ENG_FLYING) {
        return;
    }
    const PvsUnit *u = &s->model->units[g->unit];
    PostTrack *pt = track_at(s, g->track);
    g->phase = ENG_ASSESSING;
    double assess_s = crew_time_s(s, pt, u->assess_s, g, STAGE_ASSESS) +
                      u->assess_s_per_km * 1e-3 * (double)g->range_last_m;
    pvs_happen(s, s->now + pvs_time_from_s(assess_s), HAP_ASSESS, g->unit, engagement, 0);
    release_channel(s, g);
}

void pvs_engage_assess(PvsState *s, uint32_t engagement) {
    Engagement *g = engagement_at(s, engagement);
    if (g->phase != ENG_ASSESSING) {
        return;
    }
    const PvsUnit *u = &s->model->units[g->unit];
    PostTrack *pt = track_at(s, g->track);
    uint32_t track = g->track, threat = g->threat;
    bool dead = s->threats[threat].phase == THREAT_ENDED;
    // One draw for the salvo: its rounds are assessed alike. What is looked at is the track: one that is lost is no kill; that of a
    // target that is dead may be kept by debris.
    double u01 =
        pvs_luck_u01(s->luck, PVS_LUCK_ASSESS, pvs_id_pair(u->named.id, pt->luck), pt->n_assess++);
    bool looks = pt->held && s->units[g->unit].alive;
    bool declared = looks && u01 < (dead ? u->assess_kill_prob : u->assess_alive_prob);
    if (dead && pt->held && !declared) {
        pvs_picture_debris(s, track);
    }
    pvs_emit(s,
             &(PvsEvent){.t = s->now, .kind = PVS_EV_ASSESSED, .id = {threat, g->unit, declared}});
    finish(s, engagement);
    pt = track_at(s, track);
    if (declared) {
        pt->believed_dead = 1;
        pt->t_believed_dead = s->now;
    } else {
        pvs_decide_soon(s, track, s->now);
    }
    others_look_again(s, threat);
}

// --- losses --------------------------------------------------------------------------------------------------

// A post is gone: its units that may fight alone do so, each on the picture of its own radars; the others fall silent.
static void engage_post_lost(PvsState *s, uint32_t post) {
    s->posts[post].alive = 0;
    for (uint32_t u = 0; u < s->model->n_units; u++) {
        const PvsUnit *unit = &s->model->units[u];
        if (s->unit_post[u] == post && unit->autonomous && unit->self_post != PVS_NONE) {
            s->unit_post[u] = unit->self_post;
            pvs_picture_look_again(s, unit->self_post);
        }
    }
}

void pvs_engage_unit_lost(PvsState *s, uint32_t unit) {
    UnitState *us = &s->units[unit];
    us->alive = 0;
    pvs_engage_status(s, unit);
    for (uint32_t e = 0; e < s->engagements.n; e++) {
        Engagement *g = engagement_at(s, e);
        if (g->unit == unit && g->phase != ENG_DONE) {
            if (g->phase == ENG_DECIDED || g->phase == ENG_FIRING) {
                if (g->n_flying == 0) {
                    abandon(s, e, PVS_GATE_UNIT_DOWN);
                } else {
                    g->n_salvo = g->n_fired;
                    g->phase = ENG_FLYING;
                }
            }
            pvs_note_gate(s, g->track, unit, PVS_GATE_UNIT_DOWN);
        }
    }
    for (uint32_t r = 0; r < s->model->n_radars; r++) {
        if (s->model->radars[r].unit == unit) {
            pvs_sensing_radar_lost(s, r);
        }
    }
    for (uint32_t p = 0; p < s->model->n_posts; p++) {
        if (s->model->posts[p].unit == unit) {
            engage_post_lost(s, p);
        }
    }
}
