// SPDX-License-Identifier: Apache-2.0
// Compiling radars: power to one constant, the tables of detection, what they can reach.
#include <math.h>
#include <string.h>

#include "base/luck.h"
#include "base/math.h"
#include "scenario/impl.h"

#define REFERENCE_TEMPERATURE_K 290.0
#define ALL_ROUND_RAD           4.0 ///< half width that no azimuth is outside of

static double snr_constant(const PvsSpecRadar *spec) {
    const PvsSpecFinds *finds = &spec->finds;
    if (spec->passive == 1) {
        return 0;
    }
    if (pvs_is_set(finds->rcs_m2) && pvs_is_set(finds->range_m)) {
        double snr = pvs_is_set(finds->snr_lin)
                         ? finds->snr_lin
                         : pvs_pd_required_snr((int)finds->swerling, finds->probability,
                                               (int)spec->pulses, spec->false_alarm);
        return pvs_radar_constant_reference(finds->range_m, finds->rcs_m2, snr);
    }
    const PvsSpecPower *power = &spec->power;
    double gain = pvs_lin_from_db(power->gain_db);
    PvsRadarPower full = {.peak_power_w = power->peak_w,
                          .gain_tx_lin = gain,
                          .gain_rx_lin = gain,
                          .freq_hz = power->frequency_hz,
                          .pulse_width_s = power->pulse_s,
                          .system_temperature_k =
                              REFERENCE_TEMPERATURE_K * pvs_lin_from_db(power->noise_figure_db),
                          .loss_lin = pvs_lin_from_db(power->losses_db)};
    return pvs_radar_constant_full(&full);
}

static double half_sector(const PvsSpecRadar *spec) {
    return spec->sector_rad >= PVS_TWO_PI - 1e-6 ? ALL_ROUND_RAD : 0.5 * spec->sector_rad;
}

static PvsLlh antenna(const PvsCompile *c, const PvsSpecRadar *spec, const PvsThing *thing) {
    return (PvsLlh){thing->at.lat_rad, thing->at.lon_rad,
                    pvs_height_of(spec->antenna_height_m, c->model)};
}

PvsReach pvs_compile_radar_reach(const PvsCompile *c, const PvsSpecRadar *spec,
                                 const PvsThing *thing) {
    return (PvsReach){.frame = pvs_enu_frame(antenna(c, spec, thing)),
                      .antenna_h_m = spec->antenna_height_m,
                      .ground_h_ell_m = c->model->h_msl_offset_m,
                      .range_min_m = spec->range_min_m,
                      .range_max_m =
                          spec->passive == 1 ? spec->passive_range_m : spec->instrumented_range_m,
                      .el_min_rad = spec->el_min_rad,
                      .el_max_rad = spec->el_max_rad,
                      .h_min_ell_m = -INFINITY,
                      .h_max_ell_m = INFINITY,
                      .sector_az_rad = pvs_wrap_two_pi(thing->heading_rad),
                      .sector_half_rad = half_sector(spec),
                      .k_factor = c->model->k_factor,
                      .earth_radius_m = pvs_earth_gaussian_radius_m(thing->at.lat_rad)};
}

// Where the beam stands at time 0: as said, else by the name alone, so that no two radars beat in step and no seed moves them.
static double phase_of(const PvsSpecRadar *spec, uint64_t id) {
    if (pvs_is_set(spec->phase_s)) {
        return spec->phase_s;
    }
    return spec->scan_period_s * pvs_luck_u01(pvs_luck(0, 0), PVS_LUCK_PHASE, id, 0);
}

static unsigned swerling_cases(const PvsModel *model) {
    unsigned mask = 0;
    for (uint32_t i = 0; i < model->n_threat_types; i++) {
        mask |= 1u << model->threat_types[i].swerling;
    }
    return mask;
}

PvsReach pvs_compile_widest_reach(const PvsModel *model, const PvsRadar *radar) {
    PvsReach widest = radar->reach;
    for (uint32_t i = 0; i < model->n_threat_types; i++) {
        PvsReach reach = pvs_radar_reach(radar, &model->threat_types[i]);
        widest.range_max_m = fmax(widest.range_max_m, reach.range_max_m);
    }
    return widest;
}

static void compile_emission(PvsCompile *c, const PvsSpecRadar *spec, PvsRadar *out) {
    const PvsSpecInterval *on = spec->emission.items;
    PvsWindow *windows =
        spec->emission.n ? pvs_compile_alloc(c, spec->emission.n, sizeof *windows) : NULL;
    for (uint32_t i = 0; windows && i < spec->emission.n; i++) {
        windows[i] = (PvsWindow){pvs_time_from_s(on[i].begin_s), pvs_time_from_s(on[i].end_s)};
    }
    out->emission = windows;
    out->n_emission = windows ? spec->emission.n : 0;
}

// The unit whose loss is the radar's: its own, or its station.
static uint32_t unit_of(const PvsCompile *c, uint32_t index) {
    const PvsRoster *roster = &c->actual->roster;
    if (roster->things[index].owner != PVS_NONE) {
        return roster->things[roster->things[index].owner].index;
    }
    for (uint32_t i = 0; i < c->n[PVS_THING_UNIT]; i++) {
        const PvsThing *unit = &roster->things[c->order[PVS_THING_UNIT][i]];
        if (unit->station && unit->owner == index) {
            return i;
        }
    }
    return PVS_NONE;
}

// Limits of elevation are on the apparent one, for looks as for windows (motion/reach.c).
static double ray_lift_radpm(const PvsReach *reach) {
    return reach->k_factor > 0 ? 0.5 * (1.0 - 1.0 / reach->k_factor) / reach->earth_radius_m : 0.0;
}

static void compile_radar(PvsCompile *c, uint32_t index, unsigned cases, PvsRadar *out) {
    const PvsRoster *roster = &c->actual->roster;
    const PvsThing *thing = &roster->things[index];
    const PvsSpecRadar *spec = thing->spec;
    PvsReach reach = pvs_compile_radar_reach(c, spec, thing);
    *out =
        (PvsRadar){.named = pvs_compile_named(c, thing->name),
                   .reach = reach,
                   .band = (PvsBand)spec->band,
                   .post = thing->above == PVS_NONE ? PVS_NONE : roster->things[thing->above].index,
                   .unit = unit_of(c, index),
                   .tracks_max = (int)spec->tracks_max,
                   .confirm_m = spec->confirm.m,
                   .confirm_n = spec->confirm.n,
                   .drop_misses = (int)spec->drop_after,
                   .load_per_track = spec->load_per_track,
                   .link_delay_s = spec->link.delay_s,
                   .passive = spec->passive == 1,
                   .passive_pd = spec->look_probability};
    out->look = (PvsRadarLook){.frame = reach.frame,
                               .snr_constant = snr_constant(spec),
                               .pfa = spec->false_alarm,
                               .n_pulses = (int)spec->pulses,
                               .rotating = spec->scan == 0,
                               .scan_period_s = spec->scan_period_s,
                               .phase_s = phase_of(spec, out->named.id),
                               .min_radial_speed_mps = spec->min_radial_speed_mps,
                               .range_error_m = spec->errors.range_m,
                               .az_error_rad = spec->errors.azimuth_rad,
                               .el_error_rad = spec->errors.elevation_rad,
                               .snr_error_ref_lin = spec->errors.at_snr_lin,
                               .el_min_rad = spec->el_min_rad,
                               .el_max_rad = spec->el_max_rad,
                               .ray_lift_radpm = ray_lift_radpm(&reach),
                               .range_min_m = spec->range_min_m,
                               .range_max_m = reach.range_max_m,
                               .range_cell_m = spec->resolution.range_m,
                               .az_cell_rad = spec->resolution.azimuth_rad,
                               .sector_half_rad = reach.sector_half_rad,
                               .sector_az_rad = reach.sector_az_rad,
                               .measures_elevation = spec->measures_elevation == 1};
    compile_emission(c, spec, out);
    if (pvs_radar_look_prepare(&out->look, cases, &c->pd_tables, &c->model->arena) != PVS_OK) {
        c->b->load->no_memory = true;
    }
}

void pvs_compile_radars(PvsCompile *c) {
    uint32_t n = c->n[PVS_THING_RADAR];
    unsigned cases = swerling_cases(c->model);
    PvsRadar *radars = pvs_compile_alloc(c, n, sizeof *radars);
    PvsReach *reaches = pvs_load_alloc(c->b->load, (n ? n : 1) * sizeof *reaches);
    for (uint32_t i = 0; radars && reaches && i < n; i++) {
        compile_radar(c, c->order[PVS_THING_RADAR][i], cases, &radars[i]);
        reaches[i] = pvs_compile_widest_reach(c->model, &radars[i]);
    }
    c->model->radars = radars;
    c->model->n_radars = radars && reaches ? n : 0;
    c->model->near_radars =
        reaches ? pvs_near_create(reaches, c->model->n_radars, &c->model->arena) : NULL;
    c->b->load->no_memory = c->b->load->no_memory || !c->model->near_radars;
}
