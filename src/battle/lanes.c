// SPDX-License-Identifier: Apache-2.0
// The lanes of a radar: what every look reads of the pairs in its windows, as one block of arrays, and the cubics that stand for their paths.
//
// A cubic is a function of (segment, stretch of absolute time, radar) alone: it does not matter when a window opened, or when a lane was made.
#include "battle/state.h"

#define CUBIC_ERROR_M 0.05 ///< far below what a radar measures; floats are 0.03 m in 400 km

static size_t round_up(size_t n, size_t to) {
    return (n + to - 1) / to * to;
}

// --- the block -----------------------------------------------------------------------------------------------

typedef struct {
    void **array;
    size_t rows, size;
} Part;

#define N_PARTS 11

// All arrays of the block; those of larger alignment first.
static void parts_of(Lanes *l, Part parts[N_PARTS]) {
    const Part all[N_PARTS] = {{(void **)&l->track, 1, sizeof *l->track},
                               {(void **)&l->t_care, 1, sizeof *l->t_care},
                               {(void **)&l->id, 1, sizeof *l->id},
                               {(void **)&l->course, PVS_LOOK_COURSE_ROWS, sizeof *l->course},
                               {(void **)&l->about, 1, sizeof *l->about},
                               {(void **)&l->ln_gain, 1, sizeof *l->ln_gain},
                               {(void **)&l->look_s, 1, sizeof *l->look_s},
                               {(void **)&l->type, 1, sizeof *l->type},
                               {(void **)&l->history, 1, sizeof *l->history},
                               {(void **)&l->misses, 1, sizeof *l->misses},
                               {(void **)&l->state, 1, sizeof *l->state}};
    memcpy(parts, all, sizeof all);
}

static size_t bytes_per_lane(void) {
    Lanes none = {0};
    Part parts[N_PARTS];
    parts_of(&none, parts);
    size_t bytes = 0;
    for (int i = 0; i < N_PARTS; i++) {
        bytes += parts[i].rows * parts[i].size;
    }
    return bytes;
}

size_t pvs_lanes_bytes(const Lanes *lanes) {
    return lanes->capacity * bytes_per_lane();
}

static bool grow(PvsState *s, Lanes *l) {
    const uint32_t spare = 8; // the kernels work in whole vectors
    if (l->n + 1 + spare <= l->capacity) {
        return true;
    }
    Lanes larger = {.n = l->n, .capacity = (uint32_t)round_up(l->n + l->n / 4 + 1 + spare, 8)};
    larger.block = pvs_alloc(pvs_lanes_bytes(&larger));
    if (!larger.block) {
        s->status = pvs_error_set(s->err, PVS_NO_MEMORY, "out of memory in a battle");
        return false;
    }
    Part from[N_PARTS], to[N_PARTS];
    parts_of(l, from);
    parts_of(&larger, to);
    char *at = larger.block;
    for (int i = 0; i < N_PARTS; i++) {
        *to[i].array = at;
        for (size_t row = 0; row < to[i].rows && l->n > 0; row++) {
            memcpy(at + row * larger.capacity * to[i].size,
                   (char *)*from[i].array + row * l->capacity * to[i].size, l->n * to[i].size);
        }
        at += to[i].rows * larger.capacity * to[i].size;
    }
    pvs_free(l->block);
    *l = larger;
    return true;
}

void pvs_lanes_free(Lanes *lanes) {
    pvs_free(lanes->block);
    *lanes = (Lanes){0};
}

// --- lanes ---------------------------------------------------------------------------------------------------

uint32_t pvs_lane_add(PvsState *s, uint32_t radar, uint32_t pair) {
    RadarState *rs = &s->radars[radar];
    Lanes *l = &rs->lanes;
    if (!grow(s, l)) {
        return NIL;
    }
    const Threat *t = &s->threats[pair_at(s, pair)->threat];
    uint32_t i = l->n++;
    l->id[i] = pvs_id_pair(s->model->radars[radar].named.id, t->id);
    l->ln_gain[i] = t->rcs_gain_ln;
    l->type[i] = (uint16_t)t->type;
    l->look_s[i] = (float)pvs_time_s(rs->period / 2);
    l->history[i] = 0;
    l->misses[i] = 0;
    l->state[i] = 0;
    l->track[i] = (LaneTrack){.pair = pair};
    return i;
}

void pvs_lane_remove(PvsState *s, uint32_t radar, uint32_t lane) {
    Lanes *l = &s->radars[radar].lanes;
    uint32_t last = --l->n;
    if (lane == last) {
        return;
    }
    Part parts[N_PARTS];
    parts_of(l, parts);
    for (int i = 0; i < N_PARTS; i++) {
        for (size_t row = 0; row < parts[i].rows; row++) {
            char *base = (char *)*parts[i].array + row * l->capacity * parts[i].size;
            memcpy(base + lane * parts[i].size, base + last * parts[i].size, parts[i].size);
        }
    }
    pair_at(s, l->track[lane].pair)->lane = lane;
}

// --- paths as cubics -----------------------------------------------------------------------------------------

static PvsTime floor_to(PvsTime t, PvsTime step) {
    PvsTime rest = t % step;
    return t - (rest < 0 ? rest + step : rest);
}

void pvs_lane_renew(PvsState *s, uint32_t radar, uint32_t lane, PvsTime t_middle, PvsTime period) {
    Lanes *l = &s->radars[radar].lanes;
    const Pair *p = pair_at(s, l->track[lane].pair);
    const Threat *t = &s->threats[p->threat];
    const PvsSegment *segment = &t->segments[p->segment];
    PvsTime span = pvs_time_from_s(pvs_cubic_span_s(segment, CUBIC_ERROR_M)), about, care;
    if (span < period) { // it turns so fast that each scan has its own
        span = 0;
        about = floor_to(t_middle, PVS_LOOK_TICK_NS);
        care = INT64_MIN;
    } else {
        PvsTime begin = floor_to(t_middle, span);
        about = begin + span / 2;
        care = begin + span;
    }
    PvsCubic cubic = pvs_segment_cubic(segment, about, span / 2);
    pvs_look_course(&s->model->radars[radar].look, &cubic, l->course + lane, l->capacity);
    l->about[lane] = (int32_t)(about / PVS_LOOK_TICK_NS);
    care = p->t_out < care ? p->t_out : care;
    if (p->segment + 1u < t->n_segments && segment->t1 < care) {
        care = segment->t1;
    }
    bool turned = p->confirmed && p->segment != p->settled && segment->kind == PVS_SEG_ARC;
    l->state[lane] =
        (uint8_t)(turned ? l->state[lane] | LANE_TURNED : l->state[lane] & ~LANE_TURNED);
    l->t_care[lane] = care;
    RadarState *rs = &s->radars[radar];
    rs->t_care = care < rs->t_care ? care : rs->t_care;
}
