// SPDX-License-Identifier: Apache-2.0
// The reference assigner on a whole picture.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "belief.h"
#include "support/check.h"

#define DRONE  PVS_CLASS_ONE_WAY_DRONE
#define TRACKS 8

typedef struct {
    World w;
    PvsTrack tracks[TRACKS];
    PvsPicture picture;
    PvsOrder orders[64];
    size_t n;
    PvsWtaResult result;
} Scene;

// Drones that come from the north, side by side, each at a site of its own value.
static void scene_init(Scene *s, int n_tracks) {
    world_init(&s->w, 0.2);
    s->w.belief.n_sites = 0;
    for (int i = 0; i < n_tracks; i++) {
        double lon = 133 + 0.02 * i;
        world_site(&s->w, -24, lon, 1e6 * (i + 1));
        s->tracks[i] = track_towards(place(-23.8, lon, 1000), place(-24, lon, 1000), 60, 0, DRONE);
    }
    s->picture = (PvsPicture){.tracks = s->tracks,
                              .n_tracks = (uint32_t)n_tracks,
                              .units = s->w.status,
                              .crew_free = INT_MAX,
                              .assigner = PVS_ASSIGN_EXACT};
}

static void assign(Scene *s) {
    PvsArena arena = {0};
    assert_int_equal(
        pvs_assign_picture(&s->w.belief, &s->picture, &arena, s->orders, 64, &s->n, &s->result),
        PVS_OK);
    pvs_arena_free(&arena);
}

// One unit that reaches both tracks, one that reaches the second alone: greedy sends the first
// where it saves most and leaves the other track; the exact assignment covers both.
static void exact_covers_what_greedy_leaves(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 2);
    world_unit(&s.w, -24, 133.01, 60e3, 900);
    world_unit(&s.w, -23.8, 133.03, 1800, 900); // reaches the second track alone, and now
    s.w.units[1].reaction_mean_s = 1;
    s.w.weapons[0].kill.kill_prob[DRONE] = 0.9;
    s.w.weapons[1].kill.kill_prob[DRONE] = 0.8;
    s.w.status[0].channels_free = s.w.status[1].channels_free = 1;
    assign(&s);
    assert_int_equal(s.n, 2);
    assert_int_equal(s.orders[0].shot.unit, 0);
    assert_int_equal(s.orders[0].track, 0);
    assert_int_equal(s.orders[1].shot.unit, 1);
    assert_int_equal(s.orders[1].track, 1);
    assert_true(s.result.proven_optimal);
    double exact = s.result.objective;
    CHECK_RELATIVE(exact, 0.1 * 1e6 + 0.2 * 2e6, 0.25); // the neighbour counts a little, too
    s.picture.assigner = PVS_ASSIGN_GREEDY;
    assign(&s);
    assert_int_equal(s.orders[0].track, 1); // 0.9 x 2e6 first
    assert_true(s.result.objective > exact);
}

// Channels, rounds and crew each bound the number of orders; the crew keeps the worthiest.
static void channels_rounds_and_crew_bound_the_orders(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 5);
    world_unit(&s.w, -24, 133.04, 60e3, 900);
    s.w.status[0].channels_free = s.w.status[0].missile_channels_free = INT_MAX; // no limit
    assign(&s);
    assert_int_equal(s.n, 5);
    s.w.status[0].channels_free = 4;
    assign(&s);
    assert_int_equal(s.n, 4);
    s.w.status[0].ready_rounds[0] = 3;
    assign(&s);
    assert_int_equal(s.n, 3);
    s.picture.crew_free = 2;
    assign(&s);
    assert_int_equal(s.n, 2);
    assert_int_equal(s.orders[0].track, 3); // the two richest sites
    assert_int_equal(s.orders[1].track, 4);
    s.picture.crew_free = 0;
    assign(&s);
    assert_int_equal(s.n, 0);
}

// Rules hold as in a decision: nothing is ordered at a friend, nor past a hold.
static void rules_hold_for_the_assigner_too(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 3);
    world_unit(&s.w, -24, 133.02, 60e3, 900);
    s.w.status[0].channels_free = 3;
    s.tracks[1].allegiance = PVS_ALLEGIANCE_FRIEND;
    assign(&s);
    for (size_t i = 0; i < s.n; i++) {
        assert_true(s.orders[i].track != 1);
    }
    s.w.units[0].doctrine.against[DRONE].control = PVS_CONTROL_HOLD;
    assign(&s);
    assert_int_equal(s.n, 0);
}

// Salvos count: the doctrinal salvo's probability is what is planned with.
static void salvo_of_two_is_planned_as_one_shot_of_both(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 1);
    world_unit(&s.w, -24, 133, 60e3, 900);
    s.w.status[0].channels_free = 1;
    s.w.units[0].doctrine.against[DRONE].salvo = 2;
    assign(&s);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.orders[0].salvo, 2);
    CHECK_RELATIVE(s.result.objective, 1e6 * 0.3 * 0.3, 1e-9);
}

static void too_many_orders_and_an_empty_picture_are_told(void **state) {
    (void)state;
    Scene s;
    scene_init(&s, 4);
    world_unit(&s.w, -24, 133, 60e3, 900);
    s.w.status[0].channels_free = 4;
    PvsArena arena = {0};
    assert_int_equal(pvs_assign_picture(&s.w.belief, &s.picture, &arena, s.orders, 2, &s.n, NULL),
                     PVS_LIMIT);
    assert_int_equal(s.n, 2);
    s.picture.n_tracks = 0;
    assert_int_equal(pvs_assign_picture(&s.w.belief, &s.picture, &arena, s.orders, 2, &s.n, NULL),
                     PVS_OK);
    assert_int_equal(s.n, 0);
    pvs_arena_free(&arena);
}

// A theorem: on the same matrix the exact assignment leaves no more value than the greedy one.
static void exact_never_leaves_more_than_greedy(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 60; id++) {
        Scene s;
        scene_init(&s, TRACKS);
        for (uint32_t u = 0; u < 6; u++) {
            world_unit(&s.w, -23.9 + 0.1 * world_u01(id, u), 133 + 0.15 * world_u01(id, 10 + u),
                       4e3 + 30e3 * world_u01(id, 20 + u), 900);
            s.w.weapons[u].kill.kill_prob[DRONE] = 0.2 + 0.7 * world_u01(id, 30 + u);
            s.w.status[u].channels_free = 1 + (int)(3 * world_u01(id, 40 + u));
        }
        s.picture.assigner = PVS_ASSIGN_GREEDY;
        assign(&s);
        double greedy = s.result.objective;
        s.picture.assigner = PVS_ASSIGN_EXACT;
        assign(&s);
        assert_true(s.result.objective <= greedy * (1 + 1e-12));
        assert_true(s.result.proven_optimal);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_covers_what_greedy_leaves),
        cmocka_unit_test(channels_rounds_and_crew_bound_the_orders),
        cmocka_unit_test(rules_hold_for_the_assigner_too),
        cmocka_unit_test(salvo_of_two_is_planned_as_one_shot_of_both),
        cmocka_unit_test(too_many_orders_and_an_empty_picture_are_told),
        cmocka_unit_test(exact_never_leaves_more_than_greedy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
