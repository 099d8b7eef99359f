// SPDX-License-Identifier: Apache-2.0
// Compiling rounds and units. A round type is an entry as it is, shared by all units that hold it, or a unit's own version of it.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scenario/compile_rounds.h"

// --- round types -----------------------------------------------------------------------------------------------------

// The name of a magazine's round type: the entry's, or the unit's own version of it.
static const char *name_of_use(PvsCompile *c, const PvsRoster *roster, const PvsThing *unit,
                               const PvsSpecMagazine *magazine) {
    if (!magazine->overridden && magazine->type) {
        return magazine->type;
    }
    const char *owner = unit->member >= 0 ? roster->things[unit->owner].name : unit->name;
    return pvs_load_printf(c->b->load, "%s/%s", owner, magazine->head.name);
}

static int compare_uses(const void *a, const void *b) {
    return pvs_name_compare(((const PvsRoundUse *)a)->name, ((const PvsRoundUse *)b)->name);
}

uint32_t pvs_round_index(const PvsCompile *c, const char *name) {
    uint32_t low = 0, high = c->n_rounds;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = pvs_name_compare(c->rounds[middle].name, name);
        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return PVS_NONE;
}

static size_t count_magazines(const PvsCompile *c) {
    const PvsRoster *roster = &c->actual->roster;
    size_t n = 0;
    for (uint32_t i = 0; i < c->n[PVS_THING_UNIT]; i++) {
        n += ((const PvsSpecUnit *)roster->things[c->order[PVS_THING_UNIT][i]].spec)->rounds.n;
    }
    return n;
}

static void collect_rounds(PvsCompile *c) {
    const PvsRoster *roster = &c->actual->roster;
    size_t n = count_magazines(c);
    PvsRoundUse *uses = pvs_load_alloc(c->b->load, (n ? n : 1) * sizeof *uses);
    c->n_rounds = 0;
    if (!uses) {
        return;
    }
    n = 0;
    for (uint32_t i = 0; i < c->n[PVS_THING_UNIT]; i++) {
        const PvsThing *unit = &roster->things[c->order[PVS_THING_UNIT][i]];
        const PvsSpecUnit *spec = unit->spec;
        const PvsSpecMagazine *magazines = spec->rounds.items;
        for (uint32_t k = 0; k < spec->rounds.n; k++) {
            const char *name = name_of_use(c, roster, unit, &magazines[k]);
            uses[n++] =
                (PvsRoundUse){name ? name : "", magazines[k].head.name, unit->name, &magazines[k]};
        }
    }
    if (n) {
        qsort(uses, n, sizeof *uses, compare_uses);
    }
    for (size_t i = 0; i < n; i++) {
        if (c->n_rounds == 0 || strcmp(uses[c->n_rounds - 1].name, uses[i].name) != 0) {
            uses[c->n_rounds++] = uses[i];
        }
    }
    c->rounds = uses;
}

// --- tables of a round -------------------------------------------------------------------------------------------------

static double said_of_class(const PvsSpecKill *kill, int cls) {
    for (int steps = 0; steps < PVS_N_CLASSES; steps++) {
        if (pvs_is_set(kill->of[cls])) {
            return kill->of[cls];
        }
        int parent = (int)pvs_class_parent((PvsClass)cls);
        if (parent == cls) {
            break;
        }
        cls = parent;
    }
    return kill->any;
}

PvsKillTable pvs_kill_table_of(const PvsSpecRound *round, const PvsSpecKill *const *kills,
                               int n_kills) {
    PvsKillTable table = {.low_altitude_m = round->low_altitude.below_m,
                          .low_altitude_factor = round->low_altitude.factor,
                          .manoeuvre_factor = round->manoeuvre_factor,
                          .crossing_factor = round->crossing_factor,
                          .damage_share = round->leaves_damaged};
    for (int cls = 0; cls < PVS_N_CLASSES; cls++) {
        double prob = NAN;
        for (int i = 0; i < n_kills && !pvs_is_set(prob); i++) {
            prob = said_of_class(kills[i], cls);
        }
        table.kill_prob[cls] = pvs_is_set(prob) ? prob : 0;
    }
    return table;
}

#define TROPOPAUSE_M 11000.0
PvsEnvelope pvs_envelope_of(const PvsSpecRound *round) {
    return (PvsEnvelope){round->range_min_m, round->range_max_m, round->altitude_min_m,
                         round->altitude_max_m,
                         pvs_speed_of(round->target_speed_max, TROPOPAUSE_M)};
}

PvsFlyout pvs_flyout_of(const PvsSpecRound *round) {
    PvsFlyout flyout;
    const PvsSpecFlyout *table = &round->time_to_range;
    if (table->n > 0 &&
        pvs_flyout_init(&flyout, table->n, table->range_m, table->time_s, NULL) == PVS_OK) {
        return flyout;
    }
    double range_m[2] = {0, round->range_max_m},
           time_s[2] = {round->boost_s,
                        round->boost_s + round->range_max_m / round->speed_mean_mps};
    if (round->boost_s > 0 && pvs_flyout_init(&flyout, 2, range_m, time_s, NULL) == PVS_OK) {
        return flyout;
    }
    return pvs_flyout_constant(round->speed_mean_mps, round->range_max_m);
}

bool pvs_holds_channel(const PvsSpecRound *round) {
    bool by_guidance =
        round->guidance == PVS_GUIDANCE_COMMAND || round->guidance == PVS_GUIDANCE_SEMI_ACTIVE;
    return round->holds_channel < 0 ? by_guidance : round->holds_channel == 1;
}

static void compile_rounds(PvsCompile *c) {
    collect_rounds(c);
    PvsRoundType *out = pvs_compile_alloc(c, c->n_rounds, sizeof *out);
    for (uint32_t i = 0; out && i < c->n_rounds; i++) {
        const PvsSpecRound *round = &c->rounds[i].magazine->actual;
        const PvsSpecKill *kills[] = {&round->kill};
        out[i] = (PvsRoundType){.named = pvs_compile_named(c, c->rounds[i].name),
                                .envelope = pvs_envelope_of(round),
                                .flyout = pvs_flyout_of(round),
                                .kill = pvs_kill_table_of(round, kills, 1),
                                .holds_channel = pvs_holds_channel(round),
                                .release_s = round->release_s,
                                .is_gun = round->is_gun == 1,
                                .price_usd = round->price_usd};
    }
    c->model->round_types = out;
    c->model->n_round_types = out ? c->n_rounds : 0;
}

// --- units -----------------------------------------------------------------------------------------------------------

static void compile_weapons(PvsCompile *c, const PvsThing *thing, const PvsSpecUnit *spec,
                            PvsUnit *out) {
    const PvsSpecMagazine *magazines = spec->rounds.items;
    PvsUnitWeapon *weapons = pvs_compile_alloc(c, spec->rounds.n, sizeof *weapons);
    for (uint32_t i = 0; weapons && i < spec->rounds.n; i++) {
        const char *name = name_of_use(c, &c->actual->roster, thing, &magazines[i]);
        weapons[i] = (PvsUnitWeapon){pvs_round_index(c, name ? name : ""), (int)magazines[i].ready,
                                     (int)magazines[i].depot, (int)magazines[i].reload};
    }
    out->weapons = weapons;
    out->n_weapons = weapons ? spec->rounds.n : 0;
}

static uint32_t engagement_radar(const PvsCompile *c, const PvsThing *thing,
                                 const PvsSpecUnit *spec) {
    if (!spec->engagement_radar) {
        return PVS_NONE;
    }
    char name[256];
    pvs_text_printf(name, sizeof name, "%s/%s", thing->name, spec->engagement_radar);
    uint32_t found = pvs_roster_find(&c->actual->roster, PVS_NONE, name);
    return found == PVS_NONE ? PVS_NONE : c->actual->roster.things[found].index;
}

// The post of a unit that fights alone when its own is lost (roster.c).
static uint32_t self_post(const PvsCompile *c, const PvsThing *thing) {
    char name[256];
    pvs_text_printf(name, sizeof name, "%s/alone", thing->name);
    uint32_t found = pvs_roster_find(&c->actual->roster, PVS_NONE, name);
    bool is_post = found != PVS_NONE && c->actual->roster.things[found].kind == PVS_THING_POST;
    return is_post ? c->actual->roster.things[found].index : PVS_NONE;
}

static void compile_unit(PvsCompile *c, const PvsThing *thing, PvsUnit *out) {
    const PvsSpecUnit *spec = thing->spec;
    PvsLlh at = {thing->at.lat_rad, thing->at.lon_rad, pvs_height_of(0, c->model)};
    const char *layer = spec->layer       ? spec->layer
                        : spec->type      ? spec->type
                        : spec->head.name ? spec->head.name
                                          : "station";
    *out = (PvsUnit){
        .named = pvs_compile_named(c, thing->name),
        .at = at,
        .frame = pvs_enu_frame(at),
        .post = thing->above == PVS_NONE ? PVS_NONE : c->actual->roster.things[thing->above].index,
        .target_channels = (int)spec->target_channels,
        .missile_channels = (int)spec->missile_channels,
        .reaction_s = spec->reaction_s,
        .handover_s = spec->handover.time_s,
        .handover_prob = spec->handover.probability,
        .slew_rate_radps = spec->slew_rate_radps,
        .launch_interval_s = spec->launch_interval_s,
        .reload_s = spec->reload_s,
        .assess_s = spec->assessment.time_s,
        .assess_s_per_km = spec->assessment.per_km_s,
        .assess_kill_prob = spec->assessment.kill_seen,
        .assess_alive_prob = spec->assessment.alive_taken_for_killed,
        .radar = engagement_radar(c, thing, spec),
        .availability = spec->availability,
        .link_delay_s = spec->link.delay_s,
        .link_loss = spec->link.loss,
        .hits_to_destroy = spec->hits_to_destroy,
        .value_usd = pvs_is_set(spec->value_usd) ? spec->value_usd : spec->price_usd,
        .price_usd = spec->price_usd,
        .autonomous = spec->autonomous == 1,
        .self_post = self_post(c, thing),
        .ready_s = spec->ready_after_s,
        .layer = pvs_compile_text(c, layer)};
    compile_weapons(c, thing, spec, out);
}

void pvs_compile_units(PvsCompile *c) {
    compile_rounds(c);
    uint32_t n = c->n[PVS_THING_UNIT];
    PvsUnit *units = pvs_compile_alloc(c, n, sizeof *units);
    for (uint32_t i = 0; units && i < n; i++) {
        compile_unit(c, &c->actual->roster.things[c->order[PVS_THING_UNIT][i]], &units[i]);
    }
    c->model->units = units;
    c->model->n_units = units ? n : 0;
}
