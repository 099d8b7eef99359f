// SPDX-License-Identifier: Apache-2.0
// Looks of one radar in one scan, as batches: cuts them into blocks, runs the vector loops of
// look_kernel.c for the chosen instruction set, and does one by one the few lanes that need more:
// those that turn far about the radar inside a scan, and those whose Pd comes from a table. A
// lane's way depends on its own inputs alone.
#include "base/math.h"
#include "detection.h"
#include "look_kernel.h"
#include "sensor.h"

// --- compile time of the model -------------------------------------------------------------------

static void put(float out[3], PvsVec3 v) {
    out[0] = (float)v.x;
    out[1] = (float)v.y;
    out[2] = (float)v.z;
}

static void prepare_frame(PvsRadarLook *radar) {
    const PvsEnuFrame *frame = &radar->frame;
    PvsVec3 centre = pvs_vec3_scale(frame->origin_ecef, 1.0 / PVS_EARTH_MEAN_RADIUS_M);
    put(radar->east, frame->east);
    put(radar->north, frame->north);
    put(radar->up, frame->up);
    put(radar->centre,
        pvs_vec3(pvs_vec3_dot(centre, frame->east), pvs_vec3_dot(centre, frame->north),
                 pvs_vec3_dot(centre, frame->up)));
    radar->root_constant = (float)sqrt(radar->snr_constant);
}

PvsStatus pvs_radar_look_prepare(PvsRadarLook *radar, unsigned case_mask, PvsPdTables *tables,
                                 PvsArena *arena) {
    prepare_frame(radar);
    radar->ln_pfa = pvs_log(radar->pfa);
    radar->sin_el_min = radar->el_min_rad > -0.5 * PVS_PI ? pvs_sin(radar->el_min_rad) : -2.0;
    radar->sin_el_max = radar->el_max_rad < 0.5 * PVS_PI ? pvs_sin(radar->el_max_rad) : 2.0;
    radar->lift_el_min = radar->ray_lift_radpm * pvs_cos(radar->el_min_rad);
    radar->lift_el_max = radar->ray_lift_radpm * pvs_cos(radar->el_max_rad);
    for (int swerling = 0; swerling < PVS_N_SWERLING; ++swerling) {
        radar->pd_table[swerling] = NULL;
        if (case_mask & (1u << swerling)) {
            radar->pd_table[swerling] =
                pvs_pd_table(tables, swerling, radar->n_pulses, radar->pfa, arena);
            if (!radar->pd_table[swerling]) {
                return PVS_NO_MEMORY;
            }
        }
    }
    return PVS_OK;
}

void pvs_look_course(const PvsRadarLook *radar, const PvsCubic *cubic, int32_t about,
                     PvsLookCourse *courses, size_t lane) {
    const PvsEnuFrame *f = &radar->frame;
    const PvsVec3 axis[3] = {f->east, f->north, f->up};
    PvsVec3 c[4] = {pvs_vec3_sub(cubic->c[0], f->origin_ecef), cubic->c[1], cubic->c[2],
                    cubic->c[3]};
    PvsLookCourse *course = &courses[lane / 8];
    for (size_t i = 0; i < 3; ++i) {
        for (size_t k = 0; k < 4; ++k) {
            course->c[i][k][lane % 8] = (float)pvs_vec3_dot(c[k], axis[i]);
        }
    }
    course->about[lane % 8] = about;
}

// --- one scan ------------------------------------------------------------------------------------

void pvs_look_scan(PvsLookScan *scan, const PvsRadarLook *radar, PvsLuck luck,
                   uint32_t scan_index) {
    const PvsVec3 origin = radar->frame.origin_ecef;
    const double half_period_s = 0.5 * radar->scan_period_s,
                 beam_radps = PVS_TWO_PI / radar->scan_period_s;
    scan->origin[0] = origin.x;
    scan->origin[1] = origin.y;
    scan->origin[2] = origin.z;
    scan->half_period_s = half_period_s;
    scan->beam_radps_exact = beam_radps;
    scan->per_radius = (float)(1.0 / PVS_EARTH_MEAN_RADIUS_M);
    scan->period_s = (float)radar->scan_period_s;
    scan->half_s = (float)half_period_s;
    scan->beam_radps = (float)beam_radps;
    scan->last_s = (float)(half_period_s * (1.0 - 0x1p-22));
    scan->root_constant = radar->root_constant;
    scan->ln_pfa = (float)radar->ln_pfa;
    scan->range_min_m = (float)radar->range_min_m;
    scan->range_max_m = (float)radar->range_max_m;
    scan->sin_el_min = (float)radar->sin_el_min;
    scan->sin_el_max = (float)radar->sin_el_max;
    scan->lift_el_min = (float)radar->lift_el_min;
    scan->lift_el_max = (float)radar->lift_el_max;
    scan->radial_min_mps = (float)radar->min_radial_speed_mps;
    scan->ordinal = scan_index / 4;
    scan->which = scan_index % 4;
    for (uint32_t round = 0; round < 10; ++round) {
        scan->round_key[round][0] = luck.key[0] + round * PVS_PHILOX_W0;
        scan->round_key[round][1] = luck.key[1] + round * PVS_PHILOX_W1;
    }
    for (int k = 0; k < 3; ++k) {
        scan->east[k] = radar->east[k];
        scan->north[k] = radar->north[k];
        scan->up[k] = radar->up[k];
        scan->centre[k] = radar->centre[k];
    }
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

// --- lanes that turn far inside a scan -----------------------------------------------------------

/// Horizontal path of one lane about mid-scan.
typedef struct {
    double east, north, v_east, v_north, half_a_east, half_a_north;
} Course;

static Course course_of(const PvsLookTemp *temp, size_t i) {
    return (Course){(double)temp->east[i],        (double)temp->north[i],
                    (double)temp->v_east[i],      (double)temp->v_north[i],
                    (double)temp->half_a_east[i], (double)temp->half_a_north[i]};
}

/// How far the beam is ahead of the target at mid-scan + s: Omega s - (azimuth(s) - pi), azimuth
/// unwrapped from its value at mid-scan, pi + ahead_rad (so the target may turn up to half a circle
/// from there). *rate: its derivative.
static double beam_lead(const PvsLookScan *scan, const Course *c, double ahead_rad, double s,
                        double *rate) {
    double ve = c->v_east + 2.0 * s * c->half_a_east, vn = c->v_north + 2.0 * s * c->half_a_north;
    double e = c->east + s * (c->v_east + s * c->half_a_east);
    double n = c->north + s * (c->v_north + s * c->half_a_north);
    double rho2 = e * e + n * n;
    double turned = pvs_k_atan2(e * c->north - n * c->east, e * c->east + n * c->north);
    *rate = scan->beam_radps_exact - (rho2 > 0.0 ? (n * ve - e * vn) / rho2 : 0.0);
    return scan->beam_radps_exact * s - ahead_rad - turned;
}

/// Newton inside a bracket, from a first guess s. A step out of the scan is tried at its end; where
/// the beam has not come to the target there, or has left it, the look is held. *lead_rad: how far
/// the beam is ahead then.
static double beam_passes(const PvsLookScan *scan, const Course *c, double ahead_rad, double s,
                          double *lead_rad) {
    const double first = -scan->half_period_s, last = (double)scan->last_s;
    double low = first, high = last;
    for (int k = 0; k < 60; ++k) {
        double rate;
        double lead = beam_lead(scan, c, ahead_rad, s, &rate);
        *lead_rad = lead;
        if ((s <= first && lead >= 0.0) || (s >= last && lead <= 0.0)) {
            return s;
        }
        if (lead > 0.0) {
            high = s;
        } else {
            low = s;
        }
        double next = rate > 0.25 * scan->beam_radps_exact ? s - lead / rate : 0.5 * (low + high);
        if (next <= first || next >= last) {
            next = next <= first ? first : last;
        } else if (!(next > low && next < high)) {
            next = 0.5 * (low + high);
        }
        if (fabs(next - s) < 1e-3 * scan->half_period_s) { // Newton squares it
            *lead_rad += rate * (next - s);
            return next;
        }
        s = next;
    }
    return s;
}

static void settle_hard_lanes(const PvsLookScan *scan, size_t n, PvsLookTemp *temp) {
    for (size_t i = 0; i < n; ++i) {
        if (temp->hard[i] > 0.0f) {
            Course c = course_of(temp, i);
            double lead_rad;
            double s = beam_passes(scan, &c, (double)temp->ahead_rad[i], (double)temp->offset_s[i],
                                   &lead_rad);
            temp->offset_s[i] = (float)s;
            temp->ahead_rad[i] = (float)pvs_wrap_pi(scan->beam_radps_exact * s - lead_rad);
        }
    }
}

// --- Pd from tables ------------------------------------------------------------------------------

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

static void pd_from_tables(const PvsRadarLook *radar, const uint8_t *swerling, size_t n,
                           const PvsLookOut *out) {
    for (size_t i = 0; i < n; ++i) {
        int k = swerling ? swerling[i] : 1;
        const PvsPdTable *table = k < PVS_N_SWERLING ? radar->pd_table[k] : NULL;
        if (!table) {
            out->pd[i] = 0.0f;
        } else if (!pvs_pd_table_is_exact(table)) {
            out->pd[i] = (float)pvs_pd_table_at(table, (double)out->snr_lin[i]);
        }
    }
}

// --- blocks --------------------------------------------------------------------------------------

typedef struct {
    const PvsRadarLook *radar;
    const PvsLookKernel *kernel;
    PvsLookScan scan;
    bool tables; ///< some Pd comes from a table
} Work;

/// n lanes, of which the first n_real count.
static void run_block(const Work *work, const PvsLookIn *in, const uint8_t *swerling, size_t n,
                      size_t n_real, const PvsLookOut *out) {
    PvsLookTemp temp;
    if (work->radar->rotating) {
        if (work->kernel->beam(&work->scan, in, n, &temp)) {
            settle_hard_lanes(&work->scan, n_real, &temp);
        }
    } else {
        work->kernel->revisit(&work->scan, in, n, &temp);
    }
    work->kernel->signal(&work->scan, in, n, &temp, out);
    if (work->tables) {
        pd_from_tables(work->radar, swerling, n_real, out);
    }
    work->kernel->finish(&work->scan, in, n, &temp, out);
}

static PvsLookIn inputs_from(const PvsLookBatch *b, size_t i) {
    if (b->courses) {
        return (PvsLookIn){.courses = b->courses + i / 8,
                           .types = b->types,
                           .type = b->type + i,
                           .ln_gain = b->ln_gain ? b->ln_gain + i : NULL,
                           .pair_id = b->pair_id + i,
                           .words = b->words ? b->words + i / 8 : NULL,
                           .drawn = b->drawn};
    }
    return (PvsLookIn){.px = b->px + i,
                       .py = b->py + i,
                       .pz = b->pz + i,
                       .vx = b->vx + i,
                       .vy = b->vy + i,
                       .vz = b->vz + i,
                       .ax = b->ax + i,
                       .ay = b->ay + i,
                       .az = b->az + i,
                       .ln_nose = b->ln_nose + i,
                       .ln_beam = b->ln_beam + i,
                       .ln_tail = b->ln_tail + i,
                       .ln_top = b->ln_top + i,
                       .ln_gain = b->ln_gain ? b->ln_gain + i : NULL,
                       .pair_id = b->pair_id + i};
}

static PvsLookOut outputs_from(const PvsLookBatch *b, size_t i) {
    return (PvsLookOut){b->t_look_s + i,         b->range_m + i, b->az_rad + i, b->sin_el + i,
                        b->radial_speed_mps + i, b->snr_lin + i, b->pd + i,     b->detected + i};
}

/// The last lanes of a batch whose arrays end with them: through buffers of a whole vector, the
/// last lane repeated.
static void run_tail(const Work *work, const PvsLookIn *in, const uint8_t *swerling, size_t n,
                     const PvsLookOut *out) {
    enum { W = PVS_LOOK_WIDTH, N_KINEMATICS = 9, N_SIGNAL = 5, N_OUT = 7 };
    const double *kinematics_from[N_KINEMATICS] = {in->px, in->py, in->pz, in->vx, in->vy,
                                                   in->vz, in->ax, in->ay, in->az};
    const float *signal_from[N_SIGNAL] = {in->ln_nose, in->ln_beam, in->ln_tail, in->ln_top,
                                          in->ln_gain};
    double x[N_KINEMATICS][W];
    float s[N_SIGNAL][W], results[N_OUT][W];
    uint64_t id[W];
    uint8_t detected[W];
    for (size_t i = 0; i < W; ++i) {
        size_t lane = i < n ? i : n - 1;
        for (size_t k = 0; k < N_KINEMATICS; ++k) {
            x[k][i] = kinematics_from[k][lane];
        }
        for (size_t k = 0; k < N_SIGNAL; ++k) {
            s[k][i] = signal_from[k] ? signal_from[k][lane] : 0.0f;
        }
        id[i] = in->pair_id[lane];
    }
    PvsLookIn padded = {.px = x[0],
                        .py = x[1],
                        .pz = x[2],
                        .vx = x[3],
                        .vy = x[4],
                        .vz = x[5],
                        .ax = x[6],
                        .ay = x[7],
                        .az = x[8],
                        .ln_nose = s[0],
                        .ln_beam = s[1],
                        .ln_tail = s[2],
                        .ln_top = s[3],
                        .ln_gain = in->ln_gain ? s[4] : NULL,
                        .pair_id = id};
    PvsLookOut whole = {results[0], results[1], results[2], results[3],
                        results[4], results[5], results[6], detected};
    run_block(work, &padded, swerling, W, n, &whole);
    float *to[N_OUT] = {out->t_s,         out->range_m, out->az_rad, out->sin_el,
                        out->closing_mps, out->snr_lin, out->pd};
    for (size_t k = 0; k < N_OUT; ++k) {
        memcpy(to[k], results[k], n * sizeof(float));
    }
    memcpy(out->detected, detected, n);
}

void pvs_looks(const PvsRadarLook *radar, PvsLuck luck, uint32_t scan_index, int isa,
               const PvsLookBatch *batch) {
    Work work; // filled in place: a radar with few targets is a small batch
    work.radar = radar;
    work.kernel = kernel_for(isa);
    work.tables = !all_exact(radar, batch->swerling != NULL);
    pvs_look_scan(&work.scan, radar, luck, scan_index);
    work.scan.mid_tick = batch->mid_tick;
    work.scan.mid_rest_s = batch->mid_rest_s;
    const bool padded = batch->padded || batch->courses;
    const size_t n = batch->n;
    for (size_t i = 0; i < n;) {
        PvsLookIn in = inputs_from(batch, i);
        PvsLookOut out = outputs_from(batch, i);
        const uint8_t *swerling = batch->swerling ? batch->swerling + i : NULL;
        size_t left = n - i < PVS_LOOK_BLOCK ? n - i : PVS_LOOK_BLOCK;
        size_t whole = padded ? (left + PVS_LOOK_WIDTH - 1) / PVS_LOOK_WIDTH * PVS_LOOK_WIDTH
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
