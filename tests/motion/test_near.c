// SPDX-License-Identifier: Apache-2.0
// The tree over sites against asking every site: it may name too many, never too few, and each
// once.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "random_motion.h"

#define SITES 400

typedef struct {
    unsigned char seen[SITES];
    size_t n;
} Seen;

static void see(void *ctx, uint32_t index) {
    Seen *s = ctx;
    assert_true(index < SITES);
    assert_int_equal(s->seen[index], 0);
    s->seen[index] = 1;
    s->n++;
}

// If this failed, a radar would never be asked about what flies through its coverage.
static void no_site_that_a_segment_enters_is_left_out(void **state) {
    (void)state;
    static PvsReach reaches[SITES];
    size_t n_named = 0, n_entered = 0;
    for (uint32_t world = 0; world < 20; world++) {
        PvsLlh centre = random_place(world, 0, 0, 0);
        size_t n_sites = world < 8 ? world : SITES;
        for (uint32_t i = 0; i < n_sites; i++) {
            uint32_t seed = world * 1000 + i;
            PvsLlh place = i % 10 == 9 ? random_place(seed, 4, 0, 3000)
                                       : random_near(seed, 4, centre, 1500e3, -100, 3000);
            reaches[i] = random_reach(seed, i % 50 == 49 && i > 0 ? centre : place);
        }
        PvsArena arena;
        pvs_arena_init(&arena);
        PvsNear *near = pvs_near_create(reaches, n_sites, &arena);
        assert_non_null(near);
        for (uint32_t k = 0; k < 300; k++) {
            PvsSegment g = random_segment(world * 1000 + k, centre);
            Seen seen = {.n = 0};
            pvs_near_query(near, &g, see, &seen);
            n_named += seen.n;
            for (size_t i = 0; i < n_sites; i++) {
                PvsWindow w[1];
                size_t n = pvs_windows((PvsPath){&g, 1}, 0, &reaches[i], w, 1);
                n_entered += n > 0;
                if (n > 0 && !seen.seen[i]) {
                    fail_msg(
                        "world %u, segment %u (kind %d): site %zu is entered but was not named",
                        world, k, g.kind, i);
                }
            }
        }
        pvs_arena_free(&arena);
    }
    print_message("%zu named, %zu entered\n", n_named, n_entered);
    assert_true(n_entered > 20000 && n_named < 6 * n_entered);
}

static void no_site_whose_reach_holds_a_point_of_the_ball_is_left_out(void **state) {
    (void)state;
    static PvsReach reaches[SITES];
    PvsLlh centre = random_place(3, 0, 0, 0);
    for (uint32_t i = 0; i < SITES; i++) {
        reaches[i] = random_reach(i, random_near(i, 4, centre, 1500e3, -100, 3000));
    }
    PvsArena arena;
    pvs_arena_init(&arena);
    PvsNear *near = pvs_near_create(reaches, SITES, &arena);
    for (uint32_t k = 0; k < 2000; k++) {
        PvsLlh at = random_near(k, 4, centre, 1500e3, 0, k % 2 ? 300 : 30000);
        PvsVec3 pos = pvs_ecef_from_llh(at);
        double radius = random_in(k, 20, 0, 20e3);
        Seen seen = {.n = 0};
        pvs_near_query_ball(near, pos, radius, see, &seen);
        PvsVec3 off = pvs_vec3_unit(
            pvs_vec3(random_in(k, 21, -1, 1), random_in(k, 22, -1, 1), random_in(k, 23, -1, 1)));
        PvsVec3 inside = pvs_vec3_add_scaled(pos, radius * random_in(k, 24, 0, 1), off);
        for (size_t i = 0; i < SITES; i++) {
            if (pvs_reach_contains(&reaches[i], inside) && !seen.seen[i]) {
                fail_msg("ball %u: site %zu was not named", k, i);
            }
        }
    }
    pvs_arena_free(&arena);
}

// If this failed, a full machine would crash where it should say that memory is out.
static void no_memory_gives_no_tree(void **state) {
    (void)state;
    PvsReach reach[3] = {random_reach(1, random_place(1, 0, 0, 0)),
                         random_reach(2, random_place(2, 0, 0, 0)),
                         random_reach(3, random_place(3, 0, 0, 0))};
    PvsArena arena;
    pvs_arena_init(&arena);
    pvs_alloc_fail_after(0);
    assert_null(pvs_near_create(reach, 3, &arena));
    pvs_alloc_fail_after(-1);
    pvs_arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_site_that_a_segment_enters_is_left_out),
        cmocka_unit_test(no_site_whose_reach_holds_a_point_of_the_ball_is_left_out),
        cmocka_unit_test(no_memory_gives_no_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
