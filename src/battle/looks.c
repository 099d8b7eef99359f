// SPDX-License-Identifier: Apache-2.0
// The buffers of a batch of looks, and the kernel of sensor/ run over a stretch of a radar's lanes.
#include "battle/state.h"

#define ALIGN 64
#define WIDTH 8 // the kernels work in whole vectors

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

static size_t lay_out(LookResults *looks, char *block, size_t n) {
    size_t at = 0;
    float **floats[] = {&looks->t_look_s,   &looks->range_m, &looks->az_rad, &looks->sin_el,
                        &looks->radial_mps, &looks->snr_lin, &looks->pd};
    uint8_t **bytes[] = {&looks->swerling, &looks->detected, &looks->looked, &looks->notable};
    for (size_t i = 0; i < sizeof floats / sizeof *floats; i++) {
        *floats[i] = carve(block, &at, n * sizeof(float));
    }
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        *bytes[i] = carve(block, &at, n);
    }
    looks->at = carve(block, &at, n * sizeof *looks->at);
    return at;
}

bool pvs_looks_reserve(PvsState *s, size_t n) {
    if (n <= s->looks.capacity) {
        return true;
    }
    n = round_up(n, 64);
    LookResults sized = {0};
    size_t bytes = lay_out(&sized, NULL, n) + ALIGN;
    void *block = pvs_alloc(bytes);
    if (!block) {
        s->status = pvs_error_set(s->err, PVS_NO_MEMORY, "out of memory for a batch of looks");
        return false;
    }
    pvs_free(s->looks.block);
    s->looks = (LookResults){.block = block, .capacity = n, .bytes = bytes};
    lay_out(&s->looks, (char *)round_up((size_t)block, ALIGN), n);
    return true;
}

void pvs_looks_free(LookResults *looks) {
    pvs_free(looks->block);
    *looks = (LookResults){0};
}

static const uint8_t *cases_of(PvsState *s, const Lanes *l, uint32_t first, uint32_t n) {
    if (s->all_swerling_1) {
        return NULL;
    }
    for (uint32_t i = 0; i < n; i++) {
        s->looks.swerling[i] = s->swerling[l->type[first + i]];
    }
    return s->looks.swerling;
}

void pvs_looks_evaluate(PvsState *s, uint32_t radar, uint32_t first, uint32_t n, PvsTime period,
                        bool drawn) {
    const PvsRadar *r = &s->model->radars[radar];
    const RadarState *rs = &s->radars[radar];
    const Lanes *l = &rs->lanes;
    const PvsTime middle = rs->t_scan + period / 2;
    PvsTime tick = middle / PVS_LOOK_TICK_NS;
    PvsLookBatch batch = {.n = n,
                          .padded = true,
                          .courses = l->courses + first / WIDTH,
                          .mid_tick = (int32_t)tick,
                          .mid_rest_s = (float)pvs_time_s(middle - tick * PVS_LOOK_TICK_NS),
                          .types = s->ln_rcs + (size_t)r->band * s->model->n_threat_types,
                          .type = l->type + first,
                          .ln_gain = l->ln_gain + first,
                          .swerling = cases_of(s, l, first, n),
                          .pair_id = l->id + first,
                          .words = l->words + first / WIDTH,
                          .drawn = drawn,
                          .t_look_s = s->looks.t_look_s,
                          .range_m = s->looks.range_m,
                          .az_rad = s->looks.az_rad,
                          .sin_el = s->looks.sin_el,
                          .radial_speed_mps = s->looks.radial_mps,
                          .snr_lin = s->looks.snr_lin,
                          .pd = s->looks.pd,
                          .detected = s->looks.detected};
    if (period == rs->period) {
        pvs_looks(&r->look, s->luck, rs->scan, s->isa, &batch);
    } else {
        PvsRadarLook stretched = r->look; // a revisit that tracks have lengthened
        stretched.scan_period_s = pvs_time_s(period);
        pvs_looks(&stretched, s->luck, rs->scan, s->isa, &batch);
    }
}

void pvs_looks_keep(LookResults *looks, uint32_t i) {
    float *const all[] = {looks->t_look_s, looks->range_m, looks->az_rad, looks->sin_el,
                          looks->snr_lin};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        all[k][0] = all[k][i];
    }
    looks->detected[0] = looks->detected[i];
}
