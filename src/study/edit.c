// SPDX-License-Identifier: Apache-2.0
// Counterfactuals: each takes away one limit of the defence. The model's arrays are its own arena's and nobody shares the model yet, so that
// they are changed in place.
#include "study/edit.h"

#include <math.h>
#include <string.h>

#include "base/luck.h"
#include "base/math.h"

#define ROUNDS_UNLIMITED 1000000
#define SCAN_S           10.0 ///< of what sees everything

static void unlimited_rounds(PvsModel *m) {
    for (uint32_t u = 0; u < m->n_units; u++) {
        PvsUnitWeapon *weapons = (PvsUnitWeapon *)m->units[u].weapons;
        for (uint32_t w = 0; w < m->units[u].n_weapons; w++) {
            weapons[w].ready = ROUNDS_UNLIMITED;
        }
    }
}

static void unlimited_channels(PvsModel *m) {
    PvsUnit *units = (PvsUnit *)m->units;
    PvsPost *posts = (PvsPost *)m->posts;
    for (uint32_t u = 0; u < m->n_units; u++) {
        units[u].target_channels = units[u].missile_channels = 0;
    }
    for (uint32_t p = 0; p < m->n_posts; p++) {
        posts[p].crew_engagements = 0;
    }
}

static void perfect_assessment(PvsModel *m) {
    PvsUnit *units = (PvsUnit *)m->units;
    for (uint32_t u = 0; u < m->n_units; u++) {
        units[u].assess_kill_prob = 1;
        units[u].assess_alive_prob = 0;
    }
}

static void certain_kills(PvsModel *m) {
    PvsRoundType *rounds = (PvsRoundType *)m->round_types;
    for (uint32_t r = 0; r < m->n_round_types; r++) {
        PvsKillTable *kill = &rounds[r].kill;
        for (int c = 0; c < PVS_N_CLASSES; c++) {
            kill->kill_prob[c] = 1;
        }
        kill->low_altitude_factor = kill->manoeuvre_factor = kill->crossing_factor = 1;
    }
}

// One sensor more for each root post: it finds everything at every scan, whatever the range and the horizon, and its tracks go the way of all
// others. What the units' own engagement radars see stays as it is.
static void make_watcher(const PvsModel *m, uint32_t post, PvsRadar *out) {
    const PvsPost *p = &m->posts[post];
    char name[200];
    size_t n = pvs_text_printf(name, sizeof name, "perfect-warning/%s", p->named.name);
    uint64_t id = pvs_id_of_name(name, n < sizeof name ? n : sizeof name - 1);
    char *kept = pvs_arena_strndup((PvsArena *)&m->arena, name, strlen(name));
    PvsEnuFrame frame = pvs_enu_frame(p->at);
    *out = (PvsRadar){.named = {kept ? kept : "", id},
                      .reach = {.frame = frame,
                                .range_max_m = 1.5e7,
                                .el_min_rad = -0.5 * PVS_PI,
                                .el_max_rad = 0.5 * PVS_PI,
                                .h_min_ell_m = -(double)INFINITY,
                                .h_max_ell_m = (double)INFINITY,
                                .sector_half_rad = PVS_TWO_PI,
                                .earth_radius_m = pvs_earth_gaussian_radius_m(p->at.lat_rad)},
                      .band = PVS_BAND_S,
                      .post = post,
                      .unit = PVS_NONE,
                      .confirm_m = 1,
                      .confirm_n = 1,
                      .drop_misses = 3,
                      .passive = true,
                      .passive_pd = 1};
    out->look = (PvsRadarLook){.frame = frame,
                               .snr_constant = 1e28,
                               .pfa = 1e-6,
                               .n_pulses = 1,
                               .scan_period_s = SCAN_S,
                               .range_error_m = 50,
                               .az_error_rad = 1e-5,
                               .el_error_rad = 1e-5,
                               .snr_error_ref_lin = 20,
                               .el_min_rad = -0.5 * PVS_PI,
                               .el_max_rad = 0.5 * PVS_PI,
                               .range_max_m = 1.5e7,
                               .sector_half_rad = PVS_TWO_PI,
                               .measures_elevation = true};
}

static PvsStatus perfect_warning(PvsModel *m, PvsError *err) {
    uint32_t n = m->n_radars, n_all = n, cases = 0;
    for (uint32_t i = 0; i < m->n_threat_types; i++) {
        cases |= 1u << m->threat_types[i].swerling;
    }
    for (uint32_t p = 0; p < m->n_posts; p++) {
        n_all += m->posts[p].parent == PVS_NONE && m->posts[p].unit == PVS_NONE;
    }
    for (uint32_t p = 0; n_all == n && p < m->n_posts; p++) { // every post is a unit's own
        n_all += m->posts[p].parent == PVS_NONE;
    }
    bool own = true;
    for (uint32_t p = 0; p < m->n_posts; p++) {
        own = own && (m->posts[p].parent != PVS_NONE || m->posts[p].unit != PVS_NONE);
    }
    PvsRadar *radars = pvs_arena_alloc(&m->arena, (n_all + 1) * sizeof *radars);
    PvsReach *reaches = pvs_alloc((n_all + 1) * sizeof *reaches);
    PvsStatus status = radars && reaches ? PVS_OK : PVS_NO_MEMORY;
    PvsPdTables tables = {0};
    if (status == PVS_OK && n) {
        memcpy(radars, m->radars, n * sizeof *radars);
    }
    for (uint32_t p = 0; status == PVS_OK && p < m->n_posts && n < n_all; p++) {
        if (m->posts[p].parent == PVS_NONE && (own || m->posts[p].unit == PVS_NONE)) {
            make_watcher(m, p, &radars[n]);
            status = pvs_radar_look_prepare(&radars[n].look, cases, &tables, &m->arena);
            n++;
        }
    }
    for (uint32_t i = 0; status == PVS_OK && i < n; i++) {
        reaches[i] = radars[i].reach;
    }
    PvsNear *near = status == PVS_OK ? pvs_near_create(reaches, n, &m->arena) : NULL;
    pvs_free(reaches);
    if (!near) {
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    }
    m->radars = radars;
    m->n_radars = n;
    m->near_radars = near;
    return PVS_OK;
}

PvsStatus pvs_model_edit(PvsModel *model, PvsCounterfactual which, PvsError *err) {
    switch (which) {
    case PVS_CF_ROUNDS:
        unlimited_rounds(model);
        return PVS_OK;
    case PVS_CF_CHANNELS:
        unlimited_channels(model);
        return PVS_OK;
    case PVS_CF_WARNING:
        return perfect_warning(model, err);
    case PVS_CF_ASSESSMENT:
        perfect_assessment(model);
        return PVS_OK;
    case PVS_CF_KILLS:
        certain_kills(model);
        return PVS_OK;
    default:
        return pvs_error_set(err, PVS_BAD_USAGE, "no such counterfactual");
    }
}
