// SPDX-License-Identifier: Apache-2.0
// The lanes of a radar: what every look reads of the pairs in its windows, as one block of arrays, and the cubics that stand for their paths.
//
// A cubic is a function of (segment, stretch of absolute time, radar) alone: it does not matter when a window opened, or when a lane was made.
#include "battle/state.h"

#define WIDTH         8    // lanes of a vector
#define CUBIC_ERROR_M 0.05 ///< far below what a radar measures; floats are 0.03 m in 400 km

static size_t round_up(size_t n, size_t to) {
    return (n + to - 1) / to * to;
}

// --- the block -----------------------------------------------------------------------------------------------

typedef struct {
    void **array;
    size_t size; ///< of a lane
} Part;

#define N_PARTS 10

// All arrays of the block but the courses and words, which come first; those of larger alignment before others.
static void parts_of(Lanes *l, Part parts[N_PARTS]) {
    const Part all[N_PARTS] = {
        {(void **)&l->track, sizeof *l->track},     {(void **)&l->t_care, sizeof *l->t_care},
        {(void **)&l->id, sizeof *l->id},           {(void **)&l->ln_gain, sizeof *l->ln_gain},
        {(void **)&l->look_s, sizeof *l->look_s},   {(void **)&l->type, sizeof *l->type},
        {(void **)&l->history, sizeof *l->history}, {(void **)&l->misses, sizeof *l->misses},
        {(void **)&l->state, sizeof *l->state},     {(void **)&l->updates, sizeof *l->updates}};
    memcpy(parts, all, sizeof all);
}

static size_t bytes_per_lane(void) {
    Lanes none = {0};
    Part parts[N_PARTS];
    parts_of(&none, parts);
    size_t bytes = (sizeof(PvsLookCourse) + sizeof(PvsLookWords)) / WIDTH;
    for (int i = 0; i < N_PARTS; i++) {
        bytes += parts[i].size;
    }
    return bytes;
}

size_t pvs_lanes_bytes(const Lanes *lanes) {
    return lanes->capacity * bytes_per_lane();
}

static void copy_lanes(Lanes *to, Lanes *from) {
    Part a[N_PARTS], b[N_PARTS];
    parts_of(from, a);
    parts_of(to, b);
    memcpy(to->courses, from->courses, from->capacity / WIDTH * sizeof *to->courses);
    memcpy(to->words, from->words, from->capacity / WIDTH * sizeof *to->words);
    for (int i = 0; i < N_PARTS; i++) {
        memcpy(*b[i].array, *a[i].array, from->n * a[i].size);
    }
}

static bool grow(PvsState *s, Lanes *l) {
    if (l->n < l->capacity) {
        return true;
    }
    Lanes larger = {.n = l->n, .capacity = (uint32_t)round_up(l->n + l->n / 8 + 1, 2 * WIDTH)};
    larger.courses = pvs_alloc(pvs_lanes_bytes(&larger));
    if (!larger.courses) {
        s->status = pvs_error_set(s->err, PVS_NO_MEMORY, "out of memory in a battle");
        return false;
    }
    Part parts[N_PARTS];
    parts_of(&larger, parts);
    larger.words = (PvsLookWords *)(larger.courses + larger.capacity / WIDTH);
    char *at = (char *)(larger.words + larger.capacity / WIDTH);
    for (int i = 0; i < N_PARTS; i++) {
        *parts[i].array = at;
        at += larger.capacity * parts[i].size;
    }
    if (l->n > 0) {
        copy_lanes(&larger, l);
    }
    pvs_free(l->courses);
    *l = larger;
    return true;
}

void pvs_lanes_free(Lanes *lanes) {
    pvs_free(lanes->courses);
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
    l->updates[i] = 0;
    l->track[i] = (LaneTrack){.pair = pair, .threat = pair_at(s, pair)->threat};
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
        char *base = *parts[i].array;
        memcpy(base + lane * parts[i].size, base + last * parts[i].size, parts[i].size);
    }
    PvsLookCourse *to = &l->courses[lane / WIDTH], *from = &l->courses[last / WIDTH];
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 4; k++) {
            to->c[i][k][lane % WIDTH] = from->c[i][k][last % WIDTH];
        }
    }
    to->about[lane % WIDTH] = from->about[last % WIDTH];
    for (int k = 0; k < 3; k++) {
        l->words[lane / WIDTH].word[k][lane % WIDTH] = l->words[last / WIDTH].word[k][last % WIDTH];
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
    pvs_look_course(&s->model->radars[radar].look, &cubic, (int32_t)(about / PVS_LOOK_TICK_NS),
                    l->courses, lane);
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
