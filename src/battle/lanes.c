// SPDX-License-Identifier: Apache-2.0
// The buffers of a look batch, and the two kernels run over them: kinematics (motion/) and looks (sensor/). Also which close plots merge.
#include <stdlib.h>

#include "battle/state.h"

#define ALIGN     64
#define LANES_PAD 8

static size_t round_up(size_t n, size_t to) {
    return (n + to - 1) / to * to;
}

// Carves `bytes` from the block at *at.
static void *carve(char *block, size_t *at, size_t bytes) {
    void *p = block ? block + *at : NULL;
    *at = round_up(*at + bytes, ALIGN) +
          ALIGN; // one line more: 4096 bytes apart, arrays share cache sets
    return p;
}

static size_t lay_out(Lanes *lane, char *block, size_t n) {
    size_t at = 0;
    double **doubles[] = {&lane->px, &lane->py, &lane->pz, &lane->vx, &lane->vy,
                          &lane->vz, &lane->ax, &lane->ay, &lane->az};
    float **floats[] = {&lane->gain_ln, &lane->ln_nose,    &lane->ln_beam, &lane->ln_tail,
                        &lane->ln_top,  &lane->t_look_s,   &lane->range_m, &lane->az_rad,
                        &lane->sin_el,  &lane->radial_mps, &lane->snr_lin, &lane->pd};
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++) {
        *doubles[i] = carve(block, &at, n * sizeof(double));
    }
    for (size_t i = 0; i < sizeof floats / sizeof *floats; i++) {
        *floats[i] = carve(block, &at, n * sizeof(float));
    }
    lane->id = carve(block, &at, n * sizeof(uint64_t));
    lane->segment = carve(block, &at, n * sizeof(void *));
    lane->t = carve(block, &at, n * sizeof(PvsTime));
    lane->type = carve(block, &at, n * sizeof(uint16_t));
    lane->swerling = carve(block, &at, n);
    lane->detected = carve(block, &at, n);
    return at;
}

bool pvs_lanes_reserve(PvsState *s, size_t n) {
    Lanes *lane = &s->lane;
    if (n <= lane->capacity) {
        return true;
    }
    n = round_up(n, 64);
    Lanes sized = {0};
    size_t bytes = lay_out(&sized, NULL, n) + ALIGN;
    void *block = pvs_alloc(bytes);
    if (!block) {
        s->status = pvs_error_set(s->err, PVS_NO_MEMORY, "out of memory for a batch of looks");
        return false;
    }
    pvs_free(lane->block);
    *lane = (Lanes){.block = block, .capacity = n, .bytes = bytes};
    lay_out(lane, (char *)round_up((size_t)block, ALIGN), n);
    return true;
}

void pvs_lanes_free(Lanes *lane) {
    pvs_free(lane->block);
    *lane = (Lanes){0};
}

// The kernels work in whole vectors: the last lane is repeated to fill one (the capacity is a multiple of 64).
static void lanes_pad(Lanes *lane, size_t n) {
    for (size_t i = n; i < round_up(n, LANES_PAD); i++) {
        lane->segment[i] = lane->segment[n - 1];
        lane->id[i] = lane->id[n - 1];
        lane->type[i] = lane->type[n - 1];
        lane->gain_ln[i] = lane->gain_ln[n - 1];
    }
}

static void fill_cross_sections(PvsState *s, const PvsLnRcs *rcs, size_t n) {
    const Lanes l = s->lane;
    for (size_t i = 0; i < n; i++) {
        const PvsLnRcs x = rcs[l.type[i]];
        l.ln_nose[i] = x.nose;
        l.ln_beam[i] = x.beam;
        l.ln_tail[i] = x.tail;
        l.ln_top[i] = x.top;
    }
    for (size_t i = 0; i < n && !s->all_swerling_1; i++) {
        l.swerling[i] = s->swerling[l.type[i]];
    }
}

void pvs_lanes_evaluate(PvsState *s, uint32_t radar, size_t n, PvsTime period) {
    const PvsRadar *r = &s->model->radars[radar];
    Lanes *l = &s->lane;
    const size_t padded = round_up(n, LANES_PAD);
    const PvsTime middle = s->radars[radar].t_scan + period / 2;
    lanes_pad(l, n);
    for (size_t i = 0; i < padded; i++) {
        l->t[i] = middle;
    }
    fill_cross_sections(s, s->ln_rcs + (size_t)r->band * s->model->n_threat_types, padded);
    pvs_segments_at(
        l->segment, l->t, padded,
        (PvsKinematicsSoA){l->px, l->py, l->pz, l->vx, l->vy, l->vz, l->ax, l->ay, l->az}, s->isa);
    PvsLookBatch batch = {.n = n,
                          .padded = true,
                          .px = l->px,
                          .py = l->py,
                          .pz = l->pz,
                          .vx = l->vx,
                          .vy = l->vy,
                          .vz = l->vz,
                          .ax = l->ax,
                          .ay = l->ay,
                          .az = l->az,
                          .ln_nose = l->ln_nose,
                          .ln_beam = l->ln_beam,
                          .ln_tail = l->ln_tail,
                          .ln_top = l->ln_top,
                          .ln_gain = l->gain_ln,
                          .swerling = s->all_swerling_1 ? NULL : l->swerling,
                          .pair_id = l->id,
                          .t_look_s = l->t_look_s,
                          .range_m = l->range_m,
                          .az_rad = l->az_rad,
                          .sin_el = l->sin_el,
                          .radial_speed_mps = l->radial_mps,
                          .snr_lin = l->snr_lin,
                          .pd = l->pd,
                          .detected = l->detected};
    if (period == s->radars[radar].period) {
        pvs_looks(&r->look, s->luck, s->radars[radar].scan, s->isa, &batch);
    } else {
        PvsRadarLook stretched = r->look; // a revisit that tracks have lengthened
        stretched.scan_period_s = pvs_time_s(period);
        pvs_looks(&stretched, s->luck, s->radars[radar].scan, s->isa, &batch);
    }
}

// --- merging -------------------------------------------------------------------------------------------------

void pvs_lanes_merge(PvsState *s, uint32_t radar) {
    const PvsRadarLook *look = &s->model->radars[radar].look;
    RadarState *rs = &s->radars[radar];
    uint32_t n = rs->n_pending;
    if (n < 2 || !(look->range_cell_m > 0) || !(look->az_cell_rad > 0)) {
        return;
    }
    pvs_arena_reset(&s->scratch);
    double *range_m = pvs_arena_alloc(&s->scratch, 3 * n * sizeof *range_m);
    uint32_t *into = pvs_arena_alloc(&s->scratch, 2 * n * sizeof *into);
    uint32_t *scratch = pvs_arena_alloc(&s->scratch, pvs_merge_scratch(n) * sizeof *scratch);
    if (!range_m || !into || !scratch) {
        s->status = pvs_error_set(s->err, PVS_NO_MEMORY, "out of memory in a battle");
        return;
    }
    double *az_rad = range_m + n, *snr_lin = az_rad + n;
    uint32_t *at = into + n, k = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (rs->pending[i].detected) {
            range_m[k] = (double)rs->pending[i].range_m;
            az_rad[k] = (double)rs->pending[i].az_rad;
            snr_lin[k] = (double)rs->pending[i].snr_lin;
            at[k++] = i;
        }
    }
    if (pvs_merge_plots(look, k, range_m, az_rad, snr_lin, into, scratch) == k) {
        return;
    }
    for (uint32_t i = 0; i < k; i++) {
        rs->pending[at[i]].merged = into[i] != i;
    }
}
