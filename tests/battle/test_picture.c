// SPDX-License-Identifier: Apache-2.0
// What reaches a post: tracks that get lost on links stay lost, and word of a kill reaches those who coordinate.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "battle/fixture.h"

// A post under another one with a unit of its own; two radars feed the upper post, one more the lower when asked.
static Fixture *two_posts(double loss, bool own_radar) {
    Fixture *f = fixture_new(7200);
    uint32_t drone = fixture_type(f, PVS_CLASS_ONE_WAY_DRONE, 60, 0.5);
    uint32_t site = fixture_site(f, -24.0, 133.0);
    fixture_radar(f, -24.0, 133.0, 20, 150e3, 5, 150e3, 1.25);
    fixture_radar(f, -24.1, 133.1, 20, 150e3, 7, 150e3, 3.0);
    if (own_radar) {
        fixture_radar(f, -24.1, 132.9, 20, 150e3, 5, 150e3, 2.0)->post = 1;
    }
    f->model.n_posts = 2;
    f->posts[1] = (PvsPost){.named = fixture_named(f, "post", 1),
                            .parent = 0,
                            .link_loss = loss,
                            .identify_prob = 1,
                            .unit = PVS_NONE};
    f->belief_posts[1] = f->belief_posts[0];
    fixture_unit(f, -24.0, 133.01, 40e3, 4, 700, 5, 1.0, 40)->post = 1;
    f->belief_units[0].post = 1;
    fixture_group(f, drone, 24, fixture_llh(-24.0, 131.8, 500), site, 0, 60);
    return f;
}

typedef struct {
    uint32_t n_fired, n_fired_at_declared, n_pictures;
    uint8_t declared[64], held[64];
} Watch;

static int watch(void *ctx, const PvsEvent *e) {
    Watch *w = ctx;
    if (e->kind == PVS_EV_ASSESSED) {
        w->declared[e->id[0]] |= (uint8_t)e->id[2];
    } else if (e->kind == PVS_EV_FIRED) {
        w->n_fired++;
        w->n_fired_at_declared += w->declared[e->id[0]];
    } else if (e->kind == PVS_EV_PICTURE) {
        w->n_pictures += e->id[1] == 1 && !w->held[e->id[0]];
        w->held[e->id[0]] |= e->id[1] == 1;
    }
    return PVS_OK;
}

static Watch play(Fixture *f) {
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    Watch w = {0};
    PvsSink sink = {watch, &w, PVS_LEVEL_TRACK};
    PvsRunOptions opt = pvs_run_options_default();
    opt.sinks = &sink;
    opt.n_sinks = 1;
    assert_int_equal(pvs_battle_run(m, s, 3, 0, &opt, NULL, NULL), PVS_OK);
    pvs_state_destroy(s);
    fixture_free(f);
    return w;
}

// A second radar on the same dead link brings nothing; a radar at the post itself needs no link.
static void a_track_lost_on_the_way_stays_lost(void **state) {
    (void)state;
    assert_int_equal(play(two_posts(0, false)).n_pictures, 24);
    assert_int_equal(play(two_posts(1, false)).n_pictures, 0);
    assert_int_equal(play(two_posts(1, true)).n_pictures, 24);
    Watch half = play(two_posts(0.5, false));
    assert_true(half.n_pictures > 4 && half.n_pictures < 20);
}

// Two posts hold the same threat. What one has declared killed the other leaves alone, when word of it reaches him.
static void who_coordinates_hears_of_a_kill(void **state) {
    (void)state;
    uint32_t at_declared[2];
    for (int deaf = 0; deaf < 2; deaf++) {
        Fixture *f = two_posts(0, true);
        f->units[0].assess_s = pvs_dist_fixed(1);
        f->radars[0].drop_misses = f->radars[1].drop_misses = f->radars[2].drop_misses = 15;
        fixture_unit(f, -24.0, 132.99, 40e3, 4, 700, 5, 1.0, 40)->post = 0;
        f->units[1].assess_s = pvs_dist_fixed(1);
        for (int i = 0; i < 2; i++) {
            f->belief_posts[i].coordination_s = deaf ? -1 : 0;
        }
        Watch w = play(f);
        assert_true(w.n_fired >= 5);
        at_declared[deaf] = w.n_fired_at_declared;
    }
    assert_int_equal(at_declared[0], 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_track_lost_on_the_way_stays_lost),
        cmocka_unit_test(who_coordinates_hears_of_a_kill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
