// SPDX-License-Identifier: Apache-2.0
// Looks of one radar in one scan, as batches: cuts them into blocks, runs the vector loops of look_kernel.c for the chosen instruction
// set, and does one by one the few lanes that need more: those that turn far about the radar inside a scan, and those whose Pd comes
// from a table. A lane's way depends on its own inputs alone.
#include "base/math.h"
#include "detection.h"
#include "look_kernel.h"
#include "sensor.h"

// --- compile time of the model ------------------------------------------------------------------------------

PvsStatus pvs_radar_look_prepare(PvsRadarLook *radar, unsigned case_mask, PvsPdTables *tables, PvsArena *arena) {
    radar->ln_pfa = pvs_log(radar->pfa);
    radar->sin_el_min = radar->el_min_rad > -0.5 * PVS_PI ? pvs_sin(radar->el_min_rad) : -2.0;
    radar->sin_el_max = radar->el_max_rad < 0.5 * PVS_PI ? pvs_sin(radar->el_max_rad) : 2.0;
    radar->lift_el_min = radar->ray_lift_radpm * pvs_cos(radar->el_min_rad);
    radar->lift_el_max = radar->ray_lift_radpm * pvs_cos(radar->el_max_rad);
    for (int swerling = 0; swerling < PVS_N_SWERLING; ++swerling) {
        radar->pd_table[swerling] = NULL;
        if (case_mask & (1u << swerling)) {
            radar->pd_table[swerling] = pvs_pd_table(tables, swerling, radar->n_pulses, radar->pfa, arena);
            if (!radar->pd_table[swerling]) {
                return PVS_NO_MEMORY;
            }
        }
    }
    return PVS_OK;
}

// --- one scan -------------------------------------------------------------------------------------------------

static void put(double out[3], PvsVec3 v) {
    out[0] = v.x;
    out[1] = v.y;
    out[2] = v.z;
}

static PvsLookScan scan_constants(const PvsRadarLook *radar, PvsLuck luck, uint32_t scan_index) {
    PvsLookScan scan = {
        .period_s = radar->scan_period_s, .half_period_s = 0.5 * radar->scan_period_s,
        .last_s = 0.5 * radar->scan_period_s * (1.0 - 0x1p-40), .beam_radps = PVS_TWO_PI / radar->scan_period_s,
        .snr_constant = radar->snr_constant, .ln_pfa = radar->ln_pfa,
        .range_min_m = radar->range_min_m, .range_max_m = radar->range_max_m,
        .sin_el_min = radar->sin_el_min, .sin_el_max = radar->sin_el_max,
        .lift_el_min = radar->lift_el_min, .lift_el_max = radar->lift_el_max,
        .radial_min_mps = radar->min_radial_speed_mps,
        .key = {luck.key[0], luck.key[1]}, .ordinal = scan_index / 4};
    scan.word_mask[scan_index % 4] = UINT32_MAX;
    const PvsEnuFrame *frame = &radar->frame;
    put(scan.origin, frame->origin_ecef);
    put(scan.east, frame->east);
    put(scan.north, frame->north);
    put(scan.up, frame->up);
    put(scan.centre, pvs_vec3(pvs_vec3_dot(frame->origin_ecef, frame->east),
                              pvs_vec3_dot(frame->origin_ecef, frame->north),
                              pvs_vec3_dot(frame->origin_ecef, frame->up)));
    return scan;
}

static const PvsLookKernel *kernel_for(int isa) {
    switch (isa) {
#if defined(__x86_64__)
    case 2:
        return &pvs_look_kernel_isa2;
    case 3:
        return &pvs_look_kernel_isa3;
    case 4:
        return &pvs_look_kernel_isa4;
#endif
    default:
        return &pvs_look_kernel_isa0;
    }
}

// --- lanes that turn far inside a scan ------------------------------------------------------------------------

/// How far the beam is ahead of the target at mid-scan + s: pi + Omega s - azimuth(s), azimuth unwrapped from its value at mid-scan
/// (so the target may turn up to half a circle from there). *rate: its derivative.
static double beam_lead(const PvsLookScan *scan, const PvsLookTemp *temp, size_t i, double s, double *rate) {
    double e0 = temp->east[i], n0 = temp->north[i];
    double ve = temp->v_east[i] + 2.0 * s * temp->half_a_east[i];
    double vn = temp->v_north[i] + 2.0 * s * temp->half_a_north[i];
    double e = e0 + s * (temp->v_east[i] + s * temp->half_a_east[i]);
    double n = n0 + s * (temp->v_north[i] + s * temp->half_a_north[i]);
    double rho2 = e * e + n * n;
    double turned = pvs_k_atan2(e * n0 - n * e0, e * e0 + n * n0);
    *rate = scan->beam_radps - (rho2 > 0.0 ? (n * ve - e * vn) / rho2 : 0.0);
    return PVS_PI + scan->beam_radps * s - temp->az_rad[i] - turned;
}

/// Newton inside a bracket; the ends of the scan when the beam does not pass inside it.
static double beam_passes(const PvsLookScan *scan, const PvsLookTemp *temp, size_t i) {
    double low = -scan->half_period_s, high = scan->last_s;
    double s = temp->offset_s[i];
    for (int k = 0; k < 40; ++k) {
        double rate;
        double lead = beam_lead(scan, temp, i, s, &rate);
        if (lead > 0.0) {
            high = s;
        } else {
            low = s;
        }
        double next = rate > 0.25 * scan->beam_radps ? s - lead / rate : 0.5 * (low + high);
        next = next <= low || next >= high ? (lead > 0.0 ? 0.5 * (low + s) : 0.5 * (high + s)) : next;
        if (fabs(next - s) < 1e-8 * scan->period_s) {
            return next;
        }
        s = next;
    }
    return s;
}

static void settle_hard_lanes(const PvsLookScan *scan, size_t n, PvsLookTemp *temp) {
    for (size_t i = 0; i < n; ++i) {
        if (temp->hard[i] > 0.0) {
            double s = beam_passes(scan, temp, i);
            double e = temp->east[i] + s * (temp->v_east[i] + s * temp->half_a_east[i]);
            double north = temp->north[i] + s * (temp->v_north[i] + s * temp->half_a_north[i]);
            double az = pvs_k_atan2(e, north);
            temp->offset_s[i] = s;
            temp->az_rad[i] = az < 0.0 ? az + PVS_TWO_PI : az;
        }
    }
}

// --- Pd from tables ---------------------------------------------------------------------------------------------

/// Whether every case is the one that the vector loop computes.
static bool all_exact(const PvsRadarLook *radar, bool mixed) {
    for (int k = 0; k < PVS_N_SWERLING; ++k) {
        bool used = mixed || k == 1;
        if (used && !(radar->pd_table[k] && pvs_pd_table_is_exact(radar->pd_table[k]))) {
            return false;
        }
    }
    return true;
}

static void pd_from_tables(const PvsRadarLook *radar, const uint8_t *swerling, size_t n, PvsLookTemp *temp) {
    for (size_t i = 0; i < n; ++i) {
        int k = swerling ? swerling[i] : 1;
        const PvsPdTable *table = k < PVS_N_SWERLING ? radar->pd_table[k] : NULL;
        if (!table) {
            temp->pd[i] = 0.0;
        } else if (!pvs_pd_table_is_exact(table)) {
            temp->pd[i] = pvs_pd_table_at(table, temp->snr_lin[i]);
        }
    }
}

// --- blocks -----------------------------------------------------------------------------------------------------

typedef struct {
    const PvsRadarLook *radar;
    const PvsLookKernel *kernel;
    PvsLookScan scan;
    bool tables; ///< some Pd comes from a table
} Work;

/// n lanes, of which the first n_real count.
static void run_block(const Work *work, const PvsLookIn *in, const uint8_t *swerling, size_t n, size_t n_real,
                      const PvsLookOut *out) {
    PvsLookTemp temp;
    if (work->radar->rotating) {
        if (work->kernel->beam(&work->scan, in, n, &temp)) {
            settle_hard_lanes(&work->scan, n_real, &temp);
        }
    } else {
        work->kernel->revisit(&work->scan, in, n, &temp);
    }
    work->kernel->signal(&work->scan, in, n, &temp);
    if (work->tables) {
        pd_from_tables(work->radar, swerling, n_real, &temp);
    }
    work->kernel->detect(&work->scan, in, n, &temp, out);
}

static PvsLookIn inputs_from(const PvsLookBatch *b, size_t i) {
    return (PvsLookIn){b->px + i,      b->py + i,      b->pz + i,      b->vx + i,     b->vy + i,
                       b->vz + i,      b->ax + i,      b->ay + i,      b->az + i,     b->ln_nose + i,
                       b->ln_beam + i, b->ln_tail + i, b->ln_top + i,  b->ln_gain ? b->ln_gain + i : NULL,
                       b->pair_id + i};
}

static PvsLookOut outputs_from(const PvsLookBatch *b, size_t i) {
    return (PvsLookOut){b->t_look_s + i, b->range_m + i, b->az_rad + i, b->sin_el + i, b->radial_speed_mps + i,
                        b->snr_lin + i,  b->pd + i,      b->detected + i};
}

/// The last lanes of a batch whose arrays end with them: through buffers of a whole vector, the last lane repeated.
static void run_tail(const Work *work, const PvsLookIn *in, const uint8_t *swerling, size_t n, const PvsLookOut *out) {
    enum { W = PVS_LOOK_WIDTH, N_IN = 14, N_OUT = 7 };
    const double *from[N_IN] = {in->px, in->py, in->pz, in->vx, in->vy, in->vz, in->ax, in->ay,
                                in->az, in->ln_nose, in->ln_beam, in->ln_tail, in->ln_top, in->ln_gain};
    double lanes[N_IN][W], results[N_OUT][W];
    uint64_t id[W];
    uint8_t detected[W];
    for (size_t i = 0; i < W; ++i) {
        size_t lane = i < n ? i : n - 1;
        for (size_t k = 0; k < N_IN; ++k) {
            lanes[k][i] = from[k] ? from[k][lane] : 0.0;
        }
        id[i] = in->pair_id[lane];
    }
    PvsLookIn padded = {lanes[0], lanes[1], lanes[2],  lanes[3],  lanes[4],  lanes[5],  lanes[6], lanes[7],
                        lanes[8], lanes[9], lanes[10], lanes[11], lanes[12], in->ln_gain ? lanes[13] : NULL, id};
    PvsLookOut whole = {results[0], results[1], results[2], results[3], results[4], results[5], results[6], detected};
    run_block(work, &padded, swerling, W, n, &whole);
    double *to[N_OUT] = {out->t_s, out->range_m, out->az_rad, out->sin_el, out->closing_mps, out->snr_lin, out->pd};
    for (size_t k = 0; k < N_OUT; ++k) {
        memcpy(to[k], results[k], n * sizeof(double));
    }
    memcpy(out->detected, detected, n);
}

void pvs_looks(const PvsRadarLook *radar, PvsLuck luck, uint32_t scan_index, int isa, const PvsLookBatch *batch) {
    Work work = {radar, kernel_for(isa), scan_constants(radar, luck, scan_index),
                 !all_exact(radar, batch->swerling != NULL)};
    const size_t n = batch->n;
    for (size_t i = 0; i < n;) {
        PvsLookIn in = inputs_from(batch, i);
        PvsLookOut out = outputs_from(batch, i);
        const uint8_t *swerling = batch->swerling ? batch->swerling + i : NULL;
        size_t left = n - i < PVS_LOOK_BLOCK ? n - i : PVS_LOOK_BLOCK;
        size_t whole = batch->padded ? (left + PVS_LOOK_WIDTH - 1) / PVS_LOOK_WIDTH * PVS_LOOK_WIDTH
                                     : left / PVS_LOOK_WIDTH * PVS_LOOK_WIDTH;
        if (whole > 0) {
            run_block(&work, &in, swerling, whole, left < whole ? left : whole, &out);
            i += whole;
        } else {
            run_tail(&work, &in, swerling, left, &out);
            i += left;
        }
    }
}
