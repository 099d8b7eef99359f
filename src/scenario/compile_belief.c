// SPDX-License-Identifier: Apache-2.0
// Compiling beliefs: what the defender plans with. From best values (never an outer draw), planning probabilities, and what the scenario says
// under `beliefs`; doctrine and command from the same text.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "scenario/compile_rounds.h"
#include "scenario/shapes.h"

// The believed twin of an actual thing: the same name in the believed roster, where counts may differ when counts are drawn.
static const PvsThing *believed_thing(const PvsCompile *c, const char *name) {
    if (c->believed == c->actual) {
        return NULL;
    }
    uint32_t found = pvs_roster_find(&c->believed->roster, PVS_NONE, name);
    return found == PVS_NONE ? NULL : &c->believed->roster.things[found];
}

static const PvsSpecMagazine *believed_magazine(const PvsCompile *c, const PvsRoundUse *use) {
    const PvsThing *twin = believed_thing(c, use->unit);
    const PvsSpecUnit *spec = twin ? twin->spec : NULL;
    const PvsSpecMagazine *magazines = spec ? spec->rounds.items : NULL;
    for (uint32_t i = 0; spec && i < spec->rounds.n; i++) {
        if (strcmp(magazines[i].head.name, use->magazine_name) == 0) {
            return &magazines[i];
        }
    }
    return use->magazine;
}

// What is said under beliefs.rounds about a round, by its entry's name or its type's.
static PvsView said_beliefs(PvsCompile *c, const PvsRoundUse *use) {
    PvsView all = c->actual->spec.beliefs.rounds;
    PvsView own = pvs_view_sub(c->b->load, all, use->magazine_name, NULL);
    if (use->magazine->type && strcmp(use->magazine->type, use->magazine_name) != 0) {
        own = pvs_view_join(c->b->load, own,
                            pvs_view_sub(c->b->load, all, use->magazine->type, NULL));
    }
    return own;
}

static PvsBeliefWeapon believed_round(PvsCompile *c, uint32_t index) {
    const PvsRoundUse *use = &c->rounds[index];
    const PvsSpecMagazine *magazine = believed_magazine(c, use);
    PvsSpecRound round = magazine->actual;
    PvsSpecKill said;
    pvs_shape_kill.absent(&said);
    PvsView own = said_beliefs(c, use);
    if (own.n) {
        pvs_bind_object(c->b, pvs_view_join(c->b->load, own, magazine->round_view),
                        &pvs_object_round, &round);
        PvsView kill = pvs_view_sub(c->b->load, own, "kill", NULL);
        if (kill.n) {
            pvs_shape_kill.read(c->b, pvs_object_field(&pvs_object_round, "kill"), kill, &said);
        }
    }
    const PvsSpecKill *kills[] = {&said, &round.planning_kill, &round.kill};
    return (PvsBeliefWeapon){.round_type = index,
                             .envelope = pvs_envelope_of(&round),
                             .flyout = pvs_flyout_of(&round),
                             .kill = pvs_kill_table_of(&round, kills, 3),
                             .price_usd = round.price_usd,
                             .holds_channel = pvs_holds_channel(&round)};
}

// --- units -------------------------------------------------------------------------------------------------------------

// The same unit under the same levels of doctrine as the one before it fights alike.
typedef struct {
    uint32_t formation, above;
    bool valid;
    PvsDoctrine doctrine;
    double keep_out_m;
} LastDoctrine;

static PvsDoctrine doctrine_of(PvsCompile *c, uint32_t thing_index, LastDoctrine *last,
                               double *keep_out_m) {
    const PvsThing *thing = &c->actual->roster.things[thing_index];
    bool own = ((const PvsSpecUnit *)thing->spec)->doctrine.n > 0;
    if (!own && last->valid && last->formation == thing->formation && last->above == thing->above) {
        *keep_out_m = last->keep_out_m;
        return last->doctrine;
    }
    PvsDoctrine doctrine = pvs_doctrine_of(c->b, c->actual, thing_index, keep_out_m);
    if (!own) {
        *last = (LastDoctrine){thing->formation, thing->above, true, doctrine, *keep_out_m};
    }
    return doctrine;
}

static void believed_sight(PvsCompile *c, const PvsUnit *unit, const PvsSpecUnit *spec,
                           PvsBeliefUnit *out) {
    if (unit->radar == PVS_NONE) {
        return;
    }
    const PvsThing *thing = &c->actual->roster.things[c->order[PVS_THING_RADAR][unit->radar]];
    const PvsThing *twin = believed_thing(c, thing->name);
    out->sight = pvs_compile_radar_reach(c, twin ? twin->spec : thing->spec, thing);
    if (spec->slew_rate_radps > 0) {
        out->sight.sector_half_rad = 4; // it can be turned to face any target
    }
    out->needs_sight = true;
}

static void believe_unit(PvsCompile *c, uint32_t i, const PvsBeliefWeapon *rounds,
                         PvsBeliefWeapon *weapons, LastDoctrine *last, PvsBeliefUnit *out) {
    uint32_t thing_index = c->order[PVS_THING_UNIT][i];
    const PvsThing *thing = &c->actual->roster.things[thing_index],
                   *twin = believed_thing(c, thing->name);
    const PvsSpecUnit *spec = twin ? twin->spec : thing->spec;
    const PvsUnit *unit = &c->model->units[i];
    *out = (PvsBeliefUnit){.frame = unit->frame,
                           .post = unit->post,
                           .first_weapon = c->belief->n_weapons,
                           .n_weapons = unit->n_weapons,
                           .reaction_mean_s = pvs_dist_mean(spec->link.delay_s) +
                                              pvs_dist_mean(spec->handover.time_s) +
                                              pvs_dist_mean(spec->reaction_s),
                           .may_defend_itself = unit->autonomous || thing->own_post};
    for (uint32_t k = 0; k < unit->n_weapons; k++) {
        const PvsBeliefWeapon *round = &rounds[unit->weapons[k].round_type];
        weapons[c->belief->n_weapons++] = *round;
        out->reach_max_m = fmax(out->reach_max_m, round->envelope.range_max_m);
    }
    believed_sight(c, unit, spec, out);
    double by_doctrine_m;
    out->doctrine = doctrine_of(c, thing_index, last, &by_doctrine_m);
    double keep_out_m = pvs_is_set(spec->keep_out_m) ? spec->keep_out_m : by_doctrine_m;
    out->keep_out_m = pvs_is_set(keep_out_m) ? keep_out_m : 0;
    ((PvsUnit *)c->model->units)[i].keep_out_m = out->keep_out_m; // it is a rule, so both know it
}

static void believe_units(PvsCompile *c) {
    const PvsModel *m = c->model;
    size_t n_weapons = 0;
    for (uint32_t i = 0; i < m->n_units; i++) {
        n_weapons += m->units[i].n_weapons;
    }
    PvsBeliefUnit *units = pvs_compile_alloc(c, m->n_units, sizeof *units);
    PvsBeliefWeapon *weapons = pvs_compile_alloc(c, n_weapons, sizeof *weapons);
    PvsBeliefWeapon *rounds =
        pvs_load_alloc(c->b->load, (m->n_round_types ? m->n_round_types : 1) * sizeof *rounds);
    PvsReach *reaches = pvs_load_alloc(c->b->load, (m->n_units ? m->n_units : 1) * sizeof *reaches);
    if (!units || !weapons || !rounds || !reaches) {
        return;
    }
    for (uint32_t i = 0; i < m->n_round_types; i++) {
        rounds[i] = believed_round(c, i);
    }
    LastDoctrine last = {.valid = false};
    for (uint32_t i = 0; i < m->n_units; i++) {
        believe_unit(c, i, rounds, weapons, &last, &units[i]);
        reaches[i] =
            (PvsReach){.frame = m->units[i].frame,
                       .range_max_m = units[i].reach_max_m,
                       .el_min_rad = -PVS_PI / 2,
                       .el_max_rad = PVS_PI / 2,
                       .h_min_ell_m = -INFINITY,
                       .h_max_ell_m = INFINITY,
                       .sector_half_rad = 4,
                       .earth_radius_m = pvs_earth_gaussian_radius_m(m->units[i].at.lat_rad)};
    }
    c->belief->units = units;
    c->belief->n_units = m->n_units;
    c->belief->weapons = weapons;
    c->belief->near_units = pvs_near_create(reaches, m->n_units, &c->model->arena);
    c->b->load->no_memory = c->b->load->no_memory || !c->belief->near_units;
}

// --- posts, and what is worth defending ----------------------------------------------------------------------------------

static void believe_posts(PvsCompile *c) {
    PvsBeliefPost *posts = pvs_compile_alloc(c, c->model->n_posts, sizeof *posts);
    for (uint32_t i = 0; posts && i < c->model->n_posts; i++) {
        const PvsThing *thing = &c->actual->roster.things[c->order[PVS_THING_POST][i]],
                       *twin = believed_thing(c, thing->name);
        const PvsSpecPost *spec = twin ? twin->spec : thing->spec;
        posts[i] = (PvsBeliefPost){.decision_time = spec->decision_s,
                                   .crew_engagements = (int)spec->engagements_max,
                                   .coordination_s = spec->coordination_s,
                                   .assigner = (PvsAssigner)spec->assigner};
    }
    c->belief->posts = posts;
    c->belief->n_posts = posts ? c->model->n_posts : 0;
}

static void believe_sites(PvsCompile *c) {
    const PvsModel *m = c->model;
    PvsBeliefSite *sites = pvs_compile_alloc(c, (size_t)m->n_sites + m->n_units, sizeof *sites);
    uint32_t n = 0;
    for (uint32_t i = 0; sites && i < m->n_sites; i++) {
        sites[n++] = (PvsBeliefSite){pvs_ecef_from_llh(m->sites[i].at),
                                     pvs_normal_from_llh(m->sites[i].at), m->sites[i].value_usd};
    }
    for (uint32_t i = 0; sites && i < m->n_units; i++) {
        if (m->units[i].value_usd > 0) {
            sites[n++] =
                (PvsBeliefSite){pvs_ecef_from_llh(m->units[i].at),
                                pvs_normal_from_llh(m->units[i].at), m->units[i].value_usd};
        }
    }
    c->belief->sites = sites;
    c->belief->n_sites = n;
}

// The class that each type of threat is taken for: its own, or what the scenario says of its entry ("gerbera" of "gerbera@drones" too).
static void believe_threats(PvsCompile *c) {
    const PvsModel *m = c->model;
    uint8_t *cls = pvs_compile_alloc(c, m->n_threat_types, sizeof *cls);
    for (uint32_t i = 0; cls && i < m->n_threat_types; i++) {
        const PvsThreatType *type = &m->threat_types[i];
        char *entry =
            pvs_load_strndup(c->b->load, type->named.name, strcspn(type->named.name, "@"));
        PvsView own =
            pvs_view_sub(c->b->load, c->actual->spec.beliefs.threats, entry ? entry : "", NULL);
        PvsSpecThreatBelief belief = {.cls = (int)type->cls};
        if (own.n) {
            pvs_bind_object(c->b, own, &pvs_object_threat_belief, &belief);
        }
        // Without a word a decoy that is not recognised passes for what it imitates: the parent of its class.
        PvsClass passes_for = type->decoy ? pvs_class_parent(type->cls) : type->cls;
        cls[i] = (uint8_t)(own.n ? belief.cls : (int)passes_for);
    }
    c->belief->class_of_type = cls;
    c->belief->n_types = cls ? m->n_threat_types : 0;
}

void pvs_compile_belief(PvsCompile *c) {
    c->belief = pvs_compile_alloc(c, 1, sizeof *c->belief);
    if (!c->belief) {
        return;
    }
    c->belief->h_msl_offset_m = c->model->h_msl_offset_m;
    believe_threats(c);
    believe_posts(c);
    believe_units(c);
    believe_sites(c);
    c->model->belief = c->belief;
}
