// SPDX-License-Identifier: Apache-2.0
// The battle: a function of (model, seed, replication). Begin reading here: pvs_battle_run.
//
// Two queues hold what will happen: a heap for everything, and a tournament tree with one entry for each radar (beams.c), because beams make most of the
// happenings. The lesser of their two firsts is next; both order by the same total key (base/heap.h, table in state.h).
#include <assert.h>
#include <stdlib.h>

#include "base/isa.h"
#include "battle/state.h"

#define OPTIONS_MADE 0x70767332u // "pvs2"

PvsRunOptions pvs_run_options_default(void) {
    return (PvsRunOptions){.made = OPTIONS_MADE};
}

static PvsStatus check_options(const PvsRunOptions *options, PvsError *err) {
    if (options->made != OPTIONS_MADE) {
        return pvs_error_set(err, PVS_BAD_USAGE,
                             "the options were not made by pvs_run_options_default");
    }
    if (options->isa < 0 || options->isa == 1 || options->isa > pvs_isa_best()) {
        return pvs_error_set(err, PVS_BAD_USAGE,
                             "instruction set %d is not one of this processor's (0, 2 to %d)",
                             options->isa, pvs_isa_best());
    }
    return PVS_OK;
}

void pvs_happen(PvsState *s, PvsTime t, Happening what, uint32_t entity, uint32_t a, uint32_t b) {
    assert(t >= s->now); // no effect is earlier than its cause
    PvsHeapItem item = {t, pvs_heap_order(what, entity, s->sequence++), a, b};
    if (pvs_heap_push(&s->heap, item) != PVS_OK && s->status == PVS_OK) {
        s->status = pvs_error_set(s->err, PVS_NO_MEMORY, "out of memory in a battle");
    }
}

// --- the life of a state -------------------------------------------------------------------------------------

static uint32_t parent_of(const PvsModel *m, uint32_t post) {
    return m->posts[post].parent;
}

// The way of a track from where it is made to a post.
typedef struct {
    double delay_s; ///< negative: there is no way
    double passes;  ///< share that the links between let through
} Way;

static void take_link(const PvsPost *post, Way *way) {
    way->delay_s += post->link_delay_s;
    way->passes *= 1 - post->link_loss;
}

// From one post to another through the tree: up from both to where they meet.
static Way tree_way(const PvsModel *m, uint32_t from, uint32_t to) {
    Way up = {0, 1};
    for (uint32_t a = from, steps = 0; a != PVS_NONE && steps <= m->n_posts; steps++) {
        Way way = up;
        for (uint32_t b = to, more = 0; b != PVS_NONE && more <= m->n_posts; more++) {
            if (a == b) {
                return way;
            }
            take_link(&m->posts[b], &way);
            b = parent_of(m, b);
        }
        take_link(&m->posts[a], &up);
        a = parent_of(m, a);
    }
    return (Way){-1, 0};
}

// A unit's own radars are the picture of its own post, should it have to fight alone.
static Way radar_way(const PvsModel *m, const PvsRadar *radar, uint32_t post) {
    if (radar->unit != PVS_NONE && m->units[radar->unit].autonomous &&
        m->units[radar->unit].self_post == post) {
        return (Way){0, 1};
    }
    Way way = radar->post == PVS_NONE ? (Way){-1, 0} : tree_way(m, radar->post, post);
    way.delay_s += way.delay_s < 0 ? 0 : radar->link_delay_s;
    return way;
}

static void fill_ways(PvsState *s) {
    const PvsModel *m = s->model;
    for (uint32_t r = 0; r < m->n_radars; r++) {
        for (uint32_t p = 0; p < m->n_posts; p++) {
            Way way = radar_way(m, &m->radars[r], p);
            s->delay_s[(size_t)r * m->n_posts + p] = (float)way.delay_s;
            s->loss[(size_t)r * m->n_posts + p] = (float)(1 - way.passes);
        }
    }
}

static void fill_rcs(PvsState *s) {
    const PvsModel *m = s->model;
    s->all_swerling_1 = true;
    for (uint32_t i = 0; i < m->n_threat_types; i++) {
        s->swerling[i] = (uint8_t)m->threat_types[i].swerling;
        s->all_swerling_1 = s->all_swerling_1 && m->threat_types[i].swerling == 1;
        for (uint32_t band = 0; band < PVS_N_BANDS; band++) {
            s->ln_rcs[(size_t)band * m->n_threat_types + i] =
                pvs_ln_rcs(&m->threat_types[i].rcs[band]);
        }
    }
}

// One more fixed array; counts its bytes.
static void *fixed(PvsState *s, size_t n, size_t size, bool *ok) {
    void *p = pvs_alloc((n ? n : 1) * size);
    *ok = *ok && p;
    s->fixed_bytes += (n ? n : 1) * size;
    return p;
}

static uint32_t longest_route(const PvsModel *m) {
    uint32_t longest = 1;
    for (uint32_t i = 0; i < m->n_groups; i++) {
        longest = m->groups[i].n_route > longest ? m->groups[i].n_route : longest;
    }
    return longest;
}

static bool allocate(PvsState *s) {
    const PvsModel *m = s->model;
    bool ok = true;
    s->threats = fixed(s, m->n_threats, sizeof *s->threats, &ok);
    s->leaks = fixed(s, m->n_threats, sizeof *s->leaks, &ok);
    s->launch_order = fixed(s, m->n_threats, sizeof *s->launch_order, &ok);
    s->radars = fixed(s, m->n_radars, sizeof *s->radars, &ok);
    s->radar_marks = fixed(s, m->n_radars, sizeof *s->radar_marks, &ok);
    s->radar_found = fixed(s, m->n_radars, sizeof *s->radar_found, &ok);
    s->area_marks = fixed(s, m->n_areas, sizeof *s->area_marks, &ok);
    s->units = fixed(s, m->n_units, sizeof *s->units, &ok);
    s->unit_status = fixed(s, m->n_units, sizeof *s->unit_status, &ok);
    s->unit_post = fixed(s, m->n_units, sizeof *s->unit_post, &ok);
    s->posts = fixed(s, m->n_posts, sizeof *s->posts, &ok);
    s->delay_s = fixed(s, (size_t)m->n_radars * m->n_posts, sizeof *s->delay_s, &ok);
    s->loss = fixed(s, (size_t)m->n_radars * m->n_posts, sizeof *s->loss, &ok);
    s->ln_rcs = fixed(s, (size_t)PVS_N_BANDS * m->n_threat_types, sizeof *s->ln_rcs, &ok);
    s->swerling = fixed(s, m->n_threat_types, sizeof *s->swerling, &ok);
    s->by_type = fixed(s, m->n_threat_types, sizeof *s->by_type, &ok);
    s->by_round = fixed(s, m->n_round_types, sizeof *s->by_round, &ok);
    s->unit_out = fixed(s, m->n_units, sizeof *s->unit_out, &ok);
    s->site_out = fixed(s, m->n_sites, sizeof *s->site_out, &ok);
    s->cap_route = longest_route(m) + 1;
    s->route_points = fixed(s, s->cap_route, sizeof *s->route_points, &ok);
    s->route_speeds = fixed(s, s->cap_route, sizeof *s->route_speeds, &ok);
    s->route_segments = fixed(s, pvs_route_segments_max(s), sizeof *s->route_segments, &ok);
    return ok;
}

PvsState *pvs_state_create(const PvsModel *model) {
    PvsState *s = pvs_alloc(sizeof *s);
    if (!s) {
        return NULL;
    }
    s->model = model;
    s->belief = model->belief;
    s->pairs.item_size = sizeof(Pair);
    s->coasts.item_size = sizeof(LaneTrack);
    s->windows.item_size = sizeof(ComingWindow);
    s->tracks.item_size = sizeof(PostTrack);
    s->gates.item_size = sizeof(GateNote);
    s->ordinals.item_size = sizeof(Ordinal);
    s->engagements.item_size = sizeof(Engagement);
    s->shots.item_size = sizeof(Shot);
    s->waits.item_size = sizeof(WaitNode);
    pvs_arena_init(&s->paths);
    pvs_arena_init(&s->scratch);
    if (!allocate(s) || !pvs_beams_create(&s->beams, model->n_radars)) {
        pvs_state_destroy(s);
        return NULL;
    }
    fill_ways(s);
    fill_rcs(s);
    return s;
}

void pvs_state_destroy(PvsState *s) {
    if (!s) {
        return;
    }
    for (uint32_t r = 0; s->radars && r < s->model->n_radars; r++) {
        pvs_lanes_free(&s->radars[r].lanes);
        pvs_free(s->radars[r].pending);
    }
    Pool *pools[] = {&s->pairs,    &s->windows,     &s->coasts, &s->tracks, &s->gates,
                     &s->ordinals, &s->engagements, &s->shots,  &s->waits};
    for (size_t i = 0; i < sizeof pools / sizeof *pools; i++) {
        pvs_free(pools[i]->block);
    }
    void *arrays[] = {
        s->threats,     s->leaks,          s->launch_order,   s->radars,       s->radar_marks,
        s->radar_found, s->area_marks,     s->units,          s->unit_status,  s->posts,
        s->delay_s,     s->ln_rcs,         s->swerling,       s->by_type,      s->by_round,
        s->unit_out,    s->site_out,       s->route_segments, s->route_points, s->route_speeds,
        s->unit_post,   s->picture_tracks, s->picture_index,  s->found,        s->edges,
        s->loss};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) {
        pvs_free(arrays[i]);
    }
    pvs_looks_free(&s->looks);
    pvs_heap_free(&s->heap);
    pvs_beams_destroy(&s->beams);
    pvs_arena_free(&s->paths);
    pvs_arena_free(&s->scratch);
    pvs_free(s);
}

static void reset(PvsState *s) {
    const PvsModel *m = s->model;
    Pool *pools[] = {&s->pairs,    &s->windows,     &s->coasts, &s->tracks, &s->gates,
                     &s->ordinals, &s->engagements, &s->shots,  &s->waits};
    for (size_t i = 0; i < sizeof pools / sizeof *pools; i++) {
        pvs_pool_reset(pools[i]);
    }
    pvs_heap_clear(&s->heap);
    pvs_beams_clear(&s->beams);
    s->sequence = 0;
    s->now = 0;
    s->n_shots_flying = 0;
    s->out = (PvsOutcome){0};
    memset(s->by_type, 0, m->n_threat_types * sizeof *s->by_type);
    memset(s->by_round, 0, m->n_round_types * sizeof *s->by_round);
    memset(s->site_out, 0, m->n_sites * sizeof *s->site_out);
    s->night_z = m->sharing.night > 0 ? pvs_luck_normal(s->luck, PVS_LUCK_SHARED, 0, 5) : 0;
    s->night_rcs_ln = m->sharing.night_rcs_sd_db > 0
                          ? m->sharing.night_rcs_sd_db * 0.23025850929940457 *
                                pvs_luck_normal(s->luck, PVS_LUCK_SHARED, 0, 6)
                          : 0;
    pvs_engage_reset(s);
    pvs_picture_reset(s);
    pvs_sensing_reset(s);
    if (s->status == PVS_OK) {
        s->status = pvs_raid_reset(s);
    }
    pvs_happen(s, m->duration, HAP_STOP, 0, 0, 0);
}

// --- the loop ------------------------------------------------------------------------------------------------

static void dispatch(PvsState *s, const PvsHeapItem *item) {
    switch ((Happening)(item->order >> 56)) {
    case HAP_EMISSION:
        pvs_sensing_emission(s, item->a, item->b != 0);
        break;
    case HAP_UNIT_READY:
        s->units[item->a].deployed = 1;
        pvs_engage_status(s, item->a);
        pvs_decide_unit_free(s, item->a);
        break;
    case HAP_LAUNCH:
        pvs_raid_launch(s);
        break;
    case HAP_WINDOW:
        pvs_sensing_window(s, item->a);
        break;
    case HAP_COAST:
        pvs_sensing_coast(s, item->a, item->b);
        break;
    case HAP_PICTURE:
        pvs_picture_arrives(s, item->a, item->b);
        break;
    case HAP_IDENTIFY:
        pvs_picture_identify(s, item->a);
        break;
    case HAP_AREA:
        pvs_areas_enter(s, item->a, item->b);
        break;
    case HAP_SOFT_KILL:
        pvs_end_soft_killed(s, item->a, item->b);
        break;
    case HAP_FAIL:
        pvs_end_failed(s, item->a);
        break;
    case HAP_INTERCEPT:
        pvs_shot_intercept(s, item->a, item->b);
        break;
    case HAP_CHANNEL:
        pvs_engage_channel(s, item->a);
        break;
    case HAP_ASSESS:
        pvs_engage_assess(s, item->a);
        break;
    case HAP_RELOAD:
        pvs_engage_reload(s, item->a, item->b);
        break;
    case HAP_ORDER:
        pvs_engage_order(s, item->a);
        break;
    case HAP_FIRE:
        pvs_engage_fire(s, item->a);
        break;
    case HAP_CONSIDER:
        pvs_decide_consider(s, item->a, item->b);
        break;
    case HAP_PATH_END:
        pvs_end_path(s, item->a);
        break;
    case HAP_GHOST:
        pvs_picture_ghost(s, item->a);
        break;
    case HAP_RADAR:
    case HAP_STOP:
    case HAP_N:
        break;
    }
}

// Whether the next beam comes before the next of everything else: by time, then by kind (a radar has one entry, so no further key is needed).
static bool beam_first(const PvsState *s, const PvsHeapItem *general, uint32_t radar) {
    PvsTime t = s->beams.next[radar];
    return t != general->t ? t < general->t : HAP_RADAR < (general->order >> 56);
}

// Does what comes next; false at the end of the battle.
static bool step(PvsState *s) {
    const PvsHeapItem *general = pvs_heap_top(&s->heap);
    uint32_t radar = pvs_beams_first(&s->beams);
    if (s->n_alive == 0 || s->status != PVS_OK || !general) {
        return false;
    }
    if (s->options->stop && *s->options->stop) {
        s->out.interrupted = true;
        return false;
    }
    if (beam_first(s, general, radar)) {
        s->now = s->beams.next[radar];
        pvs_sensing_radar(s, radar);
        return true;
    }
    PvsHeapItem item = *general;
    s->now = item.t;
    if ((item.order >> 56) == HAP_STOP) {
        return false;
    }
    pvs_heap_pop(&s->heap);
    dispatch(s, &item);
    return true;
}

// --- the outcome ---------------------------------------------------------------------------------------------

static size_t bytes_in_use(const PvsState *s) {
    const Pool *pools[] = {&s->pairs,    &s->windows,     &s->coasts, &s->tracks, &s->gates,
                           &s->ordinals, &s->engagements, &s->shots,  &s->waits};
    size_t bytes = s->fixed_bytes + s->paths.peak_bytes + s->scratch.peak_bytes + s->looks.bytes;
    for (size_t i = 0; i < sizeof pools / sizeof *pools; i++) {
        bytes += (size_t)pools[i]->n * pools[i]->item_size;
    }
    bytes += s->heap.capacity * sizeof(PvsHeapItem);
    for (uint32_t r = 0; r < s->model->n_radars; r++) {
        bytes +=
            pvs_lanes_bytes(&s->radars[r].lanes) + s->radars[r].cap_pending * sizeof(PendingLook);
    }
    bytes += s->cap_found * sizeof(PendingLook) + s->cap_edges * sizeof(uint32_t);
    return bytes;
}

static uint32_t in_flight(const PvsThreatCounts *c) {
    return c->launched - c->killed - c->soft_killed - c->failed - c->hit - c->missed - c->returned;
}

static void close_books(PvsState *s) {
    const PvsModel *m = s->model;
    PvsOutcome *out = &s->out;
    PvsThreatCounts *sums[3] = {&out->all, &out->armed, &out->decoys};
    for (int i = 0; i < 3; i++) {
        sums[i]->in_flight = in_flight(sums[i]);
    }
    for (uint32_t i = 0; i < m->n_threat_types; i++) {
        s->by_type[i].in_flight = in_flight(&s->by_type[i]);
    }
    out->shots.in_flight =
        out->shots.fired - out->shots.hit - out->shots.missed - out->shots.wasted;
    for (uint32_t i = 0; i < m->n_round_types; i++) {
        PvsShotCounts *c = &s->by_round[i];
        c->in_flight = c->fired - c->hit - c->missed - c->wasted;
    }
    for (uint32_t i = 0; i < m->n_units; i++) {
        const UnitState *us = &s->units[i];
        uint32_t left = 0;
        for (uint32_t w = 0; us->alive && w < m->units[i].n_weapons; w++) {
            left += (uint32_t)(us->ready[w] + us->depot[w]);
        }
        s->unit_out[i] = (PvsUnitOutcome){us->fired, us->kills, left, !us->alive};
    }
    out->by_type = s->by_type;
    out->by_round = s->by_round;
    out->units = s->unit_out;
    out->sites = s->site_out;
    out->t_end = s->now;
    out->state_bytes = bytes_in_use(s);
}

PvsStatus pvs_battle_run(const PvsModel *model, PvsState *s, uint64_t seed, uint64_t replication,
                         const PvsRunOptions *options, PvsOutcome *out, PvsError *err) {
    (void)model; // the state was made for it
    PvsRunOptions defaults = pvs_run_options_default();
    if (options && check_options(options, err) != PVS_OK) {
        return PVS_BAD_USAGE;
    }
    s->options = options ? options : &defaults;
    s->luck = pvs_luck(seed, replication);
    s->status = PVS_OK;
    s->err = err;
    s->isa = s->options->isa > 0 ? s->options->isa : pvs_isa_best();
    s->deepest = (PvsEventLevel)-1;
    for (uint32_t i = 0; i < s->options->n_sinks; i++) {
        PvsEventLevel level = s->options->sinks[i].level;
        s->deepest = (int)level > (int)s->deepest ? level : s->deepest;
    }
    reset(s);
    while (step(s)) {
    }
    if (s->status == PVS_OK) {
        pvs_emit(s, &(PvsEvent){.t = s->now, .kind = PVS_EV_END});
    }
    close_books(s);
    s->options = NULL;
    if (out) {
        *out = s->out;
    }
    return s->status;
}
