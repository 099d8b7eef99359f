// SPDX-License-Identifier: Apache-2.0
// Rounds in flight. Belief set the launch; the actual intercept is solved from the true path and the flyout table at launch, and the kill is drawn
// from the table at the actual geometry.
//
// Shared luck: a kill is latent, z < quantile(p), with z = sum of shared standard normals weighted by the square roots of their shares of variance,
// and the rest its own. Each mean stays exactly p, whatever is shared (docs/decisions).
#include "base/math.h"
#include "battle/state.h"

static uint32_t next_ordinal(PvsState *s, uint32_t threat, uint32_t round_type) {
    Ordinal *all = s->ordinals.items;
    uint32_t i = s->threats[threat].shots_log;
    for (; i != NIL; i = all[i].next) {
        if (all[i].round_type == round_type) {
            return all[i].count++;
        }
    }
    i = pvs_pool_take(s, &s->ordinals);
    if (i == NIL) {
        return 0;
    }
    all = s->ordinals.items;
    all[i] = (Ordinal){round_type, 1, s->threats[threat].shots_log};
    s->threats[threat].shots_log = i;
    return 0;
}

// Where the round meets the true path, as it lies now; an intercept that the envelope refuses leaves the planned time.
static void solve(const PvsState *s, Shot *shot) {
    const PvsUnit *u = &s->model->units[shot->unit];
    const PvsRoundType *round = &s->model->round_types[shot->round_type];
    const Threat *t = &s->threats[shot->threat];
    PvsIntercept at = {.why_not = "gone"};
    if (t->phase == THREAT_FLYING) {
        at = pvs_intercept((PvsPath){t->segments, t->n_segments}, shot->t_launch, &u->frame,
                           &round->envelope, &round->flyout, s->model->h_msl_offset_m);
    }
    shot->feasible = at.feasible;
    shot->h_ell_m = at.h_ell_m;
    shot->crossing_sin = at.crossing_sin;
    shot->range_m = (float)at.range_m;
    shot->t_end = at.feasible ? at.t_intercept : shot->t_end;
}

void pvs_shot_fire(PvsState *s, uint32_t engagement) {
    uint32_t index = pvs_pool_take(s, &s->shots);
    if (index == NIL) {
        return;
    }
    Engagement *g = engagement_at(s, engagement);
    const PvsUnit *u = &s->model->units[g->unit];
    uint32_t round_type = u->weapons[g->weapon].round_type;
    const PvsRoundType *round = &s->model->round_types[round_type];
    const Threat *t = &s->threats[g->threat];
    Shot *shot = shot_at(s, index);
    *shot = (Shot){.t_launch = s->now,
                   .t_end = g->t_intercept > s->now ? g->t_intercept : s->now + PVS_NS_PER_S,
                   .engagement = engagement,
                   .threat = g->threat,
                   .unit = g->unit,
                   .round_type = round_type,
                   .number = index,
                   .next_of_engagement = g->shots,
                   .ordinal = next_ordinal(s, g->threat, round_type)};
    solve(s, shot);
    g->shots = index;
    g->n_fired++;
    g->n_flying++;
    g->t_intercept = shot->t_end;
    g->range_last_m = shot->range_m;
    s->n_shots_flying++;
    s->units[g->unit].fired++;
    s->units[g->unit].fired_at_decoys += !t->armed;
    s->out.shots.fired++;
    s->by_round[round_type].fired++;
    s->out.defence_cost_usd += round->price_usd;
    pvs_emit(s, &(PvsEvent){.t = s->now,
                            .kind = PVS_EV_FIRED,
                            .id = {g->threat, g->unit, round_type, index},
                            .x = {(double)shot->range_m}});
    pvs_happen(s, shot->t_end, HAP_INTERCEPT, g->unit, index, 0);
}

// The rounds of one engagement that are still flying are solved anew.
static void solve_engagement_again(PvsState *s, uint32_t engagement) {
    Engagement *g = engagement_at(s, engagement);
    for (uint32_t i = g->shots; i != NIL; i = shot_at(s, i)->next_of_engagement) {
        Shot *shot = shot_at(s, i);
        if (shot->ended) {
            continue;
        }
        solve(s, shot);
        shot->t_end = shot->t_end > s->now ? shot->t_end : s->now;
        shot->n_solved++;
        g->t_intercept = shot->t_end > g->t_intercept ? shot->t_end : g->t_intercept;
        g->range_last_m = shot->range_m > 0 ? shot->range_m : g->range_last_m;
        pvs_happen(s, shot->t_end, HAP_INTERCEPT, shot->unit, i, shot->n_solved);
    }
}

void pvs_shots_solve_again(PvsState *s, uint32_t threat) {
    for (uint32_t i = s->threats[threat].tracks; i != NIL; i = track_at(s, i)->next_of_threat) {
        for (uint32_t e = track_at(s, i)->engagements; e != NIL;
             e = engagement_at(s, e)->next_of_track) {
            if (engagement_at(s, e)->n_flying > 0) {
                solve_engagement_again(s, e);
            }
        }
    }
}

static double shared_z(const PvsState *s, uint64_t id, uint32_t which) {
    return pvs_luck_normal(s->luck, PVS_LUCK_SHARED, id, which);
}

static bool draw_kill(const PvsState *s, const Shot *shot, const Engagement *g, double kill_prob) {
    const PvsModel *m = s->model;
    const PvsSharing *share = &m->sharing;
    uint64_t threat_id = s->threats[shot->threat].id,
             round_id = m->round_types[shot->round_type].named.id;
    uint64_t id = pvs_id_pair(threat_id, round_id);
    double total = share->night + share->unit + share->lot + share->threat + share->salvo;
    if (!(total > 0)) {
        return pvs_luck_u01(s->luck, PVS_LUCK_KILL, id, shot->ordinal) < kill_prob;
    }
    if (kill_prob <= 0 || kill_prob >= 1) {
        return kill_prob >= 1;
    }
    uint64_t type_id = m->threat_types[s->threats[shot->threat].type].named.id;
    double z = sqrt(share->night) * s->night_z +
               sqrt(share->unit) * shared_z(s, m->units[shot->unit].named.id, 1) +
               sqrt(share->lot) * shared_z(s, pvs_id_pair(round_id, type_id), 2) +
               sqrt(share->threat) * shared_z(s, threat_id, 3) +
               sqrt(share->salvo) * shared_z(s, g->salvo_id, 4) +
               sqrt(1.0 - total) * pvs_luck_normal(s->luck, PVS_LUCK_KILL, id, shot->ordinal);
    return z < pvs_normal_quantile(kill_prob);
}

static void count_result(PvsState *s, const Shot *shot, PvsShotResult result) {
    PvsShotCounts *by[2] = {&s->out.shots, &s->by_round[shot->round_type]};
    for (int i = 0; i < 2; i++) {
        by[i]->hit += result == PVS_SHOT_HIT;
        by[i]->missed += result == PVS_SHOT_MISSED;
        by[i]->wasted += result == PVS_SHOT_WASTED;
    }
}

// A round that needs its radar until the end is lost with it.
static bool guidance_lost(const PvsState *s, const Shot *shot) {
    return s->model->round_types[shot->round_type].holds_channel && !s->units[shot->unit].alive;
}

// A kill is hard, or leaves a damaged threat that flies on.
static bool kills_hard(const PvsState *s, const Shot *shot) {
    const PvsRoundType *round = &s->model->round_types[shot->round_type];
    uint64_t id = pvs_id_pair(s->threats[shot->threat].id, round->named.id);
    return !(round->kill.damage_share > 0) ||
           pvs_luck_u01(s->luck, PVS_LUCK_DAMAGE, id, shot->ordinal) >= round->kill.damage_share;
}

void pvs_shot_intercept(PvsState *s, uint32_t index, uint32_t n_solved) {
    Shot *shot = shot_at(s, index);
    if (shot->n_solved != n_solved) {
        return; // its target has turned since
    }
    shot->ended = 1;
    const Threat *t = &s->threats[shot->threat];
    const PvsRoundType *round = &s->model->round_types[shot->round_type];
    PvsShotResult result = PVS_SHOT_MISSED;
    double kill_prob = 0;
    if (t->phase != THREAT_FLYING) {
        result = PVS_SHOT_WASTED;
    } else if (shot->feasible && !guidance_lost(s, shot)) {
        const PvsThreatType *type = &s->model->threat_types[t->type];
        kill_prob = pvs_kill_prob(&round->kill, type->cls, shot->h_ell_m - s->model->h_msl_offset_m,
                                  type->manoeuvres, shot->crossing_sin);
        if (draw_kill(s, shot, engagement_at(s, shot->engagement), kill_prob)) {
            result = PVS_SHOT_HIT;
        }
    }
    s->n_shots_flying--;
    count_result(s, shot, result);
    pvs_emit(
        s, &(PvsEvent){.t = s->now,
                       .kind = PVS_EV_INTERCEPT,
                       .id = {shot->threat, shot->unit, index, result},
                       .x = {(double)shot->range_m, shot->h_ell_m, kill_prob, shot->crossing_sin}});
    uint32_t engagement = shot->engagement;
    if (result == PVS_SHOT_HIT) {
        engagement_at(s, engagement)->n_hit++;
        if (kills_hard(s, shot)) {
            pvs_end_killed(s, shot->threat, shot);
        } else {
            pvs_end_damaged(s, shot->threat, shot);
        }
    }
    pvs_engage_round_ended(s, engagement);
}
