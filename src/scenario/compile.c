// SPDX-License-Identifier: Apache-2.0
// Compiling: from specs to the model and the beliefs. Entities stand in natural order of their full names; ids are hashes of these names, and a
// collision is refused. Begin reading at pvs_scenario_compile; the parts are in compile_*.c.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/luck.h"
#include "base/math.h"
#include "scenario/impl.h"

void *pvs_compile_alloc(PvsCompile *c, size_t n, size_t size) {
    void *p = pvs_arena_alloc(&c->model->arena, (n ? n : 1) * size);
    c->b->load->no_memory = c->b->load->no_memory || !p;
    return p;
}

const char *pvs_compile_text(PvsCompile *c, const char *text) {
    const char *copy = pvs_arena_strndup(&c->model->arena, text, strlen(text));
    c->b->load->no_memory = c->b->load->no_memory || !copy;
    return copy ? copy : "";
}

PvsNamed pvs_compile_named(PvsCompile *c, const char *name) {
    return (PvsNamed){pvs_compile_text(c, name), pvs_id_of_name(name, strlen(name))};
}

double pvs_speed_of(PvsSpecSpeed speed, double h_msl_m) {
    return speed.mach ? speed.value * pvs_air_at(h_msl_m).sound_speed_mps : speed.value;
}

double pvs_height_of(double h_msl_m, const PvsModel *model) {
    return h_msl_m + model->h_msl_offset_m;
}

// --- order -------------------------------------------------------------------------------------------------------

// The things of each kind in natural order (roster->by_name is in that order), and each thing's index among its kind.
static bool order_things(PvsCompile *c, PvsRoster *roster) {
    for (uint32_t i = 0; i < roster->n; i++) {
        c->n[roster->things[i].kind]++;
    }
    for (int kind = 0; kind < PVS_N_THINGS; kind++) {
        c->order[kind] =
            pvs_load_alloc(c->b->load, (c->n[kind] ? c->n[kind] : 1) * sizeof(uint32_t));
        if (!c->order[kind]) {
            return false;
        }
        c->n[kind] = 0;
    }
    for (uint32_t i = 0; i < roster->n; i++) {
        PvsThing *thing = &roster->things[roster->by_name[i]];
        thing->index = c->n[thing->kind];
        c->order[thing->kind][c->n[thing->kind]++] = roster->by_name[i];
    }
    return true;
}

static int compare_ids(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

// Two names with one 64-bit hash would share their luck: refused, though nobody will see it.
static void refuse_collisions(PvsCompile *c, uint64_t *ids, size_t n, const char *what) {
    qsort(ids, n, sizeof *ids, compare_ids);
    for (size_t i = 1; i < n; i++) {
        if (ids[i] == ids[i - 1]) {
            pvs_report_at(c->b->load, PVS_DIAG_ERROR, -1, 0, 0,
                          "two %s have the same hash of their names: rename one", what);
            return;
        }
    }
}

static void check_ids(PvsCompile *c) {
    const PvsModel *m = c->model;
    size_t n_things = (size_t)m->n_radars + m->n_units + m->n_posts + m->n_sites + m->n_areas +
                      m->n_groups + m->n_round_types;
    size_t n_all = n_things > m->n_threats ? n_things : m->n_threats, n = 0;
    uint64_t *ids = pvs_alloc((n_all ? n_all : 1) * sizeof *ids);
    if (!ids) {
        c->b->load->no_memory = true;
        return;
    }
#define IDS_OF(list, count)                                                                        \
    for (uint32_t i = 0; i < m->count; i++) {                                                      \
        ids[n++] = m->list[i].named.id;                                                            \
    }
    IDS_OF(radars, n_radars)
    IDS_OF(units, n_units)
    IDS_OF(posts, n_posts)
    IDS_OF(sites, n_sites)
    IDS_OF(areas, n_areas)
    IDS_OF(groups, n_groups)
#undef IDS_OF
    refuse_collisions(c, ids, n, "things");
    n = 0;
    for (uint32_t i = 0; i < m->n_round_types; i++) {
        ids[n++] = m->round_types[i].named.id;
    }
    refuse_collisions(c, ids, n, "round types");
    n = 0;
    for (uint32_t g = 0; g < m->n_groups; g++) {
        for (uint32_t k = 0; k < m->groups[g].count; k++) {
            ids[n++] = pvs_id_member(m->groups[g].named.id, k);
        }
    }
    refuse_collisions(c, ids, n, "threats");
    pvs_free(ids);
}

// --- posts, sites, areas -------------------------------------------------------------------------------------------

static PvsLlh at_ground(const PvsCompile *c, const PvsThing *thing) {
    return (PvsLlh){thing->at.lat_rad, thing->at.lon_rad, pvs_height_of(0, c->model)};
}

static void compile_sites(PvsCompile *c) {
    const PvsRoster *roster = &c->actual->roster;
    PvsSite *sites = pvs_compile_alloc(c, c->n[PVS_THING_SITE], sizeof *sites);
    for (uint32_t i = 0; sites && i < c->n[PVS_THING_SITE]; i++) {
        const PvsThing *thing = &roster->things[c->order[PVS_THING_SITE][i]];
        const PvsSpecSite *spec = thing->spec;
        sites[i] = (PvsSite){.named = pvs_compile_named(c, thing->name),
                             .at = at_ground(c, thing),
                             .value_usd = spec->value_usd,
                             .hits_to_destroy = spec->hits_to_destroy,
                             .radius_m = spec->radius_m};
    }
    c->model->sites = sites;
    c->model->n_sites = sites ? c->n[PVS_THING_SITE] : 0;
}

// The station of a post or radar, as an index of units; PVS_NONE: it has none.
static uint32_t station_of(const PvsCompile *c, uint32_t thing) {
    const PvsRoster *roster = &c->actual->roster;
    for (uint32_t i = 0; i < c->n[PVS_THING_UNIT]; i++) {
        const PvsThing *unit = &roster->things[c->order[PVS_THING_UNIT][i]];
        if (unit->station && unit->owner == thing) {
            return i;
        }
    }
    return PVS_NONE;
}

static void compile_posts(PvsCompile *c) {
    const PvsRoster *roster = &c->actual->roster;
    uint32_t n = c->n[PVS_THING_POST];
    PvsPost *posts = pvs_compile_alloc(c, n, sizeof *posts);
    for (uint32_t i = 0; posts && i < n; i++) {
        uint32_t index = c->order[PVS_THING_POST][i];
        const PvsThing *thing = &roster->things[index];
        const PvsSpecPost *spec = thing->spec;
        bool of_unit = thing->owner != PVS_NONE;
        posts[i] = (PvsPost){
            .named = pvs_compile_named(c, thing->name),
            .at = at_ground(c, thing),
            .parent = thing->above == PVS_NONE ? PVS_NONE : roster->things[thing->above].index,
            .decision_s = spec->decision_s,
            .crew_engagements = (int)spec->engagements_max,
            .link_delay_s = spec->link.delay_s,
            .link_loss = spec->link.loss,
            .identify_s = spec->identification.time_s,
            .identify_prob = spec->identification.probability,
            .decoy_recognised_prob = spec->identification.decoy_recognised,
            .armed_taken_for_decoy_prob = spec->identification.armed_taken_for_decoy,
            .unit = of_unit ? roster->things[thing->owner].index : station_of(c, index)};
    }
    c->model->posts = posts;
    c->model->n_posts = posts ? n : 0;
}

static void compile_areas(PvsCompile *c) {
    const PvsRoster *roster = &c->actual->roster;
    uint32_t n = c->n[PVS_THING_AREA];
    PvsSoftKillArea *areas = pvs_compile_alloc(c, n, sizeof *areas);
    PvsReach *reaches = pvs_load_alloc(c->b->load, (n ? n : 1) * sizeof *reaches);
    for (uint32_t i = 0; areas && reaches && i < n; i++) {
        const PvsThing *thing = &roster->things[c->order[PVS_THING_AREA][i]];
        const PvsSpecArea *spec = thing->spec;
        PvsLlh at = at_ground(c, thing);
        reaches[i] = (PvsReach){.frame = pvs_enu_frame(at),
                                .range_max_m = spec->radius_m,
                                .el_min_rad = -PVS_PI / 2,
                                .el_max_rad = PVS_PI / 2,
                                .h_min_ell_m = pvs_height_of(spec->altitude_min_m, c->model),
                                .h_max_ell_m = pvs_height_of(spec->altitude_max_m, c->model),
                                .sector_half_rad = 4,
                                .earth_radius_m = pvs_earth_gaussian_radius_m(at.lat_rad)};
        areas[i] = (PvsSoftKillArea){.named = pvs_compile_named(c, thing->name),
                                     .reach = reaches[i],
                                     .loss_prob = spec->loss_probability,
                                     .drift_s = spec->drift_s,
                                     .class_mask = spec->against};
    }
    c->model->areas = areas;
    c->model->n_areas = areas ? n : 0;
    c->model->near_areas =
        reaches ? pvs_near_create(reaches, c->model->n_areas, &c->model->arena) : NULL;
    c->b->load->no_memory = c->b->load->no_memory || !c->model->near_areas;
}

// --- what holds for all --------------------------------------------------------------------------------------------

static void compile_world(PvsCompile *c, const PvsScenario *scenario) {
    const PvsSpecScenario *spec = &c->actual->spec;
    PvsModel *m = c->model;
    m->scenario_name = pvs_compile_text(c, spec->name ? spec->name : "");
    memcpy(m->inputs_sha256, scenario->inputs_sha256, sizeof m->inputs_sha256);
    m->start_unix_s = spec->start_unix_s;
    m->duration = pvs_time_from_s(spec->duration_s);
    m->h_msl_offset_m = spec->world.msl_offset_m;
    m->k_factor = spec->world.k_factor;
    m->engagement = spec->engagement == 1;
    const PvsSpecSharing *s = &spec->sharing;
    if (s->on == 1) {
        m->sharing = (PvsSharing){s->night, s->unit,          s->lot,         s->threat,
                                  s->salvo, s->threat_rcs_db, s->night_rcs_db};
    }
}

static void compile_parts(PvsCompile *c, const PvsScenario *scenario) {
    compile_world(c, scenario);
    compile_sites(c);
    compile_posts(c);
    compile_areas(c);
    pvs_compile_threats(c);
    pvs_compile_units(c);
    pvs_compile_radars(c);
    pvs_compile_raids(c);
    if (!c->b->load->no_memory) {
        pvs_compile_belief(c);
    }
    if (!c->b->load->no_memory) {
        check_ids(c);
        pvs_compile_warnings(c);
    }
}

static PvsStatus compile(PvsScenario *scenario, PvsModel **out, PvsDiags *diags) {
    PvsModel *model = pvs_alloc(sizeof *model);
    if (!model) {
        return PVS_NO_MEMORY;
    }
    pvs_arena_init(&model->arena);
    PvsBinder b = scenario->binder;
    b.load = &scenario->load;
    b.types = pvs_view_sub(&scenario->load, scenario->root, "types", NULL);
    b.path[0] = '\0';
    b.n_path = 0;
    PvsCompile c = {.b = &b,
                    .actual = &scenario->actual,
                    .believed = scenario->has_believed ? &scenario->believed : &scenario->actual,
                    .model = model};
    size_t n_errors = diags->n_errors;
    scenario->load.diags = diags;
    if (order_things(&c, &scenario->actual.roster)) {
        compile_parts(&c, scenario);
    }
    scenario->load.diags = NULL;
    if (scenario->load.no_memory || diags->n_errors > n_errors) {
        pvs_model_free(model);
        return scenario->load.no_memory ? PVS_NO_MEMORY : PVS_BAD_INPUT;
    }
    *out = model;
    return PVS_OK;
}

PvsStatus pvs_scenario_compile(const PvsScenario *scenario, PvsModel **out, PvsDiags *diags) {
    *out = NULL;
    // What compiling adds to the scenario is scratch memory in its own arena: nothing that a caller can see changes.
    return compile((PvsScenario *)scenario, out, diags);
}
