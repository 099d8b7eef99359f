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
    PvsIntercept at = {.why_not = "gone"};
    if (t->phase == THREAT_FLYING) {
        at = pvs_intercept((PvsPath){t->segments, t->n_segments}, s->now, &u->frame,
                           &round->envelope, &round->flyout, s->model->h_msl_offset_m);
    }
    PvsTime planned = g->t_intercept > s->now ? g->t_intercept : s->now + PVS_NS_PER_S;
    PvsTime t_end = at.feasible ? at.t_intercept : planned;
    *shot_at(s, index) = (Shot){.feasible = at.feasible,
                                .h_ell_m = at.h_ell_m,
                                .crossing_sin = at.crossing_sin,
                                .range_m = (float)at.range_m,
                                .engagement = engagement,
                                .threat = g->threat,
                                .unit = g->unit,
                                .round_type = round_type,
                                .number = index,
                                .ordinal = next_ordinal(s, g->threat, round_type)};
    g->n_fired++;
    g->n_flying++;
    g->t_intercept = t_end;
    g->range_last_m = (float)at.range_m;
    s->n_shots_flying++;
    s->units[g->unit].fired++;
    s->units[g->unit].fired_at_decoys += !t->armed;
    s->out.shots.fired++;
    s->by_round[round_type].fired++;
    s->out.defence_cost_usd += round->price_usd;
    pvs_emit(s, &(PvsEvent){.t = s->now,
                            .kind = PVS_EV_FIRED,
                            .id = {g->threat, g->unit, round_type, index},
                            .x = {at.range_m}});
    pvs_happen(s, t_end, HAP_INTERCEPT, g->unit, index, 0);
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

void pvs_shot_intercept(PvsState *s, uint32_t index) {
    Shot *shot = shot_at(s, index);
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
        s->units[shot->unit].kills++;
        Shot copy = *shot;
        pvs_end_killed(s, copy.threat, &copy);
    }
    pvs_engage_round_ended(s, engagement);
}
